"""Footnote marks and notes that do not match: within a text, and between the two."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import zip_longest
from typing import NamedTuple

from align.checks.material import LANGUAGE, OTHER, Material, Pair, Passage, name_of
from align.checks.reliability import confidence
from align.model import Block, Document, Finding, Kind, Lang, Mark, Severity, Unit

PLAIN = re.compile(r"[》〉」』”]$|[a-z]{3}[,;.]?$")  # what stands before a mark that is no number


class Place(NamedTuple):
    """A mark that the other side of its pair lacks."""

    pair: Pair
    block: Block
    mark: Mark

    @property
    def unit(self) -> Unit:
        return Unit(self.block.id, self.mark.start, self.mark.end)


def check(material: Material) -> Iterable[Finding]:
    """Marks that only one side of a pair has, and notes that only one text refers to elsewhere."""
    strays = {lang: _strays(material, lang) for lang in OTHER}
    for number in dict.fromkeys([*strays["zh"], *strays["en"]]):
        both = (strays[lang].get(number, []) for lang in ("zh", "en"))
        for zh, en in zip_longest(*both):
            yield _moved(zh, en) if zh and en else _stray(zh, "zh") if zh else _stray(en, "en")
    yield from _unmarked(material, {number for found in strays.values() for number in found})


def _strays(material: Material, lang: Lang) -> dict[str, list[Place]]:
    """By the number of the mark, in order.

    None that is probably a number: one that the other side prints as such, or that is not plainly a mark
    where both sides of another pair have it. Nor where the other text lacks the note: its marks are not
    known then, and the note is told by itself.
    """
    notes = _notes(material.alignment.source) & _notes(material.alignment.target)
    paired = {number for pair in material.pairs for number in _marks(pair.source) & _marks(pair.target)}
    found: dict[str, list[Place]] = {}
    for pair in material.pairs:
        there = _marks(pair.side(OTHER[lang]))
        printed = _numbers(pair.side(OTHER[lang])) - _numbers(pair.side(lang))
        for block in pair.side(lang).blocks:
            for mark in block.marks:
                plain = PLAIN.search(block.text, 0, mark.start) or mark.start == mark.end
                sure = plain or mark.number not in paired
                if sure and mark.number in notes - there and not printed[mark.number]:
                    found.setdefault(mark.number, []).append(Place(pair, block, mark))
    return found


def _marks(passage: Passage) -> set[str]:
    return {mark.number for block in passage.blocks for mark in block.marks}


def _numbers(passage: Passage) -> Counter[str]:
    """How often each value is printed, as footnote marks are not."""
    return Counter(quantity.key for quantity in passage.quantities if quantity.printed)


def _moved(zh: Place, en: Place) -> Finding:
    where = f"at {name_of(zh.block)} in the Chinese and at {name_of(en.block)} in the English"
    return _finding(zh.pair, "zh", zh.unit, f"Footnote mark {zh.mark.number} stands {where}.")


def _stray(place: Place, lang: Lang) -> Finding:
    what = f"Footnote mark {place.mark.number} of the {LANGUAGE[lang]}"
    return _finding(place.pair, lang, place.unit, f"{what} is not in the {LANGUAGE[OTHER[lang]]}.")


def _notes(document: Document) -> set[str]:
    """The numbers of the notes, as marks print them."""
    return {b.label[0].printed for b in document.blocks if b.kind is Kind.FOOTNOTE and b.label}


def _unmarked(material: Material, told: set[str]) -> Iterator[Finding]:
    """Notes of a pair to which only one of the texts refers in what is paired.

    told: of whose marks something is said.
    """
    marked = {lang: {n for pair in material.pairs for n in _marks(pair.side(lang))} for lang in OTHER}
    for pair in material.pairs:
        zh, en = pair.source.blocks[0], pair.target.blocks[0]
        if zh.kind is en.kind is Kind.FOOTNOTE and zh.label and en.label:
            known = zh.label[0].printed in marked["zh"], en.label[0].printed in marked["en"]
            if known[0] != known[1] and zh.label[0].printed not in told and en.label[0].printed not in told:
                lang: Lang = "en" if known[0] else "zh"
                printed = pair.side(lang).blocks[0].label[0].printed
                said = f"Nothing in the {LANGUAGE[lang]} refers to footnote {printed}"
                unit = Unit(pair.side(lang).blocks[0].id, 0, len(printed))
                yield _finding(pair, lang, unit, f"{said}, as the {LANGUAGE[OTHER[lang]]} does.")


def _finding(pair: Pair, lang: Lang, place: Unit, message: str) -> Finding:
    source, target = ((place,), ()) if lang == "zh" else ((), (place,))
    sure = confidence("footnote", pair, source, target)
    return Finding("footnote", Severity.WARNING, pair.index, message, sure, source, target)
