"""Whatever a caller sends, a script prints one JSON object that holds exactly that text.

| Law | Tried with text in |
|---|---|
| Text of a caller arrives whole at every field of every answer, cut to its limit. | every field |
| It arrives whole through `let`, concatenation, lists and captures. | every field |
| Every filter does to it what a line of Python does. | two fields |
| As an argument of a filter it is only text. | two fields |

"Every field" are those that callers or identity providers fill in. What is expected is written
here in a few lines of Python; that `evaluate` says the same is a law of its own.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

import pytest
from hostile.texts import BY_ANYONE, BY_CALLERS
from properties.yaml_text import block
from rule_texts import Rules, canonical, compiled, parsed

from rulec.emulator import HARSH, LIKELY
from rulec.pexip import (
    CALL_FIELDS,
    FILTERS,
    MEDIA_RESPONSE,
    PARTICIPANT_FIELDS,
    PARTICIPANT_RESPONSE,
    SERVICE_TYPES,
    Policy,
    ResponseField,
    ValueType,
)
from rulec.pexip import InputField as Row

NOW = datetime(2026, 1, 14, tzinfo=UTC)
TEXTS = (*BY_ANYONE, *BY_CALLERS)
#: Where a node refuses to hash text beyond ASCII, no script could do better.
BEHAVIOURS = (LIKELY, replace(HARSH, hash_non_ascii="utf-8"))

FOUND = {"name": "VMR", "service_type": "conference", "service_tag": "", "guest_pin": None}


@dataclass(frozen=True)
class Source:
    """A place in a request that the caller fills, and the template that reads it."""

    name: str
    path: tuple[str, ...]
    template: str
    #: What the template gives for a text.
    gives: Callable[[str], str]
    is_list: bool = False

    def inputs(self, policy: Policy, text: str) -> dict[str, Any]:
        """A request with the text in its place."""
        inputs: dict[str, Any] = {"call_info": {}, "service_config": dict(FOUND)}
        if policy is Policy.PARTICIPANT:
            inputs["participant"] = {"idp_attributes": {}}
        if policy is Policy.MEDIA_LOCATION:
            inputs["suggested_media_overflow_locations"] = {"location": "Oslo"}
        target = inputs
        for step in self.path[:-1]:
            target = target.setdefault(step, {})
        target[self.path[-1]] = [text] if self.is_list else text
        return inputs


def without_nul(text: str) -> str:
    """A list is joined of what stands between the NUL characters of its items."""
    return text.replace("\0", "")


def source(row: Row) -> Source:
    if row.type is ValueType.TEXT_LIST:
        return Source(row.name, row.path, f"{row.dotted} | join", without_nul, is_list=True)
    return Source(row.dotted, row.path, row.dotted, str)


GROUP = ("participant", "idp_attributes", "group")
ATTRIBUTES = [
    Source("attribute", GROUP, "idp_attributes.group", str),
    Source("attribute list", GROUP, "idp_attributes.group | join", without_nul, is_list=True),
]


def sources(policy: Policy) -> list[Source]:
    """Every place that callers fill in requests of a policy."""
    rows = [*CALL_FIELDS.values()]
    rows += PARTICIPANT_FIELDS.values() if policy is Policy.PARTICIPANT else ()
    found = [source(r) for r in rows if r.caller_controlled and r.supply(policy).value != "never"]
    return found + (ATTRIBUTES if policy is Policy.PARTICIPANT else [])


# --- Positions -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Position:
    """What rules do with a template, and the answer that a text must then give."""

    name: str
    policy: Policy
    effects: Callable[[str], dict[str, Any]]
    answer: Callable[[str], dict[str, Any]]
    let: bool = False

    def rules(self, template: str) -> Rules:
        value = f"{{{template}}}"
        rule: dict[str, Any] = {"id": "a"}
        if self.let:
            rule["let"] = {"said": value}
            value = "{said}"
        rule_set = {"policy": self.policy.value, "rules": [rule | self.effects(value)]}
        return compiled({"a.yaml": block(rule_set)}, self.policy)


def free(rows: Any) -> list[ResponseField]:
    """The text fields that take any text."""
    return [
        row
        for row in rows
        if row.type is ValueType.TEXT
        and not (row.pin or row.uuid or (row.values and row.values_closed))
    ]


def going_on(result: Any) -> dict[str, Any]:
    return {"action": "continue", "result": result}


def cut(rows: list[ResponseField], text: str) -> dict[str, str]:
    return {row.name: text[: row.max_length] for row in rows}


def whole_service(type_: str) -> Position:
    """A service of a type with the text in every field that takes any."""
    rows = SERVICE_TYPES[type_].fields
    free_rows = [row for row in free(rows) if row.name not in _TOGETHER]
    fixed = {r.name: r.values[0] for r in rows if r.required and r.values and r.values_closed}

    def effects(value: str) -> dict[str, Any]:
        # What is mandatory must never be null, so a default stands behind it.
        surely = value[:-1] + " | default('x')}"
        every = {row.name: surely if row.required else value for row in free_rows}
        return {"replace": fixed | every}

    return Position(
        f"replace {type_}",
        Policy.SERVICE,
        effects,
        lambda text: going_on(fixed | cut(free_rows, text)),
    )


#: Fields that Pexip refuses without another one.
_TOGETHER = ("post_match_string", "post_replace_string", "match_string", "replace_string")

CONFERENCE = free(SERVICE_TYPES["conference"].fields)
(AUTOMATIC,) = (r for r in SERVICE_TYPES["conference"].fields if r.name == "automatic_participants")
NESTED = free(AUTOMATIC.items)
NESTED_FIXED = {"protocol": "sip", "role": "guest"}
PARTICIPANT = free(PARTICIPANT_RESPONSE.values())
MEDIA = MEDIA_RESPONSE["location"]
PLAYBACK = {"name": "P", "service_type": "media_playback", "service_tag": ""}

POSITIONS = [
    Position(
        "set",
        Policy.SERVICE,
        lambda value: {"set": {row.name: value for row in CONFERENCE}},
        lambda text: going_on(FOUND | cut(CONFERENCE, text)),
    ),
    Position(
        "set through let",
        Policy.SERVICE,
        lambda value: {"set": {"description": value}},
        lambda text: going_on(FOUND | {"description": text[:250]}),
        let=True,
    ),
    Position(
        "concatenation",
        Policy.SERVICE,
        lambda value: {"set": {"description": f'}}}}"{value}#}}}}\\{value}', "name": f"x{value}"}},
        lambda text: going_on(
            FOUND | {"description": f'}}"{text}#}}\\{text}'[:250], "name": f"x{text}"[:250]}
        ),
    ),
    Position(
        "automatic participants",
        Policy.SERVICE,
        lambda value: {
            "set": {"automatic_participants": [NESTED_FIXED | {row.name: value for row in NESTED}]}
        },
        lambda text: going_on(
            FOUND | {"automatic_participants": [NESTED_FIXED | cut(NESTED, text)]}
        ),
    ),
    Position(
        "on_completion",
        Policy.SERVICE,
        lambda value: {
            "replace": PLAYBACK
            | {
                "media_playlist_name": "m",
                "on_completion": {"transfer": {"conference": value}},
            }
        },
        lambda text: going_on(
            PLAYBACK
            | {
                "media_playlist_name": "m",
                "on_completion": {"transfer": {"conference": text[:250]}},
            }
        ),
    ),
    Position(
        "redirect",
        Policy.SERVICE,
        lambda value: {"redirect": value},
        lambda text: {"action": "redirect", "result": {"new_alias": text[:250]}},
    ),
    *map(whole_service, SERVICE_TYPES),
    Position(
        "overrides",
        Policy.PARTICIPANT,
        lambda value: {"set": {row.name: value for row in PARTICIPANT}},
        lambda text: going_on(cut(PARTICIPANT, text)),
    ),
    Position(
        "reject reason",
        Policy.PARTICIPANT,
        lambda value: {"reject": value},
        lambda text: {"action": "reject", "result": {"reject_reason": text[:250]}},
    ),
    Position(
        "overrides through let",
        Policy.PARTICIPANT,
        lambda value: {"set": {"display_name": f"-{value}"}},
        lambda text: going_on({"remote_display_name": f"-{text}"[:250]}),
        let=True,
    ),
    Position(
        "media locations",
        Policy.MEDIA_LOCATION,
        lambda value: {"set": {"location": value, "overflow_locations": [value, "x", value]}},
        lambda text: {
            "result": {
                "location": text[: MEDIA.max_length],
                "overflow_locations": [text[:250], "x", text[:250]],
            }
        },
    ),
    Position(
        "singular media locations",
        Policy.MEDIA_LOCATION,
        lambda value: {
            "set": {"primary_overflow_location": value, "secondary_overflow_location": value}
        },
        lambda text: {
            "result": {
                "location": "Oslo",
                "primary_overflow_location": text[:250],
                "secondary_overflow_location": text[:250],
            }
        },
    ),
]

PAIRS = [(position, place) for position in POSITIONS for place in sources(position.policy)]


def check(rules: Rules, calls: list[dict[str, Any]], wanted: list[Any], jinja_2_10: Any) -> None:
    """Every call gives the wanted answer: by its meaning and in the script, everywhere."""
    expected = [canonical(answer) for answer in wanted]
    assert [canonical(rules.meaning(call, NOW)) for call in calls] == expected
    for behaviour in BEHAVIOURS:
        script = rules.compiled_for(behaviour)
        printed = [canonical(parsed(script.render(call, NOW))) for call in calls]
        assert printed == expected
    outputs = jinja_2_10.render(rules.script, [(call, NOW) for call in calls])
    assert [canonical(parsed(output["text"])) for output in outputs] == expected


@pytest.mark.parametrize(
    ("position", "place"), PAIRS, ids=[f"{position.name}-{place.name}" for position, place in PAIRS]
)
def test_text_arrives_whole(position: Position, place: Source, jinja_2_10):
    texts = [text for text in TEXTS if place.gives(text)]
    calls = [place.inputs(position.policy, text) for text in texts]
    wanted = [position.answer(place.gives(text)) for text in texts]
    check(position.rules(place.template), calls, wanted, jinja_2_10)


def test_every_controlled_field_is_tried():
    assert {place.path for _, place in PAIRS} == {
        *(row.path for row in CALL_FIELDS.values() if row.caller_controlled),
        *(row.path for row in PARTICIPANT_FIELDS.values() if row.caller_controlled),
        GROUP,
    }


# --- Filters -------------------------------------------------------------------------------------


def hashed(text: str) -> str | None:
    try:
        return str(int(hashlib.sha256(text.encode("utf-8")).hexdigest(), 16))
    except UnicodeEncodeError:
        return None


#: What stands behind the source, and what it makes of a text that is not empty.
FILTERED: dict[str, Callable[[str], str | None]] = {
    "capitalize": lambda t: t[0].upper() + t[1:].lower() if t.isascii() else t.capitalize(),
    "default('x')": lambda t: t,
    "first": lambda t: t[0],
    "join": lambda t: t,
    "last": lambda t: t[-1],
    "lower": lambda t: t.lower(),
    "replace('{{', \"}}'\")": lambda t: t.replace("{{", "}}'"),
    "replace('a', '\\')": lambda t: t.replace("a", "\\"),
    "trim": lambda t: t.strip(),
    "pex_clean_phone_number": lambda t: "".join(c for c in t if c in "+0123456789"),
    "pex_hash": hashed,
    "pex_head(7)": lambda t: t[:7],
    'pex_regex_replace("[\'{}#%]+", "(\\\\)")': lambda t: re.sub("['{}#%]+", lambda _: "(\\)", t),
    'pex_regex_replace("(.)(.)", "\\2{\\1")': lambda t: re.sub(
        "([^\n])([^\n])", lambda m: f"{m[2]}{{{m[1]}", t
    ),
    "pex_reverse": lambda t: t[::-1],
    "pex_tail(7)": lambda t: t[-7:],
}
COUNTING = ("length", "pex_strlen")
PLACES = [
    s for s in sources(Policy.PARTICIPANT) if s.path in (("call_info", "remote_alias"), GROUP)
][:2]


@pytest.mark.parametrize("place", PLACES, ids=lambda place: place.name)
@pytest.mark.parametrize("filter_", FILTERED)
def test_filters_do_what_a_line_of_python_does(filter_: str, place: Source, jinja_2_10):
    template = f"{{{place.template} | {filter_}}}"
    rule = {"id": "a", "set": {"call_tag": template, "display_name": f"<{template}>"}}
    rule_set = {"policy": "participant", "rules": [rule]}
    rules = compiled({"a.yaml": block(rule_set)}, Policy.PARTICIPANT)
    # Two groups for each pair of characters take seconds on the longest texts.
    longest = 1000 if "(.)" in filter_ else None
    texts = [text for text in TEXTS if place.gives(text) and (not longest or len(text) < longest)]
    wanted = []
    for text in texts:
        made = FILTERED[filter_](place.gives(text))
        if filter_ == "join" and place.path == GROUP:
            made = without_nul(text)
        result = {"call_tag": made[:250]} if made else {}
        wanted.append(going_on(result | {"remote_display_name": f"<{made or ''}>"[:250]}))
    calls = [place.inputs(Policy.PARTICIPANT, text) for text in texts]
    check(rules, calls, wanted, jinja_2_10)


@pytest.mark.parametrize("filter_", COUNTING)
def test_lengths_are_counted(filter_: str, jinja_2_10):
    rule_set = f"""
