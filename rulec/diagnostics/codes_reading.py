"""The codes of reading: files, YAML, and the shape of what is in them."""

from __future__ import annotations

from rulec.diagnostics.problem import Code, Severity

# Files

UNREADABLE_FILE = Code(
    "R001",
    "unreadable-file",
    Severity.ERROR,
    headline="A file cannot be read",
    why=(
        "The file does not exist, is a folder, or may not be opened. Rules that are not read would "
        "silently be missing from the scripts, so nothing is built."
    ),
    bad="policy: service   # in a file that only root may read",
    good="policy: service   # in a file that whoever runs rulec may read",
)
NOT_UTF8 = Code(
    "R002",
    "not-utf-8",
    Severity.ERROR,
    headline="A file is not UTF-8",
    why=(
        "Files are read as UTF-8. Another encoding would turn the letters outside A to Z of a name "
        "into others, and a rule on that name would never match. Save the file as UTF-8; a byte "
        "order mark at its start does no harm."
    ),
    bad="service_name: Møterom    # saved as Latin-1 or UTF-16",
    good="service_name: Møterom    # saved as UTF-8",
)
TOO_LARGE = Code(
    "R003",
    "too-large",
    Severity.ERROR,
    headline="A file, a text or a nesting is larger than any rule needs",
    why=(
        "Sizes are limited so that a damaged or hostile file cannot stop the machine that builds "
        "the scripts. Aliases count as what they stand for. A script has at most 49,152 "
        "characters, so nothing near these limits could ever be used on a node."
    ),
    bad="a: &a [x, x, x]\nb: &b [*a, *a, *a]\nc: &c [*b, *b, *b]   # and so on",
    good="values: [x]",
)
EMPTY_FILE = Code(
    "R004",
    "empty-file",
    Severity.ERROR,
    headline="A YAML file has nothing in it",
    why=(
        "An empty file, or one with only comments, is more often a mistake than meant: rules that "
        "were there no longer apply. Remove the file, or say that there are no rules."
    ),
    bad="# rules will follow",
    good="policy: service\nrules: []",
)

# Shapes: keys and values of the files

UNKNOWN_KEY = Code(
    "R010",
    "unknown-key",
    Severity.ERROR,
    headline="A key that means nothing here",
    why=(
        "A key that is not known would be ignored, and the rule would do something else than it "
        "says: a misspelled `when` would make it apply to every call."
    ),
    bad="- id: staff\n  whem: {protocol: sip}\n  reject: true",
    good="- id: staff\n  when: {protocol: sip}\n  reject: true",
)
MISSING_KEY = Code(
    "R011",
    "missing-key",
    Severity.ERROR,
    headline="A key that must be there is missing",
    why="Without it the meaning is not complete, and no safe value can be assumed.",
    bad="- when: {protocol: sip}\n  reject: true",
    good="- id: no-sip\n  when: {protocol: sip}\n  reject: true",
)
WRONG_SHAPE = Code(
    "R012",
    "wrong-shape",
    Severity.ERROR,
    headline="A list, a mapping or a text stands where another of them belongs",
    why=(
        "What is meant cannot be told safely, so nothing is assumed. A list is written as `[a, b]` "
        "or with a dash before each item, a mapping as `{key: value}` or with a key on each line."
    ),
    bad="rules:\n  id: staff\n  reject: true",
    good="rules:\n  - id: staff\n    reject: true",
)
EMPTY_VALUE = Code(
    "R013",
    "empty-value",
    Severity.ERROR,
    headline="A key has no value",
    why=(
        "Nothing behind a colon or a dash may mean null, the empty text, or that the value was "
        "forgotten. An empty `when:` would let a rule apply to every call. Write `null` where no "
        "value is meant, or remove the key."
    ),
    bad="when:",
    good="when: {remote_alias: null}",
)
UNQUOTED_BRACES = Code(
    "R014",
    "unquoted-braces",
    Severity.ERROR,
    headline="A template without quotes is a YAML mapping",
    why=(
        "YAML reads `{room}` as a mapping with one key. Only in quotes is it a text, and so a "
        "template."
    ),
    bad="name: {room}",
    good="name: '{room}'",
)
NOT_A_FLAG = Code(
    "R015",
    "not-a-flag",
    Severity.ERROR,
    headline="Something other than `true` or `false` where one of them belongs",
    why=(
        "YAML tools disagree on `yes`, `no`, `on`, `off` and `True`. Only the words `true` and "
        "`false`, without quotes, are accepted, so that nobody has to know which tool is right."
    ),
    bad="enabled: no",
    good="enabled: false",
)
NOT_A_NUMBER = Code(
    "R016",
    "not-a-number",
    Severity.ERROR,
    headline="Something other than a whole number where one belongs",
    why=(
        "Numbers are whole, decimal, without quotes, leading zeros or separators, and have at most "
        "15 digits, which is what every JSON reader keeps exactly."
    ),
    bad="participant_limit: 0x10",
    good="participant_limit: 16",
)
NULL_NOT_ALLOWED = Code(
    "R017",
    "null-not-allowed",
    Severity.ERROR,
    headline="`null` where a value is needed",
    why=(
        "`null` means that there is no value, and this place cannot do without one. In quotes it "
        "is the text of four letters."
    ),
    bad="- id: null\n  reject: true",
    good="- id: no-sip\n  reject: true",
)
UNKNOWN_WORD = Code(
    "R018",
    "unknown-word",
    Severity.ERROR,
    headline="A word that is not one of those accepted here",
    why="Only some words have a meaning in this place; another one would never have an effect.",
    bad="policy: participants",
    good="policy: participant",
)
QUOTE_IT = Code(
    "R019",
    "quote-it",
    Severity.ERROR,
    headline="A value that may be text or something else",
    why=(
        "This place accepts text as well as other types, and YAML tools disagree on what the value "
        "is. In quotes it is text; without, `true`, `false`, `null` and plain decimal numbers are "
        "what they look like."
    ),
    bad="reject: yes",
    good="reject: true",
)

