"""Answer rows about who may join a service, in which role, and with which PIN."""

from __future__ import annotations

from rulec.pexip.limits import PIN_MAX_CHARACTERS
from rulec.pexip.rows import ResponseField
from rulec.pexip.sources import PINS, SERVICE_ANSWERS
from rulec.pexip.types import ValueType

ALLOW_GUESTS = ResponseField(
    "allow_guests",
    ValueType.BOOLEAN,
    "Tells Hosts and Guests apart. When true, the service needs a pin for its Hosts.",
    example=True,
    words="guest access",
    source=SERVICE_ANSWERS,
    default="false",
)

PIN = ResponseField(
    "pin",
    ValueType.TEXT,
    "The Host PIN: 4 to 20 characters, digits with an optional # at the end. Empty means no PIN.",
    example="1234",
    words="Host PIN",
    source=PINS,
    max_length=PIN_MAX_CHARACTERS,
    pin=True,
    secret=True,
    per_participant=True,
)

GUEST_PIN = ResponseField(
    "guest_pin",
    ValueType.TEXT,
    "The Guest PIN: as long as pin, but another one, and only with allow_guests. Empty lets Guests"
    " in without a PIN.",
    example="5678",
    words="Guest PIN",
    source=PINS,
    max_length=PIN_MAX_CHARACTERS,
    pin=True,
    secret=True,
    per_participant=True,
)

HOST_IDENTITY_PROVIDER_GROUP = ResponseField(
    "host_identity_provider_group",
    ValueType.TEXT,
    "The identity provider group where Hosts must sign in. Empty means that they need not.",
    example="Employees",
    words="identity provider group of Hosts",
    source=SERVICE_ANSWERS,
    existing="identity_provider_group",
    per_participant=True,
)

GUEST_IDENTITY_PROVIDER_GROUP = ResponseField(
    "guest_identity_provider_group",
    ValueType.TEXT,
    "The identity provider group where Guests must sign in. Empty means that they need not.",
    example="Partners",
    words="identity provider group of Guests",
    source=SERVICE_ANSWERS,
    existing="identity_provider_group",
    per_participant=True,
)

NON_IDP_PARTICIPANTS = ResponseField(
    "non_idp_participants",
    ValueType.TEXT,
    "What happens to devices that cannot sign in through an identity provider.",
    example="allow_if_trusted",
    words="treatment of devices that cannot sign in",
    source=SERVICE_ANSWERS,
    values=("disallow_all", "allow_if_trusted"),
    default="disallow_all",
)
