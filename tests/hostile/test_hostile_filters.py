"""Filters do to a caller's text what a line of Python does, and take it as text when an argument.

| Law | Tried with text in |
|---|---|
| Every filter gives what a line of Python gives. | an alias and an attribute |
| As an argument of a filter, text of a caller is only text. | an alias |
| What a pattern captures arrives whole. | an alias |
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable

import pytest
from hostile.places import GROUP, TEXTS, Source, check, going_on, sources
from properties.yaml_text import block
from rule_texts import compiled

from rulec.pexip import FILTERS, Policy


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
