"""One Chinese term in two English wordings within a document, and one wording for two terms.

Terms are found without a dictionary: titles, quoted words, and runs of characters that recur with the
same English. What stands for a term is associated with it, and means the same by the encoder; another
form of a word, or a shorter name, is no other wording.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import combinations
from math import ceil
from typing import NamedTuple

from align.association import SURE, Beads, English, Rendering, places, stop_words
from align.checks.material import LANGUAGE, Material, Pair, name_of
from align.encoders import Vectors
from align.encoders.bundled import BundledEncoder
from align.model import Finding, Severity

FEWEST = 4  # pairs with a term: fewer show no usage
FEWEST_OTHERS = 2  # pairs with another wording
LEAST_SHARE = 0.5  # of a term's pairs that have its usual wording; below it there is none
LEAST_BACK = 0.5  # of the pairs with another wording that have the term; below it it stands for others
SHORTEST, LONGEST = 3, 14  # characters of a term that is no title; words of two have many senses
TRIED = 12  # wordings of a term that are weighed, the most strongly associated
LIKE_TERM = 0.4  # cosine from which a wording may stand for a term
LIKE_USUAL = 0.5  # cosine from which two wordings, or two terms, may mean the same
MOST_TOGETHER = 0.2  # of the pairs of two terms, those that have both; above it they are parts of one
LEAST_BOTH = 0.7  # of the pairs with a wording, those that have one of the two terms it stands for
LENGTHENED = 3  # characters by which a term says more than another
NAMED = 5  # places that a message names
STEM = 4  # letters by which forms of one word may differ at the end: implement, implementation

LEAST_APART = (
    0.4  # neighbours of a run that differ or are none, in its occurrences; below it it is a fragment
)
_DETERMINERS = "各每该本一两其此诸"
_FUNCTION = "的了之所等及与或在于是为"  # words of one character that are hardly part of another
_NO_START, _NO_END = _FUNCTION + _DETERMINERS, _FUNCTION + "内中"
_NO_PART = re.compile(
    r"[〇零一二三四五六七八九十百千万亿第或及的]|^[年月日元条款项]"
)  # 三年以下, 拒绝或规避: no term
_TITLE = re.compile("[《“]([^《》“”]{2,40})[》”]")
_CHINESE = re.compile("[一-鿿]+")


class Usage(NamedTuple):
    """A Chinese term and its usual wording. Beads are numbers of pairs."""

    zh: str
    beads: Beads
    usual: Rendering


class Meanings:
    """Cosines of terms and wordings; each is encoded once."""

    def __init__(self, encoder: BundledEncoder) -> None:
        self._encoder = encoder
        self._vectors: dict[str, Vectors] = {}

    def learn(self, texts: Iterable[str]) -> None:
        new = [text for text in dict.fromkeys(texts) if text not in self._vectors]
        if new:  # the encoder's languages share their space, and one-unit runs know no neighbours
            self._vectors.update(zip(new, self._encoder.encode(new, "en").vectors(1), strict=True))

    def cosine(self, first: str, second: str) -> float:
        self.learn((first, second))
        return float(self._vectors[first] @ self._vectors[second])


def check(material: Material) -> Iterable[Finding]:
    """One remark for a term with two wordings, one for a wording of two terms."""
    chinese, texts = ([pair.side(lang).text for pair in material.pairs] for lang in LANGUAGE)
    english, meanings = English(texts, FEWEST_OTHERS), Meanings(material.bundled)
    usages = _usages(chinese, english, meanings)
    for usage in usages:
        if (other := _other(usage, english, meanings)) and not _is_longer(usage.zh, other.beads, chinese):
            usual, seldom = (f"“{english.surface(r, texts)}”" for r in (usage.usual, other))
            said = f"{usage.zh} is {usual} {_times(usage.usual.beads)} and {seldom} {_times(other.beads)}"
            yield _finding(material.pairs, other.beads, said, usage.zh, english, other.key)
    for many, few in _one_wording(usages, english, meanings):
        wording, key = english.surface(many.usual, texts), many.usual.key
        counts = f"{many.zh} {_times(many.beads)} and for {few.zh} {_times(few.beads)}"
        yield _finding(material.pairs, few.beads, f"“{wording}” stands for {counts}", few.zh, english, key)


def _usages(texts: Sequence[str], english: English, meanings: Meanings) -> list[Usage]:
    """Terms with a usual wording, each counted where it is no part of a longer one. texts: the Chinese."""
    closed = _closed(_frequent(texts))
    whole = {zh: beads for zh, beads in closed.items() if _is_whole(zh, [texts[bead] for bead in beads])}
    terms = _with_usual(whole | _titles(texts), english, meanings)
    longest_first = sorted((usage.zh for usage in terms), key=lambda zh: (-len(zh), zh))
    return _with_usual(places([_apart(text, longest_first) for text in texts]), english, meanings)


def _titles(texts: Sequence[str]) -> dict[str, Beads]:
    """Titles and quoted words, wherever they stand."""
    known = dict.fromkeys(match[1] for text in texts for match in _TITLE.finditer(text))
    return {zh: frozenset(i for i, text in enumerate(texts) if zh in text) for zh in known}


def _frequent(texts: Sequence[str]) -> dict[str, Beads]:
    """Runs of SHORTEST to LONGEST characters in FEWEST texts or more; what is rare is not lengthened."""
    stretches = [(i, stretch) for i, text in enumerate(texts) for stretch in _CHINESE.findall(text)]
    frequent: dict[str, Beads] = {}
    last: dict[str, Beads] = {}
    for size in range(SHORTEST, LONGEST + 1):
        found: dict[str, set[int]] = defaultdict(set)
        for i, stretch in stretches:
            for start in range(len(stretch) - size + 1):
                run = stretch[start : start + size]
                if size == SHORTEST or (run[1:] in last and run[:-1] in last):
                    found[run].add(i)
        last = {run: frozenset(beads) for run, beads in found.items() if len(beads) >= FEWEST}
        frequent |= last
    return frequent


def _closed(frequent: Mapping[str, Beads]) -> dict[str, Beads]:
    """The runs that no longer one always holds, without numbers, and no function word at an end."""
    parts = {
        part
        for zh, beads in frequent.items()
        for part in (zh[1:], zh[:-1])
        if len(frequent.get(part, ())) == len(beads)
    }
    return {
        zh: beads
        for zh, beads in frequent.items()
        if zh not in parts and zh[0] not in _NO_START and zh[-1] not in _NO_END and not _NO_PART.search(zh)
    }


def _is_whole(zh: str, texts: Sequence[str]) -> bool:
    """Whether zh is a word, as far as what stands on either side tells: its end, or ever other characters."""
    return all(
        side.count(None) + len({*side} - {None}) >= LEAST_APART * len(side) for side in _beside(zh, texts)
    )


def _is_longer(zh: str, beads: Beads, texts: Sequence[str]) -> bool:
    """Whether the same character always goes on with zh in beads: 小岛屿发展中国家 is another term."""
    return any(len({*side}) == 1 and side[0] for side in _beside(zh, [texts[bead] for bead in beads]))


def _beside(zh: str, texts: Sequence[str]) -> tuple[list[str | None], list[str | None]]:
    """What stands before and after each occurrence of zh."""
    places = [(text, m.start(), m.end()) for text in texts for m in re.finditer(re.escape(zh), text)]
    before = [_neighbour(text[max(0, start - 2) : start], -1) for text, start, _ in places]
    return before, [_neighbour(text[end : end + 2], 0) for text, _, end in places]


def _neighbour(beside: str, nearest: int) -> str | None:
    """The character beside a run, None if the run ends there. beside: two characters, the one at nearest."""
    ends = stop_words("zh") | stop_words("zh-ends")
    if not _CHINESE.match(beside[nearest:][:1]) or {beside, beside[nearest]} & ends:
        return None
    return beside[nearest]


def _apart(text: str, longest_first: Sequence[str]) -> set[str]:
    """The terms of text that stand in it outside longer ones."""
    found = set()
    for zh in longest_first:
        if zh in text:
            found.add(zh)
            text = text.replace(zh, " ")
    return found


def _with_usual(known: Mapping[str, Beads], english: English, meanings: Meanings) -> list[Usage]:
    """Those of known that have a usual wording: of the surest in enough pairs, the nearest in meaning."""
    tried = {
        zh: [r for r in english.associated(beads, ceil(LEAST_SHARE * len(beads)))[:TRIED] if r.score >= SURE]
        for zh, beads in known.items()
        if len(beads) >= FEWEST
    }
    meanings.learn(text for zh, wordings in tried.items() for text in (zh, *(r.key for r in wordings)))
    nearest = {
        zh: max(wordings, key=lambda r: (meanings.cosine(zh, r.key), r.key))
        for zh, wordings in tried.items()
        if wordings
    }
    return [
        Usage(zh, known[zh], usual)
        for zh, usual in nearest.items()
        if meanings.cosine(zh, usual.key) >= LIKE_TERM
    ]


def _other(usage: Usage, english: English, meanings: Meanings) -> Rendering | None:
    """The wording, less frequent, in pairs that the usual one leaves over, that is nearest in meaning."""
    left = usage.beads - usage.usual.beads
    if len(left) < FEWEST_OTHERS:
        return None
    fit = [
        r
        for r in english.associated(left, FEWEST_OTHERS)
        if r.score >= SURE
        and len(r.beads) < len(usage.usual.beads)
        and len(r.beads) >= LEAST_BACK * len(english.places[r.key])
        and not _is_form(r.key, usage.usual.key)
        and not _goes_on(r.key, usage.usual.key)
    ]
    meanings.learn(r.key for r in fit)
    alike = [
        r
        for r in fit
        if meanings.cosine(usage.zh, r.key) >= LIKE_TERM
        and meanings.cosine(usage.usual.key, r.key) >= LIKE_USUAL
    ]
    return max(alike, key=lambda r: (meanings.cosine(usage.zh, r.key), r.key), default=None)


def _is_form(first: str, second: str) -> bool:
    """Whether the words of the shorter key all stand in the other, but for their endings or beginnings."""
    shorter, longer = sorted((first.split(), second.split()), key=len)
    return all(any(_is_form_of(a, b) for b in longer) for a in shorter)


def _goes_on(other: str, usual: str) -> bool:
    """Whether other has words of usual and then more than it: what stands around the term."""
    words, known = other.split(), usual.split()
    return len(words) > len(known) and any(_is_form_of(a, b) for a in words for b in known if len(a) >= STEM)


def _is_form_of(word: str, other: str) -> bool:
    stem = max(min(len(word), len(other)) - STEM, 3)
    return word[:stem] == other[:stem] or word in other or other in word


def _one_wording(
    usages: Sequence[Usage], english: English, meanings: Meanings
) -> Iterator[tuple[Usage, Usage]]:
    """Terms with the same usual wording that don't go together and mean the same, the more frequent first."""
    by_key: dict[str, list[Usage]] = defaultdict(list)
    for usage in usages:
        by_key[usage.usual.key].append(usage)
    for same in by_key.values():
        ordered = sorted(same, key=lambda u: (-len(u.beads), u.zh))
        for many, few in combinations(ordered, 2):
            together = len(many.beads & few.beads) / len(few.beads)
            covered = len(many.beads | few.beads) >= LEAST_BOTH * len(english.places[many.usual.key])
            alike = meanings.cosine(many.zh, few.zh) >= LIKE_USUAL
            if together <= MOST_TOGETHER and covered and alike and not _is_name_of(many.zh, few.zh):
                yield many, few


