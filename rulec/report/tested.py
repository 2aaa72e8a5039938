"""The results of tests: as text for a terminal and as data for programs."""

from __future__ import annotations

import json
from collections.abc import Iterator

from rulec.evaluate import Outcome, RuleTrace
from rulec.report.conditions import shown
from rulec.report.decisions import Told, failure
from rulec.report.left_out import cannot_apply, give_location
from rulec.report.safe_text import safe
from rulec.report.secrets import HIDDEN, Veil, veil_of
from rulec.testing import Failure, Mismatch, TestResult, TestRun, is_left_out
from rulec.testing.run import inputs_of

_RESET = "\x1b[0m"
_RED = "\x1b[1;31m"
_GREEN = "\x1b[32m"


def results_text(run: TestRun, *, show_secrets: bool = False, colour: bool = False) -> str:
    """Every test that failed, and how many there were. Ends with a line end."""
    lines: list[str] = []
    for result in run.failed:
        lines += _result(result, show_secrets=show_secrets, colour=colour)
        lines.append("")
    count, failed = len(run.results), len(run.failed)
    if not count:
        lines.append("there are no tests")
    elif failed:
        head = f"{failed} of {count} tests failed"
        lines.append(f"{_RED}{head}{_RESET}" if colour else head)
    else:
        head = "1 test passed" if count == 1 else f"{count} tests passed"
        lines.append(f"{_GREEN}{head}{_RESET}" if colour else head)
    return "\n".join(lines) + "\n"


def result_text(result: TestResult, *, show_secrets: bool = False) -> str:
    """What is wrong with one test that did not pass, in lines without its name and place."""
    _, *lines = _result(result, show_secrets=show_secrets, colour=False)
    return "\n".join(line.removeprefix("  ") for line in lines)


def results_json(run: TestRun, *, show_secrets: bool = False) -> dict[str, object]:
    """The results as data that `json.dumps` takes.

    Keys: `passed` and `failed`, two counts, and `tests`, a list of `name`, `path`, `line`,
    `policy`, `rule_set` (null in a test of a profile), `profiles` (those in which it ran),
    `passed`, `not_run` (why it ran nowhere, or null) and `failures`. A failure has `profile`,
    `mismatches` (a list of `what`, `expected` and `got`), `applied` (the rules that applied, as
    `set/rule`) and `why` (why the expected rule did not apply, or null).
    """
    return {
        "passed": len(run.results) - len(run.failed),
        "failed": len(run.failed),
        "tests": [_result_json(result, show_secrets=show_secrets) for result in run.results],
    }


def _result_json(result: TestResult, *, show_secrets: bool) -> dict[str, object]:
    case = result.case
    return {
        "name": case.name,
        "path": case.span.file.path,
        "line": case.span.line,
        "policy": case.policy.value,
        "rule_set": case.rule_set,
        "profiles": list(result.profiles),
        "passed": result.passed,
        "not_run": result.not_run or None,
        "failures": [
            {
                "profile": failed.profile.name,
                "mismatches": [
                    {"what": what, "expected": expected, "got": got}
                    for what, expected, got, _ in _mismatches(failed, show_secrets=show_secrets)
                ],
                "applied": _applied(failed),
                "why": _why(result, failed, show_secrets=show_secrets),
            }
            for failed in result.failures
        ],
    }


def _result(result: TestResult, *, show_secrets: bool, colour: bool) -> Iterator[str]:
    case = result.case
    word = f"{_RED}failed{_RESET}" if colour else "failed"
    yield f"{safe(case.span.file.path)}:{case.span.line}: {word}: {safe(case.name)}"
    if result.not_run:
        yield f"  {safe(result.not_run)}"
    for failed in result.failures:
        yield f"  in profile {safe(failed.profile.name)}:"
        for what, expected, got, alike in _mismatches(failed, show_secrets=show_secrets):
            if what == "rule":
                yield f"    rule: expected {_rule(expected)}, but {_rules(got)} applied"
            else:
                other = ", another value" if alike else ""
                yield f"    {safe(what)}: expected {_value(expected)}, got {_value(got)}{other}"
        why = _why(result, failed, show_secrets=show_secrets)
        if why:
            yield f"    {why}"
        yield f"    applied: {safe(', '.join(_applied(failed))) or 'none'}"


def _mismatches(
    failed: Failure, *, show_secrets: bool
) -> Iterator[tuple[str, object, object, bool]]:
    """What is wrong, secrets hidden; whether hiding made both values look alike."""
    veil = veil_of(failed.profile.rule_sets, show_secrets=show_secrets)
    for wrong in failed.mismatches:
        expected, got = _hidden(wrong, wrong.expected, veil), _hidden(wrong, wrong.got, veil)
        yield wrong.what, expected, got, expected == got and wrong.expected != wrong.got


def _hidden(wrong: Mismatch, value: object, veil: Veil) -> object:
    found = veil.data({wrong.what.removeprefix("result."): value})
    return next(iter(found.values())) if isinstance(found, dict) else HIDDEN


def _value(value: object) -> str:
    if isinstance(value, str):
        return shown(value)
    return safe(json.dumps(value, ensure_ascii=False))


def _rule(name: object) -> str:
    return "no rule" if name is None else safe(str(name))


def _rules(names: object) -> str:
    every = [safe(str(name)) for name in names] if isinstance(names, list) else []
    return ", ".join(every) or "no rule"


def _applied(failed: Failure) -> list[str]:
    return [f"{step.rule_set}/{step.name}" for step in failed.decision.applied]


def _why(result: TestResult, failed: Failure, *, show_secrets: bool) -> str | None:
    """Why the expected rule did not apply; None when it did, or none was expected."""
    expected = next((m.expected for m in failed.mismatches if m.what == "rule"), None)
    if not isinstance(expected, str):
        return None
    profile, case = failed.profile, result.case
    if is_left_out(profile, case.policy, case.rule_set, expected):
        where = f"{safe(profile.name)}: it {cannot_apply(profile)}"
        hint = f"; {give_location('the test', failed.location)}" if failed.location else ""
        return f"{safe(expected)} is left out of profile {where}{hint}"
    sets = profile.sets(case.policy)
    told = Told(failed.decision, sets, inputs_of(failed.call), show_secrets)
    steps = [step for step in failed.decision.trace if _is(step, expected, result)]
    if steps:
        # Of the rows of a table the first one stands for all.
        return f"{safe(steps[0].name)} was {failure(told, steps[0])}"
    own = [step for step in failed.decision.applied if result.case.rule_set == step.rule_set]
    if own:
        return f"{safe(expected)} was not looked at: {safe(own[-1].name)} applied first"
    if result.case.rule_set in told.not_reached:
        last = failed.decision.applied[-1]
        name = safe(f"{last.rule_set}/{last.name}")
        return f"{safe(expected)} was not looked at: {name} decided the request first"
    return f"{safe(expected)} was not looked at"


def _is(step: RuleTrace, id_: str, result: TestResult) -> bool:
    own = result.case.rule_set in (None, step.rule_set)
    if not own or step.rule is None or step.outcome is Outcome.APPLIED:
        return False
    return id_ in (step.rule.id, step.rule.written_as)
