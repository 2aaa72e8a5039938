"""Which secrets from the environment checked rules hold, and the same rules without them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from operator import is_
from typing import Any

from rulec.ir import Profile, Secret
from rulec.ir.walk import inner_fields


def secrets_in(*nodes: object) -> Mapping[str, str]:
    """The secrets in checked rules: the name of each variable with its value, by name."""
    found: dict[str, str] = {}
    seen: set[int] = set()
    waiting: list[object] = list(nodes)
    while waiting:
        node = waiting.pop()
        if isinstance(node, Secret):
            found[node.name] = node.value
        elif isinstance(node, tuple):
            waiting.extend(node)
        elif inner_fields(node) and id(node) not in seen:
            seen.add(id(node))
            waiting.extend(getattr(node, name) for name in inner_fields(node))
    return {name: found[name] for name in sorted(found)}


def without_values(profile: Profile) -> Profile:
    """A profile in which each secret has the value `env:` and its name.

    What is made of it says what the rules are, and nothing about the values of their secrets.
    """
    made = _Renaming().of(profile)
    assert isinstance(made, Profile)  # noqa: S101  nodes keep their classes
    return made


class _Renaming:
    def __init__(self) -> None:
        #: Nodes that were seen with what became of them: a `let` is used in many places.
        self._done: dict[int, tuple[object, object]] = {}

    def of(self, node: Any) -> Any:
        if isinstance(node, tuple):
            items = tuple(map(self.of, node))
            return node if all(map(is_, node, items)) else items
        if not inner_fields(node):
            return node
        if id(node) not in self._done:
            self._done[id(node)] = (node, self._renamed(node))
        return self._done[id(node)][1]

    def _renamed(self, node: Any) -> Any:
        if isinstance(node, Secret):
            return Secret(node.name, f"env:{node.name}")
        found = {name: getattr(node, name) for name in inner_fields(node)}
        changed = {name: self.of(value) for name, value in found.items()}
        same = all(changed[name] is value for name, value in found.items())
        return node if same else replace(node, **changed)
