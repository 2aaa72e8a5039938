"""Call policy for Pexip Infinity as readable, tested YAML rules, compiled to local policy scripts.

>>> import rulec
>>> rules = rulec.load("rules/")
>>> decision = rules.decide("service", {"call_info": {"local_alias": "meet.alice"}}, profile="edge")
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rulec import version

if TYPE_CHECKING:
    from rulec.api import Rules, RulesError, load
    from rulec.compiled import Decider
    from rulec.evaluate import Action, BadInputs, Change, Decision, Outcome, RuleTrace

__version__ = version.VERSION

__all__ = [
    "Action",
    "BadInputs",
    "Change",
    "Decider",
    "Decision",
    "Outcome",
    "RuleTrace",
    "Rules",
    "RulesError",
    "__version__",
    "load",
]


def __getattr__(name: str) -> Any:
    """Loads the compiler when a public name is first used, so that `--version` answers at once."""
    if name in ("Decider", "Rules", "RulesError", "load"):
        from rulec import api  # noqa: PLC0415

        return getattr(api, name)
    if name in __all__:
        from rulec import evaluate  # noqa: PLC0415

        return getattr(evaluate, name)
    raise AttributeError(f"module 'rulec' has no attribute '{name}'")
