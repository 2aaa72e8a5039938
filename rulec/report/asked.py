"""The environment of a build, which remembers what rules took from it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping


class Asked(Mapping[str, str]):
    """Another mapping, with the values that somebody looked up: what must not be printed.

    Kept from the first look on, because rules with mistakes name secrets too.
    """

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._environment = environment
        self._taken: dict[str, str] = {}

    def __getitem__(self, name: str) -> str:
        value = self._environment[name]
        self._taken[name] = value
        return value

    def __iter__(self) -> Iterator[str]:
        return iter(self._environment)

    def __len__(self) -> int:
        return len(self._environment)

    def __repr__(self) -> str:
        return f"Asked({', '.join(sorted(self._taken))})"

    @property
    def taken(self) -> frozenset[str]:
        """The values that were looked up; an empty one protects nothing."""
        return frozenset(value for value in self._taken.values() if value)
