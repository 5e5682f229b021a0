"""File → Source: decoded text and its lines or paragraphs with exact offsets. One module a format.

The format is found by content; a reader's module, and the library behind it, is imported only then.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from importlib import import_module
from pathlib import Path
from typing import NamedTuple

from align.errors import InputError
from align.model import Furniture, Lang, Mark, Note, Span
from align.readers.formats import sniff


class Box(NamedTuple):
    """Where a line stands on its page, in points from the top left corner; size is that of the type."""

    left: float
    top: float
    right: float
    bottom: float
    size: float


class Cell(NamedTuple):
    """A place in a table, 1-based; tables are counted through the document."""

    table: int
    row: int
    column: int


class Line(NamedTuple):
    """One line of the decoded input, without its line break."""

    number: int  # 1-based
    page: int | None  # 1-based, counted by form feeds; None in a text without any
    start: int  # offset of its first character in the decoded text
    text: str
    box: Box | None = None  # where the format knows it
    raised: tuple[Span, ...] | None = None  # superscript pieces, as ranges of text; None if it is not known
    column: int = 1  # 1-based, on a page that is read in columns
    edge: int | None = None  # column of print where it ends; None where counting its characters tells
    full: int | None = None  # column of print where full lines end; None where the lines must tell
    cell: Cell | None = None  # of a table, that it stands in
    hang: int | None = None  # column of print where what follows its number begins, where the format knows it


class Paragraph(NamedTuple):
    """A paragraph put together again, or as a format that keeps its own paragraphs gives it."""

    text: str
    spans: tuple[Span, ...]  # of its pieces in the decoded input
    line: int  # 1-based, where it begins
    indent: int = 0  # columns
    page: int | None = None  # 1-based; None where the format does not tell
    printed: str = ""  # computed number that is not in text: "3.", "（二）", of a footnote "1"
    footnote: str = ""  # number of the footnote that it is, where the format tells; printed or in text
    marks: tuple[Mark, ...] | None = None  # superscripts and references; None where they can't be told apart
    heading: bool = False  # by its style
    cell: Cell | None = None
    lang: Lang | None = None  # that the format says this passage is in; None where it says nothing


class Layout(NamedTuple):
    """Every character that is not white space is in one paragraph, one footnote or one item of furniture."""

    wrapped: bool  # whether lines were joined
    paragraphs: tuple[Paragraph, ...]  # running text, and tables where they stand in it
    footnotes: tuple[Paragraph, ...]
    furniture: tuple[Furniture, ...]


@dataclass(frozen=True, slots=True)
class Source:
    """A decoded input. Formats that know lines leave layout None: align.layout puts them together.

    Formats that know paragraphs give a layout, and the lines too if the paragraphs may be nothing else:
    hard-wrapped text is often pasted into Word.
    """

    text: str  # of a package or a web page: its parts one after the other, a paragraph a line
    lines: tuple[Line, ...] = ()  # every character but line breaks and furniture is in exactly one
    notes: tuple[Note, ...] = ()
    layout: Layout | None = None
    digest: str = ""  # SHA-256 of the bytes, hexadecimal


Reader = Callable[[bytes, str, str | None], Source]  # (bytes, file name, encoding); Source without its digest

READERS: dict[str, str] = {  # format → module under align.readers that has read(data, name, encoding)
    "text": "text",
    "docx": "docx",
    "xlsx": "xlsx",
    "html": "html",
    "pdf": "pdf",
    "doc": "office",
    "odt": "office",
    "rtf": "office",
}
LARGEST = 200_000_000  # bytes of a file; a scanned treaty series has fewer


def read_source(path: Path, encoding: str | None = None) -> Source:
    """Read a file by its content. Raises InputError if it is missing, empty, binary, damaged or too large."""
    try:
        if (size := path.stat().st_size) > LARGEST:
            raise InputError(f"{path}: {size:,} bytes are too many; split it, at most {LARGEST:,} are read")
        data = path.read_bytes()
    except FileNotFoundError:
        raise InputError(f"{path}: no such file; check the name and the folder") from None
    except IsADirectoryError:
        raise InputError(f"{path}: is a folder; give the file in it") from None
    except OSError as error:
        raise InputError(f"{path}: can't be read ({error.strerror}); check its permissions") from None
    source = reader(sniff(data, path))(data, str(path), encoding)
    if not source.text.strip():
        raise InputError(f"{path}: has no text; check that it was saved or extracted completely")
    return replace(source, digest=hashlib.sha256(data).hexdigest())


def reader(name: str) -> Reader:
    """The reader of a format; its module is imported only now."""
    read: Reader = import_module(f"align.readers.{READERS[name]}").read
    return read


def split_lines(decoded: str) -> tuple[Line, ...]:
    """Lines of a text that breaks them by LF, CR LF, CR, form feed or the Unicode separators."""
    lines = []
    paged = "\f" in decoded
    page, start = 1, 0
    for number, printed in enumerate(decoded.splitlines(keepends=True), start=1):
        body = printed.rstrip(_BREAKS)
        lines.append(Line(number, page if paged else None, start, body))
        page += printed.endswith("\f")
        start += len(printed)
    return tuple(lines)


_BREAKS = "\n\r\f\v\x1c\x1d\x1e\x85\u2028\u2029"  # what str.splitlines splits at
