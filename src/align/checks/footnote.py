"""Footnote marks and notes that do not match: within a text, and between the two."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import zip_longest
from typing import NamedTuple

from align.checks.material import LANGUAGE, OTHER, Material, Pair, name_of
from align.model import Block, Document, Finding, Kind, Lang, Mark, Severity, Unit


class Place(NamedTuple):
    """A mark that the other side of its pair lacks."""

    pair: Pair
    block: Block
    mark: Mark

    @property
    def unit(self) -> Unit:
        return Unit(self.block.id, self.mark.start, self.mark.end)


def check(material: Material) -> Iterable[Finding]:
    """Marks that only one side of a pair has, marks without the note that the other text has, and
    notes that only one text refers to."""
    strays = {lang: _strays(material, lang) for lang in OTHER}
    for number in dict.fromkeys([*strays["zh"], *strays["en"]]):
        both = (strays[lang].get(number, []) for lang in ("zh", "en"))
        for zh, en in zip_longest(*both):
            yield _moved(zh, en) if zh and en else _stray(zh, "zh") if zh else _stray(en, "en")
    yield from _noteless(material)
    yield from _unmarked(material)


def _strays(material: Material, lang: Lang) -> dict[str, list[Place]]:
    """By the number of the mark, in order."""
    found: dict[str, list[Place]] = {}
    for pair in material.pairs:
        there = {mark.number for block in pair.side(OTHER[lang]).blocks for mark in block.marks}
        for block in pair.side(lang).blocks:
            for mark in block.marks:
                if mark.number not in there:
                    found.setdefault(mark.number, []).append(Place(pair, block, mark))
    return found


def _moved(zh: Place, en: Place) -> Finding:
    where = f"at {name_of(zh.block)} in the Chinese and at {name_of(en.block)} in the English"
    return _finding(zh.pair, "zh", zh.unit, f"Footnote mark {zh.mark.number} stands {where}.")


def _stray(place: Place, lang: Lang) -> Finding:
    what = f"Footnote mark {place.mark.number} of the {LANGUAGE[lang]}"
    return _finding(place.pair, lang, place.unit, f"{what} is not in the {LANGUAGE[OTHER[lang]]}.")


def _noteless(material: Material) -> Iterator[Finding]:
    """The first mark of each number that has no note in its own text, though the other text has one."""
    notes = {d.lang: _notes(d) for d in (material.alignment.source, material.alignment.target)}
    told: set[tuple[Lang, str]] = set()
    for pair in material.pairs:
        for lang in OTHER:
            for block in pair.side(lang).blocks:
                for mark in block.marks:
                    lost = mark.number in notes[OTHER[lang]] and mark.number not in notes[lang]
                    if lost and (lang, mark.number) not in told:
                        told.add((lang, mark.number))
                        what = f"Footnote mark {mark.number} of the {LANGUAGE[lang]} has no note there"
                        unit = Unit(block.id, mark.start, mark.end)
                        yield _finding(pair, lang, unit, f"{what}, as the {LANGUAGE[OTHER[lang]]} has.")


def _notes(document: Document) -> set[str]:
    """The numbers of the notes, as marks print them."""
    return {b.label[0].printed for b in document.blocks if b.kind is Kind.FOOTNOTE and b.label}


def _unmarked(material: Material) -> Iterator[Finding]:
    """Notes of a pair that only one of the texts refers to."""
    marked = {
        d.lang: {mark.number for block in d.blocks if block.kind is not Kind.FOOTNOTE for mark in block.marks}
        for d in (material.alignment.source, material.alignment.target)
    }
    for pair in material.pairs:
        zh, en = pair.source.blocks[0], pair.target.blocks[0]
        if zh.kind is en.kind is Kind.FOOTNOTE and zh.label and en.label:
            known = zh.label[0].printed in marked["zh"], en.label[0].printed in marked["en"]
            if known[0] != known[1]:
                lang: Lang = "en" if known[0] else "zh"
                printed = pair.side(lang).blocks[0].label[0].printed
                said = f"Nothing in the {LANGUAGE[lang]} refers to footnote {printed}"
                unit = Unit(pair.side(lang).blocks[0].id, 0, len(printed))
                yield _finding(pair, lang, unit, f"{said}, as the {LANGUAGE[OTHER[lang]]} does.")


def _finding(pair: Pair, lang: Lang, place: Unit, message: str) -> Finding:
    source, target = ((place,), ()) if lang == "zh" else ((), (place,))
    return Finding("footnote", Severity.WARNING, pair.index, message, pair.bead.confidence, source, target)
