"""The keywords of conditions on one field, with what each takes and what it is for."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum
from typing import Any

from rulec.operators.address import InSubnet
from rulec.operators.base import Operator, Present
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
from rulec.records import dataclass


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
    #: A condition on one member of `call_info`.
    example: str
    #: A value of that field that meets the condition, and one that does not.
    meets: Present
    fails: Present
    build: Callable[..., Operator]
    #: Whether `ignore_case` beside it changes its meaning.
    case: bool = False


def _row(
    word: str,
    operand: Operand,
    build: Callable[..., Any],
    doc: str,
    *,
    example: str,
    values: tuple[Present, Present],
) -> Keyword:
    kinds = {
        Operand.TEXTS: ValueType.TEXT,
        Operand.PATTERNS: ValueType.TEXT,
        Operand.SUBNETS: ValueType.TEXT,
        Operand.NUMBER: ValueType.INTEGER,
        Operand.NUMBERS: ValueType.INTEGER,
        Operand.BOOLEAN: ValueType.BOOLEAN,
    }
    case = operand in (Operand.TEXTS, Operand.PATTERNS)
    meets, fails = values
    return Keyword(word, kinds[operand], operand, doc, example, meets, fails, build, case)


OPERATORS: tuple[Keyword, ...] = (
    _row("equals", Operand.TEXTS, Equals,
         "the text is this one; the short form `vendor: cisco` means the same",
         example="{vendor: {equals: cisco}}", values=("cisco", "Cisco")),
    _row("one_of", Operand.TEXTS, Equals,
         "the text is one of these; the short form `protocol: [sip, h323]` means the same",
         example="{protocol: {one_of: [sip, h323]}}", values=("h323", "webrtc")),
    _row("starts_with", Operand.TEXTS, StartsWith,
         "the text begins with this, or with one of these",
         example="{local_alias: {starts_with: meet.}}",
         values=("meet.alice@example.com", "alice.meet.@example.com")),
    _row("ends_with", Operand.TEXTS, EndsWith,
         "the text ends with this, or with one of these",
         example="{local_alias: {ends_with: .vmr}}", values=("alice.vmr", "alice.vmr@example.com")),
    _row("contains", Operand.TEXTS, Contains,
         "this, or one of these, occurs in the text",
         example="{vendor: {contains: Webapp3}}", values=("Pexip Webapp3/1.0", "Pexip Webapp2")),
    _row("matches", Operand.PATTERNS, Matches,
         "the pattern matches the whole text",
         example=r"{local_alias: {matches: '88\d{4,6}'}}", values=("881234", "881234@example.com")),
    _row("regex", Operand.PATTERNS, Regex,
         "the pattern is found somewhere in the text, as Pexip's own filter searches",
         example=r"{vendor: {regex: 'Chrome/\d+'}}",
         values=("Mozilla/5.0 Chrome/54.0", "Mozilla/5.0 Chrome")),
    _row("in_subnet", Operand.SUBNETS, InSubnet,
         "the text is an address in this block, or in one of these",
         example="{remote_address: {in_subnet: 10.47.0.0/16}}",
         values=("10.47.255.1", "10.48.0.1")),
    _row("equals", Operand.NUMBERS, NumberEquals,
         "the number is this one; the short form `bandwidth: 0` means the same",
         example="{bandwidth: {equals: 0}}", values=(0, 1)),
    _row("one_of", Operand.NUMBERS, NumberEquals,
         "the number is one of these",
         example="{remote_port: {one_of: [5060, 5061]}}", values=(5061, 5062)),
    _row("less_than", Operand.NUMBER, LessThan,
         "the number is below this one",
         example="{bandwidth: {less_than: 512}}", values=(511, 512)),
    _row("at_most", Operand.NUMBER, AtMost,
         "the number is this one or below",
         example="{bandwidth: {at_most: 512}}", values=(512, 513)),
    _row("greater_than", Operand.NUMBER, GreaterThan,
         "the number is above this one",
         example="{bandwidth: {greater_than: 4096}}", values=(4097, 4096)),
    _row("at_least", Operand.NUMBER, AtLeast,
         "the number is this one or above",
         example="{bandwidth: {at_least: 4096}}", values=(4096, 4095)),
    _row("equals", Operand.BOOLEAN, IsBoolean,
         "the value is this one; the short form `registered: true` means the same",
         example="{registered: {equals: true}}", values=(True, False)),
)  # fmt: skip


def keywords_for(type_: ValueType) -> dict[str, Keyword]:
    """The keywords on values of a type, by word. Lists have those of their items."""
    wanted = ValueType.TEXT if type_ in (ValueType.TEXT_LIST, ValueType.TEXT_OR_LIST) else type_
    return {row.word: row for row in OPERATORS if row.type is wanted}
