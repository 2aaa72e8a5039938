"""Parts of the JSON document of `rulec diff`: what each key means."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field

from rulec.analysis.counterparts import Kind
from rulec.analysis.directions import Direction
from rulec.json_schema.result_parts import Call, Part
from rulec.pexip import Policy

Verdict = Literal["equal", "different", "unknown"]
"""Whether every call is proved to be decided as before; unknown: no difference is shown."""


class Side(Part):
    """One version of the rules folder."""

    label: str
    """What people call it: a folder, a revision, the working tree."""
    folder: str
    commit: str | None
    """Null for files on the disk."""


class LineOfVersion(Part):
    """A line of a file."""

    path: str
    line: int = Field(ge=1)
    revision: str | None
    """The revision in which the file is; null for a file on the disk, and of HEAD as the newer."""


class RuleOfVersion(Part):
    """A rule of one version."""

    rule_set: str
    rule: str | None
    """Null for the `default` of the set."""
    description: str
    owner: str
    at: LineOfVersion | None
    row: LineOfVersion | None
    """The row of a table that it is made from."""


class ChangedPart(Part):
    """One part of a decision before and after."""

    field: str
    """`action`, or the field as Pexip calls it."""
    before: Any
    after: Any
    direction: Direction


class ExampleOfClass(Part):
    """A call with what both versions answer."""

    call: Call
    before: dict[str, Any]
    after: dict[str, Any]
    changes: list[ChangedPart]


class WayOfClass(Part):
    """A direction in which decisions on calls of a class changed."""

    direction: Direction
    shown: bool
    """Whether a call shows it; if not, it is only not excluded."""
    reason: str
    """Why it is not excluded, where no call shows it."""
    example: ExampleOfClass | None
    """A call that shows it, where that of the class does not."""


class CauseOfClass(Part):
    """A rule that was changed."""

    change: Kind
    old: RuleOfVersion | None
    new: RuleOfVersion | None


class ClauseOfClass(Part):
    """What the calls of a class have in common."""

    meets: bool
    """Whether they meet the condition of the rule, or do not meet it."""
    version: Literal["old", "new"]
    rule: RuleOfVersion
    when: str
    """The condition as it is written; empty where every call meets it."""
    set_when: str
    """The condition of the whole rule set."""
    names: dict[str, str]
    """Named conditions and lists in it whose texts are not the same in both versions."""
    meaning: str
    """In other words, where the text alone does not say it: for rows of tables, for one."""


class ClassOfCalls(Part):
    """Calls that are decided otherwise; no call is in two classes."""

    directions: list[WayOfClass]
    causes: list[CauseOfClass]
    """Empty where another profile decides its calls than before."""
    old: list[RuleOfVersion]
    """The rules that had their say, and have it no longer or in another way."""
    new: list[RuleOfVersion]
    calls: list[ClauseOfClass]
    example: ExampleOfClass
    meets_others: bool
    """Whether its calls may meet other changes too, with which they are not counted again."""


class SizeOfScript(Part):
    """How long a script is; without what secrets from the environment add."""

    characters: int | None
    """Null where there is no script."""
    budget: int


class SizesOfScript(Part):
    """A script in both versions."""

    old: SizeOfScript
    new: SizeOfScript


class PolicyOfProfile(Part):
    """One policy of a profile in both versions."""

    profile: str
    old_profile: str
    """The profile that decided these calls before; another one where locations moved."""
    policy: Policy
    verdict: Verdict
    directions: list[Direction]
    locations: list[str]
    """From which calls were compared; none for anywhere."""
    script: SizesOfScript
    unknown: list[str]
    """Why it is not proved that there are no other classes."""
    counted: list[str]
    """Changes all of whose calls are counted with others."""
    classes: list[ClassOfCalls]


class ChangeOfRules(Part):
    """Classes that belong together: with one cause, and the same directions."""

    policy: Policy
    profiles: list[str]
    directions: list[Direction]
    cause: str
    """In words."""
    classes: int


class MovedLocation(Part):
    """A location whose calls another profile decides than before; null for no profile."""

    name: str
    old: str | None
    new: str | None
