"""Reports in the formats that pipelines read.

A command makes a `Report`; `WRITERS` has a function to text for each format.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from rulec.report.formats.github import github
from rulec.report.formats.gitlab import gitlab
from rulec.report.formats.junit import junit
from rulec.report.formats.markdown import markdown
from rulec.report.formats.model import Report
from rulec.report.formats.sarif import sarif

__all__ = ["WRITERS", "Report"]

#: By the name of the format, as `--format` and `--output` have it.
WRITERS: Mapping[str, Callable[[Report], str]] = {
    "markdown": markdown,
    "sarif": sarif,
    "github": github,
    "gitlab": gitlab,
    "junit": junit,
}
