"""A script that was edited by hand is told from its rules, with a call that shows it."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from lifting.scripts import Script, script, scripts_of

from rulec.lifting import NotLifted, Proof, alike, lift
from rulec.verify.certificate import How

SERVICE = "internal/service"
EDGE = "edge/service"
PARTICIPANT = "edge/participant"
MEDIA = "internal/media_location"

#: Edits after which the script answers some call in another way.
EDITS = [
    # Conditions that became wider or narrower.
    (SERVICE, '"sipvicious", ', ""),
    (SERVICE, '"sipvicious", ', '"sipvicious", "another", '),
    (SERVICE, "minute >= 1260", "minute >= 1261"),
    (SERVICE, "20261101", "20261102"),
    (SERVICE, 'startswith("board")', 'startswith("boar")'),
    (SERVICE, "(^(?:88[0-9]{4,6})", "(^(?:88[0-9]{4,7})"),
    (SERVICE, 'protocol == "sip" and local_alias_user', "local_alias_user"),
    (SERVICE, 'elif found_service_type == "conference" and', "elif found and"),
    (EDGE, "bandwidth < 256", "bandwidth < 257"),
    (EDGE, "not remote_alias_domain in", "remote_alias_domain in"),
    (PARTICIPANT, "staff|doctors", "staff|doctor"),
    (PARTICIPANT, r"(?=suspended(?=\\x00|\\Z))", "(?=suspended)"),
    (PARTICIPANT, "[0-9]{5,15}", "[0-9]{5,16}"),
    (MEDIA, '"10.147.0.0/16"', '"10.147.0.0/17"'),
    (MEDIA, 'call_info.get("protocol") == "rtmp" and ', ""),
    # Values.
    (SERVICE, 'set decision = "reject"', 'set decision = "redirect"'),
    (SERVICE, '"locked": true', '"locked": 1'),
    (SERVICE, '"enable_chat": "no"', '"enable_chat": "yes"'),
    (SERVICE, '"sip:reception@example.com"', '"sip:recepti0n@example.com"'),
    (SERVICE, '"=7": "Maternity"', '"=7": "Maternite"'),
    (SERVICE, '["fjord"]', '["fj0rd"]'),
    (SERVICE, "|pex_tail(6)", "|pex_tail(7)"),
    (EDGE, '{"crypto_mode": "on"}', '{"crypto_mode": "on", "locked": true}'),
    (MEDIA, '["London", "New York"]', '["New York", "London"]'),
    # Statements that are gone, or stand elsewhere.
    (PARTICIPANT, '{% set decision = "reject" %}', ""),
    (SERVICE, "{% if not service %}", "{% if service %}"),
    (SERVICE, "{% elif service and", "{% elif found and"),
    (SERVICE, 'elif service and decision == ""', "elif service"),
    # Guards.
    (SERVICE, '{% set local_alias = "" %}', '{% set local_alias = "881234" %}'),
    (EDGE, "bandwidth != none and ", ""),
    (PARTICIPANT, "== true and has_authenticated_display_name|lower",
     "== true or has_authenticated_display_name|lower"),
    (PARTICIPANT, r'|join("\u0000")', r'|join("\u0001")'),
    (MEDIA, 'remote_address_is_ipv4 and pex_in_subnet(remote_address, ["10.1',
     'pex_in_subnet(remote_address, ["10.1'),
]  # fmt: skip


def example(name: str) -> Script:
    return scripts_of("rules")[name]


@pytest.mark.parametrize(("name", "old", "new"), EDITS)
def test_an_edit_is_a_difference_with_a_call(name: str, old: str, new: str):
    found = example(name).edited(old, new).certificate()
    assert found.differences
    assert found.differences[0].expected != found.differences[0].got


def test_swapped_branches_are_a_difference():
    script = example(EDGE)
    lines = script.text.splitlines()
    first = next(n for n, line in enumerate(lines) if "bandwidth < 256" in line)
    second = next(n for n, line in enumerate(lines) if "crypto_mode" in line) - 2
    lines[first : first + 3], lines[second : second + 3] = (
        lines[second : second + 3],
        lines[first : first + 3],
    )
    assert Script(script.profile, script.policy, "\n".join(lines)).certificate().differences


#: Edits that change no answer, but leave something that is not read back.
HARMLESS = [
    (EDGE, "[0-9]{1,15}", "[0-9]{1,16}"),
]


@pytest.mark.parametrize(("name", "old", "new"), HARMLESS)
def test_a_guard_in_another_form_is_never_proved(name: str, old: str, new: str):
    script = example(name).edited(old, new)
    found = script.certificate()
    assert found.how is How.TRIED
    line = next(n for n, text in enumerate(script.text.splitlines(), 1) if new in text)
    assert found.reason.startswith(f"line {line - 1}: ")


def test_an_edit_that_changes_nothing_stays_proved():
    script = example(MEDIA)
    text = script.text.replace("remote_address", "address_of_caller")
    text = text.replace('call_info.get("address_of_caller")', 'call_info.get("remote_address")')
    assert Script(script.profile, script.policy, text).certificate().how is How.PROVED


FOREIGN = [
    ("{% for x in [1] %}{% endfor %}", "the construct For"),
    ("hello", "text outside of tags that is no answer"),
    ("{{ call_info }}", "something else than JSON is printed"),
    ("{% set call_info = {} %}", "the input `call_info` is changed"),
    ("{% if %}", "Expected an expression, got 'end of statement block'"),
    ('{% set x = "a" ~ "b" %}', "the construct Concat"),
    ('{% set pex_in_subnet = "" %}', "the function `pex_in_subnet` is changed"),
    ("{% set pex_regex_search = {} %}", "the function `pex_regex_search` is changed"),
    ("{% if true %}{% set pex_now = 1 %}{% endif %}", "the function `pex_now` is changed"),
    ("\u00a0", "text outside of tags that is no answer"),
    ("\x0b", "text outside of tags that is no answer"),
    ("\x1c", "text outside of tags that is no answer"),
    ("\u2003", "text outside of tags that is no answer"),
]


@pytest.mark.parametrize(("text", "reason"), FOREIGN)
def test_what_is_no_script_is_refused_with_its_line(text: str, reason: str):
    script = example(MEDIA)
    assert lift(f"\n{text}", script.policy) == NotLifted(reason, 2)
    found = Script(script.profile, script.policy, f"{script.text}\n{text}").certificate()
    assert found.how is How.TRIED
    assert reason in found.reason


def test_two_answers_are_a_difference():
    script = example(MEDIA)
    text = script.text + '{{ {"result": answer}|pex_to_json }}\n'
    assert Script(script.profile, script.policy, text).certificate().differences


#: What may fail on some call, though it changes no answer.
MAY_FAIL = [
    "{% if answer < 5 %}{% endif %}",
    "{% if remote_address < 5 %}{% endif %}",
    "{% set x = remote_address|lower %}",
    "{% set x = remote_address < 5 %}",
    '{% if remote_address_is_ipv4 %}{% set foo = nothere["x"] %}{% endif %}',
    '{% set foo = call_info["x"] %}',
]


@pytest.mark.parametrize("text", MAY_FAIL)
def test_what_may_fail_is_never_proved(text: str):
    script = example(MEDIA)
    assert Script(script.profile, script.policy, f"{script.text}{text}\n").proof().places


ITEMS = script(
    "policy: service\nrules:\n  - id: a\n    reject: true\n"
    "    when: {p_asserted_identity: {includes: {in_subnet: [10.0.0.0/8, 'fd00::/8']}}}\n"
)
NO_ITEMS = script(
    "policy: service\nrules:\n  - id: a\n    reject: true\n"
    "    when: {p_asserted_identity: {includes: {not: {in_subnet: [10.0.0.0/8]}}}}\n"
)


@pytest.mark.parametrize(
    ("whole", "pattern", "new"),
    [
        (ITEMS, r'(p_asserted_identity_\d) != ""', r'\1 == ""'),
        (ITEMS, r"(p_asserted_identity_\d_is_ipv)4 and", r"\g<1>4 and \g<1>6 and"),
        (ITEMS, r"(p_asserted_identity_\d_is_ipv)4 and pex", r"\g<1>6 and pex"),
        (NO_ITEMS, r'(p_asserted_identity_\d) != "" and', r'\1 != "" and \1_is_ipv4 and'),
        (NO_ITEMS, r'(p_asserted_identity_\d) != "" and', r'\1 == "" and'),
    ],
)
def test_rows_about_items_of_lists_are_taken_whole(whole: Script, pattern: str, new: str):
    assert whole.proof().places == ()
    text, count = re.subn(pattern, new, whole.text)
    assert count >= 4
    assert replace(whole, text=text).proof().places


#: What fails on some kind of node, or changes what something else knows.
REFUSED = {
    "{% if nothere %}{% endif %}": "`nothere` may have no value",
    '{% if nothere["x"]|default("", true) %}{% endif %}': "`nothere` may have no value",
    "{% if service_config %}{% endif %}": "the input `service_config` may not be there",
    '{% set x = service_config["name"] %}': "the input `service_config` may not be there",
    "{% set other = answer|pex_update({}) %}": "an object is changed that something else may know",
    '{% set z = "" %}{% set z = z|pex_update({}) %}': (
        "`z` is changed, and something else may know it"
    ),
    "{% set z = call_info %}{% set z = z|pex_update({}) %}": (
        "`z` is changed, and something else may know it"
    ),
    '{% set z = {"x": answer} %}{% set answer = answer|pex_update({}) %}': (
        "`answer` is changed, and something else may know it"
    ),
    '{% set z = {"x": {} } %}{% set y = z["x"] %}{% set y = y|pex_update({}) %}': (
        "`y` is changed, and something else may know it"
    ),
    '{% set z = {"x": answer|pex_update({})} %}': (
        "an object is changed that something else may know"
    ),
    "{% set z = [answer] %}{% set answer = answer|pex_update({}) %}": (
        "`answer` is changed, and something else may know it"
    ),
    "{% set z = answer or {} %}{% set answer = answer|pex_update({}) %}": (
        "`answer` is changed, and something else may know it"
    ),
    "{% set z = answer|default({}) %}{% set answer = answer|pex_update({}) %}": (
        "`answer` is changed, and something else may know it"
    ),
    "{% if remote_address_is_ipv4 %}{% set z = {} %}{% endif %}"
    "{% set z = z|pex_update({}) %}": "`z` is changed, and something else may know it",
    "{% set z = service_config|default({}, true) %}{% set y = z %}"
    "{% set y = y|pex_update({}) %}": "`y` is changed, and something else may know it",
    "{% set z = service_config|default({}, true) %}{% set z = z|pex_update({}) %}"
    "{% set y = service_config|default({}, true) %}": (
        "`service_config` may have been changed before"
    ),
    "{% set z = 1_0 %}": "a number that old nodes cannot read",
    "{% set z = 0x1F %}": "a number that old nodes cannot read",
    "{% set z = 1 +%}": "a tag that old nodes cannot read",
    f"{{% set z = {'1' * 5000} %}}": "a number that is too long",
    "{% set r = {} %}{% set r = r|pex_update({'x': r}) %}{% set r = r|pex_update({}) %}": (
        "`r` is changed, and something else may know it"
    ),
    "{% set z = service_config|default({}, true) %}{% set w = {'x': z} %}"
    "{% set y = service_config|default({}, true) %}{% set y = y|pex_update({}) %}": (
        "`y` is changed, and something else may know it"
    ),
    "{% set z = service_config|default({}, true) %}{% set w = z %}"
    "{% set z = z|pex_update({}) %}": "`z` is changed, and something else may know it",
    "{% set w = [service_config|default({}, true)] %}"
    "{% set z = service_config|default({}, true) %}{% set z = z|pex_update({}) %}": (
        "`z` is changed, and something else may know it"
    ),
    "{% set \uff41nswer = {} %}": "a name that Python takes for another one",
    '{% set z = "\\q" %}': "a text that old nodes cannot read",
    "{# " + "x" * 50_000 + " #}": "the script is too long",
    "{% if " + " and ".join(["true"] * 200) + " %}{% endif %}": "an expression nests too deep",
    "{% if " + "not " * 500 + "true %}{% endif %}": "an expression nests too deep",
    "{% if true %}" + "{% elif true %}" * 600 + "{% endif %}": "a chain is too long",
    "{% if true %}" * 200 + "{% endif %}" * 200: "the script nests too deep",
}  # fmt: skip


@pytest.mark.parametrize("text", REFUSED, ids=range(len(REFUSED)))
def test_what_fails_or_changes_others_is_refused(text: str):
    script = example(MEDIA)
    found = lift(f"{script.text}{text}\n", script.policy)
    assert isinstance(found, NotLifted)
    assert found.reason == REFUSED[text]


def test_variables_that_are_read_are_set_once():
    text = example(MEDIA).text
    start = text.index("{% set remote_address = ")
    end = text.index("%}", start) + len("%}")
    # A test for an address that was made in between would be about another text.
    other = text[start:end].replace('.get("remote_address")', '.get("vendor")')
    twice = "\n".join((text[:end], other, text[end:]))
    found = lift(twice, example(MEDIA).policy)
    assert isinstance(found, NotLifted)
    assert found.reason == "`remote_address` is set again"


@pytest.mark.parametrize(
    "other",
    [
        'protocol.startswith("sip")',
        'protocol != ""',
        'protocol in ["sip", ""]',
        'protocol in "sip"',
        '"sip" in protocol',
        'pex_regex_search("(^sip)", protocol)',
        "protocol",
    ],
)
def test_what_may_be_no_text_is_known_by_its_equals_alone(other: str):
    """`protocol` has no guard: a number in its place has no value, and yet is true, say."""
    script = example(SERVICE)
    assert '{% set protocol = call_info.get("protocol") %}' in script.text
    assert '{% set protocol = "" %}' not in script.text
    found = script.edited('protocol == "sip"', other).certificate()
    assert found.how is How.TRIED


def test_what_may_fail_is_tried_and_said_so():
    script = example(MEDIA)
    text = script.text + '{% if remote_address_is_ipv4 %}{% set foo = nothere["x"] %}{% endif %}\n'
    found = Script(script.profile, script.policy, text).certificate()
    assert found.how is How.TRIED
    assert "`nothere` may be no object" in found.reason


def test_the_last_step_to_a_field_is_no_object():
    found = rules("{registered: false}")
    assert found.proof().places == ()
    old = 'call_info["registered"]'
    assert found.edited(old, f"{old}|default({{}}, true)").proof().places


def test_texts_have_no_method_contains():
    found = rules("{local_alias: {contains: zzz}}")
    assert found.proof().places == ()
    other = found.edited('"zzz" in local_alias', 'local_alias.contains("zzz")')
    assert other.certificate().differences
    assert other.certificate().how is How.TRIED


ITEMS = [
    ("a[^b]*c", r"[^\\x00b]*", "[^b]*"),
    ("a[^b]*c", r"[^\\x00b]*", r"(?:[^b]|\\x00)*"),
    ("a.*c", r"[^\\n\\x00]*c", r"[^\\n]*c"),
    ("a.*c", r"[^\\n\\x00]*c", ".*c"),
    ("^a|bc", r"(?<![^\\x00])a", "^a"),
]


@pytest.mark.parametrize(("pattern", "old", "new"), ITEMS)
def test_a_pattern_that_leaves_its_item_is_never_proved(pattern: str, old: str, new: str):
    found = rules(f"{{p_asserted_identity: {{includes: {{regex: '{pattern}'}}}}}}")
    assert found.proof().places == ()
    assert found.edited(old, new).proof().places


@pytest.mark.parametrize("new", [r"\\d+", r"[\\d]+"])
def test_a_class_that_a_node_takes_for_another_is_never_proved(new: str):
    found = rules(r"{vendor: {regex: 'x\d+'}}")
    assert found.proof().places == ()
    assert found.edited("[0-9]+", new).proof().places


def test_a_proof_is_tried_too(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("rulec.verify.certificate.prove", lambda *_: Proof(()))
    found = example(MEDIA).edited('"10.147.0.0/16"', '"10.147.0.0/17"').certificate()
    assert found.how is How.PROVED
    assert found.differences


def rules(when: str) -> Script:
    return script(f"policy: service\nrules: [{{id: a, when: {when}, reject: true}}]")


def test_a_comparison_with_what_may_be_no_number_is_not_read():
    found = rules("{bandwidth: {less_than: 5}}")
    assert found.proof().places == ()
    assert found.edited("bandwidth != none and ", "").proof().places


def test_a_search_in_the_empty_text_is_not_one_in_no_text():
    found = rules("{vendor: {regex: 'x*'}}")
    assert found.proof().places == ()
    assert found.edited('vendor != "" and ', "").certificate().differences


def test_tests_are_never_taken_for_the_same_without_a_proof(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(alike, "_spellings", lambda _: ["alike"])
    found = rules("{vendor: {regex: ab}, local_alias: {starts_with: ab}}")
    assert found.proof().places == ()
    assert found.edited('"(ab)"', '"(abc)"').certificate().differences
    assert found.edited('startswith("ab")', 'endswith("ab")').certificate().differences
