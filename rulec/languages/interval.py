"""Sets of whole numbers: intervals in order that neither overlap nor touch, ends included."""

from __future__ import annotations

from bisect import bisect_left, bisect_right

Intervals = tuple[tuple[int, int], ...]


def merged(intervals: list[tuple[int, int]]) -> Intervals:
    """The same numbers in order, in as few intervals as there can be."""
    found: list[tuple[int, int]] = []
    for low, high in sorted(intervals):
        if found and low <= found[-1][1] + 1:
            if high > found[-1][1]:
                found[-1] = found[-1][0], high
        else:
            found.append((low, high))
    return tuple(found)


def common(one: Intervals, other: Intervals) -> Intervals:
    """The numbers in both."""
    found = []
    at = beside = 0
    while at < len(one) and beside < len(other):
        low, high = max(one[at][0], other[beside][0]), min(one[at][1], other[beside][1])
        if low <= high:
            found.append((low, high))
        if one[at][1] < other[beside][1]:
            at += 1
        else:
            beside += 1
    return tuple(found)


def without(one: Intervals, other: Intervals) -> Intervals:
    """The numbers in the first that are not in the second."""
    found = []
    beside = 0
    for first, high in one:
        low = first
        while beside < len(other) and other[beside][1] < low:
            beside += 1
        at = beside
        while at < len(other) and other[at][0] <= high:
            if low < other[at][0]:
                found.append((low, other[at][0] - 1))
            low = other[at][1] + 1
            at += 1
        if low <= high:
            found.append((low, high))
    return tuple(found)


def has(intervals: Intervals, number: int) -> bool:
    """Whether the number is in the set."""
    at = bisect_right(intervals, (number, number)) - 1
    if at >= 0 and intervals[at][0] <= number <= intervals[at][1]:
        return True
    return at + 1 < len(intervals) and intervals[at + 1][0] == number


def covers(intervals: Intervals, low: int, high: int) -> bool | None:
    """Whether all numbers from `low` to `high` are in the set, or none; None for some of them."""
    at = bisect_left(intervals, low, key=lambda pair: pair[1])
    if at == len(intervals) or intervals[at][0] > high:
        return False
    return True if intervals[at][0] <= low and high <= intervals[at][1] else None
