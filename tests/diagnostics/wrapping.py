"""The short examples of codes as whole rule files: what surrounds them is added here."""

import re
from dataclasses import replace
from datetime import date

from rulec.diagnostics import Problem
from rulec.findings import findings
from rulec.pexip import Policy
from rulec.resolve import resolve_project
from rulec.source import SourceFile
from rulec.syntax.folder import PROJECT_FILE, RuleFile
from rulec.syntax.nodes import Mapping, Sequence
from rulec.syntax.reader import read_yaml
from rulec.syntax.shapes import ProjectShape, RuleSetShape, RuleShape
from rulec.syntax.tables import read_csv

#: The day by which ranges of days are judged.
TODAY = date(2026, 11, 23)
#: Every folder needs one of these to be a folder of rules.
_NOTHING = "policy: service\nrules: []\n"
#: An effect that rules of a policy may have, for examples that show none.
_EFFECTS = {
    Policy.PARTICIPANT: "set: {call_tag: x}",
    Policy.SERVICE: "set: {description: x}",
    Policy.MEDIA_LOCATION: "set: {location: Oslo}",
}
_EFFECT_KEYS = ("set", "create", "replace", "reject", "redirect", "continue")


def problems_of(files: dict[str, str], *, as_a_whole: bool = False) -> list[Problem]:
    """Everything that is wrong with single places of some files, or with the rules as a whole."""
    read, problems = [], []
    for path, text in files.items():
        file = RuleFile(path, SourceFile(path, text), None)
        if file.is_table:
            table, found = read_csv(file.source)
            file = replace(file, table=table)
        else:
            node, found = read_yaml(file.source)
            file = replace(file, node=node)
        problems += found
        read.append(file)
    project, found = resolve_project(read, {"MEETING_PIN": "2468"})
    problems += found
    if as_a_whole and not any(problem.is_error for problem in problems):
        problems += findings(project, TODAY).problems
    return problems


def whole_files(example: str, like: str, policy: Policy) -> dict[str, str] | None:
    """The files that an example stands for in rules of a policy; None where it is only a part.

    What it is shows in the good example of the same code, `like`. A comment with the name of a
    file starts that file; rules, what is in a rule, and parts of rule sets and of the project get
    the rest around them. Tables alone get a rule made from the first of them.
    """
    if re.match(r"# .*\.(yaml|csv)", example):
        parts = ("\n" + example).split("\n# ")[1:]
        files = {part.split("\n", 1)[0]: part.split("\n", 1)[1] + "\n" for part in parts}
        tables = [path for path in files if path.endswith(".csv")]
        return files if len(tables) < len(files) else {"rules.yaml": _made_from(tables[0]), **files}
    node, _ = read_yaml(SourceFile("example", like))
    if isinstance(node, Sequence):
        return _rule_set(f"rules:\n{_indented(example)}", policy)
    if not isinstance(node, Mapping):
        return {"example.yaml": example}
    keys = set(node)
    if keys <= _keys(RuleSetShape) and keys - _keys(RuleShape):
        rules = "" if keys & {"rules", "profile"} else "rules: []\n"
        return _rule_set(example + "\n" + rules, policy, "policy" in keys)
    if keys <= _keys(RuleShape):
        return _rule(example, policy, acts=bool(keys & {*_EFFECT_KEYS}))
    if keys <= _keys(ProjectShape) | {"budget"}:
        return {PROJECT_FILE: f"rulec: 1\n{example}\n", "rules.yaml": _NOTHING}
    return None


def _made_from(table: str) -> str:
    rule = "{id: example, for_each: example, continue: true}"
    return f"policy: service\ntables: {{example: {table}}}\nrules: [{rule}]\n"


def as_part(example: str, key: str, policy: Policy) -> dict[str, str]:
    """An example as what is in the `when` or the `set` of a rule."""
    return _rule(f"{key}:\n{_indented(example)}", policy, acts=key == "set")


def _rule(body: str, policy: Policy, *, acts: bool) -> dict[str, str]:
    has_id = body.startswith("id:")
    lines = [*([] if has_id else ["id: example"]), body, *([] if acts else [_EFFECTS[policy]])]
    text = _indented("\n".join(lines), 4)
    return _rule_set(f"rules:\n  - {text[4:]}", policy)


def _rule_set(body: str, policy: Policy, has_policy: bool = False) -> dict[str, str]:
    return {"example.yaml": ("" if has_policy else f"policy: {policy.value}\n") + body + "\n"}


def _indented(text: str, width: int = 2) -> str:
    return "\n".join(" " * width + line for line in text.split("\n"))


def _keys(shape) -> set[str]:
    return set(shape.keys)
