import pytest

from rulec.source import SourceFile
from rulec.syntax import csv_text, tables
from rulec.syntax.nodes import inner_span
from rulec.syntax.reader import LONGEST_SCALAR
from rulec.syntax.tables import Cell, read_csv


def parse(text):
    return read_csv(SourceFile("rules/tables/sites.csv", text))


def table(text):
    made, problems = parse(text)
    assert problems == []
    return made


def rows(text):
    return [list(row.cells.values()) for row in table(text).rows]


def at(span):
    return (span.line, span.column, span.end_line, span.end_column)


def found(text):
    """Every problem as `line:column-line:column name: message`."""
    return [
        f"{p.span.line}:{p.span.column}-{p.span.end_line}:{p.span.end_column} "
        f"{p.code.name}: {p.message}"
        for p in parse(text)[1]
    ]


def the_problem(text):
    made, (problem,) = parse(text)
    assert made is None or problem.code.name not in {"bad-table", "too-large"}
    return problem


# What is read


def test_a_table():
    made = table("subnet,location\n10.47.0.0/16,Oslo\n10.48.0.0/16,London\n")
    assert made.name == "sites"
    assert made.columns == ("subnet", "location")
    assert [at(span) for span in made.column_spans] == [(1, 1, 1, 7), (1, 8, 1, 16)]
    assert [row.number for row in made.rows] == [1, 2]
    assert made.rows[1].cells == {"subnet": "10.48.0.0/16", "location": "London"}
    assert all(isinstance(cell, Cell) for row in made.rows for cell in row.cells.values())
    assert at(made.span) == (1, 1, 1, 16)
    assert at(made.rows[1].span) == (3, 1, 3, 20)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("last", ["", "END", "ENDEND"])
def test_line_ends(end, last):
    text = f"a,b{end}1,2{end}3,4" + last.replace("END", end)
    assert rows(text) == [["1", "2"], ["3", "4"]]
    assert at(table(text).rows[1].cells["b"].span) == (3, 3, 3, 4)


def test_a_byte_order_mark_is_no_part_of_the_first_name():
    made = table("\ufeffa,b\n1,2\n")
    assert made.columns == ("a", "b")
    assert at(made.column_spans[0]) == (1, 2, 1, 3)


def test_white_space_counts_only_inside_quotes():
    made = table('a, b ,c\n\t1 ,"  2 " ,   \n')
    assert made.columns == ("a", "b", "c")
    assert list(made.rows[0].cells.values()) == ["1", "  2 ", ""]
    assert [at(cell.span) for cell in made.rows[0].cells.values()] == [
        (2, 2, 2, 3),
        (2, 5, 2, 11),
        (2, 13, 2, 13),
    ]
    assert [at(span) for span in made.column_spans] == [(1, 1, 1, 2), (1, 4, 1, 5), (1, 7, 1, 8)]


@pytest.mark.parametrize("space", ["\xa0", "\u202f", " \xa0\t\u202f"])
def test_no_break_spaces_around_cells_are_white_space(space):
    text = '_a,_b_\n_1_,_2\n_\n_,_\n_"3"_,4_\n'.replace("_", space)
    made = table(text)
    assert made.columns == ("a", "b")
    assert rows(text) == [["1", "2"], ["3", "4"]]
    assert made.rows[0].cells["a"].span.column == 1 + len(space)


def test_no_break_spaces_inside_cells_are_kept_and_warned_about_once():
    text = '\xa0a,b\xa0\n\xa01\xa01\xa0,"\xa02\u200b"\xa0\n\xa0,\xa0\u200b\xa0\n'
    made, _ = parse(text)
    assert [list(row.cells.values()) for row in made.rows] == [
        ["1\xa01", "\xa02\u200b"],
        ["", "\u200b"],
    ]
    assert found(text) == [
        "2:3-2:4 hidden-character: invisible character U+00A0 (no-break space)",
        "2:8-2:9 hidden-character: invisible character U+00A0 (no-break space)",
        "2:10-2:11 hidden-character: invisible character U+200B (zero width space)",
        "3:4-3:5 hidden-character: invisible character U+200B (zero width space)",
    ]


def test_the_first_hidden_characters_that_count_are_shown():
    text = "a\n" + "\xa01\n" * 100 + "1\xa01\n" * 100
    assert [line.split("-")[0] for line in found(text)] == [f"{n}:2" for n in range(102, 122)]


