"""Fit the seam vectors of span composition and write them where encoders/bundled.py reads them.

    python benchmarks/fit_deltas.py BENCH_FOLDER

The random cosines to which those of other encoders are brought (evidence.PairEvidence) are measured too.

delta of a language = mean over neighbouring units x, y of S(xy) - S(x) - S(y), where S is the token
sum. Prints the cosine between composed and really encoded runs of 2, 3 and 5 units, with and
without delta. Neighbours are consecutive lines of BENCH_FOLDER/train/*.tsv.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np

from align.encoders import bundled
from align.text import join

PAIRS = 1500  # neighbours a language and file
TEST_RUNS = 300  # runs of each length, after the PAIRS first lines


def columns(path: Path) -> dict[str, list[str]]:
    header, *rows = [line.split("\t") for line in path.read_text(encoding="utf-8").splitlines()]
    return {lang: [row[header.index(lang)] for row in rows] for lang in ("zh", "en")}


def random_cosines(encoder: bundled.BundledEncoder, texts: dict[str, list[str]]) -> tuple[float, float]:
    """Mean and standard deviation of the cosines of texts with the translations of others."""
    u, v = (encoder.encode(texts[lang][:TEST_RUNS], lang).vectors(1) for lang in ("zh", "en"))
    cosines = (u @ v.T)[~np.eye(len(u), dtype=bool)]
    return float(cosines.mean()), float(cosines.std())


def main(bench: Path) -> None:
    encoder = bundled.BundledEncoder()
    files = sorted((bench / "train").glob("*_pairs.tsv"))
    deltas = {}
    for lang in ("zh", "en"):
        seams, tests = [], []
        for path in files:
            texts = columns(path)[lang]
            tests.append(texts[PAIRS:])
            parts, _ = encoder.token_sums(texts[: PAIRS + 1])
            whole, _ = encoder.token_sums([join(lang, texts[i : i + 2]) for i in range(len(parts) - 1)])
            seams.append(whole - parts[:-1] - parts[1:])
        deltas[lang] = np.concatenate(seams).mean(axis=0)
        for k in (2, 3, 5):
            for name, delta in (("with", deltas[lang]), ("without", np.zeros_like(deltas[lang]))):
                cosines = []
                for texts in tests:
                    runs = [texts[i : i + k] for i in range(0, min(len(texts), TEST_RUNS * k) - k + 1, k)]
                    real, tokens = encoder.token_sums([join(lang, run) for run in runs])
                    sums, counts = encoder.token_sums([t for run in runs for t in run])
                    composed = encoder.composed(sums, counts, delta).vectors(k)[::k]
                    cosines.append((composed * encoder.finish(real, tokens)).sum(axis=1))
                print(f"{lang} runs of {k} {name:8s} delta: cosine {np.concatenate(cosines).mean():.4f}")
    deltas["random"] = np.mean([random_cosines(encoder, columns(path)) for path in files], axis=0)
    print("random cosines: mean {:.4f}, standard deviation {:.4f}".format(*deltas["random"]))
    np.savez(Path(bundled.__file__).with_name("deltas.npz"), **deltas)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
