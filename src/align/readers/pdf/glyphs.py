"""The process that reads a PDF: glyphs with their places → runs. Only this module knows pypdfium2."""

from __future__ import annotations

import ctypes
import json
import math
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import suppress
from typing import NamedTuple

import pypdfium2
import pypdfium2.raw as pdfium

from align.readers.pdf.sheets import (
    BROKEN,
    LOCKED,
    MISSING,
    PAGE_BROKEN,
    Rule,
    Run,
    Sheet,
    Wall,
    space_between,
)

LINE_END_HYPHEN = "\x02"  # PDFium's own code for a hyphen that ends a line
INFERRED = frozenset(b" \r\n")  # what PDFium may add to what is printed
THICK, SHORT = 2.5, 6.0  # points: a path not thicker and not shorter is a line
IDEOGRAPHIC = 0.95  # em: a space so wide is U+3000; PDFium has one code for all spaces
MOST_OF_PAGE = 0.6  # of its area, that a picture covers which is the page itself, as scanners make it
RUN_GAP = 1.0  # em: a wider gap ends a run


class _Glyph(NamedTuple):
    char: str
    turn: int | None  # quarter turns anticlockwise, None if oblique
    x: float  # origin
    y: float
    box: tuple[float, float, float, float]  # left, bottom, right, top with side bearings
    size: float


def main() -> None:
    """Read a PDF from standard input; print a line of JSON for each page and null, or what is wrong."""
    with suppress(ImportError):
        import resource  # not on Windows

        resource.setrlimit(resource.RLIMIT_AS, (int(sys.argv[1]), int(sys.argv[1])))
    for answer in _answers(sys.stdin.buffer.read()):
        print(json.dumps(answer), flush=True)


def _answers(data: bytes) -> Iterator[Sheet | str | None]:
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        locked = error.err_code in (pdfium.FPDF_ERR_PASSWORD, pdfium.FPDF_ERR_SECURITY)
        yield LOCKED if locked else BROKEN
        return
    for index in range(len(document)):
        try:
            page = document[index]
        except pypdfium2.PdfiumError:
            yield PAGE_BROKEN
            return
        yield _sheet(page, index + 1)
        page.close()
    yield None


def _sheet(page: pypdfium2.PdfPage, number: int) -> Sheet:
    glyphs = list(_glyphs(page))
    turns = Counter(g.turn for g in glyphs if g.turn is not None)
    turn = turns.most_common(1)[0][0] if turns else 0
    upright = (_turn_glyph(g, turn) for g in glyphs if g.turn == turn)
    turned = "".join(g.char for g in glyphs if g.turn != turn)
    left, _, right, top = _turn_box(page.get_cropbox(), turn)
    runs, words = list(_runs(upright)), " ".join(turned.split())
    return Sheet(number, left, top, right, runs, words, *_drawn_lines(page, turn), _is_pictured(page))


def _is_pictured(page: pypdfium2.PdfPage) -> bool:
    width, height = page.get_size()
    pictures = page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_IMAGE], max_depth=2)
    boxes = [picture.get_bounds() for picture in pictures]
    return any((c - a) * (d - b) > MOST_OF_PAGE * width * height for a, b, c, d in boxes)


def _glyphs(page: pypdfium2.PdfPage) -> Iterator[_Glyph]:
    textpage = page.get_textpage()
    text = textpage.raw  # its wrapper costs as much as a call
    x, y = ctypes.c_double(), ctypes.c_double()
    matrix, box = pdfium.FS_MATRIX(), pdfium.FS_RECTF()
    high = 0
    try:
        for i in range(pdfium.FPDFText_CountChars(text)):
            code = pdfium.FPDFText_GetUnicode(text, i)
            if code in INFERRED and pdfium.FPDFText_IsGenerated(text, i) == 1:
                continue
            if 0xD800 <= code < 0xDC00:  # the first half of a character beyond U+FFFF
                high = code
                continue
            if 0xDC00 <= code < 0xE000:
                code = 0x10000 + ((high - 0xD800) << 10) + (code - 0xDC00) if high else 0
            high = 0
            pdfium.FPDFText_GetCharOrigin(text, i, x, y)
            pdfium.FPDFText_GetLooseCharBox(text, i, box)
            pdfium.FPDFText_GetMatrix(text, i, matrix)
            size = pdfium.FPDFText_GetFontSize(text, i) * math.hypot(matrix.c, matrix.d)
            yield _Glyph(
                _char(code),
                _quarter_turns(matrix.a, matrix.b) if matrix.b or matrix.a < 0 else 0,
                x.value,
                y.value,
                (box.left, box.bottom, box.right, box.top),
                round(size or box.top - box.bottom, 1),
            )
    finally:
        textpage.close()


