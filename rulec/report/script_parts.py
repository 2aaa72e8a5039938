"""The parts of a script for people and programs: where they stand, what for, and their text."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable
from functools import cached_property
from itertools import groupby

from rulec.emit import Part, Purpose, RuleName, Script, What
from rulec.ir import Profile, Rule
from rulec.report.hidden_parts import HiddenParts
from rulec.report.rule_names import rule_names
from rulec.report.safe_text import safe
from rulec.script.places import Lines, Position
from rulec.source import Span

#: Characters of a script that are shown of one part.
LONGEST_EXCERPT = 88
#: Of those how many stand before the place that is asked about.
_BEFORE = 40
#: Rules that are named in one line; the rest is counted.
_NAMED = 3
_MORE = "..."

#: The kinds of parts that a rule, or a `default`, is written into.
OWN = (What.RULE, What.OUTCOME, What.DEFAULT)


class ScriptParts:
    """The parts of one script. PINs in their text are hidden unless `show_secrets`.

    `position` gives the place of a character, where that is not the one in the script's own text.
    """

    def __init__(
        self,
        profile: Profile,
        script: Script,
        *,
        show_secrets: bool = False,
        position: Callable[[int], Position] | None = None,
    ) -> None:
        self.profile = profile
        self.script = script
        self._lines = Lines(script.text)
        self._show_secrets = show_secrets
        #: The line and the column of a character.
        self.position = position or self._lines.position
        self._rules: dict[str, dict[str, Rule]] = {
            rules.name: {rule.id: rule for rule in rules.rules}
            for rules in profile.sets(script.policy)
        }

    def within(self, start: int, end: int) -> list[Part]:
        """The parts that have one of the characters `start` to `end`, or the one at `start`."""
        parts = self.script.parts
        first = bisect_right(parts, start, key=lambda part: part.start) - 1
        behind = bisect_left(parts, max(end, start + 1), key=lambda part: part.start)
        return list(parts[max(0, first) : behind])

    def of(self, rules: Iterable[RuleName], kinds: Iterable[What] = OWN) -> list[Part]:
        """The parts of some kinds that are there for one of some rules."""
        wanted, some = set(rules), set(kinds)
        # Many parts have one purpose, with thousands of rules.
        known: dict[int, bool] = {}
        for part in self.script.parts:
            one = part.purpose
            if id(one) not in known:
                known[id(one)] = one.what in some and not wanted.isdisjoint(one.rules)
        return [part for part in self.script.parts if known[id(part.purpose)]]

    # --- Text ------------------------------------------------------------------------------------

    @cached_property
    def _hidden(self) -> HiddenParts:
        return HiddenParts(self.profile, self.script, show_secrets=self._show_secrets)

    def excerpt(self, part: Part) -> str:
        """The beginning of a part's text, on one line and safe for a terminal."""
        return self._cut(self.ends(part)[0], part.end)

    def ends(self, part: Part) -> tuple[int, int]:
        """The first and the last character of a part that can be seen."""
        text = self.script.text[part.start : part.end]
        first = part.start + len(text) - len(text.lstrip())
        return first, max(first, part.start + len(text.rstrip()) - 1)

    def around(self, part: Part, offset: int) -> tuple[str, int]:
        """A part's text around a character, and how many columns stand before the character."""
        first, behind = self._lines.ends(self._lines.position(offset).line)
        start = max(first, part.start)
        shown = max(start, offset - _BEFORE)
        before = _MORE if shown > start else ""
        text = before + self._cut(shown, min(behind, part.end))
        return text, len(before + safe(self._hidden.shown(shown, offset)))

    def _cut(self, start: int, end: int) -> str:
        """What stands between two places, as far as the line goes and there is room."""
        text = self.script.text[start:end]
        line = text.partition("\n")[0][:LONGEST_EXCERPT]
        more = _MORE if len(line) < len(text.rstrip()) else ""
        return safe(self._hidden.shown(start, start + len(line))) + more

    # --- Rules -----------------------------------------------------------------------------------

    def rule(self, name: RuleName) -> Rule | None:
        """The rule of a name; none for a `default`."""
        return self._rules[name[0]].get(name[1])

    @property
    def rules(self) -> list[RuleName]:
        """The rules of the script, in their order."""
        return [(rule_set, rule) for rule_set, some in self._rules.items() for rule in some]

    def called(self, name: str) -> list[RuleName]:
        """The rules of a name, `rule` or `set/rule`: one, rows of a table, or none.

        The `default` of a set is a rule of that name.
        """
        names = [(rule_set, "") for rule_set in self._rules]
        return [one for one in (*self.rules, *names) if name in self._spellings(one)]

    def _spellings(self, name: RuleName) -> tuple[str, ...]:
        rule = self.rule(name)
        ids = ("default",) if rule is None else (rule.id, rule.written_as)
        return (*ids, *(f"{name[0]}/{one}" for one in ids))

    def names(self, rules: Iterable[RuleName]) -> list[str]:
        """Rules as `set/rule`; rows of one table that follow each other as `set/rule[1..300]`."""
        found: list[str] = []
        for rule_set, some in groupby(rules, lambda name: name[0]):
            ids = [rule for _, rule in some]
            every = self._rules[rule_set]
            names = rule_names(every[rule] for rule in ids if rule)
            names += ["default" for rule in ids if not rule]
            found += (f"{rule_set}/{name}" for name in names)
        return found

    def told(self, purpose: Purpose) -> str:
        """What a part is there for, in words."""
        rules = self._listed(purpose.rules)
        match purpose.what:
            case What.HEADER:
                return "a comment"
            case What.VARIABLE:
                return f"the variable `{safe(purpose.name)}`, for {rules or 'no rule'}"
            case What.START:
                return "the answer before any rule"
            case What.RULE_SET:
                return f"what stands around the rules of {safe(purpose.name)}"
            case What.RULE:
                return f"{'rule' if len(purpose.rules) == 1 else 'rules'} {rules}"
            case What.LOOKUP:
                return f"what finds {rules}"
            case What.SIGN:
                return f"a sign in the keys of {rules}"
            case What.OUTCOME:
                return f"what is done by {rules}"
            case What.DEFAULT:
                return f"the default of {safe(purpose.name)}"
            case What.ANSWER:
                return "what prints the answer"

    def _listed(self, rules: Iterable[RuleName]) -> str:
        """Some rules in a few words."""
        names = self.names(rules)
        shown = ", ".join(map(safe, names[:_NAMED]))
        return f"{shown} and {len(names) - _NAMED:,} more" if len(names) > _NAMED else shown


def places(rule: Rule | None) -> list[Span]:
    """Where a rule stands, and the row that it is made from."""
    spans = () if rule is None else (rule.span, rule.row)
    return [span for span in spans if span is not None]
