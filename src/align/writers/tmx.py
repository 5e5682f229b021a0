"""TMX 1.4: one tu a row, paragraphs or sentences as segments, for OmegaT, Trados, memoQ and XTM.

The language translated from stands first and is srclang. What a memory should not offer is left
out and counted in the header's note: unaligned rows, and pairs to check with a confidence below
LEAST_CONFIDENCE. Other pairs to check stay in, with x-status "check".

The paragraphs or sentences of a row are joined as its language joins them. Text is mapped where TMX
can't carry it: tabs and line breaks to a space, characters that XML forbids as in
align.writers.characters, and all of it to NFC.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from importlib.metadata import version
from xml.sax.saxutils import escape, quoteattr

from align.report import Cell, Report, Row, State
from align.text import join
from align.writers.characters import to_line, to_xml

LEAST_CONFIDENCE = 0.5  # probability: below it a pair is more likely wrong than right
LONGEST = 2000  # characters; Trados' import to the cloud refuses a longer segment


def write(report: Report) -> bytes:
    return "".join(f"{line}\n" for line in _lines(report)).encode()


def _lines(report: Report) -> Iterator[str]:
    kept = [row for row in report.rows if _belongs(row)]
    yield '<?xml version="1.0" encoding="UTF-8"?>'
    yield '<!DOCTYPE tmx SYSTEM "tmx14.dtd">'
    yield '<tmx version="1.4">'
    yield (
        f'<header creationtool="align" creationtoolversion={quoteattr(version("align-zh-en"))}'
        f' segtype="{report.settings.level}" o-tmf="align" adminlang="en"'
        f" srclang={quoteattr(report.lang_code(report.languages[0]))}"
        f' datatype="plaintext" creationdate="{_date(report)}">'
    )
    yield f"<note>{_text(_account(report, kept))}</note>"
    yield "</header>"
    yield "<body>"
    around = _neighbours(report)
    for row in kept:
        yield from _tu(report, row, *around[row.number])
    yield "</body>"
    yield "</tmx>"


def _belongs(row: Row) -> bool:
    doubtful = row.confidence is not None and row.confidence < LEAST_CONFIDENCE
    return row.state is not State.UNALIGNED and not doubtful


def _account(report: Report, kept: list[Row]) -> str:
    unaligned = len(report.summary.unaligned)
    long = sum(len(_segment(row.cell(lang))) > LONGEST for row in kept for lang in report.languages)
    return (
        f"{report.title}: {len(kept)} of {len(report.rows)} rows; left out: {unaligned} unaligned,"
        f" {len(report.rows) - unaligned - len(kept)} with a confidence below {LEAST_CONFIDENCE};"
        f" {long} segments longer than {LONGEST} characters"
    )


def _neighbours(report: Report) -> dict[int, tuple[Cell | None, Cell | None]]:
    """Row number → the cells before and after it in the language translated from: memoQ's context."""
    lang = report.languages[0]
    sides = [bead.source if lang == "zh" else bead.target for bead in report.beads]
    places = sorted((side[0], index) for index, side in enumerate(sides) if side)  # as in the document
    rows = [report.rows[index] for _, index in places]
    cells = [None, *(row.cell(lang) for row in rows), None]
    return {row.number: (cells[place], cells[place + 2]) for place, row in enumerate(rows)}


def _tu(report: Report, row: Row, before: Cell | None, after: Cell | None) -> Iterator[str]:
    first, second = (row.cell(lang) for lang in report.languages)
    yield f'<tu tuid="{row.number}" creationdate="{_date(report)}">'
    yield from _prop("x-document", report.title)
    yield from _prop("x-para", first.address or second.address)
    if row.confidence is not None:
        yield from _prop("x-score", f"{row.confidence:.3f}")
    yield from _prop("x-status", row.state)
    yield f"<tuv xml:lang={quoteattr(report.lang_code(first.lang))}>"
    if before:
        yield from _prop("x-context-pre", _seg(before))
    if after:
        yield from _prop("x-context-post", _seg(after))
    yield f"{_seg(first)}</tuv>"
    yield f"<tuv xml:lang={quoteattr(report.lang_code(second.lang))}>{_seg(second)}</tuv>"
    yield "</tu>"


def _prop(kind: str, value: str) -> Iterator[str]:
    """A prop, unless it would be empty."""
    if value:
        yield f'<prop type="{kind}">{_text(value)}</prop>'


def _seg(cell: Cell) -> str:
    return f"<seg>{_text(_segment(cell))}</seg>"


def _segment(cell: Cell) -> str:
    return unicodedata.normalize("NFC", to_xml(to_line(join(cell.lang, cell.texts))))


def _text(text: str) -> str:
    return escape(unicodedata.normalize("NFC", to_xml(to_line(text))))


def _date(report: Report) -> str:
    return f"{report.created:%Y%m%dT%H%M%SZ}"
