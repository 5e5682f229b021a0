"""Findings as people and programs read them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from align.model import Alignment, Document, Finding, Unit

BETWEEN_BLOCKS = " ¶ "


def as_dicts(alignment: Alignment, findings: Iterable[Finding]) -> list[dict[str, Any]]:
    """Findings for programs, as align check --json prints them."""
    return [_as_dict(alignment, finding) for finding in findings]


def _as_dict(alignment: Alignment, finding: Finding) -> dict[str, Any]:
    bead = alignment.beads[finding.bead]
    source, target = alignment.texts(bead)
    blocks = [b for side in alignment.blocks(bead) for b in side]
    return {
        "kind": finding.kind,
        "severity": finding.severity.value,
        "confidence": finding.confidence,
        "label": next((b.address for b in blocks if b.address), None),
        "zh": BETWEEN_BLOCKS.join(source),
        "en": BETWEEN_BLOCKS.join(target),
        "zh_quote": quote(alignment.source, finding.source),
        "en_quote": quote(alignment.target, finding.target),
        "message": finding.message,
    }


def quote(document: Document, places: Sequence[Unit]) -> str:
    """The text at places; " ¶ " where they go over to another block, "" without any."""
    return BETWEEN_BLOCKS.join(document.blocks[u.block].text[u.start : u.end] for u in places)
