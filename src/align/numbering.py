"""The grammar of printed numbers, in both languages, as tables.

A text may begin with a marker that reads in more than one way: "(i)" is a letter or a Roman one.
read_markers gives all readings; structure.py settles them by context.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from typing import NamedTuple

from align.model import Label, Marker

# --- numerals ----------------------------------------------------------------------------------

_CJK_DIGITS = {c: n % 10 for n, c in enumerate("〇一二三四五六七八九零壹贰叁肆伍陆柒捌玖")} | {"两": 2}
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

WORDS = {  # kind, outermost first → English words before N, Chinese words after 第N (or, marked *, before N)
    "annex": ("Annex|Appendix|Schedule", "*附件|*附录|*附表"),
    "part": ("Part|Book", "编|部分"),
    "chapter": ("Chapter|Chap\\.", "章"),
    "section": ("Section|Sect?\\.", "节"),
    "goal": ("Goal", "*目标"),
    "article": ("Article|Art\\.", "条"),
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
                rf"(?:{'|'.join(before)})\s?(?P<n>{_D}|{_C}|{_R})?(?=[.．、]?(?:\s|$)|[：:])")))  # fmt: skip
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
    _form("stem", "comma", rf"(?P<n>{_S})[、．.](?!{_S})"),
    _form("digit", "comma", rf"(?P<n>{_D})、"),
    _form("digit", "half", rf"(?P<n>[0-9０-９]{{1,3}}){_E}"),
    _form("letter roman", "half", rf"(?P<n>{_L}|{_R}){_E}"),
    _form("digit", "dot", rf"(?P<n>{_D})\s?[.．](?=\s|$|[^\s!-~０-９]|[A-Za-z\"(])(?![a-z]\s)"),
    _form("letter roman", "dot", rf"(?P<n>{_L}|{_R})[.．](?=\s|$|[^\s!-~])"),
    _form("digit", "decimal", r"(?P<p>\d{1,3})\.(?P<n>\d{1,3})(?:\.?(?=\s))"),
    _form("letter", "decimal", r"(?P<p>\d{1,3})\.(?P<n>[a-z])(?=\s)"),
    _form("digit", "circle", r"(?P<n>[①-⑳])"),
)


_ENGLISH = "|".join(english for english, _ in WORDS.values())
_CHINESE = "".join(w[1] for _, chinese in WORDS.values() for w in chinese.split("|") if w[0] == "*")
_MAY_BEGIN = re.compile(  # spares nearly all lines the trial of all forms
    rf"[(（第{_CHINESE}0-9０-９①-⑳]|{_S}[、．.]|{_C}[、．.]|[A-Za-zａ-ｚＡ-Ｚⅰ-ⅻⅠ-Ⅻ]{{1,7}}[.．)）]|(?i:{_ENGLISH})(?:\W|$)"
)


def read_markers(text: str) -> tuple[Marker, ...]:
    """All readings of the marker that text begins with, likeliest first; () if it begins with none."""
    if not _MAY_BEGIN.match(text):
        return ()
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
    """Whether text begins with a number that by itself looks like that of a paragraph."""
    return any(not _may_be_year(m) for m in read_markers(text))


def _may_be_year(marker: Marker) -> bool:
    """Whether only a list that it goes on with tells a number from a year: "1260." and not "Article 1260"."""
    return marker.kind == "digit" and marker.ordinal >= 1000


def is_heading_marker(text: str) -> bool:
    """Whether text is nothing but a marker with a word: "第十条", "Article 10", "Annex I"."""
    return any(m.kind in WORDS and m.printed == text.rstrip(".") for m in read_markers(text))


# --- settling by context -----------------------------------------------------------------------

RANKS = {kind: rank for rank, kind in enumerate(WORDS)}  # kinds that number headings, outermost first
_AMBIGUOUS = {"letter", "roman"}
_FARTHEST_GAP = 9  # a letter, a Roman number or one above 999 that skips more is taken for running text
_LOOK_AHEAD = 30  # paragraphs
_BRACKETED = re.compile(r"[(（][^()（）\s]{1,4}[)）]")


class Gap(NamedTuple):
    """Two markers of one list that don't follow each other."""

    paragraph: int  # index of the second
    first: Marker
    second: Marker


