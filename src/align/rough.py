"""Where the path runs, roughly: from coarse to fine through texts of any length, in linear time.

Up to WHOLE units a side the whole lattice is searched. Longer texts are pooled by RATIO
neighbouring units, and again, until they are short enough; the path found there is refined level
by level within a corridor around it (the scheme of Vecalign, Thompson & Koehn 2019). What comes
out is good enough to lay a band around and to cut long texts into pieces, not to pair units.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from align.dp import Band
from align.encoders import Vectors

Nodes = NDArray[np.int64]  # (k, 2) nodes (i, j) of a monotone path from (0, 0) to (n, m), in steps of 0 or 1

WHOLE = 2000  # units a side up to which the whole lattice is searched
RATIO = 4  # neighbouring units that are pooled into one
CORRIDOR = 6  # units of the coarser level on either side of its path
NEIGHBOURS = 4  # nearest units by which hubness is measured
GAIN = 0.08  # added to a score that is corrected for hubness, so that a likely pair beats two skips
DEVIATIONS = 1.5  # standard deviations above the mean of random pairs at which a pair begins to gain
RANDOM_PAIRS = 2000  # for that mean
SEED = 20100730
CHUNK = 512  # rows of a corridor at a time
PIECE = 1000  # units that a piece of a long text has, about
SEARCH = 250  # units around the ideal cut in which the surest node is looked for
ANCHOR = 5  # pairs in a row, around a cut, that have to be sure


def rough_path(source: Vectors, target: Vectors) -> Nodes:
    """A monotone path through the lattice of two texts, given as unit vectors (n, d) and (m, d)."""
    if max(len(source), len(target)) <= WHOLE:
        return _whole(source, target)
    coarse = rough_path(_pooled(source), _pooled(target))
    n, m = len(source), len(target)
    path = np.minimum(coarse * RATIO, (n, m))
    return _corridor(source, target, band_around(_filled(path, n, m), CORRIDOR * RATIO))


def band_around(path: Nodes, margin: int) -> Band:
    """Band that takes in a path, with a node in each row, and margin columns on either side of it."""
    n, m = int(path[-1, 0]), int(path[-1, 1])
    low, high = np.full(n + 1, m, dtype=np.int64), np.zeros(n + 1, dtype=np.int64)
    np.minimum.at(low, path[:, 0], path[:, 1])
    np.maximum.at(high, path[:, 0], path[:, 1])
    low, high = np.maximum(low - margin, 0), np.minimum(high + margin, m)
    return Band(low, int((high - low).max()) + 1, m)


def cuts(path: Nodes, source: Vectors, target: Vectors) -> list[tuple[int, int]]:
    """Nodes at which a long text may be cut into pieces of about PIECE units; none for a short one.

    Each lies amid ANCHOR pairs of the path in a row whose least similarity is the highest thereabouts.
    """
    if len(path) <= 2 * PIECE:
        return []
    step = np.diff(path, axis=0)
    paired = (step == 1).all(axis=1)
    similarity = np.full(len(step), -1.0)
    i, j = path[1:][paired].T - 1
    similarity[paired] = np.einsum("nd,nd->n", source[i], target[j])
    windows = np.lib.stride_tricks.sliding_window_view(similarity, ANCHOR)
    sureness = windows.min(axis=1)  # of the window of steps k .. k + ANCHOR - 1
    result = []
    for ideal in range(PIECE, len(path) - PIECE // 2, PIECE):
        first = ideal - SEARCH
        k = first + int(sureness[first : ideal + SEARCH].argmax())
        if sureness[k] > 0:
            result.append((int(path[k + ANCHOR // 2, 0]), int(path[k + ANCHOR // 2, 1])))
    return result


def _whole(source: Vectors, target: Vectors) -> Nodes:
    """Pairs and free skips through the whole lattice.

    A pair's score is its cosine less the mean of the nearest neighbours' on both sides (cross-domain
    similarity local scaling, Conneau et al. 2018).
    """
    cosines = source @ target.T
    k = min(NEIGHBOURS, *cosines.shape)
    row_mean = np.partition(cosines, -k, axis=1)[:, -k:].mean(axis=1, keepdims=True)
    column_mean = np.partition(cosines, -k, axis=0)[-k:].mean(axis=0, keepdims=True)
    gain = np.full((len(source) + 1, len(target) + 1), -np.inf, dtype=np.float32)
    gain[1:, 1:] = 2 * cosines - row_mean - column_mean + GAIN
    return _trace(gain, Band.full(len(source), len(target)))


def _corridor(source: Vectors, target: Vectors, band: Band) -> Nodes:
    rng = np.random.default_rng(SEED)
    random = np.einsum(
        "nd,nd->n",
        source[rng.integers(len(source), size=RANDOM_PAIRS)],
        target[rng.integers(len(target), size=RANDOM_PAIRS)],
    )
    threshold = random.mean() + DEVIATIONS * random.std()
    gain = np.full((band.rows + 1, band.width), -np.inf, dtype=np.float32)
    for first in range(1, band.rows + 1, CHUNK):
        rows = np.arange(first, min(first + CHUNK, band.rows + 1))
        start = max(int(band.low[rows[0]]) - 1, 0)
        stop = min(int(band.low[rows[-1]]) + band.width - 1, band.columns)
        cosines = source[rows - 1] @ target[start:stop].T
        column = band.low[rows][:, None] + np.arange(band.width) - 1 - start
        inside = (column >= 0) & (column < stop - start)
        picked = cosines[np.arange(len(rows))[:, None], np.clip(column, 0, stop - start - 1)]
        gain[rows] = np.where(inside, picked - threshold, -np.inf)
    return _trace(gain, band)


def _trace(gain: NDArray[np.float32], band: Band) -> Nodes:
    """Best path over pairs, gain[i, k] into node (i, low[i] + k), and skips that cost nothing."""
    n, m, low = band.rows, band.columns, band.low
    # One column more than the band: nothing enters from there.
    best = np.full((n + 1, band.width + 1), -np.inf, dtype=np.float32)
    best[0, : m + 1 - low[0]] = 0.0
    for i in range(1, n + 1):
        shift = int(low[i] - low[i - 1])
        above = np.full(band.width + 1, -np.inf, dtype=np.float32)  # nodes (i - 1, low[i] - 1 ..)
        if shift:
            above[: band.width - shift + 1] = best[i - 1, shift - 1 : band.width]
        else:
            above[1:] = best[i - 1, : band.width]
        entering = np.maximum(above[1:], above[:-1] + gain[i])
        best[i, : band.width] = np.maximum.accumulate(entering)
    i, j = n, m
    path = [(i, j)]
    while i or j:
        k = j - int(low[i])
        here = best[i, k]
        up = j - int(low[i - 1]) if i else -1  # node (i - 1, j)
        if i and j and 0 <= up - 1 < band.width and here == best[i - 1, up - 1] + gain[i, k]:
            i, j = i - 1, j - 1
        elif i and 0 <= up < band.width and here == best[i - 1, up]:
            i -= 1
        else:
            j -= 1
        path.append((i, j))
    return np.array(path[::-1], dtype=np.int64)


def _pooled(vectors: Vectors) -> Vectors:
    """Unit vectors of RATIO neighbouring units each, what all units share taken off."""
    centred = vectors - vectors.mean(axis=0)
    summed = np.add.reduceat(centred, np.arange(0, len(vectors), RATIO), axis=0)
    norms = np.linalg.norm(summed, axis=1, keepdims=True)
    return np.asarray(summed / np.maximum(norms, 1e-9), dtype=np.float32)


def _filled(corners: Nodes, n: int, m: int) -> Nodes:
    """A path that goes through the corners by single rows, so that each row has a node."""
    i = np.arange(n + 1)
    low = np.interp(i, *_unique(corners, first=True))
    high = np.interp(i, *_unique(corners, first=False))
    return np.concatenate([np.column_stack([i, low]), np.column_stack([i, high]), [(n, m)]]).astype(np.int64)


def _unique(corners: Nodes, first: bool) -> tuple[Nodes, Nodes]:
    """Rows of the corners without repetition, each with its first or last column."""
    rows, places = np.unique(corners[:, 0] if first else corners[::-1, 0], return_index=True)
    return rows, (corners if first else corners[::-1])[places, 1]
