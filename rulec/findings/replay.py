"""The calls of findings: what of them matters, and whether the script decides them the same."""

from __future__ import annotations

from collections.abc import Iterator

from rulec.analysis import Call
from rulec.diagnostics import Problem
from rulec.diagnostics import codes_internal as internal
from rulec.emit import emit
from rulec.findings.finding import Finding
from rulec.findings.scene import Scene
from rulec.findings.shown import as_text, read_by, reads_clock, reduced
from rulec.verify import verify_script
from rulec.verify.compare import Decided


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
        call = self._small(finding, finding.call)
        text = as_text(call, clock=self._clock)
        self._tried[text] = call
        return text

    @property
    def calls(self) -> tuple[Call, ...]:
        """The calls that were shown."""
        return tuple(self._tried.values())

    def differences(self) -> Iterator[Problem]:
        """Notes when the script decides one of the calls that were shown otherwise."""
        if not self._tried:
            return
        profile, policy = self._scene.profile, self._scene.policy
        text = emit(profile, policy, "").text
        decided = [Decided(call, self._scene.deciding.on(call)) for call in self.calls]
        if verify_script(profile, policy, text, decided).differences:
            message = f"the {policy.value} script of `{profile.name}` differs from its rules"
            yield Problem(internal.DISAGREEMENT, message, None, "please report this")

    def _small(self, finding: Finding, call: Call) -> Call:
        """The call with the fields that matter; whole where the others matter too."""
        rules = (finding.rule, *finding.others)
        conditions = (finding.rule_set.when, *(rule.when for rule in rules if rule is not None))
        small = reduced(call, self._scene.policy, read_by(conditions))
        return small if self._applied(small) == self._applied(call) else call

    def _applied(self, call: Call) -> list[tuple[str, str]]:
        applied = self._scene.deciding.on(call).applied
        return [(step.rule_set, step.name) for step in applied]
