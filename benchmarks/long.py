"""What a long document costs: seconds and memory against blocks, and whether the links stay right.

    python benchmarks/long.py BENCH_FOLDER [--blocks 1000 3000 10000 30000 100000]

The documents are made up of the training pairs, drawn without replacement until they run out and
then again: articles numbered through with a heading line each, and between them paragraphs numbered
through. Of the pairs 3 % lack either side and 2 % on either side are merged with the one before. Each
size is read, encoded, aligned and written as TSV in a process of its own, whose peak memory is taken.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path
from typing import Any

from align.aligner import align
from align.config import Settings
from align.encoders import load_encoder
from align.evaluate import Beads, score
from align.model import Alignment
from align.progress import Progress
from align.reading import read_document
from align.report import make_report
from align.text import join
from align.writers import writer
from training import by_law, columns

SIZES = (1_000, 3_000, 10_000, 30_000, 100_000)  # blocks a side
GOALS = {10_000: 30.0, 100_000: 300.0}  # seconds
MEMORY = 2500.0  # megabytes (10^6 bytes), resident at the peak
MISSING, MERGED = 0.03, 0.02  # of the pairs, on either side
LAST_NUMBER = 9_999  # then numbering begins anew: no text counts further, and longer numbers are no labels
SEED = 20170
THREADS = {"OPENBLAS_NUM_THREADS": "1"}  # as the command line sets it

Side = tuple[str, ...]  # blocks of one side of a bead
Line = tuple[Side, Side]


def pairs_of(bench: Path, rng: random.Random) -> Iterator[Sequence[tuple[str, str]]]:
    """Laws whole, and runs of as many UN paragraphs, shuffled; without end."""
    laws = by_law(bench / "train" / "law_pairs.tsv")
    un = columns(bench / "train" / "un_pairs.tsv", ("zh", "en"))
    while True:
        rng.shuffle(laws)
        rng.shuffle(un)
        share = len(un) // len(laws)
        yield from chain(*((law, un[k * share : (k + 1) * share]) for k, law in enumerate(laws)))


def long_text(bench: Path, blocks: int) -> list[Line]:
    """The beads of a document of about that many blocks a side, damaged."""
    rng = random.Random(SEED)
    lines: list[Line] = []
    article = paragraph = count = 0
    for turn, pairs in enumerate(pairs_of(bench, rng)):
        for zh, en in pairs:
            if turn % 2:
                paragraph = paragraph % LAST_NUMBER + 1
                made: list[Line] = [((f"{paragraph}. {zh}",), (f"{paragraph}. {en}",))]
            else:
                article = article % LAST_NUMBER + 1
                made = [((f"第{article}条",), (f"Article {article}",)), ((zh,), (en,))]
            lines.extend(damaged(made, lines, rng))
            count += len(made)
            if count >= blocks:
                return lines
    raise AssertionError("pairs_of ends")


def damaged(made: list[Line], before: list[Line], rng: random.Random) -> list[Line]:
    """Lines as they are, without one side, or with one side of the last merged into the line before."""
    chance = rng.random()
    if chance < 2 * MISSING:
        return [(zh, ()) if chance < MISSING else ((), en) for zh, en in made]
    if chance < 2 * (MISSING + MERGED) and len(made) == 1 and before and all(map(len, before[-1])):
        (zh, en), (zh_before, en_before) = made[0], before.pop()
        if chance < 2 * MISSING + MERGED:
            zh, en = (*zh_before[:-1], join("zh", (zh_before[-1], *zh))), en_before + en
        else:
            zh, en = zh_before + zh, (*en_before[:-1], join("en", (en_before[-1], *en)))
        return [(zh, en)]
    return made


def ladder(sides: Sequence[tuple[int, int]], name: str) -> Beads:
    """Beads of consecutive blocks, given how many of them each has on either side."""
    beads, i, j = [], 0, 0
    for a, b in sides:
        beads.append((tuple(range(i, i + a)), tuple(range(j, j + b))))
        i, j = i + a, j + b
    return Beads(name, tuple(beads), by_text=False)


def rungs(alignment: Alignment) -> Beads:
    beads = ((tuple(u.block for u in b.source), tuple(u.block for u in b.target)) for b in alignment)
    return Beads("alignment", tuple(beads), by_text=False)


def run(bench: Path, blocks: int) -> dict[str, Any]:
    """Make, align and write one document in this process; what it cost, and how right it is."""
    lines = long_text(bench, blocks)
    with tempfile.TemporaryDirectory() as folder:
        zh, en = (Path(folder) / name for name in ("zh.txt", "en.txt"))
        for side, path in enumerate((zh, en)):
            path.write_text("\n".join(b for line in lines for b in line[side]) + "\n", encoding="utf-8")
        gold = ladder([(len(zh), len(en)) for zh, en in lines], "gold")
        del lines
        progress, processor = Progress(), time.process_time()
        progress.stage("read")
        source, target = read_document(zh, "zh"), read_document(en, "en")
        progress.stage("encode")
        alignment = align(source, target, load_encoder("bundled"), progress=progress)
        progress.stage("write")
        report = make_report(alignment, Settings(), datetime.now(UTC))
        (Path(folder) / "table.tsv").write_bytes(writer(".tsv")(report))
        progress.end()
        processor = time.process_time() - processor
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e6
    scores = score(gold, rungs(alignment))
    return {
        "blocks": [len(source.blocks), len(target.blocks)],
        "seconds": progress.seconds,
        "processor": processor,
        "memory": memory,
        "strict_f1": scores.strict.f1,
        "null_f1": scores.null_beads.f1,
    }


STAGES = ("read", "encode", "align", "write")


def table(rows: Sequence[dict[str, Any]]) -> Iterator[str]:
    """The curve as a Markdown table; seconds by the clock, megabytes at the peak."""
    yield f"| blocks zh, en | {' | '.join(STAGES)} | seconds | processor | MB | strict F1 | null F1 | goal |"
    yield "|---:|" + "---:|" * (len(STAGES) + 5) + "---|"
    for row in rows:
        total = sum(row["seconds"].values())
        goal = GOALS.get(row["size"])
        met = "" if goal is None else "met" if total <= goal and row["memory"] <= MEMORY else "MISSED"
        cells = [
            "{:,}, {:,}".format(*row["blocks"]),
            *(f"{row['seconds'][stage]:.1f}" for stage in STAGES),
            f"{total:.1f}",
            f"{row['processor']:.1f}",
            f"{row['memory']:.0f}",
            f"{row['strict_f1']:.3f}",
            f"{row['null_f1']:.3f}",
            met and f"{goal:g} s, {MEMORY:g} MB: {met}",
        ]
        yield f"| {' | '.join(cells)} |"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("bench", type=Path, help="folder with train/")
    parser.add_argument("--blocks", type=int, nargs="+", default=SIZES, help="sizes, in blocks a side")
    parser.add_argument("--one", type=int, help="run one size in this process and print it as JSON")
    arguments = parser.parse_args()
    if arguments.one:
        print(json.dumps(run(arguments.bench, arguments.one)))
        return
    rows = []
    for size in arguments.blocks:
        command = [sys.executable, __file__, str(arguments.bench), "--one", str(size)]
        environment = os.environ | THREADS
        done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True, env=environment)
        rows.append({"size": size, **json.loads(done.stdout)})
        print(f"{size}: {sum(rows[-1]['seconds'].values()):.1f} s", file=sys.stderr)
    print("\n".join(table(rows)))


if __name__ == "__main__":
    main()
