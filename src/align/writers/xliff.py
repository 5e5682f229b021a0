"""XLIFF 1.2, what OmegaT 3.6, translate-toolkit and the older programs read: one trans-unit a row.

The language translated from is the source. Paragraphs of a row are joined as their language joins them;
what XML forbids appears as in align.writers.characters. The state of a target is what the reviser said,
or else how sure the aligner is (STATES). What was found, and the reviser's comment, are notes. A passage
without counterpart is a unit with one side; of its own language it has an empty source or no target.
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib.metadata import version
from typing import NamedTuple
from xml.sax.saxutils import escape, quoteattr

from align.model import Lang, Severity, Status
from align.report import Cell, Report, Row, State
from align.text import join
from align.writers.characters import to_xml
from align.writers.columns import EDITED

STATES: dict[Status | State, str] = {  # XLIFF 1.2, § 2.3: values of state
    Status.OK: "signed-off",
    Status.UNSURE: "needs-review-translation",
    Status.WRONG: "needs-translation",  # what stands there is not the translation
    State.ALIGNED: "translated",
    State.CHECK: "needs-review-translation",
    State.UNALIGNED: "new",
}
PRIORITIES = {Severity.ERROR: 1, Severity.WARNING: 3, Severity.INFO: 5}  # of notes, 1 first to 10


class RowNote(NamedTuple):
    """Something to say of a row."""

    text: str
    by: str
    severity: Severity = Severity.INFO
    lang: Lang | None = None  # the side that it is about, if it is about one


def write(report: Report) -> bytes:
    return "".join(f"{line}\n" for line in _lines(report)).encode()


def _lines(report: Report) -> Iterator[str]:
    first, second = (quoteattr(report.lang_code(lang)) for lang in report.languages)
    yield '<?xml version="1.0" encoding="UTF-8"?>'
    yield '<xliff version="1.2" xmlns="urn:oasis:names:tc:xliff:document:1.2">'
    yield (
        f"<file original={attribute(original(report))} source-language={first} target-language={second}"
        f' datatype="plaintext" date="{report.created:%Y-%m-%dT%H:%M:%SZ}" xml:space="preserve">'
    )
    tool = f'<tool tool-id="align" tool-name="align" tool-version={quoteattr(version("align-zh-en"))}/>'
    yield f"<header>{tool}</header>\n<body>"
    for row in report.rows:
        yield from _unit(report, row)
    yield "</body>\n</file>\n</xliff>"


def _unit(report: Report, row: Row) -> Iterator[str]:
    first, second = (row.cell(lang) for lang in report.languages)
    status = row.review.status if row.review else None
    place = attribute(first.address or second.address)
    approved = ' approved="yes"' if status is Status.OK and second.texts else ""
    yield f'<trans-unit id="{row.number}" resname={place}{approved}>'
    yield f"<source>{text_of(first)}</source>"
    if second.texts:
        yield f'<target state="{STATES[status or row.state]}">{text_of(second)}</target>'
    for note in notes(row):
        about = "general" if note.lang is None else "source" if note.lang == first.lang else "target"
        yield (
            f'<note from={attribute(note.by)} priority="{PRIORITIES[note.severity]}" annotates="{about}">'
            f"{escape(to_xml(note.text))}</note>"
        )
    yield "</trans-unit>"


def notes(row: Row) -> Iterator[RowNote]:
    """What the reviser and align say of row."""
    if row.review and row.review.comment:
        yield RowNote(row.review.comment, row.review.by or "reviser", Severity.WARNING)
    if row.review and row.review.edits:
        for wanted, lang in zip(row.review.edits, EDITED, strict=True):
            yield RowNote(f"{EDITED[lang]}: {wanted}", row.review.by or "reviser", Severity.WARNING, lang)
    for finding in row.findings:
        sides: list[Lang] = [lang for lang, at in (("zh", finding.source), ("en", finding.target)) if at]  # type: ignore[misc]
        yield RowNote(finding.message, "align", finding.severity, sides[0] if len(sides) == 1 else None)
    for remark in row.remarks:
        yield RowNote(remark, "align")


def original(report: Report) -> str:
    """Name of the document translated from."""
    side = report.summary.source if report.languages[0] == "zh" else report.summary.target
    return side.name


def text_of(cell: Cell) -> str:
    return escape(to_xml(join(cell.lang, cell.texts)))


def attribute(text: str) -> str:
    return quoteattr(to_xml(text))
