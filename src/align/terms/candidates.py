"""What may be a term in a Chinese text: titles in 《…》, and word runs with no function word at the ends."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from align.association import stop_words
from align.terms.words import Word, words
from align.text import is_ideograph

LONGEST = 8  # words of a run: 联合国 毒品 和 犯罪 问题 办公室 are six
LONGEST_TITLE = 60  # characters between 《 and 》: longer ones are whole sentences
_TITLE = re.compile(rf"《([^《》]{{2,{LONGEST_TITLE}}})》")

_NOMINAL = ("n", "vn", "an", "j", "l", "i")  # tags (beginnings) of words that name something
_PROPER = ("nr", "ns", "nrfg", "nrt")  # people and places: no terms by themselves
_AT_START = (*_NOMINAL, "v", "a", "b", "s", "z", "ad")
_AT_END = (*_NOMINAL, "v", "s", "ng", "k")
_INSIDE = (*_AT_START, *_AT_END, "f", "d")
_JOINING = frozenset("和及与暨")  # conjunctions inside the names of organs
_PREFIXES = frozenset("可不非反无未有")  # make one word with the next, unseen by the cutter: 不扩散, 有组织
_SUFFIXES = frozenset("方者性国率员")  # the cutter's tags of these vary: 利益攸关方


def titles(text: str) -> list[str]:
    """What stands between 《 and 》, in order."""
    return [match[1].strip() for match in _TITLE.finditer(text)]


def candidates(text: str) -> Iterator[str]:
    """All runs of text that may be terms, shorter ones inside longer ones too; may yield one twice."""
    yield from titles(text)
    stretch: list[Word] = []
    for word in (*words(text), Word("。", "x")):
        if _may_stand_inside(word):
            stretch.append(word)
        elif stretch:
            yield from _runs(stretch)
            stretch = []


def _runs(stretch: Sequence[Word]) -> Iterator[str]:
    for first, word in enumerate(stretch):
        if not _may_begin(word):
            continue
        for last in range(first, min(first + LONGEST, len(stretch))):
            run = stretch[first : last + 1]
            if _may_end(run[-1]) and _names_something(run):
                yield "".join(w.text for w in run)


def _may_stand_inside(word: Word) -> bool:
    if not all(map(is_ideograph, word.text)):
        return False
    return word.text in _JOINING | _PREFIXES | _SUFFIXES or _is_content(word, _INSIDE)


def _may_begin(word: Word) -> bool:
    """A verb of one character takes what follows as its object: 请秘书长 is no term."""
    lone_verb = len(word.text) == 1 and word.tag == "v"
    return word.text in _PREFIXES or (not lone_verb and _is_end(word, _AT_START))


def _may_end(word: Word) -> bool:
    tags = _AT_END if len(word.text) == 1 else (*_AT_END, "a")  # 性别平等, 航行自由
    return word.text in _SUFFIXES or (word.text not in _PREFIXES and _is_end(word, tags))


def _is_end(word: Word, tags: tuple[str, ...]) -> bool:
    return word.text not in stop_words("zh-ends") and _is_content(word, tags)


def _is_content(word: Word, tags: tuple[str, ...]) -> bool:
    return word.text not in stop_words("zh") and word.tag.startswith(tags)


def _names_something(run: Sequence[Word]) -> bool:
    """Whether run has two characters or more, and a noun other than the name of a person or a place."""
    nouns = (word for word in run if word.tag.startswith(_NOMINAL) and word.tag not in _PROPER)
    return sum(len(word.text) for word in run) > 1 and any(nouns)
