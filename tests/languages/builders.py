"""Languages in few words."""

from rulec.languages import addresses, literals, part_of, patterns
from rulec.matching.address import parse_network
from rulec.matching.alias import AliasPart
from rulec.matching.pattern import parse_pattern


def matches(*sources, ignore_case=False):
    return patterns(tuple(parse_pattern(source).tree for source in sources), True, ignore_case)


def regex(*sources, ignore_case=False):
    return patterns(tuple(parse_pattern(source).tree for source in sources), False, ignore_case)


def equals(*operands):
    return literals("equals", operands)


def starts(*operands):
    return literals("starts_with", operands)


def ends(*operands):
    return literals("ends_with", operands)


def contains(*operands):
    return literals("contains", operands)


def within(*blocks):
    return addresses(tuple(map(parse_network, blocks)))


def user(inner=None):
    return part_of(AliasPart.USER, inner)


def domain(inner=None):
    return part_of(AliasPart.DOMAIN, inner)
