from __future__ import annotations

import json
from pathlib import Path

import pytest
from command_line import rulec, write_files

SERVICE = '{"service_type": "conference", "name": "Alice", "pin": "9876", "service_tag": ""}'
TYPES = """\
policy: participant
rules:
  - id: typed
    when:
      bandwidth: 0
      registered: true
      ms_subnet: {includes: 10.0.0.0}
      idp_attributes: {group: [a, b], mail: {ends_with: '@example.com'}}
      role: guest
      remote_display_name: '0123'
    set: {preauthenticated_role: chair}
"""


def test_options_make_a_request(good: Path):
    ran = rulec(
        *("decide", good, "--policy", "service", "--call", "local_alias=alice@example.com"),
        *("--service", "service_type=conference", "--now", "2026-01-15T12:00:00Z"),
    )
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.splitlines() == [
        "service policy of profile default, 2026-01-15T12:00:00+00:00",
        "decision: continue",
        "{",
        '  "service_type": "conference",',
        '  "pin": "(hidden)",',
        '  "view": "five_mains_seven_pips"',
        "}",
        "",
        "service",
        f"  own-room  {good.as_posix()}/service.yaml:3",
        "    applied",
        "      pin: (hidden)",
        "      view: 'five_mains_seven_pips'",
        "  (the rule below it was not looked at)",
    ]


def test_the_failing_condition_is_told_with_the_value(good: Path):
    ran = rulec("decide", good, "--policy", "service", "--call", "local_alias=bob@example.com")
    assert "    not matched: local_alias.user equals 'alice' (local_alias.user is 'bob')" in ran.out
    assert "    not matched: vendor equals 'friendly-scanner' (vendor has no value)" in ran.out
    assert "decision: reject" in ran.out


def test_a_file_makes_a_request(good: Path, tmp_path: Path):
    request = f'{{"call_info": {{"local_alias": "alice@x"}}, "service_config": {SERVICE}}}'
    write_files(tmp_path, {"request.json": "\ufeff" + request})
    for name, stdin in ((tmp_path / "request.json", None), ("-", request)):
        ran = rulec(
            *("decide", good, "--policy", "service", "--input", name, "--format", "json"),
            stdin=stdin,
        )
        decision = ran.data["decision"]
        assert decision["action"] == "continue"
        assert decision["result"]["name"] == "Alice"
        assert decision["result"]["pin"] == "(hidden)"
        assert "9876" not in ran.out


def test_secrets_are_shown_when_asked_for(good: Path):
    ran = rulec(
        *("decide", good, "--policy", "service", "--call", "local_alias=alice"),
        *("--service", "service_type=conference", "--service", "pin=9876", "--show-secrets"),
    )
    assert "      pin: '9876' -> '4567'" in ran.out
    assert '  "pin": "4567"' in ran.out


def test_options_change_a_file(good: Path):
    ran = rulec(
        *("decide", good, "--policy", "service", "--input", "-", "--service", "null"),
        stdin=f'{{"call_info": {{"local_alias": "alice@x"}}, "service_config": {SERVICE}}}',
    )
    assert "decision: reject" in ran.out


def test_json_holds_the_trace(good: Path):
    ran = rulec(
        *("decide", good, "--policy", "service", "--call", "local_alias=bob"),
        *("--call", "vendor=friendly-scanner", "--format", "json"),
    )
    assert ran.code == 0
    assert ran.data.keys() >= {"policy", "profile", "now", "decision"}
    assert ran.data["decision"] == {
        "action": "reject",
        "result": {},
        "trace": [
            {
                "rule_set": "service",
                "rule": "own-room",
                "path": f"{good.as_posix()}/service.yaml",
                "line": 3,
                "row": None,
                "outcome": "not matched",
                "condition": "local_alias.user equals 'alice'",
                "actual": {"local_alias.user": "bob"},
                "changes": [],
                "parts": [],
            },
            {
                "rule_set": "service",
                "rule": "scanners",
                "path": f"{good.as_posix()}/service.yaml",
                "line": 8,
                "row": None,
                "outcome": "applied",
                "condition": None,
                "actual": {},
                "changes": [],
                "parts": [],
            },
        ],
        "not_reached": [],
        "left_out": [],
        "notes": [],
    }


