"""Values of rules in a script: text without a value is the empty text, anything else none."""

from __future__ import annotations

from collections.abc import Sequence
from typing import assert_never

from rulec.emit import conditions, fields
from rulec.emit.scope import Scope
from rulec.ir import (
    LISTS,
    Apply,
    CaptureRead,
    Choice,
    Concat,
    Constant,
    FieldRead,
    Gather,
    LetRead,
    ListOf,
    Lookup,
    PartRead,
    Read,
    Record,
    Secret,
    Source,
    Value,
    source_type,
    type_of,
)
from rulec.pexip import ValueType
from rulec.script.expression import (
    EMPTY,
    NONE,
    TRUE,
    Array,
    Binary,
    Both,
    Dictionary,
    Either,
    Expression,
    Filtered,
    Item,
    Literal,
    Name,
    concatenation,
    negation,
    search,
)
from rulec.script.statement import Branch, If

#: Stands in front of the keys of tables.
_KEY = "="
_NUMBERS = (ValueType.INTEGER, ValueType.BOOLEAN)
#: Characters that UTF-8 cannot hold, so that `pex_hash` of them would fail.
_SURROGATES = "[\ud800-\udfff]"


def source(read: Source, scope: Scope) -> Name:
    """The variable that holds a source; of a list, the empty text."""
    match read:
        case FieldRead(field):
            return fields.scalar(field, scope)
        case PartRead(field, part):
            return fields.part(field, part, scope)
        case CaptureRead():
            return _capture(read, scope)
        case LetRead(name, value):
            key = ("let", read)
            known = scope.known(key)
            if isinstance(known, Name):
                return known
            made = named(_typed(value, type_of(value), scope), name, scope)
            scope.remember(key, made)
            return made
        case _:
            assert_never(read)


def named(value: Expression, hint: str, scope: Scope) -> Name:
    """A value as a variable, so that it can stand twice."""
    return value if isinstance(value, Name) else scope.assign(hint, value)


def item_pattern(demands: str) -> str:
    """The pattern that finds an item with these look-aheads in a list joined by NUL."""
    return rf"(?:^|\x00){demands}[^\x00]"


def _capture(read: CaptureRead, scope: Scope) -> Name:
    """A group of a pattern that is known to match where the value is used."""
    key = ("capture", read)
    known = scope.known(key)
    if isinstance(known, Name):
        return known
    groups_key = ("groups", read.subject, read.operator)
    groups = scope.known(groups_key)
    if groups is None:
        if source_type(read.subject) in LISTS and isinstance(read.subject, FieldRead):
            subject = fields.items(read.subject.field, scope)
            pattern = item_pattern(f"(?={read.operator.item_pattern()})")
        else:
            subject = source(read.subject, scope)
            pattern = read.operator.pattern_text
        groups = scope.assign("groups", search(pattern, subject))
        scope.remember(groups_key, groups)
    # The pattern as a whole is the first group, so that inner group n has index n.
    group = Filtered(Item(groups, Literal(read.group)), "default", (EMPTY, TRUE))
    made = scope.assign(read.name, group)
    scope.remember(key, made)
    return made


def expression(value: Value, scope: Scope) -> Expression:
    """A value in its own type."""
    match value:
        case Constant(scalar):
            return Literal(scalar)
        case Read(read):
            return source(read, scope)
        case Apply():
            return _applied(value, scope)
        case Concat(parts):
            return concatenation([text(part, scope) for part in parts])
        case Choice():
            return _chosen(value, scope)
        case Lookup(entries=entries, otherwise=otherwise):
            type_ = type_of(value)
            made = [(key, _typed(entry, type_, scope)) for key, entry in entries]
            found = looked_up(value, made, _typed(otherwise, type_, scope), scope)
            return scope.assign(value.table, found)
        case Secret(value=secret):
            return Literal(secret)
        case Gather() | ListOf() | Record():
            raise TypeError(f"{type(value).__name__} has no value outside its place")
        case _:
            assert_never(value)


def _chosen(value: Choice, scope: Scope) -> Name:
    """One of two values of one type."""
    type_ = type_of(value)
    name = scope.assign("chosen", nothing(type_))
    then, otherwise = scope.branch(), scope.branch()
    then.update(name, _typed(value.then, type_, then))
    otherwise.update(name, _typed(value.otherwise, type_, otherwise))
    condition = conditions.condition(value.when, scope)
    scope.statements.append(
        If((Branch(condition, tuple(then.statements)),), tuple(otherwise.statements))
    )
    return name


