"""Groups of a pattern that surely match a character."""

import pytest

from rulec.matching.pattern import Pattern, parse_pattern

CASES = {
    r"(?P<a>\d{9,12})": {1},
    r"(?P<a>\d*)": set(),
    r"(?P<a>\d+)?": set(),
    r"(?P<a>a|b?)": set(),
    r"(?P<a>x(y*))": {1},
    r"(?P<a>a)|(?P<b>b)": set(),
    r"(?:(?P<a>a)b){1,3}": {1},
    r"(?=(?P<a>a))": {1},
    r"(?P<a>$)": set(),
}


@pytest.mark.parametrize("text", CASES)
def test_full_groups(text):
    pattern = parse_pattern(text)
    assert isinstance(pattern, Pattern)
    assert pattern.full_groups == CASES[text]
