"""Chinese terms of a document with their usual English, found without a dictionary.

Candidates are titles, quoted words, and runs of characters that recur. What stands for one of them is
associated with it, and means the same by the encoder.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from math import ceil
from typing import NamedTuple

from align.association import SURE, Beads, English, places, stop_words
from align.encoders import Vectors
from align.encoders.bundled import BundledEncoder

FEWEST = 4  # pairs with a term: fewer show no usage
LEAST_SHARE = 0.5  # of a term's pairs that have its usual wording; below it there is none
SHORTEST, LONGEST = 2, 12  # characters of a term that is no title
TRIED = 12  # wordings of a term that are weighed, the most strongly associated
LIKE_TERM = 0.35  # cosine from which a wording may stand for a term
LEAST_APART = 0.4  # neighbours of a run that differ or are none, in its places; below it it is a fragment
ALONE = 0.25  # of the pairs with a term, those with none of the longer runs in the same English; below it
# it is a fragment of them

_FUNCTION = "的了之所等及与或在于是为和应由得依向须将并各每该本一两其此诸某"  # hardly at the ends of a word
_NO_TERM = re.compile(
    f"^[{_FUNCTION}年月日元条款项]|[{_FUNCTION}内中]$|[〇零或一二三四五六七八九十百千万亿第的]"
)
_TITLE = re.compile("[《“]([^《》“”]{2,40})[》”]")
_CHINESE = re.compile("[一-鿿]+")


class Usage(NamedTuple):
    """A Chinese term and its usual English."""

    zh: str
    en: str  # key of the run
    source: Beads  # those in which the term stands outside longer ones
    target: Beads  # those in which the English stands, with the term or without


class Meanings:
    """Cosines of terms and wordings; each is encoded once."""

    def __init__(self, encoder: BundledEncoder) -> None:
        self._encoder = encoder
        self._vectors: dict[str, Vectors] = {}

    def learn(self, texts: Iterable[str]) -> None:
        """Encode texts together: one by one they take ten times as long."""
        new = [text for text in dict.fromkeys(texts) if text not in self._vectors]
        if new:  # the encoder's languages share their space, and one-unit runs know no neighbours
            self._vectors.update(zip(new, self._encoder.encode(new, "en").vectors(1), strict=True))

    def of(self, text: str) -> Vectors:
        """The unit vector of text."""
        self.learn((text,))
        return self._vectors[text]

    def cosine(self, first: str, second: str) -> float:
        return float(self.of(first) @ self.of(second))


class Usages:
    """The usages of a document, and how often each term stands in each bead."""

    def __init__(self, chinese: Sequence[str], english: English, meanings: Meanings) -> None:
        """chinese: the texts of the beads whose English sides english has."""
        self._english, self._meanings = english, meanings
        runs = _closed(recurrent(chinese, range(len(chinese)), FEWEST, LONGEST))
        known = {
            zh: beads
            for zh, beads in runs.items()
            if may_be_term(zh) and _is_whole(zh, [chinese[bead] for bead in beads])
        } | _titles(chinese)
        terms = _without_surroundings(self._with_usual(known), known)
        in_beads: list[list[str]] = [[] for _ in chinese]
        for zh in sorted(terms, key=lambda zh: (-len(zh), zh)):
            for bead in known[zh]:
                in_beads[bead].append(zh)
        self.counts = [*map(_apart, chinese, in_beads)]  # of each bead: term → times
        beads = places(self.counts)
        usual = self._with_usual(beads)
        self.all = [Usage(zh, en, beads[zh], english.places[en]) for zh, en in usual.items()]

    def _with_usual(self, known: Mapping[str, Beads]) -> dict[str, str]:
        """Those of known that have a usual wording: of the surest in enough pairs, the nearest in meaning."""
        tried = {zh: self._surest(beads) for zh, beads in known.items() if len(beads) >= FEWEST}
        self._meanings.learn(text for zh, keys in tried.items() if keys for text in (zh, *keys))
        cosine = self._meanings.cosine
        nearest = {
            zh: max(keys, key=lambda key: (cosine(zh, key), key)) for zh, keys in tried.items() if keys
        }
        return {zh: en for zh, en in nearest.items() if cosine(zh, en) >= LIKE_TERM}

    def _surest(self, beads: Beads) -> list[str]:
        associated = self._english.associated(beads, ceil(LEAST_SHARE * len(beads)))
        return [r.key for r in associated[:TRIED] if r.score >= SURE]


def recurrent(texts: Sequence[str], beads: Iterable[int], least: int, longest: int) -> dict[str, Beads]:
    """Runs of SHORTEST to longest characters in at least `least` of beads; what is rare is not lengthened."""
    stretches = [(bead, stretch) for bead in beads for stretch in _CHINESE.findall(texts[bead])]
    found: dict[str, Beads] = {}
    last: dict[str, Beads] = {}
    for size in range(SHORTEST, longest + 1):
        new: dict[str, set[int]] = defaultdict(set)
        for bead, stretch in stretches:
            for start in range(len(stretch) - size + 1):
                run = stretch[start : start + size]
                if size == SHORTEST or (run[1:] in last and run[:-1] in last):
                    new[run].add(bead)
        last = {run: frozenset(held) for run, held in new.items() if len(held) >= least}
        found |= last
    return found


def may_be_term(zh: str) -> bool:
    """Whether zh has no number in it and no function word at an end."""
    return not _NO_TERM.search(zh)


def goes_on(zh: str, texts: Iterable[str], elsewhere: Iterable[str] = ()) -> bool:
    """Whether the same character stands beside zh in each of texts, on the same side, and never elsewhere.

    Then it is part of another term: 小岛屿发展中国家. texts: one or more, each with zh.
    """
    here = [_neighbours(zh, text) for text in texts]
    return bool(set.intersection(*here).difference(*(_neighbours(zh, text) for text in elsewhere)))


def _is_whole(zh: str, texts: Iterable[str]) -> bool:
    """Whether zh is a word, as far as what stands on either side tells: its end, or ever other characters."""
    return all(
        side.count(None) + len({*side} - {None}) >= LEAST_APART * len(side) for side in _beside(zh, texts)
    )


def _beside(zh: str, texts: Iterable[str]) -> tuple[list[str | None], list[str | None]]:
    """What stands before and after each occurrence of zh."""
    found = [(text, m.start(), m.end()) for text in texts for m in re.finditer(re.escape(zh), text)]
    before = [_neighbour(text[max(0, start - 2) : start], -1) for text, start, _ in found]
    return before, [_neighbour(text[end : end + 2], 0) for text, _, end in found]


def _neighbours(zh: str, text: str) -> set[tuple[str, str]]:
    """Characters beside zh in text, with the side."""
    before, after = _beside(zh, [text])
    return {("before", c) for c in before if c} | {("after", c) for c in after if c}


def _neighbour(beside: str, nearest: int) -> str | None:
    """The character beside a run, None if the run ends there. beside: two characters, the one at nearest."""
    ends = _ends()
    if not _CHINESE.match(beside[nearest:][:1]) or beside in ends or beside[nearest] in ends:
        return None
    return beside[nearest]


@cache
def _ends() -> frozenset[str]:
    return (stop_words("zh") | stop_words("zh-ends")) - {
        "一",
        "会",
    }  # which begin and end words: 一般, 会员, 委员会


def _closed(runs: Mapping[str, Beads]) -> dict[str, Beads]:
    """The runs that no longer one always holds."""
    parts = {
        part
        for zh, beads in runs.items()
        for part in (zh[1:], zh[:-1])
        if len(runs.get(part, ())) == len(beads)
    }
    return {zh: beads for zh, beads in runs.items() if zh not in parts}


def _titles(texts: Sequence[str]) -> dict[str, Beads]:
    """Titles and quoted words, wherever they stand."""
    known = dict.fromkeys(match[1] for text in texts for match in _TITLE.finditer(text))
    return {zh: frozenset(i for i, text in enumerate(texts) if zh in text) for zh in known}


def _without_surroundings(terms: Mapping[str, str], known: Mapping[str, Beads]) -> list[str]:
    """terms without those that are a shorter one and what stands around it: the same words in English.

    A shorter one that hardly stands outside these is the fragment: 员国, in a text on 会员国 and 成员国.
    """
    around: dict[str, list[str]] = {zh: [] for zh in terms}
    for zh, en in terms.items():
        words = {*en.split()} - stop_words("en")
        for part in {zh[i:j] for i in range(len(zh)) for j in range(i + SHORTEST, len(zh) + 1)} - {zh}:
            if part in terms and words <= {*terms[part].split()}:
                around[part].append(zh)
    dropped: set[str] = set()
    for zh in sorted(terms, key=lambda zh: (len(zh), zh)):
        if zh not in dropped and around[zh]:
            alone = known[zh].difference(*(known[longer] for longer in around[zh]))
            dropped.update(around[zh] if len(alone) >= ALONE * len(known[zh]) else [zh])
    return [zh for zh in terms if zh not in dropped]


def _apart(text: str, longest_first: Sequence[str]) -> Counter[str]:
    """How often each term stands in text outside longer ones. longest_first: terms that stand in text."""
    found: Counter[str] = Counter()
    for zh in longest_first:
        if count := text.count(zh):
            found[zh] = count
            text = text.replace(zh, " ")
    return found
