"""Rules from tables: one for each row, with the cells of the row in place of their names."""

import time
from datetime import UTC, datetime
from itertools import pairwise

import pytest
from rule_texts import Rules, canonical, compiled, errors, parsed, read_rules

from rulec.diagnostics import in_order
from rulec.emulator import HARSH, LIKELY
from rulec.pexip import Policy
from rulec.testing import run_tests

NOW = datetime(2026, 1, 15, 12, tzinfo=UTC)


def service(rules: str, **tables: str) -> dict[str, str]:
    """Files of a service rule set, with CSV tables by their names."""
    named = "".join(f"  {name}: {name}.csv\n" for name in tables)
    head = f"policy: service\ntables:\n{named}" if named else "policy: service\n"
    return {"a.yaml": head + rules, **{f"{name}.csv": text for name, text in tables.items()}}


def noted(files: dict[str, str]) -> list[tuple[str, str]]:
    """Every problem of files as its code and its place."""
    return [(str(p.code.name), str(p.span)) for p in in_order(read_rules(files)[1])]


def told(files: dict[str, str]) -> str:
    """The one problem of files: its place, its message and its hint."""
    (problem,) = in_order(read_rules(files)[1])
    return f"{problem.span}: {problem.message} ({problem.hint})"


def at(files: dict[str, str], text: str) -> str:
    """The place of the last occurrence of a text in the rule file."""
    before = files["a.yaml"][: files["a.yaml"].rindex(text)]
    return f"a.yaml:{before.count(chr(10)) + 1}:{len(before) - before.rfind(chr(10))}"


def conditions(when: str, csv: str) -> dict[str, str]:
    return service(f"rules: [{{id: r, for_each: t, when: {when}, reject: true}}]\n", t=csv)


def effects(acts: str, csv: str) -> dict[str, str]:
    return service(f"rules: [{{id: r, for_each: t, {acts}}}]\n", t=csv)


def answer(rules: Rules, call, service_config=None, **others):
    """The answer of rules, which script and evaluator must agree on."""
    inputs = {"call_info": call, "service_config": service_config, **others}
    meaning = rules.meaning(inputs, NOW)
    for behaviour in (LIKELY, HARSH):
        printed = parsed(rules.compiled_for(behaviour).render(inputs, NOW))
        assert canonical(printed) == canonical(meaning)
    return meaning


def rejected(files: dict[str, str], *calls) -> list[bool]:
    """Which calls the rules reject, all of them to a service that Pexip knows."""
    rules = compiled(files, Policy.SERVICE)
    return [answer(rules, call, {"name": "x"})["action"] == "reject" for call in calls]


def result(files: dict[str, str], call=None, service_config=None):
    rules = compiled(files, Policy.SERVICE)
    return answer(rules, call or {}, service_config or {"name": "x"})["result"]


# --- Rows ----------------------------------------------------------------------------------------


def test_a_rule_for_each_row_in_the_order_of_the_table():
    files = conditions("{vendor: '{v}'}", "v\nb\na\nc\n")
    (rules,) = read_rules(files)[0].rule_sets
    assert [rule.id for rule in rules.rules.rules] == ["r[1]", "r[2]", "r[3]"]
    assert {rule.written_as for rule in rules.rules.rules} == {"r"}
    assert [str(rule.row) for rule in rules.rules.rules] == ["t.csv:2:1", "t.csv:3:1", "t.csv:4:1"]
    assert len({rule.span for rule in rules.rules.rules}) == 1


def test_the_first_matching_row_applies_or_all_of_them():
    text = (
        "rules: [{id: r, for_each: t, when: {vendor: {starts_with: '{v}'}}, set: {name: '{n}'}}]\n"
    )
    csv = "v,n\na,first\nab,second\n"
    assert result(service(text, t=csv), {"vendor": "abc"})["name"] == "first"
    assert result(service("match: all\n" + text, t=csv), {"vendor": "abc"})["name"] == "second"


