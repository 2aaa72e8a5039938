"""Drawn rule files, of every policy in turn, and calls from where their profile runs."""

from __future__ import annotations

from collections.abc import Callable

from hypothesis import HealthCheck, Phase, given, seed, settings
from properties.strategies import Case, cases

from rulec.evaluate import Inputs
from rulec.pexip import Policy


def for_drawn_cases(start: int, count: int, rule_sets: int, check: Callable[[Case], None]) -> None:
    """Checks so many cases of each policy, with at most so many rule sets; `start` is the seed."""
    for policy in Policy:

        @seed(start)
        @settings(
            max_examples=count,
            database=None,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            phases=(Phase.generate,),
        )
        @given(cases(policy, rule_sets))
        def checked(case: Case) -> None:
            check(case)

        checked()


def at_a_location(inputs: Inputs, locations: tuple[str, ...]) -> Inputs:
    """The call from a location of the profile: scripts of others never see it."""
    call = inputs.variables["call_info"]
    if not locations or not isinstance(call, dict):
        return inputs
    moved = {**call, "location": locations[len(call) % len(locations)]}
    return Inputs({**inputs.variables, "call_info": moved}, inputs.now)
