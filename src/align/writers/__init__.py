"""Report → bytes, one module a format. The suffix chooses the writer; a writer computes nothing."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from pathlib import Path

from align.errors import OutputError
from align.report import Report

Writer = Callable[[Report], bytes]

WRITERS: dict[str, str] = {  # suffix → module under align.writers, and its function if that is not write
    # Before the suffixes that they end in, by which other programs still know the files:
    ".21.xlf": "xliff2",  # XLIFF 2.1
    ".21.xliff": "xliff2",
    ".sketch.xlsx": "sketch.write_table",
    ".sketch.zh.txt": "sketch.write_chinese",
    ".sketch.en.txt": "sketch.write_english",
    ".sketch.map": "sketch.write_mapping",
    ".align.json": "project_json",
    ".csv": "csv",
    ".docx": "docx",
    ".html": "html",
    ".tmx": "tmx",
    ".tsv": "tsv",
    ".xlf": "xliff",
    ".xliff": "xliff",
    ".xlsx": "xlsx",
    ".zh.txt": "plain.write_chinese",
    ".en.txt": "plain.write_english",
}


def suffix_of(path: Path) -> str:
    """The suffix that names the writer of path; zh.txt alone has one too. Raises OutputError for none."""
    for suffix in WRITERS:
        if f".{path.name.lower()}".endswith(suffix):
            return suffix
    raise OutputError(
        f"{path}: no writer for '{path.suffix or path.name}'; known: {', '.join(sorted(WRITERS))}"
    )


def writer(suffix: str) -> Writer:
    """The writer of a suffix; its module is imported only now."""
    module, _, function = WRITERS[suffix].partition(".")
    write: Writer = getattr(import_module(f"align.writers.{module}"), function or "write")
    return write
