"""Where callers put text into a request, and what every test of such text asks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from hostile.texts import BY_ANYONE, BY_CALLERS
from rule_texts import Rules, canonical, parsed

from rulec.emulator import HARSH, LIKELY
from rulec.pexip import CALL_FIELDS, PARTICIPANT_FIELDS, Policy, ValueType
from rulec.pexip import InputField as Row

NOW = datetime(2026, 1, 14, tzinfo=UTC)
TEXTS = (*BY_ANYONE, *BY_CALLERS)
#: Where a node refuses to hash text beyond ASCII, no script could do better.
BEHAVIOURS = (LIKELY, replace(HARSH, hash_non_ascii="utf-8"))

FOUND = {"name": "VMR", "service_type": "conference", "service_tag": "", "guest_pin": None}


@dataclass(frozen=True)
class Source:
    """A place in a request that the caller fills, and the template that reads it."""

    name: str
    path: tuple[str, ...]
    template: str
    #: What the template gives for a text.
    gives: Callable[[str], str]
    is_list: bool = False

    def inputs(self, policy: Policy, text: str) -> dict[str, Any]:
        """A request with the text in its place."""
        inputs: dict[str, Any] = {"call_info": {}, "service_config": dict(FOUND)}
        if policy is Policy.PARTICIPANT:
            inputs["participant"] = {"idp_attributes": {}}
        if policy is Policy.MEDIA_LOCATION:
            inputs["suggested_media_overflow_locations"] = {"location": "Oslo"}
        target = inputs
        for step in self.path[:-1]:
            target = target.setdefault(step, {})
        target[self.path[-1]] = [text] if self.is_list else text
        return inputs


def without_nul(text: str) -> str:
    """A list is joined of what stands between the NUL characters of its items."""
    return text.replace("\0", "")


def source(row: Row) -> Source:
    if row.type is ValueType.TEXT_LIST:
        return Source(row.name, row.path, f"{row.dotted} | join", without_nul, is_list=True)
    return Source(row.dotted, row.path, row.dotted, str)


GROUP = ("participant", "idp_attributes", "group")
ATTRIBUTES = [
    Source("attribute", GROUP, "idp_attributes.group", str),
    Source("attribute list", GROUP, "idp_attributes.group | join", without_nul, is_list=True),
]


def sources(policy: Policy) -> list[Source]:
    """Every place that callers fill in requests of a policy."""
    rows = [*CALL_FIELDS.values()]
    rows += PARTICIPANT_FIELDS.values() if policy is Policy.PARTICIPANT else ()
    found = [source(r) for r in rows if r.caller_controlled and r.supply(policy).value != "never"]
    return found + (ATTRIBUTES if policy is Policy.PARTICIPANT else [])


def going_on(result: Any) -> dict[str, Any]:
    return {"action": "continue", "result": result}


def check(rules: Rules, calls: list[dict[str, Any]], wanted: list[Any], jinja_2_10: Any) -> None:
    """Every call gives the wanted answer: by its meaning and in the script, everywhere."""
    expected = [canonical(answer) for answer in wanted]
    assert [canonical(rules.meaning(call, NOW)) for call in calls] == expected
    for behaviour in BEHAVIOURS:
        script = rules.compiled_for(behaviour)
        printed = [canonical(parsed(script.render(call, NOW))) for call in calls]
        assert printed == expected
    outputs = jinja_2_10.render(rules.script, [(call, NOW) for call in calls])
    assert [canonical(parsed(output["text"])) for output in outputs] == expected
