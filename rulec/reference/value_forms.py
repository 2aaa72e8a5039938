"""The forms that a value may have: one row each, with a rule set that shows it.

The page shows the files, the call and the answer; the tests of the reference run them.
"""

from __future__ import annotations

from inspect import cleandoc

from rulec.pexip import Policy
from rulec.records import dataclass
from rulec.syntax.shapes import ChoiceShape, LookupShape, Shape


@dataclass(frozen=True, slots=True)
class ValueForm:
    """One form of a value.

    `rules` is a rule set, all but its policy; `tables` are CSV files by path. `given` is a call as
    tests give it, `answer` what the script prints, as JSON.
    """

    title: str
    doc: str
    policy: Policy
    rules: str
    given: str
    answer: str
    tables: tuple[tuple[str, str], ...] = ()
    #: Environment variables that the build needs.
    environment: tuple[tuple[str, str], ...] = ()
    #: The keys of a value that is a mapping.
    shape: type[Shape] | None = None


_SITES = """\
domain,location,overflow
north.example.com,Oslo,London;New York
south.example.com,London,"""

_TABLES = (("tables/sites.csv", _SITES),)

_TEXT = ValueForm(
    "Text",
    "Text is written as it is. Where a field is text, any scalar is the text that you see: `0123`,"
    " `no` and `on` need no quotes. `{{` and `}}` stand for braces. Numbers, and `true` or `false`,"
    " stand where the field has that type.",
    Policy.SERVICE,
    """
    rules:
      - id: guarded-meetings
        set:
          pin: 0123
          allow_guests: true
          guest_pin: 4567
          enable_chat: no
          description: 'Room {{3}}'
    """,
    "{service_config: {name: Round}}",
    """
    {"action": "continue", "result": {"name": "Round", "pin": "0123", "allow_guests": true,
      "guest_pin": "4567", "enable_chat": "no", "description": "Room {3}"}}
    """,
)

_TEMPLATE = ValueForm(
    "Template",
    "`{source | filter | filter(argument)}` in a text is computed for each call. Write such a text"
    " in quotes. A source is a field (`remote_alias`, `remote_alias.user`, `service_config.pin`), a"
    " named value, a capture, a column of the rule's table, or `env:NAME`. An argument is a source,"
    " a number, `true`, `false`, `null`, or text in quotes in which every character stands for"
    " itself. A value that is one template and nothing else keeps its type. In a longer text null"
    " becomes nothing.",
    Policy.PARTICIPANT,
    """
    rules:
      - id: names-with-company
        set:
          display_name: '{display_name | default(remote_alias.user)} ({remote_alias.domain})'
          spotlight: '{display_count}'
    """,
    """
    {call: {remote_alias: 'sip:bob@example.com', display_count: 2},
     participant: {remote_display_name: null}}
    """,
    """
    {"action": "continue", "result": {"remote_display_name": "bob (example.com)", "spotlight": 2}}
    """,
)

_JOINED = ValueForm(
    "List of sources",
    "A source may be a list of sources and of texts in quotes, for `join`, which leaves items"
    " without a value out.",
    Policy.PARTICIPANT,
    """
    rules:
      - id: tag-calls
        set: {call_tag: '{[location, vendor, "checked"] | join("-")}'}
    """,
    "{call: {location: Oslo, vendor: null}}",
    """
    {"action": "continue", "result": {"call_tag": "Oslo-checked"}}
    """,
)

_CAPTURE = ValueForm(
    "Capture",
    "A named group of a pattern is a value of its rule. A name may occur once in a rule, and not"
    " below `not` or `any`. A group that took no part has no value.",
    Policy.SERVICE,
    r"""
    rules:
      - id: ward-rooms
        when:
          service_config: missing
          local_alias: {user: {matches: 'ward(?P<ward>[1-9]\d?)(-(?P<bed>\d))?'}}
        create:
          service_type: conference
          name: 'Ward {ward}'
          service_tag: ward
          description: '{bed}'
    """,
    "{call: {local_alias: ward12@example.com}, service_config: null}",
    """
    {"action": "continue", "result": {"service_type": "conference", "name": "Ward 12",
      "service_tag": "ward"}}
    """,
)

_LET = ValueForm(
    "Named value",
    "`let` names a value, for a rule set or for a rule. Entries may use each other in any order,"
    " and the captures and columns of their rule. A named value may be tested like a text field,"
    " but not in the `when` whose captures it uses. It may not have the name of a field or of a"
    " keyword.",
    Policy.SERVICE,
    """
    let: {room: '{local_alias.user | lower}'}
    rules:
      - id: named-rooms
        let: {title: 'Room {room}'}
        when: {service_config: missing, room: {starts_with: r-}}
        create: {service_type: conference, name: '{title}', service_tag: '{room}'}
    """,
    "{call: {local_alias: 'sip:R-12@example.com'}, service_config: null}",
    """
    {"action": "continue", "result": {"service_type": "conference", "name": "Room r-12",
      "service_tag": "r-12"}}
    """,
)