policy: participant
rules: [{{id: a, set: {{spotlight: '{{remote_alias | {filter_}}}'}}}}]
"""
    rules = compiled({"a.yaml": rule_set}, Policy.PARTICIPANT)
    (place,) = (s for s in PLACES if s.path == ("call_info", "remote_alias"))
    calls = [place.inputs(Policy.PARTICIPANT, text) for text in TEXTS]
    wanted = [going_on({"spotlight": len(text)}) for text in TEXTS]
    check(rules, calls, wanted, jinja_2_10)


def test_every_filter_is_tried():
    tried = {name.split("(")[0] for name in (*FILTERED, *COUNTING)}
    assert tried == {name for name, row in FILTERS.items() if not row.refused}


ARGUMENTS: dict[str, Callable[[str], str]] = {
    "{vendor | replace('x', remote_alias)}": lambda t: f"a{t}b{t}",
    "{vendor | replace('x', remote_alias, 1)}": lambda t: f"a{t}bx",
    "{[vendor, vendor, remote_alias] | join(remote_alias)}": lambda t: f"axbx{t}axbx{t}{t}",
    "{call_tag | default(remote_alias)}": lambda t: t,
    "{remote_alias | replace(remote_alias, '(x)')}": lambda _: "(x)",
}


@pytest.mark.parametrize("template", ARGUMENTS)
def test_arguments_are_only_text(template: str, jinja_2_10):
    rule = {"id": "a", "set": {"display_name": template}}
    rule_set = {"policy": "participant", "rules": [rule]}
    rules = compiled({"a.yaml": block(rule_set)}, Policy.PARTICIPANT)
    calls = [
        {"call_info": {"vendor": "axbx", "remote_alias": text}, "participant": None}
        for text in TEXTS
    ]
    wanted = [going_on({"remote_display_name": ARGUMENTS[template](text)[:250]}) for text in TEXTS]
    check(rules, calls, wanted, jinja_2_10)


#: Patterns with a group, asked of an alias, and what the group holds.
CAPTURES: dict[str, Callable[[str], str]] = {
    r"(?P<said>[\s\S]*)": lambda t: t,
    r"(?P<said>[\s\S])[\s\S]*": lambda t: t[0],
    r"[\s\S]*?(?P<said>[^\\]?)": lambda t: "" if t.endswith("\\") else t[-1],
}


@pytest.mark.parametrize("pattern", CAPTURES)
def test_captures_hold_what_was_matched(pattern: str, jinja_2_10):
    rule = {
        "id": "a",
        "when": {"remote_alias": {"matches": pattern}},
        "set": {"display_name": "<{said}>"},
    }
    rule_set = {"policy": "participant", "rules": [rule]}
    rules = compiled({"a.yaml": block(rule_set)}, Policy.PARTICIPANT)
    texts = [text for text in TEXTS if len(text) < 1000]
    calls = [{"call_info": {"remote_alias": text}, "participant": None} for text in texts]
    wanted = [
        going_on({"remote_display_name": f"<{CAPTURES[pattern](text)}>"[:250]}) for text in texts
    ]
    check(rules, calls, wanted, jinja_2_10)
