"""Two versions of rules side by side: what was found, for people and for programs."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cached_property

from rulec.analysis import Step
from rulec.analysis.comparison import Comparison, Difference, Verdict
from rulec.evaluate import Action, Decision
from rulec.ir import Profile
from rulec.pexip import Policy
from rulec.records import dataclass
from rulec.report.calls import call_lines
from rulec.report.examples import Example, Versions
from rulec.report.safe_text import safe
from rulec.report.secrets import Veil, veil_of

#: Changes of one policy that are drawn; the rest is counted.
MOST_SHOWN = 12
#: Locations that are named.
_MOST_PLACES = 8
#: Characters of an answer.
_LONGEST = 300

_RESET = "\x1b[0m"
_BOLD = "\x1b[1m"
_FAINT = "\x1b[2m"
_COLOURS = {Verdict.EQUAL: "\x1b[32m", Verdict.DIFFERENT: "\x1b[33m", Verdict.UNKNOWN: "\x1b[35m"}


@dataclass(frozen=True)
class Compared:
    """A comparison with the versions of the profile that were compared."""

    comparison: Comparison
    old: Profile
    new: Profile
    show_secrets: bool = False

    @cached_property
    def versions(self) -> Versions:
        """Both versions, as they decide calls."""
        return Versions(self.comparison.policy, self.old, self.new)

    @property
    def moved(self) -> bool:
        """Whether the versions are not used at the same locations."""
        return self.versions.are_elsewhere

    def example(self, one: Difference) -> Example:
        """The call of a difference with the fields that matter."""
        return self.versions.example(one.call, (*one.old, *one.new))

    @property
    def veil(self) -> Veil:
        """What hides the secrets of both versions."""
        policy = self.comparison.policy
        sets = (*self.old.sets(policy), *self.new.sets(policy))
        return veil_of(sets, show_secrets=self.show_secrets)


def comparison_text(compared: Compared, *, colour: bool = False) -> str:
    """What was found about one policy of a profile. Ends with a line end."""
    found = compared.comparison
    verdict = _painted(found.verdict.value, _COLOURS[found.verdict], colour)
    lines = [f"{safe(found.profile)}: {found.policy.value} policy: {verdict}"]
    lines += [f"  {line}" for line in _places(compared)]
    for group in found.groups[:MOST_SHOWN]:
        lines += _group(compared, group, colour=colour)
    more = len(found.groups) - MOST_SHOWN
    if more > 0:
        lines += ["", f"  and {more:,} more {'change' if more == 1 else 'changes'}"]
    lines += [f"  not known: {safe(reason)}" for reason in found.unknown]
    return "\n".join(lines) + "\n"


def comparison_json(compared: Compared) -> dict[str, object]:
    """The same as data that `json.dumps` takes, with all changes.

    Keys: `profile`, `policy`, `verdict` (`equal`, `different`, `unknown`), `other_locations`
    (whether the versions are used at others), `locations` (those from which calls were compared;
    none for anywhere), `only_old` and `only_new` (locations of one version), `unknown` (reasons)
    and `changes`. A change has `cause` (the rule that was changed, or null),
    `old` and `new` (the rules that have their say), each with `rule_set`, `rule` (null for the
    `default`), `path` and `line`; `call` (`inputs` and `now`), `before` and `after` (answers), and
    `classes`, the number of classes of calls that it stands for.
    """
    found = compared.comparison
    return {
        "profile": found.profile,
        "policy": found.policy.value,
        "verdict": found.verdict.value,
        "other_locations": compared.moved,
        "locations": list(found.places),
        "only_old": list(found.only_old),
        "only_new": list(found.only_new),
        "unknown": list(found.unknown),
        "changes": [_change(compared, group) for group in found.groups],
    }


def _places(compared: Compared) -> Iterator[str]:
    """From where calls were compared, where the versions are not used at the same locations."""
    found = compared.comparison
    if not compared.moved:
        return
    for names, version in ((found.only_old, "old"), (found.only_new, "new")):
        if names:
            told = "its calls are decided by another profile, or by none, in the other"
            yield f"used at {_listed(names)} in the {version} version only: {told}"
    if found.is_apart:
        yield "the versions have no location in common, so no call was compared"
        return
    version = "old" if not compared.old.assigned_to else "new"
    named = (
        ""
        if compared.old.assigned_to and compared.new.assigned_to
        else f"the {version} version names no locations: "
    )
    yield f"{named}calls from {_listed(found.places)} were compared"


def _listed(names: tuple[str, ...]) -> str:
    more = len(names) - _MOST_PLACES
    shown = ", ".join(map(safe, names[:_MOST_PLACES]))
    return f"{shown} and {more:,} more" if more > 0 else shown


def _change(compared: Compared, group: tuple[Difference, ...]) -> dict[str, object]:
    first, veil = group[0], compared.veil
    example = compared.example(first)
    return {
        "cause": None if first.cause is None else _step(first.cause),
        "old": [_step(step) for step in first.old],
        "new": [_step(step) for step in first.new],
        "call": veil.data(json.loads(example.text)),
        "before": veil.data(example.before.answer),
        "after": veil.data(example.after.answer),
        "classes": len(group),
    }


def _step(step: Step) -> dict[str, object]:
    span = None if step.rule is None else step.rule.span
    return {
        "rule_set": step.rule_set.name,
        "rule": None if step.rule is None else step.rule.id,
        "path": span and span.file.path,
        "line": span and span.line,
    }


def _group(compared: Compared, group: tuple[Difference, ...], *, colour: bool) -> Iterator[str]:
    first, veil = group[0], compared.veil
    example = compared.example(first)
    old, new = _names(first.old, colour=colour), _names(first.new, colour=colour)
    yield ""
    yield f"  {_painted('old', _BOLD, colour)}  {old}"
    yield f"  {_painted('new', _BOLD, colour)}  {new}"
    call = json.dumps(veil.data(json.loads(example.text)))
    for number, line in enumerate(call_lines(call)):
        yield f"    {'for example  ' if number == 0 else ' ' * 13}{line}"
    answers = [_answer(one, veil) for one in (example.before, example.after)]
    hidden = "  (they differ in what is hidden)" if answers[0] == answers[1] else ""
    yield f"    old: {answers[0]}"
    yield f"    new: {answers[1]}{hidden}"
    rest = len(group) - 1
    if rest:
        other = "class of calls" if rest == 1 else "classes of calls"
        yield _painted(f"    and {rest:,} more {other} in the same way", _FAINT, colour)


def _names(steps: tuple[Step, ...], *, colour: bool) -> str:
    return ", ".join(_name(step, colour=colour) for step in steps) or "no rule"


def _name(step: Step, *, colour: bool) -> str:
    span = None if step.rule is None else (step.rule.row or step.rule.span)
    place = "" if span is None else f"  {safe(span.file.path)}:{span.line}"
    name = f"{step.rule_set.name}/{step.name}"
    return f"{safe(name)}{_painted(place, _FAINT, colour)}"


def _answer(decision: Decision, veil: Veil) -> str:
    result = veil.data(decision.result)
    text = "" if result == {} else " " + json.dumps(result)
    if decision.policy is Policy.MEDIA_LOCATION:
        told = text.strip() or "no location"
    elif decision.action is Action.CONTINUE and not text:
        told = "continue, nothing changed"
    else:
        told = f"{decision.action.value}{text}"
    return told if len(told) <= _LONGEST else f"{told[:_LONGEST]}..."


def _painted(text: str, paint: str, colour: bool) -> str:  # noqa: FBT001  a switch of the terminal
    return f"{paint}{text}{_RESET}" if colour and text else text
