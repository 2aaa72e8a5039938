import codecs
import os
import string
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from rulec.source import SourceFile, Span
from rulec.syntax import events, reader
from rulec.syntax.nodes import Mapping, Scalar, Sequence, inner_span
from rulec.syntax.plain import to_plain
from rulec.syntax.reader import read_file, read_yaml


def parse(text):
    return read_yaml(SourceFile("r.yaml", text))


def data(text):
    node, problems = parse(text)
    assert problems == []
    return node


def found(text):
    """Every problem as `line:column-end name: message`."""
    return [
        f"{p.span.line}:{p.span.column}-{p.span.end_column} {p.code.name}: {p.message}"
        for p in parse(text)[1]
    ]


def at(span):
    return (span.line, span.column, span.end_line, span.end_column)


def covered(span):
    """The text that a span covers on its line, or on its lines."""
    lines = [span.file.line(number) for number in range(span.line, span.end_line + 1)]
    lines[-1] = lines[-1][: span.end_column - 1]
    lines[0] = lines[0][span.column - 1 :]
    return "\n".join(lines)


# What is read


def test_scalars_are_the_text_that_was_written():
    node = data("a: 0123\nb: no\nc: 12:30\nd: 1_000\ne: ~\nf: 'it''s'\ng: \"\\u00e9\"\n")
    assert node == {
        "a": "0123",
        "b": "no",
        "c": "12:30",
        "d": "1_000",
        "e": "~",
        "f": "it's",
        "g": "é",
    }
    assert [value.plain for value in node.values()] == [True] * 5 + [False] * 2
    assert not any(value.is_null for value in node.values())


def test_only_plain_null_is_null_and_nothing_is_empty():
    node = data("[null, 'null', Null, ~, '']\n")
    assert [item.is_null for item in node] == [True, False, False, False, False]
    assert [item.empty for item in node] == [False] * 5
    node = data("when:\nlist:\n- \n- {room}\n")
    assert node["when"].empty
    assert node["list"][0].empty
    assert node["list"][1]["room"].empty
    assert node["list"][1].flow


def test_block_scalars():
    node = data("a: |\n  x\n  y\nb: >-\n  x\n  y\n\n\n# end\nc: 1\n")
    assert (node["a"], node["b"]) == ("x\ny\n", "x y")
    assert node["a"].block
    assert not node["a"].plain
    assert at(node["a"].span) == (1, 4, 3, 4)
    assert at(node["b"].span) == (4, 4, 6, 4)


def test_an_alias_is_the_anchored_node_with_its_places():
    node = data("a: &x [1, &y two]\nb: *x\nc: *y\n*y : 3\n")
    assert node["b"] is node["a"]
    assert node["c"] is node["a"][1]
    assert covered(node["c"].span) == "two"
    assert node["two"] == "3"
    assert at(node.key_spans["two"]) == (4, 1, 4, 3)


# Places


def test_places_of_mappings_and_lists():
    node = data("a:\n  b: [x, y]\n  c: {d: 1}\ne:\n- 1\n- f: 2\n  g: 3\n")
    assert at(node.span) == (1, 1, 7, 7)
    assert at(node["a"].span) == (2, 3, 3, 12)
    assert covered(node["a"]["b"].span) == "[x, y]"
    assert covered(node["a"]["c"].span) == "{d: 1}"
    assert at(node["e"].span) == (5, 1, 7, 7)
    assert at(node["e"][1].span) == (6, 3, 7, 7)
    assert covered(node["a"].key_spans["c"]) == "c"


@pytest.mark.parametrize(
    "text",
    [
        "a: &x  {k: v}\n",
        "a: &x\n  k: v\n",
        "a: &x # note\n  k: v\n",
        "a: &x\n- k: v\n",
        "a:\n- &x k: v\n",
        "- &x 'v'\n",
        "- &x >-\n  v\n",
        "[&x , &y v]",
    ],
)
def test_a_place_leaves_out_the_anchor(text):
    stack = [data(text)]
    while stack:
        node = stack.pop()
        assert "&" not in covered(node.span) or node is not data(text)
        stack += node.values() if isinstance(node, Mapping) else ()
        stack += node if isinstance(node, Sequence) else ()
        if isinstance(node, Scalar):
            assert "&" not in covered(node.span)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("bom", ["", "\ufeff"])
