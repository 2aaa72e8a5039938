"""A conferencing node as far as scripts can see it: Jinja2 cut down to what Pexip documents.

Runs unchanged on Jinja2 2.10.3 and 3.x: which of them a node uses is not known, so scripts are
tried on both.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import lru_cache
from types import CodeType
from typing import Any, NoReturn

from jinja2 import (
    Environment,
    StrictUndefined,
    Template,
    TemplateAssertionError,
    TemplateSyntaxError,
    Undefined,
    nodes,
)
from jinja2.sandbox import ImmutableSandboxedEnvironment, SandboxedEnvironment

from rulec.emulator.behaviour import LIKELY, Behaviour
from rulec.emulator.filters import STANDARD_FILTERS, Filters
from rulec.emulator.functions import Functions, Moment, moment_in

#: Methods that change a list or a dictionary; a script that names one may change its inputs.
_CHANGING_METHODS = frozenset(
    (
        *("append", "extend", "insert", "remove", "reverse", "sort"),
        *("clear", "pop", "popitem", "setdefault", "update"),
    )
)


#: Methods of text that every sandbox lets through.
_TEXT_METHODS = frozenset({"startswith", "endswith"})
_BuiltinMethod = type("".startswith)


class _Shortcuts:
    """A sandbox that does not ask again about what it always allows.

    Most of a render's time would go into asking for each call of Pexip's functions and of two
    methods of text. The answers are the same without.
    """

    #: Identities of Pexip's functions.
    trusted: frozenset[int] = frozenset()

    def getattr(self, obj: Any, attribute: str) -> Any:
        if type(obj) is str and attribute in _TEXT_METHODS:
            return getattr(obj, attribute)
        return super().getattr(obj, attribute)  # type: ignore[misc]

    def call(__self, __context: Any, __obj: Any, *args: Any, **kwargs: Any) -> Any:  # noqa: N805
        # The names are Jinja's own: keyword arguments of a script must not meet them.
        if id(__obj) in __self.trusted or (
            type(__obj) is _BuiltinMethod
            and __obj.__name__ in _TEXT_METHODS
            and type(getattr(__obj, "__self__", None)) is str
        ):
            return __obj(*args, **kwargs)
        return super().call(__context, __obj, *args, **kwargs)  # type: ignore[misc]


class _Sandbox(_Shortcuts, SandboxedEnvironment):
    """The usual sandbox."""


class _ImmutableSandbox(_Shortcuts, ImmutableSandboxedEnvironment):
    """The sandbox that also refuses to change lists and dictionaries."""


class ScriptFailedError(Exception):
    """A script that gives no answer: the node keeps its own data, so every rule in it is lost."""


class CompileFailedError(ScriptFailedError):
    """The script is not a template that a node could compile."""


class RenderFailedError(ScriptFailedError):
    """The script raised while it ran; the cause is the error it raised."""


class CompiledScript:
    """A script, compiled once by `Node.compile` and rendered for any number of calls."""

    def __init__(self, template: Template, *, copies_inputs: bool) -> None:
        self._template = template
        self._copies_inputs = copies_inputs

    def render(self, inputs: Mapping[str, Any], now: datetime, log: list[str] | None = None) -> str:
        """What the script prints.

        `inputs` holds the script's variables (`call_info`, `service_config`, ...) as plain JSON
        data and is never changed. `now` is an aware time; it stands still while the script runs.
        The lines of `pex_debug_log` are added to `log`. Raises `RenderFailedError`.
        """
        if now.tzinfo is None:
            message = "the time of a render needs a time zone"
            raise ValueError(message)

        def pex_now(timezone: str = "UTC") -> Moment:
            return moment_in(timezone, now)

        def pex_debug_log(*parts: object) -> str:
            line = ",".join(str(part) for part in parts)
            if log is not None:
                log.append(line)
            return ""

        clock = {"pex_now": pex_now, "pex_debug_log": pex_debug_log}
        try:
            given = {k: _copied(v) for k, v in inputs.items()} if self._copies_inputs else inputs
            context = self._template.new_context({**clock, **given})
            # Not `Template.render`, which spends most of a failing render on a nicer traceback.
            return "".join(self._template.root_render_func(context))
        except Exception as error:
            raise RenderFailedError(_told(error)) from error


class Node:
    """Pexip's template environment under one behaviour."""

    def __init__(self, behaviour: Behaviour = LIKELY) -> None:
        sandbox = _ImmutableSandbox if behaviour.immutable_sandbox else _Sandbox
        self.behaviour = behaviour
        self._environment = sandbox(
            autoescape=behaviour.autoescape,
            trim_blocks=behaviour.trim_blocks,
            lstrip_blocks=behaviour.lstrip_blocks,
            undefined=StrictUndefined if behaviour.undefined == "strict" else Undefined,
        )
        stock = self._environment.filters
        self._environment.filters = {
            **{name: stock[name] for name in STANDARD_FILTERS},
            **Filters(behaviour).table(),
        }
        self._functions = Functions(behaviour).table()
        self._environment.trusted = frozenset(map(id, self._functions.values()))

    def compile(self, script: str) -> CompiledScript:
        """Compiles a script; raises `CompileFailedError`."""
        behaviour = self.behaviour
        switches = (behaviour.autoescape, behaviour.trim_blocks, behaviour.lstrip_blocks)
        try:
            code, changes_inputs = _code(script, switches)
            # With its own globals: those of the environment hold Jinja's `range`, `dict` and more.
            template = Template.from_code(self._environment, code, self._functions)
        except Exception as error:
            raise CompileFailedError(_told(error)) from error
        copies = behaviour.update == "in place" or changes_inputs
        return CompiledScript(template, copies_inputs=copies)


