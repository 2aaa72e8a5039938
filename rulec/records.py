"""Dataclasses that are made, and filled, in a fraction of the time of the standard library's.

Most of what a short command does is to make classes: the standard library compiles up to eight
methods for each, and one that is frozen fills its objects by a detour for each field. Here a class
gets its `__init__` from the standard library, without the detour, and the other methods from a few
functions for all classes. So `frozen` means what it says to type checkers, which know no other
`dataclass` than the standard library's, and gives classes a hash; nothing hinders an assignment
that no type checker has seen.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Sequence
from operator import attrgetter
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from dataclasses import dataclass
else:

    def dataclass(cls: type | None = None, /, **options: bool) -> Any:
        """What `dataclasses.dataclass` gives for the same options."""
        return _made(cls, **options) if cls else lambda later: _made(later, **options)


__all__ = ["dataclass"]


def _made(
    cls: type,
    *,
    frozen: bool = False,
    eq: bool = True,
    repr: bool = True,  # noqa: A002  the name of the option
    **options: bool,
) -> type:
    own = set(cls.__dict__)
    if "__eq__" in own and cls.__dict__.get("__hash__") is None:
        # Python itself writes that there is none.
        own.discard("__hash__")
    made: Any = dataclasses.dataclass(cls, eq=False, repr=False, **options)
    fields = dataclasses.fields(made)
    if eq:
        values = _values([field.name for field in fields if field.compare])
        if "__eq__" not in own:
            made.__eq__ = _equality(values)
        if "__hash__" not in own:
            made.__hash__ = (lambda self: hash(values(self))) if frozen else None
    if repr and "__repr__" not in own:
        made.__repr__ = _representation([field.name for field in fields if field.repr])
    found: type = made
    return found


def _values(names: Sequence[str]) -> Callable[[Any], Any]:
    """What gives the values of these fields as a tuple."""
    if len(names) > 1:
        return attrgetter(*names)
    if not names:
        return lambda _: ()
    one = attrgetter(*names)
    return lambda self: (one(self),)


def _equality(values: Callable[[Any], Any]) -> Callable[[Any, Any], Any]:
    def equal(self: Any, other: Any) -> Any:
        if self.__class__ is not other.__class__:
            return NotImplemented
        return values(self) == values(other)

    return equal


def _representation(names: Sequence[str]) -> Callable[[Any], str]:
    def written(self: Any) -> str:
        told = ", ".join(f"{name}={getattr(self, name)!r}" for name in names)
        return f"{type(self).__qualname__}({told})"

    return written
