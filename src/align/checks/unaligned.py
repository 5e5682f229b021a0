"""A paragraph, item or footnote without counterpart."""

from __future__ import annotations

from collections.abc import Iterable

from align.checks.material import LANGUAGE, OTHER, Material, Pair, name_of
from align.checks.numbering import NO_OFFSET, Labels, Numbered, labels_of, numbered
from align.model import Block, Finding, Lang, Severity


def check(material: Material) -> Iterable[Finding]:
    """One finding for each null bead; says where in the other text it would stand, and whether the
    numbers after it shift."""
    labels = labels_of(material)
    members = numbered(material, labels)
    for pair in material.beads:
        if pair.bead.is_null:
            lang: Lang = "zh" if pair.bead.source else "en"
            block = pair.side(lang).blocks[0]
            yield Finding(
                "unaligned",
                Severity.ERROR,
                pair.index,
                f"{name_of(block)} has no counterpart in the {LANGUAGE[OTHER[lang]]}, where it would stand "
                f"{_place(material, pair, lang)}{_later(members, labels[lang], pair, lang)}.",
                pair.bead.confidence,
                pair.bead.source,
                pair.bead.target,
            )


def _place(material: Material, pair: Pair, lang: Lang) -> str:
    """Between its neighbours' counterparts, as far as there are any."""
    before = material.before.get((pair.index, OTHER[lang]))
    after = _after(material, pair, OTHER[lang])
    if before and after:
        return f"between {name_of(before)} and {name_of(after)}"
    if before:
        return f"last, after {name_of(before)}"
    return f"first, before {name_of(after)}" if after else "alone"


def _after(material: Material, pair: Pair, lang: Lang) -> Block | None:
    """The first block of that side in the beads of its stream after pair."""
    stream = (pair.source.blocks + pair.target.blocks)[0].stream
    later = (block for near in material.beads[pair.index + 1 :] for block in near.side(lang).blocks)
    return next((block for block in later if block.stream is stream), None)


def _later(members: list[Numbered], labels: Labels, pair: Pair, lang: Lang) -> str:
    """Whether the numbers of the block's own list shift after it; "" where none follows in both texts."""
    own = labels.get(pair.side(lang).blocks[0].id)
    if own is None:
        return ""
    same = [n for n in members if (n.label(lang).style, n.label(lang).list) == (own.style, own.list)]
    after = next((n for n in same if n.pair.index > pair.index), None)
    if after is None:
        return ""
    before = next((n.offset for n in reversed(same) if n.pair.index < pair.index), NO_OFFSET)
    if after.offset == before:
        return "; the numbers after it do not shift"
    zh, en = (side.blocks[0].label[-1].printed for side in (after.pair.source, after.pair.target))
    return f"; the numbers after it shift: {zh} in the Chinese is {en} in the English"
