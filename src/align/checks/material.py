"""What the checks look at: the pairs of an alignment, each side of a pair as one passage."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from itertools import accumulate, pairwise

from align.encoders import Encoder
from align.encoders.bundled import BundledEncoder
from align.evidence import without_label
from align.model import Alignment, Bead, Block, Lang, Unit
from align.quantities import Comparison, Quantity, compare, extract
from align.quantities import Kind as Quality
from align.quantities.numerals import decimal

LANGUAGE: dict[Lang, str] = {"zh": "Chinese", "en": "English"}  # as messages name the sides
OTHER: dict[Lang, Lang] = {"zh": "en", "en": "zh"}
SEAM = "\n"  # between the blocks of a passage: no quantity or clause reaches across it


@dataclass(frozen=True)
class Passage:
    """One side of a bead: its blocks as one text, with a way back from its offsets to the blocks."""

    lang: Lang
    blocks: tuple[Block, ...]

    @cached_property
    def text(self) -> str:
        return SEAM.join(b.text for b in self.blocks)

    @cached_property
    def starts(self) -> tuple[int, ...]:
        """Offset of each block in text."""
        return (0, *accumulate(len(b.text) + len(SEAM) for b in self.blocks))[: len(self.blocks)]

    def places(self, start: int, end: int) -> tuple[Unit, ...]:
        """The range of text as ranges of the blocks that it touches."""
        cut = [
            Unit(b.id, max(start - first, 0), min(end - first, len(b.text)))
            for b, first in zip(self.blocks, self.starts, strict=True)
        ]
        return tuple(unit for unit in cut if unit.start < unit.end)

    @cached_property
    def quantities(self) -> tuple[Quantity, ...]:
        """Quantities in order, with offsets in text. Labels are soft ones of width 0, because the other
        side may have them inside a paragraph; so are footnote marks, which may be numbers after all."""
        found = []
        for block, first in zip(self.blocks, self.starts, strict=True):
            marked = [(mark.start, mark.end) for mark in block.marks]
            found += [Quantity(Quality.NUMBER, value, False, first, first, "") for value in _values(block)]
            own = without_label(block)
            before = len(block.text) - len(own)
            for quantity in extract(own, self.lang):
                start, end = quantity.start + before, quantity.end + before
                here = quantity._replace(start=first + start, end=first + end)
                is_mark = (start, end) in marked
                found.append(here._replace(hard=False, end=here.start, printed="") if is_mark else here)
        return tuple(found)


def _values(block: Block) -> Iterator[int | Fraction]:
    """What its label may be on the other side: each of its numbers, and of 4.2 the whole."""
    for marker in block.label:
        yield marker.ordinal
        if marker.style == "decimal" and marker.kind == "digit":
            yield decimal(marker.printed.strip(" ."))


@dataclass(frozen=True)
class Pair:
    """One bead with its passages; either may be empty."""

    index: int  # in Alignment.beads
    bead: Bead
    source: Passage
    target: Passage

    def side(self, lang: Lang) -> Passage:
        return self.source if lang == "zh" else self.target

    @cached_property
    def comparison(self) -> Comparison:
        return compare(self.source.quantities, self.target.quantities)

    @property
    def confidence(self) -> float:
        """Probability that these passages belong together; 1 where the alignment gives none."""
        return 1.0 if self.bead.confidence is None else self.bead.confidence


@dataclass(frozen=True)
class Material:
    """An alignment made ready for the checks. encoder: the one that it was made with."""

    alignment: Alignment
    encoder: Encoder

    @cached_property
    def bundled(self) -> BundledEncoder:
        """The encoder for parts of a passage, whatever the alignment was made with."""
        return self.encoder if isinstance(self.encoder, BundledEncoder) else BundledEncoder()

    @cached_property
    def beads(self) -> tuple[Pair, ...]:
        """All beads, null ones too."""
        return tuple(
            Pair(i, bead, *(Passage(lang, blocks) for lang, blocks in zip(OTHER, sides, strict=True)))
            for i, bead in enumerate(self.alignment)
            for sides in [self.alignment.blocks(bead)]
        )

    @cached_property
    def pairs(self) -> tuple[Pair, ...]:
        """The beads with two sides."""
        return tuple(pair for pair in self.beads if not pair.bead.is_null)

    def around(self, pair: Pair) -> Iterator[Pair]:
        """The beads just before and just after."""
        yield from self.beads[max(0, pair.index - 1) : pair.index]
        yield from self.beads[pair.index + 1 : pair.index + 2]

    @cached_property
    def before(self) -> dict[tuple[int, Lang], Block]:
        """(index of a bead, language) → the last block of that side in the beads of its stream before it."""
        last: dict[Lang, Block] = {}
        result: dict[tuple[int, Lang], Block] = {}
        for earlier, pair in pairwise((None, *self.beads)):
            assert pair is not None
            if earlier is not None:
                last |= {lang: earlier.side(lang).blocks[-1] for lang in OTHER if earlier.side(lang).blocks}
            stream = (pair.source.blocks + pair.target.blocks)[0].stream
            result |= {(pair.index, lang): b for lang, b in last.items() if b.stream is stream}
        return result


def name_of(block: Block) -> str:
    """What to call a block in a message: its address, or its first words where it has none."""
    return block.address or f"“{block.text[:20].rstrip()}…”"
