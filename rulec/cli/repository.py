"""Paths as a repository has them: what services that show a change know its files by."""

from __future__ import annotations

import os
from pathlib import Path

#: Where a pipeline has its checkout: in GitHub Actions, in GitLab.
_CHECKOUTS = ("GITHUB_WORKSPACE", "CI_PROJECT_DIR")


class Repository:
    """The repository, or repositories, that files lie in. It remembers what it looked up."""

    def __init__(self) -> None:
        self._roots: dict[Path, tuple[Path, ...]] = {}

    def path(self, shown: str) -> str:
        """The path of a file from the root of its repository, with forward slashes.

        That root is the folder above it that has a `.git`; where none has, the checkout of the
        pipeline, or the working folder. A file outside of these keeps the path that is shown.
        """
        # Links stay: a repository knows its files by the names that it gives them.
        absolute = Path(os.path.abspath(shown))  # noqa: PTH100
        folder = absolute.parent
        if folder not in self._roots:
            self._roots[folder] = _roots(folder)
        for root in self._roots[folder]:
            if absolute.is_relative_to(root):
                return absolute.relative_to(root).as_posix()
        return Path(shown).as_posix()


def _roots(folder: Path) -> tuple[Path, ...]:
    """Where the root may be, the best first."""
    above = [each for each in (folder, *folder.parents) if os.path.lexists(each / ".git")]
    checkouts = [Path(os.environ[name]) for name in _CHECKOUTS if os.environ.get(name)]
    return (*above[:1], *checkouts, Path.cwd())
