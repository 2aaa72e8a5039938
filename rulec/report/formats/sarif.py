"""A report as SARIF 2.1.0, which GitHub's code scanning and editors read.

Lines and columns count from 1, in characters. Paths are relative to the root of the repository.
`partialFingerprints` are those of `order.fingerprints`. Snippets have no PINs.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from urllib.parse import quote

from rulec.report.formats.kinds import COULD_NOT_RUN
from rulec.report.formats.model import Kind, Place, Related, Remark, Report
from rulec.report.formats.order import fingerprints
from rulec.report.formats.plain import lines_of
from rulec.report.markdown_text import fenced
from rulec.report.safe_text import safe
from rulec.version import VERSION

#: What programs know the format by.
SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
#: The key of our fingerprints; another way to make them needs another number.
FINGERPRINT = "rulec/v1"
#: What stands for the root of the repository.
_ROOT = "%SRCROOT%"


def sarif(report: Report) -> str:
    """The log of one run, of the rules (as SARIF calls kinds of remarks) that it needs."""
    results = [remark for remark in report.remarks if remark.kind is not COULD_NOT_RUN]
    notices = [remark for remark in report.remarks if remark.kind is COULD_NOT_RUN]
    kinds = sorted({remark.kind.id: remark.kind for remark in results}.items())
    numbers = {id_: number for number, (id_, _) in enumerate(kinds)}
    driver = {
        "name": "rulec",
        "version": VERSION,
        "rules": [_rule(kind) for _, kind in kinds],
    }
    known = fingerprints(results)
    run = {
        "tool": {"driver": driver},
        "automationDetails": {"id": f"rulec/{report.command}/"},
        "columnKind": "unicodeCodePoints",
        "invocations": [
            {
                "executionSuccessful": not notices,
                "exitCode": report.exit_code,
                "toolExecutionNotifications": [
                    {"level": "error", "message": {"text": _message(each)}} for each in notices
                ],
            }
        ],
        "results": [
            _result(remark, numbers[remark.kind.id], fingerprint)
            for remark, fingerprint in zip(results, known, strict=True)
        ],
    }
    return json.dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2) + "\n"


def _rule(kind: Kind) -> dict[str, object]:
    """What there is to read about a kind."""
    explain = f"`rulec explain {kind.explained_as}` says more." if kind.explained_as else ""
    text, marked = [kind.why], [kind.why]
    if kind.good:
        text += [f"Instead of\n\n{kind.bad}", f"write\n\n{kind.good}"]
        marked += [f"Instead of\n\n{fenced(kind.bad)}", f"write\n\n{fenced(kind.good)}"]
    rule: dict[str, object] = {
        "id": kind.id,
        "name": kind.name,
        "shortDescription": {"text": f"{kind.headline}."},
        "fullDescription": {"text": kind.why},
        "help": {
            "text": "\n\n".join([*text, *filter(None, [explain])]),
            "markdown": "\n\n".join([*marked, *filter(None, [explain])]),
        },
        "defaultConfiguration": {"level": kind.level.value},
    }
    if kind.is_security:
        rule["properties"] = {"tags": ["security"]}
    return rule


def _result(remark: Remark, number: int, fingerprint: str) -> dict[str, object]:
    result: dict[str, object] = {
        "ruleId": remark.kind.id,
        "ruleIndex": number,
        "level": remark.level.value,
        "message": {"text": _message(remark)},
        "partialFingerprints": {FINGERPRINT: fingerprint},
    }
    if remark.place is not None:
        result["locations"] = [{"physicalLocation": _location(remark.place)}]
    if remark.related:
        result["relatedLocations"] = list(_related(remark.related))
    return result


def _related(related: Iterable[Related]) -> Iterable[dict[str, object]]:
    for number, one in enumerate(related, 1):
        yield {
            "id": number,
            "message": {"text": _plain(one.message)},
            "physicalLocation": _location(one.place),
        }


def _message(remark: Remark) -> str:
    """What is said, in lines. The first one is shown where there is room for one alone."""
    return "\n".join(map(_plain, lines_of(remark, with_related=False)))


def _plain(text: str) -> str:
    """Text in which nothing is a link: brackets are escaped as SARIF has it (3.11.6).

    Braces stay: without arguments readers take none for a placeholder, and show what is there.
    """
    shown = safe(text).replace("\\", "\\\\")
    return shown.replace("[", "\\[").replace("]", "\\]")


def _location(place: Place) -> dict[str, object]:
    location: dict[str, object] = {"artifactLocation": _artifact(place.path)}
    if not place.line:
        return location
    region: dict[str, object] = {
        "startLine": place.line,
        "startColumn": place.column,
        "endLine": place.end_line,
        "endColumn": place.end_column,
    }
    location["region"] = region
    snippet = place.source[place.column - 1 : place.end_column - 1]
    if place.is_on_one_line and snippet and snippet != place.source:
        region["snippet"] = {"text": safe(snippet)}
        line = {"startLine": place.line, "snippet": {"text": safe(place.source)}}
        location["contextRegion"] = line
    return location


def _artifact(path: str) -> dict[str, object]:
    """A file by its URI: from the root of the repository, or in full where it lies elsewhere."""
    uri = quote(os.fsencode(path), safe="/")
    if path.startswith("/"):
        return {"uri": f"file://{uri}"}
    return {"uri": uri, "uriBaseId": _ROOT}
