"""What rules do: every effect with its examples."""

from __future__ import annotations

from rulec.pexip import Policy
from rulec.reference.markdown import block, code, codes, heading, page, prose, table
from rulec.resolve.effect_keys import EFFECTS, EffectKey

TITLE = "Effects"

_ORDER = (
    "In one rule `create` or `replace`, `keep`, `set` and `append` may stand together, and act in"
    " that order."
)

_NOTES = """\
* Every field, type and range is checked, and Pexip's rules between fields as far as the values
  are written out: PINs and `allow_guests`, the fields of breakout rooms, what a `service_type`
  needs.
* Media: `overflow_locations` gives exactly `location` and that list. Setting
  `primary_overflow_location` or `secondary_overflow_location` takes a suggested list away.
  Where a rule sets both of them and `location`, the answer is exactly these.
* Media: an answer without a `location` is never given; the suggestion stays. A suggestion that is
  null is what `set` starts from.
* A service that is `{}` counts as none."""


def effects() -> str:
    """The section."""
    lines = [
        [f"[{code(row.name)}](#{row.name})", *(_mark(row, policy) for policy in Policy)]
        for row in EFFECTS.values()
    ]
    parts = [
        heading(2, TITLE),
        table(["Effect", *(code(policy.value) for policy in Policy)], lines),
        _ORDER + f" {_alone()}",
        _NOTES,
    ]
    for row in EFFECTS.values():
        parts += _effect(row)
    return page(parts).rstrip()


def _mark(row: EffectKey, policy: Policy) -> str:
    return "yes" if policy in row.policies else "no"


def _alone() -> str:
    alone = [row.name for row in EFFECTS.values() if row.alone]
    return f"{codes(alone[:-1])} and {code(alone[-1])} stand alone."


def _effect(row: EffectKey) -> list[str]:
    beside = f" Stands beside {' or '.join(map(code, row.beside))}." if row.beside else ""
    parts = [
        heading(3, code(row.name)),
        f"{prose(row.doc)} It takes {prose(row.operand)}.{beside}",
    ]
    for example in row.examples:
        parts += [
            f"In a {example.policy.value.replace('_', ' ')} rule:",
            block("yaml", example.rule),
            *call_and_answer(example.given, example.answer),
        ]
    return parts


def call_and_answer(given: str, answer: str) -> list[str]:
    """A call, and what the script answers to it."""
    return ["This call:", block("yaml", given), "gives:", block("json", answer)]
