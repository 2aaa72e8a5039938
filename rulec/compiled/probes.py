"""Looking at a call: each source is read once, and looked up in all tables that are about it."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from typing import Any

from rulec.compiled.demands import Slot, Way
from rulec.compiled.lookups import Candidates, TextLookup, blocks, heads, tails
from rulec.compiled.reads import (
    Frame,
    ValueReader,
    items_reader,
    place_of,
    raw_reader,
    text_of,
    text_reader,
    value_reader,
)
from rulec.ir import FieldRead, Source
from rulec.matching.letters import lower_a_to_z
from rulec.pexip import InputField, ValueType

#: Adds the candidates for a call to those that were found.
Probe = Callable[[Frame, list[Candidates]], None]
Table = dict[Hashable, Candidates]

#: On any text; the keys of their tables are of the kind that each of them knows.
_LOOKUPS: dict[Way, Callable[[Any], TextLookup]] = {
    Way.HEAD: heads,
    Way.TAIL: tails,
    Way.BLOCK: blocks,
}


def probes_of(tables: Mapping[Slot, Table]) -> tuple[Probe, ...]:
    """The probes that look in tables, one for each source, and one for each slot of several."""
    probes: list[Probe] = []
    on_text: dict[Source, dict[Slot, Table]] = {}
    for slot, table in tables.items():
        source = slot.source
        if isinstance(source, tuple):
            probes.append(_together(tuple(map(_reader, source)), table))
        elif slot.way is Way.ITEM:
            probes.append(_items(source, table, folded=slot.folded))
        elif slot.way is Way.VALUE:
            probes.append(_value(value_reader(source), table))
        else:
            on_text.setdefault(source, {})[slot] = table
    return (*probes, *(_text(source, of_source) for source, of_source in on_text.items()))


def _reader(slot: Slot) -> ValueReader:
    """Reads what stands in a key of several for one of them."""
    source = slot.source
    if isinstance(source, tuple):
        raise TypeError("slots of several do not nest")
    if slot.way is Way.VALUE:
        return value_reader(source)
    read = text_reader(source)
    if not slot.folded:
        return read
    return lambda frame: None if (text := read(frame)) is None else lower_a_to_z(text)


def _together(readers: tuple[ValueReader, ...], table: Table) -> Probe:
    get = table.get
    if len(readers) == 2:
        one, two = readers

        def probe_two(frame: Frame, found: list[Candidates]) -> None:
            candidates = get((one(frame), two(frame)))
            if candidates is not None:
                found.append(candidates)

        return probe_two

    def probe(frame: Frame, found: list[Candidates]) -> None:
        candidates = get(tuple([read(frame) for read in readers]))
        if candidates is not None:
            found.append(candidates)

    return probe


def _value(read: ValueReader, table: Table) -> Probe:
    get = table.get

    def probe(frame: Frame, found: list[Candidates]) -> None:
        candidates = get(read(frame))
        if candidates is not None:
            found.append(candidates)

    return probe


def _items(source: Source, table: Table, *, folded: bool) -> Probe:
    get = table.get
    read = items_reader(source)

    def probe(frame: Frame, found: list[Candidates]) -> None:
        for item in read(frame):
            candidates = get(lower_a_to_z(item) if folded else item)
            if candidates is not None:
                found.append(candidates)

    if folded or not isinstance(source, FieldRead) or source.field.type is ValueType.TEXT_LIST:
        return probe
    raw = raw_reader(source.field)

    def probe_attribute(frame: Frame, found: list[Candidates]) -> None:
        value = raw(frame)
        if value.__class__ is not str or "\0" in value:
            # A list, or what is read like one.
            probe(frame, found)
            return
        candidates = get(value)
        # No text at all is no item.
        if candidates is not None and value:
            found.append(candidates)

    return probe_attribute


def _text(source: Source, tables: dict[Slot, Table]) -> Probe:
    """Looks a text up, as it is and folded, in each table that is about it."""
    get = tables.get(Slot(Way.EQUAL, source), {}).get
    look_up = _every(_lookups(tables, folded=False), _lookups(tables, folded=True))
    if isinstance(source, FieldRead) and len(source.field.path) == 2:
        return _field(source.field, get, look_up)
    read = text_reader(source)

    def probe(frame: Frame, found: list[Candidates]) -> None:
        text = read(frame)
        if text is not None:
            candidates = get(text)
            if candidates is not None:
                found.append(candidates)
            if look_up is not None:
                look_up(text, found)

    return probe


def _field(
    field: InputField,
    get: Callable[[Hashable], Candidates | None],
    look_up: TextLookup | None,
) -> Probe:
    """The same for a field, read on the spot: most rules ask for fields."""
    place, name = place_of(field)

    def probe(frame: Frame, found: list[Candidates]) -> None:
        text = frame[place].get(name)
        if text.__class__ is not str:
            text = text_of(text)
        if text:
            candidates = get(text)
            if candidates is not None:
                found.append(candidates)
            if look_up is not None:
                look_up(text, found)

    return probe


def _lookups(tables: dict[Slot, Table], *, folded: bool) -> list[TextLookup]:
    """The tables in which a text is looked up, without that of whole texts as they are."""
    chosen = [(slot.way, table) for slot, table in tables.items() if slot.folded is folded]
    found = [_LOOKUPS[way](table) for way, table in chosen if way in _LOOKUPS]
    if folded:
        found += [_whole(table) for way, table in chosen if way is Way.EQUAL]
    return found


def _whole(table: Table) -> TextLookup:
    def look_up(text: str, found: list[Candidates]) -> None:
        candidates = table.get(text)
        if candidates is not None:
            found.append(candidates)

    return look_up


def _every(plain: list[TextLookup], folded: list[TextLookup]) -> TextLookup | None:
    """Looks a text up in several tables; None without any."""
    if not folded and len(plain) < 2:
        return plain[0] if plain else None

    def look_up(text: str, found: list[Candidates]) -> None:
        for each in plain:
            each(text, found)
        if folded:
            lowered = lower_a_to_z(text)
            for each in folded:
                each(lowered, found)

    return look_up
