"""A part of an aligned passage that has no counterpart on the other side.

Each side in turn is cut into pieces (clauses, long ones softly), and every run of pieces is asked:
how much more does the passage resemble the other side without it, is the passage longer than it
should be and right without it, do its words and numbers occur over there? A logistic model weighs
the answers; its constants are fitted by benchmarks/checks.py (clause.json, with their origin).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from align.checks.lexicon import Lexicon, load_lexicon
from align.checks.material import LANGUAGE, OTHER, SEAM, Material, Pair, Passage, name_of
from align.encoders.bundled import BundledEncoder, Pieces
from align.model import Block, Finding, Kind, Lang, Severity, Span, Unit
from align.quantities import Quantity
from align.segment import clauses

Floats = NDArray[np.float64]

SIDES: tuple[Lang, Lang] = ("zh", "en")
FEWEST_CLAUSES = 3  # on the richer side: below, no clause is looked for
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
PUNCTUATION = '，。；：、,.;:!?！？)）(（"”“'

DOUBTFUL = 0.7  # confidence of a pair below which its parts say nothing
WELL_KNOWN = 8  # pairs of a document whose lengths weigh as much as the model's own expectation
SHORTEST_TEXT = 15  # Chinese characters
FAR = 2.5  # standard deviations above a document's usual score: free translation is no omission
ODDS, STEP = 3.0, 1.0  # a finding at the bar has even odds, one STEP above it three to one; provisional
MOST = 0.8  # share of a block from which a run is the whole block
SHOWN = 80  # characters of a clause in a message

FEATURES = (
    "bias",
    "gain",  # cosine with the other side: without the run - with it
    "length",  # log of the length over the expected one, in standard deviations: positive is too long
    "length_after",  # ... without the run
    "share",  # of the passage's length
    "best",  # highest cosine of the run with any run of the other side
    "cosine",  # of the run with the whole other side
    "absent",  # numbers of the run that the other side lacks
    "ends",  # how many ends of the run stand at punctuation, 0..2
    "lexical",  # log-likelihood ratio of the run's tokens given the other side, summed: negative speaks for a find
    "lexical_mean",  # ... a token
    "coverage",  # mean log-likelihood ratio of the other side's tokens given this one: is the translation free
)


class Cut(NamedTuple):
    """One side of a pair in pieces."""

    spans: tuple[Span, ...]  # in the passage's text
    encoded: Pieces
    quantities: Sequence[Quantity]
    text: str
    lang: Lang

    @property
    def lengths(self) -> Floats:
        """Characters of each piece."""
        return np.array([end - start for start, end in self.spans], dtype=np.float64)


class Run(NamedTuple):
    """Pieces first .. last - 1."""

    first: int
    last: int


def cut_all(
    passages: Sequence[tuple[str, Sequence[Quantity]]], lang: Lang, encoder: BundledEncoder
) -> list[Cut]:
    """Texts of one language with their quantities, cut and encoded."""
    spans = [cut(text, lang) for text, _ in passages]
    encoded = encoder.piece_sums([[t[a:b] for a, b in s] for (t, _), s in zip(passages, spans, strict=True)])
    return [
        Cut(s, pieces, quantities, text, lang)
        for (text, quantities), s, pieces in zip(passages, spans, encoded, strict=True)
    ]


def cut(text: str, lang: Lang) -> tuple[Span, ...]:
    """Pieces of a text in order: clauses, long ones cut before function words. They leave out white space only."""
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


def runs(lengths: Floats) -> list[Run]:
    """The runs that are looked at."""
    total, ends = lengths.sum(), np.concatenate([[0.0], np.cumsum(lengths)])
    return [
        Run(i, j)
        for i in range(len(lengths))
        for j in range(i + 1, min(i + LONGEST_RUN, len(lengths)) + 1)
        if ends[j] - ends[i] <= LARGEST_SHARE * total
    ]


@dataclass(frozen=True)
class Model:
    """Constants of both directions, as clause.json has them."""

    constants: dict[str, Any]
    lexicon: Lexicon

    def expected(self, zh: Cut) -> float:
        """Log of the English length that the Chinese text makes expect."""
        table, shift = self.constants["length"]["weights"], self.constants["length"]["bias"]
        tokens = [str(t) for piece in zh.encoded.ids for t in piece]
        size = zh.lengths.sum()
        return float(np.log(size) + shift + sum(table.get(t, 0.0) for t in tokens) / size)

    def residual(self, sides: Mapping[Lang, Cut]) -> float:
        """Log of the English length over the expected one, not centred."""
        return float(np.log(sides["en"].lengths.sum()) - self.expected(sides["zh"]))

    def score(self, lang: Lang, features: Floats) -> Floats:
        """Log-odds of runs on the side examined, higher for those without counterpart."""
        return np.asarray(features @ np.array([self.constants[lang][name] for name in FEATURES]))


def features(
    model: Model,
    encoder: BundledEncoder,
    sides: Mapping[Lang, Cut],
    lang: Lang,
    candidates: Sequence[Run],
    length: float,
) -> Floats:
    """Features (runs, len(FEATURES)) of runs on the side of language lang.

    length: log of this side's length over the expected one, centred for the document.
    """
    y, x = sides[lang], sides[OTHER[lang]]
    first = np.array([run.first for run in candidates])
    last = np.array([run.last for run in candidates])
    sizes, deviation = y.lengths, model.constants["length"]["deviation"]
    share = _between(sizes, first, last) / sizes.sum()
    here, other = _vectors(encoder, y.encoded, first, last), _whole(encoder, x.encoded)
    elsewhere = runs(x.lengths) or [Run(0, len(x.lengths))]
    spans = _vectors(
        encoder, x.encoded, np.array([r.first for r in elsewhere]), np.array([r.last for r in elsewhere])
    ).run
    ratio = model.lexicon.ratios(flat(y.encoded), flat(x.encoded), y.lang)
    back = model.lexicon.ratios(flat(x.encoded), flat(y.encoded), x.lang)
    tokens = _between(y.encoded.tokens, first, last)
    lexical = _between(np.add.reduceat(ratio, np.cumsum(y.encoded.tokens) - y.encoded.tokens), first, last)
    return np.stack(
        np.broadcast_arrays(
            1.0,
            here.rest @ other - float(_whole(encoder, y.encoded) @ other),
            np.clip(length / deviation, -4, 4),
            np.clip((length + np.log1p(-share)) / deviation, -4, 4),
            share,
            (here.run @ spans.T).max(axis=1),
            here.run @ other,
            np.minimum(_absent(y, x, candidates), 2),
            _ends(y, candidates),
            np.clip(lexical, -20, 20),
            lexical / tokens,
            back.mean(),
        ),
        axis=1,
    ).astype(np.float64)


class _Vectors(NamedTuple):
    run: NDArray[np.float32]  # (runs, dimension)
    rest: NDArray[np.float32]  # the text without the run


def _vectors(
    encoder: BundledEncoder, pieces: Pieces, first: NDArray[np.int64], last: NDArray[np.int64]
) -> _Vectors:
    sums, tokens = _between(pieces.sums, first, last), _between(pieces.tokens, first, last)
    rest, left = pieces.sums.sum(axis=0) - sums, pieces.tokens.sum() - tokens
    both = encoder.finish(
        np.concatenate([sums, rest]).astype(np.float32) + pieces.marks,
        np.concatenate([tokens, left]).astype(np.int64) + 2,
    )
    return _Vectors(both[: len(first)], both[len(first) :])


def _whole(encoder: BundledEncoder, pieces: Pieces) -> NDArray[np.float32]:
    total = pieces.sums.sum(axis=0, keepdims=True) + pieces.marks
    return encoder.finish(total, np.array([pieces.tokens.sum() + 2]))[0]


def _between(values: NDArray[Any], first: NDArray[np.int64], last: NDArray[np.int64]) -> NDArray[Any]:
    """Sums of values[first:last] for each run."""
    sums = np.concatenate([np.zeros_like(values[:1]), np.cumsum(values, axis=0)])
    return np.asarray(sums[last] - sums[first])


def flat(pieces: Pieces) -> NDArray[np.int64]:
    """All tokens of a text."""
    return np.array([token for piece in pieces.ids for token in piece], dtype=np.int64)


def _absent(y: Cut, x: Cut, candidates: Sequence[Run]) -> Floats:
    there = {q.key for q in x.quantities}
    missing = np.array([q.start for q in y.quantities if q.hard and q.key not in there])
    return np.array(
        [
            float(((missing >= y.spans[a].start) & (missing < y.spans[b - 1].end)).sum())
            if len(missing)
            else 0.0
            for a, b in candidates
        ]
    )


def _ends(y: Cut, candidates: Sequence[Run]) -> Floats:
    """How many ends stand at punctuation (or at an end of the text)."""
    stop = [
        not y.text[: span.start].rstrip() or y.text[: span.start].rstrip()[-1] in PUNCTUATION
        for span in y.spans
    ]
    stop.append(True)
    return np.array([float(stop[a] + stop[b]) for a, b in candidates])


# --- the check ------------------------------------------------------------------------------------


@cache
def load_model() -> Model:
    """The model that is shipped."""
    return Model(json.loads((files("align.checks") / "clause.json").read_text("utf-8")), load_lexicon())


def check(material: Material) -> Iterator[Finding]:
    """At most one finding a side for each pair, at its best run; one for a whole block is "unaligned"."""
    pairs = [pair for pair in material.pairs if _is_examined(pair)]
    if not pairs:
        return
    model, encoder = load_model(), material.bundled
    cuts = {
        lang: cut_all([(p.side(lang).text, p.side(lang).quantities) for p in pairs], lang, encoder)
        for lang in SIDES
    }
    sides = [{"zh": zh, "en": en} for zh, en in zip(cuts["zh"], cuts["en"], strict=True)]
    lengths = _centred([model.residual(both) for both in sides])
    for lang in SIDES:
        sign = 1 if lang == "en" else -1
        best = [
            _best(model, encoder, both, lang, pair.side(lang), sign * length)
            for pair, both, length in zip(pairs, sides, lengths, strict=True)
        ]
        scores = np.array([found.score for found in best])
        usual = float(np.median(scores))
        spread = 1.4826 * float(np.median(np.abs(scores - usual)))
        lax, strict = (max(bar, usual + FAR * spread) for bar in model.constants[lang]["bars"])
        for pair, both, found in zip(pairs, sides, best, strict=True):
            if found.score >= lax:
                yield _finding(pair, both[lang], found, (lax, strict))


def _is_examined(pair: Pair) -> bool:
    """Not so date lines, mastheads, headings, footnotes, and pairs of too few clauses."""
    running = all(
        b.kind in (Kind.PARAGRAPH, Kind.ITEM) for side in (pair.source, pair.target) for b in side.blocks
    )
    if not running or pair.confidence < DOUBTFUL or len(pair.source.text) < SHORTEST_TEXT:
        return False
    return max(len(clauses(pair.side(lang).text, lang)) for lang in SIDES) >= FEWEST_CLAUSES


def _centred(residuals: Sequence[float]) -> Floats:
    """Residuals less the document's own, which is drawn towards 0 while there are few pairs."""
    own = float(np.median(residuals)) * len(residuals) / (len(residuals) + WELL_KNOWN)
    return np.array(residuals) - own


