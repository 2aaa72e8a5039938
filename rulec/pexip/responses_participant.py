"""What participant policy and media location policy may answer."""

from __future__ import annotations

from rulec.pexip.rows import ResponseField
from rulec.pexip.sources import LOCAL_SCRIPTS, MEDIA_ANSWERS, PARTICIPANT_ANSWERS
from rulec.pexip.types import ValueType

_BASIC_ROWS: tuple[ResponseField, ...] = (
    ResponseField(
        "preauthenticated_role",
        ValueType.TEXT,
        "The participant's role: chair or guest, as if that PIN had been entered. null leaves it"
        " to the PIN prompt of SIP and H.323 callers.",
        example="chair",
        words="role",
        phrases=(("chair", "join as Hosts"), ("guest", "join as Guests")),
        source=LOCAL_SCRIPTS,
        nullable=True,
        values=("chair", "guest"),
    ),
    ResponseField(
        "remote_alias",
        ValueType.TEXT,
        "The participant's alias. Connection logs keep the original.",
        example="bob@example.com",
        words="alias",
        source=LOCAL_SCRIPTS,
    ),
    ResponseField(
        "remote_display_name",
        ValueType.TEXT,
        "The participant's display name. null is allowed only where it had none before.",
        example="Bob",
        words="display name",
        source=LOCAL_SCRIPTS,
        nullable=True,
    ),
)

_LATER_ROWS: tuple[ResponseField, ...] = (
    ResponseField(
        "bypass_lock",
        ValueType.BOOLEAN,
        "Lets the participant into a locked conference.",
        example=True,
        words="entry into locked conferences",
        source=PARTICIPANT_ANSWERS,
        default="false",
    ),
    ResponseField(
        "call_tag",
        ValueType.TEXT,
        "The tag of the call.",
        example="interpreter",
        words="call tag",
        source=PARTICIPANT_ANSWERS,
    ),
    ResponseField(
        "can_receive_personal_mix",
        ValueType.BOOLEAN,
        "Whether the participant can have a layout of their own.",
        example=True,
        words="personal layout",
        source=PARTICIPANT_ANSWERS,
        default="false",
    ),
    ResponseField(
        "disable_overlay_text",
        ValueType.BOOLEAN,
        "Hides the participant's name in the layout.",
        example=True,
        words="hiding of the name",
        source=PARTICIPANT_ANSWERS,
        default="false",
    ),
    ResponseField(
        "display_count",
        ValueType.INTEGER,
        "How many screens the participant's endpoint has.",
        example=2,
        words="number of screens",
        source=PARTICIPANT_ANSWERS,
    ),
    ResponseField(
        "layout_group",
        ValueType.TEXT,
        "The group that the participant belongs to in the layout's pinning configuration.",
        example="witness",
        words="layout group",
        source=PARTICIPANT_ANSWERS,
    ),
    ResponseField(
        "prefers_multiscreen_mix",
        ValueType.BOOLEAN,
        "Whether the participant wants a layout over several screens.",
        example=True,
        words="layout over several screens",
        source=PARTICIPANT_ANSWERS,
    ),
    ResponseField(
        "receive_from_audio_mix",
        ValueType.TEXT,
        "The audio mix that the participant hears. Dots say what a mix is based on, as in"
        " main.french, at most three levels.",
        example="main.french",
        words="audio mix to hear",
        source=PARTICIPANT_ANSWERS,
    ),
    ResponseField(
        "rx_presentation_policy",
        ValueType.TEXT,
        "Whether the participant receives shared content, in capitals: ALLOW or DENY.",
        example="DENY",
        words="shared content",
        source=PARTICIPANT_ANSWERS,
        values=("ALLOW", "DENY"),
        default="ALLOW",
    ),
    ResponseField(
        "send_to_audio_mixes",
        ValueType.OBJECT_LIST,
        "The audio mixes that the participant speaks into.",
        example=[{"mix_name": "main", "prominent": False}],
        words="audio mixes to speak into",
        source=PARTICIPANT_ANSWERS,
        items=(
            ResponseField(
                "mix_name",
                ValueType.TEXT,
                "The name of the audio mix.",
                example="main",
                words="audio mix",
                source=PARTICIPANT_ANSWERS,
                required=True,
            ),
            ResponseField(
                "prominent",
                ValueType.BOOLEAN,
                "Whether the participant is louder than the others in this mix.",
                example=False,
                words="prominent",
                source=PARTICIPANT_ANSWERS,
            ),
        ),
    ),
    ResponseField(
        "spotlight",
        ValueType.INTEGER,
        "Puts the participant in the spotlight; the lowest number comes first.",
        example=1,
        words="spotlight",
        source=PARTICIPANT_ANSWERS,
    ),
    ResponseField(
        "wants_presentation_in_mix",
        ValueType.BOOLEAN,
        "Whether the participant wants shared content inside the layout.",
        example=True,
        words="shared content in the layout",
        source=PARTICIPANT_ANSWERS,
    ),
)

#: What participant policy may change. The reason of a reject is no property: a rule writes it as
#: `reject`.
PARTICIPANT_RESPONSE: dict[str, ResponseField] = {
    row.name: row for row in _BASIC_ROWS + _LATER_ROWS
}

#: The properties that came after the first three; which release brought which is not documented.
LATER_PARTICIPANT_FIELDS: frozenset[str] = frozenset(row.name for row in _LATER_ROWS)

#: What media location policy may answer.
MEDIA_RESPONSE: dict[str, ResponseField] = {
    row.name: row
    for row in (
        ResponseField(
            "location",
            ValueType.TEXT,
            "The system location that handles the call's media, spelled exactly as configured.",
            example="Oslo",
            words="location",
            source=MEDIA_ANSWERS,
            required=True,
            min_length=1,
            location=True,
            existing="system_location",
        ),
        ResponseField(
            "overflow_locations",
            ValueType.TEXT_LIST,
            "The system locations to use when the first one is full, in this order. One wrong name"
            " makes Pexip drop the whole answer.",
            example=["London", "New York"],
            words="overflow locations",
            source=MEDIA_ANSWERS,
            location=True,
            existing="system_location",
        ),
        ResponseField(
            "primary_overflow_location",
            ValueType.TEXT,
            "The system location to use when the first one is full. overflow_locations is the newer"
            " form; do not mix the two.",
            example="London",
            words="first overflow location",
            source=LOCAL_SCRIPTS,
            location=True,
            existing="system_location",
        ),
        ResponseField(
            "secondary_overflow_location",
            ValueType.TEXT,
            "The system location to use when the first two are full. overflow_locations is the"
            " newer form; do not mix the two.",
            example="New York",
            words="second overflow location",
            source=LOCAL_SCRIPTS,
            location=True,
            existing="system_location",
        ),
    )
}
