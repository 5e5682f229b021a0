"""The grammar of printed numbers, in both languages, as tables.

A text may begin with a marker that reads in more than one way: "(i)" is a letter or a Roman one.
read_markers gives all readings; structure.py settles them by context.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from typing import NamedTuple

from align.model import Marker

# --- numerals ----------------------------------------------------------------------------------

_CJK_DIGITS = {c: n for n, chars in enumerate("〇零 一壹 二两贰 三叁 四肆 五伍 六陆 七柒 八捌 九玖".split()) for c in chars}
_CJK_UNITS = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
_CJK_TENS = {"廿": 20, "卅": 30, "卌": 40}
_STEMS = "甲乙丙丁戊己庚辛壬癸"
_ROMAN = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100, "d": 500, "m": 1000}
_ROMAN_FORM = re.compile(r"m{0,3}(cm|cd|d?c{0,3})(xc|xl|l?x{0,3})(ix|iv|v?i{0,3})")
_LATIN_SUFFIXES = {"bis": 1, "ter": 2, "quater": 3, "quinquies": 4, "sexies": 5}


def cjk_number(numeral: str) -> int | None:
    """Value of a Chinese numeral below ten thousand: 二十一, 一百零三, 廿一, 一九; None if it is none."""
    total = digit = 0
    if len(numeral) > 1 and all(c in _CJK_DIGITS for c in numeral):  # digit by digit, 一九 = 19
        return int("".join(str(_CJK_DIGITS[c]) for c in numeral))
    for char in numeral:
        if char in _CJK_DIGITS:
            digit = _CJK_DIGITS[char]
        elif char in _CJK_UNITS:
            total, digit = total + (digit or 1) * _CJK_UNITS[char], 0
        elif char in _CJK_TENS:
            total, digit = total + _CJK_TENS[char], 0
        else:
            return None
    return total + digit or None


def roman_number(numeral: str) -> int | None:
    """Value of a Roman numeral in either case; None if it is none."""
    lower = numeral.lower()
    if not lower or not _ROMAN_FORM.fullmatch(lower):
        return None
    values = [_ROMAN[c] for c in lower]
    return sum(-v if v < max(values[i:]) else v for i, v in enumerate(values))


def letter_number(letters: str) -> int | None:
    """(a) = 1 ... (z) = 26, (aa) = 27, (bb) = 28; None for letters that count nothing."""
    lower = letters.lower()
    if not lower or len(set(lower)) > 1 or not ("a" <= lower[0] <= "z"):
        return None
    return ord(lower[0]) - ord("a") + 1 + 26 * (len(lower) - 1)


def _decimal_number(numeral: str) -> int | None:
    return int(numeral) or None if numeral.isdecimal() else None


def _stem_number(numeral: str) -> int | None:
    return _STEMS.find(numeral) + 1 or None


_COUNTS: dict[str, Callable[[str], int | None]] = {  # kind of numeral → its value
    "digit": _decimal_number,
    "cjk": cjk_number,
    "stem": _stem_number,
    "letter": letter_number,
    "roman": roman_number,
}

# --- forms -------------------------------------------------------------------------------------

WORDS = {  # kind → words before the number in English, words after 第N (or before N, marked *) in Chinese
    "part": ("Part|Book", "编|部分|编"),
    "chapter": ("Chapter|Chap\\.", "章"),
    "section": ("Section|Sect?\\.", "节"),
    "article": ("Article|Articles?|Art\\.", "条"),
    "annex": ("Annex|Appendix|Schedule", "*附件|*附录|*附表"),
    "goal": ("Goal", "*目标"),
    "principle": ("Principle", "*原则"),
    "rule": ("Rule|Regulation|Guideline", "*规则|*细则|*准则"),
}

_D = r"[0-9０-９]{1,4}"
_C = r"[〇零一二两三四五六七八九十百千廿卅壹贰叁肆伍陆柒捌玖拾]{1,9}"
_S = rf"[{_STEMS}]"
_L = r"[a-zａ-ｚ]{1,2}|[A-ZＡ-Ｚ]{1,2}"
_R = r"[ivxlcIVXLCⅰ-ⅻⅠ-Ⅻ]{1,7}"
_O, _E = r"[(（]", r"[)）]"  # opening and closing bracket, either width
_AFTER = r"(?=\s|$|[：:，,—–])"  # what must follow 第十条: 第十条规定的 is running text


class Form(NamedTuple):
    """One shape of marker: pattern has a group n (the numeral) and may have a group s (the suffix)."""

    kinds: tuple[str, ...]  # readings of the numeral, likeliest first
    style: str
    pattern: re.Pattern[str]


def _word_forms() -> list[Form]:
    forms = []
    for kind, (english, chinese) in WORDS.items():
        after = [w for w in chinese.split("|") if w[0] != "*"]
        before = [w[1:] for w in chinese.split("|") if w[0] == "*"]
        if after:
            forms.append(Form((kind,), "word", re.compile(
                rf"第\s?(?P<n>{_D}|{_C})(?:[-－—](?P<s>\d{{1,2}}))?\s?(?:{'|'.join(after)})"
                rf"(?:之(?P<t>{_C}|\d{{1,2}}))?{_AFTER}")))  # fmt: skip
        if before:
            forms.append(Form((kind,), "word", re.compile(
                rf"(?:{'|'.join(before)})\s?(?P<n>{_D}|{_C}|{_R})?[.．、]?(?=\s|$|[：:])")))  # fmt: skip
        optional = "?" if kind == "annex" else ""
        forms.append(Form((kind,), "word", re.compile(
            rf"(?i:{english})(?:\s(?P<n>\d{{1,4}}|(?-i:{_R}|[A-Z])(?![a-z])))"
            rf"{optional}(?:[-–](?P<s>\d{{1,2}})|(?P<u>[A-Z])|\s(?P<t>bis|ter|quater|quinquies|sexies))?"
            r"(?=\.?$|[.:]\s|\s[-–—]|\s*[—–]|\s{2,}|\s[A-Z\"“(（])")))  # fmt: skip
    return forms


def _form(kinds: str, style: str, pattern: str) -> Form:
    return Form(tuple(kinds.split()), style, re.compile(pattern))


FORMS: tuple[Form, ...] = (
    *_word_forms(),
    _form("cjk", "bracket", rf"{_O}(?P<n>{_C}){_E}"),
    _form("stem", "bracket", rf"{_O}(?P<n>{_S}){_E}"),
    _form("digit", "bracket", rf"{_O}(?P<n>[0-9０-９]{{1,3}}){_E}"),
    _form("letter roman", "bracket", rf"{_O}(?P<n>{_L}|{_R}){_E}"),
    _form("cjk", "comma", rf"(?P<n>{_C})[、．.]"),
    _form("stem", "comma", rf"(?P<n>{_S})[、．.]"),
    _form("digit", "comma", r"(?P<n>[0-9０-９]{1,3})、"),
    _form("digit", "half", rf"(?P<n>[0-9０-９]{{1,3}}){_E}"),
    _form("letter roman", "half", rf"(?P<n>{_L}|{_R}){_E}"),
    _form("digit", "dot", r"(?P<n>[0-9０-９]{1,3})[.．](?=\s|$|[^\s!-~０-９])"),
    _form("letter roman", "dot", rf"(?P<n>{_L}|{_R})[.．](?=\s|$|[^\s!-~])"),
    _form("digit", "decimal", r"(?P<p>\d{1,3})\.(?P<n>\d{1,3})(?:\.?(?=\s))"),
    _form("letter", "decimal", r"(?P<p>\d{1,3})\.(?P<n>[a-z])(?=\s)"),
    _form("digit", "circle", r"(?P<n>[①-⑳])"),
)
WORD_KINDS = frozenset(WORDS)


def read_markers(text: str) -> tuple[Marker, ...]:
    """All readings of the marker that text begins with, likeliest first; () if it begins with none."""
    readings = []
    for form in FORMS:
        match = form.pattern.match(text)
        if match is None:
            continue
        groups = {k: unicodedata.normalize("NFKC", v) for k, v in match.groupdict().items() if v}
        for kind in form.kinds:
            ordinal = _ordinal(kind, groups.get("n"))
            if ordinal is not None:
                style = form.style
                if kind in {"letter", "roman"} and groups["n"][0].isupper():
                    style = f"capital {style}"
                readings.append(Marker(kind, ordinal, _suffix(groups), match.group(), style))
    return tuple(readings)


def decimal_parent(marker: Marker) -> int | None:
    """The number before the point of a marker such as "10.2" or "10.a"; None for other styles."""
    return int(marker.printed.split(".")[0]) if marker.style == "decimal" else None


def _ordinal(kind: str, numeral: str | None) -> int | None:
    if kind in _COUNTS:
        return _COUNTS[kind](numeral or "")
    if numeral is None:  # "Annex" alone
        return 1
    for count in (_decimal_number, cjk_number, roman_number, letter_number):
        if (value := count(numeral)) is not None:
            return value
    return None


def _suffix(groups: dict[str, str]) -> int:
    """第十条之一, Article 10-1, Article 10 bis and Article 10A all have the suffix 1."""
    if "u" in groups:
        return letter_number(groups["u"]) or 0
    printed = groups.get("s") or groups.get("t") or ""
    if printed.isdecimal():
        return int(printed)
    return _LATIN_SUFFIXES.get(printed.lower()) or cjk_number(printed) or 0


def starts_with_marker(text: str) -> bool:
    return bool(read_markers(text))


def is_heading_marker(text: str) -> bool:
    """Whether text is nothing but a marker with a word: "第十条", "Article 10", "Annex I"."""
    return any(m.kind in WORD_KINDS and m.printed == text.rstrip(".") for m in read_markers(text))
