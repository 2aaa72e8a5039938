"""Markdown, as GitHub's own reader makes a page of it."""

from __future__ import annotations

import re

import pytest
from formats import readers
from formats.samples import HOSTILE, hostile_report, remark
from hypothesis import given
from hypothesis import strategies as st

from rulec.report.formats.kinds import FAILED_TEST
from rulec.report.formats.markdown import markdown
from rulec.report.formats.model import Place, Related, Remark, Report, Table
from rulec.report.markdown_text import COMMENT_BYTES, block, cell, code, prose
from rulec.report.safe_text import safe


def test_the_document():
    other = Related("the same id", Place("rules/other.yaml", 7, 1, 7, 9, "- {id: a}"))
    said = remark(hint="did you mean `user`?", related=(other,), detail=("call: x", "  y"))
    idle = remark("`b` changes nothing", name="idle-rule", fails=False)
    table = Table(("Script", "Characters"), (("edge/service.j2", "1,234"),))
    report = Report("check", 1, others=(idle, said), sums=("2 of 3 rules",), tables=(table,))
    assert markdown(report) == (
        "<!-- rulec check -->\n"
        "### rulec check: 1 error, 1 warning\n"
        "\n"
        "2 of 3 rules\n"
        "\n"
        "#### Errors\n"
        "\n"
        "- `rules/service.yaml:4`: there is no field `usr` (R110 `unknown-field`)\n"
        "  - hint: did you mean `user`?\n"
        "  - also `rules/other.yaml:7`: the same id\n"
        "\n"
        "  ```text\n"
        "  call: x\n"
        "    y\n"
        "  ```\n"
        "\n"
        "\n"
        "#### Warnings\n"
        "\n"
        "- `rules/service.yaml:4`: `b` changes nothing (R208 `idle-rule`)\n"
        "\n"
        "| Script | Characters |\n"
        "| --- | --- |\n"
        "| edge/service.j2 | 1,234 |\n"
    )
    page = readers.markdown(markdown(report))
    assert [tag for tag in page.tags if tag in ("h3", "h4", "table", "pre")] == [
        "h3", "h4", "pre", "h4", "table",
    ]  # fmt: skip
    assert page.code[:5] == [
        "rules/service.yaml:4", "usr", "unknown-field", "user", "rules/other.yaml:7",
    ]  # fmt: skip


def test_a_long_table_leaves_room_for_what_was_found():
    rows = tuple((f"profile-{n}/service.j2", "1") for n in range(5_000))
    table = Table(("Script", "Characters"), rows)
    report = Report("check", 1, others=(remark(),), tables=(table, table))
    text = markdown(report)
    assert len(text.encode()) <= COMMENT_BYTES
    assert "unknown-field" in text
    shown = text.count("/service.j2")
    lacking = [int(n.replace(",", "")) for n in re.findall(r"([\d,]+) more rows did not", text)]
    assert shown + sum(lacking) == 10_000
    assert 0 < shown < 5_000


def test_nothing_to_say():
    assert markdown(Report("check", 0)).endswith("### rulec check: fine\n")
    assert markdown(Report("check", 2)).endswith("### rulec check: could not run\n")


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_text_is_only_text(text: str):
    page = readers.markdown(markdown(hostile_report(text)))
    assert (page.tags.count("table"), page.tags.count("h3")) == (1, 1)
    shown = " ".join(page.code)
    for word in re.findall("pwned|alert|evil|everybody|boom", text):
        assert word in shown


@given(st.text(st.sampled_from("`ab @#<|\\*_[]()!&\n\t.:/w-~>"), max_size=30))
def test_what_is_code_is_shown_sign_by_sign(text: str):
    page = readers.markdown(f"- see {code(text)}, and")
    is_empty = not safe(text).strip(" ")
    assert page.code == ([] if is_empty else [safe(text)])
    assert "".join(page.prose).strip() == f"see {'(empty)' if is_empty else ''}, and"


@given(st.text(st.sampled_from("`ab @#<|\\*_[]()!&\n\t.:/w-~>?"), max_size=30))
def test_prose_keeps_every_letter(text: str):
    page = readers.markdown(f"- see {prose(text)}, and")
    letters = re.sub(r"[^abw@#<]", "", safe(text))
    assert re.sub(r"[^abw@#<]", "", _in_order(f"- see {prose(text)}")[4:]) == letters
    assert page.tags.count("li") == 1


def test_pieces_of_code_stay_apart():
    page = readers.markdown(f"- {prose('`a`@b`c`: `d``e`')}")
    assert page.code == ["a", "@b", "c", "d", "e"]


def _in_order(text: str) -> str:
    """The text of a page, code and prose in their order."""
    found: list[str] = []

    class Text(readers.Page):
        def handle_data(self, data: str) -> None:
            found.append(data)

    Text().feed(readers.html(text))
    return "".join(found)


@given(st.text(st.sampled_from("`ab |\\<"), max_size=20))
def test_a_cell_is_one_cell(text: str):
    page = readers.markdown(f"| x | y |\n| --- | --- |\n| {cell(text)} | 1 |\n")
    assert page.tags.count("td") == 2


@given(st.lists(st.text(st.sampled_from("`~ ab\t#<"), max_size=12), max_size=5))
def test_a_block_shows_every_line(lines: list[str]):
    shown = "".join(f"  {line}\n" for line in block(lines))
    page = readers.markdown(f"- x\n\n{shown}\n- y\n")
    assert page.code == ["".join(f"{safe(line)}\n" for line in lines)]
    assert page.tags.count("li") == 2


def test_what_does_not_fit_is_counted():
    many = [remark(f"error {n}: {'long ' * 50}") for n in range(300)]
    idle = [remark(f"idle {n}", name="idle-rule", fails=False) for n in range(5)]
    text = markdown(Report("check", 1, others=(*idle, *many), sums=("much is wrong",)))
    assert len(text.encode()) <= COMMENT_BYTES
    page = readers.markdown(text)
    shown = sum("error " in words for words in page.prose)
    [more] = re.findall(r"(\d+) errors, 5 warnings more did not fit in here", text)
    assert shown + int(more) == 300
    assert shown > 100


def test_long_lists_fold_away():
    text = markdown(Report("check", 1, others=tuple(remark(f"error {n}") for n in range(12))))
    page = readers.markdown(text)
    assert page.tags.count("details") == 1
    assert "2 more" in page.prose
    assert [int(n) for n in re.findall(r"error (\d+) ", text)] == list(range(12))


def test_a_remark_without_a_place():
    assert "\n- a bug (`failed-test`)\n" in markdown(
        Report("test", 1, others=(Remark(FAILED_TEST, "a bug"),))
    )