def test_columns_count_characters_in_every_kind_of_file(tmp_path, end, bom):
    path = tmp_path / "x.yaml"
    path.write_bytes(f"{bom}é😀: 'ü'{end}{end}b: {{c: 😀d}}{end}".encode())
    file, problems = read_file(path, "x.yaml")
    assert problems == []
    node, problems = read_yaml(file)
    assert problems == []
    assert at(node.key_spans["é😀"]) == (1, 1, 1, 3)
    assert at(node["é😀"].span) == (1, 5, 1, 8)
    assert at(node["b"]["c"].span) == (3, 8, 3, 10)
    assert at(node.span) == (1, 1, 3, 11)


def test_tabs_count_as_one_character():
    node = data("a:\t'x'\t# note\nb: {\tc: d}\n")
    assert at(node["a"].span) == (1, 4, 1, 7)
    assert at(node["b"].key_spans["c"]) == (2, 6, 2, 7)


def test_inner_span():
    node = data(
        "a: ab{c}d\nb: 'ab{c}d'\nc: 'it''s {c}'\nd: \"\\\\d\\u0041 {c}\"\n"
        "e: |\n  one\n   two {c}\nf: >\n  one\n  {c}\ng: one\n  {c}\nh: |2-\n   {c}\n"
    )
    for key in "abcdeh":
        start = node[key].index("{c}")
        assert covered(inner_span(node[key], start, start + 3)) == "{c}", key
    for key in "fg":
        start = node[key].index("{c}")
        assert inner_span(node[key], start, start + 3) == node[key].span
    assert at(inner_span(node["b"], 0, 0)) == (2, 5, 2, 5)
    assert at(inner_span(node["b"], 6, 6)) == (2, 11, 2, 11)


# What is refused, with the rest still read


def test_duplicate_keys_keep_the_first_and_are_all_reported():
    text = "a: 1\nb: 2\n'a': 3\na: {c: 4, c: 5}\n"
    assert parse(text)[0] == {"a": "1", "b": "2"}
    assert found(text) == [
        "3:1-4 duplicate-key: duplicate key `a`",
        "4:11-12 duplicate-key: duplicate key `c`",
        "4:1-2 duplicate-key: duplicate key `a`",
    ]
    (related,) = parse(text)[1][0].related
    assert related.message == "first written here"
    assert at(related.span) == (1, 1, 1, 2)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "1:1-1 empty-file: there is nothing in this file"),
        ("# only\n", "1:1-1 empty-file: there is nothing in this file"),
        ("---\n", "1:1-1 empty-file: there is nothing in this file"),
        ("a: 1\n---\nb: 2\n", "2:1-4 several-documents: a second document starts"),
        ("a: !!int 3\n", "1:4-9 yaml-tag: tag `!!int`"),
        ("a: &x !foo {b: 1}\n", "1:7-11 yaml-tag: tag `!foo`"),
        ("a: ! x\n", "1:4-5 yaml-tag: tag `!`"),
        ("<<: {a: 1}\n", "1:1-3 merge-key: merge key `<<`"),
        ("[a]: 1\n", "1:1-4 key-not-text: `[a]` is not text"),
        ("? {a: 1}\n: 2\n", "1:3-9 key-not-text: `{a: 1}` is not text"),
        ("a: {{b}}\n", "1:5-8 key-not-text: `{b}` is not text"),
        ("?\n: 1\n", "1:2-2 key-not-text: there is no key here"),
        ("a: *b\n", "1:4-6 bad-alias: `*b` refers to an anchor that is not defined above"),
        ("a: &b [*b]\n", "1:8-10 bad-alias: `*b` contains itself"),
        ("a: &b {*b : 1}\n", "1:8-10 bad-alias: `*b` contains itself"),
        ("a: x\x00y\n", "1:5-6 forbidden-character: invisible character U+0000"),
        ("a: x\x07y\n", "1:5-6 forbidden-character: invisible character U+0007"),
        ("a: x\x85y\n", "1:5-6 forbidden-character: invisible character U+0085"),
        (
            "a: x\u2028y\n",
            "1:5-6 forbidden-character: invisible character U+2028 (line separator)",
        ),
        (
            "a: x\ufeffy\n",
            "1:5-6 forbidden-character: invisible character U+FEFF (zero width no-break space)",
        ),
        ("a: x\ud800y\n", "1:5-6 forbidden-character: invisible character U+D800"),
        ('a: "x\\0"\n', "1:4-9 forbidden-character: text with a NUL character (`\\0`)"),
        (
            "a: x\u202ey\n",
            "1:5-6 hidden-character: invisible character U+202E (right-to-left override)",
        ),
    ],
)
def test_refused(text, problem):
    assert found(text) == [problem]


