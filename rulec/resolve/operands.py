"""Operators with their operands: what stands behind a field in a condition."""

from __future__ import annotations

import re
from collections.abc import Callable

from rulec.diagnostics import codes_resolving as codes
from rulec.diagnostics import did_you_mean, names, short
from rulec.ir import CaptureRead, FieldRead, PartRead, Source, source_type
from rulec.matching.address import Network, parse_network
from rulec.matching.alias import SCHEMES, AliasPart
from rulec.matching.letters import lower_a_to_z
from rulec.matching.pattern import Pattern, PatternProblem, parse_pattern
from rulec.operators import (
    Equals,
    IsBoolean,
    Keyword,
    Operand,
    Operator,
    PatternOperator,
    keywords_for,
)
from rulec.pexip import InputField, ValueType
from rulec.records import dataclass
from rulec.resolve.context import SetContext, check_location
from rulec.resolve.covered import covered_networks, covered_texts
from rulec.source import Span
from rulec.syntax.nodes import Cell, Node, Scalar, inner_span
from rulec.syntax.scalars import (
    as_flag,
    as_whole_number,
    empty_value,
    nearly_null,
    unquoted_template,
)


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


def operator(word: str, node: Node, place: Place, shown: str = "") -> Operator | None:
    """The operator of a keyword with its operands; None after noting what is wrong.

    `shown` is the word that messages use, where the author wrote another one.
    """
    row = keywords_for(place.type)[word]
    shown = shown or word
    match row.operand:
        case Operand.TEXTS:
            return _texts(row, node, place, shown)
        case Operand.PATTERNS:
            return _patterns(row, node, place, shown)
        case Operand.SUBNETS:
            return _subnets(row, node, place, shown)
        case Operand.NUMBER:
            number = place.context.problems.value_or_note(as_whole_number(node, shown))
            return None if number is None else row.build(number)
        case Operand.NUMBERS:
            return _numbers(row, node, place, shown)
        case Operand.BOOLEAN:
            flag = place.context.problems.value_or_note(as_flag(node, shown))
            return None if not isinstance(flag, bool) else IsBoolean(flag)


def each(node: Node, place: Place, word: str) -> list[Scalar] | None:
    """One operand or a list of them, with `{list: name}` replaced; None after noting a problem."""
    problems = place.context.problems
    if unquoted_template(node) is not None:
        problems.text(node, word)
        return None
    expanded = place.context.expanded(node)
    if isinstance(expanded, Scalar):
        return [expanded]
    sequence = None if expanded is None else problems.sequence(expanded, word)
    if sequence is None:
        return None
    if not sequence:
        hint = "write what is meant, or leave the condition out"
        problems.add(codes.EMPTY_OPERAND, f"the list behind `{word}` is empty", node.span, hint)
        return None
    texts = [item for item in sequence if isinstance(item, Scalar)]
    for item in sequence:
        if not isinstance(item, Scalar):
            problems.text(item, word)
    return texts if len(texts) == len(sequence) else None


def _operands(node: Node, place: Place, word: str) -> list[Scalar] | None:
    """Texts that are operands: not null and not empty."""
    scalars = each(node, place, word)
    if scalars is None:
        return None
    good = True
    for scalar in scalars:
        if scalar.is_null:
            hint = "write a text; a field without a value is asked for as in `vendor: null`"
            if isinstance(scalar, Cell):
                hint = "fill the cell, or remove the row"
            place.context.problems.add(
                codes.EMPTY_OPERAND, f"`{word}` cannot be null", scalar.span, hint
            )
            good = False
        elif scalar.empty:
            place.context.problems.found.append(empty_value(scalar, word))
            good = False
        elif (doubt := nearly_null(scalar)) is not None:
            place.context.problems.found.append(doubt)
            good = False
        elif not scalar:
            hint = "for a field without a value write `null`, without quotes"
            message = "an empty text never matches"
            place.context.problems.add(codes.EMPTY_OPERAND, message, scalar.span, hint)
            good = False
    return scalars if good else None