def test_quoted_cells():
    text = 'a,b\n"x, ""y""","one\r\ntwo\rthree"\n"",z\n'
    assert rows(text) == [['x, "y"', "one\ntwo\nthree"], ["", "z"]]
    first, second = table(text).rows
    assert at(first.cells["a"].span) == (2, 1, 2, 11)
    assert at(first.cells["b"].span) == (2, 12, 4, 7)
    assert at(first.span) == (2, 1, 4, 7)
    assert at(second.cells["b"].span) == (5, 4, 5, 5)


def test_rows_without_any_text_are_skipped_and_not_counted():
    made = table('\n,,\na,b\n\n1,2\n,,,,\n  ,""\n3,4\n,5\n,\n')
    assert [(row.number, *row.cells.values()) for row in made.rows] == [
        (1, "1", "2"),
        (2, "3", "4"),
        (3, "", "5"),
    ]
    assert made.rows[1].span.line == 8


def test_an_empty_last_cell_at_the_end_of_the_file():
    assert rows("a,b\n1,") == [["1", ""]]


def test_inner_span_of_a_cell():
    cells = table('a,b,c\nabc,"a ""b"" c","x\ny"\n').rows[0].cells
    assert at(inner_span(cells["a"], 1, 2)) == (2, 2, 2, 3)
    # The `b` is the fourth character of the text, behind a quote and two halves of another.
    assert cells["b"][3] == "b"
    assert at(inner_span(cells["b"], 3, 4)) == (2, 10, 2, 11)
    assert at(inner_span(cells["b"], 2, 3)) == (2, 8, 2, 10)
    assert inner_span(cells["c"], 0, 1) == cells["c"].span


def test_inner_span_of_a_cell_that_starts_with_an_apostrophe():
    cell = table("a\n'twas'\n").rows[0].cells["a"]
    assert at(inner_span(cell, 1, 3)) == (2, 2, 2, 4)


# Mistakes in the text


def test_a_quote_that_is_not_closed_is_named_where_it_opens():
    text = 'a,b\n1,"2 ""x""\n3,4\n'
    assert found(text) == ["2:3-2:4 bad-table: not valid CSV: a quote that is not closed"]
    assert parse(text)[0] is None
    assert found('a,b\n1, "2\n') == ["2:4-2:5 bad-table: not valid CSV: a quote that is not closed"]


def test_text_behind_a_closing_quote():
    assert found('a,b\n"1" x ,2\n3,"4"5"\n') == [
        "2:5-2:6 bad-table: not valid CSV: text behind the closing quote",
        "3:6-3:8 bad-table: not valid CSV: text behind the closing quote",
    ]


def test_one_mistake_with_quotes_in_a_row_is_reported():
    assert [line[:7] for line in found('a,b\n"1" x,"2" y\n1"x,2"y\n"1" x,2"y\n')] == [
        "2:5-2:6",
        "3:2-3:3",
        "4:5-4:6",
    ]


def test_a_quote_that_swallows_lines_is_the_last_that_is_reported():
    text = 'a,b\n"1,2\n3,"4"\n5\n'
    assert found(text) == ["3:4-3:6 bad-table: not valid CSV: text behind the closing quote"]
    assert [at(related.span) for related in the_problem(text).related] == [(2, 1, 2, 2)]


def test_quotes_inside_a_cell_without_quotes():
    assert found('a,b\n5" screen,x\nsay "a, b",c\n1,2\n="0123",x\n') == [
        "2:2-2:3 bad-table: not valid CSV: a quote inside a cell without quotes",
        "3:5-3:6 bad-table: not valid CSV: a quote inside a cell without quotes",
        "5:2-5:3 bad-table: not valid CSV: a quote inside a cell without quotes",
    ]


@pytest.mark.parametrize("text", ["", "\n\n", "\ufeff", ",,\n  \n"])
def test_a_file_with_nothing_in_it(text):
    assert parse(text)[0] is None
    assert found(text) == ["1:1-1:1 bad-table: this table has no header row"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a;b\n1,5;2\n", "1:2-1:3 bad-table: not valid CSV: `;` separates"),
        ("\na\tb\n1\t2\n", "2:2-2:3 bad-table: not valid CSV: a tab separates"),
        ('"a;x";"b"\n1;2\n', "1:6-1:7 bad-table: not valid CSV: `;` separates"),
        ('"a"\t"b"\n1\t2\n', "1:4-1:5 bad-table: not valid CSV: a tab separates"),
    ],
)
def test_a_table_with_another_separator(text, message):
    (only,) = found(text)
    assert only.startswith(message)
    assert parse(text)[0] is None
    assert "LibreOffice" in the_problem(text).hint


