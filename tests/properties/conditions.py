"""Conditions, as plain data that YAML can hold."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from properties.drawing import LISTS, ZONES, Drawing, short_name
from properties.pools import CAPTURING, PATTERNS, SUBNETS, WORDS
from properties.tables import Tables
from rulec.pexip import ValueType

_TEXT_WORDS = ("equals", "one_of", "starts_with", "ends_with", "contains")
PARTS = ("user", "domain", "scheme", "address")
_NUMBER_WORDS = ("less_than", "at_most", "greater_than", "at_least")
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


@dataclass
class Names:
    """The names that conditions may use, and the captures that they make."""

    conditions: list[str] = field(default_factory=list)
    lists: dict[str, list[str]] = field(default_factory=dict)
    #: Names of `let` entries with their types.
    lets: dict[str, ValueType] = field(default_factory=dict)
    captures: list[str] = field(default_factory=list)
    #: The zone of the rule set.
    zone: str = "UTC"
    #: Tables for look-ups, and whether the rule is made for rows of one.
    tables: Tables | None = None
    in_table: bool = False


@dataclass
class Conditions:
    """Draws conditions. `capturing` says whether patterns may have named groups here."""

    drawing: Drawing
    names: Names

    def condition(self, depth: int = 2, *, capturing: bool = False) -> dict[str, Any]:
        d = self.drawing
        match d.number(0, 9):
            case 0 if depth:
                word = d.used(d.pick(("all", "any")))
                below = capturing and word == "all"
                return {word: d.some(lambda: self.condition(depth - 1, capturing=below), 1, 3)}
            case 1 if depth:
                d.used("not")
                return {"not": self.condition(depth - 1)}
            case 2 if self.names.conditions:
                d.used("is")
                if d.chance(3):
                    return {"is": d.some(lambda: d.pick(self.names.conditions), 1, 2)}
                return {"is": d.pick(self.names.conditions)}
            case 3:
                return self.clock()
            case 4 if self.names.lets:
                name = d.pick(list(self.names.lets))
                d.used("let in when")
                return {name: self.typed(self.names.lets[name], capturing=capturing)}
            case 5 if depth and d.chance(2):
                return self.of_service()
            case 5:
                word = d.used(d.pick(("found", "missing", "null")))
                return {"service_config": None if word == "null" else word}
            case _:
                return _joined(d.some(lambda: self.entry(capturing=capturing), 1, 3))

    def of_service(self) -> dict[str, Any]:
        """Conditions on fields of the service, combined below it."""
        d = self.drawing
        rows = [row for row in d.fields if row.path[0] == "service_config"]
        if not rows:
            return {"service_config": "found"}

        def one() -> dict[str, Any]:
            row = d.pick(rows)
            d.near.fields[row] = None
            return {row.name: self.typed(row.type, alias=row.alias, place=row.location)}

        word = d.used("below the service") and d.pick(("all", "any", "not"))
        return {"service_config": {word: one() if word == "not" else d.some(one, 1, 2)}}

    def entry(self, *, capturing: bool) -> dict[str, Any]:
        """One field with what is asked of it, under one of its names."""
        d = self.drawing
        types = [ValueType.TEXT, ValueType.TEXT, ValueType.INTEGER, ValueType.BOOLEAN, *LISTS]
        known = {row.type for row in d.fields}
        row = d.field(d.pick([type_ for type_ in types if type_ in known]))
        test = self.typed(row.type, alias=row.alias, capturing=capturing, place=row.location)
        if row.path[:2] == ("participant", "idp_attributes"):
            d.used("idp_attributes")
            attributes = {"idp_attributes": {row.name: test}}
            return {"participant": attributes} if d.chance(3) else attributes
        short = short_name(row, d.policy)
        if short is not None and not d.chance(3):
            return {short: test}
        return {row.path[0]: {row.name: test}}

    def capture(self) -> dict[str, Any]:
        """A pattern with named groups, asked of a text."""
        d = self.drawing
        test = {d.used("matches"): self.capturing()}
        row = d.field(ValueType.TEXT, ValueType.TEXT_OR_LIST)
        if row.path[:2] == ("participant", "idp_attributes"):
            return {"idp_attributes": {row.name: test}}
        if row.alias and d.chance(2):
            test = {d.used(d.pick(PARTS)): test}
        return {row.path[0]: {row.name: test}}

    def typed(self, type_: ValueType, **kind: Any) -> Any:
        match type_:
            case ValueType.TEXT:
                return self.text(**kind)
            case ValueType.TEXT_OR_LIST:
                return self.text(attribute=True, **kind)
            case ValueType.TEXT_LIST:
                return self.items(place=kind.get("place", False))
            case ValueType.INTEGER:
                return self.number()
            case _:
                flag = self.drawing.chance(2)
                return self.drawing.pick((flag, flag, None, {"not": flag}, {"equals": flag}))

    def number(self, depth: int = 1) -> Any:
        d = self.drawing
        match d.number(0, 5):
            case 0:
                return self._number()
            case 1:
                return [*d.some(self._number, 1, 3), *([None] if d.chance(2) else [])]
            case 2:
                return None
            case 3 if depth:
                return {"not": self.number(depth - 1)}
            case _:
                words = d.some(lambda: d.used(d.pick(_NUMBER_WORDS)), 1, 2)
                return {word: self._number() for word in words}

    def _number(self) -> int:
        number = self.drawing.pick((0, 1, -1, 30, 64, 512, 5060, 10**15 - 1))
        self.drawing.near.numbers.append(number)
        return number

    def text(
        self,
        *,
        alias: bool = False,
        attribute: bool = False,
        capturing: bool = False,
        place: bool = False,
        depth: int = 2,
    ) -> Any:
        """What is asked of a text, of an attribute or of a part of an alias."""
        d = self.drawing
        match d.number(0, 6):
            case 0:
                return self.word(place=place)
            case 1:
                return [
                    *d.some(lambda: self.word(place=place), 1, 3),
                    *([None] if d.chance(2) else []),
                ]
            case 2:
                return None
            case 3 if self.names.lists and not place:
                d.used("list")
                return {"list": d.pick(list(self.names.lists))}
            case 4 if depth:
                inner = self.text(alias=alias, attribute=attribute, place=place, depth=depth - 1)
                return {"not": inner}
            case 5 if alias and depth:
                d.used("parts")
                parts = set(d.some(lambda: d.used(d.pick(PARTS)), 1, 2))
                return {part: self.text(depth=1, capturing=capturing) for part in sorted(parts)}
            case _:
                return self.operators(attribute=attribute, capturing=capturing, place=place)

    def operators(self, *, attribute: bool, capturing: bool, place: bool = False) -> dict[str, Any]:
        d = self.drawing
        if d.chance(5):
            return {d.used("in_subnet"): self.subnets()}
        made: dict[str, Any] = {}
        for _ in range(d.number(1, 2)):
            word = d.used(d.pick((*_TEXT_WORDS, "matches", "regex", "matches", "regex")))
            if word in made:
                continue
            if word in _TEXT_WORDS:
                exact = place and word in ("equals", "one_of")
                made[word] = self.words(place=exact)
            else:
                may = capturing and (word == "matches" or not attribute)
                made[word] = self.patterns(capturing=may)
        if d.chance(3):
            made[d.used("ignore_case")] = True
        return made

    def items(self, *, place: bool) -> Any:
        """What is asked of a list."""
        d = self.drawing
        match d.number(0, 6):
            case 0:
                return None
            case 1:
                return {"not": None}
            case 2:
                return {"includes": self.words(place=place)}
            case 3:
                return {d.used("includes"): {d.used("in_subnet"): self.subnets()}}
            case 4:
                return {
                    "not": {
                        "includes": self.operators(attribute=True, capturing=False, place=place)
                    }
                }
            case _:
                d.used("includes")
                inner = self.operators(attribute=True, capturing=False, place=place)
                if "in_subnet" not in inner and d.chance(3):
                    d.used("not in includes")
                    inner["not"] = d.pick((self.words(place=place), {"contains": self.words()}))
                return {"includes": inner}

    # --- Operands --------------------------------------------------------------------------------

    def word(self, *, place: bool = False) -> str:
        d = self.drawing
        if place and d.locations:
            return d.pick(d.locations)
        word = d.pick(WORDS)
        d.near.words.append(word)
        return word

    def words(self, *, place: bool = False) -> Any:
        d = self.drawing
        if self.names.lists and not place and d.chance(5):
            return {"list": d.pick(list(self.names.lists))}
        return (
            d.some(lambda: self.word(place=place), 1, 3) if d.chance(3) else self.word(place=place)
        )

    def patterns(self, *, capturing: bool) -> Any:
        d = self.drawing
        if capturing and d.chance(2):
            return self.capturing()
        sources = d.some(lambda: d.pick(PATTERNS), 1, 2)
        d.near.patterns += sources
        return sources if len(sources) > 1 else sources[0]

    def capturing(self) -> str:
        """A pattern with named groups, whose names are known from now on."""
        d = self.drawing
        d.used("capture")
        names = (d.fresh("c"), d.fresh("c"))
        source = d.pick(CAPTURING).format(*names)
        d.near.patterns.append(source)
        self.names.captures += [name for name in names if f"<{name}>" in source]
        return source

    def subnets(self) -> Any:
        d = self.drawing
        found = d.some(lambda: d.pick(SUBNETS), 1, 3)
        d.near.subnets += found
        return found

    # --- The clock -------------------------------------------------------------------------------

    def clock(self) -> dict[str, Any]:
        d = self.drawing
        made: dict[str, Any] = {}
        zone = self.names.zone
        if d.chance(3):
            zone = made["timezone"] = d.used(d.pick(ZONES))
        if d.chance(2):
            return {d.used("date"): self.days(zone) | made}
        if d.chance(2):
            made["weekday"] = list(dict.fromkeys(d.some(lambda: d.pick(_WEEKDAYS), 1, 3)))
            d.near.minutes.append((zone, 0))
        if "weekday" not in made or d.chance(2):
            start, end = d.number(0, 47) * 30, d.number(1, 48) * 30
            end += 15 if start == end else 0
            d.near.minutes += [(zone, start), (zone, end % 1440)]
            made["between"] = [f"{m // 60:02}:{m % 60:02}" for m in (start, end)]
        return {d.used("time"): made}

    def days(self, zone: str) -> dict[str, Any]:
        d = self.drawing
        first = date(2026, 1, 1) + timedelta(days=d.number(0, 500))
        last = first + timedelta(days=d.number(0, 40))
        d.near.days += [(zone, first), (zone, last)]
        both = {"from": first.isoformat(), "until": last.isoformat()}
        return d.pick((both, {"from": both["from"]}, {"until": both["until"]}))


def _joined(entries: list[dict[str, Any]]) -> dict[str, Any]:
    """Entries in one mapping, below their groups; in a list where one would hide another."""
    made: dict[str, Any] = {}
    for entry in entries:
        if not _merge(made, entry):
            return {"all": entries}
    return made


def _merge(made: dict[str, Any], entry: dict[str, Any]) -> bool:
    """Adds an entry; whether nothing stood in its place."""
    ((key, value),) = entry.items()
    if key not in made:
        made[key] = dict(value) if key in _GROUPS else value
        return True
    return key in _GROUPS and _merge(made[key], value)


_GROUPS = (
    "call_info",
    "service_config",
    "participant",
    "idp_attributes",
    "suggested_media_overflow_locations",
)
