"""Which rules a call may meet: each rule filed under one demand, chosen so that few share it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Sequence
from dataclasses import field
from itertools import zip_longest

from rulec.compiled.conditions import Test, all_of, behind_test, conjuncts
from rulec.compiled.demands import Option, Slot, options_of
from rulec.compiled.lookups import Candidates
from rulec.compiled.probes import Probe, probes_of
from rulec.ir import Condition
from rulec.records import dataclass

#: So many rules under one key are quickly asked.
_FEW = 4
#: Where that is not to be had, this part of all rules under one key is still better than all.
_SOME = 16
#: Looking through one more slot is worth it for so many rules, and for one in so many of all.
_WORTH_A_SLOT = 3
_MOST_SLOTS = 50


@dataclass
class _Filed:
    """A rule with the ways to file it, and the one that was chosen."""

    number: int
    parts: list[Condition]
    options: tuple[Option, ...]
    chosen: Option | None = None


@dataclass(frozen=True, slots=True)
class Postings:
    """How to find the rules that a call may meet: by looking, and those that are always asked."""

    probes: tuple[Probe, ...]
    always: Candidates


@dataclass
class Filing:
    """The rules under each key of each slot, and those that are under none."""

    slots: dict[Slot, dict[Hashable, list[tuple[int, Test | None]]]] = field(default_factory=dict)
    always: list[tuple[int, Test | None]] = field(default_factory=list)

    def add(self, slot: Slot, key: Hashable, entry: tuple[int, Test | None]) -> None:
        """One rule under one key, once."""
        entries = self.slots.setdefault(slot, {}).setdefault(key, [])
        if not entries or entries[-1] != entry:
            entries.append(entry)


def postings(rules: Sequence[tuple[int, Condition]]) -> Postings:
    """How to find the rules, given by number in ascending order, that a call may meet."""
    filing = filed(rules)
    tables = {
        slot: {key: tuple(entries) for key, entries in keys.items()}
        for slot, keys in filing.slots.items()
    }
    return Postings(probes_of(tables), tuple(filing.always))


def filed(rules: Sequence[tuple[int, Condition]]) -> Filing:
    """Files rules, given by number in ascending order."""
    every = [_Filed(n, parts := conjuncts(when), options_of(parts)) for n, when in rules]
    _choose(every)
    filing = Filing()
    for rule in every:
        settled = rule.chosen.settles if rule.chosen else frozenset()
        rest = all_of(part for n, part in enumerate(rule.parts) if n not in settled)
        if rule.chosen is None:
            filing.always.append((rule.number, rest))
            continue
        for demand in rule.chosen.demands:
            for key, behind in zip_longest(demand.keys, demand.behind):
                asked = rest if behind is None else _behind(demand.slot, key, behind, rest)
                filing.add(demand.slot, key, (rule.number, asked))
    return filing


def _behind(slot: Slot, key: Hashable, pattern: str, rest: Test | None) -> Test:
    """Whether all behind a key in a text matches a pattern, and the rest of a rule holds."""
    if not isinstance(key, str) or isinstance(slot.source, tuple):
        raise TypeError("only texts have something behind a key")
    test = behind_test(slot.source, len(key), pattern)
    return test if rest is None else lambda frame: rest(frame) and test(frame)


def _choose(rules: list[_Filed]) -> None:
    """Chooses the option of each rule: few rules to a key first, then few slots."""
    shares = Counter(
        (demand.slot, key)
        for rule in rules
        for option in rule.options
        for demand in option.demands
        for key in demand.keys
    )

    def share(option: Option) -> int:
        every = (shares[demand.slot, key] for demand in option.demands for key in demand.keys)
        return max(every, default=0)

    opened: set[tuple[Slot, ...]] = set()
    worth = max(_WORTH_A_SLOT, len(rules) // _MOST_SLOTS)
    left = rules
    for most in (_FEW, len(rules) // _SOME, len(rules)):
        choices = {rule.number: _best(rule.options, share, most) for rule in left}
        left = _by_slots(left, choices, opened, worth)


def _best(
    options: tuple[Option, ...], share: Callable[[Option], int], most: int
) -> dict[tuple[Slot, ...], Option]:
    """The options, by slots, of which no key has more rules than that."""
    best: dict[tuple[Slot, ...], Option] = {}
    for option in sorted((one for one in options if share(one) <= most), key=share):
        best.setdefault(tuple(dict.fromkeys(demand.slot for demand in option.demands)), option)
    return best


def _by_slots(
    rules: list[_Filed],
    choices: dict[int, dict[tuple[Slot, ...], Option]],
    opened: set[tuple[Slot, ...]],
    worth: int,
) -> list[_Filed]:
    """Opens the slots that serve most rules, one after the other; gives the rules that are left."""
    waiting = rules
    while True:
        tally = Counter(slots for rule in waiting for slots in choices[rule.number])
        if not tally:
            return waiting
        slots, count = max(tally.items(), key=lambda pair: (pair[0] in opened, pair[1]))
        if count < worth and slots not in opened:
            return waiting
        opened.add(slots)
        for rule in waiting:
            rule.chosen = choices[rule.number].get(slots)
        waiting = [rule for rule in waiting if rule.chosen is None]
