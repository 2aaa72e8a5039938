"""What is in secrets from the environment never shows, wherever rules carry it."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from html import escape
from typing import Any

import pytest
from rule_texts import compiled

from rulec.diagnostics import Code, Problem, Severity
from rulec.emulator import LIKELY
from rulec.evaluate import decide, read_inputs
from rulec.ir import Profile
from rulec.pexip import Policy
from rulec.report.asked import Asked
from rulec.report.decisions import Told, decision_json, decision_text
from rulec.report.differences import differences_json, differences_text
from rulec.report.environment import secrets_in, without_values
from rulec.report.safe_text import safe
from rulec.report.secrets import Veil, holds_secret, veil_of
from rulec.script.literal import text_literal
from rulec.verify import Call, Difference

NOON = datetime(2026, 1, 15, 12, 0, tzinfo=UTC)
SECRET = "Fjord\"'\n{{x}}\U0001f600é"
ENVIRONMENT = {"ROOM": SECRET, "PIN": "472913", "SHORT": "abc"}
SERVICE = {"service_type": "conference", "name": "A", "service_tag": "", "pin": "48151"}


def profile(rules: str, head: str = "", policy: str = "service") -> Profile:
    text = f"policy: {policy}\n{head}rules:\n  - {rules}\n"
    return compiled({"a.yaml": text}, Policy(policy), environment=ENVIRONMENT).profile


def told(
    rules: str, head: str = "", policy: str = "service", *, show_secrets: bool = True, **call: Any
) -> Told:
    made = profile(rules, head, policy)
    inputs: dict[str, Any] = {"call_info": call, "service_config": SERVICE}
    if policy == "participant":
        inputs["participant"] = {}
    read = read_inputs(Policy(policy), inputs, NOON)
    sets = made.sets(Policy(policy))
    return Told(decide(Policy(policy), sets, read), sets, read, show_secrets)


def everything(made: Told) -> str:
    return decision_text(made) + json.dumps(decision_json(made), ensure_ascii=False)


# --- By flow -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "value",
    [
        "{env:ROOM}",
        "The key is {env:ROOM}",
        "{env:ROOM | lower}",
        "{env:ROOM | pex_head(3)}",
        "{[env:ROOM, local_alias] | join('/')}",
        "{local_alias | default(env:ROOM)}",
        "{env:ROOM | pex_hash | default(env:ROOM)}",
        "{hidden}",
        "{[hidden] | join | pex_tail(2)}",
    ],
)
def test_a_field_that_is_made_from_a_secret_is_hidden(value: str):
    made = told(f"{{id: a, set: {{description: {json.dumps(value)}, locked: true}}}}",
                "let: {hidden: 'x {env:ROOM}'}\n")  # fmt: skip
    assert "description: (hidden)" in decision_text(made)
    assert '"description": "(hidden)"' in decision_text(made)
    assert decision_json(made)["result"]["description"] == "(hidden)"
    assert "locked: true" in decision_text(made)


def test_a_hash_of_a_secret_is_shown():
    value = "{[env:ROOM, local_alias] | join | pex_hash | pex_tail(6)}"
    made = told(f"{{id: a, set: {{service_tag: '{value}'}}}}", local_alias="x")
    tag = decision_json(made)["result"]["service_tag"]
    assert tag.isdigit()
    assert f"service_tag: '' -> '{tag}'" in decision_text(made)


def test_a_hash_of_a_pin_is_no_less_secret_than_the_pin():
    rules = "{id: a, set: {description: '{service_config.pin | pex_hash}'}}"
    assert "description: (hidden)" in decision_text(told(rules, show_secrets=False))
    assert "(hidden)" not in decision_text(told(rules, show_secrets=True))


def test_a_pin_from_the_environment_is_hidden_even_when_pins_are_shown():
    made = told("{id: a, set: {pin: '{env:PIN}'}}")
    assert "pin: (hidden) -> (hidden)" in decision_text(made)
    assert "472913" not in everything(made)


def test_a_chosen_and_a_looked_up_value():
    head = "tables: {t: [{key: x, tag: one}, {key: y, tag: two}]}\n"
    choice = "{when: {local_alias: x}, then: '{env:ROOM | lower}'}"
    made = told(f"{{id: a, set: {{description: {choice}}}}}", local_alias="x")
    assert "description: (hidden)" in decision_text(made)
    made = told(
        "{id: a, set: {description: {table: t, key: '{env:SHORT}', column: tag, otherwise: z}}}",
        head,
    )
    assert "description: (hidden)" in decision_text(made)


def test_which_way_a_choice_went_is_shown():
    choice = "{when: {token: {starts_with: Fj}}, then: yes, otherwise: no}"
    head = "let: {token: '{env:ROOM}'}\n"
    made = told(f"{{id: a, set: {{description: {choice}}}}}", head)
    assert "description: 'yes'" in decision_text(made)


def test_reasons_and_aliases():
    made = told("{id: a, reject: 'say {env:ROOM | lower}'}", policy="participant")
    assert decision_json(made)["result"] == {"reject_reason": "(hidden)"}
    made = told("{id: a, redirect: '{env:ROOM | pex_head(2)}@x'}")
    assert decision_json(made)["result"] == {"new_alias": "(hidden)"}


def test_added_and_kept_fields():
    participants = (
        "[{remote_alias: '{env:ROOM}@x', role: guest, local_alias: a, protocol: sip, "
        "system_location_name: Oslo}]"
    )
    made = told(f"{{id: a, append: {{automatic_participants: {participants}}}}}")
    assert decision_json(made)["result"]["automatic_participants"] == "(hidden)"


def test_conditions_on_what_is_made_from_a_secret():
    head = (
        "let:\n  token: '{env:ROOM | lower}'\n"
        "  tag: '{[env:ROOM, local_alias] | join | pex_hash | pex_tail(4)}'\n"
    )
    made = told("{id: a, when: {token: {starts_with: fja}}, set: {locked: true}}", head)
    assert "not matched: token starts_with (hidden) (token is (hidden))" in decision_text(made)
    made = told("{id: a, when: {tag: '99'}, set: {locked: true}}", head, local_alias="x")
    assert "not matched: tag equals '99' (tag is '" in decision_text(made)


def test_captures_in_a_secret():
    head = "let: {token: '{env:ROOM}'}\n"
    when = "{token: {regex: '^(?P<first>..)'}, local_alias: x}"
    made = told(f"{{id: a, when: {when}, set: {{description: '{{first}}'}}}}", head,
                local_alias="x")  # fmt: skip
    assert "description: (hidden)" in decision_text(made)


# --- By text -------------------------------------------------------------------------------------


def test_what_a_call_repeats_of_a_secret_is_hidden():
    rules = "{id: a, when: {local_alias: y}, set: {service_tag: '{env:ROOM | pex_hash}'}}"
    made = told(rules, local_alias=f"a {SECRET} b")
    assert "(local_alias is 'a (hidden) b')" in decision_text(made)
    assert decision_json(made)["trace"][0]["actual"] == {"local_alias": "a (hidden) b"}


def test_a_long_secret_is_hidden_before_texts_are_cut():
    secret = "".join(chr(97 + number % 26) for number in range(600))
    veil = Veil(texts=frozenset({secret}))
    assert veil.data(f"x{secret}") == "x(hidden)"
    assert secret[:60] not in veil.text(f"`{secret[:60]}...` is no PIN")


@pytest.mark.parametrize(
    "spelled",
    [str, json.dumps, lambda text: json.dumps(text, ensure_ascii=False), safe, repr, text_literal,
     escape, lambda text: safe(json.dumps(text, ensure_ascii=False)),
     lambda text: escape(json.dumps(text)), lambda text: text.replace("\n", "\r\n")],
)  # fmt: skip
def test_every_spelling_is_found_in_text(spelled: Any):
    written = Veil(texts=frozenset({SECRET})).text(f"before {spelled(SECRET)} after")
    assert "(hidden)" in written
    assert "Fjord" not in written
    assert written.startswith("before ")
    assert written.endswith(" after")


def test_a_short_secret_is_hidden_as_a_whole_text_alone():
    veil = Veil(texts=frozenset({"abc", "4711"}))
    assert veil.data({"abc": ["abc", "abcd", 4711, 47110, True], "x4711x": None}) == {
        "(hidden)": ["(hidden)", "abcd", "(hidden)", 47110, True],
        "x(hidden)x": None,
    }
    assert veil.text("abc 4711") == "abc (hidden)"


def test_the_longest_of_several_secrets_is_hidden_first():
    veil = Veil(texts=frozenset({"fjord", "fjordheim"}))
    assert veil.text("fjordheim fjord") == "(hidden) (hidden)"


def test_what_is_hidden_already_stays_so():
    assert Veil(texts=frozenset({"hidden"})).text("(hidden) hidden") == "(hidden) (hidden)"


def test_keys_of_documents_are_our_own():
    veil = Veil(texts=frozenset({"error", "4711"}))
    document = {"error": "an error", "problems": [{"line": 4711, "message": "4711"}]}
    assert veil.document(document) == {
        "error": "an (hidden)",
        "problems": [{"line": 4711, "message": "(hidden)"}],
    }


def test_messages_of_problems():
    code = Code("R999", "x", Severity.ERROR, "x", "x", "", "")
    veil = Veil(texts=frozenset({"fjord"}))
    hidden = veil.problem(Problem(code, "`fjord` is no PIN", None, "not fjord"))
    assert (hidden.message, hidden.hint) == ("`(hidden)` is no PIN", "not (hidden)")


def test_nothing_shows_the_values():
    made = profile("{id: a, set: {description: '{env:ROOM}'}}")
    for shown in (made, veil_of(made.rule_sets), Asked(ENVIRONMENT)):
        assert "Fjord" not in repr(shown)


# --- Differences ---------------------------------------------------------------------------------


def difference(**changes: Any) -> Difference:
    call = Call({"call_info": {"local_alias": f"x{SECRET}"}}, NOON, f"alias {SECRET!r}")
    answer = {"action": "continue", "result": {"description": SECRET.lower(), "name": "B"}}
    wrong = {"action": "continue", "result": {"description": "fj", "locked": SECRET.lower()}}
    made = Difference(
        "default", Policy.SERVICE, LIKELY, call, json.dumps(answer), json.dumps(wrong),
        "other answer", ("a/a",),
    )  # fmt: skip
    return replace(made, **changes)


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"got": f"is no JSON: {json.dumps(SECRET)} {SECRET}", "kind": "bad JSON"},
        {"got": "expected token 'end', got 'Fjord'", "kind": "compile error"},
        {"got": f"cannot add 1 to {SECRET!r}", "kind": "error"},
    ],
)
def test_differences_hide_them_too(changes: dict[str, Any]):
    made = profile("{id: a, set: {description: '{env:ROOM | lower}'}}")
    found = difference(**changes)
    text = differences_text([found], [made], {})
    data = differences_json([found], [made], {})
    for shown in (text, json.dumps(data), json.dumps(data, ensure_ascii=False)):
        assert "fjord" not in shown.lower()
        assert "(hidden)" in shown
    assert '"name": "B"' in text


def test_a_difference_in_what_is_hidden_says_so():
    made = profile("{id: a, set: {description: '{env:ROOM | lower}'}}")
    found = difference(expected='{"result": {"description": "ABCD"}}',
                       got='{"result": {"description": "EFGH"}}')  # fmt: skip
    text = differences_text([found], [made], {})
    assert "other answer; they differ in what is hidden" in text


def test_a_difference_of_unknown_rules_shows_no_values():
    text = differences_text([difference(got="Fjord is no JSON")], [], {})
    assert "fjord" not in text.split("expected: ")[1].lower()


# --- Rules without their values ------------------------------------------------------------------


def test_the_secrets_in_rules():
    made = profile("{id: a, when: {t: x}, set: {pin: '{env:PIN}'}}", "let: {t: '{env:ROOM}'}\n")
    assert secrets_in(made) == {"PIN": "472913", "ROOM": SECRET}
    assert list(secrets_in(made)) == ["PIN", "ROOM"]
    assert secrets_in(profile("{id: a, set: {pin: 1234}}")) == {}


def test_rules_without_the_values_of_their_secrets():
    made = profile("{id: a, when: {t: x}, set: {pin: '{env:PIN}', locked: true}}",
                   "let: {t: 'x{env:ROOM}'}\n")  # fmt: skip
    named = without_values(made)
    assert secrets_in(named) == {"PIN": "env:PIN", "ROOM": "env:ROOM"}
    assert secrets_in(made) == {"PIN": "472913", "ROOM": SECRET}
    other = profile("{id: a, set: {locked: true}}")
    assert without_values(other) is other


def test_looking_for_secrets_takes_shared_values_once():
    head = "let:\n  l0: '{env:ROOM}'\n" + "".join(
        f"  l{n}: '{{[l{n - 1}, l{n - 1}] | join}}'\n" for n in range(1, 7)
    )
    made = profile("{id: a, set: {description: '{l6}'}}", head)
    assert secrets_in(made) == {"ROOM": SECRET}
    assert secrets_in(without_values(made)) == {"ROOM": "env:ROOM"}


def test_what_holds_secrets():
    made = profile("{id: a, set: {description: '{env:ROOM}'}}")
    (assignment,) = made.rule_sets[0].rules[0].effects[0].assignments
    assert holds_secret(assignment.value)
    assert holds_secret(assignment.value, show_secrets=True)


def test_an_environment_remembers_what_was_asked_of_it():
    asked = Asked({"A": "1111", "B": "2222", "EMPTY": ""})
    assert (asked.get("A"), asked.get("EMPTY"), asked.get("C")) == ("1111", "", None)
    assert asked.taken == {"1111"}
