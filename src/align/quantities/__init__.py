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
_RANGE = re.compile(
    r"\s*(?:[条款项段日页章级类种号届]|[条款项][前后]段|职等)?\s*(?:-|~|至|到|to|through)\s*第?\s*"
)
_INSERTED = re.compile(r"\s?条\s?之\s?")  # 第二十二条之四 = 22-4
_AFTER_MONTH = re.compile(r"\s?")
_DAY = re.compile(r"\s?[日号號]")
_AFTER_DAY = re.compile(r"\s?(?:-|~|至|到|和|及|与|、|或)\s?")
_DAY_GOES_ON = re.compile(r"\s?(?:[日号]|[-~至到和及与、或])")
_ENGLISH = re.compile("[^一-鿿]*[A-Za-z]{3}[^一-鿿]*")
_LIST = re.compile(r"\s*(?:-|~|至|到|、|或|to|and|or)\s*(?:US|NT)?[$€£]?\s*")
_LONGEST_LINK = 9  # characters between two neighbours
_BARE = re.compile(r"\d{1,3}(?:\.\d+)?")
_SCALES = re.compile(r"(?:[\s-]?(thousand|million|billion|trillion)|([千万亿百]+))$")


def extract(text: str, lang: Lang) -> tuple[Quantity, ...]:
    """The quantities of text in order of place; an opening label (31., (a), 第五条) is left out.

    Ranges are filled in with soft members (articles 15 to 17: 16), and a scale is shared
    with the number before it (2 to 3 million: 2,000,000). A Chinese side that is English is read so.
    """
    language = _LANGUAGES["en" if _ENGLISH.fullmatch(text) else lang]
    folded = fold(text)
    label = language.LABEL.match(folded)
    found: list[Quantity] = []
    for match in language.PATTERN.finditer(folded, label.end() if label else 0):
        start, end = match.span()
        for kind, value, hard in language.scan(folded, match):
            found.append(Quantity(kind, value, hard, start, end, text[start:end]))
    if language is chinese:
        found = _with_items(folded, _with_days(text, folded, found))
    return tuple(_with_ranges(folded, found))


def keys(text: str, lang: Lang) -> frozenset[str]:
    """Canonical values of the hard quantities: equal strings agree across the languages.

    第二条 and 第十条 give none: as evidence for a pair they were fitted as the mere words 二 and 十 are.
    """
    return frozenset(q.key for q in extract(text, lang) if q.hard and not (lang == "zh" and _is_word(q)))


def _is_word(quantity: Quantity) -> bool:
    in_digits = quantity.printed.isdecimal()
    return quantity.kind is Kind.PROVISION and quantity.value in chinese.WORDS and not in_digits


def _with_days(text: str, folded: str, found: list[Quantity]) -> list[Quantity]:
    """Makes days of the month of numbers: 7月30日, 5月5至9日. 三十日内 is a period and stays a number."""
    result: list[Quantity] = []
    for quantity in found:
        before = result[-1] if result else None
        link = {Kind.MONTH: _AFTER_MONTH, Kind.DAY: _AFTER_DAY}.get(before.kind) if before else None
        day = (
            before
            and link
            and quantity.kind is Kind.NUMBER
            and quantity.value in range(1, 32)
            and link.fullmatch(folded, before.end, quantity.start)
            and _DAY_GOES_ON.match(folded, quantity.end)
        )
        result.append(_day(text, quantity) if day else quantity)
    return result


def _day(text: str, number: Quantity) -> Quantity:
    sign = _DAY.match(text, number.end)
    end = sign.end() if sign else number.end
    return number._replace(kind=Kind.DAY, end=end, printed=text[number.start : end])


def _with_items(text: str, found: list[Quantity]) -> list[Quantity]:
    """Adds to 第十九条第一项及第五项 the soft 19.1 and 19.5: an item is one of the last article named."""
    result: list[Quantity] = []
    article: Value | None = None
    for quantity in found:
        if quantity.kind is Kind.PROVISION and isinstance(quantity.value, int):
            after = text[quantity.end :].lstrip()[:1]
            if after == "条" or text[: quantity.start].endswith("条之"):
                article = quantity.value
            elif after and after in "项款目" and article is not None:
                result.append(_implied(quantity, decimal(f"{article}.{quantity.value}")))
        result.append(quantity)
    return result


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
            elif _INSERTED.fullmatch(between):
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
