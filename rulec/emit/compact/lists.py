r"""Several items of a list as keys: a script can not loop, but a search and a replacement can.

The items of the call stand before the records, each with what its key has behind it, and one
replacement puts in place of each the code of the last record that has the key: it looks ahead from
the item for the same text where a record begins. The items of a second list stand behind the
records, and a record that asks for one of them counts only if it is there. So the records are
looked through once for each item, and what is behind a record once if it has an item of the call.

The least of the codes is found digit by digit: the first digit, in their order, that any of them
begins with, and of those the next. What separates items is taken out of whatever a call brings.
"""

from __future__ import annotations

from collections.abc import Sequence
from string import ascii_lowercase, ascii_uppercase, digits

from rulec.emit.compact.separators import Separators, in_pattern
from rulec.emit.scope import Scope
from rulec.records import dataclass
from rulec.script.expression import (
    EMPTY,
    TRUE,
    Both,
    Call,
    Either,
    Expression,
    Filtered,
    Item,
    Literal,
    Name,
    concatenation,
)

#: The digits of the numbers that codes begin with, in the order in which texts compare.
DIGITS = digits + ascii_uppercase + ascii_lowercase


@dataclass(frozen=True, slots=True)
class Key:
    """What stands in a key of the call behind its lead, and where the key counts.

    It goes up to the code, or to the item of a second list. `barred` says that there may be bars.
    """

    behind: tuple[Expression, ...]
    guard: Expression
    barred: bool


@dataclass(frozen=True, slots=True)
class Several:
    """The items of a list, joined by NUL, those of a second one, and the records of both."""

    items: Expression
    second: Expression | None
    records: Name


def least_code(
    asked: Several, keys: Sequence[Key], width: int, separators: Separators, scope: Scope
) -> tuple[Name, Expression]:
    """What is true where records have keys of several items, and the least code of these records.

    Codes begin with `width` digits.
    """
    bar = Literal(separators.found)
    line: list[Expression] = []
    for key in keys:
        behind = concatenation(key.behind)
        if key.barred:
            behind = scope.assign("rest", separators.unbarred(behind))
        between = _between_bars(asked.items, concatenation([behind, bar]), separators)
        row = concatenation([bar, between, behind])
        line.append(row if key.guard == TRUE else Either((Both((key.guard, row)), EMPTY)))
    line += [bar, bar, asked.records, bar]
    if asked.second is not None:
        line += [bar, _between_bars(asked.second, bar, separators), bar]
    pattern, put = _change(separators, has_second=asked.second is not None)
    changed = Filtered(concatenation(line), "pex_regex_replace", (Literal(pattern), Literal(put)))
    others = (Literal(_others(separators)), EMPTY)
    codes = scope.assign("codes", Filtered(changed, "pex_regex_replace", others))
    behind_digits = concatenation([Literal(DIGITS), codes])
    search = Call("pex_regex_search", (Literal(_least(width, separators)), behind_digits))
    least = scope.assign("least", search)
    return least, Item(least, Literal(width))


def _between_bars(items: Expression, bar: Expression, separators: Separators) -> Expression:
    """Items with something else between them, and no bar in any."""
    return Filtered(separators.unbarred(items), "replace", (Literal("\0"), bar))


def _change(sign: Separators, *, has_second: bool) -> tuple[str, str]:
    """The pattern that finds an item with a record, and what is put in its place."""
    bar, record, code = map(in_pattern, (sign.found, sign.record, sign.code))
    # Up to the first record, then to the last one with the key.
    key = f"[^{sign.record}]*{record}(?:[^{sign.nowhere}]*{record})?\\1"
    if has_second:
        # Where no second item is asked for, it is empty, and empty is what stands first there.
        second = f"(?:(?<={in_pattern(sign.second)})[^{sign.record}{sign.code}]*)?"
        there = f"[^{sign.found}]*{bar}(?:[^{sign.record}]*{bar})?\\2{bar}"
        key += f"({second}){code}(?={there})"
    else:
        key += code
    put = rf"{sign.found}{sign.record}\{3 if has_second else 2}"
    found = f"([^{sign.record}{sign.found}]*)"
    return f"{bar}([^{sign.found}]+)(?={bar}{key}{found})", put


def _others(sign: Separators) -> str:
    """The pattern of what is no code in a changed line."""
    bar = in_pattern(sign.found)
    return f"{bar}{bar}[^{sign.found}]*|{bar}[^{sign.record}{sign.found}][^{sign.found}]*"


def _least(width: int, sign: Separators) -> str:
    """The pattern that finds the least of some codes behind the digits."""
    record = in_pattern(sign.record)
    begins = f"[^{sign.record}]*(?:{record}[^{sign.record}]*)*?{record}"
    digit = f"[^{sign.record}]*?([^{sign.record}])"
    known = ["".join(f"\\{number}" for number in range(1, count + 1)) for count in range(width + 1)]
    looks = "".join(f"(?={digit}(?={begins}{known[count]}))" for count in range(1, width + 1))
    return f"^{looks}{begins}({known[width]}[^{sign.record}{sign.found}]*)"
