"""Scripts for the tests of lifting: those of the example, of the needs and of the field cases."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from rule_texts import compiled

from rulec.emit import LayoutChoice, emit
from rulec.ir import Profile
from rulec.lifting import Lifted, Matter, Proof, lift, prove
from rulec.pexip import Policy
from rulec.pipeline import read
from rulec.verify import Job
from rulec.verify.certificate import Certificate, certificate

ROOT = Path(__file__).parents[2]
SECRETS = {"BOOKING_SECRET": "a-secret-for-tests", "TAG_SALT": "salt-for-tests"}


@dataclass(frozen=True)
class Script:
    """A script with the rules that it is held against."""

    profile: Profile
    policy: Policy
    text: str

    def edited(self, old: str, new: str) -> Script:
        """The script with a change; the first place alone is changed."""
        assert old in self.text, old
        return replace(self, text=self.text.replace(old, new, 1))

    def lifted(self) -> Lifted:
        found = lift(self.text, self.policy)
        assert isinstance(found, Lifted), found
        return found

    def proof(self) -> Proof:
        return prove(self.lifted(), self.profile)

    def certificate(self) -> Certificate:
        return certificate(Job(self.profile, self.policy, self.text))


def folders() -> dict[str, Path]:
    """The rule folders with scripts, by name."""
    every = [ROOT / "rules", *(ROOT / "tests" / "needs").iterdir()]
    every += (ROOT / "tests" / "field_cases" / "rules").iterdir()
    return {folder.name: folder for folder in sorted(every) if _has_rules(folder)}


def _has_rules(folder: Path) -> bool:
    return folder.is_dir() and any(folder.rglob("*.yaml"))


@cache
def scripts_of(folder: str) -> dict[str, Script]:
    """The scripts that a folder gives, by profile and policy."""
    checked = read(folders()[folder], SECRETS)
    return {
        f"{profile.name}/{policy.value}": _written(profile, policy)
        for profile in checked.project.profiles
        for policy in profile.policies
    }


def _written(profile: Profile, policy: Policy) -> Script:
    """Without tables; beyond the budget, in as few characters as that can be."""
    return Script(profile, policy, emit(profile, policy, "x", LayoutChoice.READABLE).text)


def script(text: str, policy: Policy = Policy.SERVICE, *, budget: int | None = None) -> Script:
    """The script of one rule set without tables; beyond the budget, in as few characters."""
    rules = compiled({"rules.yaml": text}, policy)
    profile = rules.profile if budget is None else replace(rules.profile, budget=budget)
    return _written(profile, policy)


def matters(proof: Proof) -> set[Matter]:
    """The kinds of what is left after a proof."""
    return {place.matter for place in proof.places}
