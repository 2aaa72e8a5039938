"""Problems as data: what is wrong, where, and what to do. `report` draws them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from enum import StrEnum

from rulec.source import Span


class Severity(StrEnum):
    """An error stops the build; a warning does not."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Code:
    """One kind of problem.

    `id` never changes and is never used again; `name` is what people read and may write in
    `accept`. `why` tells an administrator what would happen on a node, `bad` and `good` are
    examples in YAML. `rulec explain` prints all of it.
    """

    id: str
    name: str
    severity: Severity
    headline: str
    why: str
    bad: str
    good: str
    #: An error that a rule may accept all the same, with a reason.
    acceptable: bool = False

    @property
    def is_error(self) -> bool:
        """Whether a problem of this kind stops the build."""
        return self.severity is Severity.ERROR


@dataclass(frozen=True, slots=True)
class Related:
    """Another place that belongs to a problem, with what it has to do with it."""

    message: str
    span: Span


@dataclass(frozen=True, slots=True)
class Problem:
    """One finding.

    `message` starts in lower case, has no full stop, and quotes what the user wrote in
    backquotes; `hint` says what to do. `span` is absent only where there is no file at all.
    """

    code: Code
    message: str
    span: Span | None
    hint: str = ""
    related: tuple[Related, ...] = ()

    @property
    def is_error(self) -> bool:
        """Whether this problem stops the build."""
        return self.code.is_error


def in_order(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """The problems by file, line and column, each once."""
    unique = dict.fromkeys(problems)
    return tuple(
        sorted(
            unique,
            key=lambda p: (
                ("", 0, 0) if p.span is None else (p.span.file.path, p.span.line, p.span.column),
                p.code.id,
                p.message,
            ),
        )
    )


def did_you_mean(written: str, known: Iterable[str]) -> str:
    """A hint with the nearest known name, or an empty text when none is near."""
    candidates = list(known)
    near = get_close_matches(written, candidates, n=1, cutoff=0.6)
    if not near:
        lower = {name.lower(): name for name in reversed(candidates)}
        near = [lower[hit] for hit in get_close_matches(written.lower(), lower, n=1, cutoff=0.6)]
    return f"did you mean `{near[0]}`?" if near else ""


#: A list inside a message is cut after this many names.
NAMES_IN_A_MESSAGE = 8


def names(items: Iterable[str]) -> str:
    """A list of names for a message, in backquotes, cut when it is long."""
    every = [f"`{item}`" for item in items]
    shown = every[:NAMES_IN_A_MESSAGE]
    rest = len(every) - len(shown)
    return ", ".join(shown) + (f" and {rest} more" if rest else "")
