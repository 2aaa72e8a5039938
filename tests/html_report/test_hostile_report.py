"""Whatever authors write and callers send is only ever text in a report."""

from __future__ import annotations

import json
import re
import unicodedata

import pytest
from html_report.pages import Page, text_of, written
from html_report.test_document import assert_sound

ODD = (
    "</script><script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "\"'><svg/onload=alert(1)>",
    "' onmouseover='alert(1)",
    "</td></table></style><!--",
    "&lt;b&gt; &amp; &#60;",
    "a\u202ebc\u2066d\u200b",
    "javascript:alert(1)",
    "`x` `` ` <code>",
    "\x85\u2028line",
)


def quoted(text: str) -> str:
    """A text as YAML has it, whatever is in it."""
    return json.dumps(text)


def hostile(text: str) -> dict[str, str]:
    """A project that has a text in every place where there may be one."""
    odd = quoted(text)
    return {
        "rulec.yaml": f"rulec: 1\nlocations: [{odd}, Oslo]\nprofiles:\n"
        f"  p: {{assigned_to: [{odd}], rules: ['*.yaml']}}\n",
        "a.yaml": f"""policy: participant
name: {odd}
description: {odd}
owner: {odd}
lists: {{odd: [{odd}, b]}}
tables: {{t: t.csv}}
rules:
  - id: one
    description: {odd}
    owner: {odd}
    when:
      remote_alias: {{list: odd}}
      vendor: {{contains: {odd}}}
      idp_attributes: {{{odd}: {odd}}}
    set: {{display_name: {odd}}}
  - id: two
    when: {{any: [{{remote_display_name: {odd}}}, {{local_alias: {{starts_with: {odd}}}}}]}}
    reject: {odd}
  - id: rows
    for_each: t
    when: {{vendor: '{{key}}'}}
    set: {{call_tag: '{{value}}'}}
tests:
  - name: {odd}
    given: {{call: {{remote_display_name: {odd}}}}}
    expect: {{rule: two, result: {{reject_reason: {quoted("not " + text)}}}}}
""",
        "t.csv": 'key,value\n"' + text.replace('"', '""').replace("\x85", "") + '",x\n',
    }


def assert_harmless(page: Page, texts: tuple[str, ...]) -> None:
    assert_sound(page)
    assert len([*page.tree.iter("script")]) == 2
    assert len([*page.tree.iter("style")]) == 1
    marks = {one.tag for one in page.tree.iter() if isinstance(one.tag, str)}
    pictures = [one for one in page.tree.iter("svg") if one.get("class") != "bar"]
    assert not marks & {"img", "iframe"}
    assert pictures == []
    body = text_of(page.tree.find("body"))
    for text in texts:
        # What a terminal would obey is spelled out, and so it is here.
        plain = re.split(r"[^ -~]+|`", text)[0].strip()
        assert " ".join(plain.split()) in body
    odd = {unicodedata.category(character) for character in page.text} & {"Cf", "Cs", "Co", "Zl"}
    assert odd == set()


@pytest.mark.parametrize("text", ODD)
def test_a_text_is_text_wherever_it_stands(tmp_path, text):
    page = written(tmp_path, hostile(text))
    if not page.survey.checked.has_errors:
        assert page.survey.facts.run is not None
    assert_harmless(page, (text,))


def test_names_of_files_and_folders_are_text(tmp_path):
    folder = tmp_path / "<b>&'\u202e"
    rules = "policy: participant\nrules:\n  - {id: a, set: {call_tag: x}}\n"
    page = written(folder, {"<img src=x>.yaml": rules, "b.yaml": "policy: nonsense\n"})
    assert_harmless(page, ("<b>&'",))
    assert "<img src=x>.yaml:3" in page.view("findings") + page.view("pages")


def test_what_cannot_be_read_is_text_too(tmp_path):
    page = written(tmp_path, {"a.yaml": f"policy: {quoted(ODD[0])}\n{quoted(ODD[1])}: 1\n"})
    assert_harmless(page, ())
    assert "alert(1)" in page.view("findings")
