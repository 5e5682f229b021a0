"""Fit the clause check and show what it finds: python benchmarks/checks.py BENCH_FOLDER [--no-write]

From real pairs (train/un_pairs.tsv, train/law_pairs.tsv) one clause is dropped on one side; the check
must find its counterpart on the other and keep silent on the untouched pair. Figures are held-out
ones: the pairs are parted into FOLDS, and each fold is judged with lexicon, length model and weights
from the others. About one in ten of the highest false alarms is a real omission of the source.
What it writes is fitted on all pairs. Numbers, dates and symbols: benchmarks/quantities.py.
"""

from __future__ import annotations

import argparse
import json
import random
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

import align.checks
from align.checks import clause
from align.checks.clause import FEATURES, Cut, Model, Text
from align.checks.lexicon import BITS, Lexicon
from align.encoders.bundled import BundledEncoder
from align.model import Lang
from align.quantities import extract
from align.segment import clauses

Floats = NDArray[np.float64]

SEED = 20100730
FOLDS = 4
PAIRS = 1000  # of each corpus, for weights and figures; the lexicon is made from LEXICON
LEXICON = 1800
ROUNDS = 4  # in each, the best run of every pair is chosen anew
FEWEST = {"zh": 15, "en": 60}  # characters of a pair that is looked at
EM = 4  # rounds of IBM model 1
RARE, FAINT = 2, 0.7  # pairs of tokens seen less often, or with less expected weight, are left out
COMMON = 15  # texts in which a token of the length model stands at least
RIDGE = 1e-5  # of the length model, a text
L2 = 1e-3  # of the logistic model, on standardised features
ALARMS = (0.02, 0.005)  # shares of untouched pairs that are flagged
SIZES = (0.0, 0.1, 0.2, 0.3, 1.0)  # classes of the dropped clause's share of its text
SIDES: tuple[tuple[Lang, Lang], ...] = (("zh", "en"), ("en", "zh"))  # (examined, where the clause is missing)


@dataclass
class Example:
    """A pair untouched, and with one clause dropped on either side."""

    whole: dict[Lang, Cut]
    dropped: dict[Lang, tuple[Cut, float]]  # side → what is left of it, share of the dropped clause


def read(path: Path, rng: random.Random) -> list[tuple[str, str]]:
    rows = [line.split("\t")[-2:] for line in path.read_text(encoding="utf-8").splitlines()[1:]]
    pairs = [(zh, en) for zh, en in rows if len(zh) >= FEWEST["zh"] and len(en) >= FEWEST["en"]]
    pairs = [
        p for p in pairs if max(len(clauses(p[0], "zh")), len(clauses(p[1], "en"))) >= clause.FEWEST_CLAUSES
    ]
    rng.shuffle(pairs)
    return pairs[:LEXICON]


def drop(text: str, lang: Lang, rng: random.Random) -> tuple[str, float] | None:
    """text without one of its clauses, and that clause's share; None if too little would be left."""
    start, end = rng.choice(clauses(text, lang))
    left, share = (text[:start] + text[end:]).strip(), (end - start) / len(text)
    return (left, share) if share <= clause.LARGEST_SHARE and left else None


def cuts(texts: Sequence[str], lang: Lang, encoder: BundledEncoder) -> list[Cut]:
    return clause.cut_all([Text(text, extract(text, lang), lang) for text in texts], encoder)


def make_examples(
    pairs: Sequence[tuple[str, str]], encoder: BundledEncoder, rng: random.Random
) -> list[Example]:
    examples: list[Example] = [Example({}, {}) for _ in pairs]
    for side, lang in enumerate(clause.SIDES):
        for example, cut in zip(examples, cuts([p[side] for p in pairs], lang, encoder), strict=True):
            example.whole[lang] = cut
        left = {i: d for i, p in enumerate(pairs) if (d := drop(p[side], lang, rng))}
        for i, cut in zip(left, cuts([t for t, _ in left.values()], lang, encoder), strict=True):
            examples[i].dropped[lang] = cut, left[i][1]
    return examples


# --- what is learnt -------------------------------------------------------------------------------


