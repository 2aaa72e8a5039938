"""PINs that are written in rule files do not show in messages."""

import pytest

from rulec.report.pins import source_line, without_pins
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
    ],
)
def test_pins_are_hidden(line, shown):
    assert without_pins(line) == shown
    assert len(without_pins(line)) == len(line)


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
