"""Paragraphs → Document: blocks with kind, label, address and footnote marks."""

from __future__ import annotations

import re
from dataclasses import replace

from align.addresses import find_places, number_repeats
from align.furniture import NOTE
from align.layout import Layout, Paragraph
from align.model import Block, Document, Kind, Lang, Mark, Marker, Note, count_characters
from align.numbering import settle
from align.readers import Source


def build_document(name: str, lang: Lang, source: Source, layout: Layout) -> Document:
    """The document of a laid-out text: running text first, then footnotes."""
    texts = [p.text for p in layout.paragraphs]
    labels, gaps = settle(texts)
    blocks = [
        Block(0, place.kind, p.text, lang, p.spans, label, place.address, line=p.line)
        for p, label, place in zip(layout.paragraphs, labels, find_places(texts, labels, lang), strict=True)
    ]
    blocks += [_footnote(p, lang) for p in layout.footnotes]
    known = {b.label[0].printed for b in blocks if b.kind is Kind.FOOTNOTE}
    blocks = [b if b.kind is Kind.FOOTNOTE else replace(b, marks=find_marks(b.text, known)) for b in blocks]
    notes = [*source.notes]
    for gap in gaps:
        step = gap.second.ordinal - gap.first.ordinal
        kind = "numbering-gap" if step > 0 else "numbering-order" if step < 0 else "numbering-repeat"
        message = f"{gap.first.printed} is followed by {gap.second.printed}"
        notes.append(Note(kind, message, layout.paragraphs[gap.paragraph].line))
    used = {mark.number for b in blocks for mark in b.marks}
    notes += [
        Note("footnote", f"footnote {b.label[0].printed} is not referred to in the text", b.line)
        for b in blocks
        if b.kind is Kind.FOOTNOTE and b.label[0].printed not in used
    ]
    return Document(
        name=name,
        lang=lang,
        blocks=tuple(
            replace(b, id=i, address=a)
            for i, (b, a) in enumerate(zip(blocks, number_repeats(b.address for b in blocks), strict=True))
        ),
        furniture=layout.furniture,
        notes=tuple(notes),
        digest=source.digest,
        characters=count_characters(source.text),
    )


def _footnote(paragraph: Paragraph, lang: Lang) -> Block:
    match = NOTE.match(paragraph.text)
    printed = match.group(1) if match else paragraph.text[:1]
    marker = Marker("footnote", int(printed) if printed.isdecimal() else 1, 0, printed, "bare")
    text, spans, line, _ = paragraph
    return Block(0, Kind.FOOTNOTE, text, lang, spans, (marker,), f"fn {printed}", line=line)


# --- footnote marks ----------------------------------------------------------------------------

_MARK = re.compile(  # a number glued to the end of a word or to punctuation, and nothing glued after it
    r"(?:(?<=[a-z]{3})|(?<=[a-z]{2}[,.;:)”’\"])|(?<=\d{4}[,;])|(?<=[》”」』）。，；：、])|(?<=[\u4e00-\u9fff]))"
    r"(?P<n>\d{1,3}|\*{1,3})(?=[\s,.;:)”’，。；：、）》]|$|[\u4e00-\u9fff])"
)
_GLUED_TO_WORD = re.compile(r"[\u4e00-\u9fff]\Z")


def find_marks(text: str, known: set[str]) -> tuple[Mark, ...]:
    """Footnote marks in text whose numbers are among the known ones.

    After a Chinese character a number is a mark only if no Chinese character follows: 第4条, 各12个.
    """
    marks = []
    for match in _MARK.finditer(text):
        after = text[match.end() : match.end() + 1]
        in_words = _GLUED_TO_WORD.search(text[: match.start()]) and "\u4e00" <= after <= "\u9fff"
        if match.group("n") in known and not in_words:
            marks.append(Mark(match.group("n"), match.start(), match.end()))
    return tuple(marks)
