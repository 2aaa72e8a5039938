"""Whom a condition is about, as in "callers over SIP, from an alias that ends with “.org”"."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from enum import IntEnum
from typing import assert_never

from rulec.ir import (
    All,
    AnyOf,
    CaptureRead,
    Condition,
    DateRange,
    FieldRead,
    FieldTest,
    ItemTest,
    LetRead,
    Named,
    Not,
    NoValue,
    PartRead,
    ServiceFound,
    Source,
    TimeWindow,
    source_type,
)
from rulec.matching.alias import AliasPart
from rulec.operators import Equals, IsBoolean, Operator
from rulec.pexip import InputField, ValueType
from rulec.records import dataclass
from rulec.report.conditions import clock_time
from rulec.report.safe_text import safe
from rulec.report.secrets import is_secret

#: Alternatives that a sentence has; the rest is counted.
MOST_WAYS = 3

_SERVICE = "for a service"
_DAYS = (
    "Mondays",
    "Tuesdays",
    "Wednesdays",
    "Thursdays",
    "Fridays",
    "Saturdays",
    "Sundays",
)
_PARTS = {
    AliasPart.USER: "user part",
    AliasPart.DOMAIN: "domain",
    AliasPart.SCHEME: "scheme",
    AliasPart.ADDRESS: "address part",
}
#: What is said of an operand that must not be shown.
_UNSHOWN = "meets a condition that is not shown"


class _Rank(IntEnum):
    """What is said first, and what last."""

    DIRECTION = 0
    PROTOCOL = 1
    FROM = 2
    TO = 3
    AT = 4
    SERVICE = 5
    OTHER = 6
    TIME = 7


@dataclass(frozen=True, slots=True)
class _Mark:
    """Something that is said of a call. Marks of one `lead` follow it together."""

    text: str
    lead: str = ""
    rank: _Rank = _Rank.OTHER


def callers(subject: str, *conditions: Condition) -> str:
    """Those who meet all of some conditions: "Callers over SIP, at Oslo". `subject` is plural.

    "All callers" where everybody does, "no callers" where nobody can.
    """
    marks = [mark for condition in conditions for mark in _marks(condition, subject)]
    if not marks:
        return f"all {subject}"
    if _NOBODY in marks:
        return f"no {subject}"
    return f"{subject} {_joined(marks)}"


def _joined(marks: Iterable[_Mark]) -> str:
    """Marks one after the other, those of one lead together."""
    groups: dict[tuple[str, str], list[str]] = {}
    for mark in sorted(_of_type(list(marks)), key=lambda mark: mark.rank):
        texts = groups.setdefault((mark.lead, "" if mark.lead else mark.text), [])
        texts += [] if mark.text in texts else [mark.text]
    return ", ".join(
        f"{lead} {' and '.join(text for text in texts if text)}".strip()
        for (lead, _), texts in groups.items()
    )


def _of_type(marks: list[_Mark]) -> list[_Mark]:
    """Marks in which a service is called by its type, where that is said."""
    types = [mark.text for mark in marks if mark.rank is _Rank.SERVICE and not mark.lead]
    if len(types) != 1 or types[0] in (_FOUND.text, _MISSING.text):
        return marks
    return [
        _Mark("" if mark.text == types[0] else mark.text, types[0], _Rank.SERVICE)
        if mark.rank is _Rank.SERVICE
        else mark
        for mark in marks
    ]


_NOBODY = _Mark("whom nothing can meet")


def _marks(condition: Condition, subject: str, *, negated: bool = False) -> list[_Mark]:
    """What a condition, or its opposite, says of a call; nothing where it says nothing."""
    match condition:
        case All(conditions):
            if negated:
                return _without(conditions, subject)
            return _every(conditions, subject)
        case AnyOf(conditions):
            if negated:
                return [mark for part in conditions for mark in _marks(part, subject, negated=True)]
            return _ways(conditions, subject)
        case Not(inner):
            return _marks(inner, subject, negated=not negated)
        case Named(condition=inner):
            return _marks(inner, subject, negated=negated)
        case _:
            return [_mark(condition, negated=negated)]


def _every(conditions: tuple[Condition, ...], subject: str) -> list[_Mark]:
    """All of some conditions; that a service is there goes without saying where it is asked."""
    marks = [mark for part in conditions for mark in _marks(part, subject)]
    asked = any(mark.rank is _Rank.SERVICE and mark != _FOUND for mark in marks)
    return [mark for mark in marks if not (asked and mark == _FOUND)]


def _ways(conditions: tuple[Condition, ...], subject: str) -> list[_Mark]:
    """One of some conditions."""
    if not conditions:
        return [_NOBODY]
    ways = [_way(marks) for part in conditions if (marks := _marks(part, subject))]
    if len(ways) < len(conditions):
        return []
    if len(ways) == 1:
        return [_Mark(ways[0])]
    shown = ways[:MOST_WAYS]
    if len(ways) > MOST_WAYS:
        shown.append(f"in {len(ways) - MOST_WAYS:,} other ways")
    return [_Mark(f"either {', or '.join(shown)}")]


def _way(marks: list[_Mark]) -> str:
    """One of several ways; between brackets where commas would leave open what belongs to it."""
    told = _joined(marks)
    return f"({told})" if ", " in told and len(marks) > 1 else told


def _without(conditions: tuple[Condition, ...], subject: str) -> list[_Mark]:
    """Whoever does not meet all of some conditions."""
    marks = _every(conditions, subject)
    if not marks:
        return [_NOBODY]
    if len(conditions) == 1:
        return _marks(conditions[0], subject, negated=True)
    return [_Mark(f"except {subject} {_joined(marks)}")]


_FOUND = _Mark("for which Pexip found a service", rank=_Rank.SERVICE)
_MISSING = _Mark("for which Pexip found no service", rank=_Rank.SERVICE)

_Leaf = FieldTest | ItemTest | NoValue | ServiceFound | TimeWindow | DateRange


def _mark(leaf: _Leaf, *, negated: bool) -> _Mark:
    match leaf:
        case FieldTest(subject, operator):
            return _field_test(subject, operator, negated=negated)
        case ItemTest():
            return _item_test(leaf, negated=negated)
        case NoValue(subject):
            return _presence(subject, there=negated)
        case ServiceFound():
            return _MISSING if negated else _FOUND
        case TimeWindow():
            told = f"{'outside of the time ' if negated else ''}{window_words(leaf)}"
            return _Mark(told, rank=_Rank.TIME)
        case DateRange(zone, first, last):
            told = f"{'not ' if negated else ''}{dates_words(first, last)} ({safe(zone)})"
            return _Mark(told, rank=_Rank.TIME)
        case _:
            assert_never(leaf)


def _field_test(subject: Source, operator: Operator, *, negated: bool) -> _Mark:
    asked = _asked(operator, subject, negated=negated)
    if isinstance(subject, FieldRead):
        return _field(subject.field, operator, asked, negated=negated)
    field = subject.field if isinstance(subject, PartRead) else None
    rank = _rank(field)
    if isinstance(subject, PartRead) and field is not None and field.lead is not None:
        return _Mark(f"whose {_PARTS[subject.part]} {asked}", " ".join(field.lead), rank)
    return _whose(source_words(subject), asked, field)


def _field(row: InputField, operator: Operator, asked: str, *, negated: bool) -> _Mark:
    """What is asked of a field, by phrases of its own where it has them."""
    said = _said(row, operator)
    if said:
        return _Mark(f"not {said}" if negated else said, rank=_rank(row))
    if isinstance(operator, IsBoolean):
        return _flag(row, on=operator.operand is not negated)
    if row.lead is None:
        return _whose(_noun(row), asked, row)
    if isinstance(operator, Equals) and not row.secret:
        told = _equal_to(operator, row.lead, negated=negated)
        return _Mark(f"{row.lead[0]} {told}", rank=_rank(row))
    return _Mark(f"that {asked}", " ".join(row.lead), _rank(row))


def _whose(noun: str, asked: str, field: InputField | None) -> _Mark:
    if field is not None and field.path[0] == "service_config":
        return _Mark(f"whose {noun} {asked}", _SERVICE, _Rank.SERVICE)
    return _Mark(asked, f"whose {noun}")


def _rank(field: InputField | None) -> _Rank:
    if field is None:
        return _Rank.OTHER
    if field.path[0] == "service_config":
        return _Rank.SERVICE
    lead = field.lead[0] if field.lead is not None else field.name
    return _RANKS.get(lead, _Rank.OTHER)


_RANKS = {
    "call_direction": _Rank.DIRECTION,
    "protocol": _Rank.PROTOCOL,
    "from": _Rank.FROM,
    "to": _Rank.TO,
    "at": _Rank.AT,
}


def _equal_to(operator: Equals, lead: tuple[str, str], *, negated: bool) -> str:
    """The operands themselves, or that it is another one: `“Oslo” or “London”`."""
    told = safe(operator.in_words()).removeprefix("is ")
    return f"{lead[1]} other than {told}" if negated else told


def _said(row: InputField, operator: Operator) -> str:
    """What the values of an equality say of a call; empty where they have no phrases."""
    phrases = dict(row.phrases)
    if not isinstance(operator, Equals) or operator.ignore_case:
        return ""
    if not all(operand in phrases for operand in operator.operands):
        return ""
    told = [phrases[operand] for operand in operator.operands]
    word = told[0].partition(" ")[0]
    if all(one.startswith(f"{word} ") for one in told[1:]):
        told[1:] = [one.removeprefix(f"{word} ") for one in told[1:]]
    return " or ".join(told)


def _flag(row: InputField, *, on: bool) -> _Mark:
    """A boolean of a call, or of its service."""
    if _rank(row) is _Rank.SERVICE:
        return _Mark(f"with {_noun(row)} {'on' if on else 'off'}", _SERVICE, _Rank.SERVICE)
    return _Mark(f"{'with' if on else 'without'} {_article(_noun(row))}")


def _presence(subject: Source, *, there: bool) -> _Mark:
    told = f"{'with' if there else 'without'} {_article(source_words(subject))}"
    return _of(subject, told)


def _item_test(test: ItemTest, *, negated: bool) -> _Mark:
    demands = " and ".join(
        _asked(operator, test.subject, negated=opposite) for operator, opposite in test.demands
    )
    noun = source_words(test.subject)
    if not negated and source_type(test.subject) is not ValueType.TEXT_LIST:
        return _Mark(demands, f"whose {noun}")
    told = f"{'without' if negated else 'with'} {_article(noun)} that {demands}"
    return _of(test.subject, told)


def _of(subject: Source, told: str) -> _Mark:
    """What is said of the service that Pexip found stands together."""
    field = subject.field if isinstance(subject, FieldRead | PartRead) else None
    if _rank(field) is _Rank.SERVICE:
        return _Mark(told, _SERVICE, _Rank.SERVICE)
    return _Mark(told)


def _asked(operator: Operator, subject: Source, *, negated: bool) -> str:
    """What an operator asks; an operand of something secret is not shown."""
    return _UNSHOWN if is_secret(subject) else safe(operator.in_words(negated=negated))


def source_words(source: Source) -> str:
    """What is read, in plain words and without an article."""
    match source:
        case FieldRead(field):
            return _noun(field)
        case PartRead(field, part):
            return f"{_noun(field)}'s {_PARTS[part]}"
        case CaptureRead(name=name):
            return f"part “{safe(name)}” of the {source_words(source.subject)}"
        case LetRead(name=name):
            return f"computed value “{safe(name)}”"
        case _:
            assert_never(source)


def _noun(field: InputField) -> str:
    """What a field is called; one that the project declares by its own name."""
    return safe(field.words or field.name.replace("_", " "))


def _article(noun: str) -> str:
    """A noun with `a` or `an`; a sound that the letter hides is that of abbreviations."""
    vowel = noun[0] in "aeioAEIO" or noun.startswith(("un", "SIP", "H.", "RTMP"))
    return f"{'an' if vowel and not noun.startswith('uni') else 'a'} {noun}"


def window_words(window: TimeWindow) -> str:
    """A daily window: `between 21:00 and 06:00 on Mondays (Europe/Oslo)`."""
    times = "at any time"
    if (window.start, window.end) != (0, 24 * 60):
        times = f"between {clock_time(window.start)} and {clock_time(window.end)}"
    days = f" on {in_a_row([_DAYS[day] for day in window.weekdays])}" if window.weekdays else ""
    return f"{times}{days} ({safe(window.zone)})"


def dates_words(first: date | None, last: date | None) -> str:
    """A range of days: `from 2026-11-01 until 2027-02-28`."""
    ends = [f"from {first}" if first else "", f"until {last}" if last else ""]
    return " ".join(end for end in ends if end) or "on any day"


def in_a_row(words: list[str]) -> str:
    """Words in a sentence: `a, b and c`; nothing without any."""
    if not words:
        return ""
    return " and ".join([", ".join(words[:-1]), words[-1]]) if len(words) > 1 else words[0]
