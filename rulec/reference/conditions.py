"""What may be asked in `when`: operators, the words around them, and the parts of an alias."""

from __future__ import annotations

import json
from itertools import groupby

from rulec.matching.alias import AliasPart, alias_part
from rulec.operators import OPERATORS, Keyword
from rulec.pexip import ValueType
from rulec.reference.files import keys
from rulec.reference.markdown import (
    block,
    code,
    heading,
    page,
    prose,
    sentence,
    table,
    value,
)
from rulec.resolve.condition_words import CONDITION_WORDS, ConditionExample, Family
from rulec.syntax.shapes import DatesShape, Shape, TimeShape

TITLE = "Conditions"

#: Aliases whose parts the page shows.
ALIAS_FORMS = (
    "alice",
    "alice@example.com",
    "sip:alice@example.com;transport=tls",
    "SIPS:Alice@Example.COM:5061",
    "h323:alice",
    "tel:+4722334455",
    "alice@[2001:db8::1]:5060",
    "alice@2001:db8::1",
    "fe80::1",
    "10.0.0.1:5060",
    "@example.com",
    "alice@",
    "",
)

_GENERAL = """\
* All entries of a mapping must hold.
* On a field, a scalar means `equals`, a list means `one_of`, and a mapping gives operators, all
  of which must hold.
* A field has no value when it is missing, null or empty, or of another type than the catalogue
  says. An integer has at most 15 digits; 1 is not `true`; a list holds nothing but text. Without
  a value every operator is false, so `not` is true.
* No condition can make a script fail, whatever a request holds.
* Empty text as an operand is an error: write `null`."""

_PATTERNS = r"""* A pattern may have groups, named groups (`(?P<name>...)`, see captures),
  alternatives, repetitions, sets of characters, `^`, `$` and look-ahead.
* `\d`, `\w` and `\s` and their opposites know ASCII and nothing else.
* Look-behind, references to groups, flags inside the pattern, `\b` and possessive repetitions are
  errors: nodes may not know them."""

_ADDRESSES = """\
* `in_subnet` knows plain addresses: no port, no zone, no leading zeros, no dotted quad inside
  IPv6. Any other text is in no block.
* An IPv4 address is compared with IPv4 blocks and an IPv6 address with IPv6 blocks, a mapped one
  (`::ffff:10.0.0.1`) too.
* Of a list, `includes` looks at the first four items."""

_ALIASES = """\
* An alias is `scheme:user@domain;parameters`. Each part takes a condition of its own, and is a
  source in values: `{remote_alias.user}`.
* Parameters start at the first `;` behind the first `@`, or at the first `;` where there is no
  `@`.
* A port is a colon and digits at the end, taken off behind `]` or where it has the only colon."""

_SHAPES: dict[str, type[Shape]] = {"time": TimeShape, "date": DatesShape}


def conditions() -> str:
    """The section."""
    parts = [heading(2, TITLE), _GENERAL]
    for type_, rows in groupby(OPERATORS, key=lambda row: row.type):
        parts += _operators(type_, list(rows))
    parts += [
        heading(3, "Patterns"),
        _PATTERNS,
        heading(3, "Addresses"),
        _ADDRESSES,
        heading(3, "Words beside operators"),
        *_words(Family.FIELD),
        heading(3, "Parts of an alias"),
        _ALIASES,
        _aliases(),
        *_words(Family.ALIAS),
        heading(3, "Whole conditions"),
        *_words(Family.WHOLE),
        heading(3, "The service and other groups"),
        *_words(Family.GROUP),
    ]
    return page(parts).rstrip()


def _operators(type_: ValueType, rows: list[Keyword]) -> list[str]:
    """The operators on values of a type."""
    notes = ""
    if type_ is ValueType.TEXT:
        notes = (
            "Also on each item of a list, below `includes`, on attributes of an identity provider,"
            " on parts of an alias, and on each `let` and capture."
        )
    lines = [
        [
            f"{code(row.word)}\n{row.operand.value}",
            prose(sentence(row.doc)),
            code(row.example),
            f"yes: {_shown(row.meets)}\nno: {_shown(row.fails)}",
        ]
        for row in rows
    ]
    header = ["Operator and what it takes", "Holds when", "Example", "Met by"]
    return [heading(3, f"Operators on {_PLURAL[type_]}"), notes, table(header, lines)]


_PLURAL = {
    ValueType.TEXT: "text",
    ValueType.INTEGER: "integers",
    ValueType.BOOLEAN: "true and false",
}


def _shown(example: object) -> str:
    return value(example) if isinstance(example, str) else code(json.dumps(example))


def _words(family: Family) -> list[str]:
    """The words of a family, each with its examples."""
    parts = []
    for row in CONDITION_WORDS:
        if row.family is family:
            parts += [heading(4, code(row.word)), prose(row.doc)]
            if row.word in _SHAPES and family is Family.WHOLE:
                parts.append(keys(_SHAPES[row.word]))
            parts += _examples(row.examples)
    return parts


def _examples(examples: tuple[ConditionExample, ...]) -> list[str]:
    lines = [[code(e.when), code(e.meets), code(e.fails)] for e in examples]
    shown = table(["Condition", "Met by", "Not met by"], lines)
    around = "\n".join(dict.fromkeys(e.around for e in examples if e.around))
    return [shown, *(["With this in the rule set:", block("yaml", around)] if around else [])]


def _aliases() -> str:
    lines = [[code(text), *(_part(text, part) for part in AliasPart)] for text in ALIAS_FORMS]
    return table(["Alias", *(code(part.value) for part in AliasPart)], lines)


def _part(text: str, part: AliasPart) -> str:
    found = alias_part(text, part)
    return "null" if found is None else code(found)
