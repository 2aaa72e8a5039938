"""The schema of the document that `rulec diff --format json` writes: what each key means."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter
from pydantic.json_schema import GenerateJsonSchema

from rulec.analysis.counterparts import Kind
from rulec.analysis.directions import Direction
from rulec.pexip import Policy

_DRAFT = "https://json-schema.org/draft/2020-12/schema"
_ABOUT = (
    "One document for each run. Programs should not mind keys that they do not know: a key may be "
    "added, while none is taken away or changes its meaning without another number in `format`."
)

Verdict = Literal["equal", "different", "unknown"]
"""Whether every call is proved to be decided as before; unknown: no difference is shown."""


class Part(BaseModel):
    """A mapping. The text below each key goes into the schema."""

    model_config = ConfigDict(use_attribute_docstrings=True)


class Side(Part):
    """One version of the rules folder."""

    label: str
    """What people call it: a folder, a revision, the working tree."""
    folder: str
    commit: str | None
    """Null for files on the disk."""


class Place(Part):
    """A line of a file."""

    path: str
    line: int = Field(ge=1)
    revision: str | None
    """The revision in which the file is; null for a file on the disk, and of HEAD as the newer."""


class Rule(Part):
    """A rule of one version."""

    rule_set: str
    rule: str | None
    """Null for the `default` of the set."""
    description: str
    owner: str
    at: Place | None
    row: Place | None
    """The row of a table that it is made from."""


class FieldChange(Part):
    """One part of a decision before and after."""

    field: str
    """`action`, or the field as Pexip calls it."""
    before: Any
    after: Any
    direction: Direction


class Call(Part):
    """A call that shows something."""

    inputs: dict[str, Any]
    """The variables of a script; PINs are hidden."""
    now: str | None
    """The instant; null where no rule looks at the clock."""


class Example(Part):
    """A call with what both versions answer."""

    call: Call
    before: dict[str, Any]
    after: dict[str, Any]
    changes: list[FieldChange]


class Way(Part):
    """A direction in which decisions on calls of a class changed."""

    direction: Direction
    shown: bool
    """Whether a call shows it; if not, it is only not excluded."""
    reason: str
    """Why it is not excluded, where no call shows it."""
    example: Example | None
    """A call that shows it, where that of the class does not."""


class Cause(Part):
    """A rule that was changed."""

    change: Kind
    old: Rule | None
    new: Rule | None


class Clause(Part):
    """What the calls of a class have in common."""

    meets: bool
    """Whether they meet the condition of the rule, or do not meet it."""
    version: Literal["old", "new"]
    rule: Rule
    when: str
    """The condition as it is written; empty where every call meets it."""
    set_when: str
    """The condition of the whole rule set."""
    names: dict[str, str]
    """Named conditions and lists in it whose texts are not the same in both versions."""
    meaning: str
    """In other words, where the text alone does not say it: for rows of tables, for one."""


class Class(Part):
    """Calls that are decided otherwise; no call is in two classes."""

    directions: list[Way]
    causes: list[Cause]
    """Empty where another profile decides its calls than before."""
    old: list[Rule]
    """The rules that had their say, and have it no longer or in another way."""
    new: list[Rule]
    calls: list[Clause]
    example: Example
    meets_others: bool
    """Whether its calls may meet other changes too, with which they are not counted again."""


class Size(Part):
    """How long a script is; without what secrets from the environment add."""

    characters: int | None
    """Null where there is no script."""
    budget: int


class Sizes(Part):
    """A script in both versions."""

    old: Size
    new: Size


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
    script: Sizes
    unknown: list[str]
    """Why it is not proved that there are no other classes."""
    counted: list[str]
    """Changes all of whose calls are counted with others."""
    classes: list[Class]


class Change(Part):
    """Classes that belong together: with one cause, and the same directions."""

    policy: Policy
    profiles: list[str]
    directions: list[Direction]
    cause: str
    """In words."""
    classes: int


class Location(Part):
    """A location whose calls another profile decides than before; null for no profile."""

    name: str
    old: str | None
    new: str | None


class Diff(Part):
    """`rulec diff`."""

    format: Literal[1]
    """The version of the document."""
    rulec: str
    """The version of rulec."""
    command: Literal["diff"]
    exit_code: Literal[0, 1]
    error: None
    problems: list[Any]
    old: Side
    new: Side
    verdict: Verdict
    directions: list[Direction]
    """Of all classes, the weightiest first."""
    added: list[str]
    """Profiles of the new version alone."""
    removed: list[str]
    """Profiles of the old version alone."""
    locations: list[Location]
    unknown: list[str]
    """What could not be compared or decided; a gate fails on it."""
    notes: list[str]
    changes: list[Change]
    policies: list[PolicyOfProfile]


class _Plain(GenerateJsonSchema):
    """Schemas without titles, which only repeat the names of keys."""

    def field_title_should_be_set(self, schema: Any) -> bool:
        del schema
        return False


def diff_schema() -> dict[str, Any]:
    """The schema of the document of a run that could compare the versions."""
    made = TypeAdapter(Diff).json_schema(schema_generator=_Plain)
    title = "What `rulec diff` writes as JSON"
    return {"$schema": _DRAFT, **made, "title": title, "description": _ABOUT}
