"""Everything that an answer may hold: the six service types, participants, media locations."""

from __future__ import annotations

from rulec.pexip import responses_access as access
from rulec.pexip import responses_gateway as gateway
from rulec.pexip import responses_meeting as meeting
from rulec.pexip import responses_reception as reception
from rulec.pexip import responses_service as service
from rulec.pexip.responses_automatic import AUTOMATIC_PARTICIPANT
from rulec.pexip.responses_participant import (
    LATER_PARTICIPANT_FIELDS,
    MEDIA_RESPONSE,
    PARTICIPANT_RESPONSE,
)
from rulec.pexip.rows import ResponseField, ServiceType
from rulec.pexip.sources import PUBLISHED_SCRIPTS, SERVICE_ANSWERS
from rulec.pexip.types import Policy, ValueType
from rulec.records import dataclass

__all__ = [
    "AUTOMATIC_PARTICIPANT",
    "LATER_PARTICIPANT_FIELDS",
    "MEDIA_RESPONSE",
    "PARTICIPANT_RESPONSE",
    "SEEN_IN_SCRIPTS",
    "SERVICE_FIELD_NAMES",
    "SERVICE_TYPES",
    "ServiceField",
    "service_response_field",
]

#: The fields that a Virtual Meeting Room and a Virtual Auditorium share, without `service_type`.
_MEETING_ROWS: tuple[ResponseField, ...] = (
    access.ALLOW_GUESTS,
    meeting.AUTOMATIC_PARTICIPANTS,
    meeting.BREAKOUT_ROOMS,
    service.BYPASS_PROXY,
    service.CALL_TYPE,
    service.CRYPTO_MODE,
    meeting.DENOISE_ENABLED,
    service.DESCRIPTION,
    meeting.DIRECT_MEDIA,
    meeting.DIRECT_MEDIA_NOTIFICATION_DURATION,
    service.ENABLE_ACTIVE_SPEAKER_INDICATION,
    meeting.ENABLE_CHAT,
    service.ENABLE_OVERLAY_TEXT,
    access.GUEST_IDENTITY_PROVIDER_GROUP,
    access.GUEST_PIN,
    meeting.GUESTS_CAN_PRESENT,
    access.HOST_IDENTITY_PROVIDER_GROUP,
    service.IVR_THEME_NAME,
    service.LIVE_CAPTIONS_ENABLED,
    service.LIVE_CAPTIONS_LANGUAGE,
    service.LOCAL_DISPLAY_NAME,
    meeting.LOCKED,
    service.MAX_CALLRATE_IN,
    service.MAX_CALLRATE_OUT,
    service.MAX_PIXELS_PER_SECOND,
    meeting.MUTE_ALL_GUESTS,
    access.NON_IDP_PARTICIPANTS,
    meeting.PARTICIPANT_LIMIT,
    access.PIN,
    meeting.PINNING_CONFIG,
    service.PREFER_IPV6,
    meeting.PRIMARY_OWNER_EMAIL_ADDRESS,
    meeting.SOFTMUTE_ENABLED,
    service.SOURCE_LANGUAGE,
)

_GATEWAY_ROWS: tuple[ResponseField, ...] = (
    service.BYPASS_PROXY,
    gateway.GATEWAY_CALL_TYPE,
    gateway.CALLED_DEVICE_TYPE,
    service.CRYPTO_MODE,
    gateway.DENOISE_AUDIO,
    service.DESCRIPTION,
    gateway.DTMF_SEQUENCE,
    service.ENABLE_ACTIVE_SPEAKER_INDICATION,
    service.ENABLE_OVERLAY_TEXT,
    gateway.EXTERNAL_PARTICIPANT_AVATAR_LOOKUP,
    service.GMS_ACCESS_TOKEN_NAME,
    gateway.H323_GATEKEEPER_NAME,
    service.IVR_THEME_NAME,
    service.LIVE_CAPTIONS_ENABLED,
    service.LIVE_CAPTIONS_LANGUAGE,
    service.LOCAL_DISPLAY_NAME,
    service.MAX_CALLRATE_IN,
    service.MAX_CALLRATE_OUT,
    service.MAX_PIXELS_PER_SECOND,
    service.MSSIP_PROXY_NAME,
    gateway.OUTGOING_LOCATION_NAME,
    service.PREFER_IPV6,
    gateway.SIP_PROXY_NAME,
    service.SOURCE_LANGUAGE,
    gateway.STUN_SERVER_NAME,
    gateway.TEAMS_FIT_TO_FRAME,
    service.TEAMS_PROXY_NAME,
    gateway.TRANSCODING_ENABLED,
    gateway.TREAT_AS_TRUSTED,
    gateway.TURN_SERVER_NAME,
    service.VIEW,
)

_TWO_STAGE_ROWS: tuple[ResponseField, ...] = (
    service.BYPASS_PROXY,
    service.CALL_TYPE,
    service.CRYPTO_MODE,
    service.DESCRIPTION,
    service.GMS_ACCESS_TOKEN_NAME,
    service.IVR_THEME_NAME,
    service.LOCAL_DISPLAY_NAME,
    service.MAX_CALLRATE_IN,
    service.MAX_CALLRATE_OUT,
    service.MAX_PIXELS_PER_SECOND,
    service.MSSIP_PROXY_NAME,
    service.TEAMS_PROXY_NAME,
    *reception.RECEPTION_ROWS,
)

