"""PINs that are written in rule files do not show in messages."""

import pytest

from rulec.report.pins import block_without_pins, source_line, without_pins
from rulec.source import SourceFile, Span


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ("pin: 7771", "pin: ****"),
        (
            "  create: {pin: '7771#', guest_pin: 123456}",
            "  create: {pin: '****#', guest_pin: ******}",
        ),
        ("guest_pin: [98761234]", "guest_pin: [********]"),
        ("local_alias: 881234", "local_alias: 881234"),
        ("name: pinboard 1234", "name: pinboard 1234"),
        ("pin: '{[ward, 12] | join}'", "pin: '{[ward, 12] | join}'"),
        ("{third_party_passcode: aB3xYz, pin: 1234}", "{third_party_passcode: ******, pin: ****}"),
        (
            "third_party_passcode: {one_of: ['a:Bc', xyz], 'not': {matches: \"(qW)+\"}}",
            "third_party_passcode: {one_of: ['****', ***], 'not': {matches: \"*****\"}}",
        ),
        ("third_party_passcode: null", "third_party_passcode: ****"),
    ],
)
def test_pins_are_hidden(line, shown):
    assert without_pins(line) == shown
    assert len(without_pins(line)) == len(line)


def test_what_stands_below_the_name_is_hidden():
    lines = [
        "third_party_passcode:",
        "  one_of:",
        "  - 1234",
        "pin: 567",
        "  - 1234 # 8",
        "id: 123",
    ]
    assert block_without_pins(lines) == [
        *("third_party_passcode:", "  one_of:", "  - ****"),
        *("pin: ***", "  - **** # 8", "id: 123"),
    ]


@pytest.mark.parametrize(
    ("header", "shown"),
    [
        ("room,PIN code,subnet", "board 12,****,10.47.255.0/24"),
        ("room,host_passcode,subnet", "board 12,****,10.47.255.0/24"),
        ("room,number,subnet", "board 12,2468,10.47.255.0/24"),
    ],
)
def test_pins_in_tables_are_hidden(header, shown):
    file = SourceFile("tables/rooms.csv", f"{header}\nboard 12,2468,10.47.255.0/24\n")
    assert source_line(Span(file, 2, 1, 2, 9)) == shown


@pytest.mark.parametrize(
    ("row", "shown"),
    [
        ("board,aBcd,x.org", "board,****,x.org"),
        ('"board","a,Bcd",x.org', '"board","*****",x.org'),
        ('board,"a""Bcd",x.org', "*" * 20),
        ("board,,x.org", "board,,x.org"),
        ("board", "board"),
        ("a\0b,xyz", "a\0b,***"),
        (f"board,{'x' * 200_000}", "*" * 200_006),
    ],
)
def test_passcodes_in_tables_are_hidden(row, shown):
    file = SourceFile("tables/rooms.csv", f"room,passcode,domain\n{row}\n")
    assert source_line(Span(file, 2, 1, 2, 9)) == shown
    assert source_line(Span(file, 1, 1, 1, 9)) == "room,passcode,domain"


NAMED = """\
let: {code: '{service_config.pin}', room: 'Room {local_alias.user}'}
lists:
  codes: ['4567', aBcd]
  rooms: [room4567]
rules:
  - {id: a, when: {code: '4567', room: x4567}}
  - {id: b, when: {service_config: {pin: {list: codes}}, vendor: {list: rooms}}}
"""


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        (3, "  codes: ['****', ****]"),
        (4, "  rooms: [room4567]"),
        (6, "  - {id: a, when: {code: '****', room: *****}}"),
    ],
)
def test_pins_behind_other_names_are_hidden(number, shown):
    assert source_line(Span(SourceFile("rooms.yaml", NAMED), number, 1, number, 9)) == shown


@pytest.mark.parametrize(
    "piece", ["pin ", "a", "a: '", 'a: "', "{", "a: '{", "a: '{pin", "pin list: "]
)
def test_long_lines_are_looked_through(piece):
    file = SourceFile("rooms.yaml", piece * 100_000 + "\nname: x\n")
    assert source_line(Span(file, 2, 1, 2, 9)) == "name: x"
