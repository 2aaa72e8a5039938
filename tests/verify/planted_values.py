"""Planted bugs in values that are chosen, looked up, kept, added or secret."""

from dataclasses import replace

from verify.planted import bug

from rulec.emit import effects, fitting, values
from rulec.emit.scope import Scope
from rulec.ir import Constant
from rulec.script.expression import EMPTY, FALSE, TRUE, Array, Literal


@bug("chosen")
def both_sides_of_a_choice_are_exchanged(patch):
    right = fitting._chosen
    patch.setattr(fitting, "_chosen", lambda field, value, scope: right(
        field, replace(value, then=value.otherwise, otherwise=value.then), scope))  # fmt: skip


@bug("chosen")
def both_sides_of_a_chosen_let_are_exchanged(patch):
    right = values._chosen
    patch.setattr(values, "_chosen", lambda value, scope: right(
        replace(value, then=value.otherwise, otherwise=value.then), scope))  # fmt: skip


@bug("chosen")
def a_choice_is_never_null(patch):
    right = fitting._chosen
    patch.setattr(fitting, "_chosen", lambda field, value, scope: replace(
        right(field, value, scope), missing=None))  # fmt: skip


@bug("chosen")
def a_list_that_is_not_chosen_is_written(patch):
    patch.setattr(effects.fitting, "present", lambda _item: TRUE)


@bug("looked_up")
def a_key_finds_what_a_dictionary_can_do(patch):
    patch.setattr(values, "_KEY", "")


@bug("looked_up")
def a_row_without_a_value_counts_as_no_row(patch):
    right = values.looked_up

    def looked_up(value, entries, otherwise, scope):
        there = [(key, entry) for key, entry in entries if entry not in (EMPTY, Literal(None))]
        return right(value, there, otherwise, scope)

    patch.setattr(values, "looked_up", looked_up)
    patch.setattr(fitting.values, "looked_up", looked_up)


@bug("looked_up")
def a_missing_key_gives_nothing(patch):
    right = values.looked_up
    patch.setattr(values, "looked_up", lambda value, entries, _otherwise, scope: right(
        value, entries, EMPTY, scope))  # fmt: skip


@bug("looked_up")
def the_last_row_is_lost(patch):
    right = values.looked_up
    patch.setattr(values, "looked_up", lambda value, entries, otherwise, scope: right(
        value, entries[:-1], otherwise, scope))  # fmt: skip


@bug("kept")
def what_is_kept_is_written_where_there_is_nothing(patch):
    right = fitting.write

    def write(target, values_of, scope, *, new=False, nulls=True):
        right(target, values_of, scope, new=new, nulls=nulls or not new)

    patch.setattr(fitting, "write", write)


@bug("kept")
def a_list_is_kept_whatever_it_is(patch):
    patch.setattr(fitting, "_spelled_with", lambda _start, _name, _scope: TRUE)


@bug("kept")
def lists_and_objects_are_kept_alike(patch):
    right = fitting._spelled_with
    patch.setattr(fitting, "_spelled_with", lambda _start, name, scope: right("[", name, scope))


@bug("kept")
def what_is_added_replaces_the_list(patch):
    right = fitting._spelled_with

    def spelled_with(start, name, scope):
        made = right(start, name, scope)
        return FALSE if "participants" in name.name and start == "[" else made

    patch.setattr(fitting, "_spelled_with", spelled_with)


@bug("kept")
def nothing_to_add_leaves_a_list_behind(patch):
    right = Scope.when

    def when(scope, condition, inner):
        is_list = any(isinstance(getattr(s, "value", None), Array) for s in scope.statements)
        right(scope, TRUE if is_list else condition, inner)

    patch.setattr(Scope, "when", when)


@bug("kept")
def a_secret_is_left_out(patch):
    right = values.text
    patch.setattr(values, "text", lambda value, scope: right(
        Constant("") if type(value).__name__ == "Secret" else value, scope))  # fmt: skip
