"""What is said about tables, and what is not said because something else is wrong already."""

import unicodedata

import pytest
from rule_texts import read_rules

SITES = "subnet,location\n10.1.0.0/16,Oslo\n10.2.0.0/16,London\n"
RULES = """
policy: media_location
tables: {{sites: {path}}}
rules:
  - id: by-site
    for_each: {name}
    when: {{remote_address: {{in_subnet: '{{subnet}}'}}}}
    set: {{location: '{{location}}'}}
"""
GOOD = RULES.format(path="tables/sites.csv", name="sites")
OTHER = "policy: service\nrules: []\n"
TESTS = """
tests:
  - name: a
    given: {{}}
    expect: {{rule: '{rule}'}}
"""
UNUSED = "no rule set has this table: `tables/sites.csv`"


def said(files):
    """Every problem as `name: message (hint)`."""
    return [f"{p.code.name}: {p.message} ({p.hint})" for p in read_rules(files)[1]]


def path_said(path, files=("tables/sites.csv",)):
    """What is said about a path under `tables`."""
    rules = RULES.format(path=f"'{path}'", name="sites")
    (only,) = said({"a.yaml": rules, **dict.fromkeys(files, SITES)})
    return only.removeprefix("no-such-file: ")


def name_said(name, more="", key="for_each"):
    """What is said about a name behind `for_each` or `table`."""
    rules = RULES.format(path="tables/sites.csv", name="sites") + "  - id: other\n"
    if key == "for_each":
        rules += f"    for_each: {name}\n    set: {{location: Oslo}}\n"
    else:
        rules += f"    set: {{location: {{table: {name}, key: '{{vendor}}', column: location}}}}\n"
    files = {"a.yaml": rules + more, "tables/sites.csv": SITES, "tables/wards.csv": SITES}
    (only,) = said(files)
    return only.removeprefix("unknown-table: ")


# What is not said


def test_a_table_that_nothing_uses():
    assert said({"a.yaml": GOOD, "tables/sites.csv": SITES}) == []
    (only,) = said({"a.yaml": OTHER, "tables/sites.csv": SITES})
    assert UNUSED in only


@pytest.mark.parametrize(
    "broken",
    [
        GOOD.replace("set: {", "set: {{"),
        GOOD.replace("rules:", "\trules:"),
        GOOD.replace("media_location", "media"),
        GOOD.replace("policy: media_location", ""),
        GOOD.replace("policy: media_location", "").replace("rules:", "rule:"),
        "- " + GOOD.strip().replace("\n", "\n  "),
        "",
        GOOD.replace("tables/sites.csv", "tables/site.csv"),
        GOOD.replace("tables/sites.csv", "{path: tables/sites.csv}"),
        GOOD.replace("tables: {", "table: {"),
        GOOD.replace("tables: {sites: tables/sites.csv}", ""),
        GOOD.replace("tables: {sites: tables/sites.csv}", "").replace(
            "for_each: sites", "for_each: tables/sites.csv"
        ),
    ],
)
def test_a_table_may_be_used_by_what_could_not_be_understood(broken):
    problems = said({"a.yaml": broken, "b.yaml": OTHER, "tables/sites.csv": SITES})
    assert problems
    assert not any("no rule set has this table" in problem for problem in problems)


def test_a_mistake_in_a_rule_leaves_what_is_said_about_tables():
    problems = said(
        {
            "a.yaml": OTHER.replace("[]", "[{id: a, whn: {}, reject: true}]"),
            "tables/sites.csv": SITES,
        }
    )
    assert any(UNUSED in problem for problem in problems)


@pytest.mark.parametrize("rule", ["by-site[1]", "by-site[300]", "by-site"])
def test_rows_of_a_table_that_cannot_be_read_may_be_expected(rule):
    files = {
        "a.yaml": GOOD + TESTS.format(rule=rule),
        "test.yaml": "profile: default\npolicy: media_location" + TESTS.format(rule=rule),
    }
    for table in ('subnet,location\n"10', "subnet;location\n", ""):
        assert [line.split(":")[0] for line in said({**files, "tables/sites.csv": table})] == [
            "bad-table"
        ]
    assert [line.split(":")[0] for line in said(files)] == ["no-such-file"]
    if rule != "by-site[300]":
        assert said({**files, "tables/sites.csv": SITES}) == []


@pytest.mark.parametrize("rule", ["by-sites[1]", "by-site[x]", "by-site[]", "by-site[1]x", "x[1]"])
def test_other_rules_are_still_unknown(rule):
    files = {"a.yaml": GOOD + TESTS.format(rule=rule), "tables/sites.csv": '"'}
    assert [line.split(":")[0] for line in said(files)] == ["bad-table", "unknown-rule"]


def test_a_row_that_cannot_be_read_may_be_expected():
    table = SITES + "10.3.0.0/16\n"
    for rule, expected in (
        ("by-site[3]", ["wrong-cells"]),
        ("by-site[4]", ["wrong-cells", "unknown-rule"]),
    ):
        files = {"a.yaml": GOOD + TESTS.format(rule=rule), "tables/sites.csv": table}
        assert [line.split(":")[0] for line in said(files)] == expected
    rows = "[{subnet: 10.1.0.0/16, location: Oslo}, x]"
    files = {"a.yaml": GOOD.replace("tables/sites.csv", rows) + TESTS.format(rule="by-site[2]")}
    assert [line.split(":")[0] for line in said(files)] == ["wrong-shape"]


