"""The search against the sum and the maximum over every path, spelled out."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from align.dp import SOURCE_NULL, TARGET_NULL, Band, BeadType, Edge, Floats, best_path, posteriors

TYPES: list[BeadType] = [(1, 1), (1, 2), (2, 1), SOURCE_NULL, TARGET_NULL]


def paths(n: int, m: int, i: int = 0, j: int = 0) -> Iterator[list[Edge]]:
    """Every path from (i, j) to (n, m)."""
    if (i, j) == (n, m):
        yield []
    for a, b in TYPES:
        if i + a <= n and j + b <= m:
            for rest in paths(n, m, i + a, j + b):
                yield [Edge((a, b), i + a, j + b), *rest]


def random_scores(n: int, m: int, seed: int) -> dict[BeadType, Floats]:
    rng = np.random.default_rng(seed)
    scores = {}
    for a, b in TYPES:
        score = rng.normal(0, 2, (n + 1, m + 1))
        score[:a] = -np.inf
        score[:, :b] = -np.inf
        scores[a, b] = score
    return scores


def brute_force(n: int, m: int, scores: dict[BeadType, Floats]) -> tuple[list[Edge], dict[Edge, float]]:
    weighed = [(sum(float(scores[e.type][e.i, e.j]) for e in path), path) for path in paths(n, m)]
    total = sum(math.exp(w) for w, _ in weighed)
    share: dict[Edge, float] = {}
    for w, path in weighed:
        for e in path:
            share[e] = share.get(e, 0.0) + math.exp(w) / total
    return max(weighed, key=lambda x: x[0])[1], share


@given(st.integers(1, 4), st.integers(1, 4), st.integers(0, 10_000))
def test_both_searches_agree_with_all_paths(n: int, m: int, seed: int) -> None:
    scores = random_scores(n, m, seed)
    best, share = brute_force(n, m, scores)
    found = posteriors(scores, Band.full(n, m))
    for edge, p in share.items():
        assert found[edge.type][edge.i, edge.j] == pytest.approx(p, abs=1e-9)
    edges = list(share)
    result = best_path(
        edges, (n, m), None, lambda e, _: [(None, float(scores[edges[e].type][edges[e].i, edges[e].j]))]
    )
    assert [edges[e] for e in result.edges] == best
    assert list(result.posteriors) == pytest.approx(
        [share[e] for e in edges], abs=0.002
    )  # the beam drops e^-10


def test_a_band_wide_enough_changes_nothing() -> None:
    n = m = 12
    rng = np.random.default_rng(1)
    scores = random_scores(n, m, 7)
    scores[1, 1][np.arange(1, n + 1), np.arange(1, m + 1)] += 9  # the path keeps to the diagonal
    low = np.clip(np.arange(n + 1) - 4, 0, m - 8)
    band = Band(low, 9, m)
    columns = band.nodes()
    banded = {t: s[np.arange(n + 1)[:, None], columns] for t, s in scores.items()}
    banded[TARGET_NULL][:, 0] = rng.normal()  # into the first column of a row: from outside, never used
    whole = posteriors(scores, Band.full(n, m))
    part = posteriors(banded, band)
    for t, p in part.items():
        assert p == pytest.approx(whole[t][np.arange(n + 1)[:, None], columns], abs=1e-4)


def test_a_state_is_carried_along() -> None:
    """Two nulls in a row cost little, but only where the state knows of the first."""
    edges = [Edge((1, 1), 1, 1), Edge((1, 1), 2, 2), Edge((1, 0), 1, 0), Edge((1, 0), 2, 0)]
    edges += [Edge((0, 1), 2, 1), Edge((0, 1), 2, 2)]

    def step(e: int, nulls: int) -> list[tuple[int, float]]:
        if edges[e].type == (1, 1):
            return [(0, -1.0)]
        return [(nulls + 1, -2.0 if nulls == 0 else 1.0)]

    result = best_path(edges, (2, 2), 0, step)
    assert [edges[e].type for e in result.edges] == [(1, 0), (1, 0), (0, 1), (0, 1)]
    assert result.posteriors[2] == pytest.approx(math.exp(1) / (math.exp(1) + math.exp(-2)))


def test_no_path_is_said() -> None:
    with pytest.raises(ValueError, match="no path reaches"):
        best_path([Edge((1, 1), 1, 1)], (2, 2), None, lambda _, s: [(s, 0.0)])
