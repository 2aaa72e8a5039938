"""Rules in plain words: whom they are about, and what they do.

What a field is called stands in its row of the catalogue, what an operator asks in its class. PINs
and what is made from them read `(hidden)`; secrets from the environment are named, not shown.
"""

from rulec.report.words.callers import callers
from rulec.report.words.deeds import deeds
from rulec.report.words.lines import Line, condition_lines, effect_lines
from rulec.report.words.sentences import sentence

__all__ = ["Line", "callers", "condition_lines", "deeds", "effect_lines", "sentence"]
