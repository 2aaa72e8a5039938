"""Statements of a script, and their text in two layouts: readable and dense."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import assert_never

from rulec.script.expression import Expression, render
from rulec.script.tight import tightened


@dataclass(frozen=True, slots=True)
class Assign:
    """`set`. Inside an `if` it is visible outside too (the same on Jinja2 2.10 and 3.1)."""

    name: str
    value: Expression


@dataclass(frozen=True, slots=True)
class Branch:
    """One arm of an `if`."""

    condition: Expression
    body: tuple[Statement, ...]


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
class Comment:
    """Text for the reader of the script; left out of the dense layout unless `kept`."""

    text: str
    kept: bool = False


Statement = Assign | If | Print | Comment


class Layout(Enum):
    """How a script is written. A line feed counts twice, so that dense scripts have few."""

    READABLE = "readable"
    DENSE = "dense"
    TIGHT = "tight"


def render_statements(statements: Sequence[Statement], layout: Layout) -> str:
    """The text of a script, ending in one line feed."""
    if layout is Layout.READABLE:
        return "".join(f"{'  ' * level}{tag}\n" for level, tag in _tags(statements, 0))
    kept = _without_comments(statements)
    dense = (tag for _, tag in _tags(kept, 0))
    if layout is Layout.TIGHT:
        dense = (tag if tag.startswith("{#") else tightened(tag) for tag in dense)
    return "".join(dense) + "\n"


def _tags(statements: Sequence[Statement], level: int) -> Iterator[tuple[int, str]]:
    """Every tag with its indentation. A tag is never broken over lines.

    No line therefore starts with `#` or `%`, which a node with line statements would take as code.
    """
    for statement in statements:
        match statement:
            case Assign(name, value):
                yield level, f"{{% set {name} = {render(value)} %}}"
            case Print(value):
                yield level, f"{{{{ {render(value)} }}}}"
            case Comment(text):
                yield level, f"{{# {_comment_text(text)} #}}"
            case If(branches, otherwise):
                for number, branch in enumerate(branches):
                    word = "elif" if number else "if"
                    yield level, f"{{% {word} {render(branch.condition)} %}}"
                    yield from _tags(branch.body, level + 1)
                if otherwise:
                    yield level, "{% else %}"
                    yield from _tags(otherwise, level + 1)
                yield level, "{% endif %}"
            case _:
                assert_never(statement)


def _comment_text(text: str) -> str:
    """Text that cannot end the comment: printable ASCII, without the closing `#}`."""
    printable = "".join(c if " " <= c <= "~" else "?" for c in text)
    return printable.replace("#}", "# }").strip().rstrip("#-+")


def _without_comments(statements: Sequence[Statement]) -> list[Statement]:
    kept: list[Statement] = []
    for statement in statements:
        match statement:
            case Comment(kept=False):
                continue
            case If(branches, otherwise):
                arms = tuple(
                    Branch(branch.condition, tuple(_without_comments(branch.body)))
                    for branch in branches
                )
                kept.append(If(arms, tuple(_without_comments(otherwise))))
            case _:
                kept.append(statement)
    return kept
