"""libyaml's syntax errors in an administrator's words, with the way out of the usual mistakes."""

from __future__ import annotations

import re
from collections.abc import Callable

import yaml

from rulec.diagnostics import Problem, Related, short
from rulec.diagnostics import codes_reading as codes
from rulec.source import SourceFile, Span

_QUOTE = "quote the text: `'...'`"
_ALIGN = "start all keys of one mapping, and all dashes of one list, in the same column"
_BRACES = "a value with `{...}` must be quoted as a whole: `'...'`"
_ESCAPE = "in double quotes a backslash starts an escape: use single quotes"

#: What libyaml says, what we say, and what to do about it; the first that fits.
_PLAIN_WORDS = (
    ("tab character", "a tab where spaces belong", "indent with spaces: YAML allows no tabs"),
    ("unknown escape character", "a backslash that starts no escape", _ESCAPE),
    ("Unicode character escape code", "an escape that is no character", _ESCAPE),
    ("hexdecimal number", "an escape that is no character", _ESCAPE),
    ("expected ',' or '}'", "a `{` that is not closed", f"close it with `}}`; {_BRACES}"),
    ("expected ',' or ']'", "a `[` that is not closed", "close it with `]`"),
    ("expected '-' indicator", "not an item of the list above", _ALIGN),
    ("block sequence entries", "a list cannot start here", "start it on a line of its own"),
    ("could not find expected ':'", "a key without a colon", "write `key: value`, with the space"),
    ("undefined tag handle", "a tag", f"no tags are used in rule files; {_QUOTE}"),
    ("expected comment or line break", "text behind `|` or `>`", _QUOTE),
    ("block scalar", "text behind `|` or `>`", _QUOTE),
    ("document start", "text behind the end of the data", f"remove it, or {_QUOTE}"),
    ("incompatible YAML document", "a YAML version other than 1", "remove the line"),
    ("directive", "a `%` at the start of a line", f"remove the line, or {_QUOTE}"),
    ("expected node content", "something is missing, or is not text as it stands", _QUOTE),
)
_STARTS_NO_TEXT = "%@`"

#: A line with a key whose colon has no space behind it, as in `- id:a`.
_NO_SPACE = re.compile(r"[ -]*(?!sips?:|https?:|h323:|tel:)(?P<written>[A-Za-z_]+:[^\s:]\S*)\s*$")
#: The key behind an entry, without the comma between them.
_NO_COMMA = re.compile(r"[^\s:,{\[]\s+([A-Za-z_]+)$")
#: The rule of a row.
_NUMBERED = re.compile(r"[^\[]{1,60}\[[0-9]{1,6}\](?=\s*[,}\]])")
#: A comment behind what looks like text without quotes.
_COMMENT = re.compile(r"[^'\"#]*[^\s,{\['\"#](?P<space>\s+)#")


def tag_hint(word: str) -> str:
    """What to write in place of a `!` with a word; digits may be a PIN and are not repeated."""
    shown = short(word) if re.fullmatch(r"[A-Za-z_]+", word) else "..."
    return f"in a condition write `{{not: {shown}}}`; if it is text, quote it: `'...'`"


def explain_syntax_error(
    error: yaml.MarkedYAMLError, file: SourceFile, span_at: Callable[[int], Span]
) -> Problem:
    """The problem for an error of libyaml; `span_at` gives the place of an index of its marks."""
    said = f"{error.context or ''} {error.problem or ''}"
    mark = error.problem_mark or error.context_mark
    if mark is None:
        return Problem(codes.BAD_YAML, f"not valid YAML: {said.strip()}", None)
    span = span_at(mark.index)
    opened = span_at(error.context_mark.index) if error.context_mark is not None else span
    if "scanning an alias" in said or "scanning an anchor" in said:
        span = opened
    if "quoted scalar" in said and "end of stream" in said:
        # The end of the file says nothing; the quote that was never closed does.
        return _problem("a quote that is not closed", opened, "close it with the same quote")
    glued = _without_space(said, span, opened)
    if glued is not None:
        return _problem("a colon without a space", glued, "put a space after the colon")
    if "expected ',' or '}'" in said and opened.line < span.line:
        comment = _COMMENT.match(file.line(opened.line), opened.column)
        if comment is not None:
            column = comment.end("space") + 1
            place = Span(file, opened.line, column, opened.line, column + 1)
            hint = "if that is part of a text, quote the text: `'...'`; if not, close the `{`"
            return _problem("` #` starts a comment, so the `{` is not closed", place, hint)
    what, hint = _explained(said, span, file.line(span.line))
    related: tuple[Related, ...] = ()
    if "flow" in said and opened.line != span.line:
        related = (Related("opened here", opened),)
    return _problem(what, span, hint, *related)


