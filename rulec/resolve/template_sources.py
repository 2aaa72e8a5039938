"""The sources of templates: fields, named values, captures, columns, secrets and literals."""

from __future__ import annotations

import re

from rulec.diagnostics import Code, did_you_mean, names, nearest, short
from rulec.diagnostics import codes_resolving as codes
from rulec.ir import Constant, FieldRead, Gather, PartRead, Read, Secret, Source, Value, type_of
from rulec.matching.alias import AliasPart
from rulec.pexip import CALL_FIELDS, InputField, Policy, ValueType
from rulec.records import dataclass
from rulec.resolve.context import Facts, SetContext
from rulec.resolve.fields import GROUPS, NoField, attribute, field_below, field_named, not_in_policy
from rulec.resolve.names import Names
from rulec.resolve.template_parser import ENVIRONMENT, Listing, Path, Word
from rulec.syntax.nodes import Cell, Scalar, inner_span

#: What the environment holds in place of bytes that are no UTF-8.
_SURROGATE = re.compile("[\ud800-\udfff]")
_PARTS = frozenset(part.value for part in AliasPart)


@dataclass(frozen=True, slots=True)
class Resolver:
    """Resolves the templates of one text."""

    context: SetContext
    names: Names
    scalar: Scalar

    def note(self, code: Code, message: str, at: object, hint: str = "") -> None:
        """Notes a problem at a part of the text."""
        start, end = getattr(at, "start", 0), getattr(at, "end", len(self.scalar))
        self.context.problems.add(code, message, inner_span(self.scalar, start, end), hint)


def source_of(source: Path | Word | Listing, resolver: Resolver) -> Value | None:
    """What a source gives; None after noting what is wrong with it."""
    match source:
        case Word(value):
            return Constant(value)
        case Listing(items):
            values = [_item(item, resolver) for item in items]
            if any(value is None for value in values):
                return None
            return Gather(tuple(value for value in values if value is not None))
        case Path((first, name)) if first == ENVIRONMENT:
            return _secret(name, source, resolver)
        case Path((name,)) if name in resolver.names.columns:
            return cell_value(resolver.names.columns[name])
        case Path():
            read = _named_source(source, resolver)
            return None if read is None else Read(read)


def _secret(name: str, path: Path, resolver: Resolver) -> Value | None:
    """A text from the environment, which no message may repeat."""
    value = resolver.context.facts.environment.get(name)
    if value and not _SURROGATE.search(value):
        return Secret(name, value)
    message = f"the environment variable `{short(name)}` is not set"
    hint = "set it for the build, or correct the name"
    if value is not None:
        message = f"the environment variable `{short(name)}` is empty"
        hint = "give it a value: an empty secret protects nothing"
    if value:
        message = f"the environment variable `{short(name)}` is not valid UTF-8"
        hint = "give it a value that is text"
    resolver.note(codes.UNSET_SECRET, message, path, hint)
    return None


def _item(item: Path | Word, resolver: Resolver) -> Value | None:
    """An item of a list in a template, which is no list itself."""
    value = source_of(item, resolver)
    if value is not None and type_of(value) is ValueType.TEXT_LIST:
        message = "a list cannot be an item of another list"
        resolver.note(codes.LIST_IN_TEXT, message, item, "join it in a `let` of its own")
        return None
    return value


def _named_source(path: Path, resolver: Resolver) -> Source | None:
    first, *rest = path.steps
    if not rest:
        named = resolver.names.source(first, inner_span(resolver.scalar, path.start, path.end))
        if named is not None:
            return named.source
    if rest and first in resolver.names.known():
        message = f"`{first}` is a named value and has no parts"
        hint = f"write `{{{first}}}`, or take the part where it is defined"
        if first in resolver.names.columns:
            message = f"`{first}` is a column here and has no parts"
            hint = f"for the field write `{{call_info.{path.text}}}`"
        resolver.note(codes.UNKNOWN_SOURCE, message, path, hint)
        return None
    found, part = _field(path, resolver)
    if isinstance(found, NoField):
        known = [*resolver.names.known()] if not rest and found.unknown else []
        near = nearest(first, [*known, *found.near])
        hint = did_you_mean(first, known) if near in known else found.hint
        message = found.message.replace("unknown field", "unknown source")
        if found.unknown and not rest and (table := resolver.context.tables.having(first)):
            hint = f"it is a column of `{table}`: add `for_each: {table}` to the rule"
        if first == "env" and rest:
            hint = f"for a secret write `{{env:{'.'.join(rest)}}}`"
        if found.path:
            hint = f"write `{{{'.'.join(found.path)}}}`"
        resolver.note(codes.UNKNOWN_SOURCE, message, path, hint)
        return None
    _check_column(path, resolver)
    if part is not None:
        if not found.alias:
            message = f"`{found.dotted}` is no alias, so it has no `{part.value}`"
            resolver.note(codes.NOT_AN_ALIAS, message, path, "leave the part out")
            return None
        return PartRead(found, part)
    if found.type in (ValueType.OBJECT, ValueType.OBJECT_LIST):
        message = f"`{found.dotted}` is {found.type.with_article} and cannot stand in a template"
        resolver.note(codes.WRONG_TYPE, message, path, "use another field")
        return None
    return FieldRead(found)


