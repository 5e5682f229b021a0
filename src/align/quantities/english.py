"""Quantities of English text: one scan with one expression; order of the alternatives matters."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction

from align.quantities.numerals import CARDINALS, EN_SCALES, EN_WORD, ROMAN, decimal, english, roman
from align.quantities.symbols import COMMON, DIGITS, common, digits, scaled
from align.quantities.values import Kind, Value

_MONTHS = "January February March April May June July August September October November December".split()
_MONTH = "(?:" + "|".join(_MONTHS) + r"|(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\b\.?)"
_WEEKDAYS = {d: i for i, d in enumerate("Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split(), 1)}
_CLOCK = r"\d{1,2}(?:[.:]\d\d)?"
_PROVISION = r"""(?:[Aa]rticles?|[Aa]rts?\.|(?:[Ss]ub-?)?[Pp]aragraphs?|[Pp]aras?\.|[Ss]ections?|[Ss]ects?\.|[Cc]hapters?
    |[Pp]arts?|[Aa]nnex(?:es)?|[Aa]ppendix|[Ii]tems?|[Rr]ules?|[Cc]lauses?|[Ss]ubsections?|[Ff]igures?|[Tt]ables?|[Tt]itle|[Bb]ook
    |[Pp]rotocol|[Pp]hase|[Vv]olume|[Gg]rade|[Cc]lass|[Tt]ype|[Cc]ategory|[Ss]chedules?|[Ww]ar|[Tt]rack|[Cc]ommittee|[Cc]luster)"""
_SYNONYMS: dict[str, tuple[Value, ...]] = {  # value that the Chinese may give in figures; all soft
    "tripartite": (3,), "trilateral": (3,), "triple": (3,), "tripled": (3,), "threefold": (3,), "triennial": (3,),
    "bilateral": (2,), "biennium": (2,), "biennial": (2,), "bienniums": (2,), "both": (2,), "double": (2,), "doubled": (2,),
    "twice": (2,), "twofold": (2,), "dual": (2,), "pair": (2,), "once": (1,), "single": (1,), "sole": (1,), "quadrennial": (4,),
    "quadripartite": (4,), "quadrupled": (4,), "fourfold": (4,), "fivefold": (5,), "tenfold": (10,), "quinquennial": (5,),
    "semi-annual": (6, Fraction(1, 2)), "half-yearly": (6, Fraction(1, 2)), "century": (100,), "centuries": (100,),
    "millennium": (1000,), "decade": (10,), "decades": (10,), "fortnight": (2, 14, 15), "dozen": (12,), "week": (7,),
    "quarterly": (3, 4), "trimester": (3,), "bicentenary": (200,), "centenary": (100,), "centennial": (100,), "primary": (1,),
    "secondary": (2,), "tertiary": (3,), "secondly": (2,), "thirdly": (3,), "firstly": (1,), "year": (12,), "monthly": (1,),
    "annual": (1,), "annually": (1,), "daily": (1,), "weekly": (1, 7), "yearly": (1,), "noon": (12,), "all": (100,),
    "percentage": (100,), "thousandth": (1000,), "triplicate": (3,), "duplicate": (2,), "quarter": (3, 4), "quarters": (3, 4),
}  # fmt: skip
_SOFT_WORDS = (1, 2)  # one, first, second: often mere words
SOFT_DIGITS = (1,)  # 1枚 is "a bomb"

PATTERN = re.compile(
    rf"""(?=\d|(?<![a-z])[A-Za-z])(?:{COMMON}
  | (?P<decade>\b(?:1[89]|20)\d0s\b)
  | (?P<time>{_CLOCK}(?:(?:\ ?-\ ?|\ to\ |\ and\ |\ until\ ){_CLOCK})?\ ?[ap]\.?\ ?m\b\.? | \d\d:?\d\d\ hours | (?<=\b[Aa]t\ )[01]\d[0-5]\d(?=,|\ on) | \d{{1,2}}:\d\d(?!\d))
  | (?P<date>\d{{1,2}}(?:st|nd|rd|th)?(?:\ ?(?:-|,\ and|to|and|or|,)\ ?\d{{1,2}}(?:st|nd|rd|th)?(?!\d))*\ (?:of\ )?{_MONTH}
        | (?:{_MONTH})\ \d{{1,2}}(?:st|nd|rd|th)?(?![\d.])(?:-\d{{1,2}}(?!\d))?)
  | (?P<month>(?:January|February|March|April|June|July|August|September|October|November|December)\b
        | (?:(?<=\b[Ii]n\ )|(?<=\bof\ )|(?<=\bby\ )|(?<=\band\ )|(?<=\bto\ )|(?<=-)|(?<=\b[Ss]ince\ )|(?<=\buntil\ )|(?<=\bfrom\ )
            |(?<=\bearly\ )|(?<=\blate\ )|(?<=\blast\ )|(?<=\bbetween\ ))May\b | May(?=\ (?:to|and)\ [A-Z]|\ \d{{4}}))
  | (?P<weekday>(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)days?\b)
  | (?P<provision>\b{_PROVISION}\ ?(?:\d+(?:[.-]\d+)*|{ROMAN}\b)
        (?:(?:,?\ and\ |,?\ or\ |,\ |\ to\ |\ through\ |-)(?:\d{{1,3}}(?:[.-]\d+)*(?!\d|,\d|\ ?(?:%|per\ cent|percent|million|billion|thousand|{_MONTH}))
            |{ROMAN}\b))*)
  | (?P<relative>\b(?:preceding|previous|foregoing|former|last|same|this|next|current|prior|above)
        (?:\ (?:two|three|\d))?\ (?:[Aa]rticles?|(?:[Ss]ub)?[Pp]aragraphs?|[Ii]tems?|year|[Cc]lauses?|[Pp]rovisions?)\b)
  | (?P<roman>\b(?:XX?[IVX]*|II+|IV|VI+|IX)\b)
  | (?P<number>(?:(?<![A-Za-z\d])|(?<=NTD)|(?<=NT)|(?<=USD)|(?<=EUR)|(?<=Euro)|(?<=RMB)|(?<=TWD)|(?<=post)){DIGITS}
        (?P<ordinal>(?:st|nd|rd|th)\b)?(?P<scale>[\ -]?(?:hundred|thousand|million|billion|trillion)s?\b|(?:bn|mn)\b)?
        (?P<percent>\ ?%|\ per\ cent|\ percent\b(?!age))?)
  | (?P<part>\b(?:[Aa]|[Aa]n)[\ -](?:half|third|quarter|fifth|tenth)(?=\ of\b|s\b))
  | (?P<words>(?<![A-Za-z])(?i:{EN_WORD})\b(?:(?:[\ -]|\ and\ |,?\ )(?i:{EN_WORD})\b)*
        (?P<third>[\ -](?:[Pp]art(?:y|ies)|[Pp]ersons?|[Cc]ountr|[Ss]tates?|[Ww]orld))?(?P<wpercent>\ per\ cent|\ percent\b(?!age))?)
  | (?P<synonym>\b(?i:{"|".join(sorted(_SYNONYMS, key=len, reverse=True))})\b)
  )""",
    re.VERBOSE,
)
LABEL = re.compile(
    r"\s*(?:\d{1,3}(?:\.\d{1,3})*[.)](?=\s)|\d{1,3}[A-Z]?(?:\.\d{1,3})+(?=\s+[“\"(]?[A-Z0-9])|\((?:\d{1,3}|[a-z]{1,4}|[A-Z])\)|[A-Z]\.(?=\s)"
    r"|[IVX]{1,5}\.(?=\s)|(?:Article|Section|Chapter|Part)\s(?:\d+(?:[.-]\d+)*|[IVXL]+)\b\.?(?=\s*$|\s*[:\n–—]|\s{2})){1,3}"
)
_ARABIC = re.compile(r"\d+")
_PROVISION_NUMBER = re.compile(rf"\d+(?:\.\d+)*|{ROMAN}\b")
_REFERENCE = re.compile(r"(?:\b[Nn]os?|\b[Pp]aras?|\b[Aa]rts?|\b[Vv]ols?|\bpp?|\b[Ss]ects?|\b[Cc]h|\$|£|€)\.?$")


_ENUMERATES = re.compile(r"(?:^|[,.;:，。；：、]|\band|\bor|和|或)\s*$")  # before the bracket of (2)


def scan(text: str, match: re.Match[str]) -> Iterator[tuple[Kind, Value, bool]]:
    """Kind, value, hard of what PATTERN matched in the folded text."""
    printed = match[0]
    match match.lastgroup:
        case "decade":
            yield Kind.YEAR, int(printed[:4]), False
        case "time":
            yield from _times(printed)
        case "date":
            for number in _ARABIC.findall(printed):
                yield Kind.DAY, int(number), True
            name = next(i for i, m in enumerate(_MONTHS, 1) if m[:3] in printed)
            yield Kind.MONTH, name, True
        case "month":
            yield Kind.MONTH, _MONTHS.index(printed) + 1, True
        case "weekday":
            yield Kind.WEEKDAY, _WEEKDAYS[printed.rstrip("s")], True
        case "provision":
            yield from _provisions(printed)
        case "relative":
            yield Kind.RELATIVE, "year" if "year" in printed else "provision", False
        case "roman":
            yield Kind.NUMBER, roman(printed), False
        case "number":
            yield from _number(text, match)
        case "part":
            yield Kind.FRACTION, english("one " + printed.split()[-1].split("-")[-1])[0].value, False
        case "words":
            yield from _words(match)
        case "synonym":
            yield from ((Kind.NUMBER, value, False) for value in _SYNONYMS[printed.lower()])
        case _:
            yield from common(match)


def _times(printed: str) -> Iterator[tuple[Kind, Value, bool]]:
    """On the twelve-hour clock, because a range prints a.m. or p.m. once: 3 p.m. = 15:00 = minute 180."""
    if printed[:4].isdigit() or printed.endswith("hours"):
        compact = printed.replace(":", "")
        yield Kind.TIME, int(compact[:2]) % 12 * 60 + int(compact[2:4]), True
        return
    for clock in re.findall(_CLOCK, printed):
        hour, _, minute = clock.replace(":", ".").partition(".")
        yield Kind.TIME, int(hour) % 12 * 60 + int(minute or 0), True


def _number(text: str, match: re.Match[str]) -> Iterator[tuple[Kind, Value, bool]]:
    printed = re.match(DIGITS, match[0])[0]  # type: ignore[index]
    kind, value = digits(printed)
    if scale := match["scale"]:
        word = scale.strip(" -").removesuffix("s")
        yield Kind.NUMBER, scaled(value, EN_SCALES.get(word, 10**9 if word == "bn" else 10**6)), True
    elif match["percent"]:
        yield Kind.PERCENT, value, True
        if not isinstance(value, str) and value < 1:  # 千分之五 is 0.5 per cent
            yield Kind.FRACTION, Fraction(value) / 100, False
    else:
        yield kind, value, is_hard(text, value, match.start(), match.end())


def _provisions(printed: str) -> Iterator[tuple[Kind, Value, bool]]:
    """Numbers of "Articles 5, 6 and 19.1"; 19.1 is also read part by part, because 第十九条第一项 says it so."""
    for number in _PROVISION_NUMBER.findall(printed[2:]):
        if "." in number:
            yield Kind.PROVISION, decimal(number) if number.count(".") == 1 else number, True
            yield from ((Kind.PROVISION, int(part), False) for part in number.split("."))
        else:
            value = int(number) if number.isdigit() else roman(number)
            yield Kind.PROVISION, value, value not in SOFT_DIGITS


def is_hard(text: str, value: Value, start: int, end: int) -> bool:
    """False for a footnote mark glued to what precedes it (Action,1), for the marker of an item ("; (2)")
    and for 1, which is often "a"; "six (1)" is hard."""
    before = text[start - 1 : start]
    if before == "(" and text[end : end + 1] == ")":
        return end - start > 2 or not _ENUMERATES.search(text[max(0, start - 8) : start - 1])
    if value in SOFT_DIGITS:
        return False
    if end - start > 2 or not before or before not in ".,;:)”\"'’" or (before in ".,:" and text[start - 2 : start - 1].isdigit()):
        return True
    return bool(_REFERENCE.search(text[max(0, start - 8) : start]))


def _words(match: re.Match[str]) -> Iterator[tuple[Kind, Value, bool]]:
    printed = match[0].lower()
    for number in english(printed, match.string.endswith("between ", 0, match.start())):
        word = printed[number.start : number.end]
        hard = number.value not in _SOFT_WORDS and not (number.ordinal and number.value == 3 and match["third"])
        if word in ("zero", *EN_SCALES, "half", "halves", "quarter", "quarters", "ten") or number.value == Fraction(1, 2):
            hard = False
        if match.string.startswith((" decade", " dozen"), match.start() + number.end):
            yield Kind.NUMBER, number.value * (10 if match.string[match.start() + number.end + 2] == "e" else 12), False
        kind = Kind.FRACTION if isinstance(number.value, Fraction) else Kind.PERCENT if match["wpercent"] else Kind.NUMBER
        yield kind, number.value, hard
        if number.ordinal and 2 < number.value < 11 and match.string[match.end() :].startswith(" of"):
            yield Kind.FRACTION, Fraction(1, int(number.value)), False


assert not set(_SYNONYMS) & set(CARDINALS)
