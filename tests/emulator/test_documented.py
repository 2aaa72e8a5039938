"""Every result that documentation or measurement gives, on both Jinja2 versions."""

from __future__ import annotations

import pytest

from rulec.emulator import ScriptFailedError

STANDARD = [
    ("(-3)|abs", "3"),
    ("'aBC dEF'|capitalize", "Abc def"),
    ("none|capitalize", "None"),
    ("nosuch|default('q')", "q"),
    ("none|default('q')", "None"),
    ("none|default('q', true)", "q"),
    ("''|default('q', true)", "q"),
    ("0|default('q', true)", "q"),
    ("['a','b']|first", "a"),
    ("'abc'|first", "a"),
    ("[]|first", ""),
    ("'3.7'|float", "3.7"),
    ("'x'|float", "0.0"),
    ("none|float", "0.0"),
    ("'%s-%d'|format('a',3)", "a-3"),
    ("'%d%%'|format(3)", "3%"),
    ("'7'|int", "7"),
    ("'7.9'|int", "7"),
    ("' 7 '|int", "7"),
    ("'1e3'|int", "1000"),
    ("'1_000'|int", "1000"),
    ("'+4712'|int", "4712"),
    ("'0012'|int", "12"),
    ("'x'|int", "0"),
    ("none|int", "0"),
    ("'x'|int(-1)", "-1"),
    ("['a','b']|join", "ab"),
    ("[1, 2, 3, 4]|join", "1234"),
    ("[1,'b',none]|join('-')", "1-b-None"),
    ("'abc'|last", "c"),
    ("'abc'|length", "3"),
    ("nosuch|length", "0"),
    ("'ABC'|lower", "abc"),
    ("none|lower", "none"),
    ("nosuch|lower", ""),
    ("'aXbX'|replace('X','y')", "ayby"),
    ("'aXbX'|replace('X','y',1)", "aybX"),
    ("none|replace('N','m')", "mone"),
    ("2.5|round", "2.0"),
    ("3.5|round", "4.0"),
    ("2.567|round(2)", "2.57"),
    ("2.1|round(0,'ceil')", "3.0"),
    ("'<b>a</b>  c'|striptags", "a c"),
    ("'  a b '|trim", "a b"),
    ("none|trim", "None"),
    ("'abcdefghij'|truncate(5)", "abcdefghij"),
    ("'abcdefghijk'|truncate(5)", "ab..."),
    ("'abcdefg'|truncate(5,true,'',0)", "abcde"),
    ("'b'|upper", "B"),
    ("'ß'|upper", "SS"),
    ("none|upper", "NONE"),
]

