"""Keys of a mapping against those that a shape knows: which ones were meant, and what to say."""

from __future__ import annotations

from rulec.diagnostics import Problem, did_you_mean, names, nearest, short
from rulec.diagnostics import codes_reading as codes
from rulec.syntax.nodes import Mapping

#: How near a misspelled word must be to count as the known one while problems are looked for.
SURELY = 0.75

#: Keys that rules have in other languages, with the key that is meant by them here.
_SAME = {"if": "when", "condition": "when", "name": "id"}
#: Keys that rules have in other languages and that nothing here is the same as.
_OTHERWISE = {
    "then": "write what the rule does beside `when`, such as `reject: true`",
    "action": "write what the rule does as a key, such as `reject: true`",
    "result": "write the fields that the rule changes below `set`",
    "else": "write a rule below this one, or `default` in the rule set",
    "allow": "a rule that lets calls pass has `continue: true`",
    "deny": "a rule that refuses calls has `reject: true`",
}


def as_meant(mapping: Mapping, what: str, known: list[str], problems: list[Problem]) -> Mapping:
    """The mapping with unknown keys noted, and renamed where a known one was surely meant."""
    meant = Mapping(mapping.span, flow=mapping.flow)
    for key, value in mapping.items():
        name = key
        if key not in known:
            problems.append(_unknown(key, mapping, what, known))
            near = _known_for(key, what, known)
            name = near if near is not None and near not in mapping else key
        meant.setdefault(name, value)
        meant.key_spans.setdefault(name, mapping.key_spans[key])
    return meant


def _known_for(key: str, what: str, known: list[str]) -> str | None:
    """The known key that an unknown one surely stands for."""
    if _is_rule(what) and key in _SAME:
        return _SAME[key]
    if _is_rule(what) and key in _OTHERWISE:
        return None
    return nearest(key, known, cutoff=SURELY)


def _unknown(key: str, mapping: Mapping, what: str, known: list[str]) -> Problem:
    span = mapping.key_spans[key]
    hint = did_you_mean(key, known) or f"known are {names(known)}"
    if _is_rule(what) and key in _OTHERWISE:
        hint = _OTHERWISE[key]
    elif _is_rule(what) and key in _SAME and _SAME[key] not in mapping:
        hint = f"did you mean `{_SAME[key]}`?"
    return Problem(codes.UNKNOWN_KEY, f"{what} has no key `{short(key)}`", span, hint)


def _is_rule(what: str) -> bool:
    return what == "a rule"
