"""One Chinese term in two English wordings within a document, and one English wording for two terms."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from align.association import Run
from align.checks.material import LANGUAGE, Material, Pair, name_of
from align.checks.wordings import Other, Wordings
from align.model import Finding, Lang, Severity, Unit

PRECISION: dict[Lang, float] = {"en": 0.7, "zh": 0.56}
# language of the other wording → share of remarks that are right; benchmarks/renderings.py
DOUBTFUL = 0.7  # confidence of a pair below which its wording says nothing
NAMED = 5  # places that a message names


def check(material: Material) -> Iterable[Finding]:
    """One remark for a term with two wordings, one for a wording of two terms."""
    pairs = [pair for pair in material.pairs if pair.confidence >= DOUBTFUL]
    chinese, english = ([pair.side(lang).text for pair in pairs] for lang in LANGUAGE)
    wordings = Wordings(chinese, english, material.bundled)
    for other in wordings.others():
        yield _finding(other, wordings, pairs)


def _finding(other: Other, wordings: Wordings, pairs: list[Pair]) -> Finding:
    """At the first pair with the other wording, naming all of them."""
    beads = sorted(other.beads)
    names = [name_of(pairs[bead].source.blocks[0]) for bead in beads]
    more = f" and {len(names) - NAMED} more" if len(names) > NAMED else ""
    zh, en = (other.usage.zh, other.wording) if other.lang == "en" else (other.wording, other.usage.en)
    return Finding(
        "term",
        Severity.INFO,
        pairs[beads[0]].index,
        f"{_said(other, wordings)}: {', '.join(names[:NAMED])}{more}.",
        round(PRECISION[other.lang] * min(pairs[bead].confidence for bead in beads), 3),
        *_places(pairs[beads[0]], zh, wordings.english.sides[beads[0]].get(en)),
    )


def _said(other: Other, wordings: Wordings) -> str:
    usage = other.usage
    both = usage.source & usage.target
    usual = f"“{wordings.printed(usage.en, both)}”"
    if other.lang == "zh":
        return f"{usual} stands for {usage.zh} {_times(both)} and for {other.wording} {_times(other.beads)}"
    printed = f"“{wordings.printed(other.wording, other.beads)}”"
    return f"{usage.zh} is {usual} {_times(both)} and {printed} {_times(other.beads)}"


def _times(beads: Collection[int]) -> str:
    return f"{len(beads)} time{'s' if len(beads) > 1 else ''}"


def _places(pair: Pair, zh: str, run: Run | None) -> tuple[tuple[Unit, ...], tuple[Unit, ...]]:
    """Where the term and the run stand in the two sides of pair."""
    start = pair.source.text.index(zh)
    return pair.source.places(start, start + len(zh)), pair.target.places(run.start, run.end) if run else ()
