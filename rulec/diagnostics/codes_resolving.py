"""The codes of resolving: files, names, what is accepted, and tests.

Those of conditions, values and effects are in modules of their own and are found here too.
"""

from __future__ import annotations

from rulec.diagnostics import codes_conditions, codes_effects, codes_tables, codes_values
from rulec.diagnostics.codes_conditions import *  # noqa: F403  one name space for what resolves
from rulec.diagnostics.codes_effects import *  # noqa: F403  as above
from rulec.diagnostics.codes_tables import *  # noqa: F403  as above
from rulec.diagnostics.codes_values import *  # noqa: F403  as above
from rulec.diagnostics.problem import Code, Severity

# Files and profiles

UNKNOWN_FILE = Code(
    "R100",
    "unknown-file",
    Severity.ERROR,
    headline="A YAML file that is neither a rule set, a test file nor the project file",
    why=(
        "Every YAML file below the rules folder has a part in the build. One that is not "
        "understood may hold rules that somebody believes to be on the nodes. Give a rule set its "
        "`policy` and `rules`, a test file its `profile`, `policy` and `tests`, or move the file "
        "out of the folder."
    ),
    bad="staff: [alice@example.com]",
    good="policy: participant\nrules: []",
)
WRONG_VERSION = Code(
    "R101",
    "wrong-version",
    Severity.ERROR,
    headline="An unknown version of the rule language",
    why=(
        "The version says what the rules mean. A version that this rulec does not know may give "
        "the same words another meaning, so nothing is built. Install the rulec that the rules "
        "were written for, or correct the number."
    ),
    bad="# rulec.yaml\nrulec: 2",
    good="# rulec.yaml\nrulec: 1",
)
UNKNOWN_PROFILE = Code(
    "R102",
    "unknown-profile",
    Severity.ERROR,
    headline="A test of a profile that the project does not have",
    why=(
        "The tests of the file would never run, and whoever reads them would believe that the "
        "profile does what they say. Profiles are named in rulec.yaml; without one there is the "
        "profile `default`."
    ),
    bad=(
        "# rules.yaml\npolicy: service\nrules: []\n"
        "# tests.yaml\nprofile: defualt\npolicy: service\ntests: []"
    ),
    good=(
        "# rules.yaml\npolicy: service\nrules: []\n"
        "# tests.yaml\nprofile: default\npolicy: service\ntests: []"
    ),
)
NO_SUCH_FILE = Code(
    "R103",
    "no-such-file",
    Severity.ERROR,
    headline="A path of a profile that names no rule set",
    why=(
        "The script of the profile would be built without these rules, and the calls they are for "
        "would pass through unchanged. Paths start at the rules folder; `*` stands for any name in "
        "one folder and `**` for any folders."
    ),
    bad=(
        "# rulec.yaml\nrulec: 1\nprofiles: {edge: {rules: [service/egde.yaml]}}\n"
        "# service/edge.yaml\npolicy: service\nrules: []"
    ),
    good=(
        "# rulec.yaml\nrulec: 1\nprofiles: {edge: {rules: [service/edge.yaml]}}\n"
        "# service/edge.yaml\npolicy: service\nrules: []"
    ),
)
BAD_BUDGET = Code(
    "R104",
    "bad-budget",
    Severity.ERROR,
    headline="A budget that Pexip would not accept",
    why=(
        "The budget is the number of characters that a script of the profile may have. Pexip takes "
        "at most 49,152, so a larger budget could only hide that a script does not fit."
    ),
    bad="# rulec.yaml\nrulec: 1\nprofiles: {edge: {rules: [], budget: 60000}}",
    good="# rulec.yaml\nrulec: 1\nprofiles: {edge: {rules: [], budget: 40000}}",
)
TOO_OLD = Code(
    "R105",
    "too-old",
    Severity.WARNING,
    headline="Participant rules for a Pexip Infinity that has no participant policy",
    why=(
        "The release that `pexip` names never asks for participant policy: the script could not be "
        "pasted anywhere, and its rules would have no effect. Correct `pexip`, or leave the "
        "participant rules out until the platform is upgraded."
    ),
    bad=(
        "# rulec.yaml\nrulec: 1\npexip: 31\nprofiles: {all: {rules: [roles.yaml]}}\n"
        "# roles.yaml\npolicy: participant\nrules: []"
    ),
    good=(
        "# rulec.yaml\nrulec: 1\npexip: 38\nprofiles: {all: {rules: [roles.yaml]}}\n"
        "# roles.yaml\npolicy: participant\nrules: []"
    ),
)

# Names

