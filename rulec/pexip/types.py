"""The kinds of values that Pexip Infinity sends and accepts, and the three policies."""

from __future__ import annotations

from enum import StrEnum


class Policy(StrEnum):
    """What a script decides. A policy profile holds one script of each."""

    SERVICE = "service"
    PARTICIPANT = "participant"
    MEDIA_LOCATION = "media_location"

    @property
    def script_name(self) -> str:
        """The file name of the policy's script in a profile's folder."""
        return f"{self.value}.j2"


class ValueType(StrEnum):
    """The type of a field. A value of another type counts as missing."""

    TEXT = "text"
    #: A JSON integer of at most 15 digits; true, false, 1.0 and "1" are not integers.
    INTEGER = "integer"
    #: true or false; 1, 0, "True" and "False" are not booleans.
    BOOLEAN = "boolean"
    #: A JSON list, whose items are text.
    TEXT_LIST = "list of text"
    #: Identity provider attributes: text, or a list of text.
    TEXT_OR_LIST = "text or list of text"
    OBJECT = "object"
    OBJECT_LIST = "list of objects"

    @property
    def with_article(self) -> str:
        """The type's name in a sentence, such as `an integer`; text has no article."""
        if self is ValueType.TEXT:
            return self.value
        return f"{'an' if self.value[0] in 'aeio' else 'a'} {self.value}"
