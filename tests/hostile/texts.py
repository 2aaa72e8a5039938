"""Texts that would break a script, or slip out of its answer, if anything were quoted wrongly."""

from __future__ import annotations

#: What an author can write in YAML, and a caller can send. None is empty.
BY_ANYONE = (
    "'", '"', "'\"'", '"}', '"},"action":"reject"', "\\", "\\\\", '\\"', "\\'", "\\n", "\\u0041",
    "\\x41", "\\N{BULLET}", "\\", "a\\", "{{", "}}", "{{ 7 * 7 }}", "{%", "%}", "{% endif %}",
    "{% set service = none %}", "{#", "#}", "-#}", "{# x", "{%- raw %}", "{% endraw %}", "{{{",
    "{{'",
    "\n", "a\nb", "\r", "\r\n", "\n{% endif %}\n", "# x", "## x", "\t", "\x1b[31m", "\x7f", "\x85",
    "\u2028", "\u2029", "\u200e\u200f\u202e", "\ufeff", "\u212a\u017f", "\u0130\u0131\u00df",
    "\U0001f600",
    "e\u0301", "</script>", "<b>&amp;'", "%s%(x)d", "$x ${x} `x`", "None", "null", "true", "[]",
    "{}",
    "(a|b)*", ".", "^$", "a-z]", "\\1", "\\g<0>", "call_info", "|lower", "*/ //", " ", " a ",
    "~", "%",
)  # fmt: skip

#: What only a caller can send: YAML cannot hold them, or no field may be so long.
BY_CALLERS = (
    "\0", "a\0b", "\0\0x\0", "\0{{ x }}", "\ud800", "\udfff", "a\udc80b", "\ud83d",
    "x" * 249, "x" * 250, "x" * 251, "\U0001f600" * 251, "\\" * 300, '"' * 300, "{{" * 200,
    "\"'\\{{#}%\n\0\u2028\ud800" * 10_000, "a" * 100_000,
)  # fmt: skip