def test_rules_around_a_table_stay_where_they_are():
    text = """rules:
  - {id: before, when: {vendor: x}, set: {name: before}}
  - {id: r, for_each: t, when: {vendor: '{v}'}, set: {name: '{n}'}}
  - {id: after, when: {vendor: y}, set: {name: after}}
"""
    files = service(text, t="v,n\nx,row\ny,row\n")
    assert result(files, {"vendor": "x"})["name"] == "before"
    assert result(files, {"vendor": "y"})["name"] == "row"


@pytest.mark.parametrize(
    ("rule", "passes"),
    [("r", True), ("'r[2]'", True), ("'r[1]'", False), ("null", False)],
)
def test_tests_name_a_row_or_any_row(rule, passes):
    files = conditions("{vendor: '{v}'}", "v\na\nb\n")
    given = "given: {call: {vendor: b}, service_config: {name: x}}"
    files["a.yaml"] += f"tests: [{{name: t, {given}, expect: {{rule: {rule}}}}}]\n"
    project, problems = read_rules(files)
    assert problems == []
    assert (run_tests(project).failed == ()) is passes


def test_a_row_that_there_is_not_is_an_unknown_rule():
    files = conditions("{vendor: '{v}'}", "v\na\n")
    files["a.yaml"] += "tests: [{name: t, given: {call: {}}, expect: {rule: 'r[2]'}}]\n"
    assert [code for code, _ in noted(files)] == ["unknown-rule"]


def test_a_table_in_the_file_itself():
    text = """policy: service
tables: {t: [{v: a, n: 1}, {v: b, n: 2}]}
rules: [{id: r, for_each: t, when: {vendor: '{v}'}, set: {participant_limit: '{n}'}}]
"""
    assert result({"a.yaml": text}, {"vendor": "b"})["participant_limit"] == 2


def test_a_thousand_rows():
    rows = "".join(f"v{i},{i}\n" for i in range(1000))
    files = conditions("{vendor: '{v}', bandwidth: {less_than: '{n}'}}", "v,n\n" + rows)
    start = time.process_time()
    project, problems = read_rules(files)
    assert time.process_time() - start < 10
    assert problems == []
    found = project.rule_sets[0].rules.rules
    assert [found[0].id, found[999].id, len(found)] == ["r[1]", "r[1000]", 1000]
    assert [later.row.line - rule.row.line for rule, later in pairwise(found)] == [1] * 999


def test_a_mistake_in_the_rule_is_noted_once_for_all_rows():
    rows = "".join(f"v{i}\n" for i in range(50))
    files = conditions("{vendor: '{v}', vendr: x}", "v\n" + rows)
    assert [code for code, _ in noted(files)] == ["unknown-field"]


# --- Cells in conditions -------------------------------------------------------------------------


def test_cells_take_the_type_of_their_position():
    when = "{bandwidth: {at_least: '{n}'}, registered: '{f}', vendor: '{t}'}"
    yes = {"bandwidth": 512, "registered": True, "vendor": "12"}
    calls = [yes, yes | {"bandwidth": 511}, yes | {"registered": 1}, yes | {"vendor": 12}]
    files = conditions(when, "n,f,t\n512,true,12\n")
    assert rejected(files, *calls) == [True, False, False, False]


def test_an_empty_cell_asks_for_no_value():
    files = conditions("{vendor: '{v}'}", "v,w\n,x\n")
    assert rejected(files, {}, {"vendor": ""}, {"vendor": "null"}) == [True, True, False]


def test_an_empty_cell_in_a_list_is_one_item_less():
    files = conditions("{vendor: ['{v}', '{w}']}", "v,w\na,\n")
    assert rejected(files, {"vendor": "a"}, {}) == [True, False]


@pytest.mark.parametrize("word", ["null", "~", "true", "12", "a: b", "[x]", "# x", "'x'", "{v}"])
def test_a_cell_is_its_text_and_no_yaml(word):
    files = conditions("{vendor: '{v}'}", f"v\n{word}\n")
    assert rejected(files, {"vendor": word}, {}, {"vendor": "x"}) == [True, False, False]


