"""One sentence about a rule."""

from __future__ import annotations

from rulec.ir import Rule, RuleSet
from rulec.pexip import Policy
from rulec.report.words.callers import callers
from rulec.report.words.deeds import deeds

_SUBJECTS = {
    Policy.SERVICE: "calls",
    Policy.PARTICIPANT: "callers",
    Policy.MEDIA_LOCATION: "calls",
}


def sentence(rules: RuleSet, rule: Rule | None) -> str:
    """What a rule does, or the `default` of a set, and to whom.

    Its set's `when` is part of it. That earlier rules may have taken a call is not said.
    """
    subject = _SUBJECTS[rules.policy]
    effects = rules.default if rule is None else rule.effects
    who = callers(subject, rules.when, *(() if rule is None else (rule.when,)))
    if rule is None:
        who = f"{who.removeprefix('all ')}, where no rule of the set applied"
    did = deeds(rules.policy, effects)
    told = ", and ".join(did)
    stop = "," if "," in who else ""
    return f"{who[0].upper()}{who[1:]}{stop} {told}."
