"""The whole folder: what the project file says, its rule sets, its profiles and its tests."""

from __future__ import annotations

import re
from collections.abc import Iterable
from collections.abc import Mapping as ByName
from dataclasses import replace
from fnmatch import fnmatchcase
from types import MappingProxyType

from rulec.diagnostics import Problem, Related, did_you_mean, names, short
from rulec.diagnostics import codes_reading as reading
from rulec.diagnostics import codes_resolving as codes
from rulec.ir import Profile, RuleSet
from rulec.pexip import SCRIPT_MAX_CHARACTERS, Policy, ResponseField, ValueType
from rulec.records import dataclass
from rulec.resolve.assigned import specialised
from rulec.resolve.context import IDENTIFIER, Facts, Problems, check_location, checked_zone
from rulec.resolve.look_alikes import look_alikes
from rulec.resolve.rule_sets import ResolvedSet, resolve_rule_set
from rulec.resolve.tests import TestCase, profile_tests, rule_set_tests
from rulec.syntax.folder import PROJECT_FILE, RuleFile
from rulec.syntax.nodes import Mapping, Scalar
from rulec.syntax.scalars import as_word, kind
from rulec.syntax.shapes import ProfileShape, ProjectShape, read_shape, start_of

#: The version of the rule language.
LANGUAGE_VERSION = 1

#: Participant policy came after version 31 (Pexip docs: contents of the policy deployment guides).
PARTICIPANT_POLICY_SINCE = 32

#: The profile of a folder whose project file names none.
DEFAULT_PROFILE = "default"

_NO_ENVIRONMENT: ByName[str, str] = MappingProxyType({})
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


def resolve_project(
    files: Iterable[RuleFile], environment: ByName[str, str] = _NO_ENVIRONMENT
) -> tuple[Project, list[Problem]]:
    """The project of a folder's files, as far as they can be understood, and every problem.

    `environment` holds the secrets that rules name as `{env:NAME}`.
    """
    problems = Problems()
    by_path = {file.path: file for file in files}
    shape = _project_shape(by_path.get(PROJECT_FILE), problems)
    facts = replace(_facts(shape, problems), environment=environment)
    sets: list[ResolvedSet] = []
    test_files: list[Mapping] = []
    # What a file reads that could not be understood, nobody knows.
    complete = all(file.node is not None for file in by_path.values() if not file.is_table)
    for path, file in by_path.items():
        if path == PROJECT_FILE or file.node is None:
            continue
        node = file.node
        if not isinstance(node, Mapping):
            message = f"the file must be a mapping, not {kind(node)}"
            hint = "a rule set starts with `policy: ...`, without a dash"
            problems.add(reading.WRONG_SHAPE, message, node.span, hint)
            complete = False
            continue
        if "rules" in node or ("policy" in node and "profile" not in node):
            found = resolve_rule_set(path, node, facts, by_path, problems)
            sets += [] if found is None else [found]
            complete = complete and found is not None and found.tables_known
        elif "profile" in node:
            test_files.append(node)
        else:
            hint = "a rule set has `policy` and `rules`, a test file `profile`, `policy`, `tests`"
            if "rulec" in node or "profiles" in node:
                hint = f"the project file is called `{PROJECT_FILE}` and lies in the rules folder"
            complete = False
            message = "this file is neither a rule set nor a test file"
            problems.add(codes.UNKNOWN_FILE, message, start_of(node), hint)
    _check_names(sets, problems)
    if complete:
        _check_tables(sets, by_path, problems)
    profiles = _Profiles(shape, by_path, sets, facts, problems).resolve()
    tests = [case for found in sets for case in rule_set_tests(found, facts, problems)]
    for node in test_files:
        tests += profile_tests(node, profiles, sets, facts, problems)
    return Project(facts, profiles, tuple(sets), tuple(tests)), problems.found


def _check_tables(
    sets: list[ResolvedSet], files: ByName[str, RuleFile], problems: Problems
) -> None:
    """Notes CSV files that no rule set reads."""
    used = {path for found in sets for path in found.tables}
    for path, file in files.items():
        if file.table is not None and path not in used:
            message = f"no rule set has this table: `{short(path)}`"
            hint = "name it under `tables` of a rule set, or remove the file"
            problems.add(codes.UNUSED_NAME, message, file.start, hint)


# --- The project file ----------------------------------------------------------------------------


def _project_shape(file: RuleFile | None, problems: Problems) -> ProjectShape | None:
    if file is None or file.node is None:
        return None
    shape = read_shape(ProjectShape, file.node, "the project file", problems.found)
    if shape is not None and shape.rulec not in (None, LANGUAGE_VERSION):
        message = f"version {shape.rulec} of the rule language is not known"
        hint = f"this rulec knows version {LANGUAGE_VERSION}"
        problems.add(codes.WRONG_VERSION, message, shape.mapping["rulec"].span, hint)
    problems.found += [] if shape is None else look_alikes(shape.mapping)
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
    groups = problems.mapping(shape.fields, "fields")
    found: list[tuple[Policy, ResponseField]] = []
    words = [policy.value for policy in Policy]
    for name, node in groups.items() if groups is not None else ():
        fields = problems.mapping(node, name)
        if groups is not None and name not in words:
            hint = did_you_mean(name, words) or f"one of {names(words)}"
            message = f"`fields` has no policy `{short(name)}`"
            problems.add(reading.UNKNOWN_KEY, message, groups.key_spans[name], hint)
            continue
        for field, type_node in fields.items() if fields is not None else ():
            word = problems.value_or_note(as_word(type_node, _EXTRA_TYPES, field))
            if fields is not None and not IDENTIFIER.match(field):
                hint = "use small letters, digits and underscores"
                message = f"`{short(field)}` cannot be a field"
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
            message = f"the rule set name `{short(found.name)}` is used twice"
            problems.add(codes.DUPLICATE_ID, message, found.span, "rename one of them", related)


