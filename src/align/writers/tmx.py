"""TMX 1.4: the units of a memory, paragraphs or sentences as segments, in the dialect of one program.

The language translated from stands first and is srclang. Text is mapped where TMX can't carry it: tabs
and line breaks to a space, characters that XML forbids as in align.writers.characters, all of it to NFC.
What was stripped from a segment stands in its tuv's prop x-stripped, a JSON list of [offset, text]:
put in one after the other, from the left, they give the document's text back.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterator
from importlib.metadata import version
from xml.sax.saxutils import escape, quoteattr

from align.report import Report
from align.segments import Segment, restore
from align.translation_units import TOOLS, TranslationUnit, describe, make_memory
from align.writers.characters import to_line, to_xml


def write(report: Report) -> bytes:
    return "".join(f"{line}\n" for line in _lines(report)).encode()


def _lines(report: Report) -> Iterator[str]:
    memory = make_memory(report)
    source = report.languages[0]
    yield '<?xml version="1.0" encoding="UTF-8"?>'
    yield '<!DOCTYPE tmx SYSTEM "tmx14.dtd">'
    yield '<tmx version="1.4">'
    yield (
        f'<header creationtool="align" creationtoolversion={quoteattr(version("align-zh-en"))}'
        f' segtype="{report.settings.level}" o-tmf="align" adminlang="en"'
        f" srclang={quoteattr(report.lang_code(source))}"
        f' datatype="plaintext" creationdate="{report.created:%Y%m%dT%H%M%SZ}">'
    )
    yield f"<note>{_text('. '.join((report.title, *describe(memory, source))))}</note>"
    yield "</header>"
    yield "<body>"
    for unit in memory.units:
        yield from _tu(report, unit, memory.symbol)
    yield "</body>"
    yield "</tmx>"


def _tu(report: Report, unit: TranslationUnit, symbol: str) -> Iterator[str]:
    dialect, review = TOOLS[report.output.tool], unit.review
    changed = f' changedate="{_date(review.when)}"' if review and review.when else ""
    yield f'<tu tuid="{unit.id}" creationdate="{report.created:%Y%m%dT%H%M%SZ}"{changed}>'
    if review and review.comment:
        yield f"<note>{_text(review.comment)}</note>"
    values = [
        ("document", report.title),
        ("symbol", symbol),
        *(("para", address) for address in unit.addresses),
        ("score", "" if unit.confidence is None else f"{unit.confidence:.3f}"),
        ("status", unit.status),
        ("count", str(unit.count) if unit.count > 1 else ""),
    ]
    for name, value in values:
        yield from _prop(dialect.field.format(name), value)
    if dialect.trust:
        kind, values_of = dialect.trust
        yield from _prop(kind, values_of[unit.status])
    source, target = unit.segments
    yield f"<tuv xml:lang={quoteattr(report.lang_code(source.lang))}>"
    if dialect.context:
        yield from _prop("x-context-pre", _seg(unit.before) if unit.before else "")
        yield from _prop("x-context-post", _seg(unit.after) if unit.after else "")
    yield from _variant(source, unit)
    yield f"<tuv xml:lang={quoteattr(report.lang_code(target.lang))}>"
    yield from _variant(target, unit)
    yield "</tu>"


def _variant(segment: Segment, unit: TranslationUnit) -> Iterator[str]:
    """The rest of a tuv: its own props, its seg and its end."""
    if segment.stripped:
        pieces = [(at, _mapped(text)) for at, text in segment.stripped]
        yield from _prop("x-stripped", json.dumps(pieces, ensure_ascii=False))
    if unit.review and unit.review.edits:
        edit = unit.review.edits[0 if segment.lang == "zh" else 1]
        yield from _prop("x-edit", "" if edit == restore(segment.text, segment.stripped) else edit)
    yield f"{_seg(segment.text)}</tuv>"


def _prop(kind: str, value: str) -> Iterator[str]:
    """A prop, unless it would be empty."""
    if value:
        yield f'<prop type="{kind}">{_text(value)}</prop>'


def _seg(text: str) -> str:
    return f"<seg>{_text(text)}</seg>"


def _text(text: str) -> str:
    return escape(_mapped(text))


def _mapped(text: str) -> str:
    return to_xml(to_line(unicodedata.normalize("NFC", text)))


def _date(iso: str) -> str:
    """A time in ISO 8601, UTC, as TMX writes it: 2024-02-29T08:30:00Z → 20240229T083000Z."""
    return re.sub(r"\.\d+|[-:]", "", iso.removesuffix("Z").removesuffix("+00:00")) + "Z"
