"""Alignments → the passages that terms are looked for in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from align.config import Output
from align.model import Alignment, Bead, Status
from align.project import Project
from align.terms import Passage
from align.text import join
from align.wording import address_range

AROUND = 60  # characters of a quotation on either side of what it is quoted for
_LEAST = Output().min_confidence


def passages_of(projects: Sequence[Project]) -> list[Passage]:
    """The pairs of all projects in order: sentences where they were aligned, else paragraphs.

    Pairs that stay out of a memory by default stay out here too: doubtful ones, and those found wrong.
    """
    return [
        Passage(f"{project.title}, {place}" if len(projects) > 1 else place, zh, en)
        for project in projects
        for place, zh, en in _pairs(project.alignment)
    ]


def _pairs(alignment: Alignment) -> Iterator[Passage]:
    for number, bead in enumerate(alignment, 1):
        if _counts(bead):
            source, target = alignment.blocks(bead)
            place = address_range(source) or address_range(target) or f"row {number}"
            for part in bead.sentences or (bead,):
                if not part.is_null:
                    zh, en = alignment.texts(part)
                    yield Passage(place, join("zh", zh), join("en", en))


def _counts(bead: Bead) -> bool:
    if bead.is_null:
        return False
    if bead.review is not None and bead.review.status is not None:
        return bead.review.status is not Status.WRONG
    return bead.confidence is None or bead.confidence >= _LEAST


def quote(text: str, part: str) -> str:
    """text on one line, cut to what stands around the first part, which may be in other letter case.

    Latin words stay whole or go.
    """
    line = " ".join(text.split())
    at = max(line.casefold().find(" ".join(part.split()).casefold()), 0)
    last = at + len(part)
    start, end = max(at - AROUND, 0), min(last + AROUND, len(line))
    while 0 < start < at and _in_word(line, start):
        start += 1
    while last < end < len(line) and _in_word(line, end):
        end -= 1
    return ("…" if start else "") + line[start:end].strip() + ("…" if end < len(line) else "")


def _in_word(line: str, at: int) -> bool:
    """Whether a Latin word goes on at an offset."""
    return all(char.isascii() and not char.isspace() for char in line[at - 1 : at + 1])