PEXIP = [
    ("'+47 (22) 33-44 ext. 5'|pex_clean_phone_number", "+472233445"),
    ("'٣'|pex_clean_phone_number", ""),
    (
        "''|pex_hash",
        "102987336249554097029535212322581322789799900648198034993379397001115665086549",
    ),
    (
        "'a'|pex_hash",
        "91634880152443617534842621287039938041581081254914058002978601050179556493499",
    ),
    (
        "'hello'|pex_hash",
        "20329878786436204988385760252021328656300425018755239228739303522659023427620",
    ),
    ("'hello'|pex_hash|pex_tail(5)", "27620"),
    ("'hello'|pex_hash|pex_head(5)", "20329"),
    ("'ab'|pex_tail(5) ~ 'ab'|pex_head(5)", "abab"),
    ("'hello'|pex_md5", "5d41402abc4b2a76b9719d911017c592"),
    ("'hé'|pex_base64", "aMOp"),
    (r"'user1@domainA.com'|pex_regex_replace('@.+', '@otherdomain.com')", "user1@otherdomain.com"),
    (r"'01-0033'|pex_regex_replace('^(\\d{2}).*$', '\\1')", "01"),
    ("'abc'|pex_reverse", "cba"),
    ("'Example'|pex_strlen", "7"),
    ("'😀é'|pex_strlen", "2"),
    ("'ab'|pex_require_min_length(2)", "ab"),
    ("'a b/ü'|pex_url_encode", "a%20b%2F%C3%BC"),
    ("'a%20b+c'|pex_url_decode", "a b+c"),
    ("pex_in_subnet('10.47.0.1', ['10.47.0.0/16', '10.147.0.0/16'])", "True"),
    ("pex_in_subnet('10.44.0.1', ['10.47.0.0/16', '10.147.0.0/16'])", "False"),
    ("pex_in_subnet('2001:658:22a:cafe:ffff:ffff:ffff:ffff', ['2001::/16'])", "True"),
    ("pex_in_subnet('10.201.4.7', ['10.201.5.0/23'])", "True"),
    ("pex_in_subnet('10.0.0.1', ['::/0'])", "False"),
    ("pex_in_subnet('10.0.0.1', [])", "False"),
    (
        "pex_regex_search('([a-z0-9.-]+)@([a-z0-9.-]+.com)', 'text with a@example.com')|join(' ')",
        "a example.com",
    ),
    ("pex_regex_search('(ABC)', 'abc')", "None"),
    ("pex_find_first_match(['ab', 'cd', 'cde'], 'd')", "cd"),
    ("pex_now().hour ~ ':' ~ pex_now().minute ~ ':' ~ pex_now().second", "12:0:5"),
    ("pex_now('Europe/London').hour", "13"),
    ("pex_now('Asia/Kolkata').minute", "30"),
    (
        "[pex_now().year, pex_now().month, pex_now().day, pex_now().microsecond]",
        "[2024, 7, 1, 250]",
    ),
    ("{'a': 1}|pex_update({'a': {'b': 2}, 'c': true})|pex_to_json", '{"a": {"b": 2}, "c": true}'),
    ("[1, 2.5, none, 'x']|pex_to_json", '[1, 2.5, null, "x"]'),
    ("'x'|pex_to_json", '"x"'),
]

RAISING = [
    "none|abs",
    "'x'|abs",
    "none|first",
    "none|join",
    "none|last",
    "none|length",
    "'a'|pex_head(0)",
    "'a'|pex_tail(0)",
    "'a'|pex_head(true)",
    "'a'|pex_require_min_length(2)",
    "'a'|pex_safelinks_decode",
    "'a'|pex_urldefense_decode",
    "'a'|pex_to_uuid",
    "pex_uuid4()",
    "pex_random_pin(4)",
    "pex_now('Europe/Nowhere').hour",
    "pex_now(none).hour",
    "pex_now().weekday()",
    "pex_now()",
    "pex_in_subnet('10.0.0.1', '10.0.0.0/8')",
    "pex_in_subnet('10.0.0.1', ['10.0.0.0/8', 'x'])",
    "pex_in_subnet('10.0.0.1', [none])",
    "pex_regex_search('(', 'a')",
    "pex_regex_search(none, 'a')",
    "pex_find_first_match('abc', 'b')",
    "(1, 2)|pex_to_json",
    "{'a': (1, 2)}|pex_to_json",
    "{1: 2}|pex_to_json",
    "{'a': [nosuch]}|pex_to_json",
    "pex_now()|pex_to_json",
    "none|pex_update({})",
    "{}|pex_update(none)",
    "nosuch|pex_update({})",
]


@pytest.mark.parametrize(("expression", "printed"), STANDARD + PEXIP)
def test_documented_result(render, expression, printed):
    assert render("{{ " + expression + " }}") == printed


@pytest.mark.parametrize(
    ("expression", "printed"), [row for row in STANDARD + PEXIP if "|" in row[0]]
)
def test_the_value_may_come_from_a_variable(render, expression, printed):
    """As above, but nothing is left to the compiler, which computes constants beforehand."""
    value, _, rest = expression.partition("|")
    assert render("{% set x = " + value + " %}{{ x|" + rest + " }}") == printed


@pytest.mark.parametrize("expression", RAISING)
def test_documented_or_unknown_failure(render, expression):
    with pytest.raises(ScriptFailedError):
        render("{{ " + expression + " }}")
