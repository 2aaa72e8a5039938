"""Arguments and options that several commands have."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from rulec.cli.formats import Format, ReportFormat
from rulec.cli.results_file import ResultsFile, results_file


class PolicyName(StrEnum):
    """The policies, as in the catalogue, which takes too long to load for a help text."""

    SERVICE = "service"
    PARTICIPANT = "participant"
    MEDIA_LOCATION = "media_location"


Rules = Annotated[Path, typer.Argument(metavar="RULES", help="The rules folder.")]

Form = Annotated[
    Format,
    typer.Option(
        "--format",
        help="text for people; json for programs: one document with results and problems.",
    ),
]

ReportForm = Annotated[
    ReportFormat,
    typer.Option(
        "--format",
        help="What goes to the screen: text for people; json for programs; markdown for a comment "
        "on a change; sarif, gitlab or junit for services; github for the log of GitHub Actions.",
    ),
]

Files = Annotated[
    list[ResultsFile] | None,
    typer.Option(
        "--output",
        metavar="FORMAT=FILE",
        parser=results_file,
        help="Also write the results to a file, as in --output sarif=rulec.sarif; may be given "
        "several times. It replaces nothing but earlier results. PINs stay hidden.",
        show_default=False,
    ),
]

Check = Annotated[
    bool, typer.Option("--check", help="Write nothing; say what in the folder is not current.")
]

Strict = Annotated[bool, typer.Option("--strict", help="Warnings count as errors.")]

ShowSecrets = Annotated[
    bool, typer.Option("--show-secrets", help="Show PINs and passcodes instead of (hidden).")
]

Stdin = Annotated[
    bool, typer.Option("--stdin", help="Read a file's text from standard input, for editors.")
]
StdinFilename = Annotated[
    Path | None,
    typer.Option("--stdin-filename", metavar="FILE", help="The file whose text standard input is."),
]
