"""What a script's characters are spent on, how many more rules fit, and how to make room."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from rulec.emit import Script
from rulec.ir import FieldTest, Profile, Rule
from rulec.ir.values import FieldRead
from rulec.ir.walk import walk
from rulec.pexip import CALL_FIELDS
from rulec.records import dataclass
from rulec.report.safe_text import safe

#: How many rules, sets and owners are named.
_NAMED = 3
#: Rules for single locations that take less of a script are not worth a profile of their own.
_WORTH_A_PROFILE = 0.1


@dataclass(frozen=True, slots=True)
class Spent:
    """What the characters of one script are spent on."""

    profile: Profile
    script: Script

    @property
    def rules(self) -> dict[tuple[str, str], Rule]:
        """The rules of the script by the names of their set and their own."""
        sets = self.profile.sets(self.script.policy)
        return {(found.name, rule.id): rule for found in sets for rule in found.rules}

    @property
    def shared(self) -> int:
        """Characters that are written for no rule alone: inputs, tables of signs, the answer."""
        return max(0, self.script.size - sum(self.script.spent.values()))

    @property
    def room(self) -> int:
        """Characters that are left."""
        return max(0, self.profile.budget - self.script.size)

    @property
    def average(self) -> int:
        """Characters of a rule, as an average of all; 0 without a rule."""
        count = len(self.rules)
        return -(-sum(self.script.spent.values()) // count) if count else 0

    @property
    def more(self) -> int:
        """How many more rules of the average kind fit, in the layout that the script has."""
        return self.room // self.average if self.average else 0

    def by(self, kind: str) -> list[tuple[str, int, int]]:
        """Names with their rules and characters, the largest first.

        `kind` is `rule_set`, `owner`, `table` (the rules that were made from the rows of one) or
        `rule`. Rules without an owner, or not from a table, are in none.
        """
        counts: Counter[str] = Counter()
        characters: Counter[str] = Counter()
        for (rule_set, name), rule in self.rules.items():
            label = _label(kind, rule_set, name, rule)
            if label:
                counts[label] += 1
                characters[label] += self.script.spent.get((rule_set, name), 0)
        order = sorted(counts, key=lambda label: (-characters[label], label))
        return [(label, counts[label], characters[label]) for label in order]


def _label(kind: str, rule_set: str, name: str, rule: Rule) -> str:
    match kind:
        case "rule_set":
            return rule_set
        case "owner":
            return rule.owner
        case "table":
            return f"{rule_set}/{rule.written_as}" if rule.row is not None else ""
        case _:
            return f"{rule_set}/{name}"


def ledger_data(spent: Spent) -> dict[str, object]:
    """The ledger as JSON data; of single rules the ten largest."""
    return {
        "shared": spent.shared,
        "room": spent.room,
        "average": spent.average,
        "more_rules": spent.more,
        **{f"{kind}s": _rows(spent.by(kind)) for kind in ("rule_set", "owner", "table")},
        "rules": _rows(spent.by("rule")[:10]),
    }


def _rows(rows: list[tuple[str, int, int]]) -> list[dict[str, object]]:
    return [{"name": name, "rules": rules, "characters": taken} for name, rules, taken in rows]


def ledger_text(path: str, spent: Spent) -> str:
    """The ledger as a table."""
    lines = [
        f"{path}: {spent.script.size:,} of {spent.profile.budget:,} characters, {room_text(spent)}"
    ]
    for title, kind in (("rule sets", "rule_set"), ("owners", "owner"), ("tables", "table")):
        lines += _table(title, spent.by(kind))
    lines += _table("largest rules", spent.by("rule")[: 2 * _NAMED], counted=False)
    lines.append(f"  {'shared by all: inputs, tables of signs, the answer':<54}{spent.shared:>8,}")
    return "\n".join(lines) + "\n"


def _table(title: str, rows: list[tuple[str, int, int]], *, counted: bool = True) -> Iterator[str]:
    if rows:
        yield f"  {title}"
    for name, rules, taken in rows:
        count = f"{rules:,} {'rule' if rules == 1 else 'rules'}" if counted else ""
        yield f"    {safe(name)[:38]:<38}{count:>14}{taken:>8,}"


def room_text(spent: Spent) -> str:
    """How much is left, in words."""
    if not spent.average:
        return f"{spent.room:,} left"
    return f"room for about {spent.more:,} more such rules in this layout"


def ways_out(spent: Spent) -> str:
    """What takes most of a script that is too long, and what would make it shorter."""
    sets, rules = spent.by("rule_set"), spent.by("rule")
    told = []
    if len(sets) > 1:
        told.append(f"most goes to {_listed(sets)}")
    elif rules:
        many = "rules are" if len(rules) > 1 else "rule is"
        told.append(f"the largest {many} {_listed(rules)}")
    local = sum(
        spent.script.spent.get(name, 0) for name, rule in spent.rules.items() if _is_local(rule)
    )
    if local > _WORTH_A_PROFILE * spent.script.size:
        told.append(
            f"rules that ask for a location take {local:,}: a profile for each location, with "
            "`assigned_to`, leaves out those of the others"
        )
    told.append("move rule sets to another profile, or merge rules that do the same")
    return "; ".join(told)


def _listed(rows: list[tuple[str, int, int]]) -> str:
    return ", ".join(f"`{name}` ({taken:,})" for name, _, taken in rows[:_NAMED])


def _is_local(rule: Rule) -> bool:
    """Whether a rule asks for the location of the call."""
    return any(
        isinstance(node, FieldTest)
        and isinstance(node.subject, FieldRead)
        and node.subject.field.path == CALL_FIELDS["location"].path
        for node in walk(rule.when)
    )