def _is_name_of(first: str, second: str) -> bool:
    """Whether one is the other, shortened, lengthened or with another determiner (冲突各方, 冲突一方), or
    both hold the term: 处新台币, 并科新台币."""
    if any(first[at : at + SHORTEST] in second for at in range(len(first) - SHORTEST + 1)):
        return True
    rests = [{*a} - {*b} for a, b in ((first, second), (second, first))]
    return abs(len(first) - len(second)) >= LENGTHENED or any(rest <= {*_DETERMINERS} for rest in rests)


def _times(beads: Collection[int]) -> str:
    return f"{len(beads)} time{'s' if len(beads) > 1 else ''}"


def _finding(pairs: Sequence[Pair], beads: Beads, said: str, zh: str, english: English, key: str) -> Finding:
    """At the first of beads, naming them all."""
    ordered = sorted(beads)
    pair, run = pairs[ordered[0]], english.sides[ordered[0]].get(key)
    names = [name_of(pairs[bead].source.blocks[0]) for bead in ordered]
    more = f" and {len(names) - NAMED} more" if len(names) > NAMED else ""
    start = pair.source.text.index(zh)
    return Finding(
        "term",
        Severity.INFO,
        pair.index,
        f"{said}: {', '.join(names[:NAMED])}{more}.",
        None,
        pair.source.places(start, start + len(zh)),
        pair.target.places(run.start, run.end) if run else (),
    )
