"""From a script that was built back to its rules: the same script is made again, with its map.

Nothing is kept of a build but the scripts, so that no map can be out of date: a script that the
rules do not make any more has none. One that was changed by hand is held against the one that was
built, whose map it has but for what was changed.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from operator import eq
from pathlib import PurePath

from rulec.diagnostics import did_you_mean
from rulec.emit import LAYOUTS, Script, Step, made
from rulec.ir import Profile
from rulec.manifest import sources_digest
from rulec.pexip import Policy
from rulec.pipeline import Checked, header_of, sources_of
from rulec.records import dataclass
from rulec.report.script_parts import ScriptParts
from rulec.script.places import Lines, Position
from rulec.version import VERSION

_HEADER = re.compile(
    r"\{# (?P<header>rulec (?P<version>\S+), profile (?P<profile>.+?), (?P<policy>\w+) policy, "
    r"sources (?P<sources>sha256:[0-9a-f]+);.*?) #\}"
)
#: How much of a script must be as the rules make it for the rest to be a change of it.
_ENOUGH = 0.5
#: Parts with a change that are told; the rest is counted.
_TOLD = 3


class NoOriginError(Exception):
    """The rules do not make a script; the message says why, and `hint` what would help."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.hint = hint


@dataclass(frozen=True, slots=True)
class Changed:
    """What was changed, by hand as a rule: characters of the script, in place of those built.

    Both begin at `start`, since all before is the same, and so is all behind.
    """

    start: int
    end: int
    built_end: int


class Origin:
    """A script, and the one that was built for it, which is nearly always the same."""

    def __init__(self, text: str, profile: Profile, built: Script) -> None:
        self.text = text
        self.profile = profile
        self.built = built
        #: The lines of the script as it is.
        self.lines = Lines(text)
        self.changed = _changed(text, built.text)
        same = len(text) if self.changed is None else _unchanged(text, self.changed)
        #: How much of the longer text both have: 1 where they are the same.
        self.alike = same / max(len(text), len(built.text))

    def parts(self, *, show_secrets: bool = False) -> ScriptParts:
        """The parts of the script that was built, at their places in the script as it is."""
        return ScriptParts(
            self.profile, self.built, show_secrets=show_secrets, position=self._position
        )

    def when_built(self, start: int, end: int) -> tuple[int, int]:
        """Where characters of the script stood when it was built.

        For any that were changed that is where all stood that was changed.
        """
        change = self.changed
        if change is None or end <= change.start:
            return start, end
        moved = change.built_end - change.end
        if start >= change.end:
            return start + moved, end + moved
        return min(start, change.start), max(change.built_end, end + moved)

    def told_change(self) -> str:
        """What is not as it was built, and for which rules it is there; empty where all is."""
        change = self.changed
        if change is None:
            return ""
        start = self.lines.position(change.start)
        last = self.lines.position(max(change.start, change.end - 1))
        where = f"at {start}" if last == start else f"from {start} to {last}"
        parts = self.parts()
        told = [parts.told(one.purpose) for one in parts.within(change.start, change.built_end)]
        more = f" and {len(told) - _TOLD:,} more parts" if len(told) > _TOLD else ""
        return f"is not as the rules make it {where}: {'; '.join(told[:_TOLD])}{more}"

    def _position(self, built: int) -> Position:
        """The place in the script as it is of a character that was built."""
        change = self.changed
        if change is None or built < change.start:
            return self.lines.position(built)
        if built < change.built_end:
            return self.lines.position(change.start)
        return self.lines.position(built - change.built_end + change.end)


def origin_of(
    text: str, path: str, checked: Checked, layouts: Sequence[frozenset[Step]] = ()
) -> Origin:
    """The origin of a script; `checked` are rules without errors.

    The comment on top says whose script it is, or else its path. `layouts` are the passes that it
    may be made with, where that is known. Raises `NoOriginError`.
    """
    text = text.replace("\r\n", "\n").rstrip() + "\n"
    found = _HEADER.match(text)
    profile, policy = _whose(found, path, checked)
    digest = sources_digest(sources_of(profile, policy, checked))
    if found and found["sources"] != digest:
        hint = (
            f"build it again, or take the rules that it was built from: it names {found['sources']}"
            f", and these are {digest}"
        )
        raise NoOriginError(f"the rules have changed since `{path}` was built", hint)
    header = found["header"] if found else header_of(profile, policy, digest)
    origins: list[Origin] = []
    for steps in layouts or sorted(LAYOUTS, key=lambda steps: _looks_otherwise(text, steps)):
        origins.append(Origin(text, profile, made(profile, policy, header, steps)))
        if origins[-1].changed is None:
            return origins[-1]
    best = max(origins, key=lambda one: one.alike)
    if found and found["version"] != VERSION:
        message = f"`{path}` was built by rulec {found['version']}, and this is {VERSION}"
        raise NoOriginError(message, "build it again, or use that version")
    if best.alike < _ENOUGH:
        raise NoOriginError(f"`{path}` is not what these rules make", "build it again")
    return best


def _whose(found: re.Match[str] | None, path: str, checked: Checked) -> tuple[Profile, Policy]:
    """The profile and the policy of a script, by the comment on top or by its path."""
    file = PurePath(path)
    name = found["profile"] if found else file.parent.name
    kind = f"{found['policy']}.j2" if found else file.name
    policy = next((one for one in Policy if one.script_name == kind), None)
    if policy is None:
        message = f"`{path}` does not begin with a comment that says whose script it is"
        raise NoOriginError(message, "name a script that `rulec build` wrote")
    profiles = {one.name: one for one in checked.project.profiles}
    if name not in profiles:
        hint = did_you_mean(name, profiles) or f"there is {', '.join(f'`{p}`' for p in profiles)}"
        raise NoOriginError(f"the rules have no profile `{name}`, whose script `{path}` is", hint)
    if policy not in profiles[name].policies:
        raise NoOriginError(f"profile `{name}` has no {policy.value} rules any more")
    return profiles[name], policy


def _looks_otherwise(text: str, steps: frozenset[Step]) -> int:
    """In how much a script does not look as if it was made with some passes."""
    dense, tight = text.count("\n") == 1, "{%set" in text
    return ((Step.DENSE in steps) != dense) + ((Step.TIGHT in steps) != tight)


def _changed(text: str, built: str) -> Changed | None:
    if text == built:
        return None
    start = _same(text, built)
    most = min(len(text), len(built)) - start
    behind = min(most, _same(text[::-1], built[::-1]))
    return Changed(start, len(text) - behind, len(built) - behind)


def _unchanged(text: str, change: Changed) -> int:
    return len(text) - change.end + change.start


def _same(text: str, other: str) -> int:
    """With how many same characters two texts begin."""
    pairs = enumerate(map(eq, text, other))
    return next((place for place, same in pairs if not same), min(len(text), len(other)))
