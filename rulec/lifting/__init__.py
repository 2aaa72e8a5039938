"""A script that was written, read back into conditions and answers, and compared with its rules.

Knows scripts by their text alone, and nothing of how they are made: so a script that was edited, or
that another version of rulec made, is judged by what it does. Each guard of an input is recognised
as a whole, every constant included. Conditions become conditions on calls again, and what a script
prints becomes an answer for every part of all calls. Where the rules give the same answer on every
part, script and rules are proved to be equal; elsewhere there is a call to try, and what could not
be read back is told, never guessed.
"""

from rulec.lifting.lift import lift
from rulec.lifting.program import Lifted
from rulec.lifting.proof import Matter, Place, Proof, prove
from rulec.lifting.tree import NotLifted

__all__ = ["Lifted", "Matter", "NotLifted", "Place", "Proof", "lift", "prove"]
