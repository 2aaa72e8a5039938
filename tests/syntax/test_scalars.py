import pytest

from rulec.diagnostics import CODES, Problem, Severity, code
from rulec.source import SourceFile
from rulec.syntax.reader import read_yaml
from rulec.syntax.scalars import (
    as_any_scalar,
    as_flag,
    as_flag_or_text,
    as_mapping,
    as_sequence,
    as_text,
    as_text_or_null,
    as_whole_number,
    as_word,
)


def value(written):
    node, problems = read_yaml(SourceFile("r.yaml", f"key: {written}\n"))
    assert problems == []
    return node["key"]


def said(result):
    assert isinstance(result, Problem), result
    return f"{result.code.name}: {result.message} ({result.hint})"


@pytest.mark.parametrize("written", ["0123", "no", "off", "88", "12:30", "true", "1.50"])
def test_text_is_what_was_written(written):
    assert as_text(value(written)) == written
    assert as_text(value(f"'{written}'")) == written
    assert as_text_or_null(value(written)) == written


def test_only_plain_null_is_null():
    assert as_text_or_null(value("null")) is None
    assert as_text_or_null(value("'null'")) == "null"
    assert as_text_or_null(value("''")) == ""
    assert said(as_text(value("null"), "id")) == (
        "null-not-allowed: `id` cannot be null (write a text; in quotes, `'null'` is the word)"
    )


def test_flags():
    assert as_flag(value("true")) is True
    assert as_flag(value("false")) is False


@pytest.mark.parametrize(
    ("written", "message"),
    [
        ("no", "`on` must be `true` or `false`, not `no` (write `false`)"),
        ("True", "`on` must be `true` or `false`, not `True` (write `true`)"),
        ("'true'", "`on` must be `true` or `false`, not `'true'` (write `true`, without quotes)"),
        (
            "maybe",
            "`on` must be `true` or `false`, not `maybe` (write `true` or `false`, without quotes)",
        ),
    ],
)
def test_what_is_not_a_flag(written, message):
    assert said(as_flag(value(written), "on")) == f"not-a-flag: {message}"


@pytest.mark.parametrize(
    ("written", "number"), [("0", 0), ("-7", -7), ("999999999999999", 999999999999999)]
)
def test_whole_numbers(written, number):
    assert as_whole_number(value(written)) == number


@pytest.mark.parametrize(
    ("written", "hint"),
    [
        ("'12'", "remove the quotes: `12`"),
        ("012", "write `12`"),
        ("+1", "write `1`"),
        ("-0", "write `0`"),
        ("1_000", "write decimal digits only"),
        ("0x10", "write decimal digits only"),
        ("1.0", "write decimal digits only"),
        ("١٢", "write decimal digits only"),
        ("null", "write decimal digits only"),
        ("1000000000000000", "numbers have at most 15 digits"),
        ("1" * 5_000, "numbers have at most 15 digits"),
        ("0" * 5_000, "write `0`"),
    ],
)
def test_what_is_not_a_whole_number(written, hint):
    problem = as_whole_number(value(written))
    assert (problem.code.name, problem.hint) == ("not-a-number", hint)
    assert len(problem.message) < 120


def test_a_template_without_quotes_is_explained_where_text_is_wanted():
    assert said(as_text(value("{room}"), "name")) == (
        "unquoted-braces: `{room}` without quotes is a YAML mapping (quote it: `'{room}'`)"
    )
    assert said(as_text_or_null(value("{a.b | default('x')}"))).startswith("unquoted-braces: ")
    assert said(as_flag_or_text(value("{room}"))).startswith("unquoted-braces: ")
    assert said(as_text(value("{room: 1}"), "name")) == (
        "wrong-shape: `name` must be text, not a mapping (write a single value)"
    )
    assert said(as_flag(value("{room}"), "on")).startswith("wrong-shape: ")


@pytest.mark.parametrize(
    "reads",
    [
        as_text,
        as_text_or_null,
        as_flag,
        as_whole_number,
        as_flag_or_text,
        as_any_scalar,
        as_mapping,
        as_sequence,
        lambda node, key: as_word(node, ["a"], key),
    ],
)
def test_nothing_is_a_problem_in_every_position(reads):
    assert said(reads(value(""), "when")) == (
        "empty-value: there is nothing behind `when` (write a value, or remove the key)"
    )


def test_flag_or_text():
    assert as_flag_or_text(value("true")) is True
    assert as_flag_or_text(value("Not on the list")) == "Not on the list"
    assert as_flag_or_text(value("'yes'")) == "yes"
    assert as_flag_or_text(value("'true'")) == "true"
    assert said(as_flag_or_text(value("yes"), "reject")) == (
        "quote-it: `yes` may be text or something else "
        "(quote it: `'yes'`; if it is not text, write `true`)"
    )
    assert said(as_flag_or_text(value("null"), "reject")) == (
        "null-not-allowed: `reject` cannot be null (write `true`, `false` or text)"
    )


def test_any_scalar():
    written = ["null", "true", "12", "text", "'12'", "2026-12-24", "v1", "10.0.0.1x"]
    expected = [None, True, 12, "text", "12", "2026-12-24", "v1", "10.0.0.1x"]
    assert [as_any_scalar(value(each)) for each in written] == expected


@pytest.mark.parametrize(
    "written", ["0123", "yes", "True", "~", "Null", "1.5", "1e3", "0x1F", "1_000", "12:30", ".5"]
)
def test_any_scalar_in_doubt_must_be_quoted(written):
    assert said(as_any_scalar(value(written))).startswith("quote-it: ")


def test_words():
    words = ["service", "participant", "media_location"]
    assert as_word(value("service"), words) == "service"
    assert said(as_word(value("participants"), words, "policy")) == (
        "unknown-word: `policy` cannot be `participants` (did you mean `participant`?)"
    )
    assert said(as_word(value("xyz"), words, "policy")) == (
        "unknown-word: `policy` cannot be `xyz` (one of `service`, `participant`, `media_location`)"
    )


def test_shapes():
    assert said(as_sequence(value("a"), "rules")) == (
        "wrong-shape: `rules` must be a list, not text (write `[a]`)"
    )
    assert said(as_sequence(value("{a: 1}"), "rules")) == (
        "wrong-shape: `rules` must be a list, not a mapping (start each item with a dash)"
    )
    assert said(as_mapping(value("[a]"))) == (
        "wrong-shape: this must be a mapping, not a list "
        "(write `key: value` lines below it, without dashes)"
    )
    assert said(as_text(value("[a]"), "id")) == (
        "wrong-shape: `id` must be text, not a list (write a single value)"
    )


def test_messages_do_not_repeat_long_text():
    for reads in (as_flag, as_whole_number, as_any_scalar, as_sequence):
        result = reads(value("1_" * 30_000))
        assert len(result.message) + len(result.hint) < 300


def test_every_code_is_complete_and_found_by_id_and_name():
    names = [each.name for each in CODES.values()]
    assert len(names) == len(set(names))
    for id_, each in CODES.items():
        assert (id_, code(id_), code(each.name)) == (each.id, each, each)
        assert code(id_.lower()) is each
        assert each.headline
        assert not each.headline.endswith(".")
        assert each.why.endswith(".")
        assert each.bad != each.good
        assert each.severity in Severity
    assert code("R999999") is None


def test_the_hint_for_a_number_keeps_its_sign():
    assert as_whole_number(value("-012")).hint == "write `-12`"
