"""Plain aligned text for machine translation: zh.txt and en.txt, line n of each the two sides of row n.

Paragraphs of a row are joined as their language joins them, tabs and line breaks become spaces. An
unaligned row has an empty line on the other side, so that lines and rows keep their numbers.
"""

from __future__ import annotations

from align.model import Lang
from align.report import Cell, Report
from align.text import join
from align.writers.characters import to_line


def write_chinese(report: Report) -> bytes:
    return _lines(report, "zh")


def write_english(report: Report) -> bytes:
    return _lines(report, "en")


def one_line(cell: Cell) -> str:
    return to_line(join(cell.lang, cell.texts))


def _lines(report: Report, lang: Lang) -> bytes:
    return "".join(f"{one_line(row.cell(lang))}\n" for row in report.rows).encode()
