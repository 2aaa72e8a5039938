"""Expressions of a script, and their text with as few parentheses as precedence allows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import assert_never

from rulec.records import dataclass
from rulec.script.literal import literal, text_literal
from rulec.script.marks import CLOSE, joined, marked, without_marks


@dataclass(frozen=True, slots=True)
class Name:
    """A variable."""

    name: str


@dataclass(frozen=True, slots=True)
class Literal:
    """A scalar constant."""

    value: str | int | bool | None


@dataclass(frozen=True, slots=True)
class Pieces:
    """A text constant that is made of pieces, each with its mark or none."""

    pieces: tuple[tuple[str, int | None], ...]


@dataclass(frozen=True, slots=True)
class Marked:
    """An expression that stands in a script for somebody: see `script.marks`.

    As an item of a list, an entry of a dictionary or an operand of a row it has the key before it
    and the sign or word behind it, too.
    """

    expression: Expression
    mark: int


@dataclass(frozen=True, slots=True)
class Array:
    """A list literal."""

    items: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Dictionary:
    """A dict literal with constant keys: texts, or numbers from 0 on."""

    entries: tuple[tuple[str | int, Expression], ...]


@dataclass(frozen=True, slots=True)
class Call:
    """One of Pexip's functions."""

    function: str
    arguments: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Filtered:
    """A filter applied to an expression."""

    subject: Expression
    name: str
    arguments: tuple[Expression, ...] = ()


@dataclass(frozen=True, slots=True)
class Method:
    """A method of text: `startswith` or `endswith`."""

    subject: Expression
    name: str
    arguments: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Attribute:
    """A documented attribute of what `pex_now` returns."""

    subject: Expression
    name: str


@dataclass(frozen=True, slots=True)
class Item:
    """A subscript."""

    subject: Expression
    key: Expression


@dataclass(frozen=True, slots=True)
class Binary:
    """A comparison, `in`, or arithmetic: an operator between two operands."""

    left: Expression
    operator: str
    right: Expression


@dataclass(frozen=True, slots=True)
class Both:
    """All of the operands, joined by `and`."""

    operands: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Either:
    """One of the operands, joined by `or`."""

    operands: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Negation:
    """`not`."""

    operand: Expression


Expression = (
    Name
    | Literal
    | Pieces
    | Marked
    | Array
    | Dictionary
    | Call
    | Filtered
    | Method
    | Attribute
    | Item
    | Binary
    | Both
    | Either
    | Negation
)

# Binding strength, weakest first, as in Jinja2's parser (2.10 and 3.1 agree).
_OR, _AND, _NOT, _COMPARE, _ADD, _MULTIPLY, _POSTFIX = range(1, 8)
_STRENGTH = {
    **dict.fromkeys(("==", "!=", "<", "<=", ">", ">=", "in"), _COMPARE),
    **dict.fromkeys(("+", "-"), _ADD),
    **dict.fromkeys(("*", "//", "%"), _MULTIPLY),
}

#: Jinja2 nests `a and b and c` to the left, and Python's parser limits the nesting (89 levels on
#: the worst version that was measured), so longer rows become a tree of rows of this length.
OPERANDS_IN_A_ROW = 20

#: The length of rows where there are so many operands that a tree needs three levels: shorter
#: rows, for a little more text, nest less. Ten thousand operands nest 40 deep.
OPERANDS_IN_A_SHORT_ROW = 10


def render(expression: Expression) -> str:
    """The text of an expression."""
    return without_marks(render_marked(expression))


def render_marked(expression: Expression) -> str:
    """The text of an expression with the marks in it."""
    return _text(expression)[0]


def _text(expression: Expression) -> tuple[str, int]:  # noqa: PLR0912  a case for each node
    """The text of an expression and how strongly its outermost operator binds."""
    match expression:
        case Name(name):
            return name, _POSTFIX
        case Literal(value):
            return literal(value), _POSTFIX
        case Pieces(pieces):
            inside = "".join(marked(text_literal(text)[1:-1], mark) for text, mark in pieces)
            return f'"{inside}"', _POSTFIX
        case Marked(inner, mark):
            text, binds = _text(inner)
            return marked(text, mark), binds
        case Array(items):
            return f"[{joined(list(map(render_marked, items)), ', ')}]", _POSTFIX
        case Dictionary(entries):
            inside = joined([_entry(literal(key), item) for key, item in entries], ", ")
            # A blank before a closing brace keeps `}}` out of the text.
            end = " }" if inside.rstrip(CLOSE).endswith("}") else "}"
            return f"{{{inside}{end}", _POSTFIX
        case Call(function, arguments):
            return f"{function}({_arguments(arguments)})", _POSTFIX
        case Filtered(subject, name, arguments):
            called = f"({_arguments(arguments)})" if arguments else ""
            return f"{_inside(subject, _POSTFIX)}|{name}{called}", _POSTFIX
        case Method(subject, name, arguments):
            called = f"{name}({_arguments(arguments)})"
            return f"{_inside(subject, _POSTFIX, bare=True)}.{called}", _POSTFIX
        case Attribute(subject, name):
            return f"{_inside(subject, _POSTFIX, bare=True)}.{name}", _POSTFIX
        case Item(subject, key):
            return f"{_inside(subject, _POSTFIX, bare=True)}[{render_marked(key)}]", _POSTFIX
        case Binary(left, operator, right):
            strength = _STRENGTH[operator]
            # Comparisons do not chain and subtraction is not associative.
            before = _inside(left, strength + (strength == _COMPARE))
            return f"{before} {operator} {_inside(right, strength + 1)}", strength
        case Both(operands):
            return _row(operands, "and", _AND)
        case Either(operands):
            return _row(operands, "or", _OR)
        case Negation(operand):
            return f"not {_inside(operand, _NOT)}", _NOT
        case _:
            assert_never(expression)


