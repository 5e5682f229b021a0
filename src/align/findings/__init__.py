"""Findings as people and programs read them: grouped by bead in document order, places marked.

WRITERS has one module a format; a file of them is written as a whole or not at all.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from importlib import import_module
from itertools import groupby, pairwise
from pathlib import Path
from typing import Any, NamedTuple

from align.errors import OutputError
from align.model import Alignment, Block, Document, Finding, Unit
from align.report import address_range, page_range

BETWEEN_BLOCKS = " ¶ "
AROUND = 50  # characters shown on either side of a place
OPEN, CLOSE = "⟦", "⟧"  # round a place in plain text


class Group(NamedTuple):
    """The findings at one bead."""

    bead: int  # index in Alignment.beads
    title: str  # addresses and lines: "PP7 = PP6 (lines 31, 28)"
    findings: tuple[Finding, ...]


def groups(alignment: Alignment) -> tuple[Group, ...]:
    """The findings of an alignment by bead, in the order of the beads."""
    ordered = sorted(alignment.findings, key=lambda f: f.bead)
    return tuple(
        Group(bead, _title(alignment, bead), tuple(members))
        for bead, members in groupby(ordered, key=lambda f: f.bead)
    )


def _title(alignment: Alignment, bead: int) -> str:
    sides = [side for side in alignment.blocks(alignment.beads[bead]) if side]
    addresses = dict.fromkeys(address_range(side) or f"row {bead + 1}" for side in sides)
    places = (
        f"{side[0].lang} {page_range(side) or f'line {side[0].line}'}"
        for side in sides
        if page_range(side) or side[0].line
    )
    where = ", ".join(places)
    return " = ".join(addresses) + (f" ({where})" if where else "")


class Piece(NamedTuple):
    """Part of a passage; marked where a finding points at it."""

    text: str
    marked: bool


def pieces(blocks: Sequence[Block], places: Sequence[Unit]) -> list[list[Piece]]:
    """Each block's text cut at the places, which may overlap."""
    result = []
    for block in blocks:
        cuts = sorted({0, len(block.text), *(end for u in places if u.block == block.id for end in u[1:])})
        result.append(
            [
                Piece(block.text[a:b], any(u.block == block.id and u.start <= a < u.end for u in places))
                for a, b in pairwise(cuts)
            ]
        )
    return result


def excerpt(blocks: Sequence[Block], places: Sequence[Unit]) -> str:
    """The passage in plain text with its places in brackets, cut to what stands around them."""
    parts = [part for block in pieces(blocks, places) for part in (*block, Piece(BETWEEN_BLOCKS, False))][:-1]
    whole = len(parts) == 1 or all(part.marked for part in parts)
    text = "".join(f"{OPEN}{p.text}{CLOSE}" if p.marked and not whole else p.text for p in parts)
    first = max(text.find(OPEN), 0)
    last = text.rfind(CLOSE) if CLOSE in text else first
    start, end = max(first - AROUND, 0), last + AROUND + 1
    return ("…" if start else "") + text[start:end].strip() + ("…" if end < len(text) else "")


def as_text(alignment: Alignment) -> str:
    """All findings for the terminal, and a last line that counts them."""
    lines: list[str] = []
    for group in groups(alignment):
        lines.append(group.title)
        source, target = alignment.blocks(alignment.beads[group.bead])
        for finding in group.findings:
            lines.append(f"  {finding.severity} {finding.kind}{_sure(finding)}: {finding.message}")
            lines.append(f"    zh  {excerpt(source, finding.source) or '–'}")
            lines.append(f"    en  {excerpt(target, finding.target) or '–'}")
        lines.append("")
    return "\n".join([*lines, f"{tally(alignment.findings)}."])


def _sure(finding: Finding) -> str:
    return "" if finding.confidence is None else f" ({finding.confidence:.2f})"


def tally(findings: Sequence[Finding]) -> str:
    """How many of each kind: "5 findings: 3 unaligned, 2 clause"."""
    if not findings:
        return "No findings"
    counts = ", ".join(f"{n} {kind}" for kind, n in Counter(f.kind for f in findings).items())
    return f"{len(findings)} finding{'s' if len(findings) > 1 else ''}: {counts}"


def as_dicts(alignment: Alignment, findings: Iterable[Finding]) -> list[dict[str, Any]]:
    """Findings for programs, as align check --json prints them."""
    return [_as_dict(alignment, finding) for finding in findings]


def _as_dict(alignment: Alignment, finding: Finding) -> dict[str, Any]:
    bead = alignment.beads[finding.bead]
    blocks = [b for side in alignment.blocks(bead) for b in side]
    quotes = quote(alignment.source, finding.source), quote(alignment.target, finding.target)
    source, target = (BETWEEN_BLOCKS.join(texts) for texts in alignment.texts(bead))
    if finding.kind == "unaligned":  # a whole block, be it alone in its bead or not
        source, target = quotes
    return {
        "kind": finding.kind,
        "severity": finding.severity.value,
        "confidence": finding.confidence,
        "label": next((b.address for b in blocks if b.address), None),
        "zh": source,
        "en": target,
        "zh_quote": quotes[0],
        "en_quote": quotes[1],
        "message": finding.message,
    }


def quote(document: Document, places: Sequence[Unit]) -> str:
    """The text at places; " ¶ " where they go over to another block, "" without any."""
    return BETWEEN_BLOCKS.join(document.blocks[u.block].text[u.start : u.end] for u in places)


# --- files ----------------------------------------------------------------------------------------

WRITERS: dict[str, str] = {  # suffix → module under align.findings that has write(alignment, title) -> bytes
    ".docx": "docx",
    ".html": "html",
    ".md": "markdown",
    ".xlsx": "xlsx",
}


def check_output(path: Path, inputs: Iterable[Path]) -> None:
    """Raises OutputError if findings could not be written to path."""
    if path.suffix.lower() not in WRITERS:
        raise OutputError(f"{path}: no findings as '{path.suffix or path.name}'; known: {', '.join(WRITERS)}")
    if path.resolve() in {other.resolve() for other in inputs}:
        raise OutputError(f"{path}: is an input; give the output another name")
    if not path.resolve().parent.is_dir():
        raise OutputError(f"{path}: there is no folder {path.parent}; make it first, or write elsewhere")


def write_output(alignment: Alignment, title: str, path: Path) -> None:
    """Write the findings in the format of path's suffix. Raises OutputError if the file can't be written."""
    write: Callable[[Alignment, str], bytes] = import_module(
        f"align.findings.{WRITERS[path.suffix.lower()]}"
    ).write
    content, temporary = write(alignment, title), path.resolve().with_name(f".align-{os.getpid()}.tmp")
    try:
        temporary.write_bytes(content)
        os.replace(temporary, path.resolve())
    except OSError as error:
        temporary.unlink(missing_ok=True)
        raise OutputError(f"{path}: can't be written ({error.strerror}); write elsewhere") from error
