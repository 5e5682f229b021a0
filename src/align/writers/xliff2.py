"""XLIFF 2.1: one unit a row, with one segment; otherwise as XLIFF 1.2 (align.writers.xliff).

Version 2 has four states; what they leave out stands in subState.
"""

from __future__ import annotations

from collections.abc import Iterator
from xml.sax.saxutils import escape, quoteattr

from align.model import Status
from align.report import Report, Row, State
from align.writers.characters import to_xml
from align.writers.xliff import PRIORITIES, attribute, notes, original, text_of

STATES: dict[Status | State, str] = {  # XLIFF 2.1, § 4.3.1: values of state
    Status.OK: "reviewed",
    Status.UNSURE: "translated",
    Status.WRONG: "initial",  # what stands there is not the translation
    State.ALIGNED: "translated",
    State.CHECK: "translated",
    State.UNALIGNED: "initial",
}


def write(report: Report) -> bytes:
    return "".join(f"{line}\n" for line in _lines(report)).encode()


def _lines(report: Report) -> Iterator[str]:
    first, second = (quoteattr(report.lang_code(lang)) for lang in report.languages)
    yield '<?xml version="1.0" encoding="UTF-8"?>'
    yield (
        '<xliff version="2.1" xmlns="urn:oasis:names:tc:xliff:document:2.0"'
        f' srcLang={first} trgLang={second} xml:space="preserve">'
    )
    yield f'<file id="1" original={attribute(original(report))}>'
    for row in report.rows:
        yield from _unit(report, row)
    if not report.rows:
        yield '<unit id="0"><segment><source/></segment></unit>'  # a file has at least one
    yield "</file>\n</xliff>"


def _unit(report: Report, row: Row) -> Iterator[str]:
    first, second = (row.cell(lang) for lang in report.languages)
    said = (row.review.status if row.review else None) or row.state
    place = first.address or second.address
    name = f" name={attribute(place)}" if place else ""
    yield f'<unit id="{row.number}"{name}>'
    told = list(notes(row))
    if told:
        yield "<notes>"
        for note in told:
            side = "source" if note.lang == first.lang else "target"
            about = "" if note.lang is None else f' appliesTo="{side}"'
            yield (
                f'<note category={attribute(note.by)} priority="{PRIORITIES[note.severity]}"{about}>'
                f"{escape(to_xml(note.text))}</note>"
            )
        yield "</notes>"
    yield f'<segment state="{STATES[said]}" subState="align:{said}">'
    yield f"<source>{text_of(first)}</source>"
    if second.texts:
        yield f"<target>{text_of(second)}</target>"
    yield "</segment>\n</unit>"
