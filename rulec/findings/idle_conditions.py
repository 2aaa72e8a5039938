"""Conditions without which a rule would apply to the same calls."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from rulec.analysis import TRUE, Answer, Formula, Found, Hidden, Step, Unknown, opposite
from rulec.analysis.points import Point
from rulec.diagnostics import Code, Related
from rulec.diagnostics import codes_findings as codes
from rulec.findings.contradiction import Part, conjuncts, related_parts, smallest
from rulec.findings.finding import Finding
from rulec.findings.scene import Scene
from rulec.findings.trees import Tree, tree_of
from rulec.findings.words import listed, place, related, told
from rulec.ir import ALWAYS, NEVER, Condition, Named, Rule, RuleSet, ServiceFound
from rulec.ir.walk import walk
from rulec.records import dataclass


def idle_conditions(scene: Scene) -> Iterator[Finding]:
    """Parts of the conditions of rules, rule sets and named conditions that make no difference."""
    for number, rules in enumerate(scene.profile.sets(scene.policy)):
        found: list[Finding] = []
        steps = scene.course.sets[number]
        alive = [step for step in steps if step.rule and isinstance(scene.reached(step), Found)]
        if rules.when not in (ALWAYS, NEVER) and alive:
            found += _Judge(scene, rules, None).parts_of(rules.when, ())
        for step in alive:
            found += _of_rule(scene, step)
        for named in _named(rules):
            found += _Judge(scene, rules, None).inside(named.condition)
        yield from _told_once(found, Counter(s.rule.written_as for s in alive if s.rule))


def _of_rule(scene: Scene, step: Step) -> Iterator[Finding]:
    assert step.rule is not None  # noqa: S101  asked of rules only
    if step.rule.when == ALWAYS:
        return
    around = [*conjuncts(scene, step.rule_set.when, of_set=True)]
    service = scene.service(step)
    if service != TRUE:
        around.append(Part(service, None))
    yield from _Judge(scene, step.rule_set, step).parts_of(step.rule.when, tuple(around))


def _named(rules: RuleSet) -> Iterator[Named]:
    """The named conditions that a rule set uses, each once."""
    nodes = walk((rules.when, tuple(rule.when for rule in rules.rules)))
    every = {node.name: node for node in nodes if isinstance(node, Named)}
    yield from every.values()


def _told_once(found: list[Finding], rows: Mapping[str, int]) -> Iterator[Finding]:
    """The findings, each of a rule from a table once where all of its rows have it.

    `rows` are how many calls reach.
    """
    alike: dict[object, list[Finding]] = {}
    for each in found:
        own = None if each.rule is None else each.rule.written_as
        span = each.span
        where = None if span is None else (span.file.path, span.line, span.column, span.end_column)
        alike.setdefault((each.code.id, own, where, each.message, each.hint), []).append(each)
    for group in alike.values():
        first = group[0]
        if (
            first.rule is None
            or first.rule.row is None
            or len(group) == rows[first.rule.written_as]
        ):
            yield first
        else:
            yield from (replace(each, related=(*each.related, _row(each.rule))) for each in group)


def _row(rule: Rule | None) -> Related:
    assert rule is not None  # noqa: S101  asked of rules from a table only
    assert rule.row is not None  # noqa: S101  as above
    return Related("in this row", rule.row)


@dataclass(frozen=True, slots=True)
class _Judge:
    """Looks at the parts of one condition: that of a rule, where it is tried, or one alone."""

    scene: Scene
    rules: RuleSet
    step: Step | None

    def parts_of(self, condition: Condition, around: tuple[Part, ...]) -> Iterator[Finding]:
        """The parts that make no difference; `around` is what holds besides."""
        tree = tree_of(self.scene.calls, condition)
        if not tree.parts or tree.any:
            tree = Tree(condition, tree.formula, (tree,))
        reached = None if self.step is None else self.scene.reached(self.step)
        known = None
        if self.step is not None and isinstance(reached, Found):
            known = self.scene.samples.of(self.step, reached)
        yield from self._inside(tree, around, known)

    def inside(self, condition: Condition) -> Iterator[Finding]:
        """The parts of a condition that is judged as a whole where it is used."""
        yield from self._inside(tree_of(self.scene.calls, condition), (), None)

    def _inside(
        self, tree: Tree, around: tuple[Part, ...], known: Point | None
    ) -> Iterator[Finding]:
        """The parts of a tree; `known` is a call that is decided by it."""
        kept = list(tree.parts)
        points: dict[Tree, Point | None] = dict.fromkeys(tree.parts, known)
        # What was written first is more likely to be meant.
        for part in reversed(tree.parts):
            others = [_as_part(each, tree) for each in kept if each is not part]
            if part.implied:
                continue
            found = self._idle(part, tree, (*others, *self._besides(part, around)), known)
            if isinstance(found, Finding):
                kept.remove(part)
                yield found
            elif tree.any:
                points[part] = found
        for part in kept:
            if part.parts:
                others = [_as_part(each, tree) for each in kept if each is not part]
                yield from self._inside(part, (*others, *around), points[part])

    def _besides(self, part: Tree, around: tuple[Part, ...]) -> tuple[Part, ...]:
        """What holds besides; that a service is found may be said where it must be there anyway."""
        if isinstance(part.condition, ServiceFound):
            return tuple(each for each in around if each.condition is not None)
        return around

    def _idle(
        self, part: Tree, tree: Tree, besides: Sequence[Part], known: Point | None
    ) -> Finding | Point | None:
        """The finding for a part that makes no difference; else a call on which it decides.

        None where that is not known.
        """
        scene = self.scene
        # A call on which the part decides: it fails a conjunct, or meets an alternative alone.
        deciding = part.formula if tree.any else opposite(part.formula)
        wanted = scene.calls.both(deciding, *(each.formula for each in besides))
        for point in () if known is None else scene.samples.near(known, wanted, part.formula):
            if scene.samples.meets(point, wanted) and self._arrives(point):
                return point
        if self.step is None:
            answer: Answer | Hidden = scene.find(wanted)
        else:
            answer = scene.arrives(self.step, wanted)
        match answer:
            case Found(call):
                return scene.samples.of_call(call)
            case Unknown():
                return None
            case Hidden(by) if by:
                return self._covered(part, tree, by)
            case _:
                return self._alone(part, tree, besides, deciding)

    def _arrives(self, point: Point) -> bool:
        return self.step is None or self.scene.samples.arrives(point, self.step)

    def _covered(self, part: Tree, tree: Tree, by: tuple[Step, ...]) -> Finding:
        """A part that matters to calls alone that do not come so far."""
        verb = "takes" if len(by) == 1 else "together take"
        kind = "meet" if tree.any else "fail"
        what = told(part.condition)
        message = f"{what} makes no difference: {listed(by)} {verb} every call that would {kind} it"
        hint = "remove it, or accept it as a reminder"
        places = related(by, "takes these calls")
        return self._finding(codes.COVERED_CONDITION, part, message, hint, places)

    def _alone(self, part: Tree, tree: Tree, besides: Sequence[Part], deciding: Formula) -> Finding:
        """A part that makes no difference beside the others."""
        what = told(part.condition)
        reasons = smallest(self.scene, besides, deciding)
        hint = "remove it, or correct what was meant"
        if not reasons and tree.any:
            inner = smallest(self.scene, tuple(conjuncts(self.scene, part.condition)))
            message = f"nothing meets {what}, which is one of several alternatives"
            places = related_parts(inner[1:], "{} rules it out")
            return self._finding(codes.IMPOSSIBLE_CONDITION, part, message, hint, places)
        if not reasons:
            message, places = f"{what} makes no difference: every call meets it", ()
        elif all(reason.alternative for reason in reasons):
            others = dict.fromkeys(told(r.condition) for r in reasons[:3] if r.condition)
            message = (
                f"{what} makes no difference: every call that meets it meets another alternative,"
                f" {' or '.join(others)}"
            )
            places = related_parts(reasons, "meets {} too")
        elif tree.any:
            message = f"{what} makes no difference: no call that meets the rest needs it"
            places = related_parts(reasons, "because of {}")
        else:
            message = f"{what} makes no difference: every call that meets the rest meets it too"
            places = related_parts(reasons, "what meets {} meets it")
        return self._finding(codes.IDLE_CONDITION, part, message, hint, places)

    def _finding(
        self, code: Code, part: Tree, message: str, hint: str, places: tuple[Related, ...]
    ) -> Finding:
        rule = None if self.step is None else self.step.rule
        span = place(part.condition)
        return Finding(code, self.rules, rule, span, message, hint, places, everywhere=True)


def _as_part(tree: Tree, parent: Tree) -> Part:
    """What holds where another part of the same parent decides."""
    formula = opposite(tree.formula) if parent.any else tree.formula
    return Part(formula, tree.condition, alternative=parent.any)
