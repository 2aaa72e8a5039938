import pytest

from rulec.emulator import Answer, BadAnswer, read_answer


def test_one_object_with_white_space_around():
    assert read_answer(' \r\n\t{"a": [1, {"b": null}]}\n\n') == Answer({"a": [1, {"b": None}]})


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "{}{}",
        "{} x",
        "x {}",
        "[]",
        '"text"',
        "null",
        "1",
        '{"a": 1,}',
        "{'a': 1}",
        '{"a": "line\nbreak"}',
        "\u00a0{}",
        "\ufeff{}",
        "[" * 100_000,
        '{"a": ' * 100_000,
        '{"a": ' + "9" * 5000 + "}",
    ],
)
def test_anything_else_is_bad(text):
    assert isinstance(read_answer(text), BadAnswer)


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "1e999"])
def test_numbers_that_json_does_not_have(number):
    assert isinstance(read_answer(f'{{"a": {number}}}'), BadAnswer)


@pytest.mark.parametrize(
    "text", ['{"a": 1, "a": 1}', '{"r": [{"a": 1, "a": 2}]}', '{"a": 1, "\\u0061": 2}']
)
def test_a_key_may_not_stand_twice_at_any_depth(text):
    answer = read_answer(text)
    assert isinstance(answer, BadAnswer)
    assert "'a' stands twice" in answer.reason
