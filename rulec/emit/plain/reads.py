r"""Fields are read where they are asked, and only as far as the questions need it.

Exact, because a question gets the same answer from what the shorter reading gives instead. `.get`
gives a field as it came, or none:

* A field that is only compared with texts that are not empty may be anything: nothing but a text
  equals one. Where it is asked once, it is read there; inputs never change.
* A field that is otherwise asked once, by a test that no empty text meets, is tested for being text
  in front of that: where it is none, the whole is false, as the test of nothing is.
* A member of an object meets such a test only where the object is there, which need not be asked
  beside it.
* An address is searched for in what the node prints of the field in lower case, which is the
  address itself or, of anything else, no address: what is no text is printed as a number, a word
  or in brackets. `pex_in_subnet` is only asked behind that, and takes hexadecimal digits of either
  case. With a dot behind it, an address of version 4 is four times a number with a dot.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import field

from rulec.emit.fields import as_text, given
from rulec.emit.plain.shapes import is_some_text, single
from rulec.matching.address import DOTTED_V4, PLAIN_V4, PLAIN_V6
from rulec.matching.pattern import compiled
from rulec.pexip import ALWAYS_THERE, VARIABLES
from rulec.records import dataclass
from rulec.script.expression import (
    EMPTY,
    TRUE,
    Array,
    Binary,
    Both,
    Call,
    Either,
    Expression,
    Filtered,
    Item,
    Literal,
    Method,
    Name,
    both,
    either,
    search,
)
from rulec.script.reading import assigned, expressions_of, inside
from rulec.script.rewriting import rebuilt, rewritten
from rulec.script.statement import Assign, Block, Branch, If, Statement


def read_in_place(statements: Sequence[Statement]) -> tuple[Statement, ...]:
    """The statements of a whole script with shorter readings."""
    plan = _plan(statements)
    kept = [one for one in statements if not plan.drops(one)]
    return tuple(map(plan.read, rewritten(kept, plan.asked)))


@dataclass(frozen=True, slots=True)
class _Plan:
    """Variables by what becomes of their readings, with `.get` of the field of each."""

    #: Asked once: the field stands there instead.
    in_place: dict[str, Expression] = field(default_factory=dict)
    #: Read without a guard.
    bare: dict[str, Expression] = field(default_factory=dict)
    #: Members of objects that may not be there, with the variable of the object.
    members: dict[str, str] = field(default_factory=dict)
    #: Texts of addresses.
    addresses: dict[str, Expression] = field(default_factory=dict)
    #: The one question of a variable that gets a test for text in front of it.
    tested: dict[str, Expression] = field(default_factory=dict)

    def drops(self, statement: Statement) -> bool:
        """Whether a statement of the start of the script is not needed any more."""
        match single(statement):
            case Assign(name):
                return name in self.in_place
            case one:
                return (guarded := _guarded(one)) in self.bare or guarded in self.addresses

    def read(self, statement: Statement) -> Statement:
        """A statement of the start of the script, with the shorter reading."""
        match statement:
            case Block((Assign(name),), mark) if name in self.bare:
                return Block((Assign(name, self.bare[name]),), mark)
            case Block((Assign(name),), mark) if name in self.addresses:
                return Block((Assign(name, Filtered(self.addresses[name], "lower")),), mark)
            case _:
                return statement

    def asked(self, expression: Expression) -> Expression:
        """An expression with its questions as the shorter readings need them."""
        subject = _subject(expression)
        if subject in self.tested and expression == self.tested[subject]:
            is_text = Binary(as_text(Name(subject)), "==", Name(subject))
            return both([is_text, expression])
        if subject in self.addresses and expression == search(PLAIN_V4, Name(subject)):
            return search(DOTTED_V4, Binary(Name(subject), "+", Literal(".")))
        match expression:
            case Name() if subject in self.in_place:
                return self.in_place[subject]
            case Both(operands):
                there = {self.members.get(_subject(one)) for one in operands if _is_met(one)}
                return both([self.asked(one) for one in operands if not _is_one_of(one, there)])
            case Either(operands):
                return either(list(map(self.asked, operands)))
            case _:
                return rebuilt(expression, self.asked)


def _plan(statements: Sequence[Statement]) -> _Plan:
    plan = _Plan()
    made = Counter(assigned(statements))
    tops = [one for one in map(single, statements) if one is not None]
    objects = [given(name) for name in VARIABLES]
    holders = {ALWAYS_THERE}
    for one in tops:
        if isinstance(one, Assign) and one.value in objects and made[one.name] == 1:
            holders.add(one.name)
    guarded = {_guarded(one) for one in tops}
    questions = _questions([one for one in statements if not _guarded(single(one))])
    for one in tops:
        found = _field(one, holders)
        if found is None:
            continue
        name, holder, get = found
        if holder != ALWAYS_THERE and made[name] == 1 + (name in guarded):
            plan.members[name] = holder
        asked = questions[name]
        others = [question for question in asked if not _is_comparison(question)]
        if made[name] == 1 and not others:
            (plan.in_place if len(asked) == 1 else plan.bare)[name] = get
        elif made[name] != 1 + (name in guarded) or not others:
            continue
        elif len(others) == 1 and _needs_text(others[0]):
            plan.bare[name] = get
            plan.tested[name] = others[0]
        elif others == asked and all(map(_asks_for_addresses, others)):
            plan.addresses[name] = get
    return plan


def _field(statement: Statement, holders: Collection[str]) -> tuple[str, str, Expression] | None:
    """A variable that holds a field of an input, with the input's and `.get` of it; else None."""
    match statement:
        case Assign(name, Filtered(Item(Name(holder), Literal() as key), "default", given)):
            is_field = holder in holders and given == (EMPTY, TRUE)
            return (name, holder, Method(Name(holder), "get", (key,))) if is_field else None
        case _:
            return None


