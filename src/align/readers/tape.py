"""The canonical text of a document that knows its paragraphs, written from beginning to end.

What is written goes to the open paragraph or, aside, to furniture; so every character has one place.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from align.errors import InputError
from align.furniture import ends_finally
from align.model import Furniture, Lang, Mark, Note, Span
from align.numbering import starts_with_marker
from align.readers import Cell, Layout, Line, Paragraph, Source

MOST_PARAGRAPHS = 50_000  # ten times those of the longest treaty
_MARK = re.compile(
    r"[\[［(（]?(\d{1,3}|\*{1,3}|[a-z]|†|‡)[\]］)）]?"
)  # a superscript that may be one of a footnote
_POWER = re.compile(r"(?<![A-Za-z])[kcdm]?m$|(?<!\d)10$")  # m², 10³
_INDENT = re.compile(r"\u3000|[ \t\u00a0]{2}|\t")


class Tape:
    def __init__(self, name: str) -> None:
        """name: of the file, for errors."""
        self._name = name
        self._written: list[str] = []
        self._length = 0
        self._line = 1
        self._text = ""
        self._spans: list[Span] = []
        self._marks: list[Mark] = []
        self._begins: tuple[int, int | None] = (1, None)  # line and page
        self._paragraphs: list[Paragraph] = []
        self._lines: list[Line] = []  # the same as they were typed
        self._plain = True  # whether the format tells nothing but where paragraphs end
        self._footnotes: list[Paragraph] = []
        self._furniture: list[Furniture] = []
        self.notes: list[Note] = []
        self.page: int | None = None  # where what follows stands
        self.lang: Lang | None = None  # that the open paragraph is said to be in

    @property
    def line(self) -> int:
        return self._line

    @property
    def open_text(self) -> str:
        """What the open paragraph has so far."""
        return self._text

    def _write(self, text: str) -> Span:
        span = Span(self._length, self._length + len(text))
        self._written.append(text)
        self._length = span.end
        self._line += text.count("\n")
        return span

    def text(self, text: str, raised: bool = False) -> None:
        """Go on with the open paragraph; raised: in superscript, so that a number may be a mark."""
        if not text:
            return
        if not self._text:
            self._begins = (self._line, self.page)
        found = _MARK.fullmatch(text.strip()) if raised and not _POWER.search(self._text) else None
        if found:
            self.mark(found.group(1), text.index(found.group(1)), len(found.group(1)))
        span = self._write(text)
        if self._spans and self._spans[-1].end == span.start:
            span = Span(self._spans.pop().start, span.end)
        self._spans.append(span)
        self._text += text

    def mark(self, number: str, offset: int = 0, length: int = 0) -> None:
        """A footnote mark, offset characters on from here. length 0: computed, not in the text."""
        start = len(self._text) + offset
        self._marks.append(Mark(number, start, start + length))

    def aside(self, kind: str, text: str) -> None:
        """Text that is no part of the paragraph it stands in. It joins what it follows on, of one kind."""
        line = self._line
        span = self._write(text)
        if not text.strip():
            return
        last = self._furniture[-1] if self._furniture else None
        if last and last.kind == kind and last.span.end == span.start:
            del self._furniture[-1]
            text, span, line = last.text + text, Span(last.span.start, span.end), last.line
        self._furniture.append(Furniture(kind, text, span, line))

    def end(self, printed: str = "", heading: bool = False, cell: Cell | None = None) -> None:
        """End the open paragraph, with the number that is computed for it. One without text is none."""
        whole = self._end()
        if len(self._paragraphs) > MOST_PARAGRAPHS:
            raise InputError(f"{self._name}: has more than {MOST_PARAGRAPHS:,} paragraphs; split it")
        self._plain = self._plain and not (printed or heading or cell or whole.marks or len(whole.spans) > 1)
        self._lines.extend(_typed(whole))
        first = True
        for start, end in _stanzas(whole.text):
            one = cut(whole, start, end)
            self._paragraphs.append(
                one._replace(printed=printed if first else "", heading=heading, cell=cell)
            )
            first = False

    def end_footnote(self, number: str, computed: bool) -> None:
        """End the open paragraph, which is the whole of a footnote."""
        whole = self._end()
        if whole.text.strip():
            one = cut(whole, 0, len(whole.text))
            self._footnotes.append(one._replace(footnote=number, printed=number if computed else ""))

    def _end(self) -> Paragraph:
        line, page = self._begins
        marks = tuple(self._marks)
        whole = Paragraph(self._text, tuple(self._spans), line, page=page, marks=marks, lang=self.lang)
        self._text, self._spans, self._marks = "", [], []
        if self._written and not self._written[-1].endswith("\n"):
            self._write("\n")
        return whole

    def source(self) -> Source:
        self._take_out_notes()
        layout = Layout(False, tuple(self._paragraphs), tuple(self._footnotes), tuple(self._furniture))
        lines = tuple(self._lines) if self._plain and not self._footnotes else ()
        return Source("".join(self._written), lines, tuple(self.notes), layout)

    def _take_out_notes(self) -> None:
        """Paragraphs that begin with a superscript which stands in the text before them are footnotes."""
        seen: set[str] = set()
        running = []
        for paragraph in self._paragraphs:
            first = next(iter(paragraph.marks or ()), None)
            if first and first.start == 0 < first.end and first.number in seen:
                self._footnotes.append(paragraph._replace(footnote=first.number))
            else:
                running.append(paragraph)
                seen.update(mark.number for mark in paragraph.marks or () if mark.start)
        self._paragraphs = running


def _typed(whole: Paragraph) -> Iterator[Line]:
    """The lines of a paragraph in one piece, or of none."""
    start = whole.spans[0].start if whole.spans else 0
    for number, text in enumerate(whole.text.split("\n"), start=whole.line):
        yield Line(number, whole.page, start, text)
        start += len(text) + 1


def cut(paragraph: Paragraph, start: int, end: int) -> Paragraph:
    """The part of a paragraph from start to end of its text, without white space at either end."""
    marks = [m for m in paragraph.marks or () if start <= m.start <= m.end <= end]
    piece = paragraph.text[start:end]
    start += len(piece) - len(piece.lstrip())
    end = start + len(piece.strip())
    spans, before = [], 0
    for span in paragraph.spans:
        first, last = max(start - before, 0), min(end - before, span.end - span.start)
        if first < last:
            spans.append(Span(span.start + first, span.start + last))
        before += span.end - span.start
    return paragraph._replace(
        text=paragraph.text[start:end],
        spans=tuple(spans),
        line=paragraph.line + paragraph.text.count("\n", 0, start),
        marks=tuple(
            Mark(m.number, *(min(max(at, start), end) - start for at in (m.start, m.end))) for m in marks
        ),
    )


def _stanzas(text: str) -> Iterator[tuple[int, int]]:
    """Ranges of the paragraphs that line breaks make of one: people set them instead of new paragraphs.

    A break inside a sentence, as in a title of two lines, makes none; a form feed always does.
    """
    start = 0
    for match in re.finditer(r"[\n\f]+", text):
        before, after = text[start : match.start()].strip(), text[match.end() :].partition("\n")[0]
        parts = (
            len(match.group()) > 1
            or match.group() == "\f"
            or ends_finally(before)
            or starts_with_marker(after.strip())
            or _INDENT.match(after)
        )
        if before and parts:
            yield start, match.start()
            start = match.end()
    if text[start:].strip():
        yield start, len(text)
