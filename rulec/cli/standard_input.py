"""A file that an editor sends on standard input, because it is not saved yet."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from rulec.cli.screen import CannotRun


def require_stdin_filename(stdin: bool, name: Path | None) -> None:
    """Raises `CannotRun` when one of the two options is without the other."""
    if stdin and name is None:
        raise CannotRun("--stdin needs --stdin-filename", "name the file that the text is of")
    if name is not None and not stdin:
        raise CannotRun("--stdin-filename needs --stdin", "add --stdin")


def standard_input() -> bytes:
    """What comes on standard input; of what is too large for a rule file, the beginning."""
    from rulec.syntax.files import LARGEST_FILE

    try:
        return sys.stdin.buffer.read(LARGEST_FILE + 1)
    except (AttributeError, OSError, ValueError) as error:
        raise CannotRun("there is no standard input", "send the text of the file") from error


def unsaved(rules: Path, name: Path) -> dict[str, bytes]:
    """The file of a rules folder that standard input holds, by its path from the folder."""
    from rulec.syntax.folder import is_rule_file

    for way in (os.path.abspath, os.path.realpath):
        # As it is written first: a link in the folder is a file of the folder.
        path, root = Path(way(name)), Path(way(rules))
        if root in path.parents:
            relative = path.relative_to(root)
            if not is_rule_file(relative):
                raise CannotRun(f"`{name}` is no rule file and no table", "name a YAML or CSV file")
            return {relative.as_posix(): standard_input()}
    hint = "name the rules folder that the file is in: rulec check RULES --stdin ..."
    raise CannotRun(f"`{name}` does not lie in `{rules}`", hint)
