"""A YAML file as it is written: its texts, its comments and its empty lines, without its layout.

Every text is kept as it stands in the file, with its quotes: nothing here knows what a scalar
means, so nothing can change it.
"""

from __future__ import annotations

from dataclasses import field
from typing import TypeAlias

from rulec.records import dataclass


@dataclass(slots=True)
class Comment:
    """A comment, from its `#` to the last character that is no blank."""

    text: str
    #: The column of the `#`, from 0.
    column: int
    #: Whether nothing else stands on its line.
    own_line: bool
    #: Whether the line above is empty.
    blank: bool
    #: The blanks in front of it, where something else stands on its line.
    gap: int


@dataclass(slots=True)
class Leaf:
    """A scalar or an alias, as it is written.

    Of a block scalar (`|`, `>`) the first line is the header, and the others are without their
    indentation; of any other text over several lines the others are without blanks around them.
    """

    lines: tuple[str, ...]
    anchor: str = ""
    block: bool = False
    alias: bool = False
    #: Its text as YAML reads it; that of an alias is empty.
    value: str = ""

    @property
    def text(self) -> str:
        """The first line with the anchor, which is all of it but for texts over several lines."""
        return " ".join(part for part in (self.anchor, self.lines[0]) if part)

    @property
    def keeps_ends(self) -> bool:
        """Whether the empty lines below a block scalar belong to its text."""
        return self.block and "+" in self.lines[0]


@dataclass(slots=True)
class Collection:
    """A mapping or a list; `flow` says whether it stands in braces or brackets."""

    is_mapping: bool
    flow: bool
    #: The column of its first key or dash, from 0.
    column: int
    anchor: str = ""
    entries: list[Entry] = field(default_factory=list)
    #: Behind the opening brace or bracket.
    head: Comment | None = None
    #: Below the last entry.
    trailing: list[Comment] = field(default_factory=list)


Node: TypeAlias = Leaf | Collection


@dataclass(slots=True)
class Entry:
    """A key and its value, or an item of a list, with the comments that are about it."""

    value: Node
    key: Leaf | None = None
    #: Whether there is a colon, which keys in braces may lack.
    colon: bool = True
    #: Whether the value starts on a line below the key.
    below: bool = False
    #: Whether the line above the key or dash is empty.
    blank: bool = False
    #: On lines of their own above the key or dash.
    before: list[Comment] = field(default_factory=list)
    #: Between the colon or dash and the value; the first one may stand on the line of the key.
    after: list[Comment] = field(default_factory=list)
    #: On the line on which the value ends; of a block scalar on that of its header.
    behind: Comment | None = None

    def separate(self, *, blank: bool) -> None:
        """Puts an empty line above the entry and its comments, or none."""
        if self.before:
            self.before[0].blank = blank
        else:
            self.blank = blank


@dataclass(slots=True)
class Document:
    """A file. The root is an entry without a key."""

    root: Entry
    #: Whether `---` stands above the data, with the comments above that.
    marked: bool = False
    head: list[Comment] = field(default_factory=list)
    #: Below all data, at the left edge.
    tail: list[Comment] = field(default_factory=list)
    #: Whether there are anchors in the file, whose order matters.
    anchors: bool = False
    #: The text of every comment, in the order of the file.
    comments: list[str] = field(default_factory=list)
