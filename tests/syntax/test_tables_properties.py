import csv
import io
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rulec.source import SourceFile
from rulec.syntax.nodes import inner_span
from rulec.syntax.tables import read_csv

#: Any text without the characters that rule files may not hold, rich in what CSV has a meaning for.
TEXTS = st.text(st.sampled_from("ab,\"; \t\n\r'\\é\u4e00😀0{}")) | st.text(
    st.characters(
        exclude_categories=("Cc", "Cs", "Cf", "Zl", "Zp"),
        exclude_characters="\ufeff\ufffe\uffff",
    )
)
NAMES = st.lists(
    TEXTS.map(lambda text: "c" + re.sub(r"[\r\n;\t]", "", text).rstrip()),
    min_size=1,
    max_size=5,
    unique=True,
)


@st.composite
def tables(draw):
    names = draw(NAMES)
    width = len(names)
    return names, draw(st.lists(st.lists(TEXTS, min_size=width, max_size=width), max_size=6))


def lines_as_read(text):
    return text.replace("\r\n", "\n").replace("\r", "\n")


def covered(span):
    """The text that a span covers, with LF between lines."""
    lines = [span.file.line(number) for number in range(span.line, span.end_line + 1)]
    lines[-1] = lines[-1][: span.end_column - 1]
    lines[0] = lines[0][span.column - 1 :]
    return "\n".join(lines)


@pytest.mark.parametrize("quoting", [csv.QUOTE_MINIMAL, csv.QUOTE_ALL])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
@settings(max_examples=150, deadline=None)
@given(drawn=tables())
def test_what_another_program_writes_is_read_back(quoting, end, drawn):
    names, rows = drawn
    if (quoting, end) == (csv.QUOTE_MINIMAL, "\n"):
        # The writer quotes a CR only where it is part of the line end; readers split it.
        rows = [[text.replace("\r", " ") for text in row] for row in rows]
    stream = io.StringIO(newline="")
    csv.writer(stream, quoting=quoting, lineterminator=end).writerows([names, *rows])
    table, problems = read_csv(SourceFile("t.csv", stream.getvalue()))
    assert {problem.code.name for problem in problems} <= {"no-rows", "hidden-character"}
    assert table.columns == tuple(names)
    expected = []
    for row in rows:
        cells = [
            # The writer quotes what has a meaning in CSV, and no white space.
            lines_as_read(text)
            if quoting == csv.QUOTE_ALL or re.search(r'[,"\r\n]', text)
            else text.strip(" \t\xa0\u202f")
            for text in row
        ]
        if any(cells):
            expected.append(cells)
    assert [list(row.cells.values()) for row in table.rows] == expected
    for number, row in enumerate(table.rows, start=1):
        assert row.number == number
        for cell in row.cells.values():
            written = covered(cell.span)
            if written.startswith('"'):
                assert written == '"' + cell.replace('"', '""') + '"'
            else:
                assert written == cell
            for place, character in enumerate(cell if "\n" not in cell else ""):
                inside = covered(inner_span(cell, place, place + 1))
                assert inside == ('""' if character == '"' else character)


@settings(max_examples=400, deadline=None)
@given(
    st.text(st.sampled_from('ab,"; \t\n\r'), max_size=40)
    | st.text(st.characters(), max_size=40)
    | st.text(max_size=40).map(lambda text: f"a,b\n{text}")
)
def test_any_text_is_read_or_has_problems_with_places(text):
    table, problems = read_csv(SourceFile("t.csv", text))
    assert table is not None or any(problem.is_error for problem in problems)
    spans = [problem.span for problem in problems]
    spans += [related.span for problem in problems for related in problem.related]
    for row in table.rows if table is not None else ():
        assert tuple(row.cells) == table.columns
        spans += [row.span, *(cell.span for cell in row.cells.values())]
    for span in spans:
        assert 1 <= span.line <= span.end_line <= len(span.file.lines)
        assert 1 <= span.column <= len(span.file.line(span.line)) + 1
        assert 1 <= span.end_column <= len(span.file.line(span.end_line)) + 1
        assert (span.line, span.column) <= (span.end_line, span.end_column)
    for problem in problems:
        assert "\n" not in problem.message + problem.hint
        assert problem.hint
