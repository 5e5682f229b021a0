"""Remarks on terms, right ones and found ones: `python benchmarks/renderings.py BENCH_FOLDER`.

Precision: remarks on untouched texts, by the verdicts of a reader in `results/renderings.tsv`: first on the
development cases and the sample, which were in view when the rules were made, then on stretches of loose
UN pairs and articles of laws. These were read as well, and rules were mended after it: no figure is of
texts that nobody had looked at. They are of many documents and translators, and more wordings differ
than in one. `--write` writes the list anew; verdicts of remarks that are in it already are kept, new
ones have none. Verdicts:

    right   both wordings stand for the same term, in the same sense, and a reviser may want one of them
    wrong   one of them does not stand for it, is by right another, or the two differ in form only

Recall: the English of a term in `renderings.tsv` is changed for another wording in 1, 2 or 3 of its pairs
(in all of each of them), or the Chinese; found if a remark names the term and the new wording at one of
these pairs. The new wordings were written before any was looked for, and some are far-fetched. Terms of
two characters are among them, about which the check says nothing.

Confidence: the share of right remarks in each language, a term counted once, which leans towards the share
of both by the weight of LEAN remarks.
"""

from __future__ import annotations

import argparse
import csv
import random
import re
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from align import align_files
from align.association import key_of, stop_words
from align.checks import CHECKS
from align.checks.material import Material
from align.checks.wordings import Other, Wordings
from align.encoders.bundled import BundledEncoder
from training import columns

HERE = Path(__file__).parent
LIST, PLANTS = HERE / "results" / "renderings.tsv", HERE / "renderings.tsv"
SAMPLE = HERE.parent / "texts" / "un-draft-resolution-trafficking"
SUITES = ("resolutions", "treaties", "laws", "clauses")
VARIANTS = ("plain", "num", "clean", "nonum", "wrapped")  # of one text, the first that there is
STRETCH = 150  # loose pairs that make a text
SEED = 20261124
TIMES = (1, 2, 3)  # pairs of a term that are changed
UNCHANGED = 3  # pairs of it that are left, at least, and twice as many as are changed
LEAN = 2


class Text(NamedTuple):
    name: str
    zh: list[str]  # the sides of its pairs
    en: list[str]


class Plant(NamedTuple):
    zh: str
    en: str  # forms, parted by |
    other_en: str
    other_zh: str


def cases(bench: Path, encoder: BundledEncoder) -> Iterator[Text]:
    """The development cases without planted gaps, each text once, and the sample; aligned."""
    chosen: dict[str, Path] = {"sample": SAMPLE}
    for suite in SUITES:
        for folder in (bench / "dev" / suite).iterdir():
            base, _, variant = folder.name.rpartition("_")
            if variant != "broken":
                name = f"{suite}/{base if variant in VARIANTS else folder.name}"
                chosen[name] = min(folder, chosen.get(name, folder), key=_preference)
    for name, folder in sorted(chosen.items()):
        made = align_files(folder / "zh.txt", folder / "en.txt", without=tuple(CHECKS))
        pairs = Material(made, encoder).pairs
        yield Text(name, [p.source.text for p in pairs], [p.target.text for p in pairs])


def _preference(folder: Path) -> int:
    variant = folder.name.rpartition("_")[2]
    return VARIANTS.index(variant) if variant in VARIANTS else -1


def stretches(bench: Path) -> Iterator[Text]:
    for corpus in ("un", "law"):
        pairs = columns(bench / "train" / f"{corpus}_pairs.tsv", ("zh", "en"))
        for first in range(0, len(pairs), STRETCH):
            zh, en = zip(*pairs[first : first + STRETCH], strict=True)
            yield Text(f"{corpus} {first}", [*zh], [*en])


