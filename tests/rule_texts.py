"""Rule files written in tests, as a project and as scripts: the whole way from text to answers."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from rulec.diagnostics import Problem
from rulec.emit import emit
from rulec.emulator import Answer, Behaviour, CompiledScript, Node, read_answer
from rulec.evaluate import decide, read_inputs
from rulec.ir import Profile
from rulec.pexip import Policy
from rulec.resolve import Project, resolve_project
from rulec.source import SourceFile
from rulec.syntax.folder import RuleFile
from rulec.syntax.reader import read_yaml
from rulec.syntax.tables import read_csv

Inputs = dict[str, Any]


def read_rules(
    texts: dict[str, str], environment: dict[str, str] | None = None
) -> tuple[Project, list[Problem]]:
    """The project of files that are given as text, by path, and every problem."""
    files, problems = [], []
    for path, text in texts.items():
        source = SourceFile(path, text)
        if path.endswith(".csv"):
            table, found = read_csv(source)
            files.append(RuleFile(path, source, None, table))
        else:
            node, found = read_yaml(source)
            files.append(RuleFile(path, source, node))
        problems += found
    project, found = resolve_project(files, environment or {})
    return project, problems + found


def errors(problems: list[Problem]) -> list[str]:
    """The errors among some problems, each in one line."""
    return [f"{p.code.name}: {p.message} ({p.hint})" for p in problems if p.is_error]


def canonical(answer: object) -> str:
    """JSON that is the same only for the same data: 1, 1.0 and true are apart."""
    return json.dumps(answer, sort_keys=True)


@dataclass(frozen=True)
class Rules:
    """One policy of one profile, with its script."""

    profile: Profile
    policy: Policy
    script: str

    def meaning(self, inputs: Inputs, now: datetime) -> dict[str, Any]:
        """The answer that the rules mean."""
        read = read_inputs(self.policy, inputs, now)
        return decide(self.policy, self.profile.sets(self.policy), read).answer

    def compiled_for(self, behaviour: Behaviour) -> CompiledScript:
        """The script as a node of this behaviour runs it."""
        return Node(behaviour).compile(self.script)


def parsed(text: str) -> dict[str, Any]:
    """The one JSON object that a script printed; anything else fails the test."""
    answer = read_answer(text)
    assert isinstance(answer, Answer), f"{answer.reason}: {text[:500]}"
    return answer.value


def compiled(
    texts: dict[str, str],
    policy: Policy,
    profile: str = "default",
    environment: dict[str, str] | None = None,
) -> Rules:
    """The rules of files that must have no errors, for one policy of one profile."""
    project, problems = read_rules(texts, environment)
    assert not errors(problems), "\n".join(errors(problems))
    found = next(p for p in project.profiles if p.name == profile)
    return Rules(found, policy, emit(found, policy, "test").text)
