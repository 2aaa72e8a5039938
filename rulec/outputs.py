"""Files that are written all or not at all."""

from __future__ import annotations

import contextlib
import json
import os
import re
import stat
import tempfile
from collections.abc import Mapping
from pathlib import Path

from rulec.manifest import MANIFEST
from rulec.pexip import Policy
from rulec.records import dataclass

#: A script's path as a build writes it: nothing else is ever removed from an output folder.
_SCRIPT = re.compile(
    rf"[A-Za-z0-9_-]+/(?:{'|'.join(re.escape(policy.script_name) for policy in Policy)})\Z"
)

#: Who may read what is written: everybody, or its owner alone.
_PUBLIC = 0o644
_PRIVATE = 0o600


class CannotWriteError(Exception):
    """The output folder cannot be written; nothing in it has changed."""


@dataclass(frozen=True, slots=True)
class Written:
    """What writing did, as paths from the output folder."""

    changed: tuple[str, ...]
    unchanged: tuple[str, ...]
    removed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Stale:
    """A file that is not as it should be; `what` is wrong reads after its path."""

    path: str
    what: str

    def __str__(self) -> str:
        return f"{self.path} {self.what}"


@dataclass(frozen=True, slots=True)
class Outputs:
    """The texts of an output folder by path; the manifest, where there is one, is among them.

    Files whose paths are in `private` hold secrets: only their owner may read them, where the
    system knows of that.
    """

    texts: Mapping[str, str]
    private: frozenset[str] = frozenset()
    #: Whether files that exist stay as open as they are.
    in_place: bool = False

    def differences(self, folder: Path) -> list[Stale]:
        """What is not as it should be in a folder; nothing when all is up to date.

        A private file may be missing: it belongs into no repository, and the manifest tells whether
        its rules have changed.
        """
        found = []
        for path, text in self.texts.items():
            existing = _read(folder / path)
            if existing is None and path in self.private and not os.path.lexists(folder / path):
                continue
            if existing is None:
                found.append(Stale(path, "is missing"))
            elif existing != text:
                found.append(Stale(path, "is out of date"))
        found += [Stale(path, "is left over") for path in self._left_over(folder)]
        return found

    def write(self, folder: Path) -> Written:
        """Writes every file under a temporary name first, then puts all in place.

        Files that are as they should be stay untouched. Scripts that an earlier manifest lists and
        that are no longer made are removed. Raises `CannotWriteError` when something stands in the
        way; then nothing has changed.
        """
        removed = self._left_over(folder)
        changed = [path for path in self.texts if not self._is_current(folder, path)]
        work = _Work()
        try:
            for path in changed:
                work.prepare(folder / path, self.texts[path], self._mode(folder, path))
            for path in changed:
                work.replace(folder / path)
            for path in removed:
                work.remove(folder / path)
        except OSError as error:
            work.undo()
            name = "" if error.filename is None else f" ({Path(os.fsdecode(error.filename)).name})"
            reason = f"{(error.strerror or str(error)).lower()}{name}"
            raise CannotWriteError(f"`{folder}` cannot be written: {reason}") from error
        except BaseException:
            work.undo()
            raise
        for path in removed:
            with contextlib.suppress(OSError):
                (folder / path).parent.rmdir()
        unchanged = tuple(path for path in self.texts if path not in changed)
        return Written(tuple(changed), unchanged, tuple(removed))

    def _mode(self, folder: Path, path: str) -> int:
        existing = _mode(folder / path) if self.in_place else None
        return existing or (_PRIVATE if path in self.private else _PUBLIC)

    def _is_current(self, folder: Path, path: str) -> bool:
        """Whether a file is as it should be, and no more open than it should be."""
        if _bytes(folder / path) != self.texts[path].encode():
            return False
        mode = _mode(folder / path)
        return path not in self.private or mode is None or not mode & ~_PRIVATE

    def _left_over(self, folder: Path) -> list[str]:
        """Scripts of an earlier build that are not made any more."""
        if MANIFEST not in self.texts:
            return []
        try:
            manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
            listed = [str(script["path"]) for script in manifest["scripts"]]
        except (OSError, ValueError, KeyError, TypeError, RecursionError):
            return []
        scripts = [path for path in dict.fromkeys(listed) if _SCRIPT.match(path)]
        return [p for p in scripts if p not in self.texts and (folder / p).is_file()]


def append(path: Path, text: str) -> None:
    """Adds text to a file that others write to as well, in one piece; raises `CannotWriteError`.

    A file that others hold open must stay the same one, so nothing is put in its place.
    """
    try:
        with path.open("ab") as stream:
            stream.write(text.encode())
    except OSError as error:
        raise CannotWriteError(f"`{path}` cannot be written: {error.strerror}") from error


def size(path: Path) -> int:
    """The bytes of a file; 0 where there is none."""
    try:
        return path.stat().st_size
    except OSError:
        return 0


class _Work:
    """Changes to files that can be taken back."""

    def __init__(self) -> None:
        self._waiting: dict[Path, Path] = {}
        self._before: dict[Path, tuple[bytes | None, int | None]] = {}
        self._made: list[Path] = []

    def prepare(self, target: Path, text: str, mode: int) -> None:
        """Writes the new text beside its target, readable by nobody else until it is there."""
        for folder in reversed((target.parent, *target.parent.parents)):
            if not folder.exists():
                folder.mkdir()
                self._made.append(folder)
        if target.is_dir():
            raise IsADirectoryError(None, "there is a folder in the place of a file", str(target))
        handle, name = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.parent)
        self._waiting[target] = Path(name)
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as stream:
            stream.write(text)
        Path(name).chmod(mode)

    def replace(self, target: Path) -> None:
        """Puts a new text in the place of the old one."""
        self._before[target] = (_bytes(target), _mode(target))
        self._waiting[target].replace(target)
        del self._waiting[target]

    def remove(self, target: Path) -> None:
        """Removes a file."""
        self._before[target] = (_bytes(target), _mode(target))
        target.unlink()

    def undo(self) -> None:
        """Takes everything back as far as the system lets it."""
        with contextlib.suppress(OSError):
            for temporary in self._waiting.values():
                temporary.unlink(missing_ok=True)
        for target, (content, mode) in self._before.items():
            with contextlib.suppress(OSError):
                if content is None:
                    target.unlink(missing_ok=True)
                    continue
                target.touch(_PRIVATE)
                if mode is not None:
                    target.chmod(mode & _PRIVATE)
                target.write_bytes(content)
                if mode is not None:
                    target.chmod(mode)
        for folder in reversed(self._made):
            with contextlib.suppress(OSError):
                folder.rmdir()


def _read(path: Path) -> str | None:
    """The text of a file; None where it cannot be read. Line ends of a checkout do not count."""
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return None


def _mode(path: Path) -> int | None:
    """Who may do what with a file; None where the system does not know, or there is none."""
    if os.name != "posix":
        return None
    try:
        return stat.S_IMODE(path.stat().st_mode)
    except OSError:
        return None


def _bytes(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except OSError:
        return None
