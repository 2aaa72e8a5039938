"""The codes of resolving: names, types, operators, templates, effects."""

from __future__ import annotations

from rulec.diagnostics.problem import Code, Severity

UNKNOWN_FILE = Code(
    "R100",
    "unknown-file",
    Severity.ERROR,
    headline="A YAML file that is neither a rule set, a test file nor the project file",
    why="",
    bad="",
    good="",
)
WRONG_VERSION = Code(
    "R101",
    "wrong-version",
    Severity.ERROR,
    headline="An unknown version of the rule language",
    why="",
    bad="",
    good="",
)
UNKNOWN_PROFILE = Code(
    "R102",
    "unknown-profile",
    Severity.ERROR,
    headline="A profile that the project file does not have",
    why="",
    bad="",
    good="",
)
NO_SUCH_FILE = Code(
    "R103",
    "no-such-file",
    Severity.ERROR,
    headline="A path or glob that fits no file",
    why="",
    bad="",
    good="",
)
BAD_BUDGET = Code(
    "R104",
    "bad-budget",
    Severity.ERROR,
    headline="A budget that Pexip would not accept",
    why="",
    bad="",
    good="",
)
TOO_OLD = Code(
    "R105",
    "too-old",
    Severity.WARNING,
    headline="Participant rules for a Pexip Infinity that has no participant policy",
    why="",
    bad="",
    good="",
)
DUPLICATE_ID = Code(
    "R106",
    "duplicate-id",
    Severity.ERROR,
    headline="The same id, name or file twice",
    why="",
    bad="",
    good="",
)
BAD_NAME = Code(
    "R107",
    "bad-name",
    Severity.ERROR,
    headline="A name that cannot be one",
    why="",
    bad="",
    good="",
)
NAME_TAKEN = Code(
    "R108",
    "name-taken",
    Severity.ERROR,
    headline="A name that means something else already",
    why="",
    bad="",
    good="",
)
UNKNOWN_FIELD = Code(
    "R110",
    "unknown-field",
    Severity.ERROR,
    headline="A field that requests do not have",
    why="",
    bad="",
    good="",
)
UNKNOWN_LOCATION = Code(
    "R111",
    "unknown-location",
    Severity.ERROR,
    headline="A system location that the project does not list",
    why="",
    bad="",
    good="",
)
UNKNOWN_ZONE = Code(
    "R112",
    "unknown-zone",
    Severity.ERROR,
    headline="An unknown time zone",
    why="",
    bad="",
    good="",
)
UNKNOWN_LIST = Code(
    "R113",
    "unknown-list",
    Severity.ERROR,
    headline="A list that is not defined",
    why="",
    bad="",
    good="",
)
UNKNOWN_CONDITION = Code(
    "R114",
    "unknown-condition",
    Severity.ERROR,
    headline="A named condition that is not defined",
    why="",
    bad="",
    good="",
)
CONDITION_CYCLE = Code(
    "R115",
    "condition-cycle",
    Severity.ERROR,
    headline="Named conditions that use each other in a circle",
    why="",
    bad="",
    good="",
)
UNKNOWN_OPERATOR = Code(
    "R120",
    "unknown-operator",
    Severity.ERROR,
    headline="An unknown operator",
    why="",
    bad="",
    good="",
)
WRONG_OPERATOR = Code(
    "R121",
    "wrong-operator",
    Severity.ERROR,
    headline="An operator that cannot be asked of this field",
    why="",
    bad="",
    good="",
)
EMPTY_OPERAND = Code(
    "R122",
    "empty-operand",
    Severity.ERROR,
    headline="An operand that is empty",
    why="",
    bad="",
    good="",
)
BAD_PATTERN = Code(
    "R123",
    "bad-pattern",
    Severity.ERROR,
    headline="A pattern that cannot be used",
    why="",
    bad="",
    good="",
)
BAD_SUBNET = Code(
    "R124",
    "bad-subnet",
    Severity.ERROR,
    headline="A text that is no address block",
    why="",
    bad="",
    good="",
)
BAD_TIME = Code(
    "R125",
    "bad-time",
    Severity.ERROR,
    headline="A time that is none",
    why="",
    bad="",
    good="",
)
BAD_DATE = Code(
    "R126",
    "bad-date",
    Severity.ERROR,
    headline="A day or range of days that is none",
    why="",
    bad="",
    good="",
)
CAPTURE_NOT_HERE = Code(
    "R127",
    "capture-not-here",
    Severity.ERROR,
    headline="A named group where nothing can be captured",
    why="",
    bad="",
    good="",
)
HOST_BITS = Code(
    "R128",
    "host-bits",
    Severity.WARNING,
    headline="An address block written with host bits",
    why="",
    bad="",
    good="",
)
SLOW_PATTERN = Code(
    "R129",
    "slow-pattern",
    Severity.WARNING,
    headline="A pattern that may take very long",
    why="",
    bad="",
    good="",
)
UNKNOWN_VALUE = Code(
    "R130",
    "unknown-value",
    Severity.WARNING,
    headline="A value that the field is not known to have",
    why="",
    bad="",
    good="",
)
BAD_TEMPLATE = Code(
    "R140",
    "bad-template",
    Severity.ERROR,
    headline="A template that is not understood",
    why="",
    bad="",
    good="",
)
UNKNOWN_SOURCE = Code(
    "R141",
    "unknown-source",
    Severity.ERROR,
    headline="A template that reads something unknown",
    why="",
    bad="",
    good="",
)
UNKNOWN_FILTER = Code(
    "R142",
    "unknown-filter",
    Severity.ERROR,
    headline="An unknown filter",
    why="",
    bad="",
    good="",
)
REFUSED_FILTER = Code(
    "R143",
    "refused-filter",
    Severity.ERROR,
    headline="A filter that templates may not use",
    why="",
    bad="",
    good="",
)
WRONG_ARGUMENTS = Code(
    "R144",
    "wrong-arguments",
    Severity.ERROR,
    headline="A filter with the wrong arguments",
    why="",
    bad="",
    good="",
)
WRONG_TYPE = Code(
    "R145",
    "wrong-type",
    Severity.ERROR,
    headline="A value of the wrong type",
    why="",
    bad="",
    good="",
)
LIST_IN_TEXT = Code(
    "R146",
    "list-in-text",
    Severity.ERROR,
    headline="A list where a text is needed",
    why="",
    bad="",
    good="",
)
NOT_AN_ALIAS = Code(
    "R147",
    "not-an-alias",
    Severity.ERROR,
    headline="The part of an alias asked of a field that is none",
    why="",
    bad="",
    good="",
)
LET_CYCLE = Code(
    "R148",
    "let-cycle",
    Severity.ERROR,
    headline="Named values that use each other in a circle",
    why="",
    bad="",
    good="",
)
CAPTURE_TOO_EARLY = Code(
    "R149",
    "capture-too-early",
    Severity.ERROR,
    headline="A capture tested in the condition that captures it",
    why="",
    bad="",
    good="",
)
NO_EFFECT = Code(
    "R150",
    "no-effect",
    Severity.ERROR,
    headline="A rule, or a part of one, that does nothing",
    why="",
    bad="",
    good="",
)
EFFECT_NOT_HERE = Code(
    "R151",
    "effect-not-here",
    Severity.ERROR,
    headline="An effect that the policy does not have",
    why="",
    bad="",
    good="",
)
EFFECTS_CLASH = Code(
    "R152",
    "effects-clash",
    Severity.ERROR,
    headline="Effects that cannot stand together",
    why="",
    bad="",
    good="",
)
UNKNOWN_TARGET = Code(
    "R153",
    "unknown-target",
    Severity.ERROR,
    headline="A field that answers do not have",
    why="",
    bad="",
    good="",
)
WRONG_VALUE = Code(
    "R154",
    "wrong-value",
    Severity.ERROR,
    headline="A value that Pexip does not accept",
    why="",
    bad="",
    good="",
)
MISSING_FIELD = Code(
    "R155",
    "missing-field",
    Severity.ERROR,
    headline="A mandatory field is missing",
    why="",
    bad="",
    good="",
)
PEXIP_REFUSES = Code(
    "R156",
    "pexip-refuses",
    Severity.ERROR,
    headline="An answer that breaks one of Pexip's rules between fields",
    why="",
    bad="",
    good="",
    acceptable=True,
)
UNUSUAL_FIELD = Code(
    "R157",
    "unusual-field",
    Severity.WARNING,
    headline="A field that is not documented for this service",
    why="",
    bad="",
    good="",
)
UNKNOWN_CHOICE = Code(
    "R158",
    "unknown-choice",
    Severity.WARNING,
    headline="A value that is not on the list of known ones",
    why="",
    bad="",
    good="",
)
NULL_IGNORED = Code(
    "R159",
    "null-ignored",
    Severity.WARNING,
    headline="A null that changes nothing",
    why="",
    bad="",
    good="",
)
MAY_BE_MISSING = Code(
    "R160",
    "may-be-missing",
    Severity.WARNING,
    headline="A mandatory field that may have no value",
    why="",
    bad="",
    good="",
)
MANY_OVERFLOWS = Code(
    "R161",
    "many-overflows",
    Severity.WARNING,
    headline="More overflow locations than are known to work",
    why="",
    bad="",
    good="",
)
UNKNOWN_CODE = Code(
    "R170",
    "unknown-code",
    Severity.ERROR,
    headline="A code that cannot be accepted",
    why="",
    bad="",
    good="",
)
ACCEPT_WITHOUT_REASON = Code(
    "R171",
    "accept-without-reason",
    Severity.ERROR,
    headline="Something is accepted without a reason",
    why="",
    bad="",
    good="",
)
UNUSED_ACCEPT = Code(
    "R172",
    "unused-accept",
    Severity.WARNING,
    headline="Something is accepted that is not there",
    why="",
    bad="",
    good="",
)
UNUSED_NAME = Code(
    "R173",
    "unused-name",
    Severity.WARNING,
    headline="Something is defined and never used",
    why="",
    bad="",
    good="",
)
UNKNOWN_RULE = Code(
    "R174",
    "unknown-rule",
    Severity.ERROR,
    headline="A test that expects a rule which does not exist",
    why="",
    bad="",
    good="",
)

