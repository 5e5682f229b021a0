"""A paragraph's text as a segment of a translation memory: without its number and its footnote marks.

In a Word file numbers are often automatic and marks are fields; a memory full of "1. Urges" and
"Crime1," would never match its text. What is taken out is kept with its place, so that restore
gives the text back, character by character:

- the label is the printed number that opens a paragraph, and the white space after it;
- a mark takes the white space before it along where white space or the end follows;
- a text that has no letter or digit beside its number ("第一条" alone) keeps it;
- a number that a format computes is not in the text, and nothing is taken out.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from align.config import Output
from align.model import Block, Lang, Span, Unit
from align.text import join


class Piece(NamedTuple):
    """What was taken out of a segment."""

    at: int  # offset in the whole text, which has the pieces before it
    text: str


@dataclass(frozen=True, slots=True)
class Segment:
    """The units of one side, joined as their language joins them, in NFC."""

    lang: Lang
    text: str
    stripped: tuple[Piece, ...] = ()  # in order


def restore(text: str, pieces: Iterable[Piece]) -> str:
    """text with the pieces, in order, back in their places."""
    for at, piece in pieces:
        text = text[:at] + piece + text[at:]
    return text


def make_segment(lang: Lang, blocks: Sequence[Block], units: Sequence[Unit], output: Output) -> Segment:
    """One side of a bead: its units, and the block of each."""
    whole = ""
    cuts: list[Span] = []
    for block, unit in zip(blocks, units, strict=True):
        text = block.text[unit.start : unit.end]
        whole = join(lang, (whole, text)) if whole else text.strip()
        start = len(whole) - len(text.strip())  # where the text begins in the whole
        for cut in _cuts(block, unit, output) if block.label or block.marks else ():
            offset = start - unit.start - (len(text) - len(text.lstrip()))
            cuts.append(Span(cut.start + offset, cut.end + offset))
    if not cuts:
        return Segment(lang, _normal(whole))
    kept, stripped = _parted(whole, _tidy(whole, cuts))
    whole = _normal(whole)
    says_something = any(map(str.isalnum, kept))
    if (
        says_something and kept == _normal(kept) and restore(kept, stripped) == whole
    ):  # no cut in a composed é
        return Segment(lang, kept, stripped)
    return Segment(lang, whole)


def _cuts(block: Block, unit: Unit, output: Output) -> Iterator[Span]:
    """The label and the marks in a unit, as ranges of its block's text."""
    if output.labels == "strip" and not block.text[: unit.start].strip():
        label = _label(block)
        if label.end > unit.start:
            yield label
    if output.marks == "strip":
        for mark in block.marks:
            if unit.start <= mark.start < mark.end <= unit.end:
                yield Span(mark.start, mark.end)


def _label(block: Block) -> Span:
    """The printed numbers that open a block's text and end its label, "2. (a) ", or an empty range."""
    text = block.text
    markers = [marker for marker in block.label if marker.printed not in block.printed]
    start = _skip_space(text, 0)
    for first in range(len(markers)):
        at = start
        for marker in markers[first:]:
            if not text.startswith(marker.printed, at):
                break
            at = _skip_space(text, at + len(marker.printed))
        else:
            return Span(start, at)
    return Span(start, start)


def _skip_space(text: str, at: int) -> int:
    while at < len(text) and text[at].isspace():
        at += 1
    return at


def _tidy(whole: str, cuts: Iterable[Span]) -> Iterator[Span]:
    """cuts with the white space that would be left twice, or at an end; they do not meet."""
    last, opening = 0, True  # opening: all up to last is cut
    for cut in cuts:
        start, end = max(cut.start, last), min(cut.end, len(whole))  # join strips the white space of a label
        opening = opening and start == last
        if opening:
            end = _skip_space(whole, end)
        elif end == len(whole) or whole[end].isspace():
            start = max(last, len(whole[:start].rstrip()))
        if start < end:
            yield Span(start, end)
            last = end


def _parted(whole: str, cuts: Iterable[Span]) -> tuple[str, tuple[Piece, ...]]:
    """What is left of whole without cuts, and what they hold, each part in NFC."""
    kept, pieces, at, last = "", [], 0, 0
    for start, end in (*cuts, Span(len(whole), len(whole))):
        before, cut = _normal(whole[last:start]), _normal(whole[start:end])
        kept, at, last = kept + before, at + len(before), end
        if cut:
            pieces.append(Piece(at, cut))
            at += len(cut)
    return kept, tuple(pieces)


def _normal(text: str) -> str:
    return unicodedata.normalize("NFC", text)
