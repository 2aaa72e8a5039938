"""The processor time of questions about sets of texts, ordinary and awkward, each asked cold.

The last column is the time beside that of one ordinary question of the same run.

Run it from the repository:  python tests/benchmarks/bench_languages.py [--rules N] [--no-awkward]
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent.parent))

from rulec.languages import PLAIN, Language, addresses, find, literals, part_of, patterns
from rulec.languages.find import _find, _nicest
from rulec.matching.address import parse_network
from rulec.matching.alias import AliasPart
from rulec.matching.pattern import parse_pattern

Question = tuple[list[Language], list[Language]]

CHANCE = random.Random(1)
LETTERS = "abcdefghijklmnopqrstuvwxyz"
WORDS = list(
    dict.fromkeys("".join(CHANCE.choices(LETTERS, k=CHANCE.randint(4, 10))) for _ in range(2000))
)
GREEK = "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda my".split()


def matches(*sources: str) -> Language:
    return patterns(tuple(parse_pattern(source).tree for source in sources), True)


def regex(*sources: str) -> Language:
    return patterns(tuple(parse_pattern(source).tree for source in sources), False)


def within(*blocks: str) -> Language:
    return addresses(tuple(map(parse_network, blocks)))


def domain(*names: str) -> Language:
    return part_of(AliasPart.DOMAIN, literals("equals", names, True))


def mail() -> Language:
    return matches(r"[a-z0-9.]+@[a-z]+\.(com|org)")


def alternation() -> Language:
    return matches(*("|".join(WORDS[n : n + 150]) for n in range(0, len(WORDS), 150)))


def prefixes() -> list[Language]:
    return [literals("starts_with", (f"{n:02}",)) for n in range(100)]


CASES: dict[str, Callable[[], Question]] = {
    "ordinary: a pattern inside another": lambda: (
        [matches(r"88\d{4,6}@example\.com")],
        [regex(r"^88\d+@")],
    ),
    "ordinary: user, domain and a prefix": lambda: (
        [domain("example.com"), part_of(AliasPart.USER, matches(r"88\d{4}")), PLAIN],
        [literals("starts_with", ("sip:",)), literals("ends_with", ("@example.com",))],
    ),
    "a.exe without .exe": lambda: (
        [literals("ends_with", ("a.exe",))],
        [literals("ends_with", (".exe",))],
    ),
    "inclusion full of .*": lambda: (
        [regex(".*foo.*bar.*baz.*qux.*")],
        [regex("foo.*baz"), regex("bar.*foo")],
    ),
    "12 texts contained together": lambda: ([literals("contains", (w,)) for w in GREEK], []),
    "2000 words in a pattern, all taken": lambda: (
        [alternation()],
        [literals("equals", tuple(WORDS))],
    ),
    "2000 words in a pattern, one left": lambda: (
        [alternation()],
        [literals("equals", tuple(WORDS[1:]))],
    ),
    "(a|b)*c{3,50}": lambda: ([matches("(a|b)*c{3,50}")], [matches("[ab]*c{3,}")]),
    "[0-9]{1,500} inside [0-9]+": lambda: ([matches("[0-9]{1,500}")], [matches("[0-9]+")]),
    "100 prefixes cover [0-9]{2}": lambda: ([regex("^[0-9]{2}")], prefixes()),
    "99 prefixes do not": lambda: ([regex("^[0-9]{2}")], prefixes()[:-1]),
    "a.{14}$": lambda: ([regex("a.{14}$")], []),
    "[ab]{15,} without a.{14}$": lambda: ([matches("[ab]{15,}")], [regex("a.{14}$")]),
    "a mail without 100 patterns": lambda: (
        [mail()],
        [regex(f"^{w[0]}.*{w[1]}.*@.*{w[-1]}") for w in WORDS[:100]],
    ),
    "a mail without 1000 patterns": lambda: (
        [mail()],
        [regex(f"^{w[0]}.*{w[1]}.*@.*{w[-1]}") for w in WORDS[:1000]],
    ),
    "a block without its 4096 parts": lambda: (
        [within("10.0.0.0/12")],
        [within(f"10.{a}.{b}.0/24") for a in range(16) for b in range(256)],
    ),
    "IPv6, all spellings but some": lambda: (
        [within("2001:db8::/32")],
        [literals("starts_with", ("2001:db8:", "2001:0db8:"), True)],
    ),
}


def asked_cold(make: Callable[[], Question]) -> tuple[float, object]:
    """The time to make the languages and to answer, and the answer."""
    for known in (_find, _nicest, literals, patterns, addresses, part_of):
        known.cache_clear()
    start = time.process_time()
    found = find(*make())
    return time.process_time() - start, found


def rules(count: int) -> Iterator[Question]:
    """For each of so many rules: does one of the three before it take everything?"""
    aliases = [
        [domain(f"{WORDS[n % 90]}.example.com"), part_of(AliasPart.USER, matches(rf"{n}\d{{4}}"))]
        if n % 3
        else [matches(rf"{WORDS[n % 1900]}-?\d{{3,6}}@example\.com")]
        for n in range(count)
    ]
    for n in range(3, count):
        yield aliases[n], [language for before in aliases[n - 3 : n] for language in before]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rules", type=int, default=1000)
    parser.add_argument("--no-awkward", action="store_true", help="leave the awkward ones out")
    arguments = parser.parse_args()
    base = min(asked_cold(next(iter(CASES.values())))[0] for _ in range(9))
    print(f"{'question':38} {'ms':>8} {'ratio':>8}  answer")
    for name, make in CASES.items():
        if arguments.no_awkward and not name.startswith("ordinary"):
            continue
        taken, found = min((asked_cold(make) for _ in range(3)), key=lambda pair: pair[0])
        print(f"{name:38} {taken * 1000:8.2f} {taken / base:8.1f}  {str(found)[:40]!r}")
    start = time.process_time()
    unknown = sum(type(find(*question)).__name__ == "GaveUp" for question in rules(arguments.rules))
    taken = time.process_time() - start
    print(
        f"{arguments.rules} rules{'':28} {taken * 1000:8.2f} {taken / base:8.1f}  {unknown} unknown"
    )


if __name__ == "__main__":
    main()
