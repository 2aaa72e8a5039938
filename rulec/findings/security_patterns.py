"""Tests on identities that texts meet which their author did not mean.

The texts are made from what the author wrote: a name that meets the test, changed as an impostor
would change it. That it meets the test then is a fact; so is the call, to which the rule applies.
Names of hosts are looked for in aliases and their domains, words in attributes of identity
providers. What was dialled says nothing about the caller, so for that only open dots count.

A test counts where it opens something: a rule that does not refuse, or an exception to a refusal.
A refusal may well be meant to be wide.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from rulec.analysis import Found, Step
from rulec.analysis.atoms import direct
from rulec.diagnostics import Code, short
from rulec.diagnostics import codes_security as codes
from rulec.findings.finding import Finding
from rulec.findings.scene import Scene
from rulec.findings.security_grants import grants
from rulec.findings.security_hosts import Spelled, spelled
from rulec.findings.security_reading import (
    Tested,
    ask,
    condition_of,
    leaves,
    place_of,
    replaced,
)
from rulec.findings.words import told
from rulec.ir import (
    NEVER,
    All,
    Condition,
    Continue,
    FieldRead,
    FieldTest,
    ItemTest,
    Not,
    PartRead,
    Reject,
)
from rulec.languages import PLAIN, Unreadable, find, literals
from rulec.matching.alias import AliasPart, alias_part
from rulec.matching.pattern_tree import Alternation, End, Group, Node, Repeat, Sequence
from rulec.operators import Contains, Equals, Matches, Regex
from rulec.operators.text import PatternOperator, TextOperator
from rulec.pexip import InputField, ValueType

#: Where names of hosts stand in a value.
_HOSTED = {None, AliasPart.DOMAIN, AliasPart.ADDRESS}


class Asked(NamedTuple):
    """A text operator asked of a field, or of a part of the alias that it is."""

    row: InputField
    part: AliasPart | None
    operator: TextOperator
    test: FieldTest | ItemTest

    @property
    def is_attribute(self) -> bool:
        """Whether the field is an attribute of an identity provider."""
        return self.row.path[:2] == ("participant", "idp_attributes")

    @property
    def is_dialled(self) -> bool:
        """Whether the field is what the caller dialled."""
        return self.row.name == "local_alias"

    def holds(self, text: str) -> bool:
        """Whether the field with this text, or with an item of it, meets the operator."""
        value = text if self.part is None else alias_part(text, self.part)
        return value is not None and self.operator.holds(value)

    def value(self, text: str) -> object:
        """What the field has to be for the text to be in it."""
        return [text] if self.row.type is ValueType.TEXT_LIST else text

    def is_text(self, text: str) -> Condition:
        """The condition that the field is this text."""
        equal = Equals((text,))
        if isinstance(self.test, ItemTest):
            return ItemTest(FieldRead(self.row), ((equal, False),))
        return FieldTest(FieldRead(self.row), equal)


class Impostor(NamedTuple):
    """A text that meets a test, with the code that this is told by, and what to do about it."""

    code: Code
    text: str
    #: What the author meant.
    meant: str
    hint: str


def impostors(scene: Scene) -> Iterator[Finding]:
    """Tests on identities that are wider than they look; each test once."""
    seen: set[object] = set()
    for step in scene.course.steps:
        for tested in leaves(condition_of(step)):
            asked = _asked(tested)
            if asked is None or asked.test.span is None or _place(asked) in seen:
                continue
            finding = _first_finding(scene, step, asked, positive=tested.positive)
            if finding is not None:
                seen.add(_place(asked))
                yield finding


def _place(asked: Asked) -> object:
    span = asked.test.span
    return None if span is None else (span.file.path, span.line, span.column)


def _asked(tested: Tested) -> Asked | None:
    """A text operator asked of an identity, or of what was dialled."""
    match tested.leaf:
        case FieldTest(subject, TextOperator() as operator):
            source = direct(subject)
        case ItemTest(FieldRead() as source, ((TextOperator() as operator, False),)):
            pass
        case _:
            return None
    match source:
        case FieldRead(row):
            part = None
        case PartRead(row, part):
            pass
        case _:
            return None
    identity = row.alias or row.name == "p_asserted_identity" or row.path[1] == "idp_attributes"
    return Asked(row, part, operator, tested.leaf) if identity else None


def _first_finding(scene: Scene, step: Step, asked: Asked, *, positive: bool) -> Finding | None:
    refuses = any(isinstance(effect, Reject) for effect in step.effects)
    opens = positive is not refuses
    for impostor in _impostors(asked, step):
        if not opens and impostor.code is not codes.OPEN_DOT:
            continue
        only = All((asked.is_text(impostor.text), Not(asked.is_text(impostor.meant))))
        if positive:
            call = ask(scene, step, only, {asked.row.path: asked.value(impostor.text)})
        else:
            # Below `not` the impostor is one whom the rule spares.
            without = replaced(condition_of(step), asked.test, NEVER)
            spared = scene.calls.of(All((only, without)))
            answer = scene.find(spared, [earlier.guard for earlier in step.before])
            call = answer.call if isinstance(answer, Found) else None
        if call is not None:
            return Finding(
                impostor.code,
                step.rule_set,
                step.rule,
                asked.test.span or place_of(step),
                f"{told(asked.test)} is met by `{_visible(impostor.text)}` too, not only by"
                f" `{_visible(impostor.meant)}`",
                impostor.hint,
                call=call,
            )
    return None


def _visible(text: str) -> str:
    return short(text.replace("\n", "\\n"))


def _impostors(asked: Asked, step: Step) -> Iterator[Impostor]:
    for name in spelled(asked.operator):
        meant = next((text for text in _meant(asked, name) if asked.holds(text)), None)
        if meant is not None:
            yield from _dotted(asked, name, meant)
            if name.is_host and asked.part in _HOSTED and not asked.is_dialled:
                yield from _hosts(asked, name.name, meant)
    if asked.is_attribute:
        yield from _words(asked)
    if _guards(step):
        yield from _line_feeds(asked)


# --- Names of hosts -------------------------------------------------------------------------------


def _meant(asked: Asked, name: Spelled) -> Iterator[str]:
    """Texts that the author may have had in mind."""
    host = name.name
    if asked.part is AliasPart.USER:
        yield f"{host}@example.com"
        yield from (f"{text}@example.com" for text in _found(asked, host))
        return
    if asked.row.name == "p_asserted_identity":
        yield f'"Mallory"<sip:mallory@{host}>'
    user = name.before.rpartition("@")[0]
    if user:
        yield f"{user}@{host}"
    yield from (f"{scheme}mallory@{host}" for scheme in ("", "sip:"))
    yield name.before + host
    before = "" if asked.part is None else "mallory@"
    yield from (before + text for text in _found(asked, host))


def _found(asked: Asked, host: str) -> Iterator[str]:
    """The shortest text with the name at its end."""
    try:
        text = find([PLAIN, asked.operator.language(), literals("ends_with", (host,))], [])
    except Unreadable:
        return
    if isinstance(text, str):
        yield text


def _dotted(asked: Asked, name: Spelled, meant: str) -> Iterator[Impostor]:
    if name.open_dots:
        text = meant.replace(name.name, name.mistaken)
        if asked.holds(text):
            hint = "a dot stands for any character; write `\\.` for one that is a dot"
            yield Impostor(codes.OPEN_DOT, text, meant, hint)


def _hosts(asked: Asked, host: str, meant: str) -> Iterator[Impostor]:
    before, _, after = meant.rpartition(host)
    tail = f"{before}{host}.evil.example{after}"
    if asked.holds(tail):
        yield Impostor(codes.OPEN_NAME, tail, meant, _host_hint(asked, host))
    head = f"{before}evil-{host}{after}"
    if before.endswith("@") and asked.holds(head):
        yield Impostor(codes.OPEN_NAME, head, meant, _host_hint(asked, host))


def _host_hint(asked: Asked, host: str) -> str:
    if asked.row.alias and asked.part is None:
        return f"ask for the domain: `{asked.row.name}: {{domain: {host}}}`"
    if asked.part is AliasPart.DOMAIN:
        return f"write `domain: {host}`, and for domains below it `ends_with: .{host}`"
    if asked.row.name == "p_asserted_identity":
        return f"write what stands around it too, as in `contains: '@{host}>'`"
    return f"write `ends_with: '@{host}'`"


# --- Words in attributes --------------------------------------------------------------------------


def _words(asked: Asked) -> Iterator[Impostor]:
    """A group that has another one's name in its own."""
    if not isinstance(asked.operator, Contains | Regex):
        return
    match asked.operator:
        case Contains(operands=operands):
            words = operands
        case Regex(patterns=patterns):
            words = tuple(pattern.source for pattern in patterns)
    for word in words:
        text = f"non-{word}"
        if word.isalnum() and asked.holds(text):
            hint = f"write `{word}` alone for the whole value, or `matches` with all of it"
            yield Impostor(codes.OPEN_NAME, text, word, hint)


