"""Every script against the meaning of its rules, on calls made for its rules.

The script and the evaluator are written apart from each other. A difference between them is a bug
of the compiler, never of a rule file; a build refuses to write such a script.
"""

from rulec.analysis.drafts import Call
from rulec.verify.calls import CALLS, Chosen, calls_for, choose_calls
from rulec.verify.combinations import Combinations
from rulec.verify.compare import (
    BUILD_BEHAVIOURS,
    BUILD_OTHERS,
    MAX_DIFFERENCES,
    STRICT,
    Difference,
    Verification,
    verify_script,
)
from rulec.verify.shrink import smaller
from rulec.verify.together import Job, verify_scripts

__all__ = [
    "BUILD_BEHAVIOURS",
    "BUILD_OTHERS",
    "CALLS",
    "MAX_DIFFERENCES",
    "STRICT",
    "Call",
    "Chosen",
    "Combinations",
    "Difference",
    "Job",
    "Verification",
    "calls_for",
    "choose_calls",
    "smaller",
    "verify_script",
    "verify_scripts",
]
