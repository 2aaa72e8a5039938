"""Operators with their operands: what stands behind a field in a condition."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from rulec.diagnostics import did_you_mean, names
from rulec.diagnostics import codes_resolving as codes
from rulec.ir import CaptureRead, FieldRead, PartRead, Source, source_type
from rulec.matching.address import Network, parse_network
from rulec.matching.pattern import Pattern, PatternProblem, parse_pattern
from rulec.operators import (
    Equals,
    IsBoolean,
    Keyword,
    NumberEquals,
    Operand,
    Operator,
    PatternOperator,
    keywords_for,
)
from rulec.pexip import InputField, ValueType
from rulec.resolve.context import SetContext, is_list_reference
from rulec.source import Span
from rulec.syntax.nodes import Mapping, Node, Scalar, Sequence, inner_span
from rulec.syntax.scalars import as_flag, as_sequence, as_whole_number, empty_value


@dataclass(frozen=True, slots=True)
class Place:
    """Where an operator is asked: of which source, and whether captures may be taken there."""

    context: SetContext
    subject: Source
    #: Takes a capture; None where no name may be given (below `not` or `any`).
    capture: Callable[[CaptureRead, Span], None] | None
    #: Letters A to Z compare without case.
    ignore_case: bool = False

    @property
    def field(self) -> InputField | None:
        """The field that is asked, when it is one and not a part of it."""
        return self.subject.field if isinstance(self.subject, FieldRead) else None

    @property
    def type(self) -> ValueType:
        """The type of the source."""
        return source_type(self.subject)


def operator(word: str, node: Node, place: Place) -> Operator | None:
    """The operator of a keyword with its operands; None after noting what is wrong."""
    row = keywords_for(place.type)[word]
    match row.operand:
        case Operand.TEXTS:
            return _texts(row, node, place)
        case Operand.PATTERNS:
            return _patterns(row, node, place)
        case Operand.SUBNETS:
            return _subnets(row, node, place)
        case Operand.NUMBER:
            number = place.context.problems.value_or_note(as_whole_number(node, word))
            return None if number is None else row.build(number)
        case Operand.NUMBERS:
            return _numbers(node, place)
        case Operand.BOOLEAN:
            flag = place.context.problems.value_or_note(as_flag(node, word))
            return None if not isinstance(flag, bool) else IsBoolean(flag)


def each(node: Node, place: Place, word: str) -> list[Scalar] | None:
    """One operand or a list of them, with `{list: name}` replaced; None after noting a problem."""
    if is_list_reference(node):
        assert isinstance(node, Mapping)  # noqa: S101  that is what a reference is
        items = place.context.list_items(node)
        if items is None:
            return None
        node = items
    if isinstance(node, Scalar):
        return [node]
    sequence = as_sequence(node, word)
    if not isinstance(sequence, Sequence):
        place.context.problems.value_or_note(sequence)
        return None
    if not sequence:
        hint = "write what is meant, or leave the condition out"
        place.context.problems.add(codes.EMPTY_OPERAND, "the list is empty", node.span, hint)
        return None
    found: list[Node] = []
    for item in sequence:
        if is_list_reference(item):
            assert isinstance(item, Mapping)  # noqa: S101  that is what a reference is
            found += place.context.list_items(item) or []
        else:
            found.append(item)
    texts = [place.context.problems.text(item, word) for item in found]
    return None if None in texts else [text for text in texts if text is not None]


def _operands(node: Node, place: Place, word: str) -> list[Scalar] | None:
    """Texts that are operands: not null and not empty."""
    scalars = each(node, place, word)
    if scalars is None:
        return None
    good = True
    for scalar in scalars:
        if scalar.is_null:
            hint = f"`{word}` needs a text; that there is no value is written `field: null`"
            place.context.problems.add(
                codes.EMPTY_OPERAND, f"`{word}` cannot be null", scalar.span, hint
            )
            good = False
        elif scalar.empty:
            place.context.problems.found.append(empty_value(scalar, word))
            good = False
        elif not scalar:
            hint = "write `null` without quotes for `has no value`"
            place.context.problems.add(
                codes.EMPTY_OPERAND, "an empty text never matches", scalar.span, hint
            )
            good = False
    return scalars if good else None


def _texts(row: Keyword, node: Node, place: Place) -> Operator | None:
    scalars = _operands(node, place, row.word)
    if scalars is None:
        return None
    if row.build is Equals:
        _check_values(scalars, place)
    unique = tuple(dict.fromkeys(str(scalar) for scalar in scalars))
    if row.build is Equals and part_ignores_case(place.subject) and "".join(unique).isascii():
        # The part is in lower case where it is ASCII, so that it can be compared as it is.
        return Equals(tuple(dict.fromkeys(operand.lower() for operand in unique)))
    return row.build(unique, place.ignore_case)


def _check_values(scalars: list[Scalar], place: Place) -> None:
    """Warns of a value that the field never has, and refuses an unknown location."""
    row = place.field
    if row is None:
        return
    for scalar in scalars:
        if row.location:
            place.context.checked_location(scalar)
        elif row.values and scalar not in row.values:
            message = f"`{row.name}` is not known to be `{scalar}`"
            hint = did_you_mean(scalar, row.values) or f"known are {names(row.values)}"
            place.context.problems.add(codes.UNKNOWN_VALUE, message, scalar.span, hint)


def _patterns(row: Keyword, node: Node, place: Place) -> Operator | None:
    scalars = _operands(node, place, row.word)
    if scalars is None:
        return None
    patterns = [_pattern(scalar, place) for scalar in scalars]
    if any(pattern is None for pattern in patterns):
        return None
    built = row.build(tuple(p for p in patterns if p is not None), place.ignore_case)
    if not isinstance(built, PatternOperator):
        return built
    _take_captures(built, row.word, scalars, place)
    return built


def _pattern(scalar: Scalar, place: Place) -> Pattern | None:
    pattern = parse_pattern(scalar)
    if isinstance(pattern, PatternProblem):
        span = inner_span(scalar, pattern.start, pattern.end)
        message = pattern.message[:1].lower() + pattern.message[1:]
        place.context.problems.add(codes.BAD_PATTERN, message.rstrip("."), span, pattern.hint)
        return None
    if pattern.nested_repeat:
        message = "a repetition inside a repetition can take a node very long on some texts"
        hint = "let the repeated parts begin or end with a character that cannot repeat"
        place.context.problems.add(codes.SLOW_PATTERN, message, scalar.span, hint)
    return pattern


def _take_captures(
    built: PatternOperator, word: str, scalars: list[Scalar], place: Place
) -> None:
    named = [(p, s) for p, s in zip(built.patterns, scalars, strict=True) if p.names]
    for pattern, scalar in named:
        reason = ""
        if place.capture is None:
            reason = "below `not`, `any` or `includes` nothing can be captured"
        elif len(built.patterns) > 1:
            reason = "only a single pattern can capture"
        elif place.type is ValueType.TEXT_OR_LIST and word != "matches":
            reason = "of an attribute that may be a list only `matches` can capture"
        if reason:
            hint = "use `(?:...)` for a group without a name"
            place.context.problems.add(codes.CAPTURE_NOT_HERE, reason, scalar.span, hint)
            continue
        for name, group in pattern.names.items():
            read = CaptureRead(name, place.subject, built, group)
            assert place.capture is not None  # noqa: S101  checked above
            place.capture(read, scalar.span)


def _subnets(row: Keyword, node: Node, place: Place) -> Operator | None:
    scalars = _operands(node, place, row.word)
    if scalars is None:
        return None
    found: list[Network] = []
    for scalar in scalars:
        network = parse_network(scalar)
        if isinstance(network, str):
            message = network[:1].lower() + network[1:].rstrip(".")
            hint = "write a block such as `10.47.0.0/16`, or an address"
            place.context.problems.add(codes.BAD_SUBNET, message, scalar.span, hint)
            continue
        if network.had_host_bits:
            message = f"`{scalar}` names an address inside a block"
            place.context.problems.add(
                codes.HOST_BITS, message, scalar.span, f"the block is `{network}`"
            )
        found.append(network)
    return row.build(tuple(dict.fromkeys(found))) if len(found) == len(scalars) else None


def _numbers(node: Node, place: Place) -> Operator | None:
    scalars = each(node, place, "equals")
    if scalars is None:
        return None
    values = [place.context.problems.value_or_note(as_whole_number(s)) for s in scalars]
    numbers = tuple(value for value in values if isinstance(value, int))
    return NumberEquals(numbers) if len(numbers) == len(values) else None


def part_ignores_case(subject: Source) -> bool:
    """Whether a source compares without case by itself: the scheme and the domain of an alias."""
    return isinstance(subject, PartRead) and subject.part.value in ("scheme", "domain")
