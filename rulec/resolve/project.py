"""The whole folder: what the project file says, its rule sets, its profiles and its tests."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from fnmatch import fnmatchcase

from rulec.diagnostics import Problem, Related, did_you_mean
from rulec.diagnostics import codes_reading as reading
from rulec.diagnostics import codes_resolving as codes
from rulec.ir import Profile
from rulec.pexip import SCRIPT_MAX_CHARACTERS, Policy, ResponseField, ValueType
from rulec.resolve.context import IDENTIFIER, Facts, Problems, check_location, checked_zone
from rulec.resolve.rule_sets import ResolvedSet, resolve_rule_set
from rulec.resolve.tests import TestCase, profile_tests, rule_set_tests
from rulec.syntax.folder import PROJECT_FILE, RuleFile
from rulec.syntax.nodes import Mapping, Scalar
from rulec.syntax.scalars import as_mapping, as_word
from rulec.syntax.shapes import ProfileShape, ProjectShape, read_shape

#: The version of the rule language.
LANGUAGE_VERSION = 1

#: Participant policy came after version 31 (Pexip docs: contents of the policy deployment guides).
PARTICIPANT_POLICY_SINCE = 32

#: The profile of a folder whose project file names none.
DEFAULT_PROFILE = "default"

_PROFILE_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,99}\Z")
_EXTRA_TYPES = {
    "text": ValueType.TEXT,
    "integer": ValueType.INTEGER,
    "boolean": ValueType.BOOLEAN,
}


@dataclass(frozen=True, slots=True)
class Project:
    """Everything that a rules folder says."""

    facts: Facts
    profiles: tuple[Profile, ...]
    rule_sets: tuple[ResolvedSet, ...]
    tests: tuple[TestCase, ...]


def resolve_project(files: Iterable[RuleFile]) -> tuple[Project, list[Problem]]:
    """The project of a folder's files, as far as they can be understood, and every problem."""
    problems = Problems()
    by_path = {file.path: file for file in files}
    shape = _project_shape(by_path.get(PROJECT_FILE), problems)
    facts = _facts(shape, problems)
    sets: list[ResolvedSet] = []
    test_files: list[RuleFile] = []
    for path, file in by_path.items():
        if path == PROJECT_FILE or file.node is None:
            continue
        if not isinstance(file.node, Mapping):
            problems.value_or_note(as_mapping(file.node))
        elif "rules" in file.node:
            found = resolve_rule_set(path.rsplit(".", 1)[0], file.node, facts, problems)
            sets += [] if found is None else [found]
        elif "tests" in file.node and "profile" in file.node:
            test_files.append(file)
        else:
            hint = "a rule set has `policy` and `rules`, a test file `profile`, `policy`, `tests`"
            message = "this file is neither a rule set nor a test file"
            problems.add(codes.UNKNOWN_FILE, message, file.start, hint)
    _check_names(sets, problems)
    profiles = _profiles(shape, by_path, sets, facts, problems)
    tests = [case for found in sets for case in rule_set_tests(found, facts, problems)]
    for file in test_files:
        assert isinstance(file.node, Mapping)  # noqa: S101  sorted so above
        tests += profile_tests(file.node, profiles, facts, problems)
    return Project(facts, profiles, tuple(sets), tuple(tests)), problems.found


# --- The project file ----------------------------------------------------------------------------


def _project_shape(file: RuleFile | None, problems: Problems) -> ProjectShape | None:
    if file is None or file.node is None:
        return None
    shape = read_shape(ProjectShape, file.node, "the project file", problems.found)
    if shape is None or shape.rulec is None or not isinstance(file.node, Mapping):
        return shape
    if shape.rulec != LANGUAGE_VERSION:
        message = f"version {shape.rulec} of the rule language is not known"
        hint = f"this rulec knows version {LANGUAGE_VERSION}"
        problems.add(codes.WRONG_VERSION, message, file.node["rulec"].span, hint)
    return shape


def _facts(shape: ProjectShape | None, problems: Problems) -> Facts:
    if shape is None:
        return Facts()
    zone = None if shape.timezone is None else checked_zone(shape.timezone, problems)
    locations = None
    if shape.locations is not None:
        locations = tuple(dict.fromkeys(str(name) for name in shape.locations))
    return Facts(zone or "UTC", locations, _extra_fields(shape, problems), shape.pexip)


def _extra_fields(
    shape: ProjectShape, problems: Problems
) -> tuple[tuple[Policy, ResponseField], ...]:
    """`fields: {service: {name: type}}`."""
    if shape.fields is None:
        return ()
    groups = problems.value_or_note(as_mapping(shape.fields, "fields"))
    found: list[tuple[Policy, ResponseField]] = []
    for name, node in groups.items() if isinstance(groups, Mapping) else ():
        words = [policy.value for policy in Policy]
        if name not in words:
            hint = did_you_mean(name, words) or f"one of {', '.join(words)}"
            message = f"`fields` has no policy `{name}`"
            assert isinstance(groups, Mapping)  # noqa: S101  it was just walked
            problems.add(reading.UNKNOWN_KEY, message, groups.key_spans[name], hint)
            continue
        fields = problems.value_or_note(as_mapping(node, name))
        for field, type_node in fields.items() if isinstance(fields, Mapping) else ():
            word = problems.value_or_note(as_word(type_node, _EXTRA_TYPES, field))
            assert isinstance(fields, Mapping)  # noqa: S101  it was just walked
            if not IDENTIFIER.match(field):
                hint = "use small letters, digits and underscores"
                message = f"`{field}` cannot be a field"
                problems.add(codes.BAD_NAME, message, fields.key_spans[field], hint)
            elif isinstance(word, str):
                found.append((Policy(name), _extra_row(field, _EXTRA_TYPES[word])))
    return tuple(found)