def _texts(row: Keyword, node: Node, place: Place, word: str) -> Operator | None:
    scalars = _operands(node, place, word)
    if scalars is None:
        return None
    for scalar in scalars:
        _check_look(scalar, place)
    if row.build is Equals:
        _check_values(scalars, place)
    ignores = place.ignore_case or part_ignores_case(place.subject)
    fold = lower_a_to_z if ignores else str
    is_listed = place.context.is_listed
    place.context.problems.found += covered_texts(row.word, scalars, fold, is_listed)
    unique = tuple(dict.fromkeys(str(scalar) for scalar in scalars))
    if row.build is Equals and part_ignores_case(place.subject) and "".join(unique).isascii():
        # The part is in lower case where it is ASCII, so that it can be compared as it is.
        return Equals(tuple(dict.fromkeys(operand.lower() for operand in unique)))
    return row.build(unique, place.ignore_case)


#: What a plain text hardly ever means, with what to write: the first that fits is told.
_LOOKS = (
    (re.compile(r"[0-9a-fA-F:.]+[.:][0-9a-fA-F:.]*/[0-9]{1,3}"), "an address block", "in_subnet"),
    (re.compile(r".*(?:\\[dwsDWS.]|\.[*+]|\[[^\]]*\][*+{]).*"), "a pattern", "matches"),
    (re.compile(r"\*.+|.+\*"), "a pattern", "matches"),
)
#: A template, which only values are.
_TEMPLATE = re.compile(r"\{[A-Za-z_][\w.:]*(?:\s*\|[^{}]*)?\}")
#: Quotation marks as letters and mails have them.
_CURLY = re.compile("[\u201c\u201d\u201e\u2018\u2019\u201a].*[\u201c\u201d\u2018\u2019]")


def _check_look(scalar: Scalar, place: Place) -> None:
    """Warns of a text that is compared as it stands although it looks like something else."""
    note = place.context.problems.add
    if _is_like_a_template(scalar, place):
        return
    if _CURLY.fullmatch(scalar):
        hint = "write straight ones, or none at all"
        message = "curly quotation marks are part of the text"
        note(codes.LOOKS_LIKE, message, scalar.span, hint)
        return
    for look, what, word in _LOOKS:
        if look.fullmatch(scalar):
            message = f"`{short(scalar)}` looks like {what}, but is compared as text"
            note(codes.LOOKS_LIKE, message, scalar.span, f"write it behind `{word}`")
            return


def _is_like_a_template(scalar: Scalar, place: Place) -> bool:
    """Whether an operand has a template in it, which stays as it is; warns of it."""
    found = None if isinstance(scalar, Cell) else _TEMPLATE.search(scalar)
    if found is None:
        return False
    hint = "test a named value by its name; columns stand here only in a rule with `for_each`"
    if found[0].startswith("{env:"):
        hint = "secrets stand in values alone"
    message = f"`{short(found[0])}` is compared as it stands: operands are no templates"
    span = inner_span(scalar, *found.span())
    place.context.problems.add(codes.LOOKS_LIKE, message, span, hint)
    return True


def _check_values(scalars: list[Scalar], place: Place) -> None:
    """Warns of a value that the field never has, and refuses an unknown location."""
    subject, problems = place.subject, place.context.problems
    if isinstance(subject, PartRead) and subject.part is AliasPart.SCHEME:
        _check_known(scalars, place, SCHEMES, "the scheme of an alias")
    row = place.field
    if row is None:
        return
    if row.location:
        known = place.context.facts.locations or ()
        for scalar in scalars:
            if not (place.ignore_case and scalar.lower() in {name.lower() for name in known}):
                check_location(scalar, place.context.facts, problems)
    elif row.values:
        _check_known(scalars, place, row.values, f"`{row.name}`")


def _check_known(scalars: list[Scalar], place: Place, known: tuple[str, ...], what: str) -> None:
    for scalar in scalars:
        if scalar in known or (place.ignore_case and scalar.lower() in map(str.lower, known)):
            continue
        message = f"{what} is not known to be `{short(scalar)}`"
        hint = did_you_mean(scalar, known) or f"known are {names(known)}"
        place.context.problems.add(codes.UNKNOWN_VALUE, message, scalar.span, hint)