@lru_cache(maxsize=2)
def _code(script: str, switches: tuple[bool, bool, bool]) -> tuple[CodeType, bool]:
    """The Python code of a script, and whether it calls a method that changes its inputs.

    Compiling takes most of the time of a short verification, and only these switches of a
    behaviour matter to it: autoescape, trim_blocks and lstrip_blocks.
    """
    autoescape, trim_blocks, lstrip_blocks = switches
    environment = _Sandbox(
        autoescape=autoescape, trim_blocks=trim_blocks, lstrip_blocks=lstrip_blocks
    )
    stock = environment.filters
    filters = {**{n: stock[n] for n in STANDARD_FILTERS}, **Filters(LIKELY).table()}
    environment.filters = {name: _not_now(each) for name, each in filters.items()}
    tree = environment.parse(script)
    _refuse_unknown_names(tree, environment)
    return environment.compile(tree), _calls_a_changing_method(tree)


def _not_now(each: Callable[..., Any]) -> Callable[..., Any]:
    """A filter as it is while a script is compiled: what it gives is for a behaviour to say.

    Jinja2 computes filters of constants beforehand, but for those that raise. What it is to pass
    to the filter stands in the function's attributes.
    """

    def raises(*_: object, **__: object) -> NoReturn:
        message = "no filter runs while a script is compiled"
        raise TypeError(message)

    vars(raises).update(getattr(each, "__dict__", {}))
    return raises


def _refuse_unknown_names(tree: nodes.Template, environment: Environment) -> None:
    # Jinja2 3 lets an unknown filter or test inside `if` pass until that branch runs;
    # Jinja2 2.10 refuses it at once. The stricter one holds here.
    known = {nodes.Filter: environment.filters, nodes.Test: environment.tests}
    for use in tree.find_all((nodes.Filter, nodes.Test)):
        if use.name not in known[type(use)]:
            message = f"no {type(use).__name__.lower()} named {use.name!r}"
            raise TemplateAssertionError(message, use.lineno)


def _calls_a_changing_method(tree: nodes.Template) -> bool:
    return any(
        isinstance(call.node, nodes.Getattr) and call.node.attr in _CHANGING_METHODS
        for call in tree.find_all(nodes.Call)
    )


def _copied(value: Any) -> Any:
    """A deep copy of JSON data; `copy.deepcopy` takes several times as long."""
    if isinstance(value, dict):
        return {key: _copied(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_copied(item) for item in value]
    return value


def _told(error: Exception) -> str:
    name = type(error).__name__
    if isinstance(error, TemplateSyntaxError):
        return f"{name} in line {error.lineno}: {error.message}"
    return f"{name}: {error}"
