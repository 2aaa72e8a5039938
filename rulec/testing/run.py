"""The runner: every test in every profile that it is about."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from rulec.emit import Script, emit
from rulec.evaluate import Decision, Inputs
from rulec.ir import Profile
from rulec.pexip import SCRIPT_MAX_CHARACTERS, Policy
from rulec.records import dataclass
from rulec.resolve import Project
from rulec.resolve.tests import TestCase
from rulec.testing.coverage import Coverage
from rulec.testing.expectations import Mismatch, mismatches
from rulec.testing.locations import is_left_out, location_for
from rulec.testing.measure import coverage_of
from rulec.testing.requests import request
from rulec.testing.visits import Ran
from rulec.verify import BUILD_BEHAVIOURS, Call, Difference, smaller, verify_script
from rulec.verify.compare import meaning

#: The name of the profile that stands in for a rule set that is in none.
NO_PROFILE = "(no profile)"


@dataclass(frozen=True, slots=True)
class Failure:
    """A test that failed in one profile."""

    profile: Profile
    call: Call
    decision: Decision
    mismatches: tuple[Mismatch, ...]
    #: A location at which the expected rule may apply, where the profile's scripts lack it and the
    #: test names none; else empty.
    location: str = ""


@dataclass(frozen=True, slots=True)
class TestResult:
    """What became of one test: it passed where there is no failure and no reason not to run."""

    __test__ = False  # pytest collects classes by their names

    case: TestCase
    #: The profiles in which it ran.
    profiles: tuple[str, ...]
    failures: tuple[Failure, ...]
    #: Why it ran in no profile at all; empty when it ran.
    not_run: str = ""

    @property
    def passed(self) -> bool:
        """Whether everything is as the test expects."""
        return not self.failures and not self.not_run


@dataclass(frozen=True, slots=True)
class TestRun:
    """The results of all tests, in the order of the files, and how much of the rules they tried.

    `differences` are calls on which a generated script and the rules differ: bugs of rulec. Of
    each script the first has the smallest call that was found. `scripts` are those, each with its
    profile.
    """

    __test__ = False  # pytest collects classes by their names

    results: tuple[TestResult, ...]
    differences: tuple[Difference, ...]
    coverage: Coverage
    scripts: tuple[tuple[Profile, Script], ...] = ()

    @property
    def failed(self) -> tuple[TestResult, ...]:
        """The tests that did not pass."""
        return tuple(result for result in self.results if not result.passed)


def _script(profile: Profile, policy: Policy) -> Script:
    """The script that tests are run through."""
    return emit(profile, policy, "rulec test")


def run_tests(
    project: Project,
    progress: Callable[[str], None] = lambda _: None,
    script_of: Callable[[Profile, Policy], Script] = _script,
) -> TestRun:
    """Runs every test of a project that has no errors; `script_of` gives those of profiles.

    A test of a rule set runs in every profile that has the set, with all of the profile's rule
    sets of the policy: what it expects is what a node will answer, whichever teams own the other
    files. A test of a set that is in no profile runs on the set alone. A profile whose
    `assigned_to` leaves out the location of the call never sees such a call, so the test is not
    run there; one that is left with no profile has not passed.
    """
    results: list[TestResult] = []
    ran: list[Ran] = []
    calls: dict[tuple[str, Policy], tuple[Profile, list[Call]]] = {}
    for number, case in enumerate(project.tests):
        progress(f"testing {case.name}")
        call = _call(case)
        inputs = inputs_of(call)
        every = _profiles(case, project)
        fitting = [profile for profile in every if _sees(profile, call)]
        failures = []
        for profile in fitting:
            calls.setdefault((profile.name, case.policy), (profile, []))[1].append(call)
            decision = meaning(profile, case.policy, call)
            ran.append(Ran(number, profile, case.policy, inputs, decision))
            wrong = mismatches(case, decision)
            if wrong:
                there = _location(case, call, profile, every, wrong)
                failures.append(Failure(profile, call, decision, wrong, there))
        not_run = "" if fitting else _nowhere(every)
        names = tuple(profile.name for profile in fitting)
        results.append(TestResult(case, names, tuple(failures), not_run))
    differences: list[Difference] = []
    scripts: list[tuple[Profile, Script]] = []
    for (_, policy), (profile, asked) in calls.items():
        progress(f"rendering the {policy.value} script of {profile.name}")
        script = script_of(profile, policy)
        found = _differences(profile, script, asked)
        differences += found
        scripts += [(profile, script)] if found else []
    progress("looking at what the tests covered")
    coverage = coverage_of(project, ran)
    return TestRun(tuple(results), tuple(differences), coverage, tuple(scripts))


def _call(case: TestCase) -> Call:
    """The request of a test."""
    return request(case.policy, case.inputs, case.now, f"the test `{case.name}`")


def inputs_of(call: Call) -> Inputs:
    """The request of a test as the evaluator reads it."""
    return Inputs(call.inputs, call.now)


def _profiles(case: TestCase, project: Project) -> list[Profile]:
    if case.profile is not None:
        return [profile for profile in project.profiles if profile.name == case.profile]
    found = [
        profile
        for profile in project.profiles
        if any(rules.name == case.rule_set for rules in profile.rule_sets)
    ]
    alone = [one.rules for one in project.rule_sets if one.name == case.rule_set]
    return found or [Profile(NO_PROFILE, tuple(alone), SCRIPT_MAX_CHARACTERS)]


def _sees(profile: Profile, call: Call) -> bool:
    """Whether the call can arrive where the profile's scripts run."""
    location = _location_of(call.inputs)
    return not profile.assigned_to or location is None or location in profile.assigned_to


def _location_of(inputs: Mapping[str, object]) -> object:
    info = inputs["call_info"]
    return info.get("location") if isinstance(info, Mapping) else None


def _location(
    case: TestCase,
    call: Call,
    profile: Profile,
    every: list[Profile],
    wrong: tuple[Mismatch, ...],
) -> str:
    """A location to give a test whose expected rule a profile lacks; empty where none helps."""
    expected = next((one.expected for one in wrong if one.what == "rule"), None)
    if case.rule_set is None or not isinstance(expected, str):
        return ""
    if _location_of(call.inputs) is not None:
        return ""
    if not is_left_out(profile, case.policy, case.rule_set, expected):
        return ""
    return location_for(every, case.rule_set, expected)


def _nowhere(profiles: list[Profile]) -> str:
    where = "; ".join(f"{p.name} runs at {', '.join(p.assigned_to)}" for p in profiles)
    return f"no profile with these rules sees calls at this location: {where}"


def _differences(profile: Profile, script: Script, calls: list[Call]) -> list[Difference]:
    found = verify_script(profile, script.policy, script.text, calls, BUILD_BEHAVIOURS).differences
    return [smaller(one, profile, script.text) for one in found[:1]] + list(found[1:])
