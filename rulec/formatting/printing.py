"""A `Document` that was laid out, as text."""

from __future__ import annotations

from collections.abc import Sequence

from rulec.formatting.scalars import own_indent
from rulec.formatting.tree import Collection, Comment, Document, Entry, Leaf, Node

#: Columns by which what is in a mapping or list stands further right.
STEP = 2


def printed(document: Document) -> str:
    """The text, with lines that end in LF."""
    return _Printer().document(document)


def in_one_line(node: Node) -> str | None:
    """What stands in braces, or a text, on one line; None where it needs several."""
    if isinstance(node, Leaf):
        return node.text if len(node.lines) == 1 and not node.block else None
    if (node.entries and not node.flow) or node.head is not None or node.trailing:
        return None
    parts: list[str] = []
    for entry in node.entries:
        value = in_one_line(entry.value)
        if value is None or entry.before or entry.after or entry.behind is not None:
            return None
        parts.append(_in_braces(entry, value))
    inside = ", ".join(parts)
    text = f"{{{inside}}}" if node.is_mapping else f"[{inside}]"
    return f"{node.anchor} {text}" if node.anchor else text


def key_text(entry: Entry) -> str:
    """A key with its colon; empty for an item of a list."""
    if entry.key is None:
        return ""
    # A colon may be part of an alias.
    return f"{entry.key.text} :" if entry.key.alias else f"{entry.key.text}:"


def _in_braces(entry: Entry, value: str) -> str:
    if entry.key is None:
        return value
    if not value and not entry.colon:
        return entry.key.text
    return f"{key_text(entry)} {value}"


class _Printer:
    def __init__(self) -> None:
        self._lines: list[str] = []
        #: No empty line comes next: at the start, below a key, and where it would belong to a text.
        self._no_blank = True

    def document(self, document: Document) -> str:
        self._comments(document.head, 0)
        root = document.root
        if document.marked:
            behind = root.after[0] if root.after else None
            self._line("---", behind)
            self._no_blank = True
        assert isinstance(root.value, Collection)  # noqa: S101  nothing else is laid out
        if root.value.flow or not root.value.entries:
            self._comments(root.before, 0)
            self._line(in_one_line(root.value) or "", root.behind)
        else:
            self._entries(root.value, 0)
        self._comments(document.tail, 0)
        return "\n".join(self._lines) + "\n"

    def _line(self, text: str, behind: Comment | None = None) -> None:
        if behind is not None:
            text = f"{text}{' ' * behind.gap}{behind.text}"
        self._lines.append(text)
        self._no_blank = False

    def _blank(self) -> None:
        if not self._no_blank:
            self._lines.append("")

    def _comments(self, comments: Sequence[Comment], indent: int) -> None:
        for comment in comments:
            if comment.blank:
                self._blank()
            self._line(" " * indent + comment.text)

    def _entries(self, owner: Collection, indent: int, lead: str = "") -> None:
        """The entries of a mapping or list; the first one goes on behind a `lead`."""
        for entry in owner.entries:
            start = lead
            if not lead:
                self._comments(entry.before, indent)
                if entry.blank:
                    self._blank()
                start = " " * indent
            lead = ""
            self._entry(entry, start + (key_text(entry) or "-"), indent)
        self._comments(owner.trailing, indent)

    def _entry(self, entry: Entry, start: str, indent: int) -> None:
        value = entry.value
        behind, between = None, entry.after
        if between and not between[0].own_line:
            behind, *between = between
        if isinstance(value, Collection) and value.entries and not value.flow:
            if entry.key is None and not value.anchor:
                self._entries(value, indent + STEP, f"{start} ")
                return
            self._line(f"{start} {value.anchor}" if value.anchor else start, behind)
            self._no_blank = True
            self._entries(value, indent + STEP)
            return
        if entry.after or entry.below:
            self._line(start, behind)
            self._no_blank = True
            self._comments(between, indent + STEP)
            start = " " * (indent + STEP)
        elif not isinstance(value, Leaf) or value.text:
            start += " "
        if isinstance(value, Leaf):
            self._leaf(value, start, indent, entry.behind)
        else:
            self._line(start + (in_one_line(value) or ""), entry.behind)

    def _leaf(self, leaf: Leaf, start: str, indent: int, behind: Comment | None) -> None:
        first = start + leaf.text
        own = own_indent(leaf.lines[0]) if leaf.block else None
        margin = " " * (indent + (STEP if own is None else own))
        others = [margin + line if line else "" for line in leaf.lines[1:]]
        if not others:
            self._line(first, behind)
        elif leaf.block:
            self._line(first, behind)
            self._lines += others
        else:
            self._lines += [first, *others[:-1]]
            self._line(others[-1], behind)
        self._no_blank = leaf.keeps_ends
