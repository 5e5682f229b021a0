"""Two passes over the lattice of two unit sequences.

The first scores every edge of the band without labels. It tells which pairs are sure, from which the
numbering model learns, and which edges are worth a second look. The second searches those edges
again, with weights of its own and the numbering carried along as a state.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from functools import cache
from typing import Any, Generic, NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from align import dp
from align.dp import SOURCE_NULL, TARGET_NULL, Band, BeadType, Edge, Floats
from align.evidence import BEAD_TYPES, PairEvidence
from align.lexicon import FEATURES as LEXICAL
from align.lexicon import Lexicon
from align.model import Block
from align.offsets import SURE, Numbering, Pairing, State, View
from align.weights import vector

Value = TypeVar("Value", bound=Hashable)

FLATTEN = 0.7  # scores are scaled by this before the first pass prunes: weak edges stay
LIST = 5  # units on a side from which a bead is a list
OPEN = 1e-4  # probability that a unit of a list has, among shorter beads only, of being unaligned ...
TAKEN = 2  # ... but for so many of its units, which a shorter bead takes
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
    return _found(dp.best_path(edges, (len(source), len(target)), 0, step), edges)


def edge_scores(
    evidence: PairEvidence, constants: Mapping[str, Any]
) -> tuple[dict[BeadType, Floats], dict[BeadType, Floats]]:
    """Scores of every edge in the first and in the second pass, by its type; see dp.posteriors.

    Beads with LIST units or more on a side are looked for only among units that shorter beads leave open.
    """
    first: dict[BeadType, Floats] = {}
    second: dict[BeadType, Floats] = {}
    is_open = None
    for bead_type in sorted(BEAD_TYPES, key=max):
        if bead_type[0] > len(evidence.source) or bead_type[1] > len(evidence.target):
            continue
        exists = evidence.exists(bead_type)
        if max(bead_type) >= LIST:
            is_open = is_open or _open(first, evidence.band)
            exists &= evidence.holding(bead_type, *is_open, but=TAKEN)
        if not exists.any():
            continue
        features = evidence.features(bead_type, exists)
        for scores, name in ((first, "first"), (second, "second")):
            score = np.tensordot(vector(constants[name], bead_type), features, axes=1)
            scores[bead_type] = np.where(exists, score, -np.inf)
    return first, second


def _open(short: Mapping[BeadType, Floats], band: Band) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Source units (n,) and target units (m,) that may be unaligned, as far as the short beads tell."""
    probable = dp.posteriors(short, band)
    nodes = np.minimum(band.nodes(), band.columns)
    target = np.bincount(nodes.ravel(), probable[TARGET_NULL].ravel(), band.columns + 1)
    return probable[SOURCE_NULL].sum(axis=1)[1:] > OPEN, target[1:] > OPEN


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
) -> Callable[[int, int], Iterable[tuple[int, float]]]:
    """The step function of dp.best_path, over numbered states, the first of which is 0.

    A profile without numbering weights carries nothing along.
    """
    if not weights:
        return lambda e, state: ((state, base[e]),)
    views, states = _Numbers[View](), _Numbers[State]()
    view_of = [views.number(numbering.view(edge)) for edge in edges]
    bare = [isinstance(view, Pairing) and view.bare for view in views.values]
    own = [0.0 if bare[view] else score for view, score in zip(view_of, base, strict=True)]
    states.number(numbering.start)

    @cache  # few views and states, over and over
    def moves(view: int, state: int) -> list[tuple[int, float]]:
        return [
            (states.number(s), sum(weights[name] * value for name, value in features))
            for s, features in numbering.follow(views.values[view], states.values[state])
        ]

    def step(e: int, state: int) -> Iterable[tuple[int, float]]:
        score = own[e]
        return [(s, score + worth) for s, worth in moves(view_of[e], state)]

    return step


class _Numbers(Generic[Value]):
    """Numbers for values in the order in which they are met: quick to hash and to compare."""

    def __init__(self) -> None:
        self.values: list[Value] = []
        self._number: dict[Value, int] = {}

    def number(self, value: Value) -> int:
        known = self._number.setdefault(value, len(self.values))
        if known == len(self.values):
            self.values.append(value)
        return known


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
