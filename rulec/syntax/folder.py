"""A rules folder: its YAML files and tables, read."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path, PurePath

from rulec.diagnostics import Problem
from rulec.diagnostics import codes_reading as codes
from rulec.records import dataclass
from rulec.source import SourceFile, Span
from rulec.syntax.files import read_file, text_of
from rulec.syntax.nodes import Node
from rulec.syntax.reader import read_yaml
from rulec.syntax.tables import Table, read_csv

#: The name of the project file.
PROJECT_FILE = "rulec.yaml"

#: What the names of tables end in.
TABLE_SUFFIX = ".csv"
#: What Excel puts in front of the name of a file that is open.
_LOCK = "~$"
#: What the names of YAML files end in.
YAML_SUFFIXES = frozenset({".yaml", ".yml"})
_SUFFIXES = YAML_SUFFIXES | {TABLE_SUFFIX}

#: Reads a file, which is shown under a name, and says what is wrong with it.
Reader = Callable[[str], tuple[SourceFile | None, list[Problem]]]


@dataclass(frozen=True, slots=True)
class RuleFile:
    """One file of a rules folder.

    A YAML file has a `node`, a CSV file a `table`, unless it could not be read as that.
    """

    #: The path from the rules folder, with forward slashes.
    path: str
    source: SourceFile
    node: Node | None
    table: Table | None = None

    @property
    def is_table(self) -> bool:
        """Whether this is a CSV file, read or not."""
        return self.path.endswith(TABLE_SUFFIX)

    @property
    def start(self) -> Span:
        """The first character of the file."""
        return Span(self.source, 1, 1, 1, 1)


def read_folder(
    root: Path, instead: Mapping[str, bytes] | None = None
) -> tuple[tuple[RuleFile, ...], list[Problem]]:
    """The files below a folder, in path order, and what is wrong with how they are written.

    These are its YAML files and its tables. Hidden files and folders are left out, and the files
    by which Excel and LibreOffice mark what they have open. Paths in messages start as `root` was
    given.

    `instead` holds files that are not saved yet, by their path from the folder: what they hold
    counts in place of what the disk has there, which may be nothing.
    """
    shown = root.as_posix()
    if not root.is_dir():
        nowhere = Span(SourceFile(shown, ""), 1, 1, 1, 1)
        message = "this is not a folder" if root.exists() else "there is no such folder"
        hint = "name the folder that holds the rule files; `rulec init` makes one"
        return (), [Problem(codes.UNREADABLE_FILE, message, nowhere, hint)]
    unsaved = {path: partial(text_of, data) for path, data in (instead or {}).items()}
    return read_files({**_readers(root), **unsaved}, shown)


def folder_texts(root: Path) -> dict[str, str | None]:
    """The text of each file below a folder by its path from there; None where it has none."""
    sources = {name: reader(name)[0] for name, reader in _readers(root).items()}
    return {name: None if found is None else found.text for name, found in sources.items()}


def _readers(root: Path) -> dict[str, Reader]:
    return {path.relative_to(root).as_posix(): partial(read_file, path) for path in paths_in(root)}


def read_files(
    readers: Mapping[str, Reader], shown: str, prefix: str = ""
) -> tuple[tuple[RuleFile, ...], list[Problem]]:
    """The files of a folder by their paths from it, read in path order.

    `shown` is the folder that paths in messages start with, behind the `prefix`.
    """
    files: list[RuleFile] = []
    problems: list[Problem] = []
    for relative in sorted(readers):
        shown_as = prefix + (relative if shown == "." else f"{shown}/{relative}")
        source, found = readers[relative](shown_as)
        problems += found
        # A file that cannot be read is still one that paths of profiles may mean.
        file = RuleFile(relative, source or SourceFile(shown_as, ""), None)
        if source is not None:
            file, found = _contents(file)
            problems += found
        files.append(file)
    if all(file.is_table for file in files):
        nowhere = Span(SourceFile(f"{prefix}{shown}", ""), 1, 1, 1, 1)
        hint = "`rulec init` writes a starter folder"
        problems.append(
            Problem(codes.UNREADABLE_FILE, "there are no YAML files here", nowhere, hint)
        )
    return tuple(files), problems


def _contents(file: RuleFile) -> tuple[RuleFile, list[Problem]]:
    if file.is_table:
        table, problems = read_csv(file.source)
        return replace(file, table=table), problems
    node, problems = read_yaml(file.source)
    return replace(file, node=node), problems


def is_rule_file(relative: PurePath) -> bool:
    """Whether a file, by its path from the folder, is one that belongs to the rules."""
    return relative.suffix in _SUFFIXES and not any(
        part.startswith((".", _LOCK)) for part in relative.parts
    )


def paths_in(root: Path) -> list[Path]:
    """The files of a rules folder, in path order."""
    found = (path for path in root.rglob("*") if is_rule_file(path.relative_to(root)))
    files = [path for path in found if not path.is_dir()]
    return sorted(files, key=lambda path: path.relative_to(root).as_posix())
