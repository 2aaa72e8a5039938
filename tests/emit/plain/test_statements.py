"""What passes leave as it is, also where no rules give such statements today."""

from __future__ import annotations

import pytest

from rulec.emit.answer import AS_IT_CAME, SUGGESTED, going_on_with, media_answer
from rulec.emit.effects import ANSWER
from rulec.emit.fields import copied, given
from rulec.emit.plain.answers import answers_in_place
from rulec.emit.plain.reads import read_in_place
from rulec.emit.plain.service import service_in_place
from rulec.emit.scope import Names, Scope
from rulec.pexip import Policy
from rulec.script.expression import (
    EMPTY,
    NONE,
    TRUE,
    Array,
    Binary,
    Both,
    Dictionary,
    Expression,
    Filtered,
    Item,
    Literal,
    Method,
    Name,
)
from rulec.script.statement import (
    Assign,
    Block,
    Branch,
    If,
    Layout,
    Print,
    Statement,
    Text,
    render_statements,
)

SERVICE, OVERRIDES, LOCATIONS = (
    ANSWER[one] for one in (Policy.SERVICE, Policy.PARTICIPANT, Policy.MEDIA_LOCATION)
)
X = Name("x")


def text_of(*statements: Statement) -> str:
    return render_statements(statements, Layout.TIGHT).strip()


def field(holder: str, key: str = "vendor") -> Expression:
    return Filtered(Item(Name(holder), Literal(key)), "default", (EMPTY, TRUE))


def when(condition: Expression, *body: Statement) -> If:
    return If((Branch(condition, body),))


def is_a(subject: Expression, text: str = "a") -> Expression:
    return Binary(subject, "==", Literal(text))


def update(target: Name, key: str, value: Expression) -> Expression:
    return Filtered(target, "pex_update", (Dictionary(((key, value),)),))


def blocks(*statements: Statement | tuple[Statement, ...]) -> tuple[Block, ...]:
    return tuple(
        Block(one if isinstance(one, tuple) else (one,), number)
        for number, one in enumerate(statements)
    )


#: Statements that read a field otherwise than to compare it with texts.
READ_OTHERWISE = {
    "printed": (Assign("x", field("call_info")), Print(X)),
    "compared with nothing": (Assign("x", field("call_info")), when(is_a(X, ""), Print(TRUE))),
    "one of several, one of them empty": (
        Assign("x", field("call_info")),
        when(Binary(X, "in", Array((Literal("a"), EMPTY))), Print(TRUE)),
    ),
    "compared with a number": (
        Assign("x", field("call_info")),
        when(Binary(X, "==", Literal(0)), Print(TRUE)),
    ),
    "of what may be no object": (Assign("x", field("other")), when(is_a(X), Print(TRUE))),
    "of an object that changes": (
        Assign("found", given("service_config")),
        Assign("x", field("found")),
        Assign("found", NONE),
        when(is_a(X), Print(TRUE)),
    ),
    "set again": (
        Assign("x", field("call_info")),
        when(TRUE, Assign("x", Literal("b"))),
        when(is_a(X), Print(TRUE)),
    ),
}


@pytest.mark.parametrize("statements", READ_OTHERWISE.values(), ids=READ_OTHERWISE)
def test_other_readings_stay(statements: tuple[Statement, ...]):
    whole = blocks(*statements)
    assert text_of(*read_in_place(whole)) == text_of(*whole)


def service_script(*rules: Statement) -> tuple[Block, ...]:
    end = If((Branch(SERVICE, (going_on_with(SERVICE),)),), (Text("{}"),))
    return blocks(Assign(SERVICE.name, copied("service_config")), rules, end)


ENDS = {
    "emptied": Assign(SERVICE.name, Dictionary(())),
    "nothing written": Assign(SERVICE.name, Filtered(SERVICE, "pex_update", (Dictionary(()),))),
    "another one": Assign(SERVICE.name, update(X, "locked", TRUE)),
    "perhaps emptied": when(is_a(X), Assign(SERVICE.name, Dictionary(()))),
}


