"""Problems as data, and every code that a problem may carry."""

from __future__ import annotations

from rulec.diagnostics import (
    codes_emitting,
    codes_findings,
    codes_internal,
    codes_reading,
    codes_resolving,
    codes_security,
)
from rulec.diagnostics.problem import (
    Code,
    Problem,
    Related,
    Severity,
    did_you_mean,
    in_order,
    names,
    nearest,
    short,
)

__all__ = [
    "ANALYSIS",
    "CODES",
    "RESOLVING",
    "Code",
    "Problem",
    "Related",
    "Severity",
    "code",
    "did_you_mean",
    "in_order",
    "may_accept",
    "names",
    "nearest",
    "short",
]

#: The first characters of the ids of problems that are found in single rules, and in all together.
RESOLVING, ANALYSIS = "R1", "R2"


#: Every code by its id, in the order of the stages: reading, resolving, what is found about
#: the rules as a whole, emitting, our own bugs.
CODES: dict[str, Code] = {
    each.id: each
    for module in (
        codes_reading,
        codes_resolving,
        codes_findings,
        codes_security,
        codes_emitting,
        codes_internal,
    )
    for each in module.CODES
}

_BY_NAME: dict[str, Code] = {each.name: each for each in CODES.values()}


def code(id_or_name: str) -> Code | None:
    """The code that is called `R010` or `unknown-key`, in any case; None when there is none."""
    return CODES.get(id_or_name.upper()) or _BY_NAME.get(id_or_name.lower())


def may_accept(row: Code) -> bool:
    """Whether a rule may accept problems of a kind."""
    if row in (codes_resolving.UNUSED_ACCEPT, codes_resolving.TOO_OLD):
        return False
    of_rules = row.id.startswith((RESOLVING, ANALYSIS))
    return row.acceptable or (of_rules and not row.is_error)
