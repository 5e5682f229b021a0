"""File → Source: decoded text and its lines with exact offsets. One module a format."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from align.errors import InputError
from align.model import Note
from align.readers import text


class Line(NamedTuple):
    """One line of the decoded input, without its line break."""

    number: int  # 1-based
    page: int  # 1-based, counted by form feeds
    start: int  # offset of its first character in the decoded text
    text: str


@dataclass(frozen=True, slots=True)
class Source:
    """A decoded input: every character of text but line breaks is in exactly one line."""

    text: str
    lines: tuple[Line, ...]
    digest: str  # SHA-256 of the bytes, hexadecimal
    notes: tuple[Note, ...]


Decoder = Callable[[bytes, str, str | None], tuple[str, tuple[Note, ...]]]  # (bytes, file name, encoding)

READERS: dict[str, Decoder] = {".md": text.decode, ".txt": text.decode}  # any other suffix is tried as text


def read_source(path: Path, encoding: str | None = None) -> Source:
    """Read a file by its suffix. Raises InputError if it is missing, empty, binary or undecodable."""
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        raise InputError(f"{path}: no such file; check the name and the folder") from None
    except IsADirectoryError:
        raise InputError(f"{path}: is a folder; give the file in it") from None
    except OSError as error:
        raise InputError(f"{path}: can't be read ({error.strerror}); check its permissions") from None
    decoded, notes = READERS.get(path.suffix.lower(), text.decode)(data, str(path), encoding)
    if not decoded.strip():
        raise InputError(f"{path}: has no text; check that it was saved or extracted completely")
    return Source(decoded, split_lines(decoded), hashlib.sha256(data).hexdigest(), notes)


def split_lines(decoded: str) -> tuple[Line, ...]:
    """Lines of a text that breaks them by LF, CR LF, CR, form feed or the Unicode separators."""
    lines = []
    page, start = 1, 0
    for number, printed in enumerate(decoded.splitlines(keepends=True), start=1):
        body = printed.rstrip(_BREAKS)
        lines.append(Line(number, page, start, body))
        page += printed.endswith("\f")
        start += len(printed)
    return tuple(lines)


_BREAKS = "\n\r\f\v\x1c\x1d\x1e\x85\u2028\u2029"  # what str.splitlines splits at
