"""The parts that tables are made of: separators, drawers and their pieces, columns."""

from __future__ import annotations

from itertools import pairwise

import pytest
from emit.compact.forced import tables_everywhere
from emit.compact.test_drawn_tables import Drawing
from emit.compact.test_families import profile_of
from hypothesis import given
from hypothesis import strategies as st
from rule_texts import read_rules

from rulec.emit import COMPACT
from rulec.emit.compact.columns import columns
from rulec.emit.compact.drawers import PIECE, Drawer, drawers
from rulec.emit.compact.plan import Plan, plan
from rulec.emit.compact.separators import PREFERRED, separators
from rulec.emit.compact.signs import SIGNS
from rulec.pexip import Policy
from rulec.script.expression import Array, Literal

texts = st.lists(st.text(st.sampled_from(PREFERRED + "ab\u0100\u0101"), max_size=4), max_size=4)


@given(texts, texts)
def test_what_separates_stands_in_no_key(keys: list[str], codes: list[str]):
    found = separators(keys, codes)
    every = [getattr(found, name) for name in found.__slots__]
    assert len(set(every)) == len(every)
    assert not set(every) & set("".join(keys))
    in_no_code = {found.record, found.code, found.found, found.nowhere}
    assert not in_no_code & set("".join(codes))
    assert all(len(sign) == 1 and sign not in f"{SIGNS}?" for sign in every)


def plans() -> list[Plan]:
    found = []
    for policy in (Policy.PARTICIPANT, Policy.SERVICE):
        rules = profile_of(policy, 400).sets(policy)[0].rules
        found.append(plan(rules, [False] * len(rules), COMPACT))
    for seed in range(20):
        text = Drawing(seed).text(Policy.PARTICIPANT, 40)
        (profile,) = read_rules({"rules.yaml": text})[0].profiles
        rules = profile.sets(Policy.PARTICIPANT)[0].rules
        with tables_everywhere():
            found.append(plan(rules, [False] * len(rules), COMPACT))
    return found


def every_drawer() -> list[tuple[Plan, Drawer]]:
    return [(found, drawer) for found in plans() for drawer in drawers(found, separators((), ()))]


def test_every_piece_of_a_rule_is_in_a_drawer():
    for found in plans():
        looked_up = {piece.rule for some in found.shapes.values() for piece in some}
        every = drawers(found, separators((), ()))
        records = [record for drawer in every for record in drawer.records]
        # A rule with a key that an earlier one has is never found.
        assert {record.rule for record in records} <= looked_up
        for drawer in every:
            assert len({record.key for record in drawer.records}) == len(drawer.records)
        assert sum(len(drawer.shapes) for drawer in every) == len(found.shapes)


def test_a_lead_is_in_the_piece_that_is_taken_for_it():
    several = 0
    for _, drawer in every_drawer():
        for most in (None, 1, 3, PIECE):
            pieces = drawer.pieces(most)
            starts = [start for start, _ in pieces]
            assert starts == sorted(starts)
            several += len(pieces) > 1
            for record in drawer.records:
                taken = [records for start, records in pieces if start <= record.lead][-1]
                assert record in taken
            for _, records in pieces:
                # The first rule is the last, and so the code behind the last sign.
                assert all(one.rule >= two.rule for one, two in pairwise(records))
            assert sum(len(records) for _, records in pieces) == len(drawer.records)
    assert several > 20


def test_no_two_shapes_have_keys_of_one_form():
    for _, drawer in every_drawer():
        for behind in (False, True):
            lengths = [
                len(parts.signs) + parts.more
                for parts in drawer.shapes.values()
                if (bool(parts.texts) or parts.second is not None) == behind
            ]
            assert len(set(lengths)) == len(lengths)


LOCATION = ("location", Literal("Oslo"))


def overflow(*places: str) -> tuple[str, Array]:
    return "overflow_locations", Array(tuple(map(Literal, places)))


def test_columns_of_outcomes():
    one = (LOCATION, overflow("Rome", "Paris"))
    two = (LOCATION, overflow("Paris", "Rome"))
    found = columns([one, two, one])
    assert found is not None
    # The location is always the same, and stands in no code.
    codes = [found.spelled(each).signs for each in (one, two)]
    assert sorted(codes) == ["ab", "ba"]
    # The order of fields does not count.
    assert found.spelled((one[1], one[0])).signs == codes[0]


@pytest.mark.parametrize(
    "other",
    [
        (LOCATION,),
        (LOCATION, overflow("Rome")),
        (LOCATION, ("overflow_locations", Literal(None))),
        (LOCATION, overflow("Rome", "Paris"), ("name", Literal("n"))),
    ],
)
def test_outcomes_of_other_fields_have_no_columns(other):
    assert columns([(LOCATION, overflow("Rome", "Oslo")), other]) is None


def test_more_constants_than_signs_have_no_columns():
    outcomes = [(("name", Literal(f"n{number}")),) for number in range(len(SIGNS) + 1)]
    assert columns(outcomes[:-1]) is not None
    assert columns(outcomes) is None
    # Nothing differs: nothing is to be told apart.
    assert columns(outcomes[:1]) is None


def test_constants_that_only_look_alike():
    """To Python 1 is true, and a number is not its text."""
    values = (1, True, "1", "true", None, "none", 0, False)
    found = columns([(("x", Literal(value)),) for value in values])
    assert found is not None
    signs = {found.spelled((("x", Literal(value)),)).signs for value in values}
    assert len(signs) == len(values)
