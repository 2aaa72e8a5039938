"""What of a script's text is not shown: the PINs and secrets that its rules have written into it.

What rules write into secret fields is hidden wherever it stands. Where they compute a PIN, or ask
for one, so is every text there, since any of them may be a piece of it.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence

from rulec.emit import Part, RuleName, Script, What
from rulec.ir import (
    Append,
    Apply,
    Assignment,
    Choice,
    Concat,
    Constant,
    Create,
    Effect,
    FieldTest,
    Gather,
    ItemTest,
    Keep,
    LetRead,
    ListOf,
    Lookup,
    Profile,
    Read,
    Record,
    Replace,
    RuleSet,
    Set,
    Value,
)
from rulec.ir.walk import walk
from rulec.report.environment import secrets_in
from rulec.report.secrets import holds_secret, is_secret
from rulec.report.veil import HIDDEN, Veil
from rulec.script.literal import text_literal

_QUOTED = r""""(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'"""
#: A comment, or a text between quotes.
_TEXT = re.compile(rf"{{#.*?#}}|{_QUOTED}", re.DOTALL)
_ASSIGNMENT = re.compile(rf"{{% ?set (?:{_QUOTED}|[^\"'])*?%}}")
#: Characters that one character of a text may take, however it is spelled.
_LONGEST_SPELLING = 12

#: Parts in which the condition of a set may stand.
_CONDITIONS = (What.RULE_SET, What.VARIABLE)

#: Characters of a script: the first, and the one behind the last.
_Stretch = tuple[int, int]


class HiddenParts:
    """Shows pieces of a script without what is secret in them.

    `show_secrets` shows PINs and passcodes; what comes from the environment of the build is never
    shown.
    """

    def __init__(self, profile: Profile, script: Script, *, show_secrets: bool = False) -> None:
        sets = profile.sets(script.policy)
        texts = set(secrets_in(sets).values())
        if not show_secrets:
            texts |= {text for _, effects in _all_effects(sets) for text in _written(effects)}
        self._text = script.text
        self._veil = Veil(texts=frozenset(texts))
        self._longest = _LONGEST_SPELLING * max(map(len, texts), default=0)
        self._whole = _joined(_whole_texts(sets, script, show_secrets=show_secrets))

    def shown(self, start: int, end: int) -> str:
        """The characters `start` to `end`, with a word in place of what is secret."""
        first = max(0, start - self._longest)
        near = self._veil.stretches(self._text[first : end + self._longest])
        secret = [(first + one, first + other) for one, other in near]
        secret += _meeting(self._whole, start, end)
        made: list[str] = []
        for hidden, behind in _joined(secret):
            if hidden < end and start < behind:
                made += [self._text[start:hidden], HIDDEN]
                start = behind
        return "".join([*made, self._text[start:end]])


# --- Texts that are hidden as a whole ------------------------------------------------------------


def _whole_texts(
    sets: Sequence[RuleSet], script: Script, *, show_secrets: bool
) -> Iterator[_Stretch]:
    """The texts of a script of which nobody can tell what of them is secret."""
    asking = {
        name
        for name, nodes in _all_nodes(sets)
        if any(_asks(node, show_secrets=show_secrets) for node in walk(nodes))
    }
    # The condition of a set without rules is there for none of them.
    whens = [node for rules in sets for node in walk(rules.when)]
    asks_in_whens = any(_asks(node, show_secrets=show_secrets) for node in whens)
    pieces = {} if show_secrets else _pieces(sets)
    if not asking and not pieces:
        return
    texts = [found.span() for found in _TEXT.finditer(script.text) if found[0][0] != "{"]
    assignments = [found.span() for found in _ASSIGNMENT.finditer(script.text)]
    for part in script.parts:
        within = _meeting(texts, part.start, part.end)
        for_nobody = asks_in_whens and not part.purpose.rules and part.purpose.what in _CONDITIONS
        if for_nobody or not asking.isdisjoint(part.purpose.rules):
            yield from within
            continue
        known = {text for rule in part.purpose.rules for text in pieces.get(rule, ())}
        if not known:
            continue
        if part.purpose.what is What.VARIABLE:
            yield from (one for one in within if script.text[one[0] + 1 : one[1] - 1] in known)
        else:
            yield from _computing(part, texts, assignments)


