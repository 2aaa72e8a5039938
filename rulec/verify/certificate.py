"""What can be said of a script that was written before: proved equal to its rules, or tried."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from enum import StrEnum

from rulec.analysis import Call
from rulec.lifting import Lifted, Matter, NotLifted, Place, Proof, lift, prove
from rulec.pexip import Policy
from rulec.records import dataclass
from rulec.verify.compare import BUILD_BEHAVIOURS, Difference, Verification, verify_script
from rulec.verify.keys import key_calls
from rulec.verify.oracle import Oracle, settled
from rulec.verify.shrink import smaller
from rulec.verify.together import Job, verify

NOTHING_TRIED = Verification(0, ())

#: Places of a proof whose calls are tried; the calls of the rules come on top.
_MOST_PLACES = 500


class How(StrEnum):
    """How it is known that a script does what its rules mean."""

    #: For every call there can be.
    PROVED = "proved"
    #: Proved for the conditions and every constant; the computed values were tried.
    VALUES_TRIED = "values tried"
    #: On the calls that the rules need.
    TRIED = "tried"


@dataclass(frozen=True, slots=True)
class Certificate:
    """What is known of one script. With differences it does not do what its rules mean."""

    profile: str
    policy: Policy
    how: How
    #: How many answers were compared.
    comparisons: int
    #: How many of them are of calls for which the specification asked every rule.
    in_full: int
    #: Why it is not proved as a whole; empty where it is.
    reason: str = ""
    #: Calls that the script answers otherwise than the rules mean, the first as small as can be.
    differences: tuple[Difference, ...] = ()
    #: The compiled evaluator was wrong, so that the specification decided every call in full.
    evaluators_differ: bool = False
    #: The members of the answer whose values the rules compute, so that they were only tried.
    computed: tuple[str, ...] = ()
    #: What the calls that the rules need showed; None where a difference was found before.
    needed: Verification | None = None


def certify(jobs: Sequence[Job], progress: Callable[[str], None]) -> list[Certificate]:
    """The certificate of each script, in order."""
    found = []
    for job in jobs:
        progress(f"proving the {job.policy.value} script of {job.profile.name}")
        found.append(certificate(job))
    return found


def certificate(job: Job) -> Certificate:
    """What is known of one script. Never raises for anything that the script holds."""
    lifted = lift(job.text, job.policy)
    if isinstance(lifted, NotLifted):
        return _tried(job, How.TRIED, _at(lifted.line, lifted.reason))
    proof = prove(lifted, job.profile)
    keys = key_calls(job.profile, job.policy) if proof.places else []
    shown = _on(job, [*_calls(proof.places), *keys])
    if shown.differences:
        return _certificate(job, _how(proof), shown, _reason(lifted, proof))
    # Also where all is proved: a mistake of the proof must not hide one of the script.
    found = _tried(job, _how(proof), _reason(lifted, proof), shown)
    return replace(found, computed=_computed(proof))


def _how(proof: Proof) -> How:
    if not proof.places:
        return How.PROVED
    values_only = all(place.matter is Matter.VALUE for place in proof.places)
    return How.VALUES_TRIED if values_only else How.TRIED


def _calls(places: Iterable[Place]) -> list[Call]:
    """The calls that a proof asks to try, what may be wrong first."""
    order = [Matter.DIFFERENCE, Matter.NOT_COMPUTED, Matter.NOT_READ, Matter.VALUE]
    found = [place.call for one in order for place in places if place.matter is one]
    calls = [call for call in found if call is not None]
    return calls[:_MOST_PLACES]


def _on(job: Job, calls: Sequence[Call]) -> Verification:
    def tried(oracle: Oracle) -> Verification:
        decided = map(oracle.decide, calls)
        found = verify_script(job.profile, job.policy, job.text, decided, BUILD_BEHAVIOURS)
        return replace(found, evaluators_differ=oracle.alone)

    return settled(job.profile, job.policy, tried)


def _tried(job: Job, how: How, reason: str, before: Verification = NOTHING_TRIED) -> Certificate:
    """The certificate after all the calls that the rules need, as a build tries them."""
    found = verify(job)
    both = Verification(
        found.comparisons + before.comparisons,
        found.differences,
        found.in_full + before.in_full,
        evaluators_differ=found.evaluators_differ or before.evaluators_differ,
    )
    return replace(_certificate(job, how, both, reason), needed=found)


def _certificate(job: Job, how: How, found: Verification, reason: str) -> Certificate:
    smallest = [smaller(one, job.profile, job.text) for one in found.differences[:1]]
    return Certificate(
        job.profile.name,
        job.policy,
        how,
        found.comparisons,
        found.in_full,
        reason,
        (*smallest, *found.differences[1:]),
        found.evaluators_differ,
    )


def _reason(lifted: Lifted, proof: Proof) -> str:
    """Why a script is not proved as a whole."""
    for place in proof.of(Matter.DIFFERENCE, Matter.NOT_COMPUTED):
        return f"`{_member(place)}` may differ from the rules"
    for place in proof.of(Matter.NOT_READ):
        known = NotLifted(place.reason or "a computed value decides", place.line)
        why = next((one for one in lifted.unread if one.line <= place.line), known)
        return f"{_at(why.line, why.reason)}; it may decide `{_member(place)}`"
    for place in proof.of(Matter.UNDECIDED):
        return f"`{_member(place)}` was not decided: {place.reason}"
    names = _computed(proof)
    return f"computed: {', '.join(names)}" if names else ""


def _computed(proof: Proof) -> tuple[str, ...]:
    return tuple(dict.fromkeys(_member(place) for place in proof.of(Matter.VALUE)))


def _member(place: Place) -> str:
    return ".".join(place.path) or "answer"


def _at(line: int, reason: str) -> str:
    return f"line {line}: {reason}" if line else reason
