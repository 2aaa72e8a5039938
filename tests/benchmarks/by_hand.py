"""Scripts as administrators write them: a chain of conditions with the answer in each arm.

Nothing is read once, and nothing is guarded: a script that fails on odd input is what the tables of
sizes and times compare with. Only the rules of `family_rules` can be written so.
"""

from __future__ import annotations

import json

from rulec.ir import (
    All,
    Condition,
    Constant,
    FieldRead,
    FieldTest,
    ItemTest,
    ListOf,
    Profile,
    Rule,
    ServiceFound,
    Set,
    Value,
)
from rulec.operators import Equals, InSubnet, Matches, StartsWith
from rulec.pexip import Policy

_RESULT = {
    Policy.SERVICE: "service_config|pex_update({made})",
    Policy.PARTICIPANT: "{made}",
    Policy.MEDIA_LOCATION: "{made}",
}
_OTHERWISE = {
    Policy.SERVICE: "service_config",
    Policy.PARTICIPANT: "{}",
    Policy.MEDIA_LOCATION: "suggested_media_overflow_locations",
}


def by_hand(profile: Profile, policy: Policy) -> str:
    """The script of a profile with one rule set of the policy."""
    (rules,) = profile.sets(policy)
    arms = "".join(
        f"{{% {'elif' if number else 'if'} {_test(rule.when)} %}}\n  {_answer(rule, policy)}\n"
        for number, rule in enumerate(rules.rules)
    )
    otherwise = _printed("continue", _OTHERWISE[policy])
    return f"{arms}{{% else %}}\n  {otherwise}\n{{% endif %}}\n"


def _test(when: Condition) -> str:
    match when:
        case All(conditions):
            return " and ".join(map(_test, conditions))
        case FieldTest(FieldRead(field), operator):
            name = ".".join(field.path)
            match operator:
                case Equals((one,)):
                    return f'{name} == "{one}"'
                case Equals(several):
                    return f"{name} in {json.dumps(several)}"
                case StartsWith((one,)):
                    return f'{name}.startswith("{one}")'
                case Matches((pattern,)):
                    text = pattern.source.replace("\\", "\\\\")
                    return f'pex_regex_search("^({text})$", {name})'
                case InSubnet(networks):
                    return f"pex_in_subnet({name}, {json.dumps([str(n) for n in networks])})"
        case ItemTest(FieldRead(field), ((Equals((one,)), False),)):
            return f'{".".join(field.path)} == "{one}"'
        case ServiceFound():
            return "service_config"
    raise TypeError(f"nobody writes {when} by hand")


def _answer(rule: Rule, policy: Policy) -> str:
    (effect,) = rule.effects
    if not isinstance(effect, Set):
        return _printed("reject", "{}")
    made = ", ".join(f'"{a.field.name}": {_value(a.value)}' for a in effect.assignments)
    return _printed("continue", _RESULT[policy].format(made=f"{{{made}}}"))


def _value(value: Value) -> str:
    match value:
        case Constant(scalar):
            return json.dumps(scalar)
        case ListOf(items):
            return f"[{', '.join(map(_value, items))}]"
    raise TypeError(f"nobody writes {value} by hand")


def _printed(action: str, result: str) -> str:
    return f'{{{{ {{"action": "{action}", "result": {result} }}|pex_to_json }}}}'
