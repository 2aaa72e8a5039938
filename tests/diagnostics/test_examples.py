"""The examples that `rulec explain` shows: the bad one has the problem, the good one has none."""

import pytest
from diagnostics.wrapping import as_part, problems_of, whole_files

from rulec.diagnostics import CODES, codes_findings, codes_security
from rulec.pexip import Policy

#: Codes whose examples cannot be read as they stand, with the reason.
NOT_TRIED = {
    "unreadable-file": "is about the disk",
    "not-utf-8": "is about the bytes of a file",
    "too-large": "the example is the beginning of a large file",
    "forbidden-character": "the example shows a character by its number",
    "hidden-character": "the example shows a character by its number",
    "over-budget": "needs the rules of a whole profile",
    "nearly-full": "needs the rules of a whole profile",
    "disagreement": "no rule file can be the cause",
    "forbidden-construct": "no rule file can be the cause",
    "evaluators-differ": "no rule file can be the cause",
    "not-formatted": "tests/formatting/test_odd_files.py tries it",
    "formatting-changes": "no rule file can be the cause",
}
OF_FINDINGS = (*codes_findings.CODES, *codes_security.CODES)
TRIED = [each for each in CODES.values() if each.name not in NOT_TRIED]


def ways(example, code):
    """Every way to make whole files of an example: in rules of each policy, as a rule or a part."""
    deep = code in OF_FINDINGS
    for policy in (Policy.PARTICIPANT, Policy.SERVICE, Policy.MEDIA_LOCATION):
        whole = whole_files(example, code.good, policy)
        if whole is not None:
            yield problems_of(whole, as_a_whole=deep)
        else:
            yield problems_of(as_part(example, "when", policy), as_a_whole=deep)
            yield problems_of(as_part(example, "set", policy), as_a_whole=deep)


def shown(problems, code):
    """What a good example must not have: what is found of whole rules is also about the rest."""
    others = {*OF_FINDINGS} - {code}
    return [problem for problem in problems if problem.code not in others]


@pytest.mark.parametrize("code", TRIED, ids=lambda code: code.name)
def test_the_bad_example_has_the_problem_and_the_good_one_none(code):
    pairs = list(zip(ways(code.bad, code), ways(code.good, code), strict=True))
    fitting = [bad for bad, good in pairs if not shown(good, code)]
    assert fitting, [[str(p.message) for p in good] for _, good in pairs]
    assert any(code in {problem.code for problem in bad} for bad in fitting), [
        [f"{p.code.name}: {p.message}" for p in bad] for bad in fitting
    ]


def test_the_codes_that_are_not_tried_exist():
    assert NOT_TRIED.keys() <= {code.name for code in CODES.values()}


@pytest.mark.parametrize("code", CODES.values(), ids=lambda code: code.name)
def test_texts_are_sentences_for_people(code):
    assert code.headline[0].isupper() or code.headline.startswith("`")
    assert not code.headline.endswith(".")
    assert code.why[0].isupper() or code.why.startswith("`")
    assert code.why.endswith(".")
    assert 60 < len(code.why) < 600
    assert code.bad
    assert code.good
    assert max(map(len, (code.bad + "\n" + code.good).split("\n"))) <= 100
