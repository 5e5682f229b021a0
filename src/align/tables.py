"""A table that a reviser has worked in, .xlsx or .docx → its rows, as he left them.

In a workbook he judges in the columns Status and Comment; in a Word table in the column Status and by
Word's own comments. Changes that Word tracked count as accepted.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any, NamedTuple
from warnings import catch_warnings
from zipfile import ZipFile, is_zipfile

from align.config import Level
from align.errors import InputError
from align.model import Status
from align.report import LANGUAGE
from align.writers.columns import (
    COMMENT,
    CONTINUED,
    KEY,
    NO_STATUS,
    OUR_COMMENTS,
    STATUS,
    digest,
    parse_bookmark,
    parse_key,
)

_WITH_KEYS = ("xl/sharedStrings", "xl/worksheets/", "word/document")  # parts of a package
_KEYS = re.compile(rb"(?:>|_align_)[ps]\d{1,9}[._][0-9a-f]{8}[._][0-9a-f]{8}[<\"']")  # see writers.columns
NEEDED = LANGUAGE["zh"], LANGUAGE["en"], STATUS


@dataclass(frozen=True, slots=True)
class TableRow:
    """One row; of a text, each line is a paragraph."""

    place: str  # as an error names it: "No. 11 (row 12)", "row 13"
    number: int | None  # that it was written with; None for one that the reviser put in
    source: str
    target: str
    status: Status | None
    comment: str
    is_moved: bool  # its texts are not those that it was written with
    is_judged: bool  # its status or comment is not


class Table(NamedTuple):
    rows: tuple[TableRow, ...]
    level: Level
    author: str  # who saved it last; "" if it does not say


class _Line(NamedTuple):
    place: str
    texts: dict[str, str]  # by the heading of the column
    key: str  # "" in a row that the reviser put in


def read_table(path: Path) -> Table:
    """The rows of path, in their order. Raises InputError where align did not write it, or not for review."""
    author, lines = _read(path)
    level = _level(lines)
    if level is None:
        raise InputError(
            f"{path}: no table of align with the columns {', '.join(NEEDED)} and its hidden keys;"
            " export the project anew and work in that table"
        )
    return Table(tuple(_row(path, line) for line in lines), level, author)


def refuse_table(path: Path) -> None:
    """Raises InputError for a table that align wrote for a reviser, where documents are wanted.

    path: a file that could be read as a document.
    """
    if not is_zipfile(path):
        return
    with ZipFile(path) as package:
        parts = [name for name in package.namelist() if name.startswith(_WITH_KEYS)]
        if any(_KEYS.search(package.read(part)) for part in parts):
            raise InputError(
                f"{path}: is a table of align; to read it back: align apply PROJECT.align.json {path};"
                " to align anew, give the documents"
            )


def _read(path: Path) -> tuple[str, list[_Line]]:
    """Who saved path last, and its lines. Raises InputError for a file that is no table, or a damaged one."""
    read = {".xlsx": _read_xlsx, ".docx": _read_docx}.get(path.suffix.lower())
    if read is None:
        raise InputError(
            f"{path}: not a table that can be read back; give the .xlsx or .docx that align wrote"
        )
    try:
        file = BytesIO(path.read_bytes())
    except OSError as error:
        raise InputError(
            f"{path}: can't be read ({error.strerror}); see that it is there and closed"
        ) from error
    try:
        with catch_warnings(action="ignore"):  # what a program wrote that openpyxl has no use for
            author, lines = read(file)
    except (ImportError, MemoryError):
        raise
    except Exception as error:  # the libraries stumble over a damaged file each in its own way
        raise InputError(
            f"{path}: damaged, or no {path.suffix} file; open it in its program and save it again"
        ) from error
    return author, list(_joined(lines))


def _level(lines: Sequence[_Line]) -> Level | None:
    """What has a row in a table of align; None in another table."""
    key = next(filter(None, (parse_key(line.key) for line in lines)), None)
    return key and key.level


def _joined(lines: Iterable[_Line]) -> Iterator[_Line]:
    """lines, each with those that go on from it because its cells were full."""
    held: _Line | None = None
    for line in lines:
        if held and line.key == CONTINUED:
            held = held._replace(texts={name: text + line.texts[name] for name, text in held.texts.items()})
            continue
        if held:
            yield held
        held = line
    if held:
        yield held


def _row(path: Path, line: _Line) -> TableRow:
    source, target, said = (line.texts[name].replace("\r\n", "\n").replace("\r", "\n") for name in NEEDED)
    comment = line.texts.get(COMMENT, "").replace("\r\n", "\n").strip()
    word = said.replace(NO_STATUS, "").strip().casefold()  # in Word some type beside the sign for none
    if word not in (*Status, ""):
        raise InputError(
            f"{path}, {line.place}: status “{said}” is none of {', '.join(Status)}; choose one of them"
        )
    status = Status(word) if word in tuple(Status) else None
    key = parse_key(line.key)
    return TableRow(
        line.place,
        key and key.number,
        source,
        target,
        status,
        comment,
        is_moved=key is None or digest(source, target) != key.texts,
        is_judged=digest(status or "", comment) != key.review if key else bool(status or comment),
    )


def _read_xlsx(file: BytesIO) -> tuple[str, list[_Line]]:
    """Who saved the workbook last, and the lines of its first sheet that has the columns."""
    from openpyxl import load_workbook

    book = load_workbook(file, read_only=True, data_only=True)
    try:
        for sheet in book.worksheets:
            sheet.reset_dimensions()  # some programs write wrong ones
            lines = enumerate(
                ([_text(value) for value in row] for row in sheet.iter_rows(values_only=True)), 1
            )
            for _, head in lines:
                if {*NEEDED, KEY} <= set(head):
                    wide = len(head)
                    full = ((at, cells + [""] * (wide - len(cells))) for at, cells in lines)
                    read = [
                        _Line(_place(texts[KEY], f"row {at}"), texts, texts[KEY])
                        for at, cells in full
                        if any((texts := _by_heading(head, cells)).values())
                    ]
                    return book.properties.lastModifiedBy or "", read
        return "", []
    finally:
        book.close()


def _by_heading(head: Sequence[str], cells: Sequence[str]) -> dict[str, str]:
    """Cells by the heading of their column; of two columns of one name the first, which is align's."""
    return dict(reversed(list(zip(head, cells, strict=False))))


