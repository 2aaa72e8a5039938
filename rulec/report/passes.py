"""What the passes of the compiler did for a script, for people."""

from __future__ import annotations

from rulec.emit import Script, made, sizes
from rulec.ir import Profile


def passes_data(profile: Profile, script: Script) -> dict[str, object]:
    """The size of a script without any pass, and after each of them; which it was made with."""
    plain = made(profile, script.policy, _header(script), frozenset())
    return {
        "layout": script.layout,
        "without": plain.size,
        "passes": [
            {
                "name": one.step.value,
                "does": one.does,
                "size": size,
                "used": one.step in script.steps,
            }
            for one, size in sizes(profile, script.policy, _header(script))
        ],
    }


def passes_text(path: str, profile: Profile, script: Script) -> str:
    """The same as a table; what a pass takes away stands behind what is left."""
    header = _header(script)
    plain = made(profile, script.policy, header, frozenset())
    lines = [
        f"{path} is {script.layout}: {script.size:,} of {profile.budget:,} characters",
        f"     {'as it reads best':<64}{plain.size:>10,}",
    ]
    before = plain.size
    for one, size in sizes(profile, script.policy, header):
        mark = "used" if one.step in script.steps else ""
        lines.append(f"{mark:<5}{one.step.value:<10}{one.does:<54}{size:>10,}{size - before:>+10,}")
        before = size
    return "\n".join(lines) + "\n"


def _header(script: Script) -> str:
    """The text of the comment on top of a script."""
    return script.text.partition(" #}")[0].removeprefix("{# ")
