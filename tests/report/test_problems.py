import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rulec.diagnostics import Code, Problem, Related, Severity
from rulec.report.problems import (
    LINE_WIDTH,
    problems_json,
    render_problem,
    render_problems,
    summary,
)
from rulec.report.safe_text import cell, safe
from rulec.source import SourceFile, Span

FIELD = Code("R110", "unknown-field", Severity.ERROR, "x", "x.", "a", "b")
ODD = Code("R210", "odd-rule", Severity.WARNING, "x", "x.", "a", "b")


def place(text, wanted, path="rules/service/vip.yaml"):
    """The span of the first `wanted` in a file with this text."""
    before = text[: text.index(wanted)].split("\n")
    line, column = len(before), len(before[-1]) + 1
    inside = wanted.split("\n")
    end_column = column + len(wanted) if len(inside) == 1 else len(inside[-1]) + 1
    return Span(SourceFile(path, text), line, column, line + len(inside) - 1, end_column)


def drawn(text, wanted):
    """The source line and the underline alone."""
    return render_problem(Problem(FIELD, "x", place(text, wanted))).split("\n")[2:4]


VIP = "\n" * 8 + "    remote_alias: bob\n" + "\n" * 4 + "        remote_alais: alice@example.com\n"


def test_a_problem_with_hint_and_related_place():
    problem = Problem(
        FIELD,
        "unknown field `remote_alais`",
        place(VIP, "remote_alais"),
        "did you mean `remote_alias`?",
        (Related("first defined here", place(VIP, "remote_alias")),),
    )
    assert render_problem(problem) == (
        "rules/service/vip.yaml:14:9: error: unknown field `remote_alais` [R110 unknown-field]\n"
        "   |\n"
        "14 |         remote_alais: alice@example.com\n"
        "   |         ^^^^^^^^^^^^\n"
        "   = hint: did you mean `remote_alias`?\n"
        "   = also: rules/service/vip.yaml:9:5 first defined here\n"
        " 9 |     remote_alias: bob\n"
        "   |     ^^^^^^^^^^^^"
    )


def test_colour_only_when_asked():
    problem = Problem(ODD, "odd", place("a: b", "b", "x"), "do")
    assert "\x1b" not in render_problem(problem)
    assert render_problem(problem, colour=True) == (
        "\x1b[1mx:1:4: \x1b[0m\x1b[1;33mwarning:\x1b[0m odd [R210 odd-rule]\n"
        "\x1b[36m  |\x1b[0m\n"
        "\x1b[36m1 |\x1b[0m a: b\n"
        "\x1b[36m  |\x1b[0m    \x1b[1;33m^\x1b[0m\n"
        "\x1b[36m  =\x1b[0m hint: do"
    )


def test_without_a_file_or_without_a_line_there_is_no_excerpt():
    assert render_problem(Problem(FIELD, "no rules", None, "write some")) == (
        "error: no rules [R110 unknown-field]\n  = hint: write some"
    )
    nowhere = Span(SourceFile("x.yaml", ""), 1, 1, 1, 1)
    assert render_problem(Problem(FIELD, "cannot be read", nowhere)) == (
        "x.yaml:1:1: error: cannot be read [R110 unknown-field]"
    )


def test_a_report_is_ordered_and_summed_up():
    problems = [
        Problem(FIELD, "second", place("a\nb\n", "b", "x")),
        Problem(ODD, "first", place("a\nb\n", "a", "x")),
        Problem(FIELD, "second", place("a\nb\n", "b", "x")),
        Problem(FIELD, "third", place("c", "c", "y")),
    ]
    assert render_problems(problems) == (
        "x:1:1: warning: first [R210 odd-rule]\n"
        "  |\n"
        "1 | a\n"
        "  | ^\n"
        "\n"
        "x:2:1: error: second [R110 unknown-field]\n"
        "  |\n"
        "2 | b\n"
        "  | ^\n"
        "\n"
        "y:1:1: error: third [R110 unknown-field]\n"
        "  |\n"
        "1 | c\n"
        "  | ^\n"
        "\n"
        "2 errors, 1 warning\n"
    )
    assert render_problems([]) == ""


def test_a_long_report_is_cut_but_never_before_its_errors():
    file = SourceFile("x", "a\n" * 2_000)
    problems = [Problem(ODD, "odd", Span(file, n, 1, n, 2), f"{n}") for n in range(1, 1_500)]
    problems.append(Problem(FIELD, "wrong", Span(file, 1_900, 1, 1_900, 2)))
    text = render_problems(problems)
    assert text.endswith("\n\n1 error, 1,499 warnings (1,400 of them not shown)\n")
    assert "x:1900:1: error: wrong" in text
    assert text.count("[R210 odd-rule]") == 99


