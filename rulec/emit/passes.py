"""The passes that make a script smaller and faster, in the order in which they cost readability.

Each changes how rules are written and never what they decide: why not stands on top of the module
that does it. A script is as readable as fits its budget, so that passes are taken from the first
one on, and behind those that cost nothing only as far as they are needed; those that make tables
fast are taken with any table, and left out where nothing else fits.
"""

from __future__ import annotations

from enum import Enum

from rulec.records import dataclass


class Step(Enum):
    """A pass, by what `--explain-layout` and the manifest call it."""

    READS = "reads"
    SERVICE = "service"
    ANSWERS = "answers"
    GROUPS = "groups"
    DENSE = "dense"
    TIGHT = "tight"
    NAMES = "names"
    CODES = "codes"
    SHARED = "shared"
    KEYS = "keys"
    NETWORKS = "networks"
    LISTS = "lists"
    FRAMES = "frames"
    COLUMNS = "columns"
    SIGNS = "signs"
    PIECES = "pieces"
    HOT = "hot"


@dataclass(frozen=True, slots=True)
class Pass:
    """One pass: what it does, and the module that says why no decision changes."""

    step: Step
    does: str
    module: str


#: All passes, in their order.
PASSES: tuple[Pass, ...] = (
    Pass(Step.READS, "fields are read where they are asked", "emit/plain/reads.py"),
    Pass(Step.SERVICE, "a service is changed where it is", "emit/plain/service.py"),
    Pass(Step.ANSWERS, "results are printed where they are chosen", "emit/plain/answers.py"),
    Pass(Step.GROUPS, "rules that do the same share one condition", "emit/grouping.py"),
    Pass(Step.DENSE, "no comments, lines or indentation", "script/statement.py"),
    Pass(Step.TIGHT, "no blanks beside signs", "script/tight.py"),
    Pass(Step.NAMES, "variables of one letter", "script/naming.py"),
    Pass(Step.CODES, "what a rule does is a short code", "emit/compact/codes.py"),
    Pass(Step.SHARED, "a test of many rules is made once", "emit/compact/questions.py"),
    Pass(Step.KEYS, "exact texts are looked up in tables", "emit/compact/lookups.py"),
    Pass(
        Step.NETWORKS, "networks are looked up by their longest prefix", "emit/compact/networks.py"
    ),
    Pass(Step.LISTS, "items of lists are looked up in tables", "emit/compact/lists.py"),
    Pass(
        Step.FRAMES,
        "aliases and patterns that look alike share a search",
        "emit/compact/spelling.py",
    ),
    Pass(
        Step.COLUMNS,
        "constants have signs by the place of their field, where all rules write the same fields",
        "emit/compact/columns.py",
    ),
    Pass(
        Step.SIGNS,
        "domains, locations and the like are one sign in keys",
        "emit/compact/interning.py",
    ),
    Pass(Step.PIECES, "only a piece of each table is looked through", "emit/compact/drawers.py"),
    Pass(
        Step.HOT,
        "the first rules are asked before anything is looked up",
        "emit/compact/rule_set.py",
    ),
)

#: How many of them make a script easier to read, too: no chain goes without.
FREE_PASSES = next(n for n, one in enumerate(PASSES) if one.step is Step.GROUPS)

#: How many of them leave the rules as they are written: what follows makes tables.
PLAIN_PASSES = next(n for n, one in enumerate(PASSES) if one.step is Step.CODES)

#: Passes that tables go without: equal codes cost nothing, and what the others save stands once.
CHAINS = frozenset({Step.GROUPS, Step.READS, Step.SERVICE, Step.ANSWERS})

#: Passes that take characters, so that tables are fast.
FASTER = frozenset({Step.PIECES, Step.HOT})


def steps_of(count: int) -> frozenset[Step]:
    """The steps of the first `count` passes, for tables without those that are for chains."""
    taken = frozenset(one.step for one in PASSES[:count])
    return taken - CHAINS if Step.CODES in taken else taken


#: What is done for a script with tables.
COMPACT = steps_of(len(PASSES))

#: What is done where rules stay as they are written: one pass after the other.
PLAIN_LAYOUTS = tuple(map(steps_of, range(FREE_PASSES, PLAIN_PASSES + 1)))

#: What is done for tables: one pass after the other, then all that makes them shorter alone.
TABLE_LAYOUTS = (
    *dict.fromkeys(steps_of(n) | FASTER for n in range(PLAIN_PASSES + 1, len(PASSES) + 1)),
    COMPACT - FASTER,
)

#: The passes of every script that is made, those that cost least readability first.
LAYOUTS = (*PLAIN_LAYOUTS, *TABLE_LAYOUTS)
