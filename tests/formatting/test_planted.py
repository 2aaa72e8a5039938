"""Bugs that are planted in the formatter are told, and the file stays as it is."""

from __future__ import annotations

import pytest
from formatting.styling import refused, styled

from rulec.formatting import formatted, layout, order, printing, reading
from rulec.source import SourceFile

TEXT = """\
# The rules.
policy: participant

rules:
  # about a
  - id: a  # behind
    description: |+
      text

    when: {vendor: x, protocol: [sip, h323]}
    set: {pin: 0123, role: 'chair'}
  - id: b
    reject: true
    # last
# end
"""


def drop_comments(original):
    def comments(self, given, indent):
        original(self, [comment for comment in given if comment.text != "# last"], indent)

    return comments


def unquoted(original):
    return lambda written: tuple(line.strip("'") for line in original(written))


def sorted_conditions(original):
    def put_in_order(mapping, kind):
        original(mapping, kind)
        if mapping.is_mapping and kind is order.Kind.OTHER:
            mapping.entries.sort(key=lambda entry: entry.key.value)

    return put_in_order


def blanks_in_texts(original):
    def leaf(self, *given):
        original(self, *given)
        self._no_blank = False

    return leaf


def wider_comments(original):
    return lambda self, document: original(self, document).replace("# about", "# about  ")


def reversed_rules(original):
    def collection(self, owner, indent, kind):
        if kind is order.Kind.RULES:
            owner.entries.reverse()
        original(self, owner, indent, kind)

    return collection


PLANTED = {
    "a comment is left out": (printing._Printer, "_comments", drop_comments, "lose a comment"),
    "quotes are removed": (reading, "flow_lines", unquoted, "mean something else"),
    "conditions are sorted": (layout, "put_in_order", sorted_conditions, "mean something else"),
    "rules are turned round": (layout._Layout, "collection", reversed_rules, "mean something else"),
    "empty lines in a text": (printing._Printer, "_leaf", blanks_in_texts, "mean something else"),
    "a comment is changed": (printing._Printer, "document", wider_comments, "lose a comment"),
}


@pytest.mark.parametrize("bug", PLANTED)
def test_a_bug_is_told(bug, monkeypatch):
    assert "  # last\n" in styled(TEXT)
    where, name, planted, told = PLANTED[bug]
    monkeypatch.setattr(where, name, planted(getattr(where, name)))
    problem = refused(TEXT)
    assert problem.code.name == "formatting-changes"
    assert told in problem.message


def test_a_style_that_never_ends_is_told(monkeypatch):
    original = printing._Printer._line

    def line(self, text, behind=None):
        if behind is not None:
            behind.gap += 1
        original(self, text, behind)

    monkeypatch.setattr(printing._Printer, "_line", line)
    assert refused(TEXT).message == "formatted twice, this file would change twice"


def test_text_that_cannot_be_read_again_is_told(monkeypatch):
    original = printing._Printer.document
    monkeypatch.setattr(
        printing._Printer, "document", lambda self, given: original(self, given) + "\t{"
    )
    made = formatted(SourceFile("a.yaml", TEXT))
    assert made.text is None
    assert [problem.message for problem in made.problems] == [
        "formatted, this file could not be read any more"
    ]
