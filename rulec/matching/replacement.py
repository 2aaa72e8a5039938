r"""Replacement templates: what stands behind a pattern in `pex_regex_replace`.

Only references to groups and doubled backslashes are special, and only such groups may be referred
to as take part in every match: for others, versions of Python differ.
"""

from __future__ import annotations

import re

from rulec.matching.pattern import Pattern
from rulec.matching.pattern_characters import PatternProblem

_SPECIAL = re.compile(r"\\(?:(?P<digits>[0-9]+)|g<(?P<name>[^>]*)>|(?P<other>[\s\S]?))")


def check_replacement(text: str, pattern: Pattern) -> PatternProblem | None:
    """What is wrong with a replacement for a pattern, if anything; the first problem only."""
    for found in _SPECIAL.finditer(text):
        message, hint = _problem(found, pattern)
        if message:
            return PatternProblem(message, found.start(), found.end(), hint)
    return None


def portable_replacement(text: str, pattern: Pattern) -> str:
    r"""A replacement without problems, as every Python reads it: numbers in place of names.

    `\1` where no digit follows, else `\g<1>`.
    """

    def written(found: re.Match[str]) -> str:
        if found["other"]:
            return r"\\"
        number = _group(found, pattern)
        single = 0 < number < 10 and text[found.end() : found.end() + 1] not in tuple("0123456789")
        return f"\\{number}" if single else f"\\g<{number}>"

    return _SPECIAL.sub(written, text)


def replace_problem(pattern: Pattern) -> str:
    """Why replacing a pattern gives different texts on different nodes; empty where it does not."""
    if not pattern.may_be_empty or pattern.anchored:
        return ""
    return (
        f"`{pattern.source}` may match the empty text, which Python before 3.7 replaces in other "
        "places than later versions"
    )


def _problem(found: re.Match[str], pattern: Pattern) -> tuple[str, str]:
    """The message and the hint for what follows a backslash; two empty texts when it is fine."""
    if found["other"] is not None:
        if found["other"] == "\\":
            return "", ""
        return (
            f"`{found[0]}` means nothing in a replacement",
            r"groups are `\1` to `\9` or `\g<name>`, and a backslash is written `\\`",
        )
    digits = found["digits"]
    if digits is not None and len(digits) > 1:
        return f"`{found[0]}` may mean several groups", rf"write `\g<{digits[0]}>{digits[1:]}`"
    number = _group(found, pattern)
    if not 0 < number <= pattern.group_count:
        count = pattern.group_count
        return (
            f"the pattern has no group `{digits or found['name']}`",
            f"it has {count} group{'' if count == 1 else 's'}; put brackets around what to keep",
        )
    if number not in pattern.always_groups:
        return (
            f"group `{digits or found['name']}` does not take part in every match",
            "make the group match the empty text instead, as in `(a?)` or `(a|)`",
        )
    return "", ""


def _group(found: re.Match[str], pattern: Pattern) -> int:
    """The number of the group that is referred to; 0 for none."""
    text: str = found["digits"] or found["name"] or ""
    if text in pattern.names:
        return pattern.names[text]
    # Two digits are enough for every group a pattern may have.
    return int(text) if re.fullmatch("[1-9][0-9]?", text) else 0
