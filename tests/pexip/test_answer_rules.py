"""The rules between fields: a breach is reported when it is certain, and never otherwise."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rulec.pexip import FIELDS_OF_RULES, Breach, breaches

# allow_guests, pin, guest_pin and the rules that Pexip applies; None is a field that is not there.
PIN_TABLE = [
    (False, None, None, set()),
    (False, "", "", set()),
    (False, "1234", None, set()),
    (False, None, "5678", {"PIN2"}),
    (False, "1234", "5678", {"PIN2"}),
    (True, None, None, {"PIN1"}),
    (True, "", None, {"PIN1"}),
    (True, None, "5678", {"PIN1", "PIN3"}),
    (True, "1234", None, set()),
    (True, "2931", "", set()),
    (True, "1234", "5678", set()),
    (True, "1234", "1234", {"PIN4"}),
    (True, "1234", "56789", {"PIN5"}),
    (True, "1234#", "56789#", set()),
    (True, "1234#", "5678", {"PIN6"}),
]

UUID = "3f6b1f0e-6c5e-4a57-9d1c-8f3b6a0f2d11"


def ids(found: tuple[Breach, ...]) -> set[str]:
    return {breach.rule_id for breach in found}


@pytest.mark.parametrize(("allow_guests", "pin", "guest_pin", "expected"), PIN_TABLE)
def test_pin_rules_of_a_complete_answer(allow_guests, pin, guest_pin, expected):
    known = {"allow_guests": allow_guests, "pin": pin, "guest_pin": guest_pin}
    assert ids(breaches(known, complete=True)) == expected
    given_only = {name: value for name, value in known.items() if value is not None}
    assert ids(breaches(given_only, complete=True)) == expected


@pytest.mark.parametrize(
    ("allow_guests", "pin", "guest_pin", "expected"),
    [row for row in PIN_TABLE if row[1] is not None and row[2] is not None],
)
def test_a_change_that_gives_every_field_breaks_the_same_rules(
    allow_guests, pin, guest_pin, expected
):
    known = {"allow_guests": allow_guests, "pin": pin, "guest_pin": guest_pin}
    assert ids(breaches(known, complete=False)) == expected


@pytest.mark.parametrize(
    "known",
    [
        {"allow_guests": True},
        {"guest_pin": "5678"},
        {"pin": ""},
        {"allow_guests": True, "guest_pin": "5678"},
        {"allow_guests": True, "pin": None},
        {"breakout": True},
        {"replace_string": "x"},
    ],
)
def test_a_change_may_rely_on_what_the_service_has(known):
    assert breaches(known, complete=False) == ()


@pytest.mark.parametrize(
    ("known", "rule"),
    [
        ({"allow_guests": True, "pin": ""}, "PIN1"),
        ({"allow_guests": False, "guest_pin": "5678"}, "PIN2"),
        ({"pin": "", "guest_pin": "5678"}, "PIN3"),
        ({"pin": "1234", "guest_pin": "1234"}, "PIN4"),
        ({"breakout": True, "breakout_rooms": True}, "BREAKOUT-NESTED"),
        ({"breakout_rooms": True, "direct_media": "always"}, "BREAKOUT-DIRECT-MEDIA"),
    ],
)
def test_a_change_that_breaks_a_rule_by_itself_is_a_breach(known, rule):
    assert ids(breaches(known, complete=False)) == {rule}


def test_an_omitted_allow_guests_means_false_only_in_a_complete_answer():
    known = {"pin": "1234", "guest_pin": "5678"}
    assert ids(breaches(known, complete=True)) == {"PIN2"}
    assert breaches(known, complete=False) == ()


def test_a_field_that_only_the_call_tells_causes_no_breach():
    known = {"allow_guests": True, "guest_pin": "5678"}
    assert breaches(known, unknown=frozenset({"pin"}), complete=True) == ()
    assert ids(breaches({"guest_pin": "5678"}, unknown=frozenset({"pin"}), complete=True)) == {
        "PIN2"
    }


@pytest.mark.parametrize("pin", ["1234", "123#", "1" * 20, "1" * 19 + "#"])
def test_good_pins(pin):
    assert breaches({"pin": pin}, complete=True) == ()


@pytest.mark.parametrize(
    "pin", ["123", "12#", "1" * 21, "1" * 20 + "#", "12a4", "12#4", "1234\n", "#", "12 34", "١٢٣٤"]
)
def test_bad_pins(pin):
    (breach,) = breaches({"pin": pin}, complete=True)
    assert (breach.rule_id, breach.field) == ("PIN-FORMAT", "pin")


def test_messages_never_show_a_pin():
    known = {"allow_guests": True, "pin": "83029", "guest_pin": "8302977"}
    found = breaches(known, complete=True)
    assert found
    for breach in found:
        assert "83029" not in breach.message + breach.hint


def test_a_breakout_room_needs_its_fields():
    assert [b.field for b in breaches({"breakout": True}, complete=True)] == [
        "breakout_uuid",
        "breakout_name",
    ]
    whole = {"breakout": True, "breakout_uuid": UUID, "breakout_name": "Room 1"}
    assert breaches(whole, complete=True) == ()
    assert breaches(whole | {"breakout_rooms": False}, complete=True) == ()
    assert ids(breaches(whole | {"breakout_rooms": True}, complete=True)) == {"BREAKOUT-NESTED"}
    assert breaches({"breakout": False}, complete=True) == ()


def test_breakout_rooms_go_with_no_direct_media():
    assert breaches({"breakout_rooms": True, "direct_media": "never"}, complete=True) == ()
    assert breaches({"breakout_rooms": True}, complete=True) == ()
    assert breaches({"breakout_rooms": False, "direct_media": "always"}, complete=True) == ()
    for value in ("best_effort", "always"):
        known = {"breakout_rooms": True, "direct_media": value}
        assert ids(breaches(known, complete=True)) == {"BREAKOUT-DIRECT-MEDIA"}


@pytest.mark.parametrize(
    ("replacement", "pattern"),
    [("replace_string", "match_string"), ("post_replace_string", "post_match_string")],
)
def test_a_replacement_needs_its_pattern(replacement, pattern):
    (breach,) = breaches({replacement: "x"}, complete=True)
    assert (breach.rule_id, breach.field) == ("REPLACE", replacement)
    assert breaches({replacement: "x", pattern: "y"}, complete=True) == ()
    # A blank pattern may mean any alias.
    assert breaches({replacement: "x", pattern: ""}, complete=True) == ()
    assert breaches({pattern: "y"}, complete=True) == ()


VALUES = {
    "allow_guests": [True, False],
    "pin": ["", "1234", "1234#", "56789", "12"],
    "guest_pin": ["", "1234", "5678", "56789#", "5678#"],
    "breakout": [True, False],
    "breakout_uuid": ["", UUID],
    "breakout_name": ["Room 1"],
    "breakout_rooms": [True, False],
    "direct_media": ["never", "always"],
    "match_string": ["a"],
    "replace_string": ["b"],
}
ANSWERS = st.fixed_dictionaries({}, optional={k: st.sampled_from(v) for k, v in VALUES.items()})


@given(ANSWERS, st.data())
def test_knowing_less_never_finds_more(known, data):
    """What is certain with a field unknown is so whatever the field's value turns out to be."""
    name = data.draw(st.sampled_from(sorted(VALUES)))
    rest = {key: value for key, value in known.items() if key != name}
    certain = set(breaches(rest, unknown=frozenset({name}), complete=True))
    for value in VALUES[name]:
        found = set(breaches(rest | {name: value}, complete=True))
        # With allow_guests false, PIN2 stands for PIN3, which it implies.
        missing = {b.rule_id for b in certain - found}
        assert missing <= ({"PIN3"} if "PIN2" in ids(tuple(found)) else set())


@given(ANSWERS)
def test_a_change_breaks_no_more_than_a_complete_answer(known):
    change = ids(breaches(known, complete=False))
    complete = ids(breaches(known, complete=True))
    assert change - complete <= ({"PIN3"} if "PIN2" in complete else set())


class _Recording(dict[str, object]):
    """Known values that note which of them were asked for."""

    def __init__(self, known: dict[str, object]) -> None:
        super().__init__(known)
        self.asked: set[str] = set()

    def get(self, name: str, default: object = None) -> object:
        self.asked.add(name)
        return super().get(name, default)


def test_the_rules_look_at_the_fields_that_are_listed():
    guests = {"allow_guests": True, "pin": "1234", "guest_pin": "5678"}
    rooms = {"breakout": True, "breakout_rooms": True, "direct_media": "always"}
    replaced = {"replace_string": "x", "post_replace_string": "y"}
    asked: set[str] = set()
    for known in (guests, rooms, replaced, guests | rooms | replaced):
        recording = _Recording(known)
        breaches(recording, complete=True)
        asked |= recording.asked
    assert asked == set(FIELDS_OF_RULES)
