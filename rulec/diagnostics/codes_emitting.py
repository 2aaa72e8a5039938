"""The codes of emitting: the size of scripts and the limits of the engine."""

from __future__ import annotations

from rulec.diagnostics.problem import Code, Severity

OVER_BUDGET = Code(
    "R300",
    "over-budget",
    Severity.ERROR,
    headline="A script is longer than its budget",
    why=(
        "Pexip takes scripts of at most 49,152 characters. What happens to a longer one is not "
        "documented; if it were cut, its last rules would be lost. Line feeds count twice, because "
        "a browser sends them as two characters."
    ),
    bad="budget: 4000   # and rules that need more",
    good="budget: 40000",
)
NEARLY_FULL = Code(
    "R301",
    "nearly-full",
    Severity.WARNING,
    headline="A script has hardly any room left",
    why=(
        "How Pexip counts the characters of a script is not documented, so a script this near the "
        "limit may be refused by a node although it is counted as short enough here."
    ),
    bad="rules: [service/*.yaml]   # 48,500 characters in one profile",
    good="rules: [service/meetings.yaml]   # and another profile for the rest",
)

CODES: tuple[Code, ...] = (OVER_BUDGET, NEARLY_FULL)
