"""Files that are written all or not at all."""

from __future__ import annotations

import contextlib
import json
import os
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from rulec.manifest import MANIFEST


class CannotWriteError(Exception):
    """The output folder cannot be written; nothing in it has changed."""


@dataclass(frozen=True, slots=True)
class Outputs:
    """The texts of an output folder by path; the manifest is among them."""

    texts: Mapping[str, str]

    def differences(self, folder: Path) -> list[str]:
        """What is not as it should be in a folder, in words; nothing when all is up to date."""
        found = []
        for path, text in self.texts.items():
            existing = _read(folder / path)
            if existing is None:
                found.append(f"{path} is missing")
            elif existing != text:
                found.append(f"{path} is out of date")
        found += [f"{path} is left over" for path in self._left_over(folder)]
        return found

    def write(self, folder: Path) -> None:
        """Writes every file under a temporary name first, then puts all in place.

        Scripts that an earlier manifest lists and that are no longer made are removed. Raises
        `CannotWriteError` when something stands in the way; then nothing has changed.
        """
        left_over = self._left_over(folder)
        waiting: list[tuple[Path, Path]] = []
        try:
            for path, text in self.texts.items():
                target = folder / path
                target.parent.mkdir(parents=True, exist_ok=True)
                if target.is_dir():
                    raise CannotWriteError(f"{target} is a folder")
                waiting.append((_temporary(target, text), target))
        except (OSError, CannotWriteError) as error:
            for temporary, _ in waiting:
                temporary.unlink(missing_ok=True)
            reason = error.strerror if isinstance(error, OSError) else str(error)
            raise CannotWriteError(f"{folder} cannot be written: {reason}") from error
        for temporary, target in waiting:
            temporary.replace(target)
        for path in left_over:
            (folder / path).unlink(missing_ok=True)
            with contextlib.suppress(OSError):
                (folder / path).parent.rmdir()

    def _left_over(self, folder: Path) -> list[str]:
        """Scripts of an earlier build that are not made any more."""
        try:
            manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
            listed = [str(script["path"]) for script in manifest["scripts"]]
        except (OSError, ValueError, KeyError, TypeError):
            return []
        inside = [path for path in listed if ".." not in path.split("/") and path[:1] != "/"]
        return [p for p in inside if p not in self.texts and (folder / p).is_file()]


def _read(path: Path) -> str | None:
    """The text of a file; None where it cannot be read. Line ends of a checkout do not count."""
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return None


def _temporary(target: Path, text: str) -> Path:
    handle, name = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.parent)
    path = Path(name)
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as stream:
            stream.write(text)
        path.chmod(0o644)
    except OSError:
        path.unlink(missing_ok=True)
        raise
    return path
