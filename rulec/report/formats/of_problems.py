"""Problems as remarks."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from rulec.diagnostics import Problem, in_order
from rulec.findings import Falling
from rulec.report.calls import call_lines
from rulec.report.falling import veiled
from rulec.report.formats.kinds import FALLS_THROUGH, kind_of
from rulec.report.formats.model import Case, Place, Related, Remark
from rulec.report.pins import source_line
from rulec.report.problems import LONGEST_SOURCE_LINE
from rulec.source import Span

#: Places in messages: they move while the remark stays the same.
_NUMBERED = re.compile(r"\b(lines?|rows?|columns?) [0-9]+(?: to [0-9]+)?")


def place_of(span: Span) -> Place:
    """The place of a span, with its first line without PINs."""
    source = source_line(span)[:LONGEST_SOURCE_LINE]
    return Place(span.file.path, span.line, span.column, span.end_line, span.end_column, source)


def remarks_of(problems: Iterable[Problem], *, strict: bool = False) -> tuple[Remark, ...]:
    """Problems in the order of the files; with `strict`, warnings fail too."""
    return tuple(_remark(problem, strict=strict) for problem in in_order(problems))


def _remark(problem: Problem, *, strict: bool) -> Remark:
    place = None if problem.span is None else place_of(problem.span)
    words = [] if place is None else place.source.split()
    return Remark(
        kind_of(problem.code),
        problem.message,
        place,
        key="\n".join([_NUMBERED.sub(r"\1", problem.message), *words]),
        hint=problem.hint,
        related=tuple(Related(one.message, place_of(one.span)) for one in problem.related),
        detail=_call(problem.call),
        fails=problem.is_error or strict,
    )


def _call(call: str) -> tuple[str, ...]:
    """The lines of a call that shows a problem."""
    if not call:
        return ()
    first, *rest = call_lines(call)
    return (f"call: {first}", *(f"      {line}" for line in rest))


def remarks_of_falling(found: Iterable[Falling]) -> tuple[Remark, ...]:
    """The calls that fall through rule sets."""
    return tuple(
        Remark(
            FALLS_THROUGH,
            f"no rule of `{each.rule_set.name}` in profile `{each.profile}` takes this call",
            None if each.rule_set.span is None else place_of(each.rule_set.span),
            key=f"{each.profile}/{each.rule_set.name}",
            detail=_call(veiled(each.call)),
            fails=False,
        )
        for each in found
        if each.call
    )


def cases_of(
    remarks: Sequence[Remark], paths: Iterable[str] = (), *, stops: bool = False
) -> tuple[Case, ...]:
    """A case for each remark, and one for each of some files about which there is none.

    `stops` where nothing could be tried because of the remarks.
    """
    spoken_of = {remark.place.path for remark in remarks if remark.place is not None}
    cases = [
        Case(
            "rules" if remark.place is None else remark.place.path,
            f"{remark.kind.name}: {remark.message}",
            remark.place,
            remark,
            is_error=stops,
        )
        for remark in remarks
    ]
    quiet = (path for path in paths if path not in spoken_of)
    return (*cases, *(Case(path, "no problems", Place(path)) for path in quiet))
