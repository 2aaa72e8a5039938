"""Which remarks come first, and by what each is known again."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Sequence

from rulec.report.formats.model import Level, Remark

_LEVELS = tuple(Level)


def by_importance(remarks: Iterable[Remark]) -> list[int]:
    """The positions of remarks, that of the most important one first.

    Errors before warnings before notes, what makes the command fail before what does not, and
    what callers may abuse before the rest. Within these the first one of every kind comes before
    the second one of any: a hundred of one kind hide nothing else.
    """
    seen: Counter[str] = Counter()
    ranks: list[tuple[int, bool, int, bool, int]] = []
    for position, remark in enumerate(remarks):
        kind = remark.kind
        level = _LEVELS.index(remark.level)
        ranks.append((level, not remark.fails, seen[kind.id], not kind.is_security, position))
        seen[kind.id] += 1
    return [rank[-1] for rank in sorted(ranks)]


def fingerprints(remarks: Sequence[Remark]) -> list[str]:
    """By what programs know each remark again, in 32 hexadecimal digits; no two are the same.

    Made from the kind, the path and the remark's own key. So it stays when lines are added above,
    and when the remark stands in another order; of several that are alike in all of this, each is
    known by how many there are before it.
    """
    seen: Counter[str] = Counter()
    found = []
    for remark in remarks:
        path = "" if remark.place is None else remark.place.path
        same = json.dumps([remark.kind.id, path, remark.key or remark.message])
        seen[same] += 1
        text = same if seen[same] == 1 else f"{same} {seen[same]}"
        found.append(hashlib.sha256(text.encode()).hexdigest()[:32])
    return found


def counted(remarks: Iterable[Remark]) -> str:
    """How many there are of each level, as in "2 errors, 1 warning"; empty without any."""
    levels = [remark.level for remark in remarks]
    counts = [(levels.count(level), level.value) for level in Level]
    return ", ".join(f"{n:,} {word}{'' if n == 1 else 's'}" for n, word in counts if n)