def test_semicolons_where_a_list_is_expected():
    when = "{remote_address: {in_subnet: '{nets}'}, protocol: {one_of: '{protocols}'}}"
    files = conditions(when, "nets,protocols\n10.0.0.0/8; 11.0.0.0/8;,sip;h323\n")
    calls = [("10.1.1.1", "sip"), ("11.1.1.1", "h323"), ("12.1.1.1", "sip"), ("10.1.1.1", "api")]
    asked = [{"remote_address": address, "protocol": protocol} for address, protocol in calls]
    assert rejected(files, *asked) == [True, True, False, False]


def test_semicolons_in_a_text_are_part_of_it():
    files = conditions("{vendor: '{v}'}", "v\na;b\n")
    assert rejected(files, {"vendor": "a;b"}, {"vendor": "a"}) == [True, False]


def test_cells_in_times_and_days():
    text = """rules:
  - id: r
    for_each: t
    valid: {from: '{from}', until: '{until}'}
    when: {time: {weekday: '{days}', between: ['{start}', '{end}'], timezone: 'Europe/{city}'}}
    reject: true
"""
    row = "2026-01-15,2026-01-16,{},{},{},Oslo\n"
    head = "from,until,days,start,end,city\n"
    # It is noon in UTC, and a Thursday.
    for days, start, end, held in (
        ("wed; thu", "13:00", "13:01", True),
        ("wed", "13:00", "13:01", False),
        ("thu", "12:00", "13:00", False),
    ):
        assert rejected(service(text, t=head + row.format(days, start, end)), {}) == [held]


ODD = "a.b(c)[d]{2}^$|*+?\\"


def test_cells_in_patterns_stand_for_themselves():
    pattern = r"'{p}-\d{4,6}{n}{q}'"
    files = conditions(f"{{vendor: {{matches: {pattern}}}}}", f"p,n\n{ODD},7\n")
    vendors = [f"{ODD}-12347{{q}}", f"{ODD}-1237{{q}}", "aXb(c)-12347{q}", f"{ODD}-12347q"]
    assert rejected(files, *({"vendor": vendor} for vendor in vendors)) == [True] + [False] * 3


def test_a_pattern_that_is_nothing_but_a_cell_is_the_pattern_in_the_cell():
    files = conditions("{vendor: {matches: '{p}'}}", "p\na\\d{2}\n")
    assert rejected(files, {"vendor": "a12"}, {"vendor": "a\\d{2}"}) == [True, False]


def test_captures_beside_cells():
    when = "when: {vendor: {matches: '{p}(?P<rest>.+)'}}"
    files = effects(when + ", set: {name: '{p}/{rest}'}", "p\na.\n")
    assert result(files, {"vendor": "a.b"})["name"] == "a./b"
    assert result(files, {"vendor": "axb"})["name"] == "x"


def test_filters_in_operands():
    when = "{vendor: '{site | lower}', remote_alias: {domain: '{[site, n] | join(\"-\")}.example'}}"
    files = conditions(when, "site,n\nOslo,1\n")
    good = {"vendor": "oslo", "remote_alias": "a@oslo-1.example"}
    # Domains compare without case, vendors do not.
    odd = [good | {"vendor": "Oslo"}, good | {"remote_alias": "a@oslo-2.example"}]
    assert rejected(files, good, *odd) == [True, False, False]


def test_operands_of_named_conditions_and_lists_are_not_filled():
    text = """lists: {some: ['{v}']}
conditions: {named: {remote_alias: '{v}'}}
rules: [{id: r, for_each: t, when: {is: named, vendor: {list: some}}, reject: true}]
"""
    files = service(text, t="v\na\n")
    braces = {"vendor": "{v}", "remote_alias": "{v}"}
    assert rejected(files, braces, {"vendor": "a", "remote_alias": "a"}) == [True, False]


# --- Cells in effects ----------------------------------------------------------------------------


