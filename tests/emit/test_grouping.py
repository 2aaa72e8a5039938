"""Rules that do the same as one: only where it changes no decision, and then it is short."""

from dataclasses import replace
from datetime import UTC, datetime
from itertools import product
from random import Random

import pytest
from rule_texts import canonical, parsed
from verify import building as b

from rulec.emit import emit, grouping
from rulec.emit.grouping import groups_of
from rulec.emit.grouping import merged as joined
from rulec.emulator import Node
from rulec.evaluate import decide, read_inputs
from rulec.ir import AnyOf, Append, Continue, Keep, Redirect, Reject, RuleSet
from rulec.operators import (
    AtLeast,
    Contains,
    EndsWith,
    Equals,
    InSubnet,
    IsBoolean,
    NumberEquals,
    StartsWith,
)
from rulec.pexip import SCRIPT_WARNING_CHARACTERS, Policy

NOW = datetime(2026, 1, 15, 12, tzinfo=UTC)


def inside(*networks):
    return b.test("remote_address", b.subnet(*networks))


def equals(*texts, ignore_case=False, of="local_alias"):
    return b.test(of, Equals(texts, ignore_case))


def to(location):
    return b.set_media(location=location)


def grouped(rules, *, alike):
    """The rule set with its rules merged where they may be one."""
    return replace(rules, rules=tuple(map(joined, groups_of(rules, alike=alike))))


def merged(*steps, **options):
    """The rule set of some conditions and effects, with the same as one."""
    rules = [b.rule(f"r{n}", when, effect) for n, (when, effect) in enumerate(steps)]
    return grouped(b.media(*rules, **options), alike=False).rules


def ids(rules):
    return [rule.id for rule in rules]


# --- What is merged ------------------------------------------------------------------------------


def test_interleaved_rows_of_a_table():
    rules = merged(
        (inside("10.0.0.0/24"), to("A")),
        (inside("10.0.3.0/24"), to("B")),
        (inside("10.0.1.0/24"), to("A")),
        (inside("2001:db8::/48"), to("B")),
        (inside("10.0.9.0/24"), to("A")),
    )
    assert ids(rules) == ["r0, r2 and r4", "r1 and r3"]
    # Neighbouring blocks are one.
    assert rules[0].when == inside("10.0.0.0/23", "10.0.9.0/24")
    assert rules[1].when == inside("10.0.3.0/24", "2001:db8::/48")


def test_long_groups_have_short_names():
    rules = merged(*((inside(f"10.{n}.0.0/16"), to("A")) for n in range(250)))
    assert ids(rules) == ["r0, r1 and 248 more"]


def test_exceptions_keep_their_place():
    rules = merged(
        (inside("10.0.0.16/28"), to("B")),
        (inside("10.0.1.16/28"), to("A")),
        (inside("10.0.0.0/24"), to("A")),
        (inside("10.0.1.0/24"), to("B")),
        (inside("10.0.2.0/24"), to("A")),
    )
    # The fourth overlaps with the second, behind which it stays.
    assert ids(rules) == ["r0", "r1, r2 and r4", "r3"]


@pytest.mark.parametrize(
    ("between", "last"),
    [
        (inside("10.0.2.0/24"), inside("10.0.1.0/24")),
        (equals("b"), equals("a")),
        (equals("b", ignore_case=True), equals("A")),
        (b.no_value("local_alias"), equals("a")),
        (b.test("bandwidth", NumberEquals((1, 2))), b.test("bandwidth", NumberEquals((3,)))),
        (b.test("registered", IsBoolean(True)), b.test("registered", IsBoolean(False))),
        (b.both(inside("10.0.0.0/8"), equals("b")), b.both(b.named("n", equals("a")), b.found())),
        (b.either(equals("b"), equals("c", "d")), equals("a")),
    ],
)
def test_exclusive_rules_change_places(between, last):
    first = (b.test("vendor", Contains(("x",))), to("A"))
    assert ids(merged(first, (between, to("B")), (last, to("A")))) == ["r0 and r2", "r1"]


@pytest.mark.parametrize(
    ("between", "last"),
    [
        (inside("10.0.0.0/16"), inside("10.0.1.0/24")),
        (inside("10.0.1.5"), inside("10.0.1.0/24")),
        (equals("A", ignore_case=True), equals("a")),
        (equals("b"), equals("a", of="remote_alias")),
        (equals("b", "a"), equals("c", "a")),
        (b.no(equals("b")), equals("a")),
        (b.either(equals("b"), b.found()), equals("a")),
        (b.test("local_alias", StartsWith(("b",))), equals("a")),
        (
            b.item("p_asserted_identity", Equals(("a",))),
            b.item("p_asserted_identity", Equals(("b",))),
        ),
        (b.ALWAYS, equals("a")),
        (b.both(), b.both()),
    ],
)
def test_others_do_not(between, last):
    first = (b.test("vendor", Contains(("x",))), to("A"))
    assert ids(merged(first, (between, to("B")), (last, to("A")))) == ["r0", "r1", "r2"]