def test_hidden_characters_are_warnings_and_the_data_is_kept():
    node, (problem,) = parse("a: b\xa0c\n")
    assert node == {"a": "b\xa0c"}
    assert not problem.is_error
    assert (
        problem.hint == 'remove it; where it belongs to a text, write `"\\u00a0"` in double quotes'
    )
    assert data('a: "b\\u00a0c"\n') == {"a": "b\xa0c"}
    assert len(parse("a: " + "\xa0" * 1_000)[1]) == 20


@pytest.mark.parametrize(
    ("character", "escape"),
    [
        ("\u3164", "u3164"),
        ("\u2800", "u2800"),
        ("\u2009", "u2009"),
        ("\u2063", "u2063"),
        ("\u200d", "u200d"),
        ("\U000e0041", "U000e0041"),
    ],
)
def test_what_nobody_sees_beside_a_letter(character, escape):
    node, (problem,) = parse(f"a: b{character}c\n")
    assert node == {"a": f"b{character}c"}
    assert f"\\{escape}`" in problem.hint.replace('"', "")
    assert data(f'a: "b\\{escape}c"\n') == {"a": f"b{character}c"}


def test_joiners_of_words_and_of_emoji_belong_there():
    persian = "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645"
    programmer = "\U0001f468\u200d\U0001f4bb"
    england = "\U0001f3f4\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f"
    for text in (persian, programmer, england):
        assert parse(f"a: {text}\n") == ({"a": text}, [])


def test_messages_do_not_repeat_long_text():
    long = "x" * 50_000
    for text in (f"a: *{long}\n", f"a: !{long} b\n", f"? [{long}]\n: b\n", f"{long}: 1\n"):
        (problem,) = parse(text)[1]
        assert len(problem.message) + len(problem.hint) < 300


def test_a_quoted_merge_key_is_a_key():
    assert data("'<<': 1\n") == {"<<": "1"}


def test_data_after_a_refused_construct_is_kept():
    node, problems = parse("a: !!str 1\n[x]: 2\n<<: {y: 1}\nb: *none\nc: 3\n---\nd: 4\n")
    assert node == {"a": "1", "b": "*none", "c": "3"}
    assert len(problems) == 5


@pytest.mark.parametrize(
    ("text", "place", "hint"),
    [
        ("a:\n\tb: c\n", "2:1-2", "tabs"),
        ("a: b\n\tc: d\n", "2:1-2", "tabs"),
        ("a: {room} (staff)\n", "1:11-12", "must be quoted as a whole"),
        ("a: {room | join}}\n", "1:17-18", "must be quoted as a whole"),
        ("a: {[x] | join}\n", "1:9-10", "must be quoted as a whole"),
        ("a: *.example.com\n", "1:4-5", "quote the text"),
        ("a: &.x\n", "1:4-5", "quote the text"),
        ("a: %x\n", "1:4-5", "quote the text"),
        ("a: @x\n", "1:4-5", "quote the text"),
        ("a: `x`\n", "1:4-5", "quote the text"),
        ("a: b: c\n", "1:5-6", "quote the text"),
        ("a: >x\n", "1:5-6", "quote the text"),
        ("a:\n  b: 1\n c: 2\n", "3:2-3", "in the same column"),
        ("- a\nb: c\n", "2:1-2", "in the same column"),
        ("a: b\n  c: d\n", "2:4-5", "in the same column"),
        ('a: "\\d+"\n', "1:5-6", "use single quotes"),
        ("a: 'don't'\n", "1:9-10", "written twice"),
        ("a: 'x\nb: y\n", "1:4-5", "close it with the same quote"),
        ("a: [x\nb: y\n", "2:2-3", "close it with `]`"),
        ("a: {x: 1\n", "2:1-1", "close it with `}`"),
        ("a: 1\nb\nc: 2\n", "3:1-2", "write `key: value`"),
        ("a: - b\n", "1:4-5", "on a line of its own"),
        ("a: !x!y z\n", "1:4-5", "no tags"),
        ("%FOO\n---\na: b\n", "1:5-5", "remove the line"),
        ("{a: 1} b\n", "1:8-9", "remove it"),
        ("a: ]\n", "1:4-5", "quote the text"),
        ("é: 'ü' ü\n", "1:8-9", "quote"),
        ("a: {b: by-site[1], c: d}\n", "1:15-16", "quote text with `[`: `'by-site[1]'`"),
        ("a: {b: by-site[1]}\n", "1:15-16", "quote text with `[`: `'by-site[1]'`"),
        ("a: [x, by-site[12]]\n", "1:15-16", "quote text with `[`: `'by-site[12]'`"),
        ("a: {b: 1234[5], c: d}\n", "1:12-13", "quote text with `[`: `'...'`"),
        ("a: {b: x[1]y, c: d}\n", "1:9-10", "quote text with `[`: `'...'`"),
        ("a: [Oslo [1st], b]\n", "1:10-11", "quote text with `[`: `'...'`"),
        ("a: [[b] [c]]\n", "1:9-10", "close it with `]`"),
    ],
)
def test_syntax_errors_have_a_place_and_a_way_out(text, place, hint):
    node, (problem,) = parse(text)
    assert node is None
    assert problem.code.name == "bad-yaml"
    assert f"{problem.span.line}:{problem.span.column}-{problem.span.end_column}" == place
    assert hint in problem.hint
    assert problem.message.startswith("not valid YAML: ")


