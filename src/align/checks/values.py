"""Numbers, dates and document symbols that differ or are missing on one side of a pair."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache

from align.checks.material import LANGUAGE, OTHER, Material, Pair
from align.checks.reliability import confidence
from align.model import Finding, Lang, Severity
from align.quantities import Kind, Quantity, extract
from align.quantities.words import NUMBER_WORDS, any_of

KINDS = {  # kind of quantity → kind of finding; the others are plain numbers
    Kind.YEAR: "date", Kind.MONTH: "date", Kind.DAY: "date", Kind.WEEKDAY: "date", Kind.TIME: "date",
    Kind.SYMBOL: "symbol", Kind.URL: "symbol",
}  # fmt: skip
_NUMBER = "(" + any_of(word for word in NUMBER_WORDS if len(word) > 2) + ")"
_SMALL = "(?:of|the|when|within|by|in|to|and|or|for|at|least|than|days?|years?|months?)"
GLUED = re.compile(rf"\b(?!often\b)({_SMALL})?{_NUMBER}({_SMALL})?\b")
DOUBTFUL = 0.5  # confidence of a pair below which its values say nothing


def check_numbers(material: Material) -> Iterable[Finding]:
    return _check(material, "number")


def check_dates(material: Material) -> Iterable[Finding]:
    return _check(material, "date")


def check_symbols(material: Material) -> Iterable[Finding]:
    return _check(material, "symbol")


def kind_of(quantity: Quantity) -> str:
    """The check that a quantity falls under: "number", "date" or "symbol"."""
    return KINDS.get(quantity.kind, "number")


def _check(material: Material, kind: str) -> Iterator[Finding]:
    for pair in material.pairs:
        if pair.confidence >= DOUBTFUL:
            for source, target in _differences(material, pair):
                if kind_of((source or target)[0]) == kind:
                    yield _finding(pair, kind, source, target)


Differing = tuple[Sequence[Quantity], Sequence[Quantity]]


def _differences(material: Material, pair: Pair) -> Iterator[Differing]:
    """What differs, as (Chinese quantities, English quantities): one empty where a value is missing.

    A value that is missing twice is told once. One that the neighbouring bead has on the other side,
    and lacks on its own, has moved with its sentence and is not missing; nor is one whose English word
    is glued to the next.
    """
    found = pair.comparison
    for source, target in found.changed:
        yield [source], [target]
    sides: dict[Lang, Sequence[Quantity]] = {"zh": found.source_only, "en": found.target_only}
    for lang, missing in sides.items():
        once = {q.key: q for q in reversed(missing) if not _moved(material, pair, q, lang)}
        for quantities in _grouped([*reversed(once.values())]):
            yield (quantities, ()) if lang == "zh" else ((), quantities)


def _moved(material: Material, pair: Pair, quantity: Quantity, lang: Lang) -> bool:
    if lang == "zh" and quantity.key in _glued(pair.target.text):
        return True
    return any(
        quantity.key in {q.key for q in near.side(OTHER[lang]).quantities}
        and quantity.key not in {q.key for q in near.side(lang).quantities}
        for near in material.around(pair)
    )


@cache
def _glued(text: str) -> frozenset[str]:
    """Values of number words that lost their space in extraction: "whenfive", "two thirdsof"."""
    parted = GLUED.sub(lambda m: " ".join(filter(None, m.groups())), text)
    return frozenset() if parted == text else frozenset(q.key for q in extract(parted, "en"))


def _grouped(quantities: Sequence[Quantity]) -> Iterator[list[Quantity]]:
    """Quantities of one kind that stand next to each other (day, month and year) make one finding."""
    group: list[Quantity] = []
    for quantity in quantities:
        if group and (kind_of(quantity) != kind_of(group[-1]) or quantity.start > group[-1].end + GAP):
            yield group
            group = []
        group.append(quantity)
    if group:
        yield group


GAP = 3  # characters between the parts of one date


def _finding(pair: Pair, kind: str, source: Sequence[Quantity], target: Sequence[Quantity]) -> Finding:
    sides: dict[Lang, Sequence[Quantity]] = {"zh": source, "en": target}
    printed = {
        lang: pair.side(lang).text[found[0].start : found[-1].end] for lang, found in sides.items() if found
    }
    places = [
        pair.side(lang).places(found[0].start, found[-1].end) if found else ()
        for lang, found in sides.items()
    ]
    return Finding(
        kind,
        Severity.ERROR,
        pair.index,
        _message(printed, kind),
        confidence(kind, pair, *places),
        *places,
    )


def _message(printed: dict[Lang, str], kind: str) -> str:
    if len(printed) == 2:
        return f"The {kind} differs: {printed['zh']} in the Chinese, {printed['en']} in the English."
    ((lang, text),) = printed.items()
    return f"The {kind} {text} of the {LANGUAGE[lang]} has no counterpart in the {LANGUAGE[OTHER[lang]]}."
