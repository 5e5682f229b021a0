"""Finds the blocks of one alignment in the text of another."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import SequenceMatcher

from align.evaluate.beads import Side

_SURE = 12  # characters: a block this long that occurs once in gold is placed whatever its neighbours
_OUT_OF_STEP = 40  # characters of distance that it costs not to begin where a block of gold begins
_WINDOW = 400  # characters around the expected place that are searched for pieces of a block
_PIECE = 3  # characters: shorter common pieces are chance

Owners = tuple[
    list[int], list[int | None]
]  # per atom of gold: its gold bead, its bead in the alignment if any


def place_numbers(gold: Sequence[Side], hyp: Sequence[Side]) -> Owners:
    owner = {block: bead for bead, side in enumerate(hyp) for block in side}
    atoms = [(block, bead) for bead, side in enumerate(gold) for block in side]
    return [bead for _, bead in atoms], [owner.get(block) for block, _ in atoms]


def place_texts(gold: Sequence[Side], hyp: Sequence[Side]) -> Owners:
    """Each character of gold with its bead there and here; hyp's blocks are looked up in gold's text."""
    blocks = [(str(block), bead) for bead, side in enumerate(gold) for block in side]
    placing = _Placing(blocks, [(str(block), bead) for bead, side in enumerate(hyp) for block in side])
    return [bead for block, bead in blocks for _ in block], placing.owners


class _Placing:
    """Finds the blocks of an alignment in gold's text; each character is taken once.

    Three passes: long blocks that occur once; the others where their neighbours say; the rest in pieces.
    """

    def __init__(self, gold: Sequence[tuple[str, int]], hyp: Sequence[tuple[str, int]]) -> None:
        self.text = "".join(block for block, _ in gold)
        self.owners: list[int | None] = [None] * len(self.text)
        self.free = bytearray(b"\1" * len(self.text))
        self.starts: set[int] = set()
        start = 0
        for block, _ in gold:
            self.starts.add(start)
            start += len(block)
        self.hyp = hyp
        self.ends: list[tuple[int, int] | None] = [None] * len(hyp)
        for i in sorted(range(len(hyp)), key=lambda i: -len(hyp[i][0])):
            block = hyp[i][0]
            found = self._occurrences(block, 2) if len(block) >= _SURE else []
            if len(found) == 1:
                self._take(i, found[0])
        for i, (block, _) in enumerate(hyp):
            if self.ends[i] is None and (found := self._occurrences(block)):
                expected = self._expected(i)
                self._take(
                    i,
                    min(found, key=lambda p: (abs(p - expected) + _OUT_OF_STEP * (p not in self.starts), p)),
                )
        for i in range(len(hyp)):
            if self.ends[i] is None:
                self._take_pieces(i)

    def _occurrences(self, block: str, limit: int = 400) -> list[int]:
        found: list[int] = []
        at = self.text.find(block)
        while at >= 0 and len(found) < limit:
            if self.free.find(0, at, at + len(block)) < 0:
                found.append(at)
            at = self.text.find(block, at + 1)
        return found

    def _expected(self, i: int) -> int:
        """Where block i should begin: after what stands before it, or before what stands after it."""
        gap = 0
        for j in range(i - 1, -1, -1):
            if (place := self.ends[j]) is not None:
                return place[1] + gap
            gap += len(self.hyp[j][0])
        gap = 0
        for j in range(i, len(self.hyp)):
            if (place := self.ends[j]) is not None:
                return max(0, place[0] - gap)
            gap += len(self.hyp[j][0])
        return 0

    def _take(self, i: int, start: int) -> None:
        block, bead = self.hyp[i]
        end = start + len(block)
        self.owners[start:end] = [bead] * len(block)
        self.free[start:end] = bytes(len(block))
        self.ends[i] = (start, end)

    def _take_pieces(self, i: int) -> None:
        block, bead = self.hyp[i]
        low = max(0, self._expected(i) - _WINDOW)
        high = low + len(block) + 2 * _WINDOW
        near = zip(self.text[low:high], self.free[low:high], strict=True)
        window = "".join(c if free else "\0" for c, free in near)
        for match in SequenceMatcher(None, block, window, autojunk=False).get_matching_blocks():
            if match.size >= _PIECE:
                start, end = low + match.b, low + match.b + match.size
                self.owners[start:end] = [bead] * match.size
                self.free[start:end] = bytes(match.size)
                self.ends[i] = (self.ends[i] or (start, end))[0], end
