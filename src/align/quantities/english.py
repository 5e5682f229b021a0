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
    minutes,
    percentage,
    scaled,
)
from align.quantities.values import Kind, Value
from align.quantities.words import EN_SCALES, NUMBER_WORDS, any_of, english

_MONTHS = ["January", "February", "March", "April", "May", "June"]
_MONTHS += ["July", "August", "September", "October", "November", "December"]
_SURE_MONTHS = "(?:" + "|".join(m for m in _MONTHS if m != "May") + ")"  # in any case, beside a day or year
_MONTH = f"(?:(?i:{_SURE_MONTHS})|May|MAY" + r"|(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\b\.?)"
_MONTH_ALONE = (
    rf"(?:{_SURE_MONTHS}|(?i:{_SURE_MONTHS})(?=,?\ \d{{4}})|(?:Jan|Feb|Apr|Aug|Sept?|Oct|Nov|Dec)\.)"
)
_MAY = r"""(?:(?<=\b[Ii]n\ )|(?<=\b(?:of|by|to)\ )|(?<=\band\ )|(?<=\b(?:from|late|last)\ )|(?<=\b[Ss]ince\ )
    |(?<=\b(?:until|early)\ )|(?<=\bbetween\ )|(?<=mid-))May\b"""
_WEEKDAYS = ("Mon", "Tues", "Wednes", "Thurs", "Fri", "Satur", "Sun")

_ORDINAL = "(?:st|nd|rd|th)"
_DAY = rf"\d{{1,2}}{_ORDINAL}?"
_CLOCK = r"\d{1,2}(?:[.:]\d\d)?"
_SCALE = r"(?:[\ -]?(?:hundred|thousand|million|billion|trillion)s?\b|(?:bn|mn)\b)"
_PERCENT = r"(?:\ ?%|\ per\ cent|\ percent\b(?!age))"

# Words before the number of a part of a text or of a grade; 前条, "the preceding article" may stand for it.
_PROVISION_WORDS = """
    article articles art. arts. paragraph paragraphs para. paras. subparagraph subparagraphs
    sub-paragraph sub-paragraphs subpara. section sections sect. sects. subsection subsections chapter
    chapters chap. chaps. part parts annex annexes appendix appendices item items rule rules clause
    clauses figure figures table tables title book protocol phase volume grade class type category
    schedule schedules war track committee cluster
"""
_PROVISION = any_of(_PROVISION_WORDS.split())
_MORE_PROVISIONS = rf"""(?:(?:,?\ and\ |,?\ or\ |,\ |\ to\ |\ through\ |-)
    (?:\d{{1,3}}(?:[.-]\d+)*(?!\d|,\d|{_PERCENT}|{_SCALE}|\ {_MONTH})|{ROMAN}\b))*"""
_RELATIVE_WORDS = "preceding previous foregoing former last same this next current prior above"
_RELATIVE = rf"""\b{any_of(_RELATIVE_WORDS.split())}(?:\ (?:two|three|\d))?
    \ (?:[Aa]rticles?|(?:[Ss]ub)?[Pp]aragraphs?|[Ii]tems?|year|[Cc]lauses?|[Pp]rovisions?)\b(?!\ \d)"""

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
    ((3, 4, 25), "quarter quarters quarterly season"),
    ((Fraction(1, 2), 6, 50), "half semi-annual half-yearly"),
]
_SYNONYMS = {word: values for values, words in _SYNONYM_WORDS for word in words.split()}
_SEVERAL = {"decade": 10, "dozen": 12}
_COMMON_WORDS = "zero one first two second ten"  # often mere words
_SOFT_WORDS = frozenset({*_COMMON_WORDS.split(), *EN_SCALES})
_TENS_AND_DOZENS = re.compile(r"\ (decade|dozen)")

_WORD = any_of(NUMBER_WORDS)
_THIRD = r"[\ -](?:[Pp]art(?:y|ies)|[Pp]ersons?|[Cc]ountr|[Ss]tates?|[Ww]orld)"  # 他人, 他国
_CURRENCIES = ["NT", "NTD", "TWD", "USD", "EUR", "Euro", "RMB"]
_NUMBER_START = "(?:(?<![A-Za-z\\d])|" + "|".join(f"(?<={word})" for word in _CURRENCIES)
_NUMBER_START += r"|(?<=[a-z])(?=(?:19|20)\d\d(?!\d)))"  # post2015, December1946

