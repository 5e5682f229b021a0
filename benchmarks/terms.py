"""Term pairs of 1,000 loose UN sentence pairs as one document: `python benchmarks/terms.py BENCH_FOLDER`.

Prints the seconds, and the precision of the first 200 by the verdicts of a reader in
`results/terms.tsv` (rank, Chinese, English, verdict). `--write` writes the list anew: verdicts of pairs
that are in it already are kept, new ones have none. Verdicts:

    right   both sides are the same term, with its right edges
    plain   right, but of the common language: nobody would look it up; in doubt it is this
    part    the right words, but too few or too many of them on one side, or cut out of a longer term on both
    wrong   the English does not stand for the Chinese, or in texts of one kind only (大会 = Conference)

Terms only: no sentence of the pairs is written. The list is of the third thousand pairs, which nobody had
looked at when the method was made; a reader without part in the method judged it, with the sentences at
hand. The constants of `align.terms` were set with the second thousand in view (`--from 1000`). The first
(`--from 0`) was judged before by the author of the method, 180 of 200 right or plain, and rules were
changed after reading it: nouns such as "terms" left the stop words, qualities such as "equality" may end
a term, an English that is too short gives way sooner.
"""

from __future__ import annotations

import argparse
import csv
import time
from collections import Counter
from pathlib import Path

from align.terms import Passage, find_terms
from training import columns

JUDGED = 200
PAIRS = 1000
FIRST = 2000  # of the pairs, counted from 0
LIST = Path(__file__).parent / "results" / "terms.tsv"


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("bench", type=Path)
    either = arguments.add_mutually_exclusive_group()
    either.add_argument("--from", dest="first", type=int, default=FIRST, help="list those from this pair on")
    either.add_argument("--write", action="store_true", help="write the list anew")
    given = arguments.parse_args()
    pairs = columns(given.bench / "train" / "un_pairs.tsv", ("zh", "en"))[given.first : given.first + PAIRS]
    began = time.process_time()
    terms = find_terms([Passage(str(number), zh, en) for number, (zh, en) in enumerate(pairs, 1)])
    print(f"{len(pairs)} pairs: {len(terms)} terms in {time.process_time() - began:.1f} s of processor time")
    found = [(term.zh, term.en) for term in terms[:JUDGED]]
    if given.first != FIRST:
        print("\n".join(f"{zh} = {en}" for zh, en in found))
        return
    judged = read_verdicts()
    if given.write:
        write_verdicts([(*pair, judged.get(pair, "")) for pair in found])
    verdicts = Counter(judged.get(pair) or "not judged" for pair in found)
    right, plain = verdicts["right"], verdicts["plain"]
    rest = len(found) - plain
    print(", ".join(f"{count} {verdict}" for verdict, count in verdicts.most_common()))
    print(f"precision of the first {len(found)}: {(right + plain) / len(found):.3f} (right or plain)")
    print(f"precision without the plain: {right / rest:.3f} ({right} of {rest})")


def read_verdicts() -> dict[tuple[str, str], str]:
    if not LIST.exists():
        return {}
    with LIST.open(encoding="utf-8", newline="") as file:
        return {(row["zh"], row["en"]): row["verdict"] for row in csv.DictReader(file, delimiter="\t")}


def write_verdicts(rows: list[tuple[str, str, str]]) -> None:
    with LIST.open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file, delimiter="\t", lineterminator="\n")
        table.writerow(("rank", "zh", "en", "verdict"))
        table.writerows((rank, *row) for rank, row in enumerate(rows, 1))


if __name__ == "__main__":
    main()
