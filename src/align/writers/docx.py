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

WIDTHS: dict[str, float] = {"zh": 7.5, "en": 9.5}  # centimetres of A4 less the margins; English runs longer


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
    style.paragraph_format.space_before = style.paragraph_format.space_after = Pt(2)
    _set_properties(document.core_properties, report)

    document.add_heading(to_xml(report.title), level=1)
    for name, words in facts(report):
        paragraph = document.add_paragraph()
        paragraph.add_run(f"{name}: ").bold = True
        paragraph.add_run(to_xml(words))
    document.add_paragraph()
    _write_table(document, report)
    out = io.BytesIO()
    document.save(out)
    return _without_clock(out.getvalue())


def _set_properties(properties: Any, report: Report) -> None:
    properties.title = report.title[:255]  # the limit of Office's properties
    properties.author = properties.comments = properties.last_modified_by = ""
    properties.created = properties.modified = report.created.replace(tzinfo=None)


def _write_table(document: Any, report: Report) -> None:
    from docx.shared import Cm

    table = document.add_table(rows=1 + len(report.rows), cols=2, style="Table Grid")
    head, *lines = table.rows
    table.autofit = False
    widths = [Cm(WIDTHS[lang]) for lang in report.languages]
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
    _set(head._tr.get_or_add_trPr(), "w:tblHeader")
    for cell, lang, width in zip(head.cells, report.languages, widths, strict=True):
        cell.width = width
        cell.paragraphs[0].add_run(LANGUAGE[lang]).bold = True
        _shade(cell, HEAD)
    for line, row in zip(lines, report.rows, strict=True):
        _set(line._tr.get_or_add_trPr(), "w:cantSplit")
        cells = line.cells
        for cell, lang, width in zip(cells, report.languages, widths, strict=True):
            cell.width = width
            _fill(cell, row.cell(lang), report)
        _mark(cells, row, report)


def _fill(cell: Any, content: Cell, report: Report) -> None:
    """One paragraph a text, in the font and with the language tag of its side."""
    for number, (text, kind) in enumerate(zip(content.texts, content.kinds, strict=True)):
        paragraph = cell.add_paragraph() if number else cell.paragraphs[0]
        run = paragraph.add_run(to_xml(text))
        run.bold = True if kind is Kind.HEADING else None
        properties = run._r.get_or_add_rPr()
        if content.lang == "zh":
            # The hint gives “” and … to the Chinese font: Unicode has the same for both scripts.
            _set(properties, "w:rFonts", hint="eastAsia")
            _set(properties, "w:lang", eastAsia=report.lang_code("zh"))
        else:
            _set(properties, "w:lang", val=report.lang_code("en"))


def _mark(cells: Any, row: Row, report: Report) -> None:
    """Shade what needs a look and say why: in the empty cell, or below the text on the right."""
    if row.state is State.ALIGNED:
        return
    for cell in cells:
        _shade(cell, SHADES[row.state])
    empty = [cell for cell, lang in zip(cells, report.languages, strict=True) if not row.cell(lang).texts]
    paragraph = empty[0].paragraphs[0] if empty else cells[1].add_paragraph()
    paragraph.add_run(f"[{row.state}: {row.note}]").italic = True


def _shade(cell: Any, color: str) -> None:
    _set(cell._tc.get_or_add_tcPr(), "w:shd", val="clear", color="auto", fill=color)


def _set_east_asian(properties: Any, lang_code: str) -> None:
    """The font of Chinese characters, which python-docx has no name for."""
    from docx.oxml.ns import qn

    properties.get_or_add_rFonts().set(qn("w:eastAsia"), font_of(lang_code))


def _set(parent: Any, tag: str, **attributes: str) -> None:
    """Append the element tag with attributes of Word's namespace."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    element = OxmlElement(tag)
    for name, value in attributes.items():
        element.set(qn(f"w:{name}"), value)
    parent.append(element)


def _without_clock(package: bytes) -> bytes:
    """The same zip file with every member dated 1980-01-01, the zero of zip, instead of now."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(package)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for member in old.infolist():
            new.writestr(zipfile.ZipInfo(member.filename), old.read(member), zipfile.ZIP_DEFLATED)
    return out.getvalue()
