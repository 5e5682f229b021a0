"""How fast and in how much memory a PDF is read: pages a second of both processes, and their peaks.

python benchmarks/pdf.py FILE.pdf [FILE.pdf ...]
python benchmarks/pdf.py --pages 1000    a document of so many pages, made from the sample text
python benchmarks/pdf.py --tables FOLDER    every fourth case (zh.txt, en.txt) below FOLDER, none of which has
                                            a table, printed in several ways: pages where one is seen
"""

from __future__ import annotations

import argparse
import re
import resource
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from align.model import Lang, Stream
from align.readers import read_source
from align.reading import read_document

ROOT = Path(__file__).parents[1]
LANGS: tuple[Lang, Lang] = ("zh", "en")
PROCESSES = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)  # align, and the one that reads


def make(path: Path, pages: int) -> None:
    """Print the running text of the English sample over and over, until there are enough pages."""
    sys.path.insert(0, str(ROOT / "tests"))
    from print_pdf import print_pdf

    sample = read_document(ROOT / "texts" / "un-draft-resolution-trafficking" / "en.txt", "en")
    text = [replace(b, marks=()) for b in sample.stream(sample.blocks[0].stream)]
    per_copy = 4.2  # pages
    print_pdf(path, text * max(1, round(pages / per_copy)), "en")


_NUMBER = re.compile(r"[(（]?\w{1,4}[.)）、]\s*")
GAP = " " * 6  # after a number: as wide as a hanging one leaves


def tables(folder: Path, work: Path) -> Iterator[str]:
    """Cells seen on pages of running text, in one to three columns, with numbers that stand apart."""
    sys.path.insert(0, str(ROOT / "tests"))
    from print_pdf import Format, print_pdf

    two = Format(columns=2, margin=60, size=9.5, leading=12, gap=4, indent=14)
    forms = {
        "one column": Format(justified=True),
        "one narrow column": Format(margin=180, size=12, leading=15, justified=True, indent=24),
        "two columns": two,
        "two columns, tight": replace(two, gutter=14, gap=0, justified=True, page=(500, 650), margin=50),
        "two columns, gaps": replace(two, gutter=40, gap=12, indent=0, margin=50, size=9, leading=11),
        "three columns": Format(columns=3, margin=40, size=8, leading=10, gap=3, indent=10),
    }
    pages = 0
    for case in sorted(folder.glob("**/zh.txt"))[::4]:
        for lang in LANGS:
            document = read_document(case.with_name(f"{lang}.txt"), lang)
            blocks = [
                replace(b, marks=(), text=_NUMBER.sub(lambda m: m.group().rstrip() + GAP, b.text, count=1))
                if b.label
                else replace(b, marks=())
                for b in document.stream(Stream.TEXT)[:80]
            ]
            for name, form in forms.items():
                print_pdf(work / "a.pdf", blocks, lang, form)
                lines = read_source(work / "a.pdf").lines
                pages += max(line.page or 0 for line in lines)
                if seen := sorted({line.page or 0 for line in lines if line.cell}):
                    yield f"{case.parent.name} {lang}, {name}: a table on pages {seen}"
    yield f"{pages} pages read"


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
    parser.add_argument("--tables", type=Path)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        if arguments.tables:
            for line in tables(arguments.tables, Path(folder)):
                print(line)
        if arguments.pages:
            made = Path(folder) / f"{arguments.pages}-pages.pdf"
            make(made, arguments.pages)
            arguments.files.append(made)
        for path in arguments.files:
            print(measure(path))


if __name__ == "__main__":
    main()