def wrong(line, message="no `x`", hint="do", code=FIELD, path="rules/sites.csv"):
    span = Span(SourceFile(path, "a\n" * 400), line, 1, line, 2)
    return Problem(code, message, span, hint)


def heads(text):
    """The first line of each block of a report."""
    return [block.split("\n")[0] for block in text.removesuffix("\n").split("\n\n")]


def test_many_problems_that_say_the_same_are_counted():
    problems = [
        wrong(line, f"unknown location `town {line}`, row {line}") for line in range(2, 302)
    ]
    text = render_problems(reversed(problems))
    assert text == render_problems(problems)
    first = "error: unknown location `town {0}`, row {0} [R110 unknown-field]"
    assert heads(text) == [
        *(f"rules/sites.csv:{line}:1: {first.format(line)}" for line in range(2, 7)),
        "... and 295 more of unknown-field in rules/sites.csv, lines 7 to 301",
        "300 errors",
    ]
    assert len(problems_json(problems)) == 300


def test_eight_that_say_the_same_are_all_drawn():
    text = render_problems([wrong(line) for line in range(1, 9)])
    assert text.count("error: no `x`") == 8
    assert "more of" not in text
    text = render_problems([wrong(line) for line in range(1, 10)])
    assert (
        "\n\n... and 4 more of unknown-field in rules/sites.csv, lines 6 to 9\n\n9 errors\n" in text
    )


@pytest.mark.parametrize(
    "other",
    [
        {"code": ODD},
        {"code": Code("R111", "other", Severity.ERROR, "x", "x.", "a", "b")},
        {"hint": "something else"},
        {"message": "something else"},
        {"path": "rules/wards.csv"},
    ],
)
def test_what_differs_is_not_hidden(other):
    problems = [wrong(line) for line in range(1, 20)]
    # One in the midst of those that are only counted.
    text = render_problems([*problems, wrong(10, **other)])
    assert "... and 14 more of unknown-field in rules/sites.csv, lines 6 to 19" in heads(text)
    assert len(heads(text)) == 5 + 1 + 1 + 1


def test_problems_of_one_line_and_of_no_file_are_counted_too():
    file = SourceFile("x\x1b.csv", "a" * 20)
    problems = [Problem(FIELD, "wrong", Span(file, 1, n, 1, n + 1)) for n in range(1, 11)]
    assert heads(render_problems(problems))[-2:] == [
        "... and 5 more of unknown-field in x\\x1b.csv, line 1",
        "10 errors",
    ]
    problems = [Problem(FIELD, f"the file `{n}`", None) for n in range(1_500)]
    assert heads(render_problems(problems))[-2:] == [
        "... and 1,495 more of unknown-field",
        "1,500 errors",
    ]


def test_what_is_counted_is_not_counted_again_as_not_shown():
    many = [wrong(line, hint=f"{line}") for line in range(1, 121)]
    alike = [wrong(line) for line in range(1, 21)]
    # Of one file: the first hundred that may be drawn hold the five in front.
    text = render_problems([*many, *alike])
    assert "... and 15 more of unknown-field in rules/sites.csv, lines 6 to 20" in heads(text)
    assert heads(text)[-1] == "140 errors (25 of them not shown)"
    later = [replace(problem, code=ODD) for problem in alike]
    text = render_problems([*many, *later])
    assert "more of" not in text
    assert heads(text)[-1] == "120 errors, 20 warnings (40 of them not shown)"


def test_summary():
    error, warning = Problem(FIELD, "x", None), Problem(ODD, "x", None)
    assert summary([]) == "no problems"
    assert summary([error]) == "1 error"
    assert summary([warning, warning]) == "2 warnings"
    assert summary([error, error, warning]) == "2 errors, 1 warning"


@pytest.mark.parametrize(
    ("text", "wanted", "line", "marks"),
    [
        ("\ta:\tb", "b", "1 | \\ta:\\tb", "  |       ^"),
        ("会議室: x", "x", "1 | 会議室: x", "  |         ^"),
        ("a: 会議", "会議", "1 | a: 会議", "  |    ^^^^"),
        ("e\u0301: x", "x", "1 | e\u0301: x", "  |    ^"),
        ("a: \u202ex", "x", "1 | a: \\u202ex", "  |          ^"),
        ("a\xa0: \x1b[31mx", "mx", "1 | a\\xa0: \\x1b[31mx", "  |               ^^"),
        ("\u2601\ufe0f: x", "x", "1 | \u2601\\ufe0f: x", "  |          ^"),
        ("a: |\n  b", "|\n  b", "1 | a: |", "  |    ^"),
        ("a: 'b  \n  c'", "'b  \n  c'", "1 | a: 'b  ", "  |    ^^^^"),
    ],
)
def test_the_underline_stays_below_its_text(text, wanted, line, marks):
    assert drawn(text, wanted) == [line, marks]


