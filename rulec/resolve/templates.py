"""Templates to values: which source a name is, and whether filters fit what they are given."""

from __future__ import annotations

import re
from dataclasses import dataclass

from rulec.diagnostics import Code, did_you_mean, names, nearest, short
from rulec.diagnostics import codes_reading as reading
from rulec.diagnostics import codes_resolving as codes
from rulec.ir import (
    Apply,
    Concat,
    Constant,
    FieldRead,
    Gather,
    PartRead,
    Read,
    Source,
    Value,
    type_of,
)
from rulec.matching.alias import AliasPart
from rulec.matching.pattern import PatternProblem, parse_pattern
from rulec.matching.replacement import check_replacement, portable_replacement, replace_problem
from rulec.pexip import (
    CALL_FIELDS,
    DISABLED_FILTERS,
    FILTERS,
    FUNCTIONS,
    Filter,
    InputField,
    Parameter,
    Policy,
    ValueType,
)
from rulec.resolve.context import Facts, SetContext
from rulec.resolve.fields import (
    GROUPS,
    NoField,
    attribute,
    field_below,
    field_named,
    not_in_policy,
)
from rulec.resolve.names import Names
from rulec.resolve.template_parser import (
    FilterCall,
    Listing,
    Path,
    Placeholder,
    Word,
    parse_template,
)
from rulec.syntax.nodes import Scalar, inner_span

#: An expression as scripts write it, copied into a rule.
_COPIED = re.compile(r"\{\{\s*(?:call_info\.)?([a-z_]+(?:\.[a-z_]+)*(?:\s*\|[^{}]*?)?)\s*\}\}")

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


def template(text: Scalar, context: SetContext, names: Names) -> Value | None:
    """The value that a text means; None after noting what is wrong with it.

    A text without templates is a constant, one that is a single template keeps its type.
    """
    resolver = Resolver(context, names, text)
    parts, problems = parse_template(text)
    for problem in problems:
        resolver.note(codes.BAD_TEMPLATE, problem.message, problem, problem.hint)
    for found in _COPIED.finditer(text):
        at = Word(None, found.start(), found.end())
        hint = f"for the value write `{{{short(found[1])}}}`, with single braces"
        resolver.note(codes.DOUBLE_BRACES, "double braces are braces of the text", at, hint)
    if not problems and not any(isinstance(part, Placeholder) for part in parts):
        return Constant("".join(part for part in parts if isinstance(part, str)))
    values = [
        Constant(part) if isinstance(part, str) else _placeholder(part, resolver) for part in parts
    ]
    if problems or any(value is None for value in values):
        return None
    whole = [value for value in values if value is not None]
    if len(whole) > 1 and all(isinstance(value, Constant) for value in whole):
        return Constant("".join(as_written(value) for value in whole))
    return whole[0] if len(whole) == 1 else Concat(tuple(whole))


def as_written(value: Value) -> str:
    """A constant as text; null is the empty text."""
    match value:
        case Constant(bool(flag)):
            return "true" if flag else "false"
        case Constant(str() | int() as scalar):
            return str(scalar)
        case _:
            return ""


def _placeholder(part: Placeholder, resolver: Resolver) -> Value | None:
    value = _source(part.source, resolver)
    for call in part.filters:
        if value is None:
            # The filters behind an unknown source are still worth a look.
            _filter_row(call, resolver)
            continue
        value = _apply(call, value, resolver)
    if value is not None and type_of(value) is ValueType.TEXT_LIST:
        message = "a list has no text of its own"
        resolver.note(codes.LIST_IN_TEXT, message, part, "add `| join(', ')` behind the list")
        return None
    return value


def _source(source: Path | Word | Listing, resolver: Resolver) -> Value | None:
    match source:
        case Word(value):
            return Constant(value)
        case Listing(items):
            values = [_item(item, resolver) for item in items]
            if any(value is None for value in values):
                return None
            return Gather(tuple(value for value in values if value is not None))
        case Path():
            read = _named_source(source, resolver)
            return None if read is None else Read(read)


