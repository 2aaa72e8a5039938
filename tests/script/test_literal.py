"""The functions that quote: whatever a text holds, the script holds exactly that text."""

import json
from datetime import UTC, datetime

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from rulec.emulator import LIKELY, Node
from rulec.emulator.constructs import forbidden_constructs
from rulec.script.literal import json_between_tags, literal, text_literal

NOW = datetime(2026, 1, 15, 12, tzinfo=UTC)
AWKWARD = [
    '"', "'", "\\", "\\\\", '\\"', "{{", "}}", "{%", "%}", "{#", "#}", "{{ 7 * 7 }}", "\n", "\r\n",
    "\t", "\0", "\x7f", "\x85", "\u2028", "\u202e", "\ud800", "\udfff", "\U0001f600", "é",
    "\\u0041", "\\x41", "\\N{DEGREE SIGN}", "\\", "a\\", "-%}", "# if", "\\ud83d\\ude00", "\ufeff",
]  # fmt: skip
texts = st.text(st.characters(exclude_categories=())) | st.sampled_from(AWKWARD)


def shown(text):
    """What a script that compares a value with the literal says."""
    script = "{% if given == " + text_literal(text) + " %}same{% else %}other{% endif %}"
    return Node().compile(script).render({"given": text}, NOW)


@given(texts)
@example("".join(AWKWARD))
def test_literal_is_the_text(text):
    assert shown(text) == "same"


@given(texts)
def test_literal_is_printable_ascii_on_one_line(text):
    written = text_literal(text)
    assert written.isascii()
    assert written.isprintable()


@pytest.mark.parametrize("text", AWKWARD)
def test_literal_is_the_text_on_jinja_2_10(text, jinja_2_10):
    script = "{% if given == " + text_literal(text) + " %}same{% else %}other{% endif %}"
    assert jinja_2_10.render(script, [({"given": text}, NOW)]) == [{"text": "same"}]


@pytest.mark.parametrize(
    ("value", "written"),
    [(None, "none"), (True, "true"), (False, "false"), (0, "0"), (5, "5"), (-5, "(0 - 5)")],
)
def test_other_scalars(value, written):
    assert literal(value) == written


values = st.recursive(
    texts | st.integers() | st.booleans() | st.none(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=6,
)
#: Tags that print nothing, on both sides of what is between them.
AROUND = ("{%if given%}", "{%endif%}")


@given(values)
@example(AWKWARD)
@example({text: [text] for text in AWKWARD})
@example({"a": {}, "b": [{}, [], {"c": {}}]})
def test_json_between_tags_is_printed_as_it_is(value):
    written = json_between_tags(value)
    if written is None:
        assert any(tag in json.dumps(value) for tag in ("{{", "{%", "{#"))
        return
    assert written.isascii()
    assert written.isprintable()
    script = written.join(AROUND)
    assert not [one for one in forbidden_constructs(script) if "text" in one]
    printed = Node(LIKELY).compile(script).render({"given": 1}, NOW)
    assert printed == written
    assert json.loads(printed) == value


@pytest.mark.parametrize("text", AWKWARD)
def test_json_between_tags_is_the_text_on_jinja_2_10(text, jinja_2_10):
    written = json_between_tags([text])
    if written is not None:
        (found,) = jinja_2_10.render(written.join(AROUND), [({"given": 1}, NOW)])
        assert json.loads(found["text"]) == [text]
