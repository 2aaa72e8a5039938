"""A realistic history of the example project: pull requests, each on top of the one before.

Each is a patch in `pull_requests/`. Above it stand its title and what it is to show: its classes of
calls (policy, profiles, old and new rules, directions) and what is not known, each on a line.
"""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from shutil import copytree

HERE = Path(__file__).parent
ROOT = HERE.parents[1]


@dataclass(frozen=True)
class PullRequest:
    """A change as people make it, with all that it is to show."""

    name: str
    title: str
    classes: frozenset[str]
    unknown: tuple[str, ...]

    @property
    def patch(self) -> Path:
        """The file of the change."""
        return HERE / "pull_requests" / f"{self.name}.patch"


def _pull_request(path: Path) -> PullRequest:
    title, *head = path.read_text(encoding="utf-8").partition("---\n")[0].splitlines()
    told = [line.partition(": ")[::2] for line in head if line]
    classes = frozenset(text for kind, text in told if kind == "class")
    unknown = tuple(text for kind, text in told if kind == "unknown")
    assert len(classes) + len(unknown) == len(told), path
    return PullRequest(path.stem, title, classes, unknown)


PULL_REQUESTS = tuple(map(_pull_request, sorted((HERE / "pull_requests").glob("*.patch"))))


def git(folder: Path, *arguments: str) -> str:
    """What git says, as somebody whom no configuration of the machine changes."""
    person = ("-c", "user.name=A", "-c", "user.email=a@example.com", "-c", "commit.gpgsign=false")
    done = subprocess.run(
        ["git", "-C", str(folder), *person, *arguments], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def begun(folder: Path) -> Path:
    """A repository with the example project."""
    copytree(ROOT / "rules", folder / "rules")
    git(folder, "init", "--quiet", "--initial-branch=main")
    commit(folder, "The rules")
    return folder


def commit(folder: Path, title: str) -> None:
    """A commit of all files."""
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--allow-empty", "--message", title)


def history(folder: Path) -> Iterator[PullRequest]:
    """Every pull request after its change was made and committed."""
    begun(folder)
    for request in PULL_REQUESTS:
        git(folder, "apply", str(request.patch))
        commit(folder, request.title)
        yield request
