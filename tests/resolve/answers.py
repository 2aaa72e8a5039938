"""One rule set as text, its problems, and its answers by evaluator and script."""

from datetime import UTC, datetime

from rule_texts import canonical, compiled, parsed, read_rules

from rulec.diagnostics import in_order
from rulec.emulator import HARSH, LIKELY
from rulec.pexip import Policy

NOW = datetime(2026, 1, 15, 12, tzinfo=UTC)

#: One table of rooms, by their names and by their codes.
ROOMS = """key,code,title,limit,open,rooms,role,empty
a,1,Alpha,12,true,{0}; {1},chair,
items,2,"{{key}} {{{{ 7*7 }}}}",0,false,{0},guest,
""".format(*(f"00000000-0000-0000-0000-00000000000{i}" for i in (1, 2)))
ONE, TWO, THREE = (f"00000000-0000-0000-0000-00000000000{i}" for i in (1, 2, 3))

#: A call, and one that is not the same.
V = {"vendor": "v", "bandwidth": 7, "registered": True, "remote_alias": "bob@x"}
W = V | {"vendor": "w", "registered": False}


def files(rules: str, policy: str = "service", head: str = "") -> dict[str, str]:
    """A rule set, with the table where it names it."""
    if "table: rooms" not in rules + head:
        return {"a.yaml": f"policy: {policy}\n{head}{rules}\n"}
    tables = "tables: {rooms: rooms.csv}\n"
    return {"a.yaml": f"policy: {policy}\n{tables}{head}{rules}\n", "rooms.csv": ROOMS}


def noted(texts: dict[str, str]) -> list[tuple[str, str]]:
    """Every problem of files as its code and the text that it stands at."""
    return [
        (str(p.code.name), p.span.file.lines[p.span.line - 1][p.span.column - 1 :])
        for p in in_order(read_rules(texts)[1])
    ]


def one_problem(texts: dict[str, str], code: str, text: str) -> None:
    """Files have one problem, which stands at a text."""
    ((found, there),) = noted(texts)
    assert found == code
    assert there.startswith(text)


def answer(texts, call=None, service_config=None, policy=Policy.SERVICE, **others):
    """The answer of rules, which script and evaluator must agree on."""
    rules = compiled(texts, policy)
    inputs = {"call_info": call or {}, "service_config": service_config, **others}
    meaning = rules.meaning(inputs, NOW)
    for behaviour in (LIKELY, HARSH):
        printed = parsed(rules.compiled_for(behaviour).render(inputs, NOW))
        assert canonical(printed) == canonical(meaning)
    return meaning


def item(alias: str, **more: object) -> dict[str, object]:
    return {"remote_alias": alias, "local_alias": "l", "protocol": "sip", "role": "guest", **more}


def choice(then: str, otherwise: str = "", when: str = "{vendor: v}") -> str:
    return f"{{when: {when}, then: {then}{otherwise and f', otherwise: {otherwise}'}}}"
