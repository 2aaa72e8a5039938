"""A folder of scripts that was built before, held against the rules: digests, then proofs.

The scripts are judged by what is in their files, and not by compiling the rules. That is done only
for one that has failed, to say which rules stand where it differs.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import field, replace
from itertools import islice, product
from pathlib import Path

from rulec.emit import LAYOUTS, Script, Step
from rulec.ir import Profile
from rulec.manifest import Entry, Listed, Manifest, entry_data, read_manifest, sources_digest
from rulec.origins import NoOriginError, Origin, origin_of
from rulec.pexip import Policy, script_size
from rulec.pipeline import Checked, Progress, combinations_of, sources_of
from rulec.records import dataclass
from rulec.report.environment import secrets_in
from rulec.script.literal import text_literal
from rulec.verify import Job, Verification
from rulec.verify.certificate import Certificate, How, certify
from rulec.verify.oracle import DEVIATION
from rulec.version import VERSION

#: How many readings of a script with secrets are tried; more than one is seldom.
_MOST_READINGS = 4096


@dataclass(frozen=True, slots=True)
class Committed:
    """One script of the folder, or one that should be there."""

    #: From the folder.
    path: str
    #: What is not as it should be, in words.
    faults: tuple[str, ...] = ()
    #: What could not be looked at, in words.
    notes: tuple[str, ...] = ()
    #: What is known of it; None where there is no script, or no rules for it.
    certificate: Certificate | None = None
    #: Of one that is not as it was built, or differs from its rules, what stands where, if known.
    origin: Origin | None = None

    @property
    def is_fine(self) -> bool:
        """Whether the script is the one that was built, and does what its rules mean."""
        wrong = self.certificate is not None and bool(self.certificate.differences)
        return not self.faults and not wrong

    @property
    def is_proved(self) -> bool:
        """Whether that is proved for every call."""
        how = None if self.certificate is None else self.certificate.how
        return self.is_fine and how is How.PROVED


@dataclass
class _Found:
    """What was found of one script so far."""

    path: str
    faults: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    job: Job | None = None
    listed: Listed | None = None
    #: The script with the names of its secrets in place of them; None where that is not known.
    public: str | None = None
    sources: str = ""
    #: Whether the text is another one than that which was built.
    is_changed: bool = False


def verify_folder(folder: Path, checked: Checked, progress: Progress) -> list[Committed]:
    """Every script that the folder has, lists, or should have, in order.

    `checked` are rules without errors. Raises `NoManifestError`.
    """
    manifest = read_manifest(folder)
    made = {
        f"{profile.name}/{policy.script_name}": (profile, policy)
        for profile in checked.project.profiles
        for policy in profile.policies
    }
    paths = dict.fromkeys((*made, *manifest.scripts, *_scripts_in(folder)))
    found = [_looked_at(folder, path, manifest, made.get(path), checked) for path in paths]
    jobs = [one.job for one in found if one.job is not None]
    certificates = iter(certify(jobs, progress))
    told = [_told(one, next(certificates) if one.job else None, manifest) for one in found]
    return [_with_origin(*pair, checked) for pair in zip(told, found, strict=True)]


def _looked_at(
    folder: Path,
    path: str,
    manifest: Manifest,
    made: tuple[Profile, Policy] | None,
    checked: Checked,
) -> _Found:
    found = _Found(path, listed=manifest.scripts.get(path))
    text = _text(folder / path)
    secrets: Mapping[str, str] = {}
    if made is None:
        found.faults.append("the rules have no such script")
    else:
        profile, policy = made
        secrets = secrets_in(profile.sets(policy))
        found.sources = sources_digest(sources_of(profile, policy, checked))
        found.job = None if text is None else Job(profile, policy, text)
    if found.listed is None:
        found.faults.append("is not in the manifest")
    elif found.listed.again:
        found.faults.append("is in the manifest more than once")
    if text is None and found.listed and secrets and not (folder / path).exists():
        found.notes.append("is not here, because it holds secrets: nothing is known of it")
    elif text is None:
        found.faults.append("is missing, or cannot be read")
    elif found.listed is not None:
        found.public = _as_built(text, found.listed.sha256, secrets)
        if found.public is None:
            found.is_changed = True
            other = ", or with other secrets" if secrets else ""
            found.faults.append(f"was changed after it was built{other}")
    if made is not None and found.listed is not None and found.sources != found.listed.sources:
        found.faults.append("its rule files have changed since it was built")
    return found


def _told(found: _Found, certificate: Certificate | None, manifest: Manifest) -> Committed:
    """What was found, with what the manifest says of a script that is as it was built."""
    listed, job, public = found.listed, found.job, found.public
    if listed is not None and job and public is not None and found.sources == listed.sources:
        needed = None if certificate is None else certificate.needed
        if manifest.rulec != VERSION:
            found.notes.append(
                "was built by another version of rulec: its figures were not looked at"
            )
            needed = None
        found.faults += _wrong(listed, _expected(job, found.sources, public, listed, needed))
        if certificate is not None and certificate.how is How.TRIED and _is_compact(listed):
            found.notes.append("has its rules in tables, which are tried and never proved")
    if certificate is not None and certificate.evaluators_differ:
        found.notes.append(f"{DEVIATION}: please report this")
    return Committed(found.path, tuple(found.faults), tuple(found.notes), certificate)


def _with_origin(told: Committed, found: _Found, checked: Checked) -> Committed:
    """What was found, with what stands where in a script that is not as it should be."""
    wrong = told.certificate is not None and told.certificate.differences
    if found.job is None or not (wrong or found.is_changed):
        return told
    named = [] if found.listed is None else [_steps(found.listed)]
    layouts = [steps for steps in named if steps in LAYOUTS]
    try:
        origin = origin_of(found.job.text, told.path, checked, layouts)
    except NoOriginError as error:
        known = found.listed is not None and found.listed.sources != found.sources
        note = f"shows nobody which rules stand where: {error}"
        return told if known else replace(told, notes=(*told.notes, note))
    change = origin.told_change()
    return replace(told, origin=origin, notes=(*told.notes, *([change] if change else [])))


def _steps(listed: Listed) -> frozenset[Step]:
    """The passes that a script was made with, by the manifest."""
    named = listed.data.get("passes")
    return frozenset(step for step in Step if isinstance(named, list) and step.value in named)


def _is_compact(listed: Listed) -> bool:
    return listed.data.get("layout") == "compact"


def _expected(
    job: Job, sources: str, public: str, listed: Listed, needed: Verification | None
) -> dict[str, object]:
    """What the manifest should say of a script, as far as the rules and the script tell.

    A build also tries the calls of findings, so that it may have compared more than is `needed`.
    """
    profile, policy = job.profile, job.policy
    script = Script(policy, public, _steps(listed), script_size(public))
    secrets = tuple(secrets_in(profile.sets(policy)))
    entry = Entry(profile, policy, script, sources, secrets, script)
    # Who spends what is known where a script is made, and not from its text.
    unknown = {"ledger"}
    if needed is None:
        unknown |= {"comparisons", "in_full", "combinations"}
        return {key: told for key, told in entry_data(entry).items() if key not in unknown}
    comparisons = _at_least(needed.comparisons, listed.data.get("comparisons"))
    # No more of the other comparisons than there are can be in full.
    more = comparisons - needed.comparisons
    in_full = min(_at_least(needed.in_full, listed.data.get("in_full")), needed.in_full + more)
    told = entry_data(
        replace(
            entry,
            comparisons=comparisons,
            in_full=in_full,
            combinations=combinations_of(profile, policy, needed),
        )
    )
    return {key: value for key, value in told.items() if key not in unknown}


def _at_least(needed: int, said: object) -> int:
    """What the manifest says of a figure, if that is a number that may be so."""
    return max(needed, said) if type(said) is int else needed


def _wrong(listed: Listed, expected: Mapping[str, object]) -> Iterator[str]:
    """What the manifest says of a script that is not so."""
    for key, told in expected.items():
        # As texts: 1 is not true.
        if key not in listed.data:
            yield f"the manifest lacks its `{key}`"
        elif json.dumps(listed.data[key]) != json.dumps(told):
            yield f"the manifest is wrong about its `{key}`"


def _as_built(text: str, sha256: str, secrets: Mapping[str, str]) -> str | None:
    """A script with the names of its secrets in place of them, if a digest is that of it."""
    readings = islice(_public(text, secrets), _MOST_READINGS)
    return next((one for one in readings if _digest(one) == sha256), None)


def _public(text: str, secrets: Mapping[str, str]) -> Iterator[str]:
    """A script without its secrets.

    The same literal may be that of several secrets, or stand in the rules besides: every way to
    read it is given, that with all secrets first.
    """
    names: dict[str, list[str]] = {}
    for name, secret in secrets.items():
        names.setdefault(text_literal(secret), []).append(text_literal(f"env:{name}"))
    if not names:
        yield text
        return
    pieces = re.split(f"({'|'.join(map(re.escape, names))})", text)
    for chosen in product(*([*names.get(piece, ()), piece] for piece in pieces)):
        yield "".join(chosen)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _text(path: Path) -> str | None:
    """The text of a script; None where it cannot be read. Line ends of a checkout do not count."""
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return None


def _scripts_in(folder: Path) -> Iterator[str]:
    """The scripts in the folder, whoever put them there."""
    for path in sorted(folder.rglob("*.j2")):
        yield path.relative_to(folder).as_posix()
