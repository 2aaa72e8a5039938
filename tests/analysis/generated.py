"""Seeded rule sets of as many rules as wanted, with rules in them that no call reaches.

Every rule has a token of its own in what it asks for, of a fixed length, so that no rule hides
another by accident. A rule that is not hidden comes with a call that reaches it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from random import Random
from typing import Any

from rule_texts import errors, read_rules

from rulec.evaluate import Inputs
from rulec.ir import RuleSet

#: A Monday, in and out of office hours.
MORNING = datetime(2026, 6, 15, 9, 30, tzinfo=UTC)
EVENING = datetime(2026, 6, 15, 20, 30, tzinfo=UTC)


@dataclass(frozen=True)
class Written:
    """A rule as a condition in YAML, with the variables of a call that meets it."""

    when: str
    call: Mapping[str, Any] = field(default_factory=dict)
    service: Mapping[str, Any] | None = None
    attributes: Mapping[str, Any] = field(default_factory=dict)
    now: datetime = EVENING

    def inputs(self) -> Inputs:
        """The call."""
        variables = {
            "call_info": dict(self.call),
            "service_config": self.service,
            "participant": {"idp_attributes": dict(self.attributes)},
        }
        return Inputs(variables, self.now)


@dataclass(frozen=True)
class Plant:
    """A rule that others hide, none of which can be left out; perhaps with innocent rules."""

    hidden: str
    by: tuple[Written, ...] = ()
    innocent: tuple[Written, ...] = ()


@dataclass(frozen=True)
class Line:
    """A rule in its place."""

    id: str
    when: str
    #: A call that reaches it; none for a hidden rule.
    call: Inputs | None
    #: The rules that hide it.
    by: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Generated:
    """A rule set."""

    lines: tuple[Line, ...]

    @property
    def hidden(self) -> dict[str, frozenset[str]]:
        """The rules that no call reaches, with those that hide each."""
        return {line.id: line.by for line in self.lines if line.call is None}

    @property
    def calls(self) -> list[Inputs]:
        """A call for each rule that is reached."""
        return [line.call for line in self.lines if line.call is not None]

    @property
    def text(self) -> str:
        """The rule file. Each rule does something of its own."""
        rules = "".join(rule_text(line.id, line.when, line.id) for line in self.lines)
        return f"policy: participant\nrules:\n{rules}"

    def rule_sets(self) -> tuple[RuleSet, ...]:
        """The checked rules."""
        return checked(self.text)


def checked(text: str) -> tuple[RuleSet, ...]:
    """The rule set of a file without errors."""
    project, problems = read_rules({"p.yaml": text})
    assert not errors(problems), errors(problems)
    return project.profiles[0].rule_sets


def rule_text(id_: str, when: str, name: str) -> str:
    """A rule of a file that gives callers a name."""
    return f"  - id: {id_}\n    when: {when}\n    set: {{remote_display_name: {name}}}\n"


def generated(rules: int, plants: int, seed: int) -> Generated:
    """A rule set with so many rules and plants; no fewer than the plants need."""
    random = Random(seed)
    placed: list[tuple[float, Line]] = []
    number = 0

    def add(rule: Written | str, place: float, by: frozenset[str] = frozenset()) -> str:
        when, call = (rule, None) if isinstance(rule, str) else (rule.when, rule.inputs())
        id_ = f"rule-{len(placed)}"
        placed.append((place, Line(id_, when, call, by)))
        return id_

    for number in range(plants):
        plant = _PLANTS[number % len(_PLANTS)](number)
        places = [random.random() for _ in plant.by]
        by = frozenset(map(add, plant.by, places))
        for innocent in plant.innocent:
            add(innocent, random.random() * min(places, default=1))
        last = max(places, default=0)
        add(plant.hidden, last + random.random() * (1 - last), by)
    while len(placed) < rules:
        number += 1
        add(random.choice(_FILLERS)(number), random.random())
    return Generated(tuple(line for _, line in sorted(placed, key=lambda pair: pair[0])))


def _net(first: int, number: int) -> str:
    return f"{first}.{number // 250}.{number % 250}"


# --- Rules that calls reach ----------------------------------------------------------------------


def _vendor(number: int) -> Written:
    token = f"{number:05}"
    when = f"{{call_direction: dial_in, vendor: {{contains: [scanner-{token}, bot-{token}]}}}}"
    return Written(when, {"vendor": f"x bot-{token} y", "call_direction": "dial_in"})


def _room(number: int) -> Written:
    token = f"{number:05}"
    when = rf"{{local_alias: {{user: {{matches: 'team{token}(\d{{2,4}})'}}, domain: example.com}}}}"
    return Written(when, {"local_alias": f"sip:team{token}123@EXAMPLE.com"})


def _spam(number: int) -> Written:
    token = f"{number:05}"
    when = f"{{remote_alias: {{ends_with: '@spam{token}.example.net', ignore_case: true}}}}"
    return Written(when, {"remote_alias": f"joe@SPAM{token}.example.net"})


def _site(number: int) -> Written:
    when = f"{{remote_address: {{in_subnet: {_net(10, number)}.0/24}}}}"
    return Written(when, {"remote_address": f"{_net(10, number)}.77"})


def _staff(number: int) -> Written:
    token = f"{number:05}"
    groups = f"group: [team-{token}, admins-{token}], country: {{not: [xx, yy]}}"
    when = f"{{idp_attributes: {{{groups}}}, protocol: [api, webrtc]}}"
    return Written(when, {"protocol": "api"}, attributes={"group": ["x", f"team-{token}"]})


def _phone(number: int) -> Written:
    token = f"{number:05}"
    when = rf"{{remote_alias: {{user: {{matches: '[+]?9{token}\d{{5,9}}'}}}}}}"
    return Written(when, {"remote_alias": f"+9{token}123456@example.com"})


def _bot(number: int) -> Written:
    token = f"{number:05}"
    when = rf"{{any: [{{vendor: {{regex: 'Bot/{token}\.\d+'}}}}, {{call_tag: bot{token}}}]}}"
    return Written(when, {"vendor": f"Bot/{token}.7 (x)"})


def _tag(number: int) -> Written:
    tag = f"tag-{number:05}"
    when = f"{{service_config: {{service_tag: {tag}, service_type: [conference, lecture]}}}}"
    return Written(when, service={"service_tag": tag, "service_type": "lecture"})


def _identity(number: int) -> Written:
    token = f"{number:05}"
    when = f"{{p_asserted_identity: {{includes: {{starts_with: 'sip:{token}'}}}}}}"
    return Written(when, {"p_asserted_identity": ["tel:1", f"sip:{token}@x"]})


def _night(number: int) -> Written:
    token = f"{number:05}"
    night = "time: {weekday: [mon, tue, wed, thu, fri], between: ['18:00', '06:00']}"
    when = f"{{{night}, service_config: {{name: {{starts_with: 'room {token}'}}}}}}"
    return Written(when, service={"name": f"room {token} x"})


def _rate(number: int) -> Written:
    tag = f"rate-{number:05}"
    when = f"{{bandwidth: {{at_least: {number}}}, call_tag: {tag}}}"
    return Written(when, {"bandwidth": number, "call_tag": tag})


_FILLERS = (
    _vendor, _room, _spam, _site, _staff, _phone, _bot, _tag, _identity, _night, _rate,
)  # fmt: skip


# --- Rules that others hide ----------------------------------------------------------------------


def _narrower_pattern(number: int) -> Plant:
    alias = f"plan{number:05}"
    wide = rf"{{local_alias: {{user: {{matches: '{alias}\d{{2,4}}'}}}}}}"
    domain = f"local_alias: {{user: {{matches: '{alias}\\d{{3}}'}}, domain: example.com}}"
    return Plant(f"{{protocol: sip, {domain}}}", (Written(wide, {"local_alias": f"{alias}12"}),))


def _union_of_protocols(number: int) -> Plant:
    alias = f"u{number:05}"
    own = f"local_alias: {{starts_with: {alias}}}"
    return Plant(
        f"{{registered: true, local_alias: {{starts_with: {alias}-x}}}}",
        (
            Written(f"{{protocol: [sip], {own}}}", {"protocol": "sip", "local_alias": alias}),
            Written(f"{{protocol: {{not: [sip]}}, {own}}}", {"local_alias": alias}),
        ),
    )


def _two_halves(number: int) -> Plant:
    net = _net(11, number)
    return Plant(
        f"{{remote_address: {{in_subnet: {net}.0/24}}, protocol: api}}",
        tuple(
            Written(f"{{remote_address: {{in_subnet: {net}.{half}/25}}}}",
                    {"remote_address": f"{net}.{half + 5}"})
            for half in (0, 128)
        ),
    )  # fmt: skip


def _row_inside_a_block(number: int) -> Plant:
    net = _net(12, number)
    block = Written(
        f"{{remote_address: {{in_subnet: {net}.0/24}}}}", {"remote_address": f"{net}.9"}
    )
    return Plant(f"{{remote_address: {{in_subnet: ['{net}.16/28', '{net}.200']}}}}", (block,))


def _at_least(number: int) -> Plant:
    tag = f"least{number:05}"
    call = {"bandwidth": 5, "call_tag": tag}
    return Plant(
        f"{{bandwidth: {{at_least: 10}}, call_tag: {tag}}}",
        (Written(f"{{bandwidth: {{at_least: 5}}, call_tag: {tag}}}", call),),
        (Written(f"{{bandwidth: {{at_least: 50}}, call_tag: {tag}}}", call | {"bandwidth": 50}),),
    )


def _suffix_in_any_case(number: int) -> Plant:
    domain = f"f{number:05}.example.net"
    wide = f"{{remote_alias: {{ends_with: '@{domain}', ignore_case: true}}}}"
    return Plant(
        f"{{remote_alias: ['a@{domain.upper()}', 'b@{domain}']}}",
        (Written(wide, {"remote_alias": f"c@{domain}"}),),
    )


def _never(number: int) -> Plant:
    return Plant(f"{{local_alias: {{ends_with: x{number:05}a.exe, not: {{ends_with: .exe}}}}}}")


def _something_or_nothing(number: int) -> Plant:
    vendor = f"maker{number:05}"
    return Plant(
        f"{{vendor: {vendor}, remote_display_name: {{contains: x}}}}",
        (Written(f"{{vendor: {vendor}, remote_display_name: {{not: null}}}}",
                 {"vendor": vendor, "remote_display_name": "y"}),),
        (Written(f"{{vendor: {vendor}, remote_display_name: null}}", {"vendor": vendor}),),
    )  # fmt: skip


def _inside_office_hours(number: int) -> Plant:
    tag = f"hours{number:05}"
    days = "weekday: [mon, tue, wed, thu, fri]"
    return Plant(
        f"{{time: {{weekday: [mon, tue], between: ['09:00', '10:00']}}, call_tag: {tag}}}",
        (Written(f"{{time: {{{days}, between: ['08:00', '18:00']}}, call_tag: {tag}}}",
                 {"call_tag": tag}, now=MORNING),),
    )  # fmt: skip


def _three_ranges(number: int) -> Plant:
    tag = f"range{number:05}"
    ranges = (("less_than: 10", 5), ("at_least: 10, at_most: 100", 50), ("greater_than: 90", 500))
    return Plant(
        f"{{call_tag: {tag}, bandwidth: {{not: null}}}}",
        tuple(
            Written(f"{{call_tag: {tag}, bandwidth: {{{text}}}}}",
                    {"call_tag": tag, "bandwidth": value})
            for text, value in ranges
        ),
    )  # fmt: skip


def _stricter_item(number: int) -> Plant:
    start = f"sips:{number:05}"
    wide = f"{{p_asserted_identity: {{includes: {{starts_with: '{start}'}}}}}}"
    both = f"starts_with: '{start}', ends_with: '@x.com'"
    return Plant(
        f"{{p_asserted_identity: {{includes: {{{both}}}}}}}",
        (Written(wide, {"p_asserted_identity": [f"{start}@y"]}),),
    )


def _one_of_the_groups(number: int) -> Plant:
    staff, heads = f"st{number:05}", f"hd{number:05}"
    wide = f"{{idp_attributes: {{department: [{staff}, {heads}]}}}}"
    return Plant(
        f"{{protocol: api, idp_attributes: {{department: {staff}}}}}",
        (Written(wide, attributes={"department": heads}),),
    )


def _branch_of_any(number: int) -> Plant:
    tag, vendor = f"either{number:05}", f"or{number:05}"
    wide = f"{{any: [{{call_tag: {tag}}}, {{vendor: {{starts_with: {vendor}}}}}]}}"
    return Plant(
        f"{{vendor: {{matches: '{vendor}-[a-z]+'}}, registered: {{not: true}}}}",
        (Written(wide, {"call_tag": tag}),),
    )


def _domain_in_a_pattern(number: int) -> Plant:
    domain = f"n{number:05}.example.com"
    pattern = domain.replace(".", r"\.")
    return Plant(
        f"{{local_alias: {{matches: '(sip:)?[a-z]+@{pattern}'}}}}",
        (Written(f"{{local_alias: {{domain: {domain.upper()}}}}}",
                 {"local_alias": f"h323:7@{domain}:1720"}),),
    )  # fmt: skip


def _found_by_a_search(number: int) -> Plant:
    domain = f"o{number:05}"
    return Plant(
        f"{{remote_alias: {{ends_with: '@{domain}.example.org'}}}}",
        (Written(rf"{{remote_alias: {{regex: '@{domain}\.'}}}}",
                 {"remote_alias": f"a@{domain}.example.net"}),),
    )  # fmt: skip


_PLANTS = (
    _narrower_pattern, _union_of_protocols, _two_halves, _row_inside_a_block, _at_least,
    _suffix_in_any_case, _never, _something_or_nothing, _inside_office_hours, _three_ranges,
    _stricter_item, _one_of_the_groups, _branch_of_any, _domain_in_a_pattern, _found_by_a_search,
)  # fmt: skip


# --- Calls near the rules ------------------------------------------------------------------------


def mixed_calls(calls: Sequence[Inputs], count: int, seed: int) -> Iterator[Inputs]:
    """Calls that have the fields of two or three calls at once, or of one that lacks some."""
    random = Random(seed)
    for _ in range(count):
        variables: dict[str, Any] = {"call_info": {}, "service_config": None, "participant": {}}
        chosen = random.sample(calls, min(len(calls), random.choice((1, 2, 2, 3))))
        for call in chosen:
            for name, members in call.variables.items():
                if isinstance(members, Mapping):
                    kept = {k: v for k, v in members.items() if random.random() < 0.9}
                    variables[name] = {**(variables[name] or {}), **kept}
        if random.random() < 0.5:
            variables["call_info"].setdefault("bandwidth", random.choice((4, 5, 9, 10, 11, 100)))
            variables["call_info"].setdefault("protocol", random.choice(("sip", "api", "h323")))
            variables["call_info"].setdefault("call_direction", "dial_in")
        yield Inputs(variables, random.choice(chosen).now)
