"""Statements of a script, and their text in two layouts: readable and dense."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import field
from enum import Enum
from typing import assert_never

from rulec.records import dataclass
from rulec.script.expression import Expression, render_marked
from rulec.script.marks import marked, without_marks
from rulec.script.tight import tightened, tightened_json


@dataclass(frozen=True, slots=True)
class Assign:
    """`set`. Inside an `if` it is visible outside too (the same on Jinja2 2.10 and 3.1)."""

    name: str
    value: Expression


@dataclass(frozen=True, slots=True)
class Branch:
    """One arm of an `if`. With a mark all of it stands there for somebody: see `script.marks`."""

    condition: Expression
    body: tuple[Statement, ...]
    mark: int | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class If:
    """`if` with its `elif` arms and its `else`."""

    branches: tuple[Branch, ...]
    otherwise: tuple[Statement, ...] = ()


@dataclass(frozen=True, slots=True)
class Print:
    """Output of an expression."""

    value: Expression


@dataclass(frozen=True, slots=True)
class Text:
    """A piece of JSON between tags; with the pieces around it, one object is printed."""

    json: str


@dataclass(frozen=True, slots=True)
class Comment:
    """Text for the reader of the script; left out of the dense layout unless `kept`."""

    text: str
    kept: bool = False


@dataclass(frozen=True, slots=True)
class Block:
    """Statements that stand in a script for somebody: see `script.marks`."""

    statements: tuple[Statement, ...]
    mark: int


Statement = Assign | If | Print | Text | Comment | Block


class Layout(Enum):
    """How a script is written. A line feed counts twice, so that dense scripts have few."""

    READABLE = "readable"
    DENSE = "dense"
    TIGHT = "tight"


def render_statements(statements: Sequence[Statement], layout: Layout) -> str:
    """The text of a script, ending in one line feed."""
    return without_marks(render_marked_statements(statements, layout))


def render_marked_statements(statements: Sequence[Statement], layout: Layout) -> str:
    """The text of a script with the marks in it. A line has one mark beside those in its tag."""
    if layout is Layout.READABLE:
        lines = _tags(statements, 0, None, readable=True)
        return "".join(marked(f"{'  ' * level}{tag}\n", mark) for mark, level, tag in lines)
    tags = [(mark, tag) for mark, _, tag in _tags(statements, 0, None, readable=False)]
    if layout is Layout.TIGHT:
        tags = [(mark, _tightened(tag)) for mark, tag in tags]
    end = marked("\n", tags[-1][0]) if tags else "\n"
    return "".join(marked(tag, mark) for mark, tag in tags) + end


def _tags(
    statements: Sequence[Statement], level: int, mark: int | None, *, readable: bool
) -> Iterator[tuple[int | None, int, str]]:
    """Every tag, and text between tags, with its mark and its indentation.

    A tag is never broken over lines, so that no line starts with `#` or `%`, which a node with line
    statements would take as code. Where it is `readable`, all comments come, and what is printed in
    a row is one line.
    """
    printed: list[str] = []
    for statement in statements:
        if isinstance(statement, Print | Text):
            printed.append(_printed(statement))
            if readable:
                continue
        if printed:
            yield mark, level, "".join(printed).rstrip(" ")
            printed = []
        match statement:
            case Assign(name, value):
                yield mark, level, f"{{% set {name} = {render_marked(value)} %}}"
            case Print() | Text():
                pass
            case Comment(text, kept):
                if kept or readable:
                    yield mark, level, f"{{# {_comment_text(text)} #}}"
            case Block(inner, own):
                yield from _tags(inner, level, own, readable=readable)
            case If():
                yield from _arms(statement, level, mark, readable=readable)
            case _:
                assert_never(statement)
    if printed:
        yield mark, level, "".join(printed).rstrip(" ")


def _arms(
    choice: If, level: int, mark: int | None, *, readable: bool
) -> Iterator[tuple[int | None, int, str]]:
    for number, branch in enumerate(choice.branches):
        word = "elif" if number else "if"
        of_arm = mark if branch.mark is None else branch.mark
        yield of_arm, level, f"{{% {word} {render_marked(branch.condition)} %}}"
        yield from _tags(branch.body, level + 1, of_arm, readable=readable)
    rest = list(_tags(choice.otherwise, level + 1, mark, readable=readable))
    if rest:
        # For whom the rest stands there, it is opened.
        yield rest[0][0], level, "{% else %}"
        yield from rest
    yield mark, level, "{% endif %}"


def _printed(statement: Print | Text) -> str:
    match statement:
        case Print(value):
            return f"{{{{ {render_marked(value)} }}}}"
        case Text(json):
            return json


def _tightened(tag: str) -> str:
    match tag[:2]:
        case "{#":
            return tag
        case "{%" | "{{":
            return tightened(tag)
        case _:
            return tightened_json(tag)


def _comment_text(text: str) -> str:
    """Text that cannot end the comment: printable ASCII, without the closing `#}`."""
    printable = "".join(c if " " <= c <= "~" else "?" for c in text)
    return printable.replace("#}", "# }").strip().rstrip("#-+")
