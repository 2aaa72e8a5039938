"""Sets of texts: what the operators on text mean, to be joined, excluded and looked through.

A language is read by an automaton whose states are made while they are asked for. `find` gives a
text that is in some languages and not in others, or says which of them leave none.
"""

from rulec.languages.address import addresses
from rulec.languages.automaton import patterns
from rulec.languages.find import BUDGET, Found, GaveUp, Nothing, find
from rulec.languages.language import ANY, PLAIN, Language, Unreadable
from rulec.languages.literal import literals
from rulec.languages.part import part_of

__all__ = [
    "ANY",
    "BUDGET",
    "PLAIN",
    "Found",
    "GaveUp",
    "Language",
    "Nothing",
    "Unreadable",
    "addresses",
    "find",
    "literals",
    "part_of",
    "patterns",
]
