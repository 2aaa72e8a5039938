"""The whole compiler on one page: read, resolve, emit, verify, write."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from rulec.analysis import Call
from rulec.analysis.differences import compare as compare_profiles
from rulec.diagnostics import Problem, in_order
from rulec.diagnostics import codes_emitting as emitting
from rulec.diagnostics import codes_internal as internal
from rulec.emit import LayoutChoice, Script, emit
from rulec.emulator.constructs import forbidden_constructs
from rulec.findings import findings
from rulec.ir import Profile
from rulec.manifest import MANIFEST, Entry, holds_secrets, manifest_text, sources_digest
from rulec.outputs import Outputs
from rulec.pexip import SCRIPT_WARNING_CHARACTERS, Policy
from rulec.report.asked import Asked
from rulec.report.comparison import Compared
from rulec.report.environment import secrets_in, without_values
from rulec.report.ledger import Spent, ways_out
from rulec.report.secrets import SECRET_FIELDS
from rulec.report.veil import Veil
from rulec.resolve import Project, resolve_project
from rulec.source import Span
from rulec.syntax.folder import PROJECT_FILE, RuleFile, read_folder
from rulec.verify import (
    Combinations,
    Difference,
    Job,
    Verification,
    choose_calls,
    smaller,
    verify_scripts,
)
from rulec.version import VERSION

#: Told about each step, for a progress display: what is being done.
Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Checked:
    """A rules folder that was read and resolved; `problems` are in order."""

    root: Path
    files: tuple[RuleFile, ...]
    project: Project
    problems: tuple[Problem, ...]
    #: Why questions about the rules as a whole could not be decided, and how often.
    undecided: tuple[tuple[str, int], ...] = ()

    @property
    def has_errors(self) -> bool:
        """Whether anything stops a build."""
        return any(problem.is_error for problem in self.problems)


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
        """The problems that are bugs of rulec and not of the rules."""
        return tuple(problem for problem in self.problems if problem.code in internal.CODES)


def read(root: Path, environment: Mapping[str, str] | None = None) -> Checked:
    """Reads and resolves a rules folder: all that it takes to decide calls.

    `environment` holds the secrets that rules name as `{env:NAME}`: that of the process when None.
    """
    return _read(root, Asked(os.environ if environment is None else environment))


def check(
    root: Path, environment: Mapping[str, str] | None = None, today: date | None = None
) -> Checked:
    """Reads a rules folder, and looks for what is wrong with its rules as a whole.

    That needs rules without errors, and takes longer than reading them. Ranges of days are judged
    by `today`; without it none is, so that the same rules give the same problems on any day.
    """
    return _looked_over(root, environment, today, replayed=True)[0]


def _looked_over(
    root: Path, environment: Mapping[str, str] | None, today: date | None, *, replayed: bool
) -> tuple[Checked, Mapping[tuple[str, Policy], tuple[Call, ...]]]:
    """A rules folder with its findings, and their calls for each profile and policy."""
    asked = Asked(os.environ if environment is None else environment)
    checked = _read(root, asked)
    if checked.has_errors:
        return checked, {}
    found = findings(checked.project, today, replayed=replayed)
    veil = Veil(SECRET_FIELDS, asked.taken)
    problems = in_order([*checked.problems, *map(veil.problem, found.problems)])
    return replace(checked, problems=problems, undecided=found.undecided), found.calls


def _read(root: Path, asked: Asked) -> Checked:
    files, problems = read_folder(root)
    project, found = resolve_project(files, asked)
    veil = Veil(texts=asked.taken)
    return Checked(root, files, project, in_order([*problems, *map(veil.problem, found)]))


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
    checked, calls = _looked_over(root, environment, None, replayed=False)
    if checked.has_errors:
        return Build(checked, checked.problems)
    progress("writing scripts")
    made = [
        _make(profile, policy, checked, choice)
        for profile in checked.project.profiles
        for policy in profile.policies
    ]
    problems = [*checked.problems, *(problem for one in made for problem in one.problems)]
    entries = tuple(one.entry for one in made)
    if any(problem.is_error for problem in problems):
        return Build(checked, in_order(problems), entries)
    jobs = [replace(one.job, also=calls.get(one.place, ())) for one in made]
    verified = verify_scripts(jobs, progress)
    entries = tuple(
        replace(
            entry,
            comparisons=found.comparisons,
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
class _Made:
    """A script before it is verified."""

    entry: Entry
    problems: tuple[Problem, ...]

    @property
    def place(self) -> tuple[str, Policy]:
        """The profile, by name, and the policy."""
        return self.entry.profile.name, self.entry.policy

    @property
    def job(self) -> Job:
        return Job(self.entry.profile, self.entry.policy, self.entry.script.text)


def header_of(profile: Profile, policy: Policy, digest: str) -> str:
    """The comment on top of a script that is made from sources with a digest."""
    header = (
        f"rulec {VERSION}, profile {profile.name}, {policy.value} policy, sources {digest}; "
        "do not edit here: change the rules and build again"
    )
    secrets = tuple(secrets_in(profile.sets(policy)))
    return f"{header}; {holds_secrets(secrets)}" if secrets else header


def _make(profile: Profile, policy: Policy, checked: Checked, choice: LayoutChoice) -> _Made:
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
    return _Made(Entry(profile, policy, script, digest, secrets, public), tuple(problems))


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
