"""Problems as text for a terminal and as data for programs. Nothing is printed here."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Sequence

from rulec.diagnostics import Problem, Related, Severity, in_order
from rulec.report.calls import call_lines
from rulec.report.pins import source_line
from rulec.report.safe_text import cell, safe
from rulec.source import Span

#: Terminal columns that a source line may take; the part around the place is shown of a longer one.
LINE_WIDTH = 100
#: Terminal columns that are kept in front of the place when a line is cut.
_BEFORE_THE_PLACE = 40
_CUT = "..."
#: Problems that are drawn; the rest of a badly broken folder is only counted.
MOST_SHOWN = 100
#: As many problems of one file that say the same with one hint are drawn each; of more, some are,
#: and the others are counted below them.
MOST_ALIKE = 8
SHOWN_OF_MORE = 5
#: Characters of a source line in the data for programs.
LONGEST_SOURCE_LINE = 1_000

#: What differs between messages that say the same.
_NAMES_AND_NUMBERS = re.compile(r"`[^`]*`|[0-9]+")

_RESET = "\x1b[0m"
_BOLD = "\x1b[1m"
_FRAME = "\x1b[36m"
_SEVERITY_COLOURS = {Severity.ERROR: "\x1b[1;31m", Severity.WARNING: "\x1b[1;33m"}


def render_problem(problem: Problem, *, colour: bool = False) -> str:
    """One problem with its source line, hint and related places; no line end at the end."""
    severity = problem.code.severity
    paint = _SEVERITY_COLOURS[severity] if colour else ""
    place = "" if problem.span is None else f"{safe(str(problem.span))}: "
    head = (
        f"{_painted(place, _BOLD if colour else '')}{_painted(f'{severity}:', paint)} "
        f"{safe(problem.message)} [{problem.code.id} {problem.code.name}]"
    )
    spans = [span for span in (problem.span, *(r.span for r in problem.related)) if span]
    gutter = max((len(str(span.line)) for span in spans if _has_source(span)), default=1)
    frame = _FRAME if colour else ""
    note = _painted(f"{' ' * gutter} =", frame)
    lines = [head]
    if problem.span is not None and _has_source(problem.span):
        lines.append(_painted(f"{' ' * gutter} |", frame))
        lines += _excerpt(problem.span, gutter, frame, paint)
    if problem.hint:
        lines.append(f"{note} hint: {safe(problem.hint)}")
    for related in problem.related:
        lines.append(f"{note} also: {safe(str(related.span))} {safe(related.message)}")
        if _has_source(related.span):
            lines += _excerpt(related.span, gutter, frame, frame)
    if problem.call:
        first, *rest = call_lines(problem.call)
        lines.append(f"{note} call: {first}")
        lines += [f"{' ' * gutter}         {line}" for line in rest]
    return "\n".join(lines)


def render_problems(problems: Iterable[Problem], *, colour: bool = False) -> str:
    """Every problem in the order of the files, an empty line after each, and the summary line.

    Ends with a line end; empty when there is no problem.
    """
    ordered = in_order(problems)
    if not ordered:
        return ""
    drawn, alike = _folded(ordered)
    # Warnings must not push errors out of what is shown.
    shown = in_order(sorted(drawn, key=lambda problem: not problem.is_error)[:MOST_SHOWN])
    blocks: list[str] = []
    rest = len(ordered) - len(shown)
    for problem in shown:
        blocks.append(render_problem(problem, colour=colour))
        if problem in alike:
            blocks.append(_more(alike[problem]))
            rest -= len(alike[problem])
    last = summary(ordered) + (f" ({rest:,} of them not shown)" if rest else "")
    return "\n\n".join([*blocks, last]) + "\n"


def _folded(ordered: Iterable[Problem]) -> tuple[list[Problem], dict[Problem, list[Problem]]]:
    """The problems to draw, and below which of them to count which others."""
    groups: defaultdict[tuple[str, str, str, str], list[Problem]] = defaultdict(list)
    for problem in ordered:
        path = "" if problem.span is None else problem.span.file.path
        words = _NAMES_AND_NUMBERS.sub("", problem.message)
        groups[problem.code.id, path, problem.hint, words].append(problem)
    drawn: list[Problem] = []
    alike: dict[Problem, list[Problem]] = {}
    for group in groups.values():
        if len(group) <= MOST_ALIKE:
            drawn += group
        else:
            drawn += group[:SHOWN_OF_MORE]
            alike[group[SHOWN_OF_MORE - 1]] = group[SHOWN_OF_MORE:]
    return drawn, alike


def _more(problems: Sequence[Problem]) -> str:
    """The line for problems that are not drawn, which are alike and in the order of their file."""
    first, last = problems[0].span, problems[-1].span
    where = ""
    if first is not None and last is not None:
        where = f" in {safe(first.file.path)}, line {first.line}"
        if last.line != first.line:
            where = f" in {safe(first.file.path)}, lines {first.line} to {last.line}"
    return f"... and {len(problems):,} more of {problems[0].code.name}{where}"


def summary(problems: Iterable[Problem]) -> str:
    """How many there are, as in "2 errors, 1 warning"; "no problems" when there are none."""
    severities = [problem.code.severity for problem in problems]
    counts = [(severities.count(severity), severity.value) for severity in Severity]
    parts = [f"{count:,} {word}{'' if count == 1 else 's'}" for count, word in counts if count]
    return ", ".join(parts) or "no problems"


def problems_json(problems: Iterable[Problem]) -> list[dict[str, object]]:
    """The problems in the order of the files, as data that `json.dumps` takes.

    Keys, always all of them: `code`, `name`, `severity` (`error` or `warning`), `message`, `path`,
    `line`, `column`, `end_line`, `end_column` (counted from 1, the end not included; null without
    a file), `source_line` (as it is in the file, at most 1,000 characters), `hint` (may be empty),
    `related`, a list of `message` with the same keys for the place, and `call`, a call that shows
    the problem (`inputs`, the variables of a script, and `now`) or null. Keys may be added later.
    """
    return [
        {
            "code": problem.code.id,
            "name": problem.code.name,
            "severity": problem.code.severity.value,
            "message": problem.message,
            **_place(problem.span),
            "hint": problem.hint,
            "related": [_related(related) for related in problem.related],
            "call": json.loads(problem.call) if problem.call else None,
        }
        for problem in in_order(problems)
    ]


def _related(related: Related) -> dict[str, object]:
    return {"message": related.message, **_place(related.span)}


def _place(span: Span | None) -> dict[str, object]:
    return {
        "path": span and span.file.path,
        "line": span and span.line,
        "column": span and span.column,
        "end_line": span and span.end_line,
        "end_column": span and span.end_column,
        "source_line": span and source_line(span)[:LONGEST_SOURCE_LINE],
    }


def _has_source(span: Span) -> bool:
    return bool(span.file.line(span.line))


def _painted(text: str, paint: str) -> str:
    return f"{paint}{text}{_RESET}" if paint and text else text


def _excerpt(span: Span, gutter: int, frame: str, paint: str) -> list[str]:
    """The source line and the line that underlines the place; a longer place to its line's end."""
    line = source_line(span)
    start = min(span.column - 1, len(line))
    end = len(line) if span.end_line > span.line else min(span.end_column - 1, len(line))
    first, last = _window(line, start)
    cells = [cell(character) for character in line[first:last]]
    left, right = _CUT if first else "", _CUT if last < len(line) else ""
    text = f"{left}{''.join(shown for shown, _ in cells)}{right}"
    indent = len(left) + _width(cells[: start - first])
    marks = "^" * max(1, _width(cells[start - first : max(end, start) - first]))
    number, bar = f"{span.line:{gutter}} |", f"{' ' * gutter} |"
    return [
        f"{_painted(number, frame)} {text}",
        f"{_painted(bar, frame)} {' ' * indent}{_painted(marks, paint)}",
    ]


def _width(cells: Sequence[tuple[str, int]]) -> int:
    return sum(width for _, width in cells)


def _window(line: str, start: int) -> tuple[int, int]:
    """Which characters of a line are shown: all of them, or as many as fit around `start`."""
    if len(line) <= LINE_WIDTH and _width([cell(character) for character in line]) <= LINE_WIDTH:
        return 0, len(line)
    first, used = start, 0
    while first > 0 and (used := used + cell(line[first - 1])[1]) <= _BEFORE_THE_PLACE:
        first -= 1
    used = _width([cell(character) for character in line[first:start]])
    last = start
    while last < len(line) and (used := used + cell(line[last])[1]) <= LINE_WIDTH:
        last += 1
    return first, last
