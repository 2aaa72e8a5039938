"""Which two versions of a rules folder the arguments of `diff` mean."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from rulec.cli.rules_folder import require_files, require_folder
from rulec.cli.screen import CannotRun, Screen
from rulec.records import dataclass

if TYPE_CHECKING:
    from rulec.review import Version
    from rulec.syntax.revisions import Repository

_HOW = "as in `rulec diff old new`, `rulec diff main... rules` or `rulec diff v1 v2 rules`"

#: What is meant where nothing is named.
_RULES = Path("rules")
_HEAD = "HEAD"
_HERE = "the working tree"


@dataclass(frozen=True)
class _Asked:
    """What arguments say: two folders, or one folder with revisions of it."""

    folders: tuple[Path, Path] | None = None
    rules: Path = _RULES
    old: str = _HEAD
    #: None for the files as they are.
    new: str | None = None
    #: Whether the old version is the one at which the new one left the old.
    forked: bool = False


@dataclass(frozen=True)
class Versions:
    """Two versions of the rules, and what was noticed while they were read."""

    old: Version
    new: Version
    notes: tuple[str, ...] = ()


def versions(arguments: Sequence[str], screen: Screen) -> Versions:
    """Both versions, read. Raises `CannotRun`.

    Two folders are compared as they are. Otherwise the last argument is the rules folder (`rules`
    where none is named), and before it stands one revision, which is compared with the files as
    they are, or two of them: `OLD NEW`, `OLD..NEW`, or `OLD...NEW`, which means what NEW changed
    since it left OLD. No name means HEAD.
    """
    asked = _asked(arguments)
    if asked.folders is not None:
        old, new = (_from_disk(folder, folder.as_posix(), screen) for folder in asked.folders)
        return Versions(old, new)
    from rulec.syntax.revisions import NoRevisionError, repository_of

    try:
        return _of_revisions(asked, repository_of(asked.rules), screen)
    except NoRevisionError as error:
        missing = [name for name in (asked.old, asked.new) if name and name == error.revision]
        more = f" and no folder `{missing[0]}`" if missing else ""
        raise CannotRun(f"{error.message}{more}", error.hint) from error


def _asked(arguments: Sequence[str]) -> _Asked:
    words = list(arguments)
    folders = [Path(word) for word in words if _is_folder(word)]
    if len(words) == 2 and len(folders) == 2:
        return _Asked(folders=(folders[0], folders[1]))
    if len(words) == 2 and folders and words[0] == str(folders[0]):
        require_folder(Path(words[1]))
    if len(words) > 3:
        raise CannotRun(f"there are {len(words)} arguments, and three are the most", _HOW)
    rules = Path(words.pop()) if words and (len(words) == 3 or _is_path(words[-1])) else _RULES
    if len(words) == 2 and not any(".." in word for word in words):
        return _Asked(rules=rules, old=words[0], new=words[1])
    if len(words) == 2:
        raise CannotRun("name two revisions as two arguments, or with `..` as one", _HOW)
    if not words:
        return _Asked(rules=rules)
    for dots in ("...", ".."):
        old, found, new = words[0].partition(dots)
        if found:
            forked = dots == "..."
            return _Asked(rules=rules, old=old or _HEAD, new=new or _HEAD, forked=forked)
    return _Asked(rules=rules, old=words[0])


def _is_folder(word: str) -> bool:
    """Whether a word names a folder.

    `A..B` and `A...` never do: else a change could bring a folder of that name along, which would
    then be compared in place of the revision. Such a folder is `./A...`.
    """
    is_path = ".." in Path(word).parts or word.startswith(("./", "/"))
    if ".." in word and not is_path:
        return False
    try:
        return Path(word).is_dir()
    except (OSError, ValueError):
        return False


def _is_path(word: str) -> bool:
    """Whether the last word is a folder, or is meant to be one that is not there."""
    return _is_folder(word) or word.endswith("/") or word == _RULES.name


def _of_revisions(asked: _Asked, repository: Repository, screen: Screen) -> Versions:
    from rulec.syntax.revisions import short

    one = repository.commit(asked.old)
    label, prefix, commit = asked.old, f"{asked.old}:", one
    other = None if asked.new is None else repository.commit(asked.new)
    if asked.forked and other is not None:
        commit = repository.fork(one, other)
        if commit != one:
            label, prefix = f"where {asked.new} left {asked.old}", f"{short(commit)}:"
    old = _at(asked.rules, repository, (label, prefix, commit), screen)
    if asked.new is None or other is None:
        is_gone = old.checked.files and not asked.rules.exists()
        new = _nowhere(asked.rules) if is_gone else _from_disk(asked.rules, _HERE, screen)
        return Versions(old, new)
    # HEAD is what people have before them, most of the time.
    prefix = "" if asked.new == _HEAD else f"{asked.new}:"
    new = _at(asked.rules, repository, (asked.new, prefix, other), screen)
    if not old.checked.files and not new.checked.files:
        raise CannotRun(f"neither version has the folder `{asked.rules}`", _HOW)
    return Versions(old, new, tuple(_notes(asked, repository, new)))


def _notes(asked: _Asked, repository: Repository, new: Version) -> Iterator[str]:
    """Says where files are not as the commit has them that people take them for."""
    from rulec.syntax.folder import folder_texts

    if new.side.commit == repository.commit(_HEAD) and asked.rules.is_dir():
        committed = {file.path: file.source.text for file in new.checked.files}
        if folder_texts(asked.rules) != committed:
            yield (
                f"changes in {asked.rules.as_posix()} that are not committed are left out; "
                f"`rulec diff {asked.old} {asked.rules.as_posix()}` takes the files as they are"
            )


def _at(
    rules: Path, repository: Repository, named: tuple[str, str, str], screen: Screen
) -> Version:
    """The rules in a commit; none where it does not have the folder."""
    from rulec.pipeline import read_revision
    from rulec.report.review.model import Side
    from rulec.review import Version

    label, prefix, commit = named
    readers = repository.files(commit) or {}
    checked = read_revision(rules, readers, prefix, screen.environment)
    return Version(Side(label, rules.as_posix(), commit, prefix), checked)


def _nowhere(rules: Path) -> Version:
    """Rules that are not there any more."""
    from rulec.pipeline import read_revision
    from rulec.report.review.model import Side
    from rulec.review import Version

    return Version(Side(_HERE, rules.as_posix()), read_revision(rules, {}, "", {}))


def _from_disk(folder: Path, label: str, screen: Screen) -> Version:
    from rulec.pipeline import read
    from rulec.report.review.model import Side
    from rulec.review import Version

    require_folder(folder)
    checked = read(folder, screen.environment)
    require_files(folder, checked)
    return Version(Side(label, folder.as_posix()), checked)
