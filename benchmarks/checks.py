"""Fit the clause check and show what it finds: python benchmarks/checks.py BENCH_FOLDER [--no-write]

From real pairs (train/un_pairs.tsv, train/law_pairs.tsv) one clause is dropped on one side; the check
must find its counterpart on the other and keep silent on the untouched pair. Figures are held-out
ones: the texts are parted into FOLDS (the articles of a law stay together), and each fold is judged
with lexicon, length model and weights from the others. What it writes is fitted on all pairs, weights
and reliability on the held-out features. Alarms on untouched pairs that were read and found to be real
omissions of the published texts (results/alarms.tsv) are counted apart. Needs torch; takes half an hour.
Numbers, dates and symbols: benchmarks/quantities.py.
"""

from __future__ import annotations

import argparse
import json
import random
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby, pairwise
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

import align.checks
from align.checks import clause
from align.checks.lexicon import Lexicon
from align.checks.material import OTHER
from align.checks.omission import FEATURES, SHARPNESS, Model, features, pooled
from align.checks.pieces import LARGEST_SHARE, SHORTEST, Cut, Run, Text, cut, cut_all
from align.encoders.bundled import BundledEncoder
from align.model import Lang, Span
from align.quantities import extract
from align.segment import clauses
from words import States, learn_lexicon, states_of

Floats = NDArray[np.float64]

SEED = 20100730
FOLDS = 6
JUDGED = ("un", "law")  # the news serve the lexicon only
FEWEST = {"zh": 15, "en": 60}  # characters of a pair that is looked at
RIDGE = 0.4  # of the length model, on standardised states; a share of the weight of all texts
HEAVIEST = 120  # Chinese characters from which a text weighs no more in the length model
L2 = 1e-3  # of the logistic model, on standardised features
L2_KINDS = 3e-4  # ... on the numbers of unit vectors
ALARMS = (0.02, 0.005)  # shares of untouched pairs that are flagged in the figures
ALARM = {"zh": 0.01, "en": 0.0075}  # ... by the check, by side examined; documents flag Chinese less often
PRIOR = 0.02  # share of a document's pairs that lack a clause, for the confidence; assumed
READ = 50  # alarms of each corpus and side that are written to be read
SIZES = (0.0, 0.1, 0.2, 0.3, 1.0)  # classes of the dropped clause's share of its text
WORDS = SHORTEST  # characters below which what stands between commas is a word or two: "however,"
ALARMS_READ = Path(__file__).parent / "results" / "alarms.tsv"
SIDES: tuple[tuple[Lang, Lang], ...] = (("zh", "en"), ("en", "zh"))  # (examined, where the clause is missing)


class Row(NamedTuple):
    """A pair of texts that translate each other."""

    corpus: str
    number: int  # of its line in the file, without the heading
    document: str  # what must not be parted by folds: a law; the text itself where no document is known
    zh: str
    en: str

    @property
    def fold(self) -> int:
        return zlib.crc32(self.document.encode()) % FOLDS

    @property
    def is_judged(self) -> bool:
        long = len(self.zh) >= FEWEST["zh"] and len(self.en) >= FEWEST["en"]
        return (
            self.corpus in JUDGED
            and long
            and max(len(clauses(self.zh, "zh")), len(clauses(self.en, "en"))) >= clause.FEWEST_CLAUSES
        )


class Dropped(NamedTuple):
    """A clause that was taken out."""

    share: float  # of the text's characters
    characters: int


@dataclass
class Example:
    """A pair untouched, and with one clause dropped on either side."""

    row: Row
    whole: dict[Lang, Cut] = field(default_factory=dict)
    dropped: dict[Lang, tuple[Cut, Dropped]] = field(default_factory=dict)  # what is left, what is not


class Judgement(NamedTuple):
    """One side of an example as the check sees it."""

    row: Row
    lang: Lang  # examined
    dropped: Dropped | None  # on the other side; None: untouched
    table: Floats  # features of the runs
    vectors: NDArray[np.float16]  # of the runs
    spans: tuple[Span, ...]
    runs: tuple[Run, ...]

    @property
    def missing(self) -> bool:
        return self.dropped is not None


