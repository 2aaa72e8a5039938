"""What is asked of one source: a value, a list of values, or operators."""

from __future__ import annotations

from dataclasses import replace

from rulec.diagnostics import codes_resolving as codes
from rulec.diagnostics import did_you_mean, names, short
from rulec.ir import (
    All,
    AnyOf,
    CaptureRead,
    Condition,
    FieldRead,
    FieldTest,
    ItemTest,
    LetRead,
    Not,
    NoValue,
    PartRead,
    Source,
    source_type,
)
from rulec.matching.alias import AliasPart
from rulec.operators import InSubnet, Operator, keywords_for
from rulec.pexip import ValueType
from rulec.records import dataclass
from rulec.resolve.context import SetContext, is_list_reference
from rulec.resolve.names import Names
from rulec.resolve.operands import Place, operator, part_ignores_case
from rulec.source import Span
from rulec.syntax.nodes import Mapping, Node, Scalar, Sequence
from rulec.syntax.scalars import as_flag, empty_value

_PARTS = tuple(part.value for part in AliasPart)
_ITEM_LISTS = (ValueType.TEXT_LIST, ValueType.TEXT_OR_LIST)
_OBJECTS = (ValueType.OBJECT, ValueType.OBJECT_LIST)
_EQUALITY = ("equals", "one_of")

#: What other languages call an operator.
_SYNONYMS = {
    **dict.fromkeys(("eq", "is", "value"), "equals"),
    **dict.fromkeys(("in", "oneof", "any_of"), "one_of"),
    **dict.fromkeys(("prefix", "begins_with"), "starts_with"),
    "suffix": "ends_with",
    **dict.fromkeys(("match", "pattern", "glob"), "matches"),
    **dict.fromkeys(("search", "regexp", "re"), "regex"),
    **dict.fromkeys(("subnet", "subnets", "cidr", "network"), "in_subnet"),
    **dict.fromkeys(("lt", "below"), "less_than"),
    **dict.fromkeys(("gt", "above"), "greater_than"),
    **dict.fromkeys(("lte", "le", "max"), "at_most"),
    **dict.fromkeys(("gte", "ge", "min"), "at_least"),
    **dict.fromkeys(("ne", "not_equals", "not_in"), "not"),
    **dict.fromkeys(("host", "hostname"), "domain"),
    **dict.fromkeys(("item", "has", "any"), "includes"),
}


def conjunction(parts: list[Condition | None]) -> Condition | None:
    """The condition that all of the parts hold; None when one could not be resolved."""
    good = [part for part in parts if part is not None]
    if len(good) < len(parts):
        return None
    return good[0] if len(good) == 1 else All(tuple(good))