DUPLICATE_ID = Code(
    "R106",
    "duplicate-id",
    Severity.ERROR,
    headline="The same id, name or file twice",
    why=(
        "Traces, reports and tests name a rule by its id and a rule set by its name. With two of "
        "one name nobody can tell which of them decided a call. Rename one of them."
    ),
    bad="- id: staff\n  reject: true\n- id: staff\n  continue: true",
    good="- id: staff\n  reject: true\n- id: guests\n  continue: true",
)
BAD_NAME = Code(
    "R107",
    "bad-name",
    Severity.ERROR,
    headline="A name with characters that names cannot have",
    why=(
        "Ids of rules are small letters and digits with single dashes between them, named values "
        "and captures are small letters, digits and underscores, and a profile becomes the name of "
        "a folder. Other characters would make names that reports and templates cannot repeat."
    ),
    bad="- id: Staff are hosts\n  reject: true",
    good="- id: staff-are-hosts\n  reject: true",
)
NAME_TAKEN = Code(
    "R108",
    "name-taken",
    Severity.ERROR,
    headline="A name that means something else already",
    why=(
        "If a named value, a capture or a list had the name of a field of Pexip, of a word of the "
        "language or of another value, a reader could not tell which of them a rule reads. A "
        "capture may occur once in a rule, the condition of its rule set included."
    ),
    bad="- id: room\n  let: {protocol: sip}\n  set: {call_tag: '{protocol}'}",
    good="- id: room\n  let: {kind: sip}\n  set: {call_tag: '{kind}'}",
)

# What is accepted, and tests

UNKNOWN_CODE = Code(
    "R170",
    "unknown-code",
    Severity.ERROR,
    headline="A code that cannot be accepted",
    why=(
        "`accept` silences warnings about one rule, and errors about Pexip's rules between fields. "
        "A code that is misspelled silences nothing; other errors have no meaning that a script "
        "could be built from."
    ),
    bad=(
        "- id: room\n  description: The block is written as our firewall writes it\n"
        "  accept: [host-bit]\n"
        "  when: {remote_address: {in_subnet: 10.0.0.1/8}}\n  reject: true"
    ),
    good=(
        "- id: room\n  description: The block is written as our firewall writes it\n"
        "  accept: [host-bits]\n"
        "  when: {remote_address: {in_subnet: 10.0.0.1/8}}\n  reject: true"
    ),
)
ACCEPT_WITHOUT_REASON = Code(
    "R171",
    "accept-without-reason",
    Severity.ERROR,
    headline="Something is accepted without a reason",
    why=(
        "Whoever reads the rule next year must be able to judge whether the warning is still meant "
        "to be there. Say why in the `description` of the rule."
    ),
    bad=(
        "- id: room\n  accept: [host-bits]\n"
        "  when: {remote_address: {in_subnet: 10.0.0.1/8}}\n  reject: true"
    ),
    good=(
        "- id: room\n  description: The block is written as our firewall writes it\n"
        "  accept: [host-bits]\n"
        "  when: {remote_address: {in_subnet: 10.0.0.1/8}}\n  reject: true"
    ),
)
UNUSED_ACCEPT = Code(
    "R172",
    "unused-accept",
    Severity.WARNING,
    headline="Something is accepted that is not there",
    why=(
        "The rule no longer has what it accepts. Left in place, the line would silence the next "
        "problem of the kind, which nobody has looked at."
    ),
    bad="- id: room\n  description: As the firewall has it\n  accept: [host-bits]\n  reject: true",
    good="- id: room\n  description: As the firewall has it\n  reject: true",
)
UNUSED_NAME = Code(
    "R173",
    "unused-name",
    Severity.WARNING,
    headline="Something is defined and never used",
    why=(
        "A list, a condition, a named value or a rule set that nothing uses is not in any script. "
        "Most often a rule was removed, or uses another name than it should."
    ),
    bad="lists: {partners: [example.com]}\nrules: []",
    good=(
        "lists: {partners: [example.com]}\nrules:\n- id: partners\n"
        "  when: {remote_alias: {domain: {list: partners}}}\n  reject: true"
    ),
)
UNKNOWN_RULE = Code(
    "R174",
    "unknown-rule",
    Severity.ERROR,
    headline="A test that expects a rule which does not exist",
    why=(
        "The test could never pass, or would stop telling anything once a rule was renamed. `rule` "
        "is the id of a rule of this file; `null` means that none applied."
    ),
    bad=(
        "rules: [{id: no-sip, when: {protocol: sip}, reject: true}]\n"
        "tests:\n- name: SIP is refused\n  given: {call: {protocol: sip}}\n"
        "  expect: {rule: no-spi}"
    ),
    good=(
        "rules: [{id: no-sip, when: {protocol: sip}, reject: true}]\n"
        "tests:\n- name: SIP is refused\n  given: {call: {protocol: sip}}\n"
        "  expect: {rule: no-sip}"
    ),
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
    *codes_conditions.CODES,
    *codes_values.CODES,
    *codes_effects.CODES,
    *codes_tables.CODES,
    UNKNOWN_CODE,
    ACCEPT_WITHOUT_REASON,
    UNUSED_ACCEPT,
    UNUSED_NAME,
    UNKNOWN_RULE,
)
