"""One memory from many. Of each source text the newest translations stay, and each of them once.

Newest is the file whose unit of that text has the latest changedate or creationdate, its header's where
the unit has none; what that file translates in two ways stays two units, and so do files of one date.
Units are copied as they stand, in their order, but that the lang of older versions becomes xml:lang.
Memory does not grow with the files: each unit leaves some 60 bytes in a temporary file, by which the units
to copy are chosen.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import BinaryIO
from xml.sax.saxutils import escape, quoteattr

from align.errors import InputError
from align.text import legible
from align.tmx.schema import BEFORE_XML_LANG
from align.tmx.stream import Broken, encoding_of, parse
from align.tmx.units import Unit, UnitHandler, fingerprints

BATCH = 10_000  # units written to the temporary file at a time
INHERITED = ("segtype", "datatype", "o-tmf")  # what a unit has from its header, unless it says otherwise

_TAG = re.compile(r"""<tu(?:[^>"']|"[^"]*"|'[^']*')*>""")
_LANG = re.compile(r"""(<tuv\s(?:[^>"']|"[^"]*"|'[^']*')*?(?<=\s))lang(?=\s*=)""")
_TABLE = (
    "CREATE TABLE tu (file INTEGER, start INTEGER, end INTEGER, source INTEGER, whole INTEGER, date TEXT)"
)
_CHOICE = """
    SELECT file, start, end FROM (
        SELECT rowid AS id, file, start, end,
            max(date) OVER (PARTITION BY source, file) = max(date) OVER (PARTITION BY source) AS newest,
            row_number() OVER (PARTITION BY whole ORDER BY date DESC, rowid) = 1 AS once
        FROM tu
    ) WHERE newest AND once ORDER BY id
"""
_COUNT = "SELECT count(*), count(DISTINCT whole), max(date) FROM tu"


@dataclass(frozen=True, slots=True)
class Merged:
    units: int  # written
    repeated: int  # left out because they are the same as another
    older: int  # ... because a newer file translates the text otherwise
    untranslated: int  # ... because they have one language only


@dataclass(frozen=True, slots=True)
class _File:
    path: Path
    encoding: str
    header: dict[str, str]
    version: str


class _Index(UnitHandler):
    """Notes of each unit of a file where it stands, what it says and how old it is."""

    def __init__(self, number: int, table: sqlite3.Connection) -> None:
        super().__init__()
        self.attributes: dict[str, str] = {}
        self.version = ""
        self.untranslated = 0
        self._number, self._table = number, table
        self._batch: list[tuple[int, int, int, int, int, str]] = []

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "tmx":
            self.version = attributes.get("version", "")
        super().start(name, attributes)

    def header(self, attributes: dict[str, str]) -> None:
        self.attributes = attributes

    def unit(self, unit: Unit) -> None:
        if len(unit.variants) < 2:
            self.untranslated += 1
            return
        header = self.attributes
        date = unit.changed or max(header.get("changedate", ""), header.get("creationdate", ""))
        prints = fingerprints(unit, header.get("srclang", ""))
        self._batch.append((self._number, unit.start, unit.end, *prints, date))
        if len(self._batch) == BATCH:
            self.flush()

    def flush(self) -> None:
        self._table.executemany("INSERT INTO tu VALUES (?, ?, ?, ?, ?, ?)", self._batch)
        self._batch.clear()


def merge(paths: Sequence[Path], out: BinaryIO) -> Merged:
    """Write the memory merged from paths to out, in UTF-8.

    Raises InputError for one that is no TMX, or has another source language than the first.
    """
    with closing(sqlite3.connect("")) as table:  # a temporary file, removed when closed
        table.execute(_TABLE)
        files: list[_File] = []
        untranslated = 0
        for number, path in enumerate(paths):
            index = _Index(number, table)
            try:
                parse(path, index)
            except Broken as broken:
                raise InputError(f"{path}: {broken}; align validate says more") from broken
            index.flush()
            files.append(_File(path, encoding_of(path), index.attributes, index.version))
            _check_language(files[0], files[-1])
            untranslated += index.untranslated
        total, different, newest = table.execute(_COUNT).fetchone()
        out.write(_head(files, newest or "").encode())
        written = 0
        for unit in _copies(files, table):
            out.write(unit.encode())
            written += 1
        out.write(b"</body>\n</tmx>\n")
    return Merged(written, total - different, different - written, untranslated)


def _check_language(first: _File, file: _File) -> None:
    here, wanted = (f.header.get("srclang", "") for f in (file, first))
    if not here:
        raise InputError(f"{file.path}: no header with a srclang; align validate says more")
    if here.lower() != wanted.lower():
        raise InputError(
            f"{file.path}: its source language is {here}, that of {first.path} {wanted};"
            " merge memories of one source language"
        )


def _head(files: Sequence[_File], date: str) -> str:
    header = files[0].header
    attributes = {
        "creationtool": "align",
        "creationtoolversion": version("align-zh-en"),
        "segtype": header.get("segtype", "block"),
        "o-tmf": header.get("o-tmf", "align"),
        "adminlang": "en",
        "srclang": header["srclang"],
        "datatype": header.get("datatype", "unknown"),
        **({"creationdate": date} if date else {}),
    }
    written = " ".join(f"{name}={quoteattr(value)}" for name, value in attributes.items())
    names = escape(", ".join(legible(file.path.name) for file in files))
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE tmx SYSTEM "tmx14.dtd">\n<tmx version="1.4">\n'
        f"<header {written}>\n<note>merged from {names}</note>\n</header>\n<body>\n"
    )


def _copies(files: Sequence[_File], table: sqlite3.Connection) -> Iterator[str]:
    """The text of each unit that stays."""
    number, source = -1, None
    try:
        for of, start, end in table.execute(_CHOICE):
            if of != number:
                if source:
                    source.close()
                number, source = of, files[of].path.open("rb")
            assert source
            source.seek(start)
            text = source.read(end - start).decode(files[of].encoding).replace("\r\n", "\n")
            if files[of].version in BEFORE_XML_LANG:
                text = _LANG.sub(r"\1xml:lang", text)
            yield f"{_with_own_header(text, files[of].header, files[0].header)}</tu>\n"
    finally:
        if source:
            source.close()


def _with_own_header(text: str, own: dict[str, str], merged: dict[str, str]) -> str:
    """A unit that says itself what it had from its header, where the merged header says otherwise."""
    tag = _TAG.match(text)
    assert tag  # expat has read it
    said = [
        f" {name}={quoteattr(own[name])}"
        for name in INHERITED
        if name in own and own[name] != merged.get(name) and not re.search(rf"\s{name}\s*=", tag[0])
    ]
    return f"<tu{''.join(said)}{text[3:]}" if said else text
