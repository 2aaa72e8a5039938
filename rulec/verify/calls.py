"""Calls that tell a right script from a wrong one."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from itertools import chain, combinations, islice, pairwise

from rulec.ir import LISTS, Profile
from rulec.pexip import SERVICE_TYPES, InputField, Policy, ValueType
from rulec.verify.cases import Cases, cases_of, cases_of_default, embedded
from rulec.analysis.drafts import MISSING, Call, Draft, service_example
from rulec.verify.reads import Reads, fields_in, reads_of
from rulec.verify.samples import HOSTILE, VERY_LONG, WRONG_TYPES
from rulec.verify.services import service_changes
from rulec.verify.wishes import Wish

#: How many calls a script with few rules is tried with, if those that it needs are not more.
CALLS = 1500

#: How many calls fewer for each rule: the more rules, the more calls they need anyway, and each
#: call takes longer.
_FEWER_CALLS = 12

#: How many rules a script may have for any two of them to be tried in one call.
_FEW_RULES = 12


def calls_for(profile: Profile, policy: Policy, budget: int | None = None) -> tuple[Call, ...]:
    """The calls with which the script of a policy is verified; the same ones in every run.

    Whatever the budget, there are: a call for each way to meet each rule's condition (every branch
    of an `any` is one), as far as samples find one; on each side of every operand of every
    condition one call in which the rule's other conditions hold (for a test that an earlier rule
    has too, only one with which it fails the rule); every field of the script with a value of
    every JSON type, and every text with every hostile piece. Each of the first hundred rules has a
    call without a service (or suggestion), every fourth of the others; and two, later one, with
    another value in each field that its effects read.
    `budget` is filled up with more near misses, hostile texts in calls that meet a rule, and calls
    that meet two rules. Which of them a rule gets turns with its number, so that many similar
    rules together try more than one alone. Without a budget, it shrinks as the rules grow.
    """
    if budget is None:
        budget = CALLS - _FEWER_CALLS * sum(len(rules.rules) for rules in profile.sets(policy))
    reads = reads_of(profile, policy)
    cases = _cases(profile, policy, reads)
    shared = _shared(policy, reads, cases)
    needed = chain(shared.needed, *(case.needed for case in cases))
    calls = _distinct(needed, {})
    if len(calls) < budget:
        room = budget - len(calls)
        extra = _dealt([shared.extra, list(_mixed(cases)), *(c.extra for c in cases)], room)
        calls = _distinct(extra, calls, budget)
    return tuple(calls.values())


def _cases(profile: Profile, policy: Policy, reads: Reads) -> list[Cases]:
    cases: list[Cases] = []
    seen: set[Wish] = set()
    for rules in profile.sets(policy):
        for rule in rules.rules:
            cases.append(cases_of(rules, rule, len(cases), reads, seen))
        if rules.default:
            cases.append(cases_of_default(rules, len(cases), reads))
    return cases


def _distinct(
    drafts: Iterable[Draft], calls: dict[str, Call], budget: int | None = None
) -> dict[str, Call]:
    """The calls with those of more drafts, each call once, as long as the budget lasts."""
    for draft in drafts:
        if budget is not None and len(calls) >= budget:
            break
        call = draft.call()
        calls.setdefault(f"{call.now.isoformat()} {json.dumps(call.inputs, sort_keys=True)}", call)
    return calls


def _dealt(piles: list[list[Draft]], room: int) -> Iterator[Draft]:
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
    base = Draft(policy)
    made = Cases(base, (), needed=[base])
    made.needed += _services(policy, base)
    made.needed += _side_by_side(base, reads)
    made.needed += _odd_objects(base, reads)
    owners = {row: case for case in reversed(cases) for row in _rows(case)}
    for number, row in enumerate(reads.fields):
        alone = list(_alone(row, owners.get(row, made), reads))
        made.needed += _every(alone, 8, number)
        made.extra += alone
    made.needed += _very_long(base, reads)
    return made


def _every(drafts: list[Draft], count: int, number: int) -> list[Draft]:
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


def _alone(row: InputField, case: Cases, reads: Reads) -> Iterator[Draft]:
    """Odd values of one field, in a call that meets a rule that reads it."""
    for value in (MISSING, *WRONG_TYPES):
        yield case.start.put(row.path, value, f"{row.dotted} is of another type")
    if row.type in (ValueType.INTEGER, ValueType.BOOLEAN):
        return
    for piece in HOSTILE:
        told = f"{row.dotted} has a hostile text"
        yield case.start.put(row.path, [piece] if row.type is ValueType.TEXT_LIST else piece, told)
        yield embedded(row, piece, case, told)
    if (reads.limit(row) or 300) >= 300:
        yield case.start.put(row.path, "a" * 300, f"{row.dotted} is long")


def _very_long(base: Draft, reads: Reads) -> Iterator[Draft]:
    """One text that is far too long, where no pattern searches."""
    rows = (row for row in reads.fields if row.type is ValueType.TEXT and not reads.limit(row))
    for row in islice(sorted(rows, key=lambda row: not row.caller_controlled), 1):
        yield base.put(row.path, "a" * VERY_LONG, f"{row.dotted} is very long")


def _mixed(cases: list[Cases]) -> Iterator[Draft]:
    """Calls that meet two rules, as far as the rules do not ask for different things."""
    pairs = combinations(cases, 2) if len(cases) <= _FEW_RULES else pairwise(cases)
    for first, second in pairs:
        told = f"{first.start.why}; {second.start.why}"
        yield first.start.joined(second.start, told)
        yield second.start.joined(first.start, told)
