"""A folder of scripts that was built before, held against the rules: digests, then proofs.

Nothing is compiled: the scripts are judged by what is in their files.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice, product
from pathlib import Path

from rulec.ir import Profile
from rulec.manifest import FORMAT, MANIFEST, sources_digest
from rulec.pexip import Policy
from rulec.pipeline import Checked, Progress, sources_of
from rulec.report.environment import secrets_in
from rulec.script.literal import text_literal
from rulec.verify import Job
from rulec.verify.certificate import Certificate, certify

#: The versions of the manifest in which a script has its path and its digests.
_FORMATS = range(1, FORMAT + 1)

#: The path of a script from its folder: that of its profile, and no way out.
_SCRIPT = re.compile(r"(?!\.)[^/\\:]+/(?!\.)[^/\\:]+\.j2")

#: How many readings of a script with secrets are tried; more than one is seldom.
_MOST_READINGS = 4096


class NoManifestError(Exception):
    """The folder has no manifest that can be read; the message says why."""


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

    @property
    def is_fine(self) -> bool:
        """Whether the script is the one that was built, and does what its rules mean."""
        wrong = self.certificate is not None and bool(self.certificate.differences)
        return not self.faults and not wrong


@dataclass(frozen=True, slots=True)
class _Listed:
    """A script in the manifest."""

    sha256: str
    sources: str


@dataclass
class _Found:
    """What was found of one script so far."""

    path: str
    faults: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    job: Job | None = None


def verify_folder(folder: Path, checked: Checked, progress: Progress) -> list[Committed]:
    """Every script that the folder has, lists, or should have, in order.

    `checked` are rules without errors. Raises `NoManifestError`.
    """
    listed = _manifest(folder)
    made = {
        f"{profile.name}/{policy.script_name}": (profile, policy)
        for profile in checked.project.profiles
        for policy in profile.policies
    }
    paths = dict.fromkeys((*made, *listed, *_scripts_in(folder)))
    found = [_looked_at(folder, path, listed, made, checked) for path in paths]
    jobs = [one.job for one in found if one.job is not None]
    certificates = iter(certify(jobs, progress))
    return [
        Committed(
            one.path,
            tuple(one.faults),
            tuple(one.notes),
            None if one.job is None else next(certificates),
        )
        for one in found
    ]


def _looked_at(
    folder: Path,
    path: str,
    listed: Mapping[str, _Listed],
    made: Mapping[str, tuple[Profile, Policy]],
    checked: Checked,
) -> _Found:
    found = _Found(path)
    entry = listed.get(path)
    text = _text(folder / path)
    if path not in made:
        found.faults.append("the rules have no such script")
    if entry is None:
        found.faults.append("is not in the manifest")
    secrets: Mapping[str, str] = {}
    if path in made:
        profile, policy = made[path]
        secrets = secrets_in(profile.sets(policy))
    if text is None and entry is not None and secrets and not (folder / path).exists():
        found.notes.append("is not here, because it holds secrets: nothing is known of it")
    elif text is None:
        found.faults.append("is missing, or cannot be read")
    elif entry is not None and not _is_as_built(text, entry.sha256, secrets):
        other = ", or with other secrets" if secrets else ""
        found.faults.append(f"was changed after it was built{other}")
    if path in made:
        if entry is not None:
            sources = sources_digest(sources_of(profile, policy, checked))
            if sources != entry.sources:
                found.faults.append("its rule files have changed since it was built")
        found.job = None if text is None else Job(profile, policy, text)
    return found


def _is_as_built(text: str, sha256: str, secrets: Mapping[str, str]) -> bool:
    """Whether a digest is that of a script with the names of its secrets in place of them."""
    return any(_digest(one) == sha256 for one in islice(_public(text, secrets), _MOST_READINGS))


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
    for path in sorted(folder.glob("*/*.j2")):
        yield path.relative_to(folder).as_posix()


def _manifest(folder: Path) -> dict[str, _Listed]:
    """The scripts that the manifest lists, by path."""
    try:
        content = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise NoManifestError(f"there is no {MANIFEST} in `{folder}`") from error
    except (OSError, ValueError, RecursionError) as error:
        raise NoManifestError(f"the {MANIFEST} of `{folder}` cannot be read") from error
    if not isinstance(content, dict) or content.get("format") not in _FORMATS:
        raise NoManifestError(f"the {MANIFEST} of `{folder}` is of another version of rulec")
    try:
        listed = dict(_listed(content["scripts"]))
    except (KeyError, TypeError, AttributeError) as error:
        raise NoManifestError(f"the {MANIFEST} of `{folder}` is not as rulec writes it") from error
    for path in listed:
        if not _SCRIPT.fullmatch(path) or not path.isprintable():
            told = f"lists {path!a}, which is no path of a script"
            raise NoManifestError(f"the {MANIFEST} of `{folder}` {told}")
    return listed


def _listed(scripts: Sequence[Mapping[str, object]]) -> Iterator[tuple[str, _Listed]]:
    for one in scripts:
        yield str(one["path"]), _Listed(str(one["sha256"]), str(one["sources"]))
