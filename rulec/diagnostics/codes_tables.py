"""The codes of tables in rules: `for_each` and look-ups."""

from __future__ import annotations

from rulec.diagnostics.problem import Code, Severity

__all__ = ["BAD_KEY", "UNKNOWN_COLUMN", "UNKNOWN_TABLE"]

_TABLE = "tables:\n  sites:\n  - {domain: example.com, location: Oslo}\n"

UNKNOWN_TABLE = Code(
    "R180",
    "unknown-table",
    Severity.ERROR,
    headline="A table that is not there",
    why=(
        "A table stands below `tables` of its rule set: as rows, or as the path of a CSV file in "
        "the rules folder. A rule for each row of nothing would be no rule at all."
    ),
    bad=f"{_TABLE}rules:\n- id: site\n  for_each: site\n  set: {{location: '{{location}}'}}",
    good=f"{_TABLE}rules:\n- id: site\n  for_each: sites\n  set: {{location: '{{location}}'}}",
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
    bad=f"{_TABLE}let: {{site: {{table: sites, key: '{{remote_alias.domain}}', column: place}}}}",
    good=(
        f"{_TABLE}let: {{site: {{table: sites, key: '{{remote_alias.domain}}', "
        "column: location}}"
    ),
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
    bad="tables:\n  sites:\n  - {domain: a.example, place: Oslo}\n  - {domain: a.example, place: Bergen}",
    good="tables:\n  sites:\n  - {domain: a.example, place: Oslo}\n  - {domain: b.example, place: Bergen}",
)

CODES: tuple[Code, ...] = (UNKNOWN_TABLE, UNKNOWN_COLUMN, BAD_KEY)