def test_values_have_the_type_of_their_field(tmp_path: Path):
    write_files(tmp_path, {"roles.yaml": TYPES})
    ran = rulec(
        *("decide", tmp_path, "--policy", "participant", "--call", "bandwidth=0"),
        *("--call", "registered=true", "--call", 'ms_subnet=["10.1.0.0", "10.0.0.0"]'),
        *("--idp", 'group=["x", "a"]', "--idp", "mail=alice@example.com"),
        *("--participant", "role=guest", "--call", "remote_display_name=0123"),
        *("--format", "json"),
    )
    assert ran.data["decision"]["result"] == {"preauthenticated_role": "chair"}


@pytest.mark.parametrize(
    ("options", "message", "hint"),
    [
        (["--call", "vendro=x"], "`call_info` has no field `vendro`", "`vendor`"),
        (["--service", "nam=x"], "`service_config` has no field `nam`", "`name`"),
        (["--call", "pin=1"], "`call_info` has no field `pin`", "--service pin=..."),
        (["--call", "vendor"], "is no name=value", "--call name=value"),
        (["--call", "=x"], "is no name=value", "--call name=value"),
        (["--call", "bandwidth=1.5"], "must be a whole number", ""),
        (["--call", "bandwidth=" + "9" * 5000], "must be a whole number", ""),
        (["--call", "bandwidth=\u0661"], "must be a whole number", ""),
        (["--call", "registered=yes"], "must be true or false", ""),
        (["--call", "vendor=a", "--call", "vendor=b"], "is given twice", ""),
        (["--participant", "role=chair"], "no `participant`", ""),
        (["--now", "2026-01-15T12:00:00"], "has no time zone", "offset"),
        (["--now", "noon"], "is no instant", "offset"),
        (["--profile", "defualt"], "there is no profile `defualt`", "`default`"),
    ],
)
def test_a_wrong_option_is_told(options: list[str], message: str, hint: str, good: Path):
    ran = rulec("decide", good, "--policy", "service", *options)
    assert (ran.code, ran.out) == (2, "")
    assert message in ran.err
    assert hint in ran.err


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (b"", "is no JSON"),
        (b"{", "is no JSON"),
        (b"[]", "is no JSON object"),
        (b"1", "is no JSON object"),
        (b'{"call_info": {}} x', "is no JSON"),
        (b'{"call_info": {"a": 1, "a": 2}}', "the key `a` stands twice"),
        (b'{"call_info": {"a": NaN}}', "`NaN` is no number"),
        (b'{"call_info": {"a": -Infinity}}', "`-Infinity` is no number"),
        (b'{"call_info": {"a": 1e999}}', "`1e999` is no number"),
        (b'{"call_info": {"a": ' + b"9" * 10_000 + b"}}", "too many digits"),
        (b'{"call_info": ' + b"[" * 100_000, "nested too deeply"),
        (b'{"call_info": {"a": "\xff"}}', "is not UTF-8"),
        ('{"call_info": {}}'.encode("utf-16"), "is not UTF-8"),
        (b'{"call_info": []}', "`call_info` must be an object"),
        (b'{"call_info": null}', "`call_info` must be an object"),
        (b'{"service_config": {}}', "`call_info` must be an object"),
        (b'{"call_info": {}, "service_config": "x"}', "must be an object or null"),
        (b'{"call_info": {}, "participant": {}}', "has no `participant`"),
    ],
)
def test_bad_json_is_told(text: bytes, message: str, good: Path, tmp_path: Path):
    (tmp_path / "request.json").write_bytes(text)
    for name, stdin in ((tmp_path / "request.json", None), ("-", text)):
        ran = rulec("decide", good, "--policy", "service", "--input", name, stdin=stdin)
        assert (ran.code, ran.out) == (2, "")
        assert message in ran.err
        assert ran.err.count("\n") <= 2


def test_a_file_that_cannot_be_read(good: Path, tmp_path: Path):
    for name in (tmp_path / "nothing.json", tmp_path, "a\0b", "a" * 5000):
        ran = rulec("decide", good, "--policy", "service", "--input", name)
        assert (ran.code, ran.out) == (2, "")
        assert "cannot be read" in ran.err


def test_the_policy_must_be_one(good: Path):
    assert rulec("decide", good).code == 2
    ran = rulec("decide", good, "--policy", "services")
    assert ran.code == 2
    assert "Invalid value for '--policy': 'services' is not one of" in ran.err


