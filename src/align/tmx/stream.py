"""A TMX file as a stream: memory stays flat whatever its size, and every place has its line.

Nothing outside the file is read. A file that declares entities of its own is refused: they serve
attacks, and CAT tools do not expand them either.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import BinaryIO
from xml.parsers import expat

from align.errors import InputError
from align.tmx.problems import KINDS

CHUNK = 1 << 18  # bytes read at a time
ENCODINGS = {"utf-8", "utf-16", "utf-16le", "utf-16be", "iso-8859-1", "us-ascii"}  # that expat itself reads

_BYTE_ORDER_MARKS = {b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be", b"\xef\xbb\xbf": "utf-8"}
_DECLARED = re.compile(r"""<\?xml\s[^>]*encoding\s*=\s*["']([^"']*)""")

_FATAL = {  # error of expat → kind of problem
    "XML_ERROR_NO_ELEMENTS": "cut-off",
    "XML_ERROR_UNCLOSED_TOKEN": "cut-off",
    "XML_ERROR_UNCLOSED_CDATA_SECTION": "cut-off",
    "XML_ERROR_PARTIAL_CHAR": "bytes",
    "XML_ERROR_TAG_MISMATCH": "mismatched-tag",
    "XML_ERROR_DUPLICATE_ATTRIBUTE": "attribute-twice",
    "XML_ERROR_JUNK_AFTER_DOC_ELEMENT": "after-the-end",
    "XML_ERROR_UNDEFINED_ENTITY": "entity",
    "XML_ERROR_BAD_CHAR_REF": "character-reference",
    "XML_ERROR_UNKNOWN_ENCODING": "encoding",
    "XML_ERROR_INCORRECT_ENCODING": "encoding",
}
_KINDS_BY_CODE = {expat.errors.codes[getattr(expat.errors, name)]: kind for name, kind in _FATAL.items()}
_INVALID_TOKEN = expat.errors.codes[expat.errors.XML_ERROR_INVALID_TOKEN]
_LOOK_BACK = 64  # bytes before an error in which the & or < that caused it is looked for


class Broken(InputError):
    """XML that can't be read on from a line; kind is one of align.tmx.problems.KINDS."""

    def __init__(self, kind: str, line: int, *names: str) -> None:
        self.kind, self.line, self.names = kind, line, names
        super().__init__(f"line {line}: {KINDS[kind].reason.format(*names)}")


class Handler:
    """What hears of elements and text in their order; while it does, parser tells the place."""

    parser: expat.XMLParserType

    @property
    def line(self) -> int:
        """1-based."""
        return self.parser.CurrentLineNumber

    def start(self, name: str, attributes: dict[str, str]) -> None:
        raise NotImplementedError

    def end(self, name: str) -> None:
        raise NotImplementedError

    def text(self, text: str) -> None:
        raise NotImplementedError

    def entity(self, name: str) -> None:
        """An entity that is declared nowhere, or in a DTD, which is not read."""
        raise Broken("entity", self.line, name)


def parse(path: Path, handler: Handler) -> None:
    """Read path through handler. Raises Broken where it is no XML, InputError where it can't be read."""
    parser = handler.parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = handler.start
    parser.EndElementHandler = handler.end
    parser.CharacterDataHandler = handler.text
    parser.SkippedEntityHandler = lambda name, _: handler.entity(name)
    parser.EntityDeclHandler = lambda name, *_: _refuse(name, handler.line)
    try:
        encoding_of(path)
        with path.open("rb") as file:
            try:
                while chunk := file.read(CHUNK):
                    parser.Parse(chunk, False)
                parser.Parse(b"", True)
            except expat.ExpatError as error:
                raise Broken(_kind(error, parser.ErrorByteIndex, file), error.lineno) from error
    except OSError as error:
        raise InputError(f"{path}: can't be read ({error.strerror}); give a .tmx file") from error


def _refuse(name: str, line: int) -> None:
    raise Broken("entity-declared", line, name)


def _kind(error: expat.ExpatError, at: int, file: BinaryIO) -> str:
    if error.code != _INVALID_TOKEN:
        return _KINDS_BY_CODE.get(error.code, "syntax")
    start = max(0, at - _LOOK_BACK)
    file.seek(start)
    before = file.read(at - start).replace(b"\0", b"")  # UTF-16 has a zero in each Latin letter
    wrong = file.read(4).replace(b"\0", b"")[:1]
    if wrong and wrong < b" ":
        return "control-character"
    if wrong >= b"\x80":
        return "bytes"
    if wrong == b"<" or before.endswith(b"<"):
        return "less-than"
    opened = max(before.rfind(char) for char in (b"&", b"<", b">", b";"))
    return {b"&": "ampersand", b"<": "tag"}.get(before[opened : opened + 1], "syntax")


def encoding_of(path: Path) -> str:
    """The encoding of a file: that of its byte order mark, or else the declared one, or else UTF-8.

    Raises Broken for one that expat does not read, or OSError.
    """
    with path.open("rb") as file:
        head = file.read(200)
    marked = next((name for mark, name in _BYTE_ORDER_MARKS.items() if head.startswith(mark)), None)
    match = _DECLARED.match(head.decode(marked or "latin-1", "replace").lstrip("\ufeff"))
    declared = match[1].lower() if match else None
    if declared and declared not in ENCODINGS:
        raise Broken("encoding", 1)
    return marked or declared or "utf-8"
