"""`rulec where`, and the options and failures that tell the same."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from command_line import COMMON_KEYS, Ran, rulec, write_files

from rulec.emit import Script, emit

RULES = """\
policy: service
name: rooms
rules:
  - id: scanners
    when: {vendor: friendly-scanner}
    reject: true
    accept: [rejects-probes]
    description: Scanners, whatever they ask
  - id: wards
    for_each: wards
    when: {local_alias: '{alias}'}
    set: {name: '{name}', pin: '{pin}'}
tables:
  wards: wards.csv
default: {reject: true}
"""
#: A row of the table as it stands in a script that looks it up.
ENTRY = "~ward3|a=03aWard 3|4003"


def wards(count: int) -> str:
    rows = (f"ward{n}@x.org,Ward {n},{4000 + n}\n" for n in range(1, count + 1))
    return "alias,name,pin\n" + "".join(rows)


@pytest.fixture
def rules(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with rules, in which the commands run."""
    monkeypatch.chdir(tmp_path)
    write_files(tmp_path, {"rules/rooms.yaml": RULES, "rules/wards.csv": wards(15)})
    return Path("rules")


@pytest.fixture
def built(rules: Path) -> Path:
    """The script as it reads best."""
    assert rulec("build", rules).code == 0
    return Path("build/default/service.j2")


@pytest.fixture
def compact(rules: Path) -> Path:
    """The script in tables, of more rows."""
    write_files(rules, {"wards.csv": wards(80)})
    assert rulec("build", rules, "--layout", "compact").code == 0
    return Path("build/default/service.j2")


def place_of(path: Path, text: str, last: bool = False) -> str:
    """A script with the line and the column where some text begins, or ends."""
    before, found, _ = path.read_text(encoding="utf-8").partition(text)
    assert found
    before += found[:-1] if last else ""
    return f"{path.as_posix()}:{before.count(chr(10)) + 1}:{len(before) - before.rfind(chr(10))}"


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def where(*arguments: object) -> Ran:
    return rulec("where", *arguments)


# --- Places --------------------------------------------------------------------------------------


def test_a_place_in_a_script(built: Path):
    place = place_of(built, "ward3@x.org")
    ran = where(place)
    assert (ran.code, ran.err) == (0, "")
    assert place == "build/default/service.j2:16:37"
    assert ran.out.splitlines() == [
        "build/default/service.j2:16:37: rule rooms/wards[3]",
        '    {% elif service and local_alias == "ward3@x.org" %}',
        "                                        ^",
        "    from 16:1 to 18:75",
        "  rooms/wards[3]  rules/rooms.yaml:9  rules/wards.csv:4",
    ]


def test_a_place_in_a_table(compact: Path):
    start, place, end = (
        place_of(compact, ENTRY),
        place_of(compact, "|4003"),
        place_of(compact, ENTRY, last=True),
    )
    assert where(place).out.splitlines() == [
        f"{place}: rule rooms/wards[3]",
        "    ~ward3|a=03aWard 3|(hidden)",
        "                      ^",
        f"    from {start.partition(':')[2]} to {end.partition(':')[2]}",
        "  rooms/wards[3]  rules/rooms.yaml:9  rules/wards.csv:4",
    ]


def test_a_place_that_several_rules_share(compact: Path):
    place = place_of(compact, '"x.org"')
    first, text, mark, _, *rules = where(place).out.splitlines()
    assert first == f"{place}: a sign in the keys of rooms/wards[1..80]"
    assert (text, mark) == ('    "x.org":"a"', "    ^")
    assert rules[1] == "  rooms/wards[2]  rules/rooms.yaml:9  rules/wards.csv:3"
    assert (len(rules), rules[-1]) == (21, "  and 60 more")


def test_a_long_part_is_shown_around_the_place(built: Path):
    assert where(f"{built}:3:50").out.splitlines()[:5] == [
        "build/default/service.j2:3:50: the variable `local_alias`, for rooms/wards[1..15]",
        '    ...cal_alias = call_info.get("local_alias") %}',
        "                                               ^",
        "    from 3:1 to 3:52",
        "  rooms/wards[1]  rules/rooms.yaml:9  rules/wards.csv:2",
    ]


