"""Quantities of English text: one scan with one expression; the order of the alternatives matters."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction

from align.quantities.numerals import ROMAN, decimal, roman
from align.quantities.symbols import (
    COMMON,
    DIGITS,
    SOFT_DIGITS,
    common,
    digits,
    fraction,
    is_hard,
    percentage,
    scaled,
)
from align.quantities.values import Kind, Value
from align.quantities.words import EN_SCALES, EN_WORD, english

_MONTHS = ["January", "February", "March", "April", "May", "June"]
_MONTHS += ["July", "August", "September", "October", "November", "December"]
_MONTH = "(?:" + "|".join(_MONTHS) + r"|(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\b\.?)"
_MONTH_ALONE = "(?:" + "|".join(m for m in _MONTHS if m != "May") + ")"
_MAY = r"""(?:(?<=\b[Ii]n\ )|(?<=\b(?:of|by|to)\ )|(?<=\band\ )|(?<=\b(?:from|late|last)\ )|(?<=\b[Ss]ince\ )
    |(?<=\b(?:until|early)\ )|(?<=\bbetween\ )|(?<=mid-))May\b"""
_WEEKDAYS = ("Mon", "Tues", "Wednes", "Thurs", "Fri", "Satur", "Sun")

_ORDINAL = "(?:st|nd|rd|th)"
_DAY = rf"\d{{1,2}}{_ORDINAL}?"
_CLOCK = r"\d{1,2}(?:[.:]\d\d)?"
_SCALE = r"(?:[\ -]?(?:hundred|thousand|million|billion|trillion)s?\b|(?:bn|mn)\b)"
_PERCENT = r"(?:\ ?%|\ per\ cent|\ percent\b(?!age))"

# Words before the number of a part of a text or of a grade; 前条, "the preceding article" may stand for it.
_PROVISION = r"""(?:[Aa]rt(?:icles?|s?\.)|(?:[Ss]ub-?)?[Pp]ara(?:graphs?|s?\.)|[Ss]ub[Pp]aragraphs?
    |[Ss](?:ub)?-?[Ss]?ect(?:ions?|s?\.)|[Cc]hap(?:ters?|s?\.)|[Pp]arts?|[Aa]nnex(?:es)?|[Aa]ppendi(?:x|ces)
    |[Ii]tems?|[Rr]ules?|[Cc]lauses?|[Ff]igures?|[Tt]ables?|[Tt]itle|[Bb]ook|[Pp]rotocol|[Pp]hase|[Vv]olume
    |[Gg]rade|[Cc]lass|[Tt]ype|[Cc]ategory|[Ss]chedules?|[Ww]ar|[Tt]rack|[Cc]ommittee|[Cc]luster)"""
_MORE_PROVISIONS = rf"""(?:(?:,?\ and\ |,?\ or\ |,\ |\ to\ |\ through\ |-)
    (?:\d{{1,3}}(?:[.-]\d+)*(?!\d|,\d|{_PERCENT}|{_SCALE}|\ {_MONTH})|{ROMAN}\b))*"""
_RELATIVE = r"""\b(?:preceding|previous|foregoing|former|last|same|this|next|current|prior|above)
    (?:\ (?:two|three|\d))?
    \ (?:[Aa]rticles?|(?:[Ss]ub)?[Pp]aragraphs?|[Ii]tems?|year|[Cc]lauses?|[Pp]rovisions?)\b"""

_SHORT_SCALES = {"bn": "billion", "mn": "million"}

# Words for which the Chinese may print a number.
_SYNONYM_WORDS: list[tuple[tuple[Value, ...], str]] = [
    ((2,), "both bilateral biennium bienniums biennial double doubled dual twice twofold pair secondary"),
    ((3,), "thirdly tertiary tripartite trilateral triple tripled threefold triennial trimester triplicate"),
    ((4,), "quadrennial quadripartite quadrupled fourfold"),
    ((5,), "quinquennial fivefold quintile"),
    ((10,), "tenfold decade decades"),
    ((12,), "dozen year"),
    ((100,), "century centuries centenary centennial"),
    ((1000,), "millennium"),
    ((7,), "week weekly"),
    ((2, 14, 15), "fortnight"),
    ((3, 4, 25), "quarter quarters quarterly"),
    ((Fraction(1, 2), 6, 50), "half semi-annual half-yearly"),
]
_SYNONYMS = {word: values for values, words in _SYNONYM_WORDS for word in words.split()}
_SEVERAL = {"decade": 10, "dozen": 12}
_COMMON_WORDS = "zero one first two second ten"  # often mere words
_SOFT_WORDS = frozenset({*_COMMON_WORDS.split(), *EN_SCALES})
_TENS_AND_DOZENS = re.compile(r"\ (decade|dozen)")

_THIRD = r"[\ -](?:[Pp]art(?:y|ies)|[Pp]ersons?|[Cc]ountr|[Ss]tates?|[Ww]orld)"  # 他人, 他国
_CURRENCIES = ["NT", "NTD", "TWD", "USD", "EUR", "Euro", "RMB"]
_NUMBER_START = "(?:(?<![A-Za-z\\d])|" + "|".join(f"(?<={word})" for word in _CURRENCIES)
_NUMBER_START += r"|(?<=[a-z])(?=(?:19|20)\d\d(?!\d)))"  # post2015, December1946

PATTERN = re.compile(
    rf"""(?=\d|(?<![a-z])[A-Za-z])(?:{COMMON}
  | (?P<decade>\b(?:1[89]|20)\d0s\b)
  | (?P<time>{_CLOCK}(?:(?:\ ?-\ ?|\ to\ |\ and\ |\ until\ ){_CLOCK})?\ ?[ap]\.?\ ?m\b\.?
        | \d\d:?\d\d\ hours | (?<=\b[Aa]t\ )[01]\d[0-5]\d(?=,|\ on) | \d{{1,2}}:\d\d(?!\d))
  | (?P<date>{_DAY}(?:\ ?(?:-|,\ and|to|and|or|,)\ ?{_DAY}(?!\d))*\ (?:of\ )?{_MONTH}
        | {_MONTH}\ {_DAY}(?![\d.])(?:-\d{{1,2}}(?!\d))?)
  | (?P<month>{_MONTH_ALONE}\b | {_MAY} | May(?=\ (?:to|and)\ [A-Z]|\ \d{{4}}))
  | (?P<weekday>(?:{"|".join(_WEEKDAYS)})days?\b)
  | (?P<provision>\b{_PROVISION}\ ?(?!\d+[A-Z]\.)(?:\d+(?:[.-]\d+)*|{ROMAN}\b){_MORE_PROVISIONS})
  | (?P<relative>{_RELATIVE})
  | (?P<roman>\b(?:XX?[IVX]*|II+|IV|VI+|IX)\b)
  | (?P<number>{_NUMBER_START}(?P<digits>{DIGITS})(?:{_ORDINAL}\b)?
        (?P<scale>{_SCALE})?(?P<percent>{_PERCENT})?)
  | (?P<part>\b[Aa]n?[\ -](?:half|third|quarter|fifth|tenth)(?=\ of\b|s\b))
  | (?P<words>(?<![A-Za-z])(?!(?i:half|halves|quarters?)\b)
        (?i:{EN_WORD})\b(?:(?:[\ -]|\ and\ |,?\ )(?i:{EN_WORD})\b)*
        (?P<third>{_THIRD})?(?P<wpercent>{_PERCENT})?)
  | (?P<synonym>\b(?i:{"|".join(sorted(_SYNONYMS, key=len, reverse=True))})\b)
  )""",
    re.VERBOSE,
)
LABEL = re.compile(
    r"\s*(?:\d{1,3}(?:\.\d{1,3})*[.)](?=\s|[A-Z])|\d{1,3}[A-Z]?(?:\.\d{1,3})+(?=\s+[“\"(]?[A-Z0-9])"
    r"|\d{1,2}\.[a-z](?=\s)|\((?:\d{1,3}|[a-z]{1,4}|[A-Z])\)|[A-Z]\.(?=\s)|[IVX]{1,5}\.(?=\s)"
    r"|(?:Article|Section|Chapter|Part)\s(?:\d+(?:[.-]\d+)*|[IVXL]+)\b\.?(?=\s*$|\s*[:\n]|\s-\s|\s{2})){1,3}"
)
_ARABIC = re.compile(r"\d+")
_CLOCKS = re.compile(_CLOCK)
_PROVISION_NUMBERS = re.compile(rf"\d+(?:\.\d+)*|{ROMAN}\b")


def scan(text: str, match: re.Match[str]) -> Iterator[tuple[Kind, Value, bool]]:
    """Kind, value, hard of what PATTERN matched in the folded text."""
    printed = match[0]
    match match.lastgroup:
        case "number":
            yield from _number(text, match)
        case "words":
            yield from _words(match)
        case "synonym":
            yield from ((Kind.NUMBER, value, False) for value in _SYNONYMS[printed.lower()])
        case "date":
            yield from ((Kind.DAY, int(day), True) for day in _ARABIC.findall(printed))
            yield Kind.MONTH, next(i for i, name in enumerate(_MONTHS, 1) if name[:3] in printed), True
        case "month":
            yield Kind.MONTH, _MONTHS.index(printed) + 1, True
        case "weekday":
            yield Kind.WEEKDAY, _WEEKDAYS.index(printed.rstrip("s").removesuffix("day")) + 1, True
        case "time":
            yield from ((Kind.TIME, minute, True) for minute in _minutes(printed))
        case "decade":
            yield Kind.YEAR, int(printed[:4]), False
        case "provision":
            yield from _provisions(printed)
        case "relative":
            yield Kind.RELATIVE, "year" if "year" in printed else "provision", False
        case "roman":
            yield Kind.NUMBER, roman(printed), False
        case "part":
            yield from fraction(english(f"one {re.split('[ -]', printed)[1]}")[0].value, hard=False)
        case _:
            yield from common(match)


def _minutes(printed: str) -> Iterator[int]:
    """On the twelve-hour clock, because a range prints a.m. or p.m. once: 3 p.m. = 15:00 = minute 180."""
    compact = printed.replace(":", "")
    clocks = [f"{compact[:2]}.{compact[2:4]}"] if compact[:4].isdigit() else _CLOCKS.findall(printed)
    for clock in clocks:
        hour, _, minute = clock.replace(":", ".").partition(".")
        yield int(hour) % 12 * 60 + int(minute or 0)


def _number(text: str, match: re.Match[str]) -> Iterator[tuple[Kind, Value, bool]]:
    kind, value = digits(match["digits"])
    if scale := match["scale"]:
        word = scale.strip(" -").removesuffix("s")
        yield Kind.NUMBER, scaled(value, EN_SCALES[_SHORT_SCALES.get(word, word)]), True
    elif match["percent"]:
        yield from percentage(value)
    else:
        yield kind, value, is_hard(text, value, *match.span())


def _provisions(printed: str) -> Iterator[tuple[Kind, Value, bool]]:
    """Numbers of "Articles 5, 6 and 19.1"; 19.1 is read part by part too: 第十九条第一项 is the same."""
    for number in _PROVISION_NUMBERS.findall(printed, 2):  # the word itself has no roman numeral at its start
        if "." in number:
            yield Kind.PROVISION, decimal(number) if number.count(".") == 1 else number, True
            yield from ((Kind.PROVISION, int(part), False) for part in number.split("."))
        else:
            value = int(number) if number.isdigit() else roman(number)
            yield Kind.PROVISION, value, value not in SOFT_DIGITS


def _words(match: re.Match[str]) -> Iterator[tuple[Kind, Value, bool]]:
    text, start = match.string, match.start()
    for number in english(match[0], between=text.endswith("between ", 0, start)):
        value, end = number.value, start + number.end
        several = _TENS_AND_DOZENS.match(text, end)
        third = number.ordinal and value == 3 and match["third"]  # third parties: 他人
        hard = not several and not third and match[0][number.start : number.end].lower() not in _SOFT_WORDS
        if isinstance(value, Fraction):
            yield from fraction(value, hard)
        elif match["wpercent"]:
            yield from percentage(value, hard)
        else:
            yield Kind.NUMBER, value, hard
            if several:  # three decades: 30年
                yield Kind.NUMBER, value * _SEVERAL[several[1]], False
            elif number.ordinal and 2 < value <= 10 and text.startswith(" of", end):
                yield from fraction(Fraction(1, value), hard=False)