def test_cells_in_effects_take_the_type_of_the_field():
    acts = "set: {participant_limit: '{n}', locked: '{f}', name: '{n}', service_tag: '{f}'}"
    found = result(effects(acts, "n,f\n12,false\n"))
    assert canonical(found) == canonical(
        {"participant_limit": 12, "locked": False, "name": "12", "service_tag": "false"}
    )


def test_empty_cells_in_effects_are_null():
    acts = "set: {participant_limit: '{n}', name: '{e}', description: 'a{e}b', crypto_mode: '{e}'}"
    found = result(effects(acts, "n,e\n12,\n"), None, {"name": "x", "crypto_mode": "on"})
    # Pexip allows null as a crypto mode, and no name of null.
    assert found == {"participant_limit": 12, "name": "x", "description": "ab", "crypto_mode": None}


def test_empty_cells_in_a_list_are_left_out():
    text = (
        "rules: [{id: r, for_each: t, set: {location: '{l}', overflow_locations: ['{a}', '{b}']}}]"
    )
    head = "policy: media_location\ntables: {t: t.csv}\n"
    files = {"a.yaml": head + text + "\n", "t.csv": "l,a,b\nOslo,,London\n"}
    rules = compiled(files, Policy.MEDIA_LOCATION)
    found = answer(rules, {}, suggested_media_overflow_locations={"location": "X"})
    assert found == {"result": {"location": "Oslo", "overflow_locations": ["London"]}}


def test_semicolons_in_a_list_of_an_effect():
    files = effects("set: {breakout_uuids: '{u}'}", f"u\n{'; '.join(UUIDS)};\n")
    assert result(files)["breakout_uuids"] == UUIDS


UUIDS = [f"00000000-0000-0000-0000-00000000000{i}" for i in (1, 2)]


def test_cells_in_the_items_of_lists():
    item = (
        "{remote_alias: '{a}', local_alias: 'x-{a}', protocol: sip, role: '{r}', streaming: '{s}'}"
    )
    files = effects(f"append: {{automatic_participants: [{item}]}}", "a,r,s\nrec,guest,true\n")
    (found,) = result(files)["automatic_participants"]
    assert found == {
        "remote_alias": "rec", "local_alias": "x-rec", "protocol": "sip", "role": "guest",
        "streaming": True,
    }  # fmt: skip


def test_a_column_hides_the_field_of_its_name():
    acts = "set: {name: '{location}', description: '{call_info.location}/{let_it}'}"
    files = effects("let: {let_it: '{location | lower}'}, " + acts, "location\nOslo\n")
    found = result(files, {"location": "London"})
    assert (found["name"], found["description"]) == ("Oslo", "London/oslo")


def test_a_cell_with_braces_is_no_template():
    files = effects("set: {name: '{v}', description: '<{v}>'}", 'v\n"{vendor} {{ 7*7 }} {% x"\n')
    found = result(files, {"vendor": "z"})
    assert found["name"] == "{vendor} {{ 7*7 }} {% x"
    assert found["description"] == "<{vendor} {{ 7*7 }} {% x>"


# --- Mistakes ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("when", "name", "near"),
    [
        ("{vendor: '{sit}'}", "sit", "did you mean `site`?"),
        ("{vendor: 'a {sit | lower}'}", "sit", "did you mean `site`?"),
        ("{vendor: {starts_with: '{zz}'}}", "zz", "it has `site`, `n`"),
        ("{vendor: '{remote_alias}'}", "remote_alias", "it has `site`, `n`"),
        ("{vendor: '{[site, sit] | join}'}", "sit", "did you mean `site`?"),
        ("{vendor: '{site | default(sit)}'}", "sit", "did you mean `site`?"),
    ],
)
def test_an_unknown_column_in_a_condition(when, name, near):
    files = conditions(when, "site,n\na,1\n")
    place = at(files, name)
    assert told(files) == f"{place}: the table `t` has no column `{name}` ({near})"


def test_an_unknown_column_in_an_effect_is_an_unknown_source():
    files = effects("set: {name: '{sit}'}", "site,n\na,1\n")
    assert told(files) == f"{at(files, 'sit')}: unknown source `sit` (did you mean `site`?)"


