"""Names of rules, with those of rows of one table that follow each other as one."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby

from rulec.ir import Rule


def rule_names(rules: Iterable[Rule]) -> list[str]:
    """The names of rules of one set; those of rows that follow each other as `sites[1..300]`."""
    names: list[str] = []
    for (written, _), members in groupby(enumerate(rules), _run):
        ids = [rule.id for _, rule in members]
        first, last = (id_.removeprefix(written) for id_ in (ids[0], ids[-1]))
        names.append(ids[0] if len(ids) == 1 else f"{written}{first[:-1]}..{last[1:]}")
    return names


def _run(numbered: tuple[int, Rule]) -> tuple[str, int]:
    """What rules of rows one behind the other have in common."""
    place, rule = numbered
    if rule.row is None:
        return rule.id, place
    return rule.written_as, int(rule.id.removeprefix(rule.written_as)[1:-1]) - place