def test_an_open_bracket_on_another_line_is_shown():
    (problem,) = parse("a: [x\nb: y\n")[1]
    assert [(r.message, at(r.span)) for r in problem.related] == [("opened here", (1, 4, 1, 5))]


# Sizes


def test_an_alias_bomb_is_refused_quickly():
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 20)]
    assert found("\n".join(lines)) == [
        "6:10-13 too-large: more than 200,000 values in one file, aliases followed"
    ]


def test_nesting_is_limited_also_through_aliases(monkeypatch):
    monkeypatch.setattr(reader, "DEEPEST_NESTING", 3)
    assert data("[[[x]]]") == [[["x"]]]
    limit = "too-large: more than 3 mappings and lists inside each other"
    assert found("[[[[x]]]]") == [f"1:4-5 {limit}"]
    assert found("a: &a {b: [x]}\nc: [*a]\n") == [f"2:5-7 {limit}"]


@pytest.mark.parametrize("opening", ["[", "{a: ", "- ", "? "])
def test_deep_nesting_is_refused_quickly(opening):
    limit = f"more than {reader.DEEPEST_NESTING} mappings and lists inside each other"
    assert found(opening * 100_000)[0].endswith(limit)


def test_long_keys_and_texts_are_refused():
    assert found("a: " + "x" * 1_000_000) == [
        "1:4-1000004 too-large: a text of 1,000,000 characters; at most 65,536"
    ]
    assert found("'" + "x" * 1_001 + "': 1") == [
        "1:1-1004 too-large: a key of 1,001 characters; at most 1,000"
    ]
    assert found("x" * 2_000_001) == [
        "1:1-1 too-large: the file is larger than 2,000,000 characters"
    ]


# Files


def test_a_file_with_a_byte_order_mark_is_read(tmp_path):
    path = tmp_path / "x"
    path.write_bytes(codecs.BOM_UTF8 + "a: é\r\n".encode())
    file, problems = read_file(path, "shown")
    assert (file.path, file.text, problems) == ("shown", "a: é\r\n", [])


@pytest.mark.parametrize(
    ("content", "place", "message"),
    [
        ("a: é\n".encode("latin-1"), "x:1:4", "byte 0xe9 is not UTF-8"),
        ("ø: 1\na: é".encode() + b"\xff", "x:2:5", "byte 0xff is not UTF-8"),
        ("a: 1".encode("utf-16"), "x:1:1", "the file is UTF-16, not UTF-8"),
        ("a: 1".encode("utf-32"), "x:1:1", "the file is UTF-32, not UTF-8"),
        (b"a" * 2_000_001, "x:1:1", "the file is larger than 2,000,000 bytes"),
    ],
)
def test_files_that_are_not_readable_text(tmp_path, content, place, message):
    path = tmp_path / "x"
    path.write_bytes(content)
    file, (problem,) = read_file(path, "x")
    assert (file, str(problem.span), problem.message) == (None, place, message)


