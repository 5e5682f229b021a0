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
Tick = Callable[[int], None]  # told how many more units are encoded


def ignore(_: int) -> None:
    """A Tick that tells nobody."""


class SpanVectors(Protocol):
    """Embeddings of the units of one text and of their runs."""

    def vectors(self, k: int) -> Vectors:
        """Unit vectors of all runs of k consecutive units: (n - k + 1, dimension), row i is units i .. i+k-1.

        Raises ValueError unless 1 <= k <= n.
        """
        ...

    def part(self, start: int, stop: int) -> SpanVectors:
        """The same of the units start .. stop - 1."""
        ...


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
