"""What became of rules with mistakes, as text and as data."""

from __future__ import annotations

import json
from collections.abc import Iterable

from rulec.findings.shown import as_text, read_by, reads_clock, reduced
from rulec.pexip import SECRET_FIELDS
from rulec.report.calls import call_lines
from rulec.report.safe_text import safe
from rulec.report.veil import Veil
from rulec.testing import Fate, Judged, Score


def mutation_text(score: Score, texts: frozenset[str], *, colour: bool = False) -> str:
    """Mistakes that no test noticed, each with a call that would, and the sums.

    `texts` are secrets, which are hidden.
    """
    del colour
    veil = Veil(SECRET_FIELDS, texts)
    lines = []
    for one in score.judged:
        if one.fate is Fate.ALIVE:
            shown = (f"  {line}" for line in noticing_call(one, veil))
            lines += [f"no test notices: {_told(one)}", *shown]
        elif one.fate is Fate.UNKNOWN:
            lines.append(f"not known: {_told(one)}")
    if lines:
        lines.append("")
    return veil.text("\n".join([*lines, *_sums(score), ""]))


def mutation_json(score: Score, texts: frozenset[str]) -> dict[str, object]:
    """The same as data; a killed mutant has the `test` that fails, a living one the `call`.

    `by_rule` says of how many, and of which, a test fails by its `rule` alone.
    """
    veil = Veil(SECRET_FIELDS, texts)
    return {
        **{fate.value: score.count(fate) for fate in Fate},
        "by_rule": score.by_rule,
        "percent": score.killed.percent,
        "left_out": score.left_out,
        "mutants": [veil.document(_data(one, veil)) for one in score.judged],
    }


def few_killed(score: Score, percent: object) -> str:
    """What is said where tests notice less than is wanted."""
    killed = score.killed
    return f"tests notice {killed.percent} % of the mistakes, less than {percent} %"


def _sums(score: Score) -> Iterable[str]:
    killed = score.killed
    yield (
        f"tests notice {killed.covered:,} of {killed.total:,} mistakes ({killed.percent} %)"
        f"; {score.count(Fate.EQUIVALENT):,} more change nothing, which is proved"
    )
    if score.by_rule:
        yield f"{score.by_rule:,} of them by `rule` alone: the answers in the tests stay the same"
    if score.left_out:
        many = "mistake was" if score.left_out == 1 else "mistakes were"
        yield f"{score.left_out:,} more {many} not tried: that would take too long"


def _told(one: Judged) -> str:
    span = one.mutant.span
    place = "" if span is None else f"{span.file.path}:{span.line}: "
    return safe(f"{place}{mistake(one)}")


def mistake(one: Judged) -> str:
    """Which rule was changed, and how."""
    mutant = one.mutant
    name = mutant.rule_set if mutant.rule is None else f"{mutant.rule_set}/{mutant.rule}"
    return f"{name}: {mutant.what}"


def _shown_call(one: Judged, veil: Veil) -> dict[str, object] | None:
    if one.call is None:
        return None
    changed, original = one.mutant.changed, one.mutant.original
    # Conditions of other rules of the set say whether the call comes to this one.
    about = (changed.when, *(rule.when for rule in changed.rules), original)
    call = reduced(one.call, changed.policy, read_by(about))
    shown: dict[str, object] = json.loads(as_text(call, clock=reads_clock(about)))
    return shown | {"inputs": veil.data(shown["inputs"])}


def noticing_call(one: Judged, veil: Veil) -> Iterable[str]:
    """The lines of a call that is decided otherwise, where there is one."""
    shown = _shown_call(one, veil)
    if shown is not None:
        first, *rest = call_lines(json.dumps(shown))
        yield f"call: {first}"
        yield from (f"      {line}" for line in rest)


def _data(one: Judged, veil: Veil) -> dict[str, object]:
    mutant = one.mutant
    span = mutant.span
    return {
        "rule_set": mutant.rule_set,
        "rule": mutant.rule,
        "what": mutant.what,
        "file": None if span is None else span.file.path,
        "line": None if span is None else span.line,
        "fate": one.fate.value,
        "test": one.test or None,
        "by_rule": one.by_rule,
        "profile": one.profile or None,
        "call": _shown_call(one, veil),
        "reason": one.reason or None,
    }
