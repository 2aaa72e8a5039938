"""The conditions of rules as their authors wrote them, from the texts of the files."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from typing import NamedTuple

from rulec.ir import LetRead, Rule, RuleSet
from rulec.ir.walk import walk
from rulec.pexip import SECRET_FIELDS
from rulec.report.pins import block_without_pins
from rulec.report.secrets import HIDDEN, is_secret
from rulec.syntax.folder import RuleFile
from rulec.syntax.nodes import Mapping, Node, Scalar, Sequence

_Lines = tuple[str, ...]


class Written(NamedTuple):
    """The condition of a rule; no lines where it has none."""

    lines: _Lines
    of_set: _Lines
    #: The named conditions, lists and `let` in it, with their texts.
    names: dict[str, _Lines]


class AsWritten:
    """The texts of the rule files of one version."""

    def __init__(self, files: Iterable[RuleFile], *, show_secrets: bool = False) -> None:
        self._show_secrets = show_secrets
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
        lets = self._lets(rules, rule)
        secret = SECRET_FIELDS | {name for name, is_hidden in lets.items() if is_hidden}
        lines = [*self._value(node, "when", secret), *self._entry(node, "valid")]
        every = [each for each in (node, whole) if each is not None]
        nodes = [found for each in every if (found := each.get("when")) is not None]
        names = dict(self._names(whole, nodes, secret))
        # That of a rule hides that of its set.
        for name, is_hidden in lets.items():
            inner = (each.get("let") for each in every)
            found = next((n[name] for n in inner if isinstance(n, Mapping) and name in n), None)
            if found is not None:
                names[name] = (HIDDEN,) if is_hidden else tuple(self._text(found, secret))
        return Written(tuple(lines), tuple(self._value(whole, "when", secret)), names)

    def _lets(self, rules: RuleSet, rule: Rule | None) -> dict[str, bool]:
        """The `let` that a condition reads, and whether each is secret."""
        reads = walk((rules.when, None if rule is None else rule.when))
        return {
            each.name: is_secret(each, show_secrets=self._show_secrets)
            for each in reads
            if isinstance(each, LetRead)
        }

    def _names(
        self, whole: Mapping, nodes: Iterable[Node], secret: Collection[str]
    ) -> Iterator[tuple[str, _Lines]]:
        """The names that conditions use, and those that these use, with what stands for them."""
        waiting = list(nodes)
        seen: set[str] = set()
        while waiting:
            for kind, name, is_hidden in _used(waiting.pop(0), secret):
                defined = whole.get(kind)
                found = defined.get(name) if isinstance(defined, Mapping) else None
                if found is not None and name not in seen:
                    seen.add(name)
                    waiting.append(found)
                    hidden = is_hidden and not self._show_secrets
                    yield name, (HIDDEN,) if hidden else tuple(self._text(found, secret))

    def _value(
        self, node: Mapping | None, key: str, secret: Collection[str] = frozenset()
    ) -> list[str]:
        """The lines of what stands behind a key."""
        found = None if node is None else node.get(key)
        return [] if found is None else self._text(found, secret)

    def _entry(self, node: Mapping | None, key: str) -> Iterator[str]:
        """The same with the key."""
        first, *rest = self._value(node, key) or [""]
        if first:
            yield f"{key}: {first}"
            yield from rest

    def _text(self, node: Node, secret: Collection[str]) -> list[str]:
        """The lines of a node, without what all of them are indented by, and without secrets."""
        span = node.span
        every = [span.file.line(number) for number in range(span.line, span.end_line + 1)]
        every[-1] = every[-1][: span.end_column - 1]
        if not self._show_secrets:
            for place in sorted({*_operands(node, secret)}, reverse=True):
                _hide(every, place, span.line)
            every = block_without_pins(every)
        first, *rest = every
        return [first[span.column - 1 :], *(_shifted(line, span.column - 1) for line in rest)]


#: A first and a last line, and their columns, as a span has them.
_Range = tuple[int, int, int, int]


def _operands(node: Node, secret: Collection[str], *, is_hidden: bool = False) -> Iterator[_Range]:
    """Where the values stand with which a condition compares something secret."""
    match node:
        case Mapping():
            for key, value in node.items():
                if key not in _NO_OPERANDS:
                    yield from _operands(value, secret, is_hidden=is_hidden or key in secret)
        case Sequence():
            for item in node:
                yield from _operands(item, secret, is_hidden=is_hidden)
        case Scalar() if is_hidden and not node.is_null:
            span = node.span
            yield span.line, span.column, span.end_line, span.end_column


#: Keys behind which no value stands that a field is compared with.
_NO_OPERANDS = frozenset({"list", "is", "ignore_case"})


def _hide(lines: list[str], place: _Range, start: int) -> None:
    """Takes a place out of lines, the first of which has the number `start`."""
    first, last = place[0] - start, place[2] - start
    if first >= 0 and last < len(lines):
        before, after = lines[first][: place[1] - 1], lines[last][place[3] - 1 :]
        lines[first : last + 1] = [f"{before}{HIDDEN}{after}"]


def _shifted(line: str, columns: int) -> str:
    """A line without so many blanks at its start."""
    indent = len(line) - len(line.lstrip(" "))
    return line[min(indent, columns) :].rstrip()


def _used(
    node: Node, secret: Collection[str], *, is_hidden: bool = False
) -> Iterator[tuple[str, str, bool]]:
    """The names that a condition uses: where they are defined, and whether for something secret."""
    match node:
        case Mapping():
            for key, value in node.items():
                hidden = is_hidden or key in secret
                kind = {"is": "conditions", "list": "lists"}.get(key)
                if kind is not None:
                    names = value if isinstance(value, Sequence) else [value]
                    named = (str(name) for name in names if isinstance(name, Scalar))
                    yield from ((kind, name, hidden) for name in named)
                yield from _used(value, secret, is_hidden=hidden)
        case Sequence():
            for item in node:
                yield from _used(item, secret, is_hidden=is_hidden)
        case _:
            pass
