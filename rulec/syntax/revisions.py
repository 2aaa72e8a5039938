"""A rules folder as it was in a revision, read out of a git repository.

Git is asked for objects alone: nothing is checked out, no index is touched, no hook or filter runs.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from rulec.diagnostics import Problem, did_you_mean
from rulec.records import dataclass
from rulec.source import SourceFile
from rulec.syntax.files import LARGEST_FILE, text_of, too_large, unreadable
from rulec.syntax.folder import Reader, is_rule_file

#: What git sets for its hooks; the repository is found from the folder instead.
_OF_HOOKS = ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX")

#: Messages that can be read here, no prompt, no lock that others would meet, no network.
_QUIET = {
    "LC_ALL": "C",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_NO_LAZY_FETCH": "1",
}

#: The mode of a symbolic link.
_LINK = "120000"

#: Characters of an abbreviated commit; git's own abbreviations grow with the repository.
_SHORT = 10


class NoRevisionError(Exception):
    """A revision cannot be read; `hint` says what would help.

    `revision` is there where no commit has this name.
    """

    def __init__(self, message: str, hint: str = "", revision: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.revision = revision


class _Entry(NamedTuple):
    """A file of a tree, or a link."""

    path: str
    is_link: bool
    object: str
    size: int


@dataclass(frozen=True, slots=True)
class Repository:
    """The git repository that a folder lies in, or would."""

    #: Where its files are checked out.
    top: Path
    #: The folder from there, with forward slashes; empty for the top itself.
    inside: str

    def commit(self, revision: str) -> str:
        """The commit that a revision names. Raises `NoRevisionError`."""
        if not revision.startswith("-") and revision.isprintable():
            asked = f"{revision}^{{commit}}"
            found = _git(self.top, "rev-parse", "--verify", "--quiet", asked, fails=True)
            if found.returncode == 0:
                return found.stdout.decode("ascii", "replace").strip()
        message = f"there is no revision `{revision}`"
        raise NoRevisionError(message, self._instead(revision), revision)

    def _instead(self, revision: str) -> str:
        """What may have been meant by a revision that is not there."""
        listed = _git(self.top, "for-each-ref", "--format=%(refname:short)").stdout
        names = listed.decode("utf-8", "replace").splitlines()
        of_remotes = [name for name in names if name.endswith(f"/{revision}")]
        if of_remotes:
            return f"did you mean `{of_remotes[0]}`?"
        guess = did_you_mean(revision, names)
        shallow = " (this clone is shallow: it lacks older commits)" if self._is_shallow else ""
        return guess or f"name a branch, a tag or a commit that `git log` knows{shallow}"

    @property
    def _is_shallow(self) -> bool:
        found = _git(self.top, "rev-parse", "--is-shallow-repository", fails=True)
        return found.stdout.strip() == b"true"

    def fork(self, one: str, other: str) -> str:
        """The last commit that two have in common. Raises `NoRevisionError`."""
        found = _git(self.top, "merge-base", one, other, fails=True)
        lines = found.stdout.decode("ascii", "replace").split()
        if found.returncode == 0 and lines:
            return lines[0]
        message = f"`{short(one)}` and `{short(other)}` have no commit in common"
        if self._is_shallow:
            hint = "this clone is shallow: fetch its history, as with `git fetch --unshallow`"
            raise NoRevisionError(f"{message} that is here", hint)
        raise NoRevisionError(message, "write `A..B` to compare them all the same")

    def files(self, commit: str) -> dict[str, Reader] | None:
        """What reads the rule files of the folder in a commit, by their paths from the folder.

        None where the commit does not have the folder. Raises `NoRevisionError`.
        """
        tree = self._tree(commit)
        if tree is None:
            return None
        entries = [one for one in _entries(self.top, tree) if is_rule_file(PurePosixPath(one.path))]
        return dict(self._readers(tree, entries))

    def _tree(self, commit: str) -> str | None:
        """What git calls the folder in a commit, in which it may be a link, or not be at all."""
        tree = f"{commit}:{self.inside}"
        (kind,) = _objects(self.top, [tree], "--batch-check", follow=False)
        if kind.word != "tree":
            (kind,) = _objects(self.top, [tree], "--batch-check", follow=True)
            tree = f"{kind.name}:"
        if kind.word == "missing":
            return None
        if kind.word != "tree":
            message = f"`{self.inside}` is not a folder in `{short(commit)}`"
            raise NoRevisionError(message, "name the folder that holds the rule files")
        return tree

    def _readers(self, tree: str, entries: Sequence[_Entry]) -> Iterator[tuple[str, Reader]]:
        small = [one for one in entries if not one.is_link and one.size <= LARGEST_FILE]
        texts = _objects(self.top, [one.object for one in small], "--batch", follow=False)
        found = dict(zip((one.path for one in small), texts, strict=True))
        # A name with a line feed cannot be asked for; nor would a rule file have one.
        links = [one.path for one in entries if one.is_link and "\n" not in one.path]
        behind = "" if tree.endswith(":") else "/"
        targets = [f"{tree}{behind}{path}" for path in links]
        found |= zip(links, _objects(self.top, targets, "--batch", follow=True), strict=True)
        for one in entries:
            yield one.path, partial(_read, found.get(one.path), one.is_link)


def repository_of(folder: Path) -> Repository:
    """The repository in which a folder lies, which need not be there now.

    Raises `NoRevisionError`.
    """
    whole = Path(os.path.abspath(folder))  # noqa: PTH100  links are git's to follow
    start = next(each for each in (whole, *whole.parents) if each.is_dir())
    found = _git(start, "rev-parse", "--show-toplevel", "--show-prefix", fails=True)
    told = os.fsdecode(found.stdout).splitlines()
    if found.returncode or not told:
        reason = os.fsdecode(found.stderr).strip().splitlines() or [""]
        if "not a git repository" in reason[0]:
            message = f"`{folder}` is not in a git repository"
            raise NoRevisionError(message, "give two folders: `rulec diff OLD NEW`")
        raise NoRevisionError(_failed(reason), _advice(reason))
    top, prefix = Path(told[0]), told[1] if len(told) > 1 else ""
    # Where the folder, or one above it, is a link now, it need not have been one before.
    root = next((each for each in reversed(whole.parents) if each.resolve() == top), None)
    inside = (
        PurePosixPath(prefix) / PurePosixPath(whole.relative_to(start).as_posix())
        if root is None
        else PurePosixPath(whole.relative_to(root).as_posix())
    )
    return Repository(top, "" if inside == PurePosixPath() else inside.as_posix())


def short(commit: str) -> str:
    """A commit as people write it."""
    return commit[:_SHORT]


# --- What git says --------------------------------------------------------------------------------


def _git(
    folder: Path, *arguments: str, given: bytes = b"", fails: bool = False
) -> subprocess.CompletedProcess[bytes]:
    """What git says to arguments; with `fails` its exit code is the caller's to look at."""
    environment = {k: v for k, v in os.environ.items() if k not in _OF_HOOKS} | _QUIET
    try:
        done = subprocess.run(  # noqa: S603  a fixed program, and arguments that are no options
            ["git", "-C", os.fspath(folder), *arguments],  # noqa: S607  git is where PATH has it
            input=given,
            capture_output=True,
            env=environment,
            check=False,
        )
    except FileNotFoundError as error:
        hint = "install git, or give two folders: `rulec diff OLD NEW`"
        raise NoRevisionError("there is no git on this machine", hint) from error
    except (OSError, ValueError) as error:
        raise NoRevisionError(f"git cannot be run: {error}") from error
    if done.returncode and not fails:
        reason = os.fsdecode(done.stderr).strip().splitlines() or [""]
        raise NoRevisionError(_failed(reason), _advice(reason))
    return done


