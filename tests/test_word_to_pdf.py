"""The sample as a Word document that LibreOffice prints: the PDF gives the same document as the Word file."""

from __future__ import annotations

import re
import subprocess
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple
from xml.sax.saxutils import escape

import pytest

from align.bilingual import read_bilingual
from align.model import Block, Document, Kind, Lang
from align.reading import read_document
from conftest import SAMPLE
from office_files import p, r, word

LANGS: tuple[Lang, Lang] = ("zh", "en")
TAB = '</w:t></w:r><w:r><w:tab/></w:r><w:r><w:t xml:space="preserve">'
HIGH = '<w:rPr><w:vertAlign w:val="superscript"/></w:rPr>'
SEPARATORS = (
    '<w:footnote w:type="separator" w:id="0"><w:p><w:r><w:separator/></w:r></w:p></w:footnote>'
    '<w:footnote w:type="continuationSeparator" w:id="1"><w:p><w:r><w:continuationSeparator/></w:r></w:p>'
    "</w:footnote>"
)


PAGE = "".join(
    f"<w:r>{inside}</w:r>"
    for inside in (
        '<w:fldChar w:fldCharType="begin"/>',
        "<w:instrText>PAGE</w:instrText>",
        '<w:fldChar w:fldCharType="separate"/>',
        "<w:t>1</w:t>",
        '<w:fldChar w:fldCharType="end"/>',
    )
)
EDGES = (
    '<w:headerReference w:type="default" r:id="header1"/><w:footerReference w:type="default" r:id="footer1"/>'
)


class Setting(NamedTuple):
    """How a document is set; lengths in twentieths of a point, sizes of type in half points."""

    columns: int = 1
    jc: str = "both"  # "both": justified
    indent: int = 0  # of first lines
    gap: int = 0  # after paragraphs
    note_size: int | None = 16  # None: as the text
    note_raised: bool = True  # its number
    rule: bool = True  # over footnotes
    hanging: int = 0  # items hang by so much below what follows their letters


SETTINGS = {
    "justified, nothing between paragraphs": Setting(),
    "ragged, footnotes as the text is set": Setting(jc="left", gap=120, note_size=None, note_raised=False),
    "two columns": Setting(columns=2, indent=420),
    "no rule, large numbers of footnotes": Setting(indent=420, note_raised=False, rule=False),
    "items that hang": Setting(gap=120, hanging=567),
}


@cache
def sample_document(lang: Lang) -> Document:
    return read_document(SAMPLE / f"{lang}.txt", lang)


def as_word(lang: Lang, setting: Setting) -> bytes:
    blocks = sample_document(lang).blocks
    notes = {b.label[0].printed: b for b in blocks if b.kind is Kind.FOOTNOTE}
    text = [b for b in blocks if b.kind is not Kind.FOOTNOTE]
    size = f'<w:sz w:val="{setting.note_size}"/>' if setting.note_size else ""
    own_mark = f"<w:r>{HIGH if setting.note_raised else ''}<w:footnoteRef/></w:r>"
    called = list(dict.fromkeys(m.number for b in text for m in b.marks))
    ids = {number: i for i, number in enumerate(called, start=2)}
    footnotes = "".join(
        f'<w:footnote w:id="{i}">{p(own_mark + r(" " + note_text(notes[number]), size))}</w:footnote>'
        for number, i in ids.items()
    )
    usual, hanging = (
        f'<w:spacing w:after="{setting.gap}"/><w:ind {indent}/><w:jc w:val="{setting.jc}"/>'
        for indent in (
            f'w:firstLine="{setting.indent}"',
            f'w:left="{2 * setting.hanging}" w:hanging="{setting.hanging}"',
        )
    )
    body = ""
    for block in text:
        inside = "".join(runs(block, ids))
        number = block.label[-1].printed if block.kind is Kind.ITEM else ""
        tabbed = inside.replace(f"{number} ", f"{number}{TAB}", 1) if number and setting.hanging else inside
        body += p(inside, usual) if tabbed == inside else p(tabbed, hanging)
    page = (
        f'<w:sectPr>{EDGES}<w:pgSz w:w="11906" w:h="16838"/>'
        '<w:pgMar w:top="1440" w:right="1440" w:bottom="1440" w:left="1440" w:header="720" w:footer="720"/>'
        f'<w:cols w:num="{setting.columns}" w:space="400"/></w:sectPr>'
    )
    return word(
        body + page,
        footnotes=(SEPARATORS if setting.rule else "") + footnotes,
        header1=p("W/AS.7/L.2"),
        footer1=p(PAGE + r("/5  16-20417")),
    )


