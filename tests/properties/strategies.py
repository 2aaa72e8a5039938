"""Whole rule files of every kind, as text, with what calls should come near to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st

from properties.conditions import Conditions, Names
from properties.drawing import ZONES, Drawing, Near
from properties.effects import Effects
from properties.pools import LOCATIONS, WORDS
from properties.tables import PREFIX, TEXT, Tables, doubled
from properties.templates import Templates
from properties.yaml_text import block
from rulec.pexip import Policy, ValueType

#: A budget that no script keeps, so that it is written without comments and white space.
TINY = 1


@dataclass(frozen=True)
class Case:
    """Rule files by path, the policy that they decide, and the seed of their calls."""

    texts: dict[str, str]
    policy: Policy
    near: Near
    seed: int
    #: Which of the emulator's combinations the script is tried under, beside the likely one.
    behaviour: int
    vocabulary: frozenset[str]

    def __repr__(self) -> str:
        files = "\n".join(f"--- {path}\n{text}" for path, text in self.texts.items())
        return f"{self.policy.value}, seed {self.seed}, behaviour {self.behaviour}\n{files}"


@st.composite
def cases(draw: Any, policy: Policy, behaviours: int) -> Case:
    """Cases of one policy."""
    locations = draw(st.sampled_from((None, None, LOCATIONS)))
    extra = draw(st.integers(0, 3)) == 3
    d = Drawing(draw, policy, locations, extra, Near(), set())
    d.choose_fields()
    files = "ab" if d.chance(3) else "a"
    texts: dict[str, str] = {}
    for name in files:
        tables = Tables(d)
        texts[f"{policy.value}/{name}.yaml"] = block(_rule_set(d, tables))
        texts |= tables.files
    project: dict[str, Any] = {"rulec": 1}
    if locations:
        project["locations"] = list(locations)
    if extra:
        project["fields"] = {"service": {"call_tag": "text"}}
    if d.chance(2):
        project["timezone"] = ZONES[1]
    profile: dict[str, Any] = {"rules": ["*/*.yaml"]}
    if d.chance(3):
        d.used("dense")
        profile["budget"] = TINY
    if d.chance(3):
        d.used("assigned_to")
        profile["assigned_to"] = list(dict.fromkeys(d.some(lambda: d.pick(LOCATIONS), 1, 3)))
    project["profiles"] = {"default": profile}
    texts["rulec.yaml"] = block(project)
    seed = draw(st.integers(0, 2**32 - 1))
    behaviour = draw(st.integers(1, behaviours - 1))
    return Case(texts, policy, d.near, seed, behaviour, frozenset(d.vocabulary))


def _rule_set(d: Drawing, tables: Tables) -> dict[str, Any]:
    """One rule file."""
    made: dict[str, Any] = {"policy": d.policy.value}
    names = Names()
    if d.chance(4):
        names.zone = made["timezone"] = d.pick(ZONES)
    first_match = not d.chance(3)
    if not first_match:
        d.used("match all")
        made["match"] = "all"
    if d.chance(3):
        names.lists = {"friends": d.some(lambda: d.pick(WORDS), 1, 3)}
        d.near.words += names.lists["friends"]
        made["lists"] = dict(names.lists)
    if d.chance(3):
        made["tables"] = tables.define()
        names.tables = tables
    if d.chance(3):
        made["let"] = _lets(d, names, "set_let")
    if d.chance(3):
        made["conditions"] = {}
        for _ in range(d.number(1, 2)):
            condition = Conditions(d, names).condition(1)
            made["conditions"][name := d.fresh("is_")] = condition
            names.conditions.append(name)
    if d.chance(4):
        d.used("when of a set")
        made["when"] = Conditions(d, names).condition(1)
    made["rules"] = d.some(lambda: _rule(d, names, first_match=first_match), 1, 3)
    if d.chance(2):
        d.used("default of a set")
        made["default"] = Effects(d, Templates(d, names)).effects(first_match=True)
    return made


def _lets(d: Drawing, names: Names, prefix: str) -> dict[str, Any]:
    """Some `let` entries; they may use those before them."""
    made = {}
    for _ in range(d.number(1, 2)):
        templates = Templates(d, names)
        kind = d.pick((ValueType.TEXT, ValueType.TEXT, ValueType.INTEGER, ValueType.BOOLEAN))
        name = d.fresh(f"{prefix}_")
        made[name] = _let(d, names, kind, templates)
        names.lets[name] = kind
    return made


def _let(d: Drawing, names: Names, kind: ValueType, templates: Templates) -> Any:
    """The value of a `let`: a template, a chosen one or one that is looked up."""

    def make() -> str:
        if kind is ValueType.TEXT:
            return f"<{templates.single()}>" if d.chance(3) else templates.text_single()
        return templates.number() if kind is ValueType.INTEGER else templates.flag()

    if names.tables and kind is ValueType.TEXT and d.chance(4):
        return d.used("let from a table") and names.tables.lookup(TEXT, make(), make())
    if d.chance(4):
        d.used("chosen let")
        when = Conditions(d, names).condition(1)
        made = {"when": doubled(when) if names.in_table else when, "then": make()}
        return made | ({"otherwise": make()} if d.chance(2) else {})
    return make()


def _rule(d: Drawing, of_set: Names, *, first_match: bool) -> dict[str, Any]:
    made: dict[str, Any] = {"id": d.fresh("rule-")}
    names = Names(
        of_set.conditions, of_set.lists, dict(of_set.lets), [], of_set.zone, of_set.tables
    )
    if d.chance(10):
        made["enabled"] = False
        d.used("enabled")
    if d.chance(8):
        d.used("valid")
        made["valid"] = Conditions(d, names).days(names.zone)
    in_table = names.tables is not None and d.chance(3)
    names.in_table = in_table
    lets = _lets(d, names, "let") if d.chance(4) else {}
    names.in_table = False
    if not d.chance(6):
        conditions = Conditions(d, names)
        made["when"] = conditions.condition(capturing=True)
        if d.chance(3):
            made["when"] = {"all": [made["when"], conditions.capture()]}
    names.in_table = in_table
    if in_table and d.chance(2):
        # A name for a cell, which may be empty, is tested and used like any other.
        name = d.fresh("cell_")
        lets[name] = d.pick((f"{{{TEXT}}}", f"{{{PREFIX}}}", "{null}"))
        names.lets[name] = ValueType.TEXT
        test = Conditions(d, names).text(depth=1)
        made["when"] = {"all": [{name: test}, *([made["when"]] if "when" in made else [])]}
    if names.captures and d.chance(2):
        lets |= _lets(d, names, "late")
    if lets:
        made["let"] = lets
    if names.tables and in_table:
        made = names.tables.rule(made)
    return made | Effects(d, Templates(d, names)).effects(first_match=first_match)
