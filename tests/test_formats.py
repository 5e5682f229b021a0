"""The same content in every format gives the same blocks; hostile files give one line.

What differs, and why: numbers that Word and browsers compute are in the text only of the text file and of
what is printed, PDF; a browser prints "a." where the others have "(a)", which is another style of the same
number; the mark of a footnote is in the text where it is printed, and stands before a space in a footnote.
"""

from __future__ import annotations

import io
import shutil
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from align.errors import InputError
from align.model import Block, Lang
from align.readers import read_source
from align.readers.formats import sniff
from align.reading import read_document
from office_files import SPACES, numbered, opendocument, p, package, r, word, workbook
from print_pdf import print_pdf
from test_readers_docx import numbering

CONTENT: dict[Lang, list[tuple[str, str]]] = {  # number as printed, text; {} is a footnote mark
    "zh": [
        ("", "关于沿海灯塔的决议"),
        ("", "大会，"),
        ("", "回顾《灯塔公约》{}和各国为保障航行安全所作的努力，"),
        ("", "注意到许多灯塔年久失修，"),
        ("1.", "决定设立灯塔基金；"),
        ("2.", "请秘书长："),
        ("(a)", "每年报告基金的使用情况；"),
        ("(b)", "就下列事项提出建议："),
        ("(i)", "灯塔的数目；"),
        ("(ii)", "看守人的培训；"),
        ("3.", "促请会员国捐款；{}"),
        ("4.", "决定继续审议此事。"),
    ],
    "en": [
        ("", "Resolution on the lighthouses of the coast"),
        ("", "The General Assembly,"),
        ("", "Recalling the Convention on Lighthouses,{} and the efforts made for the safety of vessels,"),
        ("", "Noting that many lighthouses have fallen into disrepair,"),
        ("1.", "Decides to establish a lighthouse fund;"),
        ("2.", "Requests the Secretary-General:"),
        ("(a)", "To report every year on the use of the fund;"),
        ("(b)", "To make proposals on the following:"),
        ("(i)", "The number of lighthouses;"),
        ("(ii)", "The training of keepers;"),
        ("3.", "Urges Member States to contribute;{}"),
        ("4.", "Decides to remain seized of the matter."),
    ],
}
FOOTNOTES: dict[Lang, list[str]] = {
    "zh": ["见 A/12/3 号文件。", "自愿捐款。"],
    "en": ["See document A/12/3.", "On a voluntary basis."],
}


def depth(number: str) -> int:
    return 0 if number.endswith(".") else 2 if "i" in number else 1


def as_text(lang: Lang) -> bytes:
    lines, mark = [], 0
    for number, text in CONTENT[lang]:
        mark += "{}" in text
        lines.append(f"{number} {text.format(mark)}".strip())
    notes = [f"{i} {text}" for i, text in enumerate(FOOTNOTES[lang], start=1)]
    return "\n".join([*lines, "__________________", *notes]).encode()


HIGH, SMALL = '<w:rPr><w:vertAlign w:val="superscript"/></w:rPr>', '<w:sz w:val="16"/>'  # half points


def as_word(lang: Lang) -> bytes:
    body, mark = "", 0
    for number, text in CONTENT[lang]:
        before, found, after = text.partition("{}")
        runs = r(before)
        if found:
            mark += 1
            runs += f'<w:r>{HIGH}<w:footnoteReference w:id="{mark}"/></w:r>' + r(after)
        body += numbered(runs, level=depth(number)) if number else p(runs)
    own_mark = f"<w:r>{HIGH}<w:footnoteRef/></w:r>"
    notes = "".join(
        f'<w:footnote w:id="{i}">{p(own_mark + r(f" {text}", SMALL))}</w:footnote>'
        for i, text in enumerate(FOOTNOTES[lang], start=1)
    )
    return word(
        body, numbering=numbering(["decimal %1.", "lowerLetter (%2)", "lowerRoman (%3)"]), footnotes=notes
    )


