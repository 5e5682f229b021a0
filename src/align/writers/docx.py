"""Word document: the table as translators print it and mark it up.

Running heads with both titles, pages counted, the header row repeated, the number and the addresses in
a column of their own. What was found stands as Word's own comments, by the author OUR_COMMENTS; the
places meant are highlighted. Unaligned cells and pairs to check are shaded and say so.

A reviser chooses from the list under Status, writes comments of his own, moves texts from row to row,
and gives the file to `align apply`, which finds the rows again by a hidden bookmark in each. Each
paragraph of a text is one of the cell; control characters appear as in align.writers.characters.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from align.model import Kind, Lang, Review, Span, Status
from align.overview import facts
from align.report import LANGUAGE, Cell, Report, Row, State
from align.writers.characters import to_xml
from align.writers.columns import EDITED, NO_STATUS, OUR_COMMENTS, STATUS, format_bookmark, key_of
from align.writers.palette import ENGLISH_FONT, HEAD, SHADES, font_of

PAGE = 21.0, 29.7  # centimetres of A4
MARGIN = 2.0  # centimetres, on each side
LABEL, CHOICE = 2.4, 1.9  # centimetres of the columns with the number, and with the status
SHARES: dict[Lang, float] = {"zh": 0.44, "en": 0.56}  # of the width that is left; English runs longer
TITLE = 180  # characters of a title in the running head


def write(report: Report) -> bytes:
    from docx import Document
    from docx.shared import Pt

    document = Document()
    style = document.styles["Normal"]
    style.font.name, style.font.size = ENGLISH_FONT, Pt(10)
    _set_east_asian(style.element.get_or_add_rPr(), report.lang_code("zh"))
    style.paragraph_format.space_before = style.paragraph_format.space_after = Pt(2)
    _set_properties(document.core_properties, report)
    width = _set_page(document.sections[0], report)

    document.add_heading(to_xml(report.title), level=1)
    for name, words in facts(report):
        paragraph = document.add_paragraph()
        paragraph.add_run(f"{name}: ").bold = True
        paragraph.add_run(to_xml(words))
    document.add_paragraph()
    _write_table(document, report, width)
    out = io.BytesIO()
    document.save(out)
    return without_clock(out.getvalue())


def _set_properties(properties: Any, report: Report) -> None:
    properties.title = report.title[:255]  # the limit of Office's properties
    properties.author = properties.comments = properties.last_modified_by = ""
    properties.created = properties.modified = report.created.replace(tzinfo=None)


def _set_page(section: Any, report: Report) -> float:
    """Paper, margins and running heads; the width between the margins, in centimetres."""
    from docx.enum.section import WD_ORIENT
    from docx.enum.text import WD_TAB_ALIGNMENT
    from docx.shared import Cm

    wide, high = reversed(PAGE) if report.output.landscape else PAGE
    section.page_width, section.page_height = Cm(wide), Cm(high)
    section.orientation = WD_ORIENT.LANDSCAPE if report.output.landscape else WD_ORIENT.PORTRAIT
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Cm(MARGIN)
    width = wide - 2 * MARGIN
    sides = {side.lang: side for side in (report.summary.source, report.summary.target)}
    heads = section.header.paragraphs[0], section.header.add_paragraph()
    for paragraph, lang in zip(heads, report.languages, strict=True):
        _add_text(paragraph, sides[lang].title[:TITLE], lang, report)
    foot = section.footer.paragraphs[0]
    foot.paragraph_format.tab_stops.add_tab_stop(Cm(width), WD_TAB_ALIGNMENT.RIGHT)
    foot.style.paragraph_format.tab_stops.clear_all()
    foot.add_run(f"{to_xml(report.title)}\tPage ")
    _add_field(foot, "PAGE")
    foot.add_run(" of ")
    _add_field(foot, "NUMPAGES")
    return width


def _add_field(paragraph: Any, name: str) -> None:
    """A number that Word counts."""
    field = _element("w:fldSimple", instr=name)
    run = paragraph.add_run("1")._r
    field.append(run)
    paragraph._p.append(field)


def _write_table(document: Any, report: Report, width: float) -> None:
    from docx.shared import Cm

    rest = width - LABEL - CHOICE
    widths = [Cm(w) for w in (LABEL, *(rest * SHARES[lang] for lang in report.languages), CHOICE)]
    table = document.add_table(rows=1 + len(report.rows), cols=len(widths), style="Table Grid")
    table.autofit = False
    for column, wide in zip(table.columns, widths, strict=True):
        column.width = wide
    head, *lines = table.rows
    head._tr.get_or_add_trPr().append(_element("w:tblHeader"))
    names = "No.", *(LANGUAGE[lang] for lang in report.languages), STATUS
    for cell, name, wide in zip(head.cells, names, widths, strict=True):
        cell.width = wide
        cell.paragraphs[0].add_run(name).bold = True
        _shade(cell, HEAD)
    for line, row in zip(lines, report.rows, strict=True):
        line._tr.get_or_add_trPr().append(_element("w:cantSplit"))
        label, *texts, choice = line.cells
        for cell, wide in zip((label, *texts, choice), widths, strict=True):
            cell.width = wide
            if row.state in SHADES:
                _shade(cell, SHADES[row.state])
        number = _write_label(label, report, row)
        runs = {
            lang: _write_texts(cell, row.cell(lang), report)
            for cell, lang in zip(texts, report.languages, strict=True)
        }
        _write_choice(choice.paragraphs[0], row.review)
        _comment(document, report, row, runs, number)


def _write_label(cell: Any, report: Report, row: Row) -> Any:
    """The number, with the bookmark; where it stands in both; what needs a look. Returns the number's run."""
    from docx.shared import Pt

    paragraph = cell.paragraphs[0]
    mark = str(row.number)
    paragraph._p.append(_element("w:bookmarkStart", id=mark, name=format_bookmark(key_of(report, row))))
    number = paragraph.add_run(mark)
    paragraph._p.append(_element("w:bookmarkEnd", id=mark))
    places = dict.fromkeys(row.cell(lang).place for lang in report.languages)  # each once
    for place in filter(None, places):
        cell.add_paragraph().add_run(to_xml(place)).font.size = Pt(8)
    if row.state is not State.ALIGNED:
        cell.add_paragraph().add_run(row.state.value).italic = True
    return number


