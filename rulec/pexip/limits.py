"""Limits of Pexip Infinity and of its template engine, with a margin where none is documented."""

from __future__ import annotations

#: The most characters that a script may have. Pexip docs: writing local policy scripts; also the
#: management schema of a policy profile.
SCRIPT_MAX_CHARACTERS = 49152

#: From this size on a script is nearly full. Pexip does not document how it counts, hence a margin.
SCRIPT_WARNING_CHARACTERS = 48000

#: The most overflow locations that Pexip's examples use; more are not known to work.
#: Pexip docs: external policy responses, media location.
MAX_OVERFLOW_LOCATIONS = 3

#: The most digits of an integer that every JSON reader keeps exactly: 2 to the 53rd has 16.
INTEGER_MAX_DIGITS = 15

#: The fewest characters of a PIN, a final `#` included. Pexip docs: about PINs, Hosts and Guests.
#: The global setting for the shortest PIN may ask for more.
PIN_MIN_CHARACTERS = 4

#: The most characters of a PIN, a final `#` included. Management schema; version 11 allowed 10.
PIN_MAX_CHARACTERS = 20

# Jinja turns a script into Python source, so limits of the Python compiler apply. Beyond one of
# them the whole script is lost. The measured figures are the worst of CPython 2.7, 3.6 to 3.9 and
# 3.11 with Jinja 2.10.3 and 3.1.6.

#: The most `elif` arms in one chain. Measured: 2977 work.
MAX_ELIF_ARMS = 500

#: The most `if` statements inside one another. Measured: 98 work.
MAX_NESTED_IFS = 20

#: The most operands in one chain of `or`, `and` or `+`. Measured: 89 work.
MAX_OPERANDS = 40

#: The most filters in a row. Measured: 83 work.
MAX_CHAINED_FILTERS = 10

#: The most list or dict literals inside one another. Measured: 74 work.
MAX_LITERAL_DEPTH = 20

#: The most parentheses or calls inside one another. Assumed to be as literals.
MAX_EXPRESSION_DEPTH = 20


def script_size(text: str) -> int:
    """The size of a script as Pexip could count it at worst.

    The larger of characters and UTF-8 bytes, and one more for each line feed, because a browser's
    form sends line ends as two characters.
    """
    octets = len(text.encode("utf-8", "surrogatepass"))
    return max(len(text), octets) + text.count("\n")
