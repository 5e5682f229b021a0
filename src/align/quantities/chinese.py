"""Quantities of Chinese text: one scan with one expression; order of the alternatives matters."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction
from math import prod

from align.quantities.english import is_mark
from align.quantities.numerals import ROMAN, ZH_NUMERAL, ZH_SCALES, chinese, chinese_decimal, decimal, roman
from align.quantities.symbols import COMMON, DIGITS, common, digits, scaled
from align.quantities.values import Kind, Value, exact

_ROC_ERA = 1911  # 民国元年 = 1912
_ANY = rf"(?:{ZH_NUMERAL}+|\d+(?:\.\d+)?)"
_DAYS = "一二三四五六日天"
# Words in which a numeral counts nothing.
_STOP = r"""十分(?!之|钟|[〇零一二三四五六七八九])|万一|[三四]川|四(?:处|面|周(?!年)|肢|季)|十字|十足|三角|三峡|三亚|三令五申|三明治|再三|九龙|百姓|百货|百科
    |千方百计|五角大楼|五金|五官|四舍五入|[一二三四五六七八九十](?:氧化|氯|溴|氟|硫化|甲基|恶英|噁英)|[数几上成近][十百千万亿]+[万亿]*|[十百千万亿]+几
    |千[万计瓦米克卡]|百万(?=富翁)|万[元分物国能维象]|亿万|千千万万|成千上万|一[〇零一二三四五六七八九](?=一|来)|一一|七七事变|六四"""
_RELATIVE = r"前[一二三两]?[条项款目段节章]|同[条项款]|本[条项款目]|上开|前开|上述|(?:去|今|明|同|当|本|次|前|翌|该)年|同[月日]|上年"

PATTERN = re.compile(
    rf"""(?=[0-9A-Za-z〇零○一二三四五六七八九十百千万亿两廿卅民数几上成近再星礼周下午凌早晚中半双旬前同本去今明当次翌该每])(?:{COMMON}
  | (?P<roc>民国\ ?{_ANY}\ ?年 | (?<![\d{ZH_NUMERAL[1:-1]}第])(?:{ZH_NUMERAL}{{2,5}}|\d{{2,3}})年(?=\ ?{_ANY}\ ?月))
  | (?P<decade>(?:(?:\d\d|{ZH_NUMERAL}+)\ ?世纪\ ?)?(?:(?:\d\d|{ZH_NUMERAL}+)\ ?、\ ?)*(?:\d0|(?:1[89]|20)\d0|[二三四五六七八九]十)\ ?年代)
  | (?P<time>(?:上午|下午|凌晨|早上|晚上?|中午|傍晚)\ ?{_ANY}\ ?[时点](?:整|\ ?{_ANY}\ ?分|半)?|(?<![\d.])\d{{1,2}}\ ?时(?:\ ?\d{{1,2}}\ ?分|整)?(?!间|代|期)
        |\d{{1,2}}:\d\d(?!\d))
  | (?P<weekday>(?:星期|礼拜|(?<![一二三四五六七八九十两数几每\d一])周)[{_DAYS}](?![次十百天个年期]))
  | (?P<fraction>{_ANY}\ ?分之\ ?{_ANY}(?:点{ZH_NUMERAL}+)?)
  | (?P<stop>{_STOP})
  | (?P<relative>{_RELATIVE})
  | (?P<month>(?<![\d.])(?:1[0-2]|[1-9])\ ?月(?!龄|[内以]) | (?<![{ZH_NUMERAL[1:-1]}])(?:十[一二]?|[一二三四五六七八九])月(?![内以龄]))
  | (?P<number>(?<![A-Za-z\d]){DIGITS}(?P<scale>\ ?[多余几]?\ ?[十百千万亿]+(?!分|国))?(?P<percent>\ ?[%％])?)
  | (?P<roman>(?<![A-Za-z]){ROMAN}(?![A-Za-z]))
  | (?P<numeral>{ZH_NUMERAL}+(?:点[〇零一二三四五六七八九]+)?)
  | (?P<synonym>半|双(?![方边])|旬)
  )""",
    re.VERBOSE,
)
LABEL = re.compile(
    r"\s*(?:\d{1,3}[.、](?!\d)|\d{1,3}(?:\.\d{1,3})+(?=\s)|[(](?:\d{1,3}|[a-zA-Z]{1,4}|[一二三四五六七八九十]{1,3})[)]"
    r"|[一二三四五六七八九十]{1,3}、|[甲乙丙丁戊己庚辛壬癸]、|[IVX]{1,5}[.、]|[A-Z][.、]"
    r"|第\s?[〇零一二三四五六七八九十百千\d-]+\s?[条章节编款](?:之[一二三四五六七八九十]+)?(?=\s|$)){1,3}"
)
_SYNONYMS: dict[str, tuple[Value, ...]] = {"半": (Fraction(1, 2), 6, 30), "双": (2,), "旬": (10,)}
_SOFT = (0, 1, 2, 10)  # as Chinese numerals: mere words, and 十年 is a decade
_NOT_COUNTED = re.compile(r"[国方者人世](?![次届年])")  # after 第三


def scan(text: str, match: re.Match[str]) -> Iterator[tuple[Kind, Value, bool]]:
    """Kind, value, hard of what PATTERN matched in the folded text."""
    printed = match[0]
    match match.lastgroup:
        case "roc":
            yield from _roc(printed)
        case "decade":
            for number in re.findall(rf"\d+|{ZH_NUMERAL}+", printed.split("世纪")[-1]):
                value = _any(number)
                yield Kind.YEAR, value + 1900 if isinstance(value, int) and value < 100 else value or 0, False
        case "time":
            hour, *minute = [_any(n) or 0 for n in re.findall(rf"\d+|{ZH_NUMERAL}+", printed)]
            half = 30 if printed.endswith("半") else 0
            yield Kind.TIME, int(hour) % 12 * 60 + (int(minute[0]) if minute else half), True
        case "weekday":
            yield Kind.WEEKDAY, min(_DAYS.index(printed[-1]) + 1, 7), True
        case "fraction":
            yield from _fraction(printed)
        case "stop":
            return
        case "relative":
            yield Kind.RELATIVE, "year" if "年" in printed else "provision", False
        case "month":
            yield Kind.MONTH, int(_any(printed[:-1].strip()) or 0), True
        case "number":
            yield _number(text, match)
        case "roman":
            yield Kind.NUMBER, roman(printed), False
        case "numeral":
            yield from _numeral(text, match)
        case "synonym":
            yield from ((Kind.NUMBER, value, False) for value in _SYNONYMS[printed])
        case _:
            yield from common(match)


def _any(number: str) -> int | Fraction | None:
    return decimal(number) if number[0].isdigit() and number[0].isascii() else chinese(number)


def _roc(printed: str) -> Iterator[tuple[Kind, Value, bool]]:
    value = _any(printed.removeprefix("民国").strip(" 年"))
    if isinstance(value, int):
        era = printed.startswith("民国") or 20 <= value < 150
        yield Kind.YEAR, value + _ROC_ERA if era else value, True


def _fraction(printed: str) -> Iterator[tuple[Kind, Value, bool]]:
    below, above = (part.strip() for part in printed.split("分之"))
    whole, _, decimals = above.partition("点")
    if above == "百":
        numerator: int | Fraction | None = 100
    else:
        numerator = chinese_decimal(whole, decimals) if decimals else _any(above)
    if numerator is None:
        return
    if below == "百":
        yield Kind.PERCENT, numerator, True
        return
    denominator = ZH_SCALES.get(below) or _any(below)
    if denominator:
        value = exact(Fraction(numerator) / Fraction(denominator))
        yield Kind.FRACTION, value, value != Fraction(1, 2)


def _number(text: str, match: re.Match[str]) -> tuple[Kind, Value, bool]:
    printed = re.match(DIGITS, match[0])[0]  # type: ignore[index]
    kind, value = digits(printed)
    if scale := match["scale"]:
        return Kind.NUMBER, scaled(value, prod(ZH_SCALES[c] for c in scale.strip(" 多余几"))), True
    if match["percent"]:
        return Kind.PERCENT, value, True
    mark = is_mark(text, match.start(), match.end()) or (
        len(printed) <= 2 and text[match.start() - 1 : match.start()] in ("》", "。", "；") and not text[match.end() :].startswith(("年", "月", "日"))
    )
    return kind, value, not mark


def _numeral(text: str, match: re.Match[str]) -> Iterator[tuple[Kind, Value, bool]]:
    whole, _, decimals = match[0].partition("点")
    start, end = match.span()
    value = chinese_decimal(whole, decimals) if decimals else chinese(whole)
    if value is None:
        if len(whole) == 1:
            yield Kind.NUMBER, ZH_SCALES[whole], False
        return
    ordinal = text[start - 1 : start] == "第"
    hard = value not in _SOFT and text[start - 1 : start] != "("
    if ordinal and value == 3 and _NOT_COUNTED.match(text, end):
        hard = False
    yield (Kind.PROVISION if ordinal and text[end : end + 1] in "条项款章节目" else Kind.NUMBER), value, hard
