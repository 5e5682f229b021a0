"""The rough path finds its way through texts of any length, and where to cut them."""

from __future__ import annotations

import numpy as np
import pytest

from align import rough
from align.encoders import Vectors
from align.rough import band_around, cuts, rough_path


def bitext(
    n: int, seed: int, gaps: tuple[tuple[int, int], ...] = ()
) -> tuple[Vectors, Vectors, list[tuple[int, int]]]:
    """Two noisy copies of n vectors, the second without the units of each gap; and the pairs."""
    rng = np.random.default_rng(seed)
    meaning = rng.normal(size=(n, 64)) + 0.5
    kept = np.ones(n, dtype=bool)
    for start, stop in gaps:
        kept[start:stop] = False
    source, target = (m + rng.normal(scale=0.7, size=m.shape) for m in (meaning, meaning[kept]))
    pairs = [(int(i), j) for j, i in enumerate(np.flatnonzero(kept))]
    unit = [
        np.asarray(v / np.linalg.norm(v, axis=1, keepdims=True), dtype=np.float32) for v in (source, target)
    ]
    return unit[0], unit[1], pairs


@pytest.mark.parametrize("n", [50, 700, 3000])
def test_the_true_pairs_lie_in_the_band(n: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rough, "WHOLE", 200)  # 700: two levels, 3000: three
    source, target, pairs = bitext(n, 1, ((n // 5, n // 5 + n // 20), (n // 2, n // 2 + 3)))
    path = rough_path(source, target)
    assert path[0].tolist() == [0, 0]
    assert path[-1].tolist() == [len(source), len(target)]
    assert (np.diff(path, axis=0).max(axis=1) == 1).all()
    band = band_around(path, 10)
    inside = [band.low[i + 1] <= j + 1 < band.low[i + 1] + band.width for i, j in pairs]
    assert np.mean(inside) == 1.0
    assert band.width < 30 + n // 20 + 30


def test_cuts_lie_on_true_pairs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rough, "PIECE", 200)
    monkeypatch.setattr(rough, "SEARCH", 50)
    source, target, pairs = bitext(1000, 2, ((300, 340),))
    nodes = cuts(rough_path(source, target), source, target)
    assert len(nodes) == 4
    assert all((i, j) in set(pairs) for i, j in nodes)
    assert nodes == sorted(nodes)


def test_short_texts_are_not_cut() -> None:
    source, target, _ = bitext(100, 3)
    assert cuts(rough_path(source, target), source, target) == []
