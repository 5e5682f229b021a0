"""What speaks for a bead: features of every edge of the lattice.

A feature array is (features, n + 1, width): like every array over a band (see dp.Band), element
[:, i, k] belongs to the edge *into* node (i, low[i] + k). Scores are weights · features, in nats.
The features are those of a log-linear alignment model; the weights are fitted (profiles.json
holds them with their origin).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from align.dp import Band, BeadType, Floats
from align.encoders import Encoder, SpanVectors, Tick, Vectors, fitted_cosines, ignore
from align.encoders.bundled import BundledEncoder
from align.lexicon import Words
from align.model import Block, Lang
from align.openings import opening
from align.quantities import keys

BEAD_TYPES: tuple[BeadType, ...] = (
    *((1, b) for b in range(1, 11)),  # one Chinese paragraph, a list of up to ten in English
    *((2, b) for b in range(1, 5)),
    *((3, b) for b in range(1, 4)),
    (4, 1),
    (4, 2),
    *((a, 1) for a in range(5, 15)),
    (1, 0),
    (0, 1),
)

FEATURES = (
    "bias",
    "cosine",  # of the two runs, -1..1
    "mean_source",  # mean cosine of the source run with random target units: how near it is to anything
    "mean_target",
    "length_chi",  # squared difference of the lengths over its expectation, at most 9
    "length_log",  # |r|, at most 2; r = log of the ratio of lengths over the document's
    "length_square",  # r², at most 2
    "hits",  # numbers, dates, symbols on both sides, at most 3
    "misses",  # ... on one side only, at most 4
    "quote",  # 1 if only one side ends in a closing quotation mark
    "opening_agrees",  # 1 if both runs open with the same verb of resolutions (openings.py)
    "opening_differs",  # 1 if they open with different ones
    "inner_openings",  # difference in how many units but the first open with such a verb, at most 2
)
NULL_FEATURES = (
    "bias",
    "best_cosine",  # of the unit to any unit of the other side within the band
    "log_length",  # natural log of its characters
)

RANDOM_UNITS = 100  # of the other side, for mean_source and mean_target
SEED = 20100730  # of that choice
VARIANCE = 20.0  # characters² a character, in length_chi: between Gale & Church's 6.8 and free translation
CHUNK = 64  # rows of the band at a time: products are wider than the band by as many columns
CLOSING = "”’」』\"'"


@dataclass(frozen=True, slots=True)
class Units:
    """One side of one stream, ready to be compared."""

    vectors: SpanVectors
    lengths: NDArray[np.int64]  # (n,) characters
    keys: tuple[frozenset[str], ...]  # numbers, dates, symbols of each unit, without its label
    closed: NDArray[np.bool_]  # (n,) ends in a closing quotation mark
    openings: tuple[frozenset[str], ...]  # verbs that each unit may open with
    fitted: bool = True  # whether the weights were fitted on cosines of this encoder
    words: Words | None = None  # for a lexicon, where the profile weighs one and the encoder has one

    def __len__(self) -> int:
        return len(self.lengths)

    def part(self, start: int, stop: int) -> Units:
        """The units start .. stop - 1."""
        here = slice(start, stop)
        vectors = self.vectors.part(start, stop)
        return replace(
            self,
            vectors=vectors,
            lengths=self.lengths[here],
            keys=self.keys[here],
            closed=self.closed[here],
            openings=self.openings[here],
            words=self.words and self.words.part(start, stop),
        )

    @classmethod
    def of(
        cls,
        blocks: Sequence[Block],
        lang: Lang,
        encoder: Encoder,
        tick: Tick = ignore,
        *,
        lexical: bool = False,
    ) -> Units:
        """lexical: with words for a lexicon, if the encoder is the one whose words were measured."""
        texts = [b.text for b in blocks]
        return cls(
            vectors=encoder.encode(texts, lang, tick),
            lengths=np.array([len(t) for t in texts], dtype=np.int64),
            keys=tuple(keys(without_label(b), lang) for b in blocks),
            openings=tuple(opening(without_label(b), lang) for b in blocks),
            fitted=encoder.fitted,
            closed=np.array([t.rstrip("。.;；，, ").endswith(tuple(CLOSING)) for t in texts], dtype=bool),
            words=Words.of(texts, lang, encoder) if lexical and isinstance(encoder, BundledEncoder) else None,
        )


def without_label(block: Block) -> str:
    """The text after the printed number: numbers in labels are numbering's evidence, not a quantity's."""
    if block.label and block.text.lstrip().startswith(block.label[-1].printed):
        return block.text.lstrip()[len(block.label[-1].printed) :]
    return block.text


class PairEvidence:
    """Features of every bead type over a band of the lattice of two sequences of units."""

    def __init__(self, source: Units, target: Units, band: Band) -> None:
        self.source, self.target, self.band = source, target, band
        rng = np.random.default_rng(SEED)
        self._gain, self._shift = 1.0, 0.0
        if (
            not source.fitted
        ):  # another encoder: its random cosines are brought to where the weights expect them
            mean, deviation = random_cosines(source, target)
            expected_mean, expected_deviation = fitted_cosines()
            self._gain = expected_deviation / max(deviation, 1e-6)
            self._shift = expected_mean - mean * self._gain
        self._source_mean = _mean_vector(source.vectors, len(source), rng)
        self._target_mean = _mean_vector(target.vectors, len(target), rng)
        self.log_ratio = np.log(target.lengths.sum() / source.lengths.sum())
        shared = sorted(frozenset().union(*source.keys) & frozenset().union(*target.keys))
        self._source_keys, self._target_keys = _KeyRuns(source.keys, shared), _KeyRuns(target.keys, shared)
        verbs = sorted(frozenset().union(*source.openings, *target.openings))
        self._source_openings, self._target_openings = (
            _bits(source.openings, verbs),
            _bits(target.openings, verbs),
        )

    def features(self, bead_type: BeadType, wanted: NDArray[np.bool_] | None = None) -> Floats:
        """Features (len(FEATURES), n + 1, width), or (len(NULL_FEATURES), n + 1, width) for a null type.

        Elements where no such edge ends (see exists), or none that is wanted (n + 1, width), are filler.
        """
        a, b = bead_type
        nodes = self.band.nodes()
        return self._match(a, b, nodes, wanted) if a and b else self._null(bead_type, nodes)

    def exists(self, bead_type: BeadType) -> NDArray[np.bool_]:
        """Whether an edge of this type ends at each node, (n + 1, width)."""
        a, b = bead_type
        nodes = self.band.nodes()
        return (np.arange(len(nodes))[:, None] >= a) & (nodes >= b) & (nodes <= self.band.columns)

    def holding(
        self, bead_type: BeadType, source: NDArray[np.bool_], target: NDArray[np.bool_], but: int
    ) -> NDArray[np.bool_]:
        """Whether all units, but for some in either run, of the bead that ends at each node are marked.

        source: (n,), target: (m,). Returns (n + 1, width).
        """
        (a, b), nodes = bead_type, self.band.nodes()
        x, y = _run_sums(source, a)[:, None], _at(_run_sums(target, b), nodes)
        return np.asarray((x >= a - but) & (y >= b - but))

    def cosines(self, a: int, b: int, wanted: NDArray[np.bool_] | None = None) -> Floats:
        """Cosine of the runs of a source and b target units that end at each node, (n + 1, width)."""
        result = np.zeros((self.band.rows + 1, self.band.width))
        if a > len(self.source) or b > len(self.target):
            return result
        u, v = self._runs(a, b, wanted)
        return self._over_band(a, b, result, lambda rows, columns: self._scaled(u[rows] @ v[columns].T))

    def _runs(self, a: int, b: int, wanted: NDArray[np.bool_] | None) -> tuple[Vectors, Vectors]:
        """Vectors of the runs of a source and b target units, at least where a wanted edge has them."""
        rows: NDArray[np.bool_] | None = None
        columns: NDArray[np.bool_] | None = None
        if wanted is not None:
            rows = np.asarray(wanted.any(axis=1))[a:]
            columns = np.zeros(len(self.target) - b + 1, dtype=bool)
            columns[self.band.nodes()[wanted] - b] = True
        return self.source.vectors.vectors(a, rows), self.target.vectors.vectors(b, columns)

    def _scaled(self, cosines: NDArray[Any]) -> NDArray[Any]:
        return cosines * self._gain + self._shift

    def hits(self, a: int, b: int) -> Floats:
        """Keys that both runs hold, (n + 1, width)."""
        result = np.zeros((self.band.rows + 1, self.band.width))
        if a > len(self.source) or b > len(self.target):
            return result
        x, y = self._source_keys.held(a), self._target_keys.held(b)

        def product(rows: slice, columns: slice) -> Vectors:
            here = x[rows].any(axis=0)  # of thousands of keys, the few that these rows hold
            u, v = x[rows][:, here], y[columns][:, here]
            return np.asarray(u.astype(np.float32) @ v.astype(np.float32).T)

        return self._over_band(a, b, result, product)

    def openings(self, a: int, b: int) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
        """Do the runs open with the same verb, do they with different ones: (n + 1, width)."""
        nodes = self.band.nodes()
        x, y = _run_first(self._source_openings, a)[:, None], _at(_run_first(self._target_openings, b), nodes)
        agree = (x & y) != 0
        return agree, (x != 0) & (y != 0) & ~agree

    def inner_openings(self, a: int, b: int) -> Floats:
        """Units after the first that open with a verb: source run less target run, (n + 1, width)."""
        x, y = (
            _run_sums(openings != 0, k) - (_run_first(openings, k) != 0)
            for openings, k in ((self._source_openings, a), (self._target_openings, b))
        )
        return np.asarray(x[:, None] - _at(y, self.band.nodes()))

    def _over_band(
        self, a: int, b: int, result: Floats, product: Callable[[slice, slice], Vectors]
    ) -> Floats:
        """Fill result with product(source runs, target runs), CHUNK rows of the band at a time."""
        low, width = self.band.low, self.band.width
        for first in range(a, self.band.rows + 1, CHUNK):
            rows = np.arange(first, min(first + CHUNK, self.band.rows + 1))
            start = max(0, int(low[rows[0]]) - b)
            stop = min(self.band.columns, int(low[rows[-1]]) + width - 1) - b + 1
            if stop <= start:
                continue
            block = product(slice(rows[0] - a, rows[-1] - a + 1), slice(start, stop))
            column = low[rows][:, None] + np.arange(width) - b - start
            inside = (column >= 0) & (column < stop - start)
            picked = block[np.arange(len(rows))[:, None], np.clip(column, 0, stop - start - 1)]
            result[rows] = np.where(inside, picked, 0.0)
        return result

    def _match(self, a: int, b: int, nodes: NDArray[np.int64], wanted: NDArray[np.bool_] | None) -> Floats:
        source_length = _run_sums(self.source.lengths, a)[:, None]
        target_length = _at(_run_sums(self.target.lengths, b), nodes)
        expected = source_length * np.exp(self.log_ratio)
        log_ratio = np.log((target_length + 3) / (source_length + 1)) - self.log_ratio
        hits = self.hits(a, b)
        source_keys = self._source_keys.counts(a)[:, None]
        target_keys = _at(self._target_keys.counts(b), nodes)
        closed = _run_last(self.source.closed, a)[:, None] != _at(_run_last(self.target.closed, b), nodes)
        u, v = self._runs(a, b, wanted)
        return np.stack(
            np.broadcast_arrays(
                1.0,
                self.cosines(a, b, wanted),
                self._scaled(_run_dots(u, self._target_mean, a))[:, None],
                self._scaled(_at(_run_dots(v, self._source_mean, b), nodes)),
                np.minimum((target_length - expected) ** 2 / (VARIANCE * expected + 1), 9.0),
                np.minimum(np.abs(log_ratio), 2.0),
                np.minimum(log_ratio**2, 2.0),
                np.minimum(hits, 3.0),
                np.minimum(source_keys + target_keys - 2 * hits, 4.0),
                closed,
                *self.openings(a, b),
                np.minimum(np.abs(self.inner_openings(a, b)), 2.0),
            )
        ).astype(np.float64)

    def _null(self, bead_type: BeadType, nodes: NDArray[np.int64]) -> Floats:
        best_source, best_target = self.best_cosines()
        if bead_type == (1, 0):
            best = np.broadcast_to(np.append(0.0, best_source)[:, None], nodes.shape)
            length = np.broadcast_to(_run_sums(self.source.lengths, 1)[:, None], nodes.shape)
        else:
            best = _at(np.append(0.0, best_target), nodes)
            length = _at(_run_sums(self.target.lengths, 1), nodes)
        return np.stack([np.ones(nodes.shape), best, np.log(np.maximum(length, 1))])

    def best_cosines(self) -> tuple[Floats, Floats]:
        """Highest 1-1 cosine within the band of every source unit (n,) and every target unit (m,)."""
        cosines = self.cosines(1, 1)[1:]
        nodes = self.band.nodes()[1:]
        inside = (nodes >= 1) & (nodes <= self.band.columns)
        masked = np.where(inside, cosines, -1.0)
        target = np.full(self.band.columns + 1, -1.0)
        np.maximum.at(target, np.where(inside, nodes, 0), masked)
        return masked.max(axis=1), target[1:]


def random_cosines(source: Units, target: Units) -> tuple[float, float]:
    """Mean and standard deviation of the cosines between random units of the two sides."""
    rng = np.random.default_rng(SEED)
    u, v = (_random_vectors(side.vectors, len(side), rng) for side in (source, target))
    cosines = u @ v.T
    return float(cosines.mean()), float(cosines.std())


def _random_vectors(vectors: SpanVectors, n: int, rng: np.random.Generator) -> Vectors:
    """The vectors of RANDOM_UNITS units, or of all if there are no more."""
    chosen = rng.choice(n, RANDOM_UNITS, replace=False) if n > RANDOM_UNITS else np.arange(n)
    return vectors.vectors(1)[np.sort(chosen)]


def _mean_vector(vectors: SpanVectors, n: int, rng: np.random.Generator) -> Vectors:
    return np.asarray(_random_vectors(vectors, n, rng).mean(axis=0), dtype=np.float32)


# Quantities of the run of k units that ends at node i, as arrays (n + 1,); elements 0 .. k - 1 are filler.


def _run_sums(values: NDArray[Any], k: int) -> Floats:
    sums = np.concatenate([[0.0], np.cumsum(values, dtype=np.float64)])
    result = np.ones(len(sums))
    result[k:] = sums[k:] - sums[: len(sums) - k]
    return result


def _run_last(values: NDArray[np.bool_], k: int) -> NDArray[np.bool_]:
    result = np.zeros(len(values) + 1, dtype=bool)
    result[k:] = values[k - 1 :]
    return result


def _run_dots(runs: Vectors, mean: Vectors, k: int) -> Floats:
    return np.concatenate([np.zeros(k), runs @ mean])


def _run_first(values: NDArray[np.int64], k: int) -> NDArray[np.int64]:
    result = np.zeros(len(values) + 1, dtype=np.int64)
    result[k:] = values[: len(values) + 1 - k]
    return result


class _KeyRuns:
    """The keys of one side's runs; runs of k grow out of those of k - 1 and are kept."""

    def __init__(self, unit_keys: Sequence[frozenset[str]], vocabulary: Sequence[str]) -> None:
        self._units = unit_keys
        self._vocabulary = vocabulary
        self._held: list[NDArray[np.bool_]] = []
        self._keys = [list(unit_keys)]

    def held(self, k: int) -> NDArray[np.bool_]:
        """Which words of the vocabulary each run of k units holds: (n - k + 1, vocabulary)."""
        if not self._held:
            self._held.append(self._table())
        while len(self._held) < k:
            longest = self._held[-1]
            self._held.append(longest[:-1] | self._held[0][len(self._held) :])
        return self._held[k - 1]

    def _table(self) -> NDArray[np.bool_]:
        column = {key: c for c, key in enumerate(self._vocabulary)}
        table = np.zeros((len(self._units), len(column)), dtype=bool)
        places = [(row, column[key]) for row, unit in enumerate(self._units) for key in unit if key in column]
        table[tuple(np.array(places, dtype=np.int64).reshape(-1, 2).T)] = True
        return table

    def counts(self, k: int) -> Floats:
        """Keys of each run, in the vocabulary or not: (n + 1,)."""
        while len(self._keys) < k:
            added = self._units[len(self._keys) :]
            self._keys.append([run | unit for run, unit in zip(self._keys[-1], added, strict=False)])
        return np.array(([0.0] * k + [float(len(run)) for run in self._keys[k - 1]])[: len(self._units) + 1])


def _bits(openings: Sequence[frozenset[str]], classes: Sequence[str]) -> NDArray[np.int64]:
    """Each unit's set of classes as the bits of a number."""
    bit = {name: 1 << k for k, name in enumerate(classes)}
    return np.array([sum(bit[name] for name in unit) for unit in openings], dtype=np.int64)


def _at(values: NDArray[Any], nodes: NDArray[np.int64]) -> NDArray[Any]:
    """values (m + 1,) of target nodes, spread over the band."""
    return np.asarray(values[np.minimum(nodes, len(values) - 1)])
