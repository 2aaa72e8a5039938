"""The rules of a set that hold for a call."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from rulec.compiled.lookups import Candidates
from rulec.compiled.postings import postings
from rulec.compiled.reads import Frame
from rulec.ir import Condition

#: The number of the first rule that holds; how many rules there are when none does.
First = Callable[[Frame], int]
#: The numbers of all rules that hold, in order.
Every = Callable[[Frame], list[int]]


def first_of(rules: Sequence[tuple[int, Condition]], none: int) -> First:
    """Finds the first rule of those given by number in ascending order; `none` without one."""
    filed = postings(rules)
    probes, always = filed.probes, filed.always

    def first(frame: Frame) -> int:
        found: list[Candidates] = []
        for probe in probes:
            probe(frame, found)
        if always:
            # Last, because each of them is asked up to the first rule that is known to hold.
            found.append(always)
        best = none
        for candidates in found:
            for number, rest in candidates:
                if number >= best:
                    break
                if rest is None or rest(frame):
                    best = number
                    break
        return best

    return first


def every_of(rules: Sequence[tuple[int, Condition]]) -> Every:
    """Finds all rules that hold of those given by number in ascending order."""
    filed = postings(rules)
    probes, always = filed.probes, filed.always

    def every(frame: Frame) -> list[int]:
        found = [always]
        for probe in probes:
            probe(frame, found)
        # Different texts and tables may lead to one rule.
        asked = dict(entry for candidates in found for entry in candidates)
        return sorted(n for n, rest in asked.items() if rest is None or rest(frame))

    return every
