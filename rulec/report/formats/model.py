"""What a command has to say, as data: the one thing that every format is written from.

A command makes a `Report`; a format is a function from a `Report` to text. So a command that has
a report has every format, and a format serves every command.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from enum import StrEnum

from rulec.records import dataclass


class Level(StrEnum):
    """How bad something is: it must be mended, it should be looked at, it is good to know."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of remark, with what there is to read about it.

    `id` and `name` never change their meaning; `id` is what programs keep. `headline` is a line,
    `why` a paragraph; `bad` and `good` are examples of files, or empty.
    """

    id: str
    name: str
    level: Level
    headline: str
    why: str
    bad: str = ""
    good: str = ""
    #: Whether callers may get where they should not.
    is_security: bool = False
    #: What `rulec explain` calls it; empty where that knows nothing of it.
    explained_as: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """A stretch of a file, or a whole file where `line` is 0.

    Lines and columns count from 1 in characters; the end column is not included. `source` is the
    first line as it may be shown: without PINs.
    """

    path: str
    line: int = 0
    column: int = 0
    end_line: int = 0
    end_column: int = 0
    source: str = ""

    @property
    def is_on_one_line(self) -> bool:
        """Whether this is a part of one line."""
        return self.line > 0 and self.line == self.end_line

    def __str__(self) -> str:
        return f"{self.path}:{self.line}:{self.column}" if self.line else self.path


@dataclass(frozen=True, slots=True)
class Related:
    """Another place that belongs to a remark, with what it has to do with it."""

    message: str
    place: Place


@dataclass(frozen=True, slots=True)
class Remark:
    """One thing that is said.

    `message` is a line that starts in lower case and has no full stop; what is quoted stands in
    backquotes. `hint` is a line that says what to do. `detail` are lines that show more, such as a
    call; they are shown as they are. Any of it may hold what callers or files say, in full.
    """

    kind: Kind
    message: str
    place: Place | None = None
    #: Tells this remark from others of its kind in its file, and stays when lines move.
    key: str = ""
    hint: str = ""
    related: tuple[Related, ...] = ()
    detail: tuple[str, ...] = ()
    #: Whether the command ends with 1 because of it.
    fails: bool = True

    @property
    def level(self) -> Level:
        """How bad it is."""
        return self.kind.level


@dataclass(frozen=True, slots=True)
class Case:
    """Something that was tried, for formats that also tell what went well.

    It went well where there is no `remark`, or one that does not fail. `suite` names what it
    belongs to: the path of its place, or a word where it has none. `is_error` where it could not
    be tried at all.
    """

    suite: str
    name: str
    place: Place | None = None
    remark: Remark | None = None
    is_error: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """Figures in rows; every cell is plain text."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Report:
    """All that a command has to say.

    `cases` are what it tried, `others` what it says besides these, `sums` its results in a few
    lines that begin with a word of its own or a number.
    """

    command: str
    exit_code: int
    cases: tuple[Case, ...] = ()
    others: tuple[Remark, ...] = ()
    sums: tuple[str, ...] = ()
    tables: tuple[Table, ...] = ()

    @property
    def remarks(self) -> tuple[Remark, ...]:
        """Everything that is said."""
        of_cases = (case.remark for case in self.cases if case.remark is not None)
        return (*of_cases, *self.others)


#: Makes text that may be shown of text that may hold secrets.
Hide = Callable[[str], str]
#: Gives the path from the root of the repository for a path that a person sees.
Locate = Callable[[str], str]


def prepared(report: Report, hide: Hide, locate: Locate) -> Report:
    """The report as it may leave the machine: without secrets, with paths of the repository."""
    return replace(
        report,
        cases=tuple(_case(each, hide, locate) for each in report.cases),
        others=tuple(_remark(each, hide, locate) for each in report.others),
        sums=tuple(map(hide, report.sums)),
        tables=tuple(_table(each, hide) for each in report.tables),
    )


def _remark(remark: Remark, hide: Hide, locate: Locate) -> Remark:
    return replace(
        remark,
        message=hide(remark.message),
        place=_place(remark.place, hide, locate),
        key=hide(remark.key),
        hint=hide(remark.hint),
        related=tuple(
            Related(hide(one.message), _at(one.place, hide, locate)) for one in remark.related
        ),
        detail=tuple(map(hide, remark.detail)),
    )


def _place(place: Place | None, hide: Hide, locate: Locate) -> Place | None:
    return None if place is None else _at(place, hide, locate)


def _at(place: Place, hide: Hide, locate: Locate) -> Place:
    return replace(place, path=hide(locate(place.path)), source=hide(place.source))


def _table(table: Table, hide: Hide) -> Table:
    return replace(table, rows=tuple(tuple(map(hide, row)) for row in table.rows))


def _case(case: Case, hide: Hide, locate: Locate) -> Case:
    return replace(
        case,
        suite=hide(locate(case.suite) if case.place is not None else case.suite),
        name=hide(case.name),
        place=_place(case.place, hide, locate),
        remark=None if case.remark is None else _remark(case.remark, hide, locate),
    )