class Found(NamedTuple):
    """The run of one side that most looks as if it had no counterpart."""

    run: Run
    score: float  # log-odds


def _best(
    model: Model,
    encoder: BundledEncoder,
    both: Mapping[Lang, Cut],
    lang: Lang,
    passage: Passage,
    length: float,
) -> Found:
    candidates = [*dict.fromkeys((*runs(both[lang].lengths), *_blocks(both[lang], passage)))]
    if not candidates:
        return Found(Run(0, 1), -np.inf)
    scores = model.score(lang, features(model, encoder, both, lang, candidates, length))
    best = int(np.argmax(scores))
    return Found(candidates[best], float(scores[best]))


def _finding(pair: Pair, side: Cut, found: Found, bars: tuple[float, float]) -> Finding:
    lax, strict = bars
    lang, passage = side.lang, pair.side(side.lang)
    start, end = side.spans[found.run.first].start, side.spans[found.run.last - 1].end
    odds = ODDS ** ((found.score - lax) / STEP)
    places = passage.places(start, end)
    what, kind = f"“{_shown(side.text[start:end])}” of the {LANGUAGE[lang]}", "clause"
    if block := _whole_block(passage, places):
        what, kind = name_of(block), "unaligned"
        places = (Unit(block.id, 0, len(block.text)),)
    return Finding(
        kind,
        Severity.ERROR if found.score >= strict else Severity.WARNING,
        pair.index,
        f"{what} has no counterpart in the {LANGUAGE[OTHER[lang]]}.",
        round(float(odds / (1 + odds)) * pair.confidence, 3),
        places if lang == "zh" else (),
        places if lang == "en" else (),
    )


def _blocks(side: Cut, passage: Passage) -> Iterator[Run]:
    """The blocks of a passage of several, as runs."""
    if len(passage.blocks) > 1:
        bounds = [*passage.starts, len(side.text) + 1]
        first = [sum(span.start < bound for span in side.spans) for bound in bounds]
        yield from (Run(a, b) for a, b in pairwise(first) if a < b)


def _whole_block(passage: Passage, places: Sequence[Unit]) -> Block | None:
    """The one block of several that places are the better part of."""
    if len(passage.blocks) == 1 or len(places) != 1:
        return None
    block = next(b for b in passage.blocks if b.id == places[0].block)
    return block if places[0].end - places[0].start >= MOST * len(block.text) else None


def _shown(text: str) -> str:
    plain = text.replace(SEAM, " ").strip(" ,，;；")
    return plain if len(plain) <= SHOWN else plain[: SHOWN - 1].rstrip() + "…"
