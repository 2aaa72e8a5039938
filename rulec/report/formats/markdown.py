"""A report as Markdown, for a comment on a pull request or the summary of a job.

It is read by GitHub and by GitLab. Every word of files or callers in it is code: see
`markdown_text`. HTML is only what stands here.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rulec.report.formats.model import Level, Place, Remark, Report, Table
from rulec.report.formats.order import by_importance, counted
from rulec.report.markdown_text import COMMENT_BYTES, block, cell, code, fitting, prose

#: How every such text begins, with the command: who updates a comment finds it by this.
MARK = "<!-- rulec"
#: Bytes of the summary of a step: GitHub takes 1 MiB.
SUMMARY_BYTES = 1_000_000

#: Remarks of one level that are shown at once; the others fold away.
_OPEN = 10
_HEADS = {Level.ERROR: "Errors", Level.WARNING: "Warnings", Level.NOTE: "Notes"}
_VERDICTS = ("fine", "problems were found", "could not run")


def markdown(report: Report, most_bytes: int = COMMENT_BYTES) -> str:
    """The report in at most so many bytes of UTF-8: what matters least is left out, and counted."""
    verdict = counted(report.remarks) or _VERDICTS[min(report.exit_code, 2)]
    head = f"{MARK} {report.command} -->\n### rulec {report.command}: {verdict}\n"
    head += "".join(f"\n{prose(line)}\n" for line in report.sums)
    tail = ""
    for table in report.tables:
        # Most of the room is for what was found.
        tail += f"\n{_table(table, most_bytes // 2 - len(tail.encode()))}"
    room = most_bytes - len(head.encode()) - len(tail.encode()) - _ROOM_FOR_FRAMES
    shown, rest = _fitting(report.remarks, room)
    sections: dict[Level, list[str]] = {level: [] for level in Level}
    for position in sorted(shown):
        sections[report.remarks[position].level].append(shown[position])
    body = "".join(_section(level, texts) for level, texts in sections.items())
    more = f"\n{counted(rest)} more did not fit in here.\n" if rest else ""
    return head + body + more + tail


#: Bytes of headings, of what folds away, and of the line that counts the rest.
_ROOM_FOR_FRAMES = 1_000


def _fitting(remarks: Sequence[Remark], room: int) -> tuple[dict[int, str], list[Remark]]:
    """The texts of the most important remarks by their positions, and the rest of the remarks."""
    shown: dict[int, str] = {}
    order = by_importance(remarks)
    for count, position in enumerate(order):
        text = _remark(remarks[position])
        room -= len(text.encode())
        if room < 0:
            return shown, [remarks[left] for left in order[count:]]
        shown[position] = text
    return shown, []


def _section(level: Level, texts: Sequence[str]) -> str:
    """The remarks of one level."""
    if not texts:
        return ""
    made = f"\n#### {_HEADS[level]}\n\n{''.join(texts[:_OPEN])}"
    rest = texts[_OPEN:]
    if rest:
        summary = f"<summary>{len(rest):,} more</summary>"
        made += f"\n<details>{summary}\n\n{''.join(rest)}\n</details>\n"
    return made


def _remark(remark: Remark) -> str:
    """An item of a list."""
    where = "" if remark.place is None else f"{_at(remark.place)}: "
    text = f"- {where}{prose(remark.message)} ({_kind(remark)})\n"
    if remark.hint:
        text += f"  - hint: {prose(remark.hint)}\n"
    for related in remark.related:
        text += f"  - also {_at(related.place)}: {prose(related.message)}\n"
    if remark.detail:
        shown = "".join(f"  {line}\n" for line in block(remark.detail, "text"))
        text += f"\n{shown}\n"
    return text


def _kind(remark: Remark) -> str:
    kind = remark.kind
    return code(kind.id) if kind.id == kind.name else f"{kind.id} {code(kind.name)}"


def _at(place: Place) -> str:
    return code(f"{place.path}:{place.line}" if place.line else place.path)


def _table(table: Table, room: int) -> str:
    """A table with the rows that fit into so many bytes."""
    heads = "".join(_row(line) for line in (table.head, ["---"] * len(table.head)))
    rows, rest = fitting([_row(map(cell, row)) for row in table.rows], room)
    more = f"\n{rest:,} more rows did not fit in here.\n" if rest else ""
    return heads + "".join(rows) + more


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |\n"
