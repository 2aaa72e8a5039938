"""What the rules answer, on which calls: rule sets in order, effects on a state, the answer.

The decision procedure once more, but on all calls at once. It follows the documentation of the
language and shares nothing with the way in which scripts are made.
"""

from __future__ import annotations

from collections.abc import Sequence

from rulec.analysis import FALSE, Calls, opposite
from rulec.ir import Rule, RuleSet
from rulec.lifting.branches import Body, State, chosen, first_that_holds, nothing
from rulec.lifting.effects import ACTION, ANSWER, SUGGESTED, THERE, VERDICT, Effects, Reader
from rulec.lifting.readings import text_condition
from rulec.lifting.symbols import (
    EMPTY_RECORD,
    MAYBE,
    NOTHING,
    Absent,
    Fixed,
    Given,
    Leaf,
    Record,
    Symbol,
    Truth,
    all_of,
    always,
    by_parts,
    constant,
    exactly,
    fixed,
    is_value,
    truth_of,
)
from rulec.pexip import Policy

_MATCHED = "matched"
_TRUE, _FALSE = True, False


def meant(policy: Policy, rule_sets: Sequence[RuleSet], calls: Calls, reader: Reader) -> Symbol:
    """What the rules of a policy answer."""
    run = _Run(policy, calls, reader)
    state = run.start()
    for rules in rule_sets:
        state = run.rule_set(rules, state)
    return run.answer(state)


class _Run:
    def __init__(self, policy: Policy, calls: Calls, reader: Reader) -> None:
        self._policy = policy
        self._calls = calls
        self._reader = reader
        self._effects = Effects(policy, calls, reader).body

    def start(self) -> State:
        """The state before all rules."""
        given = {
            Policy.SERVICE: always(Given("service_config")),
            Policy.PARTICIPANT: NOTHING,
            Policy.MEDIA_LOCATION: always(Given(SUGGESTED)),
        }[self._policy]
        found = self._calls.found
        there = ((found, fixed(data=True)), (opposite(found), fixed(data=False)))
        return {
            ACTION: constant(""),
            VERDICT: always(EMPTY_RECORD),
            ANSWER: always(Record({}, given)),
            THERE: there if self._policy is Policy.SERVICE else constant(data=True),
        }

    def answer(self, state: State) -> Symbol:
        """The answer after all rules."""
        if self._policy is Policy.MEDIA_LOCATION:
            return self._media_answer(state[ANSWER])

        def told(action: str, result: Symbol) -> Symbol:
            members = {"action": constant(action), "result": result}
            return always(Record(members, NOTHING, apart=True))

        arms = [
            (self._is(ACTION, "reject", state), told("reject", state[VERDICT])),
            (self._is(ACTION, "redirect", state), told("redirect", state[VERDICT])),
            (self._is(THERE, _TRUE, state), told("continue", state[ANSWER])),
        ]
        return chosen(self._calls, arms, told("reject", always(EMPTY_RECORD)))

    def _media_answer(self, answer: Symbol) -> Symbol:
        """The changed suggestion, or the suggestion as it came where that has no location."""
        ((_, leaf),) = answer
        assert isinstance(leaf, Record)  # noqa: S101  the answer always is one
        changed = always(Record({"result": answer}, NOTHING, apart=True))
        kept = always(Record({"result": always(Given(SUGGESTED))}, NOTHING, apart=True))
        location = leaf.member("location")
        located = by_parts(self._calls, ((part, self._is_text(one)) for part, one in location))
        return chosen(self._calls, [(located, changed)], kept)

    def _is_text(self, leaf: Leaf) -> Truth:
        match leaf:
            case Fixed():
                return truth_of(isinstance(leaf.data, str) and leaf.data != "")
            case Given(variable, str() as key):
                condition = text_condition(variable, key)
                return MAYBE if condition is None else exactly(self._reader(condition))
            case Absent():
                return exactly(FALSE)
            case _:
                return MAYBE

    def _is(self, name: str, data: object, state: State) -> Truth:
        return is_value(self._calls, state[name], data)

    # --- Rules -----------------------------------------------------------------------------------

    def rule_set(self, rules: RuleSet, state: State) -> State:
        """The state after a rule set."""
        undecided = self._is(ACTION, "", state)
        inside = all_of(self._calls, [undecided, exactly(self._reader(rules.when))])
        body = self._first if rules.first_match else self._every
        return first_that_holds(
            self._calls, state, [(inside, lambda before: body(rules, before))], nothing
        )

    def _first(self, rules: RuleSet, state: State) -> State:
        arms = [(self._guard(rule, state), self._body(rule)) for rule in rules.rules]
        return first_that_holds(self._calls, state, arms, self._effects(rules.default))

    def _every(self, rules: RuleSet, state: State) -> State:
        state = {**state, _MATCHED: constant(data=False)}
        for rule in rules.rules:
            guard = all_of(self._calls, [self._is(ACTION, "", state), self._guard(rule, state)])
            effects = self._body(rule)

            def body(before: State, effects: Body = effects) -> State:
                return {**effects(before), _MATCHED: constant(data=True)}

            state = first_that_holds(self._calls, state, [(guard, body)], nothing)
        unmatched = self._is(_MATCHED, _FALSE, state)
        default = self._effects(rules.default)
        return first_that_holds(self._calls, state, [(unmatched, default)], nothing)

    def _body(self, rule: Rule) -> Body:
        """What a rule does where its guard holds."""
        effects = self._effects(rule.effects)
        if not rule.needs_service:
            return effects

        def act(state: State) -> State:
            # Its guard says that there is a service, and it leaves it there.
            return {**effects({**state, THERE: constant(_TRUE)}), THERE: state[THERE]}

        return act

    def _guard(self, rule: Rule, state: State) -> Truth:
        meets = exactly(self._reader(rule.when))
        if not rule.needs_service:
            return meets
        return all_of(self._calls, [meets, self._is(THERE, _TRUE, state)])
