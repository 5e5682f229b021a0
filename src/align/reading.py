"""File → Document: reader, layout and structure in a row."""

from __future__ import annotations

from pathlib import Path

from align.config import Unwrap
from align.endnotes import with_endnotes
from align.layout import lay_out
from align.model import Document, Lang, Span
from align.readers import Layout, Source, read_source
from align.structure import build_document
from align.text import legible


def read_document(path: Path, lang: Lang, encoding: str | None = None, unwrap: Unwrap = "auto") -> Document:
    """Read one side of the bitext.

    Raises InputError (one line: where, what, what next) for a file that is missing, empty, binary
    or undecodable.
    """
    source = read_source(path, encoding)
    return understand(source, layout_of(source, lang, unwrap), path.name, lang)


def layout_of(source: Source, lang: Lang, unwrap: Unwrap) -> Layout:
    """The paragraphs that the format gives, unless they are the lines of a wrapped text."""
    if source.layout and not source.lines:
        return source.layout
    layout = lay_out(source.lines, lang, unwrap)
    if source.layout is None:
        return layout
    if layout.wrapped or layout.footnotes:
        return layout._replace(furniture=(*source.layout.furniture, *layout.furniture))
    return source.layout


def understand(source: Source, layout: Layout, name: str, lang: Lang) -> Document:
    """The document of a source and its layout, with the assurance that nothing is lost."""
    document = build_document(legible(name), lang, source, with_endnotes(layout))
    spans = [s for b in document.blocks for s in b.spans] + [f.span for f in document.furniture]
    check_conservation(source.text, spans)
    return document


def check_conservation(text: str, spans: list[Span]) -> None:
    """Raise AssertionError unless every non-white character of text is in exactly one span."""
    end = 0
    for span in sorted(spans):
        if span.start < end or text[end : span.start].strip() or span.end > len(text):
            raise AssertionError(f"characters {end}-{span.start} are lost or doubled: a fault in align")
        end = span.end
    if text[end:].strip():
        raise AssertionError(f"characters from {end} on are lost: a fault in align")