def _guarded(statement: Statement | None) -> str:
    """The variable that a statement makes empty where it is no text; empty for any other."""
    match statement:
        case If((Branch(condition, (Assign(name, value),)),), ()) if value == EMPTY:
            subject = Name(name)
            return name if condition == Binary(as_text(subject), "!=", subject) else ""
        case _:
            return ""


# --- Questions -----------------------------------------------------------------------------------


def _questions(statements: Sequence[Statement]) -> Mapping[str, Sequence[Expression]]:
    """What each variable is asked for: its bare name where that is none of the known questions."""
    found: defaultdict[str, list[Expression]] = defaultdict(list)
    waiting = list(expressions_of(statements))
    while waiting:
        one = waiting.pop()
        subject = _subject(one)
        if subject:
            found[subject].append(one)
        else:
            waiting += inside(one)
    return found


def _subject(expression: Expression) -> str:
    """The variable that a question asks; empty for what is no question."""
    match expression:
        case Name(name):
            return name
        case Binary(Name(name), "==" | "!=" | "in", Literal() | Array()):
            return name
        case Binary(Literal(), "in", Name(name)):
            return name
        case Call("pex_regex_search", (Literal(), Name(name))):
            return name
        case Call("pex_in_subnet", (Name(name), Array())):
            return name
        case Method(Name(name), "startswith" | "endswith", (Literal(),)):
            return name
        case _:
            return ""


def _is_comparison(question: Expression) -> bool:
    """Whether a variable is compared with texts that are not empty."""
    match question:
        case Binary(Name(), "==" | "!=" | "in", operand):
            return is_some_text(operand)
        case _:
            return False


def _is_one_of(expression: Expression, names: Collection[str | None]) -> bool:
    return isinstance(expression, Name) and expression.name in names


def _is_met(question: Expression) -> bool:
    """Whether a question is met by some texts, and by nothing else."""
    match question:
        case Binary(Name(), "!="):
            return False
        case _:
            return _is_comparison(question) or _needs_text(question)


def _needs_text(question: Expression) -> bool:
    """Whether a question is one of texts, and false of the empty one."""
    match question:
        case Method(_, _, (operand,)) | Binary(operand, "in", Name()):
            return is_some_text(operand)
        case Call("pex_regex_search", (Literal(str() as pattern), _)):
            return compiled(pattern).search("") is None
        case _:
            return False


def _asks_for_addresses(question: Expression) -> bool:
    """Whether a question is whether a text is an address, or, once it is, where it lies."""
    match question:
        case Call("pex_regex_search", (_, subject)):
            return question in (search(PLAIN_V4, subject), search(PLAIN_V6, subject))
        case Call("pex_in_subnet"):
            return True
        case _:
            return False