def note_text(note: Block) -> str:
    return escape(note.text.removeprefix(note.label[0].printed).strip())


def runs(block: Block, ids: dict[str, int]) -> Iterator[str]:
    """The text of a block with its marks as references; one that is met again stays a raised number."""
    at = 0
    for mark in block.marks:
        yield r(escape(block.text[at : mark.start]))
        note = ids.pop(mark.number, None)
        inside = f'<w:footnoteReference w:id="{note}"/>' if note else f"<w:t>{mark.number}</w:t>"
        yield f"<w:r>{HIGH}{inside}</w:r>"
        at = mark.end
    yield r(escape(block.text[at:]))


CHAPTERS: dict[Lang, tuple[str, ...]] = {
    "zh": ("第一章　总则", "第二章　灯塔的管理", "第三章　附则"),
    "en": ("Chapter 1 General provisions", "Chapter 2 Upkeep of lighthouses", "Chapter 3 Final provisions"),
}
TITLES: dict[Lang, tuple[str, str, str]] = {  # title, a line below it, running head
    "zh": ("沿海灯塔管理条例", "（2014年12月1日沿海委员会第3次会议通过）", "灯塔条例汇编"),
    "en": (
        "Regulations on the Lighthouses of the Coast",
        "(Adopted by the Commission of the Coast at its third ordinary meeting, held on 1 December 2014)",
        "Collected Regulations",
    ),
}
NUMERALS = "一二三四五六七八九十"


