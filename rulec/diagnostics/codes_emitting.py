"""The codes of emitting: the size of a script and the limits of the engine."""

from __future__ import annotations

from rulec.diagnostics.problem import Code

CODES: tuple[Code, ...] = ()
