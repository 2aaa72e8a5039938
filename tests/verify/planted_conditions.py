"""Planted bugs in how conditions and fields are read."""

from dataclasses import replace

from verify.planted import BUGS, bug

from rulec.emit import conditions, fields, values
from rulec.emit.scope import Scope
from rulec.evaluate import Inputs
from rulec.ir import Not
from rulec.operators import (
    AtLeast,
    AtMost,
    Contains,
    EndsWith,
    Equals,
    GreaterThan,
    InSubnet,
    LessThan,
    LiteralOperator,
    Matches,
    NumberEquals,
    StartsWith,
)
from rulec.pexip import ValueType
from rulec.script import expression
from rulec.script.expression import (
    EMPTY,
    TRUE,
    Binary,
    Call,
    Filtered,
    Literal,
    array,
    search,
)
from rulec.script.statement import Assign, Branch, If


def patch_script(patch, operator, make):
    """Replaces what an operator is in a script; `make` gets the operator, subject and share."""
    patch.setattr(operator, "script", make)


@bug("texts")
def equals_ignores_case(patch):
    right = Equals.script
    patch_script(patch, Equals, lambda o, s, h: right(replace(o, ignore_case=True), s, h))


@bug("texts")
def tests_of_all_kinds_read_what_may_be_no_text(patch):
    patch.setattr(fields, "text", fields.unguarded)


@bug("texts")
def a_guard_stands_before_what_it_guards(patch):
    right = Scope.amend

    def amended(scope, name, condition, value):
        right(scope, name, condition, value)
        scope.statements.insert(0, scope.statements.pop(
            next(n for n, one in enumerate(scope.statements) if one == If(
                (Branch(condition, (Assign(name.name, value),)),)))))  # fmt: skip

    patch.setattr(Scope, "amend", amended)


@bug("texts")
def ignore_case_is_ignored(patch):
    right = Equals.script
    patch_script(patch, Equals, lambda o, s, h: right(replace(o, ignore_case=False), s, h))


@bug("texts")
def ignore_case_folds_beyond_ascii(patch):
    patch_script(patch, Equals, lambda o, s, _h: Binary(
        Filtered(s, "lower"), "in", array([text.lower() for text in o.operands])))  # fmt: skip


@bug("texts")
def a_list_loses_its_last_operand(patch):
    right = Equals.script

    def fewer(operator, subject, share):
        if len(operator.operands) > 1:
            operator = replace(operator, operands=operator.operands[:-1])
        return right(operator, subject, share)

    patch_script(patch, Equals, fewer)


@bug("texts")
def starts_with_is_contains(patch):
    patch_script(
        patch, StartsWith, lambda o, s, h: Contains(o.operands, o.ignore_case).script(s, h)
    )


@bug("texts")
def ends_with_is_starts_with(patch):
    patch_script(
        patch, EndsWith, lambda o, s, h: StartsWith(o.operands, o.ignore_case).script(s, h)
    )


@bug("texts")
def contains_is_equals(patch):
    patch_script(patch, Contains, lambda o, s, h: Equals(o.operands, o.ignore_case).script(s, h))


@bug("texts")
def the_end_is_a_dollar(patch):
    whole = Matches.pattern_text.fget
    patch_script(patch, Matches, lambda o, s, _h: search(whole(o).replace(r"\Z", "$"), s))


@bug("texts")
def the_start_is_not_anchored(patch):
    whole = Matches.pattern_text.fget
    patch_script(patch, Matches, lambda o, s, _h: search(whole(o).removeprefix("^"), s))


@bug("texts")
def special_characters_are_not_escaped(patch):
    patch.setattr(LiteralOperator, "_alternatives", lambda self: "(?:" + "|".join(
        f"[{o[0]}{o[0].swapcase()}]{o[1:]}" for o in self.operands) + ")")  # fmt: skip


@bug("numbers")
def below_includes_the_operand(patch):
    patch.setattr(LessThan, "sign", "<=")


@bug("numbers")
def at_most_excludes_the_operand(patch):
    patch.setattr(AtMost, "sign", "<")


@bug("numbers")
def above_includes_the_operand(patch):
    patch.setattr(GreaterThan, "sign", ">=")


@bug("numbers")
def at_least_excludes_the_operand(patch):
    patch.setattr(AtLeast, "sign", ">")


@bug("numbers")
def numbers_equal_the_first_operand_only(patch):
    patch_script(patch, NumberEquals, lambda o, s, _h: Binary(s, "==", Literal(o.operands[0])))


def read_unguarded(patch, type_):
    right = fields.scalar

    def scalar(field, scope):
        if field.type is not type_:
            return right(field, scope)
        name = scope.known(("planted", field)) or scope.root.assign(
            field.name,
            Filtered(fields.path(field, scope), "default", (Literal(None), Literal(value=False))),
        )
        return scope.root.remember(("planted", field), name)

    patch.setattr(fields, "scalar", scalar)


@bug("numbers")
def one_is_taken_for_true(patch):
    read_unguarded(patch, ValueType.BOOLEAN)


@bug("numbers")
def text_is_taken_for_a_number(patch):
    right = Inputs.scalar

    def scalar(self, field):
        raw = self.raw(field.path)
        digits = field.type is ValueType.INTEGER and isinstance(raw, str) and raw.isdecimal()
        return int(raw) if digits else right(self, field)

    patch.setattr(Inputs, "scalar", scalar)


@bug("numbers")
def integers_are_read_unguarded(patch):
    read_unguarded(patch, ValueType.INTEGER)


