"""What the characters of a script are spent on: each rule, and what all rules share.

What a rule takes is what is written for it alone: its arm in a chain, or its entries in tables.
Rules that share an arm take equal parts of it; in tables it is so to a few characters. What is left
is shared: the fields that are read, tables of signs, the answer.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from rulec.ir import Rule
from rulec.pexip import script_size
from rulec.script.expression import TRUE
from rulec.script.statement import Branch, If, Layout, Statement, render_statements

#: A rule by the names of its set and itself; the second is empty for a set's `default`.
RuleName = tuple[str, str]


@dataclass(slots=True)
class Ledger:
    """Characters of a script by rule, filled while the script is made."""

    layout: Layout
    spent: Counter[RuleName] = field(default_factory=Counter)
    #: The rules that stand behind the id of one that was made of several, by rule set.
    members: Mapping[RuleName, Sequence[Rule]] = field(default_factory=dict)

    def arm(self, rule_set: str, rule: str, branch: Branch) -> None:
        """Note one arm of a chain."""
        first = Branch(TRUE, ())
        whole, without = If((first, branch)), If((first,))
        self.add(rule_set, rule, self._size((whole,)) - self._size((without,)))

    def statements(self, rule_set: str, rule: str, statements: tuple[Statement, ...]) -> None:
        """Note statements that stand alone."""
        # A dense script ends in one line feed, and not each statement.
        end = self._size(())
        self.add(rule_set, rule, self._size(statements) - end)

    def _size(self, statements: tuple[Statement, ...]) -> int:
        return script_size(render_statements(statements, self.layout))

    def add(self, rule_set: str, rule: str, characters: int) -> None:
        """Note characters that are written for a rule."""
        ids = [one.id for one in self.members.get((rule_set, rule), ())] or [rule]
        for one in ids:
            self.spent[rule_set, one] += characters // len(ids)