# Paths


@pytest.mark.parametrize(
    ("path", "message"),
    [
        (
            "tables/sites",
            (
                "there is no table file `tables/sites` "
                "(a table file ends in `.csv`; did you mean `tables/sites.csv`?)"
            ),
        ),
        ("x.xlsx", "there is no table file `x.xlsx` (a table file ends in `.csv`)"),
        ("a.yaml", "there is no table file `a.yaml` (a table file ends in `.csv`)"),
        (
            "../tables/sites.csv",
            (
                "`../tables/sites.csv` lies outside the rules folder "
                "(paths start at the rules folder; did you mean `tables/sites.csv`?)"
            ),
        ),
        (
            "a/../../x.csv",
            "`a/../../x.csv` lies outside the rules folder (paths start at the rules folder)",
        ),
        (
            "/srv/x.csv",
            "`/srv/x.csv` lies outside the rules folder (paths start at the rules folder)",
        ),
        (
            "tables\\sites.csv",
            (
                "there is no table file `tables\\sites.csv` "
                "(write `/` between folders: `tables/sites.csv`)"
            ),
        ),
        ("t\\x.csv", "there is no table file `t\\x.csv` (write `/` between folders)"),
        (
            "C:\\rules\\x.csv",
            "`C:\\rules\\x.csv` lies outside the rules folder (paths start at the rules folder)",
        ),
        (
            "tables/site.csv",
            "there is no table file `tables/site.csv` (did you mean `tables/sites.csv`?)",
        ),
        ("x/../y.csv", "there is no table file `x/../y.csv` (paths start at the rules folder)"),
        ("zzzz.csv", "there is no table file `zzzz.csv` (paths start at the rules folder)"),
    ],
)
def test_paths_that_lead_to_no_table(path, message):
    assert path_said(path) == message


# Names


def test_a_list_is_no_table():
    more = "lists: {towns: [Oslo, London]}\n"
    for key in ("for_each", "table"):
        assert name_said("towns", more, key) == (
            "`towns` is a list, not a table "
            "(rows stand under `tables`; for the items of a list write `{list: name}`)"
        )


@pytest.mark.parametrize("key", ["for_each", "table"])
def test_a_path_is_no_name(key):
    assert name_said("tables/wards.csv", key=key) == (
        "unknown table `tables/wards.csv` (define it under `tables`, such as "
        f"`wards: tables/wards.csv`, and write `{key}: wards`)"
    )
    assert f"`wards: tables/wards.csv`, and write `{key}: wards`" in name_said(
        "tables\\wards.csv", key=key
    )
    assert name_said("tables/sites.csv", key=key) == (
        f"unknown table `tables/sites.csv` (write `{key}: sites`)"
    )


def test_what_is_meant_by_a_wrong_name_is_not_unused():
    for name in ("tables/sites.csv", "site"):
        files = {"a.yaml": RULES.format(path="tables/sites.csv", name=name)}
        (only,) = said({**files, "tables/sites.csv": SITES})
        assert only.startswith("unknown-table: ")


def test_a_table_that_lies_in_the_folder_but_is_not_named():
    assert name_said("wards") == (
        "unknown table `wards` (define it under `tables`: `wards: tables/wards.csv`)"
    )
    assert name_said("site") == "unknown table `site` (did you mean `sites`?)"
    assert name_said("zzzz") == "unknown table `zzzz` (define it under `tables`)"


# Tests and locations


def test_short_names_of_conditions_are_no_fields_of_answers():
    test = TESTS.replace("rule: '{rule}'", "{key}: {{{{{name}: x}}}}")
    for key in ("result", "exactly"):
        for name, field in (
            ("role", "preauthenticated_role"),
            ("display_name", "remote_display_name"),
        ):
            text = test.format(key=key, name=name).replace("{{", "{").replace("}}", "}")
            (only,) = said({"a.yaml": "policy: participant\nrules: []\n" + text})
            assert only == (
                f"unknown-target: no answer has a field `{name}` "
                f"(`{name}` is short for `{field}`: write that)"
            )
    text = test.format(key="result", name="role").replace("{{", "{").replace("}}", "}")
    (only,) = said({"a.yaml": "policy: media_location\nrules: []\n" + text})
    assert "short for" not in only


@pytest.mark.parametrize("known", ["NFC", "NFD"])
def test_a_location_in_another_unicode_form(known):
    other = {"NFC": "NFD", "NFD": "NFC"}[known]
    project = f"rulec: 1\nlocations: [Oslo, {unicodedata.normalize(known, 'Zürich')}]\n"
    for written, hint in (
        (
            unicodedata.normalize(other, "Zürich"),
            "it is the same text in another Unicode form; copy it from `locations`",
        ),
        (
            unicodedata.normalize(known, "Zürch"),
            f"did you mean `{unicodedata.normalize(known, 'Zürich')}`?",
        ),
        ("Bergen", "add it to `locations` in rulec.yaml"),
    ):
        rule = f"[{{id: a, when: {{location: {written}}}, reject: true}}]"
        files = {"rulec.yaml": project, "a.yaml": OTHER.replace("[]", rule)}
        assert said(files) == [f"unknown-location: unknown location `{written}` ({hint})"]
