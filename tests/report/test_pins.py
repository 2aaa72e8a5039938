"""PINs that are written in rule files do not show in messages."""

import pytest

from rulec.report.pins import without_pins


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
