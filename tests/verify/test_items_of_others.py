"""Rules that ask for items of one list are tried with lists that have items of several of them."""

from rule_texts import errors, read_rules

from rulec.pexip import Policy
from rulec.verify import calls_for

RULES = "policy: participant\nrules:\n" + "".join(
    f"  - {{id: r{n}, when: {{idp_attributes: {{group: g{n}}}}}, set: {{call_tag: t{n}}}}}\n"
    for n in range(6)
)


def test_each_rule_has_a_call_with_the_items_of_later_rules_before_its_own():
    project, problems = read_rules({"rules.yaml": RULES})
    assert not errors(problems)
    groups = [
        call.inputs["participant"]["idp_attributes"]["group"]
        for call in calls_for(project.profiles[0], Policy.PARTICIPANT)
        if call.why.endswith("items of other rules too")
    ]
    assert ["g5", "g4", "g3", "g2", "g1", "g0"] in groups
    assert ["g5", "g4", "g3", "g2"] in groups
