"""Quantities of Chinese text: one scan with one expression; the order of the alternatives matters."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction
from math import prod

from align.quantities.numerals import (
    ROMAN,
    ZH_DIGITS,
    ZH_NUMERAL,
    ZH_SCALES,
    chinese,
    chinese_decimal,
    decimal,
    roman,
)
from align.quantities.symbols import (
    COMMON,
    DIGITS,
    LONGEST_MARK,
    SOFT_DIGITS,
    common,
    digits,
    fraction,
    is_hard,
    minutes,
    percentage,
    scaled,
)
from align.quantities.values import Kind, Value, exact

_ROC_ERA = 1911  # years before 民国元年, which is 1912
_NUMERALS = ZH_NUMERAL[1:-1]
_ANY = rf"(?:{ZH_NUMERAL}+|\d+(?:\.\d+)?)"
_WHOLE = rf"(?<![\d.])(?:{ZH_NUMERAL}+|\d+)"
_MONTH = "(?:十[一二]?|[一二三四五六七八九])"
_HOUR = "(?:二?十[一二三四五六七八九]?|[二三四五六七八九])"  # 一时 is "for a while"
_NO_MONTH = "(?!龄|内|以[内上下])"  # 三月内 is "within three months"
_DAYS = "一二三四五六日天"
_WEEKDAY = rf"(?:星期|礼拜|(?<![{_NUMERALS}数几每\d])周)[{_DAYS}](?![次十百天个年期])"
# Words in which a numeral counts nothing, and vague amounts.
_STOP = r"""十分(?!之|钟|[〇零一二三四五六七八九])|十字|十足|万一|[三四]川
    |四(?:处|面|周(?!年)|肢|季(?!度)|公约)|三(?:角|峡|亚|叉|军)|三令五申|三明治|再三|九龙|百姓|百货|百科|千方百计|五角大楼|五金|五官|四舍五入|五颜六色|二二八
    |[一二三四五六七八九十](?:氧化|氯|溴|氟|硫化|甲基|恶英|噁英)|(?:[数几成近]|(?<!以)上)[十百千万亿]+(?!分之)|[十百千万亿]+几
    |千[瓦米克卡]|[前上]一个?月|万[物国能维象]|千千万万|成千上万|数以[十百千万亿]+计|一一"""
_RELATIVE = rf"前[{_NUMERALS}]?[条项款目段节章]|同[条项款]|[去今明同当本次前翌该上]年"

PATTERN = re.compile(
    rf"""(?=[0-9A-Za-z{_NUMERALS}民数几上成近再星礼周下凌早晚中傍半双旬前同本去今明当次翌该回])(?:{COMMON}
  | (?P<roc>民国\ ?{_ANY}\ ?年 | (?<![\d{_NUMERALS}第])(?:{ZH_NUMERAL}{{2,5}}|\d{{2,3}})年(?=\ ?{_ANY}\ ?月))
  | (?P<decade>(?:(?:\d\d|{ZH_NUMERAL}+)\ ?世纪\ ?)?(?:(?:\d0|[二三四五六七八九]十)\ ?(?:年代)?[、和至]\ ?)*
        (?:(?:1[89]|20)?\d0|[二三四五六七八九]十)\ ?年代)
  | (?P<time>(?:上午|下午|凌晨|早上|晚上?|中午|傍晚)\ ?{_ANY}\ ?[时点](?:整|\ ?{_ANY}\ ?分|半)?
        |(?:(?<![\d.])\d{{1,2}}|(?<![{_NUMERALS}第达到满]){_HOUR})\ ?时(?:\ ?{_ANY}\ ?分|整)?
        (?![间代期段候辰])|\d{{1,2}}[:：]\d\d(?!\d))
  | (?P<weekday>{_WEEKDAY})
  | (?P<fraction>{_ANY}\ ?分之\ ?{_ANY}(?:[点.]{ZH_NUMERAL}+)?)
  | (?P<tenths>[一二三四五六七八九]成[一二三四五六七八九]?(?=以|之|左右|多|[，。；、的]|$))
  | (?P<term>{_WHOLE}\ ?年[又零]?\ ?{_WHOLE}\ ?个月)
  | (?P<hijri>回历\ ?(?:\d+\ ?年\ ?)?\d+\ ?月(?:\ ?\d+\ ?日)?)
  | (?P<stop>{_STOP})
  | (?P<relative>{_RELATIVE})
  | (?P<month>(?<![\d.])(?:1[0-2]|[1-9])\ ?月{_NO_MONTH}
        | (?<![{_NUMERALS}逾满达])(?:{_MONTH}、)*{_MONTH}月{_NO_MONTH})
  | (?P<compound>(?:{DIGITS}\ ?[亿万千百]){{2,}})
  | (?P<number>(?:(?<![A-Za-z\d])|(?<=[a-z])(?=\d{{4}}年))(?P<digits>{DIGITS})
        (?P<scale>\ ?[多余几]?\ ?(?:[百千]?[万亿]+|[百千]))?(?P<percent>\ ?%)?)
  | (?P<roman>(?<![A-Za-z]){ROMAN}(?![A-Za-z]))
  | (?P<numeral>(?:(?!两){ZH_NUMERAL}|两(?=[百千万亿]))+(?:[点.][〇零○一二三四五六七八九]+)?|两)
  | (?P<synonym>半|双(?![方边])|旬)
  )""",
    re.VERBOSE,
)
LABEL = re.compile(
    rf"""[\s"“]*(?:\d{{1,3}}[.、](?!\d)
    | [1-9]\d{{0,2}}[A-Z]?(?:\.\d{{1,3}})+(?![\d.%万亿倍个多余至到-]|\s?级|\s?[A-Za-z%]|\s*$)
    | \d{{1,2}}\.[a-z](?=\s) | [(](?:\d{{1,3}}|[a-zA-Z]{{1,4}}|{_MONTH}+)[)]
    | {_MONTH}{{1,2}}[、.](?!{_MONTH}[、月]) | [甲乙丙丁戊己庚辛壬癸]、 | [IVX]{{1,5}}[.、] | [A-Z][.、]
    | 第\s?(?:{ZH_NUMERAL}+|[\d-]+)\s?[条章节编款](?:之{_MONTH})?(?=\s|$|-)){{1,3}}""",
    re.VERBOSE,
)
_SYNONYMS: dict[str, tuple[Value, ...]] = {"半": (Fraction(1, 2), 6, 30, 50), "双": (2,), "旬": (10,)}
_UNIT = re.compile("[瓦米克卡赫]")  # of measure, that 千 or 百万 may belong to
WORDS = (0, 1, 2, 10)  # as Chinese numerals: mere words, and 十年 is a decade
# 三国外长, 三方, 四县: the English leaves the number out; 第三人 is a third party.
_NOT_COUNTED = re.compile("[国方者省市县州](?![次届年])|主席国")
_NOT_RANKED = re.compile("[国方者人世](?![次届年])")
_BEFORE_MARK = ("》", "。", "；", "，", "”")
# A mark glued to a word (政策2的, 按速度分列 5), unlike a number that the word before announces: 共5, 附件5.
_GLUED = re.compile(
    "[^\\W\\d_A-Za-z第共约至到和及与为是达过近逾满每占从自在于有图表件项目号录段条章节款个位分的]\\s?$"
)
_AFTER_GLUED = re.compile(r"的|\s*$")
_AFTER_MARK = re.compile(r"[，。；、]|\s*$|(?=[一-鿿])(?![年月日个名国次人项条款段届章位种份页号])")
_ROC_YEAR = re.compile("(?:会计)?年")
_SPAN_OF_YEARS = re.compile(
    "(?:(?<!民)国|[满达逾近前第有了共内])$"
)  # before 八十年 that is no year of an era
# Nouns whose number is that of a part of a text, before it (附件二) and after 第N (第二编).
_PART_NOUN = re.compile(
    r"(?:附件|附录|附表|附则|议程项目|项目|条之|(?<![意企])图|(?<!代)表|规则|附属文书|议定书)\s?$"
)
_PART_AFTER = "条项款章节目编段类卷级册组篇"
_SCALED = re.compile(rf"({DIGITS})\ ?([亿万千百])")
_INTEGER = re.compile(rf"\d+|{ZH_NUMERAL}+")


def scan(text: str, match: re.Match[str]) -> Iterator[tuple[Kind, Value, bool]]:
    """Kind, value, hard of what PATTERN matched in the folded text."""
    printed = match[0]
    match match.lastgroup:
        case "numeral":
            yield from _numeral(text, match)
        case "number":
            yield from _number(text, match)
        case "month":
            yield from ((Kind.MONTH, value, True) for value in _integers(printed))
        case "roc":
            yield from _roc(printed)
        case "decade":
            values = _integers(printed.split("世纪")[-1])
            yield from ((Kind.YEAR, value + 1900 if value < 100 else value, False) for value in values)
        case "time":
            hour, minute, *_ = [*_integers(printed), 30 if printed.endswith("半") else 0]
            yield Kind.TIME, minutes(hour, minute), True
        case "weekday":
            yield Kind.WEEKDAY, min(_DAYS.index(printed[-1]) + 1, 7), True
        case "fraction":
            yield from _fraction(printed)
        case "tenths":  # 一成五: 15 %
            tens, units = printed[0], printed[2:] or "零"
            yield from percentage(10 * ZH_DIGITS[tens] + ZH_DIGITS[units])
        case "term":  # 一年六个月: one year and six months, or 18 months
            years, months = (_integers(part)[-1] for part in printed.split("年"))
            yield from ((Kind.NUMBER, value, False) for value in (years, months, 12 * years + months))
        case "compound":  # 3亿5 000万
            parts = [scaled(decimal(n), ZH_SCALES[scale]) for n, scale in _SCALED.findall(printed)]
            yield Kind.NUMBER, exact(sum((Fraction(part) for part in parts), Fraction())), True
        case "hijri":  # the English names the month
            yield from ((Kind.NUMBER, value, False) for value in _integers(printed))
        case "relative":
            count = (chinese(printed[1]) if len(printed) == 3 else None) or 1
            yield from [(Kind.RELATIVE, "year" if "年" in printed else "provision", False)] * count
            yield Kind.NUMBER, count, False
        case "roman":
            yield Kind.NUMBER, roman(printed), False
        case "synonym":
            yield from ((Kind.NUMBER, value, False) for value in _SYNONYMS[printed])
        case "stop":
            return
        case _:
            yield from common(match)


def _any(number: str) -> int | Fraction | None:
    return decimal(number) if number.isascii() else chinese(number)


def _integers(printed: str) -> list[int]:
    return [int(_any(number) or 0) for number in _INTEGER.findall(printed)]


def _roc(printed: str) -> Iterator[tuple[Kind, Value, bool]]:
    value = _any(printed.removeprefix("民国").strip(" 年"))
    if isinstance(value, int):
        era = printed.startswith("民国") or 20 <= value < 150
        yield Kind.YEAR, value + _ROC_ERA if era else value, True


def _fraction(printed: str) -> Iterator[tuple[Kind, Value, bool]]:
    below, above = (part.strip() for part in printed.split("分之"))
    whole, _, decimals = (above, "", "") if above.isascii() else above.replace(".", "点").partition("点")
    if above == "百":  # 百分之百
        numerator: int | Fraction | None = 100
    else:
        numerator = chinese_decimal(whole, decimals) if decimals else _any(above)
    denominator = ZH_SCALES.get(below) or _any(below)
    if numerator is None or not denominator:
        return
    if below == "百":
        yield from percentage(numerator)
    else:
        yield from fraction(exact(Fraction(numerator) / Fraction(denominator)))


def _number(text: str, match: re.Match[str]) -> Iterator[tuple[Kind, Value, bool]]:
    start, end = match.span()
    kind, value = digits(match["digits"])
    if scale := match["scale"]:
        yield Kind.NUMBER, scaled(value, prod(ZH_SCALES[c] for c in scale.strip(" 多余几"))), True
    elif match["percent"]:
        yield from percentage(value)
    else:
        short = end - start <= LONGEST_MARK
        mark = short and (
            (text[start - 1 : start] in _BEFORE_MARK and _AFTER_MARK.match(text, end))
            or (_GLUED.search(text, max(0, start - 2), start) and _AFTER_GLUED.match(text, end))
        )
        if kind is Kind.NUMBER and _is_part(text, start, end):
            kind = Kind.PROVISION
        yield kind, value, not mark and is_hard(text, value, start, end)


def _is_part(text: str, start: int, end: int) -> bool:
    """Whether the number at start..end is that of a part of a text: 第三条, 附件二, 第 5 段."""
    if text[:start].rstrip()[-1:] == "第":
        return text[end:].lstrip()[:1] in _PART_AFTER
    return bool(_PART_NOUN.search(text[max(0, start - 6) : start]))


def _is_roc_year(text: str, start: int, end: int) -> bool:
    after = _ROC_YEAR.match(text, end)
    if not after or _SPAN_OF_YEARS.search(text[max(0, start - 2) : start]):
        return False
    return "民国" in text or after[0] == "会计年"


def _numeral(text: str, match: re.Match[str]) -> Iterator[tuple[Kind, Value, bool]]:
    start, end = match.span()
    whole, _, decimals = match[0].replace(".", "点").partition("点")
    value = chinese_decimal(whole, decimals) if decimals else chinese(whole)
    before = text[start - 1 : start]
    if value is None:
        if len(whole) == 1:
            yield Kind.NUMBER, ZH_SCALES[whole], False
    elif 60 <= value < 150 and _is_roc_year(text, start, end):
        yield Kind.YEAR, value + _ROC_ERA, True
    elif _UNIT.match(text, end) and whole[-1] in "千万":  # 三千米: 3,000 m or 3 km
        below = whole.rstrip("百千万") or "一"
        yield from ((Kind.NUMBER, v, False) for v in (value, chinese(below)) if v is not None)
    else:
        kind = Kind.PROVISION if _is_part(text, start, end) else Kind.NUMBER
        if before == "第":
            idle = value == 3 and _NOT_RANKED.match(text, end)
        else:
            idle = value < 10 and _NOT_COUNTED.match(text, end)
        soft = SOFT_DIGITS if kind is Kind.PROVISION else WORDS
        hard = value not in soft and before != "(" and not idle
        yield kind, value, hard