# YAML

BAD_YAML = Code(
    "R020",
    "bad-yaml",
    Severity.ERROR,
    headline="A file is not valid YAML",
    why=(
        "The YAML reader cannot go on behind this place, so nothing of the file is used. The usual "
        "reasons: a tab, a column that does not line up, and text that needs quotes because it "
        "starts with `*`, `&`, `%`, `@` or `{`, or contains `: `."
    ),
    bad="remote_alias: {matches: *@example.com}",
    good="remote_alias: {ends_with: '@example.com'}",
)
DUPLICATE_KEY = Code(
    "R021",
    "duplicate-key",
    Severity.ERROR,
    headline="A key stands twice in one mapping",
    why=(
        "YAML tools keep the first or the last of the two, and which one nobody can see. To test "
        "one field twice, use `all`."
    ),
    bad="when:\n  protocol: sip\n  protocol: h323",
    good="when:\n  protocol: [sip, h323]",
)
SEVERAL_DOCUMENTS = Code(
    "R022",
    "several-documents",
    Severity.ERROR,
    headline="A file has more than one YAML document",
    why="A file is one rule set, one set of tests or the project; what follows would be ignored.",
    bad="policy: service\nrules: []\n---\npolicy: participant\nrules: []",
    good="policy: service\nrules: []",
)
YAML_TAG = Code(
    "R023",
    "yaml-tag",
    Severity.ERROR,
    headline="A YAML tag",
    why=(
        "The position of a value decides its type, so a tag such as `!!int` could only contradict "
        "it. Text that starts with `!` needs quotes."
    ),
    bad="pin: !!str 0123",
    good="pin: 0123",
)
MERGE_KEY = Code(
    "R024",
    "merge-key",
    Severity.ERROR,
    headline="A YAML merge key",
    why=(
        "`<<` is not part of YAML 1.2, and tools disagree on which value wins. Share conditions "
        "with `conditions`, values with `lists` and `let`; plain anchors and aliases work too."
    ),
    bad="set:\n  <<: *usual\n  pin: 1234",
    good="set:\n  pin: 1234",
)
KEY_NOT_TEXT = Code(
    "R025",
    "key-not-text",
    Severity.ERROR,
    headline="A key that is not text",
    why=(
        "Every key is the name of something. A list or mapping as a key is most often a template "
        "without quotes, as in `{{room}}`."
    ),
    bad="name: {{room}}",
    good="name: '{room}'",
)
BAD_ALIAS = Code(
    "R026",
    "bad-alias",
    Severity.ERROR,
    headline="A YAML alias that refers to nothing, or to itself",
    why=(
        "Unquoted text that starts with `*` is an alias in YAML: it stands for the value that was "
        "marked with `&` and the same name further up. Text that starts with `*` needs quotes."
    ),
    bad="set: {call_tag: *lobby}",
    good="set: {call_tag: '*lobby'}",
)
FORBIDDEN_CHARACTER = Code(
    "R027",
    "forbidden-character",
    Severity.ERROR,
    headline="A character that cannot be seen",
    why=(
        "Control characters and unusual line ends are invisible in most editors, and readers "
        "disagree on where a line ends. A condition with one would hardly ever match."
    ),
    bad="name: 'Board<U+0007>room'",
    good="name: 'Boardroom'",
)
HIDDEN_CHARACTER = Code(
    "R028",
    "hidden-character",
    Severity.WARNING,
    headline="A character that hides, or that changes the order in which text is shown",
    why=(
        "With such a character a reviewer sees another text than the one that is compared, and a "
        "condition with a pasted no-break space never matches what callers send. Written as an "
        "escape in double quotes it works the same and can be seen."
    ),
    bad="name: 'Board<U+202E>moor'",
    good='name: "Board\\u202emoor"',
)
NOT_FORMATTED = Code(
    "R029",
    "not-formatted",
    Severity.ERROR,
    headline="A file is written in a way that `rulec fmt` does not format",
    why=(
        "Rules in this file mean what they say, and are checked and built. Only `rulec fmt` leaves "
        "it as it is, because it could not keep all of what is written: a key over several lines, "
        "a line that starts with `%`, or more than a hundred mappings and lists inside each other."
    ),
    bad="%YAML 1.2\n---\npolicy: service\nrules: []",
    good="policy: service\nrules: []",
)