def test_a_line(built: Path):
    ran = where(f"{built}:7")
    assert ran.out.splitlines() == [
        "build/default/service.j2:7:1: rule rooms/scanners",
        '    {% if call_info.get("vendor") == "friendly-scanner" %}...',
    ]


def test_a_whole_script(built: Path):
    told = where(built).out.splitlines()[::2]
    path = built.as_posix()
    assert told == [
        f"{path}:1:1: a comment",
        f"{path}:3:1: the variable `local_alias`, for rooms/wards[1..15]",
        f"{path}:4:1: the answer before any rule",
        f"{path}:6:1: what stands around the rules of rooms",
        f"{path}:7:1: rule rooms/scanners",
        *(f"{path}:{7 + 3 * n}:1: rule rooms/wards[{n}]" for n in range(1, 16)),
        f"{path}:55:1: the default of rooms",
        f"{path}:58:1: what stands around the rules of rooms",
        f"{path}:59:1: what prints the answer",
    ]


@pytest.mark.parametrize("name", ["wards[3]", "rooms/wards[3]"])
def test_a_rule(compact: Path, name: str):
    told = where(compact, "--rule", name).out.splitlines()[::2]
    (own,) = (line for line in told if ": rule " in line)
    assert own == place_of(compact, ENTRY) + ": rule rooms/wards[3]"
    assert any(": a sign in the keys of rooms/wards[1..80]" in line for line in told)
    assert not any("scanners" in line or "what stands around" in line for line in told)


def test_all_rows_of_a_rule_and_the_default(built: Path):
    rows = where(built, "--rule", "wards").out.splitlines()[::2]
    assert len(rows) == 16
    (default,) = where(built, "--rule", "rooms/default").out.splitlines()[::2]
    assert default.endswith(":55:1: the default of rooms")
    assert where(f"{built}:7", "--rule", "wards").out == "nothing of it stands there\n"


def test_a_pasted_script(built: Path):
    pasted = Path("pasted.txt")
    pasted.write_bytes(built.read_bytes().replace(b"\n", b"\r\n").rstrip())
    assert where("pasted.txt:7:4").out.splitlines()[0] == "pasted.txt:7:4: rule rooms/scanners"


def test_json(built: Path):
    ran = where(place_of(built, "ward3@x.org"), "--format", "json")
    text = built.read_text(encoding="utf-8")
    start, end = (text.index(f'{{% elif service and local_alias == "ward{n}@') for n in (3, 4))
    assert {key: ran.data[key] for key in ran.data if key not in COMMON_KEYS} == {
        "script": built.as_posix(),
        "profile": "default",
        "policy": "service",
        "layout": "readable",
        "changed": None,
        "parts": [
            {
                "start": {"line": 16, "column": 1, "offset": start},
                "end": {"line": 18, "column": 77, "offset": end},
                "what": "rule",
                "name": "rooms",
                "rules": ["rooms/wards[3]"],
                "text": '{% elif service and local_alias == "ward3@x.org" %}...',
            }
        ],
        "rules": {
            "rooms/wards[3]": {
                "path": "rules/rooms.yaml",
                "line": 9,
                "row": {"path": "rules/wards.csv", "line": 4},
            }
        },
    }


def test_json_of_a_whole_script_is_all_of_it(compact: Path):
    data = where(compact, "--format", "json").data
    parts, text = data["parts"], compact.read_text(encoding="utf-8")
    starts, ends = ([one[end]["offset"] for one in parts] for end in ("start", "end"))
    assert starts == [0, *ends[:-1]]
    assert ends[-1] == len(text)
    assert {"rooms/default", "rooms/scanners", "rooms/wards[15]"} <= data["rules"].keys()
    assert "4003" not in str(data)


# --- Scripts that are not as built ---------------------------------------------------------------


