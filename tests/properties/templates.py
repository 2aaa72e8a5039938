"""Templates as text: sources of every kind, with every filter behind them."""

from __future__ import annotations

from dataclasses import dataclass

from properties.conditions import Names
from properties.drawing import Drawing, short_name
from properties.pools import REPLACEMENTS, WORDS
from properties.tables import PREFIX, TEXT
from rulec.pexip import InputField, ValueType

_TO_TEXT = (
    "capitalize", "first", "last", "lower", "trim", "pex_clean_phone_number", "pex_hash",
    "pex_reverse", "replace", "pex_head", "pex_tail", "pex_regex_replace", "default",
)  # fmt: skip
_TO_NUMBER = ("length", "pex_strlen")
_TEXT = (ValueType.TEXT, ValueType.TEXT_OR_LIST)


@dataclass
class Templates:
    """Draws templates that use the names of one place."""

    drawing: Drawing
    names: Names

    def text(self) -> str:
        """A value of a text position."""
        d = self.drawing
        match d.number(0, 5):
            case 0:
                return d.pick(
                    ("a", "x y", "{{", "}}", "{{{{ x }}}}", "'", '"', "\\", "a\nb", "#}}", "{{% x")
                )
            case 1 | 2:
                d.used("concatenation")
                parts = d.some(lambda: d.pick((self.single(), *self._pieces())), 1, 2)
                return "".join((self.single(), *parts) if d.chance(2) else (*parts, self.single()))
            case _:
                return self.single()

    def _pieces(self) -> tuple[str, ...]:
        """What stands in texts besides templates of sources; empty cells and nulls are nothing."""
        cells = (f"{{{TEXT}}}", f"{{{TEXT}}}", f"{{{PREFIX}}}") if self.names.in_table else ()
        return ("-", " ", "{{", "#}}", "{null}", *cells)

    def single(self) -> str:
        """One template of any type."""
        return f"{{{self._text_chain() if not self.drawing.chance(6) else self._other_chain()}}}"

    def text_single(self) -> str:
        """One template that gives text."""
        return f"{{{self._text_chain()}}}"

    def number(self) -> str:
        """One template that gives a number."""
        d = self.drawing
        lets = self._lets(ValueType.INTEGER)
        if lets and d.chance(3):
            return f"{{{d.pick(lets)}}}"
        if d.chance(3):
            return f"{{{self._text_chain()} | {d.used(d.pick(_TO_NUMBER))}}}"
        chain = self.field(d.field(ValueType.INTEGER))
        if d.chance(3):
            chain += f" | default({d.pick((0, 7, 64, 250000, 'null'))}{d.pick(('', ', true'))})"
        return f"{{{chain}}}"

    def flag(self) -> str:
        """One template that gives true or false."""
        d = self.drawing
        lets = self._lets(ValueType.BOOLEAN)
        if lets and d.chance(3):
            return f"{{{d.pick(lets)}}}"
        chain = self.field(d.field(ValueType.BOOLEAN))
        if d.chance(3):
            chain += f" | default({d.pick(('true', 'false'))}{d.pick(('', ', false'))})"
        return f"{{{chain}}}"

    def field(self, row: InputField) -> str:
        """The name of an input in a template."""
        d = self.drawing
        short = short_name(row, d.policy)
        if row.path[:2] == ("participant", "idp_attributes"):
            name = row.name if row.name.isidentifier() else f'"{row.name}"'
            return f"{d.pick(('', 'participant.'))}idp_attributes.{name}"
        if short is not None and not d.chance(3):
            return short
        return ".".join(row.path)

    def _lets(self, *types: ValueType) -> list[str]:
        return [name for name, type_ in self.names.lets.items() if type_ in types]

    def _text_source(self) -> str:
        d = self.drawing
        lets = self._lets(*_TEXT)
        match d.number(0, 7):
            case 0 if lets:
                d.used("let")
                return d.pick(lets)
            case 1 | 2 if self.names.captures:
                d.used("capture in template")
                return d.pick(self.names.captures)
            case 3:
                aliases = [row for row in d.fields if row.alias]
                row = d.pick(aliases)
                d.near.fields[row] = None
                part = d.used(d.pick(("user", "domain", "scheme", "address")))
                return f"{self.field(row)}.{part}"
            case 4:
                items = d.some(self._item, 1, 3)
                d.used("join")
                return f"[{', '.join(items)}] | join{d.pick(('', self._call(self._argument())))}"
            case 6 if d.chance(2):
                d.used("env")
                return "[env:SECRET, 'x'] | join"
            case 6 if self.names.in_table:
                d.used("column in a template")
                return f"[{d.pick((TEXT, PREFIX))}] | join"
            case 5:
                lists = [row for row in d.fields if row.type in (ValueType.TEXT_LIST, *_TEXT[1:])]
                if not lists:
                    return self._quoted()
                row = d.pick(lists)
                d.near.fields[row] = None
                d.used("join of a list")
                return f"{self.field(row)} | join{d.pick(('', self._call(self._quoted())))}"
            case _:
                return self.field(d.field(*_TEXT))

    def _item(self) -> str:
        """An item of a list in a template."""
        d = self.drawing
        match d.number(0, 4):
            case 0:
                return self._quoted()
            case 1:
                return d.pick(("0", "-7", "true", "null", "123"))
            case 2 if self.names.captures:
                return d.pick(self.names.captures)
            case 3:
                return self.field(d.field(ValueType.INTEGER, ValueType.BOOLEAN))
            case _:
                return self.field(d.field(*_TEXT))

    def _text_chain(self) -> str:
        filters = self.drawing.some(self._filter, 0, 2)
        return " | ".join((self._text_source(), *filters))

    def _other_chain(self) -> str:
        make = self.drawing.pick((self.number, self.flag))
        return make()[1:-1]

    def _filter(self) -> str:
        d = self.drawing
        name = d.used(d.pick(_TO_TEXT))
        match name:
            case "replace":
                count = d.pick(("", "", ", 1"))
                return f"replace({self._argument()}, {self._argument()}{count})"
            case "pex_head" | "pex_tail":
                return f"{name}({d.pick((1, 3, 20, 250, 300))})"
            case "pex_regex_replace":
                pattern, replacement = d.pick(REPLACEMENTS)
                return f'pex_regex_replace("{pattern}", "{replacement}")'
            case "default":
                return f"default({self._argument()}{d.pick(('', ', true', ', false'))})"
            case _:
                return name

    def _argument(self) -> str:
        d = self.drawing
        if self.names.in_table and d.chance(4):
            return TEXT
        if d.chance(3):
            return self.field(d.field(*_TEXT))
        return "null" if d.chance(8) else self._quoted()

    def _quoted(self) -> str:
        word = self.drawing.pick(("", *WORDS))
        sign = '"' if "'" in word else "'"
        return f"{sign}{word.replace(sign, '')}{sign}"

    @staticmethod
    def _call(argument: str) -> str:
        return f"({argument})"
