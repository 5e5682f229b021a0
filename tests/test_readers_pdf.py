"""PDF → Document: files of known content, set in several ways, and files that nobody should send."""

from __future__ import annotations

import io
import re
import subprocess
import sys
import time
import zlib
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from textwrap import wrap

import docx
import docx.enum.text
import pytest
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from align.bilingual import read_bilingual
from align.errors import InputError
from align.model import Document, Kind, Lang
from align.readers import read_source
from align.reading import read_document
from conftest import ROOT, SAMPLE
from print_pdf import Format, print_pdf

LANGS: tuple[Lang, Lang] = ("zh", "en")
COLUMNS = Format(columns=2, margin=60, size=9.5, leading=12, gap=4, indent=14, note_size=7.5)
FORMATS = {
    "indents and gaps": Format(),
    "letter, indents only": Format(gap=0, justified=True, page=(612, 792), foot="- {page} -"),
    "gaps only, no running head": Format(indent=0, gap=8, head="", foot="{page}"),
    "no rules, mirrored margins": Format(rule=False, justified=True, inner=30),
    "footnotes in the type of the text": Format(note_size=11),
    "two columns": COLUMNS,
    "two columns, tight": replace(COLUMNS, gutter=14, gap=0, justified=True, page=(500, 650)),
}


@cache
def sample_document(lang: Lang) -> Document:
    return read_document(SAMPLE / f"{lang}.txt", lang)


def bare(text: str) -> str:
    """Without space: a line break that falls between a number and a Chinese character takes theirs."""
    return "".join(text.split())


# --- layouts -----------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("form", FORMATS.values(), ids=FORMATS)
def test_every_layout_gives_the_same_document(form: Format, lang: Lang, tmp_path: Path) -> None:
    want = sample_document(lang)
    print_pdf(tmp_path / "a.pdf", want.blocks, lang, form)
    found = read_document(tmp_path / "a.pdf", lang)
    same = bare if lang == "zh" else str
    assert [same(b.text) for b in found.blocks] == [same(b.text) for b in want.blocks]
    assert [(b.kind, b.address, b.label) for b in found.blocks] == [
        (b.kind, b.address, b.label) for b in want.blocks
    ]
    assert [[m.number for m in b.marks] for b in found.blocks] == [
        [m.number for m in b.marks] for b in want.blocks
    ]
    assert found.balance == 0
    assert {f.kind for f in found.furniture} <= {"rule", "page number", "running head"}


def test_blocks_know_their_page_and_paragraphs_cut_by_it_are_whole(tmp_path: Path) -> None:
    print_pdf(tmp_path / "a.pdf", sample_document("en").blocks, "en")
    source = read_source(tmp_path / "a.pdf")
    document = read_document(tmp_path / "a.pdf", "en")
    pages = [b.page for b in document.blocks if b.kind is not Kind.FOOTNOTE]
    assert pages == sorted(p or 0 for p in pages)
    assert set(pages) == {1, 2, 3, 4, 5}
    assert [f.text for f in document.furniture if f.kind == "page number"] == [f"{n}/5" for n in range(1, 6)]
    page_of = {line.start + len(line.text) - len(line.text.lstrip()): line.page for line in source.lines}
    cut = [b for b in document.blocks if len({page_of[s.start] for s in b.spans}) == 2]
    assert cut
    assert all(b.page == page_of[b.spans[0].start] for b in document.blocks)


def test_lines_know_their_place(tmp_path: Path) -> None:
    draw(tmp_path / "a.pdf", [(72, 700, 12, "The lamps are lit at dusk."), (90, 640, 9, "Keepers rest.")])
    first, *blank, second = read_source(tmp_path / "a.pdf").lines
    assert [line.text for line in blank] == ["", "", ""]
    assert first.box is not None
    box = first.box
    assert (box.left, box.top, box.bottom, box.size) == pytest.approx((72, 130, 142, 12))
    assert second.text == "    Keepers rest."
    assert second.box is not None
    assert second.box.left == pytest.approx(90)


