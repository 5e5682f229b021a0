"""Every writer: the same bytes twice, every text, the direction, what needs a look; then format by format."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import subprocess
import sys
import unicodedata
import zipfile
from collections.abc import Callable
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

import openpyxl
import pytest
from docx import Document

from align.config import Output, Settings
from align.errors import OutputError
from align.model import Alignment, Finding, Review, Severity, Status, Unit
from align.project import load
from align.report import Report, Row, State, make_report
from align.segments import Piece, restore
from align.text import join
from align.writers import WRITERS, suffix_of, writer
from align.writers.characters import LINE_BREAKS, NO_XML, to_line, to_xml
from small_report import CREATED, GOLDEN, golden, small_alignment, small_report

XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
TABLES = (".csv", ".docx", ".html", ".xlsx")
VOID = {"meta", "col", "input"}


def write(suffix: str, report: Report | None = None) -> bytes:
    return writer(suffix)(report or small_report())


# What a format gives back, as (left, right) of each row, paragraphs of a cell joined by a line break.


def read_csv(content: bytes, _: Path) -> list[tuple[str, str]]:
    return [
        (row[2], row[3]) for row in list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))[1:]
    ]


def read_tsv(content: bytes, _: Path) -> list[tuple[str, str]]:
    lines = content.decode().split("\n")[1:-1]
    return [
        (left.replace(" ¶ ", "\n"), right.replace(" ¶ ", "\n"))
        for left, right in (x.split("\t") for x in lines)
    ]


def read_docx(content: bytes, _: Path) -> list[tuple[str, str]]:
    rows = list(Document(io.BytesIO(content)).tables[0].rows)[1:]
    return [(row.cells[1].text, row.cells[2].text) for row in rows]


def read_xlsx(content: bytes, _: Path) -> list[tuple[str, str]]:
    def text(value: object) -> str:  # Excel's own escapes of control characters
        return re.sub("_x([0-9A-F]{4})_", lambda match: chr(int(match[1], 16)), str(value or ""))

    sheet = openpyxl.load_workbook(io.BytesIO(content))["Alignment"]
    return [(text(row[2]), text(row[3])) for row in sheet.iter_rows(min_row=2, values_only=True)]


def read_tmx(content: bytes, _: Path) -> list[tuple[str, str]]:
    """With what was stripped back in its places."""

    def text(tuv: ElementTree.Element) -> str:
        pieces = tuv.findtext("prop[@type='x-stripped']") or "[]"
        return restore(tuv.findtext("seg") or "", [Piece(*piece) for piece in json.loads(pieces)])

    tus = ElementTree.fromstring(content).iter("tu")
    return [tuple(map(text, tu.iter("tuv"))) for tu in tus]  # type: ignore[misc]


def read_project(content: bytes, folder: Path) -> list[tuple[str, str]]:
    path = folder / "small.align.json"
    path.write_bytes(content)
    project = load(path)
    return pairs(make_report(project.alignment, project.settings, project.created, project.title))


class Page(HTMLParser):
    """A page taken apart. Fails on an element that is not closed, or closed out of order."""

    def __init__(self, content: bytes) -> None:
        super().__init__()
        self.open: list[tuple[str, dict[str, str | None]]] = []
        self.ids: list[str] = []
        self.links: list[str] = []
        self.tags: set[str] = set()
        self.rows: list[list[list[str]]] = []
        self.langs: list[list[str | None]] = []
        self.feed(content.decode())
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = dict(attrs)
        self.tags.add(tag)
        self.ids.extend(filter(None, [attributes.get("id")]))
        self.links.extend(value or "" for name, value in attrs if name in ("href", "src"))
        if tag == "tr" and attributes.get("id"):
            self.rows.append([])
            self.langs.append([])
        if tag == "td" and (attributes.get("class") or "").startswith("text"):
            self.rows[-1].append([])
            self.langs[-1].append(attributes.get("lang"))
        if tag == "p" and self.rows:
            self.rows[-1][-1].append("")
        if tag not in VOID:
            self.open.append((tag, attributes))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop()[0] == tag

    def handle_data(self, data: str) -> None:
        if self.rows and self.open and self.open[-1][0] == "p":
            self.rows[-1][-1][-1] += data


def read_html(content: bytes, _: Path) -> list[tuple[str, str]]:
    return [("\n".join(left), "\n".join(right)) for left, right in Page(content).rows]


READERS: dict[str, Callable[[bytes, Path], list[tuple[str, str]]]] = {
    ".align.json": read_project,
    ".csv": read_csv,
    ".docx": read_docx,
    ".html": read_html,
    ".tmx": read_tmx,
    ".tsv": read_tsv,
    ".xlsx": read_xlsx,
}
MAPPED: dict[str, Callable[[str], str]] = {  # what the docstring of the writer says it does to a text
    ".docx": to_xml,
    ".html": to_xml,
    ".tmx": lambda text: unicodedata.normalize("NFC", to_xml(to_line(text))),
    ".tsv": lambda text: to_line(text).replace("¶", "⁋"),
}


def pairs(report: Report, mapped: Callable[[str], str] = str) -> list[tuple[str, str]]:
    def text(row: Row, lang: str) -> str:
        return "\n".join(map(mapped, row.cell(lang).texts))

    return [(text(row, report.languages[0]), text(row, report.languages[1])) for row in report.rows]


def expected(suffix: str, report: Report) -> list[tuple[str, str]]:
    rows = pairs(report, MAPPED.get(suffix, str))
    if suffix == ".tsv" and report.languages[0] == "en":
        return [(chinese, english) for english, chinese in rows]  # always Chinese first
    if suffix == ".tmx":
        langs = report.languages
        kept = [
            row
            for row, it in zip(rows, report.rows, strict=True)
            if "" not in row and (it.confidence or 1) >= 0.5
        ]
        return [tuple(join(x, text.split("\n")) for x, text in zip(langs, row, strict=True)) for row in kept]  # type: ignore[misc]
    return rows


def test_every_writer_has_a_reader_here() -> None:
    """Or in tests/test_xliff.py or tests/test_corpora.py, which say what is there in another way."""
    elsewhere = {
        suffix
        for suffix in WRITERS
        if suffix.endswith((".xlf", ".xliff")) or ".txt" in suffix or ".sketch" in suffix
    }
    assert READERS.keys() | elsewhere == WRITERS.keys()


@pytest.mark.parametrize("direction", ["zh", "en"])
@pytest.mark.parametrize("suffix", READERS)
def test_every_text_is_there_once_in_order_of_the_direction(
    suffix: str, direction: str, tmp_path: Path
) -> None:
    report = small_report(direction)
    assert READERS[suffix](write(suffix, report), tmp_path) == expected(suffix, report)


@pytest.mark.parametrize("suffix", TABLES)
def test_tables_say_in_words_what_needs_a_look(suffix: str) -> None:
    report = small_report()
    first = report.rows[0]  # an aligned one, in the place of all
    assert first.state is State.ALIGNED
    rows = tuple(replace(first, number=row.number) for row in report.rows)
    aligned = replace(report, rows=rows, summary=replace(report.summary, unaligned=(), check=()))
    for word, count in (("unaligned", 3), ("check", 2)):
        assert _words(suffix, write(suffix), word) >= count
        assert _words(suffix, write(suffix, aligned), word) == 0


def _words(suffix: str, content: bytes, word: str) -> int:
    """How often word stands by itself in the rows of a table."""
    if suffix == ".html":
        return content.decode().count(f'<span class="word">{word}</span>')
    if suffix == ".csv":
        return sum(word in row for row in csv.reader(io.StringIO(content.decode("utf-8-sig"))))
    if suffix == ".xlsx":
        sheet = openpyxl.load_workbook(io.BytesIO(content))["Alignment"]
        return sum(word in row for row in sheet.iter_rows(values_only=True))
    rows = Document(io.BytesIO(content)).tables[0].rows
    return sum(word in row.cells[0].text.split("\n") for row in rows)


@pytest.mark.parametrize("suffix", sorted(path.name.removeprefix("small") for path in GOLDEN.glob("small.*")))
def test_golden(suffix: str) -> None:
    """A change of an output is seen in review; tests/small_report.py writes the files anew."""
    assert golden(suffix, write(suffix)) == (GOLDEN / f"small{suffix}").read_bytes()


def test_the_same_bytes_in_another_process_and_nothing_heavy_before_it_is_needed() -> None:
    script = """
