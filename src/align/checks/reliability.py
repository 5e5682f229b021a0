"""How far findings are to be trusted: shares of them that are right, as benchmarks/planted.py measured."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from align.checks.material import Pair
from align.model import Unit

SHARES: dict[str, dict[str, float]] = json.loads(
    (Path(__file__).parent / "reliability.json").read_text(encoding="utf-8")
)["shares"]  # kind of finding → form → share right; see its origin


def form(source: Sequence[Unit], target: Sequence[Unit]) -> str:
    """Where a finding's place is: on "both" sides, or "zh" or "en" alone."""
    return "both" if source and target else "zh" if source else "en"


def confidence(kind: str, pair: Pair, source: Sequence[Unit], target: Sequence[Unit]) -> float:
    """That a finding at these places of pair is right: it and the pair both have to be. 0..1."""
    return round(SHARES[kind][form(source, target)] * pair.confidence, 3)
