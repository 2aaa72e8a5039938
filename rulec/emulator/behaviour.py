"""The switches: one for each thing about a real node that only a real node could tell.

A script that prints the same answer under every combination in `COMBINATIONS` does not depend on
any of the guesses. Not a switch: letter case and dialect of patterns. They decide what a rule
means, and no script could be written to be right either way; the emulator takes Python's `re`,
case sensitive.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, replace
from typing import Literal, get_args, get_type_hints

from rulec.records import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Behaviour:
    """How a node behaves where Pexip's documentation is silent; the defaults are the likely ones.

    Every value is a text or a boolean, so that a behaviour travels as plain JSON.
    """

    undefined: Literal["lenient", "strict"] = "lenient"
    """What a missing variable or key is: prints nothing and is false, or raises whenever it is
    used. Likely lenient, because published scripts test missing keys with a plain `if`."""

    autoescape: bool = False
    """Whether printed text has `&`, `<`, `>` and quotes turned into HTML entities; the result of
    `pex_to_json` is exempt, because Pexip's own examples print it. Likely off: published scripts
    print bare quotes."""

    trim_blocks: bool = False
    """Whether the line feed after a tag is dropped. Likely off, as in stock Jinja."""

    lstrip_blocks: bool = False
    """Whether white space in front of a tag is dropped. Likely off, as in stock Jinja."""

    immutable_sandbox: bool = False
    """Whether methods that change a list or a dictionary are refused. Likely not: a published
    script calls `extend`."""

    no_match: Literal["none", "empty tuple", "false", "empty list"] = "none"
    """What `pex_regex_search` and `pex_find_first_match` give without a match. Likely None, as
    Python's `re.search`; published scripts only test that it is false."""

    unmatched_group: Literal["none", "empty text"] = "none"
    """What stands for a group that took no part in the match. Likely None, as in Python."""

    groups: Literal["tuple", "list"] = "tuple"
    """The kind of sequence that `pex_regex_search` gives. Likely a tuple, as in Python."""

    null_filters: Literal["raise", "as text"] = "raise"
    """What Pexip's text filters and regex functions do with null and other values that are not
    text: raise, or work on the text that Python makes of it (`None`). Likely raise."""

    bad_address: Literal["raise", "false"] = "raise"
    """What `pex_in_subnet` does with a value that is no address: malformed or empty text, an
    address with a zone id, null. Likely raise, as Python's `ipaddress`."""

    strict_networks: bool = False
    """Whether `pex_in_subnet` refuses a network with host bits set, such as 10.201.5.0/23.
    Likely not: Pexip's documentation has this very network in an example."""

    mapped_addresses: Literal["apart", "unwrapped"] = "apart"
    """Whether ::ffff:10.0.0.1 lies in 10.0.0.0/8 as well as in ::/0. Likely not, as in Python's
    `ipaddress`."""

    json: Literal["ascii", "unicode"] = "ascii"
    r"""How `pex_to_json` writes characters beyond ASCII: as \u escapes, or as they are. Likely
    escaped, as Python's `json.dumps` does."""

    json_sort_keys: bool = False
    """Whether `pex_to_json` sorts the keys. Likely not; Jinja's own `tojson` would."""

    json_html_safe: bool = False
    r"""Whether `pex_to_json` writes `<`, `>`, `&` and `'` as \u escapes. Likely not; Jinja's own
    `tojson` would."""

    update: Literal["copy", "in place"] = "copy"
    """Whether `pex_update` changes the dictionary on its left. Likely not: it is described as
    giving a copy."""

    hash_non_ascii: Literal["utf-8", "raise"] = "utf-8"
    """What `pex_hash` does with characters beyond ASCII: take their UTF-8 bytes, or raise.
    Likely UTF-8, as the browser plugin that must agree with the node."""


def _values_of(hint: object) -> tuple[str | bool, ...]:
    return (False, True) if hint is bool else get_args(hint)


#: The values that each switch can take.
SWITCHES: Mapping[str, tuple[str | bool, ...]] = {
    name: _values_of(hint) for name, hint in get_type_hints(Behaviour).items()
}

LIKELY = Behaviour()
"""Each switch as it most likely is on a node."""