@pytest.mark.parametrize("text", ["a;b,c\n1,2\n", '"a;b"\n1;2\n', '"a\tb"\n1\n'])
def test_other_separators_may_be_part_of_a_name(text):
    assert parse(text)[1] == []


def test_a_separator_in_a_name_of_two_lines_is_none():
    assert [line.split()[1] for line in found('"a;b\nc"\n1\n')] == ["bad-column:"]


def test_characters_that_cannot_be_seen():
    text = "a,b\n1,x\0\n3,\x07\n"
    assert parse(text)[0] is None
    assert found(text) == [
        "2:4-2:5 forbidden-character: invisible character U+0000",
        "3:3-3:4 forbidden-character: invisible character U+0007",
    ]
    assert "double quotes" not in parse(text)[1][1].hint


@pytest.mark.parametrize("separator", [",", ";", "|", "\t"])
@pytest.mark.parametrize("form", ["sep={}", "\ufeffsep={}", "SEP={},,", '"sep={}"'])
@pytest.mark.parametrize("end", ["\n", "\r\n", ""])
def test_a_line_for_excel(separator, form, end):
    text = form.format(separator) + end + f"a{separator}b{end}1{separator}2"
    text = text if end else form.format(separator)
    problem = the_problem(text)
    assert (problem.code.name, problem.span.line) == ("bad-table", 1)
    assert problem.span.file.line(1)[problem.span.column - 1 :].lower().lstrip('"')[:4] == "sep="
    assert problem.hint.startswith("remove the line `sep=`")
    assert ("commas" in problem.hint) == (separator != ",")


@pytest.mark.parametrize("text", ["sep,x\n1,2\n", "sep=a\n1\n", "a\nsep=;\n", "sep=,x\n1,2\n"])
def test_other_lines_are_none_for_excel(text):
    assert "sep=`" not in "".join(problem.message for problem in parse(text)[1])


# Mistakes in the columns


def test_columns_at_the_end_in_which_nothing_stands_are_none():
    made = table('a,b,, ,""\n1,2,,,\n3,4\n5,,,\n,6,\n')
    assert made.columns == ("a", "b")
    assert [list(row.cells.values()) for row in made.rows] == [
        ["1", "2"],
        ["3", "4"],
        ["5", ""],
        ["", "6"],
    ]
    # The row has to say which cell is empty all the same, and may not have more.
    assert found("a,b,,\n1\n1,2,,,\n") == [
        "2:1-2:2 wrong-cells: this row has 1 cell, but the header has 2 columns",
        "3:7-3:7 wrong-cells: this row has 5 cells, but the header has 2 columns",
    ]


def test_a_thousand_columns_in_which_nothing_stands_are_none():
    assert table("a" + "," * 1_000 + "\n1\n").columns == ("a",)


def test_columns_at_the_end_need_a_name_up_to_the_last_text():
    assert found("a,,,,\n1,,x,,\n2,,,\n3,,,,\n") == [
        "1:3-1:4 bad-column: columns 2 to 3 have no names"
    ]
    assert found("a,,b,\n1,,2,\n") == ["1:3-1:3 bad-column: column 2 has no name"]


def test_columns_without_a_name():
    text = 'a,,b,,"",\n1,2,3,4,5,6\n'
    assert found(text) == [
        "1:3-1:3 bad-column: column 2 has no name",
        "1:6-1:10 bad-column: columns 4 to 6 have no names",
    ]
    made = parse(text)[0]
    assert made.columns == ("a", "b")
    assert made.rows[0].cells == {"a": "1", "b": "3"}


def test_two_columns_of_one_name():
    text = "a,b,a\n1,2,3\n"
    assert found(text) == ["1:5-1:6 bad-column: two columns are called `a`"]
    assert [at(related.span) for related in the_problem(text).related] == [(1, 1, 1, 2)]
    assert parse(text)[0].rows[0].cells == {"a": "1", "b": "2"}


