"""Sentences and clauses of a block as spans, by rules of our own for both languages.

Spans are ordered and disjoint and leave out nothing but white space. A sentence ends after 。！？ or
. ! ? together with the closing quotes, brackets and footnote mark that follow; not inside brackets,
quotes or 《》, and in English not after an abbreviation, an initial or a number that opens an item
("2.", "art. 5", "No. 39574", "A. Smith").
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from align.model import Lang, Span

_QUOTES = {"」": "「", "』": "『", "”": "“", "’": "‘"}
_BRACKETS = {"）": "（", ")": "(", "》": "《", "〉": "〈", "]": "[", "】": "【"}
_PAIRS = _QUOTES | _BRACKETS
_LONGEST_NESTED = 400  # characters: a bracket or quote that stays open longer is a slip and holds nothing
_CLOSERS = re.escape("".join(_PAIRS)) + '"'
_COUNTED = "年月日岁个名位人天周次时分秒万亿多余件家种项"  # 68 岁: the number is no footnote mark
# What stays with an end: closers, a footnote mark.
_TAIL = rf"[{_CLOSERS}]*(?:\d{{1,2}}(?=\s|$)(?!\s*[{_COUNTED}]))?"

_ENDS = {
    "zh": re.compile(
        rf"(?:[。！？]+|[!?]+(?![A-Za-z0-9=])|(?<=[\u4e00-\u9fff])\.(?=[\u4e00-\u9fff{_CLOSERS}\s]|$)){_TAIL}"
    ),
    "en": re.compile(rf"[.!?]+[{_CLOSERS}']*(?:(?<=[a-z).”\"][.!?)”\"])\d{{1,2}})?(?=\s)"),  # not 18B.7
}
_SEMICOLONS = {"zh": re.compile("[；;]"), "en": re.compile(r";(?=\s)")}
_CLAUSES = {
    "zh": re.compile(rf"(?:[，；：;]|[,:](?!\d)){_TAIL}"),
    "en": re.compile(rf"(?:[,;:]|(?<=\s)[–—])[{_CLOSERS}']*(?:\d{{1,2}})?(?=\s)"),
}

# Abbreviations: before a number no sentence ends after the first, none ever after the second, and
# after the third only before a capital.
_NUMBERED = (
    "no nos art arts para paras subpara vol vols sect sects sec chap ch p pp fig figs rule reg add corr"
)
_NUMBERED += " rev sess suppl supp ser doc ref approx ca"
_NAMED = "mr mrs ms messrs dr prof gen col lt capt st e.g i.e viz vs v cf eds co"
_THINGS = "annex appendix category class chart exhibit figure grade group level list part schedule section"
_THINGS += " table type an chap fig sect"  # "figure V", "an A": the capital is no initial of a name
_OTHER = "etc ibid al inc ltd corp jan feb mar apr jun jul aug sept sep oct nov dec a.m p.m u.s u.n u.k"
_BEFORE_NUMBER, _BEFORE_NAME, _BEFORE_ANY = (
    frozenset(words.split()) for words in (_NUMBERED, _NAMED, _OTHER)
)
_GOES_ON = re.compile("[的等这那之是、，；：）]")  # after a quotation: 所谓“无罪！”的口号
_WORD = re.compile(r"(?:[A-Za-z]+(?:\.[A-Za-z]+)*|\d+)$")
_ITEM = re.compile(r"\d{1,3}|[A-Za-z]|[ivxlc]+|[IVXLC]+")
_LETTERED = re.compile(rf"\b(?:{'|'.join(_THINGS.split())})\.?$", re.IGNORECASE)
_ABBREVIATED = re.compile(rf"\b(?:{'|'.join(_NUMBERED.split())})\.$", re.IGNORECASE)
_NUMBER = re.compile(r"\s*(?:\d|[IVXLC]+\b|\(|[A-Z]\b)")


def sentences(text: str, lang: Lang, *, semicolons: bool = False) -> tuple[Span, ...]:
    """Spans of the sentences of text; with semicolons they also end after ; outside brackets and quotes."""
    nesting = _Nesting(text)
    ends = [nesting.end(m) for m in _ENDS[lang].finditer(text) if _ends_sentence(text, m, lang, nesting)]
    if semicolons:
        ends += [m.end() for m in _SEMICOLONS[lang].finditer(text) if not nesting.holds(m.start())]
    return tuple(_spans(text, sorted(ends)))


def clauses(text: str, lang: Lang) -> tuple[Span, ...]:
    """Spans of the clauses of text: its sentences, cut also at commas, colons, semicolons and English dashes.

    Not at 、 nor inside a number. A clause may end inside quotes or brackets: it is a unit of report only.
    """
    ends = {m.end() for m in _CLAUSES[lang].finditer(text)} | {span.end for span in sentences(text, lang)}
    return tuple(_spans(text, sorted(ends)))


def _spans(text: str, ends: list[int]) -> Iterator[Span]:
    """text cut at ends (ascending), white space trimmed, empty pieces left out."""
    start = 0
    for end in (*ends, len(text)):
        piece = text[start:end]
        if stripped := piece.strip():
            first = start + len(piece) - len(piece.lstrip())
            yield Span(first, first + len(stripped))
        start = end


def _ends_sentence(text: str, match: re.Match[str], lang: Lang, nesting: _Nesting) -> bool:
    if nesting.holds(match.start()) and not nesting.closes_sentence(match):
        return False
    return lang == "zh" or text[match.start()] != "." or _stops(text, match)


def _stops(text: str, match: re.Match[str]) -> bool:
    """Whether the full stop of match ends an English sentence, no abbreviation or number of an item."""
    following = text[match.end() :].lstrip()[:1]
    word = _WORD.search(text, max(0, match.start() - 20), match.start())
    if word is None:
        return not following.islower()
    lead = text[: match.start()].rpartition(" ")[0].rstrip()  # before "27:37" or "(2"
    short = word[0].lower()
    capital = len(word[0]) == 1 and word[0].isupper() and match[0] == "."
    if capital and _LETTERED.search(lead):
        return following.isupper()
    if _ITEM.fullmatch(word[0]) and lead[-1:] in ("", *".:;!?") and not _ABBREVIATED.search(lead):
        return False
    if short in _BEFORE_NAME or capital or following.islower():
        return False
    if short in _BEFORE_NUMBER:
        return not _NUMBER.match(text, match.start() + 1)
    return following.isupper() or (short not in _BEFORE_ANY and "." not in short)


class _Nesting:
    """Brackets and quotes of a text.

    What stands on either side of a straight double quote mostly tells whether it opens or closes; where it
    doesn't, they take turns.
    """

    def __init__(self, text: str) -> None:
        self._text = text
        self._opened: dict[int, int] = {}  # offset of a closer → offset of its opener
        stack: list[int] = []
        for at, char in enumerate(text):
            if char == '"':
                straight = next((o for o in reversed(stack) if text[o] in '"“'), None)
                if _opens(text, at, straight is not None):
                    stack = [o for o in stack if text[o] != '"']  # one that is open still was a slip
                    stack.append(at)
                elif straight is not None:
                    del stack[stack.index(straight) :]
                    self._opened[at] = straight
            elif char in _PAIRS.values():
                stack.append(at)
            elif char in _PAIRS:
                matching = next((o for o in reversed(stack) if text[o] == _PAIRS[char]), None)
                if matching is not None:
                    del stack[stack.index(matching) :]
                    self._opened[at] = matching
        self._openers = frozenset(self._opened.values())
        self._held = bytearray(len(text))
        first, last = len(text) - len(text.lstrip()), len(text.rstrip()) - 1
        for closer, opener in self._opened.items():
            whole = (opener, closer) == (first, last)  # the block is one quotation: its sentences count
            if closer - opener <= _LONGEST_NESTED and not whole:
                self._held[opener:closer] = b"\1" * (closer - opener)

    def holds(self, offset: int) -> bool:
        """Whether offset lies between an opener and its closer."""
        return bool(self._held[offset])

    def end(self, match: re.Match[str]) -> int:
        """Where the sentence ends that ends with match: before a straight quote that opens the next."""
        return next((at for at in range(*match.span()) if at in self._openers), match.end())

    def closes_sentence(self, match: re.Match[str]) -> bool:
        """Whether match ends what holds it and the sentence too: a quotation, brackets round a sentence."""
        for at in range(match.start(), match.end()):
            opener = self._opened.get(at)
            if opener is not None and not (opener and self._held[opener - 1]):
                if self._text[at] not in _BRACKETS:
                    return not _GOES_ON.match(self._text, match.end())
                return self._text[:opener].rstrip()[-1:] in ("", *"。！？.!?")
        return False


def _opens(text: str, at: int, one_is_open: bool) -> bool:
    """Whether the straight double quote at that offset opens a quotation."""
    before, after = text[at - 1 : at] if at else "", text[at + 1 : at + 2]
    opens = (not before or before.isspace() or before in "([（：:—“‘") and bool(after) and not after.isspace()
    closes = not after or after.isspace() or after in ",.;:!?)]，。；：！？、）"
    return not one_is_open if opens == closes else opens
