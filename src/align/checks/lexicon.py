"""Which words translate which: log-likelihood ratios of tokens, given the text on the other side.

A token is known by its state in the encoder, which sees its neighbours; a learned matrix for each
language (benchmarks/words.py) turns states into coordinates whose inner products say how much one
token leads one to expect the other, and into what the token does to the length of the English. So
words that no training text has are judged by their likes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from align.encoders import Vectors
from align.model import Lang

LARGEST = 20.0  # log of an affinity above which nothing is gained; keeps exp finite


@dataclass(frozen=True)
class Lexicon:
    """views: by language, (1280, d + 2), for BundledEncoder.piece_sums. offsets: (d + 2,), to be added.

    The first d columns are the coordinates; then comes the log of what a token is owed where nothing
    on the other side leads one to expect it; the last is its stretch. bias: added to every inner product.
    """

    views: Mapping[Lang, Vectors]
    offsets: Mapping[Lang, Vectors]
    bias: float

    def affinities(self, tokens: Vectors, given: Vectors, lang: Lang) -> Affinities:
        """tokens, given: states through the views, of language lang and of the other one."""
        other: Lang = "en" if lang == "zh" else "zh"
        ours, theirs = tokens + self.offsets[lang], given + self.offsets[other]
        affinity = np.exp(np.minimum(ours[:, :-2] @ theirs[:, :-2].T + self.bias, LARGEST))
        return Affinities(
            affinity.astype(np.float64), ours[:, -2].astype(np.float64), theirs[:, -2].astype(np.float64)
        )

    def stretch(self, tokens: Vectors, lang: Lang) -> float:
        """Sum over tokens of what they add to log(English length / Chinese length), times the characters
        of their text. tokens: as for affinities."""
        return float(tokens[:, -1].sum() + len(tokens) * self.offsets[lang][-1])


@dataclass(frozen=True)
class Affinities:
    """Tokens of one side (rows) and of the other (columns)."""

    table: NDArray[np.float64]  # (n, m) above 0: p(row, column) / (p(row) p(column)), roughly
    ours: NDArray[np.float64]  # (n,) log of what rows are owed anyway
    theirs: NDArray[np.float64]  # (m,) ... columns

    def ratios(self) -> NDArray[np.float64]:
        """Log of p(row | the other side) / p(row), (n,). Negative: nothing there leads one to expect it."""
        return _ratios(self.table.sum(axis=1), self.table.shape[1], self.ours)

    def ratios_back(self) -> NDArray[np.float64]:
        """The same of the columns, given the rows, (m,)."""
        return _ratios(self.table.sum(axis=0), len(self.table), self.theirs)

    def ratios_without(self, part: NDArray[np.float64], size: NDArray[np.int64]) -> NDArray[np.float64]:
        """ratios_back where some rows are left out, (k, m). part: (k, m) sums over them; size: how many."""
        left = np.maximum(self.table.sum(axis=0) - part, 0.0)
        return _ratios(left, np.maximum(len(self.table) - size, 1)[:, None], self.theirs)


def _ratios(
    total: NDArray[np.float64], count: int | NDArray[np.int64], owed: NDArray[np.float64]
) -> NDArray[np.float64]:
    return np.asarray(np.log(total / count + np.exp(owed)))


@cache
def load_lexicon() -> Lexicon:
    """The lexicon that is shipped."""
    with np.load(str(files("align.checks") / "lexicon.npz")) as stored:
        views: dict[Lang, Vectors] = {
            "zh": stored["zh"].astype(np.float32),
            "en": stored["en"].astype(np.float32),
        }
        offsets: dict[Lang, Vectors] = {"zh": stored["zh_offset"], "en": stored["en_offset"]}
        return Lexicon(views, offsets, float(stored["bias"]))
