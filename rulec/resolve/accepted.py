"""What a rule accepts: the warnings, and breaches of Pexip's rules, that it means to have.

A rule set accepts those of what stands beside its rules.
"""

from __future__ import annotations

from rulec.diagnostics import (
    ANALYSIS,
    CODES,
    RESOLVING,
    Problem,
    code,
    did_you_mean,
    may_accept,
    short,
)
from rulec.diagnostics import codes_resolving as codes
from rulec.ir import Accepts
from rulec.resolve.context import Problems
from rulec.syntax.nodes import Scalar
from rulec.syntax.shapes import RuleSetShape, RuleShape


class Accepted:
    """The codes that a rule accepts; what is wrong with them is noted."""

    def __init__(self, shape: RuleShape | RuleSetShape, problems: Problems) -> None:
        self.problems = problems
        self.accepted: dict[str, Scalar] = {}
        for written in shape.accept or ():
            assert isinstance(written, Scalar)  # noqa: S101  the shape is a list of texts
            known = code(written)
            if known is None:
                hint = did_you_mean(
                    written, (row.name for row in CODES.values() if may_accept(row))
                )
                message = f"unknown code `{short(written)}`"
                hint = hint or "write the name in the brackets of the warning that is meant"
                problems.add(codes.UNKNOWN_CODE, message, written.span, hint)
            elif not may_accept(known):
                what = "an error" if known.is_error else "not about a rule"
                message = f"`{written}` is {what} and cannot be accepted"
                hint = "correct the rule" if known.is_error else "remove it from `accept`"
                problems.add(codes.UNKNOWN_CODE, message, written.span, hint)
            else:
                self.accepted[known.id] = written
        if shape.accept and not shape.description:
            message = "`accept` needs a `description` that says why"
            span = shape.mapping.key_spans["accept"]
            problems.add(codes.ACCEPT_WITHOUT_REASON, message, span, "add `description:`")

    def kept(self, found: list[Problem]) -> list[Problem]:
        """The problems that are not accepted; notes what there is nothing to accept for."""
        met = {problem.code.id for problem in found}
        for id_, written in self.accepted.items():
            # What the analyses find is not known yet: `of_findings`.
            if id_ not in met and id_.startswith(RESOLVING):
                message = f"there is no `{written}` to accept"
                hint = "remove it from `accept`"
                self.problems.add(codes.UNUSED_ACCEPT, message, written.span, hint)
        return [problem for problem in found if problem.code.id not in self.accepted]

    @property
    def of_findings(self) -> tuple[Accepts, ...]:
        """The codes of what the analyses find."""
        every = self.accepted.items()
        return tuple(Accepts(id_, word.span) for id_, word in every if id_.startswith(ANALYSIS))
