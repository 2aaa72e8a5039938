"""All scripts of a build: verified one after the other, or side by side where that pays."""

from __future__ import annotations

import multiprocessing
import os
import threading
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any, TypeVar

from rulec.analysis import Call
from rulec.ir import Profile
from rulec.pexip import Policy
from rulec.records import dataclass
from rulec.verify.calls import chosen_by
from rulec.verify.compare import BUILD_BEHAVIOURS, BUILD_OTHERS, Verification, verify_script
from rulec.verify.oracle import Oracle, settled

_Result = TypeVar("_Result")

#: Characters of all scripts together from which on a process for each is worth its start.
_WORTH_IT = 100_000


@dataclass(frozen=True, slots=True)
class Job:
    """A script to verify."""

    profile: Profile
    policy: Policy
    text: str
    #: Calls that are tried besides those that its rules need.
    also: tuple[Call, ...] = ()


def verify_scripts(jobs: Sequence[Job], progress: Callable[[str], None]) -> list[Verification]:
    """The verification of each script, in order; the same however many processes there are."""

    def numbered(number: int) -> Verification:
        return verify(jobs[number])

    if is_worth_it([job.text for job in jobs]):
        progress(f"verifying {len(jobs)} scripts")
        return side_by_side(numbered, len(jobs))
    found = []
    for job in jobs:
        progress(f"verifying the {job.policy.value} script of {job.profile.name}")
        found.append(verify(job))
    return found


def verify(job: Job) -> Verification:
    """The verification of one script, on the calls that its rules need."""

    def tried(oracle: Oracle) -> Verification:
        chosen = chosen_by(oracle)
        found = verify_script(
            job.profile,
            job.policy,
            job.text,
            (*chosen.decided, *map(oracle.decide, job.also)),
            BUILD_BEHAVIOURS,
            BUILD_OTHERS,
        )
        differ = oracle.alone
        return replace(found, combinations=chosen.combinations, evaluators_differ=differ)

    return settled(job.profile, job.policy, tried)


def is_worth_it(texts: Sequence[str]) -> bool:
    """Whether scripts are so many and so long that a process for each is worth its start."""
    return _may_fork() and len(texts) > 1 and sum(map(len, texts)) > _WORTH_IT


def _may_fork() -> bool:
    """Whether a copy of this process is safe: rules cannot be sent to a process that is new."""
    forks = "fork" in multiprocessing.get_all_start_methods()
    return forks and threading.active_count() == 1 and (os.cpu_count() or 1) > 1


#: What the copies of this process do with each number; they find it here.
_WORK: list[Callable[[int], Any]] = []


def side_by_side(work: Callable[[int], _Result], count: int) -> list[_Result]:
    """What work gives for the numbers below `count`, in order, done by copies of this process."""
    _WORK[:] = [work]
    try:
        context = multiprocessing.get_context("fork")
        with context.Pool(min(os.cpu_count() or 1, count)) as pool:
            return pool.map(_do, range(count), chunksize=1)
    finally:
        _WORK.clear()


def _do(number: int) -> Any:
    return _WORK[0](number)
