"""Features say what they promise, on a band as on the whole lattice."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from align.dp import Band
from align.encoders import SpanVectors, Starts, Vectors, fitted_cosines
from align.evidence import (
    FEATURES,
    PairEvidence,
    Units,
    without_label,
)
from align.model import Block, Kind, Marker, Span


def summed(vectors: Vectors) -> SpanVectors:
    """Runs are the sums of unit vectors, normalised."""

    def make(k: int, starts: Starts) -> Vectors:
        total = np.sum([vectors[starts + i] for i in range(k)], axis=0)
        return np.asarray(total / np.linalg.norm(total, axis=1, keepdims=True), dtype=np.float32)

    return SpanVectors(make(1, np.arange(len(vectors))), make)


def units(n: int, seed: int) -> Units:
    rng = np.random.default_rng(seed)
    return Units(
        vectors=summed(rng.normal(size=(n, 8)).astype(np.float32)),
        lengths=rng.integers(5, 200, n),
        keys=tuple(frozenset(map(str, rng.integers(0, 9, rng.integers(0, 4)))) for _ in range(n)),
        closed=rng.random(n) < 0.3,
        openings=tuple(frozenset(o) for o in rng.choice(["", "n", "u", "nu"], n)),
    )


def test_each_feature_against_its_definition() -> None:
    source, target = units(6, 1), units(7, 2)
    evidence = PairEvidence(source, target, Band.full(6, 7))
    i, j, a, b = 4, 5, 2, 1
    got = dict(zip(FEATURES, evidence.features((a, b))[:, i, j], strict=True))
    expected = source.lengths[2:4].sum() * target.lengths.sum() / source.lengths.sum()
    length = target.lengths[4]
    r = np.log((length + 3) / (source.lengths[2:4].sum() + 1)) - np.log(
        target.lengths.sum() / source.lengths.sum()
    )
    zh, en = source.keys[2] | source.keys[3], target.keys[4]
    u, v = source.vectors.vectors(2)[2], target.vectors.vectors(1)[4]
    assert got == pytest.approx(
        {
            "bias": 1.0,
            "cosine": u @ v,
            "mean_source": (target.vectors.vectors(1) @ u).mean(),
            "mean_target": (source.vectors.vectors(1) @ v).mean(),
            "length_chi": min((length - expected) ** 2 / (20 * expected + 1), 9),
            "length_log": min(abs(r), 2),
            "length_square": min(r * r, 2),
            "hits": min(len(zh & en), 3),
            "misses": min(len(zh ^ en), 4),
            "quote": float(source.closed[3] != target.closed[4]),
            "opening_agrees": float(bool(source.openings[2] & target.openings[4])),
            "opening_differs": float(
                bool(source.openings[2] and target.openings[4])
                and not source.openings[2] & target.openings[4]
            ),
            "inner_openings": float(bool(source.openings[3])),
        },
        abs=1e-5,
    )


def test_null_features() -> None:
    source, target = units(3, 1), units(4, 2)
    evidence = PairEvidence(source, target, Band.full(3, 4))
    cosines = source.vectors.vectors(1) @ target.vectors.vectors(1).T
    bias, best, length = evidence.features((1, 0))[:, 2, 3]
    assert (bias, best, length) == pytest.approx((1.0, cosines[1].max(), np.log(source.lengths[1])), abs=1e-5)
    bias, best, length = evidence.features((0, 1))[:, 2, 3]
    assert (bias, best, length) == pytest.approx(
        (1.0, cosines[:, 2].max(), np.log(target.lengths[2])), abs=1e-5
    )


@pytest.mark.parametrize("bead_type", [(1, 1), (2, 1), (1, 3)])
def test_a_band_holds_the_same_values(bead_type: tuple[int, int]) -> None:
    n, m, width = 300, 310, 40  # more rows than one chunk
    low = np.clip(np.arange(n + 1) - width // 2, 0, m + 1 - width)
    source, target = units(n, 1), units(m, 2)
    band = Band(low, width, m)
    whole = PairEvidence(source, target, Band.full(n, m)).features(bead_type)
    part = PairEvidence(source, target, band)
    here = part.exists(bead_type)
    rows = np.broadcast_to(np.arange(n + 1)[:, None], here.shape)[here]
    assert part.features(bead_type)[:, here] == pytest.approx(whole[:, rows, band.nodes()[here]], abs=1e-5)


def test_edges_exist_where_both_runs_fit() -> None:
    exists = PairEvidence(units(3, 1), units(4, 2), Band.full(3, 4)).exists((2, 3))
    assert np.argwhere(exists).tolist() == [[2, 3], [2, 4], [3, 3], [3, 4]]


def test_cosines_of_another_encoder_are_brought_to_the_scale_of_the_weights() -> None:
    source, target = (replace(units(60, seed), fitted=False) for seed in (1, 2))
    mean, deviation = fitted_cosines()
    cosines = PairEvidence(source, target, Band.full(60, 60)).cosines(1, 1)[1:, 1:]
    assert (cosines.mean(), cosines.std()) == pytest.approx((mean, deviation), abs=1e-3)
    same_order = PairEvidence(units(60, 1), units(60, 2), Band.full(60, 60)).cosines(1, 1)[1:, 1:]
    assert (cosines.ravel().argsort() == same_order.ravel().argsort()).all()


def test_the_label_is_no_quantity() -> None:
    label = (Marker("digit", 12, 0, "12.", "dot"),)
    block = Block(0, Kind.PARAGRAPH, "12. 邀请会员国提供 3 份报告；", "zh", (Span(0, 20),), label)
    assert without_label(block) == " 邀请会员国提供 3 份报告；"


def test_wanted_edges_have_the_features_that_they_have_among_all() -> None:
    source, target = units(12, 1), units(11, 2)
    wanted = np.random.default_rng(3).random((13, 12)) < 0.1
    band = Band.full(12, 11)
    wanted &= PairEvidence(source, target, band).exists((2, 3))
    assert wanted.any()
    some = PairEvidence(source, target, band).features((2, 3), wanted)
    part = PairEvidence(units(12, 1), units(11, 2), band).features((2, 3))
    assert some[:, wanted] == pytest.approx(part[:, wanted], abs=1e-6)


def test_beads_that_hold_marked_units() -> None:
    evidence = PairEvidence(units(4, 1), units(5, 2), Band.full(4, 5))
    source, target = np.array([True, False, True, True]), np.array([False, True, False, False, True])
    held = evidence.holding((2, 3), source, target, but=1)
    for i, j in zip(*np.nonzero(evidence.exists((2, 3))), strict=True):
        assert held[i, j] == (source[i - 2 : i].sum() >= 1 and target[j - 3 : j].sum() >= 2)
