"""The pipeline of one pair of documents: streams → pieces → two passes → beads → crossing runs.

Each stream (running text, footnotes) is aligned by itself. Long ones are cut into pieces at nodes that
a rough path is sure of, so that time and memory grow with the length and not with its square.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import pairwise
from typing import Any

import numpy as np

from align import crossing
from align.config import Settings
from align.dp import Band
from align.encoders import Encoder
from align.evidence import PairEvidence, Units
from align.model import Alignment, Bead, Block, Document, Evidence, Note, Stream, Unit
from align.passes import Found, search
from align.progress import Progress
from align.rough import Nodes, band_around, cuts, rough_path
from align.weights import profile

FULL_LATTICE = 160_000  # nodes up to which the whole lattice is visited
MARGIN = 10  # blocks on either side of the rough path that the band takes in
NOTHING = Evidence()  # what spoke for a null bead
RELATED = 0.6  # linked share of blocks below which two documents hardly belong together


def align(
    source: Document,
    target: Document,
    encoder: Encoder,
    settings: Settings = Settings(),
    progress: Progress | None = None,
) -> Alignment:
    """Align two documents block by block.

    Every block of either side ends up in exactly one bead. Confidences are posterior probabilities
    of the model, rounded to four places.
    """
    progress = progress or Progress()
    blocks = len(source.blocks) + len(target.blocks)
    progress.stage("encode", blocks)
    constants = profile(settings.profile)
    lexical = bool(constants["lexicon"])
    streams = [
        (
            _side(source.stream(s), encoder, progress, lexical),
            _side(target.stream(s), encoder, progress, lexical),
        )
        for s in Stream
    ]
    progress.stage("align", blocks)
    names = crossing.names()
    beads: list[Bead] = []
    notes: list[Note] = []
    for x, y in streams:
        found = _align_stream(x, y, constants, progress)
        if constants["crossing_runs"]:
            found, said = _with_crossings(found, x, y, names)
            notes += said
        beads += found
    return Alignment(
        source,
        target,
        tuple(beads),
        settings.signature(),
        provisional=not constants["calibrated"],
        look_below=constants["look_below"],
        notes=(*_unrelated(source, target, beads), *notes),
    )


Side = tuple[Sequence[Block], Units | None]  # the blocks of one stream, and as units if there are any


def _side(blocks: Sequence[Block], encoder: Encoder, progress: Progress, lexical: bool) -> Side:
    if not blocks:
        return blocks, None
    return blocks, Units.of(blocks, blocks[0].lang, encoder, progress.tick, lexical=lexical)


def _unrelated(source: Document, target: Document, beads: Sequence[Bead]) -> Iterable[Note]:
    blocks = len(source.blocks) + len(target.blocks)
    linked = sum(len(b.source) + len(b.target) for b in beads if not b.is_null)
    if blocks and linked / blocks < RELATED:
        yield Note(
            "mismatch",
            f"only {linked} of {blocks} blocks have a counterpart: "
            f"{source.name} and {target.name} may not belong together",
        )


def _align_stream(source: Side, target: Side, constants: Mapping[str, Any], progress: Progress) -> list[Bead]:
    (zh, x), (en, y) = source, target
    if x is None or y is None:
        return [_bead([block], []) for block in zh] + [_bead([], [block]) for block in en]
    beads = []
    for zh_piece, x_piece, en_piece, y_piece, band in _pieces(zh, x, en, y):
        evidence = PairEvidence(x_piece, y_piece, band)
        for found in search(evidence, zh_piece, en_piece, constants):
            s = zh_piece[found.source.start : found.source.stop]
            t = en_piece[found.target.start : found.target.stop]
            beads.append(_bead(s, t, round(found.confidence, 4), bead_evidence(s, t, found, evidence)))
            progress.tick(len(s) + len(t))
    return beads


def _with_crossings(
    beads: list[Bead], source: Side, target: Side, names: Iterator[str]
) -> tuple[list[Bead], tuple[Note, ...]]:
    (zh, x), (en, y) = source, target
    if x is None or y is None:
        return beads, ()
    pair = cache(lambda: PairEvidence(x, y, Band.full(len(x), len(y))))  # where nothing crosses, needless

    def explain(s: range, t: range) -> Evidence:
        return bead_evidence(zh[s.start : s.stop], en[t.start : t.stop], Found(s, t, 1.0), pair())

    return crossing.link(beads, (zh, x), (en, y), names, explain)


def _pieces(
    zh: Sequence[Block], x: Units, en: Sequence[Block], y: Units
) -> Iterable[tuple[Sequence[Block], Units, Sequence[Block], Units, Band]]:
    """The stream whole, with its whole lattice, or cut into pieces with a band in each."""
    n, m = len(x), len(y)
    if (n + 1) * (m + 1) <= FULL_LATTICE:
        yield zh, x, en, y, Band.full(n, m)
        return
    u, v = x.vectors.vectors(1), y.vectors.vectors(1)
    path = rough_path(u, v)
    for first, last in pairwise([(0, 0), *cuts(path, u, v), (n, m)]):
        (i, j), (k, w) = first, last
        band = band_around(_between(path, first, last), MARGIN)
        yield zh[i:k], x.part(i, k), en[j:w], y.part(j, w), band


def _between(path: Nodes, start: tuple[int, int], end: tuple[int, int]) -> Nodes:
    """The part of a path from one of its nodes to another, counted from the first."""
    inside = (path >= start).all(axis=1) & (path <= end).all(axis=1)
    return path[inside] - start


def bead_evidence(
    source: Sequence[Block], target: Sequence[Block], found: Found, pair: PairEvidence
) -> Evidence:
    """What spoke for one bead, for people; empty for a null bead."""
    if not source or not target:
        return NOTHING
    u, v = pair.source.vectors.one(found.source), pair.target.vectors.one(found.target)
    zh_keys = frozenset[str]().union(*(pair.source.keys[i] for i in found.source))
    en_keys = frozenset[str]().union(*(pair.target.keys[j] for j in found.target))
    expected = sum(len(b.text) for b in source) * float(np.exp(pair.log_ratio))
    labels = tuple(b.address if b.label else "" for b in (source[0], target[0]))
    return Evidence(
        similarity=round(float(u @ v), 3),
        length=round(sum(len(b.text) for b in target) / expected, 2),
        labels=(labels[0], labels[1]) if any(labels) else None,
        labels_agree=labels[0] == labels[1] if any(labels) else None,
        shared=tuple(sorted(zh_keys & en_keys)),
        unshared=tuple(sorted(zh_keys ^ en_keys)),
    )


def _bead(
    source: Sequence[Block],
    target: Sequence[Block],
    confidence: float | None = None,
    evidence: Evidence = NOTHING,
) -> Bead:
    sides = [tuple(Unit(b.id, 0, len(b.text)) for b in blocks) for blocks in (source, target)]
    return Bead(sides[0], sides[1], confidence, evidence)
