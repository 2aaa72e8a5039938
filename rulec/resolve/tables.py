"""The tables of a rule set: rows in the file itself, or in a CSV file of the folder."""

from __future__ import annotations

import re
from collections.abc import Mapping as ByPath
from dataclasses import replace
from pathlib import PurePosixPath
from posixpath import normpath

from rulec.diagnostics import Related, did_you_mean, names, nearest, short
from rulec.diagnostics import codes_reading as reading
from rulec.diagnostics import codes_resolving as codes
from rulec.resolve.context import Problems
from rulec.resolve.look_alikes import look_alikes_of
from rulec.source import Span
from rulec.syntax.folder import TABLE_SUFFIX, RuleFile
from rulec.syntax.nodes import Mapping, Node, Scalar, Sequence
from rulec.syntax.scalars import kind
from rulec.syntax.tables import Row, Table, inline_table

_DRIVE = re.compile("[A-Za-z]:")


class Tables:
    """The tables that a rule set names, each read once.

    `files` are the files of the folder by their paths from it, `lists` the names of the rule set's
    lists.
    """

    def __init__(
        self,
        nodes: Mapping,
        files: ByPath[str, RuleFile],
        problems: Problems,
        *,
        lists: tuple[str, ...] = (),
    ) -> None:
        self._nodes = nodes
        self._files = files
        self._problems = problems
        self._lists = lists
        self._found: dict[str, Table | None] = {}
        self._keys: dict[tuple[str, str], dict[str, Row]] = {}
        #: The names that rules use.
        self.used: set[str] = set()
        #: The paths of the CSV files that the tables are read from.
        self.paths: list[str] = []
        #: Whether every path leads to a table and every name that rules use is known.
        self.complete = True
        for name, node in nodes.items():
            self._found[name] = self._read(name, node)

    def named(self, name: Scalar, key: str = "table") -> Table | None:
        """The table of a name; None after noting that there is none, or that it is wrong.

        `key` is the word in front of the name.
        """
        self.used.add(str(name))
        if name not in self._found:
            self._note_unknown(name, key)
        return self._found.get(str(name))

    def _note_unknown(self, name: Scalar, key: str) -> None:
        self.complete = False
        message = f"unknown table `{short(name)}`"
        if name in self._lists:
            message = f"`{short(name)}` is a list, not a table"
            hint = "rows stand under `tables`; for the items of a list write `{list: name}`"
        elif name.endswith(TABLE_SUFFIX) or "/" in name or "\\" in name:
            hint = self._named_by_path(name, key)
        else:
            hint = did_you_mean(name, self._found) or self._definition(name)
            # The table that was meant is used all the same.
            self.used.add(nearest(name, self._found) or "")
        self._problems.add(codes.UNKNOWN_TABLE, message, name.span, hint)

    def _named_by_path(self, written: str, key: str) -> str:
        """What to write where a path stands in place of a table's name."""
        path = written.replace("\\", "/")
        for name, node in self._nodes.items():
            if node == path:
                self.used.add(name)
                return f"write `{key}: {short(name)}`"
        name = PurePosixPath(path).stem or "sites"
        definition = f"{short(name)}: {short(path)}"
        return f"define it under `tables`, such as `{definition}`, and write `{key}: {short(name)}`"

    def _definition(self, name: str) -> str:
        """What to write under `tables`, with the file of this name where there is one."""
        for path, file in self._files.items():
            if file.is_table and PurePosixPath(path).stem == name:
                return f"define it under `tables`: `{short(name)}: {short(path)}`"
        return "define it under `tables`"

    def column(self, table: Table, name: Scalar) -> str | None:
        """A column of a table; None after noting that it has none of this name."""
        if name in table.columns:
            return str(name)
        hint = did_you_mean(name, table.columns) or f"it has {names(table.columns)}"
        message = f"the table `{short(table.name)}` has no column `{short(name)}`"
        self._problems.add(codes.UNKNOWN_COLUMN, message, name.span, hint)
        return None

    def having(self, column: str) -> str | None:
        """The name of a table with such a column."""
        every = self._found.items()
        return next((n for n, table in every if table and column in table.columns), None)

    def by_key(self, table: Table, column: str) -> dict[str, Row]:
        """The rows of a table by what they have in a column; notes keys that are none."""
        known = self._keys.get((table.name, column))
        if known is not None:
            return known
        found: dict[str, Row] = {}
        for row in table.rows:
            cell = row.cells[column]
            if cell.is_null:
                message = f"the row has no `{short(column)}`, by which rows are looked up"
                self._problems.add(codes.BAD_KEY, message, cell.span, "fill it, or remove the row")
                continue
            other = found.setdefault(str(cell), row)
            if other is not row:
                message = f"`{short(cell)}` is the key of another row"
                first = Related("that row is here", other.cells[column].span)
                hint = "remove one of the rows, or look up by another column with `match`"
                self._problems.add(codes.BAD_KEY, message, cell.span, hint, (first,))
        self._keys[table.name, column] = found
        return found

    def unused(self) -> list[tuple[str, Span]]:
        """The tables that no rule uses."""
        return [(n, self._nodes.key_spans[n]) for n in self._nodes if n not in self.used]

    def _read(self, name: str, node: Node) -> Table | None:
        if isinstance(node, Sequence):
            table, problems = inline_table(name, node)
            self._problems.found += problems
            return table
        if isinstance(node, Scalar) and not node.empty and not node.is_null:
            return self._file(name, node)
        message = f"the table `{short(name)}` must be a path or a list of rows, not {kind(node)}"
        if isinstance(node, Scalar) and node.empty:
            message = f"there is nothing behind `{short(name)}`"
        self.complete = False
        hint = "write `tables/sites.csv`, or rows such as `- {subnet: 10.0.0.0/8, location: Oslo}`"
        self._problems.add(reading.WRONG_SHAPE, message, node.span, hint)
        return None

    def _file(self, name: str, path: Scalar) -> Table | None:
        file = self._files.get(str(path))
        if file is None or not file.is_table:
            self.complete = False
            self._note_path(path)
            return None
        self.paths.append(str(path))
        found = file.table
        if found is None:
            return None
        self._problems.found += look_alikes_of(found)
        return replace(found, name=name)

    def _note_path(self, path: Scalar) -> None:
        """Notes a path that leads to no table file."""
        tables = [each for each, file in self._files.items() if file.is_table]
        slashes = path.replace("\\", "/")
        hint = did_you_mean(slashes, tables)
        message = f"there is no table file `{short(path)}`"
        if slashes.startswith("/") or _DRIVE.match(path) or normpath(slashes).startswith(".."):
            message = f"`{short(path)}` lies outside the rules folder"
            hint = f"paths start at the rules folder{f'; {hint}' if hint else ''}"
        elif slashes != path:
            exactly = f": `{short(slashes)}`" if slashes in tables else ""
            hint = f"write `/` between folders{exactly}"
        elif not path.endswith(TABLE_SUFFIX):
            hint = f"a table file ends in `.csv`{f'; {hint}' if hint else ''}"
        hint = hint or "paths start at the rules folder"
        self._problems.add(codes.NO_SUCH_FILE, message, path.span, hint)
