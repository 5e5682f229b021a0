"""Word, Excel and OpenDocument files made from XML, part by part, so that tests show what they are about."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Mapping

_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
SPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    f'xmlns:r="{_OFFICE}" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:v="urn:schemas-microsoft-com:vml"'
)
_SHEETS = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def package(parts: Mapping[str, str | bytes]) -> bytes:
    """A zip file of parts; a .rels part is given by its lines "id type target"."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, _relationships(str(content)) if name.endswith(".rels") else content)
    return out.getvalue()


def _relationships(lines: str) -> str:
    each = (line.split() for line in lines.splitlines() if line.strip())
    made = "".join(f'<Relationship Id="{i}" Type="{_OFFICE}/{kind}" Target="{to}"/>' for i, kind, to in each)
    return f'<Relationships xmlns="{_PACKAGE}">{made}</Relationships>'


def word(body: str, **parts: str) -> bytes:
    """A Word file: the inside of w:body, and of other parts by name (numbering, footnotes, header1 ...)."""
    roots = {"header": "hdr", "footer": "ftr"}
    files = {
        "[Content_Types].xml": _content_types(["document", *parts]),
        "_rels/.rels": "r1 officeDocument word/document.xml",
        "word/_rels/document.xml.rels": "\n".join(
            f"{name} {name.rstrip('123')} {name}.xml" for name in parts
        ),
        "word/document.xml": f"<w:document {SPACES}><w:body>{body}</w:body></w:document>",
    }
    for name, inside in parts.items():
        root = roots.get(name.rstrip("123"), name)
        files[f"word/{name}.xml"] = f"<w:{root} {SPACES}>{inside}</w:{root}>"
    return package(files)


def _content_types(parts: Iterable[str]) -> str:
    kinds = "".join(
        f'<Override PartName="/word/{name}.xml" ContentType="application/vnd.openxmlformats-officedocument.'
        f'wordprocessingml.{"document.main" if name == "document" else name.rstrip("123")}+xml"/>'
        for name in parts
    )
    rels = "application/vnd.openxmlformats-package.relationships+xml"
    return (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        f'<Default Extension="rels" ContentType="{rels}"/>{kinds}</Types>'
    )


_OPEN = "urn:oasis:names:tc:opendocument:xmlns"
_OPEN_KIND = "application/vnd.oasis.opendocument.text"
_OPEN_SPACES = {
    "office": "office",
    "text": "text",
    "table": "table",
    "style": "style",
    "draw": "drawing",
    "svg": "svg-compatible",
}


def opendocument(body: str, styles: str = "", locked: str = "") -> bytes:
    """An .odt file: the inside of office:text, of its styles, and of what the manifest says of the text."""
    spaces = " ".join(f'xmlns:{short}="{_OPEN}:{long}:1.0"' for short, long in _OPEN_SPACES.items())
    content = (
        f'<office:document-content {spaces} office:version="1.2"><office:automatic-styles>{styles}'
        f"</office:automatic-styles><office:body><office:text>{body}</office:text></office:body>"
        "</office:document-content>"
    )
    manifest = (
        f'<m:manifest xmlns:m="{_OPEN}:manifest:1.0"><m:file-entry m:full-path="/" '
        f'm:media-type="{_OPEN_KIND}"/><m:file-entry m:full-path="content.xml" m:media-type="text/xml">'
        f"{locked}</m:file-entry></m:manifest>"
    )
    return package({"mimetype": _OPEN_KIND, "content.xml": content, "META-INF/manifest.xml": manifest})


def p(text: str = "", properties: str = "") -> str:
    """A paragraph of one run, or of the runs that are given."""
    runs = text if text.startswith("<") else r(text)
    return f"<w:p>{f'<w:pPr>{properties}</w:pPr>' if properties else ''}{runs}</w:p>"


def r(text: str, properties: str = "") -> str:
    """A run."""
    look = f"<w:rPr>{properties}</w:rPr>" if properties else ""
    return f'<w:r>{look}<w:t xml:space="preserve">{text}</w:t></w:r>'


def numbered(text: str, num: int = 1, level: int = 0) -> str:
    return p(text, f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{num}"/></w:numPr>')


def workbook(rows: list[list[str]]) -> bytes:
    """An Excel file of one sheet, its strings inline and shared by turns."""
    shared: list[str] = []
    lines = []
    for i, row in enumerate(rows, start=1):
        cells = []
        for letter, text in zip("ABCDE", row, strict=False):
            if letter == "A":
                cells.append(f'<c r="A{i}" t="s"><v>{len(shared)}</v></c>')
                shared.append(f"<si><r><t>{text[:2]}</t></r><r><t>{text[2:]}</t></r></si>")
            else:
                cells.append(f'<c r="{letter}{i}" t="inlineStr"><is><t>{text}</t></is></c>')
        lines.append(f'<row r="{i}">{"".join(cells)}</row>')
    return package(
        {
            "_rels/.rels": "r1 officeDocument xl/workbook.xml",
            "xl/_rels/workbook.xml.rels": "s1 worksheet worksheets/sheet1.xml\n"
            "s2 sharedStrings sharedStrings.xml",
            "xl/workbook.xml": f'<workbook xmlns="{_SHEETS}" xmlns:r="{_OFFICE}"><sheets>'
            '<sheet name="1" r:id="s1"/></sheets></workbook>',
            "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{_SHEETS}"><sheetData>{"".join(lines)}'
            "</sheetData></worksheet>",
            "xl/sharedStrings.xml": f'<sst xmlns="{_SHEETS}">{"".join(shared)}</sst>',
        }
    )
