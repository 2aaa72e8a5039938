"""Outcomes of rules as short texts, and the statements that make of such a text what it says.

The text of an outcome is a sign for each field that it writes, then what is written nowhere else as
it is: `ab|Audit 12`. What does not only write constants has a number instead of signs: `|3`.

That is exact because outcomes share all statements but for the constants of one of them, no sign is
the bar that ends them, and a text that has a bar has a sign.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass, field
from string import ascii_letters, digits

from rulec.emit.scope import Scope
from rulec.pexip import MAX_CHAINED_FILTERS
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
    Marked,
    Name,
    both,
    render,
)
from rulec.script.statement import Assign, Branch, Comment, If, Statement

#: Signs, those that read best first; none has to be escaped, or separates anything.
SIGNS = ascii_letters + digits + "!$&()*+,-./:<>@[]^_"
#: Ends the signs, and each text that stands as it is.
_BAR = "|"
#: Stands in an outcome's statements for the fields that are written.
_WRITTEN = Name("|")
#: Signs of one outcome; a longer one is a text of its own.
_MOST_SIGNS = 8

#: The mark of what is there for the outcomes at some places.
Mark = Callable[[Iterable[int]], int]

#: A field with the constant that is written to it.
_Entry = tuple[str, Expression]
#: What a sign writes: fields, each with a constant, or with the number of a text that follows.
_Meaning = tuple[tuple[str, Expression | int], ...]


@dataclass(frozen=True, slots=True)
class _Outcome:
    """Statements, apart from the constants that they write at one place."""

    frame: tuple[Statement, ...]
    entries: tuple[_Entry, ...] | None


def _outcome(body: Sequence[Statement]) -> _Outcome:
    plain = tuple(one for one in body if not isinstance(one, Comment))
    for place, one in enumerate(plain):
        match one:
            case Assign(name, Filtered(subject, "pex_update", (Dictionary(entries),))) if all(
                _is_constant(value) for _, value in entries
            ):
                written = Assign(name, Filtered(subject, "pex_update", (_WRITTEN,)))
                named = tuple((str(name), value) for name, value in entries)
                return _Outcome((*plain[:place], written, *plain[place + 1 :]), named)
            case _:
                pass
    return _Outcome(plain, None)


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
    """The codes of some outcomes, each a list of statements; equal ones have equal codes."""

    bodies: Sequence[Sequence[Statement]]
    #: The code of each outcome.
    texts: list[str] = field(init=False)
    #: What each sign writes.
    _signs: dict[str, _Meaning] = field(init=False, default_factory=dict)
    #: The statements that most outcomes share.
    _frame: tuple[Statement, ...] = field(init=False, default=())
    #: Outcomes that are none of constants alone, each with its number.
    _others: dict[tuple[Statement, ...], int] = field(init=False, default_factory=dict)
    #: The outcomes, by their places, that have each sign, and that are each other one.
    _users: defaultdict[str | int, list[int]] = field(init=False)
    _most_signs: int = field(init=False, default=0)
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
        spelled = _Signs([each for each in entries if each is not None])
        self._signs = spelled.meanings
        self._users = defaultdict(list)
        codes = []
        for place, (body, each) in enumerate(zip(self.bodies, entries, strict=True)):
            made = None if each is None else spelled.code(each)
            if made is None:
                plain = tuple(one for one in body if not isinstance(one, Comment))
                number = self._others.setdefault(plain, len(self._others))
                self._users[number].append(place)
                made = "", (str(number),)
            signs, texts = made
            for sign in signs:
                self._users[sign].append(place)
            self._most_signs = max(self._most_signs, len(signs))
            self._most_texts = max(self._most_texts, len(texts))
            codes.append((signs, texts))
        self.texts = [self._code(signs, texts) for signs, texts in codes]

    def _code(self, signs: str, texts: tuple[str, ...]) -> str:
        # Behind as many signs as there can be, the first text needs no bar, unless it is empty.
        full = len(signs) == self._most_signs
        bar = "" if not texts or (full and texts[0]) else _BAR
        return signs + bar + _BAR.join(texts)

    @property
    def branches(self) -> int:
        """How many outcomes have statements of their own."""
        return len(self._others)

    def statements(self, code: Name, before: int, scope: Scope, mark: Mark) -> list[Statement]:
        """What the code in a variable says, behind so many characters that say something else."""
        inner = scope.branch()
        if not self._signs and not self._frame and len(self._others) == 1:
            return list(next(iter(self._others)))
        sign = f"([^{_BAR}]?)" * self._most_signs
        text = rf"\|?([^{_BAR}]*)" * self._most_texts
        pattern = f"^{'.' * before}{sign}{text}"
        parts = inner.assign("parts", Call("pex_regex_search", (Literal(pattern), code)))
        arms = [
            Branch(self._is_other(parts, number), body, mark(self._users[number]))
            for body, number in self._others.items()
            # Nothing to do needs no arm where there is no other.
            if body or self._signs
        ]
        written = self._written(parts, inner, mark) if self._signs else ()
        return [*inner.statements, *((If(tuple(arms), written),) if arms else written)]

    def _is_other(self, parts: Name, number: int) -> Expression:
        is_it = Binary(Item(parts, Literal(self._most_signs)), "==", Literal(str(number)))
        if not self._most_signs:
            return is_it
        return both([Binary(Item(parts, Literal(0)), "==", EMPTY), is_it])

    def _written(self, parts: Name, scope: Scope, mark: Mark) -> tuple[Statement, ...]:
        inner = scope.branch()
        table = inner.assign("signs", Dictionary(tuple(self._table(parts, mark))))
        made: Expression = Dictionary(())
        for number in range(self._most_signs):
            entry = Item(table, Item(parts, Literal(number)))
            if number and number % (MAX_CHAINED_FILTERS - 1) == 0:
                made = inner.assign("written", made)
            made = entry if not number else Filtered(made, "pex_update", (entry,))
        frame = tuple(_with(statement, made) for statement in self._frame)
        return (*inner.statements, *frame)

    def _table(self, parts: Name, mark: Mark) -> list[tuple[str, Expression]]:
        every: list[tuple[str, Expression]] = []
        if self._most_signs > 1:
            every.append(("", Dictionary(())))
        for sign, meaning in self._signs.items():
            entries = tuple((name, self._value(value, parts)) for name, value in meaning)
            every.append((sign, Marked(Dictionary(entries), mark(self._users[sign]))))
        return every

    def _value(self, value: Expression | int, parts: Name) -> Expression:
        if isinstance(value, int):
            return Item(parts, Literal(self._most_signs + value))
        return value


def _with(statement: Statement, made: Expression) -> Statement:
    match statement:
        case Assign(name, Filtered(subject, "pex_update", (arg,))) if arg == _WRITTEN:
            return Assign(name, Filtered(subject, "pex_update", (made,)))
        case _:
            return statement


class _Signs:
    """Gives constants their signs, so that all outcomes together are short."""

    def __init__(self, outcomes: Sequence[tuple[_Entry, ...]]) -> None:
        self.meanings: dict[str, _Meaning] = {}
        self._known: dict[Hashable, str] = {}
        uses = Counter(_key(entry) for entries in outcomes for entry in entries)
        #: What stands in codes as it is.
        self._plain = {
            _key(entry)
            for entries in outcomes
            for entry in entries
            if _may_stand(entry) and not _pays(entry, uses[_key(entry)])
        }
        wholes = Counter(_Spelled(self._meaning(entries)) for entries in outcomes)
        chosen = [whole for whole in _in_order(wholes) if whole.pays(wholes[whole])]
        singles: Counter[_Spelled] = Counter()
        for whole in wholes.keys() - set(chosen):
            for one in whole.meaning:
                singles[_Spelled((one,))] += wholes[whole]
        # Where signs are few, those that stand for one field can be used more often.
        room = max(0, len(SIGNS) - len(singles))
        for spelled, sign in zip((*chosen[:room], *_in_order(singles)), SIGNS, strict=False):
            self._known[spelled] = sign
            self.meanings[sign] = spelled.meaning

    def _meaning(self, entries: tuple[_Entry, ...]) -> _Meaning:
        """Entries in one order, with the numbers of texts in place of what is written as it is."""
        made: list[tuple[str, Expression | int]] = []
        number = 0
        for entry in sorted(entries, key=_key):
            if _key(entry) in self._plain:
                made.append((entry[0], number))
                number += 1
            else:
                made.append(entry)
        return tuple(made)

    def code(self, entries: tuple[_Entry, ...]) -> tuple[str, tuple[str, ...]] | None:
        """The signs and the texts of an outcome; None where the signs ran out."""
        texts = tuple(
            str(entry[1].value)
            for entry in sorted(entries, key=_key)
            if _key(entry) in self._plain and isinstance(entry[1], Literal)
        )
        whole = _Spelled(self._meaning(entries))
        if whole in self._known:
            return self._known[whole], texts
        signs = [self._known.get(_Spelled((one,))) for one in whole.meaning]
        if len(signs) > _MOST_SIGNS or None in signs:
            return None
        return "".join(sign for sign in signs if sign is not None), texts


@dataclass(frozen=True, slots=True)
class _Spelled:
    """What a sign writes, compared by its text: to Python, 1 and true are equal."""

    meaning: _Meaning = field(compare=False)
    text: str = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "text", ",".join(map(_shown, self.meaning)))

    def pays(self, uses: int) -> bool:
        """Whether a sign for all of it is shorter than one for each field."""
        return uses * (len(self.meaning) - 1) > len(self.text) + 8


def _in_order(counted: Counter[_Spelled]) -> list[_Spelled]:
    """What saves most first."""
    return sorted(counted, key=lambda one: (-counted[one] * len(one.meaning), one.text))


def _shown(entry: tuple[str, Expression | int]) -> str:
    name, value = entry
    return f"{name}:{value}" if isinstance(value, int) else f"{name}:{render(value)}"


def _key(entry: _Entry) -> tuple[str, str]:
    return entry[0], render(entry[1])


def _may_stand(entry: _Entry) -> bool:
    """Whether a constant may stand in a code as it is."""
    value = entry[1]
    return isinstance(value, Literal) and isinstance(value.value, str) and _BAR not in value.value


def _pays(entry: _Entry, uses: int) -> bool:
    """Whether a sign is shorter than the text, written out at each use."""
    length = len(render(entry[1])) - 2
    return uses * length > length + len(entry[0]) + 12
