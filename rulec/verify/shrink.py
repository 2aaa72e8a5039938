"""The smallest call that still shows a difference, for a report that people can read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime

from rulec.analysis.drafts import NOON, Call
from rulec.ir import Profile
from rulec.verify.compare import Difference, verify_script

#: How many smaller calls are tried.
_TRIES = 400

#: Texts up to this length are shortened by single characters too.
_LETTER_BY_LETTER = 40


def smaller(difference: Difference, profile: Profile, script_text: str) -> Difference:
    """A difference of the same script under the same behaviour with a smaller call.

    Fields are left out and texts and lists shortened as long as the answers still differ. The call
    stays one that a node may send: `call_info` and `participant` are objects.
    """
    best = difference
    tries = 0
    found = True
    while found and tries < _TRIES:
        found = False
        for inputs, now in _simpler(best.call):
            tries += 1
            call = replace(best.call, inputs=inputs, now=now)
            shown = verify_script(
                profile, best.policy, script_text, (call,), (best.behaviour,)
            ).differences
            if shown:
                best, found = shown[0], True
                break
            if tries >= _TRIES:
                break
    return best


def _simpler(call: Call) -> Iterator[tuple[dict[str, object], datetime]]:
    """Calls that are a step smaller, the big steps first."""
    if call.now != NOON:
        yield dict(call.inputs), NOON
    for name, value in call.inputs.items():
        for less in _smaller(value):
            if less is not None or name not in ("call_info", "participant"):
                yield {**call.inputs, name: less}, call.now


def _smaller(value: object) -> Iterator[object]:
    """JSON values that are a step smaller."""
    match value:
        case Mapping():
            yield from _smaller_object(value)
        case list():
            yield from _smaller_list(value)
        case str():
            yield from _smaller_text(value)
        case _:
            return


def _smaller_object(value: Mapping[str, object]) -> Iterator[object]:
    if value:
        yield None
        yield {}
    names = list(value)
    for size in (len(names) // 2, len(names) // 4, 1):
        for start in range(0, len(names), size or 1):
            gone = set(names[start : start + size])
            if gone:
                yield {name: value[name] for name in names if name not in gone}
    for name in names:
        for less in _smaller(value[name]):
            yield {**value, name: less}


def _smaller_list(value: list[object]) -> Iterator[object]:
    for place in range(len(value)):
        yield value[:place] + value[place + 1 :]
    for place, item in enumerate(value):
        for less in _smaller(item):
            yield [*value[:place], less, *value[place + 1 :]]


def _smaller_text(value: str) -> Iterator[str]:
    for size in (len(value) // 2, len(value) // 4, 1):
        if size > 1 or (size == 1 and len(value) <= _LETTER_BY_LETTER):
            for start in range(0, len(value), size):
                yield value[:start] + value[start + size :]