def test_a_script_that_was_changed(compact: Path):
    edit(compact, "~ward3|", "~wardx3|")
    at = place_of(compact, "x3|").partition(":")[2]
    note = (
        f"note: build/default/service.j2 is not as the rules make it at {at}: rule rooms/wards[3]"
    )
    before, behind = (where(place_of(compact, text)).out for text in ("~ward2|", "~ward4|"))
    for ran, row in ((before, 2), (behind, 4)):
        assert ran.splitlines()[0] == note
        assert ran.splitlines()[1].endswith(f": rule rooms/wards[{row}]")
    changed = where(place_of(compact, "~wardx3"), "--format", "json").data
    assert changed["changed"] == note.partition("j2 ")[2]


def test_what_was_changed_is_told_as_it_was_built(built: Path):
    edit(built, '"name": "Ward 3", ', "")
    there = where(f"{built}:18:44").out.splitlines()
    assert there[0].endswith(" is not as the rules make it at 18:41: rule rooms/wards[3]")
    assert there[1] == "build/default/service.j2:18:44: rule rooms/wards[3]"


def test_rules_that_have_changed_since(built: Path):
    edit(Path("rules/rooms.yaml"), "friendly-scanner", "sipvicious")
    ran = where(built)
    assert (ran.code, ran.out) == (2, "")
    assert "error: the rules have changed since `build/default/service.j2` was built\n" in ran.err
    assert "hint: build it again, or take the rules that it was built from: " in ran.err


def test_a_script_of_another_version(built: Path):
    edit(built, "rulec 0.", "rulec 9.")
    assert where(built).code == 0
    edit(built, "Ward 3", "Ward 4")
    ran = where(built)
    assert ran.code == 2
    assert "`build/default/service.j2` was built by rulec 9." in ran.err


def test_a_script_without_its_comment(built: Path):
    head, _, rest = built.read_text(encoding="utf-8").partition("\n")
    assert head.startswith("{# rulec")
    built.write_text(rest, encoding="utf-8")
    assert where(place_of(built, "ward3@x.org")).out.splitlines()[1].endswith("wards[3]")
    other = write_files(Path("other"), {"pasted.j2": rest}) / "pasted.j2"
    assert "does not begin with a comment that says whose script it is" in where(other).err
    built.write_text("{{ 1 }}" * 300, encoding="utf-8")
    assert "is not what these rules make" in where(built).err


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("profile default", "profile defaults", "no profile `defaults`, whose script"),
        ("service policy", "participant policy", "profile `default` has no participant rules"),
        ("service policy", "nice policy", "does not begin with a comment"),
    ],
)
def test_a_script_of_somebody_else(built: Path, old: str, new: str, told: str):
    edit(built, old, new)
    ran = where(built)
    assert ran.code == 2
    assert told in ran.err


@pytest.mark.parametrize(
    ("place", "told"),
    [
        (":0", "`build/default/service.j2` has no line 0, but 63 lines"),
        (":99", "has no line 99"),
        (":7:0", "line 7 of `build/default/service.j2` has no column 0"),
        (":7:59", "it has 54; columns are characters"),
        (":7:99999999", "it has 54"),
        (":x", "cannot be read: no such file"),
        ("x", "cannot be read: no such file"),
        ("x" * 5000, "cannot be read: file name too long"),
        ("\0:1", "cannot be read"),
    ],
)
def test_places_that_are_none(built: Path, place: str, told: str):
    ran = where(f"{built}{place}")
    assert (ran.code, ran.out) == (2, "")
    assert told in ran.err


def test_an_unknown_rule(built: Path):
    ran = where(built, "--rule", "rooms/ward")
    assert ran.code == 2
    assert "the script has no rule `rooms/ward`\n  hint: did you mean `rooms/wards" in ran.err


def test_rules_with_errors(built: Path):
    edit(Path("rules/rooms.yaml"), "vendor:", "vender:")
    ran = where(built, "--format", "json")
    assert ran.code == 1
    assert (ran.data["parts"], ran.data["rules"]) == ([], {})
    assert ran.data["problems"]


