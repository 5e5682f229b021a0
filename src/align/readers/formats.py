"""Which format a file is in, by its first bytes; the suffix decides only where they leave it open."""

from __future__ import annotations

import codecs
import io
import re
import zipfile
from pathlib import Path

from align.errors import InputError

_PDF = re.compile(rb"(?:\xef\xbb\xbf)?\s*%PDF-")
_HTML = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html)\b", re.I | re.S
)
_XML = re.compile(rb"(?:\xef\xbb\xbf)?\s*<\?xml\b")
_TAG = re.compile(rb"<(?:body|head|p|div|table|h[1-6])\b", re.I)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_HEAD = 1024  # bytes in which a format shows
_PARTS = {"word/": "docx", "xl/": "xlsx"}  # folder in an Office package → format

_THEMSELVES = "give the documents themselves"
_NO_DOCUMENTS = {  # what they are, and what to do
    ".align.json": f"a project file, for align export, check, apply and terms; {_THEMSELVES}",
    ".tmx": f"a translation memory, for align validate and merge, and --memory; {_THEMSELVES}",
    ".csv": "a table parted by commas, which is not read; save it as .xlsx",
}


def sniff(data: bytes, path: Path) -> str:
    """The format of a file, a key of readers.READERS; "text" is what remains.

    Raises InputError for archives and Office files that hold no document.
    """
    for suffix, what in _NO_DOCUMENTS.items():
        if path.name.lower().endswith(suffix):
            raise InputError(f"{path}: is {what}")
    head = data[:_HEAD]
    if _PDF.match(head):
        return "pdf"
    if head.startswith(b"PK\x03\x04"):
        return _sniff_zip(data, path)
    if head.startswith(_OLE):
        return _sniff_ole(data, path)
    if head.startswith(b"{\\rtf"):
        return "rtf"
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        head = head.decode("utf-16", "ignore").encode()
    if _HTML.match(head) or (path.suffix.lower() in {".html", ".htm", ".xhtml"} and _TAG.search(head)):
        return "html"
    if _XML.match(head):
        raise InputError(f"{path}: is XML and no web page, an XLIFF file for example; {_THEMSELVES}")
    if path.suffix.lower() in {".docx", ".pdf"} and b"\0" in head:
        raise InputError(
            f"{path}: damaged, or no {path.suffix} file; open it in its program and save it again"
        )
    return "text"


def _sniff_zip(data: bytes, path: Path) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, ValueError, OSError) as error:
        raise InputError(f"{path}: damaged ({error}); open it in Word and save it again") from None
    for folder, name in _PARTS.items():
        if any(n.startswith(folder) for n in names):
            return name
    if "content.xml" in names:
        return "odt"
    raise InputError(f"{path}: a zip file without a document; unpack it and give the document")


def _sniff_ole(data: bytes, path: Path) -> str:
    """The directory of an OLE file holds the names of its streams in UTF-16."""
    if "EncryptedPackage".encode("utf-16-le") in data:
        raise InputError(f"{path}: locked by a password; open it in Word and save it without")
    if "WordDocument".encode("utf-16-le") in data:
        return "doc"
    raise InputError(f"{path}: an old Office file that is no Word document; save it as .docx")
