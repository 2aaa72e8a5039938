"""Shapes to checked rules: names, types, operators, templates and effects, every problem noted."""

from rulec.resolve.project import Project, resolve_project
from rulec.resolve.tests import TestCase

__all__ = ["Project", "TestCase", "resolve_project"]
