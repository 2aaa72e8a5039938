"""No pass makes a script longer that has texts of which JSON, or a longer name, takes more."""

from __future__ import annotations

import json

import pytest
from emit.plain.shortened import agree, rules_with

from rulec.emit import Step
from rulec.pexip import Policy, script_size

TEXTS = ("\U0001f600" * 20, '"' * 20, "\\" * 10, "\u00e9" * 10, "x", "\x7f", "{{%" * 5)
EFFECTS = {
    Policy.PARTICIPANT: "set: {{remote_display_name: {}}}",
    Policy.MEDIA_LOCATION: "set: {{location: {}, overflow_locations: [x]}}",
    Policy.SERVICE: "redirect: {}",
}
STEPS = (Step.READS, Step.SERVICE, Step.ANSWERS)


@pytest.mark.parametrize("names", [True, False], ids=["short names", "long names"])
@pytest.mark.parametrize("count", [1, 5, 60])
@pytest.mark.parametrize("text", TEXTS, ids=range(len(TEXTS)))
@pytest.mark.parametrize("policy", EFFECTS)
def test_no_pass_makes_a_script_longer(policy: Policy, text: str, count: int, names: bool):
    effect = EFFECTS[policy]
    written = "".join(
        f"  - {{id: r{n}, when: {{vendor: v{n}, service_config: found}}, "
        + effect.format(json.dumps(f"{n}{text}", ensure_ascii=False).replace("\x7f", "\\x7F"))
        + "}\n"
        for n in range(count)
    )
    others = (Step.NAMES,) if names else ()
    scripts = [
        rules_with(policy, f"rules:\n{written}", *STEPS[:taken], *others) for taken in range(4)
    ]
    sizes = [script_size(one.script) for one in scripts]
    assert sizes == sorted(sizes, reverse=True)
    found = {"service_config": {"name": "x"}}
    agree(scripts[-1], {"call_info": {"vendor": "v0"}, **found}, {"call_info": {}, **found})
