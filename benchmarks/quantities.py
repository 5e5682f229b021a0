"""How often quantities of true pairs seem to differ, how often a changed value is found, and the cost.

    python benchmarks/quantities.py FOLDER [--show N]

FOLDER holds un_pairs.tsv and law_pairs.tsv (header with the columns zh and en, one true pair a line).
Changes are made in the English, one a pair, with a fixed seed: a digit, a number word, a month or day.
"""

from __future__ import annotations

import argparse
import csv
import random
import re
import time
from collections.abc import Callable
from pathlib import Path

from align.quantities import compare, extract, keys

SEED = 3
_DIGIT = re.compile(r"(?<=[\s$(])\d[\d,.]*\d|(?<=[\s(])\d(?=[\s,;.)%])")
_WORDS = "three four five six seven eight nine eleven twelve twenty thirty forty fifty".split()
_WORD = re.compile(rf"\b(?:{'|'.join(_WORDS)})\b")
_MONTHS = "January February March April June July August September October November December".split()
_MONTH = re.compile(rf"\b(?:{'|'.join(_MONTHS)})\b")


def read(path: Path) -> list[tuple[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        return [(row["zh"], row["en"]) for row in rows]


def agrees(zh: str, en: str) -> bool:
    return compare(extract(zh, "zh"), extract(en, "en")).agrees


def change_digit(text: str, rng: random.Random) -> str | None:
    places = [m for m in _DIGIT.finditer(text) if m.start() > 8]
    if not places:
        return None
    place = rng.choice(places)
    at = rng.choice([i for i in range(*place.span()) if text[i].isdigit()])
    return text[:at] + rng.choice([d for d in "123456789" if d != text[at]]) + text[at + 1 :]


def changer(pattern: re.Pattern[str], words: list[str]) -> Callable[[str, random.Random], str | None]:
    def change(text: str, rng: random.Random) -> str | None:
        places = list(pattern.finditer(text))
        if not places:
            return None
        place = rng.choice(places)
        return text[: place.start()] + rng.choice([w for w in words if w != place[0]]) + text[place.end() :]

    return change


CHANGES = {"digit": change_digit, "word": changer(_WORD, _WORDS), "month": changer(_MONTH, _MONTHS)}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--show", type=int, default=0, help="print so many flagged pairs")
    options = parser.parse_args()
    for name in ("un_pairs.tsv", "law_pairs.tsv"):
        pairs = read(options.folder / name)
        start = time.process_time()
        flags = [agrees(zh, en) for zh, en in pairs]
        seconds = time.process_time() - start
        flagged = [pair for pair, agree in zip(pairs, flags, strict=True) if not agree]
        start = time.process_time()
        for zh, en in pairs:
            keys(zh, "zh")
            keys(en, "en")
        cost = (time.process_time() - start) / len(pairs) * 1000
        print(f"{name}: {len(flagged)} of {len(pairs)} true pairs flagged, {len(flagged) / len(pairs):.2%}; "
              f"{seconds / len(pairs) * 1000:.3f} ms a pair, keys {cost:.3f}")  # fmt: skip
        clean = [pair for pair, agree in zip(pairs, flags, strict=True) if agree]
        for kind, change in CHANGES.items():
            rng = random.Random(SEED)
            made = [(zh, en, new) for zh, en in clean if (new := change(en, rng)) is not None]
            missed = [case for case in made if agrees(case[0], case[2])]
            print(f"  changed {kind}: {1 - len(missed) / len(made):.4f} of {len(made)} found")
            for zh, en, new in missed[: options.show]:
                print(f"    missed\n      {zh}\n      {en}\n      {new}")
        for zh, en in flagged[: options.show]:
            result = compare(extract(zh, "zh"), extract(en, "en"))
            only = [[f"{q.printed}={q.key}" for q in side] for side in (result.source_only, result.target_only)]
            changed = [f"{a.printed}/{b.printed}" for a, b in result.changed]
            print(f"  flagged zh {only[0]} en {only[1]} changed {changed}\n    {zh}\n    {en}")


if __name__ == "__main__":
    main()