def _without_space(said: str, span: Span, opened: Span) -> Span | None:
    """The place of `id:a`, which takes away the meaning of what follows."""
    if "mapping values" in said:
        line = span.line - 1
    elif "could not find expected ':'" in said:
        line = opened.line
    else:
        return None
    found = _NO_SPACE.match(span.file.line(line)) if line else None
    if found is None:
        return None
    return Span(span.file, line, found.start("written") + 1, line, found.end("written") + 1)


def _explained(said: str, span: Span, line: str) -> tuple[str, str]:
    at = line[span.column - 1 : span.column]
    before = line[: span.column - 1]
    if "cannot start any token" in said:
        found = _no_start(at)
        if found is not None:
            return found
    if "scanning an alias" in said or "scanning an anchor" in said:
        return f"text that starts with `{at}`", _QUOTE
    if "mapping values" in said:
        if ": " in before or before.rstrip().endswith("}"):
            return "`: ` inside a text", _QUOTE
        return "a key that belongs to no mapping", f"{_ALIGN}; text with `: ` must be quoted"
    if "expected key" in said:
        return _not_a_key(before.rstrip())
    if "expected ',' or" in said and before.rstrip().endswith(("'", '"')):
        return _not_a_key(before.rstrip())
    found = _in_braces(at, before) if "expected ',' or '}'" in said else None
    if at == "[" and "expected ',' or" in said and before.rstrip()[-1:].strip(",:{[]}"):
        found = _bracket(before, line)
    if "scanning a tag" in said:
        found = _tag(before)
    plain = ((what, hint) for words, what, hint in _PLAIN_WORDS if words in said)
    return found or next(plain, (said.strip(), ""))


def _no_start(at: str) -> tuple[str, str] | None:
    if at == "\t":
        return "a tab where spaces belong", "indent with spaces: YAML allows no tabs"
    if at == "|":
        return "`|` inside braces", _BRACES
    if at and at in _STARTS_NO_TEXT:
        return f"text that starts with `{at}`", _QUOTE
    return None


def _tag(before: str) -> tuple[str, str]:
    return "text that starts with `!`", tag_hint(before.rpartition("!")[2])


def _in_braces(at: str, before: str) -> tuple[str, str] | None:
    key = _NO_COMMA.search(before) if at == ":" else None
    if key is not None:
        hint = "write commas between entries in braces; text with `: ` must be quoted"
        return f"a comma is missing before `{short(key[1])}`", hint
    if at == ":" and ": " in before:
        return "`: ` inside a text", _QUOTE
    if at == "{" and before[-1:].strip(",:{[ "):
        return "`{` inside a text", "quote the whole pattern or text: `'...'`"
    return None


def _bracket(before: str, line: str) -> tuple[str, str]:
    """A `[` behind text, as in `{rule: sites[1]}`; other text may be a PIN and is not repeated."""
    start = re.search(r"[A-Za-z][A-Za-z0-9_-]*\Z", before)
    named = None if start is None else _NUMBERED.match(line, start.start())
    return "`[` inside a text", f"quote text with `[`: `'{'...' if named is None else named[0]}'`"


def _not_a_key(before: str) -> tuple[str, str]:
    if before.endswith("'"):
        hint = "quote all of the text; an apostrophe inside single quotes is written twice"
        return "text behind the closing quote", hint
    if before.endswith('"'):
        return "text behind the closing quote", "quote all of the text, once"
    if before.endswith("}"):
        return "text behind `}`", _BRACES
    if before.endswith("]"):
        return "text behind `]`", _QUOTE
    return "not a key of the mapping above", _ALIGN


def _problem(what: str, span: Span, hint: str, *related: Related) -> Problem:
    return Problem(codes.BAD_YAML, f"not valid YAML: {what}", span, hint, related)