def learn_lexicon(pairs: Sequence[tuple[Sequence[int], Sequence[int]]]) -> Lexicon:
    """IBM model 1 in both directions over the sets of tokens, expected counts averaged."""
    sets = [(np.unique(zh), np.unique(en)) for zh, en in pairs]
    zh = np.concatenate([np.repeat(x, len(y)) for x, y in sets])
    en = np.concatenate([np.tile(y, len(x)) for x, y in sets])
    keys, link, seen = np.unique((zh.astype(np.int64) << BITS) | en, return_inverse=True, return_counts=True)
    begins = np.cumsum([0, *(len(y) for _, y in sets)]), np.cumsum([0, *(len(x) for x, _ in sets)])
    here = np.concatenate(
        [np.tile(np.arange(len(y)), len(x)) + b for (x, y), b in zip(sets, begins[0], strict=False)]
    )
    there = np.concatenate(
        [np.repeat(np.arange(len(x)), len(y)) + b for (x, y), b in zip(sets, begins[1], strict=False)]
    )
    _, zh_of = np.unique(keys >> BITS, return_inverse=True)
    _, en_of = np.unique(keys & ((1 << BITS) - 1), return_inverse=True)
    counts = (_em(link, here, zh_of) + _em(link, there, en_of)) / 2
    zh_total, en_total = np.bincount(zh_of, counts), np.bincount(en_of, counts)
    strength = counts * counts.sum() / (zh_total[zh_of] * en_total[en_of])
    kept = (seen >= RARE) & (counts >= FAINT) & (strength > 1)
    return Lexicon(keys[kept], strength[kept].astype(np.float32))


def _em(link: NDArray[np.int64], explained: NDArray[np.int64], given: NDArray[np.int64]) -> Floats:
    """Expected counts of each key. link: key of each link; explained: the token that a link explains."""
    probability = np.ones(len(given))
    for _ in range(EM):
        weight = probability[link]
        counts = np.bincount(link, weight / np.bincount(explained, weight)[explained])
        probability = counts / np.bincount(given, counts)[given]
    return counts


def learn_length(examples: Iterable[dict[Lang, Cut]]) -> dict[str, object]:
    """Ridge regression of ln(English / Chinese characters) on the density of Chinese tokens."""
    sides = [(e["zh"], e["en"]) for e in examples]
    tokens = [clause.flat(zh.encoded).tolist() for zh, _ in sides]
    seen = Counter(t for text in tokens for t in set(text))
    column = {t: i for i, t in enumerate(sorted(t for t, n in seen.items() if n >= COMMON))}
    density = np.zeros((len(sides), len(column)))
    for row, (text, (zh, _)) in enumerate(zip(tokens, sides, strict=True)):
        for t in text:
            if t in column:
                density[row, column[t]] += 1 / zh.lengths.sum()
    wanted = np.array([np.log(en.lengths.sum() / zh.lengths.sum()) for zh, en in sides])
    bias = float(wanted.mean())
    ridge = RIDGE * len(sides) * np.eye(len(column))
    weights = np.linalg.solve(density.T @ density + ridge, density.T @ (wanted - bias))
    rest = wanted - bias - density @ weights
    deviation = 1.4826 * float(np.median(np.abs(rest - np.median(rest))))  # of a normal distribution
    table = {str(t): round(float(weights[i]), 3) for t, i in column.items()}
    return {"bias": round(bias, 4), "deviation": round(deviation, 4), "weights": table}


def learn_weights(tables: Sequence[tuple[Floats, bool]]) -> Floats:
    """Logistic regression on the best run of every pair. tables: features of its runs, is one missing."""
    weights = np.array([START.get(name, 0.0) for name in FEATURES])
    for _ in range(ROUNDS):
        x = np.array([table[np.argmax(table @ weights)] for table, _ in tables])
        y = np.array([float(missing) for _, missing in tables])
        scale = np.where(x.std(axis=0) > 0, x.std(axis=0), 1.0)

        def loss(w: Floats, x: Floats = x / scale, y: Floats = y) -> tuple[float, Floats]:
            odds = x @ w
            free = w * (np.array(FEATURES) != "bias")
            slope = x.T @ (1 / (1 + np.exp(-odds)) - y) / len(y) + 2 * L2 * free
            return float(np.mean(np.logaddexp(0, odds) - y * odds) + L2 * free @ free), slope

        weights = minimize(loss, np.zeros(len(FEATURES)), jac=True, method="L-BFGS-B").x / scale
    return np.asarray(weights)


START = {"gain": 20.0, "length": 0.6, "share": 8.0, "best": -6.0, "cosine": 4.0, "absent": 2.6, "bias": -5.0}


def learn(examples: Sequence[Example], texts: Sequence[Example]) -> Model:
    """Lexicon from texts, length model from examples; weights still missing."""
    pairs = [(clause.flat(e.whole["zh"].encoded), clause.flat(e.whole["en"].encoded)) for e in texts]
    return Model({"length": learn_length(e.whole for e in examples)}, learn_lexicon(pairs))


