"""Whatever is in the files of a rules folder, checking it ends with problems and not with an error.

Valid files are damaged at random: parts removed, doubled, moved, replaced by awkward values or by
values of another kind, empty, or anchored. Every problem must have a place inside its file.
"""

import string
from pathlib import Path

import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from resolve.test_every_problem import GOOD

from rulec.report.problems import problems_json, render_problems
from rulec.resolve import resolve_project
from rulec.source import SourceFile
from rulec.syntax.folder import PROJECT_FILE, RuleFile, read_folder
from rulec.syntax.reader import read_yaml

PROJECT = """
rulec: 1
pexip: 38
timezone: Europe/Oslo
locations: [Oslo, London, DMZ]
fields: {service: {colour: text, size: integer}}
profiles:
  internal: {assigned_to: [Oslo], rules: ['*.yaml'], budget: 40000}
  edge: {assigned_to: [DMZ], rules: [service.yaml, media.yaml, roles.yaml]}
"""
SERVICE = r"""
policy: service
match: all
conditions: {known: {service_config: found}, a: {is: known}}
let: {room: '{local_alias.user}', title: 'Room {room | capitalize}'}
rules:
  - id: create
    when: {service_config: missing, local_alias: {matches: '(?P<number>\d{4})@example\.com'}}
    create: {service_type: conference, name: '{title}', service_tag: '', pin: '{number}'}
    set: {view: one_main_seven_pips, participant_limit: 10, allow_guests: false}
  - id: gateway
    when: {is: [a, known], service_type: gateway, bandwidth: {less_than: 512, not: 0}}
    set:
      description: "{[remote_alias, 'x', bandwidth] | join('-') | pex_hash | pex_head(10)}"
      automatic_participants:
        - {remote_alias: 'sip:{room}', local_alias: b, protocol: sip, role: chair, streaming: true}
  - id: away
    when: {remote_alias: {scheme: [sip, null], ignore_case: true}}
    redirect: 'sip:{remote_alias.user}@example.com'
  - id: closed
    when:
      date: {from: 2026-12-24, until: 2026-12-26}
      ms_subnet: {includes: {in_subnet: 10.0.0.0/8}}
    reject: true
"""
MEDIA = """
policy: media_location
rules:
  - id: oslo
    when: {location: Oslo, suggested_media_overflow_locations: {location: {not: null}}}
    set: {location: London, overflow_locations: [Oslo, DMZ]}
default: {set: {primary_overflow_location: DMZ}}
"""
TESTS = """
profile: edge
policy: service
tests:
  - name: closed
    given: {call: {remote_alias: a@example.com}, service_config: null}
    expect: {rule: closed, action: reject, exactly: {}}
"""
FILES = {
    PROJECT_FILE: PROJECT,
    "roles.yaml": GOOD,
    "service.yaml": SERVICE,
    "media.yaml": MEDIA,
    "tests.yaml": TESTS,
}
TREES = {path: yaml.load(text, Loader=yaml.BaseLoader) for path, text in FILES.items()}

