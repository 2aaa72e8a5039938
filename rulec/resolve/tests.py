"""Tests in rule files: calls with what is expected of them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime

from rulec.diagnostics import Problem, did_you_mean, names, short
from rulec.diagnostics import codes_resolving as codes
from rulec.ir import Profile
from rulec.pexip import (
    MEDIA_RESPONSE,
    NEW_ALIAS,
    PARTICIPANT_RESPONSE,
    REJECT_REASON,
    SEEN_IN_SCRIPTS,
    SERVICE_FIELD_NAMES,
    SERVICE_FIELDS,
    VARIABLES,
    Policy,
    ResponseField,
    ValueType,
    service_response_field,
)
from rulec.records import dataclass
from rulec.resolve.context import Facts, Problems, check_location
from rulec.resolve.fields import PARTICIPANT_SHORT
from rulec.resolve.rule_sets import ResolvedSet
from rulec.source import Span
from rulec.syntax.nodes import Mapping, Node, Scalar, Sequence
from rulec.syntax.scalars import (
    as_any_scalar,
    as_flag,
    as_mapping,
    as_text_or_null,
    as_whole_number,
)
from rulec.syntax.shapes import ExpectShape, GivenShape, TestFileShape, TestShape, read_shape


@dataclass(frozen=True, slots=True)
class Expectation:
    """What a test expects; None where it does not say."""

    #: Ids of the rules that may have applied; empty for none at all.
    rule: tuple[str, ...] | None
    action: str | None
    result: dict[str, object] | None
    exactly: object | None
    has_exactly: bool


@dataclass(frozen=True, slots=True)
class TestCase:
    """One test, of a rule set (then of every profile that has it) or of a profile."""

    __test__ = False  # pytest collects classes by their names

    name: str
    policy: Policy
    rule_set: str | None
    profile: str | None
    inputs: dict[str, object]
    now: datetime | None
    expect: Expectation
    span: Span


@dataclass(frozen=True, slots=True)
class KnownRules:
    """The ids that a test may expect, and those of the rules whose rows nobody could count."""

    ids: tuple[str, ...]
    any_row: tuple[str, ...]

    def may_be(self, id_: str) -> bool:
        """Whether this is the id of a rule, or may be once its table can be read."""
        row = _ROW.fullmatch(id_)
        return id_ in self.ids or (row is not None and row[1] in self.any_row)


_ROW = re.compile(r"(.+)\[[0-9]+\]")

#: The keys of `given` with the variables that they stand for.
_GIVEN = {"call": "call_info"} | {name: name for name in VARIABLES if name != "call_info"}


def rule_set_tests(found: ResolvedSet, facts: Facts, problems: Problems) -> list[TestCase]:
    """The tests of a rule set."""
    reader = _Reader(found.rules.policy, facts, problems)
    known = KnownRules(found.ids, found.any_row)
    cases = [reader.case(node, known, rule_set=found.name) for node in found.tests or ()]
    return [case for case in cases if case is not None]


def profile_tests(
    node: Mapping,
    profiles: tuple[Profile, ...],
    sets: Iterable[ResolvedSet],
    facts: Facts,
    problems: Problems,
) -> list[TestCase]:
    """The tests of a test file."""
    shape = read_shape(TestFileShape, node, "a test file", problems.found)
    if shape is None or shape.policy is None:
        return []
    policy = Policy(shape.policy)
    profile = next((p for p in profiles if p.name == shape.profile), None)
    if profile is None and shape.profile is not None:
        known = [p.name for p in profiles]
        hint = did_you_mean(shape.profile, known) or f"known are {names(known)}"
        message = f"unknown profile `{short(shape.profile)}`"
        problems.add(codes.UNKNOWN_PROFILE, message, shape.profile.span, hint)
    ids = None
    if profile is not None:
        # By name: the profile's own rules are those that can apply at its locations.
        chosen = {rules.name for rules in profile.sets(policy)}
        own = [found for found in sets if found.name in chosen]
        ids = KnownRules(
            tuple(id_ for found in own for id_ in found.ids),
            tuple(id_ for found in own for id_ in found.any_row),
        )
    reader = _Reader(policy, facts, problems)
    name = "" if profile is None else profile.name
    cases = [reader.case(case, ids, profile=name) for case in shape.tests or ()]
    return [case for case in cases if case is not None and profile is not None]


@dataclass(frozen=True, slots=True)
class _Reader:
    """Reads the tests of one policy."""

    policy: Policy
    facts: Facts
    problems: Problems

    def case(
        self,
        node: Node,
        ids: KnownRules | None,
        *,
        rule_set: str | None = None,
        profile: str | None = None,
    ) -> TestCase | None:
        """A test; None after noting what is wrong."""
        before = len(self.problems.found)
        shape = read_shape(TestShape, node, "a test", self.problems.found)
        if shape is None:
            return None
        inputs: dict[str, object] = {}
        now = expectation = None
        if shape.given is not None:
            given = read_shape(GivenShape, shape.given, "`given`", self.problems.found)
            inputs = {} if given is None else self._inputs(given)
            now = None if given is None or given.now is None else self._instant(given.now)
        if shape.expect is not None:
            expect = read_shape(ExpectShape, shape.expect, "`expect`", self.problems.found)
            expectation = None if expect is None else self._expectation(expect, ids)
        if any(problem.is_error for problem in self.problems.found[before:]):
            return None
        if shape.name is None or expectation is None:
            return None
        span = shape.name.span
        return TestCase(
            str(shape.name), self.policy, rule_set, profile, inputs, now, expectation, span
        )

    def _instant(self, text: Scalar) -> datetime | None:
        try:
            instant = datetime.fromisoformat(text)
        except ValueError:
            instant = None
        if instant is None or instant.tzinfo is None:
            hint = "write date, time and offset, such as `2026-12-24T08:30:00+01:00`"
            message = f"`{short(text)}` is no instant"
            self.problems.add(codes.BAD_TIME, message, text.span, hint)
            return None
        return instant

    def _inputs(self, given: GivenShape) -> dict[str, object]:
        variables: dict[str, object] = {"call_info": {}}
        for key, variable in _GIVEN.items():
            value = getattr(given, key)
            if value is None:
                continue
            if self.policy not in VARIABLES[variable].policies:
                message = f"{self.policy.value} requests have no `{key}`"
                span = given.mapping.key_spans[key]
                self.problems.add(codes.UNKNOWN_FIELD, message, span, "remove it")
                continue
            if isinstance(value, Scalar) and value.is_null and key != "call":
                variables[variable] = None
                continue
            fields = self.problems.value_or_note(as_mapping(value, key))
            if isinstance(fields, Mapping):
                variables[variable] = self._fields(variable, fields)
        return variables

    def _fields(self, variable: str, mapping: Mapping) -> dict[str, object]:
        return {
            name: self._input(variable, name, value, mapping.key_spans[name])
            for name, value in mapping.items()
        }

    def _input(self, variable: str, name: str, node: Node, span: Span) -> object:
        """A field of the inputs, in the catalogue's type."""
        if variable == "participant" and name == "idp_attributes" and isinstance(node, Mapping):
            return {key: self._typed(ValueType.TEXT_OR_LIST, v, key) for key, v in node.items()}
        fields = VARIABLES[variable].fields
        row = fields.get(name)
        if row is None and variable == "service_config":
            row = self.facts.extra_input(name)
        if row is None:
            elsewhere = [other for other, each in VARIABLES.items() if name in each.fields]
            hint = did_you_mean(name, fields) or f"known are {names(fields)}"
            if elsewhere:
                hint = f"it belongs to `{elsewhere[0]}`"
            message = f"`{variable}` has no field `{short(name)}`"
            self.problems.add(codes.UNKNOWN_FIELD, message, span, hint)
            return None
        if row.location:
            self._check_locations(node)
        return self._typed(row.type, node, name)

    def _check_locations(self, node: Node) -> None:
        """Notes names of system locations that the project does not have."""
        for item in node if isinstance(node, Sequence) else [node]:
            if isinstance(item, Scalar) and item and not item.is_null:
                check_location(item, self.facts, self.problems)

    def _typed(self, type_: ValueType, node: Node, name: str) -> object:
        """A value in a type; lists and objects hold what is written in them."""
        if isinstance(node, Mapping):
            return {key: self._typed(ValueType.OBJECT, value, key) for key, value in node.items()}
        if isinstance(node, Sequence):
            inner = ValueType.TEXT if type_ is not ValueType.OBJECT_LIST else ValueType.OBJECT
            return [self._typed(inner, item, name) for item in node]
        if node.is_null:
            return None
        read = {
            ValueType.BOOLEAN: as_flag,
            ValueType.INTEGER: as_whole_number,
            ValueType.OBJECT: as_any_scalar,
        }.get(type_, as_text_or_null)
        value = read(node, name)
        if isinstance(value, Problem):
            self.problems.found.append(value)
            return None
        return str(value) if isinstance(value, str) else value

    def _expectation(self, shape: ExpectShape, known: KnownRules | None) -> Expectation:
        if not shape.mapping:
            message, hint = (
                "the test expects nothing",
                "add `rule`, `action`, `result` or `exactly`",
            )
            self.problems.add(codes.NO_EFFECT, message, shape.mapping.span, hint)
        rule: tuple[str, ...] | None = None
        if shape.rule is not None:
            text = self.problems.value_or_note(as_text_or_null(shape.rule, "rule"))
            rule = () if text is None else (str(text),)
            if isinstance(text, Scalar) and known is not None and not known.may_be(text):
                ids = known.ids
                hint = did_you_mean(text, ids) or (
                    f"known are {names(ids)}" if ids else "there are no rules here"
                )
                message = f"unknown rule `{short(text)}`"
                self.problems.add(codes.UNKNOWN_RULE, message, text.span, hint)
        result = None if shape.result is None else self._result(shape.result, "result")
        exactly = None if shape.exactly is None else self._result(shape.exactly, "exactly")
        return Expectation(
            rule,
            shape.action,
            result if isinstance(result, dict) else None,
            exactly,
            "exactly" in shape.mapping,
        )

    def _result(self, node: Node, key: str) -> object:
        if isinstance(node, Scalar) and node.is_null:
            return None
        mapping = self.problems.mapping(node, key)
        if mapping is None:
            return None
        return {
            name: self._expected(name, value, mapping.key_spans[name])
            for name, value in mapping.items()
        }

    def _expected(self, name: str, node: Node, span: Span) -> object:
        row = self._response_row(name)
        known = self._result_names()
        if row is None and name not in known:
            hint = did_you_mean(name, known) or f"known are {names(known)}"
            if self.policy is Policy.PARTICIPANT and name in PARTICIPANT_SHORT:
                hint = f"`{name}` is short for `{PARTICIPANT_SHORT[name]}`: write that"
            message = f"no answer has a field `{short(name)}`"
            self.problems.add(codes.UNKNOWN_TARGET, message, span, hint)
        return self._written(row, node, name)

    def _result_names(self) -> list[str]:
        """Every field that an answer to the policy's requests may hold."""
        seen = SEEN_IN_SCRIPTS.get(self.policy, {})
        own = {
            # A service may hold whatever Pexip found.
            Policy.SERVICE: (*SERVICE_FIELD_NAMES, *SERVICE_FIELDS, NEW_ALIAS.name),
            Policy.PARTICIPANT: (*PARTICIPANT_RESPONSE, REJECT_REASON.name),
            Policy.MEDIA_LOCATION: tuple(MEDIA_RESPONSE),
        }[self.policy]
        return [*own, *seen]

    def _written(self, row: ResponseField | None, node: Node, name: str) -> object:
        """An expected value, typed by the row of its field where there is one."""
        if row is not None and row.location and isinstance(node, Scalar):
            self._check_locations(node)
        if row is not None and row.items and isinstance(node, Mapping):
            rows = {item.name: item for item in row.items}
            return {key: self._written(rows.get(key), v, key) for key, v in node.items()}
        if row is not None and isinstance(node, Sequence):
            return [self._written(row, item, name) for item in node]
        textual = row is not None and row.type in (ValueType.TEXT, ValueType.TEXT_LIST)
        type_ = ValueType.OBJECT if row is None else row.type
        return self._typed(ValueType.TEXT if textual else type_, node, name)

    def _response_row(self, name: str) -> ResponseField | None:
        if name in (NEW_ALIAS.name, REJECT_REASON.name):
            return NEW_ALIAS
        match self.policy:
            case Policy.SERVICE:
                uses = service_response_field(name)
                return uses[0].row if uses else self.facts.declared(self.policy, name)
            case Policy.PARTICIPANT:
                return PARTICIPANT_RESPONSE.get(name) or self.facts.declared(self.policy, name)
            case Policy.MEDIA_LOCATION:
                return MEDIA_RESPONSE.get(name) or self.facts.declared(self.policy, name)
