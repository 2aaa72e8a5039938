"""`rulec fmt`."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from rulec.cli.formats import Format
from rulec.cli.options import Form, ShowSecrets, Stdin, StdinFilename
from rulec.cli.screen import COULD_NOT_RUN, FINE, PROBLEMS_FOUND, CannotRun, Screen
from rulec.cli.standard_input import require_stdin_filename, standard_input
from rulec.records import dataclass

if TYPE_CHECKING:
    from rulec.diagnostics import Problem
    from rulec.source import SourceFile

#: What `diff` says below a last line without a line feed.
_NO_LINE_FEED = "\\ No newline at end of file"

_Paths = Annotated[
    list[Path] | None,
    typer.Argument(metavar="PATH", help="Rules folders and rule files. Default: rules."),
]
_Check = Annotated[
    bool, typer.Option("--check", help="Write nothing; list the files that are not formatted.")
]
_Diff = Annotated[bool, typer.Option("--diff", help="Write nothing; show what would change.")]


def fmt(
    paths: _Paths = None,
    check: _Check = False,
    diff: _Diff = False,
    stdin: Stdin = False,
    stdin_filename: StdinFilename = None,
    show_secrets: ShowSecrets = False,
    form: Form = Format.TEXT,
) -> None:
    """Put rule files in one style.

    Changes how files are laid out and the order of their keys, never a text, a comment or what a
    rule means; that is proved for every file before it is written. Tables stay as they are. With
    --stdin the formatted text goes to standard output.

    \b
    Example:
      rulec fmt rules
      rulec fmt rules --check
      rulec fmt rules/rulec.yaml --diff

    Exit codes: 0 when all files are formatted, 1 when some are not (with --check or --diff) or
    cannot be because of errors in them, 2 when a file cannot be read or written.
    """  # noqa: D301  \b keeps the lines of the example apart
    with Screen("fmt", form) as screen:
        require_stdin_filename(stdin, stdin_filename)
        works = _works(paths, stdin_filename)
        screen.problems([problem for work in works for problem in work.problems])
        data = _data(works)
        error = None
        if diff:
            data["diff"] = _differences(works, show_secrets)
            screen.file(str(data["diff"]))
        elif check:
            screen.out("".join(f"{work.shown} would change\n" for work in works if work.changes))
            screen.out(_summary(works, "would change"))
        elif stdin:
            data["text"] = works[0].after
            screen.file(works[0].after or "")
        else:
            error = _write(works, screen)
            screen.err(f"rulec: error: {error}\n" if error else "")
            screen.out("" if error else _summary(works, "formatted"))
        code = _code(works, changes=check or diff)
        screen.end(COULD_NOT_RUN if error else code, data, error=error)


@dataclass(frozen=True, slots=True)
class _Work:
    """A file before and after; `after` is None where it stays as it is because of `problems`."""

    path: Path
    before: str
    after: str | None
    problems: tuple[Problem, ...] = ()

    @property
    def changes(self) -> bool:
        """Whether formatting changes the file."""
        return self.after is not None and self.after != self.before

    @property
    def shown(self) -> str:
        """Its path as messages show it."""
        from rulec.report.safe_text import safe

        return safe(self.path.as_posix())


def _works(paths: list[Path] | None, stdin_filename: Path | None) -> list[_Work]:
    if stdin_filename is None:
        return [_read(path) for path in _files(paths or [Path("rules")])]
    if paths:
        raise CannotRun("--stdin takes no paths", "name the file with --stdin-filename")
    from rulec.syntax.files import text_of

    return [_work(stdin_filename, *text_of(standard_input(), stdin_filename.as_posix()))]


def _files(paths: list[Path]) -> list[Path]:
    """The YAML files that the arguments name, each once; raises `CannotRun`."""
    from rulec.syntax.folder import YAML_SUFFIXES, paths_in

    found: dict[Path, Path] = {}
    for path in paths:
        try:
            if not path.exists():
                raise CannotRun(f"there is no file or folder `{path}`", "name rule files")
            if not path.is_dir() and path.suffix not in YAML_SUFFIXES:
                raise CannotRun(f"`{path}` is not a YAML file", "only YAML files are formatted")
            files = [path]
            if path.is_dir():
                files = [file for file in paths_in(path) if file.suffix in YAML_SUFFIXES]
            found |= {file.resolve(): file for file in files if file.resolve() not in found}
        except (OSError, ValueError, RuntimeError) as error:
            raise CannotRun(f"`{path}` cannot be read: {error}") from error
        if not files:
            raise CannotRun(f"there are no YAML files in `{path}`", "name a rules folder")
    return list(found.values())


def _read(path: Path) -> _Work:
    from rulec.syntax.files import read_file

    file, problems = read_file(path, path.as_posix())
    return _work(path, file, problems)


def _work(path: Path, file: SourceFile | None, problems: list[Problem]) -> _Work:
    from rulec.formatting import formatted

    if file is None:
        return _Work(path, "", None, tuple(problems))
    made = formatted(file)
    errors = tuple(problem for problem in made.problems if problem.is_error)
    return _Work(path, file.text, made.text, errors)


def _write(works: list[_Work], screen: Screen) -> str | None:
    """Writes what changes, each file whole or not at all; what went wrong, if anything did."""
    from rulec.outputs import CannotWriteError, Outputs

    failed: list[str] = []
    for work in works:
        if work.after is None or not work.changes:
            continue
        # What a link leads to is written, and the link stays.
        target = work.path.resolve()
        try:
            if not os.access(target, os.W_OK):
                raise CannotWriteError("it may not be changed")
            Outputs({target.name: work.after}, in_place=True).write(target.parent)
        except (CannotWriteError, OSError) as error:
            cause = error.__cause__ if isinstance(error.__cause__, OSError) else error
            reason = getattr(cause, "strerror", None) or str(cause)
            failed.append(f"`{work.shown}` cannot be written: {reason.lower()}")
        else:
            screen.out(f"formatted {work.shown}\n")
    return "; ".join(failed) or None


def _differences(works: list[_Work], show_secrets: bool) -> str:
    """What would change, as a unified diff."""
    from difflib import unified_diff

    from rulec.report.pins import without_pins

    lines: list[str] = []
    for work in works:
        name = work.path.as_posix()
        before = work.before.splitlines(keepends=True)
        after = before if work.after is None else work.after.splitlines(keepends=True)
        for line in unified_diff(before, after, name, name):
            text = line if show_secrets else without_pins(line)
            lines.append(text if text.endswith("\n") else f"{text}\n{_NO_LINE_FEED}\n")
    return "".join(lines)


def _data(works: list[_Work]) -> dict[str, object]:
    """What the JSON document says of the files: paths, in the order of the files."""
    return {
        "changed": [work.path.as_posix() for work in works if work.changes],
        "unchanged": [work.path.as_posix() for work in works if work.after == work.before],
        "not_formatted": [work.path.as_posix() for work in works if work.after is None],
    }


def _summary(works: list[_Work], what: str) -> str:
    """How many files were, or would be, changed, and how many stay as they are, in words."""
    changes = sum(work.changes for work in works)
    refused = sum(work.after is None for work in works)
    parts = [(changes, what), (refused, "not formatted")]
    parts.append((len(works) - changes - refused, "formatted already"))
    said = (f"{n:,} file{'' if n == 1 else 's'} {words}" for n, words in parts if n)
    return ", ".join(said) + "\n"


def _code(works: list[_Work], *, changes: bool = False) -> int:
    from rulec.diagnostics import codes_internal

    problems = [problem for work in works for problem in work.problems]
    if any(problem.code in codes_internal.CODES for problem in problems):
        return COULD_NOT_RUN
    return PROBLEMS_FOUND if problems or (changes and any(w.changes for w in works)) else FINE
