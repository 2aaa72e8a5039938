"""What stands where in a script: for people, and as data for programs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from rulec.emit import Part, RuleName, Script
from rulec.ir import Profile
from rulec.pexip import Policy
from rulec.records import dataclass
from rulec.report.safe_text import safe
from rulec.report.script_parts import ScriptParts, places
from rulec.source import Span

#: Rules that are listed with their places; the rest is counted.
_MOST_RULES = 20
#: Parts that are shown of the rules of a decision; the rest is counted.
_MOST_PARTS = 4


@dataclass(frozen=True, slots=True)
class InScript:
    """A script in which decisions are shown. `path` is safe for a terminal."""

    path: str
    parts: ScriptParts
    #: What is odd about it, in words.
    note: str = ""

    def text_of(self, rules: Iterable[RuleName]) -> str:
        """Where rules are written, the first few places."""
        some = self.parts.of(rules)
        more = len(some) - _MOST_PARTS
        rest = f"and {more:,} more parts of {self.path}\n" if more > 0 else ""
        if not some:
            return f"nothing of it stands in {self.path}\n"
        return parts_text(self.path, self.parts, some[:_MOST_PARTS]) + rest

    def data_of(self, rules: Iterable[RuleName]) -> list[dict[str, object]]:
        """Where rules are written, as data: see `part_data`."""
        return [part_data(self.parts, part) for part in self.parts.of(rules)]


#: Scripts by the names of their profiles and their policies.
Scripts = Mapping[tuple[str, Policy], InScript]


def by_name(scripts: Iterable[tuple[Profile, Script]]) -> Scripts:
    """Scripts under the paths that a build gives them."""
    return {
        (profile.name, script.policy): InScript(
            safe(f"{profile.name}/{script.policy.script_name}"), ScriptParts(profile, script)
        )
        for profile, script in scripts
    }


def parts_text(path: str, parts: ScriptParts, some: Iterable[Part]) -> str:
    """Some parts of a script, each with its place, what it is there for, and how it begins."""
    return "".join(
        f"{path}:{parts.position(parts.ends(part)[0])}: {parts.told(part.purpose)}\n"
        f"    {parts.excerpt(part)}\n"
        for part in some
    )


def place_text(path: str, parts: ScriptParts, part: Part, offset: int) -> str:
    """The part at a character of a script that was built, and the rules that it is there for."""
    text, before = parts.around(part, offset)
    start, end = (parts.position(at) for at in parts.ends(part))
    lines = [
        f"{path}:{parts.position(offset)}: {parts.told(part.purpose)}",
        f"    {text}",
        f"    {' ' * before}^",
        f"    from {start} to {end}",
        *_rules(parts, part.purpose.rules),
    ]
    return "\n".join(lines) + "\n"


def _rules(parts: ScriptParts, rules: Sequence[RuleName]) -> Iterator[str]:
    """Rules with their places, the first few."""
    for name in rules[:_MOST_RULES]:
        told = "".join(f"  {_place(span)}" for span in places(parts.rule(name)))
        yield f"  {safe('/'.join((name[0], name[1] or 'default')))}{told}"
    if len(rules) > _MOST_RULES:
        yield f"  and {len(rules) - _MOST_RULES:,} more"


def _place(span: Span) -> str:
    return safe(f"{span.file.path}:{span.line}")


def parts_data(parts: ScriptParts, some: Sequence[Part]) -> dict[str, object]:
    """Some parts as data that `json.dumps` takes.

    `parts` is a list of `start` and `end` (`line` and `column`, from 1, and `offset`, from 0; the
    end is the character behind the last one), `what` (see `emit.What`), `name` (of the variable or
    of the rule set, or empty), `rules` (as `set/rule`) and `text` (how it begins). `rules` has for
    each of these its `path` and `line` and those of its `row`, which are null for a `default`.
    """
    names = dict.fromkeys(name for part in some for name in part.purpose.rules)
    return {
        "parts": [part_data(parts, part) for part in some],
        "rules": {_name(name): _rule_data(parts, name) for name in names},
    }


def part_data(parts: ScriptParts, part: Part) -> dict[str, object]:
    """One part."""
    purpose = part.purpose
    end = parts.position(part.end - 1)
    return {
        "start": parts.position(part.start)._asdict(),
        "end": end._replace(column=end.column + 1, offset=end.offset + 1)._asdict(),
        "what": purpose.what.value,
        "name": purpose.name,
        "rules": [_name(name) for name in purpose.rules],
        "text": parts.excerpt(part),
    }


def _name(name: RuleName) -> str:
    return f"{name[0]}/{name[1] or 'default'}"


def _rule_data(parts: ScriptParts, name: RuleName) -> dict[str, object]:
    rule = parts.rule(name)
    span, row = (None, None) if rule is None else (rule.span, rule.row)
    return {
        "path": span and span.file.path,
        "line": span and span.line,
        "row": row and {"path": row.file.path, "line": row.line},
    }
