r"""The shapes in which scripts read their inputs, written as pieces of a script.

A name in capitals stands for a variable, or, where it is called `VALUE`, for any expression; all
else must be as it is written here, every constant included. A guard that was changed by as much as
a digit is therefore none of these shapes, and what it reads counts as unknown.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import fields, is_dataclass
from typing import Final

from rulec.lifting.grammar import read_script
from rulec.lifting.tree import Assign, NotLifted, Statement
from rulec.matching.address import DOTTED_V4, PLAIN_V4, PLAIN_V6
from rulec.matching.alias import ALIAS, ASCII_ONLY, PORT, UP_TO_AT, USER_CUT
from rulec.matching.clock import WEEKDAY_SHIFTS
from rulec.pexip import INTEGER_MAX_DIGITS
from rulec.script.expression import Expression, Literal, Name
from rulec.script.literal import text_literal

#: What the names in capitals of a shape stand for.
Bound = dict[str, Expression]

_CAPITALS = re.compile(r"[A-Z][A-Z_]*\Z")
#: The one placeholder that stands for any expression.
_ANY: Final = "VALUE"


class Idiom:
    """A shape: statements with placeholders."""

    def __init__(self, text: str, **constants: str) -> None:
        for name, constant in constants.items():
            text = text.replace(f"<{name}>", text_literal(constant))
        read = read_script(text)
        if isinstance(read, NotLifted):
            raise TypeError(f"no shape: {read.reason}")
        self.statements = read

    def __len__(self) -> int:
        return len(self.statements)

    def match(self, found: Sequence[Statement]) -> Bound | None:
        """What the placeholders stand for where these statements have the shape; else None."""
        return _bound(self.statements, tuple(found))


class Form:
    """A shape of an expression."""

    def __init__(self, text: str, **constants: str) -> None:
        (statement,) = Idiom(f"{{% set x = {text} %}}", **constants).statements
        assert isinstance(statement, Assign)  # noqa: S101  it was just written so
        self.expression = statement.value

    def match(self, found: Expression) -> Bound | None:
        """What the placeholders stand for where the expression has the shape; else None."""
        return _bound(self.expression, found)


def _bound(shape: object, found: object) -> Bound | None:
    """What the placeholders stand for; different ones stand for different variables."""
    bound: Bound = {}
    if not _same(shape, found, bound):
        return None
    variables = [one for placeholder, one in bound.items() if placeholder != _ANY]
    return bound if len(set(variables)) == len(variables) else None


def _same(shape: object, found: object, bound: Bound) -> bool:
    """Whether `found` has the shape, with the same thing for the same placeholder."""
    match shape:
        case Name(name) if _CAPITALS.match(name):
            if not isinstance(found, Name) and name != _ANY:
                return False
            return bound.setdefault(name, found) == found  # type: ignore[arg-type]
        case Assign(name=name) if _CAPITALS.match(name):
            if not isinstance(found, Assign):
                return False
            target = Name(found.name)
            return bound.setdefault(name, target) == target and _same(
                shape.value, found.value, bound
            )
        case Literal(value):
            # To Python, 1 and true are equal.
            return isinstance(found, Literal) and _literal(value) == _literal(found.value)
        case tuple():
            return (
                isinstance(found, tuple)
                and len(shape) == len(found)
                and all(_same(a, b, bound) for a, b in zip(shape, found, strict=True))
            )
        case _ if is_dataclass(shape):
            return type(shape) is type(found) and all(
                _same(getattr(shape, one.name), getattr(found, one.name), bound)
                for one in fields(shape)
                if one.compare
            )
        case _:
            return type(shape) is type(found) and shape == found


def _literal(value: object) -> tuple[type, object]:
    return type(value), value


def name_of(bound: Mapping[str, Expression], placeholder: str) -> str:
    """The variable that a placeholder stands for."""
    found = bound[placeholder]
    assert isinstance(found, Name)  # noqa: S101  only `VALUE` may be anything else
    return found.name


# --- Fields --------------------------------------------------------------------------------------

#: Text; empty where there is none.
TEXT = Idiom(
    """
    {% set X = VALUE|default("", true) %}
    {% if X|replace("a", "a") != X %}{% set X = "" %}{% endif %}
    """
)

#: A field as it came; empty where there is nothing. It may hold anything, but an empty text for it.
ANYTHING = Idiom('{% set X = VALUE|default("", true) %}')

#: An integer; none where there is none.
INTEGER = Idiom(
    """
    {% set X = VALUE|default("", false) %}
    {% if not (X|replace("a", "a") != X and pex_regex_search(<digits>, X|replace("a", "a"))) %}
      {% set X = none %}
    {% endif %}
    """,
    digits=f"(^-?[0-9]{{1,{INTEGER_MAX_DIGITS}}}\\Z)",
)

#: A boolean; none where there is none. 1 equals true, but is not written `true`.
BOOLEAN = Idiom(
    """
    {% set X = VALUE|default("", false) %}
    {% if not (X == true and X|lower == "true" or X == false and X|lower == "false") %}
      {% set X = none %}
    {% endif %}
    """
)

_ITEMS = """
    {% set X = VALUE|default("", true) %}
    {% set T = X|replace("a", "a") %}
    {% if T == X %}
      {% set X = ONE_TEXT %}
    {% else %}
      {% if pex_regex_search(<list>, T) %}
        {% set X = X|join(<nul>)|pex_regex_replace("\\\\x00+", <nul>)|pex_regex_replace("^\\\\x00|\\\\x00\\\\Z", "") %}
      {% else %}{% set X = "" %}{% endif %}
    {% endif %}
