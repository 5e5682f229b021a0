"""Sentences inside paragraphs, found by the same search as the paragraphs.

The sentences of many paragraph beads make one lattice with walls: no bead of sentences leaves its
paragraph, so every path goes through the corners where one paragraph ends and the next begins. Lengths
and similarities are thus weighed against the whole text, not against two or three sentences.
Where the search is not sure how a paragraph splits, it stays whole.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from align.aligner import bead_evidence
from align.config import Settings
from align.dp import Band, BeadType
from align.encoders import Encoder
from align.evidence import PairEvidence, Units
from align.model import Alignment, Bead, Block, Document, Unit
from align.passes import Found, search
from align.progress import Progress
from align.segment import sentences
from align.weights import profile

SHARED = 400  # Chinese sentences whose paragraphs share a lattice: few calls of numpy, bounded memory
LARGEST = 400  # sentences on one side above which a paragraph stays whole: its lattice grows with the square

# Confidences below which a paragraph stays whole; from benchmarks/sentences.py, legal profile.
PAIR_SURE = 0.5  # at 0.8 laws lose eight points of recall and gain no precision
NULL_SURE = (
    0.8  # of a sentence without counterpart: a third of the false ones at 0.5, nine in ten of the true
)


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph bead, and its sentences as blocks: id names the paragraph, the one span the range in it."""

    bead: Bead
    source: tuple[Block, ...]
    target: tuple[Block, ...]


def split(
    alignment: Alignment, encoder: Encoder, settings: Settings = Settings(), progress: Progress | None = None
) -> Alignment:
    """alignment with the sentence beads of its paragraph beads, where they split well.

    The beads themselves stay as they are. Sentences are encoded once more, by themselves.
    """
    progress = progress or Progress()
    parted = [p for p in paragraphs(alignment, settings.split_items) if _has_choice(p)]
    progress.stage("sentences", sum(len(p.source) + len(p.target) for p in parted))
    found = search_inside(parted, encoder, profile(settings.profile), progress)
    nested = {p.bead: beads for p, beads in zip(parted, found, strict=True) if _splits_well(beads)}
    beads = tuple(replace(b, sentences=nested.get(b, ())) for b in alignment.beads)
    return replace(alignment, beads=beads)


def paragraphs(alignment: Alignment, split_items: bool = False) -> Iterator[Paragraph]:
    """The beads that have two sides, with their sentences; with split_items these end at ； too."""
    for bead in alignment.beads:
        if not bead.is_null:
            yield Paragraph(
                bead,
                tuple(_sentences(bead.source, alignment.source, split_items)),
                tuple(_sentences(bead.target, alignment.target, split_items)),
            )


def search_inside(
    parted: Sequence[Paragraph], encoder: Encoder, constants: Mapping[str, Any], progress: Progress
) -> Iterator[tuple[Bead, ...]]:
    """The most probable sentence beads of each paragraph, sure or not. constants: a profile."""
    if not parted:
        return
    zh = [block for p in parted for block in p.source]
    en = [block for p in parted for block in p.target]
    lexical = bool(constants["lexicon"])
    x = Units.of(zh, "zh", encoder, progress.tick, lexical=lexical)
    y = Units.of(en, "en", encoder, progress.tick, lexical=lexical)
    unnumbered = {**constants, "numbering": {}}  # numbers stand before paragraphs, not before sentences
    i = j = 0
    for group in _groups(parted):
        n, m = (sum(sizes) for sizes in zip(*(_sizes(p) for p in group), strict=True))
        evidence = WalledEvidence(x.part(i, i + n), y.part(j, j + m), group)
        source, target = zh[i : i + n], en[j : j + m]
        beads = iter(search(evidence, source, target, unnumbered))
        for p in group:
            yield tuple(_bead(f, source, target, evidence) for f in _of_paragraph(p, beads))
        i, j = i + n, j + m


class WalledEvidence(PairEvidence):
    """Evidence over the sentences of paragraphs that follow each other: no bead leaves its paragraph."""

    def __init__(self, source: Units, target: Units, parted: Sequence[Paragraph]) -> None:
        source_sizes, target_sizes = zip(*(_sizes(p) for p in parted), strict=True)
        # Paragraph p lies between the corners (rows[p], columns[p]) and (rows[p + 1], columns[p + 1]).
        self._rows = np.array([0, *accumulate(source_sizes)])
        self._columns = np.array([0, *accumulate(target_sizes)])
        count = np.arange(len(parted))
        self._source_home, self._target_home = np.repeat(count, source_sizes), np.repeat(count, target_sizes)
        # A row through a corner takes in the columns of both paragraphs that meet there.
        low = self._columns[np.append(0, self._source_home)]
        high = self._columns[np.append(self._source_home, count[-1]) + 1]
        super().__init__(source, target, Band(low, int((high - low).max()) + 1, len(target)))

    def exists(self, bead_type: BeadType) -> NDArray[np.bool_]:
        a, b = bead_type
        i, j = np.arange(self.band.rows + 1)[:, None], self.band.nodes()
        if a:
            home = self._source_home[np.maximum(i - 1, 0)]
        else:
            home = self._target_home[np.clip(j, 1, self.band.columns) - 1]
        in_rows = (self._rows[home] <= i - a) & (i <= self._rows[home + 1])
        in_columns = (self._columns[home] <= j - b) & (j <= self._columns[home + 1])
        return super().exists(bead_type) & in_rows & in_columns


def _sentences(units: Iterable[Unit], document: Document, split_items: bool) -> Iterator[Block]:
    for unit in units:
        block = document.blocks[unit.block]
        spans = sentences(block.text, block.lang, semicolons=split_items)
        for span in spans:
            label = block.label if span is spans[0] else ()
            text = block.text[span.start : span.end]
            yield replace(block, text=text, spans=(span,), label=label, marks=())


def _has_choice(p: Paragraph) -> bool:
    return len(p.source) + len(p.target) > 2 and max(_sizes(p)) <= LARGEST


def _sizes(p: Paragraph) -> tuple[int, int]:
    return len(p.source), len(p.target)


def _splits_well(beads: Sequence[Bead]) -> bool:
    return len(beads) > 1 and all(
        (bead.confidence or 0.0) >= (NULL_SURE if bead.is_null else PAIR_SURE) for bead in beads
    )


def _groups(parted: Sequence[Paragraph]) -> Iterator[Sequence[Paragraph]]:
    """Runs of paragraphs with about SHARED Chinese sentences each."""
    ends = list(accumulate(len(p.source) for p in parted))
    cuts = [k for k in range(1, len(parted)) if ends[k - 1] // SHARED < ends[k] // SHARED]
    for first, last in pairwise([0, *cuts, len(parted)]):
        yield parted[first:last]


def _of_paragraph(p: Paragraph, beads: Iterator[Found]) -> Iterator[Found]:
    """The next beads, up to the end of p."""
    left = len(p.source) + len(p.target)
    while left:
        found = next(beads)
        left -= len(found.source) + len(found.target)
        yield found


def _bead(found: Found, source: Sequence[Block], target: Sequence[Block], evidence: PairEvidence) -> Bead:
    zh = source[found.source.start : found.source.stop]
    en = target[found.target.start : found.target.stop]
    units = [tuple(Unit(block.id, *block.spans[0]) for block in side) for side in (zh, en)]
    return Bead(units[0], units[1], round(found.confidence, 4), bead_evidence(zh, en, found, evidence))
