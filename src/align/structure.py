"""Paragraphs → Document: blocks with kind, label, address and footnote marks."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from align.addresses import Place, find_places, number_repeats
from align.furniture import HYPHEN, NOTE
from align.model import Block, Document, Furniture, Kind, Label, Lang, Mark, Marker, Note, count_characters
from align.numbering import Gap, letter_number, read_markers, settle, starts_with_marker
from align.readers import Cell, Layout, Paragraph, Source
from align.text import is_ideograph


def build_document(name: str, lang: Lang, source: Source, layout: Layout) -> Document:
    """The document of a laid-out text: running text and tables first, then footnotes."""
    running = [p for p in layout.paragraphs if p.cell is None]
    texts = [_as_printed(p) for p in running]
    labels, gaps = settle(texts)
    places = find_places(texts, labels, lang, {i for i, p in enumerate(running) if p.heading})
    footnotes = [_footnote_label(p) for p in layout.footnotes]
    numbers = {label[0].printed for label in footnotes}
    settled = iter(zip(labels, places, strict=True))
    of_text = [next(settled) if p.cell is None else _cell(p, p.cell) for p in layout.paragraphs]
    of_notes = [(label, Place(Kind.FOOTNOTE, f"fn {label[0].printed}")) for label in footnotes]
    paragraphs = (*layout.paragraphs, *layout.footnotes)
    addresses = number_repeats(place.address for _, place in (*of_text, *of_notes))
    blocks = tuple(
        Block(
            id=i,
            kind=place.kind,
            text=paragraph.text,
            lang=lang,
            spans=paragraph.spans,
            label=label,
            address=address,
            marks=() if place.kind is Kind.FOOTNOTE else _marks(paragraph, numbers),
            line=paragraph.line,
            page=paragraph.page,
            printed=paragraph.printed,
        )
        for i, (paragraph, (label, place), address) in enumerate(
            zip(paragraphs, (*of_text, *of_notes), addresses, strict=True)
        )
    )
    gaps_found = _gap_notes(gaps, running, [place.address for place in places])
    found = (*gaps_found, *_footnote_notes(blocks), *_hyphen_notes(layout.furniture))
    if not source.lines:  # nobody can count the lines of a Word document
        found = tuple(replace(note, line=None) for note in found)
    return Document(
        name=name,
        lang=lang,
        blocks=blocks,
        furniture=layout.furniture,
        notes=(*source.notes, *found),
        digest=source.digest,
        characters=count_characters(source.text),
    )


def _as_printed(paragraph: Paragraph) -> str:
    """The text as it is seen, with the number that its format computes."""
    return f"{paragraph.printed} {paragraph.text}" if paragraph.printed else paragraph.text


def _cell(paragraph: Paragraph, cell: Cell) -> tuple[Label, Place]:
    """Numbers in tables begin no list of the running text, and a reading by themselves is enough."""
    printed = _as_printed(paragraph)
    label = read_markers(printed)[:1] if starts_with_marker(printed) else ()
    return label, Place(Kind.CELL, f"table {cell.table} r{cell.row} c{cell.column}")


def _footnote_label(paragraph: Paragraph) -> Label:
    match = NOTE.match(paragraph.text)
    printed = paragraph.footnote or (match.group(1) if match else "")
    assert printed  # nothing else is taken for a footnote
    ordinal = int(printed) if printed.isdecimal() else letter_number(printed) or len(printed)  # ** = 2
    return (Marker("footnote", ordinal, 0, printed, "bare"),)


def _gap_notes(
    gaps: Iterable[Gap], paragraphs: Sequence[Paragraph], addresses: Sequence[str]
) -> Iterable[Note]:
    for gap in gaps:
        step = gap.second.ordinal - gap.first.ordinal
        kind = "numbering-gap" if step > 0 else "numbering-order" if step < 0 else "numbering-repeat"
        message = f"{gap.first.printed} is followed by {gap.second.printed} at {addresses[gap.paragraph]}"
        yield Note(kind, message, paragraphs[gap.paragraph].line)


def _footnote_notes(blocks: Iterable[Block]) -> Iterable[Note]:
    """Footnotes without a mark, and what is plainly a mark without a footnote."""
    footnotes = {b.label[0].printed: b for b in blocks if b.kind is Kind.FOOTNOTE}
    text = [b for b in blocks if b.kind is not Kind.FOOTNOTE]
    used = {mark.number for b in text for mark in b.marks}
    for number, footnote in footnotes.items():
        if number not in used:
            yield Note("footnote", f"footnote {number} is not referred to in the text", footnote.line)
    for block in text if footnotes else ():
        for number in _PLAIN_MARK.findall(block.text):
            if number not in footnotes:
                yield Note("footnote", f"mark {number} at {block.address} has no footnote", block.line)


def _hyphen_notes(furniture: Iterable[Furniture]) -> Iterable[Note]:
    if hyphens := [f for f in furniture if f.kind == HYPHEN]:
        yield Note(
            "hyphen",
            f"{len(hyphens)} words that line ends part are shown without the hyphen, as they occur elsewhere",
            hyphens[0].line,
        )


# --- footnote marks ----------------------------------------------------------------------------

_MARK = re.compile(  # a number glued to the end of a word or to punctuation, and nothing glued after it
    r"(?:(?<=[a-z]{3})|(?<=[a-z]{2}[,.;:)”’\"])|(?<=[A-Z]{2}[,;])|(?<=[A-Za-z\d][)”\"][,.;])|(?<=\d{4}[,;])"
    r"|(?<=/\d\d[,;])|(?<=/\d{3}[,;])|(?<=No\. \d[,;])|(?<=No\. \d\d[,;])"
    r"|(?<=[》”」』）。，；：、])|(?<=[\u4e00-\u9fff]))(\d{1,3}|\*{1,3})"
    r"(?=[\s,.;:)”’，。；：、）》]|$|[\u4e00-\u9fff])"
    r"(?!\s\d{3}(?!\d)|[.,]\d|个|月|年(?!轻)|日(?!本))"  # 1 200, 1.5, 1个, 3月
)
_PLAIN_MARK = re.compile(r"(?:(?<=》)|(?<=[a-z]{3}[,;]))(\d{1,2})(?=[\s，。；、]|$)")


def _marks(paragraph: Paragraph, known: set[str]) -> tuple[Mark, ...]:
    if paragraph.marks is None:
        return find_marks(paragraph.text, known)
    return tuple(mark for mark in paragraph.marks if mark.number in known)


def find_marks(text: str, known: set[str]) -> tuple[Mark, ...]:
    """Footnote marks in text whose numbers are among the known ones.

    Between two Chinese characters a number is no mark: 第4条, 各12个.
    """
    return tuple(
        Mark(match.group(), match.start(), match.end())
        for match in _MARK.finditer(text)
        if match.group() in known
        and not (is_ideograph(text[match.start() - 1]) and is_ideograph(text[match.end() : match.end() + 1]))
    )
