"""What a reviewer sees of a realistic history of the example project.

The texts in `expected/` are read as a user will see them; beside them stand the classes that each
pull request must show, no more and no fewer.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from command_line import rulec
from json_schema.verdicts import closed
from jsonschema import Draft202012Validator
from review.history import PULL_REQUESTS, ROOT, PullRequest, git, history

from rulec.cli.screen import Format, Screen
from rulec.cli.versions import versions
from rulec.emit import emit
from rulec.emulator import LIKELY, Answer, CompiledScript, Node, read_answer
from rulec.json_schema.results import results_schema
from rulec.pexip import Policy
from rulec.pipeline import read
from rulec.report.review.data import review_data
from rulec.report.review.markdown import review_markdown
from rulec.report.review.text import review_text
from rulec.review import review

EXPECTED = Path(__file__).parent / "expected"


@dataclass(frozen=True)
class Seen:
    """What is said of one pull request."""

    text: str
    markdown: str
    data: dict[str, Any]


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Seen]:
    folder = tmp_path_factory.mktemp("history")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        return {request.name: _seen() for request in history(folder)}


def _seen() -> Seen:
    found = versions(("HEAD~1..HEAD", "rules"), Screen("diff", Format.JSON))
    made = review(found.old, found.new, notes=found.notes)
    assert made.differences == ()
    text, markdown = review_text(made.review, every=True), review_markdown(made.review)
    return Seen(text, markdown, review_data(made.review))


def told(data: dict[str, Any]) -> set[str]:
    """The classes of a document as `PullRequest.classes` has them."""
    profiles: dict[str, list[str]] = {}
    for policy in data["policies"]:
        name = policy["profile"]
        if policy["old_profile"] != name:
            name = f"{policy['old_profile']} -> {name}"
        for one in policy["classes"]:
            sides = [
                " with ".join(f"{r['rule_set']}/{r['rule'] or 'default'}" for r in one[side])
                or "none"
                for side in ("old", "new")
            ]
            ways = ", ".join(
                way["direction"] if way["shown"] else f"perhaps {way['direction']}"
                for way in one["directions"]
            )
            profiles.setdefault(f"{policy['policy']}|{' -> '.join(sides)}: {ways}", []).append(name)
    return {
        f"{key.partition('|')[0]} {', '.join(names)}: {key.partition('|')[2]}"
        for key, names in profiles.items()
    }


@pytest.mark.parametrize("request_", PULL_REQUESTS, ids=lambda each: each.name)
def test_the_classes(seen: dict[str, Seen], request_: PullRequest):
    data = seen[request_.name].data
    assert told(data) == request_.classes
    assert data["unknown"] == list(request_.unknown)
    equal = not (request_.classes or request_.unknown)
    assert (data["verdict"] == "equal") is equal


@pytest.mark.parametrize("request_", PULL_REQUESTS, ids=lambda each: each.name)
def test_the_text(seen: dict[str, Seen], request_: PullRequest, update: bool):
    for kind, out in (("txt", seen[request_.name].text), ("md", seen[request_.name].markdown)):
        text = without_commits(out)
        path = EXPECTED / f"{request_.name}.{kind}"
        if update:
            path.write_text(text, encoding="utf-8")
        assert text == path.read_text(encoding="utf-8")


@pytest.mark.parametrize("request_", PULL_REQUESTS, ids=lambda each: each.name)
def test_the_document_is_as_its_schema_says(seen: dict[str, Seen], request_: PullRequest):
    common = {"format": 1, "rulec": "0", "command": "diff", "error": None, "problems": []}
    document = {**common, "exit_code": 1, **seen[request_.name].data}
    CLOSED.validate(document)


CLOSED = Draft202012Validator({**closed(results_schema()), "anyOf": [{"$ref": "#/$defs/Diff"}]})


def without_commits(text: str) -> str:
    """A text without the ten digits of each commit, which hold the time of it."""
    first, *rest = text.split("\n")
    if text.startswith("#"):
        rest[1] = shortened(rest[1])
    return "\n".join([shortened(first), *rest])


def shortened(line: str) -> str:
    for name in ("HEAD~1", "HEAD"):
        start = line.find(f"{name} (")
        if start >= 0:
            end = line.index(")", start)
            line = line[: start + len(name)] + line[end + 1 :]
    return line


def test_every_call_that_is_shown_is_decided_so_by_both_scripts(
    seen: dict[str, Seen], tmp_path: Path
):
    """Rendered by Jinja2 here, whatever `diff` did itself."""
    compared = 0
    before = {profile.name: profile for profile in read(ROOT / "rules").project.profiles}
    for request in history(tmp_path):
        after = {profile.name: profile for profile in read(tmp_path / "rules").project.profiles}
        for policy in seen[request.name].data["policies"]:
            kind = Policy(policy["policy"])
            old, new = before[policy["old_profile"]], after[policy["profile"]]
            scripts = [Node(LIKELY).compile(emit(side, kind, "").text) for side in (old, new)]
            for example in examples(policy["classes"]):
                answers = [printed(script, example["call"]) for script in scripts]
                assert answers[0] != answers[1]
                for answer, said in zip(
                    answers, (example["before"], example["after"]), strict=True
                ):
                    assert veiled(answer) == said
                compared += 1
        before = after
    assert compared > 40


def examples(classes: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for one in classes:
        yield one["example"]
        yield from (way["example"] for way in one["directions"] if way["example"] is not None)


def printed(script: CompiledScript, call: dict[str, Any]) -> object:
    now = datetime.fromisoformat(call["now"] or "2026-06-17T12:00:00+00:00")
    answer = read_answer(script.render(call["inputs"], now))
    assert isinstance(answer, Answer)
    return answer.value


def veiled(answer: Any) -> object:
    """An answer without its PINs."""
    result = answer["result"]
    hidden = {name: "(hidden)" for name in ("pin", "guest_pin") if (result or {}).get(name)}
    return answer | {"result": result | hidden} if hidden else answer


def test_a_mistake_that_was_repaired_is_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    list(history(tmp_path))
    monkeypatch.chdir(tmp_path)
    first = git(tmp_path, "rev-list", "--max-parents=0", "HEAD").strip()
    assert rulec("diff", first, f"HEAD~{len(PULL_REQUESTS) - 5}", "rules").code == 0
    assert rulec("diff", f"{first}..HEAD", "rules").code == 1
