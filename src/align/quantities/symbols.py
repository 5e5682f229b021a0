"""What both languages write alike: URLs, document symbols, sales numbers, codes, n/m, Arabic digits.

Chinese characters are letters to \\w and \\b, so the expressions name the Latin ones.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction

from align.quantities.numerals import ZH_NUMERAL, decimal
from align.quantities.values import Kind, Value, exact
from align.quantities.words import NUMBER_WORDS, any_of

# Alternatives in the order in which they must be tried; the scanners of both languages begin with them.
COMMON = r"""
    (?P<url>(?:https?://|www\.)[!-~]*[\w/])
  | (?P<sales>(?<![A-Za-z0-9])[ACEFRS]\.\d\d\.[IVX]+(?:\.[A-Z]{1,2})?\.\d+)
  | (?P<symbol>(?<![A-Za-z])[A-Z][A-Za-z]*(?:\.[A-Za-z0-9]+)*
        (?:/[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?(?:\(\d{4}\))?)+)
  | (?P<supplement>(?<![A-Za-z])(?:Add|Rev|Corr|Amend)\.\ ?\d+)
  | (?P<iso>(?<!\d)(?:19|20)\d\d-[01]\d-[0-3]\d(?!\d))
  | (?P<slashed>(?<![A-Za-z0-9./,])(?:ES-|S-)?\d{1,4}/\d{1,4}(?![\d/]))
  | (?P<years>(?<!\d)(?:19|20)\d\d-\d\d(?!\d|\ (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)))
  | (?P<code>(?<![A-Za-z0-9])(?!(?:NTD?|USD?|EUR|RMB|TWD|CHF)\d|Euro)
        [A-Z]{1,6}(?:\ ?-\ ?)?\d+[A-Za-z]?(?![A-Za-z0-9])
        | (?<![A-Za-z0-9.])\d{1,3}[A-Z]\.\d{1,3}(?![A-Za-z0-9]))
"""
# A group that begins with 0 is no number of its own, so a stray space may stand at its comma (240, 000).
DIGITS = r"(?:\d{1,3}(?:\ ?,0\d\d|,\ 0\d\d|,\d{3})+(?!\d)|\d{1,3}(?:\ \d{3})+(?!\d)|\d+)(?:\.\d+)*"

_CODES_THAT_COUNT = {"G7", "G8", "G20", "G-8", "G-20", "G77", "P5"}  # 七国集团, 20国集团, 五常
_CODES_OF_SUBSTANCES = {"CO2", "H2O", "CH4", "SO2", "PM2"}  # spelled out in Chinese

SOFT_DIGITS = (1,)  # 1枚 is "a bomb"

LONGEST_MARK = 2  # digits of a footnote mark
_BEFORE_MARK = ".,;:)”\"'’"
_REFERENCE = re.compile(
    r"(?:\b(?:[Nn]os?|[Pp]aras?|[Aa]rts?|[Vv]ols?|pp?|[Ss]ects?|[Cc]h)|[$£€])\.?$"
)  # No.1
_ENUMERATES = re.compile(r"(?:^|[,.;:，。；：、]|\band|\bor|和|或)\s*$")  # before the bracket of (2)
_COUNTS = re.compile(rf"(?:\b{any_of(NUMBER_WORDS)}|{ZH_NUMERAL}|\d)\s*$")  # before that of "three (3)"


def common(match: re.Match[str]) -> Iterator[tuple[Kind, Value, bool]]:
    """Kind, value, hard of what a named group of COMMON matched."""
    text = match[0]
    match match.lastgroup:
        case "url":
            yield Kind.URL, text.lower(), False  # UN links name the language
        case "sales":
            yield Kind.SYMBOL, "sales " + text[2:], True  # the first letter is the language
        case "symbol" if any(c.isdigit() for c in text):
            yield Kind.SYMBOL, text.removeprefix("A/RES/").upper(), True
        case "supplement":
            yield Kind.SYMBOL, text.replace(" ", "").upper(), True
        case "iso":
            year, month, day = map(int, text.split("-"))
            yield from ((Kind.YEAR, year, True), (Kind.MONTH, month, True), (Kind.DAY, day, True))
        case "slashed":
            yield from _slashed(text)
        case "years":
            yield from _years(*map(int, text.split("-")))
        case "code":
            yield from _code(text)


def _slashed(text: str) -> Iterator[tuple[Kind, Value, bool]]:
    first, second = text.split("/")
    if first.isdigit() and is_year(int(first)) and int(second) in (int(first) + 1, (int(first) + 1) % 100):
        yield from ((Kind.YEAR, int(first), True), (Kind.YEAR, int(first) + 1, True))
    else:  # "64/293"; "2/3" has the key of the fraction
        yield Kind.SYMBOL, text, True


def _years(first: int, second: int) -> Iterator[tuple[Kind, Value, bool]]:
    """2014-15 is 2014 and 2015; 2014-05 is left as printed."""
    yield Kind.YEAR, first, True
    yield (
        (Kind.YEAR, first - first % 100 + second, True)
        if second > first % 100
        else (Kind.NUMBER, second, True)
    )


def _code(printed: str) -> Iterator[tuple[Kind, Value, bool]]:
    """P-5 and F-16 are codes; G20 is 20国集团; of TWSA510 and COP21 the Chinese may print the number only."""
    text = printed.replace("-", "").replace(" ", "")
    letters = text.rstrip("0123456789")
    if printed in _CODES_THAT_COUNT or (letters.isalpha() and len(letters) > 2):
        yield Kind.NUMBER, int(text[len(letters) :]), letters != "P"
    elif text not in _CODES_OF_SUBSTANCES:
        yield Kind.SYMBOL, text, True


def digits(printed: str) -> tuple[Kind, Value]:
    """Kind and value of Arabic digits: year, number, or symbol where there are two points (3.2.1)."""
    if printed.count(".") > 1:
        return Kind.SYMBOL, printed
    value = decimal(printed)
    return (Kind.YEAR if printed.isdigit() and is_year(value) else Kind.NUMBER), value


def minutes(hour: int, minute: int) -> int:
    """Of the twelve-hour clock, because a range prints a.m. or p.m. once: 3 p.m. = 15:00 = minute 180."""
    return (hour % 12 if hour <= 24 else hour) * 60 + minute


def percentage(value: Value, hard: bool = True) -> Iterator[tuple[Kind, Value, bool]]:
    """A percentage, which also speaks for the fraction that it is: 25 per cent, a quarter."""
    yield Kind.PERCENT, value, hard
    if not isinstance(value, str):
        yield Kind.FRACTION, exact(Fraction(value) / 100), False


def fraction(value: int | Fraction, hard: bool = True) -> Iterator[tuple[Kind, Value, bool]]:
    """A fraction, which also speaks for its percentage. One half is often a mere word."""
    yield Kind.FRACTION, value, hard and value != Fraction(1, 2)
    yield Kind.PERCENT, exact(Fraction(value) * 100), False


def is_hard(text: str, value: Value, start: int, end: int) -> bool:
    """Whether Arabic digits at start..end must have a counterpart.

    Not so a footnote mark glued to what precedes it (Action,1), the marker of an item ("; (2)"), and 1,
    which is often "a"; but the 1 of "six (1)" must.
    """
    before = text[start - 1 : start]
    if before == "(" and text[end : end + 1] == ")":
        return end - start > LONGEST_MARK or not _enumerates(text, start, int(text[start:end]))
    if value in SOFT_DIGITS:
        return False
    if end - start > LONGEST_MARK or not before or before not in _BEFORE_MARK:
        return True
    if before in ".,:" and text[start - 2 : start - 1].isdigit():
        return True
    return bool(_REFERENCE.search(text[max(0, start - 8) : start]))


def _enumerates(text: str, start: int, number: int) -> bool:
    """Whether the bracketed number at start is the marker of an item: after a mark, or one of a series."""
    before = text[max(0, start - 14) : start - 1]
    series = f"({number - 1})" in text or f"({number + 1})" in text
    return bool(_ENUMERATES.search(before)) or (series and not _COUNTS.search(before))


def is_year(value: Value) -> bool:
    return isinstance(value, int) and 1800 <= value <= 2100


def scaled(value: Value, scale: int) -> Value:
    assert not isinstance(value, str)
    return value * scale if isinstance(value, int) else exact(value * scale)
