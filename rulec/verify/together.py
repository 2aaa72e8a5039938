"""All scripts of a build: verified one after the other, or side by side where that pays."""

from __future__ import annotations

import multiprocessing
import os
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from rulec.analysis import Call
from rulec.ir import Profile
from rulec.pexip import Policy
from rulec.verify.calls import choose_calls
from rulec.verify.compare import BUILD_BEHAVIOURS, BUILD_OTHERS, Verification, verify_script

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
    if _may_fork() and len(jobs) > 1 and sum(len(job.text) for job in jobs) > _WORTH_IT:
        progress(f"verifying {len(jobs)} scripts")
        return _side_by_side(jobs)
    found = []
    for job in jobs:
        progress(f"verifying the {job.policy.value} script of {job.profile.name}")
        found.append(verify(job))
    return found


def verify(job: Job) -> Verification:
    """The verification of one script, on the calls that its rules need."""
    chosen = choose_calls(job.profile, job.policy)
    found = verify_script(
        job.profile,
        job.policy,
        job.text,
        (*chosen.tried, *job.also),
        BUILD_BEHAVIOURS,
        BUILD_OTHERS,
    )
    return replace(found, combinations=chosen.combinations)


def _may_fork() -> bool:
    """Whether a copy of this process is safe: rules cannot be sent to a process that is new."""
    forks = "fork" in multiprocessing.get_all_start_methods()
    return forks and threading.active_count() == 1 and (os.cpu_count() or 1) > 1


#: The jobs of the copies of this process, which find them by number.
_JOBS: list[Job] = []


def _side_by_side(jobs: Sequence[Job]) -> list[Verification]:
    _JOBS[:] = jobs
    try:
        context = multiprocessing.get_context("fork")
        with context.Pool(min(os.cpu_count() or 1, len(jobs))) as pool:
            return pool.map(_verify_number, range(len(jobs)), chunksize=1)
    finally:
        _JOBS.clear()


def _verify_number(number: int) -> Verification:
    return verify(_JOBS[number])
