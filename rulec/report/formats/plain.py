"""A remark in lines of plain text, each safe to show."""

from __future__ import annotations

from rulec.report.formats.model import Remark
from rulec.report.safe_text import safe


def lines_of(remark: Remark, *, with_related: bool = True) -> list[str]:
    """What is said, what to do, related places where the format has no place for them, detail."""
    lines = [remark.message]
    if remark.hint:
        lines.append(f"hint: {remark.hint}")
    if with_related:
        lines += [f"also: {one.place}: {one.message}" for one in remark.related]
    return [safe(line) for line in (*lines, *remark.detail)]