def as_page(lang: Lang) -> bytes:
    lines, mark, open_lists = [], 0, 0
    for number, text in CONTENT[lang]:
        if "{}" in text:
            mark += 1
            text = text.format(f'<sup><a href="#n{mark}">{mark}</a></sup>')  # noqa: PLW2901
        if not number:
            lines.append(f"<p>{text}</p>")
            continue
        while open_lists > depth(number) + 1:
            lines.append("</ol>")
            open_lists -= 1
        if open_lists == depth(number):
            lines.append(f"<ol type={'1ai'[open_lists]}>")
            open_lists += 1
        lines.append(f"<li>{text}")
    lines.append("</ol>" * open_lists)
    lines += [f'<p id="n{i}"><sup>{i}</sup> {text}</p>' for i, text in enumerate(FOOTNOTES[lang], start=1)]
    return f"<!DOCTYPE html><html><body>{''.join(lines)}</body></html>".encode()


def converted(lang: Lang, suffix: str) -> bytes:
    """The Word file as LibreOffice saves it in another format."""
    soffice = shutil.which("soffice")
    assert soffice
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "a.docx").write_bytes(as_word(lang))
        profile = f"-env:UserInstallation={Path(folder).as_uri()}/profile"
        command = [soffice, profile, "--headless", "--convert-to", suffix, "--outdir", folder]
        subprocess.run([*command, f"{folder}/a.docx"], check=True, capture_output=True, timeout=120)
        return Path(folder, f"a.{suffix}").read_bytes()


def as_opendocument(lang: Lang) -> bytes:
    return converted(lang, "odt")


def as_exported_pdf(lang: Lang) -> bytes:
    return converted(lang, "pdf")


def as_printed(lang: Lang) -> bytes:
    """A PDF that nothing but the text file was the model of."""
    with tempfile.TemporaryDirectory() as folder:
        text, pdf = Path(folder, "a.txt"), Path(folder, "a.pdf")
        text.write_bytes(as_text(lang))
        print_pdf(pdf, read_document(text, lang).blocks, lang)
        return pdf.read_bytes()


def as_sheet(lang: Lang) -> bytes:
    return workbook([[number, text] for number, text in CONTENT[lang]])


def understood(block: Block) -> tuple[object, ...]:
    """What must be the same in all formats."""
    number = block.label[-1].printed if block.label and not block.printed else ""
    text = block.text.removeprefix(number).strip()
    for mark in reversed(block.marks):
        shift = len(block.text) - len(text)
        text = text[: max(mark.start - shift, 0)] + "^" + text[max(mark.end - shift, 0) :]
    label = [(m.kind, m.ordinal) for m in block.label]
    return block.kind, block.address, label, [m.number for m in block.marks], text


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize(
    "make",
    [
        as_word,
        as_page,
        as_printed,
        pytest.param(as_opendocument, marks=pytest.mark.needs("soffice")),
        pytest.param(as_exported_pdf, marks=pytest.mark.needs("soffice")),
    ],
)
def test_same_content_same_blocks(make: Callable[[Lang], bytes], lang: Lang, tmp_path: Path) -> None:
    Path(tmp_path, "plain").write_bytes(as_text(lang))
    Path(tmp_path, "other").write_bytes(make(lang))  # without a suffix: the content tells
    plain, other = (read_document(tmp_path / name, lang) for name in ("plain", "other"))
    assert [understood(b) for b in other.blocks] == [understood(b) for b in plain.blocks]
    assert plain.balance == other.balance == 0
    assert plain.blocks[8].address == "OP2 (b) (i)"


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("make", [as_word, as_page, as_sheet])
def test_contract_of_readers_that_know_paragraphs(
    make: Callable[[Lang], bytes], lang: Lang, tmp_path: Path
) -> None:
    """Positions are exact, pieces in order, and every character in one place."""
    path = tmp_path / "file"
    path.write_bytes(make(lang))
    source = read_source(path)
    assert source.layout
    for stream in (source.layout.paragraphs, source.layout.footnotes):
        for paragraph in stream:
            assert "".join(source.text[s.start : s.end] for s in paragraph.spans) == paragraph.text
            assert paragraph.text == paragraph.text.strip()
            assert source.text.count("\n", 0, paragraph.spans[0].start) == paragraph.line - 1
            assert all(paragraph.text[m.start : m.end] in {m.number, ""} for m in paragraph.marks or ())
        spans = [span for paragraph in stream for span in paragraph.spans]
        assert spans == sorted(spans)
    for item in source.layout.furniture:
        assert source.text[item.span.start : item.span.end] == item.text
    assert read_document(path, lang).balance == 0
    assert read_source(path) == source


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("make", [as_text, as_printed])
def test_contract_of_readers_that_know_lines(
    make: Callable[[Lang], bytes], lang: Lang, tmp_path: Path
) -> None:
    """Lines are in order and exact, and nothing but white space is between them; blocks are made of them."""
    path = tmp_path / "file"
    path.write_bytes(make(lang))
    source = read_source(path)
    assert source.layout is None
    end = 0
    for number, line in enumerate(source.lines, start=1):
        assert line.number == number
        assert source.text[line.start : line.start + len(line.text)] == line.text
        assert not source.text[end : line.start].strip()
        assert all(line.text[a:b].strip() for a, b in line.raised or ())
        end = line.start + len(line.text)
    assert not source.text[end:].strip()
    pages = [line.page or 1 for line in source.lines]
    assert pages == sorted(pages)
    document = read_document(path, lang)
    for block in document.blocks:
        pieces = "".join(source.text[s.start : s.end] for s in block.spans)
        assert "".join(pieces.split()) == "".join(block.text.split())
        assert source.lines[block.line - 1].start <= block.spans[0].start
    assert document.balance == 0
    assert read_source(path) == source


