"""A realistic history of the example project: pull requests, each on top of the one before."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from shutil import copytree

ROOT = Path(__file__).parents[2]

#: A path, and a text in it with what stands there afterwards; the whole file where it is empty.
Edit = tuple[str, str, str]


@dataclass(frozen=True)
class PullRequest:
    """A change as people make it, with the classes that it is to show.

    Each class is its policy, the profiles, the old and the new rules, and the directions; those of
    several profiles stand once.
    """

    name: str
    title: str
    edits: tuple[Edit, ...]
    classes: tuple[str, ...]


ROLES = "participant/roles.yaml"
PRIVACY = "participant/privacy.yaml"
PROTECTION = "service/protection.yaml"
ROOMS = "service/rooms.yaml"
MEETINGS = "service/meetings.yaml"
EDGE = "service/edge.yaml"
LOCATIONS = "media/locations.yaml"
SITES = "tables/sites.csv"
PROJECT = "rulec.yaml"

_SUSPENDED = """\
  - id: suspended
    description: Accounts that the identity provider marks as suspended may not join
    when:
      idp_attributes: {status: suspended}
    reject: 'Your account is suspended. Please call the service desk.'

"""
_INTERPRETERS = """\
  - id: interpreters
    description: Interpreters are heard by everybody and seen by nobody
    when:
      local_alias: {user: {starts_with: interpreter-}}
    set:
      call_tag: interpreter
      rx_presentation_policy: DENY

"""
_BARE = """\
  - id: bare-addresses
    description: Nobody who was invited dials an IP address
    when:
      call_direction: dial_in
      protocol: [sip, h323]
      local_alias: {domain: {matches: '\\d+\\.\\d+\\.\\d+\\.\\d+'}}
    reject: true

"""
_BARE_TEST = """\
  - name: an address in place of a domain is refused, with or without a port
    given:
      call: {call_direction: dial_in, protocol: sip, local_alias: 'sip:100@203.0.113.9:5060'}
      service_config: null
    expect: {rule: bare-addresses, action: reject}
