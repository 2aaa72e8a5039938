"""Rule sets in a form that decides many calls quickly, with the answers that `evaluate` gives.

Rules are filed under what they demand of a call, so that a call looks up the few rules that it may
meet instead of asking each. Only these are asked, in full, and the first that holds applies.
"""

from rulec.compiled.decider import Decider

__all__ = ["Decider"]