_CHOSEN = ValueForm(
    "Chosen value",
    "A mapping chooses one of two values by a condition.",
    Policy.SERVICE,
    """
    rules:
      - id: views-by-device
        set:
          view:
            when: {vendor: {starts_with: Cisco}}
            then: one_main_zero_pips
            otherwise: '{service_config.view}'
          description: {when: {protocol: sip}, then: 'Dialled by {call_info.remote_alias.user}'}
    """,
    """
    {call: {vendor: Cisco C60, protocol: h323},
     service_config: {service_type: conference, name: Round, description: Weekly}}
    """,
    """
    {"action": "continue", "result": {"service_type": "conference", "name": "Round",
      "description": "Weekly", "view": "one_main_zero_pips"}}
    """,
    shape=ChoiceShape,
)

_LOOKUP = ValueForm(
    "Look-up",
    "A mapping looks a value up in a table, which stands under `tables`: a list of mappings, or the"
    " path of a CSV file with a header. Keys compare exactly, and each stands in the table only"
    " once. Where the row is found, an empty cell gives null and not `otherwise`.",
    Policy.MEDIA_LOCATION,
    """
    tables:
      sites:
        - {domain: north.example.com, location: Oslo}
        - {domain: south.example.com, location: London}
    rules:
      - id: media-near-the-caller
        set:
          location:
            table: sites
            key: '{remote_alias.domain}'
            column: location
            otherwise: DMZ
    """,
    """
    {call: {remote_alias: bob@South.example.com},
     suggested_media_overflow_locations: {location: Oslo}}
    """,
    """
    {"result": {"location": "London"}}
    """,
    shape=LookupShape,
)

_SECRET = ValueForm(
    "Secret",
    "`{env:NAME}` is replaced by an environment variable when scripts are built. An unset variable"
    " is an error. The value is in no message, report, trace or manifest; it is in the script, and"
    " the manifest says so.",
    Policy.SERVICE,
    """
    rules:
      - id: pins-from-names
        when: {service_config: {service_tag: ward}}
        set: {pin: '{[env:PIN_SEED, service_config.name] | join | pex_hash | pex_tail(6)}'}
    """,
    "{service_config: {name: Ward 12, service_tag: ward}}",
    """
    {"action": "continue", "result": {"name": "Ward 12", "service_tag": "ward", "pin": "256338"}}
    """,
    environment=(("PIN_SEED", "correct horse"),),
)

_LISTS = ValueForm(
    "List and object",
    "A list stands in square brackets or behind dashes, an object in braces or indented, as YAML"
    " has them. An item that is null is left out, and so is an object whose mandatory entry is"
    " null. `{list: name}` gives the items of a list under `lists`.",
    Policy.SERVICE,
    """
    rules:
      - id: dial-the-interpreter
        set:
          automatic_participants:
            - local_alias: '{call_info.local_alias}'
              remote_alias: interpreter@example.com
              protocol: sip
              role: guest
            - local_alias: '{call_info.local_alias}'
              remote_alias: '{call_tag}'
              protocol: sip
              role: guest
    """,
    """
    {call: {local_alias: alice@example.com, call_tag: null}, service_config: {name: Alice}}
    """,
    """
    {"action": "continue", "result": {"name": "Alice", "automatic_participants": [
      {"local_alias": "alice@example.com", "remote_alias": "interpreter@example.com",
       "protocol": "sip", "role": "guest"}]}}
    """,
)

_NULL = ValueForm(
    "No value",
    "A computed text that comes out empty is null; `''` is the empty text. In `set`, null is"
    " written where Pexip allows null, and leaves the field as it was elsewhere. In `create`,"
    " `replace`, `append` and lists it is left out. Null is also a computed value outside a closed"
    " list of values, outside a range, or, where the project lists its locations, none of them; and"
    " a computed PIN that breaks the format.",
    Policy.SERVICE,
    """
    rules:
      - id: nulls
        set:
          crypto_mode: null
          description: '{call_tag}'
          pin: '{vendor}'
          name: 'Round {call_tag}'
    """,
    """
    {call: {call_tag: null, vendor: not a pin},
     service_config: {name: Square, description: Weekly, crypto_mode: on}}
    """,
    """
    {"action": "continue", "result": {"name": "Round ", "description": "Weekly",
      "crypto_mode": null}}
    """,
)

_ROWS = ValueForm(
    "Rules from a table",
    "`for_each: sites` makes one rule for each row of a table, in the table's order; that of the"
    " third row is named `media-by-site[3]`. In such a rule `{column}` is the cell of the row, in"
    " values and in the operands of `when`. An empty cell is null, and `;` separates the items"
    " where a list is expected. More about all of this stands under Tables.",
    Policy.MEDIA_LOCATION,
    """
    tables: {sites: tables/sites.csv}
    rules:
      - id: media-by-site
        for_each: sites
        when: {remote_alias: {domain: '{domain}'}}
        set: {location: '{location}', overflow_locations: '{overflow}'}
    """,
    """
    {call: {remote_alias: bob@north.example.com},
     suggested_media_overflow_locations: {location: DMZ}}
    """,
    """
    {"result": {"location": "Oslo", "overflow_locations": ["London", "New York"]}}
    """,
    tables=_TABLES,
)

#: Every form of a value, in the order of the documentation.
VALUE_FORMS: tuple[ValueForm, ...] = (
    _TEXT,
    _TEMPLATE,
    _JOINED,
    _CAPTURE,
    _LET,
    _CHOSEN,
    _LOOKUP,
    _SECRET,
    _LISTS,
    _NULL,
    _ROWS,
)


def plain(text: str) -> str:
    """A text of a row without the indentation that it has there."""
    return cleandoc(text)
