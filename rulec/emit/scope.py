"""Where statements of a script are collected, and which variables they have.

Every variable has a name of its own that means nothing to Jinja2 or to Pexip.
"""

from __future__ import annotations

import re
from collections.abc import Hashable

from rulec.script.expression import TRUE, Expression, Name
from rulec.script.naming import RESERVED
from rulec.script.statement import Assign, Branch, If, Statement

#: Names that mean something to Pexip or to the script's own frame.
FRAME = frozenset(
    "call_info participant service_config suggested_media_overflow_locations "
    "answer decision matched new_alias overrides reason service".split()
)


class Names:
    """Gives every variable of a script a name of its own."""

    def __init__(self) -> None:
        self._taken = {*RESERVED, *FRAME}

    def fresh(self, hint: str) -> Name:
        """A new name that reads like `hint`."""
        plain = re.sub(r"[^a-z0-9_]", "_", hint.lower()).strip("_")[:40] or "value"
        if plain[0].isdigit():
            plain = f"v{plain}"
        name, number = plain, 1
        while name in self._taken:
            number += 1
            name = f"{plain}_{number}"
        self._taken.add(name)
        return Name(name)


class Scope:
    """A list of statements with the values that are known after them.

    The root scope runs before every rule and holds what rules share; a branch sees it too.
    """

    def __init__(self, names: Names, parent: Scope | None = None, *, is_root: bool = False) -> None:
        self.statements: list[Statement] = []
        self._names = names
        self._parent = parent
        self._is_root = is_root or parent is None
        self._known: dict[Hashable, Expression] = {}

    @property
    def root(self) -> Scope:
        """The scope that runs before every rule."""
        return self if self._is_root or self._parent is None else self._parent.root

    def branch(self) -> Scope:
        """A scope inside an `if`."""
        return Scope(self._names, self)

    def annex(self) -> Scope:
        """A root of its own inside an `if`: what is shared there is not known outside."""
        return Scope(self._names, self, is_root=True)

    def known(self, key: Hashable) -> Expression | None:
        """The value that was remembered under `key`, here or further out."""
        if key in self._known:
            return self._known[key]
        return None if self._parent is None else self._parent.known(key)

    def holder(self, key: Hashable) -> Scope:
        """The scope in which a value was remembered under `key`: this one, or one further out.

        `KeyError` where there is none.
        """
        if key in self._known:
            return self
        if self._parent is None:
            raise KeyError(key)
        return self._parent.holder(key)

    def remember(self, key: Hashable, value: Expression) -> Expression:
        """Makes `value` known under `key`, and gives it back."""
        self._known[key] = value
        return value

    def fresh(self, hint: str) -> Name:
        """A new variable without a value, for one that several statements give it in turn."""
        return self._names.fresh(hint)

    def assign(self, hint: str, value: Expression) -> Name:
        """A new variable with this value."""
        name = self._names.fresh(hint)
        self.statements.append(Assign(name.name, value))
        return name

    def update(self, name: Name, value: Expression) -> None:
        """A new value for a variable."""
        self.statements.append(Assign(name.name, value))

    def update_when(self, condition: Expression, name: Name, value: Expression) -> None:
        """A new value for a variable where a condition holds."""
        self.statements.append(If((Branch(condition, (Assign(name.name, value),)),)))

    def amend(self, name: Name, condition: Expression, value: Expression) -> None:
        """A new value where a condition holds, behind the statement that made a variable here."""
        made = next(
            place
            for place, one in enumerate(self.statements)
            if isinstance(one, Assign) and one.name == name.name
        )
        changed = If((Branch(condition, (Assign(name.name, value),)),))
        self.statements.insert(made + 1, changed)

    def when(self, condition: Expression, inner: Scope) -> None:
        """The statements of `inner` where a condition holds."""
        body = tuple(inner.statements)
        self.statements.extend(body if condition == TRUE else (If((Branch(condition, body),)),))

    def share(self, hint: str, expression: Expression) -> Expression:
        """A variable of the root scope that holds a value, the same one for equal values."""
        key = ("shared", expression)
        known = self.known(key)
        return known or self.root.remember(key, self.root.assign(hint, expression))