def _patterns(row: Keyword, node: Node, place: Place, word: str) -> Operator | None:
    scalars = _operands(node, place, word)
    if scalars is None:
        return None
    whole = row.word == "matches"
    patterns = [_pattern(scalar, place, whole=whole) for scalar in scalars]
    if any(pattern is None for pattern in patterns):
        return None
    built = row.build(tuple(p for p in patterns if p is not None), place.ignore_case)
    if not isinstance(built, PatternOperator):
        return built
    _take_captures(built, row.word, scalars, place)
    return built


def _pattern(scalar: Scalar, place: Place, *, whole: bool) -> Pattern | None:
    note = place.context.problems.add
    _is_like_a_template(scalar, place)
    pattern = parse_pattern(scalar)
    if isinstance(pattern, PatternProblem):
        span = inner_span(scalar, pattern.start, pattern.end)
        note(codes.BAD_PATTERN, pattern.message, span, pattern.hint)
        return None
    attack = pattern.attack(whole=whole, ignore_case=place.ignore_case)
    if attack is not None:
        message = f"this pattern takes a node very long on {attack}"
        note(codes.SLOW_PATTERN, message, scalar.span, attack.remedy)
    return pattern


def _take_captures(built: PatternOperator, word: str, scalars: list[Scalar], place: Place) -> None:
    named = [(p, s) for p, s in zip(built.patterns, scalars, strict=True) if p.names]
    for pattern, scalar in named:
        reason = ""
        if place.capture is None:
            reason = "below `not`, `any`, `includes` and in a chosen value nothing can be captured"
        elif len(built.patterns) > 1:
            reason = "only a single pattern can capture"
        elif place.type is ValueType.TEXT_OR_LIST and word != "matches":
            reason = "of an attribute that may be a list only `matches` can capture"
        if reason:
            hint = "use `(?:...)` for a group without a name"
            at = scalar.index("(?P<")
            span = inner_span(scalar, at, scalar.index(">", at) + 1)
            place.context.problems.add(codes.CAPTURE_NOT_HERE, reason, span, hint)
            continue
        for name, group in pattern.names.items():
            at = scalar.index(f"(?P<{name}>") + len("(?P<")
            span = inner_span(scalar, at, at + len(name))
            read = CaptureRead(name, place.subject, built, group)
            assert place.capture is not None  # noqa: S101  checked above
            place.capture(read, span)


def _subnets(row: Keyword, node: Node, place: Place, word: str) -> Operator | None:
    scalars = _operands(node, place, word)
    if scalars is None:
        return None
    found: list[Network] = []
    for scalar in scalars:
        network = parse_network(scalar)
        if isinstance(network, str):
            hint = "write a block such as `10.47.0.0/16`, or an address"
            place.context.problems.add(codes.BAD_SUBNET, network, scalar.span, hint)
            continue
        if network.had_host_bits:
            message = f"`{short(scalar)}` names an address inside a block, not the block"
            hint = f"it is read as `{network}`; write that, or the address alone"
            place.context.problems.add(codes.HOST_BITS, message, scalar.span, hint)
        found.append(network)
    if len(found) < len(scalars):
        return None
    place.context.problems.found += covered_networks(scalars, found)
    return row.build(tuple(dict.fromkeys(found)))


def _numbers(row: Keyword, node: Node, place: Place, word: str) -> Operator | None:
    scalars = each(node, place, word)
    if scalars is None:
        return None
    values = [place.context.problems.value_or_note(as_whole_number(s, word)) for s in scalars]
    numbers = tuple(value for value in values if isinstance(value, int))
    return row.build(numbers) if len(numbers) == len(values) else None


def part_ignores_case(subject: Source) -> bool:
    """Whether a source compares without case by itself: the scheme and the domain of an alias."""
    return isinstance(subject, PartRead) and subject.part.value in ("scheme", "domain")