def test_lines_across_the_page_part_the_columns(tmp_path: Path) -> None:
    across = "A heading that goes across the whole width of the page and of both of its columns"
    left, right = (column(side) for side in ("left", "right"))
    items = [(60.0, 780.0, 11.0, across)]
    for i in range(16):
        y = 750.0 - 12 * i - (60 if i >= 8 else 0)
        items += [(60, y, 12, left[i]), (310, y, 12, right[i])]
    items.append((60, 630, 11, across.replace("A", "Another")))
    draw(tmp_path / "a.pdf", items)
    text = [line.text for line in read_source(tmp_path / "a.pdf").lines if line.text]
    assert text == [across, *left[:8], *right[:8], across.replace("A", "Another"), *left[8:], *right[8:]]


@pytest.mark.parametrize(("width", "cells"), [(300, 4), (0, 0)])
def test_ruled_cells_are_a_table_and_a_frame_or_an_underlined_word_is_none(
    width: float, cells: int, tmp_path: Path
) -> None:
    """width 0: without the line between the columns. The rule under a word makes no row."""
    canvas = Canvas(str(tmp_path / "a.pdf"))
    for x in {72, 72 + width, 500}:
        canvas.line(x, 640, x, 700)
    for y in (640, 670, 700):
        canvas.line(72, y, 500, y)
    for x, y, text in (
        (80, 680, "Duty"),
        (400, 680, "Term"),
        (80, 650, "Light the lamps"),
        (400, 650, "Dusk"),
    ):
        canvas.drawString(x, y, text)
    canvas.line(80, 648, 110, 648)
    canvas.drawString(72, 600, "The keepers rest at dawn.")
    canvas.save()
    blocks = read_document(tmp_path / "a.pdf", "en").blocks
    table = [b for b in blocks if b.kind is Kind.CELL]
    assert [b.text for b in table] == ["Duty", "Term", "Light the lamps", "Dusk"][:cells]
    assert blocks[-1].text.endswith("The keepers rest at dawn.")


