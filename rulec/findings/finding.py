"""A finding: what a check says about rules of one script."""

from __future__ import annotations

from rulec.analysis import Call
from rulec.diagnostics import Code, Related
from rulec.ir import Rule, RuleSet
from rulec.records import dataclass
from rulec.source import Span


@dataclass(frozen=True, slots=True)
class Finding:
    """What is wrong with a rule, with the `default` of a set or with the set (no rule).

    `message`, `hint` and `related` are those of a `Problem`. `call` shows it. A finding that is so
    `everywhere` counts only when every profile that has the rule finds it, such as a rule that no
    call reaches; of others the first profile's is told.
    """

    code: Code
    rule_set: RuleSet
    rule: Rule | None
    span: Span | None
    message: str
    hint: str
    related: tuple[Related, ...] = ()
    call: Call | None = None
    everywhere: bool = False
    #: The other rules that it is about; each of them may accept it too.
    others: tuple[Rule, ...] = ()
    #: What it says, where it might say the opposite of the same place in another profile.
    sense: str = ""

    @property
    def key(self) -> object:
        """What is the same for the same finding in another profile."""
        span = self.span
        place = None if span is None else (span.file.path, span.line, span.column)
        about = (self.rule,) if self.everywhere else (self.rule, *self.others)
        rules = tuple(rule.id for rule in about if rule is not None)
        return self.code.id, self.rule_set.name, rules, place, self.sense
