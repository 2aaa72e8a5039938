"""Tests in rule files, run through the evaluator and through the generated scripts."""

from rulec.testing.coverage import (
    ConditionCoverage,
    Coverage,
    Reason,
    RuleCoverage,
    SetCoverage,
    Share,
    Why,
)
from rulec.testing.expectations import Mismatch, mismatches
from rulec.testing.locations import is_left_out
from rulec.testing.mutation import Fate, Judged, Score, score
from rulec.testing.requests import DEFAULT_NOW
from rulec.testing.run import Failure, TestResult, TestRun, run_tests
from rulec.testing.single_conditions import SingleCondition
from rulec.testing.suggest import Left, Suggestion, Suggestions, WhyLeft, suggest

__all__ = [
    "DEFAULT_NOW",
    "ConditionCoverage",
    "Coverage",
    "Failure",
    "Fate",
    "Judged",
    "Left",
    "Mismatch",
    "Reason",
    "RuleCoverage",
    "Score",
    "SetCoverage",
    "Share",
    "SingleCondition",
    "Suggestion",
    "Suggestions",
    "TestResult",
    "TestRun",
    "Why",
    "WhyLeft",
    "is_left_out",
    "mismatches",
    "run_tests",
    "score",
    "suggest",
]
