"""No excerpt of a script shows what is secret in it, wherever it begins and ends."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from emit.compact.forced import in_tables
from hostile.texts import BY_ANYONE
from rule_texts import errors, read_rules

from rulec.emit import LAYOUTS, Script, made
from rulec.ir import Profile
from rulec.pexip import Policy
from rulec.report.hidden_parts import HiddenParts
from rulec.report.script_parts import ScriptParts
from rulec.script.literal import text_literal

#: Effects and conditions with a PIN, each with the pieces of it that scripts have.
PINS = {
    "constant": ("when: {vendor: a}, set: {pin: '48151'}", ["48151"]),
    "guest": ("when: {vendor: a}, set: {guest_pin: '48151#'}", ["48151#"]),
    "choice": (
        "when: {vendor: a}, set: {pin: {when: {call_tag: b}, then: '48151', otherwise: '62342'}}",
        ["48151", "62342"],
    ),
    "table": (
        "when: {vendor: a}, set: {pin: {table: t, key: '{call_tag}', column: pin}}",
        ["48151", "62342"],
    ),
    "computed": (
        """set: {pin: '{[vendor, "fjord", "x1"] | join("-") | pex_hash | pex_tail(6)}'}""",
        ["fjord", '"x1"', "'x1'"],
    ),
    "digits around": ("when: {vendor: a}, set: {pin: '12{call_tag}34'}", ['"12"', '"34"']),
    "created": (
        "create: {service_type: lecture, name: a, service_tag: '', pin: '48151'}",
        ["48151"],
    ),
    "asked": ("when: {service_config: {pin: '48151'}}, set: {name: a}", ["48151"]),
    "pattern": ("when: {service_config: {pin: {matches: '481[0-9]{2}'}}}, set: {name: a}", ["481"]),
    "key": (
        "when: {vendor: a}, set: {name: {table: k, key: '{service_config.pin}', column: name}}",
        ["48151"],
    ),
    "let": (
        "let: {code: 'fjord'}, when: {vendor: a}, set: {pin: '{code | pex_tail(4)}'}",
        ["fjord"],
    ),
    "asked let": (
        "let: {code: '{service_config.pin}'}, when: {code: '48151'}, set: {name: a}",
        ["48151"],
    ),
}
TABLES = """tables:
  t: [{call_tag: a, pin: '48151'}, {call_tag: b, pin: '62342'}]
  k: [{pin: '48151', name: One}, {pin: '62342', name: Two}]
"""


def scripts_of(
    rules: str, secrets: dict[str, str] | None = None
) -> Iterator[tuple[Profile, Script]]:
    """The service script of a rule in every layout."""
    yield from scripts_with(f"{TABLES}rules:\n  - {{id: one, {rules}}}\n", secrets)


def scripts_with(
    rule_set: str, secrets: dict[str, str] | None = None
) -> Iterator[tuple[Profile, Script]]:
    """The same of a whole rule set."""
    text = f"policy: service\n{rule_set}"
    project, problems = read_rules({"a.yaml": text}, secrets or {})
    assert not errors(problems), errors(problems)
    (profile,) = project.profiles
    for steps in LAYOUTS:
        yield profile, made(profile, Policy.SERVICE, "h", steps)
    yield profile, in_tables(profile, Policy.SERVICE)


def shown(profile: Profile, script: Script, *, show_secrets: bool = False) -> str:
    """Everything that is shown of a script."""
    parts = ScriptParts(profile, script, show_secrets=show_secrets)
    told = [parts.excerpt(part) for part in script.parts]
    told += [
        parts.around(part, offset)[0]
        for part in script.parts
        for offset in range(part.start, part.end, 7)
    ]
    return "\n".join(told)


@pytest.mark.parametrize("kind", PINS)
def test_pins_are_hidden(kind: str):
    rules, pieces = PINS[kind]
    for profile, script in scripts_of(rules):
        assert any(piece in script.text for piece in pieces), script.text
        told = shown(profile, script)
        assert not [piece for piece in pieces if piece in told], told
        assert "(hidden)" in told


@pytest.mark.parametrize(
    "when",
    [
        "{third_party_passcode: '483920'}",
        "{service_config: {pin: '483920'}}",
        "{service_config: {pin: {starts_with: '483920'}}}",
        "{service_config: {pin: {matches: '.*483920'}}, vendor: a}",
    ],
)
def test_pins_that_a_set_without_rules_asks_for_are_hidden(when: str):
    for profile, script in scripts_with(f"when: {when}\nrules: []\ndefault: {{reject: true}}\n"):
        assert "483920" in script.text
        assert "483920" not in shown(profile, script)


@pytest.mark.parametrize("kind", PINS)
def test_pins_are_shown_when_asked_for(kind: str):
    rules, pieces = PINS[kind]
    for profile, script in scripts_of(rules):
        told = shown(profile, script, show_secrets=True)
        assert any(piece in told for piece in pieces)
        assert "(hidden)" not in told


def test_the_rest_is_shown():
    for profile, script in scripts_of(PINS["constant"][0]):
        told = shown(profile, script)
        for text in ("vendor", "pex_update", "pex_to_json"):
            assert text in told
        whole = HiddenParts(profile, script).shown(0, len(script.text))
        assert whole == script.text.replace("48151", "(hidden)")


@pytest.mark.parametrize(
    "secret", ["472913", "Fjord\"'x", 'a"b\\c"d', "é\u2028\U0001f600xy", *BY_ANYONE]
)
@pytest.mark.parametrize(
    "rules",
    [
        "when: {vendor: a}, set: {description: '{env:S}', name: '<{env:S}>'}",
        "when: {vendor: a}, set: {pin: '{[env:S, vendor] | join | pex_hash | pex_tail(6)}'}",
        "let: {s: '{env:S}'}, when: {s: {not: {equals: never}}}, set: {name: a}",
    ],
)
def test_secrets_of_the_environment_are_never_shown(rules: str, secret: str):
    if len(secret) < 4 or not secret.strip():
        return
    for profile, script in scripts_of(rules, {"S": secret}):
        spelled = text_literal(secret)[1:-1]
        spellings = {spelled, spelled.replace('\\"', '"')}
        assert any(one in script.text for one in spellings)
        told = shown(profile, script, show_secrets=True)
        assert not [one for one in spellings if one in told]
