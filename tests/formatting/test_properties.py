"""Whatever a file looks like: formatted it says the same, with every comment, and stays so."""

from __future__ import annotations

import re
from random import Random
from typing import Any

import ruamel.yaml
import yamllint.config
import yamllint.linter
from formatting.messy import Messy
from formatting.styling import styled
from hypothesis import Phase, given, reject, settings
from hypothesis import strategies as st

from rulec.diagnostics import codes_internal
from rulec.formatting import formatted
from rulec.source import SourceFile

#: The style as far as yamllint knows it.
STYLE = yamllint.config.YamlLintConfig(
    """
    rules:
      braces: {min-spaces-inside: 0, max-spaces-inside: 0}
      brackets: {min-spaces-inside: 0, max-spaces-inside: 0}
      colons: {max-spaces-before: 0, max-spaces-after: 1}
      commas: {max-spaces-before: 0, min-spaces-after: 1, max-spaces-after: 1}
      comments: {min-spaces-from-content: 2, require-starting-space: false}
      empty-lines: {max: 1, max-start: 0, max-end: 0}
      hyphens: {max-spaces-after: 1}
      indentation: {spaces: 2, indent-sequences: true}
      new-line-at-end-of-file: {}
      trailing-spaces: {}
    """
)
COMMENT = re.compile(r"# c\d+")


def messy(test: Any) -> Any:
    """Tries a test on many files; one does not shrink, but its seed draws it again."""
    ways = settings(max_examples=150, deadline=None, phases=[Phase.explicit, Phase.generate])
    return ways(given(st.integers(0, 2**32))(test))


def drawn(seed: int, **without: bool) -> tuple[Messy, str]:
    writer = Messy(Random(seed), **without)
    return writer, writer.file()


def as_others_read_it(text: str) -> object:
    """The data as another reader of YAML gives it: tags, texts and styles of quoting."""

    def plain(node: Any) -> object:
        match node:
            case ruamel.yaml.ScalarNode():
                return node.tag, node.value, node.style in {None, ""}
            case ruamel.yaml.MappingNode():
                return "mapping", frozenset((plain(key), plain(value)) for key, value in node.value)
            case ruamel.yaml.SequenceNode():
                return "list", *map(plain, node.value)

    return plain(ruamel.yaml.YAML(typ="safe", pure=True).compose(text))


@messy
def test_another_reader_reads_the_same(seed):
    _, text = drawn(seed, tabs=False)
    made = as_others_read_it(styled(text))
    try:
        written = as_others_read_it(text)
    except ruamel.yaml.scanner.ScannerError:
        # It takes no blanks below an empty block scalar; of some thousand files one has them.
        reject()
    assert made == written


@messy
def test_every_comment_is_there_once(seed):
    writer, text = drawn(seed)
    expected = sorted(comment.rstrip() for comment in writer.comments)
    assert sorted(COMMENT.findall(styled(text))) == expected


@messy
def test_formatted_twice_is_formatted_once(seed):
    _, text = drawn(seed)
    once = styled(text)
    assert styled(once) == once


@messy
def test_lines_end_as_the_first_one_did(seed):
    _, text = drawn(seed)
    made = styled(text)
    assert ("\r\n" in made) == ("\r\n" in text.partition("\n")[0] + "\n")
    assert made.count("\r") == (made.count("\n") if "\r" in made else 0)


@messy
def test_another_tool_finds_the_style_kept(seed):
    _, text = drawn(seed, long_texts=False)
    made = styled(text.replace("\r\n", "\n"))
    found = [
        (problem.rule, problem.line, made.splitlines()[problem.line - 1])
        for problem in yamllint.linter.run(made, STYLE)
    ]
    assert found == []


@messy
def test_lines_are_as_short_as_braces_can_make_them(seed):
    _, text = drawn(seed, long_texts=False)
    for line in styled(text).splitlines():
        # A comment, or a text of its own, may be longer.
        uncommented = re.sub(r" +# c\d+$", "", line)
        assert len(uncommented) <= 100 or not re.search(r"[\[{].*[,:]", uncommented), line


#: Pieces of YAML that any text may be made of.
PIECES = (
    *(
        "a",
        "b: ",
        "- ",
        "[",
        "]",
        "{",
        "}",
        ", ",
        "'",
        '"',
        "|",
        ">",
        "|2",
        ">+",
        "|-",
        "&x ",
        "*x",
    ),
    *("\n", "\n  ", "\n    ", "\n\n", "\r\n", "\t", ": ", "? ", "---", "...", "%", "\\", "é", "😀"),
    *("# c", " # c\n", "  # c\n", "key: v\n", "  k: 1\n", "- i\n", "{a: 1, # c\n}", "[a, # c\n b]"),
)


@settings(max_examples=1500, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=16).map("".join), st.sampled_from(("", "a:\n")))
def test_any_text_is_formatted_or_stays_with_a_reason(text, start):
    made = formatted(SourceFile("rules/any.yaml", start + text))
    errors = [problem for problem in made.problems if problem.is_error]
    assert (made.text is None) == bool(errors)
    assert [problem.message for problem in errors if problem.code in codes_internal.CODES] == []
