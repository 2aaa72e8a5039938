"""What the passes of the compiler did for a script."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from rulec.emit import Pass, Script, made, sizes
from rulec.ir import Profile


class _Row(NamedTuple):
    """One pass: the size of the script after it, what that adds, and whether the script has it."""

    one: Pass
    size: int
    more: int
    used: bool


def _rows(profile: Profile, script: Script) -> tuple[int, list[_Row]]:
    """The size of the script without any pass, and the passes."""
    header = script.text.partition(" #}")[0].removeprefix("{# ")
    plain = made(profile, script.policy, header, frozenset()).size

    def rows() -> Iterator[_Row]:
        before = plain
        for one, size in sizes(profile, script.policy, header):
            yield _Row(one, size, size - before, one.step in script.steps)
            before = size

    return plain, list(rows())


def passes_data(profile: Profile, script: Script) -> dict[str, object]:
    """The size of a script without any pass, and after each of them; which it was made with."""
    plain, rows = _rows(profile, script)
    return {
        "layout": script.layout,
        "without": plain,
        "passes": [
            {
                "name": row.one.step.value,
                "does": row.one.does,
                "size": row.size,
                "used": row.used,
            }
            for row in rows
        ],
    }


def passes_text(path: str, profile: Profile, script: Script) -> str:
    """The same as a table; what a pass takes away stands behind what is left."""
    plain, rows = _rows(profile, script)
    lines = [
        f"{path} is {script.layout}: {script.size:,} of {profile.budget:,} characters",
        f"     {'without any pass':<64}{plain:>10,}",
        *(
            f"{'used' if used else '':<5}{one.step.value:<10}{one.does:<54}{size:>10,}{more:>+10,}"
            for one, size, more, used in rows
        ),
    ]
    return "\n".join(lines) + "\n"
