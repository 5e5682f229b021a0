"""Passages cut into pieces, and the runs of pieces that may lack a counterpart, with their vectors."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from align.encoders import Vectors
from align.encoders.bundled import BundledEncoder, Pieces
from align.model import Lang, Span
from align.quantities import Quantity
from align.segment import clauses

Floats = NDArray[np.float64]

LONGEST_RUN = 5  # pieces
LARGEST_SHARE = 0.75  # of the passage
LONG = {"zh": 18, "en": 60}  # characters above which a piece is cut softly
SOFT = {  # where a long piece may be cut: before function words
    "zh": re.compile(
        "(?<=、)|(?=以及|并且|或者|包括|特别是|关于|按照|根据|通过|由于|为了|及其)|(?<=[^、，])(?=[并和与及或对在以为])"
    ),
    "en": re.compile(
        r"(?<=\s)(?=(?:and|or|of|to|in|for|with|by|on|from|at|as|that|which|who|including|under|through)\s)"
    ),
}
SHORTEST = {"zh": 5, "en": 15}  # characters of a soft piece


class Text(NamedTuple):
    """One side of a pair as it is handed in."""

    text: str
    quantities: Sequence[Quantity]
    lang: Lang
    blocks: tuple[int, ...] = (0,)  # where each block begins


class Run(NamedTuple):
    """Pieces first .. last - 1."""

    first: int
    last: int


class Cut(NamedTuple):
    """One side of a pair in pieces."""

    text: Text
    spans: tuple[Span, ...]  # in the text
    encoded: Pieces
    runs: tuple[Run, ...]
    vectors: Vectors  # (2 * runs + 1, dimension): the runs, the text without each, the whole text

    @property
    def lengths(self) -> Floats:
        """Characters of each piece."""
        return np.array([end - start for start, end in self.spans], dtype=np.float64)


def cut_all(texts: Sequence[Text], encoder: BundledEncoder, view: Vectors) -> list[Cut]:
    """Texts cut into pieces, with the vectors of all runs; none of it is encoded twice.

    view: through which single tokens are given, as for BundledEncoder.piece_sums.
    """
    spans = [cut(t.text, t.lang) for t in texts]
    encoded = encoder.piece_sums(
        [[t.text[a:b] for a, b in s] for t, s in zip(texts, spans, strict=True)], view
    )
    candidates = [_runs(t, s) for t, s in zip(texts, spans, strict=True)]
    sums, tokens = zip(*map(_states, encoded, candidates), strict=True)
    vectors = encoder.finish(np.concatenate(sums), np.concatenate(tokens))
    ends = np.cumsum([len(t) for t in tokens])
    return [*map(Cut, texts, spans, encoded, candidates, np.split(vectors, ends[:-1]))]


def _states(pieces: Pieces, candidates: Sequence[Run]) -> tuple[Vectors, NDArray[np.int64]]:
    """Token sums and counts behind Cut.vectors."""
    total, count = pieces.sums.sum(axis=0, keepdims=True), pieces.tokens.sum(keepdims=True)
    sums, tokens = between(pieces.sums, candidates), between(pieces.tokens, candidates)
    states = np.concatenate([sums, total - sums, total]) + pieces.marks
    return states.astype(np.float32), np.concatenate([tokens, count - tokens, count]) + 2


def between(values: NDArray[Any], candidates: Sequence[Run]) -> NDArray[Any]:
    """Sums of values[first:last] for each run."""
    sums = np.concatenate([np.zeros_like(values[:1]), np.cumsum(values, axis=0)])
    first, last = np.array(candidates, dtype=np.int64).reshape(-1, 2).T
    return np.asarray(sums[last] - sums[first])


def cut(text: str, lang: Lang) -> tuple[Span, ...]:
    """Pieces of a text in order: clauses, long ones cut before function words. White space is left out."""
    pieces = []
    for start, end in clauses(text, lang):
        points = [start, *_soft_points(text, start, end, lang), end]
        pieces += [Span(a, b) for a, b in pairwise(points)]
    return tuple(pieces)


def _soft_points(text: str, start: int, end: int, lang: Lang) -> Iterator[int]:
    if end - start <= LONG[lang]:
        return
    last = start
    for match in SOFT[lang].finditer(text, start, end):
        if match.start() - last >= SHORTEST[lang] and end - match.start() >= SHORTEST[lang]:
            last = match.start()
            yield last


def _runs(text: Text, spans: Sequence[Span]) -> tuple[Run, ...]:
    """The runs that are looked at: short ones, and whole blocks where there are several."""
    ends = np.concatenate([[0.0], np.cumsum([end - start for start, end in spans])])
    found = [
        Run(i, j)
        for i in range(len(spans))
        for j in range(i + 1, min(i + LONGEST_RUN, len(spans)) + 1)
        if ends[j] - ends[i] <= LARGEST_SHARE * ends[-1]
    ]
    return tuple(dict.fromkeys([*found, *blocks(text, spans)]))


def blocks(text: Text, spans: Sequence[Span]) -> list[Run]:
    """The blocks of a text of several, as runs."""
    if len(text.blocks) == 1:
        return []
    first = [sum(span.start < bound for span in spans) for bound in (*text.blocks, len(text.text) + 1)]
    return [Run(a, b) for a, b in pairwise(first) if a < b]
