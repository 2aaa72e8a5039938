"""Rule files in one style, with every comment, meaning what they meant."""

from __future__ import annotations

from rulec.formatting.formatted import Formatted, formatted

__all__ = ["Formatted", "formatted"]
