"""Files as text: every way in which reading one can fail is a problem, never a traceback."""

from __future__ import annotations

import codecs
import stat
from pathlib import Path

from rulec.diagnostics import Code, Problem
from rulec.diagnostics import codes_reading as codes
from rulec.source import SourceFile, Span

#: Bytes of one file.
LARGEST_FILE = 2_000_000

#: Longer marks first: UTF-32's mark starts with UTF-16's.
_OTHER_ENCODINGS = (
    (codecs.BOM_UTF32_LE, "UTF-32"),
    (codecs.BOM_UTF32_BE, "UTF-32"),
    (codecs.BOM_UTF16_LE, "UTF-16"),
    (codecs.BOM_UTF16_BE, "UTF-16"),
)
_SAVE_AS_UTF8 = "save the file as UTF-8"
#: How files start that are workbooks, whatever they are called: .xlsx and .ods, and the old .xls.
_WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")


def read_file(path: Path, shown_as: str) -> tuple[SourceFile | None, list[Problem]]:
    """The text of a UTF-8 file, with or without a byte order mark; `shown_as` is its name.

    Line ends stay as they are in the file. No text when anything is wrong.
    """
    try:
        # Asked before opening: opening a named pipe would wait for its writer forever.
        if not stat.S_ISREG(path.stat().st_mode):
            kind = "a folder" if path.is_dir() else "not a regular file"
            return None, [_problem(codes.UNREADABLE_FILE, f"this is {kind}", shown_as)]
        with path.open("rb") as stream:
            data = stream.read(LARGEST_FILE + 1)
    except (OSError, ValueError) as error:
        reason = (error.strerror if isinstance(error, OSError) else None) or str(error)
        return unreadable(reason.lower(), shown_as)
    return text_of(data, shown_as)


def unreadable(reason: str, shown_as: str) -> tuple[None, list[Problem]]:
    """What is said of a file that cannot be read."""
    message = f"the file cannot be read: {reason}"
    return None, [_problem(codes.UNREADABLE_FILE, message, shown_as)]


def text_of(data: bytes, shown_as: str) -> tuple[SourceFile | None, list[Problem]]:
    """The same of a file's bytes; of a large file the first `LARGEST_FILE` and one more will do."""
    if shown_as.endswith(".csv") and data.startswith(_WORKBOOKS):
        what = "a LibreOffice" if b"opendocument" in data[:200] else "an Excel"
        message = f"this is {what} workbook, not CSV"
        return None, [_problem(codes.BAD_TABLE, message, shown_as, "save it as CSV UTF-8")]
    if len(data) > LARGEST_FILE:
        return too_large(shown_as)
    return _decoded(data, shown_as)


def too_large(shown_as: str) -> tuple[None, list[Problem]]:
    """What is said of a file that is larger than any may be."""
    message = f"the file is larger than {LARGEST_FILE:,} bytes"
    return None, [_problem(codes.TOO_LARGE, message, shown_as)]


def _decoded(data: bytes, shown_as: str) -> tuple[SourceFile | None, list[Problem]]:
    for mark, name in _OTHER_ENCODINGS:
        if data.startswith(mark):
            message = f"the file is {name}, not UTF-8"
            return None, [_problem(codes.NOT_UTF8, message, shown_as, _save_as_utf8(shown_as))]
    data = data.removeprefix(codecs.BOM_UTF8)
    try:
        return SourceFile(shown_as, data.decode("utf-8")), []
    except UnicodeDecodeError as error:
        file = SourceFile(shown_as, data.decode("utf-8", errors="replace"))
        before = SourceFile(shown_as, data[: error.start].decode("utf-8")).lines
        line, column = len(before), len(before[-1]) + 1
        message = f"byte 0x{data[error.start]:02x} is not UTF-8"
        hint = f"{_save_as_utf8(shown_as)}; it may be in another encoding, such as Latin-1"
        span = Span(file, line, column, line, column + 1)
        return None, [Problem(codes.NOT_UTF8, message, span, hint)]


def _save_as_utf8(shown_as: str) -> str:
    in_excel = ': in Excel choose "CSV UTF-8"' if shown_as.endswith(".csv") else ""
    return f"{_SAVE_AS_UTF8}{in_excel}"


def _problem(code: Code, message: str, shown_as: str, hint: str = "") -> Problem:
    return Problem(code, message, Span(SourceFile(shown_as, ""), 1, 1, 1, 1), hint)
