"""Prints blocks as a PDF, as word processors set official documents; tests read them back."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from align.model import Block, Kind, Lang

FONTS: dict[Lang, str] = {"zh": "STSong-Light", "en": "Times-Roman"}  # neither is embedded
_ATOM = {  # what a line break does not part
    "zh": re.compile(r"\s*(?:[!-~]+|[^\s])[，。、；：？！）》」』】”’]*"),
    "en": re.compile(r"\s*\S+"),
}


@dataclass(frozen=True)
class Format:
    """How a document is set; lengths in points."""

    page: tuple[float, float] = (595.0, 842.0)
    margin: float = 90.0
    inner: float = 0.0  # added to the left margin of odd pages and to the right one of even pages
    columns: int = 1
    gutter: float = 20.0
    size: float = 11.0
    leading: float = 14.0
    gap: float = 7.0  # between paragraphs
    indent: float = 22.0  # of first lines
    note_size: float = 8.5
    rule: bool = True  # over footnotes
    justified: bool = False
    head: str = "A/LAMP.3/7/L.5"  # of every page but the first
    foot: str = "{page}/{pages}"


@dataclass(frozen=True)
class Piece:
    text: str
    raised: bool = False


Text = list[Piece]  # of one line


def print_pdf(path: Path, blocks: Sequence[Block], lang: Lang, form: Format = Format()) -> None:
    """Write blocks, running text and footnotes at the foot of the column that has their mark."""
    pages = _Printer(path, lang, form, pages=0).print(blocks)
    _Printer(path, lang, form, pages).print(blocks)


class _Printer:
    def __init__(self, path: Path, lang: Lang, form: Format, pages: int) -> None:
        if lang == "zh":
            pdfmetrics.registerFont(UnicodeCIDFont(FONTS["zh"]))
        self.canvas = Canvas(str(path), pagesize=form.page, invariant=True)
        self.lang, self.form, self.pages = lang, form, pages
        self.page, self.column = 1, 0
        usable = form.page[0] - 2 * form.margin - form.inner
        self.width = (usable - (form.columns - 1) * form.gutter) / form.columns
        self.y = form.page[1] - form.margin
        self.notes: list[Text] = []

    def print(self, blocks: Sequence[Block]) -> int:
        """The number of pages."""
        notes = {b.label[0].printed: b for b in blocks if b.kind is Kind.FOOTNOTE}
        for block in blocks:
            if block.kind is not Kind.FOOTNOTE:
                self._print_block(block, notes)
        self._end_column(last=True)
        self.canvas.save()
        return self.page

    def _print_block(self, block: Block, notes: dict[str, Block]) -> None:
        indent = 0 if block.kind in (Kind.HEADING, Kind.MASTHEAD) else self.form.indent
        size = self.form.size
        for i, line in enumerate(lines := list(self._lines(block, indent, size))):
            marks = [p.text for p in line if p.raised]
            new = [notes.pop(m) for m in marks if m in notes]  # a second mark refers to the same footnote
            called = [text for note in new for text in self._lines(note, 0, self.form.note_size)]
            if self.y - self.form.leading < self._floor([*self.notes, *called]):
                self._end_column()
            self.notes.extend(called)
            self.y -= self.form.leading
            x = self._left() + (indent if i == 0 else 0)
            self._draw(line, x, self.y, size, self.form.justified and i < len(lines) - 1)
        self.y -= self.form.gap if indent else max(self.form.gap, self.form.leading / 2)

    def _lines(self, block: Block, indent: float, size: float) -> Iterator[Text]:
        """The block broken into lines, with its marks raised; a footnote begins with its own."""
        text = block.text
        marks = [(m.start, m.end) for m in block.marks]
        if block.kind is Kind.FOOTNOTE:
            marks = [(0, len(block.label[0].printed))]
        atoms = [m.span() for m in _ATOM[self.lang].finditer(text)]
        begin, room = 0, self.width - indent
        end = 0
        for start, stop in atoms:
            line = text[begin:stop].strip()
            if pdfmetrics.stringWidth(line, FONTS[self.lang], size) > room and end > begin:
                yield _pieces(text, begin, end, marks)
                begin, room = start, self.width
            end = stop
        yield _pieces(text, begin, end, marks)

    def _draw(self, line: Text, x: float, y: float, size: float, justified: bool = False) -> None:
        out = self.canvas.beginText(x, y)
        text = "".join(p.text for p in line)
        left_over = self._left() + self.width - x - pdfmetrics.stringWidth(text, FONTS[self.lang], size)
        stretched = justified and self.lang == "en" and " " in text
        out.setWordSpace(max(0.0, left_over) / text.count(" ") if stretched else 0)
        for piece in line:
            out.setFont(FONTS[self.lang], size * 0.62 if piece.raised else size)
            out.setRise(0.38 * size if piece.raised else 0)
            out.textOut(piece.text)
        self.canvas.drawText(out)

    def _left(self) -> float:
        inner = self.form.inner if self.page % 2 else 0
        return self.form.margin + inner + self.column * (self.width + self.form.gutter)

    def _floor(self, notes: Sequence[Text]) -> float:
        return self.form.margin + (len(notes) * (self.form.note_size + 2) + 12 if notes else 0)

    def _end_column(self, last: bool = False) -> None:
        form = self.form
        y = self._floor(self.notes) - 12
        if self.notes and form.rule:
            self.canvas.line(self._left(), y + 6, self._left() + 0.3 * self.width, y + 6)
        for line in self.notes:
            y -= form.note_size + 2
            self._draw(line, self._left(), y, form.note_size)
        self.notes = []
        self.column += 1
        if self.column == form.columns or last:
            self._end_page()
            self.column = 0
            self.page += not last
            self.canvas.showPage()
        self.y = form.page[1] - form.margin

    def _end_page(self) -> None:
        form = self.form
        self.column = 0
        number = form.foot.format(page=self.page, pages=self.pages)
        if form.head and self.page > 1:
            self._draw([Piece(form.head)], self._left(), form.page[1] - 50, 9)
        self._draw([Piece(number)], form.page[0] - form.margin - 20, 45, 9)


def _pieces(text: str, begin: int, end: int, marks: Sequence[tuple[int, int]]) -> Text:
    """text[begin:end] without the space round it, its marks as raised pieces."""
    while begin < end and text[begin].isspace():
        begin += 1
    pieces = []
    for start, stop in marks:
        if begin <= start < stop <= end:
            pieces += [Piece(text[begin:start]), Piece(text[start:stop], raised=True)]
            begin = stop
    pieces.append(Piece(text[begin:end]))
    return [p for p in pieces if p.text]
