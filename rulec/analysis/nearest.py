"""What would have to change in a call so that a rule applies: as little as can be.

The call stays as it is but for some fields; whatever the rules ask of the others has its outcome,
and what is left of the formula of the rule is asked of these fields alone.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from itertools import combinations

from rulec.analysis.course import Course, Hidden, Step
from rulec.analysis.drafts import MISSING, Call, Draft, Path
from rulec.analysis.formulas import FALSE, TRUE, Formula, opposite
from rulec.analysis.search import Found, Unknown
from rulec.evaluate import Inputs, decide, holds
from rulec.ir import RuleSet
from rulec.ir.walk import walk
from rulec.pexip import InputField
from rulec.records import dataclass

#: Fields that are changed beyond those that have to be.
MOST_MORE = 2
#: Choices of fields that are tried.
MOST_CHOICES = 400
#: Ways of one rule that are told.
MOST_WAYS = 3

_NOW: Path = ("now",)
_SERVICE: Path = ("service_config",)


@dataclass(frozen=True, slots=True)
class Way:
    """A call on which the rule applies, by the evaluator too, and where it differs.

    A change is a path with the values before and after, MISSING where there is none. The path of
    the instant is `("now",)`, that of a service which is there or not `("service_config",)`.
    """

    call: Call
    changes: tuple[tuple[Path, object, object], ...]


@dataclass(frozen=True, slots=True)
class Unreachable:
    """No call at all comes to the rule: these take all of them, or its conditions never hold."""

    hidden: Hidden


@dataclass(frozen=True, slots=True)
class NotFound:
    """No way was found, with the reason; that is no proof that there is none."""

    reason: str


class Nearest:
    """The ways from one call to the rules of one policy of a profile."""

    def __init__(self, course: Course, sets: tuple[RuleSet, ...], call: Call) -> None:
        self._course = course
        self._sets = sets
        self._call = call
        self._inputs = Inputs(call.inputs, call.now)
        self._truth: dict[Formula, bool] = {}
        self._reads: dict[Formula, frozenset[Path]] = {}
        self.applied = self._applied(call)

    def at_least(self, step: Step) -> int:
        """How many fields have to be changed at least; a step with fewer is likely to be nearer."""
        return min(map(len, self._needed(step.applies)))

    def ways(self, step: Step) -> tuple[Way, ...] | Unreachable | NotFound:
        """Ways with as few changes as were found, at most `MOST_WAYS` of as many changes."""
        unsure = ""
        found: list[Way] = []
        for number, paths in enumerate(self._choices(step.applies)):
            if found and len(paths) > len(found[0].changes):
                break
            if number == MOST_CHOICES:
                unsure = unsure or "there are too many fields to choose from"
                break
            way = self._way(step, paths)
            if isinstance(way, Way):
                found.append(way)
                if len(found) == MOST_WAYS:
                    break
            elif isinstance(way, Unknown):
                unsure = unsure or way.reason
        if found:
            return tuple(found)
        answer = self._course.call_for(step)
        if isinstance(answer, Hidden):
            return Unreachable(answer)
        return NotFound(unsure or "more than a few fields would have to change")

    def _way(self, step: Step, paths: tuple[Path, ...]) -> Way | Unknown | None:
        """The change of these fields that does it."""
        wanted = self._left(step.applies, frozenset(paths))
        if _SERVICE in paths:
            # It appears or goes: of one that stays, single fields are changed.
            found = self._course.calls.found
            other = opposite(found) if self._holds(found) else found
            wanted = self._course.calls.both(wanted, other)
        if wanted == FALSE:
            return None
        answer = self._course.calls.find(wanted)
        if not isinstance(answer, Found):
            return answer if isinstance(answer, Unknown) else None
        call = self._changed(answer.call, paths)
        if (step.rule_set.name, step.name) not in self._applied(call):
            return Unknown("a computed value")
        return Way(call, tuple(self._changes(call, paths)))

    def _applied(self, call: Call) -> frozenset[tuple[str, str]]:
        """The rules that apply to a call, as the evaluator says."""
        decision = decide(self._course.calls.policy, self._sets, Inputs(call.inputs, call.now))
        return frozenset((one.rule_set, one.name) for one in decision.applied)

    # --- Fields -----------------------------------------------------------------------------------

    def _choices(self, formula: Formula) -> Iterator[tuple[Path, ...]]:
        """Fields to change, few first; all that have to be are among them."""
        formulas = self._course.calls.atoms.formulas
        atoms = sorted(formulas.atoms([formula]))
        every = dict.fromkeys(path for atom in atoms for path in sorted(self._read_by(atom)))
        starts = self._needed(formula)
        for count in range(len(every) + 2):
            for needed in starts:
                others = [path for path in every if not _with(path, needed)]
                if needed and count == len(needed):
                    yield needed
                elif len(needed) < count <= len(needed) + MOST_MORE:
                    for chosen in combinations(others, count - len(needed)):
                        yield (*needed, *chosen)

    def _needed(self, formula: Formula) -> list[tuple[Path, ...]]:
        """The fields that have to be changed: a test must come out that does not.

        What has to change in a service may be done by a service that appears or goes, too.
        """
        found: dict[Path, None] = {}
        for literal in self._course.calls.atoms.formulas.literals(formula):
            atom = Formula(abs(literal))
            reads = self._read_by(atom)
            if len(reads) == 1 and self._holds(atom) is not (literal > 0):
                found |= dict.fromkeys(reads)
        whole = tuple(path for path in found if not _inside(path))
        if len(whole) == len(found) or _SERVICE in found:
            return [whole]
        return [tuple(found), (*whole, _SERVICE)]

    def _read_by(self, atom: Formula) -> frozenset[Path]:
        """The paths that a test asks."""
        if atom not in self._reads:
            slot = self._course.calls.atoms.slot_of.get(atom)
            if slot is not None:
                paths = frozenset([slot.path])
            elif (meaning := self._course.calls.atoms.meanings.get(atom)) is None:
                paths = frozenset()
            else:
                rows = (node for node in walk(meaning) if isinstance(node, InputField))
                paths = frozenset(row.path for row in rows)
            self._reads[atom] = paths
        return self._reads[atom]

    def _holds(self, atom: Formula) -> bool:
        """Whether a test comes out on the call as it is."""
        if atom not in self._truth:
            meaning = self._course.calls.atoms.meanings.get(atom)
            self._truth[atom] = meaning is not None and holds(meaning, self._inputs)
        return self._truth[atom]

    # --- Formulas ---------------------------------------------------------------------------------

    def _left(self, formula: Formula, free: frozenset[Path]) -> Formula:
        """What a formula asks of some fields where all others are as in the call."""
        formulas = self._course.calls.atoms.formulas
        known: dict[int, Formula] = {}
        waiting = [abs(formula)]
        while waiting:
            one = waiting[-1]
            parts = formulas.parts(Formula(one))
            if one in known:
                waiting.pop()
            elif parts is None:
                known[one] = self._left_of(Formula(one), free)
            elif missing := [abs(part) for part in parts if abs(part) not in known]:
                waiting += missing
            else:
                known[one] = formulas.both(
                    known[abs(part)] if part > 0 else opposite(known[abs(part)]) for part in parts
                )
        return known[abs(formula)] if formula > 0 else opposite(known[abs(formula)])

    def _left_of(self, atom: Formula, free: frozenset[Path]) -> Formula:
        if any(_with(path, free) for path in self._read_by(atom)):
            return atom
        return TRUE if self._holds(atom) else FALSE

    # --- Calls ------------------------------------------------------------------------------------

    def _changed(self, other: Call, paths: tuple[Path, ...]) -> Call:
        """The call with the values that another one has at some paths."""
        draft = Draft.of(self._course.calls.policy, other)
        inputs: Mapping[str, object] = self._call.inputs
        for path in paths:
            if path != _NOW:
                inputs = _put(inputs, path, draft.value(path))
        now = other.now if _NOW in paths else self._call.now
        return Call(inputs, now, "")

    def _changes(
        self, call: Call, paths: tuple[Path, ...]
    ) -> Iterator[tuple[Path, object, object]]:
        for path in paths:
            if path == _NOW:
                yield path, self._call.now, call.now
            else:
                yield path, _value(self._call.inputs, path), _value(call.inputs, path)


def _inside(path: Path) -> bool:
    """Whether a path leads to a field of the service."""
    return len(path) > 1 and path[:1] == _SERVICE


def _with(path: Path, chosen: Collection[Path]) -> bool:
    """Whether a path changes with these, so that it is no further choice."""
    return path in chosen or (_SERVICE in chosen and _inside(path))


def _put(holder: Mapping[str, object], path: Path, value: object) -> dict[str, object]:
    """A copy with another value at a path; objects on the way are made where there are none."""
    made = dict(holder)
    if len(path) > 1:
        inner = made.get(path[0])
        made[path[0]] = _put(inner if isinstance(inner, Mapping) else {}, path[1:], value)
    elif value is MISSING:
        made.pop(path[0], None)
    else:
        made[path[0]] = value
    return made


def _value(holder: object, path: Path) -> object:
    for step in path:
        if not isinstance(holder, Mapping) or step not in holder:
            return MISSING
        holder = holder[step]
    return holder
