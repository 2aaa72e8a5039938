"""Which passes a script takes: as few as it takes to fit its budget, or as many as there are."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from enum import Enum

from rulec.emit.passes import (
    COMPACT,
    PASSES,
    PLAIN_LAYOUTS,
    TABLE_LAYOUTS,
    Pass,
    Step,
    steps_of,
)
from rulec.emit.script import Script, made
from rulec.ir import Profile
from rulec.pexip import Policy

#: How many times the budget a script may be long so that it may fit with fewer passes: these took
#: a fifth of the characters at best, and each takes as long to try as the first.
MOST_TOO_LONG = 1.33


class LayoutChoice(Enum):
    """How readable a script is to be: as `emit` says."""

    READABLE = "readable"
    COMPACT = "compact"
    AUTO = "auto"


def emit(
    profile: Profile, policy: Policy, header: str, choice: LayoutChoice = LayoutChoice.AUTO
) -> Script:
    """The script of one policy of a profile.

    `AUTO` takes as few passes as it takes to fit the budget, `READABLE` the same of those that make
    no tables, and `COMPACT` tables where they are shorter. `header` is the text of the comment on
    top.
    """

    def tried(steps: frozenset[Step]) -> Script:
        return made(profile, policy, header, steps)

    def fits(script: Script) -> bool:
        return script.size <= profile.budget

    if choice is LayoutChoice.COMPACT:
        script = min(tried(PLAIN_LAYOUTS[-1]), tried(COMPACT), key=_size)
        return _in_any_tables(tried, profile.budget, script)
    script = tried(PLAIN_LAYOUTS[0])
    if fits(script):
        return script
    # All passes but the first make any script shorter: see `tests/emit/compact/test_layouts.py`.
    shortest = tried(PLAIN_LAYOUTS[-1])
    if fits(shortest):
        return _first_that_fits(tried, profile.budget, PLAIN_LAYOUTS[1:-1], shortest)
    if choice is LayoutChoice.READABLE:
        return shortest
    return _in_few_tables(tried, profile.budget, shortest)


def _in_few_tables(
    tried: Callable[[frozenset[Step]], Script], budget: int, chain: Script
) -> Script:
    """The script with as few of the passes that make tables as it takes to fit."""
    *some, fast, _ = TABLE_LAYOUTS
    script = tried(fast)
    if script.size > budget:
        return _in_any_tables(tried, budget, min(chain, script, key=_size))
    return _first_that_fits(tried, budget, some, script)


def _first_that_fits(
    tried: Callable[[frozenset[Step]], Script],
    budget: int,
    layouts: Sequence[frozenset[Step]],
    script: Script,
) -> Script:
    """The script in the first of some layouts that fits; `script`, which does, if none of them.

    Looks for it by halves, because each script takes a while: where a pass makes a script longer,
    which none should, there may be one more than it takes.
    """
    low, high = 0, len(layouts)
    while low < high:
        middle = (low + high) // 2
        one = tried(layouts[middle])
        if one.size <= budget:
            script, high = one, middle
        else:
            low = middle + 1
    return script


def _in_any_tables(
    tried: Callable[[frozenset[Step]], Script], budget: int, script: Script
) -> Script:
    """The script with the most passes that fits, where `script`, made with all of them, does not.

    The passes are made for many rules that are alike: where each is of its own kind, one with fewer
    of them may be shorter. Where none fits, the shortest of these and `script`.
    """
    for steps in reversed(TABLE_LAYOUTS):
        if not budget < script.size <= MOST_TOO_LONG * budget:
            break
        if steps != COMPACT:
            script = min(script, tried(steps), key=_size)
    return script


def _size(script: Script) -> int:
    return script.size


def sizes(profile: Profile, policy: Policy, header: str) -> list[tuple[Pass, int]]:
    """Each pass with the size of the script after it and all before it."""
    return [
        (one, made(profile, policy, header, steps_of(number)).size)
        for number, one in enumerate(PASSES, 1)
    ]