def test_errors_in_rules_come_first(bad: Path):
    ran = rulec("decide", bad, "--policy", "service")
    assert (ran.code, ran.out) == (1, "")
    assert "1 error" in ran.err


def test_several_profiles_need_a_name(good: Path):
    project = "rulec: 1\nprofiles: {one: {rules: ['*.yaml']}, two: {rules: ['*.yaml']}}\n"
    write_files(good, {"rulec.yaml": project})
    ran = rulec("decide", good, "--policy", "service")
    assert ran.code == 2
    assert "name one with --profile: `one`, `two`" in ran.err
    assert rulec("decide", good, "--policy", "service", "--profile", "two").code == 0


def test_a_policy_without_rules_passes_everything(good: Path):
    ran = rulec("decide", good, "--policy", "participant")
    assert ran.code == 0
    assert "has no participant rules" in ran.err
    assert "decision: continue\n{}\n" in ran.out


def test_what_callers_write_cannot_move_the_cursor(good: Path):
    evil = "\x1b[2Jbob\u202e\u2028\r"
    request = json.dumps({"call_info": {"local_alias": evil, "vendor": "\udfff"}})
    ran = rulec("decide", good, "--policy", "service", "--input", "-", stdin=request)
    assert ran.code == 0
    assert r"local_alias.user is '\x1b[2Jbob\u202e\u2028\r'" in ran.out
    assert not {"\x1b", "\u202e", "\u2028", "\r"} & set(ran.out)


def test_a_later_rule_set_is_not_reached(good: Path):
    write_files(good, {"zlast.yaml": "policy: service\nrules: [{id: x, set: {locked: true}}]\n"})
    ran = rulec("decide", good, "--policy", "service", "--call", "vendor=friendly-scanner")
    assert "zlast\n  not reached: the request was decided before\n" in ran.out


PLACES = """\
rulec: 1
locations: [Oslo, DMZ]
profiles: {edge: {assigned_to: [DMZ], rules: ['*.yaml']}}
"""


def test_a_call_from_elsewhere_and_a_rule_that_is_left_out(good: Path):
    text = "policy: service\nrules: [{id: x, when: {location: Oslo}, set: {locked: true}}]\n"
    write_files(good, {"rulec.yaml": PLACES, "zlast.yaml": text})
    asked = ("decide", good, "--policy", "service", "--call", "location=Oslo")
    ran = rulec(*asked)
    assert (ran.code, ran.err) == (0, "")
    note = "profile edge runs at DMZ: its scripts never see a call at 'Oslo'"
    assert f"\nnote: {note}\ndecision: reject\n" in ran.out
    place = f"{good.as_posix()}/zlast.yaml:2"
    assert f"  x  {place}\n    left out: cannot apply at DMZ\n" in ran.out
    decision = rulec(*asked, "--format", "json").data["decision"]
    assert decision["notes"] == [note]
    assert decision["left_out"] == [{"rule_set": "zlast", "rule": "x", "rows": None}]


def test_secrets_of_the_environment_are_never_shown(good: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("ROOM_KEY", "fjord-472913")
    text = "policy: service\nrules: [{id: x, create: {service_type: conference, name: A, "
    write_files(
        good, {"service.yaml": text + "service_tag: '', pin: '{env:ROOM_KEY|pex_tail(6)}'}}]"}
    )
    asked = ("decide", good, "--policy", "service", "--call", "local_alias=fjord-472913")
    for options in ((), ("--show-secrets",), ("--show-secrets", "--format", "json")):
        ran = rulec(*asked, *options)
        assert ran.code == 0
        assert "(hidden)" in ran.out
        assert "472913" not in ran.out + ran.err
    wrong = rulec(*asked, "--call", "fjord-472913=1")
    assert wrong.code == 2
    assert "472913" not in wrong.out + wrong.err


def test_a_rule_that_refuses_did_something(tmp_path: Path):
    rules = "policy: service\nrules: [{id: no, when: {vendor: x}, reject: true}]\n"
    (tmp_path / "a.yaml").write_text(rules, encoding="utf-8")
    run = rulec("decide", tmp_path, "--policy", "service", "--call", "vendor=x")
    assert "applied" in run.out
    assert "nothing changed" not in run.out
