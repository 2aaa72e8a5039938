"""YAML files as nobody would write them: every text, every layout, a comment in every place."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from random import Random
from typing import Any, TypeAlias

from rulec.formatting.order import KEYS, Kind, kind_below, kind_of_file
from rulec.syntax import nodes as syntax

#: "text" with its lines (those of a block scalar apart from its header), "mapping" with pairs of a
#: key and a node, or "list" with nodes.
Node: TypeAlias = tuple[str, Any]

#: Texts that may stand anywhere on one line.
TEXTS = (
    *("a", "no", "on", "null", "~", "Null", "0123", "1_000", "+1", "0x1F", "1.50", "12:30", "-x"),
    *("true", "True", "2026-12-01", "x y", "a#b", "http://x/y", "é", "10.0.0.0/8", "a:b", "<<x"),
    *("'it''s'", "''", '""', "'# none'", "'a: b'", "'- x'", "'{a}'", "' x '", "'null'", "'\\d+'"),
    *('"\\u0661\\u200b"', '"a\\"b"', '"\\x41\\t"', '"# none"', "'{vendor | pex_head(20)}'"),
)
#: Texts over several lines, which may stand in braces too.
LONG_TEXTS = (
    ("one", "two"),
    ("one", "", "two", "- three"),
    ("'one", "", "  two '"),
    ('"one \\', "   \\ two\\", '  three"'),
    ('"one', "", '\ttwo"'),
    ('"one\\ ', 'two"'),
)
#: Block scalars: the header, and lines without indentation.
BLOCKS = (
    ("|", ("one", "  two", "# none", "", "three")),
    (">-", ("one", "", "two", "   - more", "")),
    ("|+", ("one", "", "")),
    (">+", ("one", "", "", "two", "")),
    ("|2-", ("", "", "\tone  ")),
    ("|2", ("  one", "two")),
    (">1-", (" one", "two")),
    ("|", ("one", "   ", "two   ")),
    ("|", ()),
    ("|+", ("", "")),
)
KEYS_OF_OTHERS = ("a", "b", "rules", "set", "'it''s'", '"q: r"', "x y", "0123", "no", "é", "-k")


@dataclass
class Messy:
    """Writes files; `comments` are those that stand in them."""

    random: Random
    #: Whether there may be tabs in front of comments, which not every reader takes.
    tabs: bool = True
    #: Whether there may be texts over several lines, whose lines follow no style.
    long_texts: bool = True
    comments: list[str] = field(default_factory=list)
    anchors: list[str] = field(default_factory=list)
    #: A text over several lines ended with the last line, so a comment must not stand deep.
    _shallow: bool = False

    def file(self) -> str:
        """The text of a drawn file."""
        kind = self.random.choice((Kind.PROJECT, Kind.RULE_SET, Kind.TEST_FILE, Kind.OTHER))
        return self.written(self._mapping(kind, 3))

    def written(self, mapping: Node) -> str:
        """The text of a file that holds a mapping."""
        head: list[str] = []
        if self._chance(0.1):
            head = [*self._noise(0), "---" + self._behind()]
        if self._chance(0.1):
            lines = self._braces(mapping, 0)
            lines[-1] += self._behind()
        else:
            lines = self._block(mapping, self.random.choice((0, 0, 0, 2)))
        lines = [*head, *lines, *self._noise(0)]
        ends = self.random.choice(("\n", "\n", "\n", "\r\n"))
        last = self.random.choice(("", "\n", "\n\n"))
        if self._chance(0.1):
            last = f"\n...{self._behind()}\n"
        return ends.join(lines) + last.replace("\n", ends)

    def rewritten(self, file: syntax.Mapping) -> str:
        """The text of a file that says what another file says."""
        return self.written(self._copied(file, kind_of_file(file)))

    def _copied(self, node: syntax.Node, kind: Kind) -> Node:
        if isinstance(node, syntax.Scalar):
            plain = node.plain and not set(node) & set(",[]{}\n")
            return "text", (str(node) if plain else _quoted(node),)
        if isinstance(node, syntax.Sequence):
            return "list", [self._copied(item, kind_below(kind, None)) for item in node]
        entries = [
            (key if re.fullmatch(r"[A-Za-z_]+", key) else _quoted(key), key, value)
            for key, value in node.items()
        ]
        if kind in KEYS:
            self.random.shuffle(entries)
        return "mapping", [
            (written, self._copied(value, kind_below(kind, key))) for written, key, value in entries
        ]

    # What is in it

    def _mapping(self, kind: Kind, depth: int) -> Node:
        keys = list(KEYS.get(kind, KEYS_OF_OTHERS))
        if kind is Kind.PROFILES:
            keys = ["internal", "edge"]
        self.random.shuffle(keys)
        keys = keys[: self.random.randint(1, 5)]
        required = {Kind.RULE_SET: "rules", Kind.TEST_FILE: "profile", Kind.PROJECT: "rulec"}
        if kind in required and required[kind] not in keys:
            keys.append(required[kind])
        if kind in KEYS and self._chance(0.1):
            keys.append("unknown")
        return "mapping", [(key, self._node(kind_below(kind, key), depth - 1)) for key in keys]

    def _node(self, kind: Kind, depth: int) -> Node:
        if kind in (Kind.RULES, Kind.TESTS):
            item = kind_below(kind, None)
            return "list", [self._mapping(item, depth) for _ in range(self.random.randint(0, 3))]
        if kind is not Kind.OTHER:
            return self._mapping(kind, depth)
        if depth <= 0 or self._chance(0.4):
            return "text", self._text()
        if self._chance(0.5):
            return self._mapping(kind, depth)
        return "list", [self._node(kind, depth - 1) for _ in range(self.random.randint(0, 4))]

    def _text(self) -> tuple[Any, ...]:
        chosen = self.random.random()
        if chosen < 0.7 or not self.long_texts:
            return (self.random.choice(TEXTS),)
        if chosen < 0.75:
            return ("'" + "long text " * self.random.randint(5, 14) + "'",)
        if chosen < 0.85:
            return self.random.choice(LONG_TEXTS)
        return self.random.choice(BLOCKS)

    # Between texts

    def _chance(self, share: float) -> bool:
        return self.random.random() >= 1 - share

    def _comment(self) -> str:
        self.comments.append(f"# c{len(self.comments)}")
        return self.comments[-1] + self.random.choice(("", "", "  ", " \t"))

    def _behind(self) -> str:
        """What stands at the end of a line."""
        if self._chance(0.2):
            gap = self.random.choice((" ", "  ", "     ", " \t" if self.tabs else " "))
            return gap + self._comment()
        return self.random.choice(("", "", "", "  "))

    def _noise(self, indent: int) -> list[str]:
        """Lines between two entries."""
        lines = []
        while self._chance(0.3):
            column = max(0, indent + self.random.choice((0, 0, 0, -2, -1, 1, 2, 4)))
            if self._shallow:
                column = min(column, indent)
            comment = " " * column + self._comment()
            lines.append(self.random.choice(("", "  ", comment, comment, comment)))
            if lines[-1] != comment:
                self.comments.pop()
        return lines

    # Without braces

    def _block(self, node: Node, indent: int, lead: str = "") -> list[str]:
        """The lines of a mapping or list that has entries; the first goes on behind `lead`."""
        what, entries = node
        lines: list[str] = []
        for entry in entries:
            if not lead:
                lines += self._noise(indent)
            start = lead or " " * indent
            lead = ""
            if what == "mapping":
                lines += self._pair(entry, start, indent)
            else:
                self._shallow = False
                lines += self._value(entry, start + "-", indent, dash=True)
        return lines

    def _pair(self, entry: tuple[str, Node], start: str, indent: int) -> list[str]:
        key, value = entry
        self._shallow = False
        if self._chance(0.03):
            first = f"{start}? {key}{self._behind()}"
            return [first, *self._value(value, " " * indent + ":", indent)]
        colon = self.random.choice((":", ":", ":", " :"))
        return self._value(value, start + key + colon, indent)

    def _value(self, node: Node, start: str, indent: int, *, dash: bool = False) -> list[str]:
        what, content = node
        anchor = self._anchor()
        if what != "text" and content and not self._chance(0.4):
            deeper = indent + self.random.choice((1, 2, 2, 4))
            if what == "list" and not dash and not anchor and self._chance(0.5):
                deeper = indent
            if dash and not anchor and self._chance(0.7):
                deeper = len(start) + self.random.choice((1, 1, 3))
                return self._block(node, deeper, start + " " * (deeper - len(start)))
            return [start + anchor + self._behind().replace("\t", " "), *self._block(node, deeper)]
        behind = self._behind()
        if start.endswith("-") or start.strip() == ":":
            # YAML allows no tab between a dash, or a colon at the start of a line, and a comment.
            behind = behind.replace("\t", " ")
        between = [start + anchor + behind]
        below = self._chance(0.15)
        inner = indent + self.random.choice((1, 2, 4))
        if below:
            between += self._noise(inner)
        if what != "text":
            lines = self._braces(node, inner)
            lines[-1] += self._behind()
            first, *others = lines
        else:
            first, *others = self._lines(content, indent, inner)
        if below:
            return [*between, " " * inner + first, *others]
        if between[0] != start + anchor and "#" in between[0]:
            return [*between, " " * inner + first, *others]
        return [
            start + anchor + (self.random.choice((" ", "  ")) if first else "") + first,
            *others,
        ]

    def _anchor(self) -> str:
        if not self._chance(0.02):
            return ""
        self.anchors.append(f"n{len(self.anchors)}")
        return f" &{self.anchors[-1]}"

    def _lines(self, content: tuple[Any, ...], indent: int, inner: int) -> list[str]:
        """The lines of a text."""
        if isinstance(content[-1], tuple):
            header, body = content
            own = [int(digit) for digit in header if digit.isdigit()]
            margin = " " * (indent + own[0] if own else inner)
            self._shallow = True
            if "+" not in header and self._chance(0.3):
                body = (*body, "", "")
            return [header + self._behind(), *(margin + line if line else "" for line in body)]
        if len(content) == 1:
            return [content[0] + self._behind()]
        first, *others = content
        lines = [first, *(" " * inner + line if line else "" for line in others)]
        return [*lines[:-1], lines[-1] + self._behind()]

    # In braces

    def _braces(self, node: Node, indent: int) -> list[str]:
        """The lines of a mapping or list in braces, or of a text in them."""
        what, content = node
        if what == "text":
            if isinstance(content[-1], tuple):
                return ["'block'"]
            return [content[0], *(" " * indent + line if line else "" for line in content[1:])]
        opening, closing = "{}" if what == "mapping" else "[]"
        lines = [opening]
        for number, entry in enumerate(content):
            if number:
                self._space(lines, indent)
                lines[-1] += ","
            self._space(lines, indent)
            if what == "mapping":
                key, value = entry
                lines[-1] += key + ":"
                self._space(lines, indent, least=" ")
            first, *others = self._braces(value if what == "mapping" else entry, indent)
            lines[-1] += first
            lines += others
        self._space(lines, indent)
        lines[-1] += closing
        return lines

    def _space(self, lines: list[str], indent: int, least: str = "") -> None:
        """Blanks, and now and then comments and new lines."""
        if not self._chance(0.1):
            lines[-1] += least or self.random.choice(("", " "))
            return
        lines[-1] += self._behind()
        lines += self._noise(indent + 1)
        lines.append(" " * indent)


def _quoted(text: str) -> str:
    """A text in double quotes."""
    written = json.dumps(text, ensure_ascii=False)
    return "".join(c if c.isprintable() else f"\\U{ord(c):08x}" for c in written)
