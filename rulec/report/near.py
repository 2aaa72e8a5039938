"""Why rules did not apply to a call, and what would have to change: as text and as data."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

from rulec.analysis import Step
from rulec.analysis.drafts import MISSING, Path
from rulec.analysis.nearest import NotFound, Unreachable, Way
from rulec.findings.near import NearRule
from rulec.report.conditions import described, path_name, shown
from rulec.report.decisions import Told
from rulec.report.safe_text import safe
from rulec.source import Span

#: Rules that are named where several take the calls of one.
_MOST_NAMES = 5


def near_text(rules: Iterable[NearRule], told: Told) -> str:
    """Each rule with its reasons and ways. Ends with a line end; empty without rules."""
    return "".join(f"{line}\n" for one in rules for line in _rule(one, told))


def near_json(rules: Iterable[NearRule], told: Told) -> list[dict[str, object]]:
    """The same as data that `json.dumps` takes.

    Keys: `rule_set`, `rule` (null for the `default`), `path`, `line`, `failing` (conditions that
    do not hold), `taken_by` (`set/rule` of what applies before it), `no_service`, `ways` (each a
    list of changes with `field`, `before` and `after`, null where there is no value), `unreachable`
    (`set/rule` of the rules that take all of its calls, empty when its conditions never hold; or
    null), and `unknown` (why no way was found, or null).
    """
    return [_data(one, told) for one in rules]


# --- For people ----------------------------------------------------------------------------------


def _rule(one: NearRule, told: Told) -> Iterator[str]:
    span = _span(one)
    place = "" if span is None else f"  {safe(span.file.path)}:{span.line}"
    yield f"{safe(one.step.rule_set.name)}/{safe(one.step.name)}{place}"
    for condition in one.failing:
        words = told.veil.text(described(condition, show_secrets=told.show_secrets))
        yield f"  does not hold: {words}"
    if one.taken:
        yield f"  decided before it by {_names(one.taken)}"
    if one.no_service:
        yield "  it changes a service, and there is none"
    match one.answer:
        case Unreachable(hidden) if hidden.by:
            yield f"  no call at all comes to it: {_names(hidden.by)} {_take(hidden.by)} them"
        case Unreachable():
            yield "  no call at all meets its conditions"
        case NotFound(reason):
            yield f"  what would have to change is not known: {safe(reason)}"
        case ways:
            for number, way in enumerate(ways):
                lead = "it applies with" if number == 0 else "or with"
                yield f"  {lead} {', '.join(_changed(way, told))}"


def _take(steps: tuple[Step, ...]) -> str:
    return "takes" if len(steps) == 1 else "take"


def _names(steps: Iterable[Step]) -> str:
    every = [safe(_name(step)) for step in steps]
    more = f" and {len(every) - _MOST_NAMES} more" if len(every) > _MOST_NAMES else ""
    return ", ".join(every[:_MOST_NAMES]) + more


def _changed(way: Way, told: Told) -> Iterator[str]:
    for field, before, after in _changes(way, told):
        yield f"{field}: {_value(before)} -> {_value(after)}"


def _value(value: object) -> str:
    return "no value" if value is None else shown(value)


# --- For both ------------------------------------------------------------------------------------


def _data(one: NearRule, told: Told) -> dict[str, object]:
    span = _span(one)
    answer = one.answer
    hidden = list(answer.hidden.by) if isinstance(answer, Unreachable) else None
    return {
        "rule_set": one.step.rule_set.name,
        "rule": None if one.step.rule is None else one.step.rule.id,
        "path": span and span.file.path,
        "line": span and span.line,
        "failing": [
            told.veil.text(described(condition, show_secrets=told.show_secrets))
            for condition in one.failing
        ],
        "taken_by": list(map(_name, one.taken)),
        "no_service": one.no_service,
        "ways": [
            [
                {"field": field, "before": before, "after": after}
                for field, before, after in _changes(way, told)
            ]
            for way in (answer if isinstance(answer, tuple) else ())
        ],
        "unreachable": None if hidden is None else list(map(_name, hidden)),
        "unknown": answer.reason if isinstance(answer, NotFound) else None,
    }


def _name(step: Step) -> str:
    return f"{step.rule_set.name}/{step.name}"


def _changes(way: Way, told: Told) -> Iterator[tuple[str, object, object]]:
    """Each change with the field as authors name it and JSON data; None where there is no value."""
    for path, before, after in way.changes:
        yield path_name(path), _shown(path, before, told), _shown(path, after, told)


def _shown(path: Path, value: object, told: Told) -> object:
    if value is MISSING:
        return None
    if isinstance(value, datetime):
        return value.isoformat()
    veiled = told.veil.data({path[-1]: value})
    return veiled[path[-1]] if isinstance(veiled, dict) else None


def _span(one: NearRule) -> Span | None:
    return None if one.step.rule is None else one.step.rule.row or one.step.rule.span