def _item(item: Path | Word, resolver: Resolver) -> Value | None:
    """An item of a list in a template, which is no list itself."""
    value = _source(item, resolver)
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
    if first == "env" and rest:
        hint = "write the value itself"
        message = "`env:` is not supported by this version of rulec"
        resolver.note(reading.NOT_SUPPORTED, message, path, hint)
        return None
    if rest and first in resolver.names.known():
        message = f"`{first}` is a named value and has no parts"
        hint = f"write `{{{first}}}`, or take the part where it is defined"
        resolver.note(codes.UNKNOWN_SOURCE, message, path, hint)
        return None
    found, part = _field(path, resolver)
    if isinstance(found, NoField):
        known = [*resolver.names.known()] if not rest and found.unknown else []
        near = nearest(first, [*known, *found.near])
        hint = did_you_mean(first, known) if near in known else found.hint
        message = found.message.replace("unknown field", "unknown source")
        if found.path:
            hint = f"write `{{{'.'.join(found.path)}}}`"
        resolver.note(codes.UNKNOWN_SOURCE, message, path, hint)
        return None
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


def _filter_row(call: FilterCall, resolver: Resolver) -> Filter | None:
    """The row of a filter that templates may use."""
    row = FILTERS.get(call.name) or FUNCTIONS.get(call.name)
    if row is not None and not row.refused:
        return row
    at = Word(None, call.start, call.start + len(call.name))
    usable = [name for name, row in FILTERS.items() if not row.refused]
    listed = f"known are {', '.join(f'`{name}`' for name in usable)}"
    if row is not None:
        reason = _sentence(row.refused)
        resolver.note(codes.REFUSED_FILTER, f"`{call.name}` cannot be used here", at, reason)
    elif call.name in DISABLED_FILTERS:
        instead = DISABLED_FILTERS[call.name]
        hint = f"use `{instead}`" if instead else listed
        message = f"the filter `{call.name}` is disabled on a node"
        resolver.note(codes.REFUSED_FILTER, message, at, hint)
    else:
        hint = did_you_mean(call.name, usable) or listed
        message = f"unknown filter `{short(call.name)}`"
        resolver.note(codes.UNKNOWN_FILTER, message, at, hint)
    return None


def _apply(call: FilterCall, value: Value, resolver: Resolver) -> Value | None:
    row = _filter_row(call, resolver)
    if row is None:
        return None
    most = len(row.parameters)
    least = sum(parameter.required for parameter in row.parameters)
    given = len(call.arguments)
    if not least <= given <= most:
        wanted = str(least or "no") if least == most else f"{least} to {most}"
        plural = "" if wanted == "1" else "s"
        message = f"`{call.name}` takes {wanted} argument{plural}, not {given}"
        resolver.note(codes.WRONG_ARGUMENTS, message, call, f"as in `{row.example}`")
        return None
    if not _input_fits(row, value, call, resolver):
        return None
    filled = [
        _argument(parameter, argument, row, value, resolver)
        for parameter, argument in zip(row.parameters, call.arguments, strict=False)
    ]
    if any(argument is None for argument in filled):
        return None
    arguments = [argument for argument in filled if argument is not None]
    arguments += [Constant(parameter.default) for parameter in row.parameters[given:]]
    if row.name == "pex_regex_replace":
        return _replacement(row, value, call, arguments, resolver)
    return Apply(row, value, tuple(_without_trailing_null(row, arguments)))


def _without_trailing_null(row: Filter, arguments: list[Value]) -> list[Value]:
    """Arguments without optional ones that were left out and have no value of their own."""
    kept = list(arguments)
    while kept and kept[-1] == Constant(None) and not row.parameters[len(kept) - 1].required:
        kept.pop()
    return kept


