"""What a rule set means: checked rules and the inputs of a request give a decision.

This is the specification: the script must agree with it on every input. It is kept so small that a
reviewer can read it as the meaning of the language; speed is not its business.
"""

from rulec.evaluate.conditions import first_failing, holds
from rulec.evaluate.decide import decide
from rulec.evaluate.decision import Action, Change, Decision, Outcome, RuleTrace
from rulec.evaluate.fitting import fit
from rulec.evaluate.inputs import NO_INPUTS, BadInputs, Inputs, items_of, read_inputs
from rulec.evaluate.values import as_text, value_of

__all__ = [
    "NO_INPUTS",
    "Action",
    "BadInputs",
    "Change",
    "Decision",
    "Inputs",
    "Outcome",
    "RuleTrace",
    "as_text",
    "decide",
    "first_failing",
    "fit",
    "holds",
    "items_of",
    "read_inputs",
    "value_of",
]
