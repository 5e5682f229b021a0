"""How often quantities of true pairs seem to differ, how often a changed value is found, and the cost.

    python benchmarks/quantities.py FOLDER [--show N]

FOLDER holds un_pairs.tsv and law_pairs.tsv (header with the columns zh and en, one true pair a line).
One change is made a pair, at random with a fixed seed, on one side: a digit, a number word, a month, a
digit of a document symbol. Counted are the changes found in pairs that agree untouched.
"""

from __future__ import annotations

import argparse
import csv
import random
import re
import time
from collections.abc import Callable
from pathlib import Path

from align.model import Lang
from align.quantities import compare, extract, keys

SEED = 3
FILES = ("un_pairs.tsv", "law_pairs.tsv")
_LABEL = 8  # characters at the start that may be a paragraph number, which numbering checks
_DIGIT = re.compile(r"(?<=[\s$(])\d[\d,.]*\d|(?<=[\s(])\d(?=[\s,;.)%])")
_ZH_DIGIT = re.compile(r"(?<![A-Za-z\d/.])\d[\d ]*(?=[^\d .A-Za-z/])")
_SYMBOL = re.compile(r"(?<![A-Za-z])[A-Z][A-Za-z.]*(?:/[A-Za-z0-9.]+)*/\d+|\b\d+/\d+\b")
_WORDS = ["three", "four", "five", "six", "seven", "eight", "nine", "eleven", "twelve", "twenty"]
_WORDS += ["thirty", "forty", "fifty"]
_MONTHS = ["January", "February", "March", "April", "May", "June", "July", "August", "September"]
_MONTHS += ["October", "November", "December"]
_NUMERALS = "三四五六七八九"

Change = Callable[[str, random.Random], str | None]


def change_digit(pattern: re.Pattern[str], digits: str = "123456789") -> Change:
    """Replaces one digit of one match of pattern by another."""

    def change(text: str, rng: random.Random) -> str | None:
        places = [m for m in pattern.finditer(text) if m.start() > _LABEL]
        if not places:
            return None
        place = rng.choice(places)
        at = rng.choice([i for i in range(*place.span()) if text[i] in digits + "0"])
        return text[:at] + rng.choice([d for d in digits if d != text[at]]) + text[at + 1 :]

    return change


def change_word(words: list[str]) -> Change:
    """Replaces one of words by another of them."""
    pattern = re.compile(rf"\b(?:{'|'.join(words)})\b")

    def change(text: str, rng: random.Random) -> str | None:
        places = list(pattern.finditer(text))
        if not places:
            return None
        place = rng.choice(places)
        new = rng.choice([w for w in words if w != place[0]])
        return text[: place.start()] + new + text[place.end() :]

    return change


CHANGES: dict[str, tuple[Lang, Change]] = {
    "English digit": ("en", change_digit(_DIGIT)),
    "English word": ("en", change_word(_WORDS)),
    "English month": ("en", change_word(_MONTHS)),
    "English symbol": ("en", change_digit(_SYMBOL)),
    "Chinese digit": ("zh", change_digit(_ZH_DIGIT)),
    "Chinese numeral": (
        "zh",
        change_digit(re.compile(f"(?<=第)[{_NUMERALS}]|[{_NUMERALS}](?=[年人日])"), _NUMERALS),
    ),
}


def read(path: Path) -> list[tuple[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        return [(row["zh"], row["en"]) for row in rows]


def agrees(zh: str, en: str) -> bool:
    return compare(extract(zh, "zh"), extract(en, "en")).agrees


def changed(pair: tuple[str, str], lang: Lang, change: Change, rng: random.Random) -> tuple[str, str] | None:
    zh, en = pair
    new = change(zh if lang == "zh" else en, rng)
    if new is None:
        return None
    return (new, en) if lang == "zh" else (zh, new)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--show", type=int, default=0, help="print so many flagged pairs and missed changes")
    options = parser.parse_args()
    for name in FILES:
        pairs = read(options.folder / name)
        start = time.process_time()
        flags = [not agrees(zh, en) for zh, en in pairs]
        compared = time.process_time() - start
        start = time.process_time()
        for zh, en in pairs:
            keys(zh, "zh")
            keys(en, "en")
        keyed = time.process_time() - start
        print(f"{name}: {sum(flags)} of {len(pairs)} true pairs flagged, {sum(flags) / len(pairs):.2%}")
        print(
            f"  {compared / len(pairs) * 1000:.3f} ms a pair, keys alone {keyed / len(pairs) * 1000:.3f} ms"
        )
        clean = [pair for pair, flag in zip(pairs, flags, strict=True) if not flag]
        for kind, (lang, change) in CHANGES.items():
            rng = random.Random(SEED)
            made = [new for pair in clean if (new := changed(pair, lang, change, rng)) is not None]
            missed = [new for new in made if agrees(*new)]
            found = f"{1 - len(missed) / len(made):.4f}" if made else "–"
            print(f"  {kind} changed: {found} of {len(made)} found")
            for zh, en in missed[: options.show]:
                print(f"    missed\n      {zh}\n      {en}")
        for zh, en in [pair for pair, flag in zip(pairs, flags, strict=True) if flag][: options.show]:
            result = compare(extract(zh, "zh"), extract(en, "en"))
            only = [[q.printed for q in side] for side in (result.source_only, result.target_only)]
            changes = [f"{a.printed}/{b.printed}" for a, b in result.changed]
            print(f"  flagged: zh only {only[0]}, en only {only[1]}, changed {changes}\n    {zh}\n    {en}")


if __name__ == "__main__":
    main()
