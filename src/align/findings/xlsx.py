"""Findings as an Excel sheet: one row a finding, texts stay text."""

from __future__ import annotations

import io

from align.findings import excerpt, groups
from align.model import Alignment

COLUMNS = {  # heading → width in digits of the default font
    "Place": 22, "Severity": 10, "Kind": 11, "Confidence": 11, "Finding": 48, "Chinese": 46, "English": 62,
}  # fmt: skip


def write(alignment: Alignment, title: str) -> bytes:
    import xlsxwriter

    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    book.set_properties({"title": title, "author": ""})
    sheet = book.add_worksheet("Findings")
    bold = book.add_format({"bold": True, "valign": "top"})
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    for column, (name, width) in enumerate(COLUMNS.items()):
        sheet.set_column(column, column, width, wrapped)
        sheet.write_string(0, column, name, bold)
    line = 0
    for group in groups(alignment):
        source, target = alignment.blocks(alignment.beads[group.bead])
        for finding in group.findings:
            line += 1
            shown = excerpt(source, finding.source), excerpt(target, finding.target)
            cells = (group.title, finding.severity.value, finding.kind, None, finding.message, *shown)
            for column, cell in enumerate(cells):
                if cell is not None:
                    sheet.write_string(line, column, cell, wrapped)
            if finding.confidence is not None:
                sheet.write_number(line, 3, finding.confidence, wrapped)
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, line, len(COLUMNS) - 1)
    book.close()
    return out.getvalue()
