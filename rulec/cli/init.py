"""`rulec init`."""

from __future__ import annotations

from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Annotated

import typer

from rulec.cli.formats import Format
from rulec.cli.options import Form
from rulec.cli.screen import FINE, CannotRun, Screen


def init(
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="A new or empty folder.")],
    form: Form = Format.TEXT,
) -> None:
    """Write a rules folder to start from.

    Its files have comments that explain them, and tests.

    \b
    Example:
      rulec init rules

    Exit codes: 0 when it is written, 2 when the folder is not empty or cannot be written.
    """  # noqa: D301  \b keeps the lines of the example apart
    with Screen("init", form) as screen:
        from rulec.cli.writing import shown, write
        from rulec.outputs import Outputs

        try:
            if folder.exists() and not folder.is_dir():
                raise CannotRun(f"`{folder}` is not a folder", "name a new folder")
            if folder.exists() and any(folder.iterdir()):
                raise CannotRun(f"`{folder}` is not empty", "name a new folder")
        except OSError as error:
            raise CannotRun(f"`{folder}` cannot be read: {error.strerror}") from error
        outputs = Outputs(dict(_files(resources.files("rulec.cli").joinpath("starter"))))
        written = write(outputs, folder, screen)
        name = _quoted(shown(folder))
        screen.out(f"next: rulec check {name}, rulec test {name}, rulec build {name}\n")
        screen.end(FINE, {"folder": folder.as_posix(), "written": list(written.changed)})


def _files(folder: Traversable, prefix: str = "") -> list[tuple[str, str]]:
    """The files of the starter folder with their texts, by path."""
    found: list[tuple[str, str]] = []
    for entry in sorted(folder.iterdir(), key=lambda entry: entry.name):
        path = f"{prefix}{entry.name}"
        if entry.is_dir():
            found += _files(entry, f"{path}/")
        elif entry.name.endswith(".yaml"):
            found.append((path, entry.read_text(encoding="utf-8")))
    return found


def _quoted(path: str) -> str:
    import shlex

    return shlex.quote(path)
