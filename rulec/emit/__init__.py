"""Checked rules as a script that is total on every input.

All inputs are read and made total first, conditions are tested over those variables, effects change
a copy of what came, and one object is printed through `pex_to_json`. No text of a caller is ever
part of the script or of anything but a value of that object. Passes change how all of this is
written, and say why it stays true.
"""

from rulec.emit.layouts import LayoutChoice, emit, sizes
from rulec.emit.passes import COMPACT, LAYOUTS, PASSES, Pass, Step
from rulec.emit.script import Script, made
from rulec.emit.source_map import Part, Purpose, RuleName, What

__all__ = [
    "COMPACT",
    "LAYOUTS",
    "PASSES",
    "LayoutChoice",
    "Part",
    "Pass",
    "Purpose",
    "RuleName",
    "Script",
    "Step",
    "What",
    "emit",
    "made",
    "sizes",
]
