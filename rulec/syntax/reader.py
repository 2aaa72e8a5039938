"""YAML text to plain data with places, refusing whatever a reader could take for something else.

Works on libyaml's events, so that no YAML 1.1 typing ever touches a scalar. Refused are duplicate
keys, tags, merge keys, keys that are not text, several documents, characters that cannot be seen,
and sizes that only an attack or a mistake has. After such an error the rest is still read; after
a syntax error there is no data, because what follows it would be guessed.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from typing import Any

import yaml

from rulec.diagnostics import Code, Problem, Related
from rulec.diagnostics import codes_reading as codes
from rulec.records import dataclass
from rulec.source import SourceFile, Span
from rulec.syntax.characters import character_problems
from rulec.syntax.events import events
from rulec.syntax.files import LARGEST_FILE, read_file
from rulec.syntax.mistakes import explain_syntax_error, tag_hint
from rulec.syntax.nodes import Mapping, Node, Scalar, Sequence
from rulec.syntax.scalars import unquoted_template

__all__ = [
    "DEEPEST_NESTING",
    "LARGEST_FILE",
    "LONGEST_KEY",
    "LONGEST_SCALAR",
    "MOST_NODES",
    "read_file",
    "read_yaml",
]

#: Levels of mappings and lists inside each other, aliases followed: room for conditions as deep as
#: they may be, each of which can take two.
DEEPEST_NESTING = 420
#: Scalars, mappings and lists in one file, aliases followed.
MOST_NODES = 200_000
#: Characters of one key; an attribute name of an identity provider may be a long URL.
LONGEST_KEY = 1_000
#: Characters of one scalar; more than a whole script may have.
LONGEST_SCALAR = 65_536

#: Characters of what was written that a message repeats.
_SHOWN = 60

_TOO_LARGE_HINT = "no rule needs that much: is the file damaged?"

_LINE_END = re.compile(r"\r\n|\r|\n")
#: What libyaml counts as part of a node before its text: anchor and tag, with space and comments.
_PROPERTIES = re.compile(r"(?:[&!][^\s,\[\]{}]*(?:\s+|(?<=\s)#[^\r\n]*)*)+")
_BOM = "\ufeff"
#: What libyaml says where nesting passes its own limit, which newer ones have and which lies above
#: ours: looking for the end of what may be a key, it comes there before it tells what it has read.
_NESTING = "maximum nesting depth"


def read_yaml(file: SourceFile) -> tuple[Node | None, list[Problem]]:
    """The data of a YAML file and everything that is wrong with how it is written.

    None when the file has no data at all or a syntax error. An anchored node that is used again
    is the same object, with the places of the anchor.
    """
    reader = _Reader(file)
    if len(file.text) > LARGEST_FILE:
        reader.report(codes.TOO_LARGE, f"the file is larger than {LARGEST_FILE:,} characters", 0, 0)
        return None, reader.problems
    reader.problems.extend(character_problems(file, reader.span))
    if any(problem.is_error for problem in reader.problems):
        return None, reader.problems
    node: Node | None = None
    try:
        node = reader.document()
    except yaml.MarkedYAMLError as error:
        if error.problem_mark is not None and _NESTING in (error.problem or ""):
            reader.report_nesting(error.problem_mark.index, error.problem_mark.index + 1)
            return None, reader.problems
        reader.problems.append(explain_syntax_error(error, file, reader.marked_span))
    except yaml.YAMLError as error:
        # Characters that libyaml alone refuses; it gives no mark for them.
        reader.report(codes.BAD_YAML, f"not valid YAML: {error}".split("\n")[0], 0, 0)
    except _GiveUpError:
        pass
    return node, reader.problems


class _GiveUpError(Exception):
    """A limit is passed: reading on would only cost time. The problem is already reported."""


@dataclass(frozen=True, slots=True)
class _Part:
    """A node with what it weighs when aliases are followed, and where it ends in the text."""

    node: Node
    nodes: int
    levels: int
    start: int
    end: int


@dataclass(slots=True)
class _Open:
    """A mapping or a list whose end has not been read yet, with the sums of a `_Part`."""

    node: Mapping | Sequence
    anchor: str | None
    start: int
    end: int
    nodes: int = 1
    levels: int = 0
    #: The key whose value comes next.
    key: _Part | None = None


class _Reader:
    def __init__(self, file: SourceFile) -> None:
        self.file = file
        self.problems: list[Problem] = []
        self._text = file.text
        # libyaml does not count a byte order mark, whichever way the text reaches it.
        self._shift = 1 if file.text.startswith(_BOM) else 0
        self._line_starts = [0, *(match.end() for match in _LINE_END.finditer(file.text))]
        self._nodes = 0
        self._anchors: dict[str, _Part | None] = {}
        self._events: Iterator[Any] = iter(())

    # Places

    def span(self, start: int, end: int) -> Span:
        """The span of the characters `start` to `end` of the text."""
        line, column = self._position(start)
        end_line, end_column = self._position(end)
        return Span(self.file, line, column, end_line, end_column)

    def marked_span(self, index: int) -> Span:
        """The place of one character that libyaml counted."""
        start = min(index + self._shift, len(self._text))
        at_line_end = self._text[start : start + 1] in {"", "\r", "\n"}
        return self.span(start, start if at_line_end else start + 1)

    def _position(self, index: int) -> tuple[int, int]:
        # libyaml's own lines also end at U+0085, U+2028 and U+2029, and its end of the stream may
        # lie on a line that does not exist; its index is right always (tests/syntax guards this).
        line = bisect_right(self._line_starts, index)
        return line, index - self._line_starts[line - 1] + 1

    def _bounds(self, event: Any) -> tuple[int, int]:
        return event.start_mark.index + self._shift, event.end_mark.index + self._shift

    def report(
        self, code: Code, message: str, start: int, end: int, hint: str = "", *related: Related
    ) -> None:
        """Add a problem at the characters `start` to `end`."""
        self.problems.append(Problem(code, message, self.span(start, end), hint, related))

    def report_nesting(self, start: int, end: int) -> None:
        """Add the problem that what starts here nests too deep."""
        message = f"more than {DEEPEST_NESTING} mappings and lists inside each other"
        self.report(codes.TOO_LARGE, message, start, end, _TOO_LARGE_HINT)

    # Documents

    def document(self) -> Node | None:
        """The data of the one document; None when there is no document."""
        self._events = events(self._text[self._shift :])
        node: Node | None = None
        documents = 0
        for event in self._events:
            if not isinstance(event, yaml.DocumentStartEvent):
                continue
            documents += 1
            if documents > 1:
                start, end = self._bounds(event)
                hint = "make a file of its own of each, or remove the line `---`"
                self.report(codes.SEVERAL_DOCUMENTS, "a second document starts", start, end, hint)
                break
            node = self._whole(next(self._events)).node
        if node is None or (isinstance(node, Scalar) and node.empty):
            hint = "write `policy` and `rules`, or remove the file"
            self.report(codes.EMPTY_FILE, "there is nothing in this file", 0, 0, hint)
            return None
        return node

    # Nodes

    def _whole(self, event: Any) -> _Part:
        """The node that starts with `event`, and all that is in it.

        With a list of what is open instead of recursion: YAML may nest deeper than Python's calls.
        """
        opened: list[_Open] = []
        while True:
            part = self._part(event, opened)
            if part is not None:
                if not opened:
                    return part
                self._take(opened[-1], part)
            event = next(self._events)

    def _part(self, event: Any, opened: list[_Open]) -> _Part | None:
        """The node that ends with `event`; None where one starts that goes on."""
        if isinstance(event, yaml.AliasEvent):
            return self._alias(event, len(opened))
        if isinstance(event, yaml.CollectionEndEvent):
            return self._closed(opened.pop(), event)
        self._refuse_tag(event)
        self._count(1, event)
        if event.anchor is not None:
            self._anchors[event.anchor] = None
        if not isinstance(event, yaml.ScalarEvent):
            opened.append(self._opened(event, len(opened)))
            return None
        part = self._scalar(event)
        if event.anchor is not None:
            self._anchors[event.anchor] = part
        return part

    def _opened(self, event: Any, depth: int) -> _Open:
        """The mapping or list that starts with `event`."""
        if depth >= DEEPEST_NESTING:
            self.report_nesting(*self._bounds(event))
            raise _GiveUpError
        made = Mapping if isinstance(event, yaml.MappingStartEvent) else Sequence
        node = made(self.span(0, 0), flow=bool(event.flow_style))
        start, end = self._content_start(event), self._bounds(event)[1]
        return _Open(node, event.anchor, end - 1 if node.flow else start, end)

    def _take(self, parent: _Open, part: _Part) -> None:
        """Puts the next key, value or item into what is open."""
        parent.nodes += part.nodes
        parent.levels = max(parent.levels, part.levels)
        if isinstance(parent.node, Sequence):
            parent.node.append(part.node)
            parent.end = part.end
        elif parent.key is None:
            parent.key = part
        else:
            self._add(parent.node, parent.key, part)
            parent.end = max(parent.key.end, part.end)
            parent.key = None

    def _closed(self, done: _Open, event: Any) -> _Part:
        """The mapping or list that ends with `event`."""
        end = self._bounds(event)[1] if done.node.flow else done.end
        done.node.span = self.span(done.start, end)
        part = _Part(done.node, done.nodes, done.levels + 1, done.start, end)
        if done.anchor is not None:
            self._anchors[done.anchor] = part
        return part

    def _count(self, nodes: int, event: Any) -> None:
        self._nodes += nodes
        if self._nodes > MOST_NODES:
            start, end = self._bounds(event)
            message = f"more than {MOST_NODES:,} values in one file, aliases followed"
            self.report(codes.TOO_LARGE, message, start, end, _TOO_LARGE_HINT)
            raise _GiveUpError

    def _alias(self, event: Any, depth: int) -> _Part:
        start, end = self._bounds(event)
        written = _short(self._text[start:end])
        part = self._anchors.get(event.anchor)
        if part is None:
            if event.anchor in self._anchors:
                message, hint = f"`{written}` contains itself", "write the part out"
            else:
                message = f"`{written}` refers to an anchor that is not defined above"
                hint = f"if it is text, quote it: `'{written}'`"
            self.report(codes.BAD_ALIAS, message, start, end, hint)
            self._count(1, event)
            # The text is what was most likely meant, and keeps the rest readable.
            return _Part(Scalar(written, self.span(start, end), plain=False), 1, 0, start, end)
        self._count(part.nodes, event)
        if depth + part.levels > DEEPEST_NESTING:
            self.report_nesting(start, end)
            raise _GiveUpError
        return _Part(part.node, part.nodes, part.levels, start, end)

    def _refuse_tag(self, event: Any) -> None:
        if event.tag is None:
            return
        start, _ = self._bounds(event)
        properties = _PROPERTIES.match(self._text, start)
        written = properties.group() if properties else ""
        tag = next((word for word in written.split() if word.startswith("!")), "!")
        start += written.find(tag)
        hint = "remove it: the place of a value decides its type; if it is text, quote it"
        meant = _text_of_tag(event)
        if meant:
            hint = tag_hint(meant)
        self.report(codes.YAML_TAG, f"tag `{_short(tag)}`", start, start + len(tag), hint)

    def _content_start(self, event: Any) -> int:
        """Where a node starts behind its anchor and tag."""
        start, end = self._bounds(event)
        if event.anchor is None and event.tag is None:
            return start
        properties = _PROPERTIES.match(self._text, start)
        return min(properties.end(), end) if properties else start

    def _scalar(self, event: Any) -> _Part:
        start, end = self._content_start(event), self._bounds(event)[1]
        block = event.style in {"|", ">"}
        if block:
            # libyaml's end lies behind the empty lines that follow the text.
            end = start + len(self._text[start:end].rstrip())
        plain = not event.style
        # A tag with nothing behind it is most likely text; what is wrong with it is reported.
        text = event.value or _text_of_tag(event)
        scalar = Scalar(text, self.span(start, end), plain=plain, block=block)
        if len(scalar) > LONGEST_SCALAR:
            message = f"a text of {len(scalar):,} characters; at most {LONGEST_SCALAR:,}"
            self.report(codes.TOO_LARGE, message, start, end, _TOO_LARGE_HINT)
        if "\0" in scalar:
            self.report(
                codes.FORBIDDEN_CHARACTER,
                "text with a NUL character (`\\0`)",
                start,
                end,
                "remove it: Pexip separates the items of a field with NUL, no item contains one",
            )
        return _Part(scalar, 1, 0, start, end)

    def _add(self, mapping: Mapping, key_part: _Part, value_part: _Part) -> None:
        key, start, end = key_part.node, key_part.start, key_part.end
        span = self.span(start, end)
        if not isinstance(key, Scalar):
            written = _short(self._text[start:end].split("\n")[0])
            hint = "write the key as text; text with braces or brackets must be quoted"
            if unquoted_template(key) is not None and mapping.flow:
                hint = f"for a template write one pair of braces, in quotes: `'{written}'`"
            self.report(codes.KEY_NOT_TEXT, f"`{written}` is not text", start, end, hint)
        elif key.empty:
            hint = "write the name before the colon"
            self.report(codes.KEY_NOT_TEXT, "there is no key here", start, end, hint)
        elif key.plain and key == "<<":
            hint = "write the keys out, or use `conditions` or `lists` for what is shared"
            self.report(codes.MERGE_KEY, "merge key `<<`", start, end, hint)
        elif len(key) > LONGEST_KEY:
            message = f"a key of {len(key):,} characters; at most {LONGEST_KEY:,}"
            self.report(codes.TOO_LARGE, message, start, end, _TOO_LARGE_HINT)
        elif key in mapping:
            first = Related("first written here", mapping.key_spans[key])
            hint = "remove one of the two"
            if key == "id" and not mapping.flow:
                hint += "; if a rule starts here, write `- id:`"
            self.report(
                codes.DUPLICATE_KEY, f"duplicate key `{_short(key)}`", start, end, hint, first
            )
        else:
            mapping[str(key)] = value_part.node
            mapping.key_spans[str(key)] = span


def _text_of_tag(event: Any) -> str:
    """The word of a tag with nothing behind it, as in `protocol: !sip`."""
    if not isinstance(event, yaml.ScalarEvent) or event.style or event.value:
        return ""
    tag = event.tag or ""
    return tag[1:] if tag.startswith("!") else ""


def _short(written: str) -> str:
    """What was written as a message repeats it."""
    return written if len(written) <= _SHOWN else f"{written[:_SHOWN]}..."