def _check_column(path: Path, resolver: Resolver) -> None:
    """Warns of a field whose name only differs in case from a column."""
    meant = [name for name in resolver.names.columns if name.lower() == path.text.lower()]
    if meant:
        message = f"`{path.text}` is the field, not the column `{short(meant[0])}`"
        hint = f"write `{{{short(meant[0])}}}`, or `{{call_info.{path.text}}}` for the field"
        resolver.note(codes.LOOKS_LIKE, message, path, hint)


def _field(path: Path, resolver: Resolver) -> tuple[InputField | NoField, AliasPart | None]:
    """The field that a path leads to, and the part of the alias that it ends with."""
    policy, facts = resolver.context.policy, resolver.context.facts
    steps = path.steps
    part = AliasPart(steps[-1]) if len(steps) > 1 and steps[-1] in _PARTS else None
    if steps[0] == "participant" and steps[1:2] == ("idp_attributes",):
        steps = steps[1:]
    if steps[0] == "idp_attributes" and len(steps) == 2:
        return attribute(steps[1], policy), None
    if part is not None:
        steps = steps[:-1]
    if len(steps) == 1 and steps[0] in GROUPS:
        hint = f"name one of its fields: `{steps[0]}. ...`"
        return NoField(f"`{steps[0]}` is not a value", hint, unknown=False), None
    if len(steps) == 1 and steps[0] != "idp_attributes":
        return field_named(steps[0], policy, facts), part
    if len(steps) == 2 and steps[0] in GROUPS:
        return field_below(steps[0], steps[1], policy, facts), part
    return _no_such_path(path, policy, facts), None


def _no_such_path(path: Path, policy: Policy, facts: Facts) -> NoField:
    """Why a path of several steps leads nowhere, and what may have been meant."""
    steps = path.steps
    if "idp_attributes" in steps[:2]:
        if policy is not Policy.PARTICIPANT:
            return not_in_policy("idp_attributes", policy)
        hint = "name one: `idp_attributes.group`; quote a name with other signs than letters"
        return NoField(f"`{short(path.text)}` is no attribute of an identity provider", hint)
    parts = [part.value for part in AliasPart]
    parent = steps[:-1]
    field: InputField | NoField = NoField("")
    if len(parent) == 1 and parent[0] not in GROUPS:
        field = field_named(parent[0], policy, facts)
    elif len(parent) == 2 and parent[0] in GROUPS:
        field = field_below(parent[0], parent[1], policy, facts)
    if isinstance(field, NoField):
        known = [*GROUPS, *CALL_FIELDS]
        hint = did_you_mean(steps[0], known)
        hint = hint or "sources are fields, named values and the captures of patterns"
        return NoField(f"unknown source `{short(path.text)}`", hint)
    message = f"`{'.'.join(parent)}` has no part `{short(steps[-1])}`"
    if not field.alias:
        return NoField(message, f"write `{{{'.'.join(parent)}}}`")
    return NoField(message, did_you_mean(steps[-1], parts) or f"parts are {names(parts)}")


def as_written(value: Value) -> str:
    """A constant as text; null is the empty text."""
    match value:
        case Constant(bool(flag)):
            return "true" if flag else "false"
        case Constant(str() | int() as scalar):
            return str(scalar)
        case _:
            return ""


def cell_value(cell: Cell) -> Constant:
    """A cell as a value: its text, or null."""
    return Constant(None if cell.is_null else str(cell))
