"""The names that a rule gives to values: `let` entries and the captures of its patterns."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from collections.abc import Mapping as ByName
from dataclasses import field
from types import MappingProxyType

from rulec.diagnostics import Related, short
from rulec.diagnostics import codes_reading as reading
from rulec.diagnostics import codes_resolving as codes
from rulec.ir import CaptureRead, LetRead, Source, Value
from rulec.records import dataclass
from rulec.resolve.context import IDENTIFIER, Problems
from rulec.resolve.template_parser import NAME
from rulec.source import Span
from rulec.syntax.nodes import Cell, Mapping, Node, Scalar

#: Entries of `let` that use each other in a row.
DEEPEST_LETS = 16
#: Sources in one entry of `let`, those of the entries it uses counted each time.
MOST_SOURCES = 200

#: A text that is nothing but a name in braces.
_ALONE = re.compile(rf"\{{\s*({NAME})\s*\}}\Z")
_CAPTURE = re.compile(r"\(\?P<(\w+)>")


@dataclass(frozen=True, slots=True)
class Found:
    """A name that is known here; its source is None when something is wrong with it."""

    source: Source | None
    #: How many sources it stands for.
    size: int = 1


@dataclass
class Names:
    """The names of one rule, and those of its rule set behind them.

    `read` makes a value of what stands behind a `let`. `columns` are the cells of the row of
    `table` that the rule is made for. `coming` are the captures that the condition being
    resolved will bring: until then, using one is an error.
    """

    problems: Problems
    read: Callable[[Node, Names], Value | None]
    taken: Callable[[str], bool]
    parent: Names | None = None
    coming: frozenset[str] = frozenset()
    table: str = ""
    columns: ByName[str, Cell] = field(default_factory=lambda: MappingProxyType({}))
    captures: dict[str, tuple[CaptureRead, Span]] = field(default_factory=dict)
    used: set[str] = field(default_factory=set)
    _lets: dict[str, Node | None] = field(default_factory=dict)
    _spans: dict[str, Span] = field(default_factory=dict)
    _resolved: dict[str, Found] = field(default_factory=dict)
    _resolving: list[str] = field(default_factory=list)
    _sizes: list[int] = field(default_factory=list)

    def define(self, entries: Mapping) -> None:
        """Takes the entries of a `let`, to be resolved when they are used."""
        for name, node in entries.items():
            span = entries.key_spans[name]
            value = node if isinstance(node, Mapping) else self.problems.text(node, name)
            if self._free(name, span):
                # One that is wrong is known all the same, so that its uses are not noted too.
                self._lets[name] = value
                self._spans[name] = span

    def capture(self, read: CaptureRead, span: Span) -> None:
        """Takes a capture; a name may occur once in a rule."""
        if self.parent is not None and read.name in self.parent.captures:
            known: tuple[CaptureRead, Span] | None = self.parent.captures[read.name]
        else:
            known = self.captures.get(read.name)
        if known is not None and known[0] == read:
            # The same named condition, asked twice.
            return
        if known is not None:
            first = Related("first used here", known[1])
            message = f"the capture `{read.name}` occurs twice"
            self.problems.add(codes.NAME_TAKEN, message, span, "rename one of them", (first,))
        elif self._free(read.name, span):
            self.captures[read.name] = (read, span)

    def _free(self, name: str, span: Span) -> bool:
        """Whether a name may be given to a value; notes why not."""
        other = self._spans.get(name)
        if self.parent is not None and name in self.parent.captures:
            other = self.parent.captures[name][1]
        if not IDENTIFIER.match(name):
            hint = "use small letters, digits and underscores, such as `first_name`"
            self.problems.add(codes.BAD_NAME, f"`{short(name)}` cannot be a name", span, hint)
        elif self.taken(name):
            message = f"`{name}` is the name of a field or a keyword"
            self.problems.add(codes.NAME_TAKEN, message, span, "choose another name")
        elif name in self.columns:
            message = f"`{name}` is the name of a column"
            self.problems.add(codes.NAME_TAKEN, message, span, "choose another name")
        elif other is not None:
            message = f"`{name}` is both a `let` and a capture"
            related = (Related("also used here", other),)
            self.problems.add(codes.NAME_TAKEN, message, span, "rename one of them", related)
        else:
            return True
        return False

    def known(self) -> Iterator[str]:
        """Every name."""
        yield from self._lets
        yield from self.captures
        yield from self.columns
        if self.parent is not None:
            yield from self.parent.known()

    def cell(self, node: Node) -> Node:
        """The cell of the row that a text such as `{subnet}` stands for; else the node itself."""
        found = _ALONE.match(node) if self.columns and isinstance(node, Scalar) else None
        return node if found is None else self.columns.get(found[1], node)

    def source(self, name: str, span: Span) -> Found | None:
        """What a name stands for; None when it is no name here."""
        found = self._source(name, span)
        if found is not None and self._sizes:
            self._sizes[-1] += found.size
        return found

    def _source(self, name: str, span: Span) -> Found | None:
        if name in self.coming:
            message = f"the capture `{name}` is not known before the condition holds"
            hint = "test the field itself; captures are for `set` and the other effects"
            self.problems.add(codes.CAPTURE_TOO_EARLY, message, span, hint)
            return Found(None)
        if name in self.captures:
            return Found(self.captures[name][0])
        if name in self._lets:
            self.used.add(name)
            return self._let(name, span)
        return None if self.parent is None else self.parent.source(name, span)

    def _let(self, name: str, span: Span) -> Found:
        node = self._lets[name]
        if name in self._resolved:
            return self._resolved[name]
        if node is None:
            return Found(None)
        if name in self._resolving:
            start = self._resolving.index(name)
            circle = " -> ".join(f"`{step}`" for step in [*self._resolving[start:], name])
            message = f"`let` entries use each other in a circle: {circle}"
            self.problems.add(
                codes.LET_CYCLE, message, span, "write one of them without the others"
            )
            return Found(None)
        if len(self._resolving) == DEEPEST_LETS:
            message = f"more than {DEEPEST_LETS} `let` entries use each other in a row"
            self.problems.add(reading.TOO_LARGE, message, span, "write some of them out")
            return Found(None)
        found = self._resolved_now(name, node)
        self._resolved[name] = found
        return found

    def _resolved_now(self, name: str, node: Node) -> Found:
        self._resolving.append(name)
        self._sizes.append(0)
        value = self.read(node, self)
        size = 1 + self._sizes.pop()
        self._resolving.pop()
        if value is None:
            return Found(None)
        if size > MOST_SOURCES:
            message = f"`{name}` uses more than {MOST_SOURCES:,} sources, other entries followed"
            self.problems.add(reading.TOO_LARGE, message, node.span, "use fewer of them")
            return Found(None)
        return Found(LetRead(name, value), size)

    def resolve_all(self, unused: Callable[[str, Span], None]) -> None:
        """Resolves entries that nothing used, so that their mistakes show too."""
        for name, node in self._lets.items():
            if name not in self.used and node is not None:
                self._let(name, node.span)
        # Only now is it known which entries the others use.
        for name in self._lets:
            if name not in self.used:
                unused(name, self._spans[name])


class Captures:
    """The names of the groups in the patterns of conditions, as far as they can be told early."""

    def __init__(self, conditions: Mapping) -> None:
        self._conditions = conditions
        self._known: dict[str, tuple[frozenset[str], frozenset[str]]] = {}

    def below(self, node: Node) -> frozenset[str]:
        """The names below a condition, those of the named conditions that it uses included."""
        found, waiting = _looked_at(node)
        names, seen = set(found), set[str]()
        todo = list(waiting)
        while todo:
            name = todo.pop()
            if name in seen or name not in self._conditions:
                continue
            seen.add(name)
            if name not in self._known:
                self._known[name] = _looked_at(self._conditions[name])
            found, waiting = self._known[name]
            names |= found
            todo += waiting
        return frozenset(names)


def _looked_at(node: Node) -> tuple[frozenset[str], frozenset[str]]:
    """The names of groups in a condition itself, and the named conditions that it uses."""
    captures: set[str] = set()
    conditions: set[str] = set()
    todo: list[Node] = [node]
    while todo:
        each = todo.pop()
        if isinstance(each, Scalar):
            captures.update(_CAPTURE.findall(each))
        elif isinstance(each, Mapping):
            todo += each.values()
            used = each.get("is")
            conditions.update(
                str(name)
                for name in ([used] if isinstance(used, Scalar) else used or ())
                if isinstance(name, Scalar)
            )
        else:
            todo += each
    return frozenset(captures), frozenset(conditions)
