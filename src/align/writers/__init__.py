"""Report → bytes, one module a format. The suffix chooses the writer; a writer computes nothing."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from pathlib import Path

from align.errors import OutputError
from align.report import Report

Writer = Callable[[Report], bytes]

WRITERS: dict[str, str] = {  # suffix → module under align.writers that has write(report) -> bytes
    ".align.json": "project_json",
    ".csv": "csv",
    ".docx": "docx",
    ".html": "html",
    ".tmx": "tmx",
    ".tsv": "tsv",
    ".xlsx": "xlsx",
}


def suffix_of(path: Path) -> str:
    """The suffix that names the writer of path. Raises OutputError for one that has none."""
    for suffix in WRITERS:
        if path.name.lower().endswith(suffix):
            return suffix
    raise OutputError(
        f"{path}: no writer for '{path.suffix or path.name}'; known: {', '.join(sorted(WRITERS))}"
    )


def writer(suffix: str) -> Writer:
    """The writer of a suffix; its module is imported only now."""
    write: Writer = import_module(f"align.writers.{WRITERS[suffix]}").write
    return write
