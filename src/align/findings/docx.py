"""Findings as a Word document: a heading for each bead, passages side by side, places highlighted."""

from __future__ import annotations

import io
from datetime import datetime
from typing import Any

from align.findings import Passage, groups, heading, said
from align.model import Alignment
from align.writers.characters import to_xml
from align.writers.docx import without_clock
from align.writers.palette import ENGLISH_FONT, font_of

WIDTHS = (7.0, 10.0)  # centimetres of the passages: Chinese, English
MARGIN = 2.0  # centimetres on each side of A4


def write(alignment: Alignment, title: str, created: datetime) -> bytes:
    from docx import Document
    from docx.oxml import OxmlElement
    from docx.shared import Cm

    document = Document()
    properties = document.core_properties
    properties.title, properties.author, properties.comments = title[:255], "", ""
    properties.created = properties.modified = created.replace(tzinfo=None)
    _set_fonts(document.styles["Normal"])
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21.0), Cm(29.7)
    section.left_margin = section.right_margin = Cm(MARGIN)
    document.add_heading(to_xml(title), level=1)
    document.add_paragraph(to_xml(heading(alignment)))
    for group in groups(alignment):
        document.add_heading(to_xml(group.title), level=2)
        for finding in group.findings:
            paragraph = document.add_paragraph()
            paragraph.paragraph_format.keep_with_next = True
            paragraph.add_run(f"{finding.severity} · {finding.kind}: ").bold = True
            paragraph.add_run(to_xml(said(finding)))
        table = document.add_table(rows=1, cols=len(WIDTHS), style="Table Grid")
        table.autofit = False
        table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
        cells = zip(table.columns, table.rows[0].cells, WIDTHS, (group.source, group.target), strict=True)
        for column, cell, width, passage in cells:
            column.width = cell.width = Cm(width)
            _write_passage(cell, passage)
    out = io.BytesIO()
    document.save(out)
    return without_clock(out.getvalue())


def _set_fonts(style: Any) -> None:
    from docx.oxml.ns import qn
    from docx.shared import Pt

    style.font.name, style.font.size = ENGLISH_FONT, Pt(10)
    style.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), font_of("zh"))
    style.paragraph_format.space_after = Pt(4)


def _write_passage(cell: Any, passage: Passage) -> None:
    from docx.enum.text import WD_COLOR_INDEX

    paragraph = cell.paragraphs[0]
    if not passage:
        paragraph.add_run("–")
    for number, block in enumerate(passage):
        paragraph = cell.add_paragraph() if number else paragraph
        for piece in block:
            run = paragraph.add_run(to_xml(piece.text))
            if piece.marked:
                run.font.highlight_color = WD_COLOR_INDEX.YELLOW