def plant(text: Text, plants: Sequence[Plant], lang: str, times: int) -> tuple[Text, dict[Plant, set[int]]]:
    """text with other wordings in one language, and the pairs where each was put in."""
    draw, sides, done = random.Random(SEED + times), text._replace(zh=[*text.zh], en=[*text.en]), {}
    for p in plants:
        form = re.compile(rf"\b(?:{p.en})\b", re.IGNORECASE)
        where = [i for i in range(len(text.zh)) if p.zh in sides.zh[i] and form.search(sides.en[i])]
        if len(where) < times + max(UNCHANGED, 2 * times):
            continue
        done[p] = {*draw.sample(where, times)}
        for i in done[p]:
            if lang == "en":
                sides.en[i] = form.sub(p.other_en, sides.en[i])
            else:
                sides.zh[i] = sides.zh[i].replace(p.zh, p.other_zh)
    return sides, done


def is_found(plant: Plant, pairs: set[int], other: Other) -> bool:
    if other.lang == "zh":
        named = other.wording in plant.other_zh or plant.other_zh in other.wording
    else:
        named = bool(_words(other.wording) & _words(plant.other_en) - _words(plant.en))
    return named and bool(other.beads & pairs) and (plant.zh in other.usage.zh or other.usage.zh in plant.zh)


def _words(text: str) -> set[str]:
    return {*re.split("[ -]", key_of(text.replace("|", " ")))} - stop_words("en")


def remarks(texts: Sequence[Text], encoder: BundledEncoder) -> list[tuple[str, str, str, str, str]]:
    """(text, language of the wording, term, usual wording, other wording) of each remark."""
    began = time.process_time()
    found: list[tuple[str, str, str, str, str]] = []
    for text in texts:
        wordings = Wordings(text.zh, text.en, encoder)
        found += [
            (text.name, o.lang, o.usage.zh, o.usage.en, o.wording)  # keys: they don't hang on capitals
            for o in wordings.others()
        ]
    print(f"{len(texts)} texts, {len(found)} remarks, {time.process_time() - began:.1f} s of processor time")
    return found


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("bench", type=Path)
    arguments.add_argument("--write", action="store_true", help="write the list of remarks anew")
    given = arguments.parse_args()
    encoder = BundledEncoder()
    texts = [*cases(given.bench, encoder)]
    verdicts = {row[:5]: row[5] for row in read(LIST)} if LIST.exists() else {}
    rows = []
    for name, part in (("cases", texts), ("loose pairs", [*stretches(given.bench)])):
        judged = [(*row, verdicts.get(row, "")) for row in remarks(part, encoder)]
        print(f"{name}: {sum(row[5] == 'right' for row in judged)} of {len(judged)} right")
        rows += judged
    if given.write:
        write(rows)
    rows = [*{row[1:3]: row for row in reversed(rows)}.values()]
    share = _share(rows)
    for lang in ("en", "zh"):
        own = [row for row in rows if row[1] == lang]
        leaned = (len(own) * _share(own) + LEAN * share) / (len(own) + LEAN)
        print(
            f"other wordings in {lang}: {_share(own):.3f} of {len(own)} terms right; confidence {leaned:.2f}"
        )
    plants = [Plant(*row) for row in read(PLANTS)]
    for lang in ("en", "zh"):
        for times in TIMES:
            found = planted = 0
            for text in texts:
                changed, done = plant(text, plants, lang, times)
                others = [*Wordings(changed.zh, changed.en, encoder).others()] if done else []
                planted += len(done)
                found += sum(any(is_found(p, pairs, o) for o in others) for p, pairs in done.items())
            print(f"{lang}, {times} changed: {found} of {planted} found, {found / planted:.2f}")


def _share(rows: Sequence[tuple[str, ...]]) -> float:
    return sum(row[5] == "right" for row in rows) / len(rows)


def read(path: Path) -> list[tuple[str, ...]]:
    with path.open(encoding="utf-8", newline="") as file:
        return [tuple(row) for row in csv.reader(file, delimiter="\t")][1:]


def write(rows: Sequence[tuple[str, ...]]) -> None:
    with LIST.open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file, delimiter="\t", lineterminator="\n")
        table.writerow(("text", "language", "term", "usual", "other", "verdict"))
        table.writerows(rows)


if __name__ == "__main__":
    main()
