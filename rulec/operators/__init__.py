"""The match operators: an open vocabulary, one class each, with all its readings.

`OPERATORS` lists the keywords in the order of the documentation. To add an operator, write its
class in the module of its family and add its row here; the resolver, the JSON Schema, the reference
and the agreement tests derive from the row.
"""

from rulec.operators.address import InSubnet
from rulec.operators.base import Operator, Share
from rulec.operators.number import (
    AtLeast,
    AtMost,
    Comparison,
    GreaterThan,
    IsBoolean,
    LessThan,
    NumberEquals,
)
from rulec.operators.text import (
    Contains,
    EndsWith,
    Equals,
    LiteralOperator,
    Matches,
    PatternOperator,
    Regex,
    StartsWith,
    TextOperator,
)
from rulec.operators.vocabulary import OPERATORS, Keyword, Operand, keywords_for

__all__ = [
    "OPERATORS",
    "AtLeast",
    "AtMost",
    "Comparison",
    "Contains",
    "EndsWith",
    "Equals",
    "GreaterThan",
    "InSubnet",
    "IsBoolean",
    "Keyword",
    "LessThan",
    "LiteralOperator",
    "Matches",
    "NumberEquals",
    "Operand",
    "Operator",
    "PatternOperator",
    "Regex",
    "Share",
    "StartsWith",
    "TextOperator",
    "keywords_for",
]
