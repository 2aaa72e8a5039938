"""Tables decide what their rules mean: sets of rules whose keys collide, overlap and nearly match.

Few words, so that rules meet each other's keys; calls are made of the same words, of every sign
that separates something in a table, and of lists with several items that have rules.
"""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from random import Random

import pytest
from emit.compact.forced import in_tables, tables_everywhere
from rule_texts import Rules, canonical, errors, parsed, read_rules

from rulec.emit import COMPACT, PASSES, Step, made
from rulec.emit.compact import plan
from rulec.emulator import HARSH, LIKELY, Node
from rulec.pexip import Policy, variables_of

NOW = datetime(2026, 1, 15, 12, tzinfo=UTC)
WORDS = ("a", "ab", "b1", "a.b", "b-1", "x", "items", "get", "a1")
DOMAINS = ("x.org", "y.org", "b.x.org", "a")
SIGNS = (
    "|",
    "~",
    "`",
    "=",
    ";",
    ":",
    "\0",
    "\1",
    "\n",
    "?",
    "@",
    ".",
    "",
    "%}",
    '"',
    "'",
    "\\",
    "é",
)
NETWORKS = (
    "10.0.0.0/8", "10.1.0.0/16", "10.1.2.0/24", "10.1.2.128/25", "10.1.2.129", "10.1.3.0/30",
    "10.2.0.0/15", "0.0.0.0/0", "192.168.0.0/17", "fd00::/16", "fd00:1::/32", "fd00:1::1",
)  # fmt: skip
ADDRESSES = (
    "10.1.2.129", "10.1.2.3", "10.1.3.2", "10.1.3.4", "10.3.9.9", "10.9.9.9", "192.168.1.1",
    "192.168.200.1", "8.8.8.8", "fd00:1::1", "fd00:1::2", "fd00:2::", "010.1.2.3", "10.1.2",
    "10.1.2.129 ", "", "10.1.2.300",
)  # fmt: skip
TAILS = ("[0-9]{2}", "[.][a-z]+", "[0-9]*", "(-x)?", ".*", "")