def read(folder: Path) -> list[Row]:
    rows = []
    for corpus in ("un", "law", "news"):
        lines = (folder / f"{corpus}_pairs.tsv").read_text(encoding="utf-8").splitlines()[1:]
        for number, line in enumerate(lines, 1):
            first, *_, zh, en = ["", *line.split("\t")][-max(3, line.count("\t") + 1) :]
            rows.append(Row(corpus, number, first or zh, zh, en))
    return rows


# --- what is learnt -------------------------------------------------------------------------------


def learn_length(rows: Sequence[Row], states: dict[Lang, States], lexicon: Lexicon) -> Model:
    """lexicon with stretches, and the constants of the length model; weights still missing.

    Ridge regression of ln(English / Chinese characters) on the sums of states of both sides, and on their
    numbers of tokens, over characters. states: of rows.
    """
    sizes = {lang: np.array([_characters(row, lang) for row in rows]) for lang in clause.SIDES}
    x = np.concatenate([_densities(states[lang], sizes[lang]) for lang in clause.SIDES], axis=1)
    weight, wanted = np.minimum(sizes["zh"], HEAVIEST), np.log(sizes["en"] / sizes["zh"])
    mean, centre, scale = np.average(wanted, weights=weight), x.mean(axis=0), x.std(axis=0)
    x = (x - centre) / scale
    square = (x.T * weight) @ x + RIDGE * weight.sum() * np.eye(x.shape[1])
    slopes = np.linalg.solve(square, x.T @ (weight * (wanted - mean)))
    rest = wanted - mean - x @ slopes
    deviation = 1.4826 * float(np.median(np.abs(rest - np.median(rest))))  # of a normal distribution
    slopes = (slopes / scale).astype(np.float16).astype(np.float64)  # as they are stored
    views, offsets = dict(lexicon.views), dict(lexicon.offsets)
    for lang, part in zip(clause.SIDES, np.split(slopes, 2), strict=True):
        views[lang] = np.column_stack([views[lang], part[:-1]]).astype(np.float32)
        offsets[lang] = np.append(offsets[lang], part[-1]).astype(np.float32)
    constants = {"bias": round(float(mean - centre @ slopes), 4), "deviation": round(deviation, 4)}
    return Model({"length": constants}, Lexicon(views, offsets, lexicon.bias), {})


def _characters(row: Row, lang: Lang) -> int:
    """As Cut.lengths counts them."""
    return sum(end - start for start, end in cut(getattr(row, lang), lang))


def _densities(states: States, sizes: NDArray[np.int64]) -> Floats:
    """(texts, 1281): sums of states, and tokens, over sizes in characters."""
    sums = [np.append(s.sum(axis=0, dtype=np.float32), len(s)) for s in states]
    return np.stack(sums).astype(np.float64) / sizes[:, None]


def learn(chosen: Sequence[int], rows: Sequence[Row], states: dict[Lang, States]) -> Model:
    """Lexicon and length model from the chosen rows; weights still missing."""
    lexicon = learn_lexicon(*([states[lang][i] for i in chosen] for lang in clause.SIDES), SEED)
    measured = [i for i in chosen if len(rows[i].zh) >= FEWEST["zh"] and rows[i].corpus in JUDGED]
    own = {lang: [states[lang][i] for i in measured] for lang in clause.SIDES}
    return learn_length([rows[i] for i in measured], own, lexicon)


@dataclass(frozen=True)
class Weights:
    """Of the features, (len(FEATURES),), and of the numbers of a run's vector, (512,)."""

    features: Floats
    kinds: Floats

    def pooled(self, judgement: Judgement) -> float:
        """Log-odds that a clause is missing."""
        return pooled(self.scores(judgement))

    def scores(self, judgement: Judgement) -> Floats:
        """Log-odds of each run."""
        return judgement.table @ self.features + judgement.vectors.astype(np.float64) @ self.kinds


