"""Holding decisions of compiled rules against those of the reference."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import Any

import pytest

from rulec.compiled import Decider, postings
from rulec.evaluate import BadInputs, Decision, decide, read_inputs
from rulec.ir import RuleSet
from rulec.pexip import Policy


class Agreement:
    """Rule sets in both forms."""

    def __init__(self, policy: Policy, sets: tuple[RuleSet, ...]) -> None:
        self.policy = policy
        self.sets = sets
        self.decider = Decider(policy, sets)

    def check(self, inputs: Mapping[str, Any], now: datetime) -> Decision | None:
        """Decides a call both ways, and gives the decision; None for inputs that are refused."""
        expected = self._expected(inputs, now)
        if isinstance(expected, str):
            with pytest.raises(BadInputs) as refused:
                self.decider.decide(inputs, now)
            assert str(refused.value) == expected
            return None
        got = self.decider.decide(inputs, now)
        told = (dict(inputs), now)
        assert type(got) is Decision
        assert got.policy is expected.policy, told
        assert got.action is expected.action, told
        # As text, because 1, 1.0 and True are equal; in order, because scripts print it so.
        assert repr(got.answer) == repr(expected.answer), told
        applied = [(step.rule_set, step.name) for step in expected.applied]
        assert [(step.rule_set, step.name) for step in got.trace] == applied, told
        assert got.applied == got.trace
        return got

    def _expected(self, inputs: Mapping[str, Any], now: datetime) -> Decision | str:
        """What the reference decides, or why it refuses the inputs."""
        try:
            return decide(self.policy, self.sets, read_inputs(self.policy, inputs, now))
        except BadInputs as error:
            return str(error)


@contextmanager
def filing_everything() -> Iterator[None]:
    """Files every rule that can be, as otherwise only rules that are many are filed."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(postings, "_WORTH_A_SLOT", 1)
        yield