def settle(texts: Sequence[str]) -> tuple[list[Label], list[Gap]]:
    """The label path of each paragraph, its own marker last, () where it prints none; and the gaps.

    Of the readings of a marker the one is taken that goes on with an open list, or else begins one.
    """
    readings = [read_markers(text) for text in texts]
    decimals = {(decimal_parent(m), m.kind, m.ordinal) for ms in readings for m in ms if m.style == "decimal"}
    state = _Lists()
    labels: list[Label] = []
    gaps: list[Gap] = []
    for i, candidates in enumerate(readings):
        fitness = {
            m: state.fitness(m, decimals) + _looks_ahead(m, readings, i)
            for m in candidates
            if not _begins_inline_list(m, texts[i], readings[i + 1 : i + 1 + _LOOK_AHEAD])
        }
        fitting = {m: f for m, f in fitness.items() if f > 0}
        if not fitting:
            state.interrupt()
            labels.append(())
            continue
        marker = max(fitting, key=lambda m: (fitting[m], -m.ordinal))
        before = state.last.get((marker.kind, marker.style))
        if before and marker.ordinal != 1 and not _is_next(before, marker):
            gaps.append(Gap(i, before, marker))
        labels.append(state.enter(marker))
    return labels, gaps


class _Lists:
    """The lists that are open at a place of the text."""

    def __init__(self) -> None:
        self.open: Label = ()
        self.interrupted: Label = ()  # what was open before an unnumbered paragraph
        self.last: dict[tuple[str, str], Marker] = {}  # of each kind and style
        self._parents: dict[tuple[str, str], Label] = {}

    def fitness(self, marker: Marker, decimals: set[tuple[int | None, str, int]]) -> float:
        """How well a reading fits here: 3 goes on, 2 begins a list, 1 after a gap, 0 not at all."""
        if marker.style == "decimal":
            parent = decimal_parent(marker)
            near = any((parent, marker.kind, marker.ordinal + step) in decimals for step in (-1, 1))
            return 3.0 * (near or any(m.kind in RANKS and m.ordinal == parent for m in self.open))
        before = self.last.get((marker.kind, marker.style))
        if before and _is_next(before, marker):
            return 3.0
        if marker.ordinal == 1:
            return 2.0
        if marker.kind not in _AMBIGUOUS and not _may_be_year(marker):
            return 1.0
        return 1.0 * bool(before and before.ordinal <= marker.ordinal <= before.ordinal + _FARTHEST_GAP)

    def enter(self, marker: Marker) -> Label:
        """Take a marker in; returns the path that it completes."""
        key = _list_of(marker)
        if marker.kind in RANKS:
            parent = tuple(m for m in self.open if RANKS.get(m.kind, len(RANKS)) < RANKS[marker.kind])
            self.last = {k: m for k, m in self.last.items() if k[0] in RANKS}
        else:
            keys = [_list_of(m) for m in self.open]
            known = self._parents.get(key, ())
            if key in keys:
                parent = self.open[: keys.index(key)]
            elif marker.ordinal > 1 and key in self._parents and known == self.interrupted[: len(known)]:
                parent = known
            else:
                parent = self.open
        self.last[marker.kind, marker.style] = marker
        self._parents[key] = parent
        self.open = self.interrupted = (*parent, marker)
        return self.open

    def interrupt(self) -> None:
        """An unnumbered paragraph closes all lists below the last heading."""
        self.open = tuple(m for m in self.open if m.kind in RANKS)


def _list_of(marker: Marker) -> tuple[str, str]:
    """What tells the lists that are open apart; 6.1 and 6.a stand in one."""
    return ("digit" if marker.style == "decimal" else marker.kind, marker.style)


def _is_next(before: Marker, marker: Marker) -> bool:
    step = marker.ordinal - before.ordinal
    return step == 1 or (step == 0 and marker.suffix > before.suffix)


def _begins_inline_list(marker: Marker, text: str, following: Sequence[tuple[Marker, ...]]) -> bool:
    """Whether the list that (1) or (a) begins goes on in the same text, and in no paragraph that follows."""
    if marker.ordinal != 1 or marker.style != "bracket":
        return False
    brackets = _BRACKETED.findall(text, len(marker.printed))
    inline = (m for bracket in brackets for m in read_markers(bracket))
    return any(_continues(marker, m) for m in inline) and not any(
        _continues(marker, m) for ms in following for m in ms
    )


def _continues(before: Marker, marker: Marker) -> bool:
    return before.kind == marker.kind and before.style == marker.style and _is_next(before, marker)


def _looks_ahead(marker: Marker, readings: Sequence[tuple[Marker, ...]], i: int) -> float:
    """1.5 if a number that may be none is soon followed by its successor, before one of its other reading."""
    if not (marker.kind in _AMBIGUOUS or _may_be_year(marker)) or marker.style == "decimal":
        return 0.0
    others = [m for m in readings[i] if m != marker]
    for following in readings[i + 1 : i + 1 + _LOOK_AHEAD]:
        if any(_continues(marker, m) for m in following):
            return 1.5
        if any(_continues(o, m) for m in following for o in others):
            return 0.0
    return 0.0
