"""Scripts without the parts of a rule, and what calls then decide otherwise."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from rulec.emit import Part, RuleName, Script, What
from rulec.emulator import LIKELY, Node, ScriptFailedError
from rulec.ir import Profile
from rulec.pexip import Policy
from rulec.verify import Call, calls_for
from rulec.verify.compare import canonical, judged, meaning

_FIRST_TAG = re.compile(
    r"""^(\s*\{%\s*(?:el)?if)\b(?:"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|[^"'])*?%\}"""
)
#: Calls of each way through the rules that are tried.
_ALIKE = 3
#: Calls of one profile and policy.
_MOST = 250


@dataclass(frozen=True)
class Tried:
    """A call with what the rules mean, the rules that applied, and those that were looked at."""

    call: Call
    meant: str
    applied: frozenset[RuleName]
    seen: frozenset[RuleName]


@lru_cache(maxsize=1)
def tried_calls(profile: Profile, policy: Policy) -> tuple[Tried, ...]:
    """Calls for a script: some of each way through the rules."""
    found: list[Tried] = []
    count: dict[frozenset[RuleName], int] = {}
    for call in calls_for(profile, policy):
        decision = meaning(profile, policy, call)
        names = [(step.rule_set, step.rule.id if step.rule else "") for step in decision.trace]
        applied = frozenset(
            (step.rule_set, step.rule.id if step.rule else "") for step in decision.applied
        )
        count[applied] = count.get(applied, 0) + 1
        if count[applied] <= _ALIKE:
            found.append(Tried(call, canonical(decision.answer), applied, frozenset(names)))
    return tuple(found[:_MOST])


def differing(text: str, calls: Iterable[Tried]) -> list[Tried]:
    """The calls that a script decides otherwise than its rules. Raises `ScriptFailedError`."""
    node = Node(LIKELY).compile(text)
    return [one for one in calls if judged(node.render(one.call.inputs, one.call.now), one.meant)]


def own_parts(script: Script, rule: RuleName) -> list[Part]:
    """The parts that a rule alone, or with those that have become one with it, is written into."""
    return [
        part
        for part in script.parts
        if part.purpose.what is What.RULE and rule in part.purpose.rules
    ]


def without(text: str, parts: Iterable[Part]) -> str:
    """A script in which some parts can not be met any more."""
    for part in sorted(parts, key=lambda part: -part.start):
        text = next(_emptied(text, part))
    return text


def _emptied(text: str, part: Part) -> Iterator[str]:
    before, own, behind = text[: part.start], text[part.start : part.end], text[part.end :]
    unmet = _FIRST_TAG.sub(r"\1 false %}", own, count=1)
    for less in ("", " ", " false ", *([unmet] if unmet != own else [])):
        if compiles(before + less + behind):
            yield before + less + behind


def compiles(text: str) -> bool:
    """Whether a node can run a script at all."""
    try:
        Node(LIKELY).compile(text)
    except ScriptFailedError:
        return False
    return True


def without_rules(profile: Profile, rules: frozenset[RuleName]) -> Profile:
    """A profile without some rules."""
    sets = tuple(
        replace(one, rules=tuple(rule for rule in one.rules if (one.name, rule.id) not in rules))
        for one in profile.rule_sets
    )
    return replace(profile, rule_sets=sets)
