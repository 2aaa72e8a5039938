"""What the rules of a script read, found by walking the checked rules."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from itertools import chain
from types import MappingProxyType

from rulec.analysis.drafts import Draft
from rulec.ir import Apply, CaptureRead, Constant, FieldTest, ItemTest, Profile
from rulec.ir.walk import walk
from rulec.matching.pattern import Pattern, parse_pattern
from rulec.matching.pattern_backtracking import SHORT_TEXT
from rulec.operators import PatternOperator
from rulec.pexip import InputField, Policy, variables_of
from rulec.records import dataclass


@lru_cache(maxsize=1 << 16)
def fields_in(node: object) -> tuple[InputField, ...]:
    """The inputs that a node reads, each once."""
    return tuple(dict.fromkeys(part for part in walk(node) if isinstance(part, InputField)))


@dataclass(frozen=True, slots=True)
class Reads:
    """What the script of one policy reads."""

    fields: tuple[InputField, ...]
    #: Fields in whose texts a pattern may search for ever, with the longest text that is quick.
    risky: Mapping[InputField, int]
    #: Fields that any pattern is asked of: some take a time that grows with a power of the length.
    searched: frozenset[InputField]

    def limit(self, field: InputField) -> int | None:
        """The longest text that a field is tried with; None without a limit."""
        if field in self.risky:
            return self.risky[field]
        return SEARCHED_TEXT if field in self.searched else None


def usual(policy: Policy, reads: Reads) -> Draft:
    """The usual call, with texts on which no pattern takes an exponential time."""
    base = Draft(policy)
    for field, longest in reads.risky.items():
        value = base.value(field.path)
        if isinstance(value, str) and len(value) > longest:
            base = base.put(field.path, value[:longest])
    return base


#: The longest texts for fields that patterns search.
SEARCHED_TEXT = 320


def reads_of(profile: Profile, policy: Policy) -> Reads:
    """What the rules of a policy read, in the order in which they do.

    A field of a variable that the policy does not have is left out: it is always missing.
    """
    known = variables_of(policy)
    found: dict[InputField, None] = {}
    risky: dict[InputField, int] = {}
    searched: set[InputField] = set()
    for node in walk(profile.sets(policy)):
        if isinstance(node, InputField) and node.path[0] in known:
            found[node] = None
        for pattern, subject in _searches(node):
            searched.update(fields_in(subject))
            quick = SHORT_TEXT if pattern is None else pattern.quick_length
            if quick is not None:
                fields = fields_in(subject)
                risky.update((field, min(quick, risky.get(field, quick))) for field in fields)
    return Reads(tuple(found), MappingProxyType(risky), frozenset(searched))


def _searches(node: object) -> Iterator[tuple[Pattern | None, object]]:
    """The patterns that a node searches for, and in what; None for one that can not be read."""
    match node:
        case FieldTest(subject, PatternOperator(patterns)):
            yield from ((pattern, subject) for pattern in patterns)
        case CaptureRead(_, subject, operator):
            yield from ((pattern, subject) for pattern in operator.patterns)
        case ItemTest(subject, demands):
            operators = [each for each, _ in demands if isinstance(each, PatternOperator)]
            every = chain.from_iterable(each.patterns for each in operators)
            yield from ((pattern, subject) for pattern in every)
        case Apply(filter=row, value=value, arguments=arguments):
            roles = [parameter.role for parameter in row.parameters]
            for role, argument in zip(roles, arguments, strict=False):
                if role == "pattern" and isinstance(argument, Constant):
                    read = parse_pattern(str(argument.value))
                    yield (read if isinstance(read, Pattern) else None), value
        case _:
            pass
