"""SARIF: valid by the schema of its committee, and read by a model of another hand."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import pytest
from formats import readers
from formats.samples import HOSTILE, hostile_report, kind, remark

from rulec.diagnostics import CODES
from rulec.report.formats.kinds import COULD_NOT_RUN, OTHER_KINDS, kind_of
from rulec.report.formats.model import Place, Related, Remark, Report
from rulec.report.formats.sarif import sarif
from rulec.version import VERSION


def report(*remarks: Remark) -> Report:
    return Report("check", 1, others=remarks)


def test_a_result():
    other = Related("the same id", Place("rules/other.yaml", 7, 1, 7, 9, "- {id: a}"))
    said = remark(hint="did you mean `user`?", related=(other,), detail=("call: x",))
    log = readers.sarif(sarif(report(said)))
    assert log.version == "2.1.0"
    [run] = log.runs
    assert (run.tool.driver.name, run.tool.driver.version) == ("rulec", VERSION)
    [result] = run.results
    assert (result.rule_id, result.level.value) == ("R110", "error")
    assert result.message.text == ("there is no field `usr`\nhint: did you mean `user`?\ncall: x")
    [location] = result.locations
    place = location.physical_location
    assert place.artifact_location.uri == "rules/service.yaml"
    region = place.region
    assert (region.start_line, region.start_column) == (4, 12)
    assert (region.end_line, region.end_column) == (4, 15)
    assert region.snippet.text == "usr"
    assert place.context_region.snippet.text == "    when: {usr: alice}"
    [related] = result.related_locations
    assert related.message.text == "the same id"
    assert related.physical_location.region.start_line == 7


def test_rules_have_the_explanations_of_codes():
    said = (remark(), remark(name="trust-on-text"), remark("another"))
    [run] = readers.sarif(sarif(report(*said))).runs
    unknown, trust = run.tool.driver.rules
    assert (unknown.id, unknown.name) == ("R110", "unknown-field")
    assert CODES["R110"].why in unknown.help.text
    assert CODES["R110"].good in unknown.help.text
    assert f"```yaml\n{CODES['R110'].bad}\n```" in unknown.help.markdown
    assert "`rulec explain unknown-field`" in unknown.help.markdown
    assert trust.properties["tags"] == ["security"]
    assert [result.rule_index for result in run.results] == [0, 1, 0]


@pytest.mark.parametrize("each", [*map(kind_of, CODES.values()), *OTHER_KINDS], ids=lambda k: k.id)
def test_every_kind_is_a_valid_rule(each):
    place = Place("rules/a.yaml", 1, 1, 1, 2, "x")
    [run] = readers.sarif(sarif(report(Remark(each, "so it is", place)))).runs
    if each is COULD_NOT_RUN:
        assert not run.results
        return
    [rule] = run.tool.driver.rules
    assert rule.help.markdown.count("```") % 2 == 0
    assert rule.default_configuration.level == each.level.value


def test_a_command_that_could_not_run_says_so():
    text = sarif(Report("check", 2, others=(Remark(COULD_NOT_RUN, "there is no folder `x`"),)))
    readers.sarif(text)
    [run] = json.loads(text)["runs"]
    [invocation] = run["invocations"]
    assert (invocation["executionSuccessful"], invocation["exitCode"]) == (False, 2)
    [notice] = invocation["toolExecutionNotifications"]
    assert notice["message"]["text"] == "there is no folder `x`"
    assert run["results"] == []


def test_without_anything_to_say_the_log_is_valid():
    [run] = readers.sarif(sarif(Report("check", 0))).runs
    assert run.results == []


def test_a_whole_file_and_a_place_of_several_lines():
    whole = Remark(kind("over-budget"), "too long", Place("build/a.j2"))
    lines = Remark(kind("no-effect"), "nothing", Place("rules/a.yaml", 2, 3, 5, 1, "- id: a"))
    nowhere = Remark(kind("disagreement"), "a bug")
    first, second, third = readers.sarif_results(sarif(report(whole, lines, nowhere)))
    assert "region" not in first["locations"][0]["physicalLocation"]
    place = second["locations"][0]["physicalLocation"]
    assert place["region"] == {"startLine": 2, "startColumn": 3, "endLine": 5, "endColumn": 1}
    assert "contextRegion" not in place
    assert "locations" not in third


@pytest.mark.parametrize(
    ("path", "uri"),
    [
        ("rules/a b.yaml", "rules/a%20b.yaml"),
        ("rules/å#?%.yaml", "rules/%C3%A5%23%3F%25.yaml"),
        ("c:d.yaml", "c%3Ad.yaml"),
        ("rules/\udcff.yaml", "rules/%FF.yaml"),
    ],
)
def test_paths_are_uris_from_the_root_of_the_repository(path: str, uri: str):
    [result] = readers.sarif_results(sarif(report(remark(path=path))))
    place = result["locations"][0]["physicalLocation"]
    assert place["artifactLocation"] == {"uri": uri, "uriBaseId": "%SRCROOT%"}


def test_a_file_outside_of_the_repository():
    [result] = readers.sarif_results(sarif(report(remark(path="/srv/a b.yaml"))))
    place = result["locations"][0]["physicalLocation"]
    assert place["artifactLocation"] == {"uri": "file:///srv/a%20b.yaml"}


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_text_is_only_text(text: str):
    for result in readers.sarif_results(sarif(hostile_report(text))):
        shown = readers.sarif_text(result["message"]["text"])
        assert not re.search("[\u202e\u2066\u200b\ufeff\u2028\x00\x07\x1b\r\ud800]", shown)
        for line in shown.splitlines():
            assert "\t" not in line
    [first, *_] = readers.sarif_results(sarif(hostile_report(text)))
    plain = re.sub(r"[^ -~]", "", text)
    if text == plain:
        assert plain in readers.sarif_text(first["message"]["text"])


def test_two_commands_do_not_replace_each_other():
    ids = set()
    for command in ("check", "test"):
        [run] = json.loads(sarif(replace(report(remark()), command=command)))["runs"]
        ids.add(run["automationDetails"]["id"])
    assert ids == {"rulec/check/", "rulec/test/"}
