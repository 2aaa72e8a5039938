"""Conditions that are asked one after the other, as short as they can be.

Every part that gets a variable of its own is total, so that it may be asked where it was not; what
several questions in a row begin with is asked once for them, in the same order.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from rulec.emit import conditions, fields
from rulec.emit.compact.tables import Together
from rulec.emit.scope import Scope
from rulec.ir import All, AnyOf, Condition, FieldRead, ItemTest, Named
from rulec.operators import Equals
from rulec.records import dataclass
from rulec.script.expression import (
    Binary,
    Both,
    Expression,
    Filtered,
    Literal,
    Marked,
    Name,
    both,
    either,
    render,
)

#: Stands around each item of a list, and for itself in an item.
_BAR = "|"
_NO_BAR = "\1"


def question(tree: Condition, scope: Scope) -> list[Expression]:
    """Whether a condition holds: expressions that all must be true, each of which is total."""
    match tree:
        case All(inner):
            return [part for each in inner for part in question(each, scope)]
        case AnyOf(inner):
            return [either([both(question(each, scope)) for each in inner])]
        case Named(condition=inner):
            return question(inner, scope)
        case ItemTest(FieldRead(), ((Equals(operands, ignore_case=False), False),)) if not any(
            sign in operand for operand in operands for sign in (_BAR, _NO_BAR, "\0")
        ):
            every = _between_bars(tree, scope)
            return [either([Binary(Literal(f"|{item}|"), "in", every) for item in operands])]
        case _:
            return [conditions.condition(tree, scope)]


def _between_bars(test: ItemTest, scope: Scope) -> Expression:
    """The items of a list with a bar before and behind each."""
    assert isinstance(test.subject, FieldRead)  # noqa: S101  only inputs are lists
    items: Expression = fields.items(test.subject.field, scope)
    for old, new in ((_BAR, _NO_BAR), ("\0", _BAR)):
        items = Filtered(items, "replace", (Literal(old), Literal(new)))
    bar = Literal(_BAR)
    return scope.share("items", Binary(Binary(bar, "+", items), "+", bar))


def hoisted(tests: Sequence[Sequence[Expression]], scope: Scope) -> list[Sequence[Expression]]:
    """The tests, with a variable for each part of them that is asked so often that it pays."""
    uses = Counter(part for parts in tests for part in parts)
    often = {part for part, count in uses.items() if _pays(len(render(part)), count)}
    return [
        [scope.share("test", part) if part in often else part for part in parts] for parts in tests
    ]


def cheapest_first(tests: Sequence[Expression]) -> list[Expression]:
    """The tests, those first that a node is done with soonest."""
    return sorted(tests, key=_is_slow)


def _is_slow(test: Expression) -> bool:
    return not (isinstance(test, Binary) and isinstance(test.left, Name))


def _pays(length: int, uses: int) -> bool:
    """Whether a variable, and a blank beside it, is shorter than the same test at each use."""
    return uses * (length - 3) > length + 14


@dataclass(frozen=True, slots=True)
class Answered:
    """A test, what is so where it holds, and the mark of both."""

    test: Expression
    result: Expression
    mark: int

    def marked(self, behind: int = 0) -> Expression:
        """Both in one, without the first operands of the test."""
        return Marked(both([*_operands(self.test)[behind:], self.result]), self.mark)


def chained(tests: Sequence[Answered], together: Together) -> list[Expression]:
    """For each test what is so where it holds, in order: `t and a`, or `t and (u and a or b)`.

    `together` gives the mark of what several share.
    """
    made: list[Expression] = []
    rest = list(tests)
    while rest:
        first = _operands(rest[0].test)[0]
        alike = 1
        while alike < len(rest) and _operands(rest[alike].test)[0] == first:
            alike += 1
        if alike == 1:
            made.append(rest[0].marked())
        else:
            inner = either([one.marked(behind=1) for one in rest[:alike]])
            mark = together(one.mark for one in rest[:alike])
            made.append(Marked(Both((first, inner)), mark))
        rest = rest[alike:]
    return made


def _operands(test: Expression) -> Sequence[Expression]:
    return test.operands if isinstance(test, Both) else (test,)
