"""The signs that separate records of a table, and the parts of each.

A record is `~lead;signs|text|text#item=code`, and a table is one record behind the other. A key is
looked for as it stands there, from the first separator on to that before the code. That is exact,
whatever a call brings, as long as no text of a call has the first one, no key any of them, and no
code the first or that before it. For what is found begins where a record does, since it has the
first separator nowhere else, and ends where the key of that record does, since it has the last one
where it ends, and a record has it only once. So it is the key of that record, to the letter.

The same letters have the same parts. A record has one separator behind its lead, and signs are
none: what leads the key of the call is what leads the record. Then come as many signs as the shape
of a rule has, and `drawers` sees to it that no other shape has as many there: of those with
nothing behind the signs, and of those with something there. With that the shape is the same, and
so many separators stand in the record that there is none in a text of the call.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from itertools import chain

from rulec.records import dataclass
from rulec.script.expression import Expression, Filtered, Literal

#: Signs that separate, those that read best first: nothing that a pattern or a literal escapes, and
#: none that stands for a text.
PREFERRED = "~=`;|#%'"
#: Separators that no code has, and how many no key has.
_IN_NO_CODE, _IN_NO_KEY = 4, 7


@dataclass(frozen=True, slots=True)
class Separators:
    """Signs that no key has."""

    #: Before each record. No code has it either.
    record: str
    #: Before the code. No code has it either.
    code: str
    #: In place of a key that was found, and around items of lists. No code has it either.
    found: str
    #: Nowhere in a table: so patterns say that there may be anything.
    nowhere: str
    #: Behind the lead.
    lead: str
    #: Before each further text.
    text: str
    #: Before the item of a second list.
    second: str

    def cleaned(self, text: Expression) -> Expression:
        """A text of a call that begins no record; one that would is the text of no key either."""
        return Filtered(text, "replace", (Literal(self.record), Literal(self.code)))

    def unbarred(self, text: Expression) -> Expression:
        """A text of a call without bars around items; one that has some is the text of no key."""
        return Filtered(text, "replace", (Literal(self.found), Literal(self.code)))


def separators(keys: Iterable[str], codes: Iterable[str]) -> Separators:
    """The separators of records that have these texts in their keys, and these codes."""
    in_keys = {character for text in keys for character in text}
    in_codes = {character for text in codes for character in text}
    chosen: list[str] = []
    for number in range(_IN_NO_KEY):
        taken = {*in_keys, *chosen, *(in_codes if number < _IN_NO_CODE else ())}
        every = chain(PREFERRED, map(chr, range(0x100, sys.maxunicode)))
        chosen.append(next(sign for sign in every if sign not in taken))
    return Separators(*chosen)


def in_pattern(sign: str) -> str:
    """A separator as a pattern that stands for it."""
    return f"[{sign}]" if sign == "|" else sign
