"""Answer rows that several service types share: identity, media and appearance."""

from __future__ import annotations

from rulec.pexip.rows import ResponseField
from rulec.pexip.sources import SERVICE_ANSWERS
from rulec.pexip.types import ValueType

#: The layouts for meetings. Themes may add their own, so an unknown one is not surely wrong.
MEETING_VIEWS = (
    "one_main_zero_pips",
    "one_main_seven_pips",
    "one_main_twentyone_pips",
    "two_mains_twentyone_pips",
    "one_main_thirtythree_pips",
    "four_mains_zero_pips",
    "nine_mains_zero_pips",
    "sixteen_mains_zero_pips",
    "twentyfive_mains_zero_pips",
    "five_mains_seven_pips",
    "one_main_one_pip",
    "one_main_nine_around",
    "one_main_twelve_around",
    "two_mains_eight_around",
)

NAME = ResponseField(
    "name",
    ValueType.TEXT,
    "The name of the service. A breakout room has the name of its main VMR.",
    example="Alice's VMR",
    words="name",
    source=SERVICE_ANSWERS,
    required=True,
    min_length=1,
)

SERVICE_TAG = ResponseField(
    "service_tag",
    ValueType.TEXT,
    "A tag for your own tracking, shown in logs and sent to policy. It may be empty, but must be"
    " there.",
    example="abcd1234",
    words="tag",
    source=SERVICE_ANSWERS,
    required=True,
)

BYPASS_PROXY = ResponseField(
    "bypass_proxy",
    ValueType.BOOLEAN,
    "Lets the caller send media straight to the Transcoding Conferencing Node, although a Proxying"
    " Edge Node handles the signaling.",
    example=False,
    words="media past the Proxying Edge Node",
    source=SERVICE_ANSWERS,
    default="false",
)

CALL_TYPE = ResponseField(
    "call_type",
    ValueType.TEXT,
    "The media that calls may have.",
    example="video",
    words="call type",
    source=SERVICE_ANSWERS,
    values=("video", "video-only", "audio"),
    default="video",
)

CRYPTO_MODE = ResponseField(
    "crypto_mode",
    ValueType.TEXT,
    "Whether media must be encrypted. null uses the global setting.",
    example="besteffort",
    words="encryption",
    source=SERVICE_ANSWERS,
    nullable=True,
    values=("besteffort", "on", "off"),
    default="null",
)

DESCRIPTION = ResponseField(
    "description",
    ValueType.TEXT,
    "A description of the service for administrators.",
    example="Alice's personal meeting room",
    words="description",
    source=SERVICE_ANSWERS,
)

ENABLE_ACTIVE_SPEAKER_INDICATION = ResponseField(
    "enable_active_speaker_indication",
    ValueType.BOOLEAN,
    "Shows the name of the participant who speaks.",
    example=False,
    words="name of who speaks",
    source=SERVICE_ANSWERS,
    default="false",
)

ENABLE_OVERLAY_TEXT = ResponseField(
    "enable_overlay_text",
    ValueType.BOOLEAN,
    "Shows the names of participants below their video.",
    example=True,
    words="names below the videos",
    source=SERVICE_ANSWERS,
    default="false",
)

IVR_THEME_NAME = ResponseField(
    "ivr_theme_name",
    ValueType.TEXT,
    "The theme of the service. Leave it out for the default theme.",
    example="Visitors",
    words="theme",
    source=SERVICE_ANSWERS,
    existing="ivr_theme",
)

LIVE_CAPTIONS_ENABLED = ResponseField(
    "live_captions_enabled",
    ValueType.TEXT,
    "Whether participants may see live captions. default uses the global setting.",
    example="yes",
    words="live captions",
    source=SERVICE_ANSWERS,
    values=("default", "yes", "no"),
    default="default",
)

