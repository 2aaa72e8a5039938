"""The manifest beside the scripts: what they were made from, their sizes, and how they were tried.

`combinations` says how much of the space of calls the comparisons cover: of the combinations of
outcomes that the conditions along a decision can have, how many some call made, how many no call
can make (which is proved), and how many are not known. `in_full` is how many of the comparisons
are with answers for which the evaluator asked every rule that comes before the one that applies;
for the others, of scripts with many rules, that no further rule applies is what the compiled
evaluator says.

It holds no time and no path of a machine, so that equal rules give equal bytes.

A script that holds secrets from the environment is described without them: its size, layout and
digest are those of the script that the same rules give when the value of each secret is `env:` and
its name. So a short secret cannot be guessed from the manifest, which may go where the script may
not, and another secret changes nothing in it.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, field, replace
from pathlib import Path

from rulec.emit import PASSES, Script
from rulec.ir import Profile
from rulec.pexip import Policy
from rulec.records import dataclass
from rulec.report.ledger import Spent, ledger_data
from rulec.report.left_out import left_out_data
from rulec.report.rule_names import rule_names
from rulec.syntax.folder import RuleFile
from rulec.verify import Combinations
from rulec.version import VERSION

#: The file name of the manifest.
MANIFEST = "manifest.json"

#: The version of the manifest's keys.
FORMAT = 4

#: The versions in which a script has its path and its digests.
_FORMATS = range(1, FORMAT + 1)

#: The path of a script from its folder: that of its profile, and no way out.
_SCRIPT = re.compile(r"(?!\.)[^/\\:]+/(?!\.)[^/\\:]+\.j2")


@dataclass(frozen=True, slots=True)
class Entry:
    """One script in the manifest."""

    profile: Profile
    policy: Policy
    script: Script
    sources: str
    #: The variables of the environment whose values the script holds, by name.
    secrets: tuple[str, ...]
    #: The script with the names of its secrets in place of them; without secrets the script itself.
    public: Script
    comparisons: int = 0
    #: How many combinations of outcomes of conditions the comparisons made.
    combinations: Combinations = field(default_factory=Combinations)
    #: How many of the comparisons are with answers for which the evaluator asked every rule.
    in_full: int = 0

    @property
    def path(self) -> str:
        """The script's path from the output folder."""
        return f"{self.profile.name}/{self.policy.script_name}"


def holds_secrets(names: Iterable[str]) -> str:
    """What is said of a script that holds secrets, behind its subject."""
    return f"holds secrets from the environment: {', '.join(names)}; keep it out of repositories"


def sources_digest(files: Iterable[RuleFile]) -> str:
    """A digest of rule files, the same whatever line ends a checkout has."""
    digest = hashlib.sha256()
    for file in sorted(files, key=lambda file: file.path):
        text = "\n".join(file.source.lines)
        digest.update(f"{file.path}\n{len(text)}\n{text}\n".encode())
    return f"sha256:{digest.hexdigest()[:16]}"


def manifest_text(entries: Iterable[Entry]) -> str:
    """The manifest as JSON."""
    content = {
        "format": FORMAT,
        "rulec": VERSION,
        "scripts": [entry_data(entry) for entry in entries],
    }
    return json.dumps(content, indent=2, ensure_ascii=True) + "\n"


def entry_data(entry: Entry) -> dict[str, object]:
    """What the manifest says of one script."""
    return {
        "path": entry.path,
        "profile": entry.profile.name,
        "policy": entry.policy.value,
        "assigned_to": list(entry.profile.assigned_to),
        "size": entry.public.size,
        "budget": entry.profile.budget,
        "layout": entry.public.layout,
        "passes": [one.step.value for one in PASSES if one.step in entry.public.steps],
        "sha256": hashlib.sha256(entry.public.text.encode()).hexdigest(),
        "secrets": list(entry.secrets),
        "sources": entry.sources,
        "comparisons": entry.comparisons,
        "in_full": entry.in_full,
        "combinations": asdict(entry.combinations),
        "rule_sets": [
            {"name": rules.name, "rules": rule_names(rules.rules)}
            for rules in entry.profile.sets(entry.policy)
        ],
        "left_out": left_out_data(entry.profile, entry.policy),
        "ledger": ledger_data(Spent(entry.profile, entry.public)),
    }


class NoManifestError(Exception):
    """A folder has no manifest that can be read; the message says why."""


@dataclass(frozen=True, slots=True)
class Listed:
    """One script in a manifest that was written before."""

    sha256: str
    sources: str
    #: All that the manifest says of it.
    data: Mapping[str, object]
    #: Whether the manifest has more than one entry for its path; this is the first.
    again: bool = False


@dataclass(frozen=True, slots=True)
class Manifest:
    """A manifest that was written before."""

    format: int
    #: The version of rulec that wrote it.
    rulec: str
    #: The scripts by path.
    scripts: Mapping[str, Listed]


def read_manifest(folder: Path) -> Manifest:
    """The manifest of a folder. Raises `NoManifestError`."""
    try:
        content = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise NoManifestError(f"there is no {MANIFEST} in `{folder}`") from error
    except (OSError, ValueError, RecursionError) as error:
        raise NoManifestError(f"the {MANIFEST} of `{folder}` cannot be read") from error
    version = content.get("format") if isinstance(content, dict) else None
    if type(version) is not int or version not in _FORMATS:
        raise NoManifestError(f"the {MANIFEST} of `{folder}` is of another version of rulec")
    try:
        scripts = _listed(content["scripts"])
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise NoManifestError(f"the {MANIFEST} of `{folder}` is not as rulec writes it") from error
    for path in scripts:
        if not _SCRIPT.fullmatch(path) or not path.isprintable():
            told = f"lists {path!a}, which is no path of a script"
            raise NoManifestError(f"the {MANIFEST} of `{folder}` {told}")
    return Manifest(version, str(content.get("rulec")), scripts)


def _listed(scripts: Sequence[Mapping[str, object]]) -> dict[str, Listed]:
    found: dict[str, Listed] = {}
    for one in scripts:
        path = str(one["path"])
        entry = Listed(str(one["sha256"]), str(one["sources"]), dict(one))
        found[path] = replace(found[path], again=True) if path in found else entry
    return found
