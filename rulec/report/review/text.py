"""A review for a terminal: what matters in the first lines, the changes below."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rulec.analysis.directions import Direction
from rulec.report.calls import call_lines
from rulec.report.review.model import (
    ClassOfCalls,
    Example,
    Group,
    Place,
    PolicyReview,
    Review,
    RuleAt,
)
from rulec.report.review.words import (
    change_words,
    clause_lines,
    clause_words,
    counted,
    counted_words,
    directions_words,
    group_causes,
    location_words,
    policy_words,
    rules_words,
    size_words,
    title,
    untouched_words,
    verdict,
    way_words,
)
from rulec.report.safe_text import safe

#: Changes that are drawn unless all are asked for; the rest is counted.
MOST_GROUPS = 12
#: Lines of one condition.
MOST_LINES = 14
#: Fields of a decision, and classes of a group, that are named.
MOST_FIELDS = 8
MOST_OTHERS = 5

#: Characters of a cell that others are lined up with.
_WIDEST = 44

_RESET = "\x1b[0m"
_BOLD = "\x1b[1m"
_FAINT = "\x1b[2m"
_GREEN = "\x1b[32m"
_WEIGHTY = (Direction.ADMITS_MORE, Direction.RAISES_ROLE)
_RED, _YELLOW = "\x1b[1;31m", "\x1b[33m"


def review_text(review: Review, *, every: bool = False, colour: bool = False) -> str:
    """The review. Ends with a line end.

    Of changes and classes beyond the first few only a few words are said, unless `every` one is
    asked for.
    """
    return "\n".join(_Drawing(colour=colour, every=every).lines(review)) + "\n"


class _Drawing:
    def __init__(self, *, colour: bool, every: bool) -> None:
        self._colour = colour
        self._every = every

    def lines(self, review: Review) -> Iterator[str]:
        """All of it."""
        yield self._painted(safe(title(review)), _BOLD)
        yield self._painted(safe(verdict(review)), self._paint(review))
        yield from (f"note: {safe(note)}" for note in review.notes)
        yield ""
        yield from self._table([one for one in review.policies if not one.is_untouched])
        untouched = untouched_words(review)
        if untouched:
            yield f"  nothing changed in {safe(untouched)}"
        elif not review.policies:
            yield "  there are no rules to compare"
        told = (*location_words(review), *counted_words(review))
        yield from (f"  {safe(line)}" for line in told)
        yield from (f"  not known: {safe(reason)}" for reason in review.unknown)
        groups = review.groups if self._every else review.groups[:MOST_GROUPS]
        for number, group in enumerate(groups, 1):
            yield ""
            yield from self._group(number, group)
        more = len(review.groups) - len(groups)
        if more:
            yield ""
            yield f"and {counted(more, 'more change')}; --all shows them"

    def _paint(self, review: Review) -> str:
        if review.is_equal:
            return _GREEN
        return _RED if review.unknown or set(_WEIGHTY) & set(review.directions) else _YELLOW

    def _table(self, policies: Iterable[PolicyReview]) -> Iterator[str]:
        rows = [
            (
                safe(one.name),
                one.policy.value,
                policy_words(one),
                counted(len(one.classes), "class", "classes") if one.classes else "",
                size_words(one),
            )
            for one in policies
        ]
        # One that is very long must not push the others out of sight.
        widths = [
            max((len(row[column]) for row in rows if len(row[column]) <= _WIDEST), default=0)
            for column in range(4)
        ]
        for row in rows:
            cells = (f"{cell:<{width}}" for cell, width in zip(row, (*widths, 0), strict=True))
            yield f"  {'  '.join(cells)}".rstrip()

    # --- Changes ----------------------------------------------------------------------------------

    def _group(self, number: int, group: Group) -> Iterator[str]:
        first = group.first
        ways = directions_words(way.direction for way in first.ways if way.example is not None)
        where = f"{group.policy.value} policy of {', '.join(group.profiles)}"
        yield self._painted(f"{number}. {ways}: {safe(group_causes(group))}", _BOLD)
        yield self._painted(f"   {safe(where)}", _FAINT)
        yield from self._class(first)
        others = group.others
        if self._every:
            for one in others:
                yield "   also"
                yield from self._class(one)
        elif others:
            yield from self._others(others)

    def _others(self, others: tuple[ClassOfCalls, ...]) -> Iterator[str]:
        more = counted(len(others), "more class of calls", "more classes of calls")
        yield f"   and {more} in the same way; --all shows them"
        for one in others[:MOST_OTHERS]:
            yield f"     {safe(rules_words(one.old))} -> {safe(rules_words(one.new))}"
        if len(others) > MOST_OTHERS:
            yield "     ..."

    def _class(self, one: ClassOfCalls) -> Iterator[str]:
        for number, clause in enumerate(one.clauses):
            start = "calls that" if number == 0 else "and"
            yield f"   {start} {clause_words(clause)} {safe(clause.rule.name)}"
            lines = clause_lines(clause)
            yield from (f"       {safe(line)}" for line in lines[:MOST_LINES])
            if len(lines) > MOST_LINES:
                yield f"       # and {counted(len(lines) - MOST_LINES, 'more line')}"
        if one.meets_others:
            yield "   and perhaps other changes, with which they are not counted again"
        yield from self._rules("old", one.old)
        yield from self._rules("new", one.new)
        yield from self._example(one.example)
        for way in one.ways:
            if way.example is None:
                yield f"   it {way_words(way)}: {safe(way.reason)}"
            elif way.example is not one.example:
                yield f"   it {way_words(way)} too"
                yield from self._example(way.example)

    def _rules(self, version: str, rules: tuple[RuleAt, ...]) -> Iterator[str]:
        if not rules:
            yield f"   {version}  no rule"
        for rule in rules:
            row = "" if rule.row is None else f"  {self._place(rule.row)}"
            place = "" if rule.place is None else f"  {self._place(rule.place)}"
            yield f"   {version}  {safe(rule.name)}{place}{row}"

    def _place(self, place: Place) -> str:
        return self._painted(safe(str(place)), _FAINT)

    def _example(self, example: Example) -> Iterator[str]:
        for number, line in enumerate(call_lines(example.call)):
            yield f"     {'for example  ' if number == 0 else ' ' * 13}{line}"
        for change in example.changes[:MOST_FIELDS]:
            yield f"     {safe(change_words(change))}"
        if len(example.changes) > MOST_FIELDS:
            yield f"     and {counted(len(example.changes) - MOST_FIELDS, 'more field')}"

    def _painted(self, text: str, paint: str) -> str:
        return f"{paint}{text}{_RESET}" if self._colour and text else text
