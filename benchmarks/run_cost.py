"""What one run costs: the whole process on the sample pair, cold and warm, against the goals.

    python benchmarks/run_cost.py

Prints a table: median of five runs, split by stage as `align run --json` reports it. "process" is
what the command itself can't time: starting and ending Python. Cold means that the files of the
environment and of Python were dropped from the page cache before each run; the megabytes read
from disk show whether the system really did so.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from statistics import median
from typing import NamedTuple

RUNS = 5
SAMPLE = Path(__file__).parents[1] / "texts" / "un-draft-resolution-trafficking"
ALIGN = Path(sys.executable).with_name("align")
STAGES = ("start", "read", "encode", "align", "write")

# Goals on a machine with two cores; README.md promises them.
COLD, WARM, HELP = 1.5, 1.2, 0.35  # seconds
MEMORY = 300.0  # megabytes (10^6 bytes), resident at the peak


class Cost(NamedTuple):
    seconds: float  # of the whole process
    processor: float  # seconds of all cores together; tells a slow run from a busy machine
    memory: float  # megabytes, resident at the peak
    disk: float  # megabytes read from disk
    output: str


def measure(*arguments: str) -> Cost:
    """Run `align ARGUMENTS` once. Raises RuntimeError with its messages if it fails."""
    with tempfile.TemporaryFile("w+", encoding="utf-8") as out:
        start = time.perf_counter()
        process = subprocess.Popen([ALIGN, *arguments], stdout=out, stderr=subprocess.DEVNULL)
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            raise RuntimeError(f"align {' '.join(arguments)}: exit status {process.returncode}")
        out.seek(0)
        kilobyte = 1 if sys.platform == "darwin" else 1024  # unit of ru_maxrss
        return Cost(
            seconds,
            usage.ru_utime + usage.ru_stime,
            usage.ru_maxrss * kilobyte / 1e6,
            usage.ru_inblock * 512 / 1e6,
            out.read(),
        )


def drop_from_cache(folders: Iterable[Path]) -> None:
    """Ask the system to forget the contents of all files there; it keeps what is mapped right now."""
    for folder in folders:
        for path in folder.rglob("*"):
            if path.is_file():
                with path.open("rb") as file:
                    os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


class Row(NamedTuple):
    what: str
    value: float
    unit: str
    goal: float | None = None


def rows(label: str, costs: list[Cost], goal: float) -> Iterator[Row]:
    """Medians of several runs with --json."""
    staged = [json.loads(cost.output)["seconds"] for cost in costs]
    yield Row(f"{label}, whole process", median(cost.seconds for cost in costs), "s", goal)
    rest = [cost.seconds - sum(seconds.values()) for cost, seconds in zip(costs, staged, strict=True)]
    yield Row("  process", median(rest), "s")
    for stage in STAGES:
        yield Row(f"  {stage}", median(s[stage] for s in staged), "s")
    yield Row("  processor time", median(cost.processor for cost in costs), "s")
    yield Row("  memory at the peak", median(cost.memory for cost in costs), "MB", MEMORY)
    yield Row("  read from disk", median(cost.disk for cost in costs), "MB")


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        outputs = [f"{folder}/table{suffix}" for suffix in (".html", ".xlsx", ".tmx", ".align.json")]
        run = ["run", str(SAMPLE / "zh.txt"), str(SAMPLE / "en.txt"), "--json"]
        run += [part for output in outputs for part in ("-o", output)]
        measure(*run)  # byte-compiles what is not yet compiled
        table: list[Row] = []
        if hasattr(os, "posix_fadvise"):
            cold = []
            for _ in range(RUNS):
                drop_from_cache({Path(sys.prefix), Path(sys.base_prefix)})
                cold.append(measure(*run))
            table += rows("cold", cold, COLD)
        else:
            print("no cold figures: this system has no posix_fadvise", file=sys.stderr)
        measure(*run)
        table += rows("warm", [measure(*run) for _ in range(RUNS)], WARM)
        seconds = median(measure("--help").seconds for _ in range(RUNS))
        table.append(Row("align --help", seconds, "s", HELP))
    for what, value, unit, goal in table:
        verdict = "" if goal is None else f"   goal {goal:g}: {'met' if value <= goal else 'MISSED'}"
        print(f"{what:24}{value:8.{2 if unit == 's' else 0}f} {unit:3}{verdict}")


if __name__ == "__main__":
    main()