def _failed(reason: Sequence[str]) -> str:
    return f"git cannot read the repository: {reason[0].removeprefix('fatal: ')}"


def _advice(reason: Sequence[str]) -> str:
    """What git itself advises, such as to trust a folder of somebody else."""
    return next((line.strip() for line in reason[1:] if line.strip().startswith("git ")), "")


def _entries(top: Path, tree: str) -> Iterator[_Entry]:
    """The files and links below a tree. Raises `NoRevisionError` for what it does not hold."""
    listed = _git(top, "ls-tree", "-r", "-z", "-l", tree).stdout
    for line in filter(None, listed.split(b"\0")):
        about, _, path = line.partition(b"\t")
        mode, kind, name, size = about.decode("ascii").split()
        # A submodule may hold rule files.
        if kind == "commit" and is_rule_file(PurePosixPath(os.fsdecode(path)) / "any.yaml"):
            message = f"`{os.fsdecode(path)}` is a submodule, whose files no revision here has"
            raise NoRevisionError(message, "give two folders: `rulec diff OLD NEW`")
        if kind == "blob":
            yield _Entry(os.fsdecode(path), mode == _LINK, name, int(size))


class _Object(NamedTuple):
    """What git says of an object: its kind, or why there is none, and what is in it."""

    word: str
    content: bytes
    #: Its own name; empty where it is not asked for.
    name: str = ""


def _objects(top: Path, names: Sequence[str], how: str, *, follow: bool) -> list[_Object]:
    """The objects of some names, in order."""
    if not names:
        return []
    options = ["--follow-symlinks"] if follow else []
    given = b"".join(os.fsencode(name) + b"\n" for name in names)
    said = _git(top, "cat-file", how, *options, given=given).stdout
    found: list[_Object] = []
    place = 0
    for _ in names:
        end = said.index(b"\n", place)
        words = said[place:end].decode("utf-8", "surrogateescape").split(" ")
        place = end + 1
        if words[-1] == "missing":
            found.append(_Object("missing", b""))
            continue
        # `<object> <kind> <size>`, or `<why> <size>` of a link that leads nowhere.
        word, size = words[-2], int(words[-1])
        if how == "--batch-check" and len(words) > 2:
            found.append(_Object(word, b"", words[0]))
            continue
        found.append(_Object(word, said[place : place + size]))
        place += size + 1
    return found


def _read(
    found: _Object | None,
    is_link: bool,  # noqa: FBT001  `partial` gives it by position
    shown_as: str,
) -> tuple[SourceFile | None, list[Problem]]:
    """Reads a file of a revision."""
    if found is None:
        return unreadable("its name has a line feed", shown_as) if is_link else too_large(shown_as)
    if found.word == "blob":
        return text_of(found.content, shown_as)
    if is_link:
        return unreadable("it is a link to something that the revision does not have", shown_as)
    return unreadable("the repository does not have its content here", shown_as)
