"""What `--memory` costs: `python benchmarks/memory.py BENCH_FOLDER [UNITS]` (100,000 unless told).

Makes a memory of loose pairs of UN texts and laws, each again and again with another number before it,
with the sample's own pairs among them, and looks for the sample in it: processor seconds and peak memory.

Then, why `recycled.NEAR` is what it is: of the UN pairs whose Chinese (English) is alike to some degree,
the share whose English (Chinese) is alike by .6 at least, so that the one can be recycled for the other.
"""

from __future__ import annotations

import resource
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from xml.sax.saxutils import escape

import numpy as np
from rapidfuzz import fuzz, process

import align
from align.recycled import SHORTEST, mark_recycled
from align.text import bare, fold
from training import columns

TEXTS = Path(__file__).parents[1] / "texts" / "un-draft-resolution-trafficking"
ROWS = 1500  # texts that are compared with all
HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<tmx version="1.4"><header creationtool="x"'
    ' creationtoolversion="1" segtype="paragraph" o-tmf="x" adminlang="en" srclang="zh-CN"'
    ' datatype="plaintext"/><body>\n'
)


def main() -> None:
    bench, units = Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 100_000
    alignment = align.align_files(TEXTS / "zh.txt", TEXTS / "en.txt")
    with tempfile.TemporaryDirectory() as folder:
        memory = Path(folder) / "memory.tmx"
        with memory.open("w", encoding="utf-8") as out:
            out.write(HEAD)
            for zh, en in pairs(bench, units):
                out.write(f'<tu><tuv xml:lang="zh-CN"><seg>{escape(zh)}</seg></tuv>')
                out.write(f'<tuv xml:lang="en"><seg>{escape(en)}</seg></tuv></tu>\n')
            out.write("</body></tmx>\n")
        size = memory.stat().st_size / 1e6
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        began = time.process_time()
        marked = mark_recycled(alignment, [memory])
        seconds = time.process_time() - began
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    found = Counter(bead.recycled.reuse.value for bead in marked if bead.recycled)
    print(f"{units} units, {size:.0f} MB: {seconds:.1f} s, {grown:.0f} MB more at the peak; {found}")
    nearness(bench)


def nearness(bench: Path) -> None:
    texts = columns(bench / "train" / "un_pairs.tsv", ("zh", "en"))
    keys = [[bare(fold(pair[side])) for pair in texts] for side in (0, 1)]
    for side, lang in enumerate(("zh", "en")):
        long = [n for n, key in enumerate(keys[side]) if len(key) >= SHORTEST[lang]]
        mine, others = ([keys[s][n] for n in long] for s in (side, 1 - side))
        alike = process.cdist(mine[:ROWS], mine, scorer=fuzz.ratio, score_cutoff=50, dtype=np.uint8)
        for least in range(50, 100, 5):
            found = zip(*np.nonzero((alike >= least) & (alike < least + 5)), strict=True)
            told = [fuzz.ratio(others[a], others[b]) >= 60 for a, b in found if a < b and mine[a] != mine[b]]
            print(f"{lang} .{least}: {sum(told) / max(len(told), 1):.2f} of {len(told)}")


def pairs(bench: Path, units: int) -> Iterator[tuple[str, str]]:
    own = [line.split("\t") for line in (TEXTS / "gold.tsv").read_text(encoding="utf-8").splitlines()[1:]]
    yield from ((zh, en) for zh, en in own)
    loose = [
        *columns(bench / "train" / "un_pairs.tsv", ("zh", "en")),
        *columns(bench / "train" / "law_pairs.tsv", ("zh", "en")),
    ]
    for number in range(units - len(own)):
        again, at = divmod(number, len(loose))
        zh, en = loose[at]
        yield f"第{again}号：{zh}", f"No. {again}: {en}"


if __name__ == "__main__":
    main()
