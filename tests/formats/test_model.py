"""What a report may say outside of the machine."""

from __future__ import annotations

from dataclasses import fields, is_dataclass

import pytest
from formats.samples import hostile_report

from rulec.report.formats.model import Kind, Place, prepared


def texts(node: object) -> list[str]:
    """All text in a report that is not of our own."""
    if isinstance(node, str):
        return [node]
    if isinstance(node, tuple):
        return [text for item in node for text in texts(item)]
    if is_dataclass(node) and not isinstance(node, Kind):
        return [text for each in fields(node) for text in texts(getattr(node, each.name))]
    return []


def places(node: object) -> list[Place]:
    if isinstance(node, Place):
        return [node]
    if isinstance(node, tuple):
        return [place for item in node for place in places(item)]
    if is_dataclass(node):
        return [place for each in fields(node) for place in places(getattr(node, each.name))]
    return []


def test_every_text_is_hidden_and_every_path_is_that_of_the_repository():
    before = hostile_report("SECRET")
    assert sum("SECRET" in text for text in texts(before)) > 15
    after = prepared(before, lambda text: text.replace("SECRET", "(hidden)"), lambda p: f"in/{p}")
    assert [text for text in texts(after) if "SECRET" in text] == []
    assert {place.path[:17] for place in places(after)} == {"in/rules/(hidden)"}
    assert len(places(after)) == len(places(before))
    assert [case.suite[:17] for case in after.cases] == ["in/rules/(hidden)", "scripts"]


@pytest.mark.parametrize("line", [0, 7])
def test_a_place_as_people_write_it(line: int):
    place = Place("a.yaml", line, 2, line, 4)
    assert str(place) == ("a.yaml:7:2" if line else "a.yaml")
