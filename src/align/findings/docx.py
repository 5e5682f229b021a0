"""Findings as a Word document: a heading for each bead, the places highlighted."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

from align.findings import groups, pieces, tally
from align.model import Alignment, Block, Unit
from align.writers.characters import to_xml


def write(alignment: Alignment, title: str) -> bytes:
    from docx import Document

    document = Document()
    document.core_properties.title, document.core_properties.author = title[:255], ""
    document.add_heading(to_xml(title), level=1)
    document.add_paragraph(f"{tally(alignment.findings)}.")
    for group in groups(alignment):
        document.add_heading(to_xml(group.title), level=2)
        source, target = alignment.blocks(alignment.beads[group.bead])
        for finding in group.findings:
            said = document.add_paragraph()
            said.add_run(f"{finding.severity} · {finding.kind}: ").bold = True
            sure = "" if finding.confidence is None else f" ({finding.confidence:.2f})"
            said.add_run(to_xml(finding.message) + sure)
            _passage(document, source, finding.source)
            _passage(document, target, finding.target)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _passage(document: Any, blocks: Sequence[Block], places: Sequence[Unit]) -> None:
    from docx.enum.text import WD_COLOR_INDEX

    for block in pieces(blocks, places):
        paragraph = document.add_paragraph(style="Quote")
        for piece in block:
            run = paragraph.add_run(to_xml(piece.text))
            if piece.marked:
                run.font.highlight_color = WD_COLOR_INDEX.YELLOW
