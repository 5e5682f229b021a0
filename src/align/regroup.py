"""Beads taken apart and put together by hand: passages pulled into a bead of their own, all in order again.

What is pulled may be blocks, or parts of blocks. A block whose parts stand in several groups keeps
them together: they become the beads inside one bead of whole blocks, which is then called divided.
"""

from __future__ import annotations

from bisect import bisect, insort
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import count, product
from string import ascii_uppercase

from align.model import Alignment, Bead, Document, Note, Review, Unit

Units = tuple[Unit, ...]
Places = list[tuple[Unit, Unit]]  # first and last unit of beads on one side, in order


def normal(document: Document, units: Iterable[Unit]) -> Units:
    """units in order, without white space at the ends; neighbours in a block as one, a whole block whole."""
    joined: list[Unit] = []
    for unit in sorted(units):
        before: Unit | None = joined[-1] if joined and joined[-1].block == unit.block else None
        if before and not document.blocks[unit.block].text[before.end : unit.start].strip():
            joined[-1] = before._replace(end=unit.end)
        else:
            joined.append(unit)
    return tuple(core for loose in joined if (core := _core(document, loose)))


def _core(document: Document, unit: Unit) -> Unit | None:
    text = document.blocks[unit.block].text
    inside = text[unit.start : unit.end].strip()
    if len(inside) == len(text.strip()):
        return Unit(unit.block, 0, len(text))
    start = text.find(inside, unit.start)
    return Unit(unit.block, start, start + len(inside)) if inside else None


@dataclass(frozen=True, slots=True)
class _Placed:
    """A bead, where it came from, and whether it is as it was there."""

    bead: Bead
    origin: int  # index in the alignment; of a new bead, of the first that it took something from
    is_new: bool = False


