"""The source map of a script: for each of its characters what it is there for, and for which rules.

Whoever writes a piece of a script marks it, and the marks go with the text until it is finished:
nothing is looked for afterwards. What inputs are read for follows from the variables that the
marked pieces read.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from enum import StrEnum
from functools import reduce
from operator import or_

from rulec.ir import RuleSet
from rulec.records import dataclass
from rulec.script.marks import segments
from rulec.script.naming import renamed
from rulec.script.reading import assigned, reads
from rulec.script.statement import Block, Layout, Statement, render_marked_statements

#: A rule by the names of its set and itself; the second is empty for a set's `default`.
RuleName = tuple[str, str]


class What(StrEnum):
    """What a part of a script is there for."""

    #: Comments on top.
    HEADER = "header"
    #: Gives a variable its value before rules read it: an input of a known type, what is made of
    #: it, a table of signs.
    VARIABLE = "variable"
    #: The answer before any rule.
    START = "start"
    #: What stands around the rules of a set: its `when`, and what finds their codes and reads them.
    RULE_SET = "rule set"
    #: The condition and the effects of a rule, or its entry in a table.
    RULE = "rule"
    #: Asks once for several rules, or looks calls up among their entries.
    LOOKUP = "lookup"
    #: A text in the keys of some rules, for which a sign stands there.
    SIGN = "sign"
    #: What some rules do, of which their entries have the sign or the number.
    OUTCOME = "outcome"
    #: The `default` of a rule set.
    DEFAULT = "default"
    #: The end: prints the answer.
    ANSWER = "answer"


@dataclass(frozen=True, slots=True)
class Purpose:
    """What a part of a script is there for, and for which rules, in their order."""

    what: What
    rules: tuple[RuleName, ...] = ()
    #: The name of a variable; of everything else the rule set, if any.
    name: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """The characters `start` to `end` of a script, which are there for one purpose."""

    start: int
    end: int
    purpose: Purpose


class Marks:
    """Gives out marks while a script is written, and reads them back from its text."""

    def __init__(self, rule_sets: Iterable[RuleSet]) -> None:
        names = (
            (rules.name, name) for rules in rule_sets for name in (*(r.id for r in rules.rules), "")
        )
        self._order = {name: number for number, name in enumerate(names)}
        self._members: dict[RuleName, Sequence[str]] = {}
        self._purposes: list[Purpose] = []
        self._known: dict[Purpose, int] = {}
        #: The marks of inputs, of which nobody knows yet who reads them, with their variables.
        self._inputs: dict[int, tuple[str, ...]] = {}

    def merge(self, rule_set: str, rule: str, members: Sequence[str]) -> None:
        """Note that a rule is made of several."""
        self._members[rule_set, rule] = members

    def fixed(self, what: What) -> int:
        """The mark of what is there whatever the rules are."""
        return self._mark(Purpose(what))

    def of_rules(self, what: What, rule_set: str, rules: Iterable[str]) -> int:
        """The mark of what is there for some rules of a set."""
        names = {
            (rule_set, one)
            for rule in rules
            for one in self._members.get((rule_set, rule), (rule,))
        }
        return self._mark(Purpose(what, self._ordered(names), rule_set))

    def of_default(self, rule_set: str) -> int:
        """The mark of what a set does where no rule matched."""
        return self._mark(Purpose(What.DEFAULT, ((rule_set, ""),), rule_set))

    def together(self, marks: Iterable[int]) -> int:
        """The mark of what stands around pieces of rules: theirs, where they have one."""
        every = set(marks)
        if len(every) == 1:
            return every.pop()
        purposes = [self._purposes[mark] for mark in every]
        rules = {rule for purpose in purposes for rule in purpose.rules}
        return self._mark(Purpose(What.LOOKUP, self._ordered(rules), purposes[0].name))

    def inputs(self, statements: Sequence[Statement]) -> list[Statement]:
        """Statements that read inputs, each with a mark of its own."""
        made: list[Statement] = []
        for statement in statements:
            names = tuple(assigned((statement,)))
            mark = len(self._purposes)
            self._inputs[mark] = names
            self._purposes.append(Purpose(What.VARIABLE, (), names[0]))
            made.append(Block((statement,), mark))
        return made

    def reads_inputs(self, script: Sequence[Statement]) -> bool:
        """Whether one of the statements that read inputs is still in a script."""
        return any(isinstance(one, Block) and one.mark in self._inputs for one in script)

    def _mark(self, purpose: Purpose) -> int:
        if purpose not in self._known:
            self._known[purpose] = len(self._purposes)
            self._purposes.append(purpose)
        return self._known[purpose]

    def _ordered(self, names: Iterable[RuleName]) -> tuple[RuleName, ...]:
        return tuple(sorted(names, key=self._order.__getitem__))

    def written(
        self, script: Sequence[Statement], layout: Layout, names: Mapping[str, str]
    ) -> tuple[str, tuple[Part, ...]]:
        """The text of a whole script, and its parts in order, which are all of it.

        Every statement stands in a block with a mark. `names` has other names for variables; parts
        know them by the names that they had.
        """
        self._find_readers(script)
        text, found = segments(render_marked_statements(renamed(script, names), layout))
        parts: list[Part] = []
        for start, end, mark in found:
            assert mark is not None, text[start:end]  # noqa: S101  see above
            purpose = self._purposes[mark]
            if parts and parts[-1].purpose == purpose:
                parts[-1] = Part(parts[-1].start, end, purpose)
            else:
                parts.append(Part(start, end, purpose))
        return text, tuple(parts)

    def _find_readers(self, script: Sequence[Statement]) -> None:
        """Say of each input which rules read it, be it by way of other inputs."""
        # Rules as bits of a number: there may be thousands, and as many sets of them.
        rules = [sum(1 << self._order[rule] for rule in one.rules) for one in self._purposes]
        readers: defaultdict[str, int] = defaultdict(int)
        read: defaultdict[int, list[str]] = defaultdict(list)
        for mark, variable in reads(script):
            if mark in self._inputs:
                read[mark].append(variable)
            elif mark is not None:
                readers[variable] |= rules[mark]
        # What an input reads stands before it.
        for mark in reversed(read):
            for variable in read[mark]:
                readers[variable] |= self._any(readers, mark)
        names = list(self._order)
        for mark in self._inputs:
            found = self._any(readers, mark)
            of_input = tuple(name for at, name in enumerate(names) if found >> at & 1)
            self._purposes[mark] = replace(self._purposes[mark], rules=of_input)

    def _any(self, readers: Mapping[str, int], mark: int) -> int:
        """Who reads one of the variables of an input."""
        return reduce(or_, (readers[variable] for variable in self._inputs[mark]), 0)
