"""The request that `rulec decide` asks about, put together from a file and options."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from rulec.cli.json_inputs import json_value
from rulec.cli.screen import CannotRun
from rulec.diagnostics import did_you_mean
from rulec.pexip import (
    VARIABLES,
    InputField,
    Policy,
    ValueType,
    idp_attribute,
)
from rulec.records import dataclass
from rulec.resolve.context import Facts
from rulec.resolve.fields import PARTICIPANT_SHORT

_NULL = "null"

#: The variables that options name.
_OPTIONS = {
    "--call": "call_info",
    "--participant": "participant",
    "--service": "service_config",
    "--suggested": "suggested_media_overflow_locations",
}


@dataclass(frozen=True, slots=True)
class Request:
    """The options of `rulec decide` that make up a request, each a list of `name=value`."""

    call: Sequence[str] = ()
    participant: Sequence[str] = ()
    idp: Sequence[str] = ()
    service: Sequence[str] = ()
    suggested: Sequence[str] = ()

    def inputs(
        self, policy: str, given: dict[str, object] | None, facts: Facts
    ) -> dict[str, object]:
        """The variables of the script: those of a file, changed by the options.

        Without a file, `call_info` and `participant` start empty and everything else as null.
        Raises `CannotRun` for an option that is no `name=value`, names no field, or has a value
        of another type than the field.
        """
        self.refuse_repeated()
        inputs: dict[str, object] = {"call_info": {}} if given is None else dict(given)
        if policy == Policy.PARTICIPANT:
            inputs.setdefault("participant", {})
        for option, written in (
            ("--call", self.call),
            ("--participant", self.participant),
            ("--service", self.service),
            ("--suggested", self.suggested),
        ):
            variable = _OPTIONS[option]
            fields = VARIABLES[variable].fields
            for text in written:
                if text == _NULL and option in ("--service", "--suggested"):
                    inputs[variable] = None
                else:
                    name, value = _pair(option, text)
                    row = _row(option, name, fields, facts)
                    _object(inputs, variable, option)[row.name] = _typed(row, value, option)
        for text in self.idp:
            name, value = _pair("--idp", text)
            participant = _object(inputs, "participant", "--idp")
            attributes = _object(participant, "idp_attributes", "--idp")
            attributes[name] = _typed(idp_attribute(name), value, "--idp")
        return inputs

    def refuse_repeated(self) -> None:
        """Raises `CannotRun` when an option gives the same name twice."""
        every = {
            "--call": self.call,
            "--participant": self.participant,
            "--idp": self.idp,
            "--service": self.service,
            "--suggested": self.suggested,
        }
        for option, written in every.items():
            seen: set[str] = set()
            for text in written:
                name = text.partition("=")[0]
                if name in seen:
                    raise CannotRun(f"`{option} {name}` is given twice", "keep one of them")
                seen.add(name)


def _pair(option: str, text: str) -> tuple[str, str]:
    name, sign, value = text.partition("=")
    if not sign or not name:
        hint = f"write {option} name=value" + (
            f", or {option} null for none at all" if option in ("--service", "--suggested") else ""
        )
        raise CannotRun(f"`{option} {text}` is no name=value", hint)
    return name, value


def _row(option: str, name: str, fields: Mapping[str, InputField], facts: Facts) -> InputField:
    row = fields.get(PARTICIPANT_SHORT.get(name, name) if option == "--participant" else name)
    if row is None and option == "--service":
        row = facts.extra_input(name)
    if row is None:
        hint = did_you_mean(name, fields) or _elsewhere(option, name)
        raise CannotRun(f"`{_OPTIONS[option]}` has no field `{name}`", hint)
    return row


def _elsewhere(option: str, name: str) -> str:
    owners = [o for o, other in _OPTIONS.items() if name in VARIABLES[other].fields]
    found = " or ".join(f"{other} {name}=..." for other in owners if other != option)
    return f"did you mean {found}?" if found else "a field has the name that Pexip gives it"


def _object(holder: dict[str, object], name: str, option: str) -> dict[str, object]:
    """The object `name` in `holder` as a copy that may be changed; new where there is none."""
    value = holder.get(name)
    if value is not None and not isinstance(value, dict):
        raise CannotRun(f"`{name}` is no object, so {option} cannot add to it")
    copy = dict(value or {})
    holder[name] = copy
    return copy


def _typed(row: InputField, text: str, option: str) -> object:
    """A value in the type of its field: text as it stands, `null` as null, lists as JSON."""
    if text == _NULL:
        return None
    shown = f"the value of `{option} {row.name}`"
    match row.type:
        case ValueType.TEXT:
            return text
        case ValueType.BOOLEAN:
            if text in ("true", "false"):
                return text == "true"
            raise CannotRun(f"{shown} must be true or false, not `{text}`")
        case ValueType.INTEGER:
            digits = text.removeprefix("-")
            if digits.isascii() and digits.isdigit() and len(digits) <= 4000:
                return int(text)
            raise CannotRun(f"{shown} must be a whole number, not `{text}`")
        case ValueType.TEXT_OR_LIST | ValueType.TEXT_LIST:
            listed = row.type is ValueType.TEXT_LIST
            if text.startswith("["):
                return json_value(text, shown)
            return [text] if listed else text
        case ValueType.OBJECT | ValueType.OBJECT_LIST:
            return json_value(text, shown)


def instant(text: str) -> datetime:
    """The instant that `--now` gives; raises `CannotRun`."""
    hint = "write date, time and offset, such as 2026-12-24T08:30:00+01:00"
    try:
        found = datetime.fromisoformat(text)
    except ValueError as error:
        raise CannotRun(f"`--now {text}` is no instant", hint) from error
    if found.tzinfo is None:
        raise CannotRun(f"`--now {text}` has no time zone", hint)
    return found
