"""`rulec verify`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from rulec.cli.formats import Format
from rulec.cli.options import Form
from rulec.cli.rules_folder import require_files, require_folder
from rulec.cli.screen import FINE, PROBLEMS_FOUND, CannotRun, Screen

if TYPE_CHECKING:
    from rulec.committed import Committed
    from rulec.ir import Profile
    from rulec.report.where import Scripts
    from rulec.verify.certificate import Certificate

_Build = Annotated[
    Path, typer.Argument(metavar="BUILD", help="The folder that `rulec build` wrote.")
]
_Rules = Annotated[Path, typer.Option("--rules", metavar="RULES", help="The rules folder.")]

_Strict = Annotated[bool, typer.Option("--strict", help="What is not proved is a failure.")]

#: Names of fields that are shown of one script.
_MOST_NAMES = 6

#: Differences of one script that are shown; more of them say little.
_MOST_DIFFERENCES = 1

_HEAD = """\
a script does not do what its rules mean: build it again, and see who changed it.
"""


def verify(
    build: _Build = Path("build"),
    rules: _Rules = Path("rules"),
    strict: _Strict = False,
    form: Form = Format.TEXT,
) -> None:
    """Hold scripts that were built before against the rules.

    They are judged without compiling the rules. First the manifest: whether a script, or its rule
    files, changed since the build, whether what it says of each script is so, and whether there are
    scripts that it does not list. Then each script is read back into conditions and answers, and
    proved to do what its rules mean on every call. What cannot be proved, such as computed values,
    is tried on the complete set of calls, as a build does it. For each script it is told which of
    the two it was, and which fields were only tried.

    Where a script was changed after it was built, the rules that stand there are named; for a call
    that it answers otherwise than its rules, where these rules stand.

    A script that holds secrets is verified with those in the environment. Where it was built with
    others, that is a fault; where it is not in the folder, it is told that nothing is known of it,
    which is a failure with --strict.

    \b
    Example:
      rulec build rules --out build
      rulec verify build --rules rules

    Exit codes: 0 when every script is as built, and is proved or was tried without a difference
    (with --strict: is proved), 1 when one is not, or with problems in the rules, 2 when it could
    not run.
    """  # noqa: D301  \b keeps the lines of the example apart
    with Screen("verify", form) as screen:
        require_folder(rules)
        from rulec.committed import verify_folder
        from rulec.manifest import NoManifestError
        from rulec.pipeline import read
        from rulec.report.differences import differences_text

        checked = read(rules, screen.environment)
        require_files(rules, checked)
        data: dict[str, object] = {"build": build.as_posix(), "scripts": []}
        if checked.has_errors:
            screen.problems(checked.problems)
            screen.end(PROBLEMS_FOUND, data)
        try:
            found = verify_folder(build, checked, screen.progress)
        except NoManifestError as error:
            raise CannotRun(str(error), "`rulec build` writes it, with the scripts") from error
        profiles = checked.project.profiles
        screen.out(_summary(found, build))
        scripts = _in_scripts(found, build)
        shown = [
            difference
            for one in found
            if one.certificate is not None
            for difference in one.certificate.differences[:_MOST_DIFFERENCES]
        ]
        if shown:
            screen.err(differences_text(shown, profiles, scripts, head=_HEAD))
        data["scripts"] = [_script_data(one, profiles, scripts) for one in found]
        fine = all(one.is_proved if strict else one.is_fine for one in found)
        screen.end(FINE if fine else PROBLEMS_FOUND, data)


def _in_scripts(found: list[Committed], build: Path) -> Scripts:
    """The scripts of which it is known what stands where."""
    from rulec.cli.writing import shown
    from rulec.report.where import InScript

    return {
        (origin.profile.name, origin.built.policy): InScript(
            f"{shown(build)}/{one.path}", origin.parts()
        )
        for one in found
        if (origin := one.origin) is not None
    }


def _summary(found: list[Committed], build: Path) -> str:
    if not found:
        return "there are no rule sets, so there are no scripts\n"
    from rulec.cli.writing import shown

    width = max(len(one.path) for one in found)
    return "".join(
        f"{shown(build)}/{one.path:<{width}}  {told}\n" for one in found for told in _told(one)
    )


def _told(one: Committed) -> list[str]:
    certificate = one.certificate
    return [*one.faults, *one.notes, *([] if certificate is None else [_known(certificate)])]


def _known(certificate: Certificate) -> str:
    """What is known of a script, in a line."""
    from rulec.report.tried import tried_text
    from rulec.verify.certificate import How

    answers = tried_text(certificate.comparisons, certificate.in_full, "answers")
    tried = f"tried on the complete set of calls ({answers})"
    if certificate.differences:
        return "does not do what its rules mean"
    match certificate.how:
        case How.PROVED:
            return "proved to do what its rules mean, on every call"
        case How.VALUES_TRIED:
            names = _names(certificate.computed)
            return f"proved, but for the computed values of {names}, which were {tried}"
        case How.TRIED:
            return f"{tried}, not proved: {certificate.reason}"


def _names(computed: tuple[str, ...]) -> str:
    """Members of an answer."""
    more = len(computed) - _MOST_NAMES
    shown = ", ".join(f"`{name}`" for name in computed[:_MOST_NAMES])
    return f"{shown} and {more} more" if more > 0 else shown


def _script_data(
    one: Committed, profiles: tuple[Profile, ...], scripts: Scripts
) -> dict[str, object]:
    """One script for the JSON document."""
    from rulec.report.differences import differences_json

    data: dict[str, object] = {
        "path": one.path,
        "fine": one.is_fine,
        "proved": one.is_proved,
        "faults": list(one.faults),
        "notes": list(one.notes),
        "how": None,
        "comparisons": 0,
        "in_full": 0,
        "reason": "",
        "computed": [],
        "differences": [],
    }
    certificate = one.certificate
    if certificate is not None:
        data |= {
            "how": certificate.how.value,
            "comparisons": certificate.comparisons,
            "in_full": certificate.in_full,
            "reason": certificate.reason,
            "computed": list(certificate.computed),
            "differences": differences_json(
                certificate.differences[:_MOST_DIFFERENCES], profiles, scripts
            ),
        }
    return data
