"""The codes of resolving: names, types, operators, templates, effects."""

from __future__ import annotations

from rulec.diagnostics.problem import Code

CODES: tuple[Code, ...] = ()
