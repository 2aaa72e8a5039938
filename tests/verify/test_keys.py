"""Calls that look up the keys of tables."""

from __future__ import annotations

import pytest
from lifting.scripts import script

from rulec.pexip import ValueType
from rulec.verify import calls_for
from rulec.verify.certificate import How
from rulec.verify.keys import key_calls, key_of_type

TABLE = """\
policy: service
when: {{call_direction: dial_in}}
tables:
  names:
    - {{key: '{key}', name: Known}}
    - {{key: unheard of, name: Other}}
rules:
  - id: a
    set: {{description: {{table: names, key: '{{{field}}}', column: name, otherwise: none}}}}
"""
TYPED = [("bandwidth", "512", 512), ("has_authenticated_display_name", "true", True)]


@pytest.mark.parametrize(("field", "key", "value"), TYPED)
def test_a_key_is_looked_up_with_a_value_of_the_type_of_its_field(
    field: str, key: str, value: object
):
    made = script(TABLE.format(field=field, key=key))
    (call,) = key_calls(made.profile, made.policy)
    assert call.inputs["call_info"][field] == value
    tried = [one.inputs["call_info"].get(field) for one in calls_for(made.profile, made.policy)]
    assert any(type(one) is type(value) and one == value for one in tried)


@pytest.mark.parametrize(("field", "key", "value"), TYPED)
def test_a_script_that_looks_up_by_a_number_or_a_boolean_is_held_against_its_rules(
    field: str, key: str, value: object
):
    del value
    made = script(TABLE.format(field=field, key=key))
    good = made.certificate()
    assert (good.how, good.differences) == (How.VALUES_TRIED, ())
    assert made.edited('"Known"', '"Changed"').certificate().differences


@pytest.mark.parametrize("text", ["0512", "+5", "-0", "1.0", " 5", "5\n", "\u0665", "9" * 16, "x"])
def test_texts_that_no_number_has(text: str):
    assert key_of_type(ValueType.INTEGER, text) is None
    assert key_of_type(ValueType.BOOLEAN, text) is None
    assert key_of_type(ValueType.TEXT, text) == text


def test_numbers_have_their_texts():
    assert [key_of_type(ValueType.INTEGER, one) for one in ("0", "-7", "512")] == [0, -7, 512]
