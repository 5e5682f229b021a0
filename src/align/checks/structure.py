"""Differences of layout that lose nothing: paragraphs split, merged, or in another order."""

from __future__ import annotations

from collections.abc import Iterable

from align.checks.material import Material, Pair, name_of
from align.model import Finding, Severity


def check_splits(material: Material) -> Iterable[Finding]:
    """Pairs in which the English has more paragraphs than the Chinese."""
    for pair in material.pairs:
        m, n = len(pair.source.blocks), len(pair.target.blocks)
        if m < n:
            yield _finding(pair, "split", f"{_count(m)} of the Chinese {_are(m)} {n} in the English.")


def check_merges(material: Material) -> Iterable[Finding]:
    """Pairs in which the English has fewer paragraphs than the Chinese."""
    for pair in material.pairs:
        m, n = len(pair.source.blocks), len(pair.target.blocks)
        if m > n:
            yield _finding(pair, "merge", f"{m} paragraphs of the Chinese are {n} in the English.")


def check_order(material: Material) -> Iterable[Finding]:
    """One finding for each run of pairs that stand in another order than the rest."""
    seen = set()
    for pair in material.pairs:
        run = pair.bead.crossing
        if run and run not in seen:
            seen.add(run)
            size = sum(p.bead.crossing == run for p in material.pairs)
            name = name_of(pair.source.blocks[0])
            many = f" and {size - 1} more pairs from here on stand" if size > 1 else " stands"
            yield _finding(pair, "order", f"{name}{many} in another order in the English (run {run}).")


def _count(n: int) -> str:
    return "One paragraph" if n == 1 else f"{n} paragraphs"


def _are(n: int) -> str:
    return "is" if n == 1 else "are"


def _finding(pair: Pair, kind: str, message: str) -> Finding:
    return Finding(
        kind, Severity.INFO, pair.index, message, pair.bead.confidence, pair.bead.source, pair.bead.target
    )
