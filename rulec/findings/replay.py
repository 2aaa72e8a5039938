"""The calls of findings: what of them matters, and whether the script decides them the same."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

from rulec.analysis import Call
from rulec.diagnostics import Problem
from rulec.diagnostics import codes_internal as internal
from rulec.emit import emit
from rulec.findings.finding import Finding
from rulec.findings.scene import Scene
from rulec.findings.shown import as_text, reads_clock
from rulec.findings.small import smaller
from rulec.verify import verify_script
from rulec.verify.compare import Decided
from rulec.verify.together import is_worth_it, side_by_side


class Replay:
    """Shows the calls of one scene's findings, and lets the script decide them."""

    def __init__(self, scene: Scene) -> None:
        self._scene = scene
        self._tried: dict[str, Call] = {}
        self._clock = reads_clock(scene.profile.sets(scene.policy))

    def shown(self, finding: Finding) -> str:
        """The call of a finding as the JSON of `Problem.call`; empty without one."""
        if finding.call is None:
            return ""
        rules = (finding.rule, *finding.others)
        conditions = (finding.rule_set.when, *(rule.when for rule in rules if rule is not None))
        call = smaller(self._scene, finding.call, conditions)
        text = as_text(call, clock=self._clock)
        self._tried[text] = call
        return text

    @property
    def calls(self) -> tuple[Call, ...]:
        """The calls that were shown."""
        return tuple(self._tried.values())

    @cached_property
    def script(self) -> str:
        """The text of the scene's script; empty where there is no call to decide."""
        return emit(self._scene.profile, self._scene.policy, "").text if self._tried else ""

    def differs(self) -> bool:
        """Whether the script decides one of the calls that were shown otherwise."""
        if not self._tried:
            return False
        decided = [Decided(call, self._scene.deciding.on(call)) for call in self.calls]
        profile, policy = self._scene.profile, self._scene.policy
        return bool(verify_script(profile, policy, self.script, decided).differences)

    def difference(self) -> Problem:
        """What is said where the script differs."""
        profile, policy = self._scene.profile, self._scene.policy
        message = f"the {policy.value} script of `{profile.name}` differs from its rules"
        return Problem(internal.DISAGREEMENT, message, None, "please report this")


def differences(replays: Sequence[Replay]) -> list[Problem]:
    """Notes of scripts that decide a call of a finding otherwise than their rules."""
    if is_worth_it([replay.script for replay in replays]):
        differ = side_by_side(lambda number: replays[number].differs(), len(replays))
    else:
        differ = [replay.differs() for replay in replays]
    return [replay.difference() for replay, is_so in zip(replays, differ, strict=True) if is_so]