def _char(code: int) -> str:
    """The character that PDFium's code stands for; controls are spaces."""
    char = chr(code) if code else MISSING
    if char == LINE_END_HYPHEN:
        return "-"
    return " " if code and (char in _LINE_ENDS or code < 0x20) else char


_LINE_ENDS = "\x7f\x85\u2028\u2029"  # beside the controls below U+0020


def _quarter_turns(a: float, b: float) -> int | None:
    turns = math.atan2(b, a) / (math.pi / 2)
    return round(turns) % 4 if abs(turns - round(turns)) < 0.05 else None


def _turn_point(x: float, y: float, turn: int) -> tuple[float, float]:
    return ((x, y), (y, -x), (-x, -y), (-y, x))[turn]


def _turn_box(box: tuple[float, float, float, float], turn: int) -> tuple[float, float, float, float]:
    (x0, y0), (x1, y1) = _turn_point(box[0], box[1], turn), _turn_point(box[2], box[3], turn)
    return min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)


def _turn_glyph(glyph: _Glyph, turn: int) -> _Glyph:
    if turn == 0:
        return glyph
    x, y = _turn_point(glyph.x, glyph.y, turn)
    return glyph._replace(x=x, y=y, box=_turn_box(glyph.box, turn))


def _drawn_lines(page: pypdfium2.PdfPage, turn: int) -> tuple[list[Rule], list[Wall]]:
    rules, walls = [], []
    for item in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_PATH], max_depth=2):
        left, bottom, right, top = _turn_box(item.get_bounds(), turn)
        if top - bottom <= THICK and right - left >= SHORT:
            rules.append(Rule(left, right, (bottom + top) / 2))
        elif right - left <= THICK and top - bottom >= SHORT:
            walls.append(Wall((left + right) / 2, bottom, top))
    return rules, walls


# --- runs --------------------------------------------------------------------------------------


def _runs(glyphs: Iterable[_Glyph]) -> Iterator[Run]:
    text, left, space = "", 0.0, ""
    last: _Glyph | None = None
    for glyph in glyphs:
        if glyph.char.isspace():
            wide = glyph.box[2] - glyph.box[0] > IDEOGRAPHIC * glyph.size
            space += "\u3000" if wide else glyph.char
            continue
        if last is not None and not _goes_on(last, glyph):
            yield Run(text, space, left, last.box[2], last.y, last.size)
            last = None
        if last is None:
            text, left = glyph.char, glyph.box[0]
        else:
            text += (space or space_between(text, glyph.char, _gap(last, glyph))) + glyph.char
        last, space = glyph, ""
    if last is not None:
        yield Run(text, space, left, last.box[2], last.y, last.size)


def _gap(a: _Glyph, b: _Glyph) -> float:
    """Em between the ends of two glyphs; negative where they overlap."""
    return (b.box[0] - a.box[2]) / max(a.size, b.size)


def _goes_on(a: _Glyph, b: _Glyph) -> bool:
    same_print = abs(b.y - a.y) <= 0.03 * a.size and abs(b.size - a.size) <= 0.03 * a.size
    return (
        same_print and b.x > a.x - 0.1 * a.size and _gap(a, b) <= RUN_GAP
    )  # the letters of a ligature share x


if __name__ == "__main__":
    main()
