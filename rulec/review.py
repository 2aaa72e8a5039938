"""Two versions of a rules folder side by side: what the change does to calls.

Profiles are compared by what decides a call: where a location moved from one profile to another,
its calls are those of the one before and of the other now.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import replace
from itertools import product

from rulec.analysis.classes import classify
from rulec.ir import Profile
from rulec.pexip import Policy
from rulec.pipeline import Checked, Progress, make_script
from rulec.records import dataclass
from rulec.report.examples import Versions
from rulec.report.review.as_written import AsWritten
from rulec.report.review.made import Compared, Made, policy_review
from rulec.report.review.model import Location, Review, Side, Size
from rulec.verify import Difference, verify_script
from rulec.verify.compare import Decided


@dataclass(frozen=True, slots=True)
class Version:
    """One version of the rules, without errors."""

    side: Side
    checked: Checked

    @property
    def profiles(self) -> dict[str, Profile]:
        """The profiles by name."""
        return {profile.name: profile for profile in self.checked.project.profiles}


@dataclass(frozen=True, slots=True)
class Reviewed:
    """A review, and what of it scripts decide otherwise than their rules: bugs of rulec."""

    review: Review
    differences: tuple[Difference, ...] = ()


@dataclass(frozen=True, slots=True)
class Wanted:
    """What of a review is asked for."""

    #: Only this profile; all without one.
    profile: str = ""
    policies: Collection[Policy] = tuple(Policy)
    #: Whether PINs and passcodes are shown.
    show_secrets: bool = False


def review(
    old: Version,
    new: Version,
    progress: Progress = lambda _: None,
    wanted: Wanted | None = None,
    notes: tuple[str, ...] = (),
) -> Reviewed:
    """What the change from one version to another one does to calls.

    Every call that is shown is decided by the scripts of both versions too. `notes` become part of
    the review.
    """
    found = _Reviewing(old, new, progress, wanted or Wanted()).reviewed()
    return replace(found, review=replace(found.review, notes=notes))


class _Reviewing:
    def __init__(self, old: Version, new: Version, progress: Progress, wanted: Wanted) -> None:
        self._versions = old, new
        self._progress = progress
        self._wanted = wanted
        shown = wanted.show_secrets
        self._texts = (
            AsWritten(old.checked.files, show_secrets=shown),
            AsWritten(new.checked.files, show_secrets=shown),
        )
        #: The texts of scripts, and their sizes, by version, profile and policy.
        self._scripts: dict[tuple[int, str, Policy], tuple[str, Size]] = {}

    def reviewed(self) -> Reviewed:
        """All of it."""
        profile = self._wanted.profile
        made: list[Made] = []
        differences: list[Difference] = []
        for old, new in self._pairs():
            for policy in Policy if profile in ("", old.name, new.name) else ():
                if policy in (*old.policies, *new.policies) and policy in self._wanted.policies:
                    self._progress(f"comparing the {policy.value} policy of {new.name}")
                    one = self._compared(old, new, policy)
                    made.append(one)
                    differences += self._replayed(old, new, policy, one)
        before, after = (version.profiles for version in self._versions)
        return Reviewed(
            Review(
                self._versions[0].side,
                self._versions[1].side,
                tuple(name for name in after if name not in before and profile in ("", name)),
                tuple(name for name in before if name not in after and profile in ("", name)),
                tuple(
                    one for one in self._moved() if profile in ("", one.old or "", one.new or "")
                ),
                tuple(one.review for one in made),
                widened=self._open_ended(1),
                narrowed=self._open_ended(0),
            ),
            tuple(differences),
        )

    # --- Which profiles decide the same calls -----------------------------------------------------

    def _pairs(self) -> Iterator[tuple[Profile, Profile]]:
        """The profiles that decide the same calls in the two versions."""
        before, after = (version.profiles for version in self._versions)
        for name, new in after.items():
            if name in before:
                yield before[name], new
            moved: dict[str, list[str]] = {}
            for place in self._moved():
                if place.new == name and place.old is not None:
                    moved.setdefault(place.old, []).append(place.name)
            for other, places in moved.items():
                at = tuple(places)
                yield replace(before[other], assigned_to=at), replace(new, assigned_to=at)

    def _moved(self) -> Iterator[Location]:
        """The locations that another profile has than before.

        A profile that names no locations in one version has moved nowhere.
        """
        before, after = (version.profiles for version in self._versions)
        both = before.keys() & after.keys()
        still = {
            name for name in both if not (before[name].assigned_to and after[name].assigned_to)
        }
        every = (*before.values(), *after.values())
        for place in dict.fromkeys(place for one in every for place in one.assigned_to):
            old, new = (
                [name for name, one in side.items() if place in one.assigned_to]
                for side in (before, after)
            )
            gone = [name for name in old if name not in (*new, *still)]
            come = [name for name in new if name not in (*old, *still)]
            if gone or come:
                pairs = product(gone or (None,), come or (None,))
                yield from (Location(place, one, other) for one, other in pairs)

    def _open_ended(self, side: int) -> tuple[str, ...]:
        """The profiles that name their locations in the other version alone.

        Those do not count that name all that there are, and that no other profile has.
        """
        version, other = self._versions[side], self._versions[1 - side]
        every = version.checked.project.facts.locations
        found: list[str] = []
        for name, one in version.profiles.items():
            named = other.profiles[name].assigned_to if name in other.profiles else ()
            if one.assigned_to or not named or self._wanted.profile not in ("", name):
                continue
            taken = {place for each in version.profiles.values() for place in each.assigned_to}
            if every is None or not taken.union(named).issuperset(every):
                found.append(name)
        return tuple(found)

    # --- What becomes of calls --------------------------------------------------------------------

    def _compared(self, old: Profile, new: Profile, policy: Policy) -> Made:
        found = classify(old, new, policy)
        return policy_review(
            Compared(
                found,
                Versions(policy, old, new),
                self._texts,
                (self._versions[0].side.prefix, self._versions[1].side.prefix),
                self._sizes(old, new, policy),
                self._wanted.show_secrets,
            )
        )

    def _sizes(self, old: Profile, new: Profile, policy: Policy) -> tuple[Size, Size]:
        before = self._script(0, old, policy)[1]
        whole = [self._versions[side].profiles[one.name] for side, one in enumerate((old, new))]
        if whole[0].name == whole[1].name and whole[0].sets(policy) == whole[1].sets(policy):
            # Equal rules have scripts that differ in a digest alone.
            return before, replace(before, budget=whole[1].budget)
        return before, self._script(1, new, policy)[1]

    def _script(self, side: int, profile: Profile, policy: Policy) -> tuple[str, Size]:
        """The script of a policy, and its size without what its secrets add."""
        key = side, profile.name, policy
        if key not in self._scripts:
            checked = self._versions[side].checked
            whole = self._versions[side].profiles[profile.name]
            if whole.sets(policy):
                entry = make_script(whole, policy, checked).entry
                self._scripts[key] = entry.script.text, Size(entry.public.size, whole.budget)
            else:
                self._scripts[key] = "", Size(None, whole.budget)
        return self._scripts[key]

    def _replayed(
        self, old: Profile, new: Profile, policy: Policy, made: Made
    ) -> Iterator[Difference]:
        """The calls that are shown and that a script decides otherwise than its rules."""
        for side, profile in enumerate((old, new)):
            text = self._script(side, profile, policy)[0]
            decided = [Decided(call, (before, after)[side]) for call, before, after in made.calls]
            if text and decided:
                yield from verify_script(profile, policy, text, decided).differences
