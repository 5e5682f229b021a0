"""PDF → what is printed on each page: runs of glyphs and drawn rules. Only this module knows pypdfium2.

Coordinates are in points with y upwards, turned so that most of the page's text runs to the right.
"""

from __future__ import annotations

import ctypes
import math
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import NamedTuple

import pypdfium2
import pypdfium2.raw as pdfium

from align.errors import InputError

MISSING = "\ufffd"  # a glyph for which the file names no character
LINE_END_HYPHEN = "\x02"  # PDFium's own code for a hyphen that ends a line
RULE_HEIGHT, RULE_WIDTH = 2.5, 36.0  # points: a path not higher and not narrower is a rule
WORD_GAP = 0.13  # em: letters that far apart belong to two words; justified lines squeeze the usual 0.25
WIDE_CHAR_GAP = 0.8  # em: ... beside a full-width character, round which typesetters leave some room
RUN_GAP = 1.0  # em: a wider gap ends a run
WIDE_GAP = 4.0  # em: a gap that sets cells of a line apart
WIDE_SPACE = " " * 4


class Run(NamedTuple):
    """Glyphs of one size on one baseline, in the order in which the page draws them."""

    text: str  # without space at its ends
    space: str  # that the file has after it
    left: float
    right: float
    baseline: float
    size: float


class Rule(NamedTuple):
    left: float
    right: float
    y: float


class Sheet(NamedTuple):
    number: int  # 1-based
    left: float  # x of its left edge
    top: float  # y of its upper edge
    right: float
    runs: list[Run]
    turned: str  # text that runs in another direction than most, "" if there is none
    rules: list[Rule]


class _Glyph(NamedTuple):
    char: str
    turn: int | None  # quarter turns anticlockwise, None if oblique
    x: float  # origin
    y: float
    box: tuple[float, float, float, float]  # left, bottom, right, top with side bearings
    size: float


def read_sheets(data: bytes, name: str) -> Iterator[Sheet]:
    """The pages in order, each freed before the next is read.

    Raises InputError for a file that is broken or needs a password.
    """
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        raise InputError(f"{name}: {_reason(error)}") from None
    try:
        for index in range(len(document)):
            try:
                page = document[index]
            except pypdfium2.PdfiumError:
                raise InputError(
                    f"{name}: page {index + 1} is broken; print the file to a new PDF and give that"
                ) from None
            try:
                yield _sheet(page, index + 1)
            finally:
                page.close()
    finally:
        document.close()


def _reason(error: pypdfium2.PdfiumError) -> str:
    if error.err_code in (pdfium.FPDF_ERR_PASSWORD, pdfium.FPDF_ERR_SECURITY):
        return "is protected by a password; save a copy without it and give that"
    return "is a broken PDF; print it to a new PDF, or save its text, and give that"


def _sheet(page: pypdfium2.PdfPage, number: int) -> Sheet:
    glyphs = list(_glyphs(page))
    turns = Counter(g.turn for g in glyphs if g.turn is not None)
    turn = turns.most_common(1)[0][0] if turns else 0
    upright = (_turn_glyph(g, turn) for g in glyphs if g.turn == turn)
    turned = "".join(g.char for g in glyphs if g.turn != turn)
    left, _, right, top = _turn_box(page.get_cropbox(), turn)
    return Sheet(number, left, top, right, list(_runs(upright)), " ".join(turned.split()), _rules(page, turn))


def _glyphs(page: pypdfium2.PdfPage) -> Iterator[_Glyph]:
    textpage = page.get_textpage()
    text = textpage.raw  # its wrapper costs as much as a call
    x, y = ctypes.c_double(), ctypes.c_double()
    matrix, box = pdfium.FS_MATRIX(), pdfium.FS_RECTF()
    high = 0
    try:
        for i in range(pdfium.FPDFText_CountChars(text)):
            code = pdfium.FPDFText_GetUnicode(text, i)
            if pdfium.FPDFText_IsGenerated(text, i) == 1:  # spaces and line ends that PDFium infers
                continue
            if 0xD800 <= code < 0xDC00:  # the first half of a character beyond U+FFFF
                high = code
                continue
            if 0xDC00 <= code < 0xE000:
                code = 0x10000 + ((high - 0xD800) << 10) + (code - 0xDC00) if high else 0
            high = 0
            char = chr(code) if code else MISSING
            pdfium.FPDFText_GetCharOrigin(text, i, x, y)
            pdfium.FPDFText_GetLooseCharBox(text, i, box)
            pdfium.FPDFText_GetMatrix(text, i, matrix)
            size = pdfium.FPDFText_GetFontSize(text, i) * math.hypot(matrix.c, matrix.d)
            yield _Glyph(
                "-" if char == LINE_END_HYPHEN else char if char.isprintable() else _blank(char),
                _quarter_turns(matrix.a, matrix.b) if matrix.b or matrix.a < 0 else 0,
                x.value,
                y.value,
                (box.left, box.bottom, box.right, box.top),
                round(size or box.top - box.bottom, 1),
            )
    finally:
        textpage.close()


def _blank(char: str) -> str:
    """A space for controls and for every kind of line end; other invisible characters stay."""
    return " " if char.isspace() or ord(char) < 0x20 else char


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


def _rules(page: pypdfium2.PdfPage, turn: int) -> list[Rule]:
    rules = []
    for item in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_PATH], max_depth=2):
        left, bottom, right, top = _turn_box(item.get_bounds(), turn)
        if top - bottom <= RULE_HEIGHT and right - left >= RULE_WIDTH:
            rules.append(Rule(left, right, (bottom + top) / 2))
    return rules


# --- runs --------------------------------------------------------------------------------------


def _runs(glyphs: Iterable[_Glyph]) -> Iterator[Run]:
    text, left, space = "", 0.0, ""
    last: _Glyph | None = None
    for glyph in glyphs:
        if glyph.char.isspace():
            space += glyph.char
            continue
        if last is not None and not _goes_on(last, glyph):
            yield Run(text, space, left, last.box[2], last.y, last.size)
            last = None
        if last is None:
            text, left = glyph.char, glyph.box[0]
        else:
            text += (space or space_between(text[-1], glyph.char, _gap(last, glyph))) + glyph.char
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


def space_between(before: str, after: str, gap: float) -> str:
    """The space that a gap of so many em between two characters stands for."""
    if gap >= WIDE_GAP:
        return WIDE_SPACE
    wide = unicodedata.east_asian_width(before) in "WF" or unicodedata.east_asian_width(after) in "WF"
    return " " if gap >= (WIDE_CHAR_GAP if wide else WORD_GAP) else ""
