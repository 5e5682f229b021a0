"""The values that flow through align. Frozen; standard library only.

Throughout, *source* is the Chinese side and *target* the English side, whatever the
direction of translation; Settings.direction says which of them an output puts first.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    import pandas

Lang = Literal["zh", "en"]


class Kind(StrEnum):
    """What a block is in its document."""

    MASTHEAD = "masthead"  # organ, session, symbol, date ... of the first page
    HEADING = "heading"  # titles, "第一条" alone on its line, "Annex I"
    PARAGRAPH = "paragraph"
    ITEM = "item"  # (a), （一）, 一、 ...: a numbered part of a paragraph or list
    CELL = "table-cell"  # a paragraph in a table; its address names the row and the column
    FOOTNOTE = "footnote"


class Stream(StrEnum):
    """Blocks are aligned within their stream, so that footnotes never break the order of the text."""

    TEXT = "text"
    FOOTNOTES = "footnotes"


class Span(NamedTuple):
    """Half-open range of character offsets in the decoded input."""

    start: int
    end: int


class Marker(NamedTuple):
    """One printed number. kind, ordinal and suffix compare across languages; printed stands in the text."""

    kind: str  # "article", "chapter", "digit", "letter", "roman", "cjk", "stem" ...: see numbering.py
    ordinal: int  # 1-based; (a) = 1, 第十条 = 10
    suffix: int  # 0, or 1 for 第十条之一 = Article 10-1 = 10 bis
    printed: str  # verbatim, e.g. "（一）"
    style: str  # shape of the print: "(1)", "1.", "第1条" ...


Label = tuple[Marker, ...]


class Mark(NamedTuple):
    """A footnote reference inside a block's text; start = end where the number is computed and not in it."""

    number: str  # "1", "*"
    start: int  # offset in the block's text
    end: int


@dataclass(frozen=True, slots=True)
class Block:
    """One paragraph, heading, item or footnote.

    text is verbatim: the pieces named by spans, joined where the source was hard-wrapped
    (Chinese without, English with one space) and nothing else.
    """

    id: int  # index in Document.blocks
    kind: Kind
    text: str
    lang: Lang
    spans: tuple[Span, ...]  # in the decoded input, in reading order
    label: Label = ()
    address: str = ""  # as people say it: "PP7", "OP5 (a)", "Art. 3 (2)", "fn 4"
    marks: tuple[Mark, ...] = ()
    line: int = 0  # 1-based line of the input where the block begins
    page: int | None = None  # 1-based page where it begins; None where the format does not tell
    printed: str = ""  # number that is computed (by Word, by a browser) and not in text: "3.", "（二）"

    @property
    def stream(self) -> Stream:
        return Stream.FOOTNOTES if self.kind is Kind.FOOTNOTE else Stream.TEXT

    def __post_init__(self) -> None:
        if not self.text.strip():
            raise ValueError(f"block {self.id} has no text")


@dataclass(frozen=True, slots=True)
class Furniture:
    """Text of the page and not of the document: set aside and counted, never dropped silently."""

    kind: str  # "rule", "page number", "running head", "job number", "bar code", "link", "invisible"
    text: str
    span: Span
    line: int


@dataclass(frozen=True, slots=True)
class Note:
    """A warning as a value. line is 1-based, or None if it concerns the whole."""

    kind: str  # "numbering-gap", "encoding", "mismatch" ...
    message: str
    line: int | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """One side of the bitext: running text first, then footnotes, each in reading order."""

    name: str  # file name, for people
    lang: Lang
    blocks: tuple[Block, ...]
    furniture: tuple[Furniture, ...] = ()
    notes: tuple[Note, ...] = ()
    digest: str = ""  # SHA-256 of the input's bytes, hexadecimal
    characters: int = 0  # non-white-space characters of the decoded input

    def __post_init__(self) -> None:
        if [b.id for b in self.blocks] != list(range(len(self.blocks))):
            raise ValueError(f"{self.name}: block ids are not 0..{len(self.blocks) - 1}")

    def stream(self, stream: Stream) -> tuple[Block, ...]:
        return tuple(b for b in self.blocks if b.stream is stream)

    @property
    def characters_kept(self) -> int:
        """Non-white-space characters in blocks."""
        return sum(count_characters(b.text) for b in self.blocks)

    @property
    def characters_aside(self) -> int:
        """Non-white-space characters in furniture."""
        return sum(count_characters(f.text) for f in self.furniture)

    @property
    def balance(self) -> int:
        """Characters in, minus characters in blocks and furniture: 0 when nothing is lost or doubled."""
        return self.characters - self.characters_kept - self.characters_aside


