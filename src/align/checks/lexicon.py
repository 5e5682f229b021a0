"""Which tokens translate which: log-likelihood ratios of tokens, given the text on the other side."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from align.model import Lang

BACKGROUND = 0.1  # share of tokens that come from nowhere; fitted by hand on folds of benchmarks/checks.py
BITS = 20  # of a token id in a key


@dataclass(frozen=True)
class Lexicon:
    """Pairs of tokens (of the bundled encoder's vocabulary) that occur together more than by chance.

    keys: (n,) sorted, Chinese id << BITS | English id. ratios: (n,) p(zh, en) / (p(zh) p(en)).
    """

    keys: NDArray[np.int64]
    strength: NDArray[np.float32]

    def ratios(self, tokens: NDArray[np.int64], given: NDArray[np.int64], lang: Lang) -> NDArray[np.float64]:
        """Log of p(token | the other side) / p(token) for each of tokens, which are of language lang.

        Negative: nothing over there leads one to expect it.
        """
        if not len(self.keys):
            return np.zeros(len(tokens))
        other = np.unique(given)
        zh, en = (tokens[:, None], other[None, :]) if lang == "zh" else (other[None, :], tokens[:, None])
        wanted = (zh << BITS) | en
        at = np.minimum(np.searchsorted(self.keys, wanted), len(self.keys) - 1)
        found = np.where(self.keys[at] == wanted, self.strength[at], 0.0)
        return np.asarray(np.log(BACKGROUND + (1 - BACKGROUND) * found.mean(axis=1)))


@cache
def load_lexicon() -> Lexicon:
    """The lexicon that is shipped."""
    with np.load(str(files("align.checks") / "lexicon.npz")) as stored:
        return Lexicon(stored["keys"].astype(np.int64), stored["strength"].astype(np.float32))
