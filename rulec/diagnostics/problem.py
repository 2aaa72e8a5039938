"""Problems as data: what is wrong, where, and what to do. `report` draws them."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches
from enum import StrEnum

from rulec.records import dataclass
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
    backquotes; `hint` says what to do. `span` is absent only where there is no file at all. `call`
    shows the problem, where one does: an object in JSON with `inputs`, the variables of a script,
    and `now`, the instant, which is null where no rule looks at the clock.
    """

    code: Code
    message: str
    span: Span | None
    hint: str = ""
    related: tuple[Related, ...] = ()
    call: str = ""

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


#: Longer texts are nobody's misspelling of a name, and comparing them takes long.
_LONGEST_NAME = 200


def nearest(written: str, known: Iterable[str], *, cutoff: float = 0.6) -> str | None:
    """The known name that was most likely meant, if any is near; 1 as the `cutoff` is equality."""
    if len(written) > _LONGEST_NAME:
        return None
    candidates = list(known)
    near = get_close_matches(written, candidates, n=1, cutoff=cutoff)
    if near:
        return near[0]
    lower = {name.lower(): name for name in reversed(candidates)}
    hits = get_close_matches(written.lower(), lower, n=1, cutoff=cutoff)
    return lower[hits[0]] if hits else None


def did_you_mean(written: str, known: Iterable[str]) -> str:
    """A hint with the nearest known name, or an empty text when none is near."""
    near = nearest(written, known)
    return f"did you mean `{near}`?" if near is not None else ""


#: Characters of what was written that a message repeats.
_SHOWN = 60


def short(written: str) -> str:
    """What somebody wrote as a message repeats it: cut when it is long."""
    return written if len(written) <= _SHOWN else f"{written[:_SHOWN]}..."


#: A list inside a message is cut after this many names.
NAMES_IN_A_MESSAGE = 8


def names(items: Iterable[str]) -> str:
    """A list of names for a message, in backquotes, cut when it is long."""
    every = [f"`{short(item)}`" for item in items]
    shown = every[:NAMES_IN_A_MESSAGE]
    rest = len(every) - len(shown)
    return ", ".join(shown) + (f" and {rest} more" if rest else "")
