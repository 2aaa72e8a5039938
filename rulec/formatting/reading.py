"""The text of a YAML file to a `Document`.

Between the texts of a file stand only blanks, comments and single marks (`-`, `:`, `,` and so on).
libyaml tells where the texts are, so every comment is found, and whatever else stands between them
is not formatted rather than lost.

ruamel.yaml, which keeps comments too, was tried first: it drops those in braces and around `---`,
writes `~` as nothing and `+1` as `1`, and turns the escapes of invisible characters into the
characters. Of a file of rules nothing may change but where it stands, so texts are copied here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import yaml

from rulec.formatting.scalars import block_lines, flow_lines, header_of, without_end
from rulec.formatting.tree import Collection, Comment, Document, Entry, Leaf
from rulec.syntax.events import events

#: Mappings and lists inside each other that are formatted.
DEEPEST = 100

_PIECE = re.compile(r"(?P<blank>[ \t\n]+)|(?P<comment>#[^\n]*)|(?P<mark>\.\.\.|[-:,?\[\]{}])")
_BLANKS = re.compile(r"(?:[ \t\n]|#[^\n]*)*")
#: What ends a document, at the start of a line.
_MARKERS = ("--- ", "... ", "---\t", "...\t")
#: Blanks in front of a comment behind something else.
_NARROWEST_GAP = 2


class CannotFormatError(Exception):
    """The file is written in a way that is not formatted; `index` is the character."""

    def __init__(self, index: int, message: str, hint: str) -> None:
        super().__init__(message)
        self.index = index
        self.message = message
        self.hint = hint


def read_document(text: str) -> Document:
    """The document of a text whose lines end in LF, and in which `read_yaml` finds no error.

    Raises `CannotFormatError`.
    """
    return _Reader(text).document()


class _Reader:
    def __init__(self, text: str) -> None:
        self._text = text
        self._events: Iterator[Any] = events(text)
        self._ahead: Any = None
        self._position = 0
        self._end_of_text = 0
        self._depth = 0
        self._document = Document(Entry(Leaf(("",))))
        #: Mappings and lists without braces that ended since the last text, innermost first.
        self._closed: list[Collection] = []
        #: What a comment on the same line is about; None behind an opening brace or bracket.
        self._last: Entry | None = None

    def document(self) -> Document:
        self._next()
        start = self._next()
        document = self._document
        if start.explicit:
            end = start.end_mark.index
            document.head = self._comments(end - len("---"))
            document.marked = True
            self._position = end
        self._fill(document.root, 0)
        document.tail = self._above(len(self._text), None, 0)
        return document

    # Events

    def _next(self) -> Any:
        event, self._ahead = self._peek(), None
        return event

    def _peek(self) -> Any:
        if self._ahead is None:
            self._ahead = next(self._events)
        return self._ahead

    # Between texts

    def _pieces(self, limit: int) -> Iterator[tuple[int, str]]:
        """The comments and marks up to `limit`, with their places."""
        index = self._position
        while index < limit:
            found = _PIECE.match(self._text, index, limit)
            if found is None:
                raise self._unknown(index)
            if found.lastgroup != "blank":
                yield index, found.group()
            index = found.end()

    def _unknown(self, index: int) -> CannotFormatError:
        if self._text[index] == "%":
            hint = "remove the line: rule files need none"
            return CannotFormatError(index, "a line that starts with `%` is not formatted", hint)
        return CannotFormatError(index, "this is not formatted", "write it another way")

    def _comments(self, limit: int) -> list[Comment]:
        """The comments up to `limit`, which is where reading goes on."""
        comments = [
            self._comment(index, text) for index, text in self._pieces(limit) if text[0] == "#"
        ]
        self._position = limit
        return comments

    def _comment(self, index: int, written: str) -> Comment:
        text = written.rstrip(" \t")
        self._document.comments.append(text)
        line = self._text.rfind("\n", 0, index) + 1
        before = self._text[line:index]
        # Other blanks, such as one that does not break, are text.
        blanks = before[len(before.rstrip(" \t")) :]
        gap = _NARROWEST_GAP if "\t" in blanks else max(_NARROWEST_GAP, len(blanks))
        own_line = not before.strip(" \t")
        return Comment(text, index - line, own_line, self._blank_above(index), gap)

    def _mark(self, mark: str, limit: int) -> int | None:
        """Where a mark stands before `limit`."""
        return next((index for index, text in self._pieces(limit) if text == mark), None)

    def _blank_above(self, index: int) -> bool:
        """Whether something is the first on its line, and the line above is empty.

        Blanks at the end of a block scalar are text and no empty line.
        """
        line = self._text.rfind("\n", 0, index) + 1
        above = self._text.rfind("\n", 0, max(line - 1, 0)) + 1
        if line == 0 or above < self._end_of_text:
            return False
        return not self._text[above:index].strip(" \t\n")

    def _above(self, limit: int, owner: Collection | None, column: int) -> list[Comment]:
        """The comments on what comes at `limit`, in `column`.

        Those before it that are about something else are given to it: the one on the line of the
        last text, and those that stand further right, as far as something there has ended.
        """
        start = self._position
        comments = self._comments(limit)
        if comments and not comments[0].own_line:
            first = self._text.index("#", start)
            if "\n" not in self._text[start:first]:
                self._give_behind(comments.pop(0), owner)
        closed, self._closed = self._closed, []
        level = 0
        rest: list[Comment] = []
        for comment in comments:
            while level < len(closed) and (
                closed[level].column > comment.column
                or comment.column <= column
                # A list may stand in the column of the mapping that it is in.
                or (level + 1 < len(closed) and closed[level + 1].column == closed[level].column)
            ):
                level += 1
            target = closed[level].trailing if level < len(closed) else rest
            target.append(comment)
        return rest

    def _give_behind(self, comment: Comment, owner: Collection | None) -> None:
        if self._last is not None:
            self._last.behind = comment
        elif owner is not None:
            owner.head = comment
        else:
            self._document.root.after.append(comment)

    # Texts

    def _fill(self, entry: Entry, indent: int) -> None:
        """Reads the value of an entry of a mapping or list in the column `indent`."""
        event = self._next()
        self._last = entry
        start, end = event.start_mark.index, event.end_mark.index
        if _is_empty(event) and event.anchor is None:
            # Comments between `? key` and its colon; what is behind that comes with the next text.
            entry.before, entry.after = entry.before + entry.after, []
            return
        mark = self._position
        entry.after += self._comments(start)
        anchor = ""
        if event.anchor is not None and not isinstance(event, yaml.AliasEvent):
            anchor = f"&{event.anchor}"
            self._document.anchors = True
            self._position += len(anchor)
            if not _is_empty(event):
                entry.after += self._comments(self._after_blanks())
        entry.below = "\n" in self._text[mark : self._position]
        if isinstance(event, yaml.CollectionStartEvent):
            entry.value = self._collection(event, entry, anchor)
            self._settle_empty(entry)
        elif getattr(event, "style", None) in {"|", ">"}:
            entry.value = self._block(event, entry, anchor, indent)
        else:
            entry.value = self._leaf(event, anchor, self._position, end)

    def _after_blanks(self) -> int:
        found = _BLANKS.match(self._text, self._position)
        return found.end() if found else self._position

    def _leaf(self, event: Any, anchor: str, start: int, end: int) -> Leaf:
        self._position = self._end_of_text = end
        written = self._text[start:end]
        alias = isinstance(event, yaml.AliasEvent)
        value = "" if alias else event.value
        return Leaf(flow_lines(written), anchor, alias=alias, value=value)

    def _block(self, event: Any, entry: Entry, anchor: str, indent: int) -> Leaf:
        start, end = self._position, event.end_mark.index
        header, comment = header_of(self._text, start)
        if comment is not None:
            entry.behind = self._comment(comment, self._text[comment:].partition("\n")[0])
        body, length = block_lines(self._text, start, end, header, indent)
        self._position = self._end_of_text = start + length
        if body and not event.value.endswith("\n"):
            # At the end of a file without a line feed, which it will have.
            header = without_end(header)
        return Leaf((header, *body), anchor, block=True)

    # Mappings and lists

    def _collection(self, event: Any, entry: Entry, anchor: str) -> Collection:
        self._depth += 1
        if self._depth > DEEPEST:
            message = f"more than {DEEPEST} mappings and lists inside each other are not formatted"
            raise CannotFormatError(self._position, message, "give parts of the condition names")
        flow = bool(event.flow_style)
        # A pair in brackets, `[a: b]`, is a mapping without braces: nothing opens it.
        braces = flow and event.end_mark.index > event.start_mark.index
        column = self._position - (self._text.rfind("\n", 0, self._position) + 1)
        made = Collection(isinstance(event, yaml.MappingStartEvent), flow, column, anchor)
        if braces:
            self._position += 1
            self._last = None
        read = self._pair if made.is_mapping else self._item
        while not isinstance(self._peek(), yaml.CollectionEndEvent):
            made.entries.append(read(made))
        end = self._next().end_mark.index
        if braces:
            made.trailing = self._above(end - 1, made, column)
            self._position = end
            self._last = entry
        elif not flow:
            self._closed.append(made)
        self._depth -= 1
        return made

    def _pair(self, owner: Collection) -> Entry:
        event = self._next()
        start, end = event.start_mark.index, event.end_mark.index
        entry = Entry(Leaf(("",)))
        self._above_entry(entry, owner, self._mark("?", start), start)
        entry.before += self._comments(start)
        if "\n" in self._text[start:end].rstrip() or getattr(event, "style", None) in {"|", ">"}:
            message = "a key over several lines is not formatted"
            raise CannotFormatError(start, message, "write it on one line")
        anchor = ""
        if event.anchor is not None and not isinstance(event, yaml.AliasEvent):
            anchor = f"&{event.anchor}"
            self._document.anchors = True
            self._position += len(anchor)
            entry.before += self._comments(self._after_blanks())
        entry.key = self._leaf(event, anchor, self._position, end)
        if entry.key.text.startswith(_MARKERS):
            message = "a key that looks like the end of a file is not formatted"
            raise CannotFormatError(start, message, "write it in quotes")
        colon = self._mark(":", self._peek().start_mark.index)
        entry.colon = colon is not None
        if colon is not None:
            entry.after = self._comments(colon)
            self._position = colon + 1
        self._fill(entry, owner.column)
        return entry

    def _item(self, owner: Collection) -> Entry:
        entry = Entry(Leaf(("",)))
        start = self._peek().start_mark.index
        self._above_entry(entry, owner, None if owner.flow else self._mark("-", start), start)
        self._fill(entry, owner.column)
        return entry

    def _above_entry(self, entry: Entry, owner: Collection, mark: int | None, start: int) -> None:
        """Reads what is above an entry, and its mark where it has one."""
        first = start if mark is None else mark
        entry.before = self._above(first, owner, owner.column)
        entry.blank = self._blank_above(first)
        if mark is not None:
            self._position = mark + 1

    def _settle_empty(self, entry: Entry) -> None:
        """Comments in empty braces or brackets belong above them: there is nothing else inside."""
        value = entry.value
        if isinstance(value, Collection) and not value.entries:
            inside = [comment for comment in (value.head,) if comment is not None]
            entry.after += [*inside, *value.trailing]
            value.head, value.trailing = None, []


def _is_empty(event: Any) -> bool:
    return isinstance(event, yaml.ScalarEvent) and not event.style and not event.value
