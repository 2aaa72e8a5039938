"""Effects, as plain data that YAML can hold."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from properties.conditions import Conditions
from properties.drawing import Drawing
from properties.tables import FLAG, LIST, PREFIX, TEXT, doubled
from properties.templates import Templates
from rulec.pexip import (
    MEDIA_RESPONSE,
    PARTICIPANT_RESPONSE,
    SERVICE_FIELD_NAMES,
    SERVICE_FIELDS,
    SERVICE_TYPES,
    Policy,
    ResponseField,
    ValueType,
)

#: Fields of services with rules between them: only computed, so that no rule is surely broken.
_TOGETHER = frozenset(
    "allow_guests pin guest_pin breakout breakout_rooms breakout_uuid breakout_name "
    "match_string replace_string post_match_string post_replace_string".split()
)
#: Rows for which nothing in requests has the type.
_NEVER = frozenset(("breakout_uuids", "service_type", "send_to_audio_mixes"))

_SINGULAR = ("primary_overflow_location", "secondary_overflow_location")


@dataclass
class Effects:
    """Draws what a rule does."""

    drawing: Drawing
    templates: Templates

    def effects(self, *, first_match: bool) -> dict[str, Any]:
        d = self.drawing
        if first_match and d.chance(8):
            return {d.used("continue"): True}
        match d.policy:
            case Policy.SERVICE:
                return self._service()
            case Policy.PARTICIPANT:
                return self._participant()
            case Policy.MEDIA_LOCATION:
                return {"set": self._locations()}

    def _service(self) -> dict[str, Any]:
        d = self.drawing
        match d.number(0, 7):
            case 0:
                return {d.used("reject"): True}
            case 1:
                return {d.used("redirect"): self.templates.text()}
            case 2 | 3:
                word = d.used(d.pick(("create", "replace")))
                made: dict[str, Any] = {word: self._whole_service()}
                if word == "replace" and d.chance(2):
                    made[d.used("keep")] = d.some(self._kept, 1, 4)
                if d.chance(3):
                    made["set"] = self._set()
                return made | self._append(4)
            case 4:
                return self._append(1)
            case _:
                return {"set": self._set()} | self._append(4)

    def _kept(self) -> str:
        """A field of the service that was found, to be carried over."""
        row = self.drawing.pick([row for row in SERVICE_FIELDS.values() if row.name in _NAMES])
        self.drawing.near.fields[row] = None
        return row.name

    def _append(self, one_in: int) -> dict[str, Any]:
        d = self.drawing
        if not d.chance(one_in):
            return {}
        row = next(r for r in _SERVICE["conference"] if r.name == "automatic_participants")
        d.near.fields[SERVICE_FIELDS[row.name]] = None
        items = d.some(lambda: self._record(row), 1, 2)
        return {d.used("append"): {row.name: items}}

    def _participant(self) -> dict[str, Any]:
        d = self.drawing
        if d.chance(6):
            reason = self.templates.text()
            return {"reject": True if d.chance(3) else reason}
        d.used("overrides")
        chosen = d.some(lambda: d.pick(_PARTICIPANT), 1, 3)
        short = {"preauthenticated_role": "role", "remote_display_name": "display_name"}
        values = {row.name: self.value(row) for row in chosen}
        if d.chance(2):
            values = {short.get(name, name): value for name, value in values.items()}
        return {"set": values}

    def _locations(self) -> dict[str, Any]:
        d = self.drawing
        chosen = d.some(lambda: d.pick(_MEDIA), 1, 3)
        if any(row.name == "overflow_locations" for row in chosen):
            chosen = [row for row in chosen if row.name not in _SINGULAR]
        return {d.used(row.name): self.value(row) for row in chosen}

    def _set(self) -> dict[str, Any]:
        d = self.drawing
        d.used("set")
        rows = _SERVICE[
            d.pick(("conference", "conference", "lecture", "gateway", "media_playback"))
        ]
        return {row.name: self.value(row) for row in d.some(lambda: d.pick(rows), 1, 3)}

    def _whole_service(self) -> dict[str, Any]:
        d = self.drawing
        type_ = d.pick(tuple(SERVICE_TYPES))
        made: dict[str, Any] = {"service_type": type_}
        for row in SERVICE_TYPES[type_].fields:
            if row.required and row.name != "service_type":
                made[row.name] = self._surely(row)
        for row in d.some(lambda: d.pick(_SERVICE[type_]), 0, 3):
            made.setdefault(row.name, self.value(row))
        return made

    def _surely(self, row: ResponseField) -> str:
        """A value that is never null."""
        d = self.drawing
        if row.values:
            return d.pick(row.values)
        if d.chance(2):
            return f"x{self.templates.single()}"
        return d.pick(("Room", "it's {{ x }}", "a\\b"))

    def value(self, row: ResponseField, *, null: bool = True) -> Any:
        """A value for a field: written, computed, chosen, looked up, or null."""
        d = self.drawing
        if d.chance(8):
            return self._chosen(row, null=null)
        if self.templates.names.tables and d.chance(4) and (column := _column(row, d)):
            key = self.templates.text()
            return self.templates.names.tables.lookup(column, key, self.value(row, null=null))
        column = _column(row, d)
        if self.templates.names.in_table and column and (null or column == TEXT) and d.chance(4):
            d.used("cell")
            # Where a value must be, only a column without empty cells will do.
            return f"{{{column if null else PREFIX}}}"
        if null and d.chance(10):
            return None
        written = not d.chance(2) and row.name not in _TOGETHER
        match row.type:
            case ValueType.BOOLEAN:
                return d.chance(2) if written else self.templates.flag()
            case ValueType.INTEGER:
                low = row.minimum if row.minimum is not None else 0
                return low + d.number(0, 20) if written else self.templates.number()
            case ValueType.TEXT_LIST:
                d.used("list of text")
                return d.some(lambda: self._text(row, written=d.chance(2)), 0, 3)
            case ValueType.OBJECT_LIST:
                d.used("list of records")
                return d.some(lambda: self._record(row), 0, 2)
            case ValueType.OBJECT:
                d.used("record")
                return self._record(row)
            case _:
                return self._text(row, written=written)

    def _chosen(self, row: ResponseField, *, null: bool) -> dict[str, Any]:
        d = self.drawing
        d.used("chosen")
        names = self.templates.names
        when = Conditions(d, names).condition(1)
        made: dict[str, Any] = {"when": doubled(when) if names.in_table else when}
        made["then"] = self.value(row, null=null)
        if not null or d.chance(2):
            made["otherwise"] = self.value(row, null=null)
        return made

    def _text(self, row: ResponseField, *, written: bool) -> str:
        d = self.drawing
        if row.location and d.locations and written:
            return d.pick(d.locations)
        if not written:
            return (
                self.templates.single() if row.values and row.values_closed else self._template(row)
            )
        if row.values:
            return d.pick(row.values)
        if row.uuid:
            return "00000000-0000-0000-0000-00000000000a"
        return d.pick(
            ("x", "it's", 'say "hi"', "a\nb", "{{ x }}", "\\u0041 #}}", "\u2028\U0001f600")
        )

    def _template(self, row: ResponseField) -> str:
        """A computed text; one that is only written out would have to fit by itself."""
        checked = row.name in _TOGETHER or row.uuid or (row.location and self.drawing.locations)
        return self.templates.single() if checked else self.templates.text()

    def _record(self, row: ResponseField) -> dict[str, Any]:
        d = self.drawing
        chosen = [item for item in row.items if item.required or d.chance(4)]
        if not chosen:
            chosen = [row.items[0]]
        return {item.name: self.value(item, null=not item.required) for item in chosen}


def _usable(rows: Any) -> tuple[ResponseField, ...]:
    """Rows that rules may set; those with an inside several times, for they are few."""
    every = [row for row in rows if row.name not in _NEVER]
    return tuple(row for row in every for _ in range(6 if row.items else 1))


def _column(row: ResponseField, d: Drawing) -> str | None:
    """The column of drawn tables whose cells all fit a field, if there is one."""
    free = not (row.values or row.uuid or row.pin or row.min_length)
    if (row.location and d.locations) or row.name in _TOGETHER:
        return None
    if row.type is ValueType.TEXT and free:
        return TEXT
    if row.type is ValueType.BOOLEAN:
        return FLAG
    return LIST if row.type is ValueType.TEXT_LIST and free else None


#: The fields of a found service that a new one may have too.
_NAMES = frozenset(SERVICE_FIELD_NAMES) - {"service_type"}
_PARTICIPANT = _usable(PARTICIPANT_RESPONSE.values())
_MEDIA = _usable(MEDIA_RESPONSE.values())
_SERVICE = {name: _usable(type_.fields) for name, type_ in SERVICE_TYPES.items()}
