"""The calls of a policy as a set, and questions about parts of it."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from rulec.analysis.atoms import AtomTable
from rulec.analysis.drafts import Path
from rulec.analysis.formulas import Formula
from rulec.analysis.search import Answer, Search
from rulec.analysis.watch import Watch
from rulec.ir import Condition
from rulec.pexip import Policy


class Calls:
    """All calls of one policy, as a set in which conditions cut out parts.

    `locations` are the system locations at which the profile is used; without any, a call may come
    from anywhere. `mixed` are paths that conditions read as fields of several types.
    """

    def __init__(
        self, policy: Policy, locations: Sequence[str] = (), mixed: Collection[Path] = ()
    ) -> None:
        self.policy = policy
        self.atoms = AtomTable(policy, tuple(locations), mixed)
        #: The calls for which Pexip found a service.
        self.found = self.atoms.found

    def of(self, condition: Condition) -> Formula:
        """The calls that meet a condition."""
        return self.atoms.of(condition)

    def both(self, *formulas: Formula) -> Formula:
        """The calls that are in all of these parts."""
        return self.atoms.formulas.both(formulas)

    def either(self, *formulas: Formula) -> Formula:
        """The calls that are in one of these parts."""
        return self.atoms.formulas.either(formulas)

    def watch(self, formulas: Sequence[Formula]) -> Watch:
        """Formulas to avoid that several questions share."""
        return Watch(self.atoms, formulas)

    def find(
        self, wanted: Formula, avoid: Sequence[Formula] | Watch = (), count: int | None = None
    ) -> Answer:
        """A plausible call that meets `wanted` and nothing of `avoid`, or that there is none.

        With a `count` only so many formulas of `avoid` are to be avoided, the first ones.
        """
        watch = avoid if isinstance(avoid, Watch) else self.watch(avoid)
        number = len(watch.formulas) if count is None else count
        return Search(self.atoms, wanted, watch, number).answer()
