"""`rulec diff`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from rulec.cli.formats import ReportFormat
from rulec.cli.options import Files, PolicyName, ReportForm, ShowSecrets
from rulec.cli.screen import COULD_NOT_RUN, FINE, PROBLEMS_FOUND, CannotRun, Screen
from rulec.cli.versions import Versions, versions

if TYPE_CHECKING:
    from rulec.analysis.directions import Direction
    from rulec.report.review.model import Review
    from rulec.review import Reviewed

_Versions = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="[OLD] [NEW] [RULES]",
        help="Two folders; or revisions of the rules folder, and the folder.",
        show_default=False,
    ),
]
_Profile = Annotated[
    str,
    typer.Option("--profile", metavar="NAME", help="Only this profile.", show_default=False),
]
_Policy = Annotated[
    PolicyName | None, typer.Option("--policy", help="Only this policy.", show_default=False)
]
_FailOn = Annotated[
    str,
    typer.Option(
        "--fail-on",
        metavar="DIRECTIONS",
        help="Exit with 1 only for these, as in --fail-on admits-more,raises-role.",
        show_default=False,
    ),
]
_All = Annotated[bool, typer.Option("--all", help="Draw every class of calls.")]


def diff(
    named: _Versions = None,
    profile: _Profile = "",
    policy: _Policy = None,
    fail_on: _FailOn = "",
    every: _All = False,
    show_secrets: ShowSecrets = False,
    output: Files = None,
    form: ReportForm = ReportFormat.TEXT,
) -> None:
    """Show what a change to rules does to calls.

    The complete list of classes of calls that are decided otherwise: each with the rules that have
    their say, a call that shows it, which both scripts decided too, and which way it goes. No call
    is in two classes. That a profile has no behavioural change is proved for every call.

    The versions are two folders, or revisions of one: OLD alone is compared with the files as they
    are, OLD..NEW with NEW, and OLD...NEW is what NEW changed since it left OLD. No name means HEAD.
    A word that is a folder is one, unless it has two dots; write refs/heads/NAME for a branch of
    the same name.

    Directions are admits-more, raises-role (a Host role, trust, past a lock, in without a PIN or a
    sign-in), refuses-more, lowers-role, moves-media and changes-settings. With --fail-on a change
    fails that has one of them, or may have, and whatever is not known.

    \b
    Example:
      rulec diff main... rules
      rulec diff main..feature rules --format markdown
      rulec diff HEAD rules
      rulec diff v1 v2 rules --fail-on admits-more,raises-role
      rulec diff old-rules rules

    Exit codes: 0 without a behavioural change (with --fail-on: without one that fails), 1 with one
    or where something is not known, 2 when it could not run, also because of errors in the rules.
    """  # noqa: D301  \b keeps the lines of the example apart
    with Screen("diff", form) as screen:
        from rulec.pexip import Policy
        from rulec.report.review.data import review_data
        from rulec.report.review.text import review_text
        from rulec.review import Wanted, review

        gate = _gate(fail_on)
        found = versions(named or (), screen)
        screen.also_write(output or (), Path(found.new.side.folder))
        if show_secrets and screen.makes_report:
            hint = "leave --show-secrets out, or look at them with --format text"
            raise CannotRun("PINs are shown to people, and in no report", hint)
        _require_rules(found, profile, screen)
        policies = tuple(Policy) if policy is None else (Policy(policy.value),)
        wanted = Wanted(profile, policies, show_secrets)
        made = review(found.old, found.new, screen.progress, wanted, found.notes)
        if made.differences:
            _stop_at_our_own_bugs(made, found, screen)
        screen.out(review_text(made.review, every=every, colour=screen.colour))
        if screen.makes_report:
            _report(made.review, gate if fail_on else None, screen)
        failed = made.review.fails_on(gate) if fail_on else not made.review.is_equal
        screen.end(PROBLEMS_FOUND if failed else FINE, review_data(made.review))


def _report(review: Review, gate: list[Direction] | None, screen: Screen) -> None:
    """Puts the review into the report."""
    from rulec.report.formats.of_reviews import cases_of_reviews, table_of_reviews
    from rulec.report.review.markdown import review_markdown
    from rulec.report.review.words import verdict

    screen.gathered.cases += cases_of_reviews(review, gate)
    screen.gathered.sums.append(verdict(review))
    screen.gathered.tables.append(table_of_reviews(review))
    screen.gathered.own_markdown = lambda most_bytes: review_markdown(review, most_bytes)


def _gate(fail_on: str) -> list[Direction]:
    """The directions that fail. Raises `CannotRun`."""
    from rulec.analysis.directions import Direction
    from rulec.diagnostics import did_you_mean, names

    known = [way.value for way in Direction]
    words = [word.strip() for word in fail_on.split(",")] if fail_on else []
    for word in words:
        if word not in known:
            hint = did_you_mean(word, known) or f"there are {names(known)}"
            raise CannotRun(f"there is no direction `{word}`", hint)
    return [Direction(word) for word in words]


def _require_rules(found: Versions, profile: str, screen: Screen) -> None:
    """Raises `CannotRun` for rules with errors, and for a profile that is in neither version."""
    from rulec.diagnostics import did_you_mean, names

    wrong = [version for version in (found.old, found.new) if version.checked.has_errors]
    for version in wrong:
        screen.problems([each for each in version.checked.problems if each.is_error])
    if wrong:
        labels = " and ".join(version.side.label for version in wrong)
        raise CannotRun(f"the rules of {labels} have errors, so that nothing can be compared")
    known = [*dict.fromkeys((*found.old.profiles, *found.new.profiles))]
    if profile and profile not in known:
        hint = did_you_mean(profile, known) or (f"there is {names(known)}" if known else "")
        raise CannotRun(f"there is no profile `{profile}`", hint)


def _stop_at_our_own_bugs(made: Reviewed, found: Versions, screen: Screen) -> None:
    """Ends the command: a script is not what its rules mean."""
    from rulec.report.differences import differences_json, differences_text

    profiles = (*found.old.profiles.values(), *found.new.profiles.values())
    shown = made.differences[:1]
    screen.err(differences_text(shown, profiles, {}))
    if screen.makes_report:
        from rulec.report.formats.of_tests import cases_of_differences

        screen.gathered.cases += cases_of_differences(shown, profiles)
    error = "a script differs from its rules: a bug of rulec"
    screen.end(COULD_NOT_RUN, {"differences": differences_json(shown, profiles, {})}, error=error)
