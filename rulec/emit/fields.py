r"""How a script reads the inputs of a request: each field once, before the rules, made total.

Whatever a field holds, its variable holds a value of the field's own type or the sign for "no
value": the empty text, none for integers and booleans. The guards use filters only, because no
documented test tells types apart: `x|replace("a", "a")` gives text as it is and anything else as
another value.
"""

from __future__ import annotations

from rulec.emit.scope import Scope
from rulec.matching.alias import ALIAS, ASCII_ONLY, PORT, UP_TO_AT, USER_CUT, AliasPart
from rulec.pexip import ALWAYS_THERE, INTEGER_MAX_DIGITS, InputField, ValueType
from rulec.script.expression import (
    EMPTY,
    FALSE,
    NONE,
    TRUE,
    Binary,
    Dictionary,
    Expression,
    Filtered,
    Item,
    Literal,
    Name,
    both,
    either,
    negation,
    search,
)
from rulec.script.statement import Assign, Branch, If

_NOTHING = Dictionary(())
#: What the inputs are called once they are made total.
_HINTS = {
    "service_config": "found",
    "participant": "joining",
    "suggested_media_overflow_locations": "suggested",
}
_NUL = Literal("\0")

#: How a node prints a list of nothing but text: no test tells lists apart. On Python 2 a `u` stands
#: before the quotes.
_LIST_OF_TEXT = r"^\[(?:u?(?:'[^'\\]*(?:\\.[^'\\]*)*'|\"[^\"\\]*(?:\\.[^\"\\]*)*\")(?:, )?)*\]\Z"


def found_service(scope: Scope) -> Expression:
    """The service that Pexip found; an empty object, which is false, where there is none."""
    return _variable("service_config", scope)


def given(name: str) -> Expression:
    """An input of the script; an empty object where it is null or not there."""
    return Filtered(Name(name), "default", (_NOTHING, TRUE))


def copied(name: str) -> Expression:
    """A copy of an input, which may be changed."""
    return Filtered(_NOTHING, "pex_update", (given(name),))


def _variable(name: str, scope: Scope) -> Expression:
    """An input of the script that surely is an object."""
    return Name(name) if name == ALWAYS_THERE else scope.share(_HINTS[name], given(name))


def path(field: InputField, scope: Scope) -> Expression:
    """The value of a field, possibly undefined: a filter must follow at once.

    A subscript of anything but an object is undefined too, and never fails.
    """
    first, *steps, last = field.path
    value = _variable(first, scope)
    for step in steps:
        value = Filtered(Item(value, Literal(step)), "default", (_NOTHING, TRUE))
    return Item(value, Literal(last))


def _hint(field: InputField) -> str:
    first, *steps, last = field.path
    prefix = {"service_config": "found_", "suggested_media_overflow_locations": "suggested_"}
    return ("idp_" if steps else prefix.get(first, "")) + last


def unguarded(field: InputField, scope: Scope) -> Name:
    """The variable that holds a field of texts, as it came unless something else needs it as text.

    For tests that only certain texts meet, of which none is empty: nothing else is equal to one.
    """
    key = ("unguarded", field)
    known = scope.known(key)
    if isinstance(known, Name):
        return known
    root = scope.root
    name = root.assign(_hint(field), Filtered(path(field, scope), "default", (EMPTY, TRUE)))
    root.remember(key, name)
    return name


def text(field: InputField, scope: Scope) -> Name:
    """The variable that holds a field as text."""
    key = ("text", field)
    known = scope.known(key)
    if isinstance(known, Name):
        return known
    name = unguarded(field, scope)
    holder = scope.holder(("unguarded", field))
    holder.amend(name, Binary(as_text(name), "!=", name), EMPTY)
    holder.remember(key, name)
    return name


def scalar(field: InputField, scope: Scope) -> Name:
    """The variable that holds a field in its own type."""
    if field.type not in (ValueType.INTEGER, ValueType.BOOLEAN):
        return text(field, scope)
    key = ("scalar", field)
    known = scope.known(key)
    if isinstance(known, Name):
        return known
    root = scope.root
    name = root.assign(_hint(field), Filtered(path(field, scope), "default", (EMPTY, FALSE)))
    if field.type is ValueType.INTEGER:
        digits = search(f"^-?[0-9]{{1,{INTEGER_MAX_DIGITS}}}\\Z", as_text(name))
        right = both([Binary(as_text(name), "!=", name), digits])
    else:
        # 1 equals true, but is not written "true".
        spelled = Filtered(name, "lower")
        right = either(
            [
                both([Binary(name, "==", Literal(value)), Binary(spelled, "==", Literal(word))])
                for value, word in ((True, "true"), (False, "false"))
            ]
        )
    root.update_when(negation(right), name, NONE)
    root.remember(key, name)
    return name