def _write_texts(cell: Any, content: Cell, report: Report) -> list[tuple[Any, bool]]:
    """One paragraph a text. Returns the runs, and whether each is a place that a finding means."""
    from docx.enum.text import WD_COLOR_INDEX

    runs = []
    for number, (text, kind) in enumerate(zip(content.texts, content.kinds, strict=True)):
        paragraph = cell.add_paragraph() if number else cell.paragraphs[0]
        for piece, is_meant in _pieces(text, content.marked[number] if content.marked else ()):
            run = _add_text(paragraph, piece, content.lang, report)
            run.bold = True if kind is Kind.HEADING else None
            if is_meant:
                run.font.highlight_color = WD_COLOR_INDEX.YELLOW
            runs.append((run, is_meant))
    return runs


def _pieces(text: str, spans: Sequence[Span]) -> list[tuple[str, bool]]:
    """text in pieces, each with whether spans mean it."""
    ends = sorted({0, len(text), *(end for span in spans for end in span)})
    return [
        (text[start:end], any(span.start <= start and end <= span.end for span in spans))
        for start, end in pairwise(ends)
    ]


def _add_text(paragraph: Any, text: str, lang: Lang, report: Report) -> Any:
    """A run in the font and with the language tag of its side."""
    run = paragraph.add_run(to_xml(text))
    properties = run._r.get_or_add_rPr()
    if lang == "zh":
        # The hint gives “” and … to the Chinese font: Unicode has the same for both scripts.
        properties.append(_element("w:rFonts", hint="eastAsia"))
        properties.append(_element("w:lang", eastAsia=report.lang_code("zh")))
    else:
        properties.append(_element("w:lang", val=report.lang_code("en")))
    return run


def _write_choice(paragraph: Any, review: Review | None) -> None:
    """A list to choose the status from."""
    choices = _element("w:dropDownList")
    for word in (NO_STATUS, *Status):
        choices.append(_element("w:listItem", displayText=word, value=word))
    properties, content, control = _element("w:sdtPr"), _element("w:sdtContent"), _element("w:sdt")
    properties.extend([_element("w:alias", val=STATUS), choices])
    content.append(paragraph.add_run((review and review.status) or NO_STATUS)._r)
    control.extend([properties, content])
    paragraph._p.append(control)


def _comment(
    document: Any, report: Report, row: Row, runs: dict[Lang, list[tuple[Any, bool]]], number: Any
) -> None:
    """Word's comments: what was found at the texts that it means, the rest at the number."""
    from docx.oxml.ns import qn

    def add(anchor: Sequence[Any], text: str, author: str) -> None:
        comment = document.add_comment(anchor, to_xml(text), to_xml(author), author[:1])
        comment._comment_elm.set(qn("w:date"), f"{report.created:%Y-%m-%dT%H:%M:%SZ}")

    for finding in row.findings:
        lang: Lang = "zh" if finding.source else "en"
        meant = (
            [run for run, is_meant in runs[lang] if is_meant] or [run for run, _ in runs[lang]] or [number]
        )
        add(meant, f"{finding.severity} · {finding.kind}: {finding.message}", OUR_COMMENTS)
    if row.remarks:
        add([number], "; ".join(row.remarks), OUR_COMMENTS)
    if row.review and row.review.edits:
        for wanted, lang in zip(row.review.edits, EDITED, strict=True):
            add([number], f"{EDITED[lang]}: {wanted}", OUR_COMMENTS)
    if row.review and row.review.comment:
        add([number], row.review.comment, row.review.by or "reviser")


def _shade(cell: Any, color: str) -> None:
    cell._tc.get_or_add_tcPr().append(_element("w:shd", val="clear", color="auto", fill=color))


def _set_east_asian(properties: Any, lang_code: str) -> None:
    """The font of Chinese characters, which python-docx has no name for."""
    from docx.oxml.ns import qn

    properties.get_or_add_rFonts().set(qn("w:eastAsia"), font_of(lang_code))


def _element(tag: str, **attributes: str) -> Any:
    """An element with attributes of Word's namespace."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    element = OxmlElement(tag)
    for name, value in attributes.items():
        element.set(qn(f"w:{name}"), value)
    return element


def without_clock(package: bytes) -> bytes:
    """The same zip file with every member dated 1980-01-01, the zero of zip, instead of now."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(package)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for member in old.infolist():
            new.writestr(zipfile.ZipInfo(member.filename), old.read(member), zipfile.ZIP_DEFLATED)
    return out.getvalue()
