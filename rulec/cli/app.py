"""The application: its commands in the order in which people meet them."""

from __future__ import annotations

from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from rulec.cli.build import build
from rulec.cli.check import check
from rulec.cli.compare import compare
from rulec.cli.decide import decide
from rulec.cli.explain import explain
from rulec.cli.init import init
from rulec.cli.schema import schema
from rulec.cli.test import test
from rulec.cli.verify import verify
from rulec.version import VERSION


class _Group(TyperGroup):
    """The commands; a value that an option does not have is told without Python's words."""

    def invoke(self, ctx: Any) -> Any:
        try:
            return super().invoke(ctx)
        except typer.BadParameter as error:
            error.message = error.message.removeprefix("Value error, ")
            raise


#: Plain help text: the same on every terminal, in files and in the documentation.
app = typer.Typer(
    name="rulec",
    cls=_Group,
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)


def _version(value: bool) -> None:
    if value:
        typer.echo(f"rulec {VERSION}")
        raise typer.Exit


@app.callback()
def rulec(
    _version: Annotated[
        bool,
        typer.Option("--version", callback=_version, is_eager=True, help="Show the version."),
    ] = False,
) -> None:
    """Call policy for Pexip Infinity as YAML rules, compiled to local policy scripts.

    \b
    Example:
      rulec init rules
      rulec check rules
      rulec test rules
      rulec build rules

    Exit codes: 0 when all is fine, 1 when problems were found, 2 when the command could not run.
    """  # noqa: D301  \b keeps the lines of the example apart


for command in (init, check, test, build, verify, compare, decide, explain, schema):
    app.command()(command)
