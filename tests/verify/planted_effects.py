"""Planted bugs in values, effects and decisions."""

from dataclasses import replace

from verify.planted import BUGS, bug
from verify.suites import SUITES

from rulec.emit import answer, conditions, effects, fitting, script, values
from rulec.ir import Read
from rulec.script import expression
from rulec.script.expression import (
    TRUE,
    Array,
    Binary,
    Filtered,
    Literal,
)
from rulec.script.statement import Assign


@bug("logic")
def the_condition_of_the_set_is_dropped(patch):
    of = script.conditions.condition
    whens = {id(rules.when) for suite in SUITES.values() for rules in suite.rule_sets}
    patch.setattr(
        script.conditions,
        "condition",
        lambda tree, scope: TRUE if id(tree) in whens and tree != TRUE else of(tree, scope),
    )


@bug("decisions")
def an_empty_service_is_found(patch):
    patch.setattr(conditions.fields, "found_service", lambda _scope: Binary(
        expression.Name("service_config"), "!=", Literal(None)))  # fmt: skip


@bug("decisions")
def set_applies_without_a_service(patch):
    right = script._rule

    def rule(rules, one, root, marks):
        branch = right(rules, one, root, marks)
        target = script.ANSWER[rules.policy]
        operands = getattr(branch.condition, "operands", (branch.condition,))
        return replace(branch, condition=expression.both([o for o in operands if o != target]))

    patch.setattr(script, "_rule", rule)


@bug("services")
def create_overwrites_a_service(patch):
    patch.setattr(effects, "negation", lambda _operand: TRUE)


@bug("services")
def create_acts_as_replace_for_kept_fields(patch):
    patch.setattr(effects, "_new", lambda target, assignments, scope: fitting.write(
        target, fitting.fitted_all(assignments, scope), scope, nulls=False))  # fmt: skip


@bug("texts")
def rules_are_tried_in_another_order(patch):
    right = script._first_match

    def reordered(rules, root, marks):
        return right(replace(rules, rules=rules.rules[::-1]), root, marks)

    patch.setattr(script, "_first_match", reordered)


@bug("items")
def only_the_first_match_applies_in_match_all(patch):
    patch.setattr(script, "_every_match", script._first_match)


@bug("texts")
def the_default_applies_though_a_rule_matched(patch):
    right = script._first_match

    def always(rules, root, marks):
        without = right(replace(rules, default=()), root, marks)
        return [*without, *script._default(rules, root, marks)]

    patch.setattr(script, "_first_match", always)


@bug("decisions")
def a_verdict_does_not_end_the_decision(patch):
    patch.setattr(script, "decides", lambda _rules: False)


@bug("decisions")
def the_reason_of_a_reject_is_lost(patch):
    patch.setattr(effects, "_reject", lambda _effect, scope: scope.update(
        effects.DECISION, Literal("reject")))  # fmt: skip


@bug("decisions")
def a_redirect_is_printed_as_continue(patch):
    right = answer._print
    patch.setattr(
        answer,
        "_print",
        lambda action, result: right(action.replace("redirect", "continue"), result),
    )


@bug("decisions")
def a_redirect_to_nobody_is_printed(patch):
    right = fitting.fitted
    patch.setattr(
        effects.fitting, "fitted", lambda f, v, s: replace(right(f, v, s), missing=None)
        if f.name == "new_alias" else right(f, v, s),
    )  # fmt: skip


@bug("templates")
def a_group_is_one_off(patch):
    right = values.Item
    patch.setattr(
        values,
        "Item",
        lambda groups, key: right(groups, Literal(key.value - 1)),
    )


@bug("templates")
def an_unmatched_group_is_none(patch):
    right = values._capture

    def unguarded(read, scope):
        made = right(read, scope)
        last = scope.statements[-1]
        if isinstance(last, Assign) and last.name == made.name:
            scope.statements[-1] = Assign(last.name, last.value.subject)
        return made

    patch.setattr(values, "_capture", unguarded)


