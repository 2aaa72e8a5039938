"""Finding a text that is in some languages and not in others, or which of them leave none."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import field
from functools import lru_cache
from itertools import islice, permutations, product

from rulec.languages.address import ADDRESSES, AddressLanguage
from rulec.languages.alphabet import Letter, cost_of
from rulec.languages.blocks import cover_of, left_over
from rulec.languages.language import ANY, Language, Unreadable
from rulec.languages.literal import EqualsOne, LiteralLanguage, merged_literals
from rulec.languages.search import NoWay, OutOfBudget, Search, Way
from rulec.records import dataclass

#: How much one question may cost: about the number of states that are looked at.
BUDGET = 20_000
#: The part of it that is spent on the shortest text, before any text will do.
_CAREFUL = 8
#: What each question about a smaller core may cost.
_BUDGET_OF_CORE = 2_000
#: What looking at each language by itself may cost.
_BUDGET_OF_ONE = 4_000
#: A core of at most so many languages is made as small as it can be.
_SMALL_CORE = 12
#: How many languages are asked whether each of them alone excludes everything.
_LIKELY = 4
#: After so many rounds in which each text was excluded by yet another language, others are taken in
#: unasked, twice as many each time.
_PATIENT_ROUNDS = 6
#: How many users, and how many domains, are put together, of how many languages.
_HALVES = 3
_MANY = 5

_TOO_HARD = "the patterns together are too hard to be looked through completely"


@dataclass(frozen=True, slots=True)
class Nothing:
    """No text: these of the languages are enough to show it, by their places in the two lists."""

    inside: tuple[int, ...]
    outside: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class GaveUp:
    """There may be a text or not; why that was not found out."""

    reason: str


Found = str | Nothing | GaveUp


def find(inside: Sequence[Language], outside: Sequence[Language], budget: int = BUDGET) -> Found:
    """The shortest and nicest text that is in all of `inside` and in none of `outside`.

    Samples of the languages, and aliases made of the user of one and the domain of another, are
    taken before shorter texts: they read like what people send.

    `budget` bounds the number of states that are looked at. The same question has the same answer,
    whatever was asked before. Where the languages leave no text, a core of at most a dozen of them
    is one from which none can be left out, as far as that is quick to see.
    """
    return _find(tuple(inside), tuple(outside), budget)


@lru_cache(maxsize=65536)
def _find(inside: tuple[Language, ...], outside: tuple[Language, ...], budget: int) -> Found:
    question = _Question(inside, outside, budget)
    try:
        found = question.answer()
        return question.with_less(found) if isinstance(found, Nothing) else found
    except Unreadable as why:
        return GaveUp(str(why))


@dataclass
class _Question:
    """One question, and texts that were found on the way."""

    inside: tuple[Language, ...]
    outside: tuple[Language, ...]
    budget: int
    #: Texts in all of `inside`: they show of smaller cores that they are none.
    seen: list[str] = field(default_factory=list)

    def answer(self) -> Found:
        """The answer, with any core."""
        for place, language in enumerate(self.inside):
            if language in self.outside:
                return Nothing((place,), (self.outside.index(language),))
        finite = [place for place, each in enumerate(self.inside) if _is_finite(each)]
        if finite:
            return self._among_operands(finite[0])
        if any(isinstance(language, AddressLanguage) for language in self.inside):
            return self._with_addresses()
        return self._looked_for(self.inside, self.outside)

    # --- Finite languages ------------------------------------------------------------------------

    def _among_operands(self, place: int) -> Found:
        """Try the operands of the language of operands at this place."""
        language = self.inside[place]
        assert isinstance(language, EqualsOne)  # noqa: S101
        inside: dict[int, None] = {place: None}
        outside: dict[int, None] = {}
        for word in sorted(language.words, key=lambda word: (cost_of(word), word)):
            if any(not self.inside[at].contains(word) for at in inside):
                continue
            if any(self.outside[at].contains(word) for at in outside):
                continue
            lacking = _first(self.inside, word, contained=False)
            refusing = _first(self.outside, word, contained=True)
            if lacking is not None:
                inside[lacking] = None
            elif refusing is not None:
                outside[refusing] = None
                self.seen.append(word)
            else:
                return word
        return Nothing(tuple(sorted(inside)), tuple(sorted(outside)))

    # --- Addresses -------------------------------------------------------------------------------

    def _with_addresses(self) -> Found:
        """All blocks become one language before anything else is looked at."""
        wanted = {
            n: each for n, each in enumerate(self.inside) if isinstance(each, AddressLanguage)
        }
        others = [place for place in range(len(self.inside)) if place not in wanted]
        kept = [n for n, each in enumerate(self.outside) if not isinstance(each, AddressLanguage)]
        unwanted = {
            n: each for n, each in enumerate(self.outside) if isinstance(each, AddressLanguage)
        }
        left = left_over(list(wanted.values()), list(unwanted.values()))
        if left is None:
            return Nothing(*cover_of(wanted, unwanted))
        rest = [self.inside[place] for place in others]
        refusing = tuple(self.outside[place] for place in kept)
        if not rest and not refusing:
            return left.samples()[0]
        # What no address meets takes few states to see.
        found = self._looked_for((ADDRESSES, *rest), refusing)
        if isinstance(found, Nothing):
            wanted, unwanted = {min(wanted): left}, {}
        else:
            found = self._looked_for((left, *rest), refusing)
        if not isinstance(found, Nothing):
            return found
        places = [others[place - 1] for place in found.inside if place > 0]
        refused = [kept[place] for place in found.outside]
        if 0 in found.inside:
            places += wanted
            refused += unwanted
        return Nothing(tuple(sorted(places)), tuple(sorted(refused)))

    # --- Everything else -------------------------------------------------------------------------

    def _looked_for(self, inside: tuple[Language, ...], outside: tuple[Language, ...]) -> Found:
        """Look for a text, taking in what is not wanted only when a text was in it."""
        texts: list[tuple[str, ...]] = []
        for place, language in enumerate(inside):
            alone = _nicest(language)
            if isinstance(alone, Nothing):
                return Nothing((place,), ())
            texts.append((*language.samples(), *([alone] if alone else [])))
        units = _units(outside)
        active: list[_Unit] = []
        for text in _candidates(texts):
            if all(language.contains(text) for language in inside):
                excluding = self._excluding(text, units)
                if not excluding:
                    return text
                active += [unit for unit in excluding if unit not in active]
        return self._in_rounds(inside, units, active)

    def _in_rounds(
        self, inside: tuple[Language, ...], units: list[_Unit], active: list[_Unit]
    ) -> Found:
        budget = self.budget
        rounds = 0
        while True:
            search, result = _search(inside or (ANY,), active, budget)
            budget -= search.spent
            match result:
                case OutOfBudget():
                    return GaveUp(_TOO_HARD)
                case NoWay(needed):
                    return _core(search, needed, len(inside), active)
                case Way(letters):
                    text = _varied(letters)
            if search.hasty:
                text = _shortened(text, inside, [unit.language for unit in active])
            rest = [unit for unit in units if unit not in active]
            excluding = self._excluding(text, rest)
            if not excluding:
                return text
            active += excluding
            rounds += 1
            if rounds > _PATIENT_ROUNDS:
                rest = [unit for unit in rest if unit not in excluding]
                active += rest[: 2 ** (rounds - _PATIENT_ROUNDS)]

    def _excluding(self, text: str, units: Sequence[_Unit]) -> list[_Unit]:
        """What is not wanted and has this text, which is in all that is wanted."""
        self.seen.append(text)
        return [unit for unit in units if unit.language.contains(text)]

    # --- Cores -----------------------------------------------------------------------------------

    def with_less(self, core: Nothing) -> Nothing:
        """A core from which no language can be left out, as far as that is quick to see."""
        core = self._with_one(core)
        if len(core.inside) + len(core.outside) > _SMALL_CORE:
            return core
        for place in core.outside:
            if place in core.outside:
                rest = tuple(other for other in core.outside if other != place)
                core = self._less(Nothing(core.inside, rest)) or core
        for place in core.inside:
            if place in core.inside:
                rest = tuple(other for other in core.inside if other != place)
                core = self._less(Nothing(rest, core.outside)) or core
        return core

    def _with_one(self, core: Nothing) -> Nothing:
        """A core in which one language excludes everything, if one of the likely ones does."""
        if len(core.outside) < 2 or not self.seen:
            return core
        likely = (
            place
            for place, language in enumerate(self.outside)
            if all(language.contains(text) for text in self.seen)
        )
        for place in islice(likely, _LIKELY):
            found = self._less(Nothing(core.inside, (place,)))
            if found is not None:
                return found
        return core

    def _less(self, smaller: Nothing) -> Nothing | None:
        """What is enough of a smaller core; None if it is none, or that is not quick to see."""
        inside = tuple(self.inside[place] for place in smaller.inside)
        outside = tuple(self.outside[place] for place in smaller.outside)
        if any(_is_in(text, inside, outside) for text in self.seen):
            return None
        question = _Question(inside, outside, _BUDGET_OF_CORE)
        found = question.answer()
        self.seen += question.seen
        match found:
            case str():
                self.seen.append(found)
                return None
            case GaveUp():
                return None
            case Nothing(inside=needed, outside=refusing):
                return Nothing(
                    tuple(smaller.inside[place] for place in needed),
                    tuple(smaller.outside[place] for place in refusing),
                )


@dataclass(frozen=True, slots=True, eq=False)
class _Unit:
    """Languages that are read as one, and their places."""

    language: Language
    members: tuple[tuple[int, Language], ...]


def _units(outside: Sequence[Language]) -> list[_Unit]:
    """The languages, those of plain texts with others of their kind."""
    alike: dict[object, list[tuple[int, Language]]] = {}
    for place, language in enumerate(outside):
        kind = language.kind if isinstance(language, LiteralLanguage) else place
        alike.setdefault(kind, []).append((place, language))
    return [
        _Unit(_together([each for _, each in several]), tuple(several))
        for several in alike.values()
    ]


def _together(languages: list[Language]) -> Language:
    if len(languages) == 1:
        return languages[0]
    return merged_literals(tuple(each for each in languages if isinstance(each, LiteralLanguage)))


def _search(
    inside: Sequence[Language], units: Sequence[_Unit], budget: int
) -> tuple[Search, Way | NoWay | OutOfBudget]:
    """The result of a search for the nicest text, or, where that takes too long, for any."""
    tables = [language.table for language in (*inside, *(unit.language for unit in units))]
    traced = {n for n, unit in enumerate(units, len(inside)) if len(unit.members) > 1}
    search = Search(tables, len(inside), budget // _CAREFUL, traced)
    result = search.run()
    if isinstance(result, OutOfBudget):
        search = Search(tables, len(inside), budget, traced, hasty=True)
        result = search.run()
    return search, result


def _core(search: Search, needed: Iterable[int], wanted: int, active: Sequence[_Unit]) -> Nothing:
    """The languages behind the tables that are needed."""
    refusing: set[int] = set()
    for number in needed:
        if number < max(wanted, 1):
            continue
        members = active[number - max(wanted, 1)].members
        if len(members) == 1:
            refusing.add(members[0][0])
            continue
        chosen: dict[int, Language] = {}
        for text in search.cuts.get(number, ()):
            if not any(language.contains(text) for language in chosen.values()):
                chosen.update([next(each for each in members if each[1].contains(text))])
        refusing |= chosen.keys()
    inside = tuple(sorted(number for number in needed if number < wanted))
    return Nothing(inside, tuple(sorted(refusing)))


def _is_finite(language: Language) -> bool:
    return isinstance(language, EqualsOne) and not language.ignore_case


def _first(languages: Sequence[Language], text: str, *, contained: bool) -> int | None:
    """The place of the first language that has the text, or has it not."""
    return next((n for n, each in enumerate(languages) if each.contains(text) is contained), None)


def _candidates(texts: list[tuple[str, ...]]) -> list[str]:
    """The texts of languages, and those with the user of one and the domain of another."""
    found = {text for several in texts for text in several}
    for users, domains in permutations(texts[:_MANY], 2):
        for user, domain in product(users[-_HALVES:], domains[-_HALVES:]):
            host = domain.partition("@")[2]
            if host:
                found.add(f"{user.partition('@')[0]}@{host}")
    samples = {text for several in texts for text in several[:-1]}
    return sorted(found, key=lambda text: (text not in samples, cost_of(text), text))


@lru_cache(maxsize=8192)
def _nicest(language: Language) -> str | Nothing | None:
    """The nicest text of a language; None where that is not quick to see."""
    _, result = _search((language,), (), _BUDGET_OF_ONE)
    match result:
        case Way(letters):
            return _varied(letters)
        case NoWay():
            return Nothing((0,), ())
        case OutOfBudget():
            return None


def _is_in(text: str, inside: Iterable[Language], outside: Iterable[Language]) -> bool:
    if not text or not all(language.contains(text) for language in inside):
        return False
    return not any(language.contains(text) for language in outside)


def _shortened(text: str, inside: Sequence[Language], outside: Sequence[Language]) -> str:
    """The text without what it does not need."""
    if not _is_in(text, inside, outside):
        return text
    at = 0
    while at < len(text):
        shorter = text[:at] + text[at + 1 :]
        if _is_in(shorter, inside, outside):
            text = shorter
        else:
            at += 1
    return text


def _varied(letters: Sequence[Letter]) -> str:
    """The text with another character each time where several are as good."""
    used: dict[str, int] = {}
    text = []
    for letter in letters:
        count = used.get(letter.characters, 0)
        used[letter.characters] = count + 1
        text.append(letter.characters[count % len(letter.characters)])
    return "".join(text)
