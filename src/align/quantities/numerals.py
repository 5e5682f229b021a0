"""Chinese, Arabic and Roman numerals to exact values: 三千五百万, 二〇三〇, 437 100, XIV."""

from __future__ import annotations

import unicodedata
from fractions import Fraction

from align.quantities.values import exact

ZH_DIGITS = {c: i for i, c in enumerate("〇一二三四五六七八九")} | {"零": 0, "○": 0, "两": 2}
ZH_SCALES = {"十": 10, "百": 100, "千": 1000, "万": 10**4, "亿": 10**8, "兆": 10**12}
ZH_NUMERAL = "[〇零○一二三四五六七八九十百千万亿两廿卅]"

_TRADITIONAL = str.maketrans("萬億兩點條項節編貳參陸週禮號", "万亿两点条项节编二三六周礼号")
_FULL_WIDTH = {c: c - 0xFEE0 for c in range(0xFF01, 0xFF5F) if chr(c) not in "，；：！？（）"}
_FOLD = _TRADITIONAL | _FULL_WIDTH | str.maketrans("（）\u00a0\u2009\u202f\u3000‐‑–—－‧", "()    -----.")


def fold(text: str) -> str:
    """Half-width digits, letters, brackets and spaces, simplified numerals, plain hyphens; offsets stay."""
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
            section += (digit or 1) * scale  # 一千零十: the 零 counts nothing
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


ROMAN = "(?:X{1,3}(?:IX|IV|V?I{0,3})|IX|IV|VI{0,3}|I{1,3}|[Ⅰ-Ⅻ])"
_ROMAN_VALUES = {"I": 1, "V": 5, "X": 10}


def roman(numeral: str) -> int:
    """Value of a Roman numeral up to XXXIX; Ⅲ, one character, is III."""
    values = [_ROMAN_VALUES[c] for c in unicodedata.normalize("NFKC", numeral).upper()]
    return sum(-v if v < after else v for v, after in zip(values, [*values[1:], 0], strict=True))
