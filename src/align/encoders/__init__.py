"""Texts → vectors. An Encoder embeds every unit of one side, and every run of consecutive units."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from importlib.resources import files
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from align.model import Lang

Vectors = NDArray[np.float32]
Starts = NDArray[np.int64]  # (runs,) first units of runs
Tick = Callable[[int], None]  # told how many more units are encoded


def ignore(_: int) -> None:
    """A Tick that tells nobody."""


class SpanVectors:
    """Embeddings of the units of one text and of their runs, each made when it is first wanted."""

    def __init__(self, units: Vectors, make: Callable[[int, Starts], Vectors]) -> None:
        """units: unit vectors (n, dimension). make(k, starts): those of runs of k units."""
        self._made = {1: (np.ones(len(units), dtype=bool), units)}
        self._make = make

    def vectors(self, k: int, wanted: NDArray[np.bool_] | None = None) -> Vectors:
        """Unit vectors of all runs of k consecutive units: (n - k + 1, dimension), row i is units i .. i+k-1.

        wanted: (n - k + 1,); rows of other runs may be zeros. Raises ValueError unless 1 <= k <= n.
        """
        n, dimension = self._made[1][1].shape
        if not 1 <= k <= n:
            raise ValueError(f"runs of {k} units in a text of {n}")
        runs = n - k + 1
        if k not in self._made:
            self._made[k] = np.zeros(runs, dtype=bool), np.zeros((runs, dimension), dtype=np.float32)
        made, vectors = self._made[k]
        starts = np.flatnonzero(~made if wanted is None else wanted & ~made)
        if len(starts):
            vectors[starts] = self._make(k, starts)
            made[starts] = True
        return vectors

    def one(self, units: range) -> Vectors:
        """Unit vector of one run, (dimension,)."""
        wanted = np.zeros(len(self._made[1][0]) - len(units) + 1, dtype=bool)
        wanted[units.start] = True
        return np.asarray(self.vectors(len(units), wanted)[units.start])

    def part(self, start: int, stop: int) -> SpanVectors:
        """The same of the units start .. stop - 1. What either makes, the other has."""
        here = SpanVectors(self._made[1][1][start:stop], lambda k, starts: self._make(k, starts + start))
        for k, (made, vectors) in self._made.items():
            if k <= stop - start:
                here._made[k] = made[start : stop - k + 1], vectors[start : stop - k + 1]
        return here


class Encoder(Protocol):
    """Embeds texts; cosines of its vectors compare across the two languages, higher is more similar."""

    name: str
    fitted: bool  # whether the profiles' weights were fitted on this encoder's cosines

    def encode(self, texts: Sequence[str], lang: Lang, tick: Tick) -> SpanVectors:
        """Encode the units of one text, in reading order."""
        ...


@cache
def fitted_cosines() -> tuple[float, float]:
    """Mean and standard deviation of random cosines of the encoder that the weights were fitted on."""
    with np.load(str(files("align.encoders") / "deltas.npz")) as constants:
        mean, deviation = constants["random"]
    return float(mean), float(deviation)


def load_encoder(model: str) -> Encoder:
    """The encoder of a --model value: "bundled", or a sentence-transformers name or path.

    Raises EncoderError (where, what, what next) if the model is not at hand.
    """
    if model == "bundled":
        from align.encoders.bundled import BundledEncoder

        return BundledEncoder()
    from align.encoders.transformers import TransformersEncoder

    return TransformersEncoder(model)
