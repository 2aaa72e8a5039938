"""A script against the meaning of the rules: the same calls, and any difference is our own bug."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import field, replace

from rulec.analysis import Call
from rulec.emulator import (
    HARSH,
    LIKELY,
    BadAnswer,
    Behaviour,
    CompiledScript,
    CompileFailedError,
    Node,
    RenderFailedError,
    plain_behaviour,
    read_answer,
)
from rulec.evaluate import Decision, Inputs, decide
from rulec.ir import Profile
from rulec.pexip import Policy, variables_of
from rulec.records import dataclass
from rulec.verify.combinations import Combinations

#: After so many differences a script is known to be wrong, and more of them say little.
MAX_DIFFERENCES = 5

#: Whatever can raise does. Text beyond ASCII can still be hashed: that a node refuses it is a risk
#: that authors are warned of, and no mistake of the script.
#: What changes how a script is parsed stays as is likely, so that it is compiled only once.
STRICT = replace(
    HARSH, hash_non_ascii="utf-8", autoescape=False, trim_blocks=False, lstrip_blocks=False
)

#: What a build tries scripts with: the first with every call, the others with `BUILD_OTHERS`.
BUILD_BEHAVIOURS = (LIKELY, STRICT)

#: What makes a script fail under the strict behaviour seldom hangs on one near miss, and a render
#: of a large script takes milliseconds.
BUILD_OTHERS = 500


@dataclass(frozen=True, slots=True)
class Difference:
    """A call for which the script does not print what the rules mean.

    Everything that it takes to see it again. `expected`, `got` and the call may hold values that
    are secret; whoever shows them must leave those out.
    """

    profile: str
    policy: Policy
    behaviour: Behaviour
    call: Call
    #: The answer that the rules mean, as JSON.
    expected: str
    #: What the script printed, or the error that it raised.
    got: str
    #: What is wrong with it: `compile error`, `error`, `bad JSON` or `other answer`.
    kind: str
    #: The rules that apply, as `set/rule`, in order.
    applied: tuple[str, ...]

    def told(self) -> str:
        """The difference in lines of plain text, the call as JSON."""
        switches = plain_behaviour(self.behaviour)
        usual = plain_behaviour(LIKELY)
        odd = {name: value for name, value in switches.items() if value != usual[name]}
        return "\n".join(
            (
                f"{self.policy.value} script of profile {self.profile}: {self.kind}",
                f"call: {self.call.why}",
                f"inputs: {json.dumps(self.call.inputs)}",
                f"now: {self.call.now.isoformat()}",
                f"behaviour: {json.dumps(odd) if odd else 'likely'}",
                f"rules that apply: {', '.join(self.applied) or 'none'}",
                f"expected: {self.expected}",
                f"got: {self.got}",
            )
        )


@dataclass(frozen=True, slots=True)
class Decided:
    """A call of which it is known already what the rules mean."""

    call: Call
    decision: Decision
    #: Whether the specification asked every rule up to the one that applies.
    in_full: bool = True


class EvaluatorsDifferError(Exception):
    """The compiled evaluator decides a call otherwise than the specification: a bug of rulec."""


@dataclass(frozen=True, slots=True)
class Verification:
    """How many answers were compared, and the differences; none when the script is right."""

    comparisons: int
    differences: tuple[Difference, ...]
    #: How many of the answers are of calls that the specification decided in full.
    in_full: int = 0
    #: The compiled evaluator was wrong, so that the specification decided every call in full.
    evaluators_differ: bool = False
    #: The combinations of outcomes that the calls make; none where they were not counted.
    combinations: Combinations = field(default_factory=Combinations)


def verify_script(
    profile: Profile,
    policy: Policy,
    script_text: str,
    calls: Iterable[Call | Decided],
    behaviours: tuple[Behaviour, ...] = (LIKELY,),
    others: int | None = None,
) -> Verification:
    """Renders the script for every call under every behaviour and compares with the rules.

    With `others`, the behaviours after the first are tried with about so many calls, evenly spread.

    Never raises for anything that the script does: a script that does not compile, an error, text
    that is not exactly one JSON object, and another answer are differences. Stops after
    `MAX_DIFFERENCES`. A call that was not decided in full is, before a difference is told; that
    raises `EvaluatorsDifferError` where it decides otherwise.
    """
    scripts: list[tuple[Behaviour, CompiledScript | CompileFailedError]] = [
        (behaviour, _compiled(script_text, behaviour)) for behaviour in behaviours
    ]
    comparisons = in_full = 0
    differences: list[Difference] = []
    every = tuple(calls)
    step = 1 if others is None else max(1, len(every) // others)
    for number, one in enumerate(every):
        decided = one if isinstance(one, Decided) else _in_full(profile, policy, one)
        call, expected = decided.call, canonical(decided.decision.answer)
        for behaviour, script in scripts if number % step == 0 else scripts[:1]:
            comparisons += 1
            in_full += decided.in_full
            wrong = _wrong(script, call, expected)
            if wrong is not None:
                decided = _confirmed(profile, policy, decided)
                kind, got = wrong
                differences.append(
                    Difference(
                        *(profile.name, policy, behaviour, call, expected, got, kind),
                        tuple(f"{s.rule_set}/{s.name}" for s in decided.decision.applied),
                    )
                )
                if len(differences) >= MAX_DIFFERENCES:
                    return Verification(comparisons, tuple(differences), in_full)
    return Verification(comparisons, tuple(differences), in_full)


def _in_full(profile: Profile, policy: Policy, call: Call) -> Decided:
    return Decided(call, meaning(profile, policy, call))


def _confirmed(profile: Profile, policy: Policy, decided: Decided) -> Decided:
    """A call whose answer the specification, asking every rule, gives as well."""
    if decided.in_full:
        return decided
    found = _in_full(profile, policy, decided.call)
    if canonical(found.decision.answer) != canonical(decided.decision.answer):
        raise EvaluatorsDifferError
    return found


def meaning(profile: Profile, policy: Policy, call: Call) -> Decision:
    """What the rules decide for a call; a variable that is not there counts as null."""
    return decide(policy, profile.sets(policy), inputs_of(policy, call))


def inputs_of(policy: Policy, call: Call) -> Inputs:
    """A call as the rules read it; a variable that is not there counts as null."""
    return Inputs({name: call.inputs.get(name) for name in variables_of(policy)}, call.now)


def canonical(answer: object) -> str:
    """An answer as text that is the same only for the same JSON: 1, 1.0 and true are apart."""
    return json.dumps(answer, sort_keys=True)


def _compiled(text: str, behaviour: Behaviour) -> CompiledScript | CompileFailedError:
    try:
        return Node(behaviour).compile(text)
    except CompileFailedError as error:
        return error


def _wrong(
    script: CompiledScript | CompileFailedError, call: Call, expected: str
) -> tuple[str, str] | None:
    """What is wrong with what the script prints, and what that is; None when nothing is."""
    if isinstance(script, CompileFailedError):
        return "compile error", str(script)
    try:
        printed = script.render(call.inputs, call.now)
    except RenderFailedError as error:
        return "error", str(error)
    return judged(printed, expected)


def judged(printed: str, expected: str) -> tuple[str, str] | None:
    """What is wrong with printed text, and the text; None when it is the expected answer."""
    answer = read_answer(printed)
    if isinstance(answer, BadAnswer):
        return "bad JSON", f"{answer.reason}: {printed}"
    got = canonical(answer.value)
    return None if got == expected else ("other answer", got)
