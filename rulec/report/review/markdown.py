"""A review as Markdown, for a comment on a pull request: a short table, the details folded."""

from __future__ import annotations

from collections.abc import Iterator

from rulec.report.calls import call_lines
from rulec.report.markdown_text import COMMENT_BYTES, block, cell_code, code, fitting, html
from rulec.report.review.model import ClassOfCalls, Example, Group, PolicyReview, Review, RuleAt
from rulec.report.review.words import (
    change_words,
    clause_lines,
    clause_words,
    counted,
    counted_words,
    group_causes,
    location_words,
    policy_words,
    rules_words,
    side_words,
    size_words,
    untouched_words,
    verdict,
    way_words,
    ways_words,
)

#: Classes of a group that are written out, and that are named.
_MOST_CLASSES = 3
_MOST_NAMED = 30
#: Characters of the names of what did not change.
_LONGEST_LIST = 2_000
#: Bytes of the line that counts the rest.
_ROOM_FOR_COUNT = 100


def review_markdown(review: Review, most_bytes: int = COMMENT_BYTES) -> str:
    """The review. Ends with a line end.

    Changes that make it longer than so many bytes are only counted.
    """
    # Most of the room is for the changes.
    head = "\n".join(_head(review, most_bytes // 4)) + "\n"
    room = most_bytes - len(head.encode()) - _ROOM_FOR_COUNT
    written: list[str] = []
    for group in review.groups:
        text = "\n".join(_group(group)) + "\n"
        size = len(text.encode())
        # A long one does not take the place of those that follow.
        if size <= room:
            room -= size
            written.append(text)
    more = len(review.groups) - len(written)
    rest = f"\nand {counted(more, 'more change')} for which there is no room here\n" if more else ""
    return head + "".join(written) + rest


def _head(review: Review, room: int) -> Iterator[str]:
    """What is said of all; `room` is that of the table, and of the lines below it, in bytes."""
    yield f"### Rules: {verdict(review)}"
    yield ""
    folder = f"{code(review.new.folder)}: " if review.old.commit else ""
    yield f"{folder}{code(side_words(review.old))} → {code(side_words(review.new))}"
    yield ""
    rows, more = fitting([_row(one) for one in review.policies if not one.is_untouched], room)
    if rows or more:
        yield "| Profile | Policy | Calls | Script |"
        yield "| --- | --- | --- | --- |"
        yield from rows
        yield ""
    if more:
        yield f"And {more:,} more, for which there is no room here."
        yield ""
    untouched = untouched_words(review)
    if len(untouched) > _LONGEST_LIST:
        yield f"Nothing changed in {sum(one.is_untouched for one in review.policies):,} policies."
        yield ""
    elif untouched:
        yield f"Nothing changed in {code(untouched)}."
        yield ""
    lines = [
        *(f"- not known: {code(reason)}" for reason in review.unknown),
        *(f"- {code(line)}" for line in (*location_words(review), *counted_words(review))),
        *(f"- note: {code(note)}" for note in review.notes),
    ]
    listed, more = fitting(lines, room)
    yield from listed
    if more:
        yield f"- and {more:,} more"


def _row(one: PolicyReview) -> str:
    found = policy_words(one)
    classes = counted(len(one.classes), "class", "classes")
    calls = found if one.is_equal else f"**{found}** ({classes})"
    return f"| {cell_code(one.name)} | {one.policy.value} | {calls} | {size_words(one)} |"


def _group(group: Group) -> Iterator[str]:
    where = f"{group.policy.value} policy of {', '.join(group.profiles)}"
    yield ""
    yield "<details>"
    yield (
        f"<summary><b>{ways_words(group.first)}</b>: {html(group_causes(group))}, "
        f"{html(where)}</summary>"
    )
    yield ""
    for one in (group.first, *group.others[: _MOST_CLASSES - 1]):
        yield from _class(one)
    others = group.others[_MOST_CLASSES - 1 :]
    if others:
        yield f"And {counted(len(others), 'more class of calls', 'more classes of calls')}:"
        yield ""
        for one in others[:_MOST_NAMED]:
            yield f"- {code(rules_words(one.old))} → {code(rules_words(one.new))}"
        if len(others) > _MOST_NAMED:
            yield f"- and {len(others) - _MOST_NAMED:,} more"
        yield ""
    yield "</details>"


def _class(one: ClassOfCalls) -> Iterator[str]:
    for number, clause in enumerate(one.clauses):
        start = "Calls that" if number == 0 else "and"
        yield f"{start} {clause_words(clause)} {code(clause.rule.name)}:"
        yield ""
        yield from block(clause_lines(clause), "yaml")
        yield ""
    yield f"- old: {_rules(one.old)}"
    yield f"- new: {_rules(one.new)}"
    yield ""
    yield from _example("For example:", one.example)
    for way in one.ways:
        if way.example is None:
            yield f"It {way_words(way)}: {code(way.reason)}"
            yield ""
        elif way.example is not one.example:
            yield from _example(f"It {way_words(way)} too:", way.example)


def _rules(rules: tuple[RuleAt, ...]) -> str:
    if not rules:
        return "no rule"
    return ", ".join(
        code(rule.name) + (f" ({code(str(rule.at))})" if rule.at is not None else "")
        for rule in rules
    )


def _example(words: str, example: Example) -> Iterator[str]:
    yield words
    yield ""
    changes = [change_words(change) for change in example.changes]
    yield from block([*call_lines(example.call), "", *changes])
    yield ""
