"""Projects from texts, and what is found in them."""

from dataclasses import replace
from datetime import date

from rulec.findings import findings
from rulec.resolve import resolve_project
from rulec.source import SourceFile
from rulec.syntax.folder import RuleFile
from rulec.syntax.reader import read_yaml
from rulec.syntax.tables import read_csv

#: The day by which ranges of days are judged.
TODAY = date(2026, 11, 23)


def project_of(files):
    """The project of some files by path, or of the one rule set in a text; it has no errors."""
    read = []
    for path, text in ({"r.yaml": files} if isinstance(files, str) else files).items():
        file = RuleFile(path, SourceFile(path, text), None)
        if file.is_table:
            table, problems = read_csv(file.source)
            file = replace(file, table=table)
        else:
            node, problems = read_yaml(file.source)
            file = replace(file, node=node)
        assert not problems
        read.append(file)
    project, problems = resolve_project(read, {})
    assert not [problem for problem in problems if problem.is_error], problems
    return project


def found_in(files, checks=None, today=TODAY):
    """What some checks, or all, find; everything can be decided."""
    made = findings(project_of(files), today, checks)
    assert made.undecided == ()
    return made.problems


def participant(rules, head=""):
    """A rule set of participant policy, from lines of rules."""
    lines = "".join(f"- {line}\n" for line in rules)
    return f"policy: participant\n{head}rules:\n{lines}"


def lines_of(problems):
    """What people read first of problems: the name of the code, and the message."""
    return [f"{problem.code.name}: {problem.message}" for problem in problems]
