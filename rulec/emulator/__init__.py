"""Pexip's template environment as far as it is known; the second opinion on every script.

Knows Jinja2 and the standard library only, and shares no code with the compiler, so that a
mistake in one is not repeated in the other.
"""

from rulec.emulator.answer import Answer, BadAnswer, read_answer
from rulec.emulator.behaviour import (
    COMBINATIONS,
    HARSH,
    LENIENT,
    LIKELY,
    SWITCHES,
    Behaviour,
    behaviour_from,
    plain_behaviour,
)
from rulec.emulator.environment import (
    CompiledScript,
    CompileFailedError,
    Node,
    RenderFailedError,
    ScriptFailedError,
)

__all__ = [
    "COMBINATIONS",
    "HARSH",
    "LENIENT",
    "LIKELY",
    "SWITCHES",
    "Answer",
    "BadAnswer",
    "Behaviour",
    "CompileFailedError",
    "CompiledScript",
    "Node",
    "RenderFailedError",
    "ScriptFailedError",
    "behaviour_from",
    "plain_behaviour",
    "read_answer",
]