AWKWARD = st.sampled_from(
    [
        "",
        "null",
        "''",
        "~",
        "true",
        "yes",
        "0",
        "-1",
        "0123",
        "1_000",
        "1e999",
        "9" * 30,
        "1.5",
        "found",
        "missing",
        "{}",
        "[]",
        "{a}",
        "{a: }",
        "[[]]",
        "{{a}}",
        "'{'",
        "'}'",
        "'{}'",
        "*a",
        "'{a | b}'",
        "'{room}'",
        "'{number} {who}'",
        "'{local_alias.user.user}'",
        "'{env:X}'",
        "'{[]}'",
        "'{[a] | join}'",
        "'{null}'",
        "'{5}'",
        "'{true | default(false)}'",
        "'(?P<a>'",
        "'(?P<who>x)'",
        "'x**'",
        "'(a|b*)*'",
        "!!int 3",
        "&a 3",
        "<<",
        "é\u202e",
        '"\\0"',
        "|\n  x",
        "10.0.0.0/8",
        "::/0",
        "2026-02-30",
        "24:00",
        "'08:00'",
        "x" * 300,
        "@",
        "`",
        "%",
        "- a",
        "?",
        "{list: partners}",
        "{list: }",
        "[{list: x}]",
        "{is: known}",
        "{not: {not: {not: null}}}",
        "{any: [{all: [{}]}]}",
        "{ignore_case: true}",
        "{includes: {not: {}}}",
        "{user: {user: a}}",
    ]
)
KEYS = st.sampled_from(
    [
        "id",
        "when",
        "set",
        "create",
        "reject",
        "let",
        "all",
        "any",
        "not",
        "is",
        "time",
        "valid",
        "service_config",
        "participant",
        "idp_attributes",
        "call_info",
        "local_alias",
        "pin",
        "x-y",
        "matches",
        "regex",
        "equals",
        "ignore_case",
        "includes",
        "list",
        "for_each",
        "append",
        "''",
        "rules",
        "policy",
        "profile",
        "tests",
        "given",
        "expect",
        "<<",
        "[a]",
        "{a}",
        "null",
        "whem",
    ]
) | st.text(string.ascii_lowercase + "_", min_size=1, max_size=12)


class Raw(str):
    """Text that goes into the file as it is."""

    __slots__ = ()


def spots(tree, path=()):
    """The path of every node."""
    yield path
    children = tree.items() if isinstance(tree, dict) else enumerate(tree)
    if isinstance(tree, dict | list):
        for key, child in children:
            yield from spots(child, (*path, key))


def at(tree, path):
    for step in path:
        tree = tree[step]
    return tree


def copied(tree):
    if isinstance(tree, dict):
        return {key: copied(value) for key, value in tree.items()}
    return [copied(item) for item in tree] if isinstance(tree, list) else tree


def replaced(tree, path, new):
    if not path:
        return new
    parent = at(tree, path[:-1])
    parent[path[-1]] = new
    return tree


@st.composite
def damaged(draw, text_tree):
    """A tree with a few parts of it damaged."""
    tree = copied(text_tree)
    for _ in range(draw(st.integers(0, 5))):
        # Small parts first: they are what people get wrong, and what shrinking should leave.
        path = draw(st.sampled_from(list(spots(tree))[::-1]))
        node = at(tree, path)
        match draw(
            st.sampled_from(["replace", "remove", "move", "wrap", "key", "anchor", "double"])
        ):
            case "replace":
                tree = replaced(tree, path, Raw(draw(AWKWARD)))
            case "remove" if path:
                del at(tree, path[:-1])[path[-1]]
            case "move":
                other = at(tree, draw(st.sampled_from(list(spots(tree)))))
                tree = replaced(tree, path, copied(other))
            case "wrap":
                wrapped = [copied(node)] if draw(st.booleans()) else {draw(KEYS): copied(node)}
                tree = replaced(tree, path, wrapped)
            case "key" if isinstance(node, dict):
                node[Raw(draw(KEYS))] = Raw(draw(AWKWARD))
            case "anchor":
                tree = replaced(tree, path, Raw(f"&a {written(node)}"))
            case "double" if isinstance(node, list) and node:
                node.append(copied(draw(st.sampled_from(node))))
    return tree


def written(tree):
    """A tree as YAML on one line, or nearly so."""
    match tree:
        case Raw():
            return str(tree)
        case dict():
            return "{" + ", ".join(f"{key}: {written(value)}" for key, value in tree.items()) + "}"
        case list():
            return "[" + ", ".join(map(written, tree)) + "]"
        case _:
            return "'" + tree.replace("'", "''") + "'" if needs_quotes(tree) else tree


def needs_quotes(text):
    return not text or any(c in " {}[],:#&*!|>'\"%@`\\?-\n" for c in text)


def as_file(tree):
    """A tree as a file: the keys of the whole on lines of their own."""
    if not isinstance(tree, dict):
        return written(tree) + "\n"
    return "".join(f"{key}: {written(value)}\n" for key, value in tree.items())