class Drawing:
    """Rules and calls of one policy."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)
        self.pick = self.random.choice

    def some(self, words: tuple[str, ...]) -> str:
        count = self.pick((1, 1, 2, 3))
        return "[" + ", ".join(f"'{self.pick(words)}'" for _ in range(count)) + "]"

    def alias(self) -> str:
        scheme = self.pick(("", "", "sip:"))
        return f"{scheme}{self.pick(WORDS)}@{self.pick(DOMAINS)}"

    def test(self) -> str:
        match self.random.randrange(9):
            case 0:
                alias = self.alias()
                both = self.pick((f"'{alias}'", f"['{alias}', 'sip:{alias}']"))
                return f"remote_alias: {both}"
            case 1:
                return f"remote_alias: {self.some(WORDS)}"
            case 2:
                domain = self.pick(DOMAINS).replace(".", "[.]")
                pattern = f"(sip:)?{self.pick(WORDS)}{self.pick(TAILS)}@{domain}"
                return f"remote_alias: {{matches: '{pattern}'}}"
            case 3:
                head = self.pick(WORDS) + self.pick((".", "@", ""))
                return f"remote_alias: {{starts_with: '{head}'}}"
            case 4:
                pattern = f"^{self.pick(WORDS)}@{self.pick(DOMAINS)}{self.pick(('$', ''))}"
                return f"local_alias: {{regex: '{pattern}'}}"
            case 5:
                return f"protocol: {self.some(('sip', 'webrtc', 'h323'))}"
            case 6:
                return f"remote_address: {{in_subnet: {self.some(NETWORKS)}}}"
            case 7:
                return f"registered: {self.pick(('true', 'false'))}"
            case _:
                return f"call_tag: {{not: '{self.pick(WORDS)}'}}"

    def items(self) -> str:
        names = ("department", "group")
        return ", ".join(
            f"{name}: {self.some(WORDS[:5])}" for name in names[: self.pick((1, 1, 2))]
        )

    def when(self, policy: Policy) -> str:
        tests = {}
        for _ in range(self.pick((1, 1, 2, 2, 3))):
            key, _, rest = self.test().partition(": ")
            tests[key] = rest
        if policy is Policy.PARTICIPANT and self.random.random() < 0.5:
            tests["idp_attributes"] = f"{{{self.items()}}}"
        return ", ".join(f"{key}: {rest}" for key, rest in tests.items())

    def effect(self, policy: Policy, number: int) -> str:
        if policy is Policy.MEDIA_LOCATION:
            place = self.pick(("Oslo", "Rome"))
            return f"set: {{location: {place}, overflow_locations: [L{number % 3}]}}"
        kind = self.random.randrange(6)
        if kind == 0:
            return "reject: true"
        if policy is Policy.PARTICIPANT:
            role = self.pick(("", "role: chair, ", "role: guest, "))
            return (
                f"set: {{{role}remote_display_name: 'N {number}{self.pick(('', '', '|', '~'))}'}}"
            )
        if kind == 1:
            return f"create: {{service_type: conference, name: n{number}, service_tag: ''}}"
        if kind == 2:
            return "set: {description: '{call_info.call_tag}'}"
        return f"set: {{pin: '{1000 + number}', locked: {self.pick(('true', 'false'))}}}"

    def text(self, policy: Policy, rules: int) -> str:
        lines = [
            f"  - {{id: r{n}, when: {{{self.when(policy)}}}, {self.effect(policy, n)}}}"
            for n in range(rules)
        ]
        default = self.pick(("", "default: {reject: true}\n"))
        if policy is Policy.MEDIA_LOCATION:
            default = ""
        return f"policy: {policy.value}\nrules:\n" + "\n".join(lines) + f"\n{default}"

    def noisy(self, text: str) -> str:
        if self.random.random() < 0.75:
            return text
        place = self.random.randint(0, len(text))
        return text[:place] + self.pick(SIGNS) + text[place:]

    def alias_of_a_call(self) -> object:
        tail = self.pick(("", "", "12", ".b", "-x", "7"))
        user, _, domain = self.alias().partition("@")
        text = self.pick((self.pick(WORDS), f"{user}{tail}@{domain}", f"{user}@{domain}"))
        return self.pick((self.noisy(text),) * 8 + (None, 7, [text], True))

    def attribute(self) -> object:
        words = [self.noisy(self.pick(WORDS[:6])) for _ in range(self.pick((0, 1, 2, 3, 5, 9)))]
        return self.pick((words, words, "".join(words[:1]), None, {"a": 1}, [1, *words]))

    def call(self, policy: Policy) -> dict[str, object]:
        info = {
            "remote_alias": self.alias_of_a_call(),
            "local_alias": self.alias_of_a_call(),
            "protocol": self.pick(("sip", "webrtc", "SIP", None, "~", "?")),
            "remote_address": self.pick(ADDRESSES),
            "registered": self.pick((True, False, None, 1, "true")),
            "call_tag": self.pick((*WORDS, None)),
        }
        for name in list(info):
            if self.random.random() < 0.1:
                del info[name]
        attributes = {"department": self.attribute(), "group": self.attribute()}
        every = {
            "call_info": info,
            "service_config": self.pick(({}, None, {"name": "n", "service_type": "conference"})),
            "participant": {"idp_attributes": self.pick((attributes, attributes, None))},
            "suggested_media_overflow_locations": {"location": "Rome"},
        }
        return {name: every[name] for name in variables_of(policy)}


@pytest.mark.parametrize("policy", Policy)
def test_tables_mean_their_rules(policy: Policy):
    used: Counter[str] = Counter()
    for seed in range(40):
        drawing = Drawing(seed)
        profile = _profile(drawing.text(policy, drawing.pick((3, 12, 40))))
        script = in_tables(profile, policy).text
        _count(profile, policy, used)
        nodes = [Node(behaviour).compile(script) for behaviour in (LIKELY, HARSH)]
        for _ in range(120):
            inputs = drawing.call(policy)
            meant = canonical(Rules(profile, policy, script).meaning(inputs, NOW))
            for node in nodes:
                printed = node.render(inputs, NOW)
                assert canonical(parsed(printed)) == meant, f"seed {seed}: {inputs}"
    wanted = {"keys", "frames", "questions", "networks"}
    assert all(
        used[kind] > 10 for kind in wanted | ({"lists"} if policy is Policy.PARTICIPANT else set())
    ), used


@pytest.mark.parametrize("policy", Policy)
@pytest.mark.parametrize("step", [one.step for one in PASSES], ids=lambda step: step.value)
def test_every_pass_may_be_left_out(policy: Policy, step: Step):
    drawing = Drawing(5)
    profile = _profile(drawing.text(policy, 30))
    with tables_everywhere():
        script = made(profile, policy, "h", COMPACT - {step}).text
    node = Node(LIKELY).compile(script)
    for _ in range(150):
        inputs = drawing.call(policy)
        meant = canonical(Rules(profile, policy, script).meaning(inputs, NOW))
        assert canonical(parsed(node.render(inputs, NOW))) == meant, inputs


def _count(profile, policy, used: Counter[str]) -> None:
    with tables_everywhere():
        for rules in profile.sets(policy):
            count = len(rules.rules)
            found = plan.plan(rules.rules, [False] * count, COMPACT)
            used["keys"] += bool(found.shapes)
            used["frames"] += bool(found.readers)
            used["lists"] += any(shape.lists for shape in found.shapes)
            used["networks"] += bool(found.regions)
            used["questions"] += bool(found.asked)


def _profile(text: str):
    project, problems = read_rules({"rules.yaml": text}, {})
    assert not errors(problems), f"{errors(problems)}\n{text}"
    return project.profiles[0]


# --- What was wrong once -------------------------------------------------------------------------


def _agrees(text: str, policy: Policy, calls: list[dict[str, object]]) -> None:
    profile = _profile(text)
    script = in_tables(profile, policy).text
    node = Node(LIKELY).compile(script)
    for call in calls:
        meant = canonical(Rules(profile, policy, script).meaning(call, NOW))
        assert canonical(parsed(node.render(call, NOW))) == meant, call


def test_an_empty_text_before_another_one():
    rules = "".join(
        f"  - {{id: r{n}, when: {{local_alias: a{n}}}, set: {{description: '', name: 'N{n}'}}}}\n"
        for n in range(12)
    )
    service = {"name": "x", "service_type": "conference"}
    calls = [{"call_info": {"local_alias": f"a{n}"}, "service_config": service} for n in range(12)]
    _agrees(f"policy: service\nrules:\n{rules}", Policy.SERVICE, calls)


def test_signs_of_keys_beside_items():
    """So many domains that every sign stands for one, and callers whose items have three rules."""
    rules = "".join(
        f"  - {{id: r{d}x{k}, when: {{remote_alias: {{domain: site-number-{d}.example.com}}, "
        f"idp_attributes: {{group: g{k}}}}}, set: {{remote_display_name: N{d}x{k}}}}}\n"
        for d in range(83)
        for k in range(4)
    )
    calls: list[dict[str, object]] = [
        {
            "call_info": {"remote_alias": f"bob@site-number-{d}.example.com"},
            "participant": {"idp_attributes": {"group": groups}},
        }
        for d in range(83)
        for groups in (["g3", "g2", "g1"], ["g2"])
    ]
    _agrees(f"policy: participant\nrules:\n{rules}", Policy.PARTICIPANT, calls)


def test_a_scheme_behind_a_scheme():
    texts = "['a{n}@x.org', 'sip:a{n}@x.org', 'sip:sip:a{n}@x.org']"
    rules = "".join(
        f"  - {{id: r{n}, when: {{remote_alias: {texts.format(n=n)}}}, set: {{call_tag: t{n}}}}}\n"
        for n in range(12)
    )
    calls: list[dict[str, object]] = [
        {"call_info": {"remote_alias": f"{scheme}a{n}@x.org"}}
        for n in range(12)
        for scheme in ("", "sip:", "sip:sip:", "sip:sip:sip:")
    ]
    _agrees(f"policy: participant\nrules:\n{rules}", Policy.PARTICIPANT, calls)


def test_long_lists_beside_each_other_are_asked():
    """Their combinations would be a million entries."""
    several = "[" + ", ".join(f"t{n}" for n in range(100)) + "]"
    rule = f"{{remote_alias: {several}, local_alias: {several}, call_tag: {several}}}"
    profile = _profile(
        f"policy: participant\nrules:\n  - {{id: a, when: {rule}, set: {{role: chair}}}}\n"
    )
    assert len(in_tables(profile, Policy.PARTICIPANT).text) < 5000


def test_signs_alone_with_and_without_a_scheme():
    """Texts without a letter or digit have no hole in which they could be looked up."""
    rules = "".join(
        f"  - {{id: r{n}, when: {{remote_alias: ['{'_' * n}@_', 'sip:{'_' * n}@_']}}, "
        f"set: {{call_tag: t{n}}}}}\n"
        for n in range(1, 13)
    )
    calls: list[dict[str, object]] = [
        {"call_info": {"remote_alias": f"{scheme}{'_' * n}@_"}}
        for n in range(1, 13)
        for scheme in ("", "sip:", "sip:sip:")
    ]
    _agrees(f"policy: participant\nrules:\n{rules}", Policy.PARTICIPANT, calls)
