"""`rulec where`."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

from rulec.cli.formats import Format
from rulec.cli.options import Form, ShowSecrets
from rulec.cli.rules_folder import rules_without_errors
from rulec.cli.screen import FINE, CannotRun, Screen

if TYPE_CHECKING:
    from rulec.emit import Part, RuleName
    from rulec.origins import Origin
    from rulec.report.script_parts import ScriptParts

_Script = Annotated[
    str,
    typer.Argument(
        metavar="SCRIPT",
        help="A script that was built, alone or with a place in it: FILE:LINE or FILE:LINE:COLUMN.",
        show_default=False,
    ),
]
_Rules = Annotated[Path, typer.Option("--rules", metavar="RULES", help="The rules folder.")]
_Rule = Annotated[
    str,
    typer.Option(
        "--rule",
        metavar="NAME",
        help="Only what is there for this rule, and not for all of its set, as in "
        "--rule rooms/ward-rooms or --rule ward-rooms.",
        show_default=False,
    ),
]
#: A place behind the name of a file.
_PLACE = re.compile(r"(?P<path>.+?)(?::(?P<line>\d{1,9})(?::(?P<column>\d{1,9}))?)?", re.DOTALL)


class _Asked(NamedTuple):
    """A file, and a place in it, if any."""

    path: str
    line: int | None = None
    column: int | None = None


def where(
    script: _Script,
    rules: _Rules = Path("rules"),
    rule: _Rule = "",
    show_secrets: ShowSecrets = False,
    form: Form = Format.TEXT,
) -> None:
    """Show which rules stand where in a script.

    With a line and a column that is the part of the script there, with a line alone all parts on
    it, and without either the whole script. A part is the condition of a rule with what it does, an
    entry of a table, a variable and the like; it is there for one rule, for several, or for all.

    To know that, the script is made again from the rules: they must be those that it was built
    from. Where somebody has changed the script since, that is told.

    \b
    Example:
      rulec build rules --out build
      rulec where build/main/service.j2:26:10
      rulec where build/main/service.j2 --rule no-scanners
      rulec where build/main/service.j2 --format json

    Exit codes: 0 when it is known, 1 when the rules have errors, 2 when there is no such place, or
    when the script is not from these rules.
    """  # noqa: D301  \b keeps the lines of the example apart
    with Screen("where", form) as screen:
        from rulec.cli.input_text import input_text
        from rulec.origins import NoOriginError, origin_of
        from rulec.report.where import parts_data

        asked = _asked(script)
        text = input_text(asked.path)
        unknown = dict.fromkeys(("profile", "policy", "layout", "changed"))
        data: dict[str, object] = {"script": asked.path, **unknown, "parts": [], "rules": {}}
        checked = rules_without_errors(rules, screen, data)
        try:
            origin = origin_of(text, asked.path, checked)
        except NoOriginError as error:
            raise CannotRun(str(error), error.hint) from error
        parts = origin.parts(show_secrets=show_secrets)
        wanted = _rules_called(rule, parts) if rule else []
        some, at = _parts(asked, origin, parts, wanted)
        screen.out(_text(asked, origin, parts, some, at))
        data |= {
            "profile": origin.profile.name,
            "policy": origin.built.policy.value,
            "layout": origin.built.layout,
            "changed": origin.told_change() or None,
        }
        screen.end(FINE, {**data, **parts_data(parts, some)})


def _asked(script: str) -> _Asked:
    found = _PLACE.fullmatch(script)
    if found is None or _is_file(script):
        return _Asked(script)
    line, column = (None if one is None else int(one) for one in found.group("line", "column"))
    return _Asked(found["path"], line, column)


def _is_file(name: str) -> bool:
    """Whether the whole argument is the name of a file, colons included."""
    try:
        return Path(name).is_file()
    except (OSError, ValueError):
        return False


def _rules_called(name: str, parts: ScriptParts) -> list[RuleName]:
    """The rules of a name, or the rows of one; raises `CannotRun` where there is none."""
    from rulec.diagnostics import did_you_mean

    found = parts.called(name)
    if not found:
        known = parts.names(parts.rules)
        hint = did_you_mean(name, [*known, *(one.partition("/")[2] for one in known)])
        raise CannotRun(f"the script has no rule `{name}`", hint or "write it as set/rule")
    return found


def _range(asked: _Asked, origin: Origin) -> tuple[int, int]:
    """The characters that are asked about; raises `CannotRun` where there are none."""
    lines = origin.lines
    if asked.line is None:
        return 0, len(origin.text)
    if not 1 <= asked.line <= len(lines):
        many = "lines" if len(lines) > 1 else "line"
        told = f"`{asked.path}` has no line {asked.line}, but {len(lines):,} {many}"
        raise CannotRun(told, "lines count from 1")
    start, end = lines.ends(asked.line)
    if asked.column is None:
        return start, end
    # The line feed counts: an editor's cursor may stand behind the last character.
    if not 1 <= asked.column <= end - start:
        told = f"line {asked.line} of `{asked.path}` has no column {asked.column}"
        hint = f"it has {end - start - 1:,}; columns are characters, and count from 1"
        raise CannotRun(told, hint)
    return start + asked.column - 1, start + asked.column


def _parts(
    asked: _Asked, origin: Origin, parts: ScriptParts, wanted: list[RuleName]
) -> tuple[list[Part], int | None]:
    """The parts that are asked about, and the character, where it is one that was built."""
    from rulec.emit import What

    start, end = origin.when_built(*_range(asked, origin))
    some = parts.within(start, end)
    if wanted:
        theirs = {part.start for part in parts.of(wanted, set(What) - {What.RULE_SET})}
        some = [part for part in some if part.start in theirs]
    return some, start if asked.column is not None and len(some) == 1 and end == start + 1 else None


def _text(
    asked: _Asked, origin: Origin, parts: ScriptParts, some: list[Part], at: int | None
) -> str:
    from rulec.cli.writing import shown
    from rulec.report.where import parts_text, place_text

    path = shown(Path(asked.path))
    changed = origin.told_change()
    note = f"note: {path} {changed}\n" if changed else ""
    if not some:
        return f"{note}nothing of it stands there\n"
    if at is not None:
        return note + place_text(path, parts, some[0], at)
    return note + parts_text(path, parts, some)
