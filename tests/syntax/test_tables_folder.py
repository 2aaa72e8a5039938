from pathlib import Path

import pytest

from rulec.syntax.files import LARGEST_FILE
from rulec.syntax.folder import read_folder

RULES = "policy: service\nrules: []\n"


def made(tmp_path, files):
    for path, content in files.items():
        target = tmp_path / "rules" / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content if isinstance(content, bytes) else content.encode())
    return tmp_path / "rules"


def test_tables_are_read_beside_yaml(tmp_path):
    root = made(tmp_path, {"tables/sites.csv": "a\r\n1\r\n", "b.yaml": RULES, "c.txt": "x"})
    files, problems = read_folder(root)
    assert problems == []
    assert [(file.path, file.is_table) for file in files] == [
        ("b.yaml", False),
        ("tables/sites.csv", True),
    ]
    rules, sites = files
    assert rules.node is not None
    assert rules.table is None
    assert sites.node is None
    assert sites.table.name == "sites"
    assert sites.table.rows[0].cells == {"a": "1"}


def test_hidden_tables_are_left_out(tmp_path):
    root = made(
        tmp_path,
        {"a.yaml": RULES, ".x.csv": "a;b", ".git/x.csv": "a;b", "tables/.~lock.csv": "a;b"},
    )
    files, problems = read_folder(root)
    assert ([file.path for file in files], problems) == (["a.yaml"], [])


def test_a_table_that_cannot_be_read_is_still_a_file(tmp_path, monkeypatch):
    made(
        tmp_path,
        {
            "a.yaml": RULES,
            "t/bad.csv": 'a\n"x',
            "t/latin.csv": "a\nMøterom\n".encode("latin-1"),
            "t/large.csv": "a\n" + "x\n" * (LARGEST_FILE // 2),
            "t/mark.csv": b"\xef\xbb\xbfa\n1\n",
        },
    )
    monkeypatch.chdir(tmp_path)
    files, problems = read_folder(Path("rules"))
    assert [(str(problem.span), problem.code.name) for problem in problems] == [
        ("rules/t/bad.csv:2:1", "bad-table"),
        ("rules/t/large.csv:1:1", "too-large"),
        ("rules/t/latin.csv:2:2", "not-utf-8"),
    ]
    assert [file.table is not None for file in files if file.is_table] == [
        False,
        False,
        False,
        True,
    ]
    assert files[-1].table.columns == ("a",)


def test_a_folder_with_tables_alone_has_no_rules(tmp_path):
    for files in ({"sites.csv": "a\n1\n"}, {"sites.csv": "a;b"}):
        _, problems = read_folder(made(tmp_path, files))
        assert problems[-1].message == "there are no YAML files here"


def test_what_programs_leave_beside_open_files_is_no_table(tmp_path):
    root = made(
        tmp_path,
        {
            "a.yaml": RULES,
            "t/~$sites.csv": b"\x03Ada",
            "t/.~lock.sites.csv#": ",ada",
            "~$a.yaml": "[",
        },
    )
    files, problems = read_folder(root)
    assert ([file.path for file in files], problems) == (["a.yaml"], [])


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"PK\x03\x04\x14\x00\x06\x00", "this is an Excel workbook, not CSV"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "this is an Excel workbook, not CSV"),
        (b"PK\x03\x04" + b"\0" * LARGEST_FILE, "this is an Excel workbook, not CSV"),
        (
            b"PK\x03\x04" + b"\0" * 26 + b"mimetypeapplication/vnd.oasis.opendocument.spreadsheet",
            "this is a LibreOffice workbook, not CSV",
        ),
    ],
)
def test_a_workbook_with_the_name_of_a_table_is_one_problem(tmp_path, content, message):
    files, (problem,) = read_folder(made(tmp_path, {"a.yaml": RULES, "sites.csv": content}))
    assert (problem.code.name, problem.message) == ("bad-table", message)
    assert problem.hint == "save it as CSV UTF-8"
    assert files[1].table is None
    _, problems = read_folder(made(tmp_path / "other", {"a.yaml": content}))
    assert not any("workbook" in problem.message for problem in problems)


@pytest.mark.parametrize("content", ["Tromsø".encode("latin-1"), "a\n1\n".encode("utf-16")])
def test_a_table_that_is_not_utf_8_says_how_excel_saves_it(tmp_path, content):
    _, (problem,) = read_folder(made(tmp_path, {"a.yaml": RULES, "sites.csv": content}))
    assert problem.code.name == "not-utf-8"
    assert 'in Excel choose "CSV UTF-8"' in problem.hint
    _, (problem,) = read_folder(made(tmp_path / "other", {"a.yaml": content}))
    assert "Excel" not in problem.hint
