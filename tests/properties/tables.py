"""Tables with rules and look-ups from them, as plain data and as CSV."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass, field
from typing import Any

from properties.drawing import Drawing
from properties.pools import WORDS

#: The columns of every table that is drawn, with what their cells are good for.
TEXT, FLAG, PREFIX, LIST = "c_text", "c_flag", "c_prefix", "c_list"

#: Keys of look-ups that a dictionary of Python has methods for, and others.
_KEYS = ("items", "get", "=", "alice", "example.com", "88", "K", "\u212a", "it's", "conference")
_PATTERN_WORDS = ("matches", "regex")
_NAMES = ("is", "list")


@dataclass
class Tables:
    """The tables of one rule set, and the files that some of them stand in."""

    drawing: Drawing
    names: list[str] = field(default_factory=list)
    files: dict[str, str] = field(default_factory=dict)

    def define(self) -> dict[str, Any]:
        """What stands below `tables`."""
        d = self.drawing
        made: dict[str, Any] = {}
        for _ in range(d.number(1, 2)):
            name = d.fresh("table_")
            rows = self._rows()
            if d.chance(2):
                path = f"tables/{d.policy.value}_{name}.csv"
                self.files[path] = _csv(rows, windows=d.chance(2))
                made[name] = d.used("csv") and path
            else:
                d.used("rows")
                made[name] = rows
            self.names.append(name)
        return made

    def _rows(self) -> list[dict[str, Any]]:
        d = self.drawing
        # White space around a cell without quotes is no part of it.
        words = [word for word in WORDS if word == word.strip() and word.isprintable()]
        keys = dict.fromkeys(d.some(lambda: d.pick((*_KEYS, *words)), 1, 4))
        rows = []
        for key in keys:
            d.near.words.append(key)
            row = {
                "key": key,
                TEXT: None if d.chance(3) else d.pick(words),
                FLAG: d.pick((None, "true", "false")),
                PREFIX: d.pick(words),
                LIST: d.pick((None, "a", "a; b", "it's;;x;")),
            }
            d.near.words += [cell for cell in row.values() if cell]
            rows.append(row)
        return rows

    def rule(self, rule: dict[str, Any]) -> dict[str, Any]:
        """A rule made for each row of a table, its own operands as they were."""
        d = self.drawing
        own = "local_alias" if d.chance(2) else "remote_alias"
        row = next(row for row in d.fields if row.alias)
        d.near.fields[row] = None
        field_ = row.name if d.chance(2) else own
        test = d.pick(
            (
                f"{{{PREFIX}}}",
                [f"{{{PREFIX}}}", f"{{{TEXT}}}"],
                {"starts_with": f"{{{PREFIX}}}"},
                {"contains": [f"{{{PREFIX} | lower}}", f"{{{TEXT}}}"]},
                {"matches": f"(?:sip:)?{{{PREFIX}}}.{{0,3}}(@[a-z.]+)?"},
                {"not": {"regex": f"^{{{PREFIX}}}"}},
                f"{{{TEXT}}}",
            )
        )
        d.used("column in a condition")
        when = [{"call_info": {field_: test}}]
        if "when" in rule:
            when.append(doubled(rule["when"]))
        return rule | {"for_each": d.used("for_each") and d.pick(self.names), "when": {"all": when}}

    def lookup(self, column: str, key: str, otherwise: Any) -> dict[str, Any]:
        """A value that is looked up."""
        d = self.drawing
        d.used("look-up")
        made: dict[str, Any] = {"table": d.pick(self.names), "key": key, "column": column}
        if d.chance(4):
            made["match"] = "key"
        if d.chance(2):
            made["otherwise"] = otherwise
        return made


def doubled(node: Any, key: str = "") -> Any:
    """A condition whose operands mean in a rule from a table what they mean in any other."""
    match node:
        case dict():
            return {name: doubled(value, name) for name, value in node.items()}
        case list():
            return [doubled(item, key) for item in node]
        case str() if key not in (*_PATTERN_WORDS, *_NAMES):
            return node.replace("{", "{{").replace("}", "}}")
        case _:
            return node


def _csv(rows: list[dict[str, Any]], *, windows: bool) -> str:
    """Rows as a spreadsheet writes them."""
    text = io.StringIO()
    columns = list(rows[0])
    writer = csv.writer(text, lineterminator="\r\n" if windows else "\n")
    writer.writerow(columns)
    writer.writerows([[row[column] or "" for column in columns] for row in rows])
    return text.getvalue()
