"""Tests in rule files, run through the evaluator and through the generated scripts."""

from rulec.testing.expectations import Mismatch, mismatches
from rulec.testing.run import DEFAULT_NOW, Failure, TestResult, TestRun, run_tests

__all__ = [
    "DEFAULT_NOW",
    "Failure",
    "Mismatch",
    "TestResult",
    "TestRun",
    "mismatches",
    "run_tests",
]
