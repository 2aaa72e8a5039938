"""A git repository in a temporary folder, and steps of pipelines run in it."""

from __future__ import annotations

import os
import subprocess
import sysconfig
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]

_NOBODY = {
    "GIT_AUTHOR_NAME": "nobody",
    "GIT_AUTHOR_EMAIL": "nobody@example.com",
    "GIT_COMMITTER_NAME": "nobody",
    "GIT_COMMITTER_EMAIL": "nobody@example.com",
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
}
#: What a pipeline tells, which must not reach the steps that tests run in another one.
_TOLD = ("GITHUB_", "CI_", "RUNNER_", "PRE_COMMIT", "GIT_")


@dataclass(frozen=True)
class Ran:
    """What a script printed, both streams as a log has them, and its exit code."""

    code: int
    log: str


@dataclass(frozen=True)
class Repository:
    """A git repository."""

    top: Path

    @classmethod
    def new(cls, top: Path) -> Repository:
        """Everything in a folder as a first commit."""
        made = cls(top)
        made.git("init", "--quiet", "--initial-branch", "main")
        made.commit()
        return made

    def git(self, *arguments: str) -> str:
        """What a command of git prints; one that fails fails the test."""
        done = subprocess.run(
            ["git", *arguments],
            cwd=self.top,
            env=environment(),
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    def commit(self) -> str:
        """Commits everything; the name of the commit."""
        self.git("add", "--all", "--force")
        self.git("commit", "--quiet", "--message", "x")
        return self.git("rev-parse", "HEAD")

    def change(self, name: str, old: str, new: str) -> None:
        """Changes a text in a file."""
        path = self.top / name
        text = path.read_text("utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), "utf-8")


def environment(**more: str) -> dict[str, str]:
    """The environment without what a pipeline tells in which the tests may run themselves."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(_TOLD)}
    return {**kept, **_NOBODY, **more}


def quick_install() -> dict[str, str]:
    """Has pip install this project alone: what it needs is taken from where the tests run."""
    return {
        "PIP_NO_DEPS": "1",
        # As pip has it, this says that there is none.
        "PIP_NO_BUILD_ISOLATION": "0",
        "PYTHONPATH": sysconfig.get_path("purelib"),
    }


def bash(script: str, folder: Path, variables: dict[str, str]) -> Ran:
    """Runs a script as the runners of GitHub and GitLab do: it ends at the first failure."""
    path = variables.get("SCRIPT_FILE") or str(folder.parent / "script.sh")
    Path(path).write_text(script, "utf-8")
    done = subprocess.run(
        ["bash", "--noprofile", "--norc", "-eo", "pipefail", path],
        cwd=folder,
        env=environment(**variables),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=300,
        check=False,
    )
    return Ran(done.returncode, done.stdout)
