"""Printed numbers that disagree: one marker alone, or all from a point on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import NamedTuple

from align.checks.material import Material, Pair
from align.model import Block, Finding, Kind, Severity, Unit
from align.offsets import Labelled, Style, labelled


class Numbered(NamedTuple):
    """A pair whose first blocks are both numbered, in styles that stand for each other."""

    pair: Pair
    source: Labelled
    target: Labelled

    @property
    def offset(self) -> int:
        """English number - Chinese number."""
        return self.target.value - self.source.value

    @property
    def list(self) -> tuple[Style, int]:
        return self.source.style, self.source.list


def check(material: Material) -> Iterable[Finding]:
    """One finding for a marker that differs alone, one for a run of markers that differ by the same.

    The offset is carried along each list, from 0 at its beginning; where it comes back to 0, the
    numbers agree again and nothing is said.
    """
    numbered = sorted(_numbered(material), key=lambda n: n.list)
    for _, members in groupby(numbered, key=lambda n: n.list):
        yield from _check_list(sorted(members, key=lambda n: n.pair.index))


def _numbered(material: Material) -> list[Numbered]:
    sides = [
        [b for b in document.blocks if b.kind is not Kind.FOOTNOTE]
        for document in (material.alignment.source, material.alignment.target)
    ]
    source, target = (
        {b.id: label for b, label in zip(blocks, labelled(blocks), strict=True) if label} for blocks in sides
    )
    both = [
        Numbered(pair, source[s], target[t])
        for pair in material.pairs
        if (s := pair.source.blocks[0].id) in source and (t := pair.target.blocks[0].id) in target
    ]
    styles = Counter((n.source.style, n.target.style) for n in both)
    partner = {s: t for (s, t), _ in reversed(styles.most_common())}
    return [n for n in both if partner[n.source.style] == n.target.style]


def _check_list(members: Sequence[Numbered]) -> Iterable[Finding]:
    """A new offset that the next member shares begins a run; otherwise the member differs alone."""
    offset = 0
    for i, member in enumerate(members):
        if member.offset == offset and member.source.suffix == member.target.suffix:
            continue
        if member.offset != offset and [n.offset for n in members[i + 1 : i + 2]] == [member.offset]:
            offset = member.offset
            if offset:
                yield _finding(member, _shifted(offset))
        elif member.offset or member.source.suffix != member.target.suffix:
            yield _finding(member, "The numbers differ: ")


def _shifted(offset: int) -> str:
    return f"From here on the English numbers are {'higher' if offset > 0 else 'lower'} by {abs(offset)}: "


def _finding(member: Numbered, said: str) -> Finding:
    zh, en = member.pair.source.blocks[0], member.pair.target.blocks[0]
    return Finding(
        "numbering",
        Severity.WARNING,
        member.pair.index,
        f"{said}{zh.label[-1].printed} in the Chinese, {en.label[-1].printed} in the English.",
        member.pair.bead.confidence,
        (_marker(zh),),
        (_marker(en),),
    )


def _marker(block: Block) -> Unit:
    printed = "" if block.printed else block.label[-1].printed
    start = max(block.text.find(printed), 0)
    return Unit(block.id, start, start + len(printed))