def _input_fits(row: Filter, value: Value, call: FilterCall, resolver: Resolver) -> bool:
    """Whether a filter takes values of this type."""
    type_ = type_of(value)
    if isinstance(value, Gather) and row.name != "join":
        message = f"`{row.name}` takes no list"
        resolver.note(codes.WRONG_TYPE, message, call, "put `join` in front of it")
        return False
    if row.name == "join" or (row.name == "default" and type_ is not ValueType.TEXT_LIST):
        return True
    if type_ in (ValueType.INTEGER, ValueType.BOOLEAN):
        message = f"`{row.name}` takes text, not {type_.with_article}"
        hint = "make it text first: `{[source] | join | ...}`"
        resolver.note(codes.WRONG_TYPE, message, call, hint)
        return False
    if type_ is ValueType.TEXT_LIST:
        hint = "put `join` in front of it"
        resolver.note(codes.WRONG_TYPE, f"`{row.name}` takes no list", call, hint)
        return False
    return True


def _argument(
    parameter: Parameter, argument: Path | Word, row: Filter, value: Value, resolver: Resolver
) -> Value | None:
    """An argument, checked for what its filter makes of `value`."""
    written = argument.value if isinstance(argument, Word) else None
    message = hint = ""
    name = f"argument `{parameter.name}` of `{row.name}`"
    if parameter.role and not isinstance(argument, Word):
        message = f"the {name} must be written out"
    elif parameter.role == "boolean" and not isinstance(written, bool):
        message = f"the {name} must be `true` or `false`"
    elif parameter.role == "count" and (
        not isinstance(written, int) or isinstance(written, bool) or written < 1
    ):
        message = f"the {name} must be a whole number from 1"
    elif parameter.role in ("pattern", "replacement") and not isinstance(written, str):
        message = f"the {name} must be text in quotes"
    if message:
        resolver.note(codes.WRONG_ARGUMENTS, message, argument, f"as in `{row.example}`")
        return None
    made = _source(argument, resolver)
    if made is None or parameter.role or made == Constant(None):
        return made
    wanted = type_of(value) if row.name == "default" else parameter.type
    if _is_text(wanted) and isinstance(made, Constant):
        return Constant(as_written(made))
    if type_of(made) is wanted or (_is_text(wanted) and _is_text(type_of(made))):
        return made
    message = f"the {name} must be {wanted.with_article} here"
    if row.name == "default":
        hint = "make the source text first: `{[source] | join | default('...')}`"
    message += f", not {type_of(made).with_article}"
    resolver.note(codes.WRONG_ARGUMENTS, message, argument, hint or f"as in `{row.example}`")
    return None


def _is_text(type_: ValueType) -> bool:
    return type_ in (ValueType.TEXT, ValueType.TEXT_OR_LIST)


def _replacement(
    row: Filter, value: Value, call: FilterCall, arguments: list[Value], resolver: Resolver
) -> Value | None:
    """`pex_regex_replace` with its pattern and replacement checked and made portable."""
    find, replace = (str(a.value) for a in arguments if isinstance(a, Constant))
    pattern_at, replacement_at = call.arguments[0], call.arguments[1]
    pattern = parse_pattern(find)
    if isinstance(pattern, PatternProblem):
        _note_inside(resolver, pattern_at, pattern)
        return None
    problem = check_replacement(replace, pattern)
    if problem is not None:
        _note_inside(resolver, replacement_at, problem)
        return None
    unsafe = replace_problem(pattern)
    if unsafe:
        hint = "start the pattern with `^`, or use `+` in place of `*`"
        resolver.note(codes.BAD_PATTERN, unsafe, pattern_at, hint)
        return None
    written = (Constant(pattern.body()), Constant(portable_replacement(replace, pattern)))
    return Apply(row, value, written)


def _note_inside(resolver: Resolver, argument: Path | Word, problem: PatternProblem) -> None:
    """Notes a problem inside a quoted argument, at its place."""
    offset = argument.start + 1
    at = Word(None, offset + problem.start, offset + problem.end)
    resolver.note(codes.BAD_PATTERN, problem.message, at, problem.hint)


def _sentence(text: str) -> str:
    """A message in the form of all messages: no capital at the start, no full stop."""
    start = text[:1] if text.startswith("Pexip") else text[:1].lower()
    return (start + text[1:]).rstrip(".")
