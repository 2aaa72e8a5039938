"""What shows only when all profiles are looked at: rules that none of them can use."""

from __future__ import annotations

from collections.abc import Iterator, Set
from typing import NamedTuple

from rulec.diagnostics import codes_findings as codes
from rulec.diagnostics import names
from rulec.findings.finding import Finding
from rulec.ir import NEVER, Profile, Rule, RuleSet
from rulec.resolve import Project


class Alive(NamedTuple):
    """A rule, or the `default` (no rule), that calls reach in the script of a profile."""

    profile: str
    rule_set: str
    rule: str | None


def across(project: Project, alive: Set[Alive]) -> Iterator[Finding]:
    """Rules, and whole rule sets, for which none of the profiles is used at the right locations.

    And profiles for which none of their rules are meant.
    """
    for found in project.rule_sets:
        having = [p for p in project.profiles if _specialised(p, found.rules) is not None]
        if having:
            yield from _of_set(found.rules, having)
    for profile in project.profiles:
        yield from _of_profile(project, profile, alive)


def _specialised(profile: Profile, rules: RuleSet) -> RuleSet | None:
    """A rule set as it is in a profile."""
    return next((each for each in profile.rule_sets if each.name == rules.name), None)


def _of_set(rules: RuleSet, having: list[Profile]) -> Iterator[Finding]:
    what = "the profile that has it is" if len(having) == 1 else "the profiles that have it are"
    reason = f"{what} not used at its locations ({names(p.name for p in having)})"
    hint = "correct the location, or delete it"
    inside = [each for p in having if (each := _specialised(p, rules)) is not None]
    if all(each.when == NEVER for each in inside) and rules.when != NEVER:
        message = f"no call reaches the rule set `{rules.name}`: {reason}"
        place = rules.when_span or rules.span
        yield Finding(codes.UNREACHABLE_SET, rules, None, place, message, hint)
        return
    left_out = [
        {_name(one.rule) for one in p.left_out if one.rule_set == rules.name} for p in having
    ]
    everywhere = set.intersection(*left_out)
    for rule in rules.rules:
        if rule.id in everywhere:
            code = codes.UNREACHABLE_RULE if rule.row is None else codes.SHADOWED_ROW
            message = f"no call reaches `{rule.id}`: {reason}"
            yield Finding(code, rules, rule, rule.row or rule.span, message, hint)


def _of_profile(project: Project, profile: Profile, alive: Set[Alive]) -> Iterator[Finding]:
    """The policies of a profile whose rules are all for others."""
    for policy in profile.policies:
        sets = profile.sets(policy)
        mine = {rules.name for rules in sets}
        written = any(f.rules.rules for f in project.rule_sets if f.rules.name in mine)
        used = any(each.profile == profile.name and each.rule_set in mine for each in alive)
        elsewhere = any(each.rule_set in mine for each in alive)
        if written and elsewhere and not used:
            message = f"no call reaches a rule of the {policy.value} policy in `{profile.name}`"
            hint = "correct `assigned_to`, or take these rule sets out of the profile"
            yield Finding(codes.UNREACHABLE_SET, sets[0], None, profile.span, message, hint)


def _name(rule: Rule | None) -> str | None:
    return None if rule is None else rule.id
