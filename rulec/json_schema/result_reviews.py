"""Parts of the JSON document of `rulec diff`."""

from __future__ import annotations

from typing import Any

from pydantic import Field

from rulec.analysis.directions import Direction
from rulec.json_schema.result_parts import Call, Part
from rulec.pexip import Policy

_VERDICT = "^(equal|different|unknown)$"


class Side(Part):
    """One version of the rules."""

    label: str
    folder: str
    commit: str | None
    """Null for files on the disk."""


class Moved(Part):
    """A location whose calls another profile decides than before."""

    name: str
    old: str | None
    """Null is no profile."""
    new: str | None


class GroupOfClasses(Part):
    """What belongs together of a change."""

    policy: Policy
    profiles: list[str]
    directions: list[Direction]
    """The weightiest first."""
    cause: str
    """In words."""
    classes: int


class Size(Part):
    """The size of a script."""

    characters: int | None
    """Null without a script."""
    budget: int


class Sizes(Part):
    """The size of a script before and after."""

    old: Size
    new: Size


class LineOfVersion(Part):
    """A line of a file of one version."""

    path: str
    line: int = Field(ge=1)
    revision: str | None
    """Null for files on the disk."""


class RuleOfVersion(Part):
    """A rule of one version."""

    rule_set: str
    rule: str | None
    """Null is the `default`."""
    description: str
    owner: str
    at: LineOfVersion | None
    row: LineOfVersion | None
    """The row of a table that it is made from."""


class ChangedField(Part):
    """A part of a decision before and after."""

    field: str
    """`action`, or as Pexip calls it."""
    before: Any
    after: Any
    direction: Direction


class Example(Part):
    """A call with both answers."""

    call: Call
    before: Any
    after: Any
    changes: list[ChangedField]


class WayOfClass(Part):
    """A direction in which decisions on the calls of a class change."""

    direction: Direction
    shown: bool
    """Whether a call shows it; else it is only not excluded."""
    reason: str
    example: Example | None
    """Null where that of the class shows it."""


class CauseOfClass(Part):
    """A rule that was changed."""

    change: str
    old: RuleOfVersion | None
    new: RuleOfVersion | None


class ClauseOfClass(Part):
    """What the calls of a class have in common."""

    meets: bool
    """Whether they meet the condition."""
    version: str = Field(pattern="^(old|new)$")
    rule: RuleOfVersion
    when: str
    """The condition as it is written."""
    set_when: str
    names: dict[str, str]
    """Named conditions and lists whose texts changed."""
    meaning: str


class ClassOfCalls(Part):
    """Calls that are decided otherwise; no call is in two classes."""

    directions: list[WayOfClass]
    causes: list[CauseOfClass]
    old: list[RuleOfVersion]
    """The rules that had their say."""
    new: list[RuleOfVersion]
    """The rules that have their say."""
    calls: list[ClauseOfClass]
    example: Example
    meets_others: bool
    """Whether its calls may meet other changes too, with which they are not counted again."""


class ReviewOfPolicy(Part):
    """A policy of a profile that was compared."""

    profile: str
    old_profile: str
    """Another one where locations moved."""
    policy: Policy
    verdict: str = Field(pattern=_VERDICT)
    directions: list[Direction]
    locations: list[str]
    """From which calls were compared; none for anywhere."""
    script: Sizes
    unknown: list[str]
    counted: list[str]
    """Changes all of whose calls are counted with others."""
    classes: list[ClassOfCalls]