@pytest.mark.parametrize(
    ("begin", "name", "want"),
    [
        (b"%PDF-1.7", "a.txt", "pdf"),
        (b"{\\rtf1", "a.doc", "rtf"),
        (b"\xef\xbb\xbf <!doctype HTML>", "a", "html"),
        (b'<?xml version="1.0"?>\n<!-- x -->\n<html xmlns="">', "a.txt", "html"),
        (b"<p>a</p>", "a.htm", "html"),
        (b"<p>a</p>", "a.txt", "text"),
        (b"PK is how this text begins", "a.docx", "text"),
        ("第一条".encode(), "a.html", "text"),
    ],
)
def test_formats_by_content(begin: bytes, name: str, want: str) -> None:
    assert sniff(begin, Path(name)) == want


def test_old_word_files_by_their_streams() -> None:
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
    assert sniff(ole + "WordDocument".encode("utf-16-le"), Path("a")) == "doc"
    with pytest.raises(InputError, match="locked by a password; open it in Word and save it without"):
        sniff(ole + "EncryptedPackage".encode("utf-16-le"), Path("a.docx"))
    with pytest.raises(InputError, match="an old Office file that is no Word document"):
        sniff(ole + "Workbook".encode("utf-16-le"), Path("a.xls"))


@pytest.mark.parametrize(
    ("name", "what"),
    [
        ("a.align.json", "a project file, for align export.*; give the documents themselves"),
        ("a.TMX", "a translation memory.*; give the documents themselves"),
        ("a.csv", "a table parted by commas, which is not read; save it as .xlsx"),
    ],
)
def test_what_align_wrote_is_no_document(name: str, what: str) -> None:
    with pytest.raises(InputError, match=f"{what}$"):
        sniff(b"{}", Path(name))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("name", ["a.xlf", "a.sdlxliff", "a.xml", "a.html"])
def test_other_xml_is_no_document(name: str, encoding: str) -> None:
    begin = f'<?xml version="1.0" encoding="{encoding}"?>\n<xliff version="1.2"><file>'.encode(encoding)
    with pytest.raises(InputError, match=r"is XML and no web page, .*; give the documents themselves"):
        sniff(begin, Path(name))


@pytest.mark.parametrize("name", ["a.docx", "a.pdf"])
def test_bytes_that_are_not_what_the_name_says(name: str) -> None:
    with pytest.raises(
        InputError, match=r"damaged, or no \.\w+ file; open it in its program and save it again"
    ):
        sniff(b"\x8f\0\x1e", Path(name))
    assert sniff("文字".encode(), Path(name)) == "text"


def test_without_libreoffice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.rtf"
    path.write_bytes(b"{\\rtf1 lighthouse}")
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(InputError, match=r"reading \.rtf needs LibreOffice; install it or save the file as"):
        read_source(path)


@pytest.mark.needs("soffice")
def test_rtf(tmp_path: Path) -> None:
    path = tmp_path / "a.rtf"
    path.write_bytes(rb"{\rtf1\ansi The keepers record the weather.\par No person may climb it.\par}")
    document = read_document(path, "en")
    assert [b.text for b in document.blocks] == ["The keepers record the weather.", "No person may climb it."]


