"""Each pass for scripts without tables: decisions unchanged, text never longer, on drawn rules."""

from __future__ import annotations

from collections import Counter

import pytest
from properties import agreement
from properties.agreement import run

from rulec.emit import Script, Step, made
from rulec.emit.passes import PLAIN_LAYOUTS
from rulec.ir import Profile
from rulec.pexip import Policy

#: Each alone, and all that leave rules as they are written.
STEPS = {
    **{one.value: frozenset({one}) for one in (Step.READS, Step.SERVICE, Step.ANSWERS)},
    "all": PLAIN_LAYOUTS[-1],
}

#: Seeds of the ordinary run.
SEEDS = range(200, 202)


@pytest.mark.parametrize("steps", STEPS.values(), ids=STEPS)
def test_scripts_agree_with_the_rules(steps: frozenset[Step], monkeypatch: pytest.MonkeyPatch):
    told: Counter[str] = Counter()

    def shortened(profile: Profile, policy: Policy, header: str = "generated") -> Script:
        script = made(profile, policy, header, steps | {Step.DENSE, Step.TIGHT})
        before = made(profile, policy, header, frozenset({Step.DENSE, Step.TIGHT}))
        assert script.size <= before.size
        told[f"{policy.value} {'shorter' if script.size < before.size else 'same'}"] += 1
        return script

    monkeypatch.setattr(agreement, "emit", shortened)
    tally = run(SEEDS)
    assert tally.comparisons > 40_000
    alone = Policy.SERVICE if steps == {Step.SERVICE} else Policy.PARTICIPANT
    assert told[f"{alone.value} shorter"] > 20, told
