"""What the reference says about tables and locations is so."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from rule_texts import errors, read_rules

from rulec.reference import language_page
from rulec.reference.tables import EXAMPLE
from rulec.reference.value_forms import plain
from rulec.syntax.files import read_file
from rulec.testing import run_tests

PAGE = language_page()
SECTION = PAGE.partition("\n## Tables\n")[2].partition("\n## ")[0]


def applied(csv: str, rule: str, call: str, head: str = "") -> tuple[str | None, object]:
    """The rule that applied to a call, made of a row or not, and the answer's result.

    `rule` is all of it but `id`, `for_each` is `t` unless it says otherwise.
    """
    each = "" if "table: t" in rule else "for_each: t, "
    text = f"policy: participant\ntables: {{t: t.csv}}\n{head}rules: [{{id: r, {each}{rule}}}]\n"
    # Nothing is that, so that the result is told.
    expect = "{exactly: {call_tag: no rule}}"
    text += f"tests: [{{name: t, given: {{call: {call}}}, expect: {expect}}}]\n"
    project, problems = read_rules({"a.yaml": text, "t.csv": csv})
    assert errors(problems) == []
    run = run_tests(project)
    assert not run.differences
    (failure,) = run.results[0].failures
    steps = [step.name for step in failure.decision.applied]
    return (steps[0] if steps else None), failure.decision.result


def wrong(csv: str, rule: str = "when: {vendor: '{a}'}, set: {role: chair}") -> list[str]:
    """The codes of the errors of rules from a table."""
    text = f"policy: participant\ntables: {{t: t.csv}}\nrules: [{{id: r, for_each: t, {rule}}}]\n"
    _, problems = read_rules({"a.yaml": text, "t.csv": csv})
    return [problem.code.name for problem in problems if problem.is_error]


def said(words: str) -> None:
    """The page says so."""
    assert words in " ".join(SECTION.split())


def test_the_example():
    policy = EXAMPLE.policy.value
    given = plain(EXAMPLE.given)
    test = f"tests:\n  - name: t\n    given: {given}\n    expect: {{rule: 'wards[2]'}}\n"
    text = f"policy: {policy}\n{plain(EXAMPLE.rules)}\n{test}"
    project, problems = read_rules({"a.yaml": text, **dict(EXAMPLE.tables)})
    assert errors(problems) == []
    run = run_tests(project)
    assert (run.failed, run.differences) == ((), ())
    exactly = json.dumps(json.loads(EXAMPLE.answer)["result"])
    project, _ = read_rules(
        {"a.yaml": text.replace("{rule: 'wards[2]'}", f"{{exactly: {exactly}}}")}
        | dict(EXAMPLE.tables)
    )
    assert run_tests(project).failed == ()
    said("The rule that applied is `wards[2]`.")


# --- CSV files -----------------------------------------------------------------------------------

VENDOR = "when: {vendor: '{a}'}, set: {display_name: '{b}'}"
NAME = "remote_display_name"


@pytest.mark.parametrize(
    ("csv", "words"),
    [
        ("\ufeffa,b\nx,y\n", "with or without a byte order mark"),
        ("a,b\r\nx,y\r\n", "Lines end with LF, CR LF or CR."),
        ("a,b\rx,y", "Lines end with LF, CR LF or CR."),
        (" a , b\n x\t, y ", "White space around a cell without quotes does not count."),
        ("a,b\n\n , \n,\nx,y\n", "A row in which no cell has text is skipped, and not counted"),
    ],
)
def test_ways_to_write_the_same(csv: str, words: str):
    assert applied(csv, VENDOR, "{vendor: x}") == ("r[1]", {NAME: "y"})
    said(words)


def test_quotes():
    csv = 'a,b\nx,"Board, 5""\r\n screen "\n'
    assert applied(csv, VENDOR, "{vendor: x}") == ("r[1]", {NAME: 'Board, 5"\n screen '})
    said('in double quotes, and a quote in it is written twice: `"Board room, 5"" screen"`.')
    said("White space inside the quotes counts. A line end in a cell is LF")


def test_no_words_for_null():
    assert applied("a,b\nx,null\n", VENDOR, "{vendor: x}")[1] == {NAME: "null"}
    assert applied("a,b\nx,~\n", VENDOR, "{vendor: x}")[1] == {NAME: "~"}
    assert applied('a,b\nx,""\ny,z\n', VENDOR, "{vendor: x}")[1] == {NAME: None}
    said('`null` and `~` are text, and an empty cell is null, with quotes (`""`) or without.')


@pytest.mark.parametrize(
    ("csv", "words"),
    [
        ("a;b\nx;y\n", "A file with semicolons or tabs in their place is an error."),
        ("a\tb\nx\ty\n", "A file with semicolons or tabs in their place is an error."),
        ("a,\nx,y\n", "Each has a name, and no two have the same."),
        ("a,a\nx,y\n", "Each has a name, and no two have the same."),
        ("a,b\nx\n", "Every row has as many cells as the header"),
    ],
)
def test_what_is_no_table(csv: str, words: str):
    assert set(wrong(csv)) & {"bad-table", "bad-column", "wrong-cells"}
    said(words)


def test_suffix_and_limits(tmp_path: Path):
    text = "policy: participant\ntables: {t: T.CSV}\nrules: [{id: r, for_each: t, reject: x}]\n"
    _, problems = read_rules({"a.yaml": text})
    assert errors(problems)
    said("ends in `.csv`, in small letters")
    (tmp_path / "t.csv").write_bytes(b"PK\x03\x04 x")
    assert read_file(tmp_path / "t.csv", "t.csv")[0] is None
    said("A workbook (`.xlsx`, `.ods`) is an error.")
    said("At most 10,000 rows, 100 columns and 200,000 cells. A cell has at most 65,536 characters")
    said("the name of a column 1,000, a file 2,000,000 bytes.")


# --- Cells ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cell", "result"),
    [("true", True), ("TRUE", True), ("FALSE", False), ("yes", None), ("1", None)],
)
def test_flags(cell: str, result: object):
    rule = "set: {bypass_lock: '{a}'}"
    if result is None:
        assert wrong(f"a\n{cell}\n", rule) == ["not-a-flag"]
    else:
        assert applied(f"a\n{cell}\n", rule, "{}")[1] == {"bypass_lock": result}
    said(
        "`TRUE` and `FALSE`, as spreadsheets have them, count too. `yes` and `1` are errors there."
    )


def test_numbers_and_text():
    rule = (
        "when: {display_count: '{a}', vendor: '{a}'}, set: {spotlight: '{a}', display_name: '{a}'}"
    )
    assert applied("a\n12\n", rule, "{display_count: 12, vendor: '12'}") == (
        "r[1]",
        {"spotlight": 12, NAME: "12"},
    )


# --- Columns in braces ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("when", "meets", "fails"),
    [
        ("{vendor: '{ward}'}", "A.1", "a.1"),
        ("{vendor: 'ward-{ward}'}", "ward-A.1", "ward-"),
        ("{vendor: {starts_with: '{ward | lower}'}}", "a.1x", "A.1"),
        ("{vendor: ['{ward | lower}', z]}", "a.1", "A.1"),
        (r"{vendor: {matches: '{ward}-\d{4,6}'}}", "A.1-1234", "Ax1-1234"),
        (r"{vendor: {regex: '^{ward}'}}", "A.1x", "Ax1"),
    ],
)
def test_operands(when: str, meets: str, fails: str):
    rule = f"when: {when}, set: {{role: chair}}"
    assert applied("ward\nA.1\n", rule, f"{{vendor: {meets}}}")[0] == "r[1]"
    assert applied("ward\nA.1\n", rule, f"{{vendor: {fails}}}")[0] is None


def test_what_operands_cannot_have():
    assert wrong("a\nx\n", "when: {vendor: '{protocol}'}, set: {role: chair}") == ["unknown-column"]
    assert applied("a\nX\n", r"when: {vendor: {matches: '\{a | lower}'}}, set: {role: chair}",
                   "{vendor: '{a'}")[0] is None  # fmt: skip
    assert wrong("a,b\n,x\n", "when: {vendor: {matches: '{a}-'}}, set: {role: chair}") == [
        "empty-operand"
    ]
    said("An empty cell in a pattern is an error.")


def test_empty_cells_in_operands():
    rule = "when: {vendor: '{a}', protocol: ['{a}', sip]}, set: {display_name: '{b}'}"
    assert applied("a,b\n,y\n", rule, "{vendor: null, protocol: sip}")[0] == "r[1]"
    assert applied("a,b\n,y\n", rule, "{vendor: x, protocol: sip}")[0] is None
    assert applied("a,b\n,y\n", rule, "{vendor: null, protocol: null}")[0] is None
    assert wrong("a,b\n,y\n", "when: {vendor: {contains: '{a}'}}, set: {role: chair}") == [
        "empty-operand"
    ]


@pytest.mark.parametrize("head", ["conditions: {c: {vendor: '{a}'}}\n", "when: {vendor: '{a}'}\n"])
def test_what_all_rules_share_reads_no_columns(head: str):
    rule = f"{'when: {is: c}, ' if 'c:' in head else ''}set: {{role: chair}}"
    assert applied("a\nx\n", rule, "{vendor: x}", head)[0] is None
    assert applied("a\nx\n", rule, "{vendor: '{a}'}", head)[0] == "r[1]"
    said("Named conditions, and the `when` of the set, read no columns.")


def test_columns_with_other_names():
    csv = "Ward no.,b-c\nx,y\n"
    value = "{table: t, key: '{vendor}', match: 'Ward no.', column: b-c}"
    assert applied(csv, f"set: {{display_name: {value}}}", "{vendor: x}")[1] == {NAME: "y"}
    assert applied(csv, "set: {display_name: '{b-c}'}", "{}")[1] == {NAME: "y"}
    assert wrong(csv, "set: {display_name: '{Ward no.}'}") == ["bad-template"]
    said("such as `Ward no.`, serves as `column` and `match` of a look-up alone")


def test_columns_hide_fields():
    rule = "set: {display_name: '{vendor}', call_tag: '{call_info.vendor}'}"
    result = {NAME: "x", "call_tag": "y"}
    assert applied("vendor\nx\n", rule, "{vendor: y}")[1] == result
    assert wrong("a\nx\n", "let: {a: '{vendor}'}, set: {call_tag: '{a}'}") == ["name-taken"]


# --- Semicolons ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("when", "call", "splits"),
    [
        ("{vendor: {one_of: '{a}'}}", "{vendor: y z}", True),
        ("{vendor: {one_of: [p, '{a}']}}", "{vendor: y z}", True),
        ("{vendor: '{a}'}", "{vendor: y z}", False),
        ("{vendor: ['{a}', p]}", "{vendor: y z}", False),
        ("{vendor: {starts_with: '{a}'}}", "{vendor: y z}", False),
        ("{vendor: {equals: '{a}'}}", "{vendor: y z}", False),
        ("{vendor: {matches: '{a}'}}", "{vendor: y z}", False),
    ],
)
def test_semicolons_in_operands(when: str, call: str, *, splits: bool):
    rule = f"when: {when}, set: {{role: chair}}"
    assert applied("a\nx ; ;y z;\n", rule, call)[0] == ("r[1]" if splits else None)
    if not splits:
        assert applied("a\nx ; ;y z;\n", rule, "{vendor: 'x ; ;y z;'}")[0] == "r[1]"


def test_semicolons_in_addresses_and_times():
    rule = "when: {remote_address: {in_subnet: '{a}'}}, set: {role: chair}"
    csv = "a\n10.1.0.0/16; 10.2.0.0/16\n"
    assert applied(csv, rule, "{remote_address: 10.2.0.1}")[0] == "r[1]"
    rule = "when: {time: {weekday: '{a}', between: '{b}'}}, set: {role: chair}"
    assert applied("a,b\nmon; thu,11:00; 13:00\n", rule, "{}")[0] == "r[1]"
    assert applied("a,b\nmon; tue,11:00; 13:00\n", rule, "{}")[0] is None


@pytest.mark.parametrize(
    ("value", "result"),
    [("'{a}'", ["b", "c"]), ("['{a}', d]", ["b", "c", "d"]), ("[d]", ["d"])],
)
def test_semicolons_in_fields_that_are_lists(value: str, result: list[str]):
    text = (
        "policy: media_location\ntables: {t: [{a: b; ;c}]}\n"
        f"rules: [{{id: r, for_each: t, set: {{location: x, overflow_locations: {value},"
        " }}]\ntests: [{name: t, given: {call: {}}, expect: {rule: r, exactly:"
        f" {{location: x, overflow_locations: {json.dumps(result)}}}}}}}]\n"
    ).replace(", }}]", "}}]")
    project, problems = read_rules({"a.yaml": text})
    assert errors(problems) == []
    assert run_tests(project).failed == ()


def test_semicolons_in_text():
    assert applied("a\nb; c\n", "set: {display_name: '{a}'}", "{}")[1] == {NAME: "b; c"}


# --- Keys ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("key", "vendor", "name"),
    [
        ("{vendor}", "x", "X"),
        ("{vendor}", "X", "none"),
        ("{vendor}", "'x '", "none"),
        ("{vendor | lower}", "X", "X"),
        ("{vendor}", "'12'", "none"),
        ("{vendor}", "'012'", "N"),
        # Found, though there is nothing in it.
        ("{vendor}", "y", None),
        ("{vendor}", "null", "none"),
    ],
)
def test_keys(key: str, vendor: str, name: str | None):
    value = f"{{table: t, key: '{key}', column: b, otherwise: none}}"
    csv = "a,b\nx,X\n012,N\ny,\n"
    assert applied(csv, f"set: {{display_name: {value}}}", f"{{vendor: {vendor}}}")[1] == {
        NAME: name
    }
    said("A row that is found but has an empty cell gives null.")


@pytest.mark.parametrize("csv", ["a,b\nx,X\nx,Y\n", "a,b\n,X\n"])
def test_keys_that_are_none(csv: str):
    value = "{table: t, key: '{vendor}', column: b}"
    assert wrong(csv, f"set: {{display_name: {value}}}") == ["bad-key"]
    said("An empty key, or one that stands in two rows, is an error.")


# --- Names of rows -------------------------------------------------------------------------------


def test_rows_are_named_in_quotes():
    """Without them YAML takes the bracket in braces for a list."""
    names = [line for line in PAGE.splitlines() if "rule: " in line and "[" in line]
    assert any("rule: 'sites[3]'" in line for line in names)
    for line in names:
        assert "rule: sites[" not in line
    text = "policy: participant\ntables: {t: [{a: x}]}\nrules: [{id: r, for_each: t, reject: x}]\n"
    for name, right in (("'r[1]'", True), ("r[1]", False)):
        test = f"tests: [{{name: t, given: {{call: {{}}}}, expect: {{rule: {name}}}}}]\n"
        _, problems = read_rules({"a.yaml": text + test})
        assert (errors(problems) == []) is right
