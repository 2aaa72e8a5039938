"""A script that was read back: what it tests, and what it does where the tests hold."""

from __future__ import annotations

from dataclasses import field
from enum import Enum

from rulec.ir import Condition
from rulec.lifting.tree import NotLifted
from rulec.pexip import Policy, Scalar
from rulec.records import dataclass
from rulec.script.expression import Expression

# --- Tests ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Asks:
    """A condition on the call."""

    condition: Condition


@dataclass(frozen=True, slots=True)
class IsValue:
    """Whether a variable that effects change has a value."""

    name: str
    value: Scalar


@dataclass(frozen=True, slots=True)
class IsTrue:
    """Whether a variable that effects change is neither empty nor false."""

    name: str


class Member(Enum):
    """What may be asked of a member of an object that effects change."""

    #: It is a text that is not empty.
    TEXT = "text"
    #: It is neither empty nor false.
    TRUE = "true"
    #: It is there and not the empty text.
    THERE = "there"


@dataclass(frozen=True, slots=True)
class IsMember:
    """Whether a member of an object that effects change is such."""

    name: str
    key: str
    asked: Member


@dataclass(frozen=True, slots=True)
class AllOf:
    """All of the tests."""

    tests: tuple[Test, ...]


@dataclass(frozen=True, slots=True)
class OneOf:
    """One of the tests."""

    tests: tuple[Test, ...]


@dataclass(frozen=True, slots=True)
class Opposite:
    """Not the test."""

    test: Test


@dataclass(frozen=True, slots=True)
class Unread:
    """A test that could not be read back, and why."""

    why: NotLifted


Test = Asks | IsValue | IsTrue | IsMember | AllOf | OneOf | Opposite | Unread

# --- Statements ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Change:
    """A new value for a variable."""

    name: str
    value: Expression
    line: int = field(compare=False)
    #: The variables in the value that surely hold an object that is an input.
    objects: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Arm:
    """What is done where a test holds and none of the arms before it."""

    test: Test
    body: tuple[Act, ...]


@dataclass(frozen=True, slots=True)
class Choose:
    """The first arm whose test holds; else the last body."""

    arms: tuple[Arm, ...]
    otherwise: tuple[Act, ...]
    line: int = field(compare=False)


@dataclass(frozen=True, slots=True)
class Answer:
    """The JSON of a value is printed."""

    value: Expression
    line: int = field(compare=False)


Act = Change | Choose | Answer


@dataclass(frozen=True, slots=True)
class Lifted:
    """A script as tests and changes. What reads the inputs is part of the tests."""

    policy: Policy
    acts: tuple[Act, ...]
    #: The tests that could not be read back, in the order of the script.
    unread: tuple[NotLifted, ...]
    #: Those of them that are about the call: nobody knows what they may do, failing included.
    strange: tuple[NotLifted, ...]
