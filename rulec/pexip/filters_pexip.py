"""Pexip's own filters."""

from __future__ import annotations

import hashlib
import re

from rulec.pexip.rows import Filter, Parameter
from rulec.pexip.sources import INTERPRETATION_PLUGIN, PEX_FILTERS
from rulec.pexip.types import ValueType


def _clean_phone_number(text: str) -> str:
    return re.sub(r"[^+0-9]", "", text)


def _hash(text: str) -> str | None:
    """The SHA-256 digest as a decimal number; None for text that UTF-8 cannot hold."""
    try:
        octets = text.encode("utf-8")
    except UnicodeEncodeError:
        return None
    return str(int.from_bytes(hashlib.sha256(octets).digest(), "big"))


def _head(text: str, count: int) -> str:
    return text[:count]


def _tail(text: str, count: int) -> str:
    return text[-count:]


def _regex_replace(text: str, pattern: str, replacement: str) -> str:
    return re.sub(pattern, replacement, text)


def _reverse(text: str) -> str:
    return text[::-1]


_LIMIT = (Parameter("count", ValueType.INTEGER, role="count"),)

PEXIP_FILTERS: tuple[Filter, ...] = (
    Filter(
        "pex_base64",
        ValueType.TEXT,
        ValueType.TEXT,
        (),
        "The text in Base64.",
        '{["hello"] | join | pex_base64}',
        "aGVsbG8=",
        PEX_FILTERS,
        refused="Pexip does not document its exact output, so rules could not be tested; give the"
        " finished text instead.",
    ),
    Filter(
        "pex_clean_phone_number",
        ValueType.TEXT,
        ValueType.TEXT,
        (),
        "Only the digits 0 to 9 and plus signs of the text.",
        '{["+47 (22) 33-44 ext. 5"] | join | pex_clean_phone_number}',
        "+472233445",
        PEX_FILTERS,
        meaning=_clean_phone_number,
    ),
    Filter(
        "pex_hash",
        ValueType.TEXT,
        ValueType.TEXT,
        (),
        "A long number made from the text, always the same for the same text: its SHA-256 in"
        " decimal digits. It is not a UUID.",
        '{["hello"] | join | pex_hash}',
        "20329878786436204988385760252021328656300425018755239228739303522659023427620",
        INTERPRETATION_PLUGIN,
        meaning=_hash,
    ),
    Filter(
        "pex_head",
        ValueType.TEXT,
        ValueType.TEXT,
        _LIMIT,
        "At most the first count characters.",
        '{["hello"] | join | pex_hash | pex_head(5)}',
        "20329",
        PEX_FILTERS,
        meaning=_head,
    ),
    Filter(
        "pex_md5",
        ValueType.TEXT,
        ValueType.TEXT,
        (),
        "The MD5 digest of the text.",
        '{["hello"] | join | pex_md5}',
        "5d41402abc4b2a76b9719d911017c592",
        PEX_FILTERS,
        refused="Pexip does not document its exact output, so rules could not be tested; use"
        " pex_hash.",
    ),
    Filter(
        "pex_regex_replace",
        ValueType.TEXT,
        ValueType.TEXT,
        (
            Parameter("find", ValueType.TEXT, role="pattern"),
            Parameter("replace", ValueType.TEXT, role="replacement"),
        ),
        r"The text with every match of a pattern replaced; \1 stands for what the first group"
        " matched.",
        '{remote_alias | pex_regex_replace("@.+", "@otherdomain.com")}',
        "bob@otherdomain.com",
        PEX_FILTERS,
        meaning=_regex_replace,
    ),
    Filter(
        "pex_require_min_length",
        ValueType.TEXT,
        ValueType.TEXT,
        _LIMIT,
        "The text, if it is long enough; otherwise Pexip ignores the whole script.",
        "{remote_alias | pex_require_min_length(2)}",
        "bob@example.com",
        PEX_FILTERS,
        refused="Where the text is too short, Pexip ignores the whole script, and with it every"
        " rule that rejects; test the text in `when` instead.",
    ),
    Filter(
        "pex_reverse",
        ValueType.TEXT,
        ValueType.TEXT,
        (),
        "The characters in reverse order.",
        '{["abc"] | join | pex_reverse}',
        "cba",
        PEX_FILTERS,
        meaning=_reverse,
    ),
    Filter(
        "pex_safelinks_decode",
        ValueType.TEXT,
        ValueType.TEXT,
        (),
        "The address inside a Microsoft Safe Links address.",
        "{remote_alias | pex_safelinks_decode}",
        "bob@example.com",
        PEX_FILTERS,
        refused="Pexip does not document what it does exactly, so rules could not be tested.",
    ),
    Filter(
        "pex_strlen",
        ValueType.TEXT,
        ValueType.INTEGER,
        (),
        "How many characters the text has.",
        '{["Example"] | join | pex_strlen}',
        "7",
        PEX_FILTERS,
        meaning=len,
    ),
    Filter(
        "pex_tail",
        ValueType.TEXT,
        ValueType.TEXT,
        _LIMIT,
        "At most the last count characters.",
        '{["hello"] | join | pex_hash | pex_tail(5)}',
        "27620",
        INTERPRETATION_PLUGIN,
        meaning=_tail,
    ),
    Filter(
        "pex_to_json",
        ValueType.OBJECT,
        ValueType.TEXT,
        (),
        "An object as JSON.",
        "service_config | pex_to_json",
        '{"name": "Alice\'s VMR"}',
        PEX_FILTERS,
        refused="The compiler writes the answer as JSON itself; give the value without it.",
    ),
    Filter(
        "pex_to_uuid",
        ValueType.TEXT,
        ValueType.TEXT,
        (),
        "The UUID that a Base64 text holds, such as an Active Directory objectGUID.",
        "objectGUID | pex_to_uuid",
        "3f6b1f0e-6c5e-4a57-9d1c-8f3b6a0f2d11",
        PEX_FILTERS,
        refused="Pexip does not document the order of the bytes, so rules could not be tested.",
    ),
    Filter(
        "pex_update",
        ValueType.OBJECT,
        ValueType.OBJECT,
        (Parameter("changes", ValueType.OBJECT),),
        "An object with some entries changed.",
        'service_config | pex_update({"enable_chat": "no"})',
        '{"name": "Alice\'s VMR", "enable_chat": "no"}',
        PEX_FILTERS,
        refused="The compiler changes the service itself; write the changes below `set`.",
    ),
    Filter(
        "pex_url_decode",
        ValueType.TEXT,
        ValueType.TEXT,
        (),
        "The text with percent signs and digits turned back into characters.",
        '{["a%40b"] | join | pex_url_decode}',
        "a@b",
        PEX_FILTERS,
        refused="Pexip does not document what it makes of plus signs, so rules could not be"
        " tested; use replace.",
    ),
    Filter(
        "pex_url_encode",
        ValueType.TEXT,
        ValueType.TEXT,
        (),
        "The text as a part of a URL.",
        '{["a@b"] | join | pex_url_encode}',
        "a%40b",
        PEX_FILTERS,
        refused="Pexip does not document which characters it leaves alone, so rules could not be"
        " tested; use replace.",
    ),
    Filter(
        "pex_urldefense_decode",
        ValueType.TEXT,
        ValueType.TEXT,
        (),
        "The address inside a Proofpoint URL Defense address.",
        "{remote_alias | pex_urldefense_decode}",
        "bob@example.com",
        PEX_FILTERS,
        refused="Pexip does not document what it does exactly, so rules could not be tested.",
    ),
)