def learn_weights(judged: Sequence[Judgement]) -> Weights:
    """Logistic regression of "a clause is missing" on the pooled scores of a pair's runs."""
    x, vectors = np.concatenate([j.table for j in judged]), np.concatenate([j.vectors for j in judged])
    vectors, size = vectors.astype(np.float32), len(FEATURES)
    y = np.array([float(j.missing) for j in judged])
    begins = np.cumsum([0, *(len(j.table) for j in judged[:-1])])
    pair = np.repeat(np.arange(len(judged)), [len(j.table) for j in judged])
    scale, centre = x.std(axis=0), x.mean(axis=0)
    scale[0], centre[0] = 1.0, 0.0
    x = (x - centre) / scale
    middle = vectors.mean(axis=0)
    vectors -= middle
    decay = np.concatenate([L2 * (np.array(FEATURES) != "bias"), np.full(len(middle), L2_KINDS)])

    def loss(w: Floats) -> tuple[float, Floats]:
        scores = SHARPNESS * (x @ w[:size] + vectors @ w[size:].astype(np.float32))
        sums = np.logaddexp.reduceat(scores, begins)
        odds = sums / SHARPNESS  # as omission.pooled
        part = np.exp(scores - sums[pair]) * (1 / (1 + np.exp(-odds)) - y)[pair]
        slope = np.concatenate([x.T @ part, vectors.T @ part.astype(np.float32)]) / len(y)
        return float(np.mean(np.logaddexp(0, odds) - y * odds) + decay @ w**2), slope + 2 * decay * w

    start = np.zeros(len(decay))
    start[0] = -4.0
    weights = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": 500}).x
    of_features, kinds = weights[:size], weights[size:]
    of_features[1:] /= scale[1:]
    of_features[0] -= of_features[1:] @ centre[1:] + kinds @ middle
    return Weights(of_features, kinds.astype(np.float16).astype(np.float64))  # as they are stored


def learn_reliability(far: Floats, missing: NDArray[np.bool_]) -> tuple[float, float]:
    """Slope and intercept of the log-odds of an omission, were PRIOR of all pairs to lack a clause."""
    weight = np.where(missing, PRIOR / missing.mean(), (1 - PRIOR) / (1 - missing.mean()))

    def loss(w: Floats) -> float:
        odds = w[0] * far + w[1]
        return float(np.mean(weight * (np.logaddexp(0, odds) - missing * odds)))

    slope, intercept = minimize(loss, np.array([1.0, -4.0]), method="Nelder-Mead").x
    return round(float(slope), 4), round(float(intercept), 4)


# --- what is judged -------------------------------------------------------------------------------


def make_examples(rows: Sequence[Row], model: Model, encoder: BundledEncoder) -> list[Example]:
    rng = random.Random(SEED)
    examples = [Example(row) for row in rows]

    def cuts(texts: Sequence[str], lang: Lang) -> list[Cut]:
        made = [Text(text, extract(text, lang), lang) for text in texts]
        return cut_all(made, encoder, model.lexicon.views[lang])

    for lang in clause.SIDES:
        texts = [getattr(row, lang) for row in rows]
        for example, whole in zip(examples, cuts(texts, lang), strict=True):
            example.whole[lang] = whole
        left = {i: d for i, text in enumerate(texts) if (d := drop(text, lang, rng))}
        for (i, (_, out)), rest in zip(left.items(), cuts([t for t, _ in left.values()], lang), strict=True):
            examples[i].dropped[lang] = rest, out
    return examples


def drop(text: str, lang: Lang, rng: random.Random) -> tuple[str, Dropped] | None:
    """text without one of its clauses, and what that was; None if too little would be left."""
    start, end = rng.choice(clauses(text, lang))
    left, out = (text[:start] + text[end:]).strip(), Dropped((end - start) / len(text), end - start)
    return (left, out) if out.share <= LARGEST_SHARE and left else None


def judge(model: Model, examples: Sequence[Example]) -> Iterator[Judgement]:
    """Examples of one corpus, untouched and with a clause dropped; lengths are centred by document."""
    residuals = [model.residual(e.whole) for e in examples]
    usual = float(np.median(residuals))
    own = clause.centred if examples[0].row.corpus == "law" else np.array  # UN sentences: no documents
    indexed = sorted(range(len(examples)), key=lambda i: examples[i].row.document)
    for _, group in groupby(indexed, key=lambda i: examples[i].row.document):
        members = list(group)
        rest = np.array([residuals[i] - usual for i in members])
        for i, shift in zip(members, rest - own(rest), strict=True):
            yield from _both_sides(model, examples[i], usual + float(shift))


