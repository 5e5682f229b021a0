"""Report → translation units: what a memory holds, what it leaves out, and what to know of it.

A row with two sides becomes one unit, unless Output keeps it out. Units that are equal, white space
apart, become one, in the first one's place, which counts them; the same text translated in several
ways stays several units, and Memory.differing names them.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import NamedTuple

from align.config import Output, Tool
from align.furniture import SYMBOL
from align.model import Alignment, Bead, Document, Kind, Lang, Review, Status
from align.report import LANGUAGE, Report, Row, State, parts
from align.segments import Segment, make_segment


@dataclass(frozen=True, slots=True)
class Dialect:
    """What one program wants of a memory; docs/tmx.md gives the reasons."""

    en_lang: str = "en"  # language code of the English where the user gives none
    longest: int | None = None  # characters; a longer segment is refused
    context: bool = False  # the segments before and after
    field: str = "x-{}"  # type of a prop of ours
    trust: tuple[str, dict[str, str]] | None = None  # a prop of the program's own, and its value by status


_TRADOS_LEVELS = {"ok": "ApprovedTranslation", "aligned": "Translated", "check": "Draft", "unsure": "Draft"}
_MEMOQ_ALIGNED = {"ok": "no", "aligned": "yes", "check": "yes", "unsure": "yes"}
TOOLS: dict[Tool, Dialect] = {
    "generic": Dialect(),
    "omegat": Dialect(),
    "trados": Dialect(
        en_lang="en-US",
        longest=2000,
        field="x-{}:SingleString",
        trust=("x-ConfirmationLevel", _TRADOS_LEVELS),
    ),
    "memoq": Dialect(context=True, trust=("aligned", _MEMOQ_ALIGNED)),
    "xtm": Dialect(),
}
LISTED = 20  # units that a summary names
_CHINESE_SYMBOL = re.compile(r"[\u4e00-\u9fff]{1,12}〔\d{4}〕\s?\d+\s?号")  # 国办发〔2015〕66号
LONG = 2000  # characters above which a segment is reported, whatever the program; Trados' cloud refuses it


@dataclass(frozen=True, slots=True)
class TranslationUnit:
    """A pair as a memory holds it; the language translated from comes first."""

    id: str  # number of the row, "12"; of its third sentence, where it was too long as one, "12.3"
    segments: tuple[Segment, Segment]
    addresses: tuple[str, ...]  # of each row that has this pair, "" where it has none
    confidence: float | None
    status: str  # what the reviser says, "ok" or "unsure", or how the row stands, "aligned" or "check"
    review: Review | None = None
    is_sentence: bool = False  # of a paragraph that was too long
    before: str | None = None  # segment before it in its document, None at the beginning or unknown
    after: str | None = None

    @property
    def count(self) -> int:
        return len(self.addresses)


@dataclass(frozen=True, slots=True)
class Memory:
    """The units in the order of the rows, and what a user should know of them."""

    units: tuple[TranslationUnit, ...]
    rows: int  # that there were
    left_out: tuple[tuple[str, int], ...]  # why, and how many rows or sentences
    symbol: str  # of the document, "A/C.3/70/L.53"; "" where none is found
    differing: tuple[tuple[TranslationUnit, ...], ...]  # same text, translated in several ways
    long: tuple[TranslationUnit, ...]  # with a segment above LONG characters


class _Entry(NamedTuple):
    """A row, or a sentence of one that is too long for a program."""

    id: str
    row: Row
    bead: Bead
    review: Review | None  # of the bead, or of the paragraph that it is in
    segments: tuple[Segment, Segment]
    is_sentence: bool = False

    @property
    def verdict(self) -> Status | None:
        return self.review.status if self.review else None

    @property
    def confidence(self) -> float | None:
        """As rows show it."""
        return None if self.bead.confidence is None else round(self.bead.confidence, 3)


@lru_cache(maxsize=1)  # the writer and the summary want the same one
def make_memory(report: Report) -> Memory:
    """The memory of a report, by its output settings."""
    dialect = TOOLS[report.output.tool]
    entries = list(_entries(report, dialect.longest))
    reasons = [_objection(entry, report.output) for entry in entries]
    around = _neighbours(entries, report) if dialect.context else {}
    units = (
        _unit(entry, *around.get(entry.id, (None, None)))
        for entry, reason in zip(entries, reasons, strict=True)
        if reason is None
    )
    kept = tuple(_without_repeats(units))
    return Memory(
        units=kept,
        rows=len(report.rows),
        left_out=tuple(sorted(Counter(filter(None, reasons)).items())),
        symbol=document_symbol((report.alignment.source, report.alignment.target)),
        differing=tuple(_differing(kept)),
        long=tuple(unit for unit in kept if any(len(s.text) > LONG for s in unit.segments)),
    )


def _entries(report: Report, longest: int | None) -> Iterator[_Entry]:
    wholes = (bead for bead in report.alignment for _ in parts(bead, report.settings.level))
    for row, bead, whole in zip(report.rows, report.beads, wholes, strict=True):
        segments, review = _segments(report, bead), row.review or whole.review
        if longest and bead.sentences and any(len(segment.text) > longest for segment in segments):
            for number, part in enumerate(bead.sentences, 1):
                yield _Entry(f"{row.number}.{number}", row, part, review, _segments(report, part), True)
        else:
            yield _Entry(str(row.number), row, bead, review, segments)


def has_too_long(alignment: Alignment, output: Output) -> bool:
    """Whether a pair of paragraphs is too long, as a segment, for the program that output is for."""
    longest = TOOLS[output.tool].longest
    return longest is not None and any(
        sum(map(len, texts)) > longest
        for bead in alignment
        if not bead.is_null
        for texts in alignment.texts(bead)
    )


def _segments(report: Report, bead: Bead) -> tuple[Segment, Segment]:
    source, target = report.alignment.blocks(bead)
    chinese = make_segment("zh", source, bead.source, report.output)
    english = make_segment("en", target, bead.target, report.output)
    return (chinese, english) if report.languages[0] == "zh" else (english, chinese)


def _objection(entry: _Entry, output: Output) -> str | None:
    """Why an entry stays out, or None."""
    status = entry.verdict
    confidence = entry.confidence
    if entry.bead.is_null:
        return "unaligned"
    if status is Status.WRONG:
        return "found wrong"
    if output.only_reviewed and status is not Status.OK:
        return "not reviewed"
    if status is not Status.OK and confidence is not None and confidence < output.min_confidence:
        return f"with a confidence below {output.min_confidence:g}"
    return None


def _unit(entry: _Entry, before: Segment | None, after: Segment | None) -> TranslationUnit:
    row = entry.row
    cells = (row.cell(segment.lang) for segment in entry.segments)
    return TranslationUnit(
        id=entry.id,
        segments=entry.segments,
        addresses=(next((cell.address for cell in cells if cell.address), ""),),
        confidence=entry.confidence,
        status=entry.verdict or (State.CHECK if row.state is State.CHECK else State.ALIGNED),
        review=entry.review,
        is_sentence=entry.is_sentence,
        before=before.text if before else None,
        after=after.text if after else None,
    )


def _neighbours(
    entries: Sequence[_Entry], report: Report
) -> dict[str, tuple[Segment | None, Segment | None]]:
    """Id → the segments before and after it in the document that is translated from."""
    chinese_first = report.languages[0] == "zh"
    sides = [entry.bead.source if chinese_first else entry.bead.target for entry in entries]
    places = sorted((side[0], index) for index, side in enumerate(sides) if side)  # as in the document
    ordered = [entries[index] for _, index in places]
    segments = [None, *(entry.segments[0] for entry in ordered), None]
    return {entry.id: (segments[at], segments[at + 2]) for at, entry in enumerate(ordered)}


def _without_repeats(units: Iterable[TranslationUnit]) -> Iterator[TranslationUnit]:
    """Of units that are equal the one to trust most, in the place of the first, with all addresses."""
    groups: dict[tuple[str, ...], list[TranslationUnit]] = {}
    for unit in units:
        groups.setdefault(tuple(map(_folded, unit.segments)), []).append(unit)
    for group in groups.values():
        if len(group) == 1:
            yield group[0]
        else:
            best = max(group, key=lambda unit: (unit.status == Status.OK, unit.confidence or 0.0))
            yield replace(best, addresses=tuple(a for unit in group for a in unit.addresses))


def _differing(units: Iterable[TranslationUnit]) -> Iterator[tuple[TranslationUnit, ...]]:
    by_text: dict[str, list[TranslationUnit]] = {}
    for unit in units:
        by_text.setdefault(_folded(unit.segments[0]), []).append(unit)
    return (tuple(group) for group in by_text.values() if len(group) > 1)


def _folded(segment: Segment) -> str:
    """For comparing: white space of any kind and length is one space."""
    text = segment.text
    has_one_kind = text.isprintable() and "  " not in text  # as nearly all have, and found out fast
    return text if has_one_kind else " ".join(text.split())


def document_symbol(documents: Iterable[Document]) -> str:
    """The symbol in a running head, or else alone in a masthead; "" where there is none."""
    documents = tuple(documents)
    heads = [f.text for document in documents for f in document.furniture if f.kind == "running head"]
    heads += [b.text for document in documents for b in document.blocks if b.kind is Kind.MASTHEAD]
    found = (text.strip() for text in heads)
    return next((text for text in found if SYMBOL.fullmatch(text) or _CHINESE_SYMBOL.fullmatch(text)), "")


def describe(memory: Memory, source: Lang) -> tuple[str, ...]:
    """What to know of a memory, in a few sentences; source is the language translated from."""
    held = sum(unit.count for unit in memory.units)
    out = ", ".join(f"{count} {reason}" for reason, count in memory.left_out)
    units = "unit" if len(memory.units) == 1 else "units"
    lines = [
        f"{len(memory.units)} {units} from {held} of {memory.rows} rows{f'; left out: {out}' if out else ''}"
    ]
    if memory.differing:
        other = LANGUAGE["en" if source == "zh" else "zh"]
        groups = [" and ".join(unit.id for unit in group) for group in memory.differing]
        lines.append(f"same {LANGUAGE[source]}, different {other}: {_listed(groups)}")
    if memory.long:
        lines.append(f"longer than {LONG} characters: {_listed([unit.id for unit in memory.long])}")
    return tuple(lines)


def _listed(items: Sequence[str]) -> str:
    more = len(items) - LISTED
    return ", ".join(items[:LISTED]) + (f" and {more} more" if more > 0 else "")
