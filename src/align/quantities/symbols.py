"""What is written alike in both languages: URLs, document symbols, sales numbers, codes, n/m, Arabic digits."""

from __future__ import annotations

import re
from collections.abc import Iterator

from align.quantities.numerals import decimal
from align.quantities.values import Kind, Value, exact

# Alternatives in the order in which they must be tried; the scanners of both languages begin with them.
COMMON = r"""
    (?P<url>(?:https?://|www\.)[!-~]*[\w/] | [\w.+-]+@[\w-]+\.[a-zA-Z.]+[a-zA-Z])
  | (?P<sales>\b[ACEFRS]\.\d\d\.[IVX]+(?:\.[A-Z]{1,2})?\.\d+)
  | (?P<symbol>(?<![A-Za-z])[A-Z][A-Za-z]*(?:\.[A-Za-z0-9]+)*(?:/[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?(?:\(\d{4}\))?)+)
  | (?P<supplement>(?<![A-Za-z])(?:Add|Rev|Corr|Amend)\.\ ?\d+)
  | (?P<iso>(?<!\d)(?:19|20)\d\d-[01]\d-[0-3]\d(?!\d))
  | (?P<slashed>(?<![\w./,])(?:ES-|S-)?\d{1,4}/\d{1,4}(?![\d/]))
  | (?P<years>(?<!\d)(?:19|20)\d\d-\d\d(?!\d|\ (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)))
  | (?P<code>(?<![A-Za-z0-9])(?!NTD?\d|USD?\d|EUR|RMB|TWD|CHF|Euro)[A-Z]{1,6}\ ?-\ ?\d+[A-Za-z]?(?![A-Za-z0-9])|(?<![A-Za-z0-9])(?!NTD?\d|USD?\d|EUR\d|RMB|TWD|CHF|Euro)[A-Z]{1,6}\d+[A-Za-z]?(?![A-Za-z0-9])
      |(?<![\w.])\d{1,3}[A-Z]\.\d{1,3}(?![\w]))
"""
DIGITS = r"(?:\d{1,3}(?:,\d{3})+(?!\d)|\d{1,3}(?:\ \d{3})+(?!\d)|\d+)(?:\.\d+)*"

_CODES_THAT_COUNT = {"G7", "G8", "G20", "G-8", "G-20", "G77", "P5"}  # 七国集团, 20国集团, 五常
_CODES_OF_SUBSTANCES = {"CO2", "H2O", "CH4", "SO2", "PM2"}  # spelled out in Chinese


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
    yield (Kind.YEAR, first - first % 100 + second, True) if second > first % 100 else (Kind.NUMBER, second, True)


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


def is_year(value: Value) -> bool:
    return isinstance(value, int) and 1800 <= value <= 2100


def scaled(value: Value, scale: int) -> Value:
    assert not isinstance(value, str)
    return value * scale if isinstance(value, int) else exact(value * scale)
