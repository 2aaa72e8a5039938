"""The names that a rule gives to values: `let` entries and the captures of its patterns."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from rulec.diagnostics import Related
from rulec.diagnostics import codes_resolving as codes
from rulec.ir import CaptureRead, LetRead, Source, Value
from rulec.resolve.context import IDENTIFIER, Problems
from rulec.source import Span
from rulec.syntax.nodes import Mapping, Node, Scalar

_CAPTURE = re.compile(r"\(\?P<(\w+)>")


@dataclass(frozen=True, slots=True)
class Found:
    """A name that is known here; its source is None when something is wrong with it."""

    source: Source | None


@dataclass
class Names:
    """The names of one rule, and those of its rule set behind them.

    `read` makes a value of the text of a `let`. `coming` are the captures that the rule's own
    condition will bring: until it is resolved, a `let` that uses one is an error.
    """

    problems: Problems
    read: Callable[[Scalar, Names], Value | None]
    taken: Callable[[str], bool]
    parent: Names | None = None
    coming: frozenset[str] = frozenset()
    captures: dict[str, tuple[CaptureRead, Span]] = field(default_factory=dict)
    used: set[str] = field(default_factory=set)
    _lets: dict[str, Scalar] = field(default_factory=dict)
    _resolved: dict[str, Found] = field(default_factory=dict)
    _resolving: list[str] = field(default_factory=list)

    def define(self, entries: Mapping) -> None:
        """Takes the entries of a `let`, to be resolved when they are used."""
        for name, node in entries.items():
            span = entries.key_spans[name]
            if not self._free(name, span):
                continue
            text = self.problems.text(node, name)
            if text is not None:
                self._lets[name] = text

    def capture(self, read: CaptureRead, span: Span) -> None:
        """Takes a capture; a name may occur once in a rule."""
        if read.name in self.captures:
            first = Related("first used here", self.captures[read.name][1])
            message = f"the capture `{read.name}` occurs twice"
            self.problems.add(codes.NAME_TAKEN, message, span, "rename one of them", (first,))
        elif self._free(read.name, span):
            self.captures[read.name] = (read, span)

    def _free(self, name: str, span: Span) -> bool:
        """Whether a name may be given to a value; notes why not."""
        if not IDENTIFIER.match(name):
            hint = "use small letters, digits and underscores"
            self.problems.add(codes.BAD_NAME, f"`{name}` cannot be a name", span, hint)
            return False
        if self.taken(name):
            message = f"`{name}` is the name of a field or a keyword"
            self.problems.add(codes.NAME_TAKEN, message, span, "choose another name")
            return False
        if name in self._lets:
            message = f"`{name}` is a `let` and a capture"
            self.problems.add(codes.NAME_TAKEN, message, span, "rename one of them")
            return False
        return True

    def known(self) -> Iterator[str]:
        """Every name."""
        yield from self._lets
        yield from self.captures
        if self.parent is not None:
            yield from self.parent.known()

    def source(self, name: str, span: Span) -> Found | None:
        """What a name stands for; None when it is no name here."""
        if name in self.captures:
            return Found(self.captures[name][0])
        if name in self.coming:
            message = f"the capture `{name}` is not known before the condition holds"
            hint = "a `let` that uses a capture cannot be tested in the same rule's `when`"
            self.problems.add(codes.CAPTURE_TOO_EARLY, message, span, hint)
            return Found(None)
        if name in self._lets:
            self.used.add(name)
            return self._let(name, span)
        return None if self.parent is None else self.parent.source(name, span)

    def _let(self, name: str, span: Span) -> Found:
        if name in self._resolved:
            return self._resolved[name]
        if name in self._resolving:
            circle = " -> ".join(f"`{step}`" for step in [*self._resolving, name])
            self.problems.add(
                codes.LET_CYCLE, f"`let` entries use each other in a circle: {circle}", span
            )
            return Found(None)
        self._resolving.append(name)
        value = self.read(self._lets[name], self)
        self._resolving.pop()
        found = Found(None if value is None else LetRead(name, value))
        self._resolved[name] = found
        return found

    def resolve_all(self, *, unused: Callable[[str, Span], None] | None = None) -> None:
        """Resolves entries that nothing used, so that their mistakes show too."""
        for name, text in self._lets.items():
            if name not in self.used:
                self._let(name, text.span)
                if unused is not None:
                    unused(name, text.span)


def captures_in(node: Node) -> frozenset[str]:
    """The names of the groups in every pattern below a condition, as far as they can be told."""
    return frozenset(name for text in _scalars(node) for name in _CAPTURE.findall(text))


def _scalars(node: Node) -> Iterable[Scalar]:
    match node:
        case Scalar():
            yield node
        case Mapping():
            for value in node.values():
                yield from _scalars(value)
        case _:
            for item in node:
                yield from _scalars(item)
