"""Rules with patterns that are known to be hard for sets of texts, and hard unions of ranges."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

#: The conditions of the rules of a case, in order; what is asked is whether the last is reached.
Whens = Callable[[Random], list[str]]


def rule_file(whens: list[str]) -> str:
    """A participant rule set of rules with these conditions."""
    rules = "".join(
        f"  - {{id: r{number}, when: {when}, set: {{role: chair}}}}\n"
        for number, when in enumerate(whens)
    )
    return f"policy: participant\nrules:\n{rules}"


def _whole(*patterns: str) -> list[str]:
    return [f"{{remote_alias: {{matches: '{pattern}'}}}}" for pattern in patterns]


def _part(*patterns: str) -> list[str]:
    return [f"{{remote_alias: {{regex: '{pattern}'}}}}" for pattern in patterns]


def _contains(_: Random) -> list[str]:
    parts = ", ".join(f"{{call_info: {{remote_alias: {{contains: w{n}x}}}}}}" for n in range(12))
    return [f"{{all: [{parts}]}}"]


def _words(random: Random) -> list[str]:
    words = sorted({"".join(random.choices("abcdefgh", k=8)) for _ in range(2000)})
    patterns = ("|".join(words[start : start + 200]) for start in range(0, len(words), 200))
    listed = ", ".join(f"'{pattern}'" for pattern in patterns)
    return [f"{{remote_alias: [{', '.join(words)}]}}", f"{{remote_alias: {{matches: [{listed}]}}}}"]


def _prefixes(_: Random) -> list[str]:
    numbers = [f"{{remote_alias: {{starts_with: '{n:02}'}}}}" for n in range(100)]
    return [*numbers, *_whole("[0-9]{2}")]


def _many(count: int) -> Whens:
    def whens(random: Random) -> list[str]:
        words = ("".join(random.choices("abcdefgh", k=5)) for _ in range(count))
        searches = _part(*(rf"{word}[0-9]+\.{word[:2]}" for word in words))
        return [*searches, *_whole(r"[a-z0-9.]+@[a-z0-9-]+\.(com|net|org)")]

    return whens


def _boxes(count: int) -> Whens:
    """Random boxes over three numbers that together leave nothing, and a rule below them."""

    def whens(random: Random) -> list[str]:
        boxes = [{"bandwidth": (0, 9999), "remote_port": (0, 9999), "display_count": (0, 9999)}]
        while len(boxes) < count:
            box = boxes.pop(random.randrange(len(boxes)))
            field = random.choice(list(box))
            low, high = box[field]
            if low == high:
                boxes.append(box)
                continue
            middle = random.randrange(low, high)
            boxes += [box | {field: (low, middle)}, box | {field: (middle + 1, high)}]
        random.shuffle(boxes)
        return [_box(box) for box in (*boxes, dict.fromkeys(boxes[0], (0, 9999)))]

    return whens


def _box(box: dict[str, tuple[int, int]]) -> str:
    ranges = (f"{name}: {{at_least: {low}, at_most: {high}}}" for name, (low, high) in box.items())
    return f"{{{', '.join(ranges)}}}"


def _rows(_: Random) -> list[str]:
    every = [
        f"{{remote_address: {{in_subnet: 10.{n // 256}.{n % 256}.0/24}}}}" for n in range(1024)
    ]
    return [*every, "{remote_address: {in_subnet: 10.0.0.0/14}}"]


CASES: dict[str, Whens] = {
    "anything around letters, in another": lambda _: _whole(".*a.*c.*", ".*a.*b.*c.*d.*"),
    "12 `contains` together": _contains,
    "2,000 words, as patterns": _words,
    "counted letters: (a|b)*c{3,50}": lambda _: _whole("[abc]*c{3}", "(a|b)*c{3,50}"),
    "[0-9]{1,250} in [0-9]{1,500}": lambda _: _whole("[0-9]{1,500}", "[0-9]{1,250}"),
    "100 prefixes cover [0-9]{2}": _prefixes,
    "a.{14}$": lambda _: _part("a.{14}$"),
    "not a.{14}$": lambda _: [*_part("a.{14}$"), *_whole("[ab]{20,}")],
    "16 letters after an a": lambda _: _whole("[ab]*a[ab]{15}", "[ab]{16,}"),
    "10 letters after an a or a b": lambda _: _whole("[ab]*a[ab]{9}", "[ab]*b[ab]{9}", "[ab]{10,}"),
    "25 letters after an a or a b": lambda _: _whole(
        "[ab]*a[ab]{24}", "[ab]*b[ab]{24}", "[ab]{25,}"
    ),
    "an address that 100 searches do not meet": _many(100),
    "an address that 1,000 searches do not meet": _many(1000),
    "1,024 blocks that fill one": _rows,
    "300 boxes that leave nothing": _boxes(300),
    "1,000 boxes that leave nothing": _boxes(1000),
}