LIVE_CAPTIONS_LANGUAGE = ResponseField(
    "live_captions_language",
    ValueType.TEXT,
    "The language of live captions. With AI Media Server 1.0 it must be the source_language.",
    example="en",
    words="language of live captions",
    source=SERVICE_ANSWERS,
)

SOURCE_LANGUAGE = ResponseField(
    "source_language",
    ValueType.TEXT,
    "The language that participants speak, for live captions.",
    example="en",
    words="spoken language",
    source=SERVICE_ANSWERS,
)

LOCAL_DISPLAY_NAME = ResponseField(
    "local_display_name",
    ValueType.TEXT,
    "The name that others see as the display name of this service.",
    example="Alice's meeting",
    words="name shown to others",
    source=SERVICE_ANSWERS,
)

MAX_CALLRATE_IN = ResponseField(
    "max_callrate_in",
    ValueType.INTEGER,
    "The most that Pexip receives from each participant, in bits per second. The management"
    " interface shows kbit/s: multiply by 1000.",
    example=1024000,
    words="highest rate from a participant",
    source=SERVICE_ANSWERS,
    minimum=128000,
    maximum=8192000,
    per_participant=True,
)

MAX_CALLRATE_OUT = ResponseField(
    "max_callrate_out",
    ValueType.INTEGER,
    "The most that Pexip sends to each participant, in bits per second. The management interface"
    " shows kbit/s: multiply by 1000.",
    example=1024000,
    words="highest rate to a participant",
    source=SERVICE_ANSWERS,
    minimum=128000,
    maximum=8192000,
    per_participant=True,
)

MAX_PIXELS_PER_SECOND = ResponseField(
    "max_pixels_per_second",
    ValueType.TEXT,
    "The best video quality: sd, hd or fullhd. null uses the global setting.",
    example="hd",
    words="video quality",
    source=SERVICE_ANSWERS,
    nullable=True,
    values=("sd", "hd", "fullhd"),
    default="null",
)

PREFER_IPV6 = ResponseField(
    "prefer_ipv6",
    ValueType.TEXT,
    "Whether IPv6 is preferred for media. It is the only field of a service that policy may change"
    " when Pexip dials out.",
    example="default",
    words="preference for IPv6",
    source=SERVICE_ANSWERS,
    values=("default", "yes", "no"),
    default="default",
)

VIEW = ResponseField(
    "view",
    ValueType.TEXT,
    "The layout that everybody sees. teams and teams_focus are for Teams gateway calls only.",
    example="five_mains_seven_pips",
    words="layout",
    source=SERVICE_ANSWERS,
    values=(*MEETING_VIEWS, "teams", "teams_focus"),
    values_closed=False,
    default="one_main_seven_pips",
)

GMS_ACCESS_TOKEN_NAME = ResponseField(
    "gms_access_token_name",
    ValueType.TEXT,
    "The access token for Google Meet.",
    example="Meet trusted",
    words="Google Meet access token",
    source=SERVICE_ANSWERS,
    existing="gms_access_token",
)

MSSIP_PROXY_NAME = ResponseField(
    "mssip_proxy_name",
    ValueType.TEXT,
    "The Skype for Business server to call through. Leave it out to use DNS.",
    example="SfB pool",
    words="Skype for Business server",
    source=SERVICE_ANSWERS,
    existing="mssip_proxy",
)

TEAMS_PROXY_NAME = ResponseField(
    "teams_proxy_name",
    ValueType.TEXT,
    "The Teams Connector that handles the call.",
    example="Teams Connector Europe",
    words="Teams Connector",
    source=SERVICE_ANSWERS,
    existing="teams_proxy",
)


def service_type_row(name: str, label: str) -> ResponseField:
    """The row that says which type a service is of."""
    return ResponseField(
        "service_type",
        ValueType.TEXT,
        f"The type of service: {name} is a {label}.",
        example=name,
        words="type",
        source=SERVICE_ANSWERS,
        required=True,
        values=(name,),
    )
