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
from align.encoders import Vectors
from align.encoders.bundled import BundledEncoder, Pieces
from align.model import Block, Finding, Kind, Lang, Severity, Span, Unit
from align.quantities import Quantity
from align.segment import clauses

Floats = NDArray[np.float64]

SIDES: tuple[Lang, Lang] = ("zh", "en")
FEWEST_CLAUSES = 3  # on the richer side of a pair that the model is fitted on
FEWEST_PIECES = 3  # on the richer side: below, no clause is looked for
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
WELL_KNOWN = 6  # pairs of a document that weigh as much as what training leads to expect
SHORTEST_TEXT = 15  # Chinese characters
FAR = 2.75  # spreads above a document's usual score from which a run is reported; from the development cases
FAR_BLOCK = 2.0  # ... a whole block of several, which pairs of unequal numbers often hide
ODDS = 3.0  # even odds at FAR, three to one a spread above it; provisional
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
    "lexical",  # log-likelihood ratio of the run's tokens given the other side, summed: low speaks for a find
    "lexical_mean",  # ... a token
    "coverage",  # mean log-likelihood ratio of the other side's tokens given this one: low where free
)


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


def cut_all(texts: Sequence[Text], encoder: BundledEncoder) -> list[Cut]:
    """Texts cut into pieces, with the vectors of all runs; none of it is encoded twice."""
    spans = [cut(t.text, t.lang) for t in texts]
    encoded = encoder.piece_sums([[t.text[a:b] for a, b in s] for t, s in zip(texts, spans, strict=True)])
    candidates = [_runs(t, s) for t, s in zip(texts, spans, strict=True)]
    sums, tokens = zip(*map(_states, encoded, candidates), strict=True)
    vectors = encoder.finish(np.concatenate(sums), np.concatenate(tokens))
    ends = np.cumsum([len(t) for t in tokens])
    return [*map(Cut, texts, spans, encoded, candidates, np.split(vectors, ends[:-1]))]


def _states(pieces: Pieces, candidates: Sequence[Run]) -> tuple[Vectors, NDArray[np.int64]]:
    """Token sums and counts behind Cut.vectors."""
    total, count = pieces.sums.sum(axis=0, keepdims=True), pieces.tokens.sum(keepdims=True)
    sums, tokens = _between(pieces.sums, candidates), _between(pieces.tokens, candidates)
    states = np.concatenate([sums, total - sums, total]) + pieces.marks
    return states.astype(np.float32), np.concatenate([tokens, count - tokens, count]) + 2


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
    return tuple(dict.fromkeys([*found, *_blocks(text, spans)]))


def _blocks(text: Text, spans: Sequence[Span]) -> list[Run]:
    """The blocks of a text of several, as runs."""
    if len(text.blocks) == 1:
        return []
    first = [sum(span.start < bound for span in spans) for bound in (*text.blocks, len(text.text) + 1)]
    return [Run(a, b) for a, b in pairwise(first) if a < b]


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


def features(model: Model, sides: Mapping[Lang, Cut], lang: Lang, length: float) -> Floats:
    """Features (runs, len(FEATURES)) of the runs on the side of language lang.

    length: log of this side's length over the expected one, centred for the document.
    """
    y, x = sides[lang], sides[OTHER[lang]]
    n, other = len(y.runs), x.vectors[-1]
    elsewhere = x.vectors[: len(x.runs)] if x.runs else x.vectors[-1:]
    deviation = model.constants["length"]["deviation"]
    share = _between(y.lengths, y.runs) / y.lengths.sum()
    ratio = model.lexicon.ratios(flat(y.encoded), flat(x.encoded), lang)
    lexical = _between(np.add.reduceat(ratio, np.cumsum(y.encoded.tokens) - y.encoded.tokens), y.runs)
    return np.stack(
        np.broadcast_arrays(
            1.0,
            y.vectors[n : 2 * n] @ other - y.vectors[-1] @ other,
            np.clip(length / deviation, -4, 4),
            np.clip((length + np.log1p(-share)) / deviation, -4, 4),
            share,
            (y.vectors[:n] @ elsewhere.T).max(axis=1),
            y.vectors[:n] @ other,
            np.minimum(_absent(y, x), 2),
            _ends(y),
            np.clip(lexical, -20, 20),
            lexical / _between(y.encoded.tokens, y.runs),
            model.lexicon.ratios(flat(x.encoded), flat(y.encoded), OTHER[lang]).mean(),
        ),
        axis=1,
    ).astype(np.float64)


def _between(values: NDArray[Any], candidates: Sequence[Run]) -> NDArray[Any]:
    """Sums of values[first:last] for each run."""
    sums = np.concatenate([np.zeros_like(values[:1]), np.cumsum(values, axis=0)])
    first, last = np.array(candidates, dtype=np.int64).reshape(-1, 2).T
    return np.asarray(sums[last] - sums[first])


def flat(pieces: Pieces) -> NDArray[np.int64]:
    """All tokens of a text."""
    return np.array([token for piece in pieces.ids for token in piece], dtype=np.int64)


def _absent(y: Cut, x: Cut) -> Floats:
    there = {q.key for q in x.text.quantities}
    missing = np.array([q.start for q in y.text.quantities if q.hard and q.key not in there], dtype=np.int64)
    ranges = ((y.spans[a].start, y.spans[b - 1].end) for a, b in y.runs)
    return np.array([((missing >= start) & (missing < end)).sum() for start, end in ranges], dtype=np.float64)


