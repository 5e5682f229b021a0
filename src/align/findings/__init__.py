"""Findings as people and programs read them: grouped by bead in document order, places marked.

WRITERS has one module a format; a file of them is written as a whole or not at all.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from importlib import import_module
from itertools import groupby, pairwise
from pathlib import Path
from typing import Any, NamedTuple

from align.errors import OutputError
from align.model import Alignment, Block, Document, Finding, Lang, Severity, Unit
from align.output import check_places, fresh_file
from align.wording import address_range, page_range

BETWEEN_BLOCKS = " ¶ "
AROUND: dict[Lang, int] = {
    "zh": 30,
    "en": 75,
}  # characters shown on either side of a place; of a whole, twice
OPEN, CLOSE = "⟦", "⟧"  # round a place in plain text
CUT = "…"
SEVERITY = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "remark"}


class Piece(NamedTuple):
    """Part of a passage; marked where a finding points at it."""

    text: str
    marked: bool


Passage = tuple[tuple[Piece, ...], ...]  # the blocks of one side of a bead, each cut into pieces


class Group(NamedTuple):
    """The findings at one bead, and both passages with all their places marked."""

    address: str  # as people say it, of both sides where they differ: "PP7 = PP6"
    where: str  # in the files: "zh p. 3, en line 28"; "" where it is not known
    findings: tuple[Finding, ...]
    source: Passage
    target: Passage

    @property
    def title(self) -> str:
        return f"{self.address} ({self.where})" if self.where else self.address


def groups(alignment: Alignment) -> tuple[Group, ...]:
    """The findings of an alignment by bead, in the order of the beads."""
    ordered = sorted(alignment.findings, key=lambda f: f.bead)
    return tuple(
        _group(alignment, bead, tuple(members)) for bead, members in groupby(ordered, key=lambda f: f.bead)
    )


def _group(alignment: Alignment, bead: int, findings: tuple[Finding, ...]) -> Group:
    source, target = alignment.blocks(alignment.beads[bead])
    sides = [side for side in (source, target) if side]
    addresses = dict.fromkeys(address_range(side) or f"row {bead + 1}" for side in sides)
    places = (
        f"{side[0].lang} {page_range(side) or f'line {side[0].line}'}"
        for side in sides
        if page_range(side) or side[0].line
    )
    return Group(
        " = ".join(addresses),
        ", ".join(places),
        findings,
        pieces(source, [unit for f in findings for unit in f.source]),
        pieces(target, [unit for f in findings for unit in f.target]),
    )


def pieces(blocks: Sequence[Block], places: Sequence[Unit]) -> Passage:
    """Each block's text cut at the places, which may overlap."""
    return tuple(tuple(_cut(block, [u for u in places if u.block == block.id])) for block in blocks)


def _cut(block: Block, places: Sequence[Unit]) -> Iterator[Piece]:
    cuts = sorted({0, len(block.text), *(end for u in places for end in u[1:])})
    for a, b in pairwise(cuts):
        yield Piece(block.text[a:b], any(u.start <= a < u.end for u in places))


def excerpt(passage: Passage, lang: Lang) -> list[Piece]:
    """The places and what stands around them, the rest cut; of a passage without place its beginning."""
    parts = [part for block in passage for part in (*block, Piece(BETWEEN_BLOCKS, False))][:-1]
    around = AROUND[lang]
    last = len(parts) - 1
    if not any(part.marked for part in parts) or all(part.marked for part in parts):
        return [_shortened(part, 2 * around, 0) for part in parts]
    return [
        part if part.marked else _shortened(part, around * (at > 0), around * (at < last))
        for at, part in enumerate(parts)
    ]


def _shortened(part: Piece, head: int, tail: int) -> Piece:
    """So many characters of its beginning and end, less a word cut in two, if that is not the whole."""
    if len(part.text) <= head + tail + len(CUT):
        return part
    beginning = re.sub(r"\s[!-~]*$", "", part.text[:head])
    ending = re.sub(r"^[!-~]*\s", "", part.text[-tail:]) if tail else ""
    return Piece(beginning + CUT + ending, part.marked)


def plain(passage: Passage, lang: Lang) -> str:
    """An excerpt with its places in brackets, but for a passage that is meant as a whole; "–" for none."""
    parts = excerpt(passage, lang)
    whole = all(part.marked for part in parts)
    return "".join(f"{OPEN}{p.text}{CLOSE}" if p.marked and not whole else p.text for p in parts) or "–"


def as_text(alignment: Alignment) -> str:
    """All findings for the terminal, and a last line that counts them."""
    lines: list[str] = []
    for group in groups(alignment):
        lines.append(group.title)
        lines.extend(f"  {finding.severity} {finding.kind}: {said(finding)}" for finding in group.findings)
        lines.append(f"    zh  {plain(group.source, 'zh')}")
        lines.append(f"    en  {plain(group.target, 'en')}")
        lines.append("")
    return "\n".join([*lines, f"{tally(alignment.findings)}."])


def said(finding: Finding) -> str:
    """The message, with the confidence where there is one."""
    sure = "" if finding.confidence is None else f" (confidence {finding.confidence:.2f})"
    return f"{finding.message}{sure}"


def tally(findings: Sequence[Finding]) -> str:
    """How many of each severity and kind: "5 findings (4 errors, 1 remark): 3 unaligned, 2 numbering"."""
    if not findings:
        return "No findings"
    severities = Counter(f.severity for f in findings)
    by_severity = ", ".join(_count(severities[s], word) for s, word in SEVERITY.items() if severities[s])
    by_kind = ", ".join(f"{n} {kind}" for kind, n in Counter(f.kind for f in findings).items())
    return f"{_count(len(findings), 'finding')} ({by_severity}): {by_kind}"


def _count(n: int, word: str) -> str:
    return f"{n} {word}{'' if n == 1 else 's'}"


def heading(alignment: Alignment) -> str:
    """Which texts were compared and what was found, for the head of a file."""
    return f"{alignment.source.name} – {alignment.target.name}. {tally(alignment.findings)}."


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

WRITERS: dict[str, str] = {  # suffix → module under align.findings with write(alignment, title, created)
    ".docx": "docx",
    ".html": "html",
    ".md": "markdown",
    ".xlsx": "xlsx",
}


def check_output(path: Path, inputs: Iterable[Path]) -> None:
    """Raises OutputError if findings could not be written to path."""
    if path.suffix.lower() not in WRITERS:
        raise OutputError(f"{path}: no findings as '{path.suffix or path.name}'; known: {', '.join(WRITERS)}")
    check_places((path,), inputs)


def write_output(alignment: Alignment, title: str, created: datetime, path: Path) -> None:
    """Write the findings in the format of path's suffix. Raises OutputError if the file can't be written."""
    write: Callable[[Alignment, str, datetime], bytes] = import_module(
        f"align.findings.{WRITERS[path.suffix.lower()]}"
    ).write
    content = write(alignment, title, created)
    with fresh_file(path) as file:
        file.write(content)
