"""A script in tables prints what its rules mean, for drawn rules of the whole language."""

from __future__ import annotations

from collections import Counter

import pytest
from emit.compact.forced import in_tables
from properties import agreement
from properties.agreement import run

from rulec.emit.compact import plan

#: Seeds of the ordinary run.
SEEDS = range(100, 102)


def test_scripts_in_tables_agree_with_the_rules(monkeypatch: pytest.MonkeyPatch):
    used: Counter[str] = Counter()
    real = plan.plan

    def counted(*args):
        found = real(*args)
        used["keys"] += bool(found.shapes)
        used["questions"] += bool(found.asked)
        return found

    monkeypatch.setattr("rulec.emit.compact.rule_set.plan", counted)
    monkeypatch.setattr(agreement, "emit", in_tables)
    tally = run(SEEDS)
    assert tally.comparisons > 40_000
    assert min(used["keys"], used["questions"]) > 20, used
