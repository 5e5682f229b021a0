"""How fast and in how much memory a PDF is read: pages a second of both processes, and their peaks.

python benchmarks/pdf.py FILE.pdf [FILE.pdf ...]
python benchmarks/pdf.py --pages 1000    a document of so many pages, made from the sample text
"""

from __future__ import annotations

import argparse
import resource
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path

from align.readers import read_source
from align.reading import read_document

ROOT = Path(__file__).parents[1]
PROCESSES = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)  # align, and the one that reads


def make(path: Path, pages: int) -> None:
    """Print the running text of the English sample over and over, until there are enough pages."""
    sys.path.insert(0, str(ROOT / "tests"))
    from print_pdf import print_pdf

    sample = read_document(ROOT / "texts" / "un-draft-resolution-trafficking" / "en.txt", "en")
    text = [replace(b, marks=()) for b in sample.stream(sample.blocks[0].stream)]
    per_copy = 4.2  # pages
    print_pdf(path, text * max(1, round(pages / per_copy)), "en")


def measure(path: Path) -> str:
    begin, begin_cpu = time.perf_counter(), _cpu_seconds()
    source = read_source(path)
    seconds, cpu = time.perf_counter() - begin, _cpu_seconds() - begin_cpu
    pages = max(line.page or 1 for line in source.lines)
    peaks = " and ".join(f"{resource.getrusage(who).ru_maxrss / 1024:.0f} MB" for who in PROCESSES)
    return (
        f"{path.name}: {pages} pages, {len(source.text)} characters, {pages / seconds:.0f} pages/s "
        f"({pages / cpu:.0f} a second of processor time), peaks {peaks}"
    )


def _cpu_seconds() -> float:
    return sum(resource.getrusage(who).ru_utime for who in PROCESSES)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("files", nargs="*", type=Path)
    parser.add_argument("--pages", type=int, default=0)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        if arguments.pages:
            made = Path(folder) / f"{arguments.pages}-pages.pdf"
            make(made, arguments.pages)
            arguments.files.append(made)
        for path in arguments.files:
            print(measure(path))


if __name__ == "__main__":
    main()
