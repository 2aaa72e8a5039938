"""A script that was changed is held against the one that was built, character by character."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest

from rulec.emit import Script, emit
from rulec.ir import Profile
from rulec.origins import NoOriginError, Origin, origin_of
from rulec.pexip import Policy
from rulec.pipeline import Checked, build, read

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def checked() -> Checked:
    return read(ROOT / "rules", {})


def script_of(checked: Checked) -> tuple[Profile, Script]:
    profile = checked.project.profiles[0]
    return profile, emit(profile, Policy.MEDIA_LOCATION, "h")


def test_what_was_not_changed_is_where_it_was(checked: Checked):
    profile, script = script_of(checked)
    built, random = script.text, Random(3)
    for _ in range(60):
        start = random.randrange(len(built))
        end = min(len(built), start + random.choice((0, 0, 1, 5, 40)))
        text = built[:start] + random.choice(("", "x", "{% if", "}" * 9)) + built[end:]
        origin = Origin(text, profile, script)
        change = origin.changed
        parts = origin.parts()
        if change is None:
            assert text == built
            continue
        assert text[: change.start] == built[: change.start]
        assert text[change.end :] == built[change.built_end :]
        assert origin.alike > 0.9
        for offset in range(0, len(text), 3):
            first, last = origin.when_built(offset, offset + 1)
            if change.start <= offset < change.end:
                assert first <= change.start
                assert last >= change.built_end
            else:
                assert (built[first], last) == (text[offset], first + 1)
                assert parts.position(first).offset == offset
        if change.start < len(text):  # else its end is missing
            assert origin.when_built(0, len(text)) == (0, len(built))


def test_every_script_of_a_build_has_its_origin(checked: Checked):
    for entry in build(ROOT / "rules").entries:
        text = (ROOT / "build" / entry.path).read_text(encoding="utf-8")
        origin = origin_of(text, entry.path, checked)
        assert (origin.changed, origin.built.parts) == (None, entry.script.parts)
        assert origin.profile.name == entry.profile.name


def test_any_text_has_an_origin_or_a_reason(checked: Checked):
    _, script = script_of(checked)
    header = "{# rulec 0.1.0, profile internal, service policy, sources sha256:0; x #}"
    for text in ("", "\n", "{#", "\0" * 9, header, "\ud800", script.text[:40]):
        for path in ("", "x", "internal/service.j2", "/internal/nice.j2"):
            with pytest.raises(NoOriginError) as told:
                origin_of(text, path, checked)
            assert str(told.value)
