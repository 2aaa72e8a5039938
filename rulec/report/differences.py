"""A script that differs from its rules: our own bug, told so that it can be reported."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import replace
from textwrap import indent

from rulec.emit import RuleName
from rulec.emulator import plain_behaviour
from rulec.ir import Profile
from rulec.report.environment import secrets_in
from rulec.report.safe_text import safe
from rulec.report.secrets import HIDDEN, Veil, secret_names, secret_texts
from rulec.report.veil import SHORTEST_IN_TEXT
from rulec.report.where import InScript, Scripts
from rulec.verify import Difference
from rulec.verify.compare import canonical

_HEAD = """\
this is a bug of rulec, not of your rules: a script does not do what its rules mean.
Nothing was written. Please report it with the text below.
"""

#: Said where the answers differ in nothing else.
_ALIKE = "they differ in what is hidden"


def differences_text(
    differences: Iterable[Difference],
    profiles: Iterable[Profile],
    scripts: Scripts,
    head: str = _HEAD,
) -> str:
    """What happened and every difference, secrets hidden, safe for a terminal.

    Ends with a line end. `profiles` are those of the differences: what is secret depends on
    their rules. `scripts` are those whose parts are known. `head` says what it means; the usual one
    is that of a build.
    """
    by_name = {profile.name: profile for profile in profiles}
    blocks = [
        _told(difference, by_name.get(difference.profile)) + _in_script(difference, scripts)
        for difference in differences
    ]
    return "\n\n".join([head, *blocks]) + "\n"


def differences_json(
    differences: Iterable[Difference], profiles: Iterable[Profile], scripts: Scripts
) -> list[dict[str, object]]:
    """The differences as data that `json.dumps` takes, secrets hidden.

    Keys: `profile`, `policy`, `kind`, `inputs` (JSON text), `now`, `expected` and `got` (JSON
    text), `applied` (the rules that apply, as `set/rule`), `behaviour` (the node's switches),
    `parts` (those of the script with these rules, where that is known; see `where.part_data`).
    """
    by_name = {profile.name: profile for profile in profiles}
    return [
        _data(difference, by_name.get(difference.profile))
        | {"parts": _parts_data(difference, scripts)}
        for difference in differences
    ]


def _in_script(difference: Difference, scripts: Scripts) -> str:
    """Where the rules that apply stand in the script, behind what is said of the difference."""
    script = scripts.get((difference.profile, difference.policy))
    if script is None or not difference.applied:
        return ""
    return (
        f"\nin the script:\n{indent(script.text_of(_applied(difference, script)), '  ').rstrip()}"
    )


def _parts_data(difference: Difference, scripts: Scripts) -> list[dict[str, object]]:
    script = scripts.get((difference.profile, difference.policy))
    return [] if script is None else script.data_of(_applied(difference, script))


def _applied(difference: Difference, script: InScript) -> list[RuleName]:
    return [rule for name in difference.applied for rule in script.parts.called(name)]


def _data(difference: Difference, profile: Profile | None) -> dict[str, object]:
    shown = _veiled(difference, profile)
    return {
        "profile": shown.profile,
        "policy": shown.policy.value,
        "kind": shown.kind,
        "inputs": json.dumps(shown.call.inputs),
        "now": shown.call.now.isoformat(),
        "expected": shown.expected,
        "got": shown.got,
        "applied": list(shown.applied),
        "behaviour": plain_behaviour(shown.behaviour),
    }


def _told(difference: Difference, profile: Profile | None) -> str:
    return "\n".join(map(safe, _veiled(difference, profile).told().splitlines()))


def _veiled(difference: Difference, profile: Profile | None) -> Difference:
    """The difference with everything secret hidden in it."""
    secrets = {} if profile is None else secrets_in(profile.rule_sets)
    veil = _veil(difference, profile, secrets.values())
    inputs = veil.data(dict(difference.call.inputs))
    call = replace(
        difference.call,
        inputs=inputs if isinstance(inputs, dict) else {},
        why=veil.text(difference.call.why),
    )
    expected, got = _answer(difference.expected, veil), _answer(difference.got, veil)
    kind = difference.kind
    if profile is None or (secrets and kind == "compile error"):
        # Such a message repeats pieces of the script, which may be pieces of a secret.
        got = got if _parsed(got) else HIDDEN
    elif got == expected:
        kind = f"{kind}; {_ALIKE}"
    return replace(difference, call=call, expected=expected, got=got, kind=kind)


def _veil(difference: Difference, profile: Profile | None, secrets: Iterable[str]) -> Veil:
    """What hides the secrets of a difference: a PIN may be anywhere when a script is wrong."""
    answers = [_parsed(text) for text in (difference.expected, difference.got)]
    names = secret_names(() if profile is None else profile.rule_sets)
    if profile is None:
        # Nobody knows what its rules make from secrets, so that all values may be.
        results = (answer.get("result") for answer in answers)
        names |= {name for result in results if isinstance(result, dict) for name in result}
    found: set[str] = set()
    for data in (dict(difference.call.inputs), *answers):
        found |= secret_texts(data, names)
    # Short texts are everywhere in answers.
    long = {text for text in found if len(text) >= SHORTEST_IN_TEXT}
    return Veil(names, frozenset({*secrets, *long}))


def _answer(text: str, veil: Veil) -> str:
    """An answer as JSON text; anything else as text."""
    value = _parsed(text)
    return canonical(veil.data(value)) if value else veil.text(text)


def _parsed(text: str) -> dict[str, object]:
    """The JSON object that a text is; empty where it is none."""
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}
