"""Word document: a plain table of two columns, the language translated from on the left.

Unaligned cells are shaded and say so, and so do pairs to check. Each paragraph of a text is one
of the cell; control characters, which XML forbids, appear as in align.writers.characters.
"""

from __future__ import annotations

import io
import zipfile
from typing import Any

from align.model import Kind
from align.report import LANGUAGE, Cell, Report, Row, State, facts
from align.writers.characters import to_xml
from align.writers.palette import ENGLISH_FONT, HEAD, SHADES, font_of


def write(report: Report) -> bytes:
    from docx import Document
    from docx.shared import Cm, Pt

    document = Document()
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)  # A4
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Cm(2)
    style = document.styles["Normal"]
    style.font.name, style.font.size = ENGLISH_FONT, Pt(10)
    _set_east_asian(style.element.get_or_add_rPr(), report.lang_code("zh"))
    style.paragraph_format.space_after = Pt(3)
    _set_properties(document.core_properties, report)

    document.add_heading(to_xml(report.title), level=1)
    for name, words in facts(report):
        paragraph = document.add_paragraph()
        paragraph.paragraph_format.space_after = Pt(0)
        paragraph.add_run(f"{name}: ").bold = True
        paragraph.add_run(to_xml(words))
    document.add_paragraph()
    _write_table(document, report)
    out = io.BytesIO()
    document.save(out)
    return _without_clock(out)
