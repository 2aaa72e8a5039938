"""The whole compiler on one page: read, resolve, emit, verify, write."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path

from rulec.analysis.differences import compare as compare_profiles
from rulec.diagnostics import Problem, in_order
from rulec.diagnostics import codes_emitting as emitting
from rulec.diagnostics import codes_internal as internal
from rulec.emit import LayoutChoice, Script, emit
from rulec.emulator.constructs import forbidden_constructs
from rulec.findings import Findings, findings
from rulec.ir import Profile
from rulec.manifest import MANIFEST, Entry, holds_secrets, manifest_text, sources_digest
from rulec.outputs import Outputs
from rulec.pexip import SCRIPT_WARNING_CHARACTERS, SECRET_FIELDS, Policy
from rulec.reading import Checked, read, read_asked, read_revision
from rulec.records import dataclass
from rulec.report.asked import Asked
from rulec.report.comparison import Compared
from rulec.report.environment import secrets_in, without_values
from rulec.report.ledger import Spent, ways_out
from rulec.report.veil import Veil
from rulec.source import Span
from rulec.syntax.folder import PROJECT_FILE, RuleFile
from rulec.verify import (
    Combinations,
    Difference,
    Job,
    Verification,
    choose_calls,
    smaller,
    verify_scripts,
)
from rulec.verify.oracle import DEVIATION
from rulec.version import VERSION

__all__ = [
    "Build",
    "Checked",
    "MadeScript",
    "Progress",
    "build",
    "check",
    "combinations_of",
    "compare",
    "looked_over",
    "make_script",
    "read",
    "read_revision",
    "scripts_of",
    "sources_of",
]

#: Told about each step, for a progress display: what is being done.
Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Build:
    """What a build made: outputs only where there is no error and no difference."""

    checked: Checked
    problems: tuple[Problem, ...]
    entries: tuple[Entry, ...] = ()
    outputs: Outputs | None = None
    #: Calls on which a script and its rules differ: bugs of rulec. Of each script the first is the
    #: smallest that was found.
    differences: tuple[Difference, ...] = ()

    @property
    def has_errors(self) -> bool:
        """Whether rule files, or scripts, are not as they must be."""
        return any(problem.is_error for problem in self.problems)

    @property
    def own_bugs(self) -> tuple[Problem, ...]:
        """The errors that are bugs of rulec and not of the rules."""
        own = (problem for problem in self.problems if problem.code in internal.CODES)
        return tuple(problem for problem in own if problem.is_error)


def check(
    root: Path, environment: Mapping[str, str] | None = None, today: date | None = None
) -> Checked:
    """Reads a rules folder, and looks for what is wrong with its rules as a whole.

    That needs rules without errors, and takes longer than reading them. Ranges of days are judged
    by `today`; without it none is, so that the same rules give the same problems on any day.
    """
    return looked_over(root, environment, today, replayed=True)[0]


def looked_over(
    root: Path, environment: Mapping[str, str] | None, today: date | None, *, replayed: bool
) -> tuple[Checked, Findings]:
    """A rules folder with what is wrong with it, and what was found about its rules as a whole.

    Unless they are `replayed`, the scripts must decide the calls of findings later on.
    """
    asked = Asked(os.environ if environment is None else environment)
    checked = read_asked(root, asked)
    if checked.has_errors:
        return checked, Findings((), ())
    found = findings(checked.project, today, replayed=replayed)
    veil = Veil(SECRET_FIELDS, asked.taken)
    problems = in_order([*checked.problems, *map(veil.problem, found.problems)])
    return replace(checked, problems=problems, undecided=found.undecided), found


def build(
    root: Path,
    progress: Progress = lambda _: None,
    environment: Mapping[str, str] | None = None,
    choice: LayoutChoice = LayoutChoice.AUTO,
) -> Build:
    """Compiles and verifies a rules folder; writes nothing. `environment` as for `read`.

    `choice` says how readable the scripts are to be.

    Its problems are those of `check` on no day: what a build says follows from the files alone.
    """
    progress("reading")
    # The scripts decide the calls of findings when they are verified.
    checked, found = looked_over(root, environment, None, replayed=False)
    if checked.has_errors:
        return Build(checked, checked.problems)
    progress("writing scripts")
    made = scripts_of(checked, choice)
    problems = [*checked.problems, *(problem for one in made for problem in one.problems)]
    entries = tuple(one.entry for one in made)
    if any(problem.is_error for problem in problems):
        return Build(checked, in_order(problems), entries)
    jobs = [replace(one.job, also=found.calls.get(one.place, ())) for one in made]
    verified = verify_scripts(jobs, progress)
    entries = tuple(
        replace(
            entry,
            comparisons=found.comparisons,
            in_full=found.in_full,
            combinations=combinations_of(entry.profile, entry.policy, found),
        )
        for entry, found in zip(entries, verified, strict=True)
    )
    differences = tuple(
        difference
        for one, found in zip(made, verified, strict=True)
        for difference in _smallest_first(found.differences, one.job, progress)
    )
    problems += [_disagreement(difference) for difference in differences]
    problems += [
        _evaluators_differ(entry)
        for entry, found in zip(entries, verified, strict=True)
        if found.evaluators_differ
    ]
    if differences:
        return Build(checked, in_order(problems), entries, None, differences)
    texts = {entry.path: entry.script.text for entry in entries}
    texts[MANIFEST] = manifest_text(entries)
    private = frozenset(entry.path for entry in entries if entry.secrets)
    return Build(checked, in_order(problems), entries, Outputs(texts, private))


def compare(
    old: Checked, new: Checked, profile: str = "", policies: Iterable[Policy] = Policy
) -> Iterator[Compared]:
    """How two versions of rules decide, for each profile that both have, or for one of them.

    Both must be without errors.
    """
    before = {one.name: one for one in old.project.profiles}
    for after in new.project.profiles:
        found = before.get(after.name)
        if found is None or profile not in ("", after.name):
            continue
        scripts = {*found.policies, *after.policies}
        for policy in policies:
            if policy in scripts:
                yield Compared(compare_profiles(found, after, policy), found, after)


@dataclass(frozen=True, slots=True)
class MadeScript:
    """A script before it is verified, with what is wrong with it."""

    entry: Entry
    problems: tuple[Problem, ...]

    @property
    def place(self) -> tuple[str, Policy]:
        """The profile, by name, and the policy."""
        return self.entry.profile.name, self.entry.policy

    @property
    def job(self) -> Job:
        """What it takes to verify it."""
        return Job(self.entry.profile, self.entry.policy, self.entry.script.text)


def scripts_of(checked: Checked, choice: LayoutChoice = LayoutChoice.AUTO) -> list[MadeScript]:
    """The script of each profile and policy, of rules without errors; none is verified yet."""
    return [
        make_script(profile, policy, checked, choice)
        for profile in checked.project.profiles
        for policy in profile.policies
    ]


def header_of(profile: Profile, policy: Policy, digest: str) -> str:
    """The comment on top of a script that is made from sources with a digest."""
    header = (
        f"rulec {VERSION}, profile {profile.name}, {policy.value} policy, sources {digest}; "
        "do not edit here: change the rules and build again"
    )
    secrets = tuple(secrets_in(profile.sets(policy)))
    return f"{header}; {holds_secrets(secrets)}" if secrets else header


def make_script(
    profile: Profile, policy: Policy, checked: Checked, choice: LayoutChoice = LayoutChoice.AUTO
) -> MadeScript:
    """One script, measured, and held against the table of constructs."""
    digest = sources_digest(sources_of(profile, policy, checked))
    header = header_of(profile, policy, digest)
    secrets = tuple(secrets_in(profile.sets(policy)))
    script = emit(profile, policy, header, choice)
    public = emit(without_values(profile), policy, header, choice) if secrets else script
    problems = [*_size_problems(profile, script, checked)]
    forbidden = forbidden_constructs(script.text)
    if forbidden:
        message = f"the {policy.value} script of `{profile.name}` uses {forbidden[0]}"
        problems.append(Problem(internal.FORBIDDEN_CONSTRUCT, message, None, "please report this"))
    return MadeScript(Entry(profile, policy, script, digest, secrets, public), tuple(problems))


def combinations_of(profile: Profile, policy: Policy, found: Verification) -> Combinations:
    """What is said of the space of calls: where conditions ask secrets, without their values."""
    sets = profile.sets(policy)
    conditions = [*(rules.when for rules in sets), *(r.when for rules in sets for r in rules.rules)]
    if secrets_in(*conditions):
        return choose_calls(without_values(profile), policy).combinations
    return found.combinations


def _smallest_first(
    differences: tuple[Difference, ...], job: Job, progress: Progress
) -> tuple[Difference, ...]:
    """The differences of a script, the first one with a call as small as shows it."""
    if not differences:
        return ()
    progress("looking for the smallest call that shows a difference")
    return (smaller(differences[0], job.profile, job.text), *differences[1:])


def _disagreement(difference: Difference) -> Problem:
    message = (
        f"the {difference.policy.value} script of `{difference.profile}` differs from its rules"
    )
    return Problem(internal.DISAGREEMENT, message, None, "please report this")


def _evaluators_differ(entry: Entry) -> Problem:
    message = f"for the {entry.policy.value} policy of `{entry.profile.name}`, {DEVIATION}"
    return Problem(internal.EVALUATORS_DIFFER, message, None, "please report this")


def sources_of(profile: Profile, policy: Policy, checked: Checked) -> Iterable[RuleFile]:
    """The files that a script is made from."""
    names = {rules.name for rules in profile.sets(policy)}
    sets = [found for found in checked.project.rule_sets if found.name in names]
    paths = {path for found in sets for path in (found.path, *found.tables)}
    for file in checked.files:
        if file.path == PROJECT_FILE or file.path in paths:
            yield file


def _size_problems(profile: Profile, script: Script, checked: Checked) -> Iterable[Problem]:
    place = _place(checked)
    what = f"the {script.policy.value} script of `{profile.name}`"
    if script.size > profile.budget:
        message = f"{what} counts {script.size} characters, {script.size - profile.budget} too many"
        yield Problem(emitting.OVER_BUDGET, message, place, ways_out(Spent(profile, script)))
    elif script.size > SCRIPT_WARNING_CHARACTERS:
        message = f"{what} counts {script.size} of {profile.budget} characters"
        hint = "nodes may count a little differently; leave some room"
        yield Problem(emitting.NEARLY_FULL, message, place, hint)


def _place(checked: Checked) -> Span | None:
    """The project file, where budgets and profiles stand, or the first rule file."""
    by_path = {file.path: file for file in checked.files}
    file = by_path.get(PROJECT_FILE) or next(iter(checked.files), None)
    return None if file is None else file.start
