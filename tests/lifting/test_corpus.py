"""Every script of the example, of the needs and of the field cases is read back and proved."""

from __future__ import annotations

from dataclasses import replace

import pytest
from lifting.scripts import ROOT, SECRETS, Script, folders, matters, scripts_of

from rulec.emit import made
from rulec.emit.passes import PLAIN_LAYOUTS
from rulec.lifting import Matter
from rulec.pexip import Policy
from rulec.pipeline import read

#: Folders whose rules ask for values that are computed, which no condition can tell again.
ASK_COMPUTED_VALUES = {"derived-value", "call-tag-from-a-hash"}

#: Scripts that are proved as a whole; the others compute some of their values.
WHOLE = {
    "rules internal/media_location", "rules edge/media_location",
    "weekday-window", "adp-inject-all", "breakout-by-alias", "captions-scheduled",
    "chat-off-overlay-on", "lock-by-tag", "mask-pstn", "media-by-subnet", "media-rtmp-dmz",
    "passthrough-media", "passthrough-service", "pin-strip-by-location", "pinless-pairs",
    "reject-user-agents", "teams-layout", "theme-by-time", "trusted-domains",
}  # fmt: skip


@pytest.mark.parametrize("folder", folders())
def test_scripts_are_proved(folder: str):
    for name, script in scripts_of(folder).items():
        found = matters(script.proof())
        if folder in ASK_COMPUTED_VALUES:
            assert found == {Matter.NOT_READ, Matter.VALUE}
        elif folder in WHOLE or f"{folder} {name}" in WHOLE:
            assert found == set()
        else:
            assert found == {Matter.VALUE}


@pytest.mark.parametrize("folder", folders())
def test_the_shortest_scripts_without_tables_are_proved_as_far(folder: str):
    for script in scripts_of(folder).values():
        text = made(script.profile, script.policy, "x", PLAIN_LAYOUTS[-1]).text
        shortest = replace(script, text=text)
        assert matters(shortest.proof()) == matters(script.proof()), text


def test_what_was_not_read_back_is_told_with_its_line():
    script = scripts_of("call-tag-from-a-hash")["default/participant"]
    (why,) = script.lifted().unread
    assert script.text.splitlines()[why.line - 1].startswith("{% set caller_2 = ")
    assert why.reason.startswith("`caller_2` ")


def committed() -> list[str]:
    return sorted(path.relative_to(ROOT / "build").as_posix() for path in ROOT.glob("build/*/*.j2"))


@pytest.mark.parametrize("path", committed())
def test_the_committed_scripts_are_proved(path: str):
    profile, _, name = path.partition("/")
    project = read(ROOT / "rules", SECRETS).project
    found = next(one for one in project.profiles if one.name == profile)
    text = (ROOT / "build" / path).read_text(encoding="utf-8")
    script = Script(found, Policy(name.removesuffix(".j2")), text)
    assert matters(script.proof()) <= {Matter.VALUE}
