"""What each switch does, on both Jinja2 versions."""

from __future__ import annotations

import pytest

from rulec.emulator import Behaviour, ScriptFailedError, read_answer

MISSING = "{% if call_info.nosuch %}x{% endif %}[{{ call_info.nosuch }}]"
DEFAULTED = "{{ call_info['nosuch']|default('d', true) }}"


def refused(render, script, inputs=None, **switches):
    with pytest.raises(ScriptFailedError) as failure:
        render(script, inputs, Behaviour(**switches))
    return str(failure.value)


def test_undefined(render):
    assert render(MISSING, {"call_info": {}}) == "[]"
    assert "UndefinedError" in refused(render, MISSING, {"call_info": {}}, undefined="strict")
    for undefined in ("lenient", "strict"):
        behaviour = Behaviour(undefined=undefined)
        assert render(DEFAULTED, {"call_info": {}}, behaviour) == "d"


def test_autoescape_spares_json_alone(render):
    script = "{{ x }}{{ {'a': x}|pex_to_json }}"
    assert render(script, {"x": "<&\"'"}) == '<&"\'{"a": "<&\\"\'"}'
    assert (
        render(script, {"x": "<&\"'"}, Behaviour(autoescape=True))
        == '&lt;&amp;&#34;&#39;{"a": "<&\\"\'"}'
    )


def test_trim_blocks_and_lstrip_blocks(render):
    script = "a\n  {% if true %}\nb\n  {% endif %}\nc"
    assert render(script) == "a\n  \nb\n  \nc"
    assert render(script, {}, Behaviour(trim_blocks=True)) == "a\n  b\n  c"
    assert render(script, {}, Behaviour(lstrip_blocks=True)) == "a\n\nb\n\nc"
    assert render(script, {}, Behaviour(trim_blocks=True, lstrip_blocks=True)) == "a\nb\nc"


def test_immutable_sandbox(render):
    script = "{{ [1].append(2) }}"
    assert render(script) == "None"
    assert "SecurityError" in refused(render, script, immutable_sandbox=True)


@pytest.mark.parametrize(
    ("no_match", "printed"),
    [("none", "None"), ("empty tuple", "()"), ("false", "False"), ("empty list", "[]")],
)
def test_no_match(render, no_match, printed):
    behaviour = Behaviour(no_match=no_match)
    assert render("{{ pex_regex_search('(x)', 'a') }}", {}, behaviour) == printed
    assert render("{{ pex_find_first_match(['a'], 'x') }}", {}, behaviour) == printed


def test_groups_and_unmatched_group(render):
    script = "{{ pex_regex_search('(a)(b)?', 'a') }}"
    assert render(script) == "('a', None)"
    assert render(script, {}, Behaviour(groups="list")) == "['a', None]"
    assert render(script, {}, Behaviour(unmatched_group="empty text")) == "('a', '')"


@pytest.mark.parametrize(
    "expression",
    [
        "x|pex_head(9)",
        "x|pex_tail(9)",
        "x|pex_strlen",
        "x|pex_hash",
        "x|pex_regex_replace('a', 'b')",
        "pex_regex_search('(N)', x)",
    ],
)
@pytest.mark.parametrize("value", [None, 7, True, ["a"], {}])
def test_null_filters(render, expression, value):
    script = "{{ " + expression + " }}"
    assert "text expected" in refused(render, script, {"x": value})
    as_text = render(script, {"x": value}, Behaviour(null_filters="as text"))
    assert as_text == render(script, {"x": str(value)})


def test_null_filters_for_an_undefined_value(render):
    script = "[{{ nosuch|pex_head(9) }}]"
    refused(render, script)
    assert render(script, {}, Behaviour(null_filters="as text")) == "[]"


@pytest.mark.parametrize("address", ["", "x", "10.0.0.1:5060", "fe80::1%eth0", None, 7, ["a"]])
def test_bad_address(render, address):
    script = "{{ pex_in_subnet(x, ['::/0', '0.0.0.0/0']) }}"
    assert "ValueError" in refused(render, script, {"x": address})
    assert render(script, {"x": address}, Behaviour(bad_address="false")) == "False"


def test_strict_networks(render):
    script = "{{ pex_in_subnet('10.201.4.7', ['10.201.5.0/23']) }}"
    assert render(script) == "True"
    assert "host bits" in refused(render, script, strict_networks=True)


def test_mapped_addresses(render):
    unwrapped = Behaviour(mapped_addresses="unwrapped")
    in_ipv4 = "{{ pex_in_subnet('::ffff:10.0.0.1', ['10.0.0.0/8']) }}"
    assert render(in_ipv4) == "False"
    assert render(in_ipv4, {}, unwrapped) == "True"
    in_ipv6 = "{{ pex_in_subnet('::ffff:10.0.0.1', ['::ffff:0:0/96']) }}"
    assert render(in_ipv6) == render(in_ipv6, {}, unwrapped) == "True"


def test_json(render):
    script = "{{ x|pex_to_json }}"
    value = {"z": "é😀<'>&", "a": 1}
    assert render(script, {"x": value}) == '{"z": "\\u00e9\\ud83d\\ude00<\'>&", "a": 1}'
    assert render(script, {"x": value}, Behaviour(json="unicode")) == '{"z": "é😀<\'>&", "a": 1}'
    assert (
        render(script, {"x": value}, Behaviour(json_sort_keys=True))
        == '{"a": 1, "z": "\\u00e9\\ud83d\\ude00<\'>&"}'
    )
    safe = render(script, {"x": value}, Behaviour(json="unicode", json_html_safe=True))
    assert safe == '{"z": "é😀\\u003c\\u0027\\u003e\\u0026", "a": 1}'
    assert read_answer(safe) == read_answer(render(script, {"x": value}))


def test_update(render):
    script = "{% set y = x|pex_update({'a': 2}) %}{{ x.a }}{{ y.a }}"
    assert render(script, {"x": {"a": 1}}) == "12"
    assert render(script, {"x": {"a": 1}}, Behaviour(update="in place")) == "22"


def test_hash_non_ascii(render):
    script = "{{ 'é'|pex_hash|pex_tail(4) }}"
    assert render(script) == "0588"  # sha256sum of the bytes C3 A9
    assert "UnicodeEncodeError" in refused(render, script, hash_non_ascii="raise")
    assert render("{{ 'a'|pex_hash|pex_tail(4) }}", {}, Behaviour(hash_non_ascii="raise")) == "3499"
