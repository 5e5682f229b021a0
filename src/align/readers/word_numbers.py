"""Word's automatic numbering: which number a paragraph shows, counted as Word counts.

The document names a list (num) and a level; lists share the counters of their abstract list, which
says how each level is counted, printed and restarted (ECMA-376 part 1, 17.9).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def value(element: etree._Element | None, path: str = "", attribute: str = "val") -> str | None:
    """The attribute of the element at a path of w: names under element; None where there is none."""
    if element is not None and path:
        element = element.find("/".join(W + name for name in path.split("/")))
    return None if element is None else element.get(W + attribute)


def integer(text: str | None, otherwise: int = 0) -> int:
    """The number that an attribute holds; otherwise where it holds none or one that no document has."""
    return int(text) if text and text.isdecimal() and len(text) < 10 else otherwise


OFF = {"0", "false", "off"}  # what says no in an attribute; the bare element says yes


# --- numerals ----------------------------------------------------------------------------------

_DIGITS = "〇一二三四五六七八九"
_LEGAL_SIMPLIFIED = "零壹贰叁肆伍陆柒捌玖"
_LEGAL_TRADITIONAL = "零壹貳參肆伍陸柒捌玖"
_ROMAN = {"m": 1000, "cm": 900, "d": 500, "cd": 400, "c": 100, "xc": 90, "l": 50, "xl": 40,
          "x": 10, "ix": 9, "v": 5, "iv": 4, "i": 1}  # fmt: skip
_MOST_LETTERS = 780  # Word's own limit: thirty letters
_MOST_ROMAN = 32767  # Word's own limit


def _letters(n: int) -> str:
    """a … z, aa, bb … as Word goes on."""
    if n > _MOST_LETTERS:
        return str(n)
    return chr(ord("a") + (n - 1) % 26) * ((n - 1) // 26 + 1)


def _roman(n: int) -> str:
    if n > _MOST_ROMAN:
        return str(n)
    numeral = ""
    for letters, step in _ROMAN.items():
        numeral += letters * (n // step)
        n %= step
    return numeral


def _ordinal(n: int) -> str:
    suffix = "th" if n % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(n % 10, "th")
    return f"{n}{suffix}"


def _by_digits(n: int) -> str:
    return "".join(_DIGITS[int(d)] for d in str(n))


def _by_units(n: int, digits: str = _DIGITS, units: str = "千百十", zero: str = "零") -> str:
    """一百零一, 十一; beyond 9,999 digit by digit. zero: for units that are skipped inside."""
    if n > 9999:
        return _by_digits(n)
    numeral, skipped = "", False
    for power, unit in ((1000, units[0]), (100, units[1]), (10, units[2]), (1, "")):
        digit = n // power % 10
        if digit:
            numeral += (zero if skipped and numeral else "") + digits[digit] + unit
        skipped = not digit
    return numeral.removeprefix(digits[1]) if 10 <= n < 20 and digits is _DIGITS else numeral


def _up_to_99(n: int) -> str:
    return _by_units(n) if n < 100 else _by_digits(n)


def _japanese(n: int) -> str:
    return re.sub("一(?=[十百千])", "", _by_units(n, zero=""))


def _cycle(signs: str) -> Callable[[int], str]:
    return lambda n: signs[n - 1] if n <= len(signs) else str(n)


FORMATS: dict[str, Callable[[int], str]] = {  # ST_NumberFormat → numeral of a number >= 1
    "decimal": str,
    "decimalZero": lambda n: f"{n:02}",
    "decimalHalfWidth": str,
    "decimalFullWidth": lambda n: "".join(chr(ord(d) + 0xFEE0) for d in str(n)),
    "decimalFullWidth2": lambda n: "".join(chr(ord(d) + 0xFEE0) for d in str(n)),
    "decimalEnclosedCircle": _cycle("①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"),
    "decimalEnclosedCircleChinese": _cycle("①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"),
    "decimalEnclosedParen": lambda n: f"({n})",
    "decimalEnclosedFullstop": lambda n: f"{n}.",
    "numberInDash": lambda n: f"- {n} -",
    "ordinal": _ordinal,
    "lowerLetter": _letters,
    "upperLetter": lambda n: _letters(n).upper(),
    "lowerRoman": _roman,
    "upperRoman": lambda n: _roman(n).upper(),
    "chineseCounting": _up_to_99,
    "taiwaneseCounting": _up_to_99,
    "ideographDigital": _by_digits,
    "taiwaneseDigital": _by_digits,
    "japaneseDigitalTenThousand": _by_digits,
    "chineseCountingThousand": _by_units,
    "taiwaneseCountingThousand": _by_units,
    "japaneseCounting": _japanese,
    "chineseLegalSimplified": lambda n: _by_units(n, _LEGAL_SIMPLIFIED, "仟佰拾"),
    "ideographLegalTraditional": lambda n: _by_units(n, _LEGAL_TRADITIONAL, "仟佰拾"),
    "ideographTraditional": _cycle("甲乙丙丁戊己庚辛壬癸"),
    "ideographZodiac": _cycle("子丑寅卯辰巳午未申酉戌亥"),
    "ideographEnclosedCircle": _cycle("㊀㊁㊂㊃㊄㊅㊆㊇㊈㊉"),
    "none": lambda _: "",
}


def numeral(n: int, number_format: str) -> str:
    """n as a format prints it; a format that is not known, and 0, as decimal."""
    return FORMATS.get(number_format, str)(n) if n > 0 else str(n)


# --- lists -------------------------------------------------------------------------------------


class Level(NamedTuple):
    start: int
    number_format: str
    text: str  # "%1.%2", "(%3)", "第%1条"
    restart: int | None  # 1-based level whose step restarts this one, 0 for never, None for any above
    legal: bool  # all numbers in it as decimals
    style: str | None  # paragraph style that is numbered by this level


_LISTS_DEEP = 9  # levels of a list
_PLACE = re.compile(r"%([1-9])")


class Numbering:
    """The counters of a document. next is to be called once a numbered paragraph, in reading order."""

    def __init__(self, root: etree._Element | None) -> None:
        """root: of numbering.xml, None if there is none."""
        self._abstract: dict[str, dict[int, Level]] = {}
        self._linked: dict[str, str] = {}  # abstract list that takes its levels from a style → that style
        self._of_style: dict[str, str] = {}  # list style → its abstract list
        self._lists: dict[str, str] = {}  # num → abstract list
        self._starts: dict[tuple[str, int], int] = {}  # (num, level) → start of its own
        self._levels: dict[tuple[str, int], Level] = {}  # (num, level) → level of its own
        self._counters: dict[str, dict[int, int]] = {}
        self._used: set[str] = set()
        for each in () if root is None else root.iterchildren(W + "abstractNum"):
            key = each.get(W + "abstractNumId", "")
            self._abstract[key] = {_index(lvl): _level(lvl) for lvl in each.iterchildren(W + "lvl")}
            if style := value(each, "numStyleLink"):
                self._linked[key] = style
            if style := value(each, "styleLink"):
                self._of_style[style] = key
        for each in () if root is None else root.iterchildren(W + "num"):
            num = each.get(W + "numId", "")
            self._lists[num] = value(each, "abstractNumId") or ""
            for override in each.iterchildren(W + "lvlOverride"):
                if start := value(override, "startOverride"):
                    self._starts[num, _index(override)] = integer(start)
                if (lvl := override.find(W + "lvl")) is not None:
                    self._levels[num, _index(override)] = _level(lvl)

    def level_of(self, num: str, style: str) -> int:
        """The level of a list that numbers a paragraph style; 0 if none is tied to it."""
        levels = self._abstract.get(self._key(num), {})
        return next((i for i, level in levels.items() if level.style == style), 0)

    def next(self, num: str, level: int) -> str:
        """The number of the next paragraph of a list at a level (0-based); "" for bullets."""
        if num not in self._lists or not 0 <= level < _LISTS_DEEP:
            return ""
        counters = self._counters.setdefault(self._key(num), {})
        if num not in self._used:
            self._used.add(num)
            for other, at in self._starts:
                if other == num:
                    counters.pop(at, None)
        counters[level] = counters[level] + 1 if level in counters else self._start(num, level)
        for below in [i for i in counters if i > level]:
            restart = self._level(num, below).restart
            if restart is None or level < restart:
                del counters[below]
        own = self._level(num, level)
        if own.number_format == "bullet":
            return ""

        def place(match: re.Match[str]) -> str:
            at = int(match.group(1)) - 1
            printed = "decimal" if own.legal else self._level(num, at).number_format
            return numeral(counters.get(at, self._start(num, at)), printed)

        return _PLACE.sub(place, own.text).strip()

    def _key(self, num: str) -> str:
        """The abstract list of a num, through a list style where one leads on."""
        key = self._lists.get(num, "")
        return self._of_style.get(self._linked.get(key, ""), key)

    def _level(self, num: str, level: int) -> Level:
        whole = self._abstract.get(self._key(num), {}).get(level, _PLAIN._replace(text=f"%{level + 1}."))
        return self._levels.get((num, level), whole)

    def _start(self, num: str, level: int) -> int:
        return self._starts.get((num, level), self._level(num, level).start)


_PLAIN = Level(1, "decimal", "", None, False, None)


def _index(element: etree._Element) -> int:
    return integer(element.get(W + "ilvl"))


def _level(lvl: etree._Element) -> Level:
    formats = [value(each) for each in lvl.iter(W + "numFmt")]  # the last one is the fallback
    restart = value(lvl, "lvlRestart")
    return Level(
        start=integer(value(lvl, "start")),
        number_format=(formats[-1] if formats else None) or "decimal",
        text=value(lvl, "lvlText") or "",
        restart=None if restart is None else integer(restart),
        legal=lvl.find(W + "isLgl") is not None and value(lvl, "isLgl") not in OFF,
        style=value(lvl, "pStyle"),
    )