@pytest.mark.needs("soffice")
def test_opendocument(tmp_path: Path) -> None:
    """Lists that begin anew, a footnote, hidden words, a text box, a table, a deletion and a comment."""
    styles = (
        '<text:list-style style:name="L"><text:list-level-style-number text:level="1" style:num-format="1"'
        ' style:num-suffix="."/></text:list-style><style:style style:name="H" style:family="text">'
        '<style:text-properties text:display="none"/></style:style>'
    )
    note = (
        '<text:note text:note-class="footnote"><text:note-citation>1</text:note-citation><text:note-body>'
        "<text:p>《灯塔公约》第三条。</text:p></text:note-body></text:note>"
    )
    lists = "".join(
        '<text:list text:style-name="L">'
        + "".join(f"<text:list-item><text:p>{item}</text:p></text:list-item>" for item in items)
        + "</text:list>"
        for items in (("点亮灯火；", "修剪灯芯。"), ("记录天气。",))
    )
    cells = "".join(f"<table:table-cell><text:p>{t}</text:p></table:table-cell>" for t in ("鸥岩", "7米"))
    rows = f"<table:table-row>{cells}</table:table-row>" * 2
    body = (
        '<text:h text:outline-level="1">灯塔条例</text:h>'
        f"<text:p>管理人员应当每日记录天气{note}。</text:p>{lists}"
        '<text:p>有<text:span text:style-name="H">隐藏</text:span>文字的一段。'
        "<office:annotation><text:p>请核对</text:p></office:annotation></text:p>"
        '<text:p><draw:frame text:anchor-type="paragraph" svg:width="5cm" svg:height="2cm"><draw:text-box>'
        "<text:p>方框里的话。</text:p></draw:text-box></draw:frame>带方框的一段。</text:p>"
        f'<table:table><table:table-column table:number-columns-repeated="2"/>{rows}</table:table>'
    )
    path = tmp_path / "a.odt"
    path.write_bytes(opendocument(body, styles))
    document = read_document(path, "zh")
    assert [(b.printed, b.text) for b in document.blocks] == [
        ("", "灯塔条例"),
        ("", "管理人员应当每日记录天气。"),
        ("1.", "点亮灯火；"),
        ("2.", "修剪灯芯。"),
        ("1.", "记录天气。"),
        ("", "有文字的一段。"),
        ("", "带方框的一段。"),
        ("", "方框里的话。"),
        *[("", "鸥岩"), ("", "7米")] * 2,
        ("1", "《灯塔公约》第三条。"),
    ]
    assert [m.number for m in document.blocks[1].marks] == ["1"]
    assert [(f.kind, f.text) for f in document.furniture] == [("hidden text", "隐藏"), ("comment", "请核对")]
    assert document.balance == 0


