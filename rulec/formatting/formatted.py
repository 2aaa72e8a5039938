"""A file in the style of the project, proved to say what it said."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from rulec.diagnostics import Problem
from rulec.diagnostics import codes_internal as internal
from rulec.diagnostics import codes_reading as codes
from rulec.formatting.layout import lay_out
from rulec.formatting.printing import printed
from rulec.formatting.reading import CannotFormatError, read_document
from rulec.formatting.same import data
from rulec.records import dataclass
from rulec.source import SourceFile, Span
from rulec.syntax.nodes import Mapping, Node
from rulec.syntax.reader import read_yaml
from rulec.syntax.scalars import kind

_REPORT = "please report this with the file; it stays as it is"


@dataclass(frozen=True, slots=True)
class Formatted:
    """A file in the project's style; `text` is None where it must stay as it is.

    `problems` are those of reading the file, warnings too, and why it is not formatted.
    """

    text: str | None
    problems: tuple[Problem, ...] = ()


def formatted(file: SourceFile) -> Formatted:
    """Formats a YAML file.

    Its lines end as the first one does. A file with errors in how it is written is not formatted.
    Whatever comes out is read again: where the data, the comments or, formatted once more, the
    text would differ, that is a bug of rulec, which is told, and there is no text.
    """
    ends = "\r\n" if "\r\n" in file.text.partition("\n")[0] + "\n" else "\n"
    plain = replace(file, text=file.text.replace("\r\n", "\n").replace("\r", "\n"))
    node, problems = read_yaml(plain)
    if node is None or any(problem.is_error for problem in problems):
        return Formatted(None, tuple(problems))
    if not isinstance(node, Mapping):
        message = f"the file must be a mapping, not {kind(node)}"
        hint = "a rule set starts with `policy: ...`, without a dash"
        return Formatted(None, (*problems, Problem(codes.WRONG_SHAPE, message, node.span, hint)))
    try:
        text, comments = _styled(plain.text)
    except CannotFormatError as error:
        place = _place(plain, error.index)
        problem = Problem(codes.NOT_FORMATTED, error.message, place, error.hint)
        return Formatted(None, (*problems, problem))
    difference = _difference(node, comments, replace(plain, text=text))
    if difference:
        bug = Problem(internal.FORMATTING_CHANGES, difference, Span(plain, 1, 1, 1, 1), _REPORT)
        return Formatted(None, (*problems, bug))
    return Formatted(text.replace("\n", ends), tuple(problems))


def _styled(text: str) -> tuple[str, Counter[str]]:
    """A text in the project's style, and the comments that were found in it."""
    document = read_document(text)
    comments = Counter(document.comments)
    lay_out(document)
    return printed(document), comments


def _difference(node: Node, comments: Counter[str], after: SourceFile) -> str:
    """What a formatted file does not say as before, in words; empty when it says all of it."""
    again, problems = read_yaml(after)
    if again is None or any(problem.is_error for problem in problems):
        return "formatted, this file could not be read any more"
    if data(again) != data(node):
        return "formatted, this file would mean something else"
    try:
        text, found = _styled(after.text)
    except CannotFormatError:
        return "formatted, this file could not be formatted again"
    if found != comments:
        return "formatted, this file would lose a comment"
    if text != after.text:
        return "formatted twice, this file would change twice"
    return ""


def _place(file: SourceFile, index: int) -> Span:
    before = file.text[:index]
    line = before.count("\n") + 1
    column = index - (before.rfind("\n") + 1) + 1
    return Span(file, line, column, line, column + 1)
