"""A report as JUnit XML, which Jenkins, GitLab and GitHub's reporters read.

There is no standard; this is the part that they all read: `testsuites`, a `testsuite` for each
file, a `testcase` with `classname`, `name`, `file` and `line`, and in it a `failure` or an `error`
with `message`, `type` and text. What does not fail, such as a warning, is in the `system-out` of a
case that passed. Equal results give equal bytes: there are no times and no hosts.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import PurePosixPath
from xml.etree import ElementTree

from rulec.report.formats.model import Case, Remark, Report
from rulec.report.formats.plain import lines_of
from rulec.report.safe_text import safe

#: What XML 1.0 cannot hold, not even escaped.
_NO_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def junit(report: Report) -> str:
    """The XML document of the cases; what is said outside of all cases has a suite of its own."""
    name = f"rulec {report.command}"
    cases = [*report.cases, *(_case_of(name, remark) for remark in report.others)]
    suites: dict[str, list[Case]] = {}
    for case in cases:
        suites.setdefault(case.suite, []).append(case)
    root = ElementTree.Element("testsuites", {"name": name, **_counts(cases)})
    for title, own in suites.items():
        suite = ElementTree.SubElement(root, "testsuite", {"name": _xml(title), **_counts(own)})
        for case in own:
            _add(suite, case)
    ElementTree.indent(root)
    text = ElementTree.tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{text}\n'


def _case_of(suite: str, remark: Remark) -> Case:
    name = f"{remark.kind.name}: {remark.message}"
    return Case(suite, name, remark.place, remark, is_error=True)


def _wrong(case: Case) -> str:
    """The element that says what is wrong; empty where nothing is."""
    if case.remark is None or not case.remark.fails:
        return ""
    return "error" if case.is_error else "failure"


def _counts(cases: Sequence[Case]) -> dict[str, str]:
    wrong = [_wrong(case) for case in cases]
    return {
        "tests": str(len(cases)),
        "failures": str(wrong.count("failure")),
        "errors": str(wrong.count("error")),
        "skipped": "0",
    }


def _add(suite: ElementTree.Element, case: Case) -> None:
    about = {"classname": _xml(_classname(case)), "name": _xml(safe(case.name))}
    if case.place is not None:
        about |= {"file": _xml(case.place.path), "line": str(case.place.line or 1)}
    element = ElementTree.SubElement(suite, "testcase", about)
    remark, wrong = case.remark, _wrong(case)
    if remark is None:
        return
    text = _xml("\n".join(lines_of(remark)))
    if wrong:
        about = {"message": _xml(safe(remark.message)), "type": _xml(remark.kind.name)}
        ElementTree.SubElement(element, wrong, about).text = text
    else:
        ElementTree.SubElement(element, "system-out").text = f"{remark.level}: {text}"


def _classname(case: Case) -> str:
    """The suite as a class: readers take the last dot for the end of a package."""
    if case.place is None:
        return "rulec"
    path = PurePosixPath(case.place.path)
    parts = (part.replace(".", "_") for part in path.with_suffix("").parts if part != "/")
    return ".".join(parts)


def _xml(text: str) -> str:
    """Text that XML can hold."""
    return _NO_XML.sub("\ufffd", text)
