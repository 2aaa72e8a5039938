"""One typo does not hide another: a file broken in thirty places has all of its problems named."""

import pytest
from diagnostics.wrapping import problems_of

GOOD = r"""
policy: participant
name: participant/roles
timezone: Europe/Oslo
match: first
when: {local_alias: {domain: example.com}}
lists:
  partners: [example.org, example.net]
conditions:
  scheduled: {local_alias: {user: {matches: '88\d{4,6}'}}}
let:
  room: '{local_alias.user}'
rules:
  - id: staff-are-hosts
    description: Staff who signed in
    accept: [unknown-value]
    valid: {from: 2026-12-01, until: 2027-01-31}
    let:
      first_name: '{remote_display_name | pex_regex_replace("\s.*", "")}'
    when:
      protocol: [api, quic]
      location: Oslo
      idp_attributes: {group: [staff, admins]}
      remote_alias: {matches: '(?P<who>.+)@example\.com'}
      bandwidth: {at_least: 512}
      has_authenticated_display_name: true
      not: {service_type: gateway}
    set:
      preauthenticated_role: chair
      remote_display_name: '{first_name} (staff, {room})'
      call_tag: '{who}'
      bypass_lock: true
  - id: office-hours
    when:
      time: {weekday: [mon, tue], between: ['08:00', '17:00']}
      remote_address: {in_subnet: 10.47.0.0/16}
    continue: true
  - id: partners
    when:
      remote_alias: {domain: {list: partners}}
      all:
        - is: scheduled
        - any: [{vendor: {contains: Cisco}}, {participant: {auth_type: null}}]
    reject: 'Sorry {remote_display_name}'
default:
  set: {preauthenticated_role: guest}
tests:
  - name: staff join as hosts
    given:
      call: {protocol: api, location: Oslo}
      now: 2026-12-24T08:30:00+02:00
    expect: {rule: staff-are-hosts, action: continue}
""".lstrip()

#: What to replace by what, and the name of the problem that this makes in its line.
BROKEN = [
    ("Europe/Oslo\n", "Europe/Olso\n", "unknown-zone"),
    ("match: first\n", "match: frist\n", "unknown-word"),
    ("when: {local_alias: {domain", "when: {locl_alias: {domain", "unknown-field"),
    ("example.net]", "example.net, [a]]", "wrong-shape"),
    (r"'88\d{4,6}'", r"'88\d{4,6}('", "bad-pattern"),
    ("'{local_alias.user}'", "'{local_alias.usr}'", "unknown-source"),
    ("id: staff-are-hosts\n", "id: Staff_are_hosts\n", "bad-name"),
    ("description: Staff", "descripton: Staff", "unknown-key"),
    ("[unknown-value]", "[unknown-vaule]", "unknown-code"),
    ("from: 2026-12-01", "from: 2026-13-01", "bad-date"),
    ('pex_regex_replace("', 'pex_regexp_replace("', "unknown-filter"),
    ("[api, quic]", "[api, '']", "empty-operand"),
    ("location: Oslo\n", "loction: Oslo\n", "unknown-field"),
    ("{group: [staff, admins]}", "{group: {one_off: [staff]}}", "unknown-operator"),
    (r"(?P<who>.+)@example\.com", r"(?P<who>.+)@example\.com\b", "bad-pattern"),
    ("{at_least: 512}", "{at_least: many}", "not-a-number"),
    ("display_name: true", "display_name: yes", "not-a-flag"),
    ("{service_type: gateway}", "{service_tyqe: gateway}", "unknown-field"),
    ("preauthenticated_role: chair", "preauthenticated_role: host", "wrong-value"),
    ("(staff, {room})'", "(staff, {room)'", "bad-template"),
    ("call_tag: '{who}'", "cal_tag: '{who}'", "unknown-target"),
    ("bypass_lock: true", "bypass_lock: '{vendor}'", "wrong-type"),
    ("weekday: [mon, tue]", "weekday: [mon, thuesday]", "bad-time"),
    ("10.47.0.0/16", "10.47.0.0/61", "bad-subnet"),
    ("    continue: true\n", "    continue: false\n", "no-effect"),
    ("{list: partners}", "{list: parters}", "unknown-list"),
    ("- is: scheduled", "- is: schedulde", "unknown-condition"),
    ("auth_type: null", "auth_tpye: null", "unknown-field"),
    ("reject: 'Sorry", "reject: [true, 'Sorry", "wrong-shape"),
    ("{preauthenticated_role: guest}", "{preauthenticated_role: gest}", "wrong-value"),
    ("call: {protocol: api", "call: {protcol: api", "unknown-field"),
    ("30:00+02:00", "30:00", "bad-time"),
    ("rule: staff-are-hosts,", "rule: staff-are-hots,", "unknown-rule"),
]


def places(text):
    found = problems_of({"roles.yaml": text})
    return {(problem.code.name, problem.span.line) for problem in found}


def line_of(old):
    return GOOD[: GOOD.index(old)].count("\n") + 1


def whole_break(old, new):
    if new.startswith("reject: ["):
        return old + " {remote_display_name}'", new + " {remote_display_name}']"
    return old, new


def test_the_file_is_good_to_begin_with():
    assert problems_of({"roles.yaml": GOOD}) == []


@pytest.mark.parametrize(("old", "new", "name"), BROKEN, ids=[row[1].strip() for row in BROKEN])
def test_each_is_a_problem_by_itself(old, new, name):
    old, new = whole_break(old, new)
    assert GOOD.count(old) == 1
    assert (name, line_of(old)) in places(GOOD.replace(old, new))


def test_all_of_them_at_once_are_all_named():
    text = GOOD
    wanted = set()
    for *edit, name in BROKEN:
        old, new = whole_break(*edit)
        wanted.add((name, line_of(old)))
        text = text.replace(old, new)
    assert wanted - places(text) == set()