# --- Decisions and failures ----------------------------------------------------------------------

CALL = ("--policy", "service", "--call", "local_alias=ward3@x.org", "--service", "name=a")


def test_decide_shows_where(compact: Path):
    ran = rulec("decide", *CALL, "--script", compact)
    assert ran.code == 0
    place = place_of(compact, ENTRY)
    told = ran.out.partition("  wards[3]")[2].splitlines()
    assert told[:6] == [
        "  rules/rooms.yaml:9  rules/wards.csv:4",
        "    applied",
        "      name: 'a' -> 'Ward 3'",
        "      pin: (hidden)",
        f"    {place}: rule rooms/wards[3]",
        "        ~ward3|a=03aWard 3|(hidden)",
    ]
    shown = rulec("decide", *CALL, "--script", compact, "--show-secrets")
    assert ENTRY in shown.out


def test_decide_shows_where_as_data(built: Path):
    ran = rulec("decide", *CALL, "--script", built, "--format", "json")
    *before, applied = ran.data["decision"]["trace"]
    assert all(step["parts"] == [] for step in before)
    (part,) = applied["parts"]
    assert part["start"]["line"] == 16
    assert part["rules"] == ["rooms/wards[3]"]


def test_decide_tells_of_a_changed_script(built: Path):
    edit(built, "ward3@", "ward4@")
    ran = rulec("decide", *CALL, "--script", built)
    assert "note: build/default/service.j2 is not as the rules make it at 16:41: rule" in ran.out


def test_decide_refuses_the_script_of_another_policy(built: Path):
    write_files(Path("rules"), {"roles.yaml": "policy: participant\nrules: []\n"})
    ran = rulec("decide", "--policy", "participant", "--script", built)
    assert ran.code == 2
    assert "`build/default/service.j2` is the service script of profile default" in ran.err
    assert "hint: name the participant script of profile default" in ran.err


def test_a_default_that_is_not_written(built: Path):
    edit(Path("rules/rooms.yaml"), "default: {reject: true}", "default: {continue: true}")
    assert rulec("build", "rules", "--layout", "compact").code == 0
    ran = rulec("decide", "--policy", "service", "--service", "name=a", "--script", built)
    assert "    nothing of it stands in build/default/service.j2\n" in ran.out


def test_verify_names_the_rules(compact: Path):
    edit(compact, "~ward3|", "~warx3|")
    ran = rulec("verify")
    assert ran.code == 1
    at = place_of(compact, "x3|").partition(":")[2]
    assert f"  is not as the rules make it at {at}: rule rooms/wards[3]\n" in ran.out
    place = place_of(compact, "~warx3")
    told = ran.err.partition("\nin the script:\n")[2].splitlines()
    assert told[:2] == [
        f"  {place}: rule rooms/wards[3]",
        "      ~ward3|a=03aWard 3|(hidden)",
    ]
    (script,) = rulec("verify", "--format", "json").data["scripts"]
    assert script["differences"][0]["parts"][0]["rules"] == ["rooms/wards[3]"]


@pytest.mark.usefixtures("built")
def test_verify_of_changed_rules_names_none():
    edit(Path("rules/wards.csv"), "Ward 3,", "Ward 33,")
    ran = rulec("verify")
    assert ran.code == 1
    assert "its rule files have changed since it was built" in ran.out
    assert "in the script:" not in ran.err


def test_a_build_that_fails_names_the_rules(rules: Path, monkeypatch: pytest.MonkeyPatch):
    def wrong(*args: object) -> Script:
        script = emit(*args)  # type: ignore[arg-type]
        return replace(script, text=script.text.replace("ward3@", "wardx@"))

    monkeypatch.setattr("rulec.pipeline.emit", wrong)
    ran = rulec("build", rules)
    assert ran.code == 2
    told = ran.err.partition("\nin the script:\n")[2].splitlines()
    assert told[:2] == [
        "  default/service.j2:16:1: rule rooms/wards[3]",
        '      {% elif service and local_alias == "wardx@x.org" %}...',
    ]
