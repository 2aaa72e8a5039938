"""A rule set whose first match decides, as tables, questions, and what the found code says.

Each rule has a code: its place among the rules, in signs that compare like numbers, then what it
does. The questions and each table give the code of the first rule that they have for a call; the
least of them is that of the first rule of all. The first few rules are asked before everything
else: no other comes before them.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from itertools import chain, takewhile

from rulec.emit import values
from rulec.emit.compact.codes import Codes, without_comments
from rulec.emit.compact.drawers import PIECE, drawers
from rulec.emit.compact.keys import Keys
from rulec.emit.compact.lists import DIGITS
from rulec.emit.compact.lookups import Code, Lookups, questions
from rulec.emit.compact.networks import looked_up, numbered, prefixes, read_address
from rulec.emit.compact.pieces import Keyed
from rulec.emit.compact.plan import Plan, plan
from rulec.emit.compact.questions import Answered, chained, cheapest_first, hoisted, question
from rulec.emit.compact.separators import separators
from rulec.emit.effects import ANSWER
from rulec.emit.grouping import groups_of
from rulec.emit.joining import any_of
from rulec.emit.passes import Step
from rulec.emit.scope import Scope
from rulec.emit.source_map import Marks, What
from rulec.ir import (
    All,
    Condition,
    FieldRead,
    FieldTest,
    Named,
    Rule,
    RuleSet,
    ServiceFound,
    Source,
)
from rulec.operators import Equals, InSubnet, IsBoolean, NumberEquals
from rulec.pexip import MAX_ELIF_ARMS
from rulec.script.expression import (
    FALSE,
    Array,
    Binary,
    Both,
    Expression,
    Item,
    Literal,
    Marked,
    Name,
    both,
    either,
    negation,
)
from rulec.script.statement import Block, Branch, If, Statement

#: At most so many first rules are asked before anything else, where there are so many in all.
HOT = 3
MANY = 100
#: Greater than every code.
_NONE = Literal("~")


def in_tables(
    rules: RuleSet,
    bodies: Sequence[Sequence[Statement]],
    otherwise: tuple[Statement, ...],
    root: Scope,
    steps: frozenset[Step],
    marks: Marks,
) -> list[Statement] | None:
    """Statements with the meaning of the rules of a first-match set.

    `bodies` are what each rule does, and `otherwise` is done where none matches. None where hardly
    two rules do the same, and what they do can not be looked up.
    """
    made = _Made(rules, bodies, root, steps, marks)
    return made.statements(otherwise) if made.is_worth_it else None


class _Made:
    """One rule set on its way into statements."""

    def __init__(
        self,
        rules: RuleSet,
        bodies: Sequence[Sequence[Statement]],
        root: Scope,
        steps: frozenset[Step],
        marks: Marks,
    ) -> None:
        self._steps = steps
        self._marks = marks
        self._name = rules.name
        self._rules = rules.rules
        self._needs = [rules.awaits_service(rule) for rule in rules.rules]
        self._root = root
        self._service = ANSWER[rules.policy]
        self._plan = plan(self._rules, self._needs, steps)
        self._codes = Codes(bodies, _uses(self._plan, bodies), Step.COLUMNS in steps)
        ordered = not _no_call_finds_two(self._plan)
        self._width = _width(len(self._rules)) if ordered else 0
        #: The addresses that were looked up, which are of version 4.
        self._addresses: list[Expression] = []
        #: The rules that are asked as one, by the first of them.
        self._members: dict[int, list[int]] = {}
        many = len(self._rules) >= MANY and Step.HOT in steps
        self._hot = _hot(self._rules) if ordered and many else 0
        self._plan = self._plan.without_first(self._hot)
        self._asked = self._plan.asked if ordered else self._joined(rules)
        self._texts = [
            _number(place, self._width) + code for place, code in enumerate(self._codes.texts)
        ]

    @property
    def is_worth_it(self) -> bool:
        """Whether outcomes that have statements of their own fit one chain."""
        return self._codes.branches <= MAX_ELIF_ARMS

    def _mark(self, what: What, numbers: Iterable[int]) -> int:
        """The mark of what is there for some rules, by their numbers."""
        ids = (self._rules[number].id for number in sorted(set(numbers)))
        return self._marks.of_rules(what, self._name, ids)

    def statements(self, otherwise: tuple[Statement, ...]) -> list[Statement]:
        """The whole rule set."""
        scope = self._root.branch()
        asked_first = self._asked if self._width else []
        if self._hot:
            asked_first = [(n, rule.when) for n, rule in enumerate(self._rules[: self._hot])]
        found = scope.assign("code", either([*self._questions(asked_first, self._root), _NONE]))
        if self._hot:
            self._unless_found(found, self._asked, scope, in_tables=True)
        else:
            self._look_up(found, scope, self._root)
            if not self._width and self._asked:
                # Behind networks, only those of the other version are asked.
                others = [negation(one) for one in self._addresses]
                self._unless_found(found, self._asked, scope, others)
        outcome = partial(self._mark, What.OUTCOME)
        done = self._codes.statements(found, self._width, scope, outcome)
        matched = Branch(Binary(found, "!=", _NONE), tuple(done))
        scope.statements.append(If((matched,), otherwise))
        return scope.statements

    def _unless_found(
        self,
        found: Name,
        rules: Sequence[tuple[int, Condition]],
        scope: Scope,
        also: Sequence[Expression] = (),
        *,
        in_tables: bool = False,
    ) -> None:
        """What is asked, and read for it, only where no rule was found yet and one may be."""
        root = self._root.annex()
        inner = root.branch()
        if rules:
            inner.update(found, either([*self._questions(rules, root), _NONE]))
        if in_tables:
            self._look_up(found, inner, root)
        body = (*self._marks.inputs(root.statements), *inner.statements)
        waits = both([Binary(found, "==", _NONE), *also])
        scope.statements.append(If((Branch(waits, body),)))

    def _look_up(self, found: Name, scope: Scope, root: Scope) -> None:
        self._in_networks(found, scope, root)
        self._in_drawers(found, scope, root)

    def _in_networks(self, found: Name, scope: Scope, root: Scope) -> None:
        for region, blocks in self._plan.regions.items():
            rules = [piece.rule for piece in blocks for _ in piece.networks]
            networks = [one for piece in blocks for one in piece.networks]
            places = prefixes([(n, self._texts[r]) for n, r in zip(networks, rules, strict=True)])
            of = {key: [rules[place] for place in at] for key, at in places.items()}
            said, codes = numbered({key: self._texts[some[0]] for key, some in of.items()})
            entries = {
                key: Marked(Literal(said[key]), self._mark(What.RULE, some))
                for key, some in of.items()
            }
            address = values.source(region.source, root)
            inner = root.branch()
            known = inner.assign("near", looked_up(address, entries, inner, self._marks.together))
            code: Expression = known
            if codes is not None:
                code = Item(self._listed(codes, of.values()), known)
            self._lower(found, known, code, inner)
            tests: list[Expression] = [self._service] if region.needs_service else []
            read = read_address(address, entries, root)
            self._addresses.append(read)
            tests.append(read)
            self._when(both([*tests, *questions(region.guards, root)]), inner, rules, scope)

    def _listed(self, codes: Sequence[str], entries: Iterable[Sequence[int]]) -> Array:
        """A list of codes; what the first rule of an entry does, all of it do."""
        users: defaultdict[str, set[int]] = defaultdict(set)
        for some in entries:
            users[self._texts[some[0]]].update(some)
        first, *rest = codes
        marked = (Marked(Literal(text), self._mark(What.OUTCOME, users[text])) for text in rest)
        return Array((Literal(first), *marked))

    def _when(
        self, condition: Expression, inner: Scope, rules: Iterable[int], scope: Scope
    ) -> None:
        """What looks up some rules, where a condition holds."""
        guarded = scope.branch()
        guarded.when(condition, inner)
        mark = self._mark(What.LOOKUP, rules)
        scope.statements.append(Block(tuple(guarded.statements), mark))

    def _joined(self, rules: RuleSet) -> list[tuple[int, Condition]]:
        """What is asked, where only that decides: rules that do the same are asked as one."""
        numbers = {self._rules[number].id: number for number, _ in self._plan.asked}
        every = [replace(self._rules[number], when=when) for number, when in self._plan.asked]
        groups = groups_of(replace(rules, rules=tuple(every)), alike=True)
        self._members = {
            numbers[members[0].id]: [numbers[member.id] for member in members] for members in groups
        }
        return [
            (numbers[members[0].id], any_of([member.when for member in members]))
            for members in groups
        ]

    def _questions(self, rules: Sequence[tuple[int, Condition]], root: Scope) -> list[Expression]:
        tests: list[Sequence[Expression]] = [question(when, root) for _, when in rules]
        if rules and rules[0][0] < self._hot:
            tests = [cheapest_first(each) for each in tests]
        if Step.SHARED in self._steps:
            tests = hoisted(tests, root)
        made: list[Answered] = []
        for test, (number, _) in zip(tests, rules, strict=True):
            served = both([*self._served(number), *test])
            if served != FALSE:
                mark = self._mark(What.RULE, self._members.get(number, [number]))
                made.append(Answered(served, Literal(self._texts[number]), mark))
        return chained(made, self._marks.together)

    def _served(self, rule: int) -> list[Expression]:
        return [self._service] if self._needs[rule] else []

    def _in_drawers(self, found: Name, scope: Scope, root: Scope) -> None:
        if not self._plan.shapes:
            return
        lookups = self._lookups(found, scope.fresh("piece"))
        common = root.annex()
        looks: list[Statement] = []
        every = [(drawer, scope.fresh("drawer")) for drawer in lookups.drawers]
        for drawer, taken in every:
            first, second = scope.branch(), scope.branch()
            lookups.take(drawer, taken, root, first)
            lookups.look(drawer, taken, common, second)
            mark = self._mark(What.LOOKUP, (record.rule for record in drawer.records))
            scope.statements.append(Block(tuple(first.statements), mark))
            looks.append(Block(tuple(second.statements), mark))
        body = (*self._marks.inputs(common.statements), *looks)
        scope.statements.append(If((Branch(either([taken for _, taken in every]), body),)))

    def _lookups(self, found: Name, passing: Name) -> Lookups:
        pieces = chain.from_iterable(self._plan.shapes.values())
        sign = separators(chain.from_iterable(map(_texts, pieces)), self._texts)
        keys = Keys(self._plan, sign, partial(self._mark, What.SIGN))
        codes = [
            Code(text, self._mark(What.RULE, [number])) for number, text in enumerate(self._texts)
        ]
        return Lookups(
            drawers(self._plan, sign),
            keys,
            codes,
            self._width,
            self._service,
            partial(self._lower, found),
            self._marks.inputs,
            PIECE if Step.PIECES in self._steps else None,
            passing,
        )

    def _lower(self, found: Name, hit: Expression, code: Expression, scope: Scope) -> None:
        """Take a code where there is one, and it is before the one that was found."""
        before = [Binary(code, "<", found)] if self._width else []
        # Not `both`: it takes an operand that stands twice once.
        taken = Both((both([hit, *before]), code)) if hit != code or before else code
        scope.update(found, either([taken, found]))


def _hot(rules: Sequence[Rule]) -> int:
    """How many first rules are asked before anything is looked up.

    The first one, and those behind it that only compare: all other calls wait for their answer.
    """
    more = takewhile(lambda rule: _compares(rule.when), rules[1:HOT])
    return 1 + sum(1 for _ in more)


def _compares(condition: Condition) -> bool:
    match condition:
        case All(conditions):
            return all(map(_compares, conditions))
        case Named(condition=inner):
            return _compares(inner)
        case FieldTest(FieldRead(), Equals() | NumberEquals() | IsBoolean()):
            return True
        case _:
            return isinstance(condition, ServiceFound)


def _uses(found: Plan, bodies: Sequence[Sequence[Statement]]) -> list[int]:
    """How often the code of each rule is written; networks have a list of those that differ."""
    keyed = chain.from_iterable(found.shapes.values())
    uses = Counter((*(piece.rule for piece in keyed), *(rule for rule, _ in found.asked)))
    listed = {
        without_comments(bodies[piece.rule]): piece.rule
        for piece in chain.from_iterable(found.regions.values())
    }
    uses.update(listed.values())
    return [uses[rule] for rule in range(len(bodies))]


def _texts(piece: Keyed) -> Iterator[str]:
    """The texts in the keys of a piece."""
    yield from chain.from_iterable(piece.fills)
    yield from piece.items


def _no_call_finds_two(found: Plan) -> bool:
    """Whether a call finds a code in one place at most, so that codes need no order."""
    if any(shape.lists for shape in found.shapes):
        # Two items of one list may be those of two rules.
        return False
    if found.segments < 2:
        return True
    if found.shapes or len(found.regions) > 1:
        return False
    # An address is of one version alone.
    (region,) = found.regions
    return all(_asks_other_version(condition, region.source) for _, condition in found.asked)


def _asks_other_version(condition: Condition, source: Source) -> bool:
    match condition:
        case All(conditions):
            return any(_asks_other_version(each, source) for each in conditions)
        case FieldTest(subject, InSubnet(networks)):
            return subject == source and all(network.version != 4 for network in networks)
        case _:
            return False


def _width(count: int) -> int:
    """How many signs a number below `count` has."""
    width = 1
    while len(DIGITS) ** width < count:
        width += 1
    return width


def _number(number: int, width: int) -> str:
    """A number in signs, so many, that compare like numbers."""
    written = ""
    for _ in range(width):
        number, digit = divmod(number, len(DIGITS))
        written = DIGITS[digit] + written
    return written
