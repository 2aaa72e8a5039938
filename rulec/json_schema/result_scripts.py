"""Parts of the JSON documents of commands that tell of scripts and decisions."""

from __future__ import annotations

from typing import Any

from pydantic import Field

from rulec.diagnostics import Severity
from rulec.evaluate import Action
from rulec.json_schema.result_parts import Call, Difference, Line, Named, Part, ScriptPart
from rulec.pexip import Policy


class Combinations(Part):
    """Combinations of outcomes of conditions; the README's "What you can rely on" says more."""

    reached: int
    impossible: int
    unknown: int
    abridged: int


class Spent(Part):
    """What some rules take of a script."""

    name: str
    rules: int
    characters: int


class Ledger(Part):
    """What the characters of a script are spent on."""

    shared: int
    room: int
    average: int
    more_rules: int
    rule_sets: list[Spent]
    owners: list[Spent]
    tables: list[Spent]
    rules: list[Spent]
    """The ten largest."""


class Pass(Part):
    """A pass of the compiler."""

    name: str
    does: str
    size: int
    used: bool


class Explained(Part):
    """The sizes of a script after each pass."""

    layout: str
    without: int
    passes: list[Pass]


class Script(Part):
    """A script that was made."""

    path: str
    """From the output folder."""
    profile: str
    policy: Policy
    size: int
    budget: int
    percent: int
    layout: str
    rules: int
    comparisons: int
    in_full: int
    """Comparisons with answers for which every rule was asked."""
    combinations: Combinations
    secrets: list[str]
    """The variables of the environment whose values it holds."""
    left_out: list[Named]
    ledger: Ledger
    explained: Explained | None = None
    """With `--explain-layout`."""


class Verified(Part):
    """What is known of a script that was built before."""

    path: str
    fine: bool
    proved: bool
    faults: list[str]
    notes: list[str]
    how: str | None
    """`proved`, `values tried` or `tried`; null where it was not looked at."""
    comparisons: int
    in_full: int
    """Answers for which every rule was asked."""
    reason: str
    computed: list[str]
    differences: list[Difference]


class Located(Line):
    """Where a rule stands."""

    row: Line | None
    """That of a table."""


# --- Decisions -----------------------------------------------------------------------------------


class Change(Part):
    """A field of a result or a request before and after; null where it has no value."""

    field: str
    before: Any
    after: Any


class Step(Line):
    """A rule that was looked at."""

    rule_set: str
    rule: str | None
    row: Line | None
    """That of a table."""
    outcome: str
    condition: str | None
    """The one that did not hold."""
    actual: dict[str, Any]
    """What the request had in it, by name."""
    changes: list[Change]
    parts: list[ScriptPart]
    """With `--script`: those that the rule, where it applied, is written into."""


class Decision(Part):
    """What is decided, and why."""

    action: Action
    result: dict[str, Any]
    trace: list[Step]
    not_reached: list[str]
    left_out: list[Named]
    notes: list[str]


class NearRule(Line):
    """Why a rule does not apply to a request, and what would have to change so that it does."""

    rule_set: str
    rule: str | None
    """Null for the `default`."""
    failing: list[str]
    """The conditions that do not hold."""
    taken_by: list[str]
    """The rules that decide the request before it, as `set/rule`."""
    no_service: bool
    """It changes a service, and there is none."""
    ways: list[list[Change]]
    """Each is enough. Every one was decided by the rules and by the script."""
    unreachable: list[str] | None
    """No request at all comes to it: these take all of them, or none meets its conditions."""
    unknown: str | None
    """Why no way was found."""


class Deciding(Line):
    """A rule that has its say."""

    rule_set: str
    rule: str | None


class Changed(Part):
    """Calls that two versions decide differently."""

    cause: Deciding | None
    old: list[Deciding]
    new: list[Deciding]
    call: Call
    before: dict[str, Any] | None
    after: dict[str, Any] | None
    classes: int
    """How many classes of calls it stands for."""


class Compared(Part):
    """A policy of a profile in two versions."""

    profile: str
    policy: Policy
    verdict: str = Field(pattern="^(equal|different|unknown)$")
    other_locations: bool
    locations: list[str]
    only_old: list[str]
    only_new: list[str]
    unknown: list[str]
    changes: list[Changed]


class Explanation(Part):
    """A code of problems."""

    code: str
    name: str
    severity: Severity
    headline: str
    why: str
    bad: str
    good: str
    acceptable: bool