CODES: tuple[Code, ...] = (
    UNKNOWN_FILE,
    WRONG_VERSION,
    UNKNOWN_PROFILE,
    NO_SUCH_FILE,
    BAD_BUDGET,
    TOO_OLD,
    DUPLICATE_ID,
    BAD_NAME,
    NAME_TAKEN,
    UNKNOWN_FIELD,
    UNKNOWN_LOCATION,
    UNKNOWN_ZONE,
    UNKNOWN_LIST,
    UNKNOWN_CONDITION,
    CONDITION_CYCLE,
    UNKNOWN_OPERATOR,
    WRONG_OPERATOR,
    EMPTY_OPERAND,
    BAD_PATTERN,
    BAD_SUBNET,
    BAD_TIME,
    BAD_DATE,
    CAPTURE_NOT_HERE,
    HOST_BITS,
    SLOW_PATTERN,
    UNKNOWN_VALUE,
    BAD_TEMPLATE,
    UNKNOWN_SOURCE,
    UNKNOWN_FILTER,
    REFUSED_FILTER,
    WRONG_ARGUMENTS,
    WRONG_TYPE,
    LIST_IN_TEXT,
    NOT_AN_ALIAS,
    LET_CYCLE,
    CAPTURE_TOO_EARLY,
    NO_EFFECT,
    EFFECT_NOT_HERE,
    EFFECTS_CLASH,
    UNKNOWN_TARGET,
    WRONG_VALUE,
    MISSING_FIELD,
    PEXIP_REFUSES,
    UNUSUAL_FIELD,
    UNKNOWN_CHOICE,
    NULL_IGNORED,
    MAY_BE_MISSING,
    MANY_OVERFLOWS,
    UNKNOWN_CODE,
    ACCEPT_WITHOUT_REASON,
    UNUSED_ACCEPT,
    UNUSED_NAME,
    UNKNOWN_RULE,
)
