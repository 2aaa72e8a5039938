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
from rulec.testing.run import DEFAULT_NOW, Failure, TestResult, TestRun, run_tests
from rulec.testing.single_conditions import SingleCondition

__all__ = [
    "DEFAULT_NOW",
    "ConditionCoverage",
    "Coverage",
    "Failure",
    "Mismatch",
    "Reason",
    "RuleCoverage",
    "SetCoverage",
    "Share",
    "SingleCondition",
    "TestResult",
    "TestRun",
    "Why",
    "is_left_out",
    "mismatches",
    "run_tests",
]
