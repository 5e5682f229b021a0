"""The pipeline of one pair: streams → band → first pass → numbering states → beads.

Each stream (running text, footnotes) is aligned by itself. The first pass scores every edge of the
band without labels; the edges that it leaves standing are searched again with the numbering
carried along as a state.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from align import dp
from align.config import Settings
from align.dp import SOURCE_NULL, TARGET_NULL, Band, BeadType, Edge, Floats
from align.encoders import Encoder
from align.evidence import BEAD_TYPES, PairEvidence, Units, Weights, profile
from align.model import Alignment, Bead, Block, Document, Evidence, Note, Stream, Unit
from align.offsets import SURE, Numbering, State
from align.progress import Progress

FULL_LATTICE = 160_000  # nodes up to which the whole lattice is visited
MARGIN = 10  # blocks on either side of the rough path that the band takes in
ROUGH_GAIN = 0.08  # added to each rough score, so that a likely pair beats two skips
ROUGH_NEIGHBOURS = 4  # nearest units that hubness is measured by
FLATTEN = 0.7  # scores are scaled by this before the first pass prunes: weak edges stay
KEEP_EDGE = 1e-9  # posterior below which an edge is pruned
KEEP_NULL = 1e-16  # ... a null edge: there must always be a way out
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
    progress.stage("encode", len(source.blocks) + len(target.blocks))
    pairs = []
    for stream in Stream:
        x, y = source.stream(stream), target.stream(stream)
        units = (Units.of(x, "zh", encoder, progress.tick), Units.of(y, "en", encoder, progress.tick)) if x and y else None
        pairs.append((x, y, units))
    progress.stage("align")
    beads = [bead for x, y, units in pairs for bead in _align_stream(x, y, units, profile(settings.profile))]
    notes = tuple(_unrelated(source, target, beads))
    return Alignment(source, target, tuple(beads), f"{settings.signature()} encoder={encoder.name}", notes=notes)


def _unrelated(source: Document, target: Document, beads: Sequence[Bead]) -> Iterable[Note]:
    blocks = len(source.blocks) + len(target.blocks)
    linked = sum(len(b.source) + len(b.target) for b in beads if not b.is_null)
    if blocks and linked / blocks < RELATED:
        yield Note(
            "mismatch",
            f"only {linked} of {blocks} blocks have a counterpart: "
            f"{source.name} and {target.name} may not belong together",
        )


def _align_stream(
    source: Sequence[Block], target: Sequence[Block], units: tuple[Units, Units] | None, constants: Mapping[str, Any]
) -> list[Bead]:
    if units is None:  # one side has nothing in this stream
        return [Bead(_units([b]), ()) for b in source] + [Bead((), _units([b])) for b in target]
    x, y = units
    evidence = PairEvidence(x, y, _band(x, y))
    first, second = {}, {}
    for bead_type in BEAD_TYPES:
        if bead_type[0] > len(source) or bead_type[1] > len(target):
            continue
        features, exists = evidence.features(bead_type), evidence.exists(bead_type)
        for scores, name in ((first, "first"), (second, "second")):
            weights = Weights(constants[name]).vector(bead_type)
            scores[bead_type] = np.where(exists, np.tensordot(weights, features, axes=1), -np.inf)
    pairs = sure_pairs(first, evidence.band)
    edges, base = _standing_edges(first, second, evidence.band)
    path = dp.best_path(
        edges,
        (len(source), len(target)),
        *_states(Numbering(source, target, pairs), constants["numbering"], edges, base),
    )
    return _beads(path, edges, source, target, x, y, evidence)


def sure_pairs(scores: Mapping[BeadType, Floats], band: Band) -> list[tuple[int, int]]:
    """(source, target) units that are paired 1-1 with a probability above SURE."""
    rows, ks = np.nonzero(dp.posteriors(scores, band)[1, 1] > SURE)
    return [(int(i) - 1, int(band.low[i] + k) - 1) for i, k in zip(rows, ks, strict=True)]


def _states(
    numbering: Numbering, weights: Mapping[str, float], edges: Sequence[Edge], base: Sequence[float]
) -> tuple[State, Callable[[int, State], Iterable[tuple[State, float]]]]:
    """Start state and step function for dp.best_path."""
    if not weights:
        return numbering.start, lambda e, state: ((state, base[e]),)
    own = [0.0 if numbering.bare_pair(edge) else score for edge, score in zip(edges, base, strict=True)]

    def step(e: int, state: State) -> Iterable[tuple[State, float]]:
        for successor, features in numbering.moves(edges[e], state):
            yield successor, own[e] + sum(weights[name] * value for name, value in features)

    return numbering.start, step


def _standing_edges(
    first: Mapping[BeadType, Floats], second: Mapping[BeadType, Floats], band: Band
) -> tuple[list[Edge], list[float]]:
    """Edges that the flattened first pass leaves, with their scores of the second."""
    probable = dp.posteriors({t: s * FLATTEN for t, s in first.items()}, band)
    edges, base = [], []
    for bead_type, p in probable.items():
        keep = KEEP_NULL if bead_type in (SOURCE_NULL, TARGET_NULL) else KEEP_EDGE
        for i, k in zip(*np.nonzero(p > keep), strict=True):
            edges.append(Edge(bead_type, int(i), int(band.low[i] + k)))
            base.append(float(second[bead_type][i, k]))
    return edges, base


def _band(source: Units, target: Units) -> Band:
    n, m = len(source), len(target)
    if (n + 1) * (m + 1) <= FULL_LATTICE:
        return Band.full(n, m)
    return band_around(_rough_path(source.vectors.vectors(1) @ target.vectors.vectors(1).T), MARGIN)


def band_around(path: NDArray[np.int64], margin: int) -> Band:
    """Band that takes in a monotone path (nodes as rows (i, j), corner to corner) and margin nodes around it."""
    n, m = int(path[-1, 0]), int(path[-1, 1])
    low = np.full(n + 1, m, dtype=np.int64)
    high = np.zeros(n + 1, dtype=np.int64)
    np.minimum.at(low, path[:, 0], path[:, 1])
    np.maximum.at(high, path[:, 0], path[:, 1])
    rows = np.arange(n + 1)
    low = np.maximum(low[np.maximum(rows - margin, 0)] - margin, 0)
    high = np.minimum(high[np.minimum(rows + margin, n)] + margin, m)
    return Band(low, int((high - low).max()) + 1, m)


def _rough_path(cosines: NDArray[np.float32]) -> NDArray[np.int64]:
    """Monotone path of pairs and free skips through the whole lattice: nodes as rows (i, j).

    Scores are cosines less the mean of the nearest neighbours' on both sides (CSLS, Conneau et al. 2018).
    """
    k = min(ROUGH_NEIGHBOURS, *cosines.shape)
    row_mean = np.partition(cosines, -k, axis=1)[:, -k:].mean(axis=1, keepdims=True)
    column_mean = np.partition(cosines, -k, axis=0)[-k:].mean(axis=0, keepdims=True)
    gain = 2 * cosines - row_mean - column_mean + ROUGH_GAIN
    n, m = gain.shape
    best = np.zeros((n + 1, m + 1), dtype=np.float32)
    for i in range(1, n + 1):
        paired = np.maximum(best[i - 1, 1:], best[i - 1, :-1] + gain[i - 1])
        best[i, 1:] = np.maximum.accumulate(paired)
    i, j = n, m
    path = [(i, j)]
    while i or j:
        if i and j and best[i, j] == best[i - 1, j - 1] + gain[i - 1, j - 1]:
            i, j = i - 1, j - 1
        elif i and best[i, j] == best[i - 1, j]:
            i -= 1
        else:
            j -= 1
        path.append((i, j))
    return np.array(path[::-1], dtype=np.int64)


def _beads(
    path: dp.Path,
    edges: Sequence[Edge],
    source: Sequence[Block],
    target: Sequence[Block],
    x: Units,
    y: Units,
    evidence: PairEvidence,
) -> list[Bead]:
    # A null stands anywhere between its neighbours' counterparts: its confidence is summed over these places.
    null: dict[tuple[BeadType, int], float] = {}
    for edge, p in zip(edges, path.posteriors, strict=True):
        if 0 in edge.type:
            key = (edge.type, edge.i if edge.type == SOURCE_NULL else edge.j)
            null[key] = null.get(key, 0.0) + p
    beads = []
    for e in path.edges:
        bead_type, i, j = edges[e]
        a, b = bead_type
        if a and b:
            confidence = path.posteriors[e]
        else:
            confidence = min(1.0, null[bead_type, i if bead_type == SOURCE_NULL else j])
        s, t = range(i - a, i), range(j - b, j)
        beads.append(
            Bead(
                _units(source[s.start : s.stop]),
                _units(target[t.start : t.stop]),
                round(confidence, 4),
                _evidence(source, target, x, y, s, t, evidence.log_ratio) if a and b else Evidence(),
            )
        )
    return beads


def _evidence(
    source: Sequence[Block], target: Sequence[Block], x: Units, y: Units, s: range, t: range, log_ratio: float
) -> Evidence:
    """What spoke for one bead, recomputed for people."""
    u = x.vectors.vectors(len(s))[s.start]
    v = y.vectors.vectors(len(t))[t.start]
    source_keys = frozenset[str]().union(*(x.keys[i] for i in s))
    target_keys = frozenset[str]().union(*(y.keys[j] for j in t))
    first, second = source[s.start], target[t.start]
    labels = None
    agree = None
    if first.label or second.label:
        labels = (first.address if first.label else "", second.address if second.label else "")
        agree = labels[0] == labels[1]
    expected = sum(len(source[i].text) for i in s) * float(np.exp(log_ratio))
    return Evidence(
        similarity=round(float(u @ v), 3),
        length=round(sum(len(target[j].text) for j in t) / max(expected, 1.0), 2),
        labels=labels,
        labels_agree=agree,
        shared=tuple(sorted(source_keys & target_keys)),
        unshared=tuple(sorted(source_keys ^ target_keys)),
    )


def _units(blocks: Sequence[Block]) -> tuple[Unit, ...]:
    return tuple(Unit(b.id, 0, len(b.text)) for b in blocks)

