"""Candidate term pairs of aligned documents: Chinese terms with the English that stands for them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import ceil, log2
from typing import NamedTuple

from align.association import Beads, English, Rendering, places
from align.terms.candidates import candidates

MIN_COUNT = 3  # passages: what stands together in two may do so by chance
LEAST_SHARE = 0.5  # of the passages of a term that hold its rendering; below it none is settled
LEAST_BACK = 1 / 3  # ... of the passages with the rendering that hold the term; below it it stands for others
MORE_WORDS = 2  # that the English of a term may have more than the term has characters: 人居署
CHARACTERS = 2  # of a Chinese word, for which one English word is to be expected
EXPLAINED = 0.6  # share of the passages of a pair in which another stands that accounts for it
NESTED = 0.85  # share of the passages of a term in which a longer one has to stand to take its place
LONG = 4  # characters of a term that is no chance meeting of parts of other words
ALONE = 0.05  # share of the passages of a term in which it has to stand by itself, outside all longer ones


class Passage(NamedTuple):
    """A pair of passages that say the same; place is where they stand: document and address."""

    place: str
    zh: str
    en: str


class Use(NamedTuple):
    """A rendering and the passages (by number) that have it."""

    en: str
    passages: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Term:
    """A Chinese term with the English that stands for it in most passages.

    Passages in which it stands only inside a longer term with other English are not counted.
    """

    zh: str
    en: str
    score: float  # log-likelihood of the pair times log2 of the term's characters; higher is better
    passages: tuple[int, ...]  # those with the term, by number
    uses: tuple[Use, ...]  # that of en first, then others that are told with some certainty
    others: tuple[int, ...]  # passages with none of them

    @property
    def share(self) -> float:
        """Part of the passages with the term that have its rendering, 0..1."""
        return len(self.uses[0].passages) / len(self.passages)


class _Pair(NamedTuple):
    zh: str
    beads: Beads
    rendering: Rendering

    @property
    def weight(self) -> float:
        """Log-likelihood, and the longer the better, as C-value has it (Frantzi, Ananiadou & Mima 2000)."""
        return self.rendering.score * log2(len(self.zh))


def find_terms(passages: Sequence[Passage], min_count: int = MIN_COUNT) -> tuple[Term, ...]:
    """Terms that stand in at least min_count of passages (2 or more), the surest first."""
    texts = [passage.zh for passage in passages]
    english = English([passage.en for passage in passages], min_count)
    known = places({*candidates(text)} for text in texts)
    found = {zh: _everywhere(zh, known, texts) for zh, beads in known.items() if len(beads) >= min_count}
    inside = _holders(found)
    pairs = [
        pair
        for zh, beads in found.items()
        if (pair := _pair(zh, beads, english)) and not _is_part(zh, inside[zh], found, texts)
    ]
    kept = _settled([*_by_themselves(_settled(pairs), texts, english, min_count)])
    return tuple(_terms(kept, english, passages))


def _everywhere(zh: str, known: Mapping[str, Beads], texts: Sequence[str]) -> Beads:
    """The beads of a candidate and, if it is long, others with it where the cutter has cut otherwise.

    Short ones may stand there by chance: 人权 in 个人权利.
    """
    if len(zh) < LONG:
        return known[zh]
    part = max((p for p in _parts(zh) if p in known), key=lambda p: (len(p), len(known[p]), p), default=zh)
    return known[zh] | {bead for bead in known[part] if zh in texts[bead]}


def _pair(zh: str, beads: Beads, english: English) -> _Pair | None:
    least = max(2, ceil(LEAST_SHARE * len(beads)))
    expected = len(zh) // CHARACTERS
    rendering = english.rendering(beads, least, len(zh) + MORE_WORDS, expected)
    if rendering is None or len(rendering.beads) < LEAST_BACK * len(english.places[rendering.key]):
        return None
    return _Pair(zh, beads, rendering)


def _holders(known: Iterable[str]) -> Mapping[str, Sequence[str]]:
    """Each term → the longer ones in which it stands."""
    inside: dict[str, list[str]] = {zh: [] for zh in known}
    for zh in inside:
        for part in {*_parts(zh)} & inside.keys():
            inside[part].append(zh)
    return inside


def _parts(zh: str) -> Iterator[str]:
    """All substrings of two characters or more, but for zh itself."""
    for start in range(len(zh) - 1):
        for end in range(start + 2, len(zh) + 1):
            if end - start < len(zh):
                yield zh[start:end]


def _is_part(zh: str, longer: Sequence[str], found: Mapping[str, Beads], texts: Sequence[str]) -> bool:
    """Whether zh hardly ever stands outside longer ones: 人口, in a text on 贩运人口 and 人口贩运."""
    return bool(longer) and len(_alone(zh, longer, found, texts)) < ALONE * len(found[zh])


def _alone(zh: str, longer: Iterable[str], found: Mapping[str, Beads], texts: Sequence[str]) -> Beads:
    """The beads of zh in which it stands outside longer, all of which hold it."""
    names: dict[int, list[str]] = {bead: [] for bead in found[zh]}
    for other in sorted(longer, key=lambda other: (-len(other), other)):
        for bead in found[other] & found[zh]:
            names[bead].append(other)
    return frozenset(bead for bead in found[zh] if zh in _without(texts[bead], names[bead]))


def _without(text: str, names: Iterable[str]) -> str:
    for name in names:
        text = text.replace(name, "\n")
    return text


def _settled(pairs: Iterable[_Pair]) -> list[_Pair]:
    """pairs without those that a better one accounts for, the surest first."""
    kept: list[_Pair] = []
    by_word: dict[str, list[_Pair]] = defaultdict(list)
    terms = {pair.zh: pair for pair in pairs}
    inside = _holders(terms)
    for pair in sorted(terms.values(), key=lambda p: (-p.weight, p.zh)):
        words = pair.rendering.key.split()
        nested = any(len(terms[zh].beads) >= NESTED * len(pair.beads) for zh in inside[pair.zh])
        if not nested and not any(_accounts(better, pair.rendering) for better in by_word[words[0]]):
            kept.append(pair)
            for word in words:
                by_word[word].append(pair)
    return kept


def _accounts(pair: _Pair, rendering: Rendering) -> bool:
    """Whether pair stands where rendering does, with all of its English: 安全理事会 and 理事会."""
    if not _within(rendering.key, pair.rendering.key):
        return False
    return len(rendering.beads & pair.rendering.beads) >= EXPLAINED * len(rendering.beads)


def _within(shorter: str, longer: str) -> bool:
    return f" {shorter} " in f" {longer} "


def _by_themselves(
    kept: Sequence[_Pair], texts: Sequence[str], english: English, min_count: int
) -> Iterator[_Pair]:
    """kept, each with the English it has where it does not stand inside a longer term.

    大会 is not "Conference" because of 审议大会, "Review Conference". Where the English of the longer
    term holds that of the shorter, both may be told from it.
    """
    terms = {pair.zh: pair for pair in kept}
    beads = {pair.zh: pair.beads for pair in kept}
    inside = _holders(terms)
    for zh, pair in terms.items():
        apart = _alone(zh, inside[zh], beads, texts)
        alone = _pair(zh, apart, english) if min_count <= len(apart) < len(pair.beads) else None
        if alone is None or len(pair.rendering.beads & apart) >= len(alone.rendering.beads):
            yield pair
            continue
        other = [o for o in inside[zh] if not _within(alone.rendering.key, terms[o].rendering.key)]
        yield _pair(zh, _alone(zh, other, beads, texts), english) or alone


def _terms(kept: Sequence[_Pair], english: English, passages: Sequence[Passage]) -> Iterator[Term]:
    texts = [passage.en for passage in passages]
    by_word: dict[str, list[_Pair]] = defaultdict(list)
    for pair in kept:
        for word in pair.rendering.key.split():
            by_word[word].append(pair)
    for pair in kept:
        first = pair.rendering
        more = (
            other
            for other in english.others(pair.beads - first.beads)
            if not any(_accounts(p, other) for p in by_word[other.key.split()[0]])
        )
        uses = tuple(
            Use(english.surface(r.key, r.beads, texts), tuple(sorted(r.beads))) for r in (first, *more)
        )
        covered = {bead for use in uses for bead in use.passages}
        beads = tuple(sorted(pair.beads))
        yield Term(pair.zh, uses[0].en, pair.weight, beads, uses, tuple(b for b in beads if b not in covered))
