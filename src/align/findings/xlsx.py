"""Findings as an Excel sheet: one row a finding, the places in bold red, texts stay text."""

from __future__ import annotations

import io
from datetime import datetime
from math import ceil
from typing import Any

from align.findings import Passage, excerpt, groups, pieces
from align.model import Alignment, Lang

COLUMNS = {  # heading → width in digits of the default font
    "Place": 24, "Severity": 10, "Kind": 11, "Confidence": 11, "Finding": 44, "Chinese": 44, "English": 56,
}  # fmt: skip
LINE = 15  # points of a line of the default font
WIDE = 2  # digits that a Chinese character takes


def write(alignment: Alignment, title: str, created: datetime) -> bytes:
    import xlsxwriter

    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    book.set_properties({"title": title, "author": "", "created": created.replace(tzinfo=None)})
    sheet = book.add_worksheet("Findings")
    bold = book.add_format({"bold": True, "valign": "top", "bg_color": "#E6EBEF"})
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    number = book.add_format({"num_format": "0.00", "valign": "top"})
    place = book.add_format({"bold": True, "font_color": "#A3261B"})
    for column, (name, width) in enumerate(COLUMNS.items()):
        sheet.set_column(column, column, width, wrapped)
        sheet.write_string(0, column, name, bold)
    line = 0
    for group in groups(alignment):
        source, target = alignment.blocks(alignment.beads[group.findings[0].bead])
        for finding in group.findings:
            line += 1
            texts = (group.title, finding.severity.value, finding.kind, "", finding.message)
            for column, text in enumerate(texts):
                sheet.write_string(line, column, text, wrapped)
            if finding.confidence is not None:
                sheet.write_number(line, 3, finding.confidence, number)
            chinese = _write_passage(sheet, line, 5, pieces(source, finding.source), "zh", wrapped, place)
            english = _write_passage(sheet, line, 6, pieces(target, finding.target), "en", wrapped, place)
            widths = [*COLUMNS.values()]
            cells = zip((*texts, chinese, english), widths, strict=True)
            sheet.set_row(line, LINE * max(_lines(text, width) for text, width in cells))
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, line, len(COLUMNS) - 1)
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    book.close()
    return out.getvalue()


def _write_passage(
    sheet: Any, line: int, column: int, passage: Passage, lang: Lang, wrapped: Any, place: Any
) -> str:
    """Write an excerpt with its places in the format place; return its text."""
    parts = [part for part in excerpt(passage, lang) if part.text]
    text = "".join(part.text for part in parts)
    if len(parts) > 1:
        runs = [part for p in parts for part in ((place, p.text) if p.marked else (p.text,))]
        sheet.write_rich_string(line, column, *runs, wrapped)
    else:
        sheet.write_string(line, column, text, wrapped)
    return text


def _lines(text: str, width: int) -> int:
    """Lines that a text takes in a column, roughly."""
    return ceil(sum(1 if char.isascii() else WIDE for char in text) / width * 1.1) or 1
