"""The filters: every documented one has a row, and those on offer do what Pexip documents."""

import inspect
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import Environment
from pexip.documented_names import (
    DISABLED_NAMES,
    FUNCTION_NAMES,
    PEXIP_FILTER_NAMES,
    STANDARD_FILTER_NAMES,
)

from rulec.pexip import CALL_FIELDS, DISABLED_FILTERS, FILTERS, FUNCTIONS, Filter, ValueType

OFFERED = [
    "capitalize",
    "default",
    "first",
    "join",
    "last",
    "length",
    "lower",
    "replace",
    "trim",
    "pex_clean_phone_number",
    "pex_hash",
    "pex_head",
    "pex_regex_replace",
    "pex_reverse",
    "pex_strlen",
    "pex_tail",
]
ROWS = [*FILTERS.values(), *FUNCTIONS.values()]


def apply(name, value, *arguments):
    meaning = FILTERS[name].meaning
    assert meaning is not None
    return meaning(value, *arguments)


def test_every_documented_filter_has_a_row():
    assert list(FILTERS) == STANDARD_FILTER_NAMES + PEXIP_FILTER_NAMES
    assert list(FUNCTIONS) == FUNCTION_NAMES
    assert list(DISABLED_FILTERS) == DISABLED_NAMES


def test_the_offered_filters_are_the_ones_with_an_exact_meaning():
    assert [name for name, row in FILTERS.items() if not row.refused] == OFFERED
    assert [name for name in OFFERED if FILTERS[name].meaning is None] == ["default"]


def test_the_filters_named_in_place_of_disabled_ones_are_offered():
    assert {name for name in DISABLED_FILTERS.values() if name} <= set(OFFERED)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_every_row_is_documented(row: Filter):
    assert row.doc.endswith(".")
    assert row.source
    assert row.example
    assert row.example_result or row.name == "pex_debug_log"
    assert row.refused == "" or row.refused.endswith(".")
    if row.refused:
        assert row.meaning is None
    roles = {parameter.role for parameter in row.parameters}
    assert roles <= {"", "pattern", "replacement", "count", "boolean"}


@pytest.mark.parametrize("name", [name for name in OFFERED if name != "default"])
def test_meanings_take_the_documented_parameters(name):
    row = FILTERS[name]
    if inspect.isbuiltin(row.meaning) or inspect.ismethoddescriptor(row.meaning):
        assert row.parameters == ()
        return
    parameters = list(inspect.signature(row.meaning).parameters.values())[1:]
    assert len(parameters) == len(row.parameters)
    for given_parameter, documented in zip(parameters, row.parameters, strict=True):
        optional = given_parameter.default is not inspect.Parameter.empty
        assert optional is not documented.required
        if optional:
            assert given_parameter.default == documented.default


def evaluate(template: str) -> object:
    """Evaluate an example: a field or a list of fields and literals, then filters."""
    inner = template.removeprefix("{").removesuffix("}")
    source, *steps = inner.split(" | ")
    if source.startswith("["):
        items = re.findall(r'"([^"]*)"|([a-z_]+)', source)
        value = [literal or CALL_FIELDS[name].example for literal, name in items]
    else:
        value = CALL_FIELDS[source].example
    for step in steps:
        name, _, rest = step.partition("(")
        arguments = re.findall(r'"([^"]*)"|(\d+)', rest)
        value = apply(name, value, *[int(n) if n else text for text, n in arguments])
    return value


@pytest.mark.parametrize("name", [name for name in OFFERED if name != "default"])
def test_examples_give_what_they_say(name):
    row = FILTERS[name]
    result = evaluate(row.example)
    assert str(result) == row.example_result
    assert isinstance(result, int) == (row.result is ValueType.INTEGER)


HASH_OF_A = "91634880152443617534842621287039938041581081254914058002978601050179556493499"


@pytest.mark.parametrize(
    ("name", "value", "arguments", "result"),
    [
        ("capitalize", "aBC dEF", (), "Abc def"),
        ("first", "abc", (), "a"),
        ("last", "abc", (), "c"),
        ("join", ["a", "b"], (), "ab"),
        ("join", ["1", "2", "3", "4"], (), "1234"),
        ("join", ["a", "b"], ("-",), "a-b"),
        ("length", "abc", (), 3),
        ("lower", "ABC", (), "abc"),
        ("replace", "aXbX", ("X", "y"), "ayby"),
        ("replace", "aXbX", ("X", "y", 1), "aybX"),
        ("trim", "  a b ", (), "a b"),
        ("trim", "   ", (), ""),
        ("pex_clean_phone_number", "+47 (22) 33-44 ext. 5", (), "+472233445"),
        ("pex_clean_phone_number", "٤٥", (), ""),
        ("pex_hash", "a", (), HASH_OF_A),
        ("pex_head", "ab", (5,), "ab"),
        ("pex_tail", "ab", (5,), "ab"),
        ("pex_tail", "telephone123456", (6,), "123456"),
        ("pex_regex_replace", "01-0033", (r"^(\d{2}).*$", r"\1"), "01"),
        ("pex_regex_replace", "abcabc", ("b", ""), "acac"),
        ("pex_reverse", "abc", (), "cba"),
        ("pex_strlen", "Example", (), 7),
    ],
)
def test_documented_results(name, value, arguments, result):
    assert apply(name, value, *arguments) == result


def test_text_that_utf8_cannot_hold_has_no_hash():
    assert apply("pex_hash", "\ud800") is None


@given(st.text(min_size=1), st.integers(min_value=1, max_value=300))
def test_head_and_tail_are_pieces_of_the_length_asked_for(text, count):
    head, tail = apply("pex_head", text, count), apply("pex_tail", text, count)
    assert len(head) == len(tail) == min(count, len(text))
    assert text.startswith(head)
    assert text.endswith(tail)


@given(st.text(min_size=1).filter(lambda text: text.isascii()))
def test_hashes_are_digits(text):
    assert re.fullmatch("0|[1-9][0-9]{0,77}", apply("pex_hash", text))


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("capitalize", ()),
        ("first", ()),
        ("last", ()),
        ("length", ()),
        ("lower", ()),
        ("replace", ("a", "bb")),
        ("replace", ("a", "", 1)),
        ("trim", ()),
    ],
)
@given(text=st.text(alphabet="aAbB .\t\n\u00a0\u00df\u0130\u01c6\u03a3", min_size=1))
def test_standard_filters_mean_what_jinja_does(name, arguments, text):
    environment = Environment()
    assert apply(name, text, *arguments) == environment.call_filter(name, text, arguments)


@given(st.lists(st.text(min_size=1), min_size=1), st.text())
def test_join_means_what_jinja_does(items, separator):
    environment = Environment()
    assert apply("join", items, separator) == environment.call_filter("join", items, (separator,))


def test_random_filters_say_that_one_join_asks_several_times():
    for name in ("pex_uuid4", "pex_random_pin"):
        assert "several times" in FUNCTIONS[name].refused