class Regrouping:
    """An alignment under way to another: judge and pull, as often as wanted, then result."""

    def __init__(self, alignment: Alignment) -> None:
        self._alignment = alignment
        self._documents = alignment.source, alignment.target
        self._placed = {n: _Placed(bead, n) for n, bead in enumerate(alignment.beads)}
        self._number = count(len(self._placed))
        self._home: tuple[dict[int, int], dict[int, int]] = ({}, {})  # of each side: block → number
        for number in self._placed:
            self._settle(number)

    def judge(self, source: Units, target: Units, review: Review | None, *, as_one: bool = False) -> bool:
        """Lay review on the bead of just these units, of paragraphs or inside one; False if there is none.

        as_one: a bead of paragraphs is one, and what was found inside it is dropped.
        """
        sides = self._normal(source, target)
        number = self._homes(sides)[0]
        placed = self._placed[number]
        bead = placed.bead
        if self._normal(bead.source, bead.target) == sides:
            inside = () if as_one else bead.sentences
            bead = replace(bead, sentences=inside, review=_flagged(review, bool(inside) and is_divided(bead)))
        else:
            judged = [self._normal(part.source, part.target) == sides for part in bead.sentences]
            if not any(judged):
                return False
            parts = zip(bead.sentences, judged, strict=True)
            bead = replace(bead, sentences=tuple(replace(p, review=review) if its else p for p, its in parts))
        self._placed[number] = replace(placed, bead=bead)
        return True

    def pull(self, source: Units, target: Units) -> None:
        """Make a bead of just these units; those that they are taken from keep what is left."""
        sides = self._normal(source, target)
        homes = self._homes(sides)
        touched = [self._placed.pop(number) for number in homes]
        pieces = [part for placed in touched for part in placed.bead.sentences or (placed.bead,)]
        left = [self._without(piece, sides) for piece in pieces]
        parts = [part for part in left if part is not None] + [Bead(*sides)]
        divided = not all(_is_whole(d, s) for d, s in zip(self._documents, sides, strict=True)) or any(
            is_divided(placed.bead) for placed in touched
        )
        for group in _sharing_blocks(parts):
            bead = self._bead(group, divided, touched[0].bead.crossing)
            same = [p for p in touched if (p.bead.source, p.bead.target) == (bead.source, bead.target)]
            if same:  # of the same paragraphs: what is known of them still holds
                whole = replace(same[0].bead, sentences=bead.sentences, review=bead.review)
                placed = replace(same[0], bead=whole)
            else:
                placed = _Placed(bead, touched[0].origin, is_new=True)
            number = next(self._number)
            self._placed[number] = placed
            self._settle(number)

    def result(self) -> Alignment:
        """The alignment as it stands now. Findings on beads that are no more are dropped.

        Parts that stand against the order of their paragraphs can't be shown apart: a note says so.
        """
        notes = list(self._alignment.notes)
        ordered = []
        everything = sorted(self._placed.values(), key=lambda placed: placed.origin)
        for placed in in_order(everything) if any(p.is_new for p in everything) else everything:
            bead = _straightened(placed.bead) if placed.is_new or is_divided(placed.bead) else placed.bead
            if is_divided(placed.bead) and not is_divided(bead):
                message = "a paragraph is divided against the order of its text; its rows are shown as one"
                notes.append(Note("decision", message))
            ordered.append(replace(placed, bead=bead))
        where = {placed.origin: at for at, placed in enumerate(ordered) if not placed.is_new}
        return replace(
            self._alignment,
            beads=tuple(placed.bead for placed in ordered),
            notes=tuple(notes),
            findings=tuple(
                replace(f, bead=where[f.bead]) for f in self._alignment.findings if f.bead in where
            ),
        )

    def _normal(self, source: Units, target: Units) -> tuple[Units, Units]:
        return normal(self._documents[0], source), normal(self._documents[1], target)

    def _settle(self, number: int) -> None:
        bead = self._placed[number].bead
        for home, units in zip(self._home, (bead.source, bead.target), strict=True):
            home.update((unit.block, number) for unit in units)

    def _homes(self, sides: tuple[Units, Units]) -> list[int]:
        """Numbers of the beads that hold the units, in the order of their origins."""
        numbers = {home[u.block] for home, units in zip(self._home, sides, strict=True) for u in units}
        return sorted(numbers, key=lambda number: (self._placed[number].origin, number))

    def _without(self, bead: Bead, sides: tuple[Units, Units]) -> Bead | None:
        """What is left of bead without the units of sides: itself if nothing is taken, None for nothing."""
        own = self._normal(bead.source, bead.target)
        left = tuple(
            normal(document, _cut(units, taken))
            for document, units, taken in zip(self._documents, own, sides, strict=True)
        )
        if left == own:
            return bead
        return Bead(left[0], left[1]) if any(left) else None

    def _bead(self, parts: Sequence[Bead], divided: bool, crossing: str) -> Bead:
        """The bead of paragraphs that has parts inside, or that its only part is."""
        source, target = (
            tuple(Unit(block, 0, len(document.blocks[block].text)) for block in sorted(set(blocks)))
            for document, blocks in zip(
                self._documents,
                ([u.block for p in parts for u in p.source], [u.block for p in parts for u in p.target]),
                strict=True,
            )
        )
        if len(parts) == 1:
            return replace(parts[0], source=source, target=target, crossing=crossing)
        inside = tuple(replace(part, crossing="") for part in parts)
        return Bead(source, target, None, crossing=crossing, sentences=inside, review=_flagged(None, divided))


def is_divided(bead: Bead) -> bool:
    """Whether a reviser made the beads inside."""
    return bead.review is not None and bead.review.divided


def _flagged(review: Review | None, divided: bool) -> Review | None:
    return replace(review or Review(), divided=divided) if divided or review else None


def _is_whole(document: Document, units: Units) -> bool:
    return all(u.start == 0 and u.end == len(document.blocks[u.block].text) for u in units)


def _cut(units: Iterable[Unit], taken: Iterable[Unit]) -> list[Unit]:
    """units without what is taken."""
    left = list(units)
    for block, start, end in taken:
        left = [
            piece
            for unit in left
            for piece in (
                (Unit(block, unit.start, min(start, unit.end)), Unit(block, max(end, unit.start), unit.end))
                if unit.block == block
                else (unit,)
            )
            if piece.start < piece.end
        ]
    return left


