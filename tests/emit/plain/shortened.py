"""Scripts of one rule set with some of the passes, and calls that they must get right."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from rule_texts import Rules, compiled, parsed

from rulec.emit import Step, made
from rulec.emulator import COMBINATIONS
from rulec.pexip import Policy

NOW = datetime(2026, 1, 15, 12, tzinfo=UTC)

#: What a field may hold that is no text, and texts that look like such values.
ODD_VALUES: tuple[object, ...] = (
    None, "", "None", "none", 0, 5, -1, 10.5, True, False, "5", "10.5", "true", [], {}, ["a"],
    ["10.1.2.3"], {"a": "b"}, "['10.1.2.3']", "a", "A", "ab", "ba", "10.1.2.3", "10.1.2.3.",
    ".10.1.2.3", "10.1.2.3\n", "10.1.2", "10.1.2.3.4", "010.1.2.3", "10.1.2.256", "FD00::A",
    "fd00::b", "\u0130", "\u212a",
)  # fmt: skip


def rules_with(policy: Policy, text: str, *steps: Step) -> Rules:
    """One rule set, its script in few characters and with more passes."""
    rules = compiled({"rules.yaml": f"policy: {policy.value}\n{text}"}, policy)
    passes = frozenset({Step.DENSE, Step.TIGHT, *steps})
    return replace(rules, script=made(rules.profile, policy, "h", passes).text)


def body(rules: Rules) -> str:
    """The script without its comment."""
    return rules.script.removeprefix("{# h #}").rstrip("\n")


def agree(rules: Rules, *calls: dict[str, Any]) -> None:
    """Holds a script against its rules for some calls, on every kind of node."""
    for name, behaviour in COMBINATIONS:
        node = rules.compiled_for(behaviour)
        for call in calls:
            inputs = {"call_info": {}, **call}
            assert parsed(node.render(inputs, NOW)) == rules.meaning(inputs, NOW), (name, call)


def with_odd_values(field: str) -> list[dict[str, Any]]:
    """Calls in which a field of `call_info` holds anything, or is not there."""
    return [{"call_info": {}}, *({"call_info": {field: value}} for value in ODD_VALUES)]
