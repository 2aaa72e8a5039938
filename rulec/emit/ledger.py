"""What the characters of a script are spent on: each rule, and what all rules share.

What a rule takes is what would go with it: the parts that are there for it alone, and an equal
share of the arm of a chain, or the questions, that several rules have become. What is left is
shared: the inputs of several rules, tables of signs, the answer.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from rulec.emit.source_map import Part, RuleName, What
from rulec.pexip import script_size


def spent(text: str, parts: Iterable[Part]) -> Counter[RuleName]:
    """The characters of a script by rule, as they count against its budget."""
    found: Counter[RuleName] = Counter()
    for part in parts:
        rules = part.purpose.rules
        if part.purpose.what is What.DEFAULT or not _is_theirs(part):
            continue
        each, more = divmod(script_size(text[part.start : part.end]), len(rules))
        for number, rule in enumerate(rules):
            found[rule] += each + (number < more)
    return found


def _is_theirs(part: Part) -> bool:
    """Whether a part is there for one rule, or for rules that have become one."""
    rules = part.purpose.rules
    return len(rules) == 1 or (part.purpose.what is What.RULE and bool(rules))
