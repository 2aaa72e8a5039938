"""The results of tests as remarks and cases. PINs stay hidden: reports go where many read them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from rulec.diagnostics import codes_internal
from rulec.ir import Profile
from rulec.pexip import SECRET_FIELDS
from rulec.report.differences import differences_text
from rulec.report.formats.kinds import (
    FAILED_TEST,
    TEST_NOT_RUN,
    TOO_LITTLE_TESTED,
    UNNOTICED_MISTAKE,
    kind_of,
)
from rulec.report.formats.model import Case, Remark
from rulec.report.formats.of_problems import place_of
from rulec.report.mutation import mistake, noticing_call
from rulec.report.tested import result_text
from rulec.report.veil import Veil
from rulec.report.where import Scripts, by_name
from rulec.testing import Coverage, Fate, Score, Share, TestResult, TestRun
from rulec.verify import Difference


def cases_of_tests(run: TestRun, profiles: Iterable[Profile]) -> tuple[Case, ...]:
    """Every test, and every script that differs from its rules."""
    differing = cases_of_differences(run.differences, profiles, by_name(run.scripts))
    return (*map(_test, run.results), *differing)


def cases_of_differences(
    differences: Iterable[Difference], profiles: Iterable[Profile], parts: Scripts | None = None
) -> tuple[Case, ...]:
    """The scripts that differ from their rules, in a suite `scripts`: bugs of rulec.

    `parts` tell where in a script its rules stand.
    """
    scripts: dict[tuple[str, str], list[Difference]] = {}
    for difference in differences:
        key = (difference.profile, difference.policy.value)
        scripts.setdefault(key, []).append(difference)
    every = tuple(profiles)
    return tuple(_script(*key, found, every, parts or {}) for key, found in scripts.items())


def sums_of_tests(run: TestRun) -> tuple[str, ...]:
    """How many tests passed, and how much of the rules they tried."""
    count = len(run.results)
    if not count:
        return ("there are no tests",)
    passed = count - len(run.failed)
    return (
        f"{passed:,} of {count:,} {'test' if count == 1 else 'tests'} passed",
        *_covered(run.coverage),
    )


def _covered(coverage: Coverage) -> Iterator[str]:
    for what, share in (
        ("rules that a test tried", coverage.rules),
        ("outcomes of conditions that a test tried", coverage.conditions),
    ):
        yield f"{what}: {_of(share)}"


def _of(share: Share) -> str:
    return f"{share.covered:,} of {share.total:,} ({share.percent} %)"


def too_little_tested(told_so: str) -> Remark:
    """Tests try less than is asked for; `told_so` says what, and how much there is."""
    return Remark(TOO_LITTLE_TESTED, told_so, key=told_so.partition(":")[0])


def unnoticed_mistakes(score: Score, texts: frozenset[str]) -> tuple[Remark, ...]:
    """The mistakes that no test notices, each with a call that would; `texts` are secrets."""
    veil = Veil(SECRET_FIELDS, texts)
    return tuple(
        Remark(
            UNNOTICED_MISTAKE,
            veil.text(f"no test notices a mistake in {mistake(one)}"),
            None if one.mutant.span is None else place_of(one.mutant.span),
            key=veil.text(mistake(one)),
            detail=tuple(noticing_call(one, veil)),
            fails=False,
        )
        for one in score.judged
        if one.fate is Fate.ALIVE
    )


def _test(result: TestResult) -> Case:
    case = result.case
    place = place_of(case.span)
    made = Case(place.path, case.name, place)
    if result.passed:
        return made
    lines = tuple(result_text(result).splitlines())
    kind = TEST_NOT_RUN if result.not_run else FAILED_TEST
    why = result.not_run or " ".join(line.strip() for line in lines[:2])
    rest = len(result.failures) - 1
    if rest > 0:
        why += f" (and in {rest} other {'profile' if rest == 1 else 'profiles'})"
    word = "could not run" if result.not_run else "failed"
    message = f"the test `{case.name}` {word}: {why}"
    remark = Remark(kind, message, place, key=f"{case.rule_set}/{case.name}", detail=lines)
    return replace(made, remark=remark, is_error=bool(result.not_run))


def _script(
    profile: str,
    policy: str,
    found: Sequence[Difference],
    profiles: tuple[Profile, ...],
    scripts: Scripts,
) -> Case:
    text = differences_text(found, profiles, scripts)
    remark = Remark(
        kind_of(codes_internal.DISAGREEMENT),
        f"the {policy} script of `{profile}` differs from its rules: a bug of rulec",
        key=f"{profile}/{policy}",
        detail=tuple(text.splitlines()),
    )
    name = f"the {policy} script of {profile} means what the rules mean"
    return Case("scripts", name, None, remark, is_error=True)
