"""The results of tests as JUnit XML, which Jenkins, GitLab and GitHub's reporters read.

There is no standard; this is the part that they all read: `testsuites`, a `testsuite` for each
file, a `testcase` with `classname`, `name`, `file` and `line`, and in it a `failure` or an `error`
with `message`, `type` and text. Equal results give equal bytes: there are no times and no hosts.
Secrets are hidden: reports are kept where many can read them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from xml.etree import ElementTree

from rulec.diagnostics import Problem, in_order
from rulec.ir import Profile
from rulec.report.differences import differences_text
from rulec.report.problems import render_problems, summary
from rulec.report.safe_text import safe
from rulec.report.tested import result_text
from rulec.testing import TestResult, TestRun
from rulec.verify import Difference

#: What XML 1.0 cannot hold, not even escaped.
_NO_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class _Case:
    """One `testcase`; `wrong` is empty where it passed, else `failure` or `error`."""

    classname: str
    name: str
    file: str = ""
    line: int = 0
    wrong: str = ""
    kind: str = ""
    message: str = ""
    text: str = ""


def junit_report(run: TestRun, profiles: Iterable[Profile]) -> str:
    """The XML document of a run of tests.

    A test that fails has a `failure`. One that could run nowhere has an `error`, as has a script
    that differs from its rules, in a suite of its own.
    """
    suites: dict[str, list[_Case]] = {}
    for result in run.results:
        suites.setdefault(result.case.span.file.path, []).append(_test(result))
    scripts: dict[tuple[str, str], list[Difference]] = {}
    for difference in run.differences:
        key = (difference.profile, difference.policy.value)
        scripts.setdefault(key, []).append(difference)
    every = tuple(profiles)
    cases = [_script(*key, found, every) for key, found in scripts.items()]
    return _document(suites | ({"scripts": cases} if cases else {}))


def junit_of_problems(problems: Sequence[Problem]) -> str:
    """The XML document where rules have errors, so that no test could run: one case, an `error`.

    Without it a pipeline would show no results at all, or those of an earlier run.
    """
    errors = [problem for problem in in_order(problems) if problem.is_error]
    spans = [problem.span for problem in errors if problem.span is not None]
    place = (spans[0].file.path, spans[0].line) if spans else ("", 0)
    message = f"{summary(errors)}: no test could run"
    case = _Case(
        "rulec", "the rules have no errors", *place, "error", "rules", message,
        render_problems(errors),
    )  # fmt: skip
    return _document({"rules": [case]})


def _test(result: TestResult) -> _Case:
    case = result.case
    path = PurePosixPath(case.span.file.path)
    # Readers take the last dot of a class name for the end of its package.
    classname = ".".join(
        part.replace(".", "_") for part in path.with_suffix("").parts if part != "/"
    )
    place = (classname, safe(case.name), str(path), case.span.line)
    if result.passed:
        return _Case(*place)
    text = result_text(result)
    if result.not_run:
        return _Case(*place, "error", "not run", safe(result.not_run), text)
    lines = [line.strip() for line in text.splitlines()]
    message = " ".join(lines[:2])
    rest = len(result.failures) - 1
    if rest:
        message += f" (and in {rest} other {'profile' if rest == 1 else 'profiles'})"
    return _Case(*place, "failure", "failed", message, text)


def _script(
    profile: str, policy: str, found: Sequence[Difference], profiles: tuple[Profile, ...]
) -> _Case:
    name = f"the {policy} script of {safe(profile)} means what the rules mean"
    message = "a script differs from its rules: a bug of rulec"
    text = differences_text(found, profiles)
    return _Case("rulec.scripts", name, wrong="error", kind="bug", message=message, text=text)


# --- XML -----------------------------------------------------------------------------------------


def _document(suites: dict[str, list[_Case]]) -> str:
    every = [case for cases in suites.values() for case in cases]
    root = ElementTree.Element("testsuites", {"name": "rulec test", **_counts(every)})
    for name, cases in suites.items():
        suite = ElementTree.SubElement(root, "testsuite", {"name": _xml(name), **_counts(cases)})
        for case in cases:
            _add(suite, case)
    ElementTree.indent(root)
    text = ElementTree.tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{text}\n'


def _counts(cases: Sequence[_Case]) -> dict[str, str]:
    wrong = [case.wrong for case in cases]
    return {
        "tests": str(len(cases)),
        "failures": str(wrong.count("failure")),
        "errors": str(wrong.count("error")),
        "skipped": "0",
    }


def _add(suite: ElementTree.Element, case: _Case) -> None:
    place = {"file": _xml(case.file), "line": str(case.line)} if case.file else {}
    names = {"classname": _xml(case.classname), "name": _xml(case.name)}
    element = ElementTree.SubElement(suite, "testcase", names | place)
    if case.wrong:
        about = {"message": _xml(case.message), "type": case.kind}
        ElementTree.SubElement(element, case.wrong, about).text = _xml(case.text)


def _xml(text: str) -> str:
    """Text that XML can hold."""
    return _NO_XML.sub("\ufffd", text)