def test_rules_that_read_better_apart():
    rules = (
        b.rule("r0", inside("10.0.0.0/24"), to("A")),
        b.rule("r1", equals("a"), to("A")),
        b.rule("r2", inside("10.0.2.0/24"), to("A")),
    )
    assert ids(grouped(b.media(*rules), alike=False).rules) == ["r0, r1 and r2"]
    assert ids(grouped(b.media(*rules), alike=True).rules) == ["r0", "r1", "r2"]
    assert ids(grouped(b.media(rules[0], rules[2]), alike=True).rules) == ["r0 and r2"]
    script = emit(b.profile(b.media(*rules)), Policy.MEDIA_LOCATION, "test")
    assert "{# r1 #}" in script.text
    tight = replace(b.profile(b.media(*rules)), budget=script.size - 1)
    assert "{# r0, r1 and r2 #}" in emit(tight, Policy.MEDIA_LOCATION, "test").text


def test_true_and_one_are_two_values():
    rules = (
        b.rule("r0", equals("a"), b.set_service(service_tag=b.apply("default", "", True, True))),
        b.rule("r1", equals("b"), b.set_service(service_tag=b.apply("default", "", 1, True))),
    )
    assert len(grouped(b.service(*rules), alike=False).rules) == 2


def test_where_every_rule_applies_appending_needs_exclusive_members():
    more = Append(b.set_service(automatic_participants=b.list_of()).assignments)
    for first, other, left in (("a", "b", 1), ("a", "a", 2)):
        rules = (b.rule("r0", equals(first, "x"), more), b.rule("r1", equals(other), more))
        assert len(grouped(b.service(*rules, first=False), alike=False).rules) == left
        assert len(grouped(b.service(*rules), alike=False).rules) == 1


# --- Conditions as one ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("one", "other", "both"),
    [
        (equals("a"), equals("b", "a"), equals("a", "b")),
        (
            b.both(b.found(), equals("a")),
            b.both(b.found(), equals("b")),
            b.both(b.found(), equals("a", "b")),
        ),
        (b.named("n", equals("a")), equals("b"), equals("a", "b")),
        (
            b.test("vendor", EndsWith(("a",))),
            b.test("vendor", EndsWith(("b",))),
            b.test("vendor", EndsWith(("a", "b"))),
        ),
        (
            b.test("vendor", b.matches("a+")),
            b.test("vendor", b.matches("b+")),
            b.test("vendor", b.matches("a+", "b+")),
        ),
        (equals("a"), equals("b", ignore_case=True), None),
        (equals("a"), equals("b", of="vendor"), None),
        (b.test("vendor", b.matches("(a)")), b.test("vendor", b.matches("(b)")), None),
        (b.test("bandwidth", AtLeast(1)), b.test("bandwidth", AtLeast(2)), None),
        (b.both(equals("a"), b.found()), equals("b"), None),
    ],
)
def test_conditions_as_one(one, other, both):
    (rule,) = merged((one, to("A")), (other, to("A")))
    assert rule.when == (both or AnyOf((one, other)))


def test_tables_with_two_varying_columns():
    steps = [
        (b.both(equals(domain), inside(f"10.{n}.0.0/24")), to("A"))
        for n, domain in product(range(0, 40, 2), ("a", "b"))
    ]
    (rule,) = merged(*steps)
    networks = tuple(f"10.{n}.0.0/24" for n in range(0, 40, 2))
    assert rule.when == b.both(equals("a", "b"), inside(*networks))


# --- No decision changes -------------------------------------------------------------------------

ADDRESSES = (
    "10.0.0.1",
    "10.0.0.20",
    "10.0.1.1",
    "10.1.0.1",
    "2001:db8::1",
    "x",
    "10.0.0.1\n",
    None,
)
NETWORKS = (
    "10.0.0.0/24",
    "10.0.0.0/28",
    "10.0.1.0/24",
    "10.0.0.0/16",
    "10.0.0.0/8",
    "2001:db8::/32",
)
ALIASES = ("a", "A", "b", "ab", None)
CALLS = [
    {"remote_address": address, "local_alias": alias, "bandwidth": width}
    for address, alias, width in product(ADDRESSES, ALIASES, (None, 1, 2))
]


