"""How many paragraphs of the development cases are put together exactly as in the gold.

    python benchmarks/joins.py FOLDER [-v]        (or the folder in ALIGN_BENCH)

FOLDER holds cases, each a folder with zh.txt, en.txt and gold.tsv (blocks of a cell joined by " ¶ ").
Printed per case and side: gold blocks found exactly (white space ignored, NFKC), line ends rightly joined
or kept apart, and the balance of characters. Cases with all blocks right are only counted, unless -v.
"""

from __future__ import annotations

import os
import sys
import unicodedata
from collections import Counter
from pathlib import Path

from align.model import Document, Lang
from align.readers import read_source
from align.reading import read_document

LANGS: tuple[Lang, Lang] = ("zh", "en")
TAIL = 24  # characters


def bare(text: str) -> str:
    """Text without white space and marks of format, in NFKC."""
    folded = unicodedata.normalize("NFKC", text)
    return "".join(c for c in folded if not c.isspace() and unicodedata.category(c) != "Cf")


def gold_blocks(path: Path) -> dict[Lang, list[str]]:
    blocks: dict[Lang, list[str]] = {"zh": [], "en": []}
    for row in path.read_text("utf-8").splitlines()[1:]:
        for lang, cell in zip(LANGS, row.split("\t"), strict=False):
            blocks[lang] += [bare(b) for b in cell.split(" ¶ ") if b.strip()]
    return blocks


def line_ends(document: Document, source: str, gold: list[str]) -> tuple[int, int]:
    """(right, all) line ends: right if a block ends there just where a gold block does.

    A gold block is known by its last TAIL characters.
    """
    tails = {g[-TAIL:] for g in gold}
    right = total = 0
    for block in document.blocks:
        so_far = ""
        for i, span in enumerate(block.spans, start=1):
            so_far += bare(source[span.start : span.end])
            right += (i == len(block.spans)) == (so_far[-TAIL:] in tails)
            total += 1
    return right, total


def main() -> None:
    args = [a for a in sys.argv[1:] if a != "-v"]
    folder = Path(args[0] if args else os.environ["ALIGN_BENCH"])
    sums: Counter[str] = Counter()
    for gold_path in sorted(folder.glob("**/gold.tsv")):
        case = gold_path.parent
        if not (case / "zh.txt").exists():
            continue
        gold = gold_blocks(gold_path)
        for lang in LANGS:
            path = case / f"{lang}.txt"
            document = read_document(path, lang)
            have = Counter(bare(b.text) for b in document.blocks)
            want = Counter(gold[lang])
            right = sum((have & want).values())
            ends, all_ends = line_ends(document, read_source(path).text, gold[lang])
            sums.update(right=right, want=sum(want.values()), ends=ends, all_ends=all_ends)
            if "-v" in sys.argv or have != want or document.balance:
                print(
                    f"{case.relative_to(folder)} {lang}: blocks {right}/{sum(want.values())}, "
                    f"line ends {ends}/{all_ends}, balance {document.balance}"
                )
            if "-v" in sys.argv:
                for block in have - want:
                    print("   not in gold:", block[:70], "…", block[-20:])
                for block in want - have:
                    print("   only in gold:", block[:70], "…", block[-20:])
    print(f"blocks {sums['right']}/{sums['want']}, line ends {sums['ends']}/{sums['all_ends']}")


if __name__ == "__main__":
    main()
