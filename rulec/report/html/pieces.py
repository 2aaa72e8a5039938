"""Pieces that several views of the report have."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from urllib.parse import urlencode

from rulec.findings import Shown
from rulec.pexip import Policy
from rulec.report.calls import call_members, call_parts, data_text
from rulec.report.html.entries import Entry
from rulec.report.html.markup import Element, el
from rulec.report.ledger import Spent
from rulec.report.secrets import HIDDEN, Veil
from rulec.report.words import Line
from rulec.source import Span

POLICIES = {
    Policy.SERVICE: "Service configuration",
    Policy.PARTICIPANT: "Participant",
    Policy.MEDIA_LOCATION: "Media location",
}

#: Characters of an answer that are shown.
_LONGEST_ANSWER = 300


def counted(number: int, noun: str) -> str:
    """A number with its noun: `1 rule`, `1,200 rules`."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def link(entry: Entry, text: str = "") -> Element:
    """A link to the page of a rule."""
    return el("a", text or entry.id, href=f"#{entry.anchor}")


def filtered(text: object, **filters: str) -> Element:
    """A link to the rules, or to the findings of a `kind`, that some filters leave."""
    view = "findings" if "kind" in filters else "rules"
    return el("a", text, href=f"#{view}", data_filter=urlencode(filters))


def heads(*names: str) -> Element:
    """The head of a table; a name that ends in `#` is that of a column of numbers."""
    cells = [
        el("th", name.removesuffix("#"), scope="col", class_="number" if name[-1:] == "#" else "")
        for name in names
    ]
    return el("thead", el("tr", cells))


def place(span: Span | None) -> Element | None:
    """A file with a line."""
    return None if span is None else el("code", f"{span.file.path}:{span.line}")


def joined(nodes: Iterable[object], between: str = ", ") -> list[object]:
    """Nodes with text between them."""
    made: list[object] = []
    for node in nodes:
        made += [between, node] if made else [node]
    return made


def lines(every: Sequence[Line], empty: str = "") -> Element:
    """Conditions or effects as a list, parts below what they are parts of."""
    if not every:
        return el("p", empty, class_="all")
    return el("ul", [el("li", _line(line)) for line in every])


def _line(line: Line) -> list[object]:
    name = [el("code", line.name), " "] if line.name else []
    return [name, line.text, lines(line.parts) if line.parts else None]


def call(shown: str) -> Element:
    """A call, which is the JSON of `Problem.call`, field by field."""
    return el("code", "; ".join(f"{name}: {value}" for name, value in call_parts(shown)))


def like(shown: str, other: str) -> list[object]:
    """A call by what it has otherwise than another one, where that is less to read."""
    mine, theirs = dict(call_members(shown)), dict(call_members(other))
    new = [f"{name}: {value}" for name, value in mine.items() if theirs.get(name) != value]
    gone = [name for name in theirs if name not in mine]
    if len(new) + len(gone) > len(mine) / 2:
        return [call(shown)]
    made: list[object] = ["the same call"]
    made += [" with ", el("code", "; ".join(new))] if new else []
    made += [" without ", el("code", ", ".join(gone))] if gone else []
    return made


def answer(shown: Shown, veil: Veil) -> str:
    """What a call gets, on one line; PINs and secrets are hidden.

    What a service has as Pexip found it is left out.
    """
    decision, found = shown.decision, shown.call.inputs.get("service_config")
    result = decision.result
    as_found = 0
    if decision.policy is Policy.SERVICE and isinstance(result, dict) and isinstance(found, dict):
        new = {k: v for k, v in result.items() if k not in found or found[k] != v}
        as_found, result = len(result) - len(new), new
    told = data_text(veil.data(result)).replace(f'"{HIDDEN}"', HIDDEN)
    cut = told if len(told) <= _LONGEST_ANSWER else f"{told[:_LONGEST_ANSWER]}..."
    if decision.policy is Policy.MEDIA_LOCATION:
        return cut
    more = " and what Pexip found" if as_found else ""
    return f"{decision.action.value}{'' if result in ({}, None) else f' {cut}'}{more}"


def witness(shown: Shown, veil: Veil) -> str:
    """The call of something that is shown, without what must not be."""
    data: Mapping[str, object] = json.loads(shown.text)
    return json.dumps({**data, "inputs": veil.data(data["inputs"])})


def bar(spent: Spent) -> Element:
    """How full a script is, as a picture; the numbers stand beside it.

    Its parts are the rule sets, the largest first, and at last what all rules share.
    """
    budget = max(spent.profile.budget, spent.script.size)
    is_over = spent.script.size > spent.profile.budget
    kind = "over" if is_over else "high" if spent.script.size > 0.9 * budget else ""
    parts = [taken for _, _, taken in spent.by("rule_set")]
    return picture([*parts, spent.shared], budget, kind)


def picture(parts: Sequence[int], whole: int, kind: str = "") -> Element:
    """A bar of parts one after the other; the last of several is the rest."""
    made, start = [], 0.0
    for number, part in enumerate(parts):
        width = 100 * part / (whole or 1)
        rest = "rest" if number and number == len(parts) - 1 else ""
        classes = " ".join(filter(None, ("fill part", kind, rest)))
        place_ = {"x": f"{start:.1f}%", "width": f"{width:.1f}%", "height": "100%"}
        made += [el("rect", class_=classes, **place_)] if part else []
        start += width
    track = el("rect", class_="track", width="100%", height="100%")
    return el("svg", track, made, class_="bar", aria_hidden="true", focusable="false")


def percent_of(spent: Spent) -> str:
    """How full a script is, rounded up: `22 %`."""
    return f"{-(-100 * spent.script.size // spent.profile.budget)} %"


def badge(kind: str, text: str) -> Element:
    """A word about a state, with a sign in front of it: colour is not all that tells it.

    `kind` is error, warning, fine or untested. The sign is that of the style.
    """
    return el("span", text, class_=f"badge {kind}")
