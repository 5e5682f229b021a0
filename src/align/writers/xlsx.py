"""Excel workbook: the table on one sheet, the summary on another. Texts stay text, whatever they begin with.

Excel holds 32,767 characters in a cell: what is longer goes on in the next row, under the same number.
A reviser works in the columns Status (a list to choose from) and Comment, moves texts from row to row,
and gives the file to `align apply`, which finds the rows again by the hidden column Key.
"""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from itertools import zip_longest
from math import ceil
from typing import Any

from align.model import Status
from align.overview import facts
from align.report import LANGUAGE, Report, State
from align.writers.columns import (
    COMMENT,
    CONTINUED,
    EDITED,
    KEY,
    STATUS,
    Value,
    format_key,
    header,
    key_of,
    values,
)
from align.writers.palette import HEAD, SHADES, STATUS_COLORS, font_of

_WIDE = re.compile("[\u2e80-\U0010ffff]+")  # Chinese and what goes with it
CELL_LIMIT = 32_767  # characters; Excel's specifications and limits
ROW_LIMIT = 409  # points; the same
PADDING = 4  # points between the rows
LINE = 16  # points; enough for a line of 11-point Calibri (15) or Microsoft YaHei
WIDTHS = {  # of columns by their heading, in digits of the default font
    "Chinese": 46, "English": 62, "Address Chinese": 11, "Address English": 11, "Confidence": 11,
    "State": 11, "Evidence": 28, "Note": 22, STATUS: 10, COMMENT: 28, **dict.fromkeys(EDITED.values(), 46),
}  # fmt: skip
NARROW = 6
SHEET = "Alignment"
START = 60  # characters of a row's text in the summary


def write(report: Report) -> bytes:
    import xlsxwriter

    out = io.BytesIO()
    book = xlsxwriter.Workbook(out)  # its parts wait in temporary files: a quarter less memory than in_memory
    book.set_properties({"title": report.title, "author": "", "created": report.created.replace(tzinfo=None)})
    table = book.add_worksheet(SHEET)
    first_lines = _write_table(book, table, report)
    _write_summary(book, book.add_worksheet("Summary"), report, first_lines)
    book.close()
    return out.getvalue()


def _write_table(book: Any, sheet: Any, report: Report) -> dict[int, int]:
    """Fill sheet; row number → its line in the sheet, from 0."""
    head = (*header(report), KEY)
    widths = [WIDTHS.get(name, NARROW) for name in head]
    looks = {state: [_look(book, state, name, report) for name in head] for state in State}
    bold = book.add_format({"bold": True, "bg_color": f"#{HEAD}", "valign": "top", "text_wrap": True})
    for column, (name, width) in enumerate(zip(head, widths, strict=True)):
        sheet.set_column(column, column, width, None, {"hidden": name == KEY})
        sheet.write_string(0, column, name, bold)
    sheet.set_row(0, 2 * LINE)
    line = 0
    first_lines = {}
    for row in report.rows:
        first_lines[row.number] = line + 1
        for cells in _split((*values(report, row), format_key(key_of(report, row)))):
            line += 1
            sheet.set_row(line, row_height(cells, widths))
            for column, value in enumerate(cells):
                _write_value(sheet, line, column, value, looks[row.state][column])
    _offer_statuses(book, sheet, line, head.index(STATUS))
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, line, len(head) - 1)
    sheet.repeat_rows(0)
    _set_page(sheet)
    return first_lines


def _offer_statuses(book: Any, sheet: Any, last: int, column: int) -> None:
    """A list to choose from in each row to the last, and a colour for what is chosen."""
    place = (1, column, max(last, 1), column)
    sheet.data_validation(
        *place,
        {
            "validate": "list",
            "source": list(Status),
            "error_title": "Status",
            "error_message": f"Choose {', '.join(Status)}, or leave it empty.",
        },
    )
    for status, color in STATUS_COLORS.items():
        look = book.add_format({"font_color": f"#{color}", "bold": True})
        rule = {"type": "cell", "criteria": "==", "value": f'"{status}"', "format": look}
        sheet.conditional_format(*place, rule)