def items(field: InputField, scope: Scope) -> Name:
    """The variable that holds a list as text: its items that are not empty, joined by NUL."""
    key = ("items", field)
    known = scope.known(key)
    if isinstance(known, Name):
        return known
    root = scope.root
    hint = f"{_hint(field)}_items"
    name = root.assign(hint, Filtered(path(field, scope), "default", (EMPTY, TRUE)))
    spelled = root.assign(f"{hint}_text", as_text(name))
    is_list = search(_LIST_OF_TEXT, spelled)
    joined = Filtered(name, "join", (_NUL,))
    # Items that are empty, or have a NUL in them, leave several in a row.
    once = _replaced(_replaced(joined, r"\x00+", "\0"), r"^\x00|\x00\Z", "")
    nothing = Assign(name.name, EMPTY)
    other = If((Branch(is_list, (Assign(name.name, once),)),), (nothing,))
    one_text = nothing
    if field.type is ValueType.TEXT_OR_LIST:
        # Else a text could be taken for several items.
        one_text = Assign(name.name, Filtered(name, "replace", (_NUL, Literal("\ufffd"))))
    root.statements.append(If((Branch(Binary(spelled, "==", name), (one_text,)),), (other,)))
    root.remember(key, name)
    return name


def first_items(field: InputField, count: int, scope: Scope) -> tuple[Name, ...]:
    """Variables that hold the first items of a list, empty where it has fewer."""
    key = ("first items", field)
    known = scope.known(key)
    root = scope.root
    if known is None:
        more = r"(?:\x00([^\x00]*))?" * (count - 1)
        found = search(r"^([^\x00]*)" + more, items(field, scope))
        known = root.remember(key, root.assign(f"{_hint(field)}_groups", found))
    names = []
    for number in range(1, count + 1):
        piece = Filtered(Item(known, Literal(number)), "default", (EMPTY, TRUE))
        name = scope.share(f"{_hint(field)}_{number}", piece)
        assert isinstance(name, Name)  # noqa: S101  what `share` makes is a variable
        names.append(name)
    return tuple(names)


def part(field: InputField, which: AliasPart, scope: Scope) -> Name:
    """The variable that holds a part of an alias."""
    key = ("part", field, which)
    known = scope.known(key)
    if isinstance(known, Name):
        return known
    root = scope.root
    hint = f"{_hint(field)}_{which.value}"
    match which:
        case AliasPart.SCHEME:
            name = root.assign(hint, Filtered(_group(field, 1, scope), "lower"))
        case AliasPart.ADDRESS:
            name = root.assign(hint, _group(field, 2, scope))
        case AliasPart.USER:
            address = part(field, AliasPart.ADDRESS, scope)
            name = root.assign(hint, _replaced(address, USER_CUT, ""))
        case AliasPart.DOMAIN:
            address = part(field, AliasPart.ADDRESS, scope)
            name = root.assign(hint, _domain(address))
            # Unicode's lower case makes other letters into those of ASCII.
            root.update_when(search(ASCII_ONLY, name), name, Filtered(name, "lower"))
    root.remember(key, name)
    return name


def _domain(address: Expression) -> Expression:
    """The domain of an address, without its port, in the case in which it was written."""
    return _replaced(_replaced(address, UP_TO_AT, ""), PORT, r"\1")


def _group(field: InputField, number: int, scope: Scope) -> Expression:
    """A group of the alias pattern, which matches every text."""
    found = scope.share(f"{_hint(field)}_parts", search(ALIAS, text(field, scope)))
    return Filtered(Item(found, Literal(number)), "default", (EMPTY, TRUE))


def as_text(value: Expression) -> Expression:
    """Anything as text: text as it is, other values as the node would print them."""
    return Filtered(value, "replace", (Literal("a"), Literal("a")))


def _replaced(value: Expression, pattern: str, replacement: str) -> Expression:
    return Filtered(value, "pex_regex_replace", (Literal(pattern), Literal(replacement)))
