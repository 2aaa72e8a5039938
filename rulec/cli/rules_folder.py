"""Whether there is a rules folder to work on."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from rulec.cli.screen import PROBLEMS_FOUND, CannotRun, Screen

if TYPE_CHECKING:
    from rulec.reading import Checked

_INIT = "name the folder that holds the rule files; `rulec init` makes one"


def require_folder(rules: Path) -> None:
    """Raises `CannotRun` when `rules` is no folder that can be read."""
    try:
        if not rules.exists():
            raise CannotRun(f"there is no folder `{rules}`", _INIT)
        if not rules.is_dir():
            raise CannotRun(f"`{rules}` is not a folder", _INIT)
        if not os.access(rules, os.R_OK | os.X_OK):
            raise CannotRun(f"the folder `{rules}` cannot be read", "look at its permissions")
    except (OSError, ValueError) as error:
        raise CannotRun(f"the folder `{rules}` cannot be read: {error}") from error


def rules_without_errors(rules: Path, screen: Screen, nothing: Mapping[str, object]) -> Checked:
    """The rules of a folder, their problems kept; with errors the command ends.

    `nothing` are the keys of its JSON document then.
    """
    require_folder(rules)
    from rulec.pipeline import read

    checked = read(rules, screen.environment)
    require_files(rules, checked)
    if checked.has_errors:
        screen.problems(checked.problems)
        screen.end(PROBLEMS_FOUND, nothing)
    screen.keep(checked.problems)
    return checked


def require_files(rules: Path, checked: Checked) -> None:
    """Raises `CannotRun` when a folder has no YAML files at all."""
    about = {problem.span.file.path for problem in checked.problems if problem.span is not None}
    if not checked.files and about <= {rules.as_posix()}:
        raise CannotRun(f"there are no YAML files in `{rules}`", _INIT)
