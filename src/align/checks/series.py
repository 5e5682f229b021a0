"""Lists inside a passage: (a) ..., (b) ...; 一是 has none, (1), （一） and ㈠ have."""

from __future__ import annotations

import re
import unicodedata

from align.model import Span
from align.numbering import cjk_number, letter_number, roman_number

FEWEST = 2  # markers that make a list
_MARKER = re.compile(
    r"(?<![A-Za-z\d.)）])[(（]\s?([a-z]{1,4}|\d{1,2}|[一二三四五六七八九十]{1,3})\s?[)）]|([㈠-㈩])"
)
_READINGS = (letter_number, roman_number, cjk_number, lambda n: int(n) if n.isdecimal() else None)


def series(text: str) -> tuple[Span, ...]:
    """The markers of the longest list in text, which count from one on without a gap; () for none."""
    markers = [(m, m[1] or unicodedata.normalize("NFKC", m[2]).strip("()")) for m in _MARKER.finditer(text)]
    best: tuple[Span, ...] = ()
    for reading in _READINGS:
        found: list[Span] = []
        for match, numeral in markers:
            if reading(numeral) == len(found) + 1:
                found.append(Span(*match.span()))
        if len(found) > max(len(best), FEWEST - 1):
            best = tuple(found)
    return best
