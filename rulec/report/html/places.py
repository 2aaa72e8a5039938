"""Which rule stands at a place in the files."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable

from rulec.report.html.entries import Entry, Section
from rulec.source import Span
from rulec.syntax.folder import RuleFile
from rulec.syntax.nodes import Mapping, Node, Scalar, Sequence


class Places:
    """The rules of a folder by where they stand."""

    def __init__(self, files: Iterable[RuleFile], sections: Iterable[Section]) -> None:
        self._sections = {section.path: section for section in sections}
        self._rows: dict[tuple[str, int], Entry] = {}
        #: For each file the first and the last lines of its rules, in order.
        self._lines: dict[str, list[tuple[int, int, Entry]]] = {}
        nodes = {file.source.path: file.node for file in files}
        for path, section in self._sections.items():
            self._lines[path] = _lines(section, nodes.get(path))
            for entry in section.entries:
                for row in (rule.row for rule in entry.rules if rule.row is not None):
                    self._rows.setdefault((row.file.path, row.line), entry)

    def at(self, span: Span | None) -> Entry | Section | None:
        """The rule at a place, else the rule set whose file it is in."""
        if span is None:
            return None
        path = span.file.path
        row = self._rows.get((path, span.line))
        if row is not None:
            return row
        lines = self._lines.get(path, [])
        number = bisect_right(lines, span.line, key=lambda one: one[0]) - 1
        if number >= 0 and span.line <= lines[number][1]:
            return lines[number][2]
        return self._sections.get(path)


def _lines(section: Section, node: Node | None) -> list[tuple[int, int, Entry]]:
    """The lines of each rule of a file, and of the `default`."""
    if not isinstance(node, Mapping):
        return []
    starts = {e.span.line: e for e in section.entries if e.span is not None and e.rules}
    found: list[tuple[int, int, Entry]] = []
    rules = node.get("rules")
    for one in rules if isinstance(rules, Sequence) else ():
        if isinstance(one, Mapping) and isinstance(one.get("id"), Scalar):
            inside = range(one.span.line, one.span.end_line + 1)
            entry = next((starts[line] for line in inside if line in starts), None)
            if entry is not None:
                found.append((one.span.line, one.span.end_line, entry))
    default = node.get("default")
    own = next((entry for entry in section.entries if not entry.rules), None)
    if default is not None and own is not None:
        found.append((node.key_spans["default"].line, default.span.end_line, own))
    return sorted(found, key=lambda one: one[0])
