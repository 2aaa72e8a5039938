"""Patterns that a text can make take for ever, with such a text.

Python's `re` tries one way after the other. A pattern that can read the same text in very many
ways takes, on a text that fits nearly, years for a few dozen characters. The pattern's loops tell
which text that would be (`pattern_ambiguity`); it is named only when the number of steps that a
search of it takes, calculated exactly (`pattern_program`), is as high as that.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from enum import Enum
from itertools import chain, pairwise, product
from math import log

from rulec.matching.pattern_ambiguity import Ambiguity, Pump, TooManyError
from rulec.matching.pattern_letters import letters_of
from rulec.matching.pattern_program import (
    Builder,
    ForText,
    Rounds,
    TooLargeError,
    effort,
)
from rulec.matching.pattern_tree import (
    Alternation,
    Group,
    Look,
    Node,
    Repeat,
    Sequence,
    is_anchored,
    is_single,
    may_be_empty,
    single_ranges,
)
from rulec.records import dataclass

#: What takes too long, in units of about a nanosecond.
TOO_LONG = 3_000_000_000
#: What is still short, in the same units, for a text that is only tried.
SHORT_TIME = TOO_LONG // 100
#: A text that is short enough for patterns of which nothing is known for certain.
SHORT_TEXT = 16
#: Shorter ones than this make no test, and are taken to be quick.
_LEAST_LENGTH = 6
#: The longest text of an attack. Aliases of calls have been seen with 250 characters.
LONGEST_ATTACK = 500
#: A power of the length that is not looked at more closely. Of 500 characters, the third power
#: stands for 20 million steps, less than a second; the fourth for 2,600 million.
HARMLESS_DEGREE = 3

#: Up to so many rounds of a repeat are looked at one by one; more are a loop.
_FEW_ROUNDS = 4
#: So many needed rounds of one character are, because they are no loop.
_NEEDED_CHARACTERS = 40
#: The ways in which a text can be read without loops that are still few.
_FEW_WAYS = 4_096
#: Sizes of programs.
_MOST_STATES = 800
_MOST_STATES_COUNTED = 4_000
#: States at places that are calculated for one pattern: about a fifth of a second.
_MOST_CELLS = 220_000
#: So many of them are kept for the text that is told in the end.
_SPARED_CELLS = 60_000


class Verdict(Enum):
    """What is known of a pattern against which no attack was found."""

    #: No text takes it more steps than about the third power of its length.
    HARMLESS = "harmless"
    #: It may be that there is one.
    UNCERTAIN = "uncertain"


@dataclass(frozen=True, slots=True)
class Attack:
    """Texts on which a pattern takes for ever: `before`, then `pump` many times, for each pair."""

    repeated: tuple[tuple[str, str], ...]
    suffix: str
    #: The power of the length with which the steps grow; None when it is exponential.
    degree: int | None
    #: How often each pump stands in the shortest text that was found to take too many steps.
    times: int

    def text(self, times: int) -> str:
        """The text in which each pump stands so many times."""
        return "".join(before + pump * times for before, pump in self.repeated) + self.suffix

    @property
    def remedy(self) -> str:
        """What to write in place of such a pattern, for a message."""
        if self.degree is None:
            return (
                "let a repetition stand alone, `a+` and not `(a+)+`, or let each round end with a "
                "character that nothing else in it matches: `([a-z]+[.])+`"
            )
        return (
            "leave out repetitions of the same characters that follow each other, or let them "
            "match less: `[^@]+@` and not `.+@`"
        )

    def __str__(self) -> str:
        """The shortest text in words, as in: 30 times `a`, then `!`."""
        parts: list[str] = []
        for before, pump in self.repeated:
            parts += [f"`{_shown(before)}`"] if before else []
            parts.append(f"{self.times} times `{_shown(pump)}`")
        parts += [f"`{_shown(self.suffix)}`"] if self.suffix else []
        return ", then ".join(parts)


def backtracking(node: Node, *, whole: bool, ignore_case: bool = False) -> Attack | Verdict:
    """Whether a text can make a search for the pattern take for ever, and which.

    `whole` is a match of the whole text; otherwise the pattern is searched in all of it.
    """
    if _is_simple(node):
        return Verdict.HARMLESS
    everywhere = not whole and not is_anchored(node)
    builder = _ForLoops(_MOST_STATES, ignore_case=ignore_case)
    case = _Case(node, whole, everywhere, ignore_case)
    try:
        found = Ambiguity(builder.program(node, whole=whole, everywhere=everywhere))
        doubles = [pump for loop in found.loops if (pump := found.double(loop)) is not None]
        for pump in doubles:
            attack = case.exponential(found, pump)
            if attack is not None:
                return attack
        loops = found.longest_chain()
        degree = loops.degree + everywhere
        if not doubles and degree <= HARMLESS_DEGREE and found.ways() <= _FEW_WAYS:
            return Verdict.HARMLESS
        if doubles or not loops.pumps:
            return Verdict.UNCERTAIN
        attack = case.polynomial(found, loops.pumps, degree)
    except (TooLargeError, TooManyError):
        return Verdict.UNCERTAIN
    return Verdict.UNCERTAIN if attack is None else attack


def quick_length(node: Node, judge: Callable[[bool, bool], Attack | Verdict]) -> int | None:
    """The longest texts that do not take long however they are asked; None when all are quick.

    `judge` is what `backtracking` says of the pattern, by `whole` and `ignore_case`.
    """
    if _is_simple(node):
        return None
    lengths: list[int] = []
    everywhere = not is_anchored(node)
    for whole, ignore_case in product((True, False), repeat=2):
        case = _Case(node, whole, everywhere and not whole, ignore_case)
        verdict = judge(whole, ignore_case)
        if isinstance(verdict, Attack):
            lengths.append(case.quick(verdict))
        elif verdict is Verdict.UNCERTAIN:
            tried = (Attack((("", letter),), "", None, 0) for letter in _letters(node))
            lengths.append(max(_LEAST_LENGTH, min(map(case.quick, tried), default=SHORT_TEXT)))
    return min(lengths, default=None)


def _letters(node: Node) -> tuple[str, ...]:
    """A few of the characters that a pattern tells apart."""
    return letters_of(map(single_ranges, _singles(node))).characters[:6]


def _singles(node: Node) -> Iterator[Node]:
    match node:
        case Sequence(parts=inner) | Alternation(branches=inner):
            yield from chain.from_iterable(map(_singles, inner))
        case Group(body=body) | Look(body=body) | Repeat(body=body):
            yield from _singles(body)
        case _:
            yield node


class _ForLoops(Builder):
    """Writes a program in which repeats of many rounds are loops: no way is lost, some are new."""

    def rounds(self, repeat: Repeat) -> Rounds:
        """A few rounds as they are, and a loop for all the others."""
        minimum, maximum = repeat.minimum, repeat.maximum
        limit = _NEEDED_CHARACTERS if is_single(repeat.body) else _FEW_ROUNDS
        if minimum > _FEW_ROUNDS and may_be_empty(repeat.body):
            # Which of the needed rounds are empty can be chosen: a number that grows with them.
            return Rounds(1, None, twice=True)
        if maximum is None or minimum > limit or maximum - minimum > _FEW_ROUNDS:
            return Rounds(min(minimum, limit), None)
        return Rounds(minimum, maximum - minimum)


@dataclass(slots=True)
class _Case:
    """A pattern and how it is asked, with what may still be spent on it."""

    node: Node
    whole: bool
    everywhere: bool
    ignore_case: bool
    budget: int = _MOST_CELLS

    def units(self, text: str) -> int:
        """What a search takes; `TooLargeError` when the budget is spent."""
        builder = ForText(_MOST_STATES_COUNTED, len(text), ignore_case=self.ignore_case)
        program = builder.program(self.node, whole=self.whole, everywhere=self.everywhere)
        self.budget -= len(program.states) * (len(text) + 10)
        if self.budget < 0:
            raise TooLargeError
        return effort(program, text).units

    def quick(self, attack: Attack) -> int:
        """The length up to which not even the texts of an attack take long."""
        last = 1
        for times in range(1, SHORT_TEXT + 1):
            text = attack.text(times)
            length = len(text) - len(attack.suffix)
            if length > SHORT_TEXT:
                break
            try:
                long = self.units(text) > SHORT_TIME
            except TooLargeError:
                long = True
            if long:
                return last
            last = length
        return SHORT_TEXT

    def exponential(self, found: Ambiguity, pump: Pump) -> Attack | None:
        """The shortest attack with a pump that leads back in two ways, if one takes for ever."""
        root = _root(pump.text)
        for before in dict.fromkeys(("", found.prefix(pump.start))):
            for suffix in _suffixes(found):
                attack = Attack(((before, root),), suffix, None, 0)
                few, more = (self.units(attack.text(times)) for times in (6, 12))
                if more <= 8 * few:
                    continue
                likely = 12 + int(6 * log(max(TOO_LONG / more, 1)) / log(more / few))
                if (shortest := self._shortest(attack, likely)) is not None:
                    return shortest
        return None

    def _shortest(self, attack: Attack, likely: int) -> Attack | None:
        for times in (8, 10, 12, 15, 18, 20, 22, 25, 28, 30, 35, 40, 50, 75, 100, 200, 500):
            if times < 0.8 * likely - 4:
                continue
            text = attack.text(times)
            if len(text) > LONGEST_ATTACK:
                return None
            if self.units(text) >= TOO_LONG:
                return replace(attack, times=times)
        return None

    def polynomial(self, found: Ambiguity, pumps: tuple[Pump, ...], degree: int) -> Attack | None:
        """An attack of the longest length with a chain of loops, if it takes for ever."""
        best: tuple[int, Attack] | None = None
        for repeated, ends in self._tries(found, pumps):
            for end in ends:
                attack = _of_length(Attack(repeated, end, degree, 0), 50)
                # Who can send other characters than these is hardly a caller.
                if attack.text(1).isprintable() and self.budget > _SPARED_CELLS:
                    tried = self.units(attack.text(attack.times)), attack
                    best = tried if best is None else max(best, tried, key=_units)
        if best is None or best[0] * 10**degree < TOO_LONG:
            return None
        attack = _of_length(best[1], LONGEST_ATTACK)
        return attack if self.units(attack.text(attack.times)) >= TOO_LONG else None

    def _tries(
        self, found: Ambiguity, pumps: tuple[Pump, ...]
    ) -> Iterator[tuple[tuple[tuple[str, str], ...], tuple[str, ...]]]:
        """What may be repeated in an attack, with the ends that are tried behind it."""
        prefix, ends = found.prefix(pumps[0].start), _suffixes(found)
        whole = _joined(found, prefix, pumps)
        yield whole, ends
        if self.everywhere and prefix:
            # Each of many prefixes begins a way of its own.
            yield (("", _root(prefix)), *whole), ends
        # Many loops may read one character, and behind the last ones a match may be certain.
        letters = (*(_root(pump.text) for pump in pumps), *found.letters.characters[:6])
        for letter in dict.fromkeys(letters):
            for before in dict.fromkeys(("", prefix)):
                yield ((before, letter),), ends[:3]
        for count in range(len(pumps) - 1, HARMLESS_DEGREE, -1):
            yield _joined(found, prefix, pumps[:count]), ends


def _units(tried: tuple[int, Attack]) -> int:
    return tried[0]


def _of_length(attack: Attack, length: int) -> Attack:
    """The attack with as many pumps as such a length has room for."""
    pumps = sum(len(pump) for _, pump in attack.repeated)
    return replace(attack, times=max(1, (length - len(attack.text(0))) // pumps))


def _root(text: str) -> str:
    """The shortest text of which a text is a repetition."""
    return text[: (text + text).index(text, 1)]


def _joined(found: Ambiguity, prefix: str, pumps: tuple[Pump, ...]) -> tuple[tuple[str, str], ...]:
    """The pumps of a chain with the texts that lead to the first and from one to the next."""
    repeated = [(prefix, _root(pumps[0].text))]
    for last, pump in pairwise(pumps):
        before, text = found.path(last.end, pump.start), _root(pump.text)
        if before or text != repeated[-1][1]:
            repeated.append((before, text))
    return tuple(repeated)


def _suffixes(found: Ambiguity) -> tuple[str, ...]:
    """Ends of a text with which a search may fail, the plain ones first."""
    outside = found.letters.outside
    ends = dict.fromkeys((outside, "", *found.letters.characters[:6], outside * 2, "\n!"))
    return tuple(sorted(ends, key=lambda end: not end.isprintable()))


def _is_simple(node: Node) -> bool:
    """Whether it takes one look to see that the pattern is harmless."""
    seen = _seen(node)
    if seen is None:
        return False
    ways, loops = seen
    return ways <= _FEW_WAYS if not loops else loops < HARMLESS_DEGREE and ways <= _FEW_ROUNDS**3


def _seen(node: Node) -> tuple[int, int] | None:
    """The ways through a node without loops, and its loops; None where one look is not enough."""
    match node:
        case Group(body=body) | Look(body=body):
            return _seen(body)
        case Sequence(parts=inner) | Alternation(branches=inner):
            ways, loops = (0 if isinstance(node, Alternation) else 1), 0
            for part in inner:
                seen = _seen(part)
                if seen is None:
                    return None
                ways = ways + seen[0] if isinstance(node, Alternation) else ways * seen[0]
                loops += seen[1]
            return ways, loops
        case Repeat(body, minimum, maximum):
            seen = _seen(body)
            if seen is None or (minimum, maximum) == (0, 1):
                return None if seen is None else (seen[0] + 1, seen[1])
            if not is_single(body):
                return seen if seen == (1, 0) and minimum == maximum else None
            if maximum is None or maximum - minimum > _FEW_ROUNDS:
                return 1, 1
            return maximum - minimum + 1, 0
        case _:
            return 1, 0


def _shown(text: str) -> str:
    """A text for a message: what does not print is escaped, backquotes too."""
    shown = "".join(c if c.isprintable() and c != "`" else _escaped(c) for c in text)
    return shown if len(shown) <= 40 else f"{shown[:40]}..."


def _escaped(character: str) -> str:
    return character.encode("unicode_escape").decode() if character != "`" else r"\x60"
