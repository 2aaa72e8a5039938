"""No generated rule file makes a command raise: good files, and the same files damaged."""

import random

import pytest
from command_line import rulec, write_files
from hypothesis import HealthCheck, Phase, given, seed, settings
from properties.agreement import BEHAVIOURS
from properties.strategies import cases

from rulec.pexip import Policy

#: What stands in a file in place of one of its characters.
AWKWARD = ["", "\t", "{", "}", "[", ":", "'", '"', "\n", "null", "*", "&", "#", "é", "\u202e", "\0"]


def damaged(texts, number):
    """The files with a few characters of each exchanged."""
    draw = random.Random(number)
    found = {}
    for path, text in texts.items():
        characters = list(text)
        for _ in range(draw.randrange(1, 4)):
            characters[draw.randrange(len(characters))] = draw.choice(AWKWARD)
        found[path] = "".join(characters)
    return found


@pytest.mark.parametrize("policy", Policy)
def test_every_command_ends(policy, tmp_path_factory):
    @seed(7)
    @settings(
        max_examples=4,
        database=None,
        deadline=None,
        phases=(Phase.generate,),
        suppress_health_check=list(HealthCheck),
    )
    @given(cases(policy, len(BEHAVIOURS)))
    def run(case):
        for number in range(4):
            texts = damaged(case.texts, number) if number else case.texts
            folder = write_files(tmp_path_factory.mktemp("rules"), texts)
            out = folder.parent / "out"
            codes = [
                rulec("check", folder).code,
                rulec("test", folder).code,
                rulec("schema", "--rules", folder, "--out", out / "schema").code,
                rulec("decide", folder, "--policy", policy.value, "--call", "vendor=x").code,
            ]
            assert set(codes) <= {0, 1, 2}
        built = rulec(
            "build", write_files(tmp_path_factory.mktemp("good"), case.texts), "--out", out
        )
        # A drawn profile may have a budget that is too small; a difference would be 2.
        assert built.code in (0, 1)

    run()
