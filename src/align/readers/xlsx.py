"""Excel workbooks: every cell with text is a paragraph, the sheets are tables."""

from __future__ import annotations

import re

from lxml import etree

from align.readers import Cell, Source
from align.readers.package import Package
from align.readers.tape import Tape

S = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_PLACE = re.compile(r"([A-Z]{1,3})(\d{1,7})")


def read(data: bytes, name: str, encoding: str | None) -> Source:  # noqa: ARG001 - XML names its own
    """The cells of a workbook in reading order. Raises InputError for a damaged or hostile package."""
    package = Package(data, name)
    main = package.main_part()
    related = package.related(main)
    book = package.xml(main)
    strings = [
        _words(item) for part in _parts(related, "sharedStrings") for item in _rows(package.xml(part), "si")
    ]
    tape = Tape(name)
    for number, sheet in enumerate(_rows(book, "sheet"), start=1):
        _, part = related.get(sheet.get(_R + "id", ""), ("", ""))
        hidden = sheet.get("state") in {"hidden", "veryHidden"}
        for row, cell in enumerate(_rows(package.xml(part), "c"), start=1):
            text = _text(cell, strings)
            if hidden:
                tape.aside("hidden sheet", text)
            else:
                tape.text(text)
            place = _PLACE.fullmatch(cell.get("r", ""))
            tape.end(cell=Cell(number, int(place[2]) if place else row, _column(place[1]) if place else 1))
    return tape.source()


def _parts(related: dict[str, tuple[str, str]], kind: str) -> list[str]:
    return [target for k, target in related.values() if k == kind]


def _rows(root: etree._Element | None, name: str) -> list[etree._Element]:
    return [] if root is None else list(root.iter(S + name))


def _text(cell: etree._Element, strings: list[str]) -> str:
    kind = cell.get("t", "n")
    if kind == "inlineStr":
        return _words(cell)
    held = cell.findtext(S + "v") or ""
    if kind == "s":
        return strings[int(held)] if held.isdecimal() and int(held) < len(strings) else ""
    return held


def _words(element: etree._Element) -> str:
    """The text of a string, without the readings printed above its words."""
    return "".join(t.text or "" for t in element.iter(S + "t") if t.getparent().tag != S + "rPh")


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = 26 * number + ord(letter) - ord("A") + 1
    return number
