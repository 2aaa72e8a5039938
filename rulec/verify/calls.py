"""Calls that tell a right script from a wrong one."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from itertools import combinations, islice, pairwise

from rulec.analysis import Empty, Found, Step
from rulec.analysis.drafts import MISSING, Call, Draft, Path, service_example
from rulec.ir import LISTS, FieldRead, ItemTest, Profile
from rulec.operators import Equals
from rulec.pexip import SERVICE_TYPES, InputField, Policy, ValueType
from rulec.records import dataclass
from rulec.verify.cases import Cases, Later, cases_of, embedded
from rulec.verify.combinations import Combinations, Space
from rulec.verify.compare import Decided, inputs_of
from rulec.verify.oracle import Oracle, settled
from rulec.verify.reads import Reads, fields_in, reads_of, usual
from rulec.verify.samples import HOSTILE, VERY_LONG, WRONG_TYPES
from rulec.verify.services import service_changes
from rulec.verify.solve import met, solved
from rulec.verify.wishes import Way

#: How many calls a script with few rules is tried with, if those that it needs are not more.
CALLS = 1500

#: How many calls fewer for each rule: the more rules, the more calls they need anyway, and each
#: call takes longer.
_FEWER_CALLS = 12

#: How many rules that ask for items of one list have a call with those of their neighbours.
_AMONG_ITEMS = 200
#: How many neighbours before and behind them.
_BEFORE, _BEHIND = 3, 10

#: How many calls meet a rule and another one that asks other fields.
_OF_TWO_KINDS = 200
#: So many rules are tried until one of them can be met together with a rule.
_TRIED = 8

#: How many rules a script may have for any two of them to be tried in one call.
_FEW_RULES = 12


@dataclass(frozen=True, slots=True)
class Chosen:
    """The calls with which a script is verified, and what they are known to try."""

    #: The calls with what the rules decide for them.
    decided: tuple[Decided, ...]
    combinations: Combinations

    @property
    def calls(self) -> tuple[Call, ...]:
        """The calls alone."""
        return tuple(one.call for one in self.decided)


def calls_for(profile: Profile, policy: Policy, budget: int | None = None) -> tuple[Call, ...]:
    """The calls with which the script of a policy is verified; the same ones in every run."""
    return choose_calls(profile, policy, budget).calls


def choose_calls(profile: Profile, policy: Policy, budget: int | None = None) -> Chosen:
    """The calls with which the script of a policy is verified; the same ones in every run."""
    return settled(profile, policy, partial(chosen_by, budget=budget))


def chosen_by(oracle: Oracle, budget: int | None = None) -> Chosen:
    """The calls with which a script is verified, decided by an oracle.

    Whatever the budget, there are: a call for each combination of outcomes of the conditions along
    the decision, unless the analysis proves that there is none or cannot tell; on each side of
    every operand of every test one call in which the rule's other conditions hold (for a test that
    several rules have, of one of them); calls that meet two rules of different fields, some for all
    such kinds of rules; every field of the script with a value of every JSON type, and every text
    with every hostile piece. Each of the first hundred rules has a call without a service (or
    suggestion), every fourth of the others; and two, later one, with another value in each field
    that its effects read.
    `budget` is filled up with more near misses, hostile texts in calls that meet a rule, and calls
    that meet two rules. Which of them a rule gets turns with its number, so that many similar
    rules together try more than one alone. Without a budget, it shrinks as the rules grow.
    Raises `EvaluatorsDifferError`.
    """
    profile, policy = oracle.profile, oracle.policy
    if budget is None:
        budget = CALLS - _FEWER_CALLS * sum(len(rules.rules) for rules in profile.sets(policy))
    reads = reads_of(profile, policy)
    space = Space(profile, policy)
    cases = _cases(space, reads, roomy=budget > 0)
    shared = _shared(policy, reads, cases)
    chosen = _Chosen(oracle, space, reads)
    for case in (shared, *cases):
        for draft in case.needed:
            chosen.add(draft.call(), case.about)
    for draft, about in (*_among_items(cases), *_of_two_kinds(cases)):
        chosen.add(draft.call(), about)
    chosen.complete()
    room = budget - len(chosen.decided)
    if room > 0:
        for later in _dealt([shared.extra, list(_mixed(cases)), *(c.extra for c in cases)], room):
            chosen.add(later().call())
            if len(chosen.decided) >= budget:
                break
    return Chosen(tuple(chosen.decided.values()), space.told())


def _among_items(cases: Sequence[Cases]) -> Iterator[tuple[Draft, list[Step]]]:
    """For rules that ask for an item of a list: calls whose list has those of their neighbours too.

    Which of several rules comes first shows in such calls alone.
    """
    asked: dict[Path, list[tuple[Cases, str]]] = {}
    for case in cases:
        for wish in case.way:
            match wish.leaf:
                case ItemTest(FieldRead(field), ((Equals((item, *_)), False),)) if wish.holds:
                    asked.setdefault(field.path, []).append((case, item))
                case _:
                    pass
    for path, found in asked.items():
        for number, (case, _) in enumerate(found[:_AMONG_ITEMS]):
            near = found[max(0, number - _BEFORE) : number + _BEHIND]
            items = [one for _, one in reversed(near)]
            told = f"{case.name}: items of other rules too"
            yield case.start.put(path, items, told), [step for c, _ in near for step in c.about]


def _of_two_kinds(cases: Sequence[Cases]) -> Iterator[tuple[Draft, list[Step]]]:
    """Calls that meet a rule and one that asks other fields, for every two kinds of rules.

    Which of them comes first shows in such calls alone. Of each kind the early rules are tried with
    the late ones of the other, and the late ones with the early.
    """
    kinds: dict[frozenset[InputField], list[Cases]] = {}
    for case in cases:
        if case.way:
            kinds.setdefault(frozenset(_rows(case)), []).append(case)
    pairs = [(a, b) for a, b in combinations(kinds, 2) if a - b and b - a]
    each = max(2, _OF_TWO_KINDS // max(1, len(pairs)))
    step = max(1, len(pairs) * each // _OF_TWO_KINDS)
    for one, other in pairs[::step]:
        for turn in range(each):
            first = kinds[one][turn * len(kinds[one]) // each]
            place = (each - 1 - turn) * len(kinds[other]) // each
            yield from islice(_meeting(first, kinds[other][place : place + _TRIED]), 1)


def _meeting(first: Cases, others: Sequence[Cases]) -> Iterator[tuple[Draft, list[Step]]]:
    """Calls that meet a rule and one of some others, which may ask a field of both alike."""
    for second in others:
        draft = first.start.joined(second.start, f"{first.name} and {second.name}")
        wishes = (*first.way, *second.way)
        if met(wishes, draft) == len(wishes):
            yield draft, [*first.about, *second.about]


def _cases(space: Space, reads: Reads, *, roomy: bool) -> list[Cases]:
    seen: set[object] = set()
    return [
        cases_of(space.place_of(step), step, number, reads, seen, roomy=roomy)
        for number, step in enumerate(space.course.steps)
    ]


class _Chosen:
    """Calls as they are chosen, each once, with what they decide."""

    def __init__(self, oracle: Oracle, space: Space, reads: Reads) -> None:
        self._oracle = oracle
        self._space = space
        self._reads = reads
        self._is_complete = False
        self.decided: dict[str, Decided] = {}

    def add(self, call: Call, about: Iterable[Step] = ()) -> None:
        """One more call, made for some rules."""
        call = self._short(call)
        key = f"{call.now.isoformat()} {json.dumps(call.inputs, sort_keys=True)}"
        if key in self.decided:
            return
        self.decided[key] = self._oracle.decide(call, about)
        if not self._is_complete:
            self._saw(self.decided[key])

    def _short(self, call: Call) -> Call:
        """A call with the beginnings of texts on which a pattern could take an exponential time."""
        if not self._reads.risky:
            return call
        draft = changed = Draft.of(self._oracle.policy, call)
        for row, longest in self._reads.risky.items():
            value = draft.value(row.path)
            if isinstance(value, str) and len(value) > longest:
                changed = changed.put(row.path, value[:longest], call.why)
        return call if changed is draft else changed.call()

    def _saw(self, decided: Decided) -> None:
        self._space.saw(inputs_of(self._oracle.policy, decided.call), decided.decision)

    def complete(self) -> None:
        """Adds a call for each combination that none makes yet, as far as there is one."""
        for place in self._space.places:
            about = () if place.step is None else (place.step,)
            for number, (way, formula, _) in enumerate(place.combinations):
                if number not in place.waiting:
                    continue
                answer = place.ask(formula)
                if isinstance(answer, Empty):
                    place.rule_out(number)
                    continue
                if isinstance(answer, Found):
                    call = replace(answer.call, why=f"{place.name}: {_told(way)}")
                else:
                    call = solved(way, usual(self._oracle.policy, self._reads)).call()
                self.add(call, about)
                if number in place.waiting:
                    # It may have been chosen before, for other rules than this one.
                    self._saw(self._oracle.decide(self._short(call), about))
        self._is_complete = True


def _told(way: Way) -> str:
    """Which tests come out how, in short."""
    return ", ".join(f"{type(w.leaf).__name__} {'holds' if w.holds else 'fails'}" for w in way)


def _dealt(piles: list[list[Later]], room: int) -> Iterator[Later]:
    """Drafts from all piles in turns, so that each pile gets a share.

    Where the room is less than the piles, a pile is taken in wide steps, and each pile begins at
    another place, so that all kinds of drafts appear.
    """
    piles = [pile for pile in piles if pile]
    share = max(1, room // max(1, len(piles)))
    orders = []
    for number, pile in enumerate(piles):
        step = max(1, len(pile) // share)
        turned = [(number + start) % step for start in range(step)]
        orders.append([pile[place] for start in turned for place in range(start, len(pile), step)])
    # Drafts that turn out to be known calls take no room, so more of them are dealt than fit.
    for place in range(max(map(len, orders), default=0)):
        yield from (order[place] for order in orders if place < len(order))


# --- Calls of the script as a whole --------------------------------------------------------------


def _shared(policy: Policy, reads: Reads, cases: list[Cases]) -> Cases:
    """Calls that belong to no rule: odd values in everything that the script reads."""
    base = usual(policy, reads)
    made = Cases(base, (), needed=[base])
    made.needed += _services(policy, base)
    made.needed += _side_by_side(base, reads)
    made.needed += _odd_objects(base, reads)
    owners = {row: case for case in reversed(cases) for row in _rows(case)}
    for number, row in enumerate(reads.fields):
        alone = list(_alone(row, owners.get(row, made), reads))
        made.needed += [later() for later in _every(alone, 8, number)]
        made.extra += alone
    made.needed += _very_long(base, reads)
    return made


def _every(drafts: list[Later], count: int, number: int) -> list[Later]:
    """About `count` of the drafts, evenly; which of them turns with `number`."""
    step = max(1, len(drafts) // count)
    return drafts[number % step :: step]


def _rows(case: Cases) -> Iterator[InputField]:
    for wish in case.way:
        yield from fields_in(wish.leaf)


def _services(policy: Policy, base: Draft) -> Iterator[Draft]:
    """Whatever Pexip may have found, and objects that are empty."""
    for near in service_changes(policy):
        yield near.applied(base, f"{near.path[0]} is another one")
    if policy is not Policy.SERVICE:
        for value in (None, {}, MISSING, *map(service_example, SERVICE_TYPES)):
            yield base.put(("service_config",), value, "another service")
    yield base.put(("call_info",), {}, "nothing is known of the call")
    if policy is Policy.PARTICIPANT:
        yield base.put(("participant",), {}, "nothing is known of the participant")


def _side_by_side(base: Draft, reads: Reads) -> Iterator[Draft]:
    """Every field with every odd value, all fields of one call with different ones."""
    for shift in range(len(WRONG_TYPES)):
        draft = base
        for number, row in enumerate(reads.fields):
            value = WRONG_TYPES[(number + shift) % len(WRONG_TYPES)]
            draft = draft.put(row.path, value, "fields of other types")
        yield draft
    for shift in range(len(HOSTILE)):
        draft = base
        for number, row in enumerate(reads.fields):
            if row.type not in (ValueType.INTEGER, ValueType.BOOLEAN):
                text = HOSTILE[(number + shift) % len(HOSTILE)]
                value = [text, "x"] if row.type in LISTS and shift % 2 else text
                draft = draft.put(row.path, value, "hostile texts")
        yield draft
    nothing = base
    for row in reads.fields:
        nothing = nothing.put(row.path, MISSING, "no field is there")
    yield nothing
    for row in reads.fields:
        nothing = nothing.put(row.path, None, "every field is null")
    yield nothing


def _odd_objects(base: Draft, reads: Reads) -> Iterator[Draft]:
    """Objects inside variables, such as the attributes, that are no objects."""
    for path in dict.fromkeys(row.path[:-1] for row in reads.fields if len(row.path) > 2):
        for value in (*WRONG_TYPES, MISSING):
            yield base.put(path, value, f"{path[-1]} is no object")


def _alone(row: InputField, case: Cases, reads: Reads) -> Iterator[Later]:
    """Odd values of one field, in a call that meets a rule that reads it."""
    for value in (MISSING, *WRONG_TYPES):
        yield partial(case.start.put, row.path, value, f"{row.dotted} is of another type")
    if row.type in (ValueType.INTEGER, ValueType.BOOLEAN):
        return
    for piece in HOSTILE:
        told = f"{row.dotted} has a hostile text"
        yield partial(
            case.start.put, row.path, [piece] if row.type is ValueType.TEXT_LIST else piece, told
        )
        yield partial(embedded, row, piece, case, reads, told)
    if (reads.limit(row) or 300) >= 300:
        yield partial(case.start.put, row.path, "a" * 300, f"{row.dotted} is long")


def _very_long(base: Draft, reads: Reads) -> Iterator[Draft]:
    """One text that is far too long, where no pattern searches."""
    rows = (row for row in reads.fields if row.type is ValueType.TEXT and not reads.limit(row))
    for row in islice(sorted(rows, key=lambda row: not row.caller_controlled), 1):
        yield base.put(row.path, "a" * VERY_LONG, f"{row.dotted} is very long")


def _mixed(cases: list[Cases]) -> Iterator[Later]:
    """Calls that meet two rules, as far as the rules do not ask for different things."""
    pairs = combinations(cases, 2) if len(cases) <= _FEW_RULES else pairwise(cases)
    for first, second in pairs:
        told = f"{first.start.why}; {second.start.why}"
        yield partial(first.start.joined, second.start, told)
        yield partial(second.start.joined, first.start, told)
