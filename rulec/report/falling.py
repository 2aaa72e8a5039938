"""Calls that fall through rule sets, as text for a terminal and as data for programs."""

from __future__ import annotations

import json
from collections.abc import Iterable

from rulec.findings import Falling
from rulec.pexip import SECRET_FIELDS
from rulec.report.calls import call_lines
from rulec.report.safe_text import safe
from rulec.report.secrets import Veil


def render_falling(found: Iterable[Falling]) -> str:
    """One paragraph for each rule set; empty when there is none."""
    return "".join(f"{_paragraph(each)}\n" for each in found)


def _paragraph(falling: Falling) -> str:
    where = f"{safe(falling.rule_set.name)} in profile {safe(falling.profile)}"
    if falling.reason:
        return f"{where}: not known whether a call falls through ({safe(falling.reason)})\n"
    if not falling.call:
        return f"{where}: no call falls through\n"
    lines = call_lines(veiled(falling.call))
    return "\n".join([f"{where}: no rule takes this call", *(f"  {line}" for line in lines), ""])


def veiled(call: str) -> str:
    """The JSON of a call without PINs."""
    shown = json.loads(call)
    return json.dumps(shown | {"inputs": Veil(SECRET_FIELDS).data(shown["inputs"])})


def falling_json(found: Iterable[Falling]) -> list[dict[str, object]]:
    """The same as data.

    Keys: `rule_set`, `profile`, `call` (as that of a problem, or null where no call falls through)
    and `reason` (why that is not known, else empty).
    """
    return [
        {
            "rule_set": each.rule_set.name,
            "profile": each.profile,
            "call": json.loads(veiled(each.call)) if each.call else None,
            "reason": each.reason,
        }
        for each in found
    ]
