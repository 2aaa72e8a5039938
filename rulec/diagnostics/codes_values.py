"""The codes of values: templates, their sources and filters."""

from __future__ import annotations

from rulec.diagnostics.problem import Code, Severity

__all__ = [
    "BAD_TEMPLATE",
    "CAPTURE_TOO_EARLY",
    "DOUBLE_BRACES",
    "LET_CYCLE",
    "LIST_IN_TEXT",
    "NOT_AN_ALIAS",
    "REFUSED_FILTER",
    "UNKNOWN_FILTER",
    "UNKNOWN_SOURCE",
    "UNSET_SECRET",
    "WRONG_ARGUMENTS",
    "WRONG_TYPE",
]

BAD_TEMPLATE = Code(
    "R140",
    "bad-template",
    Severity.ERROR,
    headline="A template that is not understood",
    why=(
        "In the values of effects and of `let`, braces hold a template: a source, and filters "
        "behind bars, as in `{remote_alias.user | capitalize}`. A brace of the text itself is "
        "written twice. Without this error a caller would see the braces."
    ),
    bad="set: {remote_display_name: '{remote_display_name (guest)'}",
    good="set: {remote_display_name: '{remote_display_name} (guest)'}",
)
UNSET_SECRET = Code(
    "R139",
    "unset-secret",
    Severity.ERROR,
    headline="A secret that the environment does not have",
    why=(
        "`{env:NAME}` is replaced while rules are compiled, by the environment variable of that "
        "name. Without it a PIN that is made from a secret could be worked out by anybody, so an "
        "empty one counts as none."
    ),
    bad="set: {pin: '{env:MEETING_PINN}'}",
    good="set: {pin: '{env:MEETING_PIN}'}",
)
DOUBLE_BRACES = Code(
    "R138",
    "double-braces",
    Severity.WARNING,
    headline="Double braces around something that looks like a template",
    why=(
        "Templates of rules have single braces. Double ones, as in scripts, are braces of the text "
        "itself: callers would see `{remote_display_name}` and not the name."
    ),
    bad="set: {remote_display_name: '{{ remote_display_name | capitalize }} (guest)'}",
    good="set: {remote_display_name: '{remote_display_name | capitalize} (guest)'}",
)
UNKNOWN_SOURCE = Code(
    "R141",
    "unknown-source",
    Severity.ERROR,
    headline="A template that reads something unknown",
    why=(
        "A template can read the fields of the request, named values (`let`) and named groups of "
        "the patterns in the rule's own `when`. Anything else is always missing on a node, and "
        "the text would have a hole."
    ),
    bad="set: {remote_display_name: 'Room {remote_aliass}'}",
    good="set: {remote_display_name: 'Room {remote_alias}'}",
)
UNKNOWN_FILTER = Code(
    "R142",
    "unknown-filter",
    Severity.ERROR,
    headline="An unknown filter",
    why=(
        "A filter that a node does not have makes the whole script fail, for every call, and "
        "Pexip goes on as if there were none. Templates have the filters that Pexip documents, "
        "under Pexip's names."
    ),
    bad="set: {remote_display_name: '{remote_display_name | capitalise}'}",
    good="set: {remote_display_name: '{remote_display_name | capitalize}'}",
)
REFUSED_FILTER = Code(
    "R143",
    "refused-filter",
    Severity.ERROR,
    headline="A filter that templates may not use",
    why=(
        "Some filters are disabled on a node, some give another result on every call (Pexip asks "
        "several times while one caller joins), and some can make a script fail on what a caller "
        "sends. The hint says what to write instead."
    ),
    bad="set: {remote_display_name: '{remote_display_name | upper}'}",
    good="set: {remote_display_name: '{remote_display_name | capitalize}'}",
)
WRONG_ARGUMENTS = Code(
    "R144",
    "wrong-arguments",
    Severity.ERROR,
    headline="A filter with the wrong arguments",
    why=(
        "A filter with too few or too many arguments, or with one of the wrong kind, makes the "
        "script fail on a node. Patterns, replacements and numbers of characters must be written "
        "out, so that they can be checked before a call comes."
    ),
    bad="set: {remote_display_name: '{remote_alias | pex_head}'}",
    good="set: {remote_display_name: '{remote_alias | pex_head(20)}'}",
)
WRONG_TYPE = Code(
    "R145",
    "wrong-type",
    Severity.ERROR,
    headline="A value of the wrong type",
    why=(
        "Pexip drops an answer in which a number or a flag is text, and a filter on text cannot "
        "work on a number. Use a source of the right type, or write the value itself."
    ),
    bad="set: {bypass_lock: '{remote_alias}'}",
    good="set: {bypass_lock: true}",
)
LIST_IN_TEXT = Code(
    "R146",
    "list-in-text",
    Severity.ERROR,
    headline="A list where a text is needed",
    why=(
        "A list has no text of its own: on a node it would come out with brackets and quotes in "
        "it. Join its items with the filter `join`."
    ),
    bad="set: {remote_display_name: '{[display_count, protocol]}'}",
    good="set: {remote_display_name: \"{[display_count, protocol] | join(' ')}\"}",
)
NOT_AN_ALIAS = Code(
    "R147",
    "not-an-alias",
    Severity.ERROR,
    headline="The part of an alias asked of a field that is none",
    why=(
        "Only aliases, such as `local_alias` and `remote_alias`, have a user, a domain, a scheme "
        "and an address. On another field the part would always be missing."
    ),
    bad="set: {remote_display_name: '{vendor.user}'}",
    good="set: {remote_display_name: '{remote_alias.user}'}",
)
LET_CYCLE = Code(
    "R148",
    "let-cycle",
    Severity.ERROR,
    headline="Named values that use each other in a circle",
    why=("A value that waits for itself has no text. Write one of them without the others."),
    bad=("let: {first: '{second}', second: '{first}'}\nset: {call_tag: '{first}'}"),
    good=("let: {first: '{second}', second: '{vendor}'}\nset: {call_tag: '{first}'}"),
)
CAPTURE_TOO_EARLY = Code(
    "R149",
    "capture-too-early",
    Severity.ERROR,
    headline="A capture tested in the condition that captures it",
    why=(
        "What a named group matched is known once the condition of the rule holds; it is there "
        "for `set` and the other effects. In the condition itself, test the field."
    ),
    bad=(
        "when: {local_alias: {matches: '88(?P<room>\\d+)'}, room: '1234'}\n"
        "set: {call_tag: '{room}'}"
    ),
    good=("when: {local_alias: {matches: '88(?P<room>1234)'}}\nset: {call_tag: '{room}'}"),
)

CODES: tuple[Code, ...] = (
    UNSET_SECRET,
    BAD_TEMPLATE,
    DOUBLE_BRACES,
    UNKNOWN_SOURCE,
    UNKNOWN_FILTER,
    REFUSED_FILTER,
    WRONG_ARGUMENTS,
    WRONG_TYPE,
    LIST_IN_TEXT,
    NOT_AN_ALIAS,
    LET_CYCLE,
    CAPTURE_TOO_EARLY,
)
