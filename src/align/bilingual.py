"""One file that holds both languages, in two columns or by turns → its two sides.

Each side is a document of the whole file: what is in the other language is set aside, so that spans and
the balance of characters stay those of the file.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path

from align.config import Unwrap
from align.errors import InputError
from align.layout import lay_out
from align.model import Document, Furniture, Lang, Span
from align.readers import Layout, Line, Paragraph, Source, read_source
from align.reading import understand
from align.text import share_of_chinese

CHINESE = 0.25  # share of ideographs among letters from which a piece is Chinese: names in it may be Latin
OTHER = "other language"  # kind of furniture
BESIDE = "column beside"  # kind of furniture: numbers, remarks and the like in a table of both languages
LEAST = 0.25  # of the characters of its language's longest column, below which a column stands beside


def read_bilingual(
    path: Path, encoding: str | None = None, unwrap: Unwrap = "auto"
) -> tuple[Document, Document]:
    """The Chinese and the English side of a file.

    Raises InputError as read_document does, and for a file that holds one language only.
    """
    source = read_source(path, encoding)
    zh, en = _side(source, path.name, "zh", unwrap), _side(source, path.name, "en", unwrap)
    for document, there, missing in ((zh, "English", "Chinese"), (en, "Chinese", "English")):
        if not document.blocks:
            raise InputError(f"{path}: has only {there} text; give the {missing} file too")
    return zh, en


def _side(source: Source, name: str, lang: Lang, unwrap: Unwrap) -> Document:
    if source.layout is not None:
        return understand(source, _part(source.layout, source.text, lang), name, lang)
    pieces = [piece for line in source.lines for piece in _split(line)]
    langs = _carry_on([language(piece.text) for piece in pieces])
    own = [piece if of is lang else piece._replace(text="") for piece, of in zip(pieces, langs, strict=True)]
    layout = lay_out(own, lang, unwrap)  # what is not our own parts paragraphs like blank lines
    running = tuple(paragraph._replace(cell=None) for paragraph in layout.paragraphs)
    other = [
        Furniture(OTHER, piece.text, Span(piece.start, piece.start + len(piece.text)), piece.number)
        for piece, of in zip(pieces, langs, strict=True)
        if of is not lang and piece.text.strip()
    ]
    return understand(
        source, layout._replace(paragraphs=running, furniture=(*layout.furniture, *other)), name, lang
    )


def language(text: str) -> Lang | None:
    """The language of a piece of text, None for one without letters."""
    if not any(c.isalpha() for c in text):
        return None
    return "zh" if share_of_chinese(text) >= CHINESE else "en"


def _carry_on(langs: Sequence[Lang | None]) -> list[Lang]:
    """What has no letters goes with what stands before it, or else with what is first."""
    last: Lang = next((lang for lang in langs if lang), "zh")
    carried = []
    for lang in langs:
        last = lang or last
        carried.append(last)
    return carried


def _split(line: Line) -> Iterable[Line]:
    """The columns of a line that tabs part into both languages; others stay whole."""
    cells = [(m.start(), m.group()) for m in re.finditer(r"[^\t]+", line.text)]
    if {language(text) for _, text in cells} >= {"zh", "en"}:
        return [line._replace(start=line.start + at, text=text, box=None, raised=()) for at, text in cells]
    return [line]


def _part(layout: Layout, text: str, lang: Lang) -> Layout:
    """What of a layout is in a language; the cells of tables become running text.

    Of a table with columns in both languages the columns of numbers and remarks are set aside.
    """
    columns: dict[tuple[int, int], list[str]] = defaultdict(list)
    for paragraph in layout.paragraphs:
        if paragraph.cell:
            columns[paragraph.cell.table, paragraph.cell.column].append(paragraph.text)
    of_column = {place: language("".join(texts)) for place, texts in columns.items()}
    tables = {table: {of_column[t, c] for t, c in of_column if t == table} for table, _ in of_column}
    sizes = {place: len("".join(texts)) for place, texts in columns.items()}
    longest: dict[tuple[int, Lang | None], int] = defaultdict(int)
    for (table, column), size in sizes.items():
        its = table, of_column[table, column]
        longest[its] = max(longest[its], size)
    beside = {
        (table, column)
        for (table, column), its in of_column.items()
        if {"zh", "en"} <= tables[table]
        and (its is None or sizes[table, column] < LEAST * longest[table, its])
    }

    def is_beside(paragraph: Paragraph) -> bool:
        return paragraph.cell is not None and (paragraph.cell.table, paragraph.cell.column) in beside

    def of(paragraph: Paragraph) -> Lang | None:
        if paragraph.lang:
            return paragraph.lang
        cell = paragraph.cell
        in_columns = cell is not None and {"zh", "en"} <= tables[cell.table]
        return of_column[cell.table, cell.column] if cell and in_columns else language(paragraph.text)

    def sort(paragraphs: Sequence[Paragraph]) -> tuple[list[Paragraph], list[Furniture]]:
        running_text = [p for p in paragraphs if not is_beside(p)]
        pairs = list(zip(running_text, _carry_on([of(p) for p in running_text]), strict=True))
        own = [p._replace(cell=None) for p, its in pairs if its is lang]
        aside = [(OTHER, p) for p, its in pairs if its is not lang]
        aside += [(BESIDE, p) for p in paragraphs if is_beside(p)]
        return own, [Furniture(kind, text[s.start : s.end], s, p.line) for kind, p in aside for s in p.spans]

    running, other = sort(layout.paragraphs)
    footnotes, more = sort(layout.footnotes)
    return Layout(layout.wrapped, tuple(running), tuple(footnotes), (*layout.furniture, *other, *more))
