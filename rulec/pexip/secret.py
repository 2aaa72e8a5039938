"""Which fields of Pexip are secret, on their way in or out: PINs and passcodes."""

from __future__ import annotations

from rulec.pexip.inputs import CALL_FIELDS, PARTICIPANT_FIELDS, SERVICE_FIELDS
from rulec.pexip.responses import SERVICE_TYPES

#: Their names.
SECRET_FIELDS = frozenset(
    row.name
    for rows in (CALL_FIELDS, PARTICIPANT_FIELDS, SERVICE_FIELDS)
    for row in rows.values()
    if row.secret
) | frozenset(row.name for kind in SERVICE_TYPES.values() for row in kind.fields if row.secret)
