"""`rulec compare`."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from rulec.cli.formats import Format
from rulec.cli.options import Form, PolicyName, ShowSecrets
from rulec.cli.rules_folder import require_files, require_folder
from rulec.cli.screen import FINE, PROBLEMS_FOUND, CannotRun, Screen

if TYPE_CHECKING:
    from rulec.pipeline import Checked

_Old = Annotated[Path, typer.Argument(metavar="OLD", help="The rules folder as it was.")]
_New = Annotated[Path, typer.Argument(metavar="NEW", help="The rules folder as it is.")]
_Profile = Annotated[
    str,
    typer.Option("--profile", metavar="NAME", help="Only this profile.", show_default=False),
]
_Policy = Annotated[
    PolicyName | None, typer.Option("--policy", help="Only this policy.", show_default=False)
]


def compare(
    old: _Old,
    new: _New,
    profile: _Profile = "",
    policy: _Policy = None,
    show_secrets: ShowSecrets = False,
    form: Form = Format.TEXT,
) -> None:
    """Tell whether two versions of rules decide every call alike.

    For each profile and policy: equal, which is proved for every call there can be, or the calls
    that are decided otherwise, each with an example and both decisions. So it also tells whether
    rules mean the same after they were put in another order or written in another way.

    Calls come from the locations of a profile that both versions have in `assigned_to`. A location
    that only one of them has is told, and is a difference.

    \b
    Example:
      rulec compare rules rules

    Exit codes: 0 when all is equal, 1 when something is different or not known, or with problems in
    the rules of a version, 2 when it could not run.
    """  # noqa: D301  \b keeps the lines of the example apart
    with Screen("compare", form) as screen:
        require_folder(old)
        require_folder(new)
        from rulec.pexip import Policy
        from rulec.pipeline import compare as compared
        from rulec.report.comparison import comparison_json, comparison_text

        before, after = _read(old, screen), _read(new, screen)
        if before.has_errors or after.has_errors:
            nothing: dict[str, object] = {"removed": [], "added": [], "comparisons": []}
            screen.end(PROBLEMS_FOUND, nothing)
        names = [[one.name for one in side.project.profiles] for side in (before, after)]
        _require_profile(profile, [*names[0], *names[1]])
        removed = [name for name in names[0] if name not in names[1] and profile in ("", name)]
        added = [name for name in names[1] if name not in names[0] and profile in ("", name)]
        for word, some in (("removed", removed), ("added", added)):
            for name in some:
                screen.out(f"{name}: the profile was {word}\n")
        policies = Policy if policy is None else [Policy(policy.value)]
        found: list[dict[str, object]] = []
        for one in compared(before, after, profile, policies):
            shown = replace(one, show_secrets=show_secrets)
            screen.out(comparison_text(shown, colour=screen.colour))
            found.append(comparison_json(shown))
        if not (found or removed or added):
            screen.out("there are no rules to compare\n")
        same = not removed and not added and all(one["verdict"] == "equal" for one in found)
        data = {"removed": removed, "added": added, "comparisons": found}
        screen.end(FINE if same else PROBLEMS_FOUND, data)


def _read(rules: Path, screen: Screen) -> Checked:
    """One version. Its problems are told where it has errors."""
    from rulec.pipeline import read

    checked = read(rules, screen.environment)
    require_files(rules, checked)
    if checked.has_errors:
        screen.problems(checked.problems)
    return checked


def _require_profile(name: str, known: list[str]) -> None:
    from rulec.diagnostics import did_you_mean

    if name and name not in known:
        every = ", ".join(f"`{one}`" for one in dict.fromkeys(known))
        hint = did_you_mean(name, known) or (f"there is {every}" if known else "")
        raise CannotRun(f"there is no profile `{name}`", hint)
