"""Every filter and function that Pexip documents, and which of them templates may use."""

from __future__ import annotations

from rulec.pexip.filters_pexip import PEXIP_FILTERS
from rulec.pexip.filters_standard import DISABLED_FILTERS, STANDARD_FILTERS
from rulec.pexip.rows import Filter, Parameter
from rulec.pexip.sources import PEX_FILTERS
from rulec.pexip.types import ValueType

__all__ = ["DISABLED_FILTERS", "FILTERS", "FUNCTIONS"]

#: Every filter that Pexip enables, by name; some of them are refused in templates.
FILTERS: dict[str, Filter] = {row.name: row for row in STANDARD_FILTERS + PEXIP_FILTERS}

#: Pexip's functions, which scripts call and templates cannot. All are refused, each with the reason
#: and with what a rule says instead.
FUNCTIONS: dict[str, Filter] = {
    row.name: row
    for row in (
        Filter(
            "pex_debug_log",
            ValueType.TEXT,
            ValueType.TEXT,
            (Parameter("message", ValueType.TEXT),),
            "Writes a line into the support log.",
            'pex_debug_log("Media location policy ", call_info.location)',
            "",
            PEX_FILTERS,
            refused="It fills the support log of every node; leave it out.",
        ),
        Filter(
            "pex_find_first_match",
            ValueType.TEXT_LIST,
            ValueType.TEXT,
            (Parameter("find", ValueType.TEXT, role="pattern"),),
            "The first item of a list that matches a pattern.",
            'pex_find_first_match(["a1", "b2"], "b.")',
            "b2",
            PEX_FILTERS,
            refused="Pexip does not document what it gives without a match; test items with"
            " `includes` and a pattern with a named group.",
        ),
        Filter(
            "pex_in_subnet",
            ValueType.TEXT,
            ValueType.BOOLEAN,
            (Parameter("subnets", ValueType.TEXT_LIST),),
            "Whether an IP address lies in one of some subnets.",
            'pex_in_subnet("10.47.0.1", ["10.47.0.0/16", "10.147.0.0/16"])',
            "true",
            PEX_FILTERS,
            refused="It is a question, not a value; write `in_subnet` in `when`.",
        ),
        Filter(
            "pex_now",
            ValueType.TEXT,
            ValueType.OBJECT,
            (Parameter("timezone", ValueType.TEXT, default="UTC", required=False),),
            "The current date and time in a time zone.",
            'pex_now("Europe/London").hour',
            "8",
            PEX_FILTERS,
            refused="A text with the time in it differs between the requests of one call; write"
            " `time` or `date` in `when`.",
        ),
        Filter(
            "pex_random_pin",
            ValueType.INTEGER,
            ValueType.TEXT,
            (Parameter("length", ValueType.INTEGER, role="count"),),
            "Random digits.",
            "pex_random_pin(4)",
            "8302",
            PEX_FILTERS,
            refused="Pexip asks several times while one caller joins, and each answer must be the"
            " same; make the digits with pex_hash and pex_tail.",
        ),
        Filter(
            "pex_regex_search",
            ValueType.TEXT,
            ValueType.TEXT_LIST,
            (Parameter("find", ValueType.TEXT, role="pattern"),),
            "What the groups of a pattern match in a text.",
            'pex_regex_search("([a-z]+)@([a-z.]+)", "someone@example.com")',
            "someone, example.com",
            PEX_FILTERS,
            refused="It is a function; write `matches` or `regex` in `when`, with a named group for"
            " each piece that you need.",
        ),
        Filter(
            "pex_uuid4",
            ValueType.TEXT,
            ValueType.TEXT,
            (),
            "A random UUID.",
            "pex_uuid4()",
            "3f6b1f0e-6c5e-4a57-9d1c-8f3b6a0f2d11",
            PEX_FILTERS,
            refused="Pexip asks several times while one caller joins, and each answer must be the"
            " same; write a fixed UUID.",
        ),
    )
}