"""  # noqa: E501  a tag is one line

#: How a node prints a list of nothing but text, on Python 2 with a `u` before the quotes.
_PRINTED_LIST = r"(^\[(?:u?(?:'[^'\\]*(?:\\.[^'\\]*)*'|\"[^\"\\]*(?:\\.[^\"\\]*)*\")(?:, )?)*\]\Z)"

#: The items of a list, joined by NUL; nothing where it is none.
LIST = Idiom(_ITEMS.replace("ONE_TEXT", '""'), list=_PRINTED_LIST, nul="\0")

#: The same, where a text is a list of one.
TEXT_OR_LIST = Idiom(
    _ITEMS.replace("ONE_TEXT", "X|replace(<nul>, <odd>)"),
    list=_PRINTED_LIST,
    nul="\0",
    odd="\ufffd",
)

# --- What is made of fields ----------------------------------------------------------------------

#: An object that is an input of the script, or an empty one.
OBJECT = Form("X|default({}, true)")
#: A copy of it, which effects may change.
COPY = Form("{}|pex_update(X|default({}, true))")
#: An object inside an object, with the item that is read of it.
INNER = Form("VALUE|default({}, true)")

#: The groups of an alias, and its parts.
ALIAS_GROUPS = Form("pex_regex_search(<alias>, X)", alias=f"({ALIAS})")
SCHEME = Form('GROUPS[1]|default("", true)|lower')
ADDRESS = Form('GROUPS[2]|default("", true)')
USER = Form('ADDRESS|pex_regex_replace(<cut>, "")', cut=USER_CUT)
DOMAIN = Idiom(
    r"""
    {% set X = ADDRESS|pex_regex_replace(<up_to_at>, "")|pex_regex_replace(<port>, "\\1") %}
    {% if pex_regex_search(<ascii>, X) %}{% set X = X|lower %}{% endif %}
    """,
    up_to_at=UP_TO_AT,
    port=PORT,
    ascii=f"({ASCII_ONLY})",
)

#: Whether a text is a plain address.
PLAIN = {
    4: Form("pex_regex_search(<plain>, X)", plain=f"({PLAIN_V4})"),
    6: Form("pex_regex_search(<plain>, X)", plain=f"({PLAIN_V6})"),
}

#: The same of version 4, with a dot behind the text.
DOTTED = Form('pex_regex_search(<dotted>, X + ".")', dotted=f"({DOTTED_V4})")

#: The first items of a list, by number.
FIRST_ITEMS = {
    count: Form(
        "pex_regex_search(<items>, X)",
        items=r"(^([^\x00]*)" + r"(?:\x00([^\x00]*))?" * (count - 1) + ")",
    )
    for count in range(1, 9)
}
GROUP = {number: Form(f'GROUPS[{number}]|default("", true)') for number in range(1, 9)}

# --- The clock -----------------------------------------------------------------------------------

MINUTE = Form("NOW.hour * 60 + NOW.minute")
DATE = Form("NOW.year * 10000 + NOW.month * 100 + NOW.day")
#: The year, counted from March.
YEAR = Form("NOW.year - 1 + (NOW.month + 9) // 12")
WEEKDAY = Form(
    f"(YEAR + YEAR // 4 - YEAR // 100 + YEAR // 400 "
    f"+ {list(WEEKDAY_SHIFTS)}[NOW.month - 1] + NOW.day) % 7"
)
