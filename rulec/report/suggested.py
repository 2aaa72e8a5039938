"""Suggested tests as YAML: a test file for each policy of a profile."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping

from rulec.formatting import formatted
from rulec.report.safe_text import safe
from rulec.source import SourceFile, Span
from rulec.syntax.characters import escape, is_hidden
from rulec.testing import Left, Suggestion, Suggestions, WhyLeft

#: How a file of suggested tests begins.
MARK = "# Suggested by rulec test --suggest"

#: Texts that need no quotes; words that YAML reads as something else do.
_PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9_.@/+-]*( [A-Za-z0-9_.@/+-]+)*")
_WORDS = frozenset(("true", "false", "yes", "no", "on", "off", "null", "y", "n", "none", "nil"))


def suggested_files(found: Suggestions) -> dict[str, str]:
    """The text of a test file for each policy of a profile, by its name."""
    groups: dict[tuple[str, str], list[Suggestion]] = {}
    for test in found.tests:
        groups.setdefault((test.profile, test.policy.value), []).append(test)
    return {
        f"suggested-{profile}-{policy}.yaml": _file(profile, policy, tests)
        for (profile, policy), tests in groups.items()
    }


def suggested_text(found: Suggestions) -> str:
    """All files as documents of one YAML stream, and as comments what no test was found for."""
    if not found.missing:
        return "# the tests reach every rule and both outcomes of every condition\n"
    files = (f"# {name}\n{text}\n" for name, text in suggested_files(found).items())
    return "---\n".join(files) + "".join(f"# {line}\n" for line in sums(found))


def sums(found: Suggestions) -> list[str]:
    """How much is reached, and what is not and why, each on a line."""
    count = len(found.tests)
    reached = found.missing - len(found.left)
    many = "test reaches" if count == 1 else "tests reach"
    told = f"{count} {many} {reached:,} of {found.missing:,} things that no test tried"
    return [told, *(f"not reached: {_left(one)}" for one in found.left)]


def _left(one: Left) -> str:
    span = _span(one)
    place = "" if span is None else f"{span.file.path}:{span.line}: "
    return safe(f"{place}{one.goal.rule_set}: {one.told}: {one.why.value}")


def _span(one: Left) -> Span | None:
    return None if one.goal.condition is None else one.goal.condition[1]


def suggested_json(found: Suggestions) -> dict[str, object]:
    """The suggestions as data for a JSON document.

    `unreached` has an entry for each of `left`: `rule_set`, `rule` (null for the `default` and for
    the `when` of a set), `told` (what it is, in words), `path` and `line` of a condition (else
    null), `why`, and `proved`: whether it is proved that no call reaches it.
    """
    return {
        "missing": found.missing,
        "left": len(found.left),
        "unreached": [_left_data(one) for one in found.left],
        "tests": [
            {"profile": test.profile, "policy": test.policy.value, **_test(test)}
            for test in found.tests
        ],
    }


def _left_data(one: Left) -> dict[str, object]:
    span = _span(one)
    return {
        "rule_set": one.goal.rule_set,
        "rule": one.goal.rule,
        "told": one.told,
        "path": span and span.file.path,
        "line": span and span.line,
        "why": one.why.value,
        "proved": one.why is WhyLeft.UNREACHABLE,
    }


def _file(profile: str, policy: str, tests: Iterable[Suggestion]) -> str:
    lines = [MARK, f"profile: {_scalar(profile)}", f"policy: {policy}", "tests:"]
    for test in tests:
        made = _test(test)
        given, expect = made["given"], made["expect"]
        lines.append(f"  - name: {_scalar(test.name)}")
        lines.append("    given:" if given else "    given: {}")
        assert isinstance(given, Mapping)  # noqa: S101  as it was made
        lines += [f"      {key}: {_flow(value)}" for key, value in given.items()]
        lines.append(f"    expect: {_flow(expect)}")
    text = "\n".join([*lines, ""])
    # What does not fit on a line is written out, as `rulec fmt` would.
    return formatted(SourceFile("", text)).text or text


def _test(test: Suggestion) -> dict[str, object]:
    """A test as it stands in a file."""
    given = {"call" if k == "call_info" else k: value for k, value in test.given.items()}
    if test.now is not None:
        given["now"] = test.now.isoformat()
    expect: dict[str, object] = {"rule": test.rule}
    if test.action is not None:
        expect["action"] = test.action
    if test.result:
        expect["result"] = test.result
    return {"name": test.name, "given": given, "expect": expect}


def _flow(value: object) -> str:
    """JSON data on one line of YAML."""
    match value:
        case Mapping():
            return f"{{{', '.join(f'{_scalar(k)}: {_flow(v)}' for k, v in value.items())}}}"
        case list() | tuple():
            return f"[{', '.join(map(_flow, value))}]"
        case str():
            return _scalar(value)
        case _:
            return json.dumps(value)


def _scalar(text: str) -> str:
    """Text, in quotes where YAML would not read it as it is."""
    if _PLAIN.fullmatch(text) and text.lower() not in _WORDS:
        return text
    shown = "".join(map(_escaped, text))
    if shown == text:
        return "'" + text.replace("'", "''") + "'"
    quoted = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + "".join(map(_escaped, quoted)) + '"'


def _escaped(character: str) -> str:
    """A character, or its escape where nobody would see it; terminals and YAML escape alike."""
    return escape(character) if is_hidden(character) else safe(character)