def _both_sides(model: Model, example: Example, centre: float) -> Iterator[Judgement]:
    for lang, other in SIDES:
        examined = example.whole[lang]
        states: list[tuple[Dropped | None, dict[Lang, Cut]]] = [(None, example.whole)]
        if other in example.dropped:
            rest, out = example.dropped[other]
            states.append((out, {**example.whole, other: rest}))
        for gone, sides in states:
            length = (model.residual(sides) - centre) * (1 if lang == "en" else -1)
            if examined.runs:
                table = features(model, sides, lang, length)
                vectors = examined.vectors[: len(examined.runs)].astype(np.float16)
                yield Judgement(example.row, lang, gone, table, vectors, examined.spans, examined.runs)


def held_out(rows: Sequence[Row], states: dict[Lang, States], encoder: BundledEncoder) -> list[Judgement]:
    """All judgements, each with lexicon and length model from the other folds."""
    judged = []
    for fold in range(FOLDS):
        model = learn([i for i, row in enumerate(rows) if row.fold != fold], rows, states)
        for corpus in JUDGED:
            here = [row for row in rows if row.corpus == corpus and row.fold == fold and row.is_judged]
            judged += judge(model, make_examples(here, model, encoder))
    return judged


def score_held_out(judged: Sequence[Judgement]) -> Floats:
    """Pooled scores of judgements of one side examined, with weights from the other folds."""
    scores = np.zeros(len(judged))
    for fold in range(FOLDS):
        weights = learn_weights([j for j in judged if j.row.fold != fold])
        for i, j in enumerate(judged):
            if j.row.fold == fold:
                scores[i] = weights.pooled(j)
    return scores


def curves(name: str, judged: Sequence[Judgement], scores: Floats) -> None:
    """Print recall at ALARMS: of clauses of WORDS characters and more, of all, by size."""
    real = read_alarms()
    quiet = np.sort([s for j, s in zip(judged, scores, strict=True) if not j.missing and key(j) not in real])
    found = [(s, j.dropped, j.lang) for j, s in zip(judged, scores, strict=True) if j.dropped]
    told = sum(not j.missing for j in judged) - len(quiet)
    print(f"{name}: {len(quiet)} untouched ({told} more read as real), {len(found)} with a clause dropped")
    for alarms in ALARMS:
        bar = quiet[int(len(quiet) * (1 - alarms))]
        classes = (
            f"{a:.0%}–{b:.0%} {np.mean([s > bar for s, out, _ in found if a <= out.share < b]):.2f}"
            for a, b in pairwise(SIZES)
        )
        clauses_only = [s > bar for s, out, lang in found if out.characters >= WORDS[OTHER[lang]]]
        recall = np.mean([s > bar for s, *_ in found])
        print(
            f"  at {alarms:.1%} false alarms: {np.mean(clauses_only):.3f} of {len(clauses_only)} clauses, "
            f"{recall:.3f} with single words ({', '.join(classes)})"
        )


def key(judgement: Judgement) -> tuple[str, int, str]:
    """By which results/alarms.tsv knows an untouched pair."""
    return judgement.row.corpus, judgement.row.number, judgement.lang


def read_alarms() -> set[tuple[str, int, str]]:
    """Untouched pairs whose alarm was read and found to be a real omission or difference of the texts."""
    lines = (line.split("\t") for line in ALARMS_READ.read_text(encoding="utf-8").splitlines()[1:])
    return {(corpus, int(number), lang) for corpus, number, lang, verdict, *_ in lines if verdict == "real"}


def constants_of(judged: Sequence[Judgement]) -> tuple[dict[str, object], dict[str, Floats]]:
    """What clause.json and kinds.npz have of each side examined; prints the figures on the way."""
    constants: dict[str, object] = {}
    kinds: dict[str, Floats] = {}
    for lang, other in SIDES:
        mine = [j for j in judged if j.lang == lang]
        scores = score_held_out(mine)
        missing = np.array([j.missing for j in mine])
        known = clause.normal(
            [s for j, s in zip(mine, scores, strict=True) if j.row.corpus == "un" and not j.missing]
        )
        far = np.zeros(len(mine))
        for corpus in JUDGED:
            here = np.array([j.row.corpus == corpus for j in mine])
            part = [j for j in mine if j.row.corpus == corpus]
            curves(f"{corpus}: missing in {other}", part, scores[here])
            median, spread = clause.usual(known, scores[here & ~missing].tolist())
            far[here] = (scores[here] - median) / spread
        reliability = learn_reliability(far, missing)
        print(f"missing in {other}: {calibration(far, missing, *reliability)}")
        weights = learn_weights(mine)
        un = [j for j in mine if j.row.corpus == "un" and not j.missing]
        constants[lang] = {
            "weights": dict(zip(FEATURES, (round(float(w), 4) for w in weights.features), strict=True)),
            "usual": [round(x, 3) for x in clause.normal([weights.pooled(j) for j in un])],
            "bar": round(float(np.quantile(far[~missing], 1 - ALARM[lang])), 3),
            "reliability": reliability,
        }
        kinds[lang] = weights.kinds
    return constants, kinds