@bug("texts")
def the_guard_against_other_types_is_missing(patch):
    patch.setattr(fields.Scope, "update_when", lambda *_: None)


@bug("logic")
def not_is_dropped(patch):
    right = conditions.condition
    patch.setattr(
        conditions,
        "condition",
        lambda tree, scope: right(tree.condition if isinstance(tree, Not) else tree, scope),
    )


@bug("logic")
def any_is_all(patch):
    patch.setattr(conditions, "either", expression.both)


def weekday_shifted(by):
    def plant(patch):
        right = conditions._on
        patch.setattr(
            conditions,
            "_on",
            lambda days, later, zone, scope: right(
                tuple((day + by) % 7 for day in days), later, zone, scope
            ),
        )

    return plant


BUGS["weekday_is_shifted"] = ("times", weekday_shifted(1))
BUGS["weekday_counts_from_sunday"] = ("times", weekday_shifted(-1))


@bug("times")
def the_half_after_midnight_belongs_to_the_wrong_day(patch):
    right = conditions._on
    patch.setattr(conditions, "_on", lambda days, _later, zone, scope: right(days, 0, zone, scope))


def window_shifted(start, end):
    def plant(patch):
        right = conditions._time_window

        def shifted(window, scope):
            return right(replace(window, start=window.start + start, end=window.end + end), scope)

        patch.setattr(conditions, "_time_window", shifted)

    return plant


BUGS["a_window_starts_a_minute_late"] = ("times", window_shifted(1, 0))
BUGS["a_window_starts_a_minute_early"] = ("times", window_shifted(-1, 0))
BUGS["a_window_ends_a_minute_late"] = ("times", window_shifted(0, 1))
BUGS["a_window_ends_a_minute_early"] = ("times", window_shifted(0, -1))


@bug("times")
def the_zone_is_forgotten(patch):
    right = conditions._now
    patch.setattr(conditions, "_now", lambda _zone, scope: right("UTC", scope))


@bug("times")
def the_last_day_is_excluded(patch):
    right = conditions.Binary
    patch.setattr(
        conditions, "Binary", lambda a, sign, b: right(a, "<" if sign == "<=" else sign, b)
    )


@bug("addresses")
def mapped_addresses_are_in_v4_blocks(patch):
    right = InSubnet.script

    def unwrapped(operator, subject, share):
        v4 = Filtered(subject, "replace", (Literal("::ffff:"), EMPTY))
        return right(operator, share("unwrapped", v4), share)

    patch_script(patch, InSubnet, unwrapped)


@bug("addresses")
def a_block_is_twice_as_wide(patch):
    right = InSubnet.script

    def wider(operator, subject, share):
        blocks = [n.block.supernet() if n.block.prefixlen else n.block for n in operator.networks]
        networks = tuple(
            replace(n, block=b) for n, b in zip(operator.networks, blocks, strict=True)
        )
        return right(replace(operator, networks=networks), subject, share)

    patch_script(patch, InSubnet, wider)


@bug("addresses")
def the_test_for_a_plain_address_is_missing(patch):
    patch_script(patch, InSubnet, lambda o, s, _h: Call(
        "pex_in_subnet", (s, array([str(n) for n in o.networks]))))  # fmt: skip


@bug("addresses")
def only_three_items_are_looked_at(patch):
    right = fields.first_items
    patch.setattr(conditions.fields, "first_items", lambda f, n, s: right(f, n - 1, s))


@bug("aliases")
def the_port_is_not_stripped(patch):
    patch.setattr(fields, "_domain", lambda a: fields._replaced(a, fields.UP_TO_AT, ""))


@bug("aliases")
def the_domain_keeps_its_case(patch):
    right = fields.search
    patch.setattr(
        fields, "search", lambda p, s: expression.FALSE if p == fields.ASCII_ONLY else right(p, s)
    )


@bug("aliases")
def the_domain_is_folded_beyond_ascii(patch):
    right = fields.search
    patch.setattr(fields, "search", lambda p, s: TRUE if p == fields.ASCII_ONLY else right(p, s))


@bug("aliases")
def parameters_are_not_stripped(patch):
    patch.setattr(fields, "ALIAS", fields.ALIAS.replace("[^;]*|[^;]*", ".*|.*"))


@bug("aliases")
def a_scheme_is_forgotten(patch):
    patch.setattr(fields, "ALIAS", fields.ALIAS.replace("323", "324"))


@bug("aliases")
def the_user_keeps_the_domain(patch):
    patch.setattr(fields, "USER_CUT", "$^")


@bug("items")
def items_are_not_split_at_nul(patch):
    patch.setattr(fields, "_NUL", Literal("\n"))


@bug("items")
def empty_items_are_kept(patch):
    right = fields._replaced
    patch.setattr(fields, "_replaced", lambda v, p, r: v if "x00" in p else right(v, p, r))


@bug("items")
def a_pattern_matches_across_items(patch):
    right = values.item_pattern
    patch.setattr(values, "item_pattern", lambda demands: right(demands).replace(r"[^\x00]*", ".*"))


@bug("items")
def demands_may_be_met_by_different_items(patch):
    right = conditions._item_test

    def apart(test, scope):
        tests = [right(replace(test, demands=(demand,)), scope) for demand in test.demands]
        return expression.both(tests)

    patch.setattr(conditions, "_item_test", apart)


@bug("items")
def a_negated_demand_is_forgotten(patch):
    right = conditions._item_test

    def fewer(test, scope):
        kept = tuple(demand for demand in test.demands if not demand[1])
        return right(replace(test, demands=kept), scope)

    patch.setattr(conditions, "_item_test", fewer)
