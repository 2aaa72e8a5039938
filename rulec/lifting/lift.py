"""The text of a script read back into tests and changes, without a look at how scripts are made."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import assert_never

from rulec.lifting.conditions import lifted_test
from rulec.lifting.grammar import read_script
from rulec.lifting.program import (
    Act,
    AllOf,
    Answer,
    Arm,
    Asks,
    Change,
    Choose,
    Lifted,
    OneOf,
    Opposite,
    Test,
    Unread,
)
from rulec.lifting.readings import Holds, InputObject, Readings, take
from rulec.lifting.tree import (
    Assign,
    Branch,
    If,
    NotInGrammar,
    NotLifted,
    Print,
    Statement,
    Text,
)
from rulec.lifting.variables import refuse_what_may_fail
from rulec.pexip import VARIABLES, Policy
from rulec.pexip.constructs import SCRIPT_FUNCTIONS
from rulec.script.expression import (
    Array,
    Binary,
    Both,
    Call,
    Dictionary,
    Either,
    Expression,
    Filtered,
    Literal,
    Method,
    Negation,
)
from rulec.script.reading import names_in

#: The statements of the longest form in which inputs are read.
_LONGEST = 4


def lift(text: str, policy: Policy) -> Lifted | NotLifted:
    """A script as tests and changes; or why it can not be read at all.

    Tests in no known form are `Unread`: what they decide is unknown, and nothing is guessed.
    """
    statements = read_script(text)
    if isinstance(statements, NotLifted):
        return statements
    reader = _Reader()
    try:
        _refuse_inputs(statements)
        refuse_what_may_fail(statements)
        acts = tuple(reader.acts(statements, {}))
    except NotInGrammar as error:
        return error.found
    unread, strange = (tuple(dict.fromkeys(one)) for one in (reader.unread, reader.strange))
    return Lifted(policy, acts, unread, strange)


class _Reader:
    """Reads the statements of a script in order."""

    def __init__(self) -> None:
        #: What was not read back so far.
        self.unread: list[NotLifted] = []
        #: What of it is about the call.
        self.strange: list[NotLifted] = []
        #: Variables that are computed, with the line in which they are.
        self._computed: dict[str, int] = {}
        #: Variables that were set so far.
        self._set: set[str] = set()

    def acts(self, statements: Sequence[Statement], known: Readings) -> Iterator[Act]:
        """The acts of a body; what it reads of the call becomes known to what follows."""
        at = 0
        while at < len(statements):
            statement = statements[at]
            taken = take(statements[at : at + _LONGEST], known)
            if taken is not None:
                count, name, reading = taken
                self._set_once(statements[at : at + count])
                known[name] = reading
                at += count
                if isinstance(reading, InputObject) and isinstance(statement, Assign):
                    # It may become an answer.
                    yield Change(name, statement.value, statement.line)
                continue
            at += 1
            match statement:
                case Assign():
                    yield from self._assign(statement, known)
                case Print(Filtered(value, "pex_to_json", ()), line):
                    yield Answer(value, line)
                case Print(line=line) | Text(line=line):
                    raise NotInGrammar("something else than JSON is printed", line)
                case If():
                    yield self._choice(statement, known)
                case _:
                    assert_never(statement)

    def _assign(self, statement: Assign, known: Readings) -> Iterator[Act]:
        name, value, line = statement.name, statement.value, statement.line
        known.pop(name, None)
        test = lifted_test(value, known, line) if _asks(value) else None
        if isinstance(test, Asks):
            self._set_once((statement,))
            known[name] = Holds(test.condition)
        else:
            self._set.add(name)
            if not isinstance(value, Literal | Dictionary | Array) and not _is_update(value):
                self._computed.setdefault(name, line)
            inputs = (one for one in names_in(value) if isinstance(known.get(one), InputObject))
            yield Change(name, value, line, frozenset(inputs))

    def _set_once(self, statements: Sequence[Statement]) -> None:
        """Notes what is read; what is known of variables holds while they stay as they are."""
        names = set(_assigned(statements))
        for name in sorted(names & self._set):
            raise NotInGrammar(f"`{name}` is set again", statements[0].line)
        self._set |= names

    def _choice(self, statement: If, known: Readings) -> Choose:
        tests = [self._test(one, known) for one in statement.branches]
        bodies = [tuple(self.acts(one.body, dict(known))) for one in statement.branches]
        otherwise = tuple(self.acts(statement.otherwise, dict(known)))
        for name in _assigned((statement,)):
            known.pop(name, None)
        arms = tuple(Arm(test, body) for test, body in zip(tests, bodies, strict=True))
        return Choose(arms, otherwise, statement.line)

    def _test(self, branch: Branch, known: Readings) -> Test:
        test = lifted_test(branch.condition, known, branch.line)
        if _holds_unread(test):
            self.unread += [
                NotLifted(f"`{name}` is read, or computed, in a way that is not known", line)
                for name in names_in(branch.condition)
                if name not in known and (line := self._computed.get(name, 0))
            ]
        unread = list(_unread_in(test))
        self.unread += unread
        if any(name in known or name in VARIABLES for name in names_in(branch.condition)):
            self.strange += unread
        return test


def _asks(value: Expression) -> bool:
    """Whether a value is surely true or false: `and` of texts, say, is one of them."""
    match value:
        case Negation() | Call("pex_in_subnet") | Method():
            return True
        case Call("pex_regex_search"):
            # The groups; read as a test only inside of one.
            return False
        case Binary(operator=operator):
            return operator in ("==", "!=", "<", "<=", ">", ">=", "in")
        case Both(operands) | Either(operands):
            return all(map(_may_ask, operands))
        case _:
            return False


def _may_ask(value: Expression) -> bool:
    """Whether only the truth of an operand can matter in a row whose value is tested."""
    return not isinstance(value, Literal) and not isinstance(value, Filtered)


def _assigned(statements: Sequence[Statement]) -> Iterator[str]:
    return (one.name for one in _assignments(statements))


def _assignments(statements: Sequence[Statement]) -> Iterator[Assign]:
    for statement in statements:
        match statement:
            case Assign():
                yield statement
            case If(branches, otherwise):
                for branch in branches:
                    yield from _assignments(branch.body)
                yield from _assignments(otherwise)
            case Print() | Text():
                pass


def _refuse_inputs(statements: Sequence[Statement]) -> None:
    """Refuses a script in which an input, or a function, is something else than it is."""
    for one in _assignments(statements):
        if one.name in VARIABLES:
            raise NotInGrammar(f"the input `{one.name}` is changed", one.line)
        if one.name in SCRIPT_FUNCTIONS:
            raise NotInGrammar(f"the function `{one.name}` is changed", one.line)


def _is_update(value: Expression) -> bool:
    """Whether a value is an object with other members."""
    return isinstance(value, Filtered) and value.name == "pex_update"


def _holds_unread(test: Test) -> bool:
    """Whether a part of a test is not about the call, so that it may hold something unknown."""
    match test:
        case AllOf(tests) | OneOf(tests):
            return any(map(_holds_unread, tests))
        case Opposite(one):
            return _holds_unread(one)
        case Asks():
            return False
        case _:
            return True


def _unread_in(test: Test) -> Iterator[NotLifted]:
    match test:
        case Unread(why):
            yield why
        case AllOf(tests) | OneOf(tests):
            for one in tests:
                yield from _unread_in(one)
        case Opposite(one):
            yield from _unread_in(one)
        case _:
            pass
