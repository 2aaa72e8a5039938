"""The filters of templates: whether they fit what they are given."""

from __future__ import annotations

from rulec.diagnostics import codes_resolving as codes
from rulec.diagnostics import did_you_mean, short
from rulec.ir import Apply, Constant, Gather, Value, type_of
from rulec.matching.pattern import PatternProblem, parse_pattern
from rulec.matching.replacement import check_replacement, portable_replacement, replace_problem
from rulec.pexip import DISABLED_FILTERS, FILTERS, FUNCTIONS, Filter, Parameter, ValueType
from rulec.resolve.template_parser import FilterCall, Path, Word
from rulec.resolve.template_sources import Resolver, as_written, source_of


def filter_row(call: FilterCall, resolver: Resolver) -> Filter | None:
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


def applied(call: FilterCall, value: Value, resolver: Resolver) -> Value | None:
    """A value with a filter on it; None after noting what is wrong with it."""
    row = filter_row(call, resolver)
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
    while kept and kept[-1] == Constant(None) and _needs_no_value(row.parameters[len(kept) - 1]):
        kept.pop()
    return kept


def _needs_no_value(parameter: Parameter) -> bool:
    return not parameter.required and parameter.default is None


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
    made = source_of(argument, resolver)
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
    attack = pattern.attack(whole=False)
    if attack is not None:
        message = f"this pattern takes a node very long on {attack}"
        resolver.note(codes.SLOW_PATTERN, message, pattern_at, attack.remedy)
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
