"""Answer rows that only Virtual Receptions and Media Playback Services have."""

from __future__ import annotations

from rulec.pexip.rows import ResponseField
from rulec.pexip.sources import SERVICE_ANSWERS
from rulec.pexip.types import ValueType

#: What only a Virtual Reception has.
RECEPTION_ROWS: tuple[ResponseField, ...] = (
    ResponseField(
        "match_string",
        ValueType.TEXT,
        "A regular expression that the entered alias must match. Blank allows any alias.",
        example=r"\d{6}",
        words="pattern of aliases",
        source=SERVICE_ANSWERS,
    ),
    ResponseField(
        "post_match_string",
        ValueType.TEXT,
        "A regular expression for the meeting ID after it was looked up.",
        example=r"(\d{6})",
        words="pattern of meeting IDs",
        source=SERVICE_ANSWERS,
    ),
    ResponseField(
        "post_replace_string",
        ValueType.TEXT,
        "What replaces a match of post_match_string, without which it may not be given.",
        example=r"88\1@example.com",
        words="replacement in meeting IDs",
        source=SERVICE_ANSWERS,
    ),
    ResponseField(
        "replace_string",
        ValueType.TEXT,
        "What replaces a match of match_string, without which it may not be given.",
        example=r"\1@example.com",
        words="replacement in aliases",
        source=SERVICE_ANSWERS,
    ),
    ResponseField(
        "system_location_name",
        ValueType.TEXT,
        "The system location that looks up the meeting, when two_stage_dial_type is not regular.",
        example="New York",
        words="location that looks up meetings",
        source=SERVICE_ANSWERS,
        location=True,
        existing="system_location",
    ),
    ResponseField(
        "two_stage_dial_type",
        ValueType.TEXT,
        "The meetings that callers reach: Pexip's own, or those of Skype for Business, Google Meet"
        " or Teams.",
        example="teams",
        words="kind of meetings",
        source=SERVICE_ANSWERS,
        values=("regular", "mssip", "gms", "teams"),
        default="regular",
    ),
)

_TRANSFER: tuple[ResponseField, ...] = (
    ResponseField(
        "conference",
        ValueType.TEXT,
        "An alias of the service to transfer to.",
        example="meet.alice.vmr@example.com",
        words="conference",
        source=SERVICE_ANSWERS,
        required=True,
    ),
    ResponseField(
        "role",
        ValueType.TEXT,
        "The role after the transfer. Leave it out or use auto: Pexip's pages disagree on the"
        " names of the others.",
        example="auto",
        words="role",
        source=SERVICE_ANSWERS,
        values=("auto", "host", "guest"),
        values_closed=False,
        default="auto",
    ),
)

MEDIA_PLAYLIST_NAME = ResponseField(
    "media_playlist_name",
    ValueType.TEXT,
    "The playlist to play.",
    example="Welcome",
    words="playlist",
    source=SERVICE_ANSWERS,
    required=True,
    existing="media_library_playlist",
)

ON_COMPLETION = ResponseField(
    "on_completion",
    ValueType.OBJECT,
    "What happens when the playlist ends: `disconnect: true`, or `transfer` to a conference.",
    example={"transfer": {"conference": "meet.alice.vmr@example.com"}},
    words="action after the playlist",
    source=SERVICE_ANSWERS,
    items=(
        ResponseField(
            "disconnect",
            ValueType.BOOLEAN,
            "Ends the call.",
            example=True,
            words="hanging up",
            source=SERVICE_ANSWERS,
        ),
        ResponseField(
            "transfer",
            ValueType.OBJECT,
            "Moves the caller to another service.",
            example={"conference": "meet.alice.vmr@example.com"},
            words="transfer",
            source=SERVICE_ANSWERS,
            items=_TRANSFER,
        ),
    ),
)
