"""Terms → files, each whole or not at all. A format that needs more than a few lines has its module."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Mapping, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any, NamedTuple

from align.errors import OutputError
from align.output import check_places, fresh_file
from align.writers.characters import to_line


class Glossary(NamedTuple):
    """What writers are given: rows of one kind (terms, or places where known ones are not used)."""

    title: str
    headings: Mapping[str, str]  # column → heading
    rows: Sequence[Any]  # table.Row or known.Row: headings names their fields
    languages: tuple[str, str]  # the sides in order: ("zh", "en") or ("en", "zh")
    codes: Mapping[str, str]  # side → language code

    def columns(self) -> list[str]:
        """The columns, the language translated from first."""
        rest = [name for name in self.headings if name not in ("zh", "en")]
        return [*self.languages, *rest]


def _write_csv(glossary: Glossary) -> bytes:
    """CSV that Excel opens right; see align.writers.csv."""
    out = io.StringIO(newline="")
    table = csv.writer(out, quoting=csv.QUOTE_NONNUMERIC, lineterminator="\r\n")
    table.writerow([glossary.headings[name] for name in glossary.columns()])
    table.writerows([getattr(row, name) for name in glossary.columns()] for row in glossary.rows)
    return out.getvalue().encode("utf-8-sig")


def _write_omegat(glossary: Glossary) -> bytes:
    """OmegaT's glossary: source, target and comment parted by tabs, a line each, UTF-8.

    A line that began with # would be skipped; terms begin with letters.
    """
    lines = (
        "\t".join(
            to_line(cell) for cell in (*(getattr(row, side) for side in glossary.languages), row.comment)
        )
        for row in glossary.rows
    )
    return "".join(f"{line}\n" for line in lines).encode()


def _late(module: str) -> Callable[[Glossary], bytes]:
    def write(glossary: Glossary) -> bytes:
        content: bytes = import_module(f"align.terms.{module}").write(glossary)
        return content

    return write


TABLES: dict[str, Callable[[Glossary], bytes]] = {".csv": _write_csv, ".xlsx": _late("xlsx")}
WRITERS: dict[str, Callable[[Glossary], bytes]] = {  # suffix → writer; all but TABLES hold terms only
    **TABLES,
    ".tbx": _late("tbx"),
    ".txt": _write_omegat,
    ".utf8": _write_omegat,
}


def check_output(path: Path, inputs: Iterable[Path], writers: Mapping[str, Any] = WRITERS) -> None:
    """Raises OutputError if path could not be written."""
    if path.suffix.lower() not in writers:
        known = ", ".join(writers)
        raise OutputError(f"{path}: no writer for '{path.suffix or path.name}'; known: {known}")
    check_places((path,), inputs)


def write(glossary: Glossary, path: Path) -> None:
    """Write glossary in the format of path's suffix. Raises OutputError if the file can't be written."""
    content = WRITERS[path.suffix.lower()](glossary)
    with fresh_file(path) as file:
        file.write(content)