# --- Line feeds -----------------------------------------------------------------------------------


def _guards(step: Step) -> bool:
    """Whether a step opens something, so that a strange text is worth somebody's while."""
    if grants(step) or step.makes_service:
        return True
    return any(isinstance(effect, Reject | Continue) for effect in step.effects)


def _line_feeds(asked: Asked) -> Iterator[Impostor]:
    operator = asked.operator
    if not isinstance(operator, PatternOperator) or isinstance(operator, Matches):
        return
    if asked.is_dialled or not any(_has_end(pattern.tree) for pattern in operator.patterns):
        return
    for sample in _samples(operator):
        text = sample if asked.part in (None, AliasPart.USER) else f"mallory@{sample}"
        if asked.part is AliasPart.USER:
            continue
        if asked.holds(text) and asked.holds(text + "\n") and not asked.holds(text + "x"):
            hint = "`$` also holds before a last line feed; use `matches`, which takes all of it"
            yield Impostor(codes.LINE_FEED, text + "\n", text, hint)
            return


def _samples(operator: PatternOperator) -> Iterator[str]:
    try:
        text = find([PLAIN, operator.language()], [])
    except Unreadable:
        text = None
    if isinstance(text, str):
        yield text
    for pattern in operator.patterns:
        yield from filter(operator.holds, pattern.samples())


def _has_end(node: Node) -> bool:
    match node:
        case End():
            return True
        case Sequence(parts=inner) | Alternation(branches=inner):
            return any(map(_has_end, inner))
        case Group(body=body) | Repeat(body=body):
            return _has_end(body)
        case _:
            return False