def test_what_is_not_a_file(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    messages = {
        name: read_file(tmp_path / name, name)[1][0].message
        for name in (".", "none", "pipe", "loop", "nul\0")
    }
    assert messages["."] == "this is a folder"
    assert messages["none"] == "the file cannot be read: no such file or directory"
    assert messages["pipe"] == "this is not a regular file"
    assert messages["loop"].startswith("the file cannot be read: ")
    assert messages["nul\0"].startswith("the file cannot be read: ")


def test_a_file_without_permission_is_a_problem(tmp_path, monkeypatch):
    (tmp_path / "x").write_text("a: 1")

    def refuse(*_):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)
    (problem,) = read_file(tmp_path / "x", "x")[1]
    assert problem.message == "the file cannot be read: permission denied"


# Any text at all


def texts():
    pieces = ["a", "b: ", "- ", "[", "]", "{", "}", ",", "'", '"', "|", ">", "&x ", "*x", "!t "]
    pieces += ["\n", "\n  ", "\r\n", "\t", ": ", "? ", "<<: ", "---\n", "%", "#", "\\", "é", "😀"]
    pieces += ["null", "\x00", "\x85", "\u2028", "\ufeff", "~", "0", "\ud800"]
    return st.lists(st.sampled_from(pieces), max_size=30).map("".join) | st.text(max_size=60)


def spans_of(node):
    stack = [node]
    while stack:
        node = stack.pop()
        yield node.span
        if isinstance(node, Mapping):
            yield from node.key_spans.values()
            stack += node.values()
        elif isinstance(node, Sequence):
            stack += node


@settings(max_examples=600, deadline=None)
@given(texts())
def test_any_text_is_data_or_problems_with_places_inside_the_file(text):
    node, problems = parse(text)
    assert node is not None or problems
    spans = [problem.span for problem in problems]
    spans += [related.span for problem in problems for related in problem.related]
    spans += [] if node is None else spans_of(node)
    for span in spans:
        assert isinstance(span, Span)
        assert (span.line, span.column) <= (span.end_line, span.end_column)
        assert 1 <= span.line <= span.end_line <= len(span.file.lines)
        assert 1 <= span.column <= len(span.file.line(span.line)) + 1
        assert 1 <= span.end_column <= len(span.file.line(span.end_line)) + 1


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=100))
def test_any_bytes_are_text_or_a_problem(tmp_path_factory, content):
    path = tmp_path_factory.mktemp("any") / "x"
    path.write_bytes(content)
    file, problems = read_file(path, "x")
    assert (file is None) == bool(problems)
    if file is not None:
        read_yaml(file)


@settings(max_examples=300, deadline=None)
@given(texts())
def test_both_readers_of_pyyaml_agree(text):
    with pytest.MonkeyPatch.context() as patch:
        node, problems = parse(text)
        patch.setattr(events, "_LOADER", yaml.Loader)
        pure_node, pure_problems = parse(text)
    if not any(p.code.name == "bad-yaml" for p in [*problems, *pure_problems]):
        assert pure_node == node
        assert pure_problems == problems
        if node is not None:
            assert list(spans_of(pure_node)) == list(spans_of(node))


awkward = st.text(string.ascii_letters + " '\"\\:#{}[]é😀-?*&!|>%@`,\t", max_size=12)


@settings(max_examples=300, deadline=None)
@given(awkward, st.sampled_from("'\""), st.data())
def test_inner_places_of_quoted_text_are_exact(text, quote, draw):
    if quote == "'":
        written = "'" + text.replace("'", "''") + "'"
    else:
        written = '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
    node = data(f"key: [é, {written}]\n")["key"][1]
    assert node == text
    start = draw.draw(st.integers(0, len(text)))
    end = draw.draw(st.integers(start, len(text)))
    inside = covered(inner_span(node, start, end))
    single = inside.replace("''", "'")
    double = inside.replace('\\"', '"').replace("\\\\", "\\")
    assert text[start:end] == (single if quote == "'" else double)


def test_plain_data_has_the_types_of_yaml_1_2():
    node = data("[0123, 0o17, 0x1f, no, True, ~, 1.5e3, .inf, 1_0, '1', 12:30, -.inf, {a: }]")
    expected = [123, 15, 31, "no", True, None, 1500.0, float("inf"), "1_0", "1", "12:30"]
    assert to_plain(node) == [*expected, float("-inf"), {"a": None}]
    assert to_plain(data("9" * 5000)) == float("inf")