_PLAYBACK_ROWS: tuple[ResponseField, ...] = (
    access.ALLOW_GUESTS,
    service.DESCRIPTION,
    access.GUEST_PIN,
    access.GUEST_IDENTITY_PROVIDER_GROUP,
    access.HOST_IDENTITY_PROVIDER_GROUP,
    service.IVR_THEME_NAME,
    service.MAX_CALLRATE_IN,
    service.MAX_CALLRATE_OUT,
    service.MAX_PIXELS_PER_SECOND,
    access.NON_IDP_PARTICIPANTS,
    reception.ON_COMPLETION,
    access.PIN,
)

_TEST_CALL_ROWS: tuple[ResponseField, ...] = (
    service.BYPASS_PROXY,
    service.CALL_TYPE,
    service.CRYPTO_MODE,
    service.DESCRIPTION,
    service.IVR_THEME_NAME,
    service.LOCAL_DISPLAY_NAME,
    service.MAX_CALLRATE_IN,
    service.MAX_PIXELS_PER_SECOND,
)


def _service_type(
    name: str,
    label: str,
    mandatory: tuple[ResponseField, ...],
    optional: tuple[ResponseField, ...],
) -> ServiceType:
    """A service type, its mandatory fields first."""
    common = (service.SERVICE_TAG, service.service_type_row(name, label))
    return ServiceType(name, label, SERVICE_ANSWERS, mandatory + common + optional)


#: Every service type by its name in `service_type`.
SERVICE_TYPES: dict[str, ServiceType] = {
    row.name: row
    for row in (
        _service_type(
            "conference",
            "Virtual Meeting Room",
            (service.NAME,),
            (*_MEETING_ROWS, service.VIEW, *meeting.BREAKOUT_ROWS),
        ),
        _service_type(
            "lecture",
            "Virtual Auditorium",
            (service.NAME,),
            _MEETING_ROWS + meeting.LECTURE_ROWS + meeting.BREAKOUT_ROWS,
        ),
        _service_type(
            "gateway",
            "Infinity Gateway call",
            (
                gateway.LOCAL_ALIAS,
                gateway.GATEWAY_NAME,
                gateway.OUTGOING_PROTOCOL,
                gateway.REMOTE_ALIAS,
            ),
            _GATEWAY_ROWS,
        ),
        _service_type("two_stage_dialing", "Virtual Reception", (service.NAME,), _TWO_STAGE_ROWS),
        _service_type(
            "media_playback",
            "Media Playback Service",
            (service.NAME, reception.MEDIA_PLAYLIST_NAME),
            _PLAYBACK_ROWS,
        ),
        _service_type("test_call", "Test Call Service", (service.NAME,), _TEST_CALL_ROWS),
    )
}


@dataclass(frozen=True, slots=True)
class ServiceField:
    """A row of a service's configuration, with the service types that have exactly this row."""

    row: ResponseField
    service_types: tuple[str, ...]


def _rows_by_name() -> dict[str, tuple[ServiceField, ...]]:
    """All distinct rows of all service types, in documentation order."""
    uses: dict[str, dict[ResponseField, tuple[str, ...]]] = {}
    for service_type in SERVICE_TYPES.values():
        for row in service_type.fields:
            rows = uses.setdefault(row.name, {})
            rows[row] = (*rows.get(row, ()), service_type.name)
    return {
        name: tuple(ServiceField(row, types) for row, types in rows.items())
        for name, rows in uses.items()
    }


_SERVICE_FIELDS = _rows_by_name()

#: The names of all fields of all service types.
SERVICE_FIELD_NAMES: tuple[str, ...] = tuple(_SERVICE_FIELDS)


def service_response_field(name: str) -> tuple[ServiceField, ...]:
    """The distinct rows of `name`, each with its service types; empty when no type has it.

    `service_type` has one row for each type, `name` and `call_type` two; any other name has one.
    """
    return _SERVICE_FIELDS.get(name, ())


#: Fields that published scripts write and Pexip does not document. The `doc` of a row is the advice
#: to give to its author.
SEEN_IN_SCRIPTS: dict[Policy, dict[str, ResponseField]] = {
    Policy.SERVICE: {
        "media_playlist": ResponseField(
            "media_playlist",
            ValueType.INTEGER,
            "Pexip does not document media_playlist, although published scripts write a playlist's"
            " number into it: write the playlist's name into media_playlist_name.",
            example=1,
            words="playlist number",
            source=PUBLISHED_SCRIPTS,
        ),
    },
    Policy.PARTICIPANT: {
        "overlay_text": ResponseField(
            "overlay_text",
            ValueType.TEXT,
            "Pexip does not document overlay_text for participants: set remote_display_name, which"
            " is the text shown, or disable_overlay_text.",
            example="Bob",
            words="text over the video",
            source=PUBLISHED_SCRIPTS,
        ),
        "service_tag": ResponseField(
            "service_tag",
            ValueType.TEXT,
            "Pexip does not document service_tag for participants: set it in a service rule, or set"
            " call_tag here.",
            example="abcd1234",
            words="tag",
            source=PUBLISHED_SCRIPTS,
        ),
    },
    Policy.MEDIA_LOCATION: {},
}
