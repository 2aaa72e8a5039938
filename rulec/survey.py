"""Everything that a report tells about a rules folder: one look at the whole of it.

Where rules have errors, nothing is found about them as a whole, no test is run and no script made:
the report shows the errors and what could be read.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path

from rulec.diagnostics import in_order
from rulec.findings import Exhibits
from rulec.manifest import sources_digest
from rulec.pipeline import Checked, MadeScript, Progress, looked_over, scripts_of
from rulec.records import dataclass
from rulec.report.asked import Asked
from rulec.report.html import Facts
from rulec.report.ledger import Spent
from rulec.testing import run_tests
from rulec.verify import Call, Difference, verify_script


@dataclass(frozen=True, slots=True)
class Survey:
    """What was found.

    `differences` are calls on which a script and its rules differ: bugs of rulec.
    """

    checked: Checked
    facts: Facts
    differences: tuple[Difference, ...] = ()

    @property
    def is_fine(self) -> bool:
        """Whether rules have no errors and all tests pass."""
        run = self.facts.run
        errors = any(problem.is_error for problem in self.facts.problems)
        return not errors and (run is None or not run.failed)


def survey(
    root: Path,
    environment: Mapping[str, str] | None = None,
    today: date | None = None,
    progress: Progress = lambda _: None,
) -> Survey:
    """Looks at a rules folder; `environment` and `today` as for `check`.

    Rules and scripts decide every call that is shown.
    """
    progress("reading")
    asked = Asked(os.environ if environment is None else environment)
    checked, found = looked_over(root, asked, today, replayed=False)
    facts = Facts(
        checked.root.as_posix(),
        sources_digest(checked.files),
        today,
        checked.files,
        checked.project,
        checked.problems,
        checked.undecided,
        secrets=asked.taken,
    )
    if checked.has_errors:
        return Survey(checked, facts)
    progress("writing scripts")
    made = {one.place: one for one in scripts_of(checked)}
    run = run_tests(
        checked.project,
        progress,
        lambda profile, policy: made[profile.name, policy].entry.script,
    )
    progress("looking for calls that show each rule")
    exhibits = {(each.profile.name, each.policy): Exhibits(each) for each in found.scenes}
    differences = run.differences
    for place, one in made.items() if not differences else ():
        progress(f"trying the {one.entry.policy.value} script of {one.entry.profile.name}")
        differences += _differences(one, exhibits[place], found.calls.get(place, ()))
    problems = [*checked.problems, *(problem for one in made.values() for problem in one.problems)]
    facts = replace(
        facts,
        problems=in_order(problems),
        scripts=tuple(Spent(one.entry.profile, one.entry.public) for one in made.values()),
        run=run,
        exhibits={place: one.by_rule for place, one in exhibits.items()},
    )
    return Survey(checked, facts, differences)


def _differences(
    made: MadeScript, exhibits: Exhibits, calls: tuple[Call, ...]
) -> tuple[Difference, ...]:
    """The calls that are shown of one script and that it decides otherwise than its rules."""
    entry = made.entry
    decided = exhibits.decided(calls)
    return verify_script(entry.profile, entry.policy, entry.script.text, decided).differences
