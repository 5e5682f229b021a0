"""Paragraphs → Document: kinds, label paths, footnote marks, addresses."""

from __future__ import annotations

from align.layout import Layout
from align.model import Block, Document, Kind, Lang, count_characters
from align.readers import Source


def build_document(name: str, lang: Lang, source: Source, layout: Layout) -> Document:
    """The document of a laid-out text: running text first, then footnotes."""
    blocks = []
    for paragraphs, kind in ((layout.paragraphs, Kind.PARAGRAPH), (layout.footnotes, Kind.FOOTNOTE)):
        for p in paragraphs:
            blocks.append(Block(len(blocks), kind, p.text, lang, p.spans, line=p.line))
    return Document(
        name,
        lang,
        tuple(blocks),
        layout.furniture,
        source.notes,
        source.digest,
        count_characters(source.text),
    )