def test_a_drawing_of_many_lines_is_no_table(tmp_path: Path) -> None:
    canvas = Canvas(str(tmp_path / "a.pdf"))
    for i in range(1200):
        canvas.line(72 + i % 40 * 10, 100 + i // 40 * 20, 80 + i % 40 * 10, 100 + i // 40 * 20)
    canvas.drawString(72, 80, "The coast, seen from the north.")
    canvas.save()
    assert [b.kind for b in read_document(tmp_path / "a.pdf", "en").blocks] == [Kind.PARAGRAPH]


def column(side: str) -> list[str]:
    return [f"in the {side} column row {i:02} of the text is full" for i in range(16)]


def draw(path: Path, items: Sequence[tuple[float, float, float, str]], rotation: int = 0) -> None:
    """One page with pieces of text at x, y, of a size."""
    canvas = Canvas(str(path), pagesize=(595, 842))
    canvas.setPageRotation(rotation)
    for x, y, size, text in items:
        canvas.setFont("Times-Roman", size)
        canvas.drawString(x, y, text)
    canvas.save()


# --- characters --------------------------------------------------------------------------------


def test_raised_numbers_are_marks_and_others_are_text(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    canvas = Canvas(str(path))
    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    out = canvas.beginText(72, 700)
    for text, raised in (
        ("《灯塔公约》", 0),
        ("1", 4),
        ("和1号灯塔占地30 m", 0),
        ("1", 4),
        ("。", 0),
    ):
        out.setFont("STSong-Light", 6 if raised else 10)
        out.setRise(raised)
        out.textOut(text)
    canvas.drawText(out)
    canvas.line(72, 120, 150, 120)
    note = canvas.beginText(72, 105)
    for text, raised in (("1", 3), ("见第2号公报。", 0)):
        note.setFont("STSong-Light", 5 if raised else 8)
        note.setRise(raised)
        note.textOut(text)
    canvas.drawText(note)
    canvas.save()
    text, footnote = read_document(path, "zh").blocks
    assert text.text == "《灯塔公约》1和1号灯塔占地30 m1。"
    assert [(m.number, m.start) for m in text.marks] == [("1", 6)]
    assert (footnote.kind, footnote.text) == (Kind.FOOTNOTE, "1 见第2号公报。")


def test_marks_that_are_not_raised_are_found_by_what_is_round_them(tmp_path: Path) -> None:
    text = [
        (72, 700 - 14 * i, 11, "Keepers shall light the lamps at dusk,1 and trim the wicks") for i in range(6)
    ]
    draw(tmp_path / "a.pdf", [*text, (72, 100, 8, "1 See the report of the keepers.")])
    running, note = read_document(tmp_path / "a.pdf", "en").blocks
    assert [m.number for m in running.marks] == ["1"] * 6
    assert note.kind is Kind.FOOTNOTE


def test_a_narrow_gap_after_the_number_of_an_article_is_a_space(tmp_path: Path) -> None:
    canvas = Canvas(str(tmp_path / "a.pdf"))
    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    canvas.setFont("STSong-Light", 10)
    for x, y, text in (
        (72, 740, "第三章"),
        (105, 740, "附则"),
        (72, 700, "第九条"),
        (105, 700, "灯塔管理人员应当每日记录天气。"),
        (72, 660, "第九条所说的记录，由主管机关保存十年。"),
    ):
        canvas.drawString(x, y, text)
    canvas.save()
    blocks = read_document(tmp_path / "a.pdf", "zh").blocks
    assert [b.text[:5] for b in blocks] == ["第三章 附", "第九条 灯", "第九条所说"]
    assert [b.address for b in blocks] == ["Chap. 3", "Art. 9", "Art. 9 ¶2"]


def test_numbers_of_footnotes_that_are_glued_to_chinese_and_not_raised(tmp_path: Path) -> None:
    canvas = Canvas(str(tmp_path / "a.pdf"))
    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    canvas.setFont("STSong-Light", 10)
    for i in range(8):
        canvas.drawString(
            72, 700 - 14 * i, "灯塔管理人员应当每日记录天气、能见度和过往船舶的情况并且报送主管机关保存"
        )
    canvas.drawString(72, 588, "《灯塔公约》1和第2号决议。")
    canvas.line(72, 120, 150, 120)
    canvas.drawString(72, 105, "1联合国，《条约汇编》，第12卷。")
    canvas.save()
    text, note = read_document(tmp_path / "a.pdf", "zh").blocks
    assert (note.kind, note.address, note.text) == (Kind.FOOTNOTE, "fn 1", "1联合国，《条约汇编》，第12卷。")
    assert [text.text[m.start - 1 : m.end + 1] for m in text.marks] == ["》1和"]


def test_a_rule_under_a_title_begins_no_footnotes(tmp_path: Path) -> None:
    canvas = Canvas(str(tmp_path / "a.pdf"))
    canvas.drawString(72, 740, "Rules for the keepers of lamps")
    canvas.line(72, 730, 180, 730)
    canvas.drawString(72, 715, "1 General")
    for i in range(6):
        canvas.drawString(
            72, 701 - 14 * i, "Keepers shall light the lamps at dusk and trim the wicks at midnight,"
        )
    canvas.save()
    document = read_document(tmp_path / "a.pdf", "en")
    assert Kind.FOOTNOTE not in {b.kind for b in document.blocks}


def test_a_footnote_goes_on_under_the_rule_of_the_next_page(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    canvas = Canvas(str(path))
    notes = [
        ["1 See the report of the keepers of the"],
        ["northern lights, page 12.", "2 Ibid., page 30."],
    ]
    texts = [
        "The keepers of the coast shall light the lamps at dusk1 and trim",
        "the wicks before midnight2 and at dawn.",
    ]
    for text, lines in zip(texts, notes, strict=True):
        canvas.setFont("Times-Roman", 11)
        for i in range(12):
            canvas.drawString(72, 700 - 14 * i, "and the watch shall be kept on the towers with all due care")
        canvas.drawString(72, 700 - 14 * 12, text)
        canvas.line(72, 120, 150, 120)
        canvas.setFont("Times-Roman", 8)
        for i, line in enumerate(lines):
            canvas.drawString(72, 108 - 10 * i, line)
        canvas.showPage()
    canvas.save()
    document = read_document(path, "en")
    assert [b.text for b in document.blocks if b.kind is Kind.FOOTNOTE] == [
        "1 See the report of the keepers of the northern lights, page 12.",
        "2 Ibid., page 30.",
    ]


def test_hyphens_of_line_ends_are_set_aside_where_the_whole_word_occurs(tmp_path: Path) -> None:
    lines = [
        "The international lights of the coast are kept burning by the watch of inter-",
        "national keepers who are well-",
        "known along the coast.",
    ]
    draw(tmp_path / "a.pdf", [(72, 700 - 14 * i, 11, line) for i, line in enumerate(lines)])
    document = read_document(tmp_path / "a.pdf", "en")
    (block,) = document.blocks
    assert block.text == "{} {}{}".format(*lines).replace("inter- ", "inter").replace("inter-", "inter")
    (hyphen,) = document.furniture
    assert (hyphen.kind, hyphen.text) == ("hyphen", "-")
    assert read_source(tmp_path / "a.pdf").text[hyphen.span.start - 5 : hyphen.span.end] == "inter-"
    assert document.balance == 0
    assert [n.kind for n in document.notes] == ["hyphen"]


def test_traditional_characters_stay_what_they_are(tmp_path: Path) -> None:
    pdfmetrics.registerFont(UnicodeCIDFont("MSung-Light"))
    canvas = Canvas(str(tmp_path / "a.pdf"))
    canvas.setFont("MSung-Light", 12)
    canvas.drawString(72, 700, "第一條　燈塔管理人員應當每日記錄天氣。")
    canvas.save()
    assert read_source(tmp_path / "a.pdf").text == "第一條　燈塔管理人員應當每日記錄天氣。"


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
def test_turned_pages_are_read_upright_and_stamps_apart(rotation: int, tmp_path: Path) -> None:
    """The page is turned for the reader and its text back, as scanners and landscape tables do."""
    canvas = Canvas(str(tmp_path / "a.pdf"), pagesize=(600, 600))
    canvas.setPageRotation(rotation)
    canvas.translate(300, 300)
    canvas.rotate(rotation)
    text = "The lamps are lit at dusk.", "The keepers rest at dawn."
    for i, line in enumerate(text):
        canvas.drawString(-200, 200 - 14 * i, line)
    canvas.rotate(90)
    canvas.drawString(-200, 250, "COPY")
    canvas.save()
    lines = read_source(tmp_path / "a.pdf").lines
    assert [line.text for line in lines] == [
        "COPY",
        "The lamps are lit at dusk.",
        "The keepers rest at dawn.",
    ]
    assert lines[1].box is not None
    assert (lines[1].box.left, lines[1].box.bottom) == pytest.approx((100, 100))


def test_a_table_on_a_page_that_lies_on_its_side(tmp_path: Path) -> None:
    """Between two upright pages, as annexes have them; no lines rule it."""
    rows = [("Tower", "Keeper", "2021"), ("Gull Rock", "J. Ember", "12.5"), ("Old Head", "P. Vane", "3.5")]
    canvas = Canvas(str(tmp_path / "a.pdf"), pagesize=(595, 842))
    for lies in (False, True, False):
        if lies:
            canvas.setPageRotation(90)
            canvas.translate(595, 0)
            canvas.rotate(90)
            for i, row in enumerate(rows):
                for x, text in zip((72, 250, 400), row, strict=True):
                    canvas.drawString(x, 440 - 14 * i, text)
        else:
            canvas.drawString(72, 700, "The lamps are lit at dusk.")
        canvas.showPage()
        canvas.setPageRotation(0)
    canvas.save()
    blocks = read_document(tmp_path / "a.pdf", "en").blocks
    assert [(b.page, b.text) for b in blocks if b.kind is Kind.CELL] == [(2, t) for row in rows for t in row]


@pytest.mark.parametrize("beside", [True, False], ids=["side by side", "each by itself"])
def test_a_page_with_one_language_in_each_column(beside: bool, tmp_path: Path) -> None:
    """Paragraphs of both languages begin at one height, or each column is set by itself."""
    texts = {lang: [b for b in sample_document(lang).blocks if b.kind is not Kind.FOOTNOTE] for lang in LANGS}
    canvas = Canvas(str(tmp_path / "a.pdf"), pagesize=(595, 842))
    for lang in LANGS:
        print_pdf(tmp_path / f"{lang}.pdf", texts[lang], lang)  # registers the font
    y = dict.fromkeys(LANGS, 780.0)
    for pair in list(zip(*texts.values(), strict=True))[8:24]:
        for x, lang, block in zip((60, 310), LANGS, pair, strict=True):
            out = canvas.beginText(x, y[lang])
            out.setFont("STSong-Light" if lang == "zh" else "Times-Roman", 8, leading=10)
            lines = wrap(
                re.sub(r"\s", "", block.text) if lang == "zh" else block.text, 28 if lang == "zh" else 58
            )
            for line in lines:
                out.textLine(line)
            canvas.drawText(out)
            y[lang] -= 10 * len(lines) + 6
        if beside:
            y = dict.fromkeys(LANGS, min(y.values()))
    canvas.save()
    for document, lang in zip(read_bilingual(tmp_path / "a.pdf"), LANGS, strict=True):
        assert [bare(b.text) for b in document.blocks] == [bare(b.text) for b in texts[lang][8:24]]
        assert document.balance == 0


# --- files that can't be read ------------------------------------------------------------------


def pdf(*objects: bytes) -> bytes:
    """A file of these objects, numbered from 1; the first is its catalogue."""
    data, offsets = b"%PDF-1.5\n", []
    for number, content in enumerate(objects, 1):
        offsets.append(len(data))
        data += b"%d 0 obj\n%b\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    trailer = b"trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, len(data))
    return data + b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1) + table + trailer


def stream(content: bytes, entries: bytes = b"") -> bytes:
    return b"<</Length %d%b>>stream\n%b\nendstream" % (len(content), entries, content)


CATALOGUE = b"<</Type/Catalog/Pages 2 0 R>>"
PAGES = b"<</Type/Pages/Count 1/Kids[3 0 R]>>"
FONT = b"<</Type/Font/Subtype/Type1/BaseFont/Times-Roman>>"
RESOURCES = b"/Resources<</Font<</F 4 0 R>>/XObject<</X 6 0 R>>>>"
PAGE = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 5 0 R%b>>" % RESOURCES
TEXT = b"BT /F 11 Tf 72 700 Td (Lamps are lit at dusk.) Tj ET"
FORM = b"/Type/XObject/Subtype/Form/BBox[0 0 595 842]" + RESOURCES
FLATE = b"/Filter/FlateDecode"
GREY = b"P5 1 1 255 \x80"  # a picture of one point
TOO_MUCH = "page 1 takes more than 8 seconds or 400 MB; print the file to a new PDF and give that"
BROKEN = "is a broken PDF; print it to a new PDF, or save its text, and give that"


def locked() -> bytes:
    canvas = Canvas("", encrypt=StandardEncryption("lamp", strength=128))
    canvas.drawString(72, 700, "Lamps are lit at dusk.")
    data: bytes = canvas.getpdfdata()
    return data


BAD: dict[str, tuple[Callable[[], bytes], str]] = {
    "no text": (
        lambda: pdf(CATALOGUE, PAGES, PAGE, FONT, stream(b"0 0 100 100 re f")),
        "has no text layer (1 pages, pictures only); run OCR on it, such as ocrmypdf, and give the result",
    ),
    "garbage": (lambda: b"%PDF-1.7\n" + bytes(range(256)), BROKEN),
    "cut off": (lambda: pdf(CATALOGUE, PAGES, PAGE, FONT, stream(TEXT))[:200], BROKEN),
    "locked": (locked, "is protected by a password; save a copy without it and give that"),
    "pages that hold themselves": (
        lambda: pdf(CATALOGUE, PAGES.replace(b"1/Kids[", b"2/Kids[2 0 R "), PAGE, FONT, stream(TEXT)),
        "page 2 is broken; print the file to a new PDF and give that",
    ),
    "forms that draw themselves": (
        lambda: pdf(CATALOGUE, PAGES, PAGE, FONT, stream(b"/X Do"), stream(b"/X Do /X Do " + TEXT, FORM)),
        TOO_MUCH,
    ),
    "a bomb": (
        lambda: pdf(CATALOGUE, PAGES, PAGE, FONT, stream(zlib.compress(TEXT + b" " * 300_000_000, 1), FLATE)),
        TOO_MUCH,
    ),
}


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no limit of memory to set")
@pytest.mark.parametrize(("make", "message"), BAD.values(), ids=BAD)
def test_bad_files_get_one_clear_line_in_time(
    make: Callable[[], bytes], message: str, tmp_path: Path
) -> None:
    path = tmp_path / "lamps.pdf"
    path.write_bytes(make())
    begin = time.monotonic()
    with pytest.raises(InputError) as caught:
        read_source(path)
    assert str(caught.value) == f"{path}: {message}"
    assert time.monotonic() - begin < 10


def test_a_file_that_only_its_owner_may_change_is_read(tmp_path: Path) -> None:
    canvas = Canvas(str(tmp_path / "a.pdf"), encrypt=StandardEncryption("", ownerPassword="lamp", canCopy=0))
    canvas.drawString(72, 700, "The lamps are lit.")
    canvas.save()
    assert read_source(tmp_path / "a.pdf").text == "The lamps are lit."


def test_a_page_without_text_is_noted(tmp_path: Path) -> None:
    canvas = Canvas(str(tmp_path / "a.pdf"))
    for text in ("The lamps are lit.", "", "The lamps are out."):
        canvas.drawString(72, 700, text)
        canvas.showPage()
    canvas.save()
    source = read_source(tmp_path / "a.pdf")
    assert [n.message for n in source.notes] == ["no text on page 2: empty, or a picture that needs OCR"]
    assert [line.page for line in source.lines] == [1, 3]
    assert re.fullmatch(r"The lamps are lit\.\fThe lamps are out\.", source.text)


def test_scanned_pages_that_bear_a_stamp_are_noted(tmp_path: Path) -> None:
    grey = ImageReader(io.BytesIO(GREY))
    canvas = Canvas(str(tmp_path / "a.pdf"), pagesize=(595, 842))
    for page, words in enumerate(
        ("Library of the coast", "Library of the coast", "Keepers light lamps. " * 9)
    ):
        canvas.drawImage(grey, 0, 0, 595, 842 if page != 1 else 100)  # the second only has a picture in it
        for i in range(0, len(words), 63):
            canvas.drawString(72, 700 - i, words[i : i + 63])
        canvas.showPage()
    canvas.save()
    notes = read_source(tmp_path / "a.pdf").notes
    assert [n.message for n in notes] == ["hardly any text on page 1: a picture that needs OCR"]


@pytest.mark.bench
def test_development_cases_are_put_together_exactly(bench: Path) -> None:
    sys.path.insert(0, str(ROOT / "benchmarks"))
    from joins import bare, gold_blocks

    paths = sorted((bench / "dev" / "pdf").glob("*/gold.tsv"))
    assert paths
    for path in paths:
        for lang in LANGS:
            document = read_document(path.parent / f"{lang}.pdf", lang)
            found = Counter(bare(b.text) for b in document.blocks)
            assert found == Counter(gold_blocks(path)[lang])
            assert document.balance == 0


@pytest.mark.needs("soffice")
def test_a_file_that_libreoffice_made_with_embedded_fonts(tmp_path: Path) -> None:
    want = [b for b in sample_document("en").blocks if b.kind is not Kind.FOOTNOTE]
    word = docx.Document()
    for block in want:
        paragraph = word.add_paragraph(block.text)
        paragraph.alignment = docx.enum.text.WD_ALIGN_PARAGRAPH.JUSTIFY
    word.sections[0].header.paragraphs[0].text = "Draft resolution on lamps"
    word.save(str(tmp_path / "a.docx"))
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    convert = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path)]
    subprocess.run([*convert, str(tmp_path / "a.docx")], check=True, capture_output=True, timeout=120)
    found = read_document(tmp_path / "a.pdf", "en")
    assert [b.text for b in found.blocks] == [b.text for b in want]
    assert {f.kind for f in found.furniture} == {"running head"}
