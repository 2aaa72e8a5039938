"""Values that have broken scripts before: what a node may send, and what nobody expects it to."""

from __future__ import annotations

#: Values of every JSON type, for a field of any type. Among them are those that equal one another
#: in Python or Jinja without being the same, and text that looks like another type.
WRONG_TYPES: tuple[object, ...] = (
    None,
    True,
    1,
    "true",
    "5",
    [],
    {},
    False,
    0,
    1.5,
    "",
    10**15 - 1,
    10**15,
    -(10**15),
    10**30,
    1.0,
    0.0,
    -1,
    "True",
    "[",
    "[]",
    "['a']",
    [""],
    ["a"],
    [1],
    [None],
    [[]],
    [["a"]],
    {"a": 1},
)

#: Pieces of text that a template, a pattern, JSON or a terminal could take for something else.
#: Never both halves of a surrogate pair: a JSON reader would join them.
HOSTILE: tuple[str, ...] = (
    '"',
    "'",
    "\\",
    "{{ 1 }}",
    "{% if %}",
    "#}",
    "\n",
    "\0",
    "\ud800",
    "\u212a",
    "\u0130",
    '"}',
    "{#",
    "}}",
    "a\0b",
    "\0\0",
    "\r\n",
    "\t",
    "\u202ea",
    "\u2028",
    "<b>&amp;</b>",
    "%s {0} %(a)s",
    # What a dictionary of Python answers to.
    "items",
    r"\1\g<0>",
    "\u00df\u00e9",
    "\u0661",
    "\U0001f600",
    " ",
    "[",
    "None",
    "null",
)

#: Lengths on both sides of the limit for texts in answers, and one well beyond it.
LENGTHS = (249, 250, 251, 300)

#: A text that no field has in a sensible call, though a caller may send it.
VERY_LONG = 100_000


#: Texts on both sides of the format of PINs.
PINS: tuple[str, ...] = (
    "1234",
    "123",
    "123#",
    "12#",
    "1" * 20,
    "1" * 21,
    "1" * 19 + "#",
    "1" * 20 + "#",
    "1234\n",
    "123#\n",
    "12a4",
    " 1234",
    "#1234",
    "12#34",
    "\u0661\u0662\u0663\u0664",
)

_UUID = "0123abcd-89AB-4cde-8f01-23456789abcd"

#: Texts on both sides of the format of UUIDs.
UUIDS: tuple[str, ...] = (
    _UUID,
    _UUID[:-1],
    _UUID + "0",
    _UUID + "\n",
    _UUID.replace("-", ""),
    _UUID.replace("a", "g"),
    "{" + _UUID + "}",
)


def around(text: str) -> tuple[str, ...]:
    """The text and texts that differ from it in one place."""
    places = sorted({0, len(text) // 2, len(text) - 1}) if text else []
    made = [text, text + "x", "x" + text, text + "\n", text.swapcase(), text.upper()]
    made += [text[:place] + text[place + 1 :] for place in places]
    return tuple(dict.fromkeys(made))
