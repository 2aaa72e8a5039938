"""`rulec decide`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from rulec.cli.formats import Format
from rulec.cli.options import Form, PolicyName, Rules, ShowSecrets
from rulec.cli.rules_folder import rules_without_errors
from rulec.cli.screen import FINE, CannotRun, Screen

if TYPE_CHECKING:
    from rulec.analysis import Step
    from rulec.findings.near import Near, NearRule
    from rulec.ir import Profile
    from rulec.pipeline import Checked
    from rulec.report.decisions import Told
    from rulec.report.where import InScript

_Policy = Annotated[PolicyName, typer.Option("--policy", help="What is decided.")]
_Profile = Annotated[
    str,
    typer.Option(
        "--profile", metavar="NAME", help="Needed where there are several.", show_default=False
    ),
]
_Input = Annotated[
    str,
    typer.Option(
        "--input",
        metavar="FILE",
        help="The request as JSON: the script's variables by name; - is standard input.",
        show_default=False,
    ),
]
_Pairs = list[str] | None
_PAIR = "NAME=VALUE"
_Call = Annotated[_Pairs, typer.Option("--call", metavar=_PAIR, help="A member of call_info.")]
_Participant = Annotated[
    _Pairs, typer.Option("--participant", metavar=_PAIR, help="A member of participant.")
]
_Idp = Annotated[
    _Pairs, typer.Option("--idp", metavar=_PAIR, help="An identity provider attribute.")
]
_Service = Annotated[
    _Pairs,
    typer.Option(
        "--service", metavar=_PAIR, help="A member of service_config; null: no service found."
    ),
]
_Suggested = Annotated[
    _Pairs,
    typer.Option(
        "--suggested",
        metavar=_PAIR,
        help="A member of suggested_media_overflow_locations; null: no suggestion.",
    ),
]
_Now = Annotated[
    str,
    typer.Option("--now", metavar="INSTANT", help="Default: the present.", show_default=False),
]
#: What a document has where nothing was decided.
_NOTHING: Mapping[str, object] = {"profile": None, "decision": None, "near": []}

_Rule = Annotated[
    str,
    typer.Option(
        "--rule",
        metavar="RULE",
        help="Also tell why this rule (ID or SET/ID) does not apply, and what would have to be "
        "otherwise.",
        show_default=False,
    ),
]
_NearRules = Annotated[
    int,
    typer.Option(
        "--near",
        metavar="N",
        min=0,
        help="Also tell that of the N rules that need the fewest changes.",
        show_default=False,
    ),
]


_Script = Annotated[
    str,
    typer.Option(
        "--script",
        metavar="FILE",
        help="A script of the profile: show where in it the rules stand that applied, as in "
        "--script build/internal/service.j2.",
        show_default=False,
    ),
]


def decide(
    policy: _Policy,
    rules: Rules = Path("rules"),
    profile: _Profile = "",
    input_: _Input = "",
    call: _Call = None,
    participant: _Participant = None,
    idp: _Idp = None,
    service: _Service = None,
    suggested: _Suggested = None,
    now: _Now = "",
    rule: _Rule = "",
    near: _NearRules = 0,
    script: _Script = "",
    show_secrets: ShowSecrets = False,
    form: Form = Format.TEXT,
) -> None:
    """Show what the rules decide for a request, and why.

    The request comes from a JSON file, from options, or from both; options change what the file
    gives, and most may be given several times. Values have the type of their field; null is null,
    and a list is written as JSON.

    With --rule or --near, also why rules do not apply, and what would have to change in the request
    so that they do: as few fields as were found. Each such request was decided by the rules and by
    the script before it is shown.

    With --script it also shows where the rules that applied stand in a script that was built.

    \b
    Example:
      rulec decide rules --policy service --call local_alias=meet.alice --service null
      rulec decide rules --policy participant --input request.json --idp group=staff
      rulec decide rules --policy participant --input request.json --rule staff-are-hosts

    Exit codes: 0 with a decision, whatever it is, 1 when the rules have errors, 2 when the request,
    the script or the folder cannot be read.
    """  # noqa: D301  \b keeps the lines of the example apart
    with Screen("decide", form) as screen:
        from rulec.cli.json_inputs import read_json_inputs
        from rulec.cli.request import Request, instant

        options = Request(call or (), participant or (), idp or (), service or (), suggested or ())
        when = instant(now) if now else datetime.now(UTC)
        given = read_json_inputs(input_) if input_ else None
        data = {"policy": policy.value, "now": when.isoformat(), **_NOTHING}
        checked = rules_without_errors(rules, screen, data)
        chosen = _profile(checked, profile)
        asked = options.inputs(policy.value, given, checked.project.facts)
        told = _decided(chosen, policy, asked, when, show_secrets=show_secrets)
        if script:
            told = replace(told, script=_script(script, told, chosen, checked))
        others = _near(told, chosen, rule, near, when)
        _show(told, others, when, screen)


def _decided(
    profile: Profile,
    policy: PolicyName,
    asked: dict[str, object],
    when: datetime,
    *,
    show_secrets: bool,
) -> Told:
    from rulec.evaluate import BadInputs, decide, read_inputs
    from rulec.pexip import Policy
    from rulec.report.decisions import Told

    kind = Policy(policy.value)
    sets = profile.sets(kind)
    try:
        inputs = read_inputs(kind, asked, when)
    except BadInputs as error:
        raise CannotRun(str(error)) from error
    return Told(decide(kind, sets, inputs), sets, inputs, show_secrets, profile)


def _script(path: str, told: Told, profile: Profile, checked: Checked) -> InScript:
    """A script of the profile and policy with its parts; raises `CannotRun` for another one."""
    from rulec.cli.input_text import input_text
    from rulec.cli.writing import shown
    from rulec.origins import NoOriginError, origin_of
    from rulec.report.where import InScript

    try:
        origin = origin_of(input_text(path), path, checked)
    except NoOriginError as error:
        raise CannotRun(str(error), error.hint) from error
    policy = told.decision.policy
    if (origin.profile, origin.built.policy) != (profile, policy):
        whose = f"the {origin.built.policy.value} script of profile {origin.profile.name}"
        hint = f"name the {policy.value} script of profile {profile.name}"
        raise CannotRun(f"`{path}` is {whose}", hint)
    name = shown(Path(path))
    changed = origin.told_change()
    note = f"{name} {changed}" if changed else ""
    return InScript(name, origin.parts(show_secrets=told.show_secrets), note)


def _near(
    told: Told, profile: Profile, rule: str, count: int, when: datetime
) -> tuple[NearRule, ...]:
    """What is told of rules that do not apply."""
    if not (rule or count):
        return ()
    from rulec.analysis import Call
    from rulec.findings.near import Near

    near = Near(profile, told.decision.policy, Call(told.inputs.variables, when, ""))
    found = near.nearest(count) if count else ()
    if not rule:
        return found
    step = _step(near, rule, told)
    if near.applies(step):
        raise CannotRun(f"`{rule}` applies to this request", "leave --rule out")
    named = near.of(step)
    return (named, *(one for one in found if one.step is not step))


def _step(near: Near, name: str, told: Told) -> Step:
    """The rule of a name, which may have that of its set in front."""
    from rulec.diagnostics import did_you_mean, names

    every = [(one, f"{one.rule_set.name}/{one.name}") for one in near.steps]
    found = [(one, whole) for one, whole in every if name in (one.name, whole)]
    if len(found) > 1:
        which = names(whole for _, whole in found)
        raise CannotRun(f"there are several rules `{name}`", f"name one of {which}")
    if found:
        return found[0][0]
    if any(name in (one.rule, f"{one.rule_set}/{one.rule}") for one in told.omitted):
        raise CannotRun(
            f"`{name}` is left out of the scripts of this profile", "name another profile"
        )
    known = [text for one, whole in every for text in (one.name, whole)]
    raise CannotRun(f"there is no rule `{name}` in this profile", did_you_mean(name, known))


def _show(told: Told, near: tuple[NearRule, ...], when: datetime, screen: Screen) -> NoReturn:
    from rulec.report.decisions import decision_json, decision_text
    from rulec.report.near import near_json, near_text

    profile = told.profile
    assert profile is not None  # noqa: S101  `_decided` gives it
    policy = told.decision.policy.value
    if not told.rule_sets:
        told_so = f"profile {profile.name} has no {policy} rules"
        screen.err(f"{told_so}: what Pexip has stays as it is\n")
    screen.out(f"{policy} policy of profile {profile.name}, {when.isoformat()}\n")
    screen.out(decision_text(told, colour=screen.colour))
    if near:
        screen.out(f"\nnot applied, and what would have to change\n{near_text(near, told)}")
    data = {"policy": policy, "profile": profile.name, "now": when.isoformat()}
    screen.end(FINE, {**data, "decision": decision_json(told), "near": near_json(near, told)})


def _profile(checked: Checked, name: str) -> Profile:
    from rulec.diagnostics import did_you_mean

    every = {profile.name: profile for profile in checked.project.profiles}
    if not name and len(every) == 1:
        return next(iter(every.values()))
    if name in every:
        return every[name]
    known = ", ".join(f"`{one}`" for one in every)
    if not every:
        raise CannotRun("there are no rule sets, so there is no profile", "add a rule file")
    if not name:
        raise CannotRun("there are several profiles", f"name one with --profile: {known}")
    hint = did_you_mean(name, every) or f"there is {known}"
    raise CannotRun(f"there is no profile `{name}`", hint)
