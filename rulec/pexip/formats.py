"""Formats of texts in answers, and the rows of answers that belong to an action."""

from __future__ import annotations

from rulec.pexip.rows import FIELD_MAX_CHARACTERS, ResponseField
from rulec.pexip.sources import LOCAL_SCRIPTS, PARTICIPANT_ANSWERS
from rulec.pexip.types import ValueType

#: Digits with an optional final `#`, 4 to 20 characters in all (Pexip docs: PINs, Hosts and
#: Guests; the management schema since gives 20).
PIN_PATTERN = r"^([0-9]{4,20}|[0-9]{3,19}#)\Z"

#: The form 8-4-4-4-12 that `breakout_uuid` needs.
UUID_PATTERN = r"^([0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12})\Z"

#: What a rejected participant sees in an app.
REJECT_REASON = ResponseField(
    "reject_reason",
    ValueType.TEXT,
    doc="Why the participant was refused; users of Pexip apps see it.",
    example="Please join with your work account",
    words="reason",
    source=PARTICIPANT_ANSWERS,
    max_length=FIELD_MAX_CHARACTERS,
)

#: Where a redirected caller is sent.
NEW_ALIAS = ResponseField(
    "new_alias",
    ValueType.TEXT,
    doc="The alias in the SIP 302 that the caller receives.",
    example="sip:reception@example.com",
    words="new alias",
    source=LOCAL_SCRIPTS,
    required=True,
    min_length=1,
    max_length=FIELD_MAX_CHARACTERS,
)
