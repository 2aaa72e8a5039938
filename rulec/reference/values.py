"""The section about values: each form with a rule set that shows it."""

from __future__ import annotations

from rulec.reference.effects import call_and_answer
from rulec.reference.files import keys
from rulec.reference.markdown import block, code, heading, page, prose
from rulec.reference.value_forms import VALUE_FORMS, ValueForm, plain

TITLE = "Values"

_NOTES = """\
* A value reads the request as it arrived.
* Computed text is cut to the limit of its field, so that no caller can make Pexip drop the answer
  with a long name. A PIN is never cut.
* What a caller sends is only ever a value of the answer: quotes, braces and line ends in it do
  nothing.
* The text of a boolean is true or false, that of an integer its digits. A list, such as an
  attribute of an identity provider may be, is null in a template, except for `join`.
* `{remote_alias.domain}` is in lower case where all of it is ASCII, else as it came."""


def values() -> str:
    """The section."""
    parts = [heading(2, TITLE), _NOTES]
    for form in VALUE_FORMS:
        parts += _form(form)
    return page(parts).rstrip()


def _form(form: ValueForm) -> list[str]:
    parts = [heading(3, form.title), prose(form.doc)]
    if form.shape is not None:
        parts.append(keys(form.shape))
    parts.append(block("yaml", f"policy: {form.policy.value}\n{plain(form.rules)}"))
    for path, text in form.tables:
        parts += [f"{code(path)}:", block("text", text)]
    for name, secret in form.environment:
        parts.append(f"The environment variable {code(name)} holds {code(secret)}.")
    return [*parts, *call_and_answer(plain(form.given), plain(form.answer))]
