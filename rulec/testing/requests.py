"""The requests of tests: what they give, and what they leave out."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

from rulec.pexip import Policy, variables_of
from rulec.verify import Call

#: The instant of tests that give none: noon in UTC on a Thursday. A fixed one, so that a test that
#: passes today passes tomorrow.
DEFAULT_NOW = datetime(2026, 1, 15, 12, 0, tzinfo=UTC)


def request(policy: Policy, given: Mapping[str, object], now: datetime | None, why: str) -> Call:
    """What a test asks: what it does not give is null, the call and the participant are objects."""
    inputs: dict[str, object] = dict.fromkeys(variables_of(policy))
    inputs |= {name: {} for name in ("call_info", "participant") if name in inputs}
    return Call({**inputs, **given}, now or DEFAULT_NOW, why)