import hashlib, sys
import align.output
from align.writers import WRITERS, writer
from small_report import small_report
HEAVY = {"xlsxwriter", "docx", "lxml", "pandas", "numpy", "importlib.metadata"}
def heavy(): return sorted(HEAVY & set(sys.modules))
assert not heavy(), heavy()
report = small_report()
light = [writer(s)(report) for s in (".align.json", ".csv", ".html", ".tsv")]
assert not heavy(), heavy()
print(*(hashlib.sha256(writer(s)(report)).hexdigest() for s in sorted(WRITERS)))
"""
    runs = [
        subprocess.run(
            [sys.executable, "-c", script],
            env={**os.environ, "PYTHONPATH": str(Path(__file__).parent), "PYTHONHASHSEED": seed, "TZ": zone},
            check=True,
            capture_output=True,
            text=True,
        ).stdout
        for seed, zone in (("1", "UTC"), ("2", "Asia/Shanghai"))
    ]
    assert runs[0] == runs[1]


@pytest.mark.parametrize("suffix", [".docx", ".xlsx"])
def test_office_files_carry_no_clock(suffix: str) -> None:
    with zipfile.ZipFile(io.BytesIO(write(suffix))) as package:
        (moment,) = {member.date_time for member in package.infolist()}
        assert moment[:2] == (1980, 1)  # the first of January, or the last where xlsxwriter sets it
        core = package.read("docProps/core.xml").decode()
    assert set(re.findall(r"\d{4}-\d\d-\d\dT[\d:]+", core)) == {f"{CREATED:%Y-%m-%dT%H:%M:%S}"}


@pytest.mark.parametrize("suffix", READERS)
def test_an_alignment_of_nothing_is_written_too(suffix: str, tmp_path: Path) -> None:
    whole = small_alignment()
    empty = Alignment(replace(whole.source, blocks=()), replace(whole.target, blocks=()), ())
    assert READERS[suffix](write(suffix, make_report(empty, Settings(), CREATED)), tmp_path) == []


def test_suffixes() -> None:
    assert suffix_of(Path("a/中文.ALIGN.JSON")) == ".align.json"
    with pytest.raises(OutputError, match=r"a\.json: no writer for '\.json'; known: .*, \.align\.json, "):
        suffix_of(Path("a.json"))


def test_characters() -> None:
    assert to_xml("a\x00\x1b\t\n\ufffe") == "a␀␛\t\n\ufffd"
    assert to_line("a\tb\r\nc\u2028d") == "a b  c d"
    for char in LINE_BREAKS:
        assert len(f"a{char}b".splitlines()) == 2
    valid = "".join(chr(code) for code in range(0x11000) if code not in NO_XML)
    root = ElementTree.Element("a")
    root.text = valid
    text = ElementTree.fromstring(ElementTree.tostring(root, "utf-8")).text
    assert text == valid.replace("\r", "\n")  # as XML reads line ends


# HTML


def test_html_stands_alone() -> None:
    content = write(".html")
    page = Page(content)
    assert not page.tags & {"script", "link", "img", "iframe", "object", "base"}
    assert not re.search(rb"url\(|@import|\son\w+=", content)
    assert len(page.ids) == len(set(page.ids))
    assert all(link.removeprefix("#") in page.ids and link[0] == "#" for link in page.links)


def test_html_lists_and_links_all_that_needs_a_look() -> None:
    text = write(".html").decode()
    nav = text[text.index("<nav") : text.index("</nav>")]
    assert re.findall('href="#r(\\d+)"', nav) == ["4", "7", "11", "6", "5"]  # unaligned, then by confidence
    picture = text[text.index("<svg") : text.index("</svg>")]
    assert set(re.findall('href="#r(\\d+)"', picture)) == {
        "1",
        "3",
        "4",
        "5",
        "6",
        "7",
        "8",
        "9",
    }  # 1–2 is one stroke
    assert text.index('id="filter"') < text.index('for="filter"') < text.index("<table")


def test_html_knows_its_languages() -> None:
    page = Page(write(".html", small_report("en", zh_lang="zh-TW", en_lang="en-GB")))
    assert page.langs[0] == ["en-GB", "zh-TW"]
    assert page.langs[3] == [None, "zh-TW"]  # nothing English in an unaligned row


# Excel


def test_xlsx_text_stays_text() -> None:
    book = openpyxl.load_workbook(io.BytesIO(write(".xlsx")))
    cells = [cell for row in book["Alignment"].iter_rows(min_row=2) for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} == {"s", "n"}
    assert not any(cell.hyperlink for cell in cells)
    assert {cell.column_letter for cell in cells if cell.data_type == "n"} == {"A", "J"}


def test_xlsx_sheet_is_ready_for_work_and_paper() -> None:
    book = openpyxl.load_workbook(io.BytesIO(write(".xlsx")))
    sheet = book["Alignment"]
    assert (sheet.freeze_panes, sheet.auto_filter.ref, sheet.print_title_rows) == ("A2", "A1:M12", "$1:$1")
    assert (sheet.page_setup.orientation, sheet.page_setup.fitToHeight) == ("landscape", 0)
    assert sheet["C2"].alignment.wrap_text
    assert sheet["C2"].font.name != sheet["D2"].font.name
    assert sheet["C5"].fill.fgColor.rgb != sheet["C6"].fill.fgColor.rgb != sheet["C2"].fill.fgColor.rgb
    links = [cell.hyperlink.location for row in book["Summary"].iter_rows() for cell in row if cell.hyperlink]
    assert links == [
        "'Alignment'!A5",
        "'Alignment'!A8",
        "'Alignment'!A12",
        "'Alignment'!A7",
        "'Alignment'!A6",
    ]


def test_xlsx_goes_on_in_the_next_row_where_a_text_is_too_long() -> None:
    report = small_report()
    first = replace(report.rows[0], target=replace(report.rows[0].target, texts=("long " * 8000,)))
    content = write(".xlsx", replace(report, rows=(first, *report.rows[1:])))
    sheet = openpyxl.load_workbook(io.BytesIO(content))["Alignment"]
    rows = list(sheet.iter_rows(min_row=2, max_row=4, values_only=True))
    assert [row[0] for row in rows] == [1, 1, 2]
    assert rows[0][3] + rows[1][3] == "long " * 8000


def test_xlsx_is_ready_for_a_reviser() -> None:
    book = openpyxl.load_workbook(io.BytesIO(write(".xlsx")))
    sheet = book["Alignment"]
    (choice,) = sheet.data_validations.dataValidation
    assert (choice.type, choice.formula1, str(choice.sqref)) == ("list", '"ok,wrong,unsure"', "F2:F12")
    assert [cell.value for cell in sheet[1]][5:7] == ["Status", "Comment"]
    hidden = [letter for letter, column in sheet.column_dimensions.items() if column.hidden]
    assert [sheet[f"{letter}1"].value for letter in hidden] == ["Key"]
    assert not sheet.protection.sheet


def test_tables_show_what_a_reviser_decided() -> None:
    alignment = small_alignment()
    review = Review(Status.UNSURE, "ask the author", edits=("关于湿地的决议", "Resolution on wetlands"))
    beads = (replace(alignment.beads[0], review=review), *alignment.beads[1:])
    report = make_report(replace(alignment, beads=beads), Settings(direction="en"), CREATED)
    first = next(csv.DictReader(io.StringIO(write(".csv", report).decode("utf-8-sig"), newline="")))
    assert (first["Status"], first["Comment"]) == ("unsure", "ask the author")
    assert (first["Edited Chinese"], first["Edited English"]) == review.edits
    assert first["English"] == "Resolution on the protection of wetlands"
    page = write(".html", report).decode()
    assert "unsure, “ask the author”, wants “关于湿地的决议 – Resolution on wetlands”" in page


# Word


def test_docx_repeats_its_header_and_breaks_no_row() -> None:
    table = Document(io.BytesIO(write(".docx", small_report("en")))).tables[0]
    assert [cell.text for cell in table.rows[0].cells] == ["No.", "English", "Chinese", "Status"]
    assert [len(row._tr.xpath("w:trPr/w:tblHeader")) for row in table.rows] == [1] + [0] * 11
    assert [len(row._tr.xpath("w:trPr/w:cantSplit")) for row in table.rows] == [0] + [1] * 11
    shaded = [number for number, row in enumerate(table.rows) if row._tr.xpath("w:tc/w:tcPr/w:shd")]
    assert shaded == [0, 4, 5, 6, 7, 11]


def test_docx_has_fonts_and_languages_for_both_scripts() -> None:
    document = Document(io.BytesIO(write(".docx", small_report(zh_lang="zh-HK"))))
    assert "Microsoft JhengHei" in document.styles["Normal"].element.xml
    chinese, english = (cell.paragraphs[0].runs[0]._r.xml for cell in document.tables[0].rows[1].cells[1:3])
    assert 'w:eastAsia="zh-HK"' in chinese
    assert 'w:val="en"' in english


def test_docx_has_running_heads_and_counts_its_pages() -> None:
    report = small_report("en")
    (section,) = Document(io.BytesIO(write(".docx", report))).sections
    titles = ["Resolution on the protection of wetlands", "关于保护湿地的决议"]
    assert [paragraph.text for paragraph in section.header.paragraphs] == titles
    assert re.findall('instr="(.*?)"', section.footer._element.xml) == ["PAGE", "NUMPAGES"]
    turned = write(".docx", replace(report, output=Output(landscape=True)))
    (section,) = Document(io.BytesIO(turned)).sections
    assert section.page_width > section.page_height


def test_docx_comments_say_what_was_found_and_what_the_reviser_said() -> None:
    whole = small_alignment()
    place = Unit(5, 2, 6)
    finding = Finding("number", Severity.ERROR, 4, "7 is missing.", source=(place,))
    review = Review(Status.WRONG, "see\nthere", "李", edits=("甲", "A"))
    beads = (replace(whole.beads[0], review=review), *whole.beads[1:])
    report = make_report(replace(whole, beads=beads, findings=(finding,)), Settings(), CREATED)
    document = Document(io.BytesIO(write(".docx", report)))
    said = [(comment.author, comment.text) for comment in document.comments]
    assert ("align", "error · number: 7 is missing.") in said
    assert ("align", "Edited English: A") in said
    assert ("李", "see\nthere") in said
    assert {comment.timestamp for comment in document.comments} == {CREATED}
    status = [row.cells[3]._tc.xpath("string(.//w:sdtContent)") for row in document.tables[0].rows[1:3]]
    assert status == ["wrong", "–"]
    marked = [
        run.text for run in document.tables[0].rows[5].cells[1].paragraphs[0].runs if run.font.highlight_color
    ]
    assert marked == [whole.source.blocks[5].text[2:6]]


# CSV


def test_csv_is_what_excel_takes_for_utf8() -> None:
    content = write(".csv")
    assert content.startswith(b"\xef\xbb\xbf")
    assert content.count(b"\r\n") == 12
    assert content.count(b"\n") == 13  # one bead has two Chinese blocks, on lines of their own
