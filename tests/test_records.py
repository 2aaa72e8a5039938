"""The project's dataclasses against those of the standard library, made of the same bodies."""

from __future__ import annotations

import dataclasses
import pickle
from collections.abc import Callable
from dataclasses import field
from typing import Any

import pytest

from rulec import records

Decorator = Callable[..., Any]


def classes(dataclass: Decorator) -> dict[str, Any]:
    """One class for each way in which the project uses them."""

    @dataclass(frozen=True, slots=True)
    class Empty:
        pass

    @dataclass(frozen=True, slots=True)
    class One:
        name: str

    @dataclass(frozen=True, slots=True)
    class Two:
        name: str
        items: tuple[int, ...] = ()

    @dataclass(frozen=True, slots=True)
    class More(Two):
        last: bool = False

    @dataclass(frozen=True)
    class Apart:
        name: str
        hidden: int = field(default=0, compare=False, repr=False)

    @dataclass(frozen=True, eq=False)
    class Itself:
        name: str

    @dataclass(slots=True)
    class Changing:
        name: str
        items: list[int] = field(default_factory=list)

    @dataclass(frozen=True)
    class OwnEquality:  # noqa: PLW1641  what has no hash of its own is tested
        name: str

        def __eq__(self, other: object) -> bool:
            return isinstance(other, OwnEquality)

    @dataclass(frozen=True)
    class OwnHash:
        name: str

        def __hash__(self) -> int:
            return 7

        def __repr__(self) -> str:
            return "mine"

    @dataclass(frozen=True, slots=True, kw_only=True)
    class Named:
        name: str

    @dataclass
    class Plain:
        name: str

        def __post_init__(self) -> None:
            self.name = str(self.name).upper()

    return {name: value for name, value in locals().items() if isinstance(value, type)}


OURS, THEIRS = classes(records.dataclass), classes(dataclasses.dataclass)
VALUES = ("a", "b", float("nan"))


def made(cls: Any) -> list[Any]:
    names = [one.name for one in dataclasses.fields(cls)]
    if not names:
        return [cls(), cls()]
    second = {"items": (1, 2)} if "items" in names else {"hidden": 1} if "hidden" in names else {}
    return [cls(**{"name": value, **more}) for value in VALUES for more in ({}, second)]


@pytest.fixture(params=OURS)
def both(request: pytest.FixtureRequest) -> tuple[Any, Any]:
    return OURS[request.param], THEIRS[request.param]


def test_equality_of_objects(both):
    ours, theirs = map(made, both)
    assert [[a == b for b in ours] for a in ours] == [[a == b for b in theirs] for a in theirs]
    assert [a == b for a, b in zip(ours, theirs, strict=True)] == [False] * len(ours)
    assert [a.__eq__(1) for a in ours] == [a.__eq__(1) for a in theirs]


def test_hashes(both):
    ours, theirs = both
    assert (ours.__hash__ is None) == (theirs.__hash__ is None)
    if ours.__hash__ is not None:
        assert len(set(made(ours))) == len(set(made(theirs)))
        assert len({hash(one) for one in made(ours)}) == len({hash(one) for one in made(theirs)})


def test_representations_and_patterns(both):
    ours, theirs = both
    if "Itself" not in ours.__name__:
        assert list(map(repr, made(ours))) == list(map(repr, made(theirs)))
    assert ours.__match_args__ == theirs.__match_args__
    assert hasattr(ours, "__slots__") == hasattr(theirs, "__slots__")
    assert hasattr(made(ours)[0], "__dict__") == hasattr(made(theirs)[0], "__dict__")


def test_what_the_standard_library_does_with_them(both):
    ours, _ = both
    first = made(ours)[-1]
    assert [one.name for one in dataclasses.fields(ours)] == [
        one.name for one in dataclasses.fields(both[1])
    ]
    if dataclasses.fields(ours):
        other = dataclasses.replace(first, name="z")
        assert (other.name.lower(), type(other)) == ("z", ours)


def test_values_inside_each_other_are_asked_once():
    """Asked twice on each level, this would take longer than anybody waits."""
    cls = OURS["One"]
    first, second = cls("a"), cls("a")
    for _ in range(200):
        first, second = cls(first), cls(second)
    assert first == second
    assert hash(first) == hash(second)


@records.dataclass(frozen=True, slots=True)
class Sent:
    name: str
    items: tuple[int, ...]


def test_objects_go_to_other_processes():
    assert pickle.loads(pickle.dumps(Sent("a", (1,)))) == Sent("a", (1,))


def test_what_the_standard_library_refuses_is_refused():
    with pytest.raises(TypeError, match="non-default argument"):

        @records.dataclass(frozen=True)
        class _Wrong:
            first: int = 0
            second: str
