"""A report as a Code Quality document of GitLab, which shows it in merge requests.

An array with `description`, `check_name`, `fingerprint`, `severity` and `location` each; a
merge request shows those whose fingerprint the target branch does not have.
"""

from __future__ import annotations

import json

from rulec.report.formats.model import Level, Remark, Report
from rulec.report.formats.order import fingerprints
from rulec.report.safe_text import safe

#: What stands for a place where there is none: GitLab refuses a remark without.
_NOWHERE = "."


def gitlab(report: Report) -> str:
    """The document."""
    remarks = report.remarks
    made = [
        _issue(remark, known) for remark, known in zip(remarks, fingerprints(remarks), strict=True)
    ]
    return json.dumps(made, indent=2) + "\n"


def _issue(remark: Remark, fingerprint: str) -> dict[str, object]:
    place = remark.place
    hint = f" ({remark.hint})" if remark.hint else ""
    return {
        "description": safe(f"{remark.message}{hint}"),
        "check_name": remark.kind.name,
        "fingerprint": fingerprint,
        "severity": _severity(remark),
        "location": {
            "path": _NOWHERE if place is None else place.path,
            "lines": {
                "begin": 1 if place is None else place.line or 1,
                "end": 1 if place is None else place.end_line or 1,
            },
        },
    }


def _severity(remark: Remark) -> str:
    """One of GitLab's five; a warning of what callers may abuse weighs more than others."""
    match remark.level:
        case Level.ERROR:
            return "critical"
        case Level.WARNING:
            return "major" if remark.kind.is_security else "minor"
        case Level.NOTE:
            return "info"
