"""TMX 1.4: the units of a memory, paragraphs or sentences as segments, in the dialect of one program.

The language translated from stands first and is srclang. Text is mapped where TMX can't carry it: tabs
and line breaks to a space, characters that XML forbids as in align.writers.characters, all of it to NFC.
What was stripped from a segment stands in its tuv's prop x-stripped, a JSON list of [offset, text]:
put in one after the other, from the left, they give the document's text back.
"""

from __future__ import annotations

import io
import json
import re
import unicodedata
from collections.abc import Iterator
from importlib.metadata import version
from typing import NamedTuple
from xml.sax.saxutils import escape, quoteattr

from align.model import Review
from align.report import Report
from align.segments import Segment, restore
from align.translation_units import TOOLS, Dialect, Memory, TranslationUnit, describe, make_memory
from align.writers.characters import to_line, to_xml


def write(report: Report) -> bytes:
    out = io.BytesIO()
    for piece in _pieces(report):
        out.write(piece.encode())
    return out.getvalue()


def _pieces(report: Report) -> Iterator[str]:
    memory = make_memory(report)
    source = report.languages[0]
    frame = _frame(report, memory)
    yield (
        '<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE tmx SYSTEM "tmx14.dtd">\n<tmx version="1.4">\n'
        f'<header creationtool="align" creationtoolversion={quoteattr(version("align-zh-en"))}'
        f' segtype="{report.settings.level}" o-tmf="align" adminlang="en"'
        f" srclang={quoteattr(report.lang_code(source))}"
        f' datatype="plaintext" creationdate="{frame.created}">\n'
        f"<note>{_text('. '.join((report.title, *describe(memory, source))))}</note>\n</header>\n<body>\n"
    )
    for unit in memory.units:
        yield _tu(unit, frame)
    yield "</body>\n</tmx>\n"


class _Frame(NamedTuple):
    """What all units of a memory have alike."""

    dialect: Dialect
    created: str
    origin: str  # the props of the document
    first_tuv: str
    second_tuv: str


def _frame(report: Report, memory: Memory) -> _Frame:
    dialect = TOOLS[report.output.tool]
    field = dialect.field.format
    origin = _prop(field("document"), report.title) + _prop(field("symbol"), memory.symbol)
    tuvs = (f"<tuv xml:lang={quoteattr(report.lang_code(lang))}>\n" for lang in report.languages)
    return _Frame(dialect, f"{report.created:%Y%m%dT%H%M%SZ}", origin, *tuvs)


def _tu(unit: TranslationUnit, frame: _Frame) -> str:
    review, dialect, field = unit.review, frame.dialect, frame.dialect.field.format
    level = ' segtype="sentence"' if unit.is_sentence else ""
    changed = f' changedate="{_date(review.when)}"' if review and review.when else ""
    comment = f"<note>{_text(review.comment)}</note>\n" if review and review.comment else ""
    props = [
        *(_prop(field("para"), address) for address in unit.addresses),
        _prop(field("score"), "" if unit.confidence is None else f"{unit.confidence:.3f}"),
        _prop(field("status"), unit.status),
        _prop(field("count"), str(unit.count) if unit.count > 1 else ""),
        _prop(dialect.trust[0], dialect.trust[1][unit.status]) if dialect.trust else "",
    ]
    context = ""
    if dialect.context:
        context = _prop("x-context-pre", _seg(unit.before) if unit.before else "")
        context += _prop("x-context-post", _seg(unit.after) if unit.after else "")
    source, target = unit.segments
    return (
        f'<tu tuid="{unit.id}" creationdate="{frame.created}"{changed}{level}>\n'
        f"{comment}{frame.origin}{''.join(props)}"
        f"{frame.first_tuv}{context}{_variant(source, review)}"
        f"{frame.second_tuv}{_variant(target, review)}</tu>\n"
    )


def _variant(segment: Segment, review: Review | None) -> str:
    """The rest of a tuv: its own props, its seg and its end."""
    props = ""
    if segment.stripped:
        pieces = [(at, _mapped(text)) for at, text in segment.stripped]
        props = _prop("x-stripped", json.dumps(pieces, ensure_ascii=False))
    if review and review.edits:
        edit = review.edits[0 if segment.lang == "zh" else 1]
        props += _prop("x-edit", "" if edit == restore(segment.text, segment.stripped) else edit)
    return f"{props}{_seg(segment.text)}</tuv>\n"


def _prop(kind: str, value: str) -> str:
    """The line of a prop, or nothing where its value would be empty."""
    return f'<prop type="{kind}">{_text(value)}</prop>\n' if value else ""


def _seg(text: str) -> str:
    return f"<seg>{_text(text)}</seg>"


def _text(text: str) -> str:
    return escape(_mapped(text))


def _mapped(text: str) -> str:
    text = unicodedata.normalize("NFC", text)
    return text if text.isprintable() else to_xml(to_line(text))


def _date(iso: str) -> str:
    """A time in ISO 8601, UTC, as TMX writes it: 2024-02-29T08:30:00Z → 20240229T083000Z."""
    return re.sub(r"\.\d+|[-:]", "", iso.removesuffix("Z").removesuffix("+00:00")) + "Z"