# Tables

BAD_TABLE = Code(
    "R030",
    "bad-table",
    Severity.ERROR,
    headline="A table is not valid CSV",
    why=(
        "The first line names the columns, and commas separate the cells. A cell with a comma, a "
        "quote or a line break in it is written in double quotes, and each quote in it twice. "
        "Where this is broken, nobody can tell which cell belongs to which column, so nothing of "
        "the table is used."
    ),
    bad="# tables/sites.csv\nsubnet;location\n10.47.0.0/16;Oslo",
    good="# tables/sites.csv\nsubnet,location\n10.47.0.0/16,Oslo",
)
WRONG_CELLS = Code(
    "R031",
    "wrong-cells",
    Severity.ERROR,
    headline="A row of a table has more or fewer cells than there are columns",
    why=(
        "A comma too many or too few moves the cells behind it into other columns, and a rule "
        "would act on values that were never meant for it."
    ),
    bad="# tables/rooms.csv\nalias,name\nboard,Board room, Oslo",
    good='# tables/rooms.csv\nalias,name\nboard,"Board room, Oslo"',
)
BAD_COLUMN = Code(
    "R032",
    "bad-column",
    Severity.ERROR,
    headline="A column of a table has no name, or the name of another column",
    why=(
        "Rules read the cells of a table by the name of their column. Cells of a column without a "
        "name of its own could not be read, or would be taken for those of another."
    ),
    bad="# tables/sites.csv\nsubnet,location,location\n10.47.0.0/16,Oslo,DMZ",
    good="# tables/sites.csv\nsubnet,location,overflow\n10.47.0.0/16,Oslo,DMZ",
)
NO_ROWS = Code(
    "R033",
    "no-rows",
    Severity.WARNING,
    headline="A table has no rows",
    why=(
        "A rule for each row of the table becomes no rule at all, and looking something up in it "
        "never finds anything. More often the rows were lost, or are still to be written."
    ),
    bad="# tables/sites.csv\nsubnet,location",
    good="# tables/sites.csv\nsubnet,location\n10.47.0.0/16,Oslo",
)

CODES: tuple[Code, ...] = (
    UNREADABLE_FILE,
    NOT_UTF8,
    TOO_LARGE,
    EMPTY_FILE,
    UNKNOWN_KEY,
    MISSING_KEY,
    WRONG_SHAPE,
    EMPTY_VALUE,
    UNQUOTED_BRACES,
    NOT_A_FLAG,
    NOT_A_NUMBER,
    NULL_NOT_ALLOWED,
    UNKNOWN_WORD,
    QUOTE_IT,
    BAD_YAML,
    DUPLICATE_KEY,
    SEVERAL_DOCUMENTS,
    YAML_TAG,
    MERGE_KEY,
    KEY_NOT_TEXT,
    BAD_ALIAS,
    FORBIDDEN_CHARACTER,
    HIDDEN_CHARACTER,
    NOT_FORMATTED,
    BAD_TABLE,
    WRONG_CELLS,
    BAD_COLUMN,
    NO_ROWS,
)
