"""`rulec schema`."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from rulec.cli.formats import Format
from rulec.cli.options import Check, Form
from rulec.cli.rules_folder import require_files, require_folder
from rulec.cli.screen import FINE, PROBLEMS_FOUND, Screen

if TYPE_CHECKING:
    from rulec.resolve.context import Facts

_Out = Annotated[Path, typer.Option("--out", metavar="FOLDER", help="Where the files go.")]
_Rules = Annotated[
    Path | None,
    typer.Option(
        "--rules",
        metavar="RULES",
        help="A rules folder: the files then know its locations and the fields it declares.",
    ),
]


def schema(
    out: _Out = Path("schema"),
    check: Check = False,
    rules: _Rules = None,
    form: Form = Format.TEXT,
) -> None:
    """Write JSON Schemas and the language reference.

    With the schemas of rule files an editor completes keys and marks mistakes while you type;
    results.json is that of the documents that commands write with --format json. The reference,
    language.md, explains everything that rules may say, with examples.

    \b
    Example:
      rulec schema --out schema
      rulec schema --out schema --check

    Exit codes: 0 when the files are written (with --check: are current), 1 when they are not
    current or the rules have errors, 2 when the files cannot be written.
    """  # noqa: D301  \b keeps the lines of the example apart
    with Screen("schema", form) as screen:
        from rulec.cli.writing import compare, write
        from rulec.json_schema import schemas
        from rulec.outputs import Outputs
        from rulec.reference import LANGUAGE_PAGE, language_page

        data = {"out": out.as_posix(), "written": [], "unchanged": [], "not_current": []}
        facts = None if rules is None else _facts(rules, screen, data)
        outputs = Outputs({**schemas(facts), LANGUAGE_PAGE: language_page(facts)})
        if check:
            found = compare(outputs, out, screen)
            names = list(map(str, found))
            screen.end(PROBLEMS_FOUND if found else FINE, {**data, "not_current": names})
        written = write(outputs, out, screen)
        lists = {"written": list(written.changed), "unchanged": list(written.unchanged)}
        screen.end(FINE, {**data, **lists})


def _facts(rules: Path, screen: Screen, data: Mapping[str, object]) -> Facts:
    """What a rules folder says about the deployment; with errors the command ends with `data`."""
    require_folder(rules)
    from rulec.pipeline import read

    checked = read(rules)
    require_files(rules, checked)
    if checked.has_errors:
        screen.problems(checked.problems)
        screen.end(PROBLEMS_FOUND, data)
    screen.keep(checked.problems)
    return checked.project.facts