def test_a_locked_opendocument(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shutil.which", lambda program: program)  # it is refused before LibreOffice starts
    path = tmp_path / "a.odt"
    path.write_bytes(opendocument("", locked="<m:encryption-data/>"))
    with pytest.raises(InputError, match="locked by a password; open it in its program and save it without"):
        read_source(path)


# --- hostile files -----------------------------------------------------------------------------


def document_xml(inside: str, before: str = "") -> bytes:
    parts: dict[str, str | bytes] = {
        "_rels/.rels": "r1 officeDocument word/document.xml",
        "word/document.xml": f"{before}<w:document {SPACES}><w:body>{inside}</w:body></w:document>",
    }
    return package(parts)


def entities() -> str:
    more = "".join(f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefgh", "bcdefghi", strict=True))
    return f'<!DOCTYPE x [<!ENTITY a "lighthouse">{more}]>'


def broken_zip() -> bytes:
    data = bytearray(document_xml(p("文字")))
    at = data.index(b"word/document.xml") + len("word/document.xml")
    data[at : at + 8] = b"\xff" * 8
    return bytes(data)


def opendocument_bomb() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("content.xml", bytes(60_000_000))
    return out.getvalue()


HOSTILE: dict[str, tuple[Callable[[], bytes], str]] = {  # what it is → how to make it, what is said
    "zip bomb": (lambda: document_xml(" " * 90_000_000), "has more than 40,000,000 bytes or 2,000,000 tags"),
    "many tags": (lambda: document_xml("<w:p/>" * 2_100_000), "has more than 40,000,000 bytes or 2,000,000"),
    "many paragraphs": (lambda: document_xml(p("x") * 60_000), "has more than 50,000 paragraphs; split it"),
    "entity bomb": (lambda: document_xml(p("&i;"), entities()), "has a DTD, which Office never writes"),
    "external entity": (
        lambda: document_xml(p("&x;"), '<!DOCTYPE x [<!ENTITY x SYSTEM "file:///etc/passwd">]>'),
        "has a DTD, which Office never writes; refused",
    ),
    "deep XML": (lambda: document_xml("<w:sdt>" * 4000 + "</w:sdt>" * 4000), "Excessive depth"),
    "broken zip": (broken_zip, "damaged ("),
    "cut zip": (lambda: document_xml(p("文字"))[:-40], "damaged ("),
    "no document": (lambda: package({"word/x.xml": "<x/>", "_rels/.rels": ""}), "no document in it"),
    "other zip": (lambda: package({"a.txt": "x"}), "a zip file without a document; unpack it"),
    "deep page": (lambda: b"<html><body>" + b"<div>" * 90_000, "elements more than 200 deep"),
    "page of tags": (
        lambda: b"<html><body>" + b"<p>x" * 600_000,
        "has more than 32,000,000 bytes or 500,000",
    ),
    "large page": (lambda: b"<html><body><p>" + b"lighthouse " * 9_000_000, "has more than 32,000,000 bytes"),
    "line of 100 MB": (lambda: "灯塔".encode() * 16_700_000, "are too many for a text; split it"),
    "line of 30 MB": (lambda: b"lighthouse " * 2_700_000, "characters in line 1; break it into paragraphs"),
    "OpenDocument bomb": (opendocument_bomb, "has more than 40,000,000 bytes"),
}


LIMITED = """
import re, resource
from align.cli import main
resource.setrlimit(resource.RLIMIT_CPU, (10, 10))
try:
    main()
finally:
    print(re.search(r"VmHWM:\\s*(\\d+)", open("/proc/self/status").read())[1])
"""  # the command with ten seconds of CPU time; prints the most memory that it had, in KB


@pytest.mark.skipif(sys.platform != "linux", reason="measures memory in /proc")
@pytest.mark.parametrize("what", HOSTILE)
def test_hostile_files_are_refused(what: str, tmp_path: Path) -> None:
    """In a process of its own, which may use 10 s and 500 MB."""
    make, said = HOSTILE[what]
    if what == "OpenDocument bomb" and not shutil.which("soffice"):
        pytest.skip("without LibreOffice it is not opened at all")
    path = tmp_path / "hostile"
    path.write_bytes(make())
    begun = time.monotonic()
    command = [sys.executable, "-c", LIMITED, "inspect", str(path)]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 2, done.stderr[-500:]
    assert done.stderr.startswith(f"align: {path}: ")
    assert said in done.stderr
    assert done.stderr.count("\n") == 1
    assert int(done.stdout) < 500_000
    assert time.monotonic() - begun < 60  # of a machine that may be busy; of CPU it has ten seconds
    assert sorted(f.name for f in tmp_path.iterdir()) == ["hostile"]


def test_names_in_an_archive_lead_nowhere(tmp_path: Path) -> None:
    """Parts are found by their names inside the archive, and nothing is unpacked."""
    parts: dict[str, str | bytes] = {
        "_rels/.rels": "r1 officeDocument ../../word/document.xml",
        "word/_rels/document.xml.rels": "r1 footnotes ../../../../../../etc/passwd\nr2 styles file:///etc/passwd",
        "word/document.xml": f"<w:document {SPACES}><w:body>{p('文字。')}</w:body></w:document>",
        "../../escaped.txt": "x",
        "/escaped.txt": "x",
    }
    folder = tmp_path / "a" / "b"
    folder.mkdir(parents=True)
    path = folder / "paths.docx"
    path.write_bytes(package(parts))
    assert [b.text for b in read_document(path, "zh").blocks] == ["文字。"]
    assert [f.name for f in tmp_path.rglob("*") if f.is_file()] == ["paths.docx"]


def test_a_text_loads_no_other_format(sample: Path) -> None:
    script = (
        "import sys; from pathlib import Path; from align.reading import read_document; "
        "read_document(Path(sys.argv[1]), 'zh'); "
        "print({m.partition('.')[0] for m in sys.modules} & {'lxml', 'docx', 'pdfminer', 'pypdfium2'})"
    )
    command = [sys.executable, "-c", script, str(sample / "zh.txt")]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=True)
    assert done.stdout.strip() == "set()"
