"""A rules folder that is read and resolved: what every command starts with.

Looks at each file and each rule, and not yet at the rules as a whole, which takes longer.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from rulec.diagnostics import Problem, in_order
from rulec.records import dataclass
from rulec.report.asked import Asked
from rulec.report.veil import Veil
from rulec.resolve import Project, resolve_project
from rulec.syntax.folder import Reader, RuleFile, read_files, read_folder


@dataclass(frozen=True, slots=True)
class Checked:
    """A rules folder that was read and resolved; `problems` are in order."""

    root: Path
    files: tuple[RuleFile, ...]
    project: Project
    problems: tuple[Problem, ...]
    #: Why questions about the rules as a whole could not be decided, and how often.
    undecided: tuple[tuple[str, int], ...] = ()

    @property
    def has_errors(self) -> bool:
        """Whether anything stops a build."""
        return any(problem.is_error for problem in self.problems)


def read(
    root: Path,
    environment: Mapping[str, str] | None = None,
    instead: Mapping[str, bytes] | None = None,
) -> Checked:
    """Reads and resolves a rules folder: all that it takes to decide calls.

    `environment` holds the secrets that rules name as `{env:NAME}`: that of the process when None.
    `instead` as for `read_folder`.
    """
    return read_asked(root, Asked(os.environ if environment is None else environment), instead)


def read_asked(root: Path, asked: Asked, instead: Mapping[str, bytes] | None = None) -> Checked:
    """As `read`; `asked` tells afterwards which secrets rules took."""
    return _resolved(root, *read_folder(root, instead), asked)


def read_revision(
    root: Path, readers: Mapping[str, Reader], prefix: str, environment: Mapping[str, str]
) -> Checked:
    """The same as `read` for files that `readers` read, by their paths from the folder.

    `prefix` stands before the paths in messages. Without any files there is nothing, and nothing
    wrong with it.
    """
    found = read_files(readers, root.as_posix(), prefix) if readers else ((), [])
    return _resolved(root, *found, Asked(environment))


def _resolved(
    root: Path, files: tuple[RuleFile, ...], problems: list[Problem], asked: Asked
) -> Checked:
    project, found = resolve_project(files, asked)
    veil = Veil(texts=asked.taken)
    return Checked(root, files, project, in_order([*problems, *map(veil.problem, found)]))