@dataclass(frozen=True, slots=True)
class FieldTests:
    """Resolves what is asked of sources.

    `positive` says that the test holds wherever the rule applies, so that patterns may capture.
    `ignore_case` is what stands beside the words above.
    """

    context: SetContext
    names: Names
    positive: bool = True
    ignore_case: bool = False

    def test(self, subject: Source, node: Node, span: Span) -> Condition | None:
        """The condition on a source; None after noting what is wrong."""
        type_ = source_type(subject)
        if type_ in _OBJECTS:
            name = subject.field.dotted if isinstance(subject, FieldRead) else "this"
            message = f"`{name}` is {type_.with_article} and cannot be tested"
            hint = "test another field"
            self.context.problems.add(codes.WRONG_OPERATOR, message, span, hint)
            return None
        if isinstance(node, Mapping) and not is_list_reference(node):
            return self._operators(subject, node, span)
        return self._equals("", subject, node, span)

    def _equals(self, word: str, subject: Source, node: Node, span: Span) -> Condition | None:
        """Equality with a value or with one of several; `null` among them is having no value.

        `word` is `equals` or `one_of`, or empty where neither was written.
        """
        if isinstance(node, Scalar) and node.empty:
            self.context.problems.found.append(empty_value(node, word or _name(subject)))
            return None
        if isinstance(node, Scalar) and node.is_null:
            return NoValue(subject, span)
        values = self.context.expanded(node)
        type_ = source_type(subject)
        if values is None:
            return None
        if isinstance(values, Sequence):
            rest = Sequence(node.span)
            rest.extend(item for item in values if not _is_null(item))
            if len(rest) < len(values):
                nothing = NoValue(subject, span)
                some = self._equals(word, subject, rest, span) if rest else nothing
                return AnyOf((nothing, some)) if rest and some is not None else some
        if type_ is ValueType.BOOLEAN and isinstance(values, Sequence) and values:
            every = [self._one(word, subject, item, span) for item in values]
            good = tuple(test for test in every if test is not None)
            return AnyOf(good) if len(good) == len(every) else None
        if type_ is ValueType.TEXT_LIST:
            hint = "ask for one item: `includes: ...`"
            message = "a list equals no single value"
            self.context.problems.add(codes.WRONG_OPERATOR, message, node.span, hint)
            return None
        return self._one(word, subject, values, span)

    def _one(self, word: str, subject: Source, node: Node, span: Span) -> Condition | None:
        """A single operator; the empty word is equality."""
        row = word if word in keywords_for(source_type(subject)) else "equals"
        found = operator(row, node, self._place(subject), word or _name(subject))
        if found is None:
            return None
        if source_type(subject) in _ITEM_LISTS:
            return ItemTest(subject, ((found, False),), span)
        return FieldTest(subject, found, span)

    def _place(self, subject: Source) -> Place:
        folds = self.ignore_case or part_ignores_case(subject)
        return Place(self.context, subject, self.names.capture if self.positive else None, folds)

    # --- Mappings of operators -------------------------------------------------------------------

    def _operators(self, subject: Source, mapping: Mapping, span: Span) -> Condition | None:
        """A mapping of operators, all of which must hold; of a list, on the same item."""
        below = replace(self, ignore_case=self._folds(subject, mapping))
        if not mapping.keys() - {"ignore_case"}:
            hint = "write an operator and what it is asked for"
            message = "the condition asks for nothing"
            self.context.problems.add(codes.EMPTY_OPERAND, message, mapping.span, hint)
            return None
        type_ = source_type(subject)
        words = keywords_for(type_)
        demands: list[tuple[Operator, bool]] = []
        parts: list[Condition | None] = []
        for key, node in mapping.items():
            at = mapping.key_spans[key]
            if key == "ignore_case":
                continue
            if key not in {*words, *_EQUALITY} or type_ is ValueType.TEXT_LIST:
                parts.append(below._other(key, subject, node, at))
                continue
            made = below._equals if key in _EQUALITY else below._one
            test = made(key, subject, node, span)
            if isinstance(test, ItemTest):
                demands.extend(test.demands)
            else:
                parts.append(test)
        if demands:
            parts.append(self._items(subject, demands, mapping, span))
        return conjunction(parts)

    def _folds(self, subject: Source, mapping: Mapping) -> bool:
        """Whether letters compare without case; notes an `ignore_case` that changes nothing."""
        if "ignore_case" not in mapping:
            return self.ignore_case
        problems = self.context.problems
        flag = problems.value_or_note(as_flag(mapping["ignore_case"], "ignore_case"))
        words = keywords_for(source_type(subject))
        textual = words.get("equals") is not None and words["equals"].case
        others = mapping.keys() - {"ignore_case"}
        if others and not (textual and any(k not in words or words[k].case for k in others)):
            message = "`ignore_case` has nothing to change here"
            span = mapping.key_spans["ignore_case"]
            problems.add(codes.WRONG_OPERATOR, message, span, "remove it")
        return flag is True

    def _items(
        self, subject: Source, demands: list[tuple[Operator, bool]], mapping: Mapping, span: Span
    ) -> Condition | None:
        if any(isinstance(found, InSubnet) for found, _ in demands) and len(demands) > 1:
            message = "`in_subnet` on a list cannot stand beside other operators"
            hint = "ask for each in an entry of its own below `all`"
            at = mapping.key_spans.get("in_subnet", mapping.span)
            self.context.problems.add(codes.WRONG_OPERATOR, message, at, hint)
            return None
        return ItemTest(subject, tuple(demands), span)

    def _other(self, key: str, subject: Source, node: Node, span: Span) -> Condition | None:
        """`not`, `includes`, the parts of an alias, or a mistake."""
        if key == "not":
            with self.context.one_condition(span) as allowed:
                below = replace(self, positive=False)
                inner = below.test(subject, node, span) if allowed else None
            return None if inner is None else Not(inner)
        if key == "includes" and source_type(subject) is ValueType.TEXT_LIST:
            return self._includes(subject, node, span)
        if key in _PARTS and isinstance(subject, FieldRead) and subject.field.alias:
            return self.test(PartRead(subject.field, AliasPart(key)), node, span)
        self._no_operator(key, subject, span)
        return None

    def _no_operator(self, key: str, subject: Source, span: Span) -> None:
        type_ = source_type(subject)
        known = ["includes"] if type_ is ValueType.TEXT_LIST else [*keywords_for(type_)]
        known.append("not")
        if isinstance(subject, FieldRead) and subject.field.alias:
            known += _PARTS
        listed = f"known here are {names(known)}"
        every = {"includes", *_PARTS, *(word for t in ValueType for word in keywords_for(t))}
        if key not in every:
            synonym = _SYNONYMS.get(key.lower())
            hint = did_you_mean(key, [*known, "ignore_case"])
            if synonym in known:
                hint = f"did you mean `{synonym}`?"
            message = f"unknown operator `{short(key)}`"
            self.context.problems.add(codes.UNKNOWN_OPERATOR, message, span, hint or listed)
            return
        message = f"`{key}` cannot be asked of {type_.with_article}"
        if key in _PARTS:
            message = f"only an alias has a `{key}`"
        elif type_ is ValueType.TEXT_LIST:
            listed = f"ask it of an item: `includes: {{{key}: ...}}`"
        self.context.problems.add(codes.WRONG_OPERATOR, message, span, listed)

    # --- Items of lists --------------------------------------------------------------------------

    def _includes(self, subject: Source, node: Node, span: Span) -> Condition | None:
        """`includes`: one item meets every demand."""
        below = replace(self, positive=False)
        if not isinstance(node, Mapping) or is_list_reference(node):
            found = operator("equals", node, below._place(subject), "includes")
            return None if found is None else ItemTest(subject, ((found, False),), span)
        below = replace(below, ignore_case=self._folds(subject, node))
        demands = [
            below._demand(key, subject, value, node.key_spans[key])
            for key, value in node.items()
            if key != "ignore_case"
        ]
        if not demands:
            hint = "write an operator and what it is asked for"
            message = "the condition asks for nothing"
            self.context.problems.add(codes.EMPTY_OPERAND, message, node.span, hint)
            return None
        good = [demand for demand in demands if demand is not None]
        return self._items(subject, good, node, span) if len(good) == len(demands) else None

    def _demand(
        self, key: str, subject: Source, node: Node, span: Span
    ) -> tuple[Operator, bool] | None:
        """One demand on an item, which may be negated."""
        words = keywords_for(ValueType.TEXT_LIST)
        negated = key == "not"
        if negated and isinstance(node, Mapping) and not is_list_reference(node):
            word = next(iter(node), "")
            if len(node) != 1 or word not in words:
                message = "`not` below `includes` takes a value or one operator"
                hint = "write `not: {starts_with: ...}`, or several entries below `all`"
                self.context.problems.add(codes.WRONG_OPERATOR, message, span, hint)
                return None
            key, node = word, node[word]
        elif key not in words and not negated:
            self._no_item_operator(key, span)
            return None
        word = "equals" if key == "not" else key
        found = operator(word, node, self._place(subject), key)
        return None if found is None else (found, negated)

    def _no_item_operator(self, key: str, span: Span) -> None:
        known = [*keywords_for(ValueType.TEXT_LIST), "not"]
        synonym = _SYNONYMS.get(key.lower())
        hint = did_you_mean(key, [*known, "ignore_case"]) or f"known here are {names(known)}"
        if synonym in known:
            hint = f"did you mean `{synonym}`?"
        message = f"unknown operator `{short(key)}`"
        self.context.problems.add(codes.UNKNOWN_OPERATOR, message, span, hint)


def _name(subject: Source) -> str:
    """What a source is called in messages."""
    match subject:
        case FieldRead(field):
            return field.name
        case PartRead(part=part):
            return part.value
        case CaptureRead(name=name) | LetRead(name=name):
            return name


def _is_null(node: Node) -> bool:
    return isinstance(node, Scalar) and node.is_null