"""

PULL_REQUESTS: tuple[PullRequest, ...] = (
    PullRequest(
        "01-typo",
        "Ward numbers: a typo, * for ?, makes rooms of any number",
        ((ROOMS, r"(?P<ward>[1-9]\d?)", r"(?P<ward>[1-9]\d*)"),),
        ("service internal: none -> rooms/ward-rooms: admits-more",),
    ),
    PullRequest(
        "02-typo-repaired",
        "Ward numbers as they were",
        ((ROOMS, r"(?P<ward>[1-9]\d*)", r"(?P<ward>[1-9]\d?)"),),
        ("service internal: rooms/ward-rooms -> none: refuses-more",),
    ),
    PullRequest(
        "03-reordered",
        "Scanners last: two rules that refuse, in another order",
        (
            (PROTECTION, _BARE, ""),
            (PROTECTION, "rules:\n", "rules:\n" + _BARE),
        ),
        (),
    ),
    PullRequest(
        "04-reordered-with-effect",
        "Suspended accounts below staff: who is both is a Host now",
        (
            (ROLES, _SUSPENDED, ""),
            (ROLES, _INTERPRETERS, _INTERPRETERS + _SUSPENDED),
        ),
        (
            "participant internal, edge: roles/suspended -> roles/staff-are-hosts: admits-more",
            "participant internal, edge: roles/suspended -> roles/interpreters: admits-more",
        ),
    ),
    PullRequest(
        "05-order-repaired",
        "Suspended accounts first again",
        (
            (ROLES, _INTERPRETERS + _SUSPENDED, _INTERPRETERS),
            (ROLES, "rules:\n", "rules:\n" + _SUSPENDED),
        ),
        (
            "participant internal, edge: roles/staff-are-hosts -> roles/suspended: refuses-more",
            "participant internal, edge: roles/interpreters -> roles/suspended: refuses-more",
        ),
    ),
    PullRequest(
        "06-trusted-partners",
        "Partners may reach staff rooms, by a pattern with both anchors",
        (
            (
                EDGE,
                "not: {remote_alias: {domain: {list: partners}}}",
                "not:\n        any:\n"
                "          - remote_alias: {domain: {list: partners}}\n"
                "          - remote_alias: {regex: '^er-[0-9]+@hospital\\.example\\.com$'}",
            ),
        ),
        (
            "service edge: edge/staff-rooms-stay-inside -> edge/slow-links: admits-more",
            "service edge: edge/staff-rooms-stay-inside -> edge/encrypted-from-outside: admits-more",
            "service edge: edge/staff-rooms-stay-inside -> none: admits-more",
        ),
    ),
    PullRequest(
        "07-missing-dollar",
        "The pattern without its $ takes hospital.example.com.evil.example too",
        ((EDGE, r"hospital\.example\.com$'", r"hospital\.example\.com'"),),
        (
            "service edge: edge/staff-rooms-stay-inside -> edge/slow-links: admits-more",
            "service edge: edge/staff-rooms-stay-inside -> edge/encrypted-from-outside: admits-more",
            "service edge: edge/staff-rooms-stay-inside -> none: admits-more",
        ),
    ),
    PullRequest(
        "08-subnet-widened",
        "Drammen gets a whole /16",
        ((SITES, "10.48.16.0/20", "10.48.0.0/16"),),
        (
            "media_location internal: locations/streams-leave-at-the-edge -> locations/sites[2]:"
            " moves-media",
            "media_location internal: none -> locations/sites[2]: moves-media",
        ),
    ),
    PullRequest(
        "09-role-raised",
        "Interpreters join as Hosts",
        ((ROLES, "      call_tag: interpreter\n", "      call_tag: interpreter\n      role: chair\n"),),
        ("participant internal, edge: roles/interpreters -> roles/interpreters: raises-role",),
    ),
    PullRequest(
        "10-expiry",
        "The campaign ends with the year",
        ((MEETINGS, "until: 2027-02-28", "until: 2026-12-31"),),
        ("service internal, edge: meetings/winter-campaign -> none: changes-settings",),
    ),
    PullRequest(
        "11-new-site",
        "A site in Bergen",
        (
            (PROJECT, "locations: [Oslo, London, New York, DMZ]",
             "locations: [Oslo, Bergen, London, New York, DMZ]"),
            (PROJECT, "assigned_to: [Oslo, London, New York]",
             "assigned_to: [Oslo, Bergen, London, New York]"),
            (SITES, "10.44.0.0/16,St", "10.49.0.0/16,Haukeland,Bergen,Oslo\n10.44.0.0/16,St"),
        ),
        (
            "media_location internal: locations/streams-leave-at-the-edge -> locations/sites[3]:"
            " moves-media",
            "media_location internal: none -> locations/sites[3]: moves-media",
        ),
    ),
    PullRequest(
        "12-renamed",
        "Captions get a better name",
        (
            (MEETINGS, "- id: captions", "- id: live-captions"),
            (MEETINGS, "expect: {rule: captions,", "expect: {rule: live-captions,"),
        ),
        (),
    ),
    PullRequest(
        "13-moved-between-files",
        "Bare addresses in a file of their own, for both profiles",
        (
            (PROTECTION, _BARE, ""),
            (PROTECTION, _BARE_TEST, ""),
            ("service/addresses.yaml", "",
             f"policy: service\nname: addresses\nrules:\n{_BARE}tests:\n{_BARE_TEST}"),
            (PROJECT, "      - service/protection.yaml\n      - service/meetings.yaml",
             "      - service/protection.yaml\n      - service/addresses.yaml\n"
             "      - service/meetings.yaml"),
            (PROJECT, "      - service/protection.yaml\n      - service/edge.yaml",
             "      - service/protection.yaml\n      - service/addresses.yaml\n"
             "      - service/edge.yaml"),
        ),
        (),
    ),
    PullRequest(
        "14-named-condition",
        "Staff gets a name",
        (
            (ROLES, "\nrules:\n",
             "\nconditions:\n"
             "  is_staff:\n"
             "    protocol: [api, webrtc]\n"
             "    has_authenticated_display_name: true\n"
             "    idp_attributes: {group: [staff, doctors]}\n"
             "\nrules:\n"),
            (ROLES,
             "      protocol: [api, webrtc]\n"
             "      has_authenticated_display_name: true\n"
             "      idp_attributes:\n"
             "        group: [staff, doctors]\n"
             "        department:",
             "      is: is_staff\n"
             "      idp_attributes:\n"
             "        department:"),
        ),
        (),
    ),
    PullRequest(
        "15-named-condition-widened",
        "Whoever has a group is staff, students as well",
        ((ROLES, "group: [staff, doctors]", "group: [staff, doctors, students]"),),
        (
            "participant internal, edge: roles/interpreters -> roles/staff-are-hosts:"
            " changes-settings",
            "participant internal, edge: none -> roles/staff-are-hosts:"
            " raises-role, changes-settings",
        ),
    ),
    PullRequest(
        "16-one-profile",
        "Another partner of the edge network",
        ((EDGE, "ambulance.example.org]", "ambulance.example.org, lab.example.net]"),),
        (
            "service edge: edge/staff-rooms-stay-inside -> edge/slow-links: admits-more",
            "service edge: edge/staff-rooms-stay-inside -> edge/encrypted-from-outside: admits-more",
            "service edge: edge/staff-rooms-stay-inside -> none: admits-more",
        ),
    ),
    PullRequest(
        "17-pin-forgotten",
        "Ward rooms without their PIN",
        (
            (ROOMS, "      pin: '{[ward, \"fjord\"] | join(\"-\") | pex_hash | pex_tail(6)}'\n", ""),
            (ROOMS, "      allow_guests: true\n      guests_can", "      guests_can"),
            (ROOMS, "        allow_guests: true\n        primary", "        primary"),
        ),
        ("service internal: rooms/ward-rooms -> rooms/ward-rooms: raises-role, lowers-role",),
    ),
    PullRequest(
        "18-location-moved",
        "London becomes a part of the edge network",
        (
            (PROJECT, "assigned_to: [Oslo, Bergen, London, New York]",
             "assigned_to: [Oslo, Bergen, New York]"),
            (PROJECT, "assigned_to: [DMZ]", "assigned_to: [DMZ, London]"),
        ),
        (),
    ),
    PullRequest(
        "19-broad-rule",
        "Nobody but registered devices during the maintenance",
        (
            (ROLES, "\nrules:\n",
             "\nrules:\n  - id: maintenance\n    when: {registered: {not: true}}\n"
             "    reject: 'Maintenance until noon.'\n\n"),
        ),
        (),
    ),
)


def git(folder: Path, *arguments: str) -> str:
    """What git says, as somebody whom no configuration of the machine changes."""
    person = ("-c", "user.name=A", "-c", "user.email=a@example.com", "-c", "commit.gpgsign=false")
    done = subprocess.run(
        ["git", "-C", str(folder), *person, *arguments], capture_output=True, text=True, check=True
    )
    return done.stdout


def begun(folder: Path) -> Path:
    """A repository with the example project."""
    copytree(ROOT / "rules", folder / "rules")
    git(folder, "init", "--quiet", "--initial-branch=main")
    commit(folder, "The rules")
    return folder


def commit(folder: Path, title: str) -> None:
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--allow-empty", "--message", title)


def apply(folder: Path, request: PullRequest) -> None:
    """Makes the change of a pull request in the files."""
    for name, before, after in request.edits:
        path = folder / "rules" / name
        if not before:
            path.write_text(after, encoding="utf-8")
            continue
        text = path.read_text(encoding="utf-8")
        assert text.count(before) == 1, f"{request.name}: {name}: {before}"
        path.write_text(text.replace(before, after), encoding="utf-8")


def history(folder: Path) -> Iterator[PullRequest]:
    """Every pull request after its change was made and committed."""
    begun(folder)
    for request in PULL_REQUESTS:
        apply(folder, request)
        commit(folder, request.title)
        yield request
