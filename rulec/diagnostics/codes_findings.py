"""The codes of what is found about rules as a whole: dead rules, idle conditions, conflicts."""

from __future__ import annotations

from rulec.diagnostics.problem import Code, Severity

UNREACHABLE_RULE = Code(
    "R201",
    "unreachable-rule",
    Severity.WARNING,
    headline="A rule that no call reaches",
    why=(
        "Of a rule set only the first rule that matches applies, and nothing applies after a "
        "refusal. Every call that meets this rule is taken by the rules that are named, so it "
        "never does anything, also if it once did. Special cases belong above general ones."
    ),
    bad=(
        "- {id: all-rooms, when: {local_alias: {starts_with: room}}, set: {call_tag: room}}\n"
        "- {id: room-7, when: {local_alias: room7}, set: {call_tag: board}}"
    ),
    good=(
        "- {id: room-7, when: {local_alias: room7}, set: {call_tag: board}}\n"
        "- {id: all-rooms, when: {local_alias: {starts_with: room}}, set: {call_tag: room}}"
    ),
)
IMPOSSIBLE_CONDITION = Code(
    "R202",
    "impossible-condition",
    Severity.WARNING,
    headline="A condition that no call meets",
    why=(
        "The parts of the condition that are named rule each other out, so what it guards never "
        "applies. Often two ways to say the same thing were both kept, or `any` was meant."
    ),
    bad="when: {vendor: {ends_with: a.exe, not: {ends_with: .exe}}}",
    good="when: {vendor: {ends_with: a.exe}}",
)
SHADOWED_ROW = Code(
    "R203",
    "shadowed-row",
    Severity.WARNING,
    headline="A row of a table that no call reaches",
    why=(
        "Of the rules that are made from the rows of a table only the first one that matches "
        "applies. Every call that fits this row fits one of the rows, or rules, that are named, "
        "so that the row never counts. Rows for smaller networks belong above larger ones."
    ),
    bad=(
        "tables:\n  sites:\n"
        "  - {subnet: 10.0.0.0/8, tag: office}\n"
        "  - {subnet: 10.7.0.0/16, tag: guests}\n"
        "rules:\n"
        "- id: sites\n  for_each: sites\n"
        "  when: {remote_address: {in_subnet: '{subnet}'}}\n  set: {call_tag: '{tag}'}"
    ),
    good=(
        "tables:\n  sites:\n"
        "  - {subnet: 10.7.0.0/16, tag: guests}\n"
        "  - {subnet: 10.0.0.0/8, tag: office}\n"
        "rules:\n"
        "- id: sites\n  for_each: sites\n"
        "  when: {remote_address: {in_subnet: '{subnet}'}}\n  set: {call_tag: '{tag}'}"
    ),
)
UNREACHABLE_DEFAULT = Code(
    "R204",
    "unreachable-default",
    Severity.WARNING,
    headline="A `default` that no call reaches",
    why=(
        "A `default` is for calls that no rule of its set takes, and the rules that are named "
        "take all of them together. Where the last rule is meant for what is left, one of the "
        "two can go."
    ),
    bad=("rules:\n- {id: everybody, set: {call_tag: all}}\ndefault: {set: {call_tag: none}}"),
    good=(
        "rules:\n- {id: apps, when: {protocol: api}, set: {call_tag: all}}\n"
        "default: {set: {call_tag: none}}"
    ),
)
UNREACHABLE_SET = Code(
    "R205",
    "unreachable-rule-set",
    Severity.WARNING,
    headline="Rules of a whole set, or of a profile, that no call reaches",
    why=(
        "Rule sets apply one after another, and nothing applies after a refusal. Either earlier "
        "rule sets of the profile refuse every call that meets the `when` of this one, or the "
        "profile is used at locations that its rules are not about."
    ),
    bad=(
        "# 1.yaml\npolicy: participant\nrules: [{id: nobody, reject: Closed}]\n"
        "# 2.yaml\npolicy: participant\n"
        "rules: [{id: apps, when: {protocol: api}, set: {call_tag: a}}]"
    ),
    good=(
        "# 1.yaml\npolicy: participant\n"
        "rules: [{id: nobody, when: {protocol: rtmp}, reject: Closed}]\n"
        "# 2.yaml\npolicy: participant\n"
        "rules: [{id: apps, when: {protocol: api}, set: {call_tag: a}}]"
    ),
)
IDLE_CONDITION = Code(
    "R206",
    "idle-condition",
    Severity.WARNING,
    headline="A condition that makes no difference",
    why=(
        "Without this part the rule would apply to exactly the same calls, because every call "
        "meets it, or every call that meets the rest of the condition. It misleads whoever reads "
        "the rule, and often something else was meant."
    ),
    bad="when: {local_alias: {starts_with: meet, matches: 'meet-[a-z]+'}}",
    good="when: {local_alias: {matches: 'meet-[a-z]+'}}",
)
COVERED_CONDITION = Code(
    "R207",
    "covered-condition",
    Severity.WARNING,
    headline="A condition that earlier rules make superfluous",
    why=(
        "Every call that fails this part, and meets the rest, is taken by the earlier rules that "
        "are named. As long as they stand above, the rule applies to the same calls without it. "
        "That may be meant as a reminder; then accept it, or the part says less than it seems to."
    ),
    bad=(
        "- {id: apps, when: {protocol: api}, set: {call_tag: app}}\n"
        "- {id: rest, when: {protocol: {not: api}}, set: {call_tag: other}}"
    ),
    good=(
        "- {id: apps, when: {protocol: api}, set: {call_tag: app}}\n"
        "- {id: rest, set: {call_tag: other}}"
    ),
)
IDLE_RULE = Code(
    "R208",
    "idle-rule",
    Severity.WARNING,
    headline="A rule that changes nothing",
    why=(
        "Without the rule every call would be decided just the same: the rules, or the "
        "`default`, that would take its calls do the same, other rules of the set overwrite all "
        "of it or have set it before, or a `continue` keeps no call from anything."
    ),
    bad=(
        "- {id: board, when: {local_alias: board}, set: {call_tag: room}}\n"
        "- {id: all, set: {call_tag: room}}"
    ),
    good=(
        "- {id: board, when: {local_alias: board}, set: {call_tag: board}}\n"
        "- {id: all, set: {call_tag: room}}"
    ),
)
CONFLICT = Code(
    "R209",
    "conflicting-rules",
    Severity.WARNING,
    headline="Two rule sets that give one field different values for the same call",
    why=(
        "The rule sets of a profile apply one after another, and what a later one sets replaces "
        "what an earlier one set, or gave to a new service. For the call that is shown both rules "
        "apply, and only the later one counts. When that is meant, accept the warning in one of "
        "the two rules."
    ),
    bad=(
        "# 1.yaml\npolicy: participant\nrules: [{id: apps, when: {protocol: api}, "
        "set: {call_tag: a}}]\n"
        "# 2.yaml\npolicy: participant\nrules: [{id: everybody, set: {call_tag: b}}]"
    ),
    good=(
        "# 1.yaml\npolicy: participant\nrules: [{id: apps, when: {protocol: api}, "
        "set: {call_tag: a}}]\n"
        "# 2.yaml\npolicy: participant\nrules: [{id: everybody, set: {role: guest}}]"
    ),
)
RULE_IS_OVER = Code(
    "R210",
    "rule-is-over",
    Severity.WARNING,
    headline="A range of days that has passed",
    why=(
        "The last day of the range lies before today, so that the rule, or this part of it, "
        "never applies again. It still takes room in the script and the time of whoever reads "
        "the rules. `rulec check` looks at the day; a build does not."
    ),
    bad="valid: {from: 2019-12-20, until: 2020-01-06}",
    good="valid: {from: 2026-12-20}",
)
IDLE_CHOICE = Code(
    "R211",
    "idle-choice",
    Severity.WARNING,
    headline="A chosen value of which one arm never counts",
    why=(
        "Every call that gets the value meets the condition, or none does, so that `then` or "
        "`otherwise` is never given. What the rule asks for already decides it, or earlier rules "
        "take the other calls. Often the condition stayed when the rule changed."
    ),
    bad=(
        "when: {protocol: [sip, h323]}\n"
        "set: {call_tag: {when: {protocol: api}, then: app, otherwise: phone}}"
    ),
    good="when: {protocol: [sip, h323]}\nset: {call_tag: phone}",
)

CODES: tuple[Code, ...] = (
    UNREACHABLE_RULE,
    IMPOSSIBLE_CONDITION,
    SHADOWED_ROW,
    UNREACHABLE_DEFAULT,
    UNREACHABLE_SET,
    IDLE_CONDITION,
    COVERED_CONDITION,
    IDLE_RULE,
    CONFLICT,
    RULE_IS_OVER,
    IDLE_CHOICE,
)
