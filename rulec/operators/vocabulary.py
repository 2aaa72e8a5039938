"""The keywords of conditions on one field, with what each takes and what it is for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import Any

from rulec.operators.address import InSubnet
from rulec.operators.base import Operator
from rulec.operators.number import (
    AtLeast,
    AtMost,
    GreaterThan,
    IsBoolean,
    LessThan,
    NumberEquals,
)
from rulec.operators.text import Contains, EndsWith, Equals, Matches, Regex, StartsWith
from rulec.pexip import ValueType


class Operand(Enum):
    """What stands behind a keyword."""

    TEXTS = "a text or a list of texts"
    PATTERNS = "a pattern or a list of patterns"
    SUBNETS = "an address block or a list of them"
    NUMBER = "a whole number"
    NUMBERS = "a whole number or a list of them"
    BOOLEAN = "true or false"


@dataclass(frozen=True, slots=True)
class Keyword:
    """One keyword on one type of value. `build` makes the operator from parsed operands."""

    word: str
    type: ValueType
    operand: Operand
    doc: str
    example: str
    build: Callable[..., Operator]
    #: Whether `ignore_case` beside it changes its meaning.
    case: bool = False


def _row(word: str, operand: Operand, build: Callable[..., Any], example: str, doc: str) -> Keyword:
    kinds = {
        Operand.TEXTS: ValueType.TEXT,
        Operand.PATTERNS: ValueType.TEXT,
        Operand.SUBNETS: ValueType.TEXT,
        Operand.NUMBER: ValueType.INTEGER,
        Operand.NUMBERS: ValueType.INTEGER,
        Operand.BOOLEAN: ValueType.BOOLEAN,
    }
    case = operand in (Operand.TEXTS, Operand.PATTERNS)
    return Keyword(word, kinds[operand], operand, doc, example, build, case)


OPERATORS: tuple[Keyword, ...] = (
    _row("equals", Operand.TEXTS, Equals, "{vendor: {equals: cisco}}",
         "the text is this one; the short form `vendor: cisco` means the same"),
    _row("one_of", Operand.TEXTS, Equals, "{protocol: {one_of: [sip, h323]}}",
         "the text is one of these; the short form `protocol: [sip, h323]` means the same"),
    _row("starts_with", Operand.TEXTS, StartsWith, "{local_alias: {starts_with: meet.}}",
         "the text begins with this, or with one of these"),
    _row("ends_with", Operand.TEXTS, EndsWith, "{local_alias: {ends_with: .vmr}}",
         "the text ends with this, or with one of these"),
    _row("contains", Operand.TEXTS, Contains, "{vendor: {contains: Webapp3}}",
         "this, or one of these, occurs in the text"),
    _row("matches", Operand.PATTERNS, Matches, r"{local_alias: {matches: '88\d{4,6}'}}",
         "the pattern matches the whole text"),
    _row("regex", Operand.PATTERNS, Regex, r"{vendor: {regex: 'Chrome/\d+'}}",
         "the pattern is found somewhere in the text, as Pexip's own filter searches"),
    _row("in_subnet", Operand.SUBNETS, InSubnet, "{remote_address: {in_subnet: 10.47.0.0/16}}",
         "the text is an address in this block, or in one of these"),
    _row("equals", Operand.NUMBERS, NumberEquals, "{bandwidth: {equals: 0}}",
         "the number is this one; the short form `bandwidth: 0` means the same"),
    _row("one_of", Operand.NUMBERS, NumberEquals, "{remote_port: {one_of: [5060, 5061]}}",
         "the number is one of these"),
    _row("less_than", Operand.NUMBER, LessThan, "{bandwidth: {less_than: 512}}",
         "the number is below this one"),
    _row("at_most", Operand.NUMBER, AtMost, "{bandwidth: {at_most: 512}}",
         "the number is this one or below"),
    _row("greater_than", Operand.NUMBER, GreaterThan, "{bandwidth: {greater_than: 4096}}",
         "the number is above this one"),
    _row("at_least", Operand.NUMBER, AtLeast, "{bandwidth: {at_least: 4096}}",
         "the number is this one or above"),
    _row("equals", Operand.BOOLEAN, IsBoolean, "{registered: {equals: true}}",
         "the value is this one; the short form `registered: true` means the same"),
)  # fmt: skip


def keywords_for(type_: ValueType) -> dict[str, Keyword]:
    """The keywords on values of a type, by word. Lists have those of their items."""
    wanted = ValueType.TEXT if type_ in (ValueType.TEXT_LIST, ValueType.TEXT_OR_LIST) else type_
    return {row.word: row for row in OPERATORS if row.type is wanted}
