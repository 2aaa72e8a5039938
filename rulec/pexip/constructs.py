"""What a script may be made of: constructs of Jinja2 with evidence that a node accepts them.

The node's version of Jinja2 and its sandbox are not documented. What stands here is in Pexip's own
scripts, in published scripts that run, or is the same in Jinja2 2.10.3 and 3.1 without any look-up
that a sandbox could refuse. A script with anything else might be ignored by the node as a whole.
"""

from __future__ import annotations

#: Nodes of Jinja2's syntax tree, by class name, with their evidence.
NODES: dict[str, str] = {
    "Template": "the script itself",
    "Output": "every script",
    "TemplateData": "JSON between tags: every published script; never a part of a text",
    "If": "57 of 62 published scripts",
    "Assign": "29 of 62, also inside `if` and visible behind it",
    "Name": "every script",
    "Const": "every script",
    "List": "14 of 62",
    "Dict": "30 of 62",
    "Pair": "30 of 62",
    "Getattr": "every script; here only methods and the parts of pex_now",
    "Getitem": "6 of 62; total on values without items",
    "Call": "functions and methods of published scripts",
    "Filter": "Pexip docs: permitted filters",
    "Compare": "31 of 62",
    "Operand": "31 of 62",
    "And": "18 of 62",
    "Or": "6 of 62",
    "Not": "3 of 62",
    "Add": "6 of 62, on text and numbers; the same on lists",
    "Sub": "published weekday script",
    "Mul": "published weekday script",
    "Mod": "published weekday script",
    "FloorDiv": "the same in every version; `/` would not be",
}

#: Comparison operators of a script.
COMPARISONS = frozenset({"eq", "ne", "lt", "lteq", "gt", "gteq", "in"})

#: Filters that scripts are written with; templates of rules may add those of the catalogue.
SCRIPT_FILTERS = frozenset(
    {
        "default",
        "int",
        "join",
        "lower",
        "pex_head",
        "pex_regex_replace",
        "pex_to_json",
        "pex_update",
        "replace",
    }
)

#: Functions that scripts call.
SCRIPT_FUNCTIONS = frozenset({"pex_in_subnet", "pex_now", "pex_regex_search"})

#: Methods that scripts call: those of text in 11 and in 1 of 62 published scripts; `get` of an
#: object in Pexip docs, for attributes of identity providers.
SCRIPT_METHODS = frozenset({"startswith", "endswith", "get"})

#: The documented parts of what `pex_now` gives (Pexip docs: policy filters).
NOW_PARTS = frozenset({"year", "month", "day", "hour", "minute", "second", "microsecond"})