HARSH = Behaviour(
    undefined="strict",
    autoescape=True,
    trim_blocks=True,
    lstrip_blocks=True,
    immutable_sandbox=True,
    no_match="empty list",
    groups="list",
    null_filters="raise",
    bad_address="raise",
    strict_networks=True,
    json="unicode",
    json_sort_keys=True,
    json_html_safe=True,
    update="in place",
    hash_non_ascii="raise",
)
"""Whatever can raise does, and the rest is as unlike stock Python as it may be."""

LENIENT = Behaviour(
    no_match="empty tuple",
    unmatched_group="empty text",
    null_filters="as text",
    bad_address="false",
    mapped_addresses="unwrapped",
    json="unicode",
)
"""Nothing raises that need not."""

# Found by a search for the smallest set around the three above in which any two values of any two
# switches meet; tests/emulator/test_behaviour.py holds the set to that.
_MIXED = (
    Behaviour(
        trim_blocks=True,
        lstrip_blocks=True,
        immutable_sandbox=True,
        no_match="false",
        null_filters="as text",
        mapped_addresses="unwrapped",
        json="unicode",
        json_html_safe=True,
        update="in place",
        hash_non_ascii="raise",
    ),
    Behaviour(
        trim_blocks=True,
        unmatched_group="empty text",
        groups="list",
        bad_address="false",
        strict_networks=True,
        mapped_addresses="unwrapped",
        json="unicode",
        json_html_safe=True,
        hash_non_ascii="raise",
    ),
    Behaviour(
        no_match="empty list",
        unmatched_group="empty text",
        null_filters="as text",
        bad_address="false",
        mapped_addresses="unwrapped",
    ),
    Behaviour(
        undefined="strict",
        autoescape=True,
        lstrip_blocks=True,
        no_match="empty tuple",
        groups="list",
        strict_networks=True,
        json="unicode",
        json_sort_keys=True,
        hash_non_ascii="raise",
    ),
    Behaviour(
        undefined="strict",
        trim_blocks=True,
        immutable_sandbox=True,
        no_match="empty tuple",
        unmatched_group="empty text",
        null_filters="as text",
        bad_address="false",
        strict_networks=True,
        json_sort_keys=True,
        json_html_safe=True,
        update="in place",
    ),
    Behaviour(
        autoescape=True,
        no_match="false",
        groups="list",
        null_filters="as text",
        bad_address="false",
        strict_networks=True,
        json_sort_keys=True,
        update="in place",
        hash_non_ascii="raise",
    ),
    Behaviour(
        undefined="strict",
        autoescape=True,
        lstrip_blocks=True,
        immutable_sandbox=True,
        unmatched_group="empty text",
        null_filters="as text",
        bad_address="false",
        mapped_addresses="unwrapped",
        json_sort_keys=True,
        json_html_safe=True,
        update="in place",
        hash_non_ascii="raise",
    ),
    Behaviour(
        undefined="strict",
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        immutable_sandbox=True,
        no_match="false",
        unmatched_group="empty text",
        groups="list",
        json="unicode",
    ),
)

COMBINATIONS: tuple[tuple[str, Behaviour], ...] = (
    ("likely", LIKELY),
    ("harsh", HARSH),
    ("lenient", LENIENT),
    *((f"mixed {number}", behaviour) for number, behaviour in enumerate(_MIXED, start=1)),
)
"""Every combination that matters, by name: any two values of any two switches meet in one."""


def behaviour_from(plain: str | Mapping[str, str | bool]) -> Behaviour:
    """The combination of that name, or the likely behaviour with the switches given.

    Raises ValueError for a name, a switch or a value that there is not.
    """
    if isinstance(plain, str):
        for name, behaviour in COMBINATIONS:
            if name == plain:
                return behaviour
        message = f"no combination is named {plain!r}"
        raise ValueError(message)
    for switch, value in plain.items():
        # Compared with the type, because 1 equals True.
        if not any(
            value is known or (value == known and type(value) is str)
            for known in SWITCHES.get(switch, ())
        ):
            message = f"no switch {switch!r} with the value {value!r}"
            raise ValueError(message)
    return replace(LIKELY, **dict(plain))  # type: ignore[arg-type]  # checked above


def plain_behaviour(behaviour: Behaviour) -> dict[str, str | bool]:
    """The switches as plain JSON data, for `behaviour_from`."""
    return {field.name: getattr(behaviour, field.name) for field in fields(behaviour)}