def _extra_row(name: str, type_: ValueType) -> ResponseField:
    examples = {ValueType.TEXT: "text", ValueType.INTEGER: 1, ValueType.BOOLEAN: True}
    doc = "A field that the project declares."
    return ResponseField(name, type_, doc, examples[type_], PROJECT_FILE, nullable=True)


# --- Profiles ------------------------------------------------------------------------------------


def _check_names(sets: list[ResolvedSet], problems: Problems) -> None:
    """Notes two rule sets of one name."""
    first: dict[str, ResolvedSet] = {}
    for found in sets:
        other = first.setdefault(found.name, found)
        if other is not found:
            related = (Related("first used here", other.span),)
            message = f"the rule set name `{found.name}` is used twice"
            problems.add(codes.DUPLICATE_ID, message, found.span, "rename one of them", related)


def _profiles(
    shape: ProjectShape | None,
    files: dict[str, RuleFile],
    sets: list[ResolvedSet],
    facts: Facts,
    problems: Problems,
) -> tuple[Profile, ...]:
    entries = None if shape is None else shape.profiles
    if entries is None:
        rules = tuple(found.rules for found in sets)
        return (Profile(DEFAULT_PROFILE, rules, SCRIPT_MAX_CHARACTERS),) if sets else ()
    found: list[Profile] = []
    used: set[str] = set()
    for name, node in entries.items():
        span = entries.key_spans[name]
        if not _PROFILE_NAME.match(name):
            hint = "use letters, digits, dashes and underscores; it becomes a folder's name"
            problems.add(codes.BAD_NAME, f"`{name}` cannot be a profile", span, hint)
        profile = read_shape(ProfileShape, node, "a profile", problems.found)
        if profile is not None:
            found.append(_profile(name, profile, files, sets, facts, problems, used))
    for unused in [found_set for found_set in sets if found_set.path not in used]:
        message = f"the rule set `{unused.name}` is in no profile"
        hint = "add it to a profile in rulec.yaml, or remove the file"
        problems.add(codes.UNUSED_NAME, message, unused.span, hint)
    return tuple(found)


def _profile(  # noqa: PLR0913  the project's parts, each used once
    name: str,
    shape: ProfileShape,
    files: dict[str, RuleFile],
    sets: list[ResolvedSet],
    facts: Facts,
    problems: Problems,
    used: set[str],
) -> Profile:
    by_path = {found.path: found for found in sets}
    chosen: dict[str, ResolvedSet] = {}
    for written in shape.rules or ():
        assert isinstance(written, Scalar)  # noqa: S101  the shape is a list of texts
        paths = [path for path in sorted(files) if path != PROJECT_FILE and fits(path, written)]
        if not paths:
            hint = did_you_mean(written, files) or "paths start at the rules folder"
            message = f"no file fits `{written}`"
            problems.add(codes.NO_SUCH_FILE, message, written.span, hint)
        for path in paths:
            stem = path.rsplit(".", 1)[0]
            used.add(stem)
            if stem in chosen and "*" not in written:
                message = f"`{path}` is in this profile already"
                problems.add(codes.DUPLICATE_ID, message, written.span, "remove one of them")
            if stem in by_path:
                chosen.setdefault(stem, by_path[stem])
    for location in shape.assigned_to or ():
        assert isinstance(location, Scalar)  # noqa: S101  the shape is a list of texts
        check_location(location, facts, problems)
    rules = tuple(found.rules for found in chosen.values())
    if facts.pexip is not None and facts.pexip < PARTICIPANT_POLICY_SINCE:
        _warn_of_version(name, shape, rules, facts, problems)
    assigned = tuple(str(location) for location in shape.assigned_to or ())
    return Profile(name, rules, _budget(shape, problems), assigned)


def _warn_of_version(
    name: str, shape: ProfileShape, rules: tuple[object, ...], facts: Facts, problems: Problems
) -> None:
    if any(getattr(rule_set, "policy", None) is Policy.PARTICIPANT for rule_set in rules):
        message = f"version {facts.pexip} of Pexip Infinity has no participant policy"
        span = shape.rules.span if shape.rules is not None else None
        hint = f"take participant rules out of `{name}`, or correct `pexip` in rulec.yaml"
        problems.add(codes.TOO_OLD, message, span, hint)


def _budget(shape: ProfileShape, problems: Problems) -> int:
    if shape.budget is None:
        return SCRIPT_MAX_CHARACTERS
    if 0 < shape.budget <= SCRIPT_MAX_CHARACTERS:
        return shape.budget
    message = f"the budget goes from 1 to {SCRIPT_MAX_CHARACTERS}, not {shape.budget}"
    span = shape.rules.span if shape.rules is not None else None
    problems.add(codes.BAD_BUDGET, message, span, "Pexip refuses longer scripts")
    return SCRIPT_MAX_CHARACTERS


def fits(path: str, pattern: str) -> bool:
    """Whether a path fits a glob; `*` stays within a folder, `**` stands for any folders."""
    return _fits(path.split("/"), pattern.split("/"))


def _fits(steps: list[str], patterns: list[str]) -> bool:
    if not patterns:
        return not steps
    if patterns[0] == "**":
        return any(_fits(steps[n:], patterns[1:]) for n in range(len(steps) + 1))
    return bool(steps) and fnmatchcase(steps[0], patterns[0]) and _fits(steps[1:], patterns[1:])