def looked_up(
    value: Lookup, entries: Sequence[tuple[str, Expression]], otherwise: Expression, scope: Scope
) -> Expression:
    """What a table has for a key.

    A sign in front of every key keeps a subscript from finding a method of Python's dictionary.
    """
    table = Dictionary(tuple((f"{_KEY}{key}", entry) for key, entry in entries))
    key = Binary(Literal(_KEY), "+", text(value.key, scope))
    return Filtered(Item(scope.share(value.table, table), key), "default", (otherwise,))


def _typed(value: Value, type_: ValueType, scope: Scope) -> Expression:
    """A value with the sign for null of a type."""
    if value == Constant(None):
        return nothing(type_)
    return expression(value, scope) if type_ in _NUMBERS else text(value, scope)


def nothing(type_: ValueType) -> Expression:
    """The sign for null of a type."""
    return NONE if type_ in _NUMBERS else EMPTY


def text(value: Value, scope: Scope) -> Expression:
    """A value as text: null as the empty text, numbers and booleans as JSON writes them."""
    if isinstance(value, Constant):
        scalar = value.value
        word = str(scalar).lower() if isinstance(scalar, bool) else str(scalar)
        return EMPTY if scalar is None else Literal(word)
    own = expression(value, scope)
    if type_of(value) not in _NUMBERS:
        return own
    name = named(own, "value", scope)
    return Either((Both((Binary(name, "!=", NONE), Filtered(name, "lower"))), EMPTY))


def has_value(name: Expression, type_: ValueType) -> Expression:
    """Whether a variable of this type holds a value."""
    return Binary(name, "!=", nothing(type_))


def _applied(value: Apply, scope: Scope) -> Expression:
    if value.filter.name == "default":
        return _default(value, scope)
    if value.filter.name == "join":
        return _joined(value, scope)
    subject = named(text(value.value, scope), "value", scope)
    arguments = tuple(_argument(argument, scope) for argument in value.arguments)
    applied = Filtered(subject, value.filter.name, arguments)
    if value.filter.result is ValueType.INTEGER:
        number = scope.assign("number", NONE)
        scope.update_when(has_value(subject, ValueType.TEXT), number, applied)
        return number
    if value.filter.name == "pex_hash":
        encodable = negation(search(_SURROGATES, subject))
        return Either((Both((subject, encodable, applied)), EMPTY))
    return Both((subject, applied))


def _argument(value: Value, scope: Scope) -> Expression:
    """An argument: numbers and booleans are written out, anything else is text."""
    if isinstance(value, Constant) and not isinstance(value.value, str | None):
        return Literal(value.value)
    return text(value, scope)


def _default(value: Apply, scope: Scope) -> Expression:
    otherwise, replaces_false = value.arguments
    type_ = type_of(value.value)
    if type_ not in _NUMBERS:
        subject = text(value.value, scope)
        return Filtered(subject, "default", (text(otherwise, scope), TRUE))
    result = scope.assign("value", expression(value.value, scope))
    missing: Expression = Binary(result, "==", NONE)
    if replaces_false == Constant(value=True):
        missing = negation(result)
    scope.update_when(missing, result, expression(otherwise, scope))
    return result


def _joined(value: Apply, scope: Scope) -> Expression:
    separator = text(value.arguments[0], scope)
    match value.value:
        case Gather(values) if separator == EMPTY:
            return concatenation([text(part, scope) for part in values])
        case Gather(values):
            gathered = scope.assign("parts", Array(()))
            for part in values:
                item = text(part, scope)
                longer = Binary(gathered, "+", Array((item,)))
                if isinstance(item, Literal):
                    if item != EMPTY:
                        scope.update(gathered, longer)
                    continue
                name = named(item, "part", scope)
                longer = Binary(gathered, "+", Array((name,)))
                scope.update_when(Binary(name, "!=", EMPTY), gathered, longer)
            return Filtered(gathered, "join", (separator,))
        case Read(FieldRead(field)) if field.type in LISTS:
            items = Filtered(fields.items(field, scope), "replace", (Literal("\0"), separator))
            if field.type is ValueType.TEXT_LIST:
                return items
            # A text stays exactly as it came.
            return Either((fields.text(field, scope), items))
        case single:
            return text(single, scope)
