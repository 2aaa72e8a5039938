"""The service is changed where it is, and asked once for being there.

Exact, for these reasons:

* A service is copied before it is changed, as it is not documented that `pex_update` does so, and
  conditions read the original. Where nothing of the original is read behind the first change of
  the answer, in any order in which the script may run, none is needed; and until then both are the
  same, so that one variable is enough.
* A service with a member that equals some text is there: nothing equals one in an empty object.
* A service stays there when members are written into it. What is done only with one, and what
  follows only with one, have one test.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from typing import assert_never

from rulec.emit.effects import ANSWER
from rulec.emit.fields import copied, given
from rulec.emit.plain.shapes import flat, is_some_text, single
from rulec.pexip import Policy
from rulec.script.expression import (
    Binary,
    Both,
    Dictionary,
    Expression,
    Filtered,
    Method,
    Name,
    both,
)
from rulec.script.reading import assigned, expressions_of, names_in
from rulec.script.rewriting import rebuilt, rewritten
from rulec.script.statement import Assign, Block, Branch, Comment, If, Print, Statement, Text

_FOUND = "service_config"
#: The characters of a variable that is not needed, at least.
_SAVED = len("{%set a=service_config|default({},true)%}")
_SERVICE = ANSWER[Policy.SERVICE]
#: The answer before the rules.
_COPY = Assign(_SERVICE.name, copied(_FOUND))


def service_in_place(statements: Sequence[Statement]) -> tuple[Statement, ...]:
    """The statements of a whole script with one variable for the service."""
    start = next(
        (one for one in statements if isinstance(one, Block) and _COPY in one.statements), None
    )
    made = Counter(assigned(statements))
    originals = {
        one.name
        for one in map(single, statements)
        if isinstance(one, Assign) and one.value == given(_FOUND) and made[one.name] == 1
    }
    if start is None or _reads_the_original(statements, frozenset((_FOUND, *originals))):
        return tuple(statements)
    uses = Counter(name for one in expressions_of(statements) for name in names_in(one))
    if sum(uses[one] * (len(_SERVICE.name) - len(one)) for one in originals) > _SAVED:
        return tuple(statements)

    def renamed(expression: Expression) -> Expression:
        match expression:
            case Name(name) if name in originals:
                return _SERVICE
            case Both(operands):
                return _without_needless_tests(list(map(renamed, operands)))
            case _:
                return rebuilt(expression, renamed)

    return _with_one_test(rewritten(_in_one(statements, start, originals), renamed))


# --- One variable --------------------------------------------------------------------------------


class _ReadTooLateError(Exception):
    """The service that was found is read where the answer may have changed."""


def _reads_the_original(statements: Sequence[Statement], originals: frozenset[str]) -> bool:
    """Whether one of these variables may be read after the answer has changed."""
    try:
        _change(statements, originals, changed=False)
    except _ReadTooLateError:
        return True
    return False


def _change(statements: Sequence[Statement], originals: frozenset[str], *, changed: bool) -> bool:
    """Whether the answer may have changed behind these statements, or had before them."""

    def asked(expression: Expression) -> None:
        if changed and not originals.isdisjoint(names_in(expression)):
            raise _ReadTooLateError

    for statement in statements:
        match statement:
            case Assign(name, value):
                asked(value)
                changed = changed or (name == _SERVICE.name and statement != _COPY)
            case Print(value):
                asked(value)
            case Text() | Comment():
                pass
            case Block(inner):
                changed = _change(inner, originals, changed=changed)
            case If(branches, otherwise):
                for branch in branches:
                    asked(branch.condition)
                bodies = (*(branch.body for branch in branches), otherwise)
                after = [_change(one, originals, changed=changed) for one in bodies]
                changed = any(after)
            case _:
                assert_never(statement)
    return changed


def _in_one(
    statements: Sequence[Statement], start: Block, originals: Collection[str]
) -> list[Statement]:
    """The statements with the service set where the first of the originals is, and there alone."""
    made: list[Statement] = []
    service = Assign(_SERVICE.name, given(_FOUND))
    is_set = False
    for one in statements:
        match one:
            case Block((Assign(name),)) if name in originals:
                if not is_set:
                    made.append(Block((service,), start.mark))
                is_set = True
            case Block(inner) if one is start:
                rest = [service if each == _COPY else each for each in inner]
                rest = [each for each in rest if each != service or not is_set]
                made.append(Block(tuple(rest), start.mark))
            case _:
                made.append(one)
    return made


# --- One test ------------------------------------------------------------------------------------


def _without_needless_tests(operands: Sequence[Expression]) -> Expression:
    """A row without the test that there is a service, where a member of it equals some text."""
    row = both(operands)
    if not isinstance(row, Both) or not any(map(_has_member, row.operands)):
        return row
    return both([one for one in row.operands if one != _SERVICE])


def _has_member(expression: Expression) -> bool:
    match expression:
        case Binary(Method(subject, "get"), "==" | "in", operand):
            return subject == _SERVICE and is_some_text(operand)
        case _:
            return False


def _with_one_test(statements: Sequence[Statement]) -> tuple[Statement, ...]:
    """What is done last with any service, and the answer with it, behind one test."""
    match statements:
        case [
            *before,
            Block((*comments, If((Branch(asked, body, arm),), ())), mark) as last,
            Block((If((Branch(answered, answer), *others), otherwise),), end),
        ] if asked == answered == _SERVICE and single(last) and _leaves_it_there(body):
            moved = Block(body, mark if arm is None else arm)
            first = Branch(_SERVICE, (moved, *answer))
            said = [Block(tuple(comments), mark)] if comments else []
            return (*before, *said, Block((If((first, *others), otherwise),), end))
        case _:
            return tuple(statements)


def _leaves_it_there(body: Sequence[Statement]) -> bool:
    """Whether statements do nothing to a service but to write members into it."""
    return all(isinstance(one, Assign) and _writes(one) for one in flat(body))


def _writes(statement: Assign) -> bool:
    match statement.value:
        case Filtered(subject, "pex_update", (Dictionary((_, *_)),)) if subject == _SERVICE:
            return True
        case _:
            return statement.name != _SERVICE.name
