"""Term pairs of 1,000 loose UN sentence pairs as one document: `python benchmarks/terms.py BENCH_FOLDER`.

Prints the seconds, and the precision of the first 200 by the verdicts of a reader in
`results/terms.tsv` (rank, Chinese, English, verdict). `--write` writes the list anew: verdicts of pairs
that are in it already are kept, new ones have none. Verdicts:

    right   both sides are the same term, with its right edges
    part    the right words, but one side has too few or too many of them
    plain   right, but of the common language: nobody would look it up
    wrong   the English does not stand for the Chinese

Terms only: no sentence of the pairs is written. The constants of `align.terms` were set with the
second thousand pairs in view (`--from 1000`). The first thousand, which is judged, was looked at once
before the list as it is: it showed that nouns such as "terms" and "order" do not belong among the stop
words, which mended one pair of the 200.
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
LIST = Path(__file__).parent / "results" / "terms.tsv"


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("bench", type=Path)
    arguments.add_argument("--from", dest="first", type=int, default=0, help="pair to begin with")
    arguments.add_argument("--write", action="store_true", help="write the list anew")
    given = arguments.parse_args()
    pairs = columns(given.bench / "train" / "un_pairs.tsv", ("zh", "en"))[given.first : given.first + PAIRS]
    began = time.process_time()
    terms = find_terms([Passage(str(number), zh, en) for number, (zh, en) in enumerate(pairs, 1)])
    print(f"{len(pairs)} pairs: {len(terms)} terms in {time.process_time() - began:.1f} s of processor time")
    found = [(term.zh, term.en) for term in terms[:JUDGED]]
    judged = read_verdicts()
    if given.write:
        write_verdicts([(*pair, judged.get(pair, "")) for pair in found])
    elif given.first:
        print("\n".join(f"{zh} = {en}" for zh, en in found))
        return
    verdicts = Counter(judged.get(pair, "not judged") for pair in found)
    right = verdicts["right"] + verdicts["plain"]
    print(", ".join(f"{count} {verdict}" for verdict, count in verdicts.most_common()))
    print(f"precision of the first {len(found)}: {right / len(found):.3f} (right or plain)")


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
