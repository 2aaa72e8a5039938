"""The application: its commands in the order in which people meet them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from rulec.cli.build import build
from rulec.cli.check import check
from rulec.cli.compare import compare
from rulec.cli.decide import decide
from rulec.cli.diff import diff
from rulec.cli.explain import explain
from rulec.cli.fmt import fmt
from rulec.cli.init import init
from rulec.cli.report import report
from rulec.cli.schema import schema
from rulec.cli.screen import end_with_error
from rulec.cli.test import test
from rulec.cli.verify import verify
from rulec.cli.where import where
from rulec.version import VERSION

#: Wrong arguments of any kind; typer has no name for it.
_UsageError: Any = typer.BadParameter.__base__

#: Under this name a context knows all arguments of the process.
_ARGUMENTS = "rulec.arguments"


class _Group(TyperGroup):
    """The commands.

    A value that an option does not have is told without Python's words; who asked for a JSON
    document gets one, also where the arguments are wrong.
    """

    def parse_args(self, ctx: Any, args: list[str]) -> Any:
        ctx.meta[_ARGUMENTS] = tuple(args)
        with _told(ctx):
            return super().parse_args(ctx, args)

    def invoke(self, ctx: Any) -> Any:
        with _told(ctx):
            return super().invoke(ctx)


@contextmanager
def _told(ctx: Any) -> Iterator[None]:
    """Writes the JSON document of wrong arguments, if these ask for one."""
    try:
        yield
    except _UsageError as error:
        error.message = error.message.removeprefix("Value error, ")
        end_with_error(ctx.meta[_ARGUMENTS], error.format_message())
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


for command in (
    init,
    check,
    fmt,
    test,
    build,
    verify,
    diff,
    compare,
    decide,
    report,
    where,
    explain,
    schema,
):
    app.command()(command)