def _computing(
    part: Part, texts: Sequence[_Stretch], assignments: Sequence[_Stretch]
) -> Iterator[_Stretch]:
    """The texts in the assignments of a part."""
    for start, end in _meeting(assignments, part.start, part.end):
        yield from _meeting(texts, start, end)


def _asks(node: object, *, show_secrets: bool) -> bool:
    """Whether something secret is compared with what stands in the script."""
    match node:
        case FieldTest(subject) | ItemTest(subject):
            return is_secret(subject, show_secrets=show_secrets)
        case Lookup(key=key):
            return holds_secret(key, show_secrets=show_secrets)
        case _:
            return False


def _pieces(sets: Sequence[RuleSet]) -> dict[RuleName, frozenset[str]]:
    """Of rules that compute what is secret the texts that they make it of, as scripts have them."""
    found: dict[RuleName, frozenset[str]] = {}
    for name, effects in _all_effects(sets):
        texts = [
            text_literal(text)[1:-1]
            for secret in _secret_values(effects)
            if any(isinstance(node, Apply | Concat | Gather) for node in walk(secret))
            for text in _constants(secret)
        ]
        if texts:
            found[name] = frozenset(texts)
    return found


def _meeting(stretches: Sequence[_Stretch], start: int, end: int) -> Iterator[_Stretch]:
    """Those of some stretches in order, apart from each other, that have one of the characters."""
    place = max(0, bisect_right(stretches, (start, start)) - 1)
    while place < len(stretches) and stretches[place][0] < end:
        if stretches[place][1] > start:
            yield stretches[place]
        place += 1


def _joined(stretches: Iterable[_Stretch]) -> list[_Stretch]:
    """The same characters in order, none in two stretches."""
    made: list[_Stretch] = []
    for start, end in sorted(stretches):
        if made and start <= made[-1][1]:
            made[-1] = made[-1][0], max(end, made[-1][1])
        else:
            made.append((start, end))
    return made


# --- Secret fields -------------------------------------------------------------------------------


def _all_nodes(sets: Sequence[RuleSet]) -> Iterator[tuple[RuleName, tuple[object, ...]]]:
    """The conditions and effects of each rule, and of each `default`."""
    for rules in sets:
        for rule in rules.rules:
            yield (rules.name, rule.id), (rules.when, rule.when, rule.effects)
        yield (rules.name, ""), (rules.when, rules.default)


def _all_effects(sets: Sequence[RuleSet]) -> Iterator[tuple[RuleName, tuple[Effect, ...]]]:
    for rules in sets:
        for rule in rules.rules:
            yield (rules.name, rule.id), rule.effects
        yield (rules.name, ""), rules.default


def _written(effects: Iterable[Effect]) -> Iterator[str]:
    """The texts of secret values."""
    for value in _secret_values(effects):
        yield from _constants(value)


def _secret_values(effects: Iterable[Effect]) -> Iterator[Value]:
    """What is written into secret fields."""
    for effect in effects:
        match effect:
            case (
                Set(assignments)
                | Create(assignments)
                | Replace(assignments)
                | Keep(assignments)
                | Append(assignments)
            ):
                for one in assignments:
                    yield from _secret_in(one)
            case _:
                pass


def _secret_in(one: Assignment) -> Iterator[Value]:
    if one.field.secret:
        yield one.value
        return
    for node in walk(one.value):
        if isinstance(node, Record):
            yield from (entry.value for entry in node.entries if entry.field.secret)


def _constants(value: Value) -> Iterator[str]:
    """The texts that a value may have in it: no keys of tables, and nothing that is compared."""
    match value:
        case Constant(str() as text) if text:
            yield text
        case Apply(value=inner, arguments=values):
            yield from _of_all((inner, *values))
        case Gather(values) | Concat(values) | ListOf(values):
            yield from _of_all(values)
        case Choice(then=then, otherwise=otherwise):
            yield from _of_all((then, otherwise))
        case Lookup(entries=entries, otherwise=otherwise):
            yield from _of_all((otherwise, *(found for _, found in entries)))
        case Record(entries):
            yield from _of_all(entry.value for entry in entries)
        case Read(LetRead(value=inner)):
            yield from _constants(inner)
        case _:
            pass


def _of_all(values: Iterable[Value]) -> Iterator[str]:
    for value in values:
        yield from _constants(value)
