"""What an automatically dialled participant holds."""

from __future__ import annotations

from rulec.pexip.rows import ResponseField
from rulec.pexip.sources import LOCAL_SCRIPTS, SERVICE_ANSWERS
from rulec.pexip.types import ValueType

#: The items of `automatic_participants`.
AUTOMATIC_PARTICIPANT: tuple[ResponseField, ...] = (
    ResponseField(
        "local_alias",
        ValueType.TEXT,
        "The alias that the dialled participant sees as the caller.",
        example="meet.alice.vmr@example.com",
        source=SERVICE_ANSWERS,
        required=True,
    ),
    ResponseField(
        "protocol",
        ValueType.TEXT,
        "The protocol to dial with.",
        example="sip",
        source=SERVICE_ANSWERS,
        required=True,
        values=("h323", "sip", "mssip", "rtmp"),
    ),
    ResponseField(
        "remote_alias",
        ValueType.TEXT,
        "The alias to dial.",
        example="recorder@example.com",
        source=SERVICE_ANSWERS,
        required=True,
    ),
    ResponseField(
        "role",
        ValueType.TEXT,
        "The role of the dialled participant: chair is a Host.",
        example="guest",
        source=SERVICE_ANSWERS,
        required=True,
        values=("chair", "guest"),
    ),
    ResponseField(
        "call_type",
        ValueType.TEXT,
        "The media that the call may have.",
        example="video",
        source=SERVICE_ANSWERS,
        values=("video", "video-only", "audio"),
        default="video",
    ),
    ResponseField(
        "description",
        ValueType.TEXT,
        "A description for administrators.",
        example="Recording server",
        source=LOCAL_SCRIPTS,
    ),
    ResponseField(
        "dtmf_sequence",
        ValueType.TEXT,
        "The tones to send after the call is answered. A comma is a pause of two seconds.",
        example=",,1234#",
        source=SERVICE_ANSWERS,
    ),
    ResponseField(
        "keep_conference_alive",
        ValueType.TEXT,
        "Whether the conference goes on while this participant is in it and others have left.",
        example="keep_conference_alive_never",
        source=SERVICE_ANSWERS,
        values=(
            "keep_conference_alive",
            "keep_conference_alive_if_multiple",
            "keep_conference_alive_never",
        ),
        default="keep_conference_alive_if_multiple",
    ),
    ResponseField(
        "local_display_name",
        ValueType.TEXT,
        "The display name that the dialled participant sees.",
        example="Alice's meeting",
        source=SERVICE_ANSWERS,
    ),
    ResponseField(
        "presentation_url",
        ValueType.TEXT,
        "Where shared content is streamed to. RTMP only.",
        example="rtmp://stream.example.com/content",
        source=SERVICE_ANSWERS,
    ),
    ResponseField(
        "remote_display_name",
        ValueType.TEXT,
        "The display name that others in the conference see.",
        example="Recorder",
        source=SERVICE_ANSWERS,
    ),
    ResponseField(
        "routing",
        ValueType.TEXT,
        "Whether the call is placed as written here, or by a Call Routing Rule.",
        example="routing_rule",
        source=SERVICE_ANSWERS,
        values=("manual", "routing_rule"),
        default="manual",
    ),
    ResponseField(
        "streaming",
        ValueType.BOOLEAN,
        "Whether this participant is a streaming or recording service.",
        example=True,
        source=SERVICE_ANSWERS,
        default="false",
    ),
    ResponseField(
        "system_location_name",
        ValueType.TEXT,
        "The system location that places the call.",
        example="New York",
        source=SERVICE_ANSWERS,
        location=True,
        existing="system_location",
    ),
)