class _Profiles:
    """Resolves the profiles of a project."""

    def __init__(
        self,
        shape: ProjectShape | None,
        files: dict[str, RuleFile],
        sets: list[ResolvedSet],
        facts: Facts,
        problems: Problems,
    ) -> None:
        self.shape = shape
        self.files = files
        self.sets = {found.path: found for found in sets}
        self.facts = facts
        self.problems = problems
        self.used: set[str] = set()
        #: Whether every path of every profile could be read.
        self.complete = True

    def resolve(self) -> tuple[Profile, ...]:
        """The profiles; one of all rule sets where the project file names none."""
        if self.shape is None or "profiles" not in self.shape.mapping:
            rules = tuple(found.rules for found in self.sets.values())
            return (Profile(DEFAULT_PROFILE, rules, SCRIPT_MAX_CHARACTERS),) if rules else ()
        entries = self.shape.profiles
        if entries is None:
            return ()
        if not entries:
            hint = "add a profile, or remove the key for one of all rule sets"
            message = "`profiles` has no profile"
            self.problems.add(reading.EMPTY_VALUE, message, entries.span, hint)
        found: list[Profile] = []
        for name, node in entries.items():
            if not _PROFILE_NAME.match(name):
                hint = "use letters, digits, dashes and underscores; it becomes a folder's name"
                message = f"`{short(name)}` cannot be a profile"
                self.problems.add(codes.BAD_NAME, message, entries.key_spans[name], hint)
            profile = read_shape(ProfileShape, node, "a profile", self.problems.found)
            if profile is not None:
                found.append(replace(self._profile(name, profile), span=entries.key_spans[name]))
        # Where a path leads nowhere, or cannot be read, the rule set that it means is not unused.
        unused_sets = [each for each in self.sets.values() if each.path not in self.used]
        for unused in unused_sets if self.complete else ():
            message = f"the rule set `{short(unused.name)}` is in no profile"
            hint = f"add it to a profile in {PROJECT_FILE}, or remove the file"
            self.problems.add(codes.UNUSED_NAME, message, unused.span, hint)
        return tuple(found)

    def _profile(self, name: str, shape: ProfileShape) -> Profile:
        rules = tuple(found.rules for found in self._chosen(shape))
        for location in shape.assigned_to or ():
            assert isinstance(location, Scalar)  # noqa: S101  the shape is a list of texts
            check_location(location, self.facts, self.problems)
        if shape.assigned_to is not None and not shape.assigned_to:
            hint = "name the locations that use the profile, or remove the key for any location"
            span = shape.mapping["assigned_to"].span
            self.problems.add(reading.EMPTY_VALUE, "`assigned_to` has no location", span, hint)
        if self.facts.pexip is not None and self.facts.pexip < PARTICIPANT_POLICY_SINCE:
            self._warn_of_version(name, shape, rules)
        assigned = tuple(str(location) for location in shape.assigned_to or ())
        rules, left_out = specialised(rules, assigned)
        return Profile(name, rules, self._budget(shape), assigned, left_out)

    def _chosen(self, shape: ProfileShape) -> Iterable[ResolvedSet]:
        """The rule sets of a profile, in the order in which its paths name them."""
        chosen: dict[str, ResolvedSet] = {}
        self.complete = self.complete and shape.rules is not None
        for written in shape.rules or ():
            assert isinstance(written, Scalar)  # noqa: S101  the shape is a list of texts
            paths = [p for p in sorted(self.files) if p != PROJECT_FILE and fits(p, written)]
            if not paths:
                hint = did_you_mean(written, self.files) or "paths start at the rules folder"
                message = f"no file fits `{short(written)}`"
                self.problems.add(codes.NO_SUCH_FILE, message, written.span, hint)
                self.complete = False
            for path in paths:
                self.used.add(path)
                if written == path and path in chosen:
                    message = f"`{path}` is in this profile already"
                    hint = "remove one of the two"
                    self.problems.add(codes.DUPLICATE_ID, message, written.span, hint)
                if written == path and self._is_no_rule_set(path):
                    message = f"`{path}` is no rule set"
                    hint = "a rule set has `policy` and `rules`"
                    self.problems.add(codes.NO_SUCH_FILE, message, written.span, hint)
                if path in self.sets:
                    chosen.setdefault(path, self.sets[path])
        return chosen.values()

    def _is_no_rule_set(self, path: str) -> bool:
        """Whether a file that could be read is a test file, or nothing that is known."""
        node = self.files[path].node
        if not isinstance(node, Mapping) or "rules" in node:
            return False
        return "profile" in node or "policy" not in node

    def _warn_of_version(self, name: str, shape: ProfileShape, rules: tuple[RuleSet, ...]) -> None:
        if any(rule_set.policy is Policy.PARTICIPANT for rule_set in rules):
            message = f"version {self.facts.pexip} of Pexip Infinity has no participant policy"
            span = shape.mapping["rules"].span
            hint = f"take participant rules out of `{name}`, or correct `pexip` in {PROJECT_FILE}"
            self.problems.add(codes.TOO_OLD, message, span, hint)

    def _budget(self, shape: ProfileShape) -> int:
        if shape.budget is None:
            return SCRIPT_MAX_CHARACTERS
        if 0 < shape.budget <= SCRIPT_MAX_CHARACTERS:
            return shape.budget
        message = f"the budget goes from 1 to {SCRIPT_MAX_CHARACTERS}, not {shape.budget}"
        hint = "Pexip takes scripts of at most that many characters"
        span = shape.mapping["budget"].span
        self.problems.add(codes.BAD_BUDGET, message, span, hint)
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
