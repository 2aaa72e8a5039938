import pytest

from rulec.source import SourceFile
from rulec.syntax import tables
from rulec.syntax.nodes import inner_span
from rulec.syntax.reader import read_yaml
from rulec.syntax.tables import Cell, inline_table


def parse(text):
    node, problems = read_yaml(SourceFile("r.yaml", text))
    assert problems == []
    return inline_table("sites", node)


def table(text):
    made, problems = parse(text)
    assert problems == []
    return made


def said(text):
    return [f"{p.span.line}:{p.span.column} {p.code.name}: {p.message}" for p in parse(text)[1]]


def at(span):
    return (span.line, span.column, span.end_line, span.end_column)


def test_a_table():
    made = table("- {subnet: 10.47.0.0/16, location: Oslo}\n- location: London\n")
    assert (made.name, made.columns) == ("sites", ("subnet", "location"))
    assert [at(span) for span in made.column_spans] == [(1, 4, 1, 10), (1, 26, 1, 34)]
    assert [row.number for row in made.rows] == [1, 2]
    assert made.rows[0].cells == {"subnet": "10.47.0.0/16", "location": "Oslo"}
    assert made.rows[1].cells == {"subnet": "", "location": "London"}
    assert at(made.rows[1].span) == (2, 3, 2, 19)
    assert at(made.span) == (1, 1, 2, 19)


def test_cells_are_text_with_the_place_of_the_scalar():
    made = table("- {a: 012, b: '~', c: null, d: 'null', e: '', f: true, g: \"x\\ty\"}\n")
    cells = made.rows[0].cells
    assert all(type(cell) is Cell for cell in cells.values())
    assert list(cells.values()) == ["012", "~", "", "null", "", "true", "x\ty"]
    assert [name for name, cell in cells.items() if cell.is_null] == ["c", "e"]
    assert all(cell.plain and not cell.empty for cell in cells.values())
    assert at(cells["b"].span) == (1, 15, 1, 18)
    assert at(inner_span(cells["b"], 0, 1)) == (1, 16, 1, 17)
    # Behind the escape, which takes two characters of the file.
    assert at(inner_span(cells["g"], 2, 3)) == (1, 63, 1, 64)


def test_places_in_a_block_scalar():
    cell = table("- a: |\n    one\n    two\n").rows[0].cells["a"]
    assert cell == "one\ntwo\n"
    assert at(inner_span(cell, 4, 7)) == (3, 5, 3, 8)


def test_a_missing_cell_has_the_place_of_its_row():
    row = table("- {a: 1, b: 2}\n- {a: 3}\n").rows[1]
    assert row.cells["b"].is_null
    assert row.cells["b"].span == row.span
    assert inner_span(row.cells["b"], 0, 0) == row.span


def test_a_key_that_the_first_row_does_not_have():
    made, (problem,) = parse(
        "- {subnet: x, location: y}\n- {subnet: z, locatoin: w}\n- {subnet: q}\n"
    )
    assert problem.message == "the table `sites` has no column `locatoin`"
    assert (problem.code.name, problem.hint) == ("unknown-key", "did you mean `location`?")
    assert (at(problem.span), at(problem.related[0].span)) == ((2, 15, 2, 23), (1, 4, 1, 10))
    # The row is left out, and still counted.
    assert [row.number for row in made.rows] == [1, 3]
    _, (problem,) = parse("- {a: x, b: y}\n- {zzzzz: w}\n")
    assert problem.hint == "known are `a`, `b`"


@pytest.mark.parametrize(
    ("cell", "name", "hint"),
    [
        ("[x, y]", "wrong-shape: `a` must be text, not a list", "`x; y`"),
        ("[x, [y]]", "wrong-shape: `a` must be text, not a list", "`a; b`"),
        ("[x, null]", "wrong-shape: `a` must be text, not a list", "`a; b`"),
        ("[]", "wrong-shape: `a` must be text, not a list", "`a; b`"),
        ("{b: c}", "wrong-shape: `a` must be text, not a mapping", "a single value"),
        ("{room}", "unquoted-braces: `{room}` without quotes", "quote it"),
        ("~", "quote-it: `~` may be text or null", "`null`"),
        ("", "empty-value: there is nothing behind `a`", "write a value"),
    ],
)
def test_cells_that_are_not_text(cell, name, hint):
    made, (problem,) = parse(f"- a: 1\n- a: {cell}\n- a: 3\n")
    assert f"{problem.code.name}: {problem.message}".startswith(name)
    assert hint in problem.hint
    assert problem.span.line == 2
    assert [row.number for row in made.rows] == [1, 3]


def test_every_mistake_of_a_row_is_reported():
    assert said("- {a: 1, b: 2}\n- {a: [1], b: {c: d}, x: 1}\n") == [
        "2:7 wrong-shape: `a` must be text, not a list",
        "2:15 wrong-shape: `b` must be text, not a mapping",
        "2:23 unknown-key: the table `sites` has no column `x`",
    ]


def test_rows_that_are_not_mappings():
    assert said("- text\n- a: 1\n- [x]\n- {}\n- null\n-\n- a: 2\n") == [
        "1:3 wrong-shape: a row of a table must be a mapping, not text",
        "3:3 wrong-shape: a row of a table must be a mapping, not a list",
        "4:3 wrong-shape: this row of a table has no cells",
        "5:3 wrong-shape: a row of a table must be a mapping, not null",
        "6:2 empty-value: there is nothing here",
    ]
    made = parse("- text\n- {}\n- a: 1\n- a: 2\n")[0]
    assert made.columns == ("a",)
    assert [row.number for row in made.rows] == [3, 4]


def test_columns_still_have_the_keys_of_a_first_row_with_mistakes():
    made, (problem,) = parse("- {a: [1], b: x}\n- {a: 1, b: 2}\n")
    assert problem.code.name == "wrong-shape"
    assert made.columns == ("a", "b")
    assert [row.number for row in made.rows] == [2]


def test_names_that_nobody_could_write():
    assert said("- {'': 1, \"a\\nb\": 2}\n") == [
        "1:4 bad-column: a column without a name",
        "1:11 bad-column: the name of a column has a line break in it",
    ]


def test_a_table_without_rows():
    made, (problem,) = parse("[]\n")
    assert (made.columns, made.rows) == ((), ())
    assert (problem.code.name, problem.is_error) == ("no-rows", False)


def test_sizes(monkeypatch):
    monkeypatch.setattr(tables, "MOST_ROWS", 2)
    assert len(table("- a: 1\n- a: 2\n").rows) == 2
    assert said("- a: 1\n- a: 2\n- a: 3\n- [x]\n") == [
        "3:3 too-large: more than 2 rows in one table"
    ]
    monkeypatch.setattr(tables, "MOST_COLUMNS", 2)
    assert said("- {a: 1, b: 2, c: 3}\n") == ["1:16 too-large: more than 2 columns in one table"]
    assert parse("- {a: 1, b: 2, c: 3}\n")[0] is None
