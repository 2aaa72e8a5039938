"""Scripts that administrators published, beside those that rulec makes of the same behaviour.

What they do is in `tests/field_cases/vectors`. The scripts in `tests/field_cases/by_hand` do it as
one writes it by hand, with nothing guarded: what was published is longer, or the same. For each
case: characters without comments, how many of the known answers the script by hand gives, and on
how many of the calls that rulec tries its own script with it prints no JSON object.

Run it from the repository:  python tests/benchmarks/bench_field_cases.py
"""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent.parent))
sys.path.insert(0, str(Path(__file__).parent.parent / "field_cases"))

from rule_texts import canonical
from test_field_cases import HERE, LAYOUTS, VECTORS, cases, characters, rules

from rulec.emulator import LIKELY, Answer, Node, RenderFailedError, read_answer
from rulec.verify import calls_for


def by_hand(name: str) -> tuple[int, int, int, int]:
    """Right answers of how many that are known, and calls without an answer of how many."""
    text = (HERE / "by_hand" / f"{name}.j2").read_text("utf-8")
    script = Node(LIKELY).compile(text)

    def printed(inputs: dict[str, Any], now: datetime) -> dict[str, Any] | None:
        try:
            answer = read_answer(script.render(inputs, now))
        except RenderFailedError:
            return None
        return answer.value if isinstance(answer, Answer) else None

    known = cases(name)
    right = 0
    for _, inputs, now, expected in known:
        answer = printed(inputs, now)
        if answer is not None and expected.get("action") == "reject":
            right += answer["action"] == "reject"
        else:
            right += answer is not None and canonical(answer) == canonical(expected)
    found = rules(name)
    tried = calls_for(found.profile, found.policy)
    silent = sum(printed(dict(call.inputs), call.now) is None for call in tried)
    return right, len(known), silent, len(tried)


def main() -> None:
    print(f"{'':24}{'by hand':>8}{'readable':>17}{'compact':>17}   by hand")
    for name in VECTORS:
        hand = characters((HERE / "by_hand" / f"{name}.j2").read_text("utf-8"))
        sizes = [characters(rules(name, choice).script) for choice in LAYOUTS]
        told = "".join(f"{size:>8} ({size / hand:4.2f} x)" for size in sizes)
        right, known, silent, tried = by_hand(name)
        print(
            f"{name:24}{hand:>8}{told}   {right} of {known} answers right, "
            f"none on {silent} of {tried} calls"
        )


if __name__ == "__main__":
    main()