def _place(key: str, row: str) -> str:
    found = parse_key(key)
    return f"No. {found.number} ({row})" if found else row


def _text(value: object) -> str:
    """A cell's text; Excel writes control characters as _x0001_."""
    if value is None:
        return ""
    return re.sub("_x([0-9A-Fa-f]{4})_", lambda match: chr(int(match[1], 16)), str(value))


def _read_docx(file: BytesIO) -> tuple[str, list[_Line]]:
    """Who saved the document last, and the lines of its tables that have the columns."""
    from docx import Document
    from docx.oxml.ns import qn

    document = Document(file)
    comments = {
        str(comment.comment_id): comment.text
        for comment in document.comments
        if comment.author != OUR_COMMENTS
    }
    lines: list[_Line] = []
    for table in document.tables:
        head: list[str] | None = None
        for tr in table._tbl.tr_lst:
            cells = [_cell_text(tc) for tc in tr.tc_lst]
            if head is None and set(NEEDED) <= set(cells):
                head = cells
            elif head is not None and not tr.xpath("./w:trPr/w:del"):
                texts = dict.fromkeys(head, "") | _by_heading(head, cells)
                said = [comments[i] for i in tr.xpath(".//w:commentReference/@w:id") if i in comments]
                names = [mark.get(qn("w:name"), "") for mark in tr.iter(qn("w:bookmarkStart"))]
                key = next(filter(None, map(parse_bookmark, names)), "")
                place = _place(key, f"row {len(lines) + 2}")
                lines.append(_Line(place, texts | {COMMENT: "\n".join(said)}, key))
    return document.core_properties.last_modified_by or "", lines


def _cell_text(tc: Any) -> str:
    """The paragraphs of a cell, each on a line; without what tracked changes take out."""
    from docx.oxml.ns import qn

    signs = "self::w:t or self::w:tab or self::w:br or self::w:cr"
    kept = f".//*[{signs}][not(ancestor::w:del or ancestor::w:moveFrom)]"
    lines = []
    for paragraph in tc.xpath(".//w:p"):
        spaces = {qn("w:tab"): "\t", qn("w:br"): "\n", qn("w:cr"): "\n"}
        lines.append("".join(spaces.get(piece.tag, piece.text or "") for piece in paragraph.xpath(kept)))
    return "\n".join(lines)
