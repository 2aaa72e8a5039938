"""The members of `participant` and of `suggested_media_overflow_locations`."""

from __future__ import annotations

from rulec.pexip.rows import InputField, Supply
from rulec.pexip.sources import LOCAL_SCRIPTS, MEDIA_ANSWERS, VARIABLES_PAGE
from rulec.pexip.types import ValueType

#: When identity provider attributes are there.
SIGNED_IN = "only when the participant signed in through an identity provider"

PARTICIPANT_ROWS: tuple[InputField, ...] = (
    InputField(
        ("participant", "auth_type"),
        ValueType.TEXT,
        "How the participant authenticated. Only newer releases have it.",
        example="sso",
        words="kind of sign-in",
        source=VARIABLES_PAGE,
        participant=Supply.ALWAYS,
        authenticated=True,
        values=("credentials", "sso"),
    ),
    InputField(
        ("participant", "call_uuid"),
        ValueType.TEXT,
        "Identifies the call leg.",
        example="69434387-e444-411c-afd4-dcc25bf328d3",
        words="call leg",
        source=LOCAL_SCRIPTS,
        participant=Supply.ALWAYS,
    ),
    InputField(
        ("participant", "display_count"),
        ValueType.INTEGER,
        "How many screens the participant's endpoint has. Only newer releases have it.",
        example=2,
        words="number of screens",
        source=VARIABLES_PAGE,
        participant=Supply.ALWAYS,
    ),
    InputField(
        ("participant", "idp_attributes"),
        ValueType.OBJECT,
        "The attributes that the identity provider supplied. An attribute may be text or a list of"
        " text, and is there only when the identity provider is set up to send it.",
        example={"group": "super-admin", "locale": "en_GB"},
        words="identity provider attributes",
        source=LOCAL_SCRIPTS,
        participant=Supply.SOMETIMES,
        condition=SIGNED_IN,
        authenticated=True,
    ),
    InputField(
        ("participant", "participant_type"),
        ValueType.TEXT,
        "standard for most calls. An app usually asks first as api or api_host and then, at once,"
        " as standard.",
        example="standard",
        words="participant type",
        source=LOCAL_SCRIPTS,
        participant=Supply.ALWAYS,
        values=("standard", "api", "api_host"),
    ),
    InputField(
        ("participant", "participant_uuid"),
        ValueType.TEXT,
        "Identifies the participant.",
        example="0d5e1a3c-91f7-4d0e-b0d5-7f2f9c3a6b18",
        words="participant's UUID",
        source=LOCAL_SCRIPTS,
        participant=Supply.ALWAYS,
    ),
    InputField(
        ("participant", "preauthenticated_role"),
        ValueType.TEXT,
        "The role that the participant has so far: chair or guest. Apps are asked for their PIN"
        " first and have one; SIP and H.323 callers normally have none yet.",
        example="guest",
        words="role so far",
        phrases=(("chair", "who are Hosts so far"), ("guest", "who are Guests so far")),
        source=LOCAL_SCRIPTS,
        participant=Supply.ALWAYS,
        nullable=True,
        authenticated=True,
        values=("chair", "guest"),
    ),
    InputField(
        ("participant", "receive_from_audio_mix"),
        ValueType.TEXT,
        "The audio mix that the participant hears. Only newer releases have it.",
        example="main",
        words="audio mix so far",
        source=VARIABLES_PAGE,
        participant=Supply.ALWAYS,
    ),
    InputField(
        ("participant", "remote_alias"),
        ValueType.TEXT,
        "The participant's alias, as external policy may have changed it. What the device gave is"
        " call_info.remote_alias.",
        example="bob@example.com",
        words="alias so far",
        source=LOCAL_SCRIPTS,
        participant=Supply.ALWAYS,
        caller_controlled=True,
        alias=True,
    ),
    InputField(
        ("participant", "remote_display_name"),
        ValueType.TEXT,
        "The participant's display name, as external policy may have changed it. What the device"
        " gave is call_info.remote_display_name.",
        example="Bob T. User",
        words="display name so far",
        source=LOCAL_SCRIPTS,
        participant=Supply.ALWAYS,
        nullable=True,
        caller_controlled=True,
    ),
    InputField(
        ("participant", "send_to_audio_mixes"),
        ValueType.OBJECT_LIST,
        "The audio mixes that the participant speaks into. Only newer releases have it.",
        example=[{"mix_name": "main", "prominent": False}],
        words="audio mixes so far",
        source=VARIABLES_PAGE,
        participant=Supply.ALWAYS,
    ),
)

MEDIA_ROWS: tuple[InputField, ...] = (
    InputField(
        ("suggested_media_overflow_locations", "location"),
        ValueType.TEXT,
        "The system location that would handle the call's media. The location of the signaling is"
        " call_info.location.",
        example="New York",
        words="suggested location",
        source=LOCAL_SCRIPTS,
        media_location=Supply.ALWAYS,
        location=True,
    ),
    InputField(
        ("suggested_media_overflow_locations", "primary_overflow_location"),
        ValueType.TEXT,
        "The system location that would be used when the first one is full.",
        example="Paris",
        words="suggested first overflow location",
        source=LOCAL_SCRIPTS,
        media_location=Supply.ALWAYS,
        location=True,
    ),
    InputField(
        ("suggested_media_overflow_locations", "secondary_overflow_location"),
        ValueType.TEXT,
        "The system location that would be used when the first two are full.",
        example="Peckham",
        words="suggested second overflow location",
        source=LOCAL_SCRIPTS,
        media_location=Supply.ALWAYS,
        location=True,
    ),
    InputField(
        ("suggested_media_overflow_locations", "overflow_locations"),
        ValueType.TEXT_LIST,
        "The overflow locations as a list. Pexip does not document whether a script ever sees it,"
        " so do not rely on it.",
        example=["Paris", "Peckham"],
        words="suggested overflow location",
        source=MEDIA_ANSWERS,
        media_location=Supply.SOMETIMES,
        condition="perhaps when external policy gave the list; Pexip does not document it",
        location=True,
    ),
)


def idp_attribute(name: str) -> InputField:
    """The row of an identity provider attribute, which only the administrator knows by name."""
    return InputField(
        ("participant", "idp_attributes", name),
        ValueType.TEXT_OR_LIST,
        "An attribute that the identity provider supplied.",
        example="staff",
        words=f"identity provider attribute {name}",
        source=LOCAL_SCRIPTS,
        participant=Supply.SOMETIMES,
        condition=SIGNED_IN,
        authenticated=True,
    )