def _ends(y: Cut) -> Floats:
    """How many ends stand at punctuation, or at an end of the text."""
    before = (y.text.text[: span.start].rstrip()[-1:] for span in y.spans)
    stop = [not char or char in PUNCTUATION for char in before] + [True]
    return np.array([float(stop[a] + stop[b]) for a, b in y.runs])


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
    model = load_model()
    cuts = {lang: cut_all([_text(p, lang) for p in pairs], material.bundled) for lang in SIDES}
    sides: list[dict[Lang, Cut]] = [
        {"zh": zh, "en": en} for zh, en in zip(cuts["zh"], cuts["en"], strict=True)
    ]
    lengths = _centred([model.residual(both) for both in sides])
    for lang in SIDES:
        sign = 1 if lang == "en" else -1
        scores = [
            model.score(lang, features(model, both, lang, sign * length))
            for both, length in zip(sides, lengths, strict=True)
        ]
        usual, spread = _usual(model, lang, [float(s.max()) for s in scores if len(s)])
        for pair, both, found in zip(pairs, sides, scores, strict=True):
            if (run := _chosen(both[lang], (found - usual) / spread)) is not None:
                far = float(found[both[lang].runs.index(run)] - usual) / spread
                yield _finding(pair, both[lang], run, far)


def _text(pair: Pair, lang: Lang) -> Text:
    """A side of pair. A changed number is the number check's: it does not count as absent."""
    passage, changed = pair.side(lang), {q for both in pair.comparison.changed for q in both}
    quantities = [q._replace(hard=False) if q in changed else q for q in passage.quantities]
    return Text(passage.text, quantities, lang, passage.starts)


def _usual(model: Model, lang: Lang, best: Sequence[float]) -> tuple[float, float]:
    """Median of the pairs' best scores and its spread, drawn towards those of training while pairs are few.

    Free translation has high scores everywhere; an omission stands out from its document.
    """
    median, spread = model.constants[lang]["usual"]
    if not best:
        return median, spread
    own, n = float(np.median(best)), len(best)
    deviation = 1.4826 * float(np.median(np.abs(np.array(best) - own)))
    mixed = (n * deviation**2 + WELL_KNOWN * spread**2) / (n + WELL_KNOWN)
    return (n * own + WELL_KNOWN * median) / (n + WELL_KNOWN), float(np.sqrt(mixed))


def _chosen(side: Cut, far: Floats) -> Run | None:
    """The run that is reported, if any. far: spreads above the usual score, of each run."""
    blocks = _blocks(side.text, side.spans)
    for candidates, bar in ((blocks, FAR_BLOCK), (side.runs, FAR)):
        best = max(candidates, key=lambda run: far[side.runs.index(run)], default=None)
        if best is not None and far[side.runs.index(best)] >= bar:
            return best
    return None


def _is_examined(pair: Pair) -> bool:
    """Not so date lines, mastheads, headings, footnotes, and pairs of too few pieces."""
    running = all(
        b.kind in (Kind.PARAGRAPH, Kind.ITEM) for side in (pair.source, pair.target) for b in side.blocks
    )
    if not running or pair.confidence < DOUBTFUL or len(pair.source.text) < SHORTEST_TEXT:
        return False
    return max(len(cut(pair.side(lang).text, lang)) for lang in SIDES) >= FEWEST_PIECES


def _centred(residuals: Sequence[float]) -> Floats:
    """Residuals less the document's own, which is drawn towards 0 while there are few pairs."""
    own = float(np.median(residuals)) * len(residuals) / (len(residuals) + WELL_KNOWN)
    return np.array(residuals) - own


def _finding(pair: Pair, side: Cut, run: Run, far: float) -> Finding:
    lang, passage = side.text.lang, pair.side(side.text.lang)
    start, end = side.spans[run.first].start, side.spans[run.last - 1].end
    odds = ODDS ** (far - FAR)
    places = passage.places(start, end)
    what, kind = f"“{_shown(side.text.text[start:end])}” of the {LANGUAGE[lang]}", "clause"
    if block := _whole_block(passage, places):
        what, kind = name_of(block), "unaligned"
        places = (Unit(block.id, 0, len(block.text)),)
    return Finding(
        kind,
        Severity.ERROR if far >= FAR + 1 else Severity.WARNING,
        pair.index,
        f"{what} has no counterpart in the {LANGUAGE[OTHER[lang]]}.",
        round(float(odds / (1 + odds)) * pair.confidence, 3),
        places if lang == "zh" else (),
        places if lang == "en" else (),
    )


def _whole_block(passage: Passage, places: Sequence[Unit]) -> Block | None:
    """The one block of several that places are the better part of."""
    if len(passage.blocks) == 1 or len(places) != 1:
        return None
    block = next(b for b in passage.blocks if b.id == places[0].block)
    return block if places[0].end - places[0].start >= MOST * len(block.text) else None


def _shown(text: str) -> str:
    plain = text.replace(SEAM, " ").strip(" ,，;；")
    return plain if len(plain) <= SHOWN else plain[: SHOWN - 1].rstrip() + "…"