class Draw:
    """Draws rule sets whose rules overlap often and do one of a few things."""

    def __init__(self, seed):
        self.random = Random(seed)
        self.pick = self.random.choice

    def some(self, pool):
        return tuple(self.random.sample(pool, self.pick((1, 1, 1, 2))))

    def test(self):
        match self.random.randrange(10):
            case 0 | 1 | 2 | 3:
                return inside(*self.some(NETWORKS))
            case 4 | 5:
                return equals(*self.some(("a", "A", "b")), ignore_case=self.pick((True, False)))
            case 6:
                return b.test("bandwidth", NumberEquals(self.some((1, 2, 3))))
            case 7:
                return b.test("local_alias", StartsWith(self.some(("a", "b"))))
            case 8:
                return b.test("local_alias", self.pick((b.matches("a+"), b.matches("(?P<x>.)b?"))))
            case _:
                return b.no_value(self.pick(("local_alias", "bandwidth")))

    def condition(self):
        match self.random.randrange(8):
            case 0:
                return b.both(self.test(), self.test())
            case 1:
                return b.either(self.test(), self.test())
            case 2:
                return b.both(b.named("n", self.test()), b.no(self.test()))
            case 3:
                return self.pick((b.found(), b.both(self.test(), b.found())))
            case _:
                return self.test()

    def rules(self):
        policy = self.pick(
            (Policy.SERVICE, Policy.SERVICE, Policy.PARTICIPANT, Policy.MEDIA_LOCATION)
        )
        first = self.pick((True, False))
        pool = self.random.sample(EFFECTS[policy], self.random.randint(2, 4))
        pool = [effects for effects in pool if first or effects != (Continue(),)] or pool[:1]
        rules = (
            b.rule(f"r{n}", self.condition(), *self.pick(pool))
            for n in range(self.random.randint(2, 9))
        )
        default = self.pick(((), EFFECTS[policy][0]))
        return b.rule_set(policy, *rules, first=first, default=default)


def participants(*aliases):
    rows = b._service_row("automatic_participants").items
    every = (
        b.record(rows, remote_alias=alias, protocol="sip", role="guest", call_type="video")
        for alias in aliases
    )
    return b.set_service(automatic_participants=b.list_of(*every)).assignments


CAPTURED = b.capture("x", "local_alias", b.matches("(?P<x>.)b?"))
KEEP = Keep(b.set_service(pin=b.get("service_config.pin")).assignments)
EFFECTS = {
    Policy.SERVICE: [
        (b.set_service(service_tag="s"),),
        (b.set_service(service_tag="t", description=b.text("<", b.get("vendor"), CAPTURED, ">")),),
        (b.create(name="n", service_type="conference", service_tag="c"),),
        (b.create(name="n", service_type="conference"), b.set_service(service_tag=CAPTURED)),
        (b.replace_service(name="m", service_type="conference", pin="1234"), KEEP),
        (Append(participants("x")),),
        (b.set_service(description="d"), Append(participants("y", "z"))),
        (b.create(name="n", service_type="conference"), Append(participants("x"))),
        (b.set_service(service_tag="s"), b.create(name="n", service_type="conference")),
        (Reject(),),
        (Redirect(b.text("sip:", CAPTURED)),),
        (Continue(),),
    ],
    Policy.PARTICIPANT: [
        (b.set_participant(preauthenticated_role="chair"),),
        (b.set_participant(preauthenticated_role="guest"),),
        (b.set_participant(remote_display_name=b.text("-", CAPTURED)),),
        (Reject(),),
        (Reject(b.value("no")),),
        (Continue(),),
    ],
    Policy.MEDIA_LOCATION: [
        (to("A"),),
        (to("B"),),
        (b.set_media(location="C", overflow_locations=b.list_of("A", "B")),),
        (b.set_media(primary_overflow_location="D"),),
        (b.set_media(secondary_overflow_location=b.get("local_alias")),),
        (b.set_media(overflow_locations=b.list_of("E")),),
        (Continue(),),
    ],
}
SUGGESTED = {"location": "S", "overflow_locations": ["T"]}


