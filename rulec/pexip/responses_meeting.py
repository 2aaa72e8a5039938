"""Answer rows that only Virtual Meeting Rooms and Virtual Auditoriums have."""

from __future__ import annotations

from rulec.pexip.responses_automatic import AUTOMATIC_PARTICIPANT
from rulec.pexip.responses_service import MEETING_VIEWS
from rulec.pexip.rows import ResponseField
from rulec.pexip.sources import SERVICE_ANSWERS
from rulec.pexip.types import ValueType

AUTOMATIC_PARTICIPANTS = ResponseField(
    "automatic_participants",
    ValueType.OBJECT_LIST,
    "Whom Pexip dials when the conference starts. It replaces the configured list; use append to"
    " add to it.",
    example=[
        {
            "local_alias": "meet.alice.vmr@example.com",
            "protocol": "sip",
            "remote_alias": "recorder@example.com",
            "role": "guest",
        }
    ],
    words="automatic participants",
    source=SERVICE_ANSWERS,
    items=AUTOMATIC_PARTICIPANT,
)

BREAKOUT_ROOMS = ResponseField(
    "breakout_rooms",
    ValueType.BOOLEAN,
    "Allows breakout rooms in this service. Not for a service that is a breakout room itself, and"
    " not together with direct_media.",
    example=True,
    words="breakout rooms",
    source=SERVICE_ANSWERS,
    default="false",
)

DENOISE_ENABLED = ResponseField(
    "denoise_enabled",
    ValueType.BOOLEAN,
    "Removes background noise from what participants say.",
    example=True,
    words="noise removal",
    source=SERVICE_ANSWERS,
    default="false",
)

DIRECT_MEDIA = ResponseField(
    "direct_media",
    ValueType.TEXT,
    "Whether two participants may send media to each other directly. Not together with"
    " breakout_rooms.",
    example="best_effort",
    words="direct media",
    source=SERVICE_ANSWERS,
    values=("best_effort", "always", "never"),
    default="never",
)

DIRECT_MEDIA_NOTIFICATION_DURATION = ResponseField(
    "direct_media_notification_duration",
    ValueType.INTEGER,
    "How many seconds participants are told before media changes to or from direct.",
    example=5,
    words="seconds of notice before direct media",
    source=SERVICE_ANSWERS,
    minimum=0,
    maximum=30,
    default="0",
)

ENABLE_CHAT = ResponseField(
    "enable_chat",
    ValueType.TEXT,
    "Whether participants may chat. default uses the global setting.",
    example="no",
    words="chat",
    source=SERVICE_ANSWERS,
    values=("default", "yes", "no"),
    default="default",
)

GUESTS_CAN_PRESENT = ResponseField(
    "guests_can_present",
    ValueType.BOOLEAN,
    "Whether Guests may share content.",
    example=False,
    words="content shared by Guests",
    source=SERVICE_ANSWERS,
    default="true",
)

LOCKED = ResponseField(
    "locked",
    ValueType.BOOLEAN,
    "Locks the conference when it starts. It has no effect on a conference that is running.",
    example=True,
    words="lock at the start",
    source=SERVICE_ANSWERS,
    default="false",
)

MUTE_ALL_GUESTS = ResponseField(
    "mute_all_guests",
    ValueType.BOOLEAN,
    "Mutes Guests when they join.",
    example=True,
    words="muting of Guests",
    source=SERVICE_ANSWERS,
    default="false",
)

PARTICIPANT_LIMIT = ResponseField(
    "participant_limit",
    ValueType.INTEGER,
    "The most participants that may be in the conference.",
    example=50,
    words="participant limit",
    source=SERVICE_ANSWERS,
    minimum=0,
    maximum=1000000,
)

PINNING_CONFIG = ResponseField(
    "pinning_config",
    ValueType.TEXT,
    "The pinning configuration of the theme, which gives participants fixed places in the layout.",
    example="court",
    words="pinning configuration",
    source=SERVICE_ANSWERS,
    existing="pinning_config",
)

PRIMARY_OWNER_EMAIL_ADDRESS = ResponseField(
    "primary_owner_email_address",
    ValueType.TEXT,
    "The e-mail address of the owner of the service, at most 100 characters.",
    example="alice@example.com",
    words="owner's e-mail address",
    source=SERVICE_ANSWERS,
    max_length=100,
)

