"""What the variables of a script hold: inputs of the call, made total, and what is made of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rulec.ir import LISTS, Condition, FieldRead, Not, NoValue, PartRead
from rulec.lifting import idioms
from rulec.lifting.idioms import Form, Idiom, name_of
from rulec.lifting.tree import Assign, Statement
from rulec.matching.alias import AliasPart
from rulec.matching.clock import zone_names
from rulec.pexip import VARIABLES, InputField, ValueType, idp_attribute
from rulec.records import dataclass
from rulec.script.expression import Call, Expression, Filtered, Item, Literal, Method, Name


@dataclass(frozen=True, slots=True)
class Source:
    """A text, an integer or a boolean of the call; the empty text, or none, where there is none."""

    source: FieldRead | PartRead


@dataclass(frozen=True, slots=True)
class Anything:
    """A field of texts that may hold anything else: it is equal to a text only where it is one."""

    source: FieldRead


@dataclass(frozen=True, slots=True)
class Printed:
    """A field of texts as a node prints it, in lower case, which its addresses stay."""

    source: FieldRead


@dataclass(frozen=True, slots=True)
class Items:
    """The items of a list, joined by NUL."""

    field: InputField


@dataclass(frozen=True, slots=True)
class ItemAt:
    """One of the first items of a list, counted from 1; the empty text where it has fewer."""

    field: InputField
    number: int
    #: How many first items were taken apart.
    of: int


@dataclass(frozen=True, slots=True)
class Plain:
    """Whether a variable is a plain address of a version."""

    name: str
    version: int


@dataclass(frozen=True, slots=True)
class InputObject:
    """An object that is an input of the script; an empty one where there is none."""

    variable: str


@dataclass(frozen=True, slots=True)
class AliasGroups:
    """What the pattern of aliases found in a field."""

    field: InputField


@dataclass(frozen=True, slots=True)
class ItemGroups:
    """The first items of a list as groups."""

    field: InputField
    count: int


@dataclass(frozen=True, slots=True)
class Now:
    """The wall clock of a zone."""

    zone: str


@dataclass(frozen=True, slots=True)
class Clock:
    """A number made of the wall clock: `minute`, `date`, `weekday`, or the `year` from March."""

    part: str
    zone: str


@dataclass(frozen=True, slots=True)
class Holds:
    """Whether a condition holds."""

    condition: Condition


Reading = (
    Source
    | Anything
    | Printed
    | Items
    | ItemAt
    | Plain
    | InputObject
    | AliasGroups
    | ItemGroups
    | Now
    | Clock
    | Holds
)

#: What variables hold, by name; what is in none of these forms is not here.
Readings = dict[str, Reading]

#: The guards of fields, with the type of the fields that each makes total.
_FIELDS: tuple[tuple[Idiom, ValueType], ...] = (
    (idioms.TEXT, ValueType.TEXT),
    (idioms.INTEGER, ValueType.INTEGER),
    (idioms.BOOLEAN, ValueType.BOOLEAN),
    (idioms.LIST, ValueType.TEXT_LIST),
    (idioms.TEXT_OR_LIST, ValueType.TEXT_OR_LIST),
)

_CLOCKS = {"minute": idioms.MINUTE, "date": idioms.DATE, "year": idioms.YEAR}


def take(
    statements: Sequence[Statement], known: Mapping[str, Reading]
) -> tuple[int, str, Reading] | None:
    """How many of the first statements set a variable to something known, and what that is."""
    for idiom, type_ in _FIELDS:
        bound = idiom.match(statements[: len(idiom)])
        field = None if bound is None else _field(bound["VALUE"], known)
        if bound is not None and field is not None and field.type is type_:
            made = Items(field) if type_ in LISTS else Source(FieldRead(field))
            return len(idiom), name_of(bound, "X"), made
    bound = idioms.ANYTHING.match(statements[:1])
    field = None if bound is None else _field(bound["VALUE"], known)
    if bound is not None and field is not None and field.type is ValueType.TEXT:
        return 1, name_of(bound, "X"), Anything(FieldRead(field))
    bound = idioms.DOMAIN.match(statements[: len(idioms.DOMAIN)])
    if bound is not None:
        domain = _part_of(known.get(name_of(bound, "ADDRESS")), AliasPart.DOMAIN)
        return None if domain is None else (len(idioms.DOMAIN), name_of(bound, "X"), domain)
    if not isinstance(statements[0], Assign):
        return None
    reading = _made(statements[0].value, known) or _as_it_came(statements[0].value, known)
    return None if reading is None else (1, statements[0].name, reading)


def got(value: Expression, known: Mapping[str, Reading]) -> FieldRead | None:
    """The field of texts that an expression gives as it came, or none where there is none."""
    match value:
        case Method(Name() as holder, "get", (Literal(str()) as key,)):
            field = _field(Item(holder, key), known)
            return FieldRead(field) if field and field.type is ValueType.TEXT else None
        case _:
            return None


def _as_it_came(value: Expression, known: Mapping[str, Reading]) -> Reading | None:
    match value:
        case Filtered(inner, "lower", ()):
            source = got(inner, known)
            return None if source is None else Printed(source)
        case _:
            source = got(value, known)
            return None if source is None else Anything(source)


def _part_of(address: Reading | None, part: AliasPart) -> Source | None:
    """A part of the alias of which a variable holds the address."""
    match address:
        case Source(PartRead(field, AliasPart.ADDRESS)):
            return Source(PartRead(field, part))
        case _:
            return None


def _field(value: Expression, known: Mapping[str, Reading]) -> InputField | None:
    """The field that an expression reads, by the path that leads to it."""
    path: list[str] = []
    while True:
        match value:
            case Item(inner, Literal(str() as step)):
                path.insert(0, step)
                value = inner
            case Filtered() if path and (bound := idioms.INNER.match(value)) is not None:
                # Of an object on the way alone: the last step would be an object, too.
                value = bound["VALUE"]
            case Name("call_info"):
                return _row(("call_info", *path))
            case Name(name):
                match known.get(name):
                    case InputObject(variable):
                        return _row((variable, *path))
                    case _:
                        return None
            case _:
                return None


def _row(path: tuple[str, ...]) -> InputField | None:
    variable, *rest = path
    match rest:
        case [name]:
            return VARIABLES[variable].fields.get(name)
        case ["idp_attributes", name] if variable == "participant":
            return idp_attribute(name)
        case _:
            return None


def _made(value: Expression, known: Mapping[str, Reading]) -> Reading | None:
    """What an expression of known variables is."""
    match value:
        case Call("pex_now", (Literal(str() as zone),)) if zone in zone_names():
            return Now(zone)
        case _:
            pass
    bound = idioms.OBJECT.match(value)
    if bound is not None and name_of(bound, "X") in VARIABLES:
        return InputObject(name_of(bound, "X"))
    return _of_text(value, known) or _of_groups(value, known) or _of_clock(value, known)


def _of_text(value: Expression, known: Mapping[str, Reading]) -> Reading | None:
    def reading(form: Form) -> tuple[str, Reading | None]:
        bound = form.match(value)
        name = "" if bound is None else name_of(bound, "X")
        return name, known.get(name)

    _, text = reading(idioms.ALIAS_GROUPS)
    if isinstance(text, Source) and isinstance(text.source, FieldRead) and is_text(text):
        return AliasGroups(text.source.field)
    for version, form in (*idioms.PLAIN.items(), (4, idioms.DOTTED)):
        name, text = reading(form)
        if isinstance(text, ItemAt | Printed) or (isinstance(text, Source) and is_text(text)):
            return Plain(name, version)
    for count, form in idioms.FIRST_ITEMS.items():
        _, items = reading(form)
        if isinstance(items, Items):
            return ItemGroups(items.field, count)
    return None


def _of_groups(value: Expression, known: Mapping[str, Reading]) -> Reading | None:
    def reading(form: Form, placeholder: str = "GROUPS") -> Reading | None:
        bound = form.match(value)
        return None if bound is None else known.get(name_of(bound, placeholder))

    for part, form in ((AliasPart.SCHEME, idioms.SCHEME), (AliasPart.ADDRESS, idioms.ADDRESS)):
        groups = reading(form)
        if isinstance(groups, AliasGroups):
            return Source(PartRead(groups.field, part))
    user = _part_of(reading(idioms.USER, "ADDRESS"), AliasPart.USER)
    if user is not None:
        return user
    for number, form in idioms.GROUP.items():
        groups = reading(form)
        if isinstance(groups, ItemGroups) and number <= groups.count:
            return ItemAt(groups.field, number, groups.count)
    return None


def _of_clock(value: Expression, known: Mapping[str, Reading]) -> Reading | None:
    for part, form in _CLOCKS.items():
        if (bound := form.match(value)) is not None:
            now = known.get(name_of(bound, "NOW"))
            return Clock(part, now.zone) if isinstance(now, Now) else None
    if (bound := idioms.WEEKDAY.match(value)) is not None:
        now, year = known.get(name_of(bound, "NOW")), known.get(name_of(bound, "YEAR"))
        if isinstance(now, Now) and year == Clock("year", now.zone):
            return Clock("weekday", now.zone)
    return None


def is_text(source: Source) -> bool:
    """Whether what a variable holds is text, and no number or boolean."""
    read = source.source
    return isinstance(read, PartRead) or read.field.type is ValueType.TEXT


def text_condition(variable: str, key: str) -> Condition | None:
    """That a member of an input is a text that is not empty; None where it is no text."""
    field = VARIABLES[variable].fields.get(key)
    if field is None or field.type is not ValueType.TEXT:
        return None
    return Not(NoValue(FieldRead(field)))
