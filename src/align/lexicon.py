"""Which words of a run of sentences have a counterpart in the run on the other side.

The encoder is the dictionary: it encodes the words of both texts one by one, and a word is found in a run as
far as its vector is near to that of one of the words there. So no word list has to be shipped, and what
is rare in other texts is covered too. A whole sentence of a free translation may resemble its neighbour
more than its counterpart; its words do so less.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from align.dp import Edge, Floats
from align.encoders import Vectors
from align.encoders.bundled import BundledEncoder
from align.model import Lang

FEATURES = (
    "covered",  # share of the words of both runs that are found on the other side, mean of the two
    "weakest",  # ... of the unit of either run that has the smallest
)
FAINT, FOUND = (
    0.6,
    0.9,
)  # cosine of two words from which one is found at all, and fully: benchmarks/literary.py
USUAL = 0.3  # share that is found of the words of a unit, in true pairs; there a unit without words stands
INERTIA = 4.0  # nats of words by which a unit's share is drawn to that: about one word
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?|\d+")


@dataclass(frozen=True, slots=True)
class Words:
    """The words of one side's units; what is said twice in a unit counts once."""

    ids: NDArray[np.int64]  # (n, longest) rows of vectors; padded
    weights: Floats  # (n, longest) log of (units + 1) / units that hold the word; 0 for padding
    vectors: Vectors  # (vocabulary, d) unit vectors

    @classmethod
    def of(cls, texts: Sequence[str], lang: Lang, encoder: BundledEncoder) -> Words:
        parts = encoder.pieces(texts) if lang == "zh" else [_WORD.findall(text.lower()) for text in texts]
        units = [list(dict.fromkeys(w for w in words if w[0].isalnum())) for words in parts]
        held_by = Counter(chain.from_iterable(units))
        place = {word: k for k, word in enumerate(held_by)}
        ids = np.zeros((len(units), max(map(len, units), default=0)), dtype=np.int64)
        weights = np.zeros(ids.shape)
        for row, words in enumerate(units):
            ids[row, : len(words)] = [place[w] for w in words]
            weights[row, : len(words)] = [np.log((len(units) + 1) / held_by[w]) for w in words]
        vocabulary = list(held_by) or [""]
        return cls(ids, weights, encoder.encode(vocabulary, lang).vectors(1))

    def part(self, start: int, stop: int) -> Words:
        """The words of the units start .. stop - 1."""
        known, ids = np.unique(self.ids[start:stop], return_inverse=True)
        return replace(
            self,
            ids=ids.reshape(stop - start, -1),
            weights=self.weights[start:stop],
            vectors=self.vectors[known],
        )


class Lexicon:
    """How much of two texts' runs the other side covers."""

    def __init__(self, source: Words, target: Words) -> None:
        near = np.clip((source.vectors @ target.vectors.T - FAINT) / (FOUND - FAINT), 0.0, 1.0)
        self._source, self._target = _Side(source, target, near), _Side(target, source, near.T)

    def features(self, edges: Sequence[Edge]) -> Floats:
        """(edges, len(FEATURES)), shares 0..1, higher is better; 0 for null beads."""
        result = np.zeros((len(edges), len(FEATURES)))
        by_type: dict[tuple[int, int], list[int]] = {}
        for e, edge in enumerate(edges):
            by_type.setdefault(edge.type, []).append(e)
        for (a, b), here in by_type.items():
            if a and b:
                i, j = np.array([edges[e][1:] for e in here]).T
                s, weakest_s = self._source.covered(i - a, a, j - b, b)
                t, weakest_t = self._target.covered(j - b, b, i - a, a)
                result[here] = np.column_stack([(s + t) / 2, np.minimum(weakest_s, weakest_t)])
        return result


class _Side:
    """The units of one side, and how far each of their words is found in the units of the other."""

    def __init__(self, own: Words, other: Words, near: Vectors) -> None:
        """near: (own vocabulary, other vocabulary), 0..1."""
        self._words = own
        self._found = np.zeros((len(other.ids), len(near)), dtype=np.float32)  # (other units, own vocabulary)
        for found, ids, weights in zip(self._found, other.ids, other.weights, strict=True):
            near[:, ids[weights > 0]].max(axis=1, initial=0.0, out=found)

    def covered(
        self, start: NDArray[np.int64], k: int, other: NDArray[np.int64], length: int
    ) -> tuple[Floats, Floats]:
        """Runs of k units from start on against runs of length units from other on: share, least share."""
        total, possible, least = np.zeros(len(start)), np.zeros(len(start)), np.ones(len(start))
        for unit in (start + step for step in range(k)):
            ids, weights = self._words.ids[unit], self._words.weights[unit]
            found = self._found[other[:, None], ids]
            for step in range(1, length):
                found = np.maximum(found, self._found[(other + step)[:, None], ids])
            held = (found * weights).sum(axis=1) + INERTIA * USUAL
            weight = weights.sum(axis=1) + INERTIA
            total, possible, least = total + held, possible + weight, np.minimum(least, held / weight)
        return total / possible, least
