"""A rules folder: its YAML files, read."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from rulec.diagnostics import Problem
from rulec.diagnostics import codes_reading as codes
from rulec.source import SourceFile, Span
from rulec.syntax.nodes import Node
from rulec.syntax.reader import read_file, read_yaml

#: The name of the project file.
PROJECT_FILE = "rulec.yaml"

_SUFFIXES = frozenset({".yaml", ".yml"})


@dataclass(frozen=True, slots=True)
class RuleFile:
    """One file of a rules folder; `node` is None where it could not be read, or not as YAML."""

    #: The path from the rules folder, with forward slashes.
    path: str
    source: SourceFile
    node: Node | None

    @property
    def start(self) -> Span:
        """The first character of the file."""
        return Span(self.source, 1, 1, 1, 1)


def read_folder(root: Path) -> tuple[tuple[RuleFile, ...], list[Problem]]:
    """The YAML files below a folder, in path order, and what is wrong with how they are written.

    Hidden files and folders are left out. Paths in messages start as `root` was given.
    """
    shown = root.as_posix()
    if not root.is_dir():
        nowhere = Span(SourceFile(shown, ""), 1, 1, 1, 1)
        message = "this is not a folder" if root.exists() else "there is no such folder"
        hint = "name the folder that holds the rule files; `rulec init` makes one"
        return (), [Problem(codes.UNREADABLE_FILE, message, nowhere, hint)]
    files: list[RuleFile] = []
    problems: list[Problem] = []
    for path in _paths(root):
        relative = path.relative_to(root).as_posix()
        shown_as = relative if shown == "." else f"{shown}/{relative}"
        source, found = read_file(path, shown_as)
        problems += found
        node = None
        if source is not None:
            node, found = read_yaml(source)
            problems += found
        # A file that cannot be read is still one that paths of profiles may mean.
        files.append(RuleFile(relative, source or SourceFile(shown_as, ""), node))
    if not files and not problems:
        nowhere = Span(SourceFile(shown, ""), 1, 1, 1, 1)
        hint = "`rulec init` writes a starter folder"
        problems.append(
            Problem(codes.UNREADABLE_FILE, "there are no YAML files here", nowhere, hint)
        )
    return tuple(files), problems


def _paths(root: Path) -> list[Path]:
    found = [
        path
        for path in root.rglob("*")
        if path.suffix in _SUFFIXES
        and not any(part.startswith(".") for part in path.relative_to(root).parts)
        and not path.is_dir()
    ]
    return sorted(found, key=lambda path: path.relative_to(root).as_posix())
