"""Decides on a `Document` what stands where: order of keys, braces, empty lines.

The style is the README's. It changes the tree; printing needs no decisions after it.
"""

from __future__ import annotations

from rulec.formatting.order import Kind, kind_below, kind_of_file, put_in_order
from rulec.formatting.printing import STEP, in_one_line, key_text
from rulec.formatting.tree import Collection, Comment, Document, Entry, Leaf

#: Columns of a line up to which braces and brackets stay on it.
WIDTH = 100


def lay_out(document: Document) -> None:
    """Lays a document out, whose root is a mapping."""
    root = document.root
    value = root.value
    assert isinstance(value, Collection)  # noqa: S101  asked before
    kind = kind_of_file([entry.key.value for entry in value.entries if entry.key is not None])
    layout = _Layout(ordered=not document.anchors)
    # Behind `---` a comment stays where it is.
    marked = document.marked and root.after and not root.after[0].own_line
    root.after, above = (root.after[:1], root.after[1:]) if marked else ([], root.after)
    above += _unfolded(root, 0)
    if value.flow or not value.entries:
        root.before = [_on_own_line(comment) for comment in above]
        layout.flow(value, kind)
        return
    _push_down(value, above)
    layout.collection(value, 0, kind)


def _unfolded(entry: Entry, start: int) -> list[Comment]:
    """Writes braces and brackets out, where they and their comments do not fit on a line.

    They would start in the column `start`. Gives the comments that then stand above what is in
    them: those on the lines of the braces.
    """
    value = entry.value
    if not isinstance(value, Collection) or not value.flow or not value.entries:
        return []
    line = in_one_line(value)
    if line is not None and start + len(line) <= WIDTH:
        return []
    value.flow = False
    above = [comment for comment in (value.head, entry.behind) if comment is not None]
    value.head = entry.behind = None
    return above


def _on_own_line(comment: Comment) -> Comment:
    comment.own_line = True
    return comment


def _push_down(value: Collection, comments: list[Comment]) -> None:
    """Puts comments between a key and what is in it above the first entry."""
    first = value.entries[0]
    first.before = [*map(_on_own_line, comments), *first.before]


def _hoist(entry: Entry, comments: list[Comment]) -> None:
    """Puts comments behind a dash above it."""
    if not comments:
        return
    comments[0].blank = comments[0].blank or entry.blank
    entry.blank = False
    entry.before += map(_on_own_line, comments)


class _Layout:
    def __init__(self, *, ordered: bool) -> None:
        self._ordered = ordered

    def collection(self, owner: Collection, indent: int, kind: Kind) -> None:
        """Lays out what is in a mapping or list that stands in the column `indent`."""
        if self._ordered:
            put_in_order(owner, kind)
        for number, entry in enumerate(owner.entries):
            self._entry(entry, indent, kind)
            if number and kind is Kind.RULES:
                entry.separate(blank=True)

    def _entry(self, entry: Entry, indent: int, kind: Kind) -> None:
        key = key_text(entry)
        value = entry.value
        below = kind_below(kind, entry.key.value if entry.key is not None else None)
        if entry.key is None:
            _hoist(entry, entry.after)
            entry.after = []
            entry.below = False
        start = indent + (len(key) + 1 if key else STEP)
        if isinstance(value, Leaf):
            self._leaf(entry, start)
            return
        entry.below = False
        above = _unfolded(entry, indent + STEP if entry.after else start)
        if entry.key is None:
            _hoist(entry, above)
        else:
            entry.after += above
        if value.flow or not value.entries:
            self.flow(value, below)
            return
        if entry.key is not None:
            behind = [comment for comment in entry.after[:1] if not comment.own_line]
            _push_down(value, entry.after[len(behind) :])
            entry.after = behind
        self.collection(value, indent + STEP, below)
        first = value.entries[0]
        if entry.key is None:
            _hoist(entry, first.before)
            first.before = []
            first.blank = False

    def flow(self, owner: Collection, kind: Kind) -> None:
        """Puts keys within braces in order."""
        if self._ordered:
            put_in_order(owner, kind)
        for entry in owner.entries:
            if isinstance(entry.value, Collection):
                name = entry.key.value if entry.key is not None else None
                self.flow(entry.value, kind_below(kind, name))

    def _leaf(self, entry: Entry, start: int) -> None:
        """Puts a text behind its key, unless it fits only below."""
        leaf = entry.value
        assert isinstance(leaf, Leaf)  # noqa: S101  asked before
        if leaf.block:
            entry.below = False
        elif entry.below and len(leaf.lines) == 1:
            entry.below = start + len(leaf.text) > WIDTH
