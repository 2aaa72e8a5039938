"""Letters that only look like those of the word around them."""

import pytest
from rule_texts import read_rules

from rulec.resolve.look_alikes import odd_letters


def codes(text):
    return [(problem.code.name, str(problem.span)) for problem in read_rules({"a.yaml": text})[1]]


@pytest.mark.parametrize(
    ("text", "place", "like"),
    [
        ("p\u0430ypal", 1, "a"),
        ("room@\u0435xample.com", 5, "e"),
        ("M\u043e\u0441\u043a\u0432\u0430", 0, "\u041c"),
        ("\u0391lice", 0, "A"),
        ("alic\u03bf", 4, "o"),
        ("b\u0585ard", 1, "o"),
        ("O\uff33LO", 1, "S"),
        ("\U0001d428slo", 0, "o"),
        ("o\u212a", 1, "K"),
        ("m\u00f8t\u0435rom", 3, "e"),
        # All of one script, but in one piece with Latin words, and all of it can be misread.
        ("www.\u0430\u0440\u0440\u04cf\u0435.com", 4, "a"),
    ],
)
def test_a_letter_of_another_script_in_a_word(text, place, like):
    (odd,) = odd_letters(text)
    assert (odd.place, odd.like, odd.letter) == (place, like, text[place])


@pytest.mark.parametrize(
    "text",
    [
        "alice@example.com",
        "M\u00f8terom \u00c5lesund",
        "\u041c\u043e\u0441\u043a\u0432\u0430",
        "\u0391\u03b8\u03ae\u03bd\u03b1",
        # Words of different scripts beside each other, and a preposition that is all look-alikes.
        "Zoom \u0430 \u0441\u0435\u0440\u0432\u0435\u0440",
        "\u0421\u0435\u0440\u0432\u0435\u0440-1.example.com",
        "\uff2f\uff33\uff2c\uff2f",
        # Signs and letters without a look-alike.
        "5 k\u03a9, 3 \u00b5s, \u0394t, \u03b2eta, 1\u00aa",
        "\u4f1a\u8b70\u5ba4A",
        "e\u0301cole",
        "wing-\u0410",
    ],
)
def test_other_texts_are_left_alone(text):
    assert not list(odd_letters(text))


RULE = "policy: participant\nrules:\n- id: a\n  description: b\u0435cause\n"


def test_a_rule_can_accept_its_own():
    body = "  when: {vendor: Z\u043eom}\n  reject: true\n"
    assert codes(RULE + body) == [("mixed-scripts", "a.yaml:5:19")]
    assert codes(RULE + "  accept: [mixed-scripts]\n" + body) == []
    latin = body.replace("\u043e", "o")
    assert codes(RULE + "  accept: [R165]\n" + latin) == [("unused-accept", "a.yaml:5:12")]


def test_what_is_written_as_an_escape_is_meant():
    body = "  when: {{vendor: {}}}\n  reject: true\n"
    assert codes(RULE + body.format('"Z\\u043eom"')) == []
    assert codes(RULE + body.format('"\\tZ\u043eom"')) == [("mixed-scripts", "a.yaml:5:22")]


def test_places_of_each_kind():
    text = (
        "policy: participant\n"
        "name: st\u0430ff\n"
        "conditions: {st\u0430ff: {vendor: [x, 'Z\u043eom']}}\n"
        "when: {is: st\u0430ff}\n"
        "rules:\n"
        "- id: a\n"
        "  set:\n"
        "    call_tag: >\n"
        "      folded\n"
        "      w\u043erds\n"
    )
    # `staff` cannot be the name of a condition: that is an error of its own.
    found = [place for code, place in codes(text) if code == "mixed-scripts"]
    assert found == ["a.yaml:2:9", "a.yaml:3:16", "a.yaml:3:36", "a.yaml:4:14", "a.yaml:8:15"]