def _look(book: Any, state: State, name: str, report: Report) -> Any:
    """The format of the cells under a heading."""
    look = {"text_wrap": True, "valign": "top", "align": "left", "bottom": 4, "bottom_color": "#B8BEC4"}
    if name == LANGUAGE["zh"]:
        look["font_name"] = font_of(report.lang_code("zh"))
    if name == "Confidence":
        look["num_format"] = "0.00"
    if state in SHADES:
        look["bg_color"] = f"#{SHADES[state]}"
    return book.add_format(look)


def row_height(cells: Sequence[Value], widths: Sequence[int]) -> float:
    """Points that the fullest cell takes when wrapped, about. LibreOffice does not find out by itself."""
    lines = 1
    for cell, width in zip(cells, widths, strict=True):
        if isinstance(cell, str):
            lines = max(lines, sum(max(1, ceil(_width(part) / width)) for part in cell.split("\n")))
    return min(lines * LINE + PADDING, ROW_LIMIT)


def _width(text: str) -> int:
    """Width of text in digits, about: a Chinese character takes two, a Latin letter up to one."""
    return len(text) + sum(map(len, _WIDE.findall(text)))


def _split(cells: tuple[Value, ...]) -> list[tuple[Value, ...]]:
    """cells as one line of the sheet or, where a text is too long for Excel, as several."""
    if all(not isinstance(cell, str) or len(cell) <= CELL_LIMIT for cell in cells):
        return [cells]
    *cells_shown, key = cells
    number, *rest = (
        [cell[start : start + CELL_LIMIT] for start in range(0, len(cell), CELL_LIMIT)]
        if isinstance(cell, str)
        else [cell]
        for cell in cells_shown
    )
    lines = [(number[0], *parts) for parts in zip_longest(*rest)]
    return [(*line, CONTINUED if at else key) for at, line in enumerate(lines)]


def _write_value(sheet: Any, line: int, column: int, value: Value, look: Any) -> None:
    if value is None or value == "":
        sheet.write_blank(line, column, None, look)
    elif isinstance(value, str):
        sheet.write_string(line, column, value, look)
    else:
        sheet.write_number(line, column, value, look)


def _write_summary(book: Any, sheet: Any, report: Report, first_lines: dict[int, int]) -> None:
    """What there is to say of the whole, then all rows that need a look, each with a link to its row."""
    bold = book.add_format({"bold": True, "valign": "top"})
    title = book.add_format({"bold": True, "font_size": 14})
    wrap = book.add_format({"text_wrap": True, "valign": "top"})
    for column, width in enumerate((14, 12, 12, 90)):
        sheet.set_column(column, column, width)
    sheet.write_string(0, 0, report.title, title)
    line = 2
    for name, words in facts(report):
        sheet.write_string(line, 0, name, bold)
        sheet.merge_range(line, 1, line, 3, "", wrap)
        sheet.write_string(line, 1, words, wrap)
        sheet.set_row(line, row_height((words,), (114,)))
        line += 1
    line += 1
    for column, name in enumerate(("Row", "State", "Address", "Text")):
        sheet.write_string(line, column, name, bold)
    summary = report.summary
    differing = [row for row in summary.differing if row.state is State.ALIGNED]
    for row in (*summary.unaligned, *summary.check, *differing):
        line += 1
        cell = next(cell for lang in report.languages if (cell := row.cell(lang)).texts)
        shade = {"align": "left"} | ({"bg_color": f"#{SHADES[row.state]}"} if row.state in SHADES else {})
        font = {"font_name": font_of(report.lang_code(cell.lang))}
        link = book.add_format(shade | {"font_color": "#1F5F8B", "underline": 1})
        plain, text = book.add_format(shade), book.add_format(shade | font)
        sheet.write_url(line, 0, f"internal:'{SHEET}'!A{first_lines[row.number] + 1}", link, str(row.number))
        sheet.write_string(line, 1, "differs" if row.state is State.ALIGNED else row.state.value, plain)
        sheet.write_string(line, 2, cell.place, plain)
        if row.differs:
            sheet.write_string(line, 3, row.found, plain)
        else:
            sheet.write_string(line, 3, cell.texts[0][:START], text)
    _set_page(sheet)


def _set_page(sheet: Any) -> None:
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)  # inches
    sheet.fit_to_pages(1, 0)
    sheet.set_footer("&L&F&R&P / &N")
