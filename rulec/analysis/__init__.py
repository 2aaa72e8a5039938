"""Sets of calls: what a condition, a rule or a difference means for every call there can be.

`Calls` is the algebra of one policy: formulas over tests, of which it can be asked whether a call
meets one and not others. The answer is a call, a proof that there is none, or that it is not known.
`Course` is what happens to calls in the rule sets of a profile.
"""

from rulec.analysis.calls import Calls
from rulec.analysis.course import Course, Hidden, Step
from rulec.analysis.drafts import Call
from rulec.analysis.formulas import FALSE, TRUE, Formula, opposite
from rulec.analysis.search import Answer, Empty, Found, Unknown

__all__ = [
    "FALSE",
    "TRUE",
    "Answer",
    "Call",
    "Calls",
    "Course",
    "Empty",
    "Formula",
    "Found",
    "Hidden",
    "Step",
    "Unknown",
    "opposite",
]
