"""Values for a field that a single test tells apart: on both sides of every operand."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from itertools import product

from rulec.ir import FieldTest, ItemTest, PartRead, Source
from rulec.matching.alias import AliasPart, alias_near_misses, alias_part
from rulec.operators import (
    InSubnet,
    LiteralOperator,
    NumberEquals,
    Operator,
    PatternOperator,
)
from rulec.pexip import InputField, ValueType
from rulec.verify.samples import around
from rulec.verify.wishes import Wish


def singles(operator: Operator) -> tuple[Operator, ...]:
    """The operator with each of its operands alone."""
    match operator:
        case LiteralOperator():
            return tuple(replace(operator, operands=(text,)) for text in operator.operands)
        case NumberEquals():
            return tuple(replace(operator, operands=(number,)) for number in operator.operands)
        case PatternOperator(patterns):
            return tuple(replace(operator, patterns=(one,)) for one in patterns)
        case InSubnet(networks):
            return tuple(replace(operator, networks=(one,)) for one in networks)
        case _:
            return (operator,)


def sides(operator: Operator, single: Operator) -> tuple[list[object], list[object]]:
    """Values beside one operand: those that meet it, and those that do not meet the operator."""
    values = [value for value in single.near_misses() if value != ""]
    inside: list[object] = [value for value in values if single.holds(value)]
    return inside, [value for value in values if not operator.holds(value)]


def samples(operator: Operator) -> list[object]:
    """A few values that meet the operator: the first of every operand, then more."""
    inside = [sides(operator, single)[0] for single in singles(operator)]
    firsts = [values[0] for values in inside if values]
    more = [value for values in inside for value in values[1:3]]
    return list(dict.fromkeys([*firsts[:6], *more[:6], *firsts[6:]]))


def mixed(texts: Iterable[str]) -> Iterator[str]:
    """The texts, and two of them in one, for values that must meet several tests."""
    every = tuple(dict.fromkeys(texts))[:8]
    yield from every
    for first, second in product(every, repeat=2):
        if first != second:
            yield first + second
            yield f"{first}x{second}"
            yield f"{first}1234{second}"


def composed(alias: str, part: AliasPart, near: str) -> tuple[str, ...]:
    """Aliases with `near` as one part and otherwise like `alias`, written in several ways."""
    scheme = alias_part(alias, AliasPart.SCHEME)
    user = alias_part(alias, AliasPart.USER) or "alice"
    domain = alias_part(alias, AliasPart.DOMAIN) or "example.com"
    address = alias_part(alias, AliasPart.ADDRESS) or user
    prefix = f"{scheme}:" if scheme else ""
    other = prefix or "sip:"
    match part:
        case AliasPart.SCHEME:
            return (f"{near}:{address}", f"{near.upper()}:{address};x=1", f"x{near}:{address}")
        case AliasPart.ADDRESS:
            return (f"{prefix}{near}", f"{other}{near};transport=tls", near, f"{near}:5060")
        case AliasPart.USER:
            rest = f"{near}@{domain}"
            return (prefix + rest, f"{other}{rest}:5060;transport=tls", f"{near};x@{domain}", near)
        case AliasPart.DOMAIN:
            rest = f"{user}@{near}"
            forms = (prefix + rest, f"{other}{rest}:5060;transport=tls", f"{rest};x=@b.c")
            return (*forms, f"{prefix}{user}@{near.upper()}", f"{rest}:5061", near)


def alias_texts(wishes: Iterable[Wish]) -> Iterator[str]:
    """Aliases whose parts come out as wished."""
    choices: dict[AliasPart, list[str]] = {
        AliasPart.SCHEME: ["", "sip"],
        AliasPart.USER: ["alice", "12345", "x"],
        AliasPart.DOMAIN: ["example.com", ""],
    }
    for wish in wishes:
        match wish.leaf:
            case FieldTest(PartRead(part=part), operator) if wish.holds:
                found = [str(value) for value in samples(operator)]
                if part is AliasPart.ADDRESS:
                    yield from found
                    yield from (f"sip:{text}" for text in found)
                else:
                    choices[part] = _agreeing(choices[part], found, operator)
            case FieldTest(_, operator) if wish.holds:
                yield from (str(value) for value in samples(operator))
            case _:
                pass
    every = product(*(choices[part][:5] for part in AliasPart if part in choices))
    for user, domain, scheme in every:
        yield (f"{scheme}:" if scheme else "") + user + (f"@{domain}" if domain else "")


def _agreeing(known: list[str], found: list[str], operator: Operator) -> list[str]:
    """Texts of both lists and mixtures of them, those that meet the operator first."""
    every = list(dict.fromkeys([*mixed([*found[:4], *known[:4]]), *found]))
    return [text for text in every if operator.holds(text)] or known


def item_texts(test: ItemTest) -> list[str]:
    """Single items that meet all demands of a test."""
    texts: list[str] = ["x", "alice@example.com", "10.0.0.1"]
    for operator, _ in test.demands:
        texts = [*(str(value) for value in samples(operator)[:8]), *texts]
    meets = _meets(test)
    return [text for text in dict.fromkeys([*texts, *mixed(texts)]) if text and meets(text)]


def _meets(test: ItemTest) -> Callable[[str], bool]:
    def meets(text: str) -> bool:
        return all(operator.holds(text) is not negated for operator, negated in test.demands)

    return meets


def item_near_misses(test: ItemTest) -> tuple[list[str], list[str]]:
    """Items beside the operands of a test: those that meet the test, and those that do not."""
    meets = _meets(test)
    good = item_texts(test)
    texts: list[str] = []
    for operator, _ in test.demands:
        for single in singles(operator):
            texts += [str(value) for value in single.near_misses() if value]
    if good:
        texts += around(good[0])
    every = list(dict.fromkeys([*good[:3], *texts]))
    return [t for t in every if meets(t)], [t for t in every if not meets(t)]


def as_items(text: str, row: InputField) -> tuple[object, ...]:
    """A text as what a field of items may hold: the ways in which one item can arrive."""
    forms: tuple[object, ...] = (
        [text],
        ["x", text],
        ["", text, ""],
        ["a", "b", "c", "d", text],
        [5, None, text, True],
        [f"x\0{text}"],
        [f"{text}\0x", "y"],
        ["a", "b", "c", text],
        [text, text],
        [[text]],
    )
    return (text, *forms, f"x\0{text}") if row.type is ValueType.TEXT_OR_LIST else forms


def split_demands(test: ItemTest) -> Iterator[list[str]]:
    """Lists in which every demand is met by some item, but no item meets all of them."""
    meets = _meets(test)
    pieces = []
    for operator, negated in test.demands:
        if negated:
            continue
        near = [str(value) for value in operator.near_misses() if value and operator.holds(value)]
        alone = [text for text in near if not meets(text)]
        if alone:
            pieces.append(alone[0])
    if len(pieces) > 1:
        yield pieces
        yield pieces[::-1]


def part_forms(source: Source, near: str, alias: str) -> tuple[str, ...]:
    """A near miss of a text as values of the field that `source` reads."""
    if isinstance(source, PartRead):
        return composed(alias, source.part, near)
    return (near,)


def alias_variants(alias: object) -> tuple[str, ...]:
    """Everything that may go wrong in reading an alias."""
    text = alias if isinstance(alias, str) and alias else "alice@example.com"
    return alias_near_misses(text)
