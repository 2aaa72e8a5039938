"""The text of templates as a tree: literal text, and `{source | filter(argument, ...)}`."""

from __future__ import annotations

import re
from typing import NoReturn

from rulec.pexip import INTEGER_MAX_DIGITS, MAX_CHAINED_FILTERS
from rulec.records import dataclass


@dataclass(frozen=True, slots=True)
class TemplateProblem:
    """Why a text is not a template: `start` to `end` count characters of the text."""

    message: str
    start: int
    end: int
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Word:
    """A literal: text in quotes, a number, true, false or null."""

    value: str | int | bool | None
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Path:
    """A source by name, such as `remote_alias.user`."""

    steps: tuple[str, ...]
    start: int
    end: int

    @property
    def text(self) -> str:
        """The path as one text."""
        return ".".join(self.steps).replace(f"{ENVIRONMENT}.", ENVIRONMENT, 1)


@dataclass(frozen=True, slots=True)
class Listing:
    """A list of sources and literals."""

    items: tuple[Path | Word, ...]
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class FilterCall:
    """A filter with its arguments."""

    name: str
    arguments: tuple[Path | Word, ...]
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Placeholder:
    """One template: a source and the filters behind it."""

    source: Path | Word | Listing
    filters: tuple[FilterCall, ...]
    start: int
    end: int


Part = str | Placeholder

#: The form of a name in a template.
NAME = r"[A-Za-z_][A-Za-z0-9_-]*"
#: The first step of a path to a secret.
ENVIRONMENT = "env:"
_SPACE = re.compile(r"\s*")
_NAME = re.compile(NAME)
_NUMBER = re.compile(r"-?[0-9]+")
_QUOTED = re.compile(r"'([^']*)'|\"([^\"]*)\"")
_WORDS = {"true": True, "false": False, "null": None}
#: Filters that put their second argument in place of every hit.
_REPLACING = frozenset({"replace", "pex_regex_replace"})
#: How many times as long as before replacements may make a text.
_MOST_LONGER = 10_000


class _Refused(Exception):
    def __init__(self, message: str, start: int, end: int, hint: str = "") -> None:
        self.problem = TemplateProblem(message, start, end, hint)
        super().__init__(message)


def parse_template(text: str) -> tuple[tuple[Part, ...], tuple[TemplateProblem, ...]]:
    """The parts of a text, as far as they can be read, and everything that is wrong with it.

    A text without templates is one literal part, an empty one has none.
    """
    parser = _Parser(text)
    parts = parser.parts()
    return tuple(parts), tuple(parser.problems)


def _refuse_too_much(filters: list[FilterCall]) -> None:
    """Refuses rows of filters that no node could compile, or that make texts far too long."""
    if len(filters) > MAX_CHAINED_FILTERS:
        message = f"more than {MAX_CHAINED_FILTERS} filters in a row"
        first, last = filters[MAX_CHAINED_FILTERS], filters[-1]
        raise _Refused(message, first.start, last.end, "put the first ones into a `let`")
    longer = 1
    for call in filters:
        new = call.arguments[1] if call.name in _REPLACING and len(call.arguments) > 1 else None
        if isinstance(new, Word) and isinstance(new.value, str):
            longer *= max(1, len(new.value))
        if longer > _MOST_LONGER:
            message = "these replacements could make a text enormous"
            raise _Refused(message, call.start, call.end, "use fewer of them, or shorter texts")


