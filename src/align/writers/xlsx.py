"""Excel workbook: the table on one sheet, the summary on another. Texts stay text, whatever they begin with.

Excel holds 32,767 characters in a cell: what is longer goes on in the next row, under the same number.
"""

from __future__ import annotations

import io
from itertools import zip_longest
from typing import Any

from align.report import LANGUAGE, Report, State, facts
from align.writers.columns import Value, header, values
from align.writers.palette import HEAD, SHADES, font_of

CELL_LIMIT = 32_767  # characters; Excel specifications and limits
TEXT, ADDRESS, NARROW, CONFIDENCE, NOTE = 52, 11, 7, 11, 30  # widths, in digits of the default font
SHEET = "Alignment"


def write(report: Report) -> bytes:
    import xlsxwriter

    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    book.set_properties({"title": report.title, "author": "", "created": report.created.replace(tzinfo=None)})
    table = book.add_worksheet(SHEET)
    first_lines = _write_table(book, table, report)
    _write_summary(book, book.add_worksheet("Summary"), report, first_lines)
    book.close()
    return out.getvalue()


def _write_table(book: Any, sheet: Any, report: Report) -> dict[int, int]:
    """Fill sheet; row number → its line in the sheet, from 0."""
    head = header(report)
    languages = dict(zip((2, 3), report.languages, strict=True))
    widths = (NARROW, ADDRESS, TEXT, TEXT, ADDRESS, NARROW, CONFIDENCE, CONFIDENCE, NOTE, NOTE)
    formats = {
        state: [
            _cell_format(book, state, report.lang_code(languages[column]) if column in languages else "")
            for column in range(len(head))
        ]
        for state in State
    }
    bold = book.add_format({"bold": True, "bg_color": f"#{HEAD}", "valign": "vcenter", "text_wrap": True, "bottom": 1})
    for column, (name, width) in enumerate(zip(head, widths, strict=True)):
        sheet.set_column(column, column, width)
        sheet.write_string(0, column, name, bold)
    line = 1
    first_lines = {}
    for row in report.rows:
        first_lines[row.number] = line
        for cells in _split(values(report, row)):
            for column, value in enumerate(cells):
                _write_value(sheet, line, column, value, formats[row.state][column])
            line += 1
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, line - 1, len(head) - 1)
    _set_page(sheet)
    sheet.repeat_rows(0)
    return first_lines


def _cell_format(book: Any, state: State, lang_code: str) -> Any:
    look = {"text_wrap": True, "valign": "top", "bottom": 4, "bottom_color": "#B8BEC4"}
    if lang_code:
        look |= {"font_name": font_of(lang_code)}
    if state in SHADES:
        look |= {"bg_color": f"#{SHADES[state]}"}
    return book.add_format(look)


def _split(cells: tuple[Value, ...]) -> list[tuple[Value, ...]]:
    """cells as one line of the sheet or, where a text is too long for Excel, as several."""
    if all(not isinstance(cell, str) or len(cell) <= CELL_LIMIT for cell in cells):
        return [cells]
    number, *rest = (
        [cell[start : start + CELL_LIMIT] for start in range(0, len(cell), CELL_LIMIT)]
        if isinstance(cell, str)
        else [cell]
        for cell in cells
    )
    return [(number[0], *parts) for parts in zip_longest(*rest)]


def _write_value(sheet: Any, line: int, column: int, value: Value, look: Any) -> None:
    if value is None or value == "":
        sheet.write_blank(line, column, None, look)
    elif isinstance(value, str):
        sheet.write_string(line, column, value, look)
    else:
        sheet.write_number(line, column, value, look)


def _write_summary(book: Any, sheet: Any, report: Report, first_lines: dict[int, int]) -> None:
    """What there is to say of the whole, then all rows that need a look, each with a link to its row."""
    wrap = book.add_format({"text_wrap": True, "valign": "top"})
    bold = book.add_format({"bold": True, "valign": "top"})
    title = book.add_format({"bold": True, "font_size": 14})
    link = book.add_format({"font_color": "#1F5F8B", "underline": 1, "valign": "top", "align": "left"})
    for column, width in enumerate((14, 13, 13, 80)):
        sheet.set_column(column, column, width)
    sheet.write_string(0, 0, report.title, title)
    line = 2
    for name, words in facts(report):
        sheet.write_string(line, 0, name, bold)
        sheet.merge_range(line, 1, line, 3, "", wrap)
        sheet.write_string(line, 1, words, wrap)
        line += 1
    line += 1
    for column, name in enumerate(("Row", "State", "Address", "Text")):
        sheet.write_string(line, column, name, bold)
    for row in (*report.summary.unaligned, *report.summary.check):
        line += 1
        cell = next(cell for lang in report.languages if (cell := row.cell(lang)).texts)
        look = book.add_format(
            {"bg_color": f"#{SHADES[row.state]}", "valign": "top", "font_name": font_of(report.lang_code(cell.lang))}
        )
        place = f"internal:'{SHEET}'!A{first_lines[row.number] + 1}"
        sheet.write_url(line, 0, place, link, str(row.number))
        sheet.write_string(line, 1, row.state.value, look)
        sheet.write_string(line, 2, f"{LANGUAGE[cell.lang]} {cell.address}".strip(), look)
        sheet.write_string(line, 3, cell.texts[0][:100], look)
    _set_page(sheet)


def _set_page(sheet: Any) -> None:
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)  # inches
    sheet.fit_to_pages(1, 0)
    sheet.set_footer("&L&F&R&P / &N")
