"""Scripts in tables also where tables do not pay: so that small rule sets meet every pass."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from rulec.emit import COMPACT, Script, made
from rulec.emit import script as emit_script
from rulec.emit.compact import pieces, plan, rule_set
from rulec.ir import Profile
from rulec.pexip import Policy


@contextmanager
def tables_everywhere() -> Iterator[None]:
    """Every set, shape and list has its table, and two rules are many."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(emit_script, "FEWEST_CODED", 1)
        patch.setattr(plan, "COST_OF_SHAPE", 1)
        patch.setattr(plan, "COST_OF_DRAWER", 1)
        patch.setattr(plan, "COST_OF_ITEMS", 1)
        patch.setattr(plan, "LEAST_NETWORKS", 1)
        patch.setattr(pieces, "MORE_THAN_QUESTIONS", 10_000)
        patch.setattr(rule_set, "MANY", 2)
        patch.setattr(rule_set, "HOT", 1)
        yield


def in_tables(profile: Profile, policy: Policy, header: str = "generated") -> Script:
    """The script with every pass, wherever that can be done at all."""
    with tables_everywhere():
        return made(profile, policy, header, COMPACT)