def count_characters(text: str) -> int:
    """Non-white-space characters of text."""
    return sum(map(len, text.split()))


class Unit(NamedTuple):
    """What is aligned: a whole block, or a sentence of it, as a range of the block's text."""

    block: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Evidence:
    """What spoke for a bead, for people to read and for the project file."""

    similarity: float | None = None  # cosine, -1..1, higher is better
    length: float | None = None  # English characters / those expected from the Chinese; 1 is as expected
    labels: tuple[str, str] | None = None  # printed labels that agree or not (Chinese, English)
    labels_agree: bool | None = None
    shared: tuple[str, ...] = ()  # numbers, dates, symbols on both sides
    unshared: tuple[str, ...] = ()  # ... on one side only


class Status(StrEnum):
    """What a reviser says of a pair, or of a passage without counterpart."""

    OK = "ok"
    WRONG = "wrong"
    UNSURE = "unsure"


@dataclass(frozen=True, slots=True)
class Review:
    """A reviser's decision on a bead, laid over the alignment; see align.decisions.

    edits is the wording that the reviser wants instead, Chinese and English; the blocks keep theirs.
    divided: the beads inside are of his making, and tables show them whatever the level.
    """

    status: Status | None = None  # None: no verdict, only a comment, a move or an edit
    comment: str = ""
    by: str = ""
    when: str = ""  # ISO 8601, UTC
    edits: tuple[str, str] | None = None
    divided: bool = False


class Reuse(StrEnum):
    """How a bead's text stands in an earlier memory."""

    IDENTICAL = "identical"  # Chinese and English
    DIFFERENT = "differently rendered"  # one side is the same, and the other is not
    NEAR = "near"  # neither side is the same, at least one nearly


@dataclass(frozen=True, slots=True)
class Recycled:
    """A unit of an earlier memory that holds a bead's text or nearly so; see align.recycled."""

    reuse: Reuse
    memory: str  # name of its file
    zh: str  # the unit, verbatim
    en: str
    difference: str = ""  # in words that stand there and here; "" where there is none


@dataclass(frozen=True, slots=True)
class Bead:
    """A group of source units matched to a group of target units (Brown et al. 1991).

    A null bead has one empty side. confidence is a probability, None if there is none.
    crossing names the run of beads that stands in another order than the rest, "" if none.
    sentences are the beads inside a paragraph that was split; () where it stays whole.
    """

    source: tuple[Unit, ...]
    target: tuple[Unit, ...]
    confidence: float | None = None
    evidence: Evidence = Evidence()
    crossing: str = ""
    sentences: tuple[Bead, ...] = ()
    review: Review | None = None  # None: nobody has looked at it
    recycled: Recycled | None = None  # None: in no memory that was given, or none was given

    def __post_init__(self) -> None:
        if not self.source and not self.target:
            raise ValueError("a bead with two empty sides")
        if self.confidence is not None and not 0.0 <= self.confidence <= 1.0:
            raise ValueError(f"confidence {self.confidence} is no probability")

    @property
    def is_null(self) -> bool:
        return not (self.source and self.target)

    @property
    def type(self) -> str:
        """Bead type, source-target: "1-1", "2-1", "1-0"."""
        return f"{len(self.source)}-{len(self.target)}"


class Severity(StrEnum):
    """How much a finding matters to a reviser."""

    ERROR = "error"  # something has no counterpart, or says something else
    WARNING = "warning"  # probably so
    INFO = "info"  # a difference that may well be meant


@dataclass(frozen=True, slots=True)
class Finding:
    """One discrepancy between the two texts, at one bead.

    source and target are the places meant, as ranges of their blocks' texts; a side where nothing
    can be pointed at is empty, and so is the range of a number that is computed and not in the text.
    For a run (numbers shifted from here on) the bead is its first.
    """

    kind: str  # name of the check: "unaligned", "clause", "number" ...: see checks.CHECKS
    severity: Severity
    bead: int  # index in Alignment.beads
    message: str  # one plain sentence
    confidence: float | None = None  # that it is a discrepancy, 0..1
    source: tuple[Unit, ...] = ()
    target: tuple[Unit, ...] = ()

    def __post_init__(self) -> None:
        if self.confidence is not None and not 0.0 <= self.confidence <= 1.0:
            raise ValueError(f"confidence {self.confidence} is no probability")


