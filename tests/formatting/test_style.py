"""The style, one rule of it after the other, and where comments go."""

from __future__ import annotations

from itertools import permutations

import pytest
from formatting.styling import lines, styled

from rulec.formatting.order import KEYS, Kind
from rulec.syntax import shapes

#: What is written, and what becomes of it.
EXAMPLES = {
    "two spaces a level, lists included": (
        """
        policy:   service
        rules:
        -   id: a
            when:
                protocol:
                - sip
                -   h323
            reject:    true
        """,
        """
        policy: service
        rules:
          - id: a
            when:
              protocol:
                - sip
                - h323
            reject: true
        """,
    ),
    "keys of a rule in order, each with its comments": (
        """
        rules:
          # about the rule
          - set:  # what it does
              role: chair  # as host
            # for whom
            when: {protocol: api}
            description: x  # who
            # the name
            id: a
            # at the end of the rule
        """,
        """
        rules:
          # about the rule
          # the name
          - id: a
            description: x  # who
            # for whom
            when: {protocol: api}
            set:  # what it does
              role: chair  # as host
            # at the end of the rule
        """,
    ),
    "keys of files and tests in order": (
        """
        tests:
          - {expect: {exactly: {}, action: reject, rule: a}, given: {now: x, call: {}}, name: n}
        rules: []
        name: x
        policy: service
        """,
        """
        policy: service
        name: x
        rules: []
        tests:
          - {name: n, given: {call: {}, now: x}, expect: {rule: a, action: reject, exactly: {}}}
        """,
    ),
    "what authors put in order stays": (
        """
        policy: participant
        lists: {b: [x], a: [y]}
        rules:
          - id: a
            when: {vendor: x, local_alias: y, any: [{protocol: sip}], all: []}
            set: {role: chair, display_name: x, bypass_lock: true}
            let: {z: x, y: x}
        """,
        """
        policy: participant
        lists: {b: [x], a: [y]}
        rules:
          - id: a
            let: {z: x, y: x}
            when: {vendor: x, local_alias: y, any: [{protocol: sip}], all: []}
            set: {role: chair, display_name: x, bypass_lock: true}
        """,
    ),
    "a misspelled key stays where it is": (
        """
        rules:
          - whem: {protocol: sip}
            reject: true
            id: a
        """,
        """
        rules:
          - whem: {protocol: sip}
            reject: true
            id: a
        """,
    ),
    "the header of a file stays at its top": (
        """
        # About the file.

        # About the rules.
        rules: []
        policy: service
        """,
        """
        # About the file.

        policy: service
        # About the rules.
        rules: []
        """,
    ),
    "braces that fit stay, and those that do not are written out": (
        """
        rules: []
        lists: {few: [ a,b ,
          c ], many: [aaaaaaaaaaaaaaaaaaa, bbbbbbbbbbbbbbbbbbbbb, ccccccccccccccccc, dddddddd]}
        when: { protocol: sip }
        """,
        """
        when: {protocol: sip}
        lists:
          few: [a, b, c]
          many: [aaaaaaaaaaaaaaaaaaa, bbbbbbbbbbbbbbbbbbbbb, ccccccccccccccccc, dddddddd]
        rules: []
        """,
    ),
    "what is written out stays written out": (
        """
        rules:
          - id: a
            when:
              protocol:
                - sip
        """,
        """
        rules:
          - id: a
            when:
              protocol:
                - sip
        """,
    ),
    "comments in braces": (
        """
        a: {  # opening
          # above b
          b: 1,  # behind b
          c: [x, # behind x
            # below x
          ], # behind c
          # below c
        }  # closing
        """,
        """
        a:  # opening
          # closing
          # above b
          b: 1  # behind b
          c:  # behind c
            - x  # behind x
            # below x
          # below c
        """,
    ),
    "one empty line between rules, at most one elsewhere": (
        """


        policy: service



        rules:

          - id: a

            reject: true
          # about b
          - id: b
            reject: true


          # left out:

          # - id: c
          - id: d
        tests:
          - name: x
          - name: y

          - name: z


        """,
        """
        policy: service

        rules:
          - id: a

            reject: true

          # about b
          - id: b
            reject: true

          # left out:

          # - id: c
          - id: d
        tests:
          - name: x
          - name: y

          - name: z
        """,
    ),
    "comments belong where they are indented": (
        """
        rules:
          - id: a
            when:
              any:
                - protocol: sip
                  # in the item
                # in the list
              # in the condition
            # in the rule
          # in the list of rules
        # in the file
        """,
        """
        rules:
          - id: a
            when:
              any:
                - protocol: sip
                  # in the item
                # in the list
              # in the condition
            # in the rule
          # in the list of rules
        # in the file
        """,
    ),
    "comments behind a dash, or between a key and its value": (
        """
        rules:
          - # about a
            # more
            id: a
            description:
              # why
              text
            when:  # who
              # how
              protocol: sip
        """,
        """
        rules:
          # about a
          # more
          - id: a
            description:
              # why
              text
            when:  # who
              # how
              protocol: sip
        """,
    ),
    "comments in columns stay in columns": (
        """
        rulec: 1                 # version
        pexip: 38                # Pexip
        timezone: Europe/Oslo# no comment
        locations: [Oslo] # one blank
        """,
        """
        rulec: 1                 # version
        pexip: 38                # Pexip
        timezone: Europe/Oslo# no comment
        locations: [Oslo]  # one blank
        """,
    ),
    "texts are as they were written": (
        """
        a: [0123, no, +1, 1_000, 0x1F, ~, '0', "\\u200b\\x41", 'it''s', 12:30, 2026-12-01]
        b:
          'joined'
        c: |2
            two more
        d: >-
                far
                right

                # no comment
        e: one
           two

             three
        """,
        """
        a: [0123, no, +1, 1_000, 0x1F, ~, '0', "\\u200b\\x41", 'it''s', 12:30, 2026-12-01]
        b: 'joined'
        c: |2
            two more
        d: >-
          far
          right

          # no comment
        e: one
          two

          three
        """,
    ),
    "anchors keep the order of their file": (
        """
        rules:
          - set: &x {role: chair}
            id: a
          - set: *x
            id: b
        """,
        """
        rules:
          - set: &x {role: chair}
            id: a

          - set: *x
            id: b
        """,
    ),
    "marks around the data": (
        """
        # above
        ---  # start
        # below
        policy: service

        ...
        # end
        """,
        """
        # above
        ---  # start
        # below
        policy: service
        # end
        """,
    ),
    "lists in lists": (
        """
        a:
        - - - x
            # deep
          -   y
        -
          - z: 1
            w: 2
        """,
        """
        a:
          - - - x
              # deep
            - y
          - - z: 1
              w: 2
        """,
    ),
    "keys that are asked for with a question mark": (
        """
        ? a
        : b
        ? c
        """,
        """
        a: b
        c:
        """,
    ),
    "a template that lacks its quotes": (
        "name: {room }\nother: {room: }\n",
        "name: {room}\nother: {room: }\n",
    ),
}


