"""Footnote marks and notes that do not match: within a text, and between the two."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from align.checks.material import LANGUAGE, OTHER, Material, Pair, name_of
from align.model import Document, Finding, Kind, Lang, Severity, Unit


def check(material: Material) -> Iterable[Finding]:
    """Marks that the other side lacks in the same pair, and notes that only one text refers to."""
    documents: dict[Lang, Document] = {"zh": material.alignment.source, "en": material.alignment.target}
    marked = {
        lang: {m.number for b in d.blocks if b.kind is not Kind.FOOTNOTE for m in b.marks}
        for lang, d in documents.items()
    }
    for pair in material.pairs:
        for lang in OTHER:
            yield from _stray_marks(pair, lang, documents[OTHER[lang]])
        zh, en = pair.source.blocks[0], pair.target.blocks[0]
        if zh.kind is en.kind is Kind.FOOTNOTE:
            known = zh.label[0].printed in marked["zh"], en.label[0].printed in marked["en"]
            if known[0] != known[1]:
                yield _unmarked(pair, "en" if known[0] else "zh")


def _stray_marks(pair: Pair, lang: Lang, other: Document) -> Iterator[Finding]:
    there = {mark.number for block in pair.side(OTHER[lang]).blocks for mark in block.marks}
    for block in pair.side(lang).blocks:
        for mark in block.marks:
            if mark.number in there:
                continue
            elsewhere = next((b for b in other.blocks if any(m.number == mark.number for m in b.marks)), None)
            where = f"it stands at {name_of(elsewhere)} there" if elsewhere else "it has no such mark"
            what = f"Footnote mark {mark.number} of the {LANGUAGE[lang]}"
            place = Unit(block.id, mark.start, mark.end)
            yield _finding(pair, lang, place, f"{what} is not in the {LANGUAGE[OTHER[lang]]}: {where}.")


def _unmarked(pair: Pair, lang: Lang) -> Finding:
    block = pair.side(lang).blocks[0]
    printed = block.label[0].printed
    message = (
        f"Nothing in the {LANGUAGE[lang]} refers to footnote {printed}, as the {LANGUAGE[OTHER[lang]]} does."
    )
    return _finding(pair, lang, Unit(block.id, 0, len(printed)), message)


def _finding(pair: Pair, lang: Lang, place: Unit, message: str) -> Finding:
    source, target = ((place,), ()) if lang == "zh" else ((), (place,))
    return Finding("footnote", Severity.WARNING, pair.index, message, pair.bead.confidence, source, target)
