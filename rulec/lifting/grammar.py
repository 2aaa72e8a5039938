"""The text of a script as a tree of the grammar that scripts are written in.

Jinja2's own parser reads the text, so that precedence and escapes mean what they mean to a node.
Whatever is not in our grammar is refused with its line: nothing is guessed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from jinja2 import Environment, TemplateSyntaxError, nodes

from rulec.lifting.answers import whole_answers
from rulec.lifting.tree import (
    Assign,
    Branch,
    If,
    NotInGrammar,
    NotLifted,
    Print,
    Statement,
    Text,
)
from rulec.pexip import MAX_ELIF_ARMS, MAX_NESTED_IFS, SCRIPT_MAX_CHARACTERS, script_size
from rulec.script.expression import (
    Array,
    Attribute,
    Binary,
    Both,
    Call,
    Dictionary,
    Either,
    Expression,
    Filtered,
    Item,
    Literal,
    Method,
    Name,
    Negation,
)

#: A text with no escapes but those that every Python reads alike.
_ESCAPES = re.compile(
    r"""(?:[^\\]|\\(?:[\\'"abfnrtv]|x[0-9A-Fa-f]{2}|u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}))*\Z""",
    re.DOTALL,
)
#: How deep expressions may nest: so many parentheses Python's compiler takes in every version.
_DEEPEST = 89
#: More digits than any number of a script has.
_MOST_DIGITS = 100


def read_script(text: str) -> tuple[Statement, ...] | NotLifted:
    """The statements of a script, without its comments; or the first thing that is foreign."""
    if script_size(text) > SCRIPT_MAX_CHARACTERS:
        return NotLifted("the script is too long", 1)
    try:
        environment = Environment(autoescape=False)  # noqa: S701  nothing is rendered
        _refuse_new_syntax(environment.lex(text))
        return whole_answers(tuple(_statements(environment.parse(text).body, 0)))
    except TemplateSyntaxError as error:
        return NotLifted(error.message or "this is no script", error.lineno)
    except NotInGrammar as error:
        return error.found
    except RecursionError:
        return NotLifted("the script nests too deep", 1)


def _refuse_new_syntax(tokens: Iterable[tuple[int, str, str]]) -> None:
    """Refuses what Jinja2 3 reads and 2.10 does not, and numbers that Python does not read."""
    for line, kind, text in tokens:
        if kind == "integer" and not text.isdecimal():
            raise NotInGrammar("a number that old nodes cannot read", line)
        if kind == "integer" and len(text) > _MOST_DIGITS:
            raise NotInGrammar("a number that is too long", line)
        if kind == "name" and not text.isascii():
            raise NotInGrammar("a name that Python takes for another one", line)
        if kind == "string" and not _ESCAPES.match(text):
            raise NotInGrammar("a text that old nodes cannot read", line)
        if kind.endswith(("_begin", "_end")) and "+" in text:
            raise NotInGrammar("a tag that old nodes cannot read", line)


def _statements(body: Iterable[nodes.Node], depth: int) -> Iterable[Statement]:
    for node in body:
        match node:
            case nodes.Output():
                yield from _output(node)
            case nodes.Assign(target=nodes.Name() as target):
                yield Assign(target.name, _expression(node.node), node.lineno)
            case nodes.If():
                if depth == MAX_NESTED_IFS:
                    raise NotInGrammar("the script nests too deep", node.lineno)
                if len(node.elif_) > MAX_ELIF_ARMS:
                    raise NotInGrammar("a chain is too long", node.lineno)
                branches = [_branch(one, depth + 1) for one in (node, *node.elif_)]
                otherwise = tuple(_statements(node.else_, depth + 1))
                yield If(tuple(branches), otherwise, node.lineno)
            case _:
                raise _foreign(node)


def _branch(node: nodes.If, depth: int) -> Branch:
    return Branch(_expression(node.test), tuple(_statements(node.body, depth)), node.lineno)


#: White space that may stand around JSON.
_JSON_SPACE = " \t\r\n"


def _output(node: nodes.Output) -> Iterable[Print | Text]:
    for part in node.nodes:
        if not isinstance(part, nodes.TemplateData):
            yield Print(_expression(part), part.lineno)
        elif text := part.data.lstrip(_JSON_SPACE):
            before = part.data.removesuffix(text).count("\n")
            yield Text(part.data, part.lineno + before)


def _foreign(node: nodes.Node) -> NotInGrammar:
    return NotInGrammar(f"the construct {type(node).__name__}", node.lineno)


_OPERATORS = {"eq": "==", "ne": "!=", "lt": "<", "lteq": "<=", "gt": ">", "gteq": ">=", "in": "in"}
_ARITHMETIC: dict[type[nodes.BinExpr], str] = {
    nodes.Add: "+",
    nodes.Sub: "-",
    nodes.Mul: "*",
    nodes.FloorDiv: "//",
    nodes.Mod: "%",
}


def _expression(node: nodes.Node) -> Expression:
    """An expression of a script, unless it nests deeper than Python surely compiles."""
    waiting = [(node, 1)]
    while waiting:
        one, depth = waiting.pop()
        if depth > _DEEPEST:
            raise NotInGrammar("an expression nests too deep", one.lineno)
        waiting += [(inner, depth + 1) for inner in one.iter_child_nodes()]
    return _read(node)


def _read(node: nodes.Node) -> Expression:  # noqa: PLR0912  a case for each node
    """An expression; negative numbers, which are subtractions there, as numbers."""
    match node:
        case nodes.Name(ctx="load"):
            return Name(node.name)
        case nodes.Const(value=None | bool() | int() | str() as value):
            return Literal(value)
        case nodes.List():
            return Array(_every(node.items))
        case nodes.Dict():
            return Dictionary(tuple(map(_pair, node.items)))
        case nodes.Getattr(ctx="load"):
            return Attribute(_read(node.node), node.attr)
        case nodes.Getitem(ctx="load"):
            return Item(_read(node.node), _read(node.arg))
        case nodes.Filter(node=nodes.Expr() as subject):
            return Filtered(_read(subject), node.name, _arguments(node))
        case nodes.Call(node=nodes.Name() as called):
            return Call(called.name, _arguments(node))
        case nodes.Call(node=nodes.Getattr() as method):
            return Method(_read(method.node), method.attr, _arguments(node))
        case nodes.Compare(ops=[nodes.Operand() as only]) if only.op in _OPERATORS:
            return Binary(_read(node.expr), _OPERATORS[only.op], _read(only.expr))
        case nodes.Not():
            return Negation(_read(node.node))
        case nodes.And():
            return Both(tuple(map(_read, _row(node))))
        case nodes.Or():
            return Either(tuple(map(_read, _row(node))))
        case nodes.BinExpr() if type(node) in _ARITHMETIC:
            return _arithmetic(node)
        case _:
            raise _foreign(node)


def _arithmetic(node: nodes.BinExpr) -> Expression:
    made = Binary(_read(node.left), _ARITHMETIC[type(node)], _read(node.right))
    match made:
        case Binary(Literal(0 as zero), "-", Literal(int() as number)) if zero is not False:
            return Literal(-number)
        case _:
            return made


def _row(node: nodes.BinExpr) -> list[nodes.Node]:
    """The operands of `and`, or of `or`, however they are grouped, from left to right."""
    operands: list[nodes.Node] = []
    waiting: list[nodes.Node] = [node]
    while waiting:
        one = waiting.pop()
        if type(one) is type(node) and isinstance(one, nodes.BinExpr):
            waiting += [one.right, one.left]
        else:
            operands.append(one)
    return operands


def _every(found: Sequence[nodes.Node]) -> tuple[Expression, ...]:
    return tuple(map(_read, found))


def _arguments(node: nodes.Call | nodes.Filter) -> tuple[Expression, ...]:
    if node.kwargs or node.dyn_args or node.dyn_kwargs:
        raise NotInGrammar("named arguments", node.lineno)
    return _every(node.args)


def _pair(node: nodes.Pair) -> tuple[str, Expression]:
    match node.key:
        case nodes.Const(value=str() as key):
            return key, _read(node.value)
        case _:
            raise _foreign(node)
