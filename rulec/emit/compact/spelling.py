"""Texts and patterns as a frame with holes, and what stands in the holes of each.

`audit12@example.com` and `desk7@example.org` are one frame, `□@□`. What a search for the frame
captures in a caller's text is looked up among what stands in the holes of many rules, instead of
one search for each. That is exact where every text can be read in one way only, which
`languages.reading` decides.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from itertools import groupby

from rulec.languages.reading import read_in_one_way
from rulec.matching.pattern_text import Dialect, write
from rulec.matching.pattern_tree import (
    Alternation,
    CharacterSet,
    End,
    Group,
    Literal,
    Node,
    Repeat,
    Start,
    normal_ranges,
)
from rulec.matching.pattern_tree import Sequence as Row
from rulec.operators import Equals, Matches, Operator, Regex, StartsWith
from rulec.records import dataclass

#: Most holes of a frame that is read: texts have a few, whether many are read in one way takes long
#: to see, and each is a group of the search.
_MOST_HOLES = 20
#: What may stand behind the beginning of a text.
_ANYTHING = Repeat(CharacterSet((), negated=True), 0, None, lazy=False)
#: What `$` leaves unread.
_LINE_FEED = Repeat(Literal("\n"), 0, 1, lazy=False)
_SCHEME = "sip:"
_WITH_SCHEME = Repeat(Row(tuple(map(Literal, _SCHEME))), 0, 1, lazy=False)
#: Classes of characters that read well, the narrowest first.
_CLASSES = (
    ((48, 57),),
    ((97, 122),),
    ((48, 57), (97, 122)),
    ((48, 57), (65, 90), (97, 122)),
)


@dataclass(frozen=True, slots=True)
class Frame:
    """The parts of texts that look alike; None is a hole."""

    parts: tuple[Node | None, ...]

    @property
    def holes(self) -> int:
        """How many holes there are."""
        return self.parts.count(None)

    @property
    def is_text(self) -> bool:
        """Whether there is nothing but characters and holes."""
        return all(part is None or isinstance(part, Literal) for part in self.parts)


@dataclass(frozen=True, slots=True)
class Spelling:
    """A text, or all that a pattern matches: a frame, and what stands in its holes.

    Without a frame the text as a whole is the one thing that is looked up.
    """

    frame: Frame | None
    fills: tuple[str, ...]


def spellings(operator: Operator) -> tuple[Spelling, ...] | None:
    """What meets the operator, as spellings any of which may do; None where that cannot be said."""
    match operator:
        case Equals(operands, ignore_case=False):
            return _of_texts(operands)
        case StartsWith(operands, ignore_case=False):
            return _each(_of_parts([*map(Literal, text), _ANYTHING]) for text in operands)
        case Matches(patterns, ignore_case=False):
            return _each(_of_parts(_matched(pattern.tree)) for pattern in patterns)
        case Regex(patterns, ignore_case=False):
            return _each(_of_parts(_found(pattern.tree)) for pattern in patterns)
        case _:
            return None


def _each(found: Iterable[Spelling | None]) -> tuple[Spelling, ...] | None:
    every = tuple(found)
    return tuple(one for one in every if one is not None) if None not in every else None


def _of_texts(texts: Sequence[str]) -> tuple[Spelling, ...]:
    """Texts: those that are there with and without `sip:` are one spelling."""
    every = set(texts)
    found = []
    # No value is the empty text.
    for text in filter(None, texts):
        if "@" not in text:
            found.append(Spelling(None, (text,)))
        elif not _is_with_scheme(text, every):
            both = not text.startswith(_SCHEME) and _SCHEME + text in every
            optional = [_WITH_SCHEME] if both else []
            made = _of_parts([*optional, *map(Literal, text)])
            written = (text, _SCHEME + text) if both else (text,)
            found += [made] if made else [Spelling(None, (one,)) for one in written]
    return tuple(found)


def _is_with_scheme(text: str, every: Collection[str]) -> bool:
    """Whether a text is one that stands without `sip:` among the others too."""
    plain = text.removeprefix(_SCHEME)
    return plain != text and plain in every and not plain.startswith(_SCHEME)


def _matched(tree: Node) -> list[Node]:
    """The parts that match the whole text; there, anchors at the ends say nothing more."""
    parts = _flat(tree)
    if parts and isinstance(parts[0], Start):
        parts = parts[1:]
    return parts[:-1] if parts and isinstance(parts[-1], End) else parts


def _found(tree: Node) -> list[Node]:
    """The parts that match the whole text where a pattern is found in it from its start on."""
    parts = _flat(tree)
    if not (parts and isinstance(parts[0], Start)):
        return []
    if isinstance(parts[-1], End):
        return [*parts[1:-1], _LINE_FEED]
    return [*parts[1:], _ANYTHING]


def _flat(node: Node) -> list[Node]:
    """The parts of a pattern one behind the other; what it captures does not count here."""
    plain = _without_groups(node)
    return list(plain.parts) if isinstance(plain, Row) else [plain]


def _without_groups(node: Node) -> Node:
    match node:
        case Group(body=body):
            return _without_groups(body)
        case Row(parts):
            flat: list[Node] = []
            for part in map(_without_groups, parts):
                flat += part.parts if isinstance(part, Row) else (part,)
            return Row(tuple(flat))
        case Alternation(branches):
            return Alternation(tuple(map(_without_groups, branches)))
        case Repeat(body, minimum, maximum, lazy):
            return Repeat(_without_groups(body), minimum, maximum, lazy)
        case CharacterSet(((low, high),), negated=False) if low == high:
            return Literal(chr(low))
        case _:
            return node


def _of_parts(parts: Sequence[Node]) -> Spelling | None:
    """Runs of characters become holes, but for `@` and signs at their ends; None without a hole."""
    frame: list[Node | None] = []
    fills: list[str] = []
    for literal, group in groupby(parts, lambda part: isinstance(part, Literal)):
        if not literal:
            frame += group
            continue
        run = "".join(part.character for part in group if isinstance(part, Literal))
        for number, piece in enumerate(run.split("@")):
            if number:
                frame.append(Literal("@"))
            core = piece.strip("".join(c for c in piece if not c.isalnum()))
            before, _, after = piece.partition(core) if core else (piece, "", "")
            frame += map(Literal, before)
            if core:
                frame.append(None)
                fills.append(core)
            frame += map(Literal, after)
    return Spelling(Frame(tuple(frame)), tuple(fills)) if fills else None


def reader(frame: Frame, fills: Sequence[tuple[str, ...]]) -> str | None:
    """The pattern that reads the holes of a frame from the start of a text on: group n is hole n.

    It reads these fills, and others like them; None where a text might be read in two ways, or
    where there are so many holes that this would take long to decide.
    """
    if frame.holes > _MOST_HOLES:
        return None
    holes = iter(range(len(frame.parts)))
    parts: list[Node] = []
    places: list[int] = []
    for number, part in enumerate(frame.parts):
        if part is not None:
            parts.append(part)
            continue
        hole = next(holes)
        parts.append(Repeat(_class_of(each[hole] for each in fills), 1, None, lazy=False))
        places += (number, number + 1)
    if not read_in_one_way(parts, places):
        return None
    written = [
        Group(0, part) if hole is None else part
        for part, hole in zip(parts, frame.parts, strict=True)
    ]
    end = r"\Z"
    if written[-1] == _ANYTHING:
        written, end = written[:-1], ""
    text = "".join(_written(part) for part in written)
    return f"{text}{end}"


def _written(part: Node) -> str:
    text = write(part, Dialect())
    return f"(?:{text})" if isinstance(part, Alternation) else text


def _class_of(texts: Iterable[str]) -> CharacterSet:
    """The characters of some texts, in the class that reads best."""
    used = {ord(character) for text in texts for character in text}
    plain = {code for code in used if chr(code).isascii() and chr(code).isalnum()}
    for ranges in _CLASSES:
        if all(any(low <= code <= high for low, high in ranges) for code in plain):
            break
    others = [(code, code) for code in used - plain]
    return CharacterSet(normal_ranges([*(ranges if plain else ()), *others]))