@bug("templates")
def hashing_fails_on_odd_text(patch):
    patch.setattr(values, "_SURROGATES", "x^")


@bug("templates")
def booleans_are_pythons(patch):
    right = values.text

    def text(value, scope):
        if isinstance(value, Read):
            return Filtered(right(value, scope), "replace", (Literal("true"), Literal("True")))
        return right(value, scope)

    patch.setattr(values, "text", text)


@bug("templates")
def join_keeps_what_is_missing(patch):
    patch.setattr(values.Scope, "update_when", lambda self, _c, n, v: self.update(n, v))


@bug("services")
def the_format_of_pins_is_not_checked(patch):
    patch.setattr(fitting, "PIN_PATTERN", "^(.*)$")


@bug("services")
def a_pin_may_end_in_a_line_feed(patch):
    patch.setattr(fitting, "PIN_PATTERN", fitting.PIN_PATTERN.replace(r"\Z", "$"))


def cut_at(length):
    def plant(patch):
        right = fitting._text

        def text(field, value, scope):
            longest = length if field.max_length == 250 else field.max_length
            return right(replace(field, max_length=longest), value, scope)

        patch.setattr(fitting, "_text", text)

    return plant


BUGS["text_is_not_cut"] = ("logic", cut_at(10**6))
BUGS["text_is_cut_a_character_early"] = ("logic", cut_at(249))
BUGS["text_is_cut_a_character_late"] = ("templates", cut_at(251))


@bug("services")
def a_range_is_not_checked(patch):
    right = fitting._integer
    patch.setattr(fitting, "_integer", lambda f, v, s: right(replace(f, minimum=None), v, s))


@bug("services")
def an_enumeration_is_not_checked(patch):
    right = fitting._text
    patch.setattr(fitting, "_text", lambda f, v, s: right(replace(f, values=()), v, s))


@bug("services")
def null_entries_of_a_record_are_kept(patch):
    right = fitting._record

    def sure(entries, scope):
        made = right(entries, scope)
        return replace(made, missing=None)

    patch.setattr(fitting, "_record", sure)


@bug("locations")
def null_items_of_a_list_are_kept(patch):
    patch.setattr(fitting, "_list", lambda field, items, scope: Array(
        tuple(fitting.fitted(field, item, scope).value for item in items)))  # fmt: skip


@bug("decisions")
def null_is_not_written_where_it_may_be(patch):
    right = fitting.write

    def write(target, values_of, scope, *, new=False, nulls=True):
        right(target, values_of, scope, new=new, nulls=False)
        del nulls

    patch.setattr(fitting, "write", write)


@bug("locations")
def singular_keys_keep_the_overflow_list(patch):
    patch.setattr(effects, "_singular_keys_alone", lambda _target, _whole, _scope: None)


@bug("locations")
def what_is_suggested_stays_beside_what_is_set(patch):
    right = effects._singular_keys_alone
    patch.setattr(effects, "_singular_keys_alone", lambda target, whole, scope: right(
        target, {**whole, "secondary_overflow_location": Literal("")}, scope))  # fmt: skip


@bug("locations")
def the_overflow_list_keeps_singular_keys(patch):
    right = effects.Dictionary
    patch.setattr(effects, "Dictionary", lambda entries: effects.ANSWER[
        effects.Policy.MEDIA_LOCATION] if entries else right(entries))  # fmt: skip


@bug("locations")
def an_answer_without_location_is_printed(patch):
    right = answer.media_answer

    def always_located(*given):
        *before, chosen = right(*given)
        return [*before, *chosen.branches[0].body]

    patch.setattr(answer, "media_answer", always_located)


@bug("texts")
def a_quote_is_not_escaped(patch):
    from rulec.script import literal

    patch.setattr(literal, "_ESCAPES", {k: v for k, v in literal._ESCAPES.items() if k != '"'})


@bug("texts")
def a_backslash_is_not_escaped(patch):
    from rulec.script import literal

    patch.setattr(literal, "_ESCAPES", {k: v for k, v in literal._ESCAPES.items() if k != "\\"})