@pytest.mark.parametrize("body", ENDS.values(), ids=ENDS)
def test_a_service_that_may_be_gone_is_asked_for_again(body: Statement):
    rules = when(SERVICE, body)
    assert text_of(*service_in_place(service_script(rules))).count("{%if service%}") == 2


def test_a_service_that_stays_is_asked_for_once():
    rules = when(SERVICE, Assign("x", NONE), Assign(SERVICE.name, update(SERVICE, "locked", TRUE)))
    assert text_of(*service_in_place(service_script(rules))).count("{%if service%}") == 1


@pytest.mark.parametrize(
    "test",
    [
        Binary(Method(SERVICE, "get", (Literal("x"),)), "==", EMPTY),
        Binary(Method(SERVICE, "get", (Literal("x"),)), "==", NONE),
        Binary(Method(SERVICE, "get", (Literal("x"),)), "!=", Literal("a")),
        Binary(Method(X, "get", (Literal("x"),)), "==", Literal("a")),
    ],
)
def test_other_tests_do_not_say_that_there_is_a_service(test: Expression):
    rules = when(Both((SERVICE, test)), Assign("x", NONE))
    assert "{%if service and" in text_of(*service_in_place(service_script(rules)))


def participant_script(*rules: Statement, end: Statement | None = None) -> tuple[Block, ...]:
    started = Assign(OVERRIDES.name, Dictionary(()))
    return blocks(started, rules, end or going_on_with(OVERRIDES))


def media_script(*rules: Statement) -> tuple[Block, ...]:
    end = tuple(media_answer(Scope(Names()), frozenset()))
    return blocks(Assign(LOCATIONS.name, copied(SUGGESTED)), rules, end)


def located(location: str) -> Statement:
    return Assign(LOCATIONS.name, Dictionary((("location", Literal(location)),)))


KEPT_FOR_THE_END = {
    "read before": participant_script(
        Assign("x", OVERRIDES), Assign(OVERRIDES.name, update(OVERRIDES, "a", TRUE))
    ),
    "set before": participant_script(
        Assign(OVERRIDES.name, update(OVERRIDES, "b", TRUE)),
        Assign(OVERRIDES.name, update(OVERRIDES, "a", TRUE)),
    ),
    "set in a choice before": participant_script(
        when(is_a(X), Assign(OVERRIDES.name, update(OVERRIDES, "b", TRUE))),
        Assign(OVERRIDES.name, update(OVERRIDES, "a", TRUE)),
    ),
    "part of itself": participant_script(Assign(OVERRIDES.name, update(OVERRIDES, "a", OVERRIDES))),
    "made of another": participant_script(Assign(OVERRIDES.name, update(X, "a", TRUE))),
    "another end": participant_script(
        Assign(OVERRIDES.name, update(OVERRIDES, "a", TRUE)),
        end=when(is_a(X), going_on_with(OVERRIDES)),
    ),
    "no location": media_script(located("")),
    "something else than a text": media_script(
        Assign(LOCATIONS.name, Dictionary((("location", Literal(5)),)))
    ),
    "without a location": media_script(
        Assign(LOCATIONS.name, Dictionary((("overflow_locations", Array(())),)))
    ),
}


@pytest.mark.parametrize("script", KEPT_FOR_THE_END.values(), ids=KEPT_FOR_THE_END)
def test_other_results_are_kept_for_the_end(script: tuple[Block, ...]):
    found = text_of(*answers_in_place(script))
    assert "{{overrides|pex_to_json}}" in found or "{{answer|pex_to_json}}" in found


def test_a_location_is_printed_where_it_is_chosen():
    found = text_of(*answers_in_place(media_script(when(is_a(X), located("Oslo")))))
    nothing = text_of(Print(Filtered(AS_IT_CAME, "pex_to_json")))
    assert found == (
        f'{{"result":{{%if x=="a"%}}{{"location":"Oslo"}}{{%else%}}{nothing}{{%endif%}}}}'
    )


def test_only_objects_are_printed_apart():
    end = Print(Filtered(Dictionary((("result", X),)), "pex_to_json"))
    assert text_of(*answers_in_place(blocks(end))) == '{{ {"result":x}|pex_to_json}}'