def _entry(key: str, item: Expression) -> str:
    if isinstance(item, Marked):
        return marked(f"{key}: {render_marked(item.expression)}", item.mark)
    return f"{key}: {render_marked(item)}"


def _arguments(arguments: Sequence[Expression]) -> str:
    return ", ".join(map(render_marked, arguments))


def _inside(expression: Expression, strength: int, *, bare: bool = False) -> str:
    """An operand, in parentheses when it binds more weakly than `strength`.

    `bare` asks for parentheses around filters too: `a|f[0]` would subscript nothing.
    """
    if isinstance(expression, Marked):
        return marked(_inside(expression.expression, strength, bare=bare), expression.mark)
    text, binds = _text(expression)
    needs = binds < strength or (bare and isinstance(expression, Filtered))
    return f"({text})" if needs else text


def _row(operands: Sequence[Expression], word: str, strength: int) -> tuple[str, int]:
    texts = [_inside(operand, strength + 1) for operand in operands]
    length = _row_length(len(texts))
    while len(texts) > length:
        texts = [_parenthesised(texts[i : i + length], word) for i in range(0, len(texts), length)]
    return joined(texts, f" {word} "), strength


def _row_length(count: int) -> int:
    """How many operands stand in one row where there are `count` of them."""
    return OPERANDS_IN_A_ROW if count <= OPERANDS_IN_A_ROW**2 else OPERANDS_IN_A_SHORT_ROW


def _row_depth(count: int) -> int:
    """How deeply a tree of rows of `count` operands nests."""
    length, levels = _row_length(count), 0
    while count > length:
        levels += length
        count = -(-count // length)
    return levels + count


def _parenthesised(texts: list[str], word: str) -> str:
    return texts[0] if len(texts) == 1 else f"({joined(texts, f' {word} ')})"


# --- Building ------------------------------------------------------------------------------------

TRUE = Literal(value=True)
FALSE = Literal(value=False)
NONE = Literal(None)
EMPTY = Literal("")


def both(operands: Sequence[Expression]) -> Expression:
    """The conjunction, without nesting and without operands that are always true."""
    flat: list[Expression] = []
    for operand in operands:
        flat.extend(operand.operands if isinstance(operand, Both) else (operand,))
    if FALSE in flat:
        return FALSE
    rest = tuple(dict.fromkeys(operand for operand in flat if operand != TRUE))
    return TRUE if not rest else rest[0] if len(rest) == 1 else Both(rest)


def either(operands: Sequence[Expression]) -> Expression:
    """The disjunction, without nesting and without operands that are never true."""
    flat: list[Expression] = []
    for operand in operands:
        flat.extend(operand.operands if isinstance(operand, Either) else (operand,))
    if TRUE in flat:
        return TRUE
    rest = tuple(dict.fromkeys(operand for operand in flat if operand != FALSE))
    return FALSE if not rest else rest[0] if len(rest) == 1 else Either(rest)


def negation(operand: Expression) -> Expression:
    """The opposite, without double negation."""
    match operand:
        case Negation(inner):
            return inner
        case Literal(bool() as value):
            return Literal(not value)
        case Binary(left, "==", right):
            return Binary(left, "!=", right)
        case Binary(left, "!=", right):
            return Binary(left, "==", right)
        case _:
            return Negation(operand)


def concatenation(parts: Sequence[Expression]) -> Expression:
    """Texts joined by `+`, as a balanced tree; constants beside each other are one."""
    flat = _joined_constants(parts)
    if not flat:
        return EMPTY
    if len(flat) <= OPERANDS_IN_A_ROW:
        result = flat[0]
        for part in flat[1:]:
            result = Binary(result, "+", part)
        return result
    half = len(flat) // 2
    return Binary(concatenation(flat[:half]), "+", concatenation(flat[half:]))


def _joined_constants(parts: Sequence[Expression]) -> list[Expression]:
    joined: list[Expression] = []
    for part in parts:
        match joined[-1:], part:
            case _, Literal(""):
                pass
            case [Literal(str(before))], Literal(str(behind)):
                joined[-1] = Literal(before + behind)
            case _:
                joined.append(part)
    return joined


def array(values: Sequence[str | int | bool | None]) -> Array:
    """A list of constants."""
    return Array(tuple(Literal(value) for value in values))


def search(pattern: str, subject: Expression) -> Call:
    """`pex_regex_search` with the whole pattern in one group.

    The function returns the groups, so that a pattern without one is false even where it matches;
    inner groups therefore count from 2.
    """
    return Call("pex_regex_search", (Literal(f"({pattern})"), subject))


def depth(expression: Expression) -> int:
    """How deeply parentheses nest when Jinja2 turns the expression into Python."""
    match expression:
        case Name() | Literal() | Pieces():
            return 1
        case Marked(inner):
            return depth(inner)
        case Array(operands) | Call(arguments=operands):
            return 1 + max(map(depth, operands), default=0)
        case Dictionary(entries):
            return 1 + max((depth(item) for _, item in entries), default=0)
        case Filtered(subject, _, arguments) | Method(subject, _, arguments):
            return 1 + max(map(depth, (subject, *arguments)))
        case Attribute(subject):
            return 1 + depth(subject)
        case Item(left, right) | Binary(left, _, right):
            return 1 + max(depth(left), depth(right))
        case Both(operands) | Either(operands):
            return _row_depth(len(operands)) + max(map(depth, operands))
        case Negation(operand):
            return 1 + depth(operand)
        case _:
            assert_never(expression)