@dataclass(frozen=True, slots=True)
class Alignment:
    """The result: every block of each side stands in exactly one bead.

    Raises ValueError on construction where that does not hold, where beads of one stream are
    out of order without being named as crossing, where the sentence beads of a bead are not all of
    its text, or where a finding points at nothing.
    """

    source: Document
    target: Document
    beads: tuple[Bead, ...]
    signature: str = ""  # settings and model, one line
    provisional: bool = True  # confidences not yet calibrated
    look_below: float = 0.9  # confidence below which a pair needs a look; see profiles.json
    notes: tuple[Note, ...] = field(default=())
    findings: tuple[Finding, ...] = ()

    def __post_init__(self) -> None:
        _check_side(self.source, [b.source for b in self.beads], [bool(b.crossing) for b in self.beads])
        _check_side(self.target, [b.target for b in self.beads], [bool(b.crossing) for b in self.beads])
        for bead in self.beads:
            if bead.sentences:
                _check_sentences(self.source, bead.source, [s.source for s in bead.sentences])
                _check_sentences(self.target, bead.target, [s.target for s in bead.sentences])
        for finding in self.findings:
            if not 0 <= finding.bead < len(self.beads):
                raise ValueError(f"a finding at bead {finding.bead} of {len(self.beads)}")
            _check_places(self.source, finding.source)
            _check_places(self.target, finding.target)

    def texts(self, bead: Bead) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The verbatim texts of a bead's units, source and target."""
        return _texts(self.source, bead.source), _texts(self.target, bead.target)

    def blocks(self, bead: Bead) -> tuple[tuple[Block, ...], tuple[Block, ...]]:
        return (
            tuple(self.source.blocks[u.block] for u in bead.source),
            tuple(self.target.blocks[u.block] for u in bead.target),
        )

    def __iter__(self) -> Iterator[Bead]:
        return iter(self.beads)

    def to_frame(self, level: Literal["paragraph", "sentence"] = "paragraph") -> pandas.DataFrame:
        """One row a bead, or a sentence bead where a paragraph has them; see align.frame.to_frame."""
        from align.frame import to_frame

        return to_frame(self, level)


def _check_places(document: Document, places: Iterable[Unit]) -> None:
    for block, start, end in places:
        known = 0 <= block < len(document.blocks)
        if not known or not 0 <= start <= end <= len(document.blocks[block].text):
            raise ValueError(f"{document.name}: {start}–{end} is no range of block {block}")


def _check_sentences(document: Document, whole: Sequence[Unit], sides: Iterable[Sequence[Unit]]) -> None:
    """Raises ValueError unless sides, in their order, hold all characters of whole, white space apart."""
    parts = [unit for side in sides for unit in side]
    _check_places(document, parts)
    if _places(document, parts) != _places(document, whole):
        blocks = sorted({unit.block for unit in (*whole, *parts)})
        raise ValueError(f"{document.name}: the sentence beads of blocks {blocks} are not all of their text")


def _places(document: Document, units: Iterable[Unit]) -> list[tuple[int, int]]:
    """Block and offset of each character that is no white space."""
    texts = ((unit, document.blocks[unit.block].text) for unit in units)
    return [(u.block, at) for u, text in texts for at in range(u.start, u.end) if not text[at].isspace()]


def _texts(document: Document, units: Iterable[Unit]) -> tuple[str, ...]:
    return tuple(document.blocks[u.block].text[u.start : u.end] for u in units)


def _check_side(document: Document, sides: Sequence[Sequence[Unit]], crossing: Sequence[bool]) -> None:
    seen = [u.block for side in sides for u in side]
    if sorted(seen) != list(range(len(document.blocks))):
        lost = sorted(set(range(len(document.blocks))) - set(seen))
        twice = sorted({b for b in seen if seen.count(b) > 1})
        raise ValueError(f"{document.name}: blocks in no bead: {lost}; in two beads: {twice}")
    last = dict.fromkeys(Stream, -1)
    for side, crosses in zip(sides, crossing, strict=True):
        for unit in side:
            stream = document.blocks[unit.block].stream
            if not crosses:
                if unit.block < last[stream]:
                    raise ValueError(f"{document.name}: block {unit.block} is out of order")
                last[stream] = unit.block
