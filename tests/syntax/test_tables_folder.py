from pathlib import Path

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
