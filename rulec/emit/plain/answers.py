"""What is the same in every answer is written as it is printed, and results where they are chosen.

Exact, because the same JSON is printed:

* A constant is its JSON; one that has what begins a tag is left as it is. All else is printed
  through `pex_to_json` as before. Only objects, and a suggestion as it came, are printed apart from
  the object around them, as published scripts do it.
* Where the rules of one set alone decide, and each gives the whole result, that is printed in place
  of being kept for the end: nothing changes it on the way. For media locations it has a location,
  and where no rule applies the suggestion is printed as it came, which is what its copy would be.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from itertools import takewhile

from rulec.emit.answer import AS_IT_CAME, SUGGESTED, going_on_with, media_answer
from rulec.emit.effects import ANSWER
from rulec.emit.fields import copied
from rulec.emit.plain.shapes import is_some_text
from rulec.emit.scope import Names, Scope
from rulec.pexip import Policy
from rulec.script.expression import (
    NONE,
    Array,
    Dictionary,
    Expression,
    Filtered,
    Literal,
    Name,
    render,
)
from rulec.script.literal import Json, json_between_tags
from rulec.script.reading import assigned, expressions_of, names_in
from rulec.script.statement import Assign, Block, Branch, Comment, If, Print, Statement, Text
from rulec.script.tight import tightened, tightened_json

_NOTHING = Dictionary(())
#: What is an object, or a suggestion as it came.
_APART = (*ANSWER.values(), AS_IT_CAME)


def answers_in_place(statements: Sequence[Statement]) -> tuple[Statement, ...]:
    """The statements of a whole script, with answers and results where they are chosen."""
    *before, last = statements
    for kind in (_Overrides(), _Locations()):
        match before:
            case [*first, Block((kind.start,)), Block() as rules]:
                pass
            case [*first, Block((kind.start,), mark)]:
                rules = Block((), mark)
            case _:
                continue
        comments = tuple(takewhile(lambda one: isinstance(one, Comment), rules.statements))
        chosen = kind.printed(rules.statements[len(comments) :])
        if chosen is not None and isinstance(last, Block) and last.statements == kind.end:
            opened, closed = (Block((Text(text),), last.mark) for text in (kind.before, "}"))
            said = [Block(comments, rules.mark)] if comments else []
            return (*first, *said, opened, Block(chosen, rules.mark), closed)
    return _in_pieces(statements)


# --- Results -------------------------------------------------------------------------------------


class _Kind(ABC):
    """How the scripts of a policy begin and end in which no verdict is given."""

    result: Name
    start: Statement
    end: tuple[Statement, ...]
    #: What is printed before a result, and as the result where no rule applies.
    before: str
    unchanged: Statement
    #: Whether anything else is shorter where it is kept.
    only_constants: bool

    @abstractmethod
    def whole(self, value: Expression) -> Dictionary | None:
        """The whole result where rules give the variable this value; None where that is not it."""

    def printed(self, body: Sequence[Statement]) -> tuple[Statement, ...] | None:
        """What rules do, with the result printed; None where another may come of it."""
        match tuple(body):
            case ():
                return (self.unchanged,)
            case (Comment() as comment, *behind):
                found = self.printed(behind)
                return None if found is None else (comment, *found)
            case (Block(inner, mark),):
                found = self.printed(inner)
                return None if found is None else (Block(found, mark),)
            case (If(branches, otherwise),):
                arms: list[Branch] = []
                for one in branches:
                    arm = self.printed(one.body)
                    if arm is None:
                        return None
                    arms.append(Branch(one.condition, arm, one.mark))
                rest = self.printed(otherwise)
                return None if rest is None else (If(tuple(arms), rest),)
            case (*others, Assign(self.result.name, value)):
                result = self.whole(value)
                if result is None or self._meets(others) or self.result.name in names_in(result):
                    return None
                told = _json(result)
                if self.only_constants and isinstance(told, Print):
                    return None
                return (*others, told)
            case _:
                return None

    def _meets(self, statements: Sequence[Statement]) -> bool:
        """Whether statements have to do with the result."""
        read = (name for one in expressions_of(statements) for name in names_in(one))
        return self.result.name in (*read, *assigned(statements))


class _Overrides(_Kind):
    result = ANSWER[Policy.PARTICIPANT]
    start = Assign(result.name, _NOTHING)
    end = (going_on_with(result),)
    before = '{"action": "continue", "result": '
    unchanged = Text("{}")
    only_constants = False

    def whole(self, value: Expression) -> Dictionary | None:
        match value:
            case Filtered(self.result, "pex_update", (Dictionary() as changes,)):
                return changes
            case _:
                return None


class _Locations(_Kind):
    result = ANSWER[Policy.MEDIA_LOCATION]
    start = Assign(result.name, copied(SUGGESTED))
    end = tuple(media_answer(Scope(Names()), frozenset()))
    before = '{"result": '
    unchanged = Print(Filtered(AS_IT_CAME, "pex_to_json"))
    only_constants = True

    def whole(self, value: Expression) -> Dictionary | None:
        match value:
            case Dictionary(entries) if is_some_text(dict(entries).get("location", NONE)):
                return value
            case _:
                return None


# --- Pieces --------------------------------------------------------------------------------------


def _in_pieces(statements: Sequence[Statement]) -> tuple[Statement, ...]:
    """Statements with every answer in pieces."""

    def every(body: Sequence[Statement]) -> tuple[Statement, ...]:
        return tuple(piece for one in body for piece in pieces(one))

    def pieces(statement: Statement) -> Sequence[Statement]:
        match statement:
            case Print(Filtered(Dictionary() as answer, "pex_to_json", ())):
                return _pieces(answer)
            case Block(inner, mark):
                return (Block(every(inner), mark),)
            case If(branches, otherwise):
                arms = (Branch(one.condition, every(one.body), one.mark) for one in branches)
                return (If(tuple(arms), every(otherwise)),)
            case _:
                return (statement,)

    return every(statements)


def _pieces(answer: Dictionary) -> Sequence[Statement]:
    """An answer as JSON and what is computed in it; whole where that is no object by itself."""
    if isinstance(whole := _json(answer), Text):
        return (whole,)
    found: list[Statement] = []
    before = "{"
    for key, item in answer.entries:
        before += f"{json_between_tags(str(key))}: "
        piece = _json(item)
        if isinstance(piece, Text):
            before += f"{piece.json}, "
        elif item in _APART or isinstance(item, Dictionary):
            found += [Text(before), piece]
            before = ", "
        else:
            return (whole,)
    return (*found, Text(f"{before.removesuffix(', ')}}}"))


def _json(value: Expression) -> Text | Print:
    """A value as it is printed: a constant as its JSON, unless that is longer than its literal."""
    printed = Print(Filtered(value, "pex_to_json"))
    try:
        text = json_between_tags(_constant(value))
    except _ComputedError:
        return printed
    if text is None or len(tightened_json(text)) > len(tightened(render(value))):
        return printed
    return Text(text)


class _ComputedError(Exception):
    """A value is computed."""


def _constant(value: Expression) -> Json:
    match value:
        case Literal(scalar):
            return scalar
        case Array(items):
            return [_constant(item) for item in items]
        case Dictionary(entries):
            return {str(key): _constant(item) for key, item in entries}
        case _:
            raise _ComputedError
