"""What a scalar means in a position: the position decides, the way of writing only helps.

Each function gives the value or the problem. `key` is the name that the message uses for the
position; without one the message speaks of "this".
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from rulec.diagnostics import Problem, did_you_mean, names
from rulec.diagnostics import codes_reading as codes
from rulec.pexip import INTEGER_MAX_DIGITS
from rulec.syntax.nodes import Cell, Mapping, Node, Scalar, Sequence

_WHOLE_NUMBER = re.compile(rf"0|-?[1-9][0-9]{{0,{INTEGER_MAX_DIGITS - 1}}}")
_FLAGS = {"true": True, "false": False}
#: Spreadsheets save the two in capitals, however they were typed.
_CELL_FLAGS = {**_FLAGS, "TRUE": True, "FALSE": False}
#: Words in lower case that some YAML reader, or some author, takes for another.
_LIKE = {
    "true": frozenset({"true", "yes", "y", "on", "1"}),
    "false": frozenset({"false", "no", "n", "off", "0"}),
    "null": frozenset({"null", "none", "nil", "~"}),
}
#: A number to some reader or other: octal, hexadecimal, grouped, sexagesimal, fractions.
_LIKE_A_NUMBER = re.compile(r"[-+]?\.?[0-9][0-9_,.:]*([eE][-+]?[0-9]+)?|0[xob][0-9A-Fa-f_]+")
#: Characters of a written value that a message repeats.
_SHOWN = 60
_EMPTY_CELL = "an empty cell"
_FILL_IN = "fill the cell in"


def as_text(node: Node, key: str = "") -> Scalar | Problem:
    """The text that was written, quoted or not; null is a problem."""
    if not isinstance(node, Scalar) or node.empty:
        return _wrong(node, key, "text")
    if node.is_null:
        return _not_null(node, key, "a text; in quotes, `'null'` is the word")
    return nearly_null(node) or node


def as_text_or_null(node: Node, key: str = "") -> Scalar | Problem | None:
    """The text that was written, or None for `null` without quotes."""
    if not isinstance(node, Scalar) or node.empty:
        return _wrong(node, key, "text")
    return None if node.is_null else nearly_null(node) or node


def nearly_null(node: Scalar) -> Problem | None:
    """The problem of another way to write null in YAML, which would be a text here.

    In the cell of a table there is no other way.
    """
    if not node.plain or isinstance(node, Cell) or node not in ("~", "Null", "NULL"):
        return None
    hint = f"quote it: `'{node}'`; if it is not text, write `null`"
    return Problem(codes.QUOTE_IT, f"{shown(node)} may be text or null", node.span, hint)


def as_flag(node: Node, key: str = "") -> bool | Problem:
    """`true` or `false` without quotes, and nothing else; in a table `TRUE` and `FALSE` too."""
    if not isinstance(node, Scalar) or node.empty:
        return _wrong(node, key, "`true` or `false`")
    flag = _flag(node)
    if flag is not None:
        return flag
    message = f"{_this(key)} must be `true` or `false`, not {shown(node)}"
    return Problem(codes.NOT_A_FLAG, message, node.span, _flag_hint(node))


def as_whole_number(node: Node, key: str = "") -> int | Problem:
    """A decimal whole number without quotes, leading zeros or separators, of at most 15 digits."""
    if not isinstance(node, Scalar) or node.empty:
        return _wrong(node, key, "a whole number")
    if node.plain and _WHOLE_NUMBER.fullmatch(node):
        return int(node)
    message = f"{_this(key)} must be a whole number, not {shown(node)}"
    return Problem(codes.NOT_A_NUMBER, message, node.span, _number_hint(node))


def as_flag_or_text(node: Node, key: str = "") -> bool | Scalar | Problem:
    """`true` or `false`, or a text; unquoted words that look like a flag, null or a number fail."""
    if not isinstance(node, Scalar) or node.empty:
        return _wrong(node, key, "`true`, `false` or text")
    flag = _flag(node)
    if flag is not None:
        return flag
    if node.is_null:
        return _not_null(node, key, "`true`, `false` or text")
    return _doubt(node) or node


def as_any_scalar(node: Node, key: str = "") -> bool | int | Scalar | Problem | None:
    """A JSON scalar where no type is known: null, a flag, a whole number or a text.

    Without quotes, whatever looks like one of the first three but is not exactly one is a problem.
    """
    if not isinstance(node, Scalar) or node.empty:
        return _wrong(node, key, "a single value")
    if not node.plain:
        return node
    if node.is_null:
        return None
    flag = _flag(node)
    if flag is not None:
        return flag
    if _WHOLE_NUMBER.fullmatch(node):
        return int(node)
    return _doubt(node) or node


def as_word(node: Node, words: Iterable[str], key: str = "") -> str | Problem:
    """One of `words`, as text, exactly as they are spelled."""
    known = list(words)
    text = as_text(node, key)
    if isinstance(text, Problem):
        return text
    if text in known:
        return str(text)
    message = f"{_this(key)} cannot be {shown(text)}"
    hint = did_you_mean(text[:_SHOWN], known) or f"one of {names(known)}"
    return Problem(codes.UNKNOWN_WORD, message, node.span, hint)


def as_mapping(node: Node, key: str = "") -> Mapping | Problem:
    """A mapping."""
    return node if isinstance(node, Mapping) else _wrong(node, key, "a mapping")


def as_sequence(node: Node, key: str = "") -> Sequence | Problem:
    """A list."""
    return node if isinstance(node, Sequence) else _wrong(node, key, "a list")


def empty_value(node: Scalar, key: str = "") -> Problem:
    """The problem of a key or dash with nothing behind it; for callers that take several shapes."""
    message = f"there is nothing behind `{key}`" if key else "there is nothing here"
    return Problem(codes.EMPTY_VALUE, message, node.span, "write a value, or remove the key")


def unquoted_template(node: Node) -> str | None:
    """The text `{room}` if the node is one without its quotes, which YAML takes for a mapping."""
    if not isinstance(node, Mapping) or not node.flow or len(node) != 1:
        return None
    ((name, value),) = node.items()
    return f"{{{name}}}" if isinstance(value, Scalar) and value.empty else None


def kind(node: Node) -> str:
    """What a node is, for a message: "a list", "a mapping", "null", "an empty cell" or "text"."""
    if isinstance(node, Mapping):
        return "a mapping"
    if isinstance(node, Sequence):
        return "a list"
    if node.is_null:
        return _EMPTY_CELL if isinstance(node, Cell) else "null"
    return "text"


def shown(text: Scalar) -> str:
    """A scalar as a message repeats it: in backquotes, with its quotes, cut when it is long.

    For the cell of a table, "an empty cell" or its text.
    """
    if isinstance(text, Cell) and text.is_null:
        return _EMPTY_CELL
    start = _cut(text)
    return f"`{start}`" if text.plain or text.block else f"`'{start}'`"


def _flag(node: Scalar) -> bool | None:
    """The flag that is written, if it is one."""
    if isinstance(node, Cell):
        return _CELL_FLAGS.get(node)
    return _FLAGS.get(node) if node.plain else None


def _this(key: str) -> str:
    return f"`{key}`" if key else "this"


def _not_null(node: Scalar, key: str, wanted: str) -> Problem:
    message = f"{_this(key)} cannot be null"
    if isinstance(node, Cell):
        message = f"{message}, and this cell is empty"
        return Problem(codes.NULL_NOT_ALLOWED, message, node.span, _FILL_IN)
    return Problem(codes.NULL_NOT_ALLOWED, message, node.span, f"write {wanted}")


def _wrong(node: Node, key: str, wanted: str) -> Problem:
    if isinstance(node, Scalar) and node.empty:
        return empty_value(node, key)
    template = unquoted_template(node)
    if template is not None and wanted.endswith("text"):
        message = f"`{_cut(template)}` without quotes is a YAML mapping"
        hint = f"quote it: `'{_cut(template)}'`"
        return Problem(codes.UNQUOTED_BRACES, message, node.span, hint)
    message = f"{_this(key)} must be {wanted}, not {kind(node)}"
    return Problem(codes.WRONG_SHAPE, message, node.span, _shape_hint(node, wanted))


def _cut(text: str) -> str:
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}..."


def _shape_hint(node: Node, wanted: str) -> str:
    if isinstance(node, Cell):
        return _FILL_IN if node.is_null else f"a cell holds text: write {wanted} in the rule"
    if wanted == "a list":
        if isinstance(node, Scalar) and not node.is_null:
            return f"write `[{_cut(node)}]`"
        return "start each item with a dash" if isinstance(node, Mapping) else "write `[]`"
    if isinstance(node, Scalar) and node.is_null:
        return "write it out, or remove the key"
    if wanted == "a mapping":
        return "write `key: value` lines below it, without dashes"
    return "write a single value"


def _flag_hint(node: Scalar) -> str:
    if isinstance(node, Cell) and node.is_null:
        return "write `true` or `false` in the cell"
    word = node.lower()
    for flag in _FLAGS:
        if word in _LIKE[flag]:
            return f"write `{flag}`" + ("" if node.plain else ", without quotes")
    return "write `true` or `false`" + ("" if isinstance(node, Cell) else ", without quotes")


def _number_hint(node: Scalar) -> str:
    digits = node.strip()
    if _WHOLE_NUMBER.fullmatch(digits):
        return f"write `{digits}`" if node.plain else f"remove the quotes: `{digits}`"
    if re.fullmatch(r"[-+]?[0-9]+", digits):
        significant = digits.lstrip("-+0")
        if len(significant) > INTEGER_MAX_DIGITS:
            return f"numbers have at most {INTEGER_MAX_DIGITS} digits"
        sign = "-" if significant and digits.startswith("-") else ""
        return f"write `{sign}{significant or 0}`"
    return "write decimal digits only"


def _doubt(node: Scalar) -> Problem | None:
    """The problem of an unquoted word that YAML readers disagree on."""
    if not node.plain or isinstance(node, Cell):
        return None
    meant = next((word for word, alike in _LIKE.items() if node.lower() in alike), "")
    if not meant and not _LIKE_A_NUMBER.fullmatch(node):
        return None
    otherwise = f"; if it is not text, write `{meant}`" if meant else ""
    hint = f"quote it: `'{_cut(node)}'`{otherwise}"
    return Problem(codes.QUOTE_IT, f"{shown(node)} may be text or something else", node.span, hint)
