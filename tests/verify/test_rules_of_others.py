"""Rules are tried with calls that meet others as well: which comes first shows in these alone."""

from collections.abc import Callable, Iterable, Sequence

import pytest
from rule_texts import errors, read_rules

from rulec.emit import COMPACT, made
from rulec.emit.compact import rule_set, spelling
from rulec.emit.compact.lists import DIGITS
from rulec.emit.compact.spelling import Spelling
from rulec.ir import Profile
from rulec.pexip import Policy
from rulec.verify import Job, calls_for, verify_scripts

NUMBER = rule_set._number


def profile_of(whens: Iterable[str]) -> Profile:
    rules = "".join(
        f"  - {{id: r{n}, when: {{{when}}}, set: {{call_tag: t{n}}}}}\n"
        for n, when in enumerate(whens)
    )
    project, problems = read_rules({"rules.yaml": f"policy: participant\nrules:\n{rules}"})
    assert not errors(problems)
    return project.profiles[0]


def test_each_rule_has_a_call_with_the_items_of_later_rules_before_its_own():
    profile = profile_of(f"idp_attributes: {{group: g{n}}}" for n in range(6))
    groups = [
        call.inputs["participant"]["idp_attributes"]["group"]
        for call in calls_for(profile, Policy.PARTICIPANT)
        if call.why.endswith("items of other rules too")
    ]
    assert ["g5", "g4", "g3", "g2", "g1", "g0"] in groups
    assert ["g5", "g4", "g3", "g2"] in groups


# --- Wrong tables of many rules ------------------------------------------------------------------


def _backwards(number: int, width: int) -> str:
    return NUMBER(len(DIGITS) ** width - 1 - number, width)


def _digits_swapped(number: int, width: int) -> str:
    return NUMBER(number, width)[::-1]


def differs(profile: Profile) -> bool:
    """Whether verification tells the compact script from its rules."""
    script = made(profile, Policy.PARTICIPANT, "planted", COMPACT)
    (found,) = verify_scripts([Job(profile, Policy.PARTICIPANT, script.text)], lambda _: None)
    return bool(found.differences)


#: Rules of two kinds by turns, each with a table. Other kinds share a field.
OF_TWO_KINDS = [
    when.format(n=n)
    for n in range(90)
    for when in ("vendor: maker-{n}", "local_alias: room-{n}@example.com")
]
WITH_A_FIELD_IN_COMMON = [
    f"protocol: {('sip', 'h323', 'api', 'webrtc')[n // 2 % 4]}, {when}"
    for n, when in enumerate(OF_TWO_KINDS)
]


@pytest.mark.parametrize("whens", [OF_TWO_KINDS, WITH_A_FIELD_IN_COMMON], ids=["apart", "common"])
@pytest.mark.parametrize("numbered", [_backwards, _digits_swapped])
def test_the_order_of_rules_in_different_tables(
    whens: list[str], numbered: Callable[[int, int], str], monkeypatch: pytest.MonkeyPatch
):
    profile = profile_of(whens)
    assert not differs(profile)
    monkeypatch.setattr(rule_set, "_number", numbered)
    assert differs(profile)


def test_a_scheme_that_no_rule_asks_for(monkeypatch: pytest.MonkeyPatch):
    profile = profile_of(OF_TWO_KINDS)
    texts = spelling._of_texts

    def with_scheme(operands: Sequence[str]) -> tuple[Spelling, ...]:
        return texts([form for text in operands for form in (text, f"sip:{text}")])

    monkeypatch.setattr(spelling, "_of_texts", with_scheme)
    assert differs(profile)
