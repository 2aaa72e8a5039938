"""What a rule set means: checked rules and the inputs of a request give a decision.

This is the specification: the script must agree with it on every input. It is kept so small that a
reviewer can read it as the meaning of the language; speed is not its business.
"""

from rulec.evaluate.conditions import first_failing, holds
from rulec.evaluate.decide import decide
from rulec.evaluate.decision import Action, Change, Decision, Outcome, RuleTrace
from rulec.evaluate.inputs import BadInputs, Inputs, read_inputs

__all__ = [
    "Action",
    "BadInputs",
    "Change",
    "Decision",
    "Inputs",
    "Outcome",
    "RuleTrace",
    "decide",
    "first_failing",
    "holds",
    "read_inputs",
]
