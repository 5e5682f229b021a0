"""Alignment → rows and a summary. Every output is made from this; writers compute nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum
from itertools import islice

from align.config import Level, Output, Settings
from align.model import (
    Alignment,
    Bead,
    Block,
    Document,
    Finding,
    Kind,
    Lang,
    Note,
    Recycled,
    Review,
    Severity,
    Span,
    Stream,
    Unit,
)
from align.wording import address_range, describe, describe_recycled, page_range

LANGUAGE: dict[Lang, str] = {"zh": "Chinese", "en": "English"}  # as headings name them


class State(StrEnum):
    """How a row stands, in the word that the outputs print."""

    ALIGNED = "aligned"
    CHECK = "check"  # aligned, but with a confidence below Alignment.look_below
    UNALIGNED = "unaligned"


@dataclass(frozen=True, slots=True)
class Cell:
    """One side of a row: the verbatim texts of its units, and the address of the first to the last."""

    lang: Lang
    address: str  # "" where the side is empty
    texts: tuple[str, ...]
    kinds: tuple[Kind, ...]  # of each text
    printed: tuple[str, ...]  # of each text the number that is computed and not in it, "" for none
    page: str  # "p. 3", "pp. 3–4"; "" where the format does not tell
    marked: tuple[tuple[Span, ...], ...] = ()  # of each text the parts that a finding points at

    @property
    def place(self) -> str:
        """Where to look it up in the original: "p. 3, OP5 (a)"."""
        return ", ".join(filter(None, (self.page, self.address)))


@dataclass(frozen=True, slots=True)
class Row:
    """One bead as the outputs show it: of paragraphs, or of sentences in a paragraph that was split."""

    number: int  # 1-based, as printed
    state: State
    bead_type: str  # "1-1", "2-1", "1-0"
    source: Cell
    target: Cell
    confidence: float | None  # 0..1, rounded to three places
    evidence: str  # "OP5 = OP5, 2018, similarity 0.81, length 1.1"
    note: str  # plain words: the remarks, then what the findings of a pair say
    review: Review | None = None  # what a reviser decided
    recycled: Recycled | None = None  # where an earlier memory has it
    findings: tuple[Finding, ...] = ()  # those that the note names, and that of what has no counterpart
    remarks: tuple[str, ...] = ()  # "no English counterpart", "low confidence" ...

    def cell(self, lang: str) -> Cell:
        return self.source if lang == "zh" else self.target

    @property
    def differs(self) -> bool:
        """Whether a check found something in this pair."""
        return self.state is not State.UNALIGNED and bool(self.findings)

    @property
    def found(self) -> str:
        """What the checks found in this pair, in plain words."""
        return " ".join(finding.message for finding in self.findings)

    @property
    def stream(self) -> Stream:
        """Where the row's blocks stand; the two sides of a bead are of one stream."""
        kinds = self.source.kinds + self.target.kinds
        return Stream.FOOTNOTES if Kind.FOOTNOTE in kinds else Stream.TEXT


@dataclass(frozen=True, slots=True)
class Side:
    """What the summary says of one document."""

    name: str
    title: str  # the first heading, or the name
    lang: Lang
    blocks: int
    furniture: Counter[str]  # by kind
    characters: int
    balance: int  # 0: every character of the input is in a block or in furniture
    notes: tuple[Note, ...]


