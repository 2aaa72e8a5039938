"""The codes of rulec's own bugs. They never mean that a rule file is wrong."""

from __future__ import annotations

from rulec.diagnostics.problem import Code, Severity

DISAGREEMENT = Code(
    "R900",
    "disagreement",
    Severity.ERROR,
    headline="A script and the meaning of its rules differ",
    why=(
        "Every script is rendered on many calls and compared with what the rules mean before "
        "anything is written. A difference is a bug of rulec, not of the rules: nothing was "
        "written, and the scripts from before stay as they are. Please report it with the call "
        "that is shown."
    ),
    bad="(no rule file can be the cause)",
    good="(nothing in a rule file needs to change)",
)
FORBIDDEN_CONSTRUCT = Code(
    "R901",
    "forbidden-construct",
    Severity.ERROR,
    headline="A script uses something that a node may not know",
    why=(
        "Scripts use only constructs of Jinja2 that are known to work on a node. A script with "
        "another one is a bug of rulec: nothing was written."
    ),
    bad="(no rule file can be the cause)",
    good="(nothing in a rule file needs to change)",
)
EVALUATORS_DIFFER = Code(
    "R902",
    "evaluators-differ",
    Severity.WARNING,
    headline="The compiled evaluator decides a call otherwise than the rules mean",
    why=(
        "Where there are many rules, a compiled form of them says which ones apply to a call, and "
        "the evaluator that defines the language is asked about those. Where the two do not agree, "
        "that is a bug of rulec. The scripts are right: they were compared with the evaluator "
        "alone, which takes longer. What `decider` of the Python API decides may be wrong until "
        "this is mended."
    ),
    bad="(no rule file can be the cause)",
    good="(nothing in a rule file needs to change)",
)
FORMATTING_CHANGES = Code(
    "R903",
    "formatting-changes",
    Severity.ERROR,
    headline="Formatting a file would change more than its layout",
    why=(
        "`rulec fmt` reads what it made and holds it against the file: the data must be the same, "
        "every comment must be there, and formatting it once more must change nothing. A "
        "difference is a bug of rulec: the file stays as it is. Please report it with the file."
    ),
    bad="(no rule file can be the cause)",
    good="(nothing in a rule file needs to change)",
)

CODES: tuple[Code, ...] = (DISAGREEMENT, FORBIDDEN_CONSTRUCT, EVALUATORS_DIFFER, FORMATTING_CHANGES)
