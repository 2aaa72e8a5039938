"""Outcomes of rules as short texts, and the statements that make of such a text what it says.

The text of an outcome is a sign for each field that it writes, then what is written nowhere else as
it is: `ab|Audit 12`. What does not only write constants has a number instead of signs: `|3`. Where
all outcomes have as many signs, texts follow without a bar.

That is exact because outcomes share all statements but for the constants of one of them, no sign is
the bar that ends them, and a text that has a bar has a sign.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import field
from typing import TypeGuard

from rulec.emit.compact.columns import Columns, columns
from rulec.emit.compact.signs import BAR, NO_SIGN, Entry, Signs, Spelled
from rulec.emit.scope import Scope
from rulec.records import dataclass
from rulec.script.expression import (
    EMPTY,
    Array,
    Binary,
    Call,
    Dictionary,
    Expression,
    Filtered,
    Item,
    Literal,
    Name,
    both,
    concatenation,
)
from rulec.script.statement import Assign, Branch, Comment, If, Statement

#: Stands in an outcome's statements for the fields that are written.
_WRITTEN = Name("|")

#: The bar that ends signs and texts, in a pattern.
_BAR = f"[{BAR}]"

#: The mark of what is there for the outcomes at some places.
Mark = Callable[[Iterable[int]], int]


@dataclass(frozen=True, slots=True)
class _Outcome:
    """Statements, apart from the constants that they write at one place."""

    frame: tuple[Statement, ...]
    entries: tuple[Entry, ...] | None


def _outcome(body: Sequence[Statement]) -> _Outcome:
    plain = without_comments(body)
    for place, one in enumerate(plain):
        match one:
            case Assign(
                name,
                Filtered(_, "pex_update", (Dictionary(entries),)) | Dictionary(entries) as value,
            ) if entries and all(_is_constant(entry) for _, entry in entries):
                written = Assign(name, _with(value, _WRITTEN))
                named = tuple((str(name), value) for name, value in entries)
                return _Outcome((*plain[:place], written, *plain[place + 1 :]), named)
            case _:
                pass
    return _Outcome(plain, None)


def _with(value: Expression, made: Expression) -> Expression:
    """What is assigned, with another dictionary in it."""
    if isinstance(value, Filtered):
        return Filtered(value.subject, value.name, (made,))
    return made


def without_comments(body: Sequence[Statement]) -> tuple[Statement, ...]:
    """The statements of an outcome that do something."""
    return tuple(one for one in body if not isinstance(one, Comment))


def _is_constant(value: Expression) -> bool:
    match value:
        case Literal():
            return True
        case Array(items):
            return all(map(_is_constant, items))
        case Dictionary(entries):
            return all(_is_constant(item) for _, item in entries)
        case _:
            return False


@dataclass
class Codes:
    """The codes of some outcomes, each a list of statements; equal ones have equal codes.

    `uses` says how often the code of each is written, and `in_columns` whether constants may stand
    in columns.
    """

    bodies: Sequence[Sequence[Statement]]
    uses: Sequence[int]
    in_columns: bool
    #: The code of each outcome.
    texts: list[str] = field(init=False)
    #: What the signs write; None where nothing but constants is written nowhere.
    _scheme: Signs | Columns | None = field(init=False, default=None)
    #: The statements that most outcomes share.
    _frame: tuple[Statement, ...] = field(init=False, default=())
    #: Outcomes that are none of constants alone, each with its number.
    _others: dict[tuple[Statement, ...], int] = field(init=False, default_factory=dict)
    #: The outcomes, by their places, that have each sign, and that are each other one.
    _users: defaultdict[str | int, list[int]] = field(init=False)
    _most_signs: int = field(init=False, default=0)
    #: Whether all have as many signs, but for those that have a number.
    _even: bool = field(init=False, default=True)
    _most_texts: int = field(init=False, default=0)

    def __post_init__(self) -> None:
        outcomes = [_outcome(body) for body in self.bodies]
        shared = Counter(one.frame for one in outcomes if one.entries is not None)
        if shared:
            self._frame = max(shared, key=lambda frame: shared[frame])
        entries = [
            one.entries if one.entries is not None and one.frame == self._frame else None
            for one in outcomes
        ]
        spelled = self._spelled(entries)
        self._users = defaultdict(list)
        signed = [len(each.signs) for each in spelled if each is not None]
        self._most_signs = max(signed, default=0)
        self._even = min(signed, default=0) == self._most_signs
        self.texts = []
        for place, each in enumerate(spelled):
            if each is None:
                plain = without_comments(self.bodies[place])
                number = self._others.setdefault(plain, len(self._others))
                self._users[number].append(place)
                self.texts.append(f"{BAR}{number}")
                continue
            for sign in each.signs:
                self._users[sign].append(place)
            self._most_texts = max(self._most_texts, len(each.texts))
            self.texts.append(self._code(each))

    def _spelled(self, entries: Sequence[tuple[Entry, ...] | None]) -> list[Spelled | None]:
        """The outcomes that write constants alone, in the scheme that is shorter."""
        constant = [each for each in entries if each is not None]
        if not constant:
            return [None for _ in entries]
        schemes: list[Signs | Columns] = [Signs(constant)]
        in_columns = columns(constant) if self.in_columns else None
        if in_columns is not None:
            schemes.append(in_columns)
        every = [
            [None if each is None else scheme.spelled(each) for each in entries]
            for scheme in schemes
        ]
        costs = [self._cost(*one) for one in zip(schemes, every, strict=True)]
        best = costs.index(min(costs))
        self._scheme = schemes[best]
        return every[best]

    def _cost(self, scheme: Signs | Columns, spelled: Sequence[Spelled | None]) -> int:
        """About how many characters codes, and what reads them, take."""
        codes = sum(
            uses * (len(each.signs) + len(BAR.join(each.texts)))
            for each, uses in zip(spelled, self.uses, strict=True)
            if each is not None
        )
        return codes + scheme.size

    def _code(self, spelled: Spelled) -> str:
        # Behind as many signs as there can be, the first text needs no bar, unless it is empty.
        texts = spelled.texts
        bar = "" if not texts or (self._even and texts[0]) else BAR
        return spelled.signs + bar + BAR.join(texts)

    @property
    def branches(self) -> int:
        """How many outcomes have statements of their own."""
        return len(self._others)

    # --- What reads a code -----------------------------------------------------------------------

    def statements(self, code: Name, before: int, scope: Scope, mark: Mark) -> list[Statement]:
        """What the code in a variable says, behind so many characters that say something else."""
        if self._scheme is None and len(self._others) == 1:
            return list(next(iter(self._others)))
        inner = scope.branch()
        is_other: list[Expression] = []
        if self._scheme is not None:
            is_other.append(Binary(Item(code, Literal(before)), "==", Literal(BAR)))
        number: Expression = EMPTY
        if len(self._others) > 1:
            number = inner.assign("number", _cut(code, f"^{'.' * before}{_BAR}"))
        arms = []
        for body, own in self._others.items():
            is_it = [Binary(number, "==", Literal(str(own)))] if number != EMPTY else []
            # Nothing to do needs no arm where there is no other.
            if body or self._scheme is not None:
                arms.append(Branch(both([*is_other, *is_it]), body, mark(self._users[own])))
        written = self._written(code, before, inner, mark)
        return [*inner.statements, *((If(tuple(arms), written),) if arms else written)]

    def _written(self, code: Name, before: int, scope: Scope, mark: Mark) -> tuple[Statement, ...]:
        if self._scheme is None:
            return ()
        inner = scope.branch()
        signs, texts = self._parts(code, before, inner)

        def sign(number: int) -> Expression:
            return Item(signs, Literal(before + number))

        def of_sign(one: str) -> int:
            return mark(self._users[one])

        if isinstance(self._scheme, Columns):
            made = self._scheme.read(sign, inner, of_sign)
        else:
            made = self._scheme.read(self._most_signs, sign, texts.__getitem__, inner, of_sign)
        frame = tuple(
            Assign(one.name, _with(one.value, made)) if _is_written(one) else one
            for one in self._frame
        )
        return (*inner.statements, *frame)

    def _parts(self, code: Name, before: int, scope: Scope) -> tuple[Name, Sequence[Expression]]:
        """A text with all signs of a code behind so many characters, and its texts."""
        if self._even:
            ends = f"^{'.' * (before + self._most_signs)}{_BAR}?"
            return code, self._texts(code, ends, scope, scope) if self._most_texts else []
        signs = scope.assign("padded", code)
        texts: Sequence[Expression] = []
        if self._most_texts:
            inner = scope.branch()
            texts = self._texts(code, f"^[^{BAR}]*{_BAR}?", scope, inner)
            inner.update(signs, _cut(code, rf"{_BAR}[\s\S]*"))
            scope.when(Binary(Literal(BAR), "in", code), inner)
        missing = Literal(NO_SIGN * (self._most_signs - 1))
        scope.update(signs, concatenation([signs, missing]))
        return signs, texts

    def _texts(
        self, code: Name, before: str, scope: Scope, where_any: Scope
    ) -> Sequence[Expression]:
        """The texts of a code, behind what a pattern matches; empty where there is none."""
        if self._most_texts == 1:
            if scope is where_any:
                return [scope.assign("text", _cut(code, before))]
            text = scope.assign("text", EMPTY)
            where_any.update(text, _cut(code, before))
            return [text]
        pattern = before + f"{_BAR}?".join([f"([^{BAR}]*)"] * self._most_texts)
        parts = scope.assign("texts", Call("pex_regex_search", (Literal(pattern), code)))
        return [Item(parts, Literal(number)) for number in range(self._most_texts)]


def _cut(text: Expression, pattern: str) -> Expression:
    """A text without what a pattern matches."""
    return Filtered(text, "pex_regex_replace", (Literal(pattern), EMPTY))


def _is_written(statement: Statement) -> TypeGuard[Assign]:
    return isinstance(statement, Assign) and statement.value == _with(statement.value, _WRITTEN)
