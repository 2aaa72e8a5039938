"""Parts of the JSON documents of commands that tell of problems and tests: what each key means."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from rulec.diagnostics import Severity
from rulec.emit import What
from rulec.pexip import Policy
from rulec.testing import Fate, Why

#: A line or column: they count from 1.
_FIRST = 1


class Part(BaseModel):
    """A mapping. The text below each key goes into the schema."""

    model_config = ConfigDict(use_attribute_docstrings=True)


class Place(Part):
    """A place in a file; every key is null where there is no file."""

    path: str | None
    """As a person sees it: from the working folder, with forward slashes."""
    line: int | None = Field(ge=_FIRST)
    column: int | None = Field(ge=_FIRST)
    """In characters."""
    end_line: int | None = Field(ge=_FIRST)
    end_column: int | None = Field(ge=_FIRST)
    """Not included."""
    source_line: str | None = Field(max_length=1_000)
    """The line as it is in the file, with asterisks in the place of PINs."""


class Line(Part):
    """A line of a file."""

    path: str | None
    line: int | None = Field(ge=_FIRST)


class Call(Part):
    """A call that shows something."""

    inputs: dict[str, Any]
    """The variables of a script; PINs are hidden."""
    now: str | None
    """The instant; null where no rule looks at the clock."""


class Related(Place):
    """Another place that belongs to a problem."""

    message: str


class Problem(Place):
    """What is wrong in a file, or may be."""

    code: str = Field(pattern="^R[0-9]{3}$")
    """It never changes its meaning."""
    name: str
    """What `rulec explain` and `accept` know it by."""
    severity: Severity
    message: str
    hint: str
    """What to do; may be empty."""
    related: list[Related]
    call: Call | None


class Undecided(Part):
    """Questions about the rules that were not decided, and of which nothing is said."""

    reason: str
    questions: int


class FallThrough(Part):
    """Whether a call falls through a rule set without a `default`."""

    rule_set: str
    profile: str
    call: Call | None
    """One that does; null where none does, or that is not known."""
    reason: str
    """Why it is not known; else empty."""


class Named(Part):
    """A rule of a profile that its scripts lack, because it cannot apply where it runs."""

    rule_set: str
    rule: str | None
    """Null is the `default`."""
    rows: int | None
    """How many of its rows, of a rule that a table repeats."""


class Position(Part):
    """A place in a script."""

    line: int = Field(ge=_FIRST)
    column: int = Field(ge=_FIRST)
    """In characters."""
    offset: int
    """The characters before it."""


class ScriptPart(Part):
    """A part of a script, and what it is there for."""

    start: Position
    end: Position
    """Not included."""
    what: What
    name: str
    """Of a variable, or of the rule set; empty for what belongs to neither."""
    rules: list[str]
    """The rules that it is there for, as `set/rule`; empty where it is there for all."""
    text: str
    """How it begins; PINs are hidden."""


class Difference(Part):
    """A call for which a script does not print what its rules mean."""

    profile: str
    policy: Policy
    kind: str
    inputs: str
    """As JSON text."""
    now: str
    expected: str
    """What the rules mean, as JSON text."""
    got: str
    """What the script printed, or the error that it raised."""
    applied: list[str]
    """The rules that apply, as `set/rule`."""
    behaviour: dict[str, Any]
    """The switches of the node."""
    parts: list[ScriptPart]
    """Those of the script that these rules are written into, where they are known."""


# --- Tests ---------------------------------------------------------------------------------------


class Mismatch(Part):
    """Something that is not as a test expects."""

    what: str
    """`action`, `rule`, or `result.` and the name of a field."""
    expected: Any
    got: Any


class Failure(Part):
    """A test that failed in a profile."""

    profile: str
    mismatches: list[Mismatch]
    applied: list[str]
    """The rules that applied, as `set/rule`."""
    why: str | None
    """Why the rule that was expected did not apply."""


class Test(Part):
    """What became of a test."""

    __test__ = False  # pytest collects classes by their names

    name: str
    path: str
    line: int = Field(ge=_FIRST)
    policy: Policy
    rule_set: str | None
    """Null is a test of a profile."""
    profiles: list[str]
    """Those in which it ran."""
    passed: bool
    not_run: str | None
    """Why it ran nowhere."""
    failures: list[Failure]


class Share(Part):
    """How much of something tests tried."""

    covered: int
    total: int
    percent: int = Field(ge=0, le=100)
    """Rounded down."""


class AtRule(Line):
    """Something about a rule."""

    policy: Policy
    rule_set: str
    rule: str | None
    """Null is the `default`, or the `when`, of a set."""


class TableCoverage(AtRule):
    """A rule that a table repeats."""

    rows: int
    applied: int
    """How many of the rows applied."""


class Reason(Part):
    """Why a rule applied in none of some tests."""

    why: Why
    tests: int
    condition: str | None
    row: str | None
    by: str | None
    """The rule that applied instead, as `set/rule`."""
    location: str | None
    """One that a test should give."""


class Uncovered(AtRule):
    """A rule, a condition or a look-up that tests did not try, or not both ways."""

    kind: str = Field(pattern="^(rule|default|condition|look-up)$")
    told: str
    """What is wrong, in words."""
    rows: int | None = None
    """Of a rule that a table repeats."""
    reasons: list[Reason] | None = None
    """Of a rule or a `default`."""
    condition: str | None = None
    """In words."""
    table: str | None = None
    """Of a look-up."""
    key: str | None = None
    named: str | None = None
    """The named condition or value that it is part of."""
    condition_line: int | None = None
    outcome: str | None = None
    """`never held`, `never failed`, `never found a row`, `always found a row`, `never asked`."""
    tests: int | None = None
    """In how many it was asked."""


class Coverage(Part):
    """How much of the rules tests tried."""

    rules: Share
    conditions: Share
    """Their outcomes are counted: each may hold, and may fail."""
    tables: list[TableCoverage]
    uncovered: list[Uncovered]
    enough: bool
    """Whether it is as much as `--fail-under` and `--fail-under-conditions` ask for."""


class Given(Part):
    """A test as it stands in a file."""

    profile: str
    policy: Policy
    name: str
    given: dict[str, Any]
    expect: dict[str, Any]


class Unreached(Line):
    """What no suggested test reaches."""

    rule_set: str
    rule: str | None
    told: str
    why: str
    proved: bool
    """Whether it is proved that no call reaches it."""


class Suggested(Part):
    """Tests that are missing."""

    missing: int
    left: int
    unreached: list[Unreached]
    tests: list[Given]
    written: list[str] | None = None
    """The new files, with `--out`."""


class Mutant(Part):
    """A rule with one small mistake, and what became of it."""

    rule_set: str
    rule: str | None
    what: str
    file: str | None
    line: int | None
    fate: Fate
    test: str | None
    """One that fails."""
    by_rule: bool
    profile: str | None
    call: Call | None
    """One that a test should have: it is decided otherwise."""
    reason: str | None


class Mutants(Part):
    """How many mistakes tests notice."""

    killed: int
    alive: int
    equivalent: int
    unknown: int
    by_rule: int
    percent: int
    left_out: int
    mutants: list[Mutant]
    enough: bool
    """Whether it is as much as `--fail-under-mutants` asks for."""
