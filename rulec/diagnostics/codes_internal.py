"""The codes of our own bugs."""

from __future__ import annotations

from rulec.diagnostics.problem import Code

CODES: tuple[Code, ...] = ()
