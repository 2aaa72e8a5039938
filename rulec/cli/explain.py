"""`rulec explain`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from rulec.cli.formats import Format
from rulec.cli.options import Form
from rulec.cli.screen import FINE, CannotRun, Screen

if TYPE_CHECKING:
    from rulec.diagnostics import Code


def explain(
    code: Annotated[
        str, typer.Argument(metavar="CODE", help="The code or its name.", show_default=False)
    ] = "",
    form: Form = Format.TEXT,
) -> None:
    """Tell what a problem means and what to do.

    Without CODE all codes are listed.

    \b
    Example:
      rulec explain unknown-key
      rulec explain R010

    Exit codes: 0, or 2 for an unknown code.
    """  # noqa: D301  \b keeps the lines of the example apart
    with Screen("explain", form) as screen:
        from rulec.diagnostics import CODES, did_you_mean
        from rulec.diagnostics import code as code_called

        chosen = list(CODES.values())
        if code:
            found = code_called(code)
            if found is None:
                known = [*CODES, *(row.name for row in CODES.values())]
                hint = did_you_mean(code, known) or "`rulec explain` lists all codes"
                raise CannotRun(f"there is no code `{code}`", hint)
            chosen = [found]
            screen.out(_told(found))
        else:
            screen.out(
                "".join(f"{c.id}  {c.severity:<7}  {c.name:<28} {c.headline}\n" for c in chosen)
            )
        screen.end(FINE, {"codes": [_data(row) for row in chosen]})


def _line(code: Code) -> str:
    return f"{code.id}  {code.severity:<7}  {code.name:<28} {code.headline}\n"


def _told(code: Code) -> str:
    from rulec.diagnostics import codes_internal, may_accept

    accept = "\nA rule may accept it: `accept: [" + code.name + "]`, with a `description`.\n"
    head = f"{code.id} {code.name} ({code.severity})\n\n{code.headline}.\n\n{_wrapped(code.why)}\n"
    if code in codes_internal.CODES:
        return head
    example = f"Instead of\n\n{_indented(code.bad)}\n\nwrite\n\n{_indented(code.good)}\n"
    return f"{head}\n{example}{accept if may_accept(code) else ''}"


def _wrapped(text: str) -> str:
    import textwrap

    return textwrap.fill(text, 88, break_long_words=False, break_on_hyphens=False)


def _indented(text: str) -> str:
    return "\n".join(f"  {line}".rstrip() for line in text.splitlines())


def _data(code: Code) -> dict[str, object]:
    from rulec.diagnostics import may_accept

    return {
        "code": code.id,
        "name": code.name,
        "severity": code.severity.value,
        "headline": code.headline,
        "why": code.why,
        "bad": code.bad,
        "good": code.good,
        "acceptable": may_accept(code),
    }
