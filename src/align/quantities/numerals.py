"""Number words of both languages to exact values: 三千五百万, 二〇三〇, "twenty-sixth", "two thirds"."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import NamedTuple

from align.quantities.values import exact

ZH_DIGITS = {c: i for i, c in enumerate("〇一二三四五六七八九")} | {"零": 0, "○": 0, "两": 2}
ZH_SCALES = {"十": 10, "百": 100, "千": 1000, "万": 10**4, "亿": 10**8, "兆": 10**12}
ZH_NUMERAL = "[〇零○一二三四五六七八九十百千万亿两廿卅]"

_TRADITIONAL = str.maketrans("萬億兩點條項節編貳參陸", "万亿两点条项节编二三六")
_FULL_WIDTH = {c: c - 0xFEE0 for c in range(0xFF01, 0xFF5F) if chr(c) not in "，；：！？（）"}
_FOLD = _TRADITIONAL | _FULL_WIDTH | str.maketrans("（）\u00a0\u2009\u202f\u3000‐‑–—－‧", "()    -----.")


def fold(text: str) -> str:
    """Half-width digits, letters, brackets and spaces, simplified numerals, plain hyphens; same length, same offsets."""
    return text if text.isascii() else text.translate(_FOLD)


def chinese(numeral: str) -> int | None:
    """Value of a Chinese numeral, None for a vague one (三四, 七八十) and for a lone 百, 千, 万 or 亿.

    Digits without a scale are read by position (二〇一五 = 2015).
    """
    numeral = numeral.replace("廿", "二十").replace("卅", "三十")
    if not any(c in ZH_SCALES for c in numeral):
        if len(numeral) == 2 and not set(numeral) & {"〇", "零", "○"}:
            return None
        return int("".join(str(ZH_DIGITS[c]) for c in numeral))
    if numeral[0] in "百千万亿":
        return None
    total = section = last = 0  # value so far, its part below 万, the last of 万 亿 兆
    digit: int | None = None
    for char in numeral:
        if char in ZH_DIGITS:
            if digit:
                return None
            digit = ZH_DIGITS[char]
            continue
        scale = ZH_SCALES[char]
        if scale < 10**4:
            section += (1 if digit is None else digit) * scale
        else:
            section += digit or 0
            total = (total + section) * scale if scale >= last else total + section * scale
            section, last = 0, scale
        digit = None
    return total + section + (digit or 0)


def chinese_decimal(whole: str, decimals: str) -> int | Fraction | None:
    """十二点五 = 25/2: whole "十二", decimals "五"."""
    value = chinese(whole)
    if value is None:
        return None
    digits = "".join(str(ZH_DIGITS[c]) for c in decimals)
    return exact(value + Fraction(int(digits), 10 ** len(digits)))


def decimal(digits: str) -> int | Fraction:
    """Value of Arabic digits, grouping commas and spaces dropped."""
    plain = digits.replace(",", "").replace(" ", "")
    return exact(Fraction(plain)) if "." in plain else int(plain)


ROMAN = "(?:X{1,3}(?:IX|IV|V?I{0,3})|IX|IV|VI{0,3}|I{1,3})"
_ROMAN_VALUES = {"I": 1, "V": 5, "X": 10}


def roman(numeral: str) -> int:
    """Value of a Roman numeral up to XXXIX."""
    values = [_ROMAN_VALUES[c] for c in numeral.upper()]
    return sum(-v if v < after else v for v, after in zip(values, [*values[1:], 0], strict=True))


_ONES = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen"
)
_ONES += " seventeen eighteen nineteen"
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
_ORDINALS = (
    "zeroth first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth"
)
_ORDINALS += " fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth"
CARDINALS = {w: i for i, w in enumerate(_ONES.split())} | {
    w: 20 + 10 * i for i, w in enumerate(_TENS.split())
}
ORDINALS = {w: i for i, w in enumerate(_ORDINALS.split())}
ORDINALS |= {w[:-1] + "ieth": 20 + 10 * i for i, w in enumerate(_TENS.split())}
EN_SCALES = {"hundred": 100, "thousand": 1000, "million": 10**6, "billion": 10**9, "trillion": 10**12}
_PLURALS = {w + "s": v for w, v in EN_SCALES.items()}
_SCALE_ORDINALS = {w + "th": v for w, v in EN_SCALES.items()}
_PARTS = {w + s: v for w, v in (ORDINALS | _SCALE_ORDINALS).items() if v > 2 for s in ("", "s")}
_PARTS |= {"half": 2, "halves": 2, "quarter": 4, "quarters": 4}
_DECIMAL_PARTS = ("tenth", "hundredth", "thousandth")  # "two tenth" is met
EN_WORD = "(?:" + "|".join(
    sorted({*CARDINALS, *ORDINALS, *EN_SCALES, *_PLURALS, *_SCALE_ORDINALS, *_PARTS} - {"half", "quarter"}, key=len, reverse=True)
) + "|half|quarter)"  # fmt: skip
_TOKEN = re.compile(r"[a-z]+", re.IGNORECASE)


class Words(NamedTuple):
    """One number of a run of English number words; start and end are offsets in the run."""

    value: int | Fraction
    start: int
    end: int
    ordinal: bool


def english(run: str, between: bool = False) -> list[Words]:
    """The numbers of a run of English number words: "two three-year" gives 2 and 3, "two thirds" 2/3.

    "and" joins after a scale, unless the same scale follows (two hundred and three hundred) or, in a
    run after "between", a greater one (six hundred and three thousand). "thousands" alone gives nothing.
    """
    tokens = [(m[0].lower(), m.start(), m.end()) for m in _TOKEN.finditer(run)]
    numbers: list[Words] = []
    i = 0
    while i < len(tokens):
        number, i = _one(tokens, i, between)
        if number is not None:
            numbers.append(number)
    return numbers


def _one(tokens: list[tuple[str, int, int]], i: int, between: bool) -> tuple[Words | None, int]:
    """The number that begins at token i, and the token after it."""
    start = tokens[i][1]
    total = current = 0
    scale = 0  # of the last scale word
    first = i
    while i < len(tokens):
        word, _, end = tokens[i]
        if (
            i > first
            and word in _PARTS
            and 0 < total + current < 20
            and (word.endswith("s") or word in _DECIMAL_PARTS or current == 1)
        ):
            return Words(Fraction(current, _PARTS[word]), start, end, False), i + 1
        value = CARDINALS.get(word, ORDINALS.get(word, 0))
        joins = i == first or _fits(current, value, scale)
        if word == "and":
            after = max((EN_SCALES.get(t[0], 0) for t in tokens[i + 1 : i + 4]), default=scale)
            if not scale or after == scale or (between and after > scale):
                break
        elif word in CARDINALS and joins:
            current += value
        elif word in ORDINALS and joins:
            return Words(total + current + value, start, end, True), i + 1
        elif (word in EN_SCALES and (i == first or current)) or (word in _PLURALS and i > first):
            scale = EN_SCALES[word.removesuffix("s")]
            current, total = (
                (max(current, 1) * 100, total) if scale == 100 else (0, total + max(current, 1) * scale)
            )
        elif word in _SCALE_ORDINALS:
            return Words(total + max(current, 1) * _SCALE_ORDINALS[word], start, end, True), i + 1
        else:
            break
        i += 1
    if i == first:
        return None, i + 1
    return Words(total + current, start, tokens[i - 1][2], False), i


def _fits(current: int, value: int, scale: int) -> bool:
    """May a word of this value follow: five after twenty, anything below 100 after a hundred or a thousand."""
    if current % 100 == 0:
        return 0 < value and (current > 0 or scale > 0)
    return 20 <= current % 100 and current % 10 == 0 and 0 < value < 10
