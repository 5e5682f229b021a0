"""What the two searches look at: beads of many units only where shorter ones leave units open."""

from __future__ import annotations

import numpy as np

from align.dp import Band
from align.encoders import SpanVectors, Starts, Vectors
from align.evidence import PairEvidence, Units
from align.passes import edge_scores
from align.weights import profile


def units(vectors: Vectors, lengths: list[int]) -> Units:
    """Units whose runs have the direction of the sum of their vectors."""

    def make(k: int, starts: Starts) -> Vectors:
        total = np.sum([vectors[starts + i] for i in range(k)], axis=0)
        return np.asarray(total / np.linalg.norm(total, axis=1, keepdims=True), dtype=np.float32)

    none = (frozenset[str](),) * len(vectors)
    n = np.arange(len(vectors))
    return Units(SpanVectors(make(1, n), make), np.array(lengths), none, n < 0, none)


def test_a_list_is_looked_for_where_units_are_open_and_only_there() -> None:
    """Ten units, of which the fourth to the ninth are one on the other side."""
    each = np.random.default_rng(5).normal(size=(10, 64)).astype(np.float32)
    whole = np.vstack([each[:3], each[3:9].sum(axis=0), each[9:]])
    source, target = units(whole, [40, 40, 40, 240, 40]), units(each, [120] * 10)
    first, _ = edge_scores(PairEvidence(source, target, Band.full(5, 10)), profile("legal"))
    assert np.isfinite(first[1, 6][4, 9])  # the right one
    assert (1, 5) in first
    assert not np.isfinite(first[1, 5][3, 5])  # holds the first three, which are paired
    assert np.isfinite(first[1, 4]).sum() == 5 * 7  # beads of fewer units are looked for everywhere