def test_a_place_at_the_end_of_a_line_gets_one_mark():
    span = Span(SourceFile("x", "when:\n"), 1, 6, 1, 6)
    assert render_problem(Problem(FIELD, "x", span)).endswith("1 | when:\n  |      ^")


def test_long_lines_are_cut_around_the_place():
    line, marks = drawn("a" * 300 + "NEEDLE" + "b" * 300, "NEEDLE")
    assert line == f"1 | ...{'a' * 40}NEEDLE{'b' * 54}..."
    assert marks == f"  | {' ' * 43}^^^^^^"
    line, marks = drawn("x: " + "y" * 1_000_000, "y" * 1_000_000)
    assert line == f"1 | x: {'y' * 97}..."
    assert marks == f"  |    {'^' * 97}"
    line, _ = drawn("\x07" * 60 + "N", "N")
    assert line == "1 | ..." + "\\x07" * 10 + "N"


def test_messages_hints_and_paths_are_made_safe():
    span = place("a", "a", "x\x1b[2J.yaml")
    problem = Problem(FIELD, "`a\nb\u202e`", span, "no\ttab", (Related("\x07", span),))
    assert render_problem(problem) == (
        "x\\x1b[2J.yaml:1:1: error: `a\\nb\\u202e` [R110 unknown-field]\n"
        "  |\n"
        "1 | a\n"
        "  | ^\n"
        "  = hint: no\\ttab\n"
        "  = also: x\\x1b[2J.yaml:1:1 \\x07\n"
        "1 | a\n"
        "  | ^"
    )


def test_json():
    text = "a: 1\na: 2\n"
    second = Span(SourceFile("x", text), 2, 1, 2, 2)
    problems = [
        Problem(FIELD, "twice", second, "remove", (Related("first", place(text, "a", "x")),)),
        Problem(ODD, "nowhere", None, call='{"inputs": {"call_info": {}}, "now": null}'),
    ]
    first_place = {
        "path": "x",
        "line": 1,
        "column": 1,
        "end_line": 1,
        "end_column": 2,
        "source_line": "a: 1",
    }
    assert json.loads(json.dumps(problems_json(problems))) == [
        {
            "code": "R210",
            "name": "odd-rule",
            "severity": "warning",
            "message": "nowhere",
            **dict.fromkeys(first_place),
            "hint": "",
            "related": [],
            "call": {"inputs": {"call_info": {}}, "now": None},
        },
        {
            "code": "R110",
            "name": "unknown-field",
            "severity": "error",
            "message": "twice",
            **first_place,
            "line": 2,
            "end_line": 2,
            "source_line": "a: 2",
            "hint": "remove",
            "related": [{"message": "first", **first_place}],
            "call": None,
        },
    ]


def test_a_call_is_drawn_below_its_problem():
    inputs = {
        "call_info": {"protocol": "sip", "local_alias": "0815", "vendor": None, "odd": "a\u202eb"},
        "service_config": None,
        "participant": {"idp_attributes": {"group": ["it's", "x"]}},
    }
    call = json.dumps({"inputs": inputs, "now": "2026-12-24T08:30:00+00:00"})
    assert render_problem(Problem(ODD, "odd", None, "mend it", call=call)).split("\n")[2:] == [
        '  = call: protocol: sip, local_alias: "0815", vendor: null, odd: "a\\u202eb",',
        '          service_config: missing, participant: {idp_attributes: {group: ["it\'s", x]}},',
        "          now: Thu 2026-12-24 08:30 UTC",
    ]


hostile = st.text(st.characters() | st.sampled_from("\t\x1b\u202e\u200b\u2028é会😀"), max_size=300)


@given(hostile, st.integers(1, 400), st.integers(0, 400))
def test_any_text_is_drawn_on_lines_of_bounded_width(text, column, length):
    span = Span(SourceFile("x", text), 1, column, 1, column + length)
    lines = render_problem(Problem(FIELD, text, span)).split("\n")
    assert len(lines) in {1, 4}
    for line in lines:
        assert line == safe(line)
    for line in lines[1:]:
        assert sum(cell(character)[1] for character in line) <= LINE_WIDTH + len("1 | ...") + 3
