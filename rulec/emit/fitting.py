"""Values fitted to the fields that they are written to, as `evaluate.fitting` defines it."""

from __future__ import annotations

from collections.abc import Sequence

from rulec.emit import conditions, fields, values
from rulec.emit.scope import Scope
from rulec.ir import (
    JSON_TYPES,
    Assignment,
    Choice,
    Concat,
    Constant,
    Entry,
    FieldRead,
    ListOf,
    Lookup,
    Read,
    Record,
    Value,
)
from rulec.pexip import PIN_PATTERN, UUID_PATTERN, InputField, ResponseField, ValueType
from rulec.records import dataclass
from rulec.script.expression import (
    EMPTY,
    FALSE,
    NONE,
    TRUE,
    Array,
    Binary,
    Dictionary,
    Either,
    Expression,
    Filtered,
    Item,
    Literal,
    Name,
    array,
    both,
    either,
    negation,
    search,
)
from rulec.script.statement import Branch, If


@dataclass(frozen=True, slots=True)
class Fitted:
    """A value for a field. `missing` says when it is null; None when it never is."""

    value: Expression
    missing: Expression | None = None


def fitted(field: ResponseField, value: Value, scope: Scope) -> Fitted:
    """What `value` writes into `field`."""
    match value:
        case Constant(None):
            return Fitted(NONE, TRUE)
        case Constant(scalar):
            return Fitted(Literal(scalar))
        case Choice():
            return _chosen(field, value, scope)
        case Lookup():
            return _looked_up(field, value, scope)
        case Read(FieldRead(copied)) if copied.type in JSON_TYPES:
            return _copied(copied, scope)
        case ListOf(items):
            return Fitted(_list(field, items, scope))
        case Record(entries):
            return _record(entries, scope)
        case _ if field.type is ValueType.BOOLEAN:
            name = values.named(values.expression(value, scope), field.name, scope)
            return Fitted(name, Binary(name, "==", NONE))
        case _ if field.type is ValueType.INTEGER:
            return _integer(field, value, scope)
        case _:
            made = _text(field, values.text(value, scope), scope)
            if _is_cut_only(field) and _never_empty(value):
                return Fitted(made.value)
            return made


def _is_cut_only(field: ResponseField) -> bool:
    """Whether any text may be written into a field, once it is short enough."""
    return not (field.pin or field.uuid or (field.values and field.values_closed))


def _never_empty(value: Value) -> bool:
    """Whether a text surely has a character: one that the author wrote."""
    return isinstance(value, Concat) and any(
        isinstance(part, Constant) and part.value not in ("", None) for part in value.parts
    )


def _chosen(field: ResponseField, value: Choice, scope: Scope) -> Fitted:
    """One of two values; none stands for null, because a text that was written may be empty."""
    name = scope.assign(field.name, NONE)
    bodies = []
    missing = None
    for part in (value.then, value.otherwise):
        inner = scope.branch()
        item = fitted(field, part, inner)
        write_present(item, name, inner)
        bodies.append(tuple(inner.statements))
        missing = missing if item.missing is None else Binary(name, "==", NONE)
    condition = conditions.condition(value.when, scope)
    scope.statements.append(If((Branch(condition, bodies[0]),), bodies[1]))
    return Fitted(name, missing)


def write_present(item: Fitted, name: Name, scope: Scope) -> None:
    """Statements that give a variable a value where it is not null."""
    if item.missing is None:
        scope.update(name, item.value)
    elif item.missing != TRUE:
        scope.update_when(present(item), name, item.value)


def _looked_up(field: ResponseField, value: Lookup, scope: Scope) -> Fitted:
    """What a table has for a key; none stands for null, as in a chosen value."""
    entries = [(key, fitted(field, entry, scope)) for key, entry in value.entries]
    other = fitted(field, value.otherwise, scope)
    otherwise: Expression = NONE
    if other.missing is None:
        otherwise = other.value
    elif other.missing != TRUE:
        otherwise = scope.assign(field.name, NONE)
        write_present(other, otherwise, scope)
    made = [(key, item.value) for key, item in entries]
    name = scope.assign(field.name, values.looked_up(value, made, otherwise, scope))
    sure = all(item.missing is None for item in (other, *(item for _, item in entries)))
    return Fitted(name, None if sure else Binary(name, "==", NONE))


def _integer(field: ResponseField, value: Value, scope: Scope) -> Fitted:
    name = scope.assign(field.name, values.expression(value, scope))
    outside = []
    if field.minimum is not None:
        outside.append(Binary(name, "<", Literal(field.minimum)))
    if field.maximum is not None:
        outside.append(Binary(name, ">", Literal(field.maximum)))
    if outside:
        has_number = Binary(name, "!=", NONE)
        scope.update_when(both([has_number, either(outside)]), name, NONE)
    return Fitted(name, Binary(name, "==", NONE))