def as_statute(lang: Lang) -> bytes:
    """Paragraphs of the sample as articles in chapters, under centred titles, with heads and page numbers."""
    texts = [b.text for b in sample_document(lang).blocks if b.kind is Kind.PARAGRAPH and not b.marks][1:31]
    *titles, head = TITLES[lang]
    large, centred = '<w:sz w:val="30"/>', '<w:spacing w:before="120" w:after="120"/><w:jc w:val="center"/>'
    body = p(r(titles[0], large), centred) + p(titles[1], centred)
    for i, text in enumerate(texts):
        if i % 10 == 0:
            body += p(CHAPTERS[lang][i // 10], centred)
        tens, ones = divmod(i + 1, 10)
        numeral = ("", "十", "二十", "三十")[tens] + (NUMERALS[ones - 1] if ones else "")
        article = f"第{numeral}条　" if lang == "zh" else f"Article {i + 1} "
        bare = re.sub(r"^\d+\. ", "", text)
        body += p(r(escape(article + bare)), '<w:ind w:firstLine="420"/><w:jc w:val="both"/>')
    section = (
        f'{EDGES}<w:pgSz w:w="11906" w:h="16838"/>'
        '<w:pgMar w:top="1800" w:right="1500" w:bottom="1600" w:left="1600" w:header="900" w:footer="900"/>'
    )
    return word(
        f"{body}<w:sectPr>{section}</w:sectPr>",
        header1=p(head, '<w:jc w:val="right"/>'),
        footer1=p(r("— ") + PAGE + r(" —"), '<w:jc w:val="center"/>'),
    )


TABLE = (
    ("No.", "Duty", "责任"),
    (
        "1",
        "The keepers record every day the weather, the visibility and the vessels that pass the tower.",
        "灯塔管理人员应当每日记录天气、能见度和过往船舶的情况，并于每月最后一日将记录报送主管机关。",
    ),
    ("2", "The authority keeps the record for ten years.", "主管机关应当保存记录十年。"),
)


WIDTHS = (1600, 3000, 3600)  # of columns
TOWERS = (
    ("Tower", "Keeper", "Duties"),
    ("Gull Rock", "J. Ember", "Lights the lamps at dusk and records the weather and the vessels that pass."),
    ("Long Ness", "M. Skerry and others who help", "Keeps the record for ten years."),
    ("Old Head", "P. Vane", "Trims the wicks."),
)


def as_table(table: Sequence[Sequence[str]], ruled: bool = True) -> bytes:
    """A table with all lines drawn or none, between two paragraphs."""
    edges = ("top", "left", "bottom", "right", "insideH", "insideV") if ruled else ()
    borders = "".join(f'<w:{edge} w:val="single" w:sz="4"/>' for edge in edges)
    rows = "".join(f"<w:tr>{''.join(f'<w:tc>{p(t)}</w:tc>' for t in row)}</w:tr>" for row in table)
    widths = "".join(f'<w:gridCol w:w="{w}"/>' for w in WIDTHS[-len(table[0]) :])
    grid = f"<w:tblPr><w:tblBorders>{borders}</w:tblBorders></w:tblPr><w:tblGrid>{widths}</w:tblGrid>"
    return word(p("The duties of the keepers are:") + f"<w:tbl>{grid}{rows}</w:tbl>" + p("Keep to them."))


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with every setting in both languages, as .docx and .pdf."""
    folder = tmp_path_factory.mktemp("printed")
    for i, setting in enumerate(SETTINGS.values()):
        for lang in LANGS:
            (folder / f"{i}-{lang}.docx").write_bytes(as_word(lang, setting))
    for lang in LANGS:
        (folder / f"statute-{lang}.docx").write_bytes(as_statute(lang))
    (folder / "ruled.docx").write_bytes(as_table(TABLE))
    (folder / "spaced.docx").write_bytes(as_table(TOWERS, ruled=False))
    (folder / "pair.docx").write_bytes(as_table([row[1:] for row in TABLE]))
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", str(folder)]
    files = [str(f) for f in sorted(folder.glob("*.docx"))]
    subprocess.run([*command, *files], check=True, capture_output=True, timeout=240)
    return folder


def understood(block: Block) -> tuple[object, ...]:
    """What a PDF tells as the Word file does: marks and numbers of footnotes stand in its text.

    Pauses are left out, because LibreOffice does not print those that hang out of a column.
    """
    text = block.text
    for mark in reversed(block.marks):
        text = text[: mark.start] + text[mark.end :]
    if block.kind is Kind.FOOTNOTE and not block.printed:
        text = text.removeprefix(block.label[0].printed)
    return block.kind, block.address, [m.number for m in block.marks], re.sub(r"[\s，、]", "", text)


@pytest.mark.needs("soffice")
@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("number", range(len(SETTINGS)), ids=SETTINGS)
def test_printed_word_document(printed: Path, number: int, lang: Lang) -> None:
    want = read_document(printed / f"{number}-{lang}.docx", lang)
    found = read_document(printed / f"{number}-{lang}.pdf", lang)
    assert [understood(b) for b in found.blocks] == [understood(b) for b in want.blocks]
    assert len([b for b in found.blocks if b.kind is Kind.FOOTNOTE]) > 5
    pages = max(b.page or 0 for b in found.blocks)
    assert len([f for f in found.furniture if f.kind != "rule"]) == 2 * pages  # head and foot
    assert found.balance == want.balance == 0


@pytest.mark.needs("soffice")
@pytest.mark.parametrize("lang", LANGS)
def test_printed_statute(printed: Path, lang: Lang) -> None:
    """Centred titles are whole and apart; heads and page numbers are set aside, on the first page too."""
    want = read_document(printed / f"statute-{lang}.docx", lang)
    found = read_document(printed / f"statute-{lang}.pdf", lang)
    assert [understood(b) for b in found.blocks] == [understood(b) for b in want.blocks]
    assert [b.address for b in found.blocks[:3]] == ["title", "heading 2", "Chap. 1"]
    pages = max(b.page or 0 for b in found.blocks)
    assert Counter(f.kind for f in found.furniture) == {"running head": pages, "page number": pages}


@pytest.mark.needs("soffice")
@pytest.mark.parametrize("name", ["ruled", "spaced"])
def test_printed_table(printed: Path, name: str) -> None:
    want = read_document(printed / f"{name}.docx", "en")
    found = read_document(printed / f"{name}.pdf", "en")
    assert [understood(b) for b in found.blocks] == [understood(b) for b in want.blocks]
    assert found.blocks[5].address == "table 1 r2 c2"


@pytest.mark.needs("soffice")
def test_printed_table_of_both_languages(printed: Path) -> None:
    zh, en = read_bilingual(printed / "pair.pdf")
    around = "The duties of the keepers are:", "Keep to them."
    assert [b.text for b in zh.blocks] == [row[2] for row in TABLE]
    assert [b.text for b in en.blocks] == [around[0], *(row[1] for row in TABLE), around[1]]