# First letters of all that begins with a small letter: most words of a text need no closer look.
_HEADS = any_of(
    {
        word[:2]
        for table in (
            NUMBER_WORDS,
            _SYNONYMS,
            map(str.lower, _MONTHS),
            _PROVISION_WORDS.split(),
            _RELATIVE_WORDS.split(),
        )
        for word in table
    }
    | {"ht", "ww", "a ", "a-", "an"}
)

PATTERN = re.compile(
    rf"""(?=[\dⅠ-Ⅻ]|(?<![a-z])(?:[A-Z]|{_HEADS}))(?:{COMMON}
  | (?P<decade>\b(?:1[89]|20)\d0s\b)
  | (?P<time>{_CLOCK}(?:(?:\ ?-\ ?|\ to\ |\ and\ |\ until\ ){_CLOCK})?\ ?[ap]\.?\ ?m\b\.?
        | \d\d:?\d\d\ hours | (?<=\b[Aa]t\ )[01]\d[0-5]\d(?=,|\ on) | \d{{1,2}}:\d\d(?!\d))
  | (?P<date>{_DAY}(?:\ ?(?:-|,\ and|to|and|or|,)\ ?{_DAY}(?!\d))*\ (?:of\ )?{_MONTH}
        | {_MONTH}\ {_DAY}(?![\d.])(?:-\d{{1,2}}(?!\d))?)
  | (?P<month>{_MONTH_ALONE}(?!\w) | {_MAY} | May(?=\ (?:to|and)\ [A-Z]|\ \d{{4}}))
  | (?P<weekday>(?:{"|".join(_WEEKDAYS)})days?\b)
  | (?P<provision>\b{_PROVISION}\ ?-?(?!\d+[A-Z]\.)(?:\d+(?:[.-]\d+)*|{ROMAN}\b){_MORE_PROVISIONS})
  | (?P<relative>{_RELATIVE})
  | (?P<roman>\b(?:XX?[IVX]*|II+|IV|VI+|IX)\b|[Ⅰ-Ⅻ])
  | (?P<number>{_NUMBER_START}(?P<digits>{DIGITS})(?:{_ORDINAL}\b)?
        (?P<scale>{_SCALE})?(?P<percent>{_PERCENT})?)
  | (?P<part>\b[Aa]n?[\ -](?:half|third|quarter|fifth|tenth)(?=\ of\b|s\b))
  | (?P<odds>\b[Oo]ne\ in\ {_WORD}\b)
  | (?P<words>(?<![A-Za-z])(?![Hh]al(?:f|ves)\b|[Qq]uarters?\b)
        {_WORD}\b(?:(?:[\ -]|\ and\ |,?\ ){_WORD}\b)*
        (?P<third>{_THIRD})?(?P<wpercent>{_PERCENT})?)
  | (?P<synonym>\b{any_of(_SYNONYMS)}\b)
  )""",
    re.VERBOSE,
)
LABEL = re.compile(
    r"\s*(?:\d{1,3}(?:\.\d{1,3})*[.)](?=\s|[A-Z])|\d{1,3}[A-Z]?(?:\.\d{1,3})+(?=\s+(?:[“\"(]|[A-Z0-9]))"
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
            yield Kind.MONTH, _month(printed), True
        case "month":
            yield Kind.MONTH, _month(printed), True
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
        case "odds":  # one in five: 五分之一
            for number in english(printed[7:]):
                yield Kind.NUMBER, number.value, False
                yield from fraction(1 / Fraction(number.value or 1), hard=False)
        case "part":
            yield from fraction(english(f"one {re.split('[ -]', printed)[1]}")[0].value, hard=False)
        case _:
            yield from common(match)


def _month(printed: str) -> int:
    return next(i for i, name in enumerate(_MONTHS, 1) if name[:3].lower() in printed.lower())


def _minutes(printed: str) -> Iterator[int]:
    compact = printed.replace(":", "")
    clocks = [f"{compact[:2]}.{compact[2:4]}"] if compact[:4].isdigit() else _CLOCKS.findall(printed)
    for clock in clocks:
        hour, _, minute = clock.replace(":", ".").partition(".")
        yield minutes(int(hour), int(minute or 0))


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
