"""Calls that come near to what rules ask: their operands, nearly their operands, and worse."""

from __future__ import annotations

import copy
import json
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from properties.drawing import Near
from properties.pools import (
    ADDRESSES,
    HOSTILE,
    INTEGERS,
    LOCATIONS,
    ODD,
    WORDS,
    alias,
    near,
    pattern_texts,
)
from rulec.pexip import InputField, Policy, ValueType

_FOUND: dict[str, Any] = {
    "name": "Alice",
    "service_type": "conference",
    "service_tag": "",
    "automatic_participants": [{"remote_alias": "a@b", "streaming": True, "x": [1, 1.5, None]}],
    "unknown \u2028": {"\u00e9": [{}], "big": 2**70},
}
_SUGGESTED: dict[str, Any] = {"location": "Oslo", "primary_overflow_location": "DMZ"}


@dataclass
class Calls:
    """Draws calls for one case."""

    policy: Policy
    near: Near
    random: Random

    def __post_init__(self) -> None:
        self._words = self.near.words or list(WORDS)
        self._samples = [text for source in self.near.patterns for text in pattern_texts(source)]
        self._numbers = [n + d for n in self.near.numbers for d in (-1, 0, 1)] or list(INTEGERS)
        self._addresses = self._edges() or list(ADDRESSES)

    def call(self) -> tuple[dict[str, Any], datetime]:
        inputs: dict[str, Any] = {"call_info": {}}
        inputs["service_config"] = self._maybe(_FOUND, 4)
        if self.policy is Policy.PARTICIPANT:
            inputs["participant"] = self._maybe({"idp_attributes": {}}, 12)
            if inputs["participant"] and self.random.random() < 0.1:
                inputs["participant"]["idp_attributes"] = self._odd()
        if self.policy is Policy.MEDIA_LOCATION:
            inputs["suggested_media_overflow_locations"] = self._maybe(_SUGGESTED, 6)
        for row in self.near.fields:
            self._put(inputs, row)
        for name in ("service_config", "suggested_media_overflow_locations"):
            if not inputs.get(name) and self.random.random() < 0.3:
                inputs.pop(name, None)
        return inputs, self._now()

    def _maybe(self, value: dict[str, Any], one_in: int) -> dict[str, Any] | None:
        if self.random.randrange(one_in):
            return copy.deepcopy(value)
        return {} if self.random.randrange(2) else None

    def _odd(self) -> Any:
        return json.loads(self.random.choice(ODD))

    def _put(self, inputs: dict[str, Any], row: InputField) -> None:
        """Puts a value where the field stands, if its variable is there."""
        target: Any = inputs
        for step in row.path[:-1]:
            target = target.get(step) if isinstance(target, dict) else None
        # An empty object stays empty: of a service it means that there is none.
        if not isinstance(target, dict) or (not target and row.path[0] in _WHOLE):
            return
        if self.random.random() < 0.1:
            target.pop(row.name, None)
        else:
            target[row.name] = self._value(row)

    def _value(self, row: InputField) -> Any:
        choice = self.random.random()
        if choice < 0.08:
            return self._odd()
        match row.type:
            case ValueType.INTEGER:
                return self.random.choice(self._numbers)
            case ValueType.BOOLEAN:
                return choice < 0.54
            case ValueType.TEXT_LIST:
                return self._list(row)
            case ValueType.OBJECT | ValueType.OBJECT_LIST:
                return self.random.choice(([], {}, [{"a": 1}], {"b": [None]}, [1, "x"], "[x]"))
            case ValueType.TEXT_OR_LIST if choice < 0.5:
                return self._list(row)
            case _:
                return self._text(row)

    def _list(self, row: InputField) -> list[Any]:
        # A condition on subnets looks at four items only.
        count = self.random.choice((0, 1, 1, 2, 3, 4, 5, 5, 9))
        if self.near.subnets and self.random.randrange(2):
            return self.random.choices(self._addresses, k=count)
        items = [self._text(row) for _ in range(count)]
        if items and self.random.random() < 0.15:
            items[0] = self._odd()
        return items

    def _text(self, row: InputField) -> str:
        random = self.random
        choice = random.random()
        if row.values and choice < 0.2:
            return random.choice(row.values)
        if row.location and choice < 0.5:
            return random.choice(LOCATIONS)
        if choice < 0.12:
            return random.choice(HOSTILE)
        if self.near.subnets and choice < 0.4:
            return random.choice(self._addresses)
        if row.alias and choice < 0.6:
            return alias(random, self._words)
        if self._samples and choice < 0.7:
            return random.choice(self._samples)
        text = near(random, random.choice(self._words))
        return near(random, text) + random.choice(self._words) if choice > 0.95 else text

    def _edges(self) -> list[str]:
        return [*ADDRESSES, *(text.split("/")[0] for text in self.near.subnets)]

    def _now(self) -> datetime:
        random = self.random
        day = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=random.randrange(600 * 1440))
        choice = random.random()
        if self.near.days and choice < 0.5:
            zone, near_day = random.choice(self.near.days)
            local = datetime.combine(near_day, time(), ZoneInfo(zone))
            shift = timedelta(days=random.choice((-1, 0, 1, 2)), seconds=random.choice((-1, 0, 1)))
            return (local + shift).astimezone(UTC)
        if self.near.minutes and choice < 0.9:
            zone, minute = random.choice(self.near.minutes)
            local = day.astimezone(ZoneInfo(zone)).replace(
                hour=minute // 60, minute=minute % 60, second=0, microsecond=0
            )
            shift = random.choice((-1, 0, 0, 1, 59, 60))
            return local.astimezone(UTC) + timedelta(seconds=shift)
        return day


_WHOLE = ("service_config", "suggested_media_overflow_locations")
