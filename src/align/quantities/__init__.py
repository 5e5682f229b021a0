"""Numbers, dates and document symbols of both languages in one normal form.

Evidence and checks share it: keys() is what the aligner compares, extract() and compare()
what the checks report.
"""

from __future__ import annotations

import re
from itertools import pairwise
from math import prod

from align.model import Lang
from align.quantities import chinese, english
from align.quantities.compare import Comparison, compare
from align.quantities.numerals import ZH_SCALES, decimal, fold
from align.quantities.symbols import scaled
from align.quantities.values import Kind, Quantity, Value
from align.quantities.words import EN_SCALES

__all__ = ["Comparison", "Kind", "Quantity", "Value", "compare", "extract", "keys"]

_LANGUAGES = {"zh": chinese, "en": english}
_LONGEST_RANGE = 30  # members of "articles 15 to 17" that are filled in
_RANGE = re.compile(r"\s*(?:[条款项段日页章级类种号届]|职等)?\s*(?:-|~|至|到|to|through)\s*第?\s*")
_PART_OF = re.compile(r"\s?条\s?(?:之|第)\s?")  # 第十九条第一项 = Article 19.1, 之四 = 22-4
_LIST = re.compile(r"\s*(?:-|~|至|到|、|或|to|and|or)\s*(?:US|NT)?[$€£]?\s*")
_LONGEST_LINK = 9  # characters between two neighbours
_BARE = re.compile(r"\d{1,3}(?:\.\d+)?")
_SCALES = re.compile(r"(?:[\s-]?(thousand|million|billion|trillion)|([千万亿百]+))$")


def extract(text: str, lang: Lang) -> tuple[Quantity, ...]:
    """The quantities of text in order of place; an opening label (31., (a), 第五条) is left out.

    Ranges are filled in with soft members (articles 15 to 17: 16), and a scale is shared
    with the number before it (2 to 3 million: 2,000,000).
    """
    language = _LANGUAGES[lang]
    folded = fold(text)
    label = language.LABEL.match(folded)
    found: list[Quantity] = []
    for match in language.PATTERN.finditer(folded, label.end() if label else 0):
        start, end = match.span()
        for kind, value, hard in language.scan(folded, match):
            found.append(Quantity(kind, value, hard, start, end, text[start:end]))
    return tuple(_with_ranges(folded, found))


def keys(text: str, lang: Lang) -> frozenset[str]:
    """Canonical values of the hard quantities: equal strings agree across the languages."""
    return frozenset(q.key for q in extract(text, lang) if q.hard)


def _with_ranges(text: str, found: list[Quantity]) -> list[Quantity]:
    """Fills ranges and spreads scales, looking at neighbours."""
    implied: list[Quantity] = []
    for i, (first, second) in enumerate(pairwise(found)):
        a, b = first.value, second.value
        between = text[first.end : second.start]
        if isinstance(a, str) or isinstance(b, str) or not 0 < len(between) < _LONGEST_LINK:
            continue
        if isinstance(a, int) and isinstance(b, int) and Kind.YEAR not in (first.kind, second.kind):
            if 1 < b - a <= _LONGEST_RANGE and _RANGE.fullmatch(between):
                implied.extend(_implied(second, value) for value in range(a + 1, b))
            elif _PART_OF.fullmatch(between):
                implied.append(_implied(second, decimal(f"{a}.{b}")))
        if (scale := _shared_scale(first, second)) and _LIST.fullmatch(between):
            found[i] = first._replace(value=scaled(a, scale))
            implied.append(_implied(second, a))
    return sorted([*found, *implied], key=lambda q: q.start) if implied else found


def _implied(near: Quantity, value: Value) -> Quantity:
    """A value that is not printed itself, of width 0 before its neighbour."""
    return near._replace(value=value, hard=False, end=near.start, printed="")


def _shared_scale(first: Quantity, second: Quantity) -> int:
    """The scale printed with second, where first is a bare number below four digits; 0 if there is none."""
    if not (first.kind is second.kind is Kind.NUMBER and _BARE.fullmatch(first.printed)):
        return 0
    match = _SCALES.search(second.printed)
    if not match:
        return 0
    return EN_SCALES[match[1]] if match[1] else prod(ZH_SCALES[c] for c in match[2])
