"""Two passes over the lattice of two unit sequences.

The first scores every edge of the band without labels. It tells which pairs are sure, from which the
numbering model learns, and which edges are worth a second look. The second searches those edges
again, with weights of its own and the numbering carried along as a state.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from typing import Any, NamedTuple

import numpy as np

from align import dp
from align.dp import SOURCE_NULL, TARGET_NULL, Band, BeadType, Edge, Floats
from align.evidence import BEAD_TYPES, PairEvidence
from align.lexicon import FEATURES as LEXICAL
from align.lexicon import Lexicon
from align.model import Block
from align.offsets import SURE, Features, Numbering, State
from align.weights import vector

FLATTEN = 0.7  # scores are scaled by this before the first pass prunes: weak edges stay
KEEP_EDGE = 1e-9  # posterior below which an edge is pruned
KEEP_NULL = 1e-16  # ... a null edge: there must always be a way out
CERTAIN = 0.9999  # the highest confidence that is ever stated


class Found(NamedTuple):
    """One bead of the best path, in units of the two sequences."""

    source: range
    target: range
    confidence: float  # posterior probability, at most CERTAIN


def search(
    evidence: PairEvidence, source: Sequence[Block], target: Sequence[Block], constants: Mapping[str, Any]
) -> list[Found]:
    """The most probable beads of two sequences, in order. constants: a profile (see weights.profile).

    Of a profile that weighs words, on units without any, the weights of the first pass serve for both.
    """
    if constants["lexicon"] and evidence.source.words is None:
        constants = {**constants, "second": constants["first"], "lexicon": {}}
    first, second = edge_scores(evidence, constants)
    numbering = Numbering(source, target, sure_pairs(first, evidence.band))
    edges, base = standing_edges(first, second, evidence.band)
    if constants["lexicon"]:
        base = [float(score) for score in base + lexical_scores(evidence, edges, constants["lexicon"])]
    step = _step(numbering, constants["numbering"], edges, base)
    return _found(dp.best_path(edges, (len(source), len(target)), numbering.start, step), edges)


def edge_scores(
    evidence: PairEvidence, constants: Mapping[str, Any]
) -> tuple[dict[BeadType, Floats], dict[BeadType, Floats]]:
    """Scores of every edge in the first and in the second pass, by type; see dp.posteriors."""
    first: dict[BeadType, Floats] = {}
    second: dict[BeadType, Floats] = {}
    for bead_type in BEAD_TYPES:
        if bead_type[0] > len(evidence.source) or bead_type[1] > len(evidence.target):
            continue
        features, exists = evidence.features(bead_type), evidence.exists(bead_type)
        for scores, name in ((first, "first"), (second, "second")):
            score = np.tensordot(vector(constants[name], bead_type), features, axes=1)
            scores[bead_type] = np.where(exists, score, -np.inf)
    return first, second


def lexical_scores(evidence: PairEvidence, edges: Sequence[Edge], weights: Mapping[str, float]) -> Floats:
    """What the words of each edge's runs add to its score, (edges,). Both sides need to have words."""
    source, target = evidence.source.words, evidence.target.words
    assert source is not None
    assert target is not None
    found = Lexicon(source, target).features(edges)
    return np.asarray(found @ np.array([weights[name] for name in LEXICAL]))


def sure_pairs(first: Mapping[BeadType, Floats], band: Band) -> list[tuple[int, int]]:
    """(source, target) units that are paired 1-1 with a probability above SURE."""
    rows, ks = np.nonzero(dp.posteriors(first, band)[1, 1] > SURE)
    return [(int(i) - 1, int(band.low[i] + k) - 1) for i, k in zip(rows, ks, strict=True)]


def standing_edges(
    first: Mapping[BeadType, Floats], second: Mapping[BeadType, Floats], band: Band, least: float = KEEP_EDGE
) -> tuple[list[Edge], list[float]]:
    """Edges that the flattened first pass leaves, with their scores of the second.

    least: posterior below which an edge is pruned (a null edge: KEEP_NULL).
    """
    probable = dp.posteriors({t: s * FLATTEN for t, s in first.items()}, band)
    edges, base = [], []
    for bead_type, p in probable.items():
        keep = KEEP_NULL if bead_type in (SOURCE_NULL, TARGET_NULL) else least
        for i, k in zip(*np.nonzero(p > keep), strict=True):
            edges.append(Edge(bead_type, int(i), int(band.low[i] + k)))
            base.append(float(second[bead_type][i, k]))
    return edges, base


def _step(
    numbering: Numbering, weights: Mapping[str, float], edges: Sequence[Edge], base: Sequence[float]
) -> Callable[[int, State], Iterable[tuple[State, float]]]:
    """The step function of dp.best_path. A profile without numbering weights carries nothing along."""
    if not weights:
        return lambda e, state: ((state, base[e]),)
    own = [0.0 if numbering.bare_pair(edge) else score for edge, score in zip(edges, base, strict=True)]

    @cache  # few combinations of features fire, over and over
    def worth(features: Features) -> float:
        return sum(weights[name] * value for name, value in features)

    def step(e: int, state: State) -> Iterable[tuple[State, float]]:
        score = own[e]
        return [(s, score + worth(features)) for s, features in numbering.moves(edges[e], state)]

    return step


def _found(path: dp.Path, edges: Sequence[Edge]) -> list[Found]:
    # A null stands anywhere between its neighbours' counterparts: its confidence is summed over these places.
    null: dict[tuple[BeadType, int], float] = {}
    for edge, p in zip(edges, path.posteriors, strict=True):
        if 0 in edge.type:
            place = edge.i if edge.type == SOURCE_NULL else edge.j
            null[edge.type, place] = null.get((edge.type, place), 0.0) + p
    beads = []
    for e in path.edges:
        (a, b), i, j = edges[e]
        p = path.posteriors[e] if a and b else null[(a, b), i if a else j]
        beads.append(Found(range(i - a, i), range(j - b, j), min(p, CERTAIN)))
    return beads