def test_names_that_nobody_could_write():
    text = 'a,"b\nc","  "\n1,2,3\n'
    assert found(text) == [
        "1:3-2:3 bad-column: the name of a column has a line break in it",
        "2:4-2:8 bad-column: a column without a name",
    ]
    assert parse(text)[0].columns == ("a",)


# Mistakes in the rows


def test_rows_with_too_many_or_too_few_cells():
    text = "a,b,c\n1,2\n1,2,3\n1,2,3,4,5\n1,2,3,,\n9\n"
    assert found(text) == [
        "2:1-2:4 wrong-cells: this row has 2 cells, but the header has 3 columns",
        "4:7-4:10 wrong-cells: this row has 5 cells, but the header has 3 columns",
        "5:7-5:8 wrong-cells: this row has 5 cells, but the header has 3 columns",
        "6:1-6:2 wrong-cells: this row has 1 cell, but the header has 3 columns",
    ]
    made, problems = parse(text)
    assert [row.number for row in made.rows] == [2]
    assert made.left_out == (1, 3, 4, 5)
    assert [problem.hint for problem in problems] == [
        "there is no cell for `c`; an empty cell needs its comma too",
        'a cell with a comma in it needs quotes: `"Board room, Oslo"`',
        "remove the commas at the end of the row",
        "there is no cell for `b`, `c`; an empty cell needs its comma too",
    ]
    assert all(problem.related[0].span.line == 1 for problem in problems)


def test_what_is_in_the_cells_is_not_repeated():
    _, problems = parse('name,pin\nx,"1",2468\ny,24"68\nz,"24"68\n')
    assert len(problems) == 3
    assert not any("24" in problem.message + problem.hint for problem in problems)


def test_a_table_without_rows():
    made, (problem,) = parse("a,b\n,\n")
    assert made.rows == ()
    assert made.columns == ("a", "b")
    assert (problem.code.name, problem.is_error) == ("no-rows", False)


def test_a_table_whose_rows_are_all_wrong_has_rows():
    assert [line.split()[1] for line in found("a,b\n1\n")] == ["wrong-cells:"]


def test_every_mistake_is_reported():
    assert [line.split()[1] for line in found('a,a,\n1,2\n"1"x,2,3\n1,"2" y,3\n4,"5,6')] == [
        "bad-column:",
        "bad-column:",
        "wrong-cells:",
        "bad-table:",
        "bad-table:",
        "bad-table:",
    ]


# Sizes


def test_rows_have_a_limit(monkeypatch):
    monkeypatch.setattr(tables, "MOST_ROWS", 3)
    assert len(table("a\n1\n2\n\n3\n\n").rows) == 3
    assert found("a\n1\n2\n3\n4\n5\n") == ["5:1-5:2 too-large: more than 3 rows in one table"]
    assert parse("a\n1\n2\n3\n4\n5\n")[0] is None


def test_columns_have_a_limit():
    header = ",".join(f"c{number}" for number in range(101))
    only = the_problem(header + "\n" + "1," * 100 + "1\n")
    assert only.message == "more than 100 columns in one table"
    assert only.span == the_problem(header + "\n" + "1," * 100 + "1\n").span
    assert only.span.column == header.index("c100") + 1
    assert len(table(header[: header.index(",c100")] + "\n" + "1," * 99 + "1\n").columns) == 100


def test_cells_have_a_limit(monkeypatch):
    monkeypatch.setattr(csv_text, "MOST_CELLS", 6)
    assert rows('a,b\n,,,,,,,,\n1,"2"\n\n3,4\n') == [["1", "2"], ["3", "4"]]
    for last in ("5,6", '"5",6', '5,"6"'):
        text = f'a,b\n1,2\n3,"4"\n{last}'
        assert [line.split(" ", 1)[1] for line in found(text)] == [
            "too-large: more than 6 cells in one table"
        ]
        assert the_problem(text).span.line == 4


def test_cells_and_names_and_files_have_a_limit(monkeypatch):
    assert [line.split()[1] for line in found(f"a\n{'x' * (LONGEST_SCALAR + 1)}\n")] == [
        "too-large:"
    ]
    assert [line.split()[1] for line in found(f"{'x' * 1_001}\n1\n")] == ["too-large:"]
    monkeypatch.setattr(tables, "LARGEST_FILE", 5)
    assert parse("a\n1\n2\n")[1][0].code.name == "too-large"
    assert parse("a\n1\n")[1] == []
