"""Answers that are printed in pieces, put together: each is one object that is printed at once.

A piece is JSON as it stands in the script, or what `pex_to_json` makes of a value. What is printed
around an `if` that prints belongs to each of its arms.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import NoReturn

from rulec.lifting.tree import (
    Assign,
    Branch,
    If,
    NotInGrammar,
    Print,
    Statement,
    Text,
)
from rulec.records import dataclass
from rulec.script.expression import Array, Dictionary, Expression, Filtered, Literal

#: A piece in which every text that begins ends, too, and no number has a fraction: one that has
#: stands for a value that is computed.
_PIECE = re.compile(r'(?:[^"\\.]|"(?:[^"\\]|\\.)*")*\Z', re.DOTALL)
_SIGN = re.compile(r"0\.([1-9][0-9]*)\Z")


def whole_answers(statements: Sequence[Statement]) -> tuple[Statement, ...]:
    """The statements with every answer in one place; raises `NotInGrammar` where that is not so."""
    printing = [number for number, one in enumerate(statements) if _prints(one)]
    if not printing:
        return tuple(statements)
    behind = printing[-1] + 1
    chosen = [number for number in printing if isinstance(statements[number], If)]
    others, before = _apart(statements[: chosen[0] if chosen else behind])
    if not chosen:
        return (*others, _whole(before), *statements[behind:])
    if len(chosen) > 1:
        raise NotInGrammar("answers are printed in several places", statements[chosen[1]].line)
    after = statements[chosen[0] + 1 : behind]
    arms = _into_arms(statements[chosen[0]], before, after)
    return (*others, arms, *statements[behind:])


def _prints(statement: Statement) -> bool:
    match statement:
        case Print() | Text():
            return True
        case If(branches, otherwise):
            bodies = (*(one.body for one in branches), otherwise)
            return any(_prints(inner) for body in bodies for inner in body)
        case Assign():
            return False


def _apart(statements: Sequence[Statement]) -> tuple[list[Statement], list[Print | Text]]:
    """What changes variables, and what is printed, which no change may come behind."""
    others: list[Statement] = []
    pieces: list[Print | Text] = []
    for one in statements:
        if isinstance(one, Print | Text):
            pieces.append(one)
        elif any(isinstance(piece, Print) for piece in pieces):
            raise NotInGrammar("a variable is set in the middle of an answer", one.line)
        else:
            others.append(one)
    return others, pieces


def _into_arms(
    choice: Statement, before: Sequence[Statement], after: Sequence[Statement]
) -> Statement:
    """A choice with what is printed around it in each of its arms."""
    assert isinstance(choice, If)  # noqa: S101  so it was found

    def told(body: Sequence[Statement]) -> tuple[Statement, ...]:
        return whole_answers((*before, *body, *after))

    arms = [Branch(one.condition, told(one.body), one.line) for one in choice.branches]
    return If(tuple(arms), told(choice.otherwise), choice.line)


def _whole(pieces: Sequence[Print | Text]) -> Print:
    """Pieces as one object."""
    texts = [one.line for one in pieces if isinstance(one, Text)]
    if len(pieces) == 1 and isinstance(pieces[0], Print):
        return pieces[0]
    text = ""
    values: list[Expression] = []
    for piece in pieces:
        match piece:
            case Text(inner):
                text += f" {inner}"
                if not _PIECE.match(inner):
                    raise NotInGrammar("a piece of a text, or a fraction, in an answer", piece.line)
            case Print(Filtered(value, "pex_to_json", ())):
                values.append(value)
                text += f" 0.{len(values)}"
            case Print():
                raise NotInGrammar("something else than JSON is printed", piece.line)
    try:
        data = _DECODER.decode(text)
        return Print(Filtered(_expression(data, values), "pex_to_json"), pieces[0].line)
    except ValueError:
        line = min(texts, default=pieces[-1].line)
        raise NotInGrammar("text outside of tags that is no answer", line) from None


def _expression(data: object, values: Sequence[Expression]) -> Expression:
    match data:
        case dict():
            return Dictionary(tuple((key, _expression(one, values)) for key, one in data.items()))
        case list():
            return Array(tuple(_expression(one, values) for one in data))
        case _Computed(number):
            return values[number - 1]
        case None | bool() | int() | str():
            return Literal(data)
        case _:
            return _refused(data)


@dataclass(frozen=True, slots=True)
class _Computed:
    """One of the values that are computed, by its number."""

    number: int


def _fraction(text: str) -> _Computed:
    found = _SIGN.match(text)
    return _refused(text) if found is None else _Computed(int(found[1]))


def _object(pairs: Sequence[tuple[str, object]]) -> dict[str, object]:
    made = dict(pairs)
    if len(made) < len(pairs):
        return _refused(pairs)
    return made


def _refused(found: object) -> NoReturn:
    raise ValueError(found)


_DECODER = json.JSONDecoder(
    object_pairs_hook=_object, parse_float=_fraction, parse_constant=_refused
)
