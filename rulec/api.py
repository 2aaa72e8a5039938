"""The Python API: load a rules folder and ask it for decisions."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from rulec.compiled import Decider
from rulec.diagnostics import Problem
from rulec.evaluate import Decision, decide, read_inputs
from rulec.ir import Profile
from rulec.pexip import Policy
from rulec.pipeline import Checked, read
from rulec.records import dataclass
from rulec.report.problems import render_problems


class RulesError(Exception):
    """Rule files with errors; `problems` holds all of them."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        self.problems = problems
        super().__init__(render_problems(problems))


@dataclass(frozen=True, slots=True)
class Rules:
    """A rules folder without errors."""

    checked: Checked

    @property
    def problems(self) -> tuple[Problem, ...]:
        """The warnings about single places; `rulec check` also looks at the rules as a whole."""
        return self.checked.problems

    @property
    def profiles(self) -> tuple[str, ...]:
        """The names of the profiles."""
        return tuple(profile.name for profile in self.checked.project.profiles)

    def profile(self, name: str | None = None) -> Profile:
        """A profile; without a name the only one. Raises `ValueError` when there is no such one."""
        every = self.checked.project.profiles
        if name is None and len(every) == 1:
            return every[0]
        for profile in every:
            if profile.name == name:
                return profile
        known = ", ".join(self.profiles)
        if name is None:
            raise ValueError(f"there are several profiles; name one of {known}")
        raise ValueError(f"there is no profile {name}, only {known}")

    def decide(
        self,
        policy: Policy | str,
        inputs: Mapping[str, object],
        *,
        profile: str | None = None,
        now: datetime | None = None,
    ) -> Decision:
        """The decision for one request, with its trace.

        `inputs` are the variables that a script sees, such as `call_info`; `now` is the instant of
        the request, by default the present. Raises `BadInputs` for inputs that Pexip never sends,
        `ValueError` for an unknown policy or profile. A profile without rules of the policy passes
        everything through, as no script at all does.
        """
        kind = Policy(policy)
        chosen = self.profile(profile)
        return decide(kind, chosen.sets(kind), read_inputs(kind, inputs, now))

    def decider(self, policy: Policy | str, *, profile: str | None = None) -> Decider:
        """The rules of one policy, compiled to decide many calls: a history, or those of a server.

        `decider(...).decide(inputs, now)` gives what `decide` gives, some hundred times as fast
        for large rule sets; its trace holds only the rules that applied. Raises `ValueError` for
        an unknown policy or profile.
        """
        kind = Policy(policy)
        return Decider(kind, self.profile(profile).sets(kind))


def load(folder: str | Path) -> Rules:
    """The rules of a folder. Raises `RulesError` when they have errors."""
    checked = read(Path(folder))
    if checked.has_errors:
        raise RulesError(checked.problems)
    return Rules(checked)
