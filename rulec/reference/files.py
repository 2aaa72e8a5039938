"""What stands in which file: the keys of every file, and how rules apply."""

from __future__ import annotations

from collections.abc import Container

from rulec.reference.markdown import block, code, codes, heading, link, page, prose, table
from rulec.resolve.effect_keys import EFFECTS
from rulec.syntax.shapes import (
    ExpectShape,
    GivenShape,
    ProfileShape,
    ProjectShape,
    RuleSetShape,
    RuleShape,
    Shape,
    TestFileShape,
    TestShape,
)

TITLE = "Files and their keys"

_FOLDER = """\
rules/
  rulec.yaml           the project file (optional)
  service/*.yaml       rule sets; folders and names are up to you
  participant/*.yaml
  media/*.yaml
  tables/*.csv         tables
  tests/*.yaml         tests of whole profiles (optional)"""

_KINDS = (
    "A YAML file with `rules` is a rule set, one with `tests` and `profile` is a test file,"
    " `rulec.yaml` is the project file. Without profiles in a project file there is one profile"
    " `default` with every rule set, in the order of their paths."
)

#: A small project, by path; the page shows each file where its keys stand.
EXAMPLES = {
    "rulec.yaml": """\
rulec: 1
pexip: 38
timezone: Europe/Oslo
locations: [Oslo, London, DMZ]
fields: {service: {floor: integer}}
profiles:
  internal: {assigned_to: [Oslo, London], rules: service/*.yaml}
  edge: {assigned_to: [DMZ], rules: [service/*.yaml], budget: 40000}""",
    "service/meetings.yaml": """\
policy: service
name: meetings
description: Captions for everybody, chat for the board
owner: collaboration-team
match: all
when: {call_direction: dial_in}
conditions:
  is_board: {service_config: {service_tag: board}}
rules:
  - id: captions
    set: {live_captions_enabled: yes}
  - id: no-chat-but-for-the-board
    description: The board asked to keep its chat
    ticket: REQ-17
    valid: {from: 2026-01-01, until: 2026-12-31}
    when: {not: {is: is_board}}
    set: {enable_chat: no}
tests:
  - name: the board may chat
    given:
      call: {call_direction: dial_in}
      service_config: {name: Board, service_tag: board}
    expect: {rule: captions, action: continue, result: {live_captions_enabled: yes}}""",
    "tests/edge.yaml": """\
profile: edge
policy: service
tests:
  - name: nobody else chats
    given:
      call: {call_direction: dial_in, location: DMZ}
      service_config: {name: Round}
      now: 2026-06-01T10:00:00+02:00
    expect:
      exactly: {name: Round, live_captions_enabled: yes, enable_chat: no}""",
}

#: How rules apply; what no row can say.
_APPLY = """\
* The rule sets of a profile that have the same policy apply one after another, in the profile's
  order. A profile has a script for each policy for which it has a rule set.
* `match: first` (the default): the first rule of the set that matches applies, and no other.
  `match: all`: every rule that matches applies, in order.
* Where no rule of a set matched, its `default` applies. Calls outside the `when` of the set skip
  `default` too.
* Conditions, values and `let` read the request as it arrived, never what an earlier rule changed.
  Only effects build on effects: a later one on the same field wins.
* `reject` and `redirect` decide at once.
* A service rule with nothing but `set` or `append` counts as not matched where there is no
  service at that point.
* In the end a service policy continues with the service, or rejects where there is none. A
  participant policy continues with the properties that were set, or with none. A media policy
  gives the suggestion with the changes."""

#: What `assigned_to` of a profile does to rules.
_LOCATIONS = """\
* Scripts of a profile run only at the locations of its `assigned_to`. Conditions on `location` are
  decided by that when the scripts are made, also in values, in `let` and in the `when` of a set.
* A condition that is the same at all these locations is not asked at all. One that differs between
  them is asked of each call.
* A rule, a row of a table or a `default` that can apply at none of them is left out of the scripts
  of this profile. `rulec build` and `rulec decide` say which.
* `assigned_to` names locations that stand under `locations`, if the project lists them.
* A profile without `assigned_to` may run anywhere, and nothing is decided or left out."""

_TESTS = """\
* Each test runs through the meaning of the rules and through every script that has the rule set.
  A test of a rule set expects what the whole profile answers.
* A test of a rule set without a `location` runs in every profile that has its rule set. Its call
  has no location there, except for what `assigned_to` decides.
* A test with a `location` runs only in the profiles whose `assigned_to` has it, and in those
  without `assigned_to`. A test that is left with no profile fails.
* A rule that a profile leaves out cannot apply in it: give its tests a `location`.
* A test of a rule set that is in no profile runs on the set alone.
* Without `now` it is 2026-01-15T12:00:00Z.
* `rule` names the rule of this set that applied, `null` for none. `rule: sites` is the rule of any
  row of a table, `rule: 'sites[3]'` that of the third row. The quotes are needed in YAML's braces:
  `expect: {rule: 'sites[3]'}`.
* `result` names some keys of the answer with their values, `exactly` all of them."""

#: What `rulec test` counts.
_COVERAGE = """\
* A rule counts as tried when it applied in a test, in any profile. So does a `default`. The rows of
  a table are one rule.
* A condition is tried when it held in one test and failed in another. Each thing that is asked is a
  condition: an operator, a `null`, `found`, `missing`, a window of time, with the `not` right in
  front of it. It is asked in the tests that come to its rule, whatever stands beside it.
* A look-up counts like a condition: it found a row in one test, and found none in another.
* Conditions that choose values, and look-ups, are asked in the tests in which their rule applied;
  those in a `let` that a `when` tests, where the `when` was asked.
* Within one rule, what was written once counts once. What the locations of all profiles decide does
  not count."""


def keys(shape: type[Shape], without: Container[str] = ()) -> str:
    """The keys of a mapping as a table, in the order of its shape."""
    rows = []
    for name, key in shape.keys.items():
        if name not in without:
            # The words of a key that takes no others.
            words = [word for word in key.schema.get("enum", ()) if word not in key.description]
            notes = [prose(key.description)]
            notes += [f"One of {codes(words)}."] if words else []
            notes += ["Mandatory."] if key.required else []
            rows.append([code(name), " ".join(notes)])
    return table(["Key", "Meaning"], rows)


def files() -> str:
    """The section."""
    parts = [
        heading(2, TITLE),
        block("text", _FOLDER),
        prose(_KINDS),
        heading(3, "Project file"),
        keys(ProjectShape),
        "A profile has these keys:",
        keys(ProfileShape),
        block("yaml", EXAMPLES["rulec.yaml"]),
        heading(3, "Rule set"),
        keys(RuleSetShape),
        block("yaml", EXAMPLES["service/meetings.yaml"]),
        heading(3, "Rule"),
        keys(RuleShape, without=EFFECTS),
        "`rulec explain` lists the codes that `accept` may name, and tells more about each.",
        f"Beside these a rule has its {link('Effects')}. So has `default`, with no other keys.",
        heading(3, "How rules apply"),
        _APPLY,
        heading(3, "Locations of a profile"),
        _LOCATIONS,
        heading(3, "Tests"),
        keys(TestShape),
        "`given` has these keys:",
        keys(GivenShape),
        "`expect` has these keys:",
        keys(ExpectShape),
        _TESTS,
        "A file with tests of a whole profile has these keys:",
        keys(TestFileShape),
        block("yaml", EXAMPLES["tests/edge.yaml"]),
        heading(3, "What tests cover"),
        _COVERAGE,
    ]
    return page(parts).rstrip()
