"""Calls as they are shown: the fields that matter, as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import replace

from rulec.analysis import Call
from rulec.analysis.drafts import Path, base_inputs
from rulec.ir import DateRange, ServiceFound, TimeWindow
from rulec.ir.walk import walk
from rulec.pexip import InputField, Policy, variables_of

#: What tells a call from others for people, whatever rules read.
_ALWAYS_SHOWN: tuple[Path, ...] = (
    ("call_info", "protocol"),
    ("call_info", "local_alias"),
    ("call_info", "remote_alias"),
)
#: What is shown of a service besides.
_OF_SERVICE: tuple[Path, ...] = (("service_config", "service_type"), ("service_config", "name"))


def reads_clock(rules: object) -> bool:
    """Whether rules ask for the time or the day."""
    return any(isinstance(node, TimeWindow | DateRange) for node in walk(rules))


def as_text(call: Call, *, clock: bool) -> str:
    """A call as the JSON of `Problem.call`; the instant only where rules look at the `clock`."""
    now = call.now.isoformat() if clock else None
    return json.dumps({"inputs": call.inputs, "now": now})


def read_by(nodes: object) -> set[Path]:
    """The fields that nodes of the checked rules read."""
    every = list(walk(nodes))
    found = {node.path for node in every if isinstance(node, InputField)}
    service = any(isinstance(node, ServiceFound) for node in every)
    return found | ({("service_config",)} if service else set())


def reduced(call: Call, policy: Policy, paths: Iterable[Path]) -> Call:
    """A call with those fields that are wished for, or not as usual.

    A service that is there as usual, and of which nothing is asked, is left out where it is no
    service that is decided.
    """
    usual = base_inputs(policy)
    wanted = {*_ALWAYS_SHOWN, *paths}
    asked = policy is Policy.SERVICE or any(path[0] == "service_config" for path in wanted)
    made: dict[str, object] = {}
    for name in variables_of(policy):
        value = call.inputs.get(name)
        if name == "service_config" and not asked and value == usual[name]:
            continue
        if isinstance(value, Mapping):
            made[name] = _kept(value, usual.get(name), (name,), wanted)
        else:
            made[name] = value
    return replace(call, inputs=made)


def _kept(
    value: Mapping[str, object], usual: object, path: Path, wanted: set[Path]
) -> dict[str, object]:
    """The entries of an object that matter; null for one that is wished for and not there."""
    known = usual if isinstance(usual, Mapping) else {}
    made: dict[str, object] = {}
    below = [each[len(path)] for each in wanted if each[:-1][: len(path)] == path]
    for name in dict.fromkeys((*value, *sorted(set(below)))):
        inner = value.get(name)
        here = (*path, name)
        if isinstance(inner, Mapping):
            kept = _kept(inner, known.get(name), here, wanted)
            made |= {name: kept} if kept else {}
        elif name not in value:
            made |= {} if here in _ALWAYS_SHOWN else {name: None}
        elif here in (*wanted, *_OF_SERVICE) or inner != known.get(name):
            made[name] = inner
    return made
