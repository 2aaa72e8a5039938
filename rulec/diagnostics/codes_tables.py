"""The codes of tables in rules: `for_each` and look-ups."""

from __future__ import annotations

from rulec.diagnostics.problem import Code, Severity

__all__ = ["BAD_KEY", "UNKNOWN_COLUMN", "UNKNOWN_TABLE"]

_TABLE = "tables:\n  sites:\n  - {domain: a.example, location: Oslo}\n"
_RULE = (
    "rules:\n- id: site\n  set:\n    location: {table: sites, key: '{vendor}', column: location}\n"
)

UNKNOWN_TABLE = Code(
    "R180",
    "unknown-table",
    Severity.ERROR,
    headline="A table that is not there",
    why=(
        "A table stands below `tables` of its rule set: as rows, or as the path of a CSV file in "
        "the rules folder. A rule for each row of nothing would be no rule at all."
    ),
    bad=_TABLE + _RULE.replace("sites", "site"),
    good=_TABLE + _RULE,
)
UNKNOWN_COLUMN = Code(
    "R181",
    "unknown-column",
    Severity.ERROR,
    headline="A column that its table does not have",
    why=(
        "In the conditions of a rule with `for_each`, braces hold columns of the table and nothing "
        "else. A name that is none would be compared as it stands and would never match."
    ),
    bad=_TABLE + _RULE.replace("column: location", "column: place"),
    good=_TABLE + _RULE,
)
BAD_KEY = Code(
    "R182",
    "bad-key",
    Severity.ERROR,
    headline="A row without a key, or with the key of another row",
    why=(
        "A look-up finds a row by its key, so that each row needs one of its own. A second row of "
        "the same key would never be found."
    ),
    bad=f"{_TABLE}  - {{domain: a.example, location: Bergen}}\n{_RULE}",
    good=f"{_TABLE}  - {{domain: b.example, location: Bergen}}\n{_RULE}",
)

CODES: tuple[Code, ...] = (UNKNOWN_TABLE, UNKNOWN_COLUMN, BAD_KEY)
