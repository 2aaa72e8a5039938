"""Whether a script reads what has a value, and changes nothing that something else knows.

`pex_update` may change the object on its left, and so whatever else has that object. A script that
is read back therefore changes only objects that no other variable, list or object has: those that
it made, and inputs, of which no other name is read any more after that.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import reduce

from rulec.lifting.idioms import COPY, OBJECT, name_of
from rulec.lifting.tree import Assign, Branch, If, NotInGrammar, Print, Statement, Text
from rulec.pexip import ALWAYS_THERE, VARIABLES
from rulec.records import dataclass
from rulec.script.expression import Array, Both, Dictionary, Either, Expression, Filtered, Name
from rulec.script.reading import inside, names_in


def refuse_what_may_fail(statements: Sequence[Statement]) -> None:
    """Raises `NotInGrammar` where a script reads, or changes, what it may not."""
    _Variables().behind(statements)


@dataclass(frozen=True, slots=True)
class _Variables:
    """What is known of variables at one place, whichever way led there."""

    #: They surely have a value.
    defined: frozenset[str] = frozenset((ALWAYS_THERE,))
    #: No other variable, list or object has the object that they have, but names of inputs.
    own: frozenset[str] = frozenset()
    #: Variables that may have an input, with that.
    inputs: frozenset[tuple[str, str]] = frozenset()
    #: Names of inputs that may have been changed under another one.
    stale: frozenset[str] = frozenset()
    #: Inputs that a list or an object may have, or a variable that is no name of one.
    shared: frozenset[str] = frozenset()

    def behind(self, statements: Sequence[Statement]) -> _Variables:
        """The same behind some statements."""
        return reduce(_Variables._after, statements, self)

    def _after(self, statement: Statement) -> _Variables:
        match statement:
            case Assign(name, value, line):
                self._read(value, line, changing=name)
                return self._set(name, value)
            case Print(value, line):
                self._read(value, line)
                return self
            case Text():
                return self
            case If(branches, otherwise):
                for branch in branches:
                    self._read(branch.condition, branch.line)
                    self._refuse_undefined(branch)
                bodies = (*(branch.body for branch in branches), otherwise)
                return reduce(_Variables._or, map(self.behind, bodies))

    def _or(self, other: _Variables) -> _Variables:
        return _Variables(
            self.defined & other.defined,
            self.own & other.own,
            self.inputs | other.inputs,
            self.stale | other.stale,
            self.shared | other.shared,
        )

    def _set(self, name: str, value: Expression) -> _Variables:
        """The same behind a new value of a variable."""
        given = frozenset(_given(value))
        inputs = frozenset(one for one in self.inputs if one[0] != name)
        stale, shared = self.stale - {name}, self.shared
        is_given = COPY.match(value) is not None
        match value:
            case _ if is_given:
                makes_own = True
            case _ if (bound := OBJECT.match(value)) is not None:
                is_given, variable = True, name_of(bound, "X")
                makes_own = variable not in shared
                inputs |= {(name, variable)}
            case Filtered(Name(), "pex_update"):
                makes_own = name not in given
                changed = {variable for one, variable in self.inputs if one == name}
                names = {one for one, variable in inputs if variable in changed}
                stale |= names | changed
            case Name(other):
                # One that has an input stays its name.
                makes_own = other in self.own and all(one != other for one, _ in self.inputs)
            case _:
                makes_own = isinstance(value, Dictionary) and name not in given
        if not is_given:
            shared |= given & VARIABLES.keys()
            shared |= {variable for one, variable in self.inputs if one in given}
        own = self.own - given - {one for one, variable in inputs if variable in shared}
        return _Variables(
            self.defined | {name},
            own | {name} if makes_own else own - {name},
            inputs,
            stale,
            shared,
        )

    # --- Reading ---------------------------------------------------------------------------------

    def _read(self, value: Expression, line: int, changing: str = "") -> None:
        """Refuses an expression that reads or changes what it may not."""
        match value:
            case Filtered(Name(name), "pex_update", changes) if name == changing:
                if name not in self.own:
                    raise NotInGrammar(f"`{name}` is changed, and something else may know it", line)
                self._read_all(changes, line)
            case Filtered(subject, "pex_update") if not isinstance(subject, Dictionary):
                raise NotInGrammar("an object is changed that something else may know", line)
            case Filtered(Name(name), "default", arguments) if name in VARIABLES:
                self._read_fresh(name, line)
                self._read_all(arguments, line)
            case Name(name):
                self._read_fresh(name, line)
                if name in VARIABLES and name not in self.defined:
                    raise NotInGrammar(f"the input `{name}` may not be there", line)
            case _:
                self._read_all(inside(value), line)

    def _read_all(self, values: Sequence[Expression], line: int) -> None:
        for value in values:
            self._read(value, line)

    def _read_fresh(self, name: str, line: int) -> None:
        if name in self.stale:
            raise NotInGrammar(f"`{name}` may have been changed before", line)

    def _refuse_undefined(self, branch: Branch) -> None:
        """Refuses a test of what may have no value; elsewhere it is followed where that goes."""
        for name in names_in(branch.condition):
            if name not in self.defined and name not in VARIABLES:
                raise NotInGrammar(f"`{name}` may have no value", branch.line)


def _given(value: Expression) -> Iterator[str]:
    """The variables whose objects a value has, or may be."""
    match value:
        case Name(name):
            yield name
        case Filtered(subject, "default", arguments):
            yield from _given_by((subject, *arguments))
        case Filtered(_, "pex_update", arguments):
            yield from _given_by(arguments)
        case Dictionary() | Array() | Both() | Either():
            yield from _given_by(inside(value))
        case _:
            pass


def _given_by(values: Sequence[Expression]) -> Iterator[str]:
    for value in values:
        yield from _given(value)
