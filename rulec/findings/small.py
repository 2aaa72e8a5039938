"""Calls without what does not matter for the decision that they show."""

from __future__ import annotations

from collections.abc import Sequence

from rulec.analysis import Call
from rulec.findings.scene import Scene
from rulec.findings.shown import read_by, reduced
from rulec.ir import Condition


def smaller(scene: Scene, call: Call, conditions: Sequence[Condition]) -> Call:
    """A call with the fields that some conditions read; whole where the others matter too."""
    small = reduced(call, scene.policy, read_by(tuple(conditions)))
    return small if _applied(scene, small) == _applied(scene, call) else call


def _applied(scene: Scene, call: Call) -> list[tuple[str, str]]:
    return [(step.rule_set, step.name) for step in scene.deciding.on(call).applied]
