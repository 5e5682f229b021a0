"""English number words to exact values: "twenty-sixth", "two thirds", "one hundred and twenty thousand"."""

from __future__ import annotations

import re
from collections.abc import Iterable
from fractions import Fraction
from typing import NamedTuple

_ONES = "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen"
_ONES += " sixteen seventeen eighteen nineteen"
_RANKS = "zeroth first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth"
_RANKS += " fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth"
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
_CARDINALS = {word: i for i, word in enumerate(_ONES.split())}
_CARDINALS |= {word: 10 * i for i, word in enumerate(_TENS.split(), 2)}
_ORDINALS = {word: i for i, word in enumerate(_RANKS.split())}
_ORDINALS |= {word[:-1] + "ieth": 10 * i for i, word in enumerate(_TENS.split(), 2)}
EN_SCALES = {"hundred": 100, "thousand": 1000, "million": 10**6, "billion": 10**9, "trillion": 10**12}
_PLURALS = {word + "s": value for word, value in EN_SCALES.items()}
_SCALE_ORDINALS = {word + "th": value for word, value in EN_SCALES.items()}
_PARTS = {word: value for word, value in (_ORDINALS | _SCALE_ORDINALS).items() if value > 2}
_PARTS |= {"half": 2, "quarter": 4}
_PART_PLURALS = {word + "s": value for word, value in _PARTS.items()} | {"halves": 2}
_DECIMAL_PARTS = ("tenth", "hundredth", "thousandth")  # "two tenth" is met

NUMBER_WORDS = {*_CARDINALS, *_ORDINALS, *EN_SCALES, *_PLURALS, *_SCALE_ORDINALS, *_PARTS, *_PART_PLURALS}


def any_of(words: Iterable[str]) -> str:
    """Expression for one of words, its first letter in either case; grouped by that letter to fail fast."""
    rests: dict[str, list[str]] = {}
    for word in sorted(words, key=lambda w: (-len(w), w)):
        rests.setdefault(word[0], []).append(re.escape(word[1:]))
    return "(?:" + "|".join(f"[{c}{c.upper()}](?:{'|'.join(rest)})" for c, rest in rests.items()) + ")"


_TOKEN = re.compile(r"[a-z]+", re.IGNORECASE)

_Token = tuple[str, int, int]  # word in lower case, start, end


class Words(NamedTuple):
    """One number of a run of words; start and end are offsets in the run."""

    value: int | Fraction
    start: int
    end: int
    ordinal: bool


def english(run: str, between: bool = False) -> list[Words]:
    """The numbers of a run of number words: "two three-year" gives 2 and 3, "two thirds" 2/3.

    "and" joins after a scale, unless the same scale follows (two hundred and three hundred) or, in a
    run after "between", a greater one (six hundred and three thousand). "thousands" alone gives nothing.
    """
    tokens = [(m[0].lower(), m.start(), m.end()) for m in _TOKEN.finditer(run)]
    numbers: list[Words] = []
    i = 0
    while i < len(tokens):
        number, i = _number_at(tokens, i, between)
        if number is not None:
            numbers.append(number)
    return numbers


def _number_at(tokens: list[_Token], first: int, between: bool) -> tuple[Words | None, int]:
    """The number that begins at token first, None if none does, and the token after it."""
    start = tokens[first][1]
    total = current = scale = 0  # thousands and more, what is below, the last scale
    for i, (word, _, end) in enumerate(tokens[first:], first):
        whole = total + current
        if i > first and 0 < whole < 20 and _is_part(word, whole):
            return Words(Fraction(whole, _part(word)), start, end, False), i + 1
        fits = i == first or _fits(current, _CARDINALS.get(word, _ORDINALS.get(word, 0)), scale)
        if word in _CARDINALS and fits:
            current += _CARDINALS[word]
        elif word in _ORDINALS and fits:
            return Words(whole + _ORDINALS[word], start, end, True), i + 1
        elif word in _SCALE_ORDINALS:
            return Words(total + max(current, 1) * _SCALE_ORDINALS[word], start, end, True), i + 1
        elif (word in EN_SCALES and (i == first or current)) or (word in _PLURALS and i > first):
            scale = EN_SCALES[word.removesuffix("s")]
            if scale == 100:
                current = max(current, 1) * 100
            else:
                total, current = total + max(current, 1) * scale, 0
        elif word != "and" or not _joins(tokens[i + 1 : i + 4], scale, between):
            return (Words(whole, start, tokens[i - 1][2], False), i) if i > first else (None, i + 1)
    return Words(total + current, start, tokens[-1][2], False), len(tokens)


def _is_part(word: str, count: int) -> bool:
    """May word name the part of a fraction: two thirds, one third, but not "two third-year"."""
    return word in _PART_PLURALS or (word in _PARTS and (count == 1 or word in _DECIMAL_PARTS))


def _part(word: str) -> int:
    return _PART_PLURALS.get(word) or _PARTS[word]


def _fits(current: int, value: int, scale: int) -> bool:
    """May a word of this value follow: five after twenty, anything below 100 after a hundred or more."""
    if current % 100 == 0:
        return value > 0 and (current > 0 or scale > 0)
    return current % 100 >= 20 and current % 10 == 0 and 0 < value < 10


def _joins(following: list[_Token], scale: int, between: bool) -> bool:
    """Whether "and" goes on with the number whose last scale this is."""
    after = max((EN_SCALES.get(word, 0) for word, _, _ in following), default=scale)
    return bool(scale) and after != scale and not (between and after > scale)
