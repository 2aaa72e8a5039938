"""The catalogue: what Pexip Infinity sends to a policy script and accepts from it, as data.

Facts only, each with its source; nothing here knows the rule language. Whatever else the compiler
says about a field derives from its row, so a new field of Pexip is one new row.
"""

from __future__ import annotations

from rulec.pexip.constructs import (
    COMPARISONS,
    NODES,
    NOW_PARTS,
    SCRIPT_FILTERS,
    SCRIPT_FUNCTIONS,
    SCRIPT_METHODS,
)
from rulec.pexip.filters import DISABLED_FILTERS, FILTERS, FUNCTIONS
from rulec.pexip.formats import NEW_ALIAS, PIN_PATTERN, REJECT_REASON, UUID_PATTERN
from rulec.pexip.inputs import (
    ALWAYS_THERE,
    AMBIGUOUS,
    CALL_FIELDS,
    MEDIA_FIELDS,
    PARTICIPANT_FIELDS,
    SERVICE_FIELDS,
    VARIABLES,
    idp_attribute,
    service_input,
    variables_of,
)
from rulec.pexip.limits import (
    INTEGER_MAX_DIGITS,
    MAX_CHAINED_FILTERS,
    MAX_ELIF_ARMS,
    MAX_EXPRESSION_DEPTH,
    MAX_LITERAL_DEPTH,
    MAX_NESTED_IFS,
    MAX_OPERANDS,
    MAX_OVERFLOW_LOCATIONS,
    PIN_MAX_CHARACTERS,
    PIN_MIN_CHARACTERS,
    SCRIPT_MAX_CHARACTERS,
    SCRIPT_WARNING_CHARACTERS,
    script_size,
)
from rulec.pexip.responses import (
    AUTOMATIC_PARTICIPANT,
    LATER_PARTICIPANT_FIELDS,
    MEDIA_RESPONSE,
    PARTICIPANT_RESPONSE,
    SEEN_IN_SCRIPTS,
    SERVICE_FIELD_NAMES,
    SERVICE_TYPES,
    ServiceField,
    service_response_field,
)
from rulec.pexip.rights import MOVES_MEDIA, RIGHTS, Held, Rights, rights_of
from rulec.pexip.rows import (
    FIELD_MAX_CHARACTERS,
    Filter,
    InputField,
    Parameter,
    ResponseField,
    Scalar,
    ServiceType,
    Supply,
)
from rulec.pexip.rules import FIELDS_OF_RULES, Breach, breaches
from rulec.pexip.secret import SECRET_FIELDS
from rulec.pexip.types import Policy, ValueType

__all__ = [
    "ALWAYS_THERE",
    "AMBIGUOUS",
    "AUTOMATIC_PARTICIPANT",
    "CALL_FIELDS",
    "COMPARISONS",
    "DISABLED_FILTERS",
    "FIELDS_OF_RULES",
    "FIELD_MAX_CHARACTERS",
    "FILTERS",
    "FUNCTIONS",
    "INTEGER_MAX_DIGITS",
    "LATER_PARTICIPANT_FIELDS",
    "MAX_CHAINED_FILTERS",
    "MAX_ELIF_ARMS",
    "MAX_EXPRESSION_DEPTH",
    "MAX_LITERAL_DEPTH",
    "MAX_NESTED_IFS",
    "MAX_OPERANDS",
    "MAX_OVERFLOW_LOCATIONS",
    "MEDIA_FIELDS",
    "MEDIA_RESPONSE",
    "MOVES_MEDIA",
    "NEW_ALIAS",
    "NODES",
    "NOW_PARTS",
    "PARTICIPANT_FIELDS",
    "PARTICIPANT_RESPONSE",
    "PIN_MAX_CHARACTERS",
    "PIN_MIN_CHARACTERS",
    "PIN_PATTERN",
    "REJECT_REASON",
    "RIGHTS",
    "SCRIPT_FILTERS",
    "SCRIPT_FUNCTIONS",
    "SCRIPT_MAX_CHARACTERS",
    "SCRIPT_METHODS",
    "SCRIPT_WARNING_CHARACTERS",
    "SECRET_FIELDS",
    "SEEN_IN_SCRIPTS",
    "SERVICE_FIELDS",
    "SERVICE_FIELD_NAMES",
    "SERVICE_TYPES",
    "UUID_PATTERN",
    "VARIABLES",
    "Breach",
    "Filter",
    "Held",
    "InputField",
    "Parameter",
    "Policy",
    "ResponseField",
    "Rights",
    "Scalar",
    "ServiceField",
    "ServiceType",
    "Supply",
    "ValueType",
    "breaches",
    "idp_attribute",
    "rights_of",
    "script_size",
    "service_input",
    "service_response_field",
    "variables_of",
]
