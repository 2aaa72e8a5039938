"""Rules that the scripts of a profile lack, because they cannot apply where the profile runs."""

from __future__ import annotations

from collections.abc import Iterable

from rulec.ir import Profile
from rulec.pexip import Policy
from rulec.records import dataclass
from rulec.report.safe_text import safe
from rulec.source import Span

#: Rules and locations that one line names; the rest is counted.
_MOST_RULES = 8
_MOST_LOCATIONS = 3


@dataclass(frozen=True, slots=True)
class Omitted:
    """A rule as it stands in the file, or the `default` of a set (no rule)."""

    rule_set: str
    rule: str | None
    #: How many of its rows are left out, of a rule that is made from a table.
    rows: int | None
    span: Span | None

    @property
    def name(self) -> str:
        """The rule's name in its set, with the number of rows."""
        rows = "" if self.rows is None else f" ({self.rows:,} {_word(self.rows, 'row')})"
        return f"{'default' if self.rule is None else self.rule}{rows}"

    @property
    def data(self) -> dict[str, object]:
        """The same as JSON data: `rule_set`, `rule` (null for the default), `rows` (or null)."""
        return {"rule_set": self.rule_set, "rule": self.rule, "rows": self.rows}


def omitted(profile: Profile, policy: Policy) -> tuple[Omitted, ...]:
    """What the script of a policy lacks, in order; the rows of one rule are one entry."""
    found: dict[tuple[str, str | None], Omitted] = {}
    for one in profile.left_out:
        if one.policy is not policy:
            continue
        rule = one.rule
        key = (one.rule_set, None if rule is None else rule.written_as)
        before = found.get(key)
        rows = None
        if rule is not None and rule.row is not None:
            rows = 1 + (before.rows or 0 if before else 0)
        span = None if rule is None else rule.span
        found[key] = Omitted(*key, rows, span)
    return tuple(found.values())


def left_out_data(profile: Profile, policy: Policy) -> list[dict[str, object]]:
    """What the script of a policy lacks, as JSON data."""
    return [one.data for one in omitted(profile, policy)]


def left_out_text(profile: Profile, policy: Policy) -> str:
    """One line about what the script of a policy lacks; empty where it has everything."""
    every = omitted(profile, policy)
    if not every:
        return ""
    they = "it" if len(every) == 1 and every[0].rows in (None, 1) else "they"
    listed = _listed([f"{one.rule_set}/{one.name}" for one in every], _MOST_RULES)
    where = f"{safe(profile.name)}: {policy.value}"
    return f"{where}: left out, because {they} {cannot_apply(profile)}: {listed}\n"


def cannot_apply(profile: Profile) -> str:
    """Why rules are left out, without their subject: `cannot apply at DMZ`."""
    return cannot_apply_at(profile.assigned_to)


def cannot_apply_at(locations: Iterable[str]) -> str:
    """The same of some locations."""
    places = _listed(locations, _MOST_LOCATIONS)
    return f"cannot apply at {places}" if places else "cannot apply"


def give_location(test: str, location: str) -> str:
    """What to do about a test that does not come to a rule."""
    return f"give {test} a `location`, such as {safe(location)}"


def _listed(names: Iterable[str], most: int) -> str:
    every = list(names)
    rest = len(every) - most
    return safe(", ".join(every[:most])) + (f" and {rest:,} more" if rest > 0 else "")


def _word(count: int, noun: str) -> str:
    return noun if count == 1 else f"{noun}s"