def calibration(far: Floats, missing: NDArray[np.bool_], slope: float, intercept: float) -> str:
    """What the confidences of held-out pairs promise and what comes true, in classes."""
    sure = 1 / (1 + np.exp(-(slope * far + intercept)))
    weight = np.where(missing, PRIOR / missing.mean(), (1 - PRIOR) / (1 - missing.mean()))
    told = []
    for low, high in pairwise((0.0, 0.1, 0.3, 0.5, 0.7, 0.9, 1.0)):
        here = (sure >= low) & (sure <= high)
        if here.any():
            promised, true = np.average(np.stack([sure, missing]), axis=1, weights=weight * here)
            told.append(f"{low}–{high}: promised {promised:.2f}, true {true:.2f} (of {here.sum()})")
    return "; ".join(told)


def alarms(judged: Sequence[Judgement]) -> Iterator[str]:
    """The untouched pairs of each corpus and side in which an omission seems likeliest."""
    for lang, _ in SIDES:
        mine = [j for j in judged if j.lang == lang]
        scored = sorted(zip(score_held_out(mine), range(len(mine)), strict=True), reverse=True)
        weights = learn_weights(mine)
        for corpus in JUDGED:
            quiet = [(s, mine[i]) for s, i in scored if mine[i].row.corpus == corpus and not mine[i].missing]
            for score, j in quiet[:READ]:
                first, last = j.runs[int(np.argmax(weights.scores(j)))]
                named = getattr(j.row, lang)[j.spans[first].start : j.spans[last - 1].end]
                pair = (corpus, str(j.row.number), lang)
                yield "\t".join((*pair, f"{score:.2f}", named, j.row.zh, j.row.en))


def write_lexicon(path: Path, model: Model) -> None:
    arrays = {f"{lang}": view.astype(np.float16) for lang, view in model.lexicon.views.items()}
    offsets = {f"{lang}_offset": offset for lang, offset in model.lexicon.offsets.items()}
    np.savez_compressed(path, **arrays, **offsets, bias=np.float32(model.lexicon.bias))


ORIGIN = (
    "benchmarks/checks.py on UN sentence pairs (official test set of the UN Parallel Corpus v1.0) and "
    "articles of Taiwan statutes; by side examined: weights of the features; usual: median and spread of "
    "the pooled log-odds of untouched UN pairs; bar: spreads above the usual that the share ALARM of "
    "untouched held-out pairs reaches; reliability: spreads → log-odds of an omission; length: of "
    "log(English / Chinese characters) less the stretches of lexicon.npz"
)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("bench", type=Path)
    parser.add_argument("--no-write", action="store_true")
    parser.add_argument("--alarms", type=Path, help="write the highest false alarms to this file, to be read")
    options = parser.parse_args()
    encoder, rows = BundledEncoder(), read(options.bench / "train")
    states = {lang: states_of([getattr(row, lang) for row in rows], encoder) for lang in clause.SIDES}
    judged = held_out(rows, states, encoder)
    found, kinds = constants_of(judged)
    constants = {"origin": ORIGIN} | found
    if options.alarms:
        options.alarms.write_text("\n".join(alarms(judged)) + "\n", encoding="utf-8")
    if options.no_write:
        return
    model = learn(range(len(rows)), rows, states)
    folder = Path(align.checks.__file__).parent
    (folder / "clause.json").write_text(
        json.dumps(constants | model.constants, indent=1) + "\n", encoding="utf-8"
    )
    write_lexicon(folder / "lexicon.npz", model)
    sides = {f"{lang}": weights.astype(np.float16) for lang, weights in kinds.items()}
    np.savez_compressed(folder / "kinds.npz", **sides)


if __name__ == "__main__":
    main()