@dataclass(frozen=True, slots=True)
class Summary:
    source: Side
    target: Side
    bead_types: tuple[tuple[str, int], ...]  # most frequent first
    unaligned: tuple[Row, ...]
    check: tuple[Row, ...]  # least confident first
    differing: tuple[Row, ...]  # pairs in which a check found something; some of them are to check as well
    linked_share: float  # share of all blocks that stand in a pair, 0..1
    notes: tuple[Note, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """One bead of the running text in the plane of the two texts: from (x, y) by (dx, dy).

    x and dx count Chinese blocks, y and dy English ones. Beads of a crossing run lie off the
    path; the others follow each other from corner to corner.
    """

    x: int
    y: int
    dx: int
    dy: int
    state: State
    row: int
    crossing: bool


@dataclass(frozen=True, slots=True, eq=False)
class Report:
    """Everything that a writer needs; created is an input, so that outputs are reproducible.

    A report is equal to itself only, so that what is made of it can be kept by it.
    """

    title: str
    alignment: Alignment
    settings: Settings
    created: datetime  # with time zone UTC
    beads: tuple[Bead, ...]  # of each row
    rows: tuple[Row, ...]
    summary: Summary
    output: Output = Output()

    @property
    def path(self) -> tuple[Step, ...]:
        """The beads of the running text, in order; made anew each time, for one output wants it."""
        return _path(self.alignment, self.rows, self.settings.level)

    @property
    def languages(self) -> tuple[Lang, Lang]:
        """Order of columns: language translated from, language translated into."""
        return ("zh", "en") if self.settings.direction == "zh" else ("en", "zh")

    def lang_code(self, lang: str) -> str:
        """BCP 47 code of a side as the user wants it: "zh-CN", "en"."""
        return self.settings.zh_lang if lang == "zh" else self.settings.en_lang


def make_report(
    alignment: Alignment, settings: Settings, created: datetime, title: str = "", output: Output = Output()
) -> Report:
    """The report of an alignment. created needs a time zone; it is turned to UTC."""
    rows = make_rows(alignment, settings.level)
    return Report(
        title=title or f"{alignment.source.name} – {alignment.target.name}",
        alignment=alignment,
        settings=settings,
        created=created.astimezone(UTC),
        beads=tuple(part for bead in alignment for part in parts(bead, settings.level)),
        rows=rows,
        summary=_summary(alignment, rows),
        output=output,
    )


def make_rows(alignment: Alignment, level: Level = "paragraph") -> tuple[Row, ...]:
    """One row a bead, in the order of the beads; for level see parts."""
    rows: list[Row] = []
    findings: dict[int, list[Finding]] = {}
    for finding in alignment.findings:
        if finding.severity is not Severity.INFO:  # the others show in the type and the run
            findings.setdefault(finding.bead, []).append(finding)
    for index, bead in enumerate(alignment):
        shown = parts(bead, level)
        ordinals = _ordinals(shown) if shown != (bead,) else {}
        found = findings.get(index, [])
        rows.extend(
            _row(alignment, part, number, ordinals, [f for f in found if _concerns(f, part) or part is bead])
            for number, part in enumerate(shown, len(rows) + 1)
        )
    return tuple(rows)


def _concerns(finding: Finding, bead: Bead) -> bool:
    """Whether finding points into a bead of sentences."""
    return any(
        place.block == unit.block and place.start < unit.end and unit.start < place.end
        for places, units in ((finding.source, bead.source), (finding.target, bead.target))
        for place in places
        for unit in units
    )


def parts(bead: Bead, level: Level) -> tuple[Bead, ...]:
    """What stands for bead at a level: itself, or its sentence beads, which cross where it crosses.

    What a reviser has divided is shown as he left it, at either level.
    """
    divided = bead.review is not None and bead.review.divided
    if not bead.sentences or (level == "paragraph" and not divided):
        return (bead,)
    return tuple(replace(sentence, crossing=bead.crossing) for sentence in bead.sentences)


Ordinals = Mapping[tuple[Lang, Unit], int]  # a sentence → its number in its block, from 1


def _ordinals(beads: Iterable[Bead]) -> Ordinals:
    seen: Counter[tuple[Lang, int]] = Counter()
    ordinals = {}
    for bead in beads:
        sides: tuple[tuple[Lang, tuple[Unit, ...]], ...] = (("zh", bead.source), ("en", bead.target))
        for lang, unit in ((lang, unit) for lang, units in sides for unit in units):
            seen[lang, unit.block] += 1
            ordinals[lang, unit] = seen[lang, unit.block]
    return ordinals


def _row(
    alignment: Alignment, bead: Bead, number: int, ordinals: Ordinals, findings: Sequence[Finding]
) -> Row:
    source, target = alignment.blocks(bead)
    state = _state(bead, alignment.look_below)
    remarks = _remarks(bead, state)
    texts = alignment.texts(bead)

    def cell(lang: Lang, blocks: tuple[Block, ...], units: tuple[Unit, ...], texts: tuple[str, ...]) -> Cell:
        kinds = tuple(b.kind for b in blocks)
        printed = tuple("" if u.start else b.printed for b, u in zip(blocks, units, strict=True))
        places = [u for f in findings for u in (f.source if lang == "zh" else f.target)]
        marked = tuple(_parts_of(unit, places) for unit in units) if places else ((),) * len(units)
        return Cell(
            lang, _address(blocks, units, ordinals), texts, kinds, printed, page_range(blocks), marked
        )

    return Row(
        number=number,
        state=state,
        bead_type=bead.type,
        source=cell("zh", source, bead.source, texts[0]),
        target=cell("en", target, bead.target, texts[1]),
        confidence=None if bead.confidence is None else round(bead.confidence, 3),
        evidence=describe(bead.evidence),
        note="; ".join((*remarks, *(f.message.removesuffix(".") for f in findings if not bead.is_null))),
        review=bead.review,
        recycled=bead.recycled,
        findings=tuple(findings),
        remarks=remarks,
    )


def _state(bead: Bead, look_below: float) -> State:
    if bead.is_null:
        return State.UNALIGNED
    if bead.confidence is not None and bead.confidence < look_below:
        return State.CHECK
    return State.ALIGNED


def _parts_of(unit: Unit, places: Sequence[Unit]) -> tuple[Span, ...]:
    """The parts of a unit's text, but for the whole of it, that places cover, in order."""
    cut = {
        Span(max(p.start, unit.start) - unit.start, min(p.end, unit.end) - unit.start)
        for p in places
        if p.block == unit.block and p.start < unit.end and unit.start < p.end
    }
    return tuple(sorted(cut - {Span(0, unit.end - unit.start)}))


def _remarks(bead: Bead, state: State) -> tuple[str, ...]:
    notes = []
    if state is State.UNALIGNED:
        notes.append("no English counterpart" if bead.source else "no Chinese counterpart")
    if state is State.CHECK:
        notes.append("low confidence")
    if bead.crossing and not bead.is_null:
        notes.append(f"stands elsewhere in the English (run {bead.crossing})")
    if bead.recycled:
        notes.append(describe_recycled(bead.recycled))
    return tuple(notes)


def _address(blocks: tuple[Block, ...], units: tuple[Unit, ...], ordinals: Ordinals) -> str:
    """Address of whole blocks (see address_range), or of sentences: "OP5 s2", "OP5 s2–s3"."""
    if not (ordinals and units):
        return address_range(blocks)
    first, last = (f"s{ordinals[blocks[at].lang, units[at]]}" for at in (0, -1))
    begins = f"{blocks[0].address} {first}".lstrip()
    if len(units) == 1:
        return begins
    return f"{begins}–{last if blocks[0] is blocks[-1] else f'{blocks[-1].address} {last}'.lstrip()}"


def _summary(alignment: Alignment, rows: tuple[Row, ...]) -> Summary:
    blocks = len(alignment.source.blocks) + len(alignment.target.blocks)
    linked = sum(len(b.source) + len(b.target) for b in alignment.beads if not b.is_null)
    check = [r for r in rows if r.state is State.CHECK]
    return Summary(
        source=_side(alignment.source),
        target=_side(alignment.target),
        bead_types=tuple(Counter(row.bead_type for row in rows).most_common()),
        unaligned=tuple(r for r in rows if r.state is State.UNALIGNED),
        check=tuple(sorted(check, key=lambda r: (r.confidence or 0.0, r.number))),
        differing=tuple(r for r in rows if r.differs),
        linked_share=linked / blocks if blocks else 1.0,
        notes=alignment.notes,
    )


def _side(document: Document) -> Side:
    return Side(
        name=document.name,
        title=next((b.text for b in document.blocks if b.kind is Kind.HEADING), document.name),
        lang=document.lang,
        blocks=len(document.blocks),
        furniture=Counter(f.kind for f in document.furniture),
        characters=document.characters,
        balance=document.balance,
        notes=document.notes,
    )


def _path(alignment: Alignment, rows: tuple[Row, ...], level: Level) -> tuple[Step, ...]:
    """The beads of the running text. The empty side of a null bead stands where the path has come to.

    A paragraph that was split into sentences is one step, to be checked where any of its rows is not aligned.
    """
    steps = []
    x = y = 0
    left = iter(rows)
    for bead in alignment:
        row, *more = islice(left, len(parts(bead, level)))
        if row.stream is Stream.FOOTNOTES:
            continue
        start = bead.source[0].block if bead.source else x, bead.target[0].block if bead.target else y
        size = len(bead.source), len(bead.target)
        flawed = more and any(r.state is not State.ALIGNED for r in (row, *more))
        state = State.CHECK if flawed else row.state
        steps.append(Step(*start, *size, state, row.number, bool(bead.crossing)))
        if not bead.crossing:
            x, y = start[0] + size[0], start[1] + size[1]
    return tuple(steps)
