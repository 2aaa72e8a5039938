"""Short ways to write checked rules by hand."""

from datetime import date

from rulec.ir import (
    All,
    AnyOf,
    Append,
    Apply,
    Assignment,
    CaptureRead,
    Choice,
    Concat,
    Constant,
    Create,
    DateRange,
    Entry,
    FieldRead,
    FieldTest,
    Gather,
    ItemTest,
    Keep,
    LetRead,
    ListOf,
    Lookup,
    Named,
    Not,
    NoValue,
    PartRead,
    Profile,
    Read,
    Record,
    Replace,
    Rule,
    RuleSet,
    Secret,
    ServiceFound,
    Set,
    TimeWindow,
)
from rulec.matching.address import Network, parse_network
from rulec.matching.alias import AliasPart
from rulec.matching.pattern import Pattern, parse_pattern
from rulec.operators import InSubnet, Matches, Regex
from rulec.pexip import (
    CALL_FIELDS,
    FILTERS,
    MEDIA_FIELDS,
    MEDIA_RESPONSE,
    PARTICIPANT_FIELDS,
    PARTICIPANT_RESPONSE,
    SERVICE_FIELDS,
    Policy,
    idp_attribute,
    service_response_field,
)

BUDGET = 49152

ALWAYS = All(())


def profile(*rule_sets, name="p"):
    return Profile(name, tuple(rule_sets), BUDGET)


def rule_set(policy, *rules, when=ALWAYS, default=(), first=True, name="s"):
    return RuleSet(f"{policy.value}/{name}", policy, rules, when, first, tuple(default))


def service(*rules, **options):
    return rule_set(Policy.SERVICE, *rules, **options)


def participant(*rules, **options):
    return rule_set(Policy.PARTICIPANT, *rules, **options)


def media(*rules, **options):
    return rule_set(Policy.MEDIA_LOCATION, *rules, **options)


def rule(id_, when, *effects):
    return Rule(id_, when, effects)


def read(name):
    """A field by its dotted path; a bare name is one of `call_info`."""
    first, _, rest = name.rpartition(".")
    if first == "idp":
        return FieldRead(idp_attribute(rest))
    tables = {
        "": CALL_FIELDS,
        "call_info": CALL_FIELDS,
        "service_config": SERVICE_FIELDS,
        "participant": PARTICIPANT_FIELDS,
        "suggested": MEDIA_FIELDS,
    }
    return FieldRead(tables[first][rest])


def part(name, which):
    return PartRead(read(name).field, AliasPart(which))


def source(name):
    return read(name) if isinstance(name, str) else name


def test(name, operator):
    return FieldTest(source(name), operator)


test.__test__ = False


def pattern(text):
    made = parse_pattern(text)
    assert isinstance(made, Pattern), made
    return made


def matches(*texts, ignore_case=False):
    return Matches(tuple(map(pattern, texts)), ignore_case)


def regex(*texts, ignore_case=False):
    return Regex(tuple(map(pattern, texts)), ignore_case)


def subnet(*texts):
    networks = tuple(map(parse_network, texts))
    assert all(isinstance(network, Network) for network in networks)
    return InSubnet(networks)


def item(name, *operators, but=()):
    demands = (*((o, False) for o in operators), *((o, True) for o in but))
    return ItemTest(read(name), demands)


def no_value(name):
    return NoValue(source(name))


def capture(name, subject, operator):
    number = operator.patterns[0].names[name]
    return Read(CaptureRead(name, source(subject), operator, number))


def value(made):
    """A plain scalar as a constant; a value as it is."""
    return Constant(made) if isinstance(made, str | int | bool | None) else made


def get(name):
    return Read(source(name))


def let(name, made):
    return LetRead(name, value(made))


def apply(name, made, *arguments):
    return Apply(FILTERS[name], value(made), tuple(map(value, arguments)))


def text(*parts):
    return Concat(tuple(map(value, parts)))


def gather(*values):
    return Gather(tuple(map(value, values)))


def list_of(*values):
    return ListOf(tuple(map(value, values)))


def record(rows, **entries):
    by_name = {row.name: row for row in rows}
    return Record(tuple(Entry(by_name[name], value(made)) for name, made in entries.items()))


def _assignments(lookup, entries):
    return tuple(Assignment(lookup(name), value(made)) for name, made in entries.items())


def _service_row(name):
    return service_response_field(name)[0].row


def set_service(**entries):
    return Set(_assignments(_service_row, entries))


def create(**entries):
    return Create(_assignments(_service_row, entries))


def replace_service(**entries):
    return Replace(_assignments(_service_row, entries))


def keep(*names):
    fields = [(_service_row(name), get(f"service_config.{name}")) for name in names]
    return Keep(tuple(Assignment(row, made) for row, made in fields))


def append(**entries):
    return Append(_assignments(_service_row, entries))


def choice(when, then, otherwise=None):
    return Choice(when, value(then), value(otherwise))


def lookup(entries, key, otherwise=None):
    pairs = tuple((name, value(made)) for name, made in entries.items())
    return Lookup("table", pairs, value(key), value(otherwise))


def secret(text):
    return Secret("NAME", text)


def set_participant(**entries):
    return Set(_assignments(PARTICIPANT_RESPONSE.__getitem__, entries))


def set_media(**entries):
    return Set(_assignments(MEDIA_RESPONSE.__getitem__, entries))


def both(*conditions):
    return All(conditions)


def either(*conditions):
    return AnyOf(conditions)


def no(condition):
    return Not(condition)


def named(name, condition):
    return Named(name, condition)


def found():
    return ServiceFound()


def window(start, end, *weekdays, zone="Europe/Oslo"):
    return TimeWindow(zone, weekdays, start, end)


def dates(first, last, zone="Europe/Oslo"):
    days = [None if day is None else date.fromisoformat(day) for day in (first, last)]
    return DateRange(zone, *days)
