"""By what remarks are known again."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from rule_texts import read_rules

from rulec.report.formats.model import Remark
from rulec.report.formats.of_problems import remarks_of
from rulec.report.formats.order import fingerprints

TEXT = """\
policy: service
lists: {unused: [a]}
rules:
  - id: a
    when: {usr: alice}
    reject: true
  - id: b
    when: {usr: alice}
    reject: true
  - {id: a, when: {vendor: x}, reject: true}
  - {id: c, when: {usr: bob}, reject: true}
"""


def known(texts: dict[str, str]) -> dict[str, Remark]:
    remarks = remarks_of(read_rules(texts)[1])
    return dict(zip(fingerprints(remarks), remarks, strict=True))


def test_no_two_are_the_same():
    remarks = remarks_of(read_rules({"a.yaml": TEXT, "b.yaml": TEXT})[1])
    assert len(remarks) > 8
    assert len(set(fingerprints(remarks))) == len(remarks)


@pytest.mark.parametrize(
    "moved",
    [
        lambda text: f"# a comment\n\n{text}",
        lambda text: text.replace(
            "rules:\n", "rules:\n  - {id: new, when: {vendor: q}, set: {}}\n"
        ),
        lambda text: text.replace("policy: service\n", "policy: service\nname: other\n"),
        lambda text: (
            text.replace("    when", "       when")
            .replace("    reject", "       reject")
            .replace("  - id", "     - id")
            .replace("  - {", "     - {")
        ),
        lambda text: text.replace("\n", "\r\n"),
    ],
)
def test_they_stay_when_lines_move(moved: Callable[[str], str]):
    before, after = known({"a.yaml": TEXT}), known({"a.yaml": moved(TEXT)})
    assert before.keys() <= after.keys()
    for fingerprint, remark in before.items():
        assert after[fingerprint].message == remark.message


def test_they_change_with_what_is_wrong_and_where():
    before = known({"a.yaml": TEXT}).keys()
    assert not before & known({"b.yaml": TEXT}).keys()
    other = known({"a.yaml": TEXT.replace("usr: bob", "usr: eve")}).keys()
    assert len(before - other) == len(other - before) == 1


def test_they_are_the_same_on_every_machine():
    # Another way to make them is a new number: `rulec/v2`. Each remark is new then for everybody.
    [found] = known({"a.yaml": "policy: service\nrules: [{id: x, usr: 1, reject: true}]\n"})
    assert found == "2d8aa3ecce0cd3d59bc9728d8b4af175"


def test_they_say_nothing_of_pins():
    text = "policy: service\nrules: [{{id: a, when: {{usr: x}}, set: {{pin: {}}}}}]\n"
    assert (
        known({"a.yaml": text.format(4711)}).keys() == known({"a.yaml": text.format(1234)}).keys()
    )