def checked(texts):
    """The problems of files, each with its place looked at."""
    sources = {path: SourceFile(path, text) for path, text in texts.items()}
    files, problems = [], []
    for path, source in sources.items():
        node, found = read_yaml(source)
        problems += found
        files.append(RuleFile(path, source, node))
    problems += resolve_project(files)[1]
    for problem in problems:
        assert problem.message
        spans = [problem.span, *(related.span for related in problem.related)]
        for span in spans:
            assert span is not None, problem.message
            assert span.file is sources[span.file.path]
            assert_inside(span)
    assert bool(render_problems(problems)) == bool(problems)
    assert len(problems_json(problems)) <= len(problems)
    return problems


def assert_inside(span):
    lines = span.file.lines
    assert 1 <= span.line <= span.end_line <= len(lines), span
    assert 1 <= span.column <= len(lines[span.line - 1]) + 1, span
    assert 1 <= span.end_column <= len(lines[span.end_line - 1]) + 1, span
    assert (span.line, span.column) <= (span.end_line, span.end_column), span


def test_the_files_are_good_to_begin_with():
    assert [str(p.message) for p in checked(FILES) if p.is_error] == []


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_damaged_files_make_problems_and_no_errors(data):
    path = data.draw(st.sampled_from(list(FILES)))
    tree = data.draw(damaged(TREES[path]))
    checked({**FILES, path: as_file(tree)})


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_damaged_text_makes_problems_and_no_errors(data):
    path = data.draw(st.sampled_from(list(FILES)))
    text = FILES[path]
    for _ in range(data.draw(st.integers(1, 4))):
        start = data.draw(st.integers(0, len(text)))
        length = data.draw(st.sampled_from([0, 1, 1, 2, 5, 40]))
        new = data.draw(
            st.sampled_from(["", "\n", "  ", ": ", "- ", "'", "{", "}", "[", "|", "*", "\t"])
        )
        text = text[:start] + new + text[start + length :]
    checked({**FILES, path: text})


@settings(max_examples=40, deadline=None)
@given(text=st.text(st.sampled_from("{}|[]()'\",. :abjoin_x0|default\n"), max_size=40))
def test_any_text_as_template_makes_problems_and_no_errors(text):
    quoted = "'" + text.replace("'", "''") + "'"
    checked({"a.yaml": f"policy: participant\nrules:\n- id: a\n  set:\n    call_tag: {quoted}\n"})


def test_the_deepest_nesting_makes_problems_and_no_errors():
    below = "{not: " * 250 + "x" + "}" * 250
    chain = "\n".join(f"  c{n}: {{all: [{{any: [{{is: c{n + 1}}}]}}]}}" for n in range(100))
    lets = "\n".join(f"  {n}{m}: '{{{n}{m + 1}}}'" for n in "ab" for m in range(30))
    text = f"""policy: participant
conditions:
{chain}
  c9: {{a0: {below}}}
let:
{lets}
  a15: '{{vendor}}'
  b30: x
rules:
- id: a
  when: {{is: c0, vendor: {below}}}
  let: {{x0: '{{a0}}{{b0}}'}}
  set: {{call_tag: '{{x0}}'}}
"""
    text = text.replace("  c9: {all: [{any: [{is: c10}]}]}\n", "").replace("  a15: '{a16}'\n", "")
    found = [problem.message.split(",")[0] for problem in checked({"a.yaml": text})]
    assert "more than 200 conditions inside each other" in found
    assert "more than 16 `let` entries use each other in a row" in found


def test_conditions_that_double_are_counted():
    chain = "\n".join(f"  c{n}: {{any: [{{is: c{n + 1}}}, {{is: c{n + 1}}}]}}" for n in range(14))
    text = f"policy: service\nconditions:\n{chain}\n  c14: {{protocol: sip}}\nrules:\n"
    text += "- {id: a, when: {is: c0}, reject: true}\n"
    assert {p.code.name for p in checked({"a.yaml": text})} == {"too-large"}


def test_a_folder_that_is_not_there(tmp_path: Path):
    files, problems = read_folder(tmp_path / "nowhere")
    assert files == ()
    assert [problem.code.name for problem in problems] == ["unreadable-file"]
