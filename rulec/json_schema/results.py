"""The schema of what commands write with `--format json`, and with `--output json=FILE`."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import TypeAdapter
from pydantic.json_schema import GenerateJsonSchema

from rulec.analysis.directions import Direction
from rulec.json_schema import result_parts as parts
from rulec.json_schema import result_reviews as reviews
from rulec.json_schema import result_scripts as scripts
from rulec.pexip import Policy

_DRAFT = "https://json-schema.org/draft/2020-12/schema"
_TITLE = "What rulec's commands write as JSON"
_ABOUT = (
    "One document for each run, on standard output or in a file. Its `command` says which of these "
    "it is. Programs should not mind keys that they do not know: a key may be added, while none is "
    "taken away or changes its meaning without another number in `format`."
)


class _Document(parts.Part):
    """What every document has."""

    format: Literal[1]
    """The version of the documents."""
    rulec: str
    """The version of rulec."""
    command: str
    exit_code: Literal[0, 1, 2]
    """0: fine; 1: problems were found; 2: could not run."""
    error: str | None
    """Why the command could not run."""
    problems: list[parts.Problem]
    """In the order of the files."""


class CouldNotRun(_Document):
    """A command that could not run: there is nothing else."""

    exit_code: Literal[2]
    error: str
    differences: list[parts.Difference] | None = None
    """Of `diff`: scripts that differ from their rules, which is a bug of rulec."""


class Init(_Document):
    """`rulec init`."""

    command: Literal["init"]
    folder: str
    written: list[str]


class Check(_Document):
    """`rulec check`."""

    command: Literal["check"]
    profiles: list[str]
    rule_sets: int
    rules: int
    tests: int
    as_a_whole: bool
    """Whether the rules were looked at as a whole, which needs rules without errors. Not so with
    `--stdin`."""
    undecided: list[parts.Undecided]
    fall_through: list[parts.FallThrough]
    """With `--fall-through`."""


class Fmt(_Document):
    """`rulec fmt`."""

    command: Literal["fmt"]
    changed: list[str]
    """Files that were formatted, or would be with `--check` and `--diff`."""
    unchanged: list[str]
    """Files that were formatted already."""
    not_formatted: list[str]
    """Files that stay as they are because of their problems."""
    diff: str | None = None
    """With `--diff`: what would change, as a unified diff."""
    text: str | None = None
    """With `--stdin`: the formatted text."""


class Test(_Document):
    """`rulec test`."""

    __test__ = False  # pytest collects classes by their names

    command: Literal["test"]
    passed: int
    failed: int
    tests: list[parts.Test]
    coverage: parts.Coverage | None
    """Null where rules have errors."""
    differences: list[parts.Difference] | None = None
    """Scripts that differ from their rules: bugs of rulec."""
    suggested: parts.Suggested | None = None
    """With `--suggest`."""
    mutants: parts.Mutants | None = None
    """With `--mutants`."""


class Build(_Document):
    """`rulec build`."""

    command: Literal["build"]
    out: str
    scripts: list[scripts.Script]
    written: list[str]
    unchanged: list[str]
    removed: list[str]
    not_current: list[str]
    """With `--check`: a path and what is wrong with it, each."""
    differences: list[parts.Difference] | None = None
    """Scripts that differ from their rules: bugs of rulec."""


class Verify(_Document):
    """`rulec verify`."""

    command: Literal["verify"]
    build: str
    scripts: list[scripts.Verified]


class Compare(_Document):
    """`rulec compare`."""

    command: Literal["compare"]
    removed: list[str]
    """Profiles of the old version alone."""
    added: list[str]
    """Profiles of the new version alone."""
    comparisons: list[scripts.Compared]


class Diff(_Document):
    """`rulec diff`."""

    command: Literal["diff"]
    old: reviews.Side
    new: reviews.Side
    verdict: reviews.Verdict
    directions: list[Direction]
    """Of all classes, the weightiest first."""
    added: list[str]
    """Profiles of the new version alone."""
    removed: list[str]
    """Profiles of the old version alone."""
    locations: list[reviews.MovedLocation]
    unknown: list[str]
    """What could not be compared or decided; a gate fails on it."""
    notes: list[str]
    changes: list[reviews.ChangeOfRules]
    policies: list[reviews.PolicyOfProfile]


class Decide(_Document):
    """`rulec decide`."""

    command: Literal["decide"]
    policy: Policy
    profile: str | None
    """Null where rules have errors."""
    now: str
    decision: scripts.Decision | None
    """Null where rules have errors."""
    near: list[scripts.NearRule]
    """With `--rule` and `--near`: rules that do not apply, and what would have to change."""


class Report(_Document):
    """`rulec report`."""

    command: Literal["report"]
    out: str
    """The file."""
    written: list[str]
    profiles: list[str]
    passed: int
    """Tests."""
    failed: int
    differences: list[parts.Difference] | None = None
    """Scripts that differ from their rules: bugs of rulec."""


class Where(_Document):
    """`rulec where`."""

    command: Literal["where"]
    script: str
    profile: str | None
    """This and the next two: null where rules have errors."""
    policy: Policy | None
    layout: str | None
    changed: str | None
    """What is not as the rules make it, in words."""
    parts: list[parts.ScriptPart]
    """In their order."""
    rules: dict[str, scripts.Located]
    """The rules of these parts, by `set/rule`."""


class Explain(_Document):
    """`rulec explain`."""

    command: Literal["explain"]
    codes: list[scripts.Explanation]


class Schema(_Document):
    """`rulec schema`."""

    command: Literal["schema"]
    out: str
    written: list[str]
    unchanged: list[str]
    not_current: list[str]
    """With `--check`: a path and what is wrong with it, each."""


#: The document of each command that has one of its own.
DOCUMENTS = (
    Init,
    Check,
    Fmt,
    Test,
    Build,
    Verify,
    Compare,
    Diff,
    Decide,
    Report,
    Where,
    Explain,
    Schema,
)


class _Plain(GenerateJsonSchema):
    """Schemas without titles, which only repeat the names of keys."""

    def field_title_should_be_set(self, schema: Any) -> bool:
        del schema
        return False


def results_schema() -> dict[str, Any]:
    """The schema of all documents."""
    every: Any = CouldNotRun
    for document in DOCUMENTS:
        every |= document
    made = TypeAdapter(every).json_schema(schema_generator=_Plain)
    return {"$schema": _DRAFT, "title": _TITLE, "description": _ABOUT, **made}