def _text(field: ResponseField, text: Expression, scope: Scope) -> Fitted:
    right: Expression | None = None
    name: Expression = Name("")
    if field.pin or field.uuid:
        name = scope.assign(field.name, text)
        right = search(PIN_PATTERN if field.pin else UUID_PATTERN, name)
    elif field.values and field.values_closed:
        name = scope.assign(field.name, text)
        right = Binary(name, "in", array(field.values))
    if right is not None and isinstance(name, Name):
        scope.update_when(negation(right), name, EMPTY)
        return Fitted(name, Binary(name, "==", EMPTY))
    cut = Filtered(text, "pex_head", (Literal(field.max_length),))
    name = scope.assign(field.name, cut)
    return Fitted(name, Binary(name, "==", EMPTY))


def _list(field: ResponseField, items: Sequence[Value], scope: Scope) -> Expression:
    every = [fitted(field, item, scope) for item in items]
    if all(item.missing is None for item in every):
        return Array(tuple(item.value for item in every))
    name = scope.assign(field.name, Array(()))
    for item in every:
        longer = Binary(name, "+", Array((item.value,)))
        if item.missing is None:
            scope.update(name, longer)
        elif item.missing != TRUE:
            scope.update_when(present(item), name, longer)
    return name


def _record(entries: Sequence[Entry], scope: Scope) -> Fitted:
    every = [(entry, fitted(entry.field, entry.value, scope)) for entry in entries]
    sure = [(entry.field.name, item.value) for entry, item in every if item.missing is None]
    unsure = [(entry, item) for entry, item in every if item.missing is not None]
    if not unsure:
        # Without any entry there is no object either.
        return Fitted(Dictionary(tuple(sure))) if sure else Fitted(NONE, TRUE)
    name = scope.assign("item", Dictionary(tuple(sure)))
    for entry, item in unsure:
        updated = Filtered(name, "pex_update", (Dictionary(((entry.field.name, item.value),)),))
        scope.update_when(present(item), name, updated)
    lacking = [negation(present(item)) for entry, item in unsure if entry.field.required]
    missing = either([*lacking, *([] if sure else [negation(name)])])
    return Fitted(name, None if missing == FALSE else missing)


def fitted_all(
    assignments: Sequence[Assignment], scope: Scope
) -> list[tuple[ResponseField, Fitted]]:
    """The values of several fields, each with its row."""
    return [(a.field, fitted(a.field, a.value, scope)) for a in assignments]


def write(
    target: Name,
    values_of: Sequence[tuple[ResponseField, Fitted]],
    scope: Scope,
    *,
    new: bool = False,
    nulls: bool = True,
) -> None:
    """Statements that write fields into `target`, those that always have a value at once.

    `new` makes `target` a new object. With `nulls` a null is written where the field allows it;
    any other leaves the field as it was.
    """
    sure: list[tuple[str, Expression]] = []
    unsure: list[tuple[str, Fitted]] = []
    for field, item in values_of:
        if item.missing is None:
            sure.append((field.name, item.value))
        elif field.nullable and nulls:
            sure.append((field.name, _or_none(item)))
        elif item.missing != TRUE:
            unsure.append((field.name, item))
    literal = Dictionary(tuple(sure))
    if new:
        scope.update(target, literal)
    elif sure:
        scope.update(target, Filtered(target, "pex_update", (literal,)))
    for name, item in unsure:
        updated = Filtered(target, "pex_update", (Dictionary(((name, item.value),)),))
        scope.update_when(present(item), target, updated)


def append(target: Name, field: ResponseField, added: Expression, scope: Scope) -> None:
    """Statements that add items to a list of `target`; what is no list there is left behind."""
    found = Filtered(Item(target, Literal(field.name)), "default", (EMPTY, TRUE))
    before = scope.assign(field.name, found)
    is_list = _spelled_with("[", before, scope)
    scope.update_when(negation(is_list), before, Array(()))
    entry = Dictionary(((field.name, Binary(before, "+", added)),))
    scope.update(target, Filtered(target, "pex_update", (entry,)))


def _copied(field: InputField, scope: Scope) -> Fitted:
    """A list or an object as it came; null where it is empty or of another kind."""
    name = scope.assign(field.name, Filtered(fields.path(field, scope), "default", (EMPTY, TRUE)))
    start = "{" if field.type is ValueType.OBJECT else "["
    scope.update_when(negation(_spelled_with(start, name, scope)), name, NONE)
    return Fitted(name, Binary(name, "==", NONE))


def _spelled_with(start: str, name: Name, scope: Scope) -> Expression:
    """Whether a value is a list or an object: no test tells, but how a node prints it does."""
    spelled = scope.assign(f"{name.name}_text", fields.as_text(name))
    begins = Binary(Filtered(spelled, "pex_head", (Literal(1),)), "==", Literal(start))
    return both([Binary(spelled, "!=", name), begins])


def present(item: Fitted) -> Expression:
    """Whether a value is not null."""
    return TRUE if item.missing is None else negation(item.missing)


def _or_none(item: Fitted) -> Expression:
    """The value, or none: text without a value is the empty text."""
    if isinstance(item.missing, Binary) and item.missing.right == EMPTY:
        return Either((item.value, NONE))
    return item.value
