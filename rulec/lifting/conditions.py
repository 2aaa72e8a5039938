"""The tests of a script as conditions on the call, and on what effects changed before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from rulec.ir import (
    ALWAYS,
    ITEMS_IN_SUBNET,
    NEVER,
    Condition,
    FieldRead,
    FieldTest,
    ItemTest,
    Not,
    NoValue,
    PartRead,
    ServiceFound,
)
from rulec.lifting.idioms import Form, name_of
from rulec.lifting.leaves import address_test, clock_test, number_test, search_test, text_test
from rulec.lifting.program import (
    Asks,
    IsMember,
    IsTrue,
    IsValue,
    Member,
    Opposite,
    Test,
    Unread,
)
from rulec.lifting.readings import (
    Anything,
    Clock,
    Holds,
    InputObject,
    ItemAt,
    Items,
    Plain,
    Printed,
    Readings,
    Source,
    got,
    is_text,
)
from rulec.lifting.rows import EVERY_ADDRESS, all_of, is_within, one_of
from rulec.lifting.tree import NotLifted
from rulec.operators import InSubnet
from rulec.records import dataclass
from rulec.script.expression import (
    EMPTY,
    Array,
    Binary,
    Both,
    Call,
    Either,
    Expression,
    Item,
    Literal,
    Method,
    Name,
    Negation,
)

#: What was tested before in a row of `and`: expressions that hold where the next one is asked.
_Sure = frozenset[Expression]

_MEMBERS = {
    Member.TEXT: Form(
        'VALUE|default("", true) != "" '
        'and VALUE|default("", true)|replace("a", "a") == VALUE|default("", true)'
    ),
    Member.TRUE: Form('VALUE|default("", true)'),
    Member.THERE: Form('VALUE|default("", false) != ""'),
}

_IS_TEXT = Form('X|replace("a", "a") == X')

#: The methods of texts that scripts call; others fail, whatever operators they are called like.
_METHODS = ("startswith", "endswith")


@dataclass(frozen=True, slots=True)
class _ItemMeets:
    """Whether one of the first items of a list is there and in these blocks, or in none."""

    item: ItemAt
    #: Whether the test says that the item is there; one in a block surely is.
    there: bool
    blocks: InSubnet | None = None
    negated: bool = False

    @property
    def is_sure(self) -> bool:
        return self.blocks is not None and (self.there or not self.negated)


@dataclass(frozen=True, slots=True)
class _IsText:
    """Whether what a variable holds is a text, be it empty; with a test of texts it is one."""

    name: str


_Part = Test | _ItemMeets | _IsText


def lifted_test(expression: Expression, known: Readings, line: int) -> Test:
    """A test of a script; `Unread` where it is in no known form."""
    return _Reader(known, line).whole(expression)


class _Reader:
    """Reads the tests of one statement, of which it knows the line and the variables before it."""

    def __init__(self, known: Readings, line: int) -> None:
        self._known = known
        self._line = line

    def whole(self, expression: Expression) -> Test:
        return self._finished(self._test(expression, frozenset()))

    def _unread(self, reason: str) -> Unread:
        return Unread(NotLifted(reason, self._line))

    def _finished(self, part: _Part) -> Test:
        if isinstance(part, _ItemMeets):
            return self._unread("some of the first items of a list are tested by themselves")
        if isinstance(part, _IsText):
            return self._unread(f"`{part.name}` is only tested for being text")
        return part

    def _test(self, expression: Expression, sure: _Sure) -> _Part:
        for asked, form in _MEMBERS.items():
            match form.match(expression):
                case {"VALUE": Item(Name(name), Literal(str() as key))} if name not in self._known:
                    return IsMember(name, key, asked)
                case _:
                    pass
        match expression:
            case Both(operands):
                return self._both(operands, sure)
            case Either(operands):
                return self._either([self._test(one, sure) for one in operands])
            case Negation(inner):
                return self._negation(self._test(inner, sure))
            case Literal(bool() as value):
                return Asks(ALWAYS if value else NEVER)
            case Name(name):
                return self._truth(name)
            case Binary(Name() | Method() as left, "!=", Literal() as right):
                return self._negation(self._test(Binary(left, "==", right), sure))
            case Binary() | Call() | Method():
                return self._asked(expression, sure)
            case _:
                return self._unread("a test in a form that scripts do not have")

    # --- Rows ------------------------------------------------------------------------------------

    def _both(self, operands: Sequence[Expression], sure: _Sure) -> _Part:
        parts: list[_Part] = []
        for operand in operands:
            part = self._test(operand, sure)
            match parts[-1:], part:
                case [_IsText(name)], Asks(FieldTest(source)) if self._anything(name) == source:
                    # No empty text meets it.
                    parts[-1] = part
                case _:
                    parts.append(part)
            sure |= {operand}
        if any(isinstance(part, _ItemMeets) for part in parts):
            return self._item_row(parts)
        return all_of([self._finished(part) for part in parts])

    def _item_row(self, parts: Sequence[_Part]) -> _Part:
        """Tests of one item, all of which must hold."""
        found = [part for part in parts if isinstance(part, _ItemMeets)]
        blocks = [part for part in found if part.blocks is not None]
        plain = [part for part in blocks if part.blocks in EVERY_ADDRESS.values()]
        narrow = [part for part in blocks if part not in plain] or plain
        alike = len(found) == len(parts) and len({part.item for part in found}) == 1
        if not alike or len(narrow) > 1 or any(part.negated for part in plain):
            return self._unread("tests of different items of a list in one row")
        if any(part.blocks is None and not part.there for part in found):
            return self._unread("an item of a list is to be missing, and more")
        pairs = [] if narrow == plain else [(one, other) for one in narrow for other in plain]
        if any(one.negated or not is_within(one.blocks, other.blocks) for one, other in pairs):
            return self._unread("an item of a list is tested for other addresses")
        there = any(part.there for part in found)
        return replace(narrow[0], there=there) if narrow else replace(found[0], there=there)

    def _either(self, parts: Sequence[_Part]) -> _Part:
        items = [part for part in parts if isinstance(part, _ItemMeets)]
        others = [self._finished(part) for part in parts if not isinstance(part, _ItemMeets)]
        if not items:
            return one_of(others)
        if not others and len({part.item for part in items}) == 1:
            return self._one_item(items)
        tests: list[Test] = []
        for key in dict.fromkeys((p.item.field, p.blocks, p.negated) for p in items):
            alike = [p for p in items if (p.item.field, p.blocks, p.negated) == key]
            tests.append(self._every_item(alike))
        return one_of([*tests, *others])

    def _one_item(self, parts: Sequence[_ItemMeets]) -> _Part:
        """Blocks of either version, in one of which an item is."""
        networks = [
            network
            for part in parts
            if part.blocks is not None and not part.negated
            for network in part.blocks.networks
        ]
        if any(part.blocks is None or part.negated for part in parts):
            return self._unread("one item of a list is tested for different things")
        there = all(part.there for part in parts)
        return replace(parts[0], there=there, blocks=InSubnet(tuple(networks)))

    def _every_item(self, parts: Sequence[_ItemMeets]) -> Test:
        """The same test of each of the first items: a test of the list."""
        first = parts[0]
        numbers = {part.item.number for part in parts}
        whole = numbers == set(range(1, ITEMS_IN_SUBNET + 1)) and all(
            part.item.of == ITEMS_IN_SUBNET for part in parts
        )
        if not whole or first.blocks is None or not all(part.is_sure for part in parts):
            return self._unread("not all of the first items of a list are tested alike")
        demand = (first.blocks, first.negated)
        return Asks(ItemTest(FieldRead(first.item.field), (demand,)))

    def _negation(self, part: _Part) -> _Part:
        match part:
            case Asks(Not(inner)):
                return Asks(inner)
            case Asks(condition):
                return Asks(Not(condition))
            case Opposite(inner_test):
                return inner_test
            case Unread():
                return part
            case _ItemMeets(there=False, blocks=InSubnet()):
                return replace(part, negated=not part.negated)
            case _ItemMeets(there=False, blocks=None):
                return replace(part, there=True)
            case _ItemMeets():
                return self._unread("a test of an item of a list that is turned around")
            case _:
                return Opposite(self._finished(part))

    # --- Single tests ----------------------------------------------------------------------------

    def _truth(self, name: str) -> _Part:
        match self._known.get(name):
            case None:
                return IsTrue(name)
            case Holds(condition):
                return Asks(condition)
            case InputObject("service_config"):
                return Asks(ServiceFound())
            case Plain(subject, version):
                return self._address(subject, EVERY_ADDRESS[version])
            case Source(source) as read if is_text(read):
                return Asks(Not(NoValue(source)))
            case _:
                return self._unread(f"the truth of `{name}`")

    def _asked(self, expression: Binary | Call | Method, sure: _Sure) -> _Part:
        """A single test of a variable."""
        bound = _IS_TEXT.match(expression)
        if bound is not None and self._anything(name_of(bound, "X")) is not None:
            return _IsText(name_of(bound, "X"))
        match expression:
            case Binary(Name(name), "==", Literal(value)) if name not in self._known:
                return IsValue(name, value)
            case Call("pex_in_subnet", (Name(name), Array(items))):
                return self._in_subnet(name, items, sure)
            case _:
                pass
        found = self._of_reading(expression, sure)
        return self._unread("a test in a form that scripts do not have") if found is None else found

    def _of_reading(self, expression: Binary | Call | Method, sure: _Sure) -> _Part | None:
        condition: Condition | None = None
        source: FieldRead | PartRead | None
        match expression:
            case Method(_, name) if name not in _METHODS:
                pass
            case Binary(Method() as field, "==" | "in" as operator, Literal() | Array() as operand):
                source = got(field, self._known)
                if source is not None and operand != EMPTY:
                    condition = text_test(source, operator, operand)
            case Binary(Name(name), operator, Literal() | Array() as operand) | Method(
                Name(name), operator, (Literal() as operand,)
            ):
                item = self._known.get(name)
                if isinstance(item, ItemAt) and (operator, operand) == ("==", Literal("")):
                    return _ItemMeets(item, there=False)
                condition = self._compared(name, operator, operand, sure)
            case Binary(Literal(str()) as operand, "in", Name(name)):
                source = self._text(name, sure)
                if source is not None:
                    condition = text_test(source, "contains", operand)
            case Call("pex_regex_search", (Literal(str() as pattern), Name(name))):
                searched = self._known.get(name)
                source = self._text(name, sure)
                if isinstance(searched, Items):
                    condition = search_test(searched.field, pattern)
                elif source is not None:
                    condition = search_test(source, pattern)
            case _:
                pass
        return None if condition is None else Asks(condition)

    def _text(self, name: str, sure: _Sure) -> FieldRead | PartRead | None:
        """The text that a variable holds; None where it may hold something else."""
        match self._known.get(name):
            case Source(source) as read if is_text(read):
                return source
            case Anything(source) if any(
                bound is not None and name_of(bound, "X") == name
                for bound in map(_IS_TEXT.match, sure)
            ):
                return source
            case _:
                return None

    def _anything(self, name: str) -> FieldRead | None:
        """The field that a variable holds as it came."""
        reading = self._known.get(name)
        return reading.source if isinstance(reading, Anything) else None

    def _compared(
        self, name: str, operator: str, operand: Literal | Array, sure: _Sure
    ) -> Condition | None:
        text = self._text(name, sure)
        match self._known.get(name):
            case Source() | Anything() if text is not None:
                return text_test(text, operator, operand)
            case Anything(source) if operand != EMPTY and operator in ("==", "in"):
                return text_test(source, operator, operand)
            case Source(source):
                # None does not compare with a number: the script must have asked before.
                has_value = Binary(Name(name), "!=", Literal(None)) in sure
                return number_test(source, operator, _plain_value(operand), compares=has_value)
            case Items(field) if (operator, operand) == ("==", Literal("")):
                return NoValue(FieldRead(field))
            case Clock(part, zone):
                return clock_test(part, zone, operator, _plain_value(operand))
            case _:
                return None

    def _in_subnet(self, name: str, items: Sequence[Expression], sure: _Sure) -> _Part:
        blocks = address_test(items)
        if blocks is None:
            return self._unread("blocks that are none")
        plain = {
            reading.version
            for one in sure
            if isinstance(one, Name)
            and isinstance(reading := self._known.get(one.name), Plain)
            and reading.name == name
        }
        if not {network.version for network in blocks.networks} <= plain:
            return self._unread("an address is tested that may be none")
        return self._address(name, blocks)

    def _address(self, name: str, blocks: InSubnet) -> _Part:
        match self._known.get(name):
            case Source(source) as read if is_text(read):
                return Asks(FieldTest(source, blocks))
            case Printed(source):
                return Asks(FieldTest(source, blocks))
            case ItemAt() as item:
                return _ItemMeets(item, there=False, blocks=blocks)
            case _:
                return self._unread(f"`{name}` is tested for an address")


def _plain_value(operand: Literal | Array) -> object:
    """The constant, or the constants, that something is compared with."""
    if isinstance(operand, Literal):
        return operand.value
    return tuple(item.value if isinstance(item, Literal) else item for item in operand.items)