@pytest.mark.parametrize("example", EXAMPLES)
def test_example(example):
    written, expected = map(lines, EXAMPLES[example])
    assert styled(written) == expected
    assert styled(expected) == expected


def test_a_line_has_at_most_100_columns():
    fits = "a: [" + "x" * 46 + ", " + "y" * 47 + "]\n"
    assert len(fits) == 101
    assert styled(fits) == fits
    longer = fits.replace("y]", "yy]")
    assert styled(longer) == f"a:\n  - {'x' * 46}\n  - {'y' * 48}\n"
    # What does not get shorter stays: a long text, and a comment behind a list.
    text = f"a: '{'x ' * 80}'  # and {'more ' * 20}why\n"
    assert styled(text) == text
    commented = f"{fits.rstrip()}  # {'why ' * 20}not\n"
    assert styled(commented) == commented


def test_a_text_below_its_key_stays_there_only_where_it_would_not_fit():
    assert styled("key:\n    " + "x" * 95 + "\n") == "key: " + "x" * 95 + "\n"
    assert styled("key:\n    " + "x" * 96 + "\n") == "key:\n  " + "x" * 96 + "\n"


def of(shape: type[shapes.Shape]) -> set[str]:
    return set(shape.keys)


@pytest.mark.parametrize(
    ("kind", "shape"),
    [
        (Kind.PROJECT, shapes.ProjectShape),
        (Kind.PROFILE, shapes.ProfileShape),
        (Kind.RULE_SET, shapes.RuleSetShape),
        (Kind.RULE, shapes.RuleShape),
        (Kind.EFFECTS, shapes.EffectsShape),
        (Kind.TEST_FILE, shapes.TestFileShape),
        (Kind.TEST, shapes.TestShape),
        (Kind.GIVEN, shapes.GivenShape),
        (Kind.EXPECT, shapes.ExpectShape),
    ],
)
def test_every_key_has_its_place(kind, shape):
    assert sorted(KEYS[kind]) == sorted(of(shape))


def test_any_order_of_keys_gives_the_same_file():
    keys = ("id: a", "when: {protocol: sip}", "description: x", "reject: true", "owner: o")
    texts = {
        styled("rules:\n  - " + "\n    ".join(each) + "\n")
        for each in permutations([f"{key}  # {key[:2]}" for key in keys])
    }
    [text] = texts
    assert [line.split(":")[0].strip("- ") for line in text.splitlines()[1:]] == [
        "id", "description", "owner", "when", "reject",
    ]  # fmt: skip
