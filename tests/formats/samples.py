"""Remarks that say what nobody should say."""

from __future__ import annotations

import os

from rulec.diagnostics import code
from rulec.report.formats.kinds import FAILED_TEST, UNNOTICED_MISTAKE, kind_of
from rulec.report.formats.model import Case, Kind, Place, Related, Remark, Report, Table

#: Text that does something in one format or another, where it is not kept from it.
HOSTILE = (
    "%0A::error::pwned",
    "\n::error file=x::pwned",
    "\r\n::set-output name=x::pwned",
    "::add-mask::rules",
    "##[error]pwned",
    "a,line=1::pwned",
    "`<img src=x onerror=alert(1)>`",
    "<script>alert(1)</script>",
    "</details></code></pre><b>x</b>",
    "-->pwned<!--",
    "[pwned](https://evil.example)",
    "![pwned](https://evil.example/x.png)",
    "https://evil.example www.evil.example",
    "www.evil.example/pwned",
    "//evil.example/pwned",
    "pwn@evil.example",
    "@everybody #1 !2 ~label $3 GH-4 :boom:",
    "/close",
    "\n/close\n",
    "``` \n```\n# pwned",
    "`````",
    "` `` ```",
    "a | b \\| c",
    "**bold** _it_ ~~gone~~",
    "&lt;b&gt; &amp;",
    "]]>\x00\x0b\ufffe\ud800",
    "\u202egnp\u2066\u200b\ufeff\u2028",
    "\x1b[31mred\x1b]0;title\x07",
    "{0} {{x}} %s ${{ secrets.X }}",
    "\\[pwned\\](x) \\",
    "",
    " ",
    "x" * 3000,
)


def kind(name: str) -> Kind:
    """The kind of a code, by its name."""
    found = code(name)
    assert found is not None
    return kind_of(found)


def remark(
    message: str = "there is no field `usr`",
    path: str = "rules/service.yaml",
    name: str = "unknown-field",
    **more: object,
) -> Remark:
    """A remark at the fourth line of a file."""
    place = Place(path, 4, 12, 4, 15, "    when: {usr: alice}")
    return Remark(kind(name), message, place, **more)  # type: ignore[arg-type]


def hostile_report(text: str) -> Report:
    """A report in which a text stands wherever text of files or callers may."""
    # What a file may be called: no NUL, and bytes that are no text as Python has them.
    name = os.fsdecode(text.replace("\x00", "").encode(errors="replace") + b"\xff")
    place = Place(f"rules/{name}.yaml", 4, 2, 4, 9, f"when: {text}")
    said = Remark(
        kind("unreachable-rule"),
        f"no call reaches `{text}`: {text}",
        place,
        key=text,
        hint=text,
        related=(Related(text, place),),
        detail=(text, f"call: {text}"),
        fails=False,
    )
    failed = Remark(FAILED_TEST, text or "so it is", place, key=text, detail=(text,))
    note = Remark(UNNOTICED_MISTAKE, f"in `{text}`", None, key=text, fails=False)
    return Report(
        "check",
        1,
        cases=(Case(place.path, text, place, said), Case("scripts", text, None, failed)),
        others=(note,),
        sums=(f"nothing is said: {text}",),
        tables=(Table(("Script", "Characters"), ((text, "1"),)),),
    )
