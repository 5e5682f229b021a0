"""For Sketch Engine: a table of two columns, or two texts and the m:n mapping of one to the other.

The table is what it takes from anybody: the languages' English names, then a row a pair; unaligned rows
are left out, because it wants text in both columns. The texts hold the whole documents in their own order,
an <align> structure a paragraph or sentence; the mapping, two columns with the language translated
from first, has a line a row: a number of a structure from 0, a range "1,3", or -1 for nothing. Where a
reviser's row has structures that do not follow each other, each run of them has a line.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from itertools import groupby, product, zip_longest
from xml.sax.saxutils import escape, quoteattr

from align.model import Bead, Lang, Unit
from align.report import LANGUAGE, Report, State
from align.writers.characters import to_line, to_xml
from align.writers.plain import one_line
from align.writers.xlsx import CELL_LIMIT


def write_table(report: Report) -> bytes:
    import xlsxwriter

    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    book.set_properties({"title": report.title, "author": "", "created": report.created.replace(tzinfo=None)})
    sheet = book.add_worksheet()
    lines = [tuple(LANGUAGE[lang] for lang in report.languages)]
    for row in report.rows:
        if row.state is not State.UNALIGNED:
            pieces = (_cells(one_line(row.cell(lang))) for lang in report.languages)
            lines.extend(zip_longest(*pieces, fillvalue=""))
    for number, line in enumerate(lines):
        for column, text in enumerate(line):
            sheet.write_string(number, column, text)
    book.close()
    return out.getvalue()


def _cells(text: str) -> list[str]:
    """text in pieces that fit into a cell of Excel: nearly always one."""
    return [text[start : start + CELL_LIMIT] for start in range(0, len(text), CELL_LIMIT)]


def write_chinese(report: Report) -> bytes:
    return _text(report, "zh")


def write_english(report: Report) -> bytes:
    return _text(report, "en")


def write_mapping(report: Report) -> bytes:
    numbers = {lang: _numbers(report, lang) for lang in report.languages}
    lines = (
        f"{first}\t{second}\n"
        for bead in report.beads
        for first, second in product(
            *(_ranges([numbers[lang][unit] for unit in _units(bead, lang)]) for lang in report.languages)
        )
    )
    return "".join(lines).encode()


def _text(report: Report, lang: Lang) -> bytes:
    document = report.alignment.source if lang == "zh" else report.alignment.target
    lines = [f"<doc name={quoteattr(to_xml(document.name))}>"]
    for block, start, end in _numbers(report, lang):
        held = document.blocks[block]
        address = f" address={quoteattr(to_xml(held.address))}" if held.address else ""
        lines.append(f"<align{address}>\n{escape(to_xml(to_line(held.text[start:end])))}\n</align>")
    return "\n".join([*lines, "</doc>\n"]).encode()


def _numbers(report: Report, lang: Lang) -> dict[Unit, int]:
    """The units of one side in the order of its document, with their numbers from 0."""
    units = sorted(unit for bead in report.beads for unit in _units(bead, lang))
    return {unit: number for number, unit in enumerate(units)}


def _units(bead: Bead, lang: Lang) -> tuple[Unit, ...]:
    return bead.source if lang == "zh" else bead.target


def _ranges(numbers: Sequence[int]) -> list[str]:
    """Runs of numbers that follow each other, as the mapping writes them."""
    return list(_runs(numbers)) or ["-1"]


def _runs(numbers: Sequence[int]) -> Iterator[str]:
    for _, run in groupby(enumerate(sorted(numbers)), key=lambda pair: pair[1] - pair[0]):
        first, *rest = (number for _, number in run)
        yield f"{first},{rest[-1]}" if rest else str(first)
