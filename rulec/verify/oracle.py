"""What the rules of a script mean for a call, found quickly also where there are thousands of them.

The specification, `evaluate`, asks every rule up to the one that applies. Of few rules it decides
every call. The more rules there are, the more calls they need, too, so that this alone would take
minutes for thousands. There the compiled evaluator says which rules apply to a call. The
specification decides the call with fewer rules: those, the rules that the call was made for, and
some of the others that come before, of which each call has its share. So the answer is always that
of the specification, and all that is left to the compiled evaluator is that the rest of the rules
does not apply. For calls here and there the specification asks that rest as well.

Where the two do not agree the specification is right, and then decides every call.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from functools import cached_property
from typing import TypeVar

from rulec.analysis import Call, Step
from rulec.compiled import Decider
from rulec.evaluate import BadInputs, Decision, decide
from rulec.ir import Effect, Profile, Redirect, Reject, RuleSet
from rulec.pexip import Policy
from rulec.records import dataclass
from rulec.verify.compare import Decided, EvaluatorsDifferError, canonical, inputs_of, meaning

#: What is said of a script where the two evaluators do not agree.
DEVIATION = "the compiled evaluator decides a call otherwise than the rules mean"

_Result = TypeVar("_Result")


@dataclass(frozen=True, slots=True)
class Asking:
    """How much the specification is asked."""

    #: Of so many rules it asks each of them for every call.
    few: int = 128
    #: How many of the other rules it asks for a call where there are more.
    share: int = 16
    #: For about so many calls for each rule that a script has, over all, it asks every rule.
    whole: int = 16


USUAL = Asking()


class Oracle:
    """Decides the calls of one script.

    One that stands `alone` decides all calls in full, because the compiled evaluator was wrong.
    """

    def __init__(
        self, profile: Profile, policy: Policy, asking: Asking = USUAL, *, alone: bool = False
    ) -> None:
        self.profile = profile
        self.policy = policy
        self.alone = alone
        self._sets = profile.sets(policy)
        self._share = asking.share
        count = sum(len(rules.rules) for rules in self._sets)
        self._all_in_full = alone or count <= asking.few
        #: Every so many calls one is decided in full.
        self._step = max(1, count // asking.whole) if asking.whole else sys.maxsize
        self._number = 0
        self._numbers = {rules.name: number for number, rules in enumerate(self._sets)}
        #: The place of each rule in the set with a number.
        self._places = {
            (number, id(rule)): place
            for number, rules in enumerate(self._sets)
            for place, rule in enumerate(rules.rules)
        }

    @cached_property
    def _decider(self) -> Decider:
        return Decider(self.policy, self._sets)

    def decide(self, call: Call, about: Iterable[Step] = ()) -> Decided:
        """A call with what the rules mean; `about` are the rules that it was made for.

        Raises `EvaluatorsDifferError`.
        """
        self._number += 1
        quick = self._quick(call)
        if quick is None:
            return Decided(call, meaning(self.profile, self.policy, call))
        asked = self._sets if self._number % self._step == 0 else self._part(quick, about)
        decision = decide(self.policy, asked, inputs_of(self.policy, call))
        if _told(decision) != _told(quick):
            raise EvaluatorsDifferError
        return Decided(call, decision, in_full=asked is self._sets)

    def _quick(self, call: Call) -> Decision | None:
        """What the compiled evaluator decides, where it is asked."""
        if self._all_in_full:
            return None
        try:
            return self._decider.decide(call.inputs, call.now)
        except BadInputs:
            # Calls of a shape that no node sends; there are few of them.
            return None

    def _part(self, quick: Decision, about: Iterable[Step]) -> tuple[RuleSet, ...]:
        """The rule sets with the rules that are asked for a call; all where these are few."""
        chosen: list[set[int]] = [set() for _ in self._sets]
        #: How many rules of each set come before the call is decided, that one included.
        counts = [len(rules.rules) for rules in self._sets]
        for applied in quick.applied:
            number = self._numbers[applied.rule_set]
            rules, rule = self._sets[number], applied.rule
            ends = _ends(rules.default if rule is None else rule.effects)
            if rule is not None:
                place = self._places[number, id(rule)]
                chosen[number].add(place)
                if ends or rules.first_match:
                    counts[number] = place + 1
            if ends:
                counts[number + 1 :] = [0] * (len(counts) - number - 1)
        if sum(counts) <= self._share:
            return self._sets
        for step in about:
            if step.rule is not None:
                number = self._numbers[step.rule_set.name]
                chosen[number].add(self._places[number, id(step.rule)])
        for number, places in enumerate(self._shares(counts)):
            chosen[number] |= places
        return tuple(
            replace(rules, rules=tuple(rules.rules[place] for place in sorted(places)))
            for rules, places in zip(self._sets, chosen, strict=True)
        )

    def _shares(self, counts: list[int]) -> Iterator[set[int]]:
        """The rules of each set that it is a call's turn to ask, of the first so many of each."""
        total = sum(counts)
        first = self._number * self._share % total
        before = 0
        for count in counts:
            # What goes beyond the last rule goes on with the first one.
            start, end = first - before, first - before + self._share
            yield {
                place
                for turn in (0, total)
                for place in range(max(0, start - turn), min(count, end - turn))
            }
            before += count


def settled(profile: Profile, policy: Policy, work: Callable[[Oracle], _Result]) -> _Result:
    """What work gives with an oracle.

    Where the evaluators do not agree, the work is done again with one that decides in full.
    """
    try:
        return work(Oracle(profile, policy))
    except EvaluatorsDifferError:
        return work(Oracle(profile, policy, alone=True))


def _ends(effects: tuple[Effect, ...]) -> bool:
    return any(isinstance(effect, Reject | Redirect) for effect in effects)


def _told(decision: Decision) -> tuple[str, list[tuple[str, int]]]:
    """What two decisions must have in common: the answer, and the rules that apply."""
    applied = [(step.rule_set, id(step.rule)) for step in decision.applied]
    return canonical(decision.answer), applied
