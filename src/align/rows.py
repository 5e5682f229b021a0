"""Rows of a reviewed table → the units that they hold, each passage of the documents in exactly one row.

A row that reads as one does now holds the same. The others are made out by their text, wherever they now
stand: lines that are blocks, several blocks, or parts of blocks (see align.tiling).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from align.errors import InputError
from align.model import Alignment, Bead, Document, Lang, Stream, Unit
from align.regroup import normal
from align.report import LANGUAGE, parts
from align.tables import Table, TableRow
from align.text import bare
from align.tiling import Cell, Ground, Piece

ALIKE = 0.5  # share of agreeing characters from which a new wording is that of a missing passage
SHOWN = 40  # characters of a text in an error


Units = tuple[Unit, ...]


@dataclass(frozen=True, slots=True)
class Placed:
    """A row of the table, the units it holds, and the bead of just these units, if there is one now."""

    row: TableRow
    source: Units
    target: Units
    bead: Bead | None
    reworded: tuple[bool, bool]  # whether the reviser wrote words of his own, Chinese and English


def place(alignment: Alignment, table: Table, allow_edits: bool = False) -> tuple[Placed, ...]:
    """The rows that hold text. Raises InputError that begins with a row's place.

    That is for text which is gone, or stands twice; for words that are not in the documents, unless
    allow_edits; and for a status or comment without text, or running text and footnotes in one row.
    """
    shown = (part for bead in alignment for part in parts(bead, table.level))
    standing = dict(enumerate(shown, start=1))
    known = _known(alignment, table, standing)
    sides = [_Side(alignment, table, standing, known, lang) for lang in LANGUAGE]
    for side in sides:
        side.settle(allow_edits)
    of_units = {_normal(alignment, bead.source, bead.target): bead for bead in standing.values()}
    placed = []
    for at, row in enumerate(table.rows):
        source, target = (side.units(at) for side in sides)
        reworded = sides[0].is_reworded(at), sides[1].is_reworded(at)
        if not (source or target):
            if row.status or row.comment or any(reworded):
                raise InputError(
                    f"{row.place}: no text of the documents in it; say it in the row of the text"
                )
            continue
        if len(_streams(alignment.source, source) | _streams(alignment.target, target)) > 1:
            raise InputError(f"{row.place}: running text and a footnote; keep them in rows of their own")
        bead = of_units.get(_normal(alignment, source, target))
        placed.append(Placed(row, source, target, bead, reworded))
    return tuple(placed)


def _normal(alignment: Alignment, source: Units, target: Units) -> tuple[Units, Units]:
    return normal(alignment.source, source), normal(alignment.target, target)


def _known(alignment: Alignment, table: Table, standing: Mapping[int, Bead]) -> list[Bead | None]:
    """Of each row the bead that has its texts now, the nearest by number of those that are alike."""
    alike: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
    for number, bead in standing.items():
        source, target = alignment.texts(bead)
        alike[bare("".join(source)), bare("".join(target))].append(number)
    known: list[Bead | None] = [None] * len(table.rows)
    for at, row in sorted(enumerate(table.rows), key=lambda pair: (pair[1].is_moved, pair[1].number or 0)):
        found = alike.get((bare(row.source), bare(row.target)))
        if found:
            number = min(found, key=lambda number: abs(number - (row.number or 0)))
            found.remove(number)
            known[at] = standing[number]
    return known


def _streams(document: Document, units: Units) -> set[Stream]:
    return {document.blocks[unit.block].stream for unit in units}


def _units(bead: Bead, lang: Lang) -> Units:
    return bead.source if lang == "zh" else bead.target


class _Side:
    """One language of the table."""

    def __init__(
        self,
        alignment: Alignment,
        table: Table,
        standing: Mapping[int, Bead],
        known: Sequence[Bead | None],
        lang: Lang,
    ) -> None:
        self._lang, self._name = lang, LANGUAGE[lang]
        self._document = alignment.source if lang == "zh" else alignment.target
        self._rows = table.rows
        self._known = [None if bead is None else _units(bead, lang) for bead in known]
        homes: dict[int, int] = {}  # block → number of its row
        for home, bead in standing.items():
            for unit in _units(bead, lang):
                homes.setdefault(unit.block, home)
        self._ground = Ground(self._document, homes)
        self._cells: dict[int, Cell] = {}  # of the rows that are not known
        self._reworded: set[int] = set()
        number = 0
        for at, row in enumerate(table.rows):
            number = number if row.number is None else row.number  # one put in: as the row above
            if known[at] is None:
                lines = (row.source if lang == "zh" else row.target).split("\n")
                self._cells[at] = Cell(number, [line for line in map(bare, lines) if line])
        for units in self._known:
            for unit in units or ():
                self._ground.take(self._ground.piece(unit))

    def units(self, at: int) -> Units:
        units = self._known[at]
        if units is None:
            units = tuple(map(self._ground.unit, self._cells[at].pieces))
        return normal(self._document, units)

    def is_reworded(self, at: int) -> bool:
        return at in self._reworded

    def settle(self, allow_edits: bool) -> None:
        """Find what the cells hold. Raises InputError for words that are new, gone or there twice."""
        self._ground.tile(list(self._cells.values()))
        for at, cell in self._cells.items():
            if cell.left and not allow_edits:
                raise InputError(self._refusal(self._rows[at], cell.left[0]))
        self._reworded = {at for at, cell in self._cells.items() if cell.left}
        for piece in self._ground.left:
            reworder = self._reworder(piece) if allow_edits else None
            if reworder is None:
                unit = self._ground.unit(piece)
                words = _shown(self._document.blocks[unit.block].text[unit.start : unit.end])
                raise InputError(
                    f"No. {self._ground.row_of(piece)}: the {self._name} “{words}” is nowhere in the table;"
                    " put it back where you want it"
                )
            self._reworded.add(reworder)
            self._cells[reworder].pieces.append(piece)

    def _refusal(self, row: TableRow, line: str) -> str:
        typed = (row.source if self._lang == "zh" else row.target).split("\n")
        words = next(text.strip() for text in typed if bare(text) == line)
        words = f"{row.place}: the {self._name} “{_shown(words)}”"
        if self._ground.holds(line):
            return f"{words} stands in the table more than once; delete it in one of the rows"
        if not row.is_moved:
            return f"{words} is not in the project; the table is of another issue: export the project anew"
        return f"{words} has other words than the document; put them back, or keep yours with --allow-edits"

    def _reworder(self, piece: Piece) -> int | None:
        """The row whose new words stand for a passage that is in no cell; None for one that was deleted."""
        home, text = self._ground.row_of(piece), self._ground.text(piece)
        for at in self._reworded:
            if self._cells[at].number == home and self._rows[at].number:
                return at
        for at, cell in self._cells.items():
            if any(part.block == piece.block for part in cell.pieces):
                return at
        likeness = {
            at: max(
                (SequenceMatcher(None, line, text, autojunk=False).ratio() for line in cell.left), default=0.0
            )
            for at, cell in self._cells.items()
            if at in self._reworded
        }
        best = max(likeness, key=lambda at: likeness[at], default=None)
        return best if best is not None and likeness[best] >= ALIKE else None


def _shown(text: str) -> str:
    text = text.strip()
    return text if len(text) <= SHOWN else text[: SHOWN - 1].rstrip() + "…"
