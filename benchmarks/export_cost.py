"""What export, validation and merging cost at size: time and memory of the whole process, against the goals.

    python benchmarks/export_cost.py [BEADS [MEGABYTES]]

Makes a project file of BEADS beads (100,000) from the sample pair, its paragraphs over and over, each copy
with numbers of its own so that none repeats another; exports it to TMX and XLSX; then makes memories of one
fifth and of the whole of MEGABYTES (1,000) from that TMX, validates both and merges the larger with itself:
the peak of memory must not grow with the file. Takes some five minutes on two cores.
"""

from __future__ import annotations

import itertools
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from align.api import align_files
from align.config import Settings
from align.model import Alignment, Bead, Document, Stream, Unit, count_characters
from align.project import Project, dump

SAMPLE = Path(__file__).parents[1] / "texts" / "un-draft-resolution-trafficking"
ALIGN = Path(sys.executable).with_name("align")
BEADS = 100_000
MEGABYTES = 1000  # of the memory that is validated

# Goals.
TMX, XLSX = 10.0, 60.0  # seconds
EXPORT_MEMORY, VALIDATE_MEMORY = 1000.0, 200.0  # megabytes (10^6 bytes), resident at the peak


class Cost(NamedTuple):
    seconds: float  # of the whole process
    processor: float  # seconds of all cores together; tells a slow run from a busy machine
    memory: float  # megabytes, resident at the peak


def measure(*arguments: str | Path) -> Cost:
    """Run `align ARGUMENTS` once; RuntimeError unless it ends with 0 or 1."""
    start = time.perf_counter()
    process = subprocess.Popen([ALIGN, *map(str, arguments)], stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode > 1:
        raise RuntimeError(f"align {arguments[0]}: exit status {process.returncode}")
    kilobyte = 1 if sys.platform == "darwin" else 1024  # unit of ru_maxrss
    return Cost(
        time.perf_counter() - start, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * kilobyte / 1e6
    )


def project(beads: int) -> Project:
    """The sample pair as often as beads wants it."""
    sample = align_files(SAMPLE / "zh.txt", SAMPLE / "en.txt", without=("clause",))
    pairs = [bead for bead in sample if sample.blocks(bead)[0][0].stream is Stream.TEXT]
    source, target = [], []
    made = []
    for number, bead in zip(range(beads), itertools.cycle(pairs), strict=False):
        copy = number // len(pairs)
        sides = []
        for document, units, blocks in (
            (sample.source, bead.source, source),
            (sample.target, bead.target, target),
        ):
            block = document.blocks[units[0].block]
            text = f"{block.text} {copy}"
            sides.append((Unit(len(blocks), 0, len(text)),))
            blocks.append(replace(block, id=len(blocks), text=text))
        made.append(Bead(sides[0], sides[1], bead.confidence, bead.evidence))

    def document(like: Document, blocks: list) -> Document:
        characters = sum(count_characters(block.text) for block in blocks)
        return replace(like, blocks=tuple(blocks), furniture=(), notes=(), characters=characters)

    alignment = Alignment(
        document(sample.source, source), document(sample.target, target), tuple(made), sample.signature
    )
    return Project(alignment, Settings(), datetime(2024, 2, 29, tzinfo=UTC), "large")


def grow(memory: Path, megabytes: int, out: Path) -> None:
    """A memory of that size: the units of memory over and over, each round with numbers of its own."""
    with out.open("w", encoding="utf-8") as file:
        for number in itertools.count():
            for line in memory.open(encoding="utf-8"):
                in_body = line.startswith(("<tu", "<prop", "<seg", "</tu"))
                if in_body or (number == 0 and not line.startswith(("</body", "</tmx"))):
                    file.write(line.replace("</seg>", f" {number}</seg>"))
                    if line == "</tu>\n" and file.tell() > megabytes * 1e6:
                        file.write("</body>\n</tmx>\n")
                        return


def show(name: str, cost: Cost, seconds: float | None, memory: float) -> None:
    limit = f"goal {seconds:g} s, " if seconds else "goal "
    met = (seconds is None or cost.seconds <= seconds) and cost.memory <= memory
    print(
        f"{name:28} {cost.seconds:7.1f} s {cost.processor:7.1f} s of processor {cost.memory:7.0f} MB  "
        f"({limit}{memory:g} MB: {'met' if met else 'MISSED'})",
        flush=True,
    )


def main(beads: int = BEADS, megabytes: int = MEGABYTES) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        large = folder / "large.align.json"
        # By another process: the peak of a child counts the memory of the parent that it was forked from.
        subprocess.run([sys.executable, __file__, "--make", large, str(beads)], check=True)
        print(f"project of {beads} beads: {large.stat().st_size / 1e6:.0f} MB")
        for suffix, seconds in ((".tmx", TMX), (".xlsx", XLSX)):
            cost = measure("export", large, "-o", folder / f"large{suffix}", "--quiet")
            show(f"export {suffix}", cost, seconds, EXPORT_MEMORY)
        for size in (megabytes // 5, megabytes):
            memory = folder / f"{size}.tmx"
            grow(folder / "large.tmx", size, memory)
            show(f"validate {size} MB", measure("validate", memory, "--quiet"), None, VALIDATE_MEMORY)
        cost = measure("merge", memory, memory, "-o", folder / "merged.tmx", "--quiet")
        show(f"merge 2 × {megabytes} MB", cost, None, VALIDATE_MEMORY)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--make"]:
        Path(sys.argv[2]).write_bytes(dump(project(int(sys.argv[3]))))
    else:
        main(*map(int, sys.argv[1:]))