def test_an_unknown_table():
    files = service("rules: [{id: r, for_each: sits, reject: true}]\n", sites="a\nb\n")
    found = read_rules(files)[1]
    assert [f"{p.span}: {p.message} ({p.hint})" for p in found if p.is_error] == [
        f"{at(files, 'sits')}: unknown table `sits` (did you mean `sites`?)"
    ]


def test_a_table_without_its_file():
    files = service("rules: [{id: r, for_each: t, reject: true}]\n", t="a\nb\n")
    files["tt.csv"] = files.pop("t.csv")
    assert ("no-such-file", at(files, "t.csv")) in noted(files)


@pytest.mark.parametrize(
    ("files", "code", "place"),
    [
        (conditions("{bandwidth: {at_least: '{n}'}}", "v,n\na,1\nb,x\n"), "not-a-number", "3:3"),
        (conditions("{registered: '{n}'}", "v,n\na,true\nb,yes\n"), "not-a-flag", "3:3"),
        (conditions("{node_ip: {in_subnet: '{n}'}}", "n\n1.0.0.0/8;x\n"), "bad-subnet", "2:11"),
        (conditions("{vendor: {matches: '{n}'}}", "v,n\na,b\nc,(\n"), "bad-pattern", "3:3"),
        (conditions("{vendor: {matches: '{n}x'}}", "v,n\na,b\nc,\n"), "empty-operand", "3:3"),
        (conditions("{vendor: {starts_with: '{n}'}}", "v,n\na,b\nc,\n"), "empty-operand", "3:3"),
        (conditions("{time: {weekday: '{n}'}}", "n\nmon; tu\n"), "bad-time", "2:6"),
        (effects("set: {participant_limit: '{n}'}", "v,n\na,1\nb,x\n"), "not-a-number", "3:3"),
        (effects("set: {participant_limit: '{n}'}", "n\n-1\n"), "wrong-value", "2:1"),
        (effects("set: {locked: '{n}'}", "v,n\na,true\nb,yes\n"), "not-a-flag", "3:3"),
        (effects("set: {call_type: '{n}'}", "v,n\na,video\nb,vidio\n"), "wrong-value", "3:3"),
        (effects("set: {breakout_uuids: '{n}'}", f"n\n{UUIDS[0]}; x\n"), "wrong-value", "2:39"),
    ],
)  # fmt: skip
def test_a_cell_that_does_not_fit_is_noted_at_its_place(files, code, place):
    assert noted(files) == [(code, f"t.csv:{place}")]


def test_every_wrong_cell_is_noted():
    rows = "".join(f"{'x' if i % 3 else 1}\n" for i in range(9))
    files = conditions("{bandwidth: {at_least: '{n}'}}", "n\n" + rows)
    places = [f"t.csv:{line}:1" for line in (3, 4, 6, 7, 9, 10)]
    assert noted(files) == [("not-a-number", place) for place in places]


def test_names_that_a_column_has_already():
    files = effects("let: {site: x}, set: {name: '{site}'}", "site\na\n")
    assert ("name-taken", at(files, "site: x")) in noted(files)
    files = effects("when: {vendor: {matches: '(?P<site>.)'}}, set: {name: '{site}'}", "site\na\n")
    assert [code for code, _ in noted(files)] == ["name-taken"]


def test_outside_its_rule_a_column_is_no_name():
    text = """rules:
  - {id: r, for_each: t, when: {vendor: '{v}'}, set: {name: '{v}'}}
  - {id: q, set: {name: '{v}'}}
"""
    files = service(text, t="v\na\n")
    assert noted(files) == [("unknown-source", at(files, "v}"))]


def test_a_rule_that_is_disabled_is_looked_at_and_left_out():
    files = effects("enabled: false, set: {locked: '{f}'}", "f\ntrue\nx\n")
    assert noted(files) == [("not-a-flag", "t.csv:3:1")]
    files = effects("enabled: false, set: {locked: '{f}'}", "f\ntrue\n")
    assert errors(read_rules(files)[1]) == []
    assert result(files) == {"name": "x"}
