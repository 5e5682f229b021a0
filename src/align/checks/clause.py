"""A part of an aligned passage that has no counterpart on the other side.

Each side in turn is cut into pieces (clauses, long ones softly; align.checks.pieces); every run of
pieces is weighed (align.checks.omission), and where together they stand out from the document, the
heaviest run is reported. The threshold states how many faultless pairs are flagged.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from align.checks.material import LANGUAGE, OTHER, SEAM, Material, Pair, Passage, name_of
from align.checks.omission import Model, features, load_model, pooled
from align.checks.pieces import Cut, Floats, Run, Text, blocks, cut, cut_all
from align.model import Block, Finding, Kind, Lang, Severity, Unit

SIDES: tuple[Lang, Lang] = ("zh", "en")
FEWEST_CLAUSES = 3  # on the richer side of a pair that the model is fitted on
FEWEST_PIECES = 3  # on the richer side: below, no clause is looked for

DOUBTFUL = 0.7  # confidence of a pair below which its parts say nothing
UPPER_QUARTER = 0.6745  # where it begins, in standard deviations of a normal distribution
SPREADS = (0.9, 1.2)  # least and greatest of a document, to the known one
WELL_KNOWN = 6  # pairs of a document that weigh as much as what training leads to expect
SHORTEST_TEXT = 15  # Chinese characters
ALLOWANCE = 0.75  # spreads off the bar for a whole block of several: pairs of unequal numbers often hide one
SURE = 0.8  # confidence from which a finding is an error and no warning
MOST = 0.8  # share of a block from which a run is the whole block
SHOWN = 80  # characters of a clause in a message


def check(material: Material) -> Iterator[Finding]:
    """At most one finding a side for each pair, at its heaviest run; one for a whole block is "unaligned"."""
    pairs = [pair for pair in material.pairs if _is_examined(pair)]
    if not pairs:
        return
    model = load_model()
    cuts = {
        lang: cut_all([_text(p, lang) for p in pairs], material.bundled, model.lexicon.views[lang])
        for lang in SIDES
    }
    sides: list[dict[Lang, Cut]] = [
        {"zh": zh, "en": en} for zh, en in zip(cuts["zh"], cuts["en"], strict=True)
    ]
    lengths = centred([model.residual(both) for both in sides])
    for lang in SIDES:
        sign = 1 if lang == "en" else -1
        scores = [
            model.score(both[lang], features(model, both, lang, sign * length))
            for both, length in zip(sides, lengths, strict=True)
        ]
        median, spread = usual(model.constants[lang]["usual"], [pooled(s) for s in scores if len(s)])
        for pair, both, found in zip(pairs, sides, scores, strict=True):
            if (run := _chosen(model, both[lang], found, median, spread)) is not None:
                yield _finding(
                    pair, both[lang], run, confidence(model, lang, (pooled(found) - median) / spread)
                )


def _text(pair: Pair, lang: Lang) -> Text:
    """A side of pair. A changed number is the number check's: it does not count as absent."""
    passage, changed = pair.side(lang), {q for both in pair.comparison.changed for q in both}
    quantities = [q._replace(hard=False) if q in changed else q for q in passage.quantities]
    return Text(passage.text, quantities, lang, passage.starts)


def normal(scores: Sequence[float] | Floats) -> tuple[float, float]:
    """Median, and what the standard deviation of a normal distribution with such an upper quarter would be.

    The lower scores say nothing of how high the faultless ones reach.
    """
    median, high = np.quantile(scores, [0.5, 0.75])
    return float(median), float(high - median) / UPPER_QUARTER


def usual(known: Sequence[float], scores: Sequence[float]) -> tuple[float, float]:
    """Median of the pooled scores of a document's pairs and their spread, drawn towards the known ones of
    training while pairs are few.

    Free translation has high scores everywhere; an omission stands out from its document. The spread may
    differ little from the known one: where many clauses are missing, each would hide the others.
    """
    median, spread = known
    if not scores:
        return median, spread
    n, (own, deviation) = len(scores), normal(scores)
    mixed = float(np.sqrt((n * deviation**2 + WELL_KNOWN * spread**2) / (n + WELL_KNOWN)))
    low, high = SPREADS
    return (n * own + WELL_KNOWN * median) / (n + WELL_KNOWN), min(max(mixed, low * spread), high * spread)


def confidence(model: Model, lang: Lang, far: float) -> float:
    """Probability of an omission where a pair stands far spreads above the usual score."""
    slope, intercept = model.constants[lang]["reliability"]
    return float(1 / (1 + np.exp(-(slope * far + intercept))))


def _chosen(model: Model, side: Cut, scores: Floats, median: float, spread: float) -> Run | None:
    """The run that is reported, if any. scores: log-odds of each run."""
    bar = model.constants[side.text.lang]["bar"]
    whole = blocks(side.text, side.spans)
    for candidates, least in ((whole, bar - ALLOWANCE), (side.runs, bar)):
        known = [side.runs.index(run) for run in candidates]
        if known and (pooled(scores[known]) - median) / spread >= least:
            return side.runs[max(known, key=lambda k: scores[k])]
    return None


def _is_examined(pair: Pair) -> bool:
    """Not so date lines, mastheads, headings, footnotes, and pairs of too few pieces."""
    running = all(
        b.kind in (Kind.PARAGRAPH, Kind.ITEM) for side in (pair.source, pair.target) for b in side.blocks
    )
    if not running or pair.confidence < DOUBTFUL or len(pair.source.text) < SHORTEST_TEXT:
        return False
    return max(len(cut(pair.side(lang).text, lang)) for lang in SIDES) >= FEWEST_PIECES


def centred(residuals: Sequence[float]) -> Floats:
    """Residuals less the document's own, which is drawn towards 0 while there are few pairs."""
    own = float(np.median(residuals)) * len(residuals) / (len(residuals) + WELL_KNOWN)
    return np.array(residuals) - own


def _finding(pair: Pair, side: Cut, run: Run, sure: float) -> Finding:
    lang, passage = side.text.lang, pair.side(side.text.lang)
    start, end = side.spans[run.first].start, side.spans[run.last - 1].end
    places = passage.places(start, end)
    what, kind = f"“{_shown(side.text.text[start:end])}” of the {LANGUAGE[lang]}", "clause"
    if block := _whole_block(passage, places):
        what, kind = name_of(block), "unaligned"
        places = (Unit(block.id, 0, len(block.text)),)
    return Finding(
        kind,
        Severity.ERROR if sure >= SURE else Severity.WARNING,
        pair.index,
        f"{what} has no counterpart in the {LANGUAGE[OTHER[lang]]}.",
        round(sure * pair.confidence, 3),
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
