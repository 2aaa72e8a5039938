"""A script that differs from its rules: our own bug, told so that it can be reported."""

from __future__ import annotations

import json
from collections.abc import Iterable

from rulec.emulator import plain_behaviour
from rulec.ir import Profile
from rulec.report.safe_text import safe
from rulec.report.secrets import HIDDEN, secret_names, secret_texts
from rulec.verify import Difference

#: Shorter texts are everywhere in JSON; no PIN is shorter than four characters.
_SHORTEST_SECRET = 4

_HEAD = """\
this is a bug of rulec, not of your rules: a script does not do what its rules mean.
Nothing was written. Please report it with the text below.
"""


def differences_text(differences: Iterable[Difference], profiles: Iterable[Profile]) -> str:
    """What happened and every difference, PINs hidden, safe for a terminal. Ends with a line end.

    `profiles` are those of the differences: what is secret depends on their rules.
    """
    by_name = {profile.name: profile for profile in profiles}
    blocks = [_told(difference, by_name.get(difference.profile)) for difference in differences]
    return "\n\n".join([_HEAD, *blocks]) + "\n"


def differences_json(
    differences: Iterable[Difference], profiles: Iterable[Profile]
) -> list[dict[str, object]]:
    """The differences as data that `json.dumps` takes, PINs hidden.

    Keys: `profile`, `policy`, `kind`, `inputs` (JSON text), `now`, `expected` and `got` (JSON
    text), `applied` (the rules that apply, as `set/rule`), `behaviour` (the node's switches).
    """
    by_name = {profile.name: profile for profile in profiles}
    return [_data(difference, by_name.get(difference.profile)) for difference in differences]


def _data(difference: Difference, profile: Profile | None) -> dict[str, object]:
    texts = _secrets(difference, profile)
    return {
        "profile": difference.profile,
        "policy": difference.policy.value,
        "kind": difference.kind,
        "inputs": _veiled(json.dumps(difference.call.inputs), texts),
        "now": difference.call.now.isoformat(),
        "expected": _veiled(difference.expected, texts),
        "got": _veiled(difference.got, texts),
        "applied": list(difference.applied),
        "behaviour": plain_behaviour(difference.behaviour),
    }


def _told(difference: Difference, profile: Profile | None) -> str:
    texts = _secrets(difference, profile)
    return "\n".join(safe(_veiled(line, texts)) for line in difference.told().splitlines())


def _secrets(difference: Difference, profile: Profile | None) -> tuple[str, ...]:
    """The secret texts of a difference, the longest first."""
    names = secret_names(() if profile is None else profile.rule_sets)
    found = set(secret_texts(dict(difference.call.inputs), names))
    for text in (difference.expected, difference.got):
        try:
            found |= secret_texts(json.loads(text), names)
        except (ValueError, RecursionError):
            continue
    long = [text for text in found if len(text) >= _SHORTEST_SECRET]
    return tuple(sorted(long, key=len, reverse=True))


def _veiled(text: str, secrets: tuple[str, ...]) -> str:
    for secret in secrets:
        text = text.replace(secret, HIDDEN)
    return text
