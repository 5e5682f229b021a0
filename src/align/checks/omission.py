"""How likely it is that a run of pieces has no counterpart: features, and a logistic model of them.

How much more does the passage resemble the other side without the run, is the passage longer than it
should be and right without it, do the words and numbers of the run occur over there, would the words
over there miss it, and is what it says of a kind that translators leave out ("accordingly")? The
constants are fitted by benchmarks/checks.py (clause.json, kinds.npz).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np

from align.checks.lexicon import Affinities, Lexicon, load_lexicon
from align.checks.material import OTHER
from align.checks.pieces import Cut, Floats, between
from align.encoders import Vectors
from align.model import Lang

PUNCTUATION = '，。；：、,.;:!?！？）)（(”"“'
MOST_NUMBERS = 2  # of a run that count
WORDS = 25.0  # nats; more evidence from words counts as much
SHARPNESS = 4.0  # of the soft maximum over runs, which share pieces; 1 would add them up
WHOLE = 0.99  # share of a passage from which a run is all of it
LENGTHS = 4.0  # standard deviations; likewise

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
    "words",  # log-likelihood ratio of the run's tokens given the other side, summed: low speaks for a find
    "words_mean",  # ... a token
    "rest",  # ... a token of the rest of the passage: low where the translation is free
    "back",  # ... a token of the other side given the passage
    "missed",  # what the other side's tokens lose without the run, summed: low speaks for a find
    "missed_mean",  # ... a token of the run
)


@dataclass(frozen=True)
class Model:
    """Constants of both directions, as clause.json has them. kinds: by language, (512,), log-odds of a run's
    vector: positive for what is seldom left out."""

    constants: dict[str, Any]
    lexicon: Lexicon
    kinds: Mapping[Lang, Vectors]

    def residual(self, sides: Mapping[Lang, Cut]) -> float:
        """Log of the English length over the one that the words of both sides make expect; not centred."""
        found = (
            np.log(sides["en"].lengths.sum() / sides["zh"].lengths.sum()) - self.constants["length"]["bias"]
        )
        for lang, cut in sides.items():
            found -= self.lexicon.stretch(cut.encoded.seen, lang) / cut.lengths.sum()
        return float(found)

    def score(self, side: Cut, table: Floats) -> Floats:
        """Log-odds of the runs of the side examined, higher for those without counterpart.

        table: of their features.
        """
        lang = side.text.lang
        weights = np.array([self.constants[lang]["weights"][name] for name in FEATURES])
        return np.asarray(table @ weights + side.vectors[: len(side.runs)] @ self.kinds[lang])


def features(model: Model, sides: Mapping[Lang, Cut], lang: Lang, length: float) -> Floats:
    """Features (runs, len(FEATURES)) of the runs on the side of language lang.

    length: log of this side's length over the expected one, centred for the document.
    """
    y, x = sides[lang], sides[OTHER[lang]]
    n, other = len(y.runs), x.vectors[-1]
    elsewhere = x.vectors[: len(x.runs)] if x.runs else x.vectors[-1:]
    deviation = model.constants["length"]["deviation"]
    share = between(y.lengths, y.runs) / y.lengths.sum()
    affinities = model.lexicon.affinities(y.encoded.seen, x.encoded.seen, lang)
    return np.stack(
        np.broadcast_arrays(
            1.0,
            y.vectors[n : 2 * n] @ other - y.vectors[-1] @ other,
            np.clip(length / deviation, -LENGTHS, LENGTHS),
            np.clip((length + np.log1p(-np.minimum(share, WHOLE))) / deviation, -LENGTHS, LENGTHS),
            share,
            (y.vectors[:n] @ elsewhere.T).max(axis=1),
            y.vectors[:n] @ other,
            np.minimum(_absent(y, x), MOST_NUMBERS),
            _ends(y),
            *_words(y, affinities),
        ),
        axis=1,
    ).astype(np.float64)


def _words(y: Cut, affinities: Affinities) -> tuple[Floats | float, ...]:
    """words, words_mean, rest, back, missed, missed_mean."""
    size, total = between(y.encoded.tokens, y.runs), int(y.encoded.tokens.sum())
    begins = np.cumsum(y.encoded.tokens) - y.encoded.tokens
    ratios, back = affinities.ratios(), affinities.ratios_back()
    words = between(np.add.reduceat(ratios, begins), y.runs)
    part = between(np.add.reduceat(affinities.table, begins, axis=0), y.runs)
    missed = back.sum() - affinities.ratios_without(part, size).sum(axis=1)
    return (
        np.clip(words, -WORDS, WORDS),
        words / size,
        (ratios.sum() - words) / np.maximum(total - size, 1),
        back.mean(),
        np.clip(missed, -WORDS, WORDS),
        missed / size,
    )


def pooled(scores: Floats) -> float:
    """Log-odds that any of the runs has no counterpart: their soft maximum."""
    return float(np.logaddexp.reduce(SHARPNESS * scores) / SHARPNESS)


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


@cache
def load_model() -> Model:
    """The model that is shipped."""
    folder = files("align.checks")
    with np.load(str(folder / "kinds.npz")) as stored:
        kinds: dict[Lang, Vectors] = {
            "zh": stored["zh"].astype(np.float32),
            "en": stored["en"].astype(np.float32),
        }
    return Model(json.loads((folder / "clause.json").read_text("utf-8")), load_lexicon(), kinds)
