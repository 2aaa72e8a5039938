"""The conditions of rules as their authors wrote them, from the texts of the files."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from rulec.ir import Rule, RuleSet
from rulec.report.pins import without_pins
from rulec.source import Span
from rulec.syntax.folder import RuleFile
from rulec.syntax.nodes import Mapping, Node, Scalar, Sequence

_Lines = tuple[str, ...]


class Written(NamedTuple):
    """The condition of a rule; no lines where it has none."""

    lines: _Lines
    of_set: _Lines
    #: The named conditions and lists in it, with their texts.
    names: dict[str, _Lines]


class AsWritten:
    """The texts of the rule files of one version."""

    def __init__(self, files: Iterable[RuleFile]) -> None:
        self._sets: dict[int, Mapping] = {}
        self._rules: dict[tuple[int, str], Mapping] = {}
        for file in files:
            if isinstance(file.node, Mapping):
                self._sets[id(file.source)] = file.node
                rules = file.node.get("rules")
                for node in rules if isinstance(rules, Sequence) else ():
                    id_ = node.get("id") if isinstance(node, Mapping) else None
                    if isinstance(node, Mapping) and isinstance(id_, Scalar):
                        self._rules.setdefault((id(file.source), str(id_)), node)

    def of(self, rules: RuleSet, rule: Rule | None) -> Written:
        """The condition of a rule; None is the `default` of the set."""
        whole = None if rules.span is None else self._sets.get(id(rules.span.file))
        if whole is None:
            return Written((), (), {})
        node = None
        if rule is not None and rule.span is not None:
            node = self._rules.get((id(rule.span.file), rule.written_as))
        lines = [*_value(node, "when"), *_entry(node, "valid")]
        nodes = [each.get("when") for each in (whole, node) if each is not None]
        names = dict(self._names(whole, [each for each in nodes if each is not None]))
        return Written(tuple(lines), tuple(_value(whole, "when")), names)

    def _names(self, whole: Mapping, nodes: Iterable[Node]) -> Iterator[tuple[str, _Lines]]:
        """The names that conditions use, and those that these use, with what stands for them."""
        waiting = list(nodes)
        seen: set[str] = set()
        while waiting:
            for kind, name in _used(waiting.pop(0)):
                defined = whole.get(kind)
                found = defined.get(name) if isinstance(defined, Mapping) else None
                if found is not None and name not in seen:
                    seen.add(name)
                    waiting.append(found)
                    yield name, tuple(_text(found.span))


def _used(node: Node) -> Iterator[tuple[str, str]]:
    """The names that a condition uses, each with the key under which it is defined."""
    match node:
        case Mapping():
            for key, value in node.items():
                kind = {"is": "conditions", "list": "lists"}.get(key)
                if kind is not None:
                    names = value if isinstance(value, Sequence) else [value]
                    yield from ((kind, str(name)) for name in names if isinstance(name, Scalar))
                yield from _used(value)
        case Sequence():
            for item in node:
                yield from _used(item)
        case _:
            pass


def _value(node: Mapping | None, key: str) -> Iterator[str]:
    """The lines of what stands behind a key."""
    found = None if node is None else node.get(key)
    if found is not None:
        yield from _text(found.span)


def _entry(node: Mapping | None, key: str) -> Iterator[str]:
    """The same with the key."""
    first, *rest = [*_value(node, key)] or [""]
    if first:
        yield f"{key}: {first}"
        yield from rest


def _text(span: Span) -> Iterator[str]:
    """The lines of a place, without what all of them are indented by, and without PINs."""
    for number in range(span.line, span.end_line + 1):
        line = without_pins(span.file.line(number))
        if number == span.end_line:
            line = line[: span.end_column - 1]
        if number == span.line:
            yield line[span.column - 1 :]
        else:
            indent = len(line) - len(line.lstrip(" "))
            yield line[min(indent, span.column - 1) :].rstrip()
