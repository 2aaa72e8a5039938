from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from html_report.browser import Opened, browser
from html_report.pages import EXAMPLE, Page, page_of


@pytest.fixture(scope="session")
def example() -> Page:
    """The report of the example project."""
    return page_of(EXAMPLE)


@pytest.fixture(scope="session")
def chrome() -> Iterator[Any]:
    """A browser for all tests."""
    with browser() as made:
        yield made


@pytest.fixture(scope="session")
def file(example: Page, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The report of the example project as a file."""
    path = tmp_path_factory.mktemp("mail attachment ü") / "report.html"
    path.write_text(example.text, encoding="utf-8", newline="\n")
    return path


@pytest.fixture
def opened(chrome: Any, file: Path) -> Iterator[Opened]:
    """The report, opened from a file; nothing went wrong and nothing was asked of a network."""
    made = Opened(chrome, file)
    yield made
    assert made.told == []
    assert {url.partition("#")[0] for url in made.requests} == {made.url}
    made.context.close()
