"""The laws of languages, checked on random ones; every seed gives the same questions again."""

from collections import Counter
from dataclasses import dataclass, field

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from languages.draws import EXTRA, all_texts, asked, cases, dense_cases, is_quick, walk

from rulec.languages import GaveUp, Language, Nothing, find
from rulec.languages.alphabet import cost_of


@dataclass
class Tally:
    """What was asked, and how it came out."""

    questions: int = 0
    answers: Counter = field(default_factory=Counter)


def _run(number, examples, law, **drawn):
    law = given(**drawn)(law)
    law = settings(
        max_examples=examples,
        deadline=None,
        database=None,
        phases=[Phase.generate, Phase.shrink],
        suppress_health_check=list(HealthCheck),
    )(law)
    seed(number)(law)()


def membership(number, examples):
    """A language has a text exactly when its operator holds for it."""
    tally = Tally()

    def law(case, extra):
        for text in asked(case, extra):
            expected = case.holds(text)
            tally.questions += 1
            tally.answers[expected] += 1
            assert case.language.contains(text) is expected, (case, text)
            assert Language.contains(case.language, text) is expected, (case, text)
            assert walk(case.language, text) is expected, (case, text)

    _run(number, examples, law, case=cases(), extra=EXTRA)
    return tally


SHORT = all_texts("ab\n", 4) + all_texts("aAc", 3)


def answers(number, examples, *, dense):
    """What is found is in all languages wanted and in no other, and nothing is missed."""
    tally = Tally()
    drawn = dense_cases() if dense else cases()

    def law(inside, outside, extra):
        pool = [*filter(None, extra), *(text for case in inside for text in asked(case, []))]
        pool += SHORT if dense else []
        found = find([case.language for case in inside], [case.language for case in outside])
        tally.questions += 1
        tally.answers[type(found).__name__] += 1
        match found:
            case str():
                _is_a_witness(found, inside, outside, pool)
            case Nothing(inside=needed, outside=refusing):
                core = [inside[n] for n in needed], [outside[n] for n in refusing]
                _is_a_core(*core, pool)
                tally.answers["core of several"] += len(needed) + len(refusing) > 2
            case GaveUp():
                pass

    few = st.lists(drawn, min_size=1, max_size=3)
    _run(number, examples, law, inside=few, outside=st.lists(drawn, max_size=4), extra=EXTRA)
    return tally


def _fits(text, inside, outside):
    """Whether the operators say so; None where `re` may take for ever."""
    if not all(is_quick(case, text) for case in (*inside, *outside)):
        return None
    return all(c.holds(text) for c in inside) and not any(c.holds(text) for c in outside)


def _is_a_witness(text, inside, outside, pool):
    assert text, (inside, outside)
    assert _fits(text, inside, outside) is not False, (text, inside, outside)
    if any(case.language.samples() for case in inside):
        return  # these are taken before shorter texts
    if len(inside) > 1 and "@" in text:
        return  # so is the user of one with the domain of another
    for other in pool:
        if cost_of(other) < cost_of(text):
            assert not _fits(other, inside, outside), (text, other, inside, outside)


def _is_a_core(inside, outside, pool):
    for text in pool:
        assert not _fits(text, inside, outside), (text, inside, outside)
    wanted, unwanted = [case.language for case in inside], [case.language for case in outside]
    for n in range(len(inside)):
        fewer = find(wanted[:n] + wanted[n + 1 :], unwanted)
        assert not isinstance(fewer, Nothing), (n, inside, outside)
    for n in range(len(outside)):
        fewer = find(wanted, unwanted[:n] + unwanted[n + 1 :])
        assert not isinstance(fewer, Nothing), (n, inside, outside)
