"""Terms as an Excel sheet; texts stay text, whatever they begin with."""

from __future__ import annotations

import io

from align.terms.files import Glossary
from align.writers.palette import HEAD, font_of
from align.writers.xlsx import CELL_LIMIT, row_height

WIDTHS = {  # of columns, in digits of the default font
    "zh": 26, "en": 38, "passages": 9, "share": 7, "others": 32, "deviations": 26, "place": 16,
    "zh_example": 46, "en_example": 62, "zh_passage": 46, "en_passage": 62,
}  # fmt: skip


def write(glossary: Glossary) -> bytes:
    import xlsxwriter

    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    book.set_properties({"title": glossary.title, "author": ""})
    sheet = book.add_worksheet("Terms")
    look = {"text_wrap": True, "valign": "top", "align": "left"}
    bold = book.add_format(look | {"bold": True, "bg_color": f"#{HEAD}"})
    plain, percent = book.add_format(look), book.add_format(look | {"num_format": "0%"})
    chinese = book.add_format(look | {"font_name": font_of(glossary.codes["zh"])})
    columns = glossary.columns()
    for column, name in enumerate(columns):
        sheet.set_column(column, column, WIDTHS[name])
        sheet.write_string(0, column, glossary.headings[name], bold)
        shown = percent if name == "share" else chinese if name.startswith("zh") else plain
        for line, row in enumerate(glossary.rows, 1):
            value = getattr(row, name)
            if isinstance(value, str):
                sheet.write_string(line, column, value[:CELL_LIMIT], shown)
            else:
                sheet.write_number(line, column, value, shown)
    for line, row in enumerate(glossary.rows, 1):
        cells = [getattr(row, name) for name in columns]
        sheet.set_row(line, row_height(cells, [WIDTHS[name] for name in columns]))
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, len(glossary.rows), len(columns) - 1)
    sheet.repeat_rows(0)
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.fit_to_pages(1, 0)
    book.close()
    return out.getvalue()
