"""A paragraph, item or footnote without counterpart."""

from __future__ import annotations

from collections.abc import Iterable

from align.checks.material import LANGUAGE, OTHER, Material, Pair, name_of
from align.model import Finding, Lang, Severity


def check(material: Material) -> Iterable[Finding]:
    """One finding for each null bead; says where in the other text it would stand."""
    for pair in material.beads:
        if pair.bead.is_null:
            lang: Lang = "zh" if pair.bead.source else "en"
            yield Finding(
                "unaligned",
                Severity.ERROR,
                pair.index,
                f"{name_of(pair.side(lang).blocks[0])} has no counterpart in the {LANGUAGE[OTHER[lang]]}"
                f"{_place(material, pair, lang)}.",
                pair.bead.confidence,
                pair.bead.source,
                pair.bead.target,
            )


def _place(material: Material, pair: Pair, lang: Lang) -> str:
    """Where it would stand: after its neighbour's counterpart."""
    block = material.before.get((pair.index, OTHER[lang]))
    return f", where it would stand after {name_of(block)}" if block else ", where it would stand first"