def inputs_of(policy, number):
    """Each call with and without a service, or with another suggestion."""
    inputs = {"call_info": CALLS[number // 2]}
    service = {"service_type": "conference", "name": "f", "pin": "9999"} if number % 2 else None
    inputs["service_config"] = service
    if policy is Policy.PARTICIPANT:
        inputs["participant"] = {}
    if policy is Policy.MEDIA_LOCATION:
        inputs["suggested_media_overflow_locations"] = (
            SUGGESTED if number % 2 else {"location": "S"}
        )
    return inputs


def differences(rules, decided):
    """Calls that are decided in another way than by the rules."""
    found = []
    for number in range(2 * len(CALLS)):
        inputs = inputs_of(rules.policy, number)
        read = read_inputs(rules.policy, inputs, NOW)
        expected = canonical(decide(rules.policy, (rules,), read).answer)
        got = canonical(decided(inputs, read))
        if got != expected:
            found.append((inputs, expected, got))
    return found


def by_groups(rules, *, alike=False):
    """Calls that a rule set and its groups decide in two ways, and how many rules were merged."""
    fewer = grouped(rules, alike=alike)
    found = differences(rules, lambda _, read: decide(rules.policy, (fewer,), read).answer)
    return found, len(rules.rules) - len(fewer.rules)


@pytest.mark.parametrize(("alike", "at_least"), [(False, 60), (True, 8)])
def test_groups_decide_as_their_rules(alike, at_least):
    gone = 0
    for seed in range(100):
        found, fewer = by_groups(Draw(seed).rules(), alike=alike)
        assert found == [], seed
        gone += fewer
    assert gone >= at_least


@pytest.mark.parametrize("budget", [1, 49152])
@pytest.mark.parametrize("seed", range(20))
def test_scripts_of_groups_do_as_their_rules(seed, budget):
    rules = Draw(1000 + seed).rules()
    profile = replace(b.profile(rules), budget=budget)
    script = Node().compile(emit(profile, rules.policy, "test").text)
    assert differences(rules, lambda inputs, _: parsed(script.render(inputs, NOW))) == []


def found_bugs():
    return any(by_groups(Draw(seed).rules())[0] for seed in range(120))


@pytest.mark.parametrize(
    ("name", "wrong"),
    [
        ("_may_join", lambda *_: True),
        ("_repeatable", lambda _: True),
        ("_kind", lambda effects: type(effects[0])),
    ],
)
def test_the_property_finds_what_is_wrong(monkeypatch, name, wrong):
    monkeypatch.setattr(grouping, name, wrong)
    assert found_bugs()


def test_the_property_finds_wrong_oracles(monkeypatch):
    from rulec.emit import exclusive

    monkeypatch.setattr(exclusive.Demand, "excludes", lambda self, other: self != other)
    assert found_bugs()


# --- Tables --------------------------------------------------------------------------------------


def sites(count, locations=4):
    """Rules that send each of many subnets to one of a few locations, in turns, with exceptions."""
    names = [f"Location {n}" for n in range(locations)]
    exceptions = [(f"10.{n // 128}.{2 * (n % 128)}.16/28", n + 1) for n in range(0, count, 10)]
    rows = [(f"10.{n // 128}.{2 * (n % 128)}.0/24", n) for n in range(count)]
    blocks = [(f"2001:db8:{n:x}::/48", n) for n in range(0, 40, 2)]
    return b.media(
        *(
            b.rule(
                f"site-media[{number}]",
                inside(text),
                b.set_media(
                    location=names[n % locations],
                    overflow_locations=b.list_of(names[(n + 1) % locations]),
                ),
            )
            for number, (text, n) in enumerate((*exceptions, *rows, *blocks), start=1)
        )
    )


@pytest.mark.parametrize("locations", [4, 40])
def test_a_table_of_a_thousand_subnets_fits(locations):
    script = emit(b.profile(sites(1000, locations)), Policy.MEDIA_LOCATION, "test")
    assert script.size < SCRIPT_WARNING_CHARACTERS
    assert script.layout == "readable"


def test_two_thousand_networks_in_one_list(jinja_2_10):
    rules = merged(*((inside(f"10.{n // 128}.{2 * (n % 128)}.0/24"), to("A")) for n in range(2000)))
    (only,) = rules
    assert len(only.when.operator.networks) == 2000
    assert isinstance(only.when.operator, InSubnet)
    script = emit(b.profile(RuleSet("s", Policy.MEDIA_LOCATION, rules)), Policy.MEDIA_LOCATION, "t")
    calls = [
        {"call_info": {"remote_address": address}, "suggested_media_overflow_locations": SUGGESTED}
        for address in ("10.15.158.7", "10.15.159.7")
    ]
    printed = [one["text"] for one in jinja_2_10.render(script.text, [(c, NOW) for c in calls])]
    printed += [Node().compile(script.text).render(call, NOW) for call in calls]
    assert [parsed(text)["result"]["location"] for text in printed] == ["A", "S", "A", "S"]
