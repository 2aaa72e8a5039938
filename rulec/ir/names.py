"""What an author calls the sources of conditions and values."""

from __future__ import annotations

from typing import assert_never

from rulec.ir.values import CaptureRead, FieldRead, LetRead, PartRead, Source
from rulec.pexip import AMBIGUOUS


def source_name(source: Source) -> str:
    """How an author names a source, such as `local_alias.domain`."""
    match source:
        case FieldRead(field):
            return path_name(field.path)
        case PartRead(field, part):
            return f"{path_name(field.path)}.{part.value}"
        case CaptureRead(name=name) | LetRead(name=name):
            return name
        case _:
            assert_never(source)


def path_name(path: tuple[str, ...]) -> str:
    """How an author names the field at a path of the script's variables.

    Members of `call_info` and attributes of identity providers are bare, but for names that a
    service has too.
    """
    bare = path[0] == "call_info" and path[-1] not in AMBIGUOUS
    shortened = path[1:] if bare or path[:2] == ("participant", "idp_attributes") else path
    return ".".join(shortened)
