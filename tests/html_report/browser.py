"""A real browser for the report: Chromium without a window, opened on files."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

#: What keeps Chromium from asking the network on its own account.
_QUIET = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
)  # fmt: skip
_NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")


def chromium() -> str | None:
    """The path of a Chromium; None where there is none."""
    wanted = os.environ.get("RULEC_CHROMIUM")
    return wanted or next((path for name in _NAMES if (path := shutil.which(name))), None)


@contextmanager
def browser() -> Iterator[Any]:
    """A browser that is closed at the end; the tests are skipped where there is none."""
    path = chromium()
    if path is None:
        pytest.skip("there is no Chromium: `apt-get install chromium`, or set RULEC_CHROMIUM")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        made = driver.chromium.launch(executable_path=path, headless=True, args=list(_QUIET))
        yield made
        made.close()


class Opened:
    """A report that is open in a window, with all that went wrong on the way."""

    def __init__(self, made: Any, file: Path, place: str = "", **settings: Any) -> None:
        settings.setdefault("viewport", {"width": 1280, "height": 900})
        self.context = made.new_context(offline=True, **settings)
        self.page = self.context.new_page()
        self.told: list[str] = []
        self.requests: list[str] = []
        self.page.on("console", lambda message: self.told.append(message.text))
        self.page.on("pageerror", lambda error: self.told.append(str(error)))
        self.page.on("dialog", lambda dialog: self.told.append(dialog.message) or dialog.dismiss())
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.url = file.as_uri()
        self.page.goto(self.url + place)

    def go(self, place: str) -> None:
        """Follows a deep link."""
        self.page.goto(self.url + place)

    def press(self, *keys: str) -> None:
        """Presses keys one after the other."""
        for key in keys:
            self.page.keyboard.press(key)

    def visible(self, selector: str) -> list[str]:
        """The texts of the elements that are to be seen."""
        every = self.page.locator(selector).all()
        return [" ".join(one.text_content().split()) for one in every if one.is_visible()]

    def until(self, script: str) -> None:
        """Waits until a script says yes; the report itself lets no text act as one."""
        for _ in range(200):
            if self.page.evaluate(script):
                return
            self.page.wait_for_timeout(25)
        raise AssertionError(f"never: {script}")

    @property
    def focused(self) -> str:
        """The text of what has the focus, or its id where it has none."""
        return str(
            self.page.evaluate(
                "(document.activeElement.textContent || document.activeElement.id).trim()"
            )
        )

    def shows(self, view: str) -> bool:
        """Whether exactly this view comes to be shown: a view changes some time after its link."""
        return self._soon(
            """view => [...document.querySelectorAll('.view, #pages article')]
                .filter(one => one.offsetParent !== null).every(one => one.id === view)
                && document.getElementById(view).offsetParent !== null""",
            view,
        )

    def focuses(self, text: str) -> bool:
        """Whether what has this text, or this id where it has none, comes to have the focus."""
        return self._soon(
            """text => text === (
                document.activeElement.textContent || document.activeElement.id).trim()""",
            text,
        )

    def _soon(self, script: str, given: str) -> bool:
        for _ in range(200):
            if self.page.evaluate(script, given):
                return True
            self.page.wait_for_timeout(25)
        return False
