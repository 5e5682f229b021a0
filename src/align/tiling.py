"""Texts of cells → the passages of a document that they are made of, each passage once.

All is compared in bare characters (align.text.bare), so that what an office program does to white
space is no difference. A cell's line may be a block, several, or parts of blocks from anywhere.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from align.model import Document, Unit
from align.text import bare

SEED = 8  # characters by which the end of a passage is looked for in the middle of it


class Piece(NamedTuple):
    """A range of a block's bare characters."""

    block: int
    start: int
    end: int


@dataclass(slots=True)
class Cell:
    """One side of a row: its lines, bare and not empty; what of them was found is moved to pieces."""

    number: int  # of the row, or of one near it: passages of near rows are tried first
    left: list[str]
    pieces: list[Piece] = field(default_factory=list)


class Ground:
    """The passages of a document that are still to be found."""

    def __init__(self, document: Document, rows: Mapping[int, int]) -> None:
        """rows: the number of the row that each block stands in."""
        self._document = document
        self._rows = rows
        self._bare = [bare(block.text) for block in document.blocks]
        self._free = {n: [Piece(n, 0, len(text))] for n, text in enumerate(self._bare) if text}

    def text(self, piece: Piece) -> str:
        return self._bare[piece.block][piece.start : piece.end]

    def piece(self, unit: Unit) -> Piece:
        text = self._document.blocks[unit.block].text
        start = len(bare(text[: unit.start]))
        return Piece(unit.block, start, start + len(bare(text[unit.start : unit.end])))

    def unit(self, piece: Piece) -> Unit:
        """The range of the block's text up to the next bare character: what is not bare goes with it."""
        text = self._document.blocks[piece.block].text
        places = [at for at, char in enumerate(text) if bare(char)]
        places[0] = 0
        return Unit(piece.block, places[piece.start], [*places, len(text)][piece.end])

    @property
    def left(self) -> list[Piece]:
        """What nobody has taken, in the order of the text."""
        return [piece for block in sorted(self._free) for piece in self._free[block]]

    def holds(self, text: str) -> bool:
        """Whether a block has text in it, be it taken or not."""
        return any(text in whole for whole in self._bare)

    def row_of(self, piece: Piece) -> int:
        return self._rows[piece.block]

    def take(self, piece: Piece) -> bool:
        """Take a passage, if all of it is left."""
        free = self._free.get(piece.block, [])
        whole = next((f for f in free if f.start <= piece.start and piece.end <= f.end), None)
        if whole is None:
            return False
        cut = Piece(piece.block, whole.start, piece.start), Piece(piece.block, piece.end, whole.end)
        at = free.index(whole)
        free[at : at + 1] = [part for part in cut if part.start < part.end]
        if not free:
            del self._free[piece.block]
        return True

    def tile(self, cells: Sequence[Cell]) -> None:
        """Find the passages of cells: whole blocks first, then long lines before short ones."""
        whole: defaultdict[str, list[Piece]] = defaultdict(list)
        for piece in self.left:
            whole[self.text(piece)].append(piece)
        for cell in cells:
            left = []
            for line in cell.left:
                if found := whole[line]:
                    piece = min(found, key=lambda piece: self._distance(piece, cell))
                    found.remove(piece)
                    self.take(piece)
                    cell.pieces.append(piece)
                else:
                    left.append(line)
            cell.left = left
        lines = [(line, cell) for cell in cells for line in cell.left]
        for line, cell in sorted(lines, key=lambda pair: -len(pair[0])):
            pieces = self._parts(line, cell)
            if pieces:
                cell.left.remove(line)
                cell.pieces.extend(pieces)

    def _distance(self, piece: Piece, cell: Cell) -> int:
        return abs(self.row_of(piece) - cell.number)

    def _parts(self, line: str, cell: Cell) -> list[Piece]:
        """The passages that make up line, taken; none, and nothing taken, where they don't."""
        free = dict(self._free)
        pieces: list[Piece] = []
        at = 0
        while at < len(line):
            found = [piece for f in self.left for piece in self._beginnings(line[at:], f)]
            if not found:
                self._free = free
                return []
            piece = max(found, key=lambda p: (p.end - p.start, -self._distance(p, cell), -p.block))
            self._free[piece.block] = list(self._free[piece.block])
            self.take(piece)
            pieces.append(piece)
            at += piece.end - piece.start
        return pieces

    def _beginnings(self, rest: str, free: Piece) -> Iterator[Piece]:
        """Passages of free that rest begins with, and that end where rest or free does."""
        text = self.text(free)
        at = text.find(rest[:SEED])
        while at >= 0:
            size = min(len(rest), len(text) - at)
            if text.startswith(rest[:size], at):
                yield Piece(free.block, free.start + at, free.start + at + size)
            at = text.find(rest[:SEED], at + 1)
        for size in range(min(SEED, len(rest)) - 1, 0, -1):  # ends that are shorter than the seed
            if text.endswith(rest[:size]):
                yield Piece(free.block, free.end - size, free.end)
