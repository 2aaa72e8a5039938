"""What a build has to say as remarks, cases and figures."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import PurePosixPath

from rulec.diagnostics import Problem, codes_emitting, codes_internal
from rulec.report.formats.kinds import NOT_CURRENT
from rulec.report.formats.model import Case, Place, Remark, Table

#: What only a build can say: `check` says everything else about the same files.
_OWN = frozenset({*codes_emitting.CODES, *codes_internal.CODES})


def problems_of_builds(problems: Iterable[Problem], *, strict: bool) -> list[Problem]:
    """What stops a build, and what it alone finds; not the warnings that are those of `check`."""
    return [each for each in problems if each.is_error or strict or each.code in _OWN]


def not_current(
    folder: PurePosixPath, stale: Iterable[tuple[str, str]], hint: str
) -> tuple[Remark, ...]:
    """Files of an output folder that are not as they should be.

    `stale` are paths from the folder, each with what is wrong; `hint` says what to do.
    """
    return tuple(
        Remark(NOT_CURRENT, f"`{folder / path}` {what}", Place(str(folder / path)), path, hint)
        for path, what in stale
    )


def cases_of_files(
    folder: PurePosixPath, paths: Iterable[str], remarks: Sequence[Remark]
) -> tuple[Case, ...]:
    """A case for every file of an output folder: that it is current."""
    wrong = {remark.place.path: remark for remark in remarks if remark.place is not None}
    every = dict.fromkeys([*(str(folder / path) for path in paths), *wrong])
    return tuple(Case(path, "is current", Place(path), wrong.get(path)) for path in every)


def table_of_scripts(scripts: Iterable[Mapping[str, object]]) -> Table:
    """The sizes of scripts, of the data of which the JSON document has the same."""
    rows = (
        (
            f"`{one['path']}`",
            f"{one['size']:,}",
            f"{one['budget']:,}",
            f"{one['percent']} %",
            f"{one['rules']:,}",
        )
        for one in scripts
    )
    return Table(("Script", "Characters", "Budget", "Used", "Rules"), tuple(rows))
