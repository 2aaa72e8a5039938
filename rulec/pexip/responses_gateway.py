"""Answer rows that only Infinity Gateway calls have."""

from __future__ import annotations

from rulec.pexip.rows import ResponseField
from rulec.pexip.sources import SERVICE_ANSWERS
from rulec.pexip.types import ValueType

LOCAL_ALIAS = ResponseField(
    "local_alias",
    ValueType.TEXT,
    "The calling alias, which the far end would use to call back.",
    example="bob@example.com",
    words="calling alias",
    source=SERVICE_ANSWERS,
    required=True,
)

GATEWAY_NAME = ResponseField(
    "name",
    ValueType.TEXT,
    "The name of the gateway call. Every call needs its own name: calls of one name would become"
    " one.",
    example="Gateway to bob@example.com 69434387",
    words="name",
    source=SERVICE_ANSWERS,
    required=True,
    min_length=1,
)

OUTGOING_PROTOCOL = ResponseField(
    "outgoing_protocol",
    ValueType.TEXT,
    "The protocol to place the call with.",
    example="sip",
    words="outgoing protocol",
    source=SERVICE_ANSWERS,
    required=True,
    values=("h323", "sip", "mssip", "rtmp", "gms", "teams"),
)

REMOTE_ALIAS = ResponseField(
    "remote_alias",
    ValueType.TEXT,
    "The alias to call. It may have a scheme, but outgoing_protocol decides.",
    example="alice@example.org",
    words="alias to call",
    source=SERVICE_ANSWERS,
    required=True,
)

GATEWAY_CALL_TYPE = ResponseField(
    "call_type",
    ValueType.TEXT,
    "The media that the call may have. auto follows the inbound call.",
    example="auto",
    words="call type",
    source=SERVICE_ANSWERS,
    values=("video", "video-only", "audio", "auto"),
    default="video",
)

CALLED_DEVICE_TYPE = ResponseField(
    "called_device_type",
    ValueType.TEXT,
    "What is called: an external device, a registered one, or a meeting of another system.",
    example="teams_conference",
    words="kind of called device",
    source=SERVICE_ANSWERS,
    values=(
        "external",
        "registration",
        "mssip_conference_id",
        "mssip_server",
        "gms_conference",
        "teams_conference",
        "teams_user",
        "telehealth_profile",
    ),
    default="external",
)

DENOISE_AUDIO = ResponseField(
    "denoise_audio",
    ValueType.BOOLEAN,
    "Removes background noise in Google Meet calls.",
    example=True,
    words="noise removal in Google Meet",
    source=SERVICE_ANSWERS,
    default="true",
)

DTMF_SEQUENCE = ResponseField(
    "dtmf_sequence",
    ValueType.TEXT,
    "The tones to send after the call is answered. A comma is a pause of two seconds.",
    example=",,1234#",
    words="tones after the answer",
    source=SERVICE_ANSWERS,
)

EXTERNAL_PARTICIPANT_AVATAR_LOOKUP = ResponseField(
    "external_participant_avatar_lookup",
    ValueType.TEXT,
    "Whether avatars of Teams participants are looked up. Teams calls only.",
    example="yes",
    words="look-up of avatars",
    source=SERVICE_ANSWERS,
    values=("default", "yes", "no"),
    default="default",
)

H323_GATEKEEPER_NAME = ResponseField(
    "h323_gatekeeper_name",
    ValueType.TEXT,
    "The H.323 gatekeeper to call through. Leave it out to use DNS.",
    example="Gatekeeper Oslo",
    words="H.323 gatekeeper",
    source=SERVICE_ANSWERS,
    existing="h323_gatekeeper",
)

OUTGOING_LOCATION_NAME = ResponseField(
    "outgoing_location_name",
    ValueType.TEXT,
    "The system location that places the call.",
    example="New York",
    words="outgoing location",
    source=SERVICE_ANSWERS,
    location=True,
    existing="system_location",
)

SIP_PROXY_NAME = ResponseField(
    "sip_proxy_name",
    ValueType.TEXT,
    "The SIP proxy to call through. Leave it out to use DNS.",
    example="SIP proxy Oslo",
    words="SIP proxy",
    source=SERVICE_ANSWERS,
    existing="sip_proxy",
)

STUN_SERVER_NAME = ResponseField(
    "stun_server_name",
    ValueType.TEXT,
    "The STUN server for ICE calls.",
    example="STUN Europe",
    words="STUN server",
    source=SERVICE_ANSWERS,
    existing="stun_server",
)

TEAMS_FIT_TO_FRAME = ResponseField(
    "teams_fit_to_frame",
    ValueType.TEXT,
    "Whether the video of Teams participants fills its frame. Teams calls only.",
    example="yes",
    words="video that fills its frame",
    source=SERVICE_ANSWERS,
    values=("yes", "no"),
    default="no",
)

TRANSCODING_ENABLED = ResponseField(
    "transcoding_enabled",
    ValueType.BOOLEAN,
    "Whether Pexip transcodes a SIP to SIP call. false passes H.264 media through.",
    example=True,
    words="transcoding",
    source=SERVICE_ANSWERS,
    default="true",
)

TREAT_AS_TRUSTED = ResponseField(
    "treat_as_trusted",
    ValueType.BOOLEAN,
    "Whether the caller counts as trusted in the called meeting, and so can skip the lobby.",
    example=True,
    words="trust in the called meeting",
    source=SERVICE_ANSWERS,
)

TURN_SERVER_NAME = ResponseField(
    "turn_server_name",
    ValueType.TEXT,
    "The TURN server for ICE calls.",
    example="TURN Europe",
    words="TURN server",
    source=SERVICE_ANSWERS,
    existing="turn_server",
)
