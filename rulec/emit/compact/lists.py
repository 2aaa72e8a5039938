r"""Items of lists as keys: a script can not loop, but a search and a replacement can.

The rules of one shape are one text of records, `item;rest=code~`, the last rule first. Before it
stand the items of the call, each behind a bar, and one replacement puts in place of each item the
code of the first rule that has it: it looks from the item ahead for the same text in a record. Of
two codes the less one counts; of more, the one whose record is the last of all that were found.

A second list stands behind the records, and a record holds only if its second item is there too.
What separates items and records is taken out of whatever a call brings.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from rulec.emit import fields
from rulec.emit.scope import Scope
from rulec.ir import FieldRead, Source
from rulec.script.expression import (
    Binary,
    Call,
    Expression,
    Filtered,
    Item,
    Literal,
    Name,
    Pieces,
    concatenation,
    either,
)
from rulec.script.statement import Branch, If

#: Before and behind each item.
_BAR = "`"
#: Behind each record, and before the first.
_END = "~"
#: Before the code of a record, and before its rest.
_IS, _AND = "=", ";"
#: Characters that no item, key or code of a record may have.
RESERVED = _BAR + _END
#: Nor may these be in items and keys.
RESERVED_IN_KEYS = RESERVED + _IS + _AND + "\0\1"
#: In place of such a character in what a call brings.
_OTHER = "\1"

_ITEM = f"{_BAR}([^{_BAR}{_END}]+)(?={_BAR}[^{_END}]*{_END}(?:[^{_BAR}]*{_END})?\\1"
_CODE = f"([^{_END}]*){_END}"
#: The first two codes in a line of items, and whether there is a third.
_CODES = (
    f"^[^{_END}]*{_END}([^{_BAR}{_END}]*){_BAR}"
    f"(?:[^{_END}]*{_END}([^{_BAR}{_END}]*){_BAR}([^{_END}]*{_END}[^{_BAR}{_END}]*{_BAR})?)?"
)
#: The last record whose code is in the line of items behind the records.
_LAST = (
    f"^(?:[^{_BAR}]*{_END})?[^{_IS}{_END}{_BAR}]*{_IS}([^{_END}{_BAR}]*){_END}"
    f"[^{_BAR}]*{_BAR}[\\s\\S]*{_END}\\1{_BAR}"
)


@dataclass(frozen=True, slots=True)
class Record:
    """One rule of a shape: its item, what else must be so, the item of a second list, its code.

    `mark` is that of the rule.
    """

    item: str
    key: str
    second: str
    code: str
    mark: int


#: Makes a code count where an expression is true, if it is less than the one that counts so far.
Lower = Callable[[Expression, Expression, Scope], None]


def look_up_items(
    lists: Sequence[Source],
    key: Expression | None,
    records: Sequence[Record],
    lower: Lower,
    scope: Scope,
) -> None:
    """Statements that tell `lower` the codes of the call.

    `records` are in the order of their rules, and each code is another one. `key` is the rest of
    every record that counts for the call.
    """
    written = [(_record(one), one.mark) for one in reversed(_first_of_each(records))]
    text = scope.assign("records", Pieces(((_END, None), *written)))
    end: Expression = Literal(_BAR)
    known = [Literal(_END), _items(lists[0], scope)]
    if key is not None:
        rest = scope.assign("rest", concatenation([Literal(_AND), key]))
        known.append(rest)
        end = concatenation([rest, end])
    known.append(Literal(_IS if len(lists) == 1 else _AND))
    # One item, as most calls have, is quickly seen to have no record.
    several = Binary(Literal("\0"), "in", _items(lists[0], scope))
    inner = scope.branch()
    _look_up(lists, text, end, lower, inner)
    there = either([several, Binary(concatenation(known), "in", text)])
    scope.when(there, inner)


def _look_up(
    lists: Sequence[Source], text: Name, end: Expression, lower: Lower, scope: Scope
) -> None:
    behind_items = end if isinstance(end, Literal) else scope.assign("end", end)
    parts: list[Expression] = [_between_bars(lists[0], behind_items, scope), text]
    if len(lists) > 1:
        parts.append(_between_bars(lists[1], Literal(_BAR), scope))
    changed = Filtered(concatenation(parts), "pex_regex_replace", _change(lists))
    found = scope.assign("found", changed)
    codes = scope.assign("codes", Call("pex_regex_search", (Literal(_CODES), found)))
    few, many = scope.branch(), scope.branch()
    for place in (0, 1):
        code = Item(codes, Literal(place))
        lower(code, code, few)
    behind = concatenation([text, Literal(_BAR), found])
    last = many.assign("codes", Call("pex_regex_search", (Literal(_LAST), behind)))
    lower(last, Item(last, Literal(0)), many)
    is_more = Branch(Item(codes, Literal(2)), tuple(many.statements))
    chosen = If((is_more,), tuple(few.statements))
    scope.statements.append(If((Branch(codes, (chosen,)),)))


def _change(lists: Sequence[Source]) -> tuple[Expression, ...]:
    """The pattern that finds an item with a record, and what is put in its place."""
    if len(lists) == 1:
        return Literal(f"{_ITEM}{_IS}{_CODE})"), Literal(rf"{_BAR}{_END}\2")
    second = f"([^{_IS}{_END}]*)"
    there = f"[\\s\\S]*{_BAR}\\2{_BAR}"
    return Literal(f"{_ITEM}{_AND}{second}{_IS}{_CODE}{there})"), Literal(rf"{_BAR}{_END}\3")


def _first_of_each(records: Sequence[Record]) -> list[Record]:
    known: dict[tuple[str, str, str], Record] = {}
    for one in records:
        known.setdefault((one.item, one.key, one.second), one)
    return list(known.values())


def _record(one: Record) -> str:
    parts = [part for part in (one.item, one.key, one.second) if part]
    return f"{_AND.join(parts)}{_IS}{one.code}{_END}"


def _between_bars(source: Source, end: Expression, scope: Scope) -> Expression:
    """The items of a list, each with what stands behind it, a bar at last, and a bar before."""
    between = Filtered(_items(source, scope), "replace", (Literal("\0"), end))
    return concatenation([Literal(_BAR), between, end])


def _items(source: Source, scope: Scope) -> Expression:
    """The items of a list between NULs, without characters that separate records."""
    assert isinstance(source, FieldRead)  # noqa: S101  only inputs are lists
    return scope.root.share("items", without_signs(fields.items(source.field, scope)))


def without_signs(text: Expression) -> Expression:
    """A text of the call without the characters that separate records."""
    pattern = f"[{_BAR}{_END}{_IS}{_AND}]"
    return Filtered(text, "pex_regex_replace", (Literal(pattern), Literal(_OTHER)))
