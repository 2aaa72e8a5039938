"""The section about tables: how they are written, what cells mean, and where columns stand."""

from __future__ import annotations

from rulec.pexip import Policy
from rulec.reference.effects import call_and_answer
from rulec.reference.markdown import block, code, heading, link, page
from rulec.reference.value_forms import ValueForm, plain
from rulec.syntax.csv_text import MOST_CELLS
from rulec.syntax.files import LARGEST_FILE
from rulec.syntax.reader import LONGEST_KEY, LONGEST_SCALAR
from rulec.syntax.tables import MOST_COLUMNS, MOST_ROWS

TITLE = "Tables"

_USES = f"""\
A table stands under `tables` of a rule set: a list of mappings, or the path of a CSV file from the
rules folder. Values are looked up in it ({link("Look-up")}), or a rule is made of each of its rows
({link("Rules from a table")}). A table that no rule uses is a warning."""

_CSV = f"""\
* The name of the file ends in `.csv`, in small letters. A workbook (`.xlsx`, `.ods`) is an error.
* UTF-8, with or without a byte order mark. Lines end with LF, CR LF or CR.
* Commas separate cells. A file with semicolons or tabs in their place is an error.
* The first row names the columns. Each has a name, and no two have the same.
* Every row has as many cells as the header; an empty cell needs its comma too.
* White space around a cell without quotes does not count.
* A cell with a comma, a quote or a line end in it stands in double quotes, and a quote in it is
  written twice: `"Board room, 5"" screen"`. White space inside the quotes counts. A line end in a
  cell is LF, however the file has it.
* A row in which no cell has text is skipped, and not counted: `sites[3]` is the third row that has
  something in it, without the header.
* There are no comments, and no words for null: `null` and `~` are text, and an empty cell is null,
  with quotes (`""`) or without.
* At most {MOST_ROWS:,} rows, {MOST_COLUMNS} columns and {MOST_CELLS:,} cells. A cell has at most
  {LONGEST_SCALAR:,} characters, the name of a column {LONGEST_KEY:,}, a file {LARGEST_FILE:,}
  bytes."""

_LISTED = """\
* In a list of mappings the first one names the columns. A key that a later one lacks is an empty
  cell, and one that the first lacks is an error.
* A cell is one value, never a list: write `overflow: London; New York`."""

_CELLS = """\
* A cell is text, and takes the type of the place where it is used: `12` is a number where a number
  is expected, else the text `12`.
* For true and false write `true` or `false`; `TRUE` and `FALSE`, as spreadsheets have them, count
  too. `yes` and `1` are errors there.
* Where a cell does not fit its place, the error names its row and column."""

_BRACES = """\
* `{name}` is the cell of that column, in the values and the `let` of the rule and in the operands
  of its `when`. Named conditions, and the `when` of the set, read no columns.
* In braces a name is letters, digits, `_` and `-`, and starts with a letter or `_`. A column with
  another name, such as `Ward no.`, serves as `column` and `match` of a look-up alone.
* A column hides the field of its name; `{call_info.location}` still reaches the field. It may not
  have the name of a `let` or a capture.
* In values all the rest of a template works too: `'Ward {ward | lower} at {location}'`.
* In operands only columns can be read, not the call: `'{ward}'`, `'ward-{ward}'`, and with filters
  `'{ward | lower}'`. Keys of conditions are no templates.
* In a pattern (`matches`, `regex`) `{ward}` is the text of the cell, in which no character has a
  special meaning, and there are no filters. Braces around anything else are the pattern's own:
  `'{ward}-\\d{4,6}'` is the cell and four to six digits. An empty cell in a pattern is an error.
* Alone behind a field, an empty cell means that the field has no value, as `null` does; behind an
  operator that does not take `null` it is an error. In a list of operands it is left out."""

_SEMICOLONS = """\
* `;` in a cell separates items where a list is expected: behind `one_of`, `in_subnet`, `weekday`
  and `between`, and in fields that are lists.
* There the operand or value is nothing but `'{column}'`, alone or as an item of a list. White
  space around items does not count, and empty items do not either.
* It separates nothing anywhere else, because aliases have semicolons of their own: not behind
  other operators, not in patterns, not in fields that are text, and not in keys of look-ups.
* Nor does it behind a field itself: in place of `vendor: '{vendors}'` or `vendor: ['{vendors}']`
  write `vendor: {one_of: '{vendors}'}`."""

_KEYS = """\
* The first column has the keys, unless `match` names another.
* Keys compare exactly: with case, with white space, as text (`012` is not `12`). For keys in small
  letters write `key: '{ward | lower}'`.
* A key that is null is in no table. An empty key, or one that stands in two rows, is an error.
* `otherwise` is for keys that the table does not have. A row that is found but has an empty cell
  gives null."""

#: A table with all that CSV allows, the rules that it makes, and a call that the second meets.
EXAMPLE = ValueForm(
    "",
    "",
    Policy.SERVICE,
    r"""
    tables: {wards: tables/wards.csv}
    rules:
      - id: wards
        for_each: wards
        when:
          service_config: missing
          local_alias: {user: {matches: '{ward}-\d{4,6}'}}
          location: {one_of: '{sites}'}
          vendor: {not: {starts_with: '{ward | lower}'}}
        create:
          service_type: conference
          name: '{title}'
          service_tag: '{ward}'
          locked: '{locked}'
    """,
    "{call: {local_alias: 'B.2-12345@example.com', location: London}, service_config: null}",
    """
    {"action": "continue", "result": {"service_type": "conference",
      "name": "The \\"blue\\" ward, 2", "service_tag": "B.2", "locked": true}}
    """,
    tables=(
        (
            "tables/wards.csv",
            """\
ward,title,sites,locked
A.1,Ward A,Oslo,false

B.2,"The ""blue"" ward, 2",Oslo; London,TRUE""",
        ),
    ),
)


def tables() -> str:
    """The section."""
    parts = [
        heading(2, TITLE),
        _USES,
        heading(3, "CSV files"),
        _CSV,
        heading(3, "Lists of mappings"),
        _LISTED,
        heading(3, "Cells"),
        _CELLS,
        heading(3, "Columns in braces"),
        "In a rule with `for_each`:",
        _BRACES,
        heading(3, "Semicolons"),
        _SEMICOLONS,
        heading(3, "Keys of look-ups"),
        _KEYS,
        heading(3, "An example"),
        block("yaml", f"policy: {EXAMPLE.policy.value}\n{plain(EXAMPLE.rules)}"),
    ]
    for path, text in EXAMPLE.tables:
        parts += [f"{code(path)}:", block("text", text)]
    parts += call_and_answer(plain(EXAMPLE.given), plain(EXAMPLE.answer))
    parts.append("The rule that applied is `wards[2]`.")
    return page(parts).rstrip()