class _Parser:
    """Reads a text from left to right; each method's docstring is its grammar."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.problems: list[TemplateProblem] = []

    def parts(self) -> list[Part]:
        """(character | "{{" | "}}" | placeholder)*."""
        found: list[Part] = []
        literal = ""
        while self.at < len(self.text):
            two = self.text[self.at : self.at + 2]
            if two in ("{{", "}}"):
                literal += two[0]
                self.at += 2
            elif two[0] == "{":
                if literal:
                    found.append(literal)
                literal = ""
                placeholder = self.placeholder_or_note()
                found += [] if placeholder is None else [placeholder]
            elif two[0] == "}":
                hint = "write `}}` for a brace in the text"
                problem = TemplateProblem("`}` without `{`", self.at, self.at + 1, hint)
                self.problems.append(problem)
                self.at += 1
            else:
                literal += two[0]
                self.at += 1
        if literal:
            found.append(literal)
        return found

    def placeholder_or_note(self) -> Placeholder | None:
        """A placeholder; after a mistake in one, reading goes on behind its end."""
        try:
            return self.placeholder()
        except _Refused as refused:
            self.problems.append(refused.problem)
            end = self.text.find("}", refused.problem.start)
            self.at = len(self.text) if end < 0 else end + 1
            return None

    def placeholder(self) -> Placeholder:
        """Placeholder: "{" source ("|" filter)* "}"."""
        start = self.at
        self.at += 1
        if self.sees("}"):
            hint = "name a source, as in `{remote_alias}`, or write `{{` and `}}` for braces"
            raise _Refused("there is nothing between the braces", start, self.at + 1, hint)
        source = self.listing() if self.sees("[") else self.value()
        filters = []
        while self.takes("|"):
            filters.append(self.filter())
        if not self.takes("}"):
            if self.at >= len(self.text):
                hint = "close it with `}`, or write `{{` for a brace in the text"
                raise _Refused("`{` is never closed", start, start + 1, hint)
            self.unexpected("`|` or `}`")
        _refuse_too_much(filters)
        return Placeholder(source, tuple(filters), start, self.at)

    def listing(self) -> Listing:
        """Listing: "[" value ("," value)* "]"."""
        start = self.at
        self.takes("[")
        items = [self.value()]
        while self.takes(","):
            items.append(self.value())
        if not self.takes("]"):
            self.unexpected("`,` or `]`")
        return Listing(tuple(items), start, self.at)

    def filter(self) -> FilterCall:
        """Name ["(" [value ("," value)*] ")"]."""
        self.skip_space()
        start = self.at
        name = _NAME.match(self.text, self.at)
        if name is None:
            self.unexpected("the name of a filter")
        self.at = end = name.end()
        arguments: list[Path | Word] = []
        if self.takes("("):
            if not self.takes(")"):
                arguments.append(self.value())
                while self.takes(","):
                    arguments.append(self.value())
                if not self.takes(")"):
                    self.unexpected("`,` or `)`")
            end = self.at
        return FilterCall(name[0], tuple(arguments), start, end)

    def value(self) -> Path | Word:
        """Text in quotes | number | true | false | null | name ("." (name | text in quotes))*."""
        self.skip_space()
        start = self.at
        quoted = _QUOTED.match(self.text, self.at)
        if quoted:
            self.at = quoted.end()
            return Word(quoted[1] if quoted[1] is not None else quoted[2], start, self.at)
        number = _NUMBER.match(self.text, self.at)
        if number:
            self.at = number.end()
            if len(number[0].lstrip("-")) > INTEGER_MAX_DIGITS:
                raise _Refused(
                    "the number is too long", start, self.at, f"{INTEGER_MAX_DIGITS} digits at most"
                )
            return Word(int(number[0]), start, self.at)
        if self.text[self.at : self.at + 1] in ("'", '"'):
            hint = "text between quotes has no escapes; use the other kind of quotes inside"
            raise _Refused("the text is never closed", start, start + 1, hint)
        return self.path(start)

    def path(self, start: int) -> Path | Word:
        steps: list[str] = []
        while True:
            quoted = _QUOTED.match(self.text, self.at) if steps else None
            name = quoted or _NAME.match(self.text, self.at)
            if name is None:
                self.unexpected("a name, a number or text in quotes")
            self.at = name.end()
            if quoted:
                steps.append(quoted[1] if quoted[1] is not None else quoted[2])
            else:
                steps.append(name[0])
            if steps == ["env"] and self.text[self.at : self.at + 1] == ":":
                steps[0] = ENVIRONMENT
                self.at += 1
                continue
            if self.text[self.at : self.at + 1] != ".":
                break
            self.at += 1
        if len(steps) == 1 and steps[0] in _WORDS:
            return Word(_WORDS[steps[0]], start, self.at)
        return Path(tuple(steps), start, self.at)

    def skip_space(self) -> None:
        found = _SPACE.match(self.text, self.at)
        self.at = found.end() if found else self.at

    def sees(self, sign: str) -> bool:
        self.skip_space()
        return self.text.startswith(sign, self.at)

    def takes(self, sign: str) -> bool:
        if not self.sees(sign):
            return False
        self.at += len(sign)
        return True

    def unexpected(self, wanted: str) -> NoReturn:
        self.skip_space()
        if self.at >= len(self.text):
            hint = "close the template with `}`, or write `{{` for a brace in the text"
            start = max(self.at - 1, 0)
            raise _Refused(f"the template ends where {wanted} must follow", start, self.at, hint)
        hint = f"{wanted} must follow; for a brace in the text write `{{{{` or `}}}}`"
        message = f"`{self.text[self.at]}` is not understood here in a template"
        raise _Refused(message, self.at, self.at + 1, hint)
