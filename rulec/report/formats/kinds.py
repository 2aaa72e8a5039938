"""The kinds of remarks: every code of a problem, and what commands say besides problems."""

from __future__ import annotations

from rulec.diagnostics import Code, codes_internal, codes_security
from rulec.report.formats.model import Kind, Level

FAILED_TEST = Kind(
    "failed-test",
    "failed-test",
    Level.ERROR,
    headline="A test fails",
    why=(
        "A test says what is expected of the rules for one call, and the rules decide it "
        "otherwise. Either the rules do not do what was meant, or the test says what was meant "
        "before. `rulec decide` shows for such a call which rules were looked at, and why."
    ),
)
TEST_NOT_RUN = Kind(
    "test-not-run",
    "test-not-run",
    Level.ERROR,
    headline="A test that could not run",
    why=(
        "A test runs in the profiles that have its rules and see calls at its location. Where "
        "there is none, it tests nothing."
    ),
)
TOO_LITTLE_TESTED = Kind(
    "too-little-tested",
    "too-little-tested",
    Level.ERROR,
    headline="Tests try less than is asked for",
    why=(
        "The command was asked to fail where tests cover fewer rules or conditions, or notice "
        "fewer mistakes, than a percentage. `rulec test --suggest` writes tests that are missing."
    ),
)
UNNOTICED_MISTAKE = Kind(
    "unnoticed-mistake",
    "unnoticed-mistake",
    Level.NOTE,
    headline="A mistake in a rule that no test would notice",
    why=(
        "The rule was changed in one small way, and no test failed although some call is decided "
        "otherwise. A test with the call that is shown would notice."
    ),
)
FALLS_THROUGH = Kind(
    "falls-through",
    "falls-through",
    Level.NOTE,
    headline="A call that no rule of a rule set takes",
    why=(
        "The rule set has no `default`, so for calls that none of its rules takes the decision "
        "is left to later rule sets, and at last to Pexip."
    ),
)
NOT_CURRENT = Kind(
    "not-current",
    "not-current",
    Level.ERROR,
    headline="A file is not what the rules make",
    why=(
        "The scripts and the manifest are made from the rules and committed with them. This one "
        "is missing, was made from other rules, or was changed by hand: what a reviewer reads "
        "is not what nodes will run. `rulec build` writes it again."
    ),
)
COULD_NOT_RUN = Kind(
    "could-not-run",
    "could-not-run",
    Level.ERROR,
    headline="The command could not run",
    why="Nothing is known about the rules: the command ended before it could look at them.",
)

OTHER_KINDS = (
    FAILED_TEST,
    TEST_NOT_RUN,
    TOO_LITTLE_TESTED,
    UNNOTICED_MISTAKE,
    FALLS_THROUGH,
    NOT_CURRENT,
    COULD_NOT_RUN,
)


def kind_of(code: Code) -> Kind:
    """The kind of the problems with a code."""
    has_examples = code not in codes_internal.CODES
    return Kind(
        code.id,
        code.name,
        Level(code.severity.value),
        code.headline,
        code.why,
        bad=code.bad if has_examples else "",
        good=code.good if has_examples else "",
        is_security=code in codes_security.CODES,
        explained_as=code.name,
    )