# --- what is shown --------------------------------------------------------------------------------

Judged = dict[tuple[Lang, int, bool], Floats]  # (side examined, example, is a clause missing) → features


def judge(model: Model, examples: Sequence[Example], chosen: Sequence[int]) -> Judged:
    """Features of chosen examples, untouched and with a clause dropped on the other side."""
    centre = float(np.median([model.residual(examples[i].whole) for i in chosen]))
    judged: Judged = {}
    for i in chosen:
        for lang, other in SIDES:
            whole = examples[i].whole
            states = [(False, whole)]
            if other in examples[i].dropped:
                states.append((True, {**whole, other: examples[i].dropped[other][0]}))
            for missing, sides in states:
                length = (model.residual(sides) - centre) * (1 if lang == "en" else -1)
                if sides[lang].runs:
                    judged[lang, i, missing] = clause.features(model, sides, lang, length)
    return judged


def curves(name: str, examples: Sequence[Example], judged: Judged) -> None:
    """Print recall at ALARMS by size of the clause, weights held out."""
    for lang, other in SIDES:
        keys = [key for key in judged if key[0] == lang]
        scores = {}
        for fold in range(FOLDS):
            weights = learn_weights([(judged[k], k[2]) for k in keys if k[1] % FOLDS != fold])
            scores |= {k: float((judged[k] @ weights).max()) for k in keys if k[1] % FOLDS == fold}
        quiet = np.sort([s for k, s in scores.items() if not k[2]])
        found = [(s, examples[k[1]].dropped[other][1]) for k, s in scores.items() if k[2]]
        print(f"{name}: missing in {other}: {len(quiet)} untouched, {len(found)} with a clause dropped")
        for share in ALARMS:
            bar = quiet[int(len(quiet) * (1 - share))]
            classes = (
                f"{a:.0%}–{b:.0%} {np.mean([s > bar for s, size in found if a <= size < b]):.2f}"
                for a, b in pairwise(SIZES)
            )
            recall = np.mean([s > bar for s, _ in found])
            print(f"  at {share:.1%} false alarms: {recall:.3f}  ({', '.join(classes)})")


def usual(judged: Judged, lang: Lang, weights: Floats) -> list[float]:
    """Median and spread (a robust standard deviation) of the best scores of untouched pairs."""
    quiet = np.array([float((t @ weights).max()) for k, t in judged.items() if k[0] == lang and not k[2]])
    median = float(np.median(quiet))
    return [round(median, 3), round(1.4826 * float(np.median(np.abs(quiet - median))), 3)]


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("bench", type=Path)
    parser.add_argument("--no-write", action="store_true")
    options = parser.parse_args()
    encoder, rng = BundledEncoder(), random.Random(SEED)
    corpora = {
        name: make_examples(read(options.bench / "train" / f"{name}_pairs.tsv", rng), encoder, rng)
        for name in ("un", "law")
    }
    everything = [e for examples in corpora.values() for e in examples]
    judged: dict[str, Judged] = {name: {} for name in corpora}
    for fold in range(FOLDS):
        texts = [e for examples in corpora.values() for i, e in enumerate(examples) if i % FOLDS != fold]
        model = learn(texts, texts)
        for name, examples in corpora.items():
            chosen = [i for i in range(min(PAIRS, len(examples))) if i % FOLDS == fold]
            judged[name] |= judge(model, examples, chosen)
    for name, examples in corpora.items():
        curves(name, examples, judged[name])
    if options.no_write:
        return
    model = learn(everything, everything)
    constants = {"origin": ORIGIN, **model.constants}
    for lang, _ in SIDES:
        weights = learn_weights([(t, k[2]) for j in judged.values() for k, t in j.items() if k[0] == lang])
        table = dict(zip(FEATURES, (round(float(w), 4) for w in weights), strict=True))
        constants[lang] = {**table, "usual": usual(judged["un"], lang, weights)}
    folder = Path(align.checks.__file__).parent
    (folder / "clause.json").write_text(json.dumps(constants, indent=1) + "\n", encoding="utf-8")
    np.savez_compressed(
        folder / "lexicon.npz", keys=model.lexicon.keys, strength=model.lexicon.strength.astype(np.float16)
    )


ORIGIN = (
    "benchmarks/checks.py on UN sentence pairs (official test set of the UN Parallel Corpus v1.0) and "
    "articles of Taiwan statutes; weights by side examined; "
    "usual: median and spread of the best log-odds of untouched UN pairs"
)

if __name__ == "__main__":
    main()