def _sharing_blocks(parts: Iterable[Bead]) -> list[list[Bead]]:
    """parts in groups such that no block has pieces in two of them."""
    groups: list[tuple[set[tuple[int, int]], list[Bead]]] = []
    for part in parts:
        blocks = {(0, u.block) for u in part.source} | {(1, u.block) for u in part.target}
        members = [part]
        apart = []
        for others, group in groups:
            if blocks & others:
                blocks |= others
                members = group + members
            else:
                apart.append((others, group))
        groups = [*apart, (blocks, members)]
    return [members for _, members in groups]


def _straightened(bead: Bead) -> Bead:
    """bead with the beads inside in order; without them where they cross."""
    parts = [placed.bead for placed in in_order([_Placed(p, n, True) for n, p in enumerate(bead.sentences)])]
    if any(part.crossing for part in parts):
        return replace(bead, sentences=(), review=_flagged(bead.review, False))
    return replace(bead, sentences=tuple(parts))


def in_order(placed: Sequence[_Placed]) -> list[_Placed]:
    """placed in the order of the texts, where two can change places in that of their origins.

    What stands against the order is named as a crossing run: new beads before those that were there,
    pairs before unaligned ones. Such a run stands in the order of the Chinese text.
    """
    straight = _straight(placed)
    rows = sorted((p for p in placed if p.bead.source), key=lambda p: p.bead.source[0])
    alone = deque(sorted((p for p in placed if not p.bead.source), key=lambda p: p.bead.target[0]))
    bounds: list[Unit | None] = []  # of each row, where the next straight pair begins in the English
    for p in reversed(rows):
        is_pair = id(p) in straight and not p.bead.is_null
        bounds.append(p.bead.target[0] if is_pair else bounds[-1] if bounds else None)
    merged: list[_Placed] = []
    for p, bound in zip(rows, reversed(bounds), strict=True):
        is_pair = id(p) in straight and not p.bead.is_null
        while (
            alone
            and (bound is None or alone[0].bead.target[0] < bound)
            and (is_pair or alone[0].origin < p.origin)
        ):
            merged.append(alone.popleft())
        merged.append(p)
    return list(_named([*merged, *alone], straight))


def _straight(placed: Iterable[_Placed]) -> set[int]:
    """Identities of those that are in order with each other."""
    taken: tuple[Places, Places] = ([], [])
    pairs: tuple[list[Unit], list[Unit]] = ([], [])  # where the pairs among them begin
    straight = set()
    for p in sorted(placed, key=lambda p: (p.is_new, p.is_new and not p.bead.is_null, p.origin)):
        if p.bead.crossing and not p.is_new:
            continue
        sides = p.bead.source, p.bead.target
        before = [bisect(begun, units[0]) for begun, units in zip(pairs, sides, strict=True) if units]
        if len(set(before)) > 1 or not all(map(_fits, taken, sides)):
            continue
        straight.add(id(p))
        for places, begun, units in zip(taken, pairs, sides, strict=True):
            if units:
                insort(places, (units[0], units[-1]))
            if units and not p.bead.is_null:
                insort(begun, units[0])
    return straight


def _fits(places: Places, units: Units) -> bool:
    """Whether units lie between two neighbours of places."""
    if not units:
        return True
    at = bisect(places, (units[0], units[-1]))
    return (not at or places[at - 1][1] < units[0]) and (at == len(places) or units[-1] < places[at][0])


def _named(placed: Sequence[_Placed], straight: set[int]) -> Iterator[_Placed]:
    """placed with a name for each run that is not straight, and none for what is."""
    used = {p.bead.crossing for p in placed}
    names = ("".join(letters) for n in count(1) for letters in product(ascii_uppercase, repeat=n))
    run = ""
    for p in placed:
        if id(p) in straight:
            run = ""
            yield replace(p, bead=replace(p.bead, crossing="")) if p.bead.crossing else p
        elif p.bead.crossing:
            run = p.bead.crossing
            yield p
        else:
            run = run or next(name for name in names if name not in used)
            yield replace(p, bead=replace(p.bead, crossing=run))