SOFTMUTE_ENABLED = ResponseField(
    "softmute_enabled",
    ValueType.BOOLEAN,
    "Lowers the sound of participants who do not speak, to keep noise out.",
    example=True,
    words="softmute",
    source=SERVICE_ANSWERS,
    default="false",
)

#: What a Virtual Auditorium has besides the fields of a Virtual Meeting Room, in place of `view`.
LECTURE_ROWS: tuple[ResponseField, ...] = (
    ResponseField(
        "force_presenter_into_main",
        ValueType.BOOLEAN,
        "Keeps the Host who shares content in the main video position.",
        example=True,
        words="presenter in the main position",
        source=SERVICE_ANSWERS,
        default="false",
    ),
    ResponseField(
        "guest_view",
        ValueType.TEXT,
        "The layout that Guests see.",
        example="one_main_zero_pips",
        words="layout for Guests",
        source=SERVICE_ANSWERS,
        values=MEETING_VIEWS,
        values_closed=False,
        default="one_main_seven_pips",
    ),
    ResponseField(
        "guests_can_see_guests",
        ValueType.TEXT,
        "When Guests see each other: always, never, or while there is no Host.",
        example="no_hosts",
        words="Guests seen by Guests",
        source=SERVICE_ANSWERS,
        values=("no_hosts", "always", "never"),
        default="no_hosts",
    ),
    ResponseField(
        "host_view",
        ValueType.TEXT,
        "The layout that Hosts see.",
        example="one_main_twentyone_pips",
        words="layout for Hosts",
        source=SERVICE_ANSWERS,
        values=MEETING_VIEWS,
        values_closed=False,
        default="one_main_seven_pips",
    ),
)

#: What turns a Virtual Meeting Room or Virtual Auditorium into a breakout room, or refers to some.
BREAKOUT_ROWS: tuple[ResponseField, ...] = (
    ResponseField(
        "breakout",
        ValueType.BOOLEAN,
        "true makes this service a breakout room. It then needs breakout_uuid, breakout_name and"
        " the name of the main VMR.",
        example=True,
        words="breakout room",
        source=SERVICE_ANSWERS,
    ),
    ResponseField(
        "breakout_uuid",
        ValueType.TEXT,
        "The UUID of the breakout room. pex_hash does not give one.",
        example="3f6b1f0e-6c5e-4a57-9d1c-8f3b6a0f2d11",
        words="breakout room's UUID",
        source=SERVICE_ANSWERS,
        uuid=True,
    ),
    ResponseField(
        "breakout_name",
        ValueType.TEXT,
        "The name of the breakout room.",
        example="Room 1",
        words="breakout room's name",
        source=SERVICE_ANSWERS,
    ),
    ResponseField(
        "breakout_uuids",
        ValueType.TEXT_LIST,
        "In the answer for the main room: the breakout rooms whose Host controls a Host gets. Each"
        " makes Pexip ask for that room.",
        example=["3f6b1f0e-6c5e-4a57-9d1c-8f3b6a0f2d11"],
        words="breakout rooms under a Host's control",
        source=SERVICE_ANSWERS,
        uuid=True,
    ),
    ResponseField(
        "breakout_description",
        ValueType.TEXT,
        "A description of the breakout room.",
        example="Questions about the budget",
        words="breakout room's description",
        source=SERVICE_ANSWERS,
    ),
    ResponseField(
        "breakout_guests_allowed_to_leave",
        ValueType.BOOLEAN,
        "Whether Guests may leave the breakout room for the main room.",
        example=True,
        words="leave of Guests for the main room",
        source=SERVICE_ANSWERS,
        default="false",
    ),
    ResponseField(
        "end_action",
        ValueType.TEXT,
        "What happens to participants when the breakout room ends.",
        example="transfer",
        words="action at the end",
        source=SERVICE_ANSWERS,
        values=("transfer", "disconnect"),
        default="transfer",
    ),
    ResponseField(
        "end_time",
        ValueType.INTEGER,
        "When the breakout room ends, in seconds since 1970-01-01 UTC. 0 means that it does not"
        " end by itself.",
        example=0,
        words="end time",
        source=SERVICE_ANSWERS,
        default="0",
    ),
)
