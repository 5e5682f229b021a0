"""Wordings of a document beside the usual ones: other English for a Chinese term, and other Chinese.

A wording is looked for where a term stands and its usual wording does not. It is associated with these
places, stands hardly anywhere without the term, and means the same by the encoder: as a whole, and where
it differs from the usual wording, word for word. Another form of a word, or a shorter name, is no other
wording.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import NamedTuple

import numpy as np

from align.association import SURE, Beads, English, Run, key_of, log_likelihood, stop_words
from align.checks.usage import Meanings, Usage, Usages, goes_on, may_be_term, recurrent
from align.encoders import Vectors
from align.encoders.bundled import BundledEncoder
from align.model import Lang

SHORTEST = 3  # characters of a term: words of two have many senses
LIKE_TERM = LIKE_USUAL = 0.5  # cosines from which a wording may mean the same as the term, as the usual one
LIKE_BOTH = 1.3  # sum of the two for another Chinese term
LIKE_TERM_ZH = 0.45  # the former for another Chinese term
LEAST_ONLY_ZH = 0.6  # of the pairs with another Chinese term, those that have the English without the usual
EXPLAINED = 0.5  # of the pairs with another wording, those with another term that it stands for
MOST_LEFT = 0.5  # of the pairs with an English wording, those without its usual Chinese; above it is none
NEAREST = 12  # wordings of a term that are encoded, the nearest by their words
STEM = 4  # letters by which forms of one word may differ at the end: implement, implementation
MARGIN = 1  # words, or characters, by which another wording may be longer or shorter than the usual one
_PARTICIPLE = ("ed", "ing")  # "right granted": what is said of a term, where the usual wording has none
_BEFORE_SENTENCE = ".:;!?()"  # what stands before a sentence, or its number
_FUNCTION = "之的及为或与和在于"  # inside a Chinese term only where the usual one has them


class Bar(NamedTuple):
    """What other English has to reach, at least."""

    score: float  # log-likelihood
    only: float  # share of the pairs with the wording that miss the usual one; the rest have it beside it
    share: float  # of the term's pairs that have the usual wording
    back: float  # of the pairs with the usual wording that have the term
    like_rest: float  # cosine of the words in which the two wordings differ


ONCE = Bar(6.63, 1.0, 0.65, 0.5, 0.5)  # in one pair; the score that chance reaches once in 100
SEVERAL = Bar(SURE, 0.5, 0.4, 0.0, 0.4)  # in two pairs or more


class Other(NamedTuple):
    """Another wording than the usual one."""

    usage: Usage
    lang: Lang  # of the wording: "en" for other English of usage.zh, "zh" for other Chinese of usage.en
    wording: str  # key of an English run, or Chinese
    beads: Beads  # those in which it stands instead
    likeness: float  # cosines with the term and with its usual wording, their sum


class Wordings:
    """Both sides of a document, made ready to be asked for other wordings."""

    def __init__(self, chinese: Sequence[str], english: Sequence[str], encoder: BundledEncoder) -> None:
        """chinese, english: the two texts of each bead."""
        self.chinese = chinese
        self.english = English(english)
        self._texts = english
        self._meanings = Meanings(encoder)
        self._usages = Usages(chinese, self.english, self._meanings)
        self._words = [_content(key_of(text)) for text in english]
        self._settled: list[list[Usage]] = [[] for _ in chinese]  # of each bead: those with both sides
        for usage in self._usages.all:
            for bead in usage.source & usage.target:
                self._settled[bead].append(usage)

    def others(self) -> Iterator[Other]:
        """At most one wording a term and language, the likest; terms in the order of their frequency."""
        sure = (
            usage
            for usage in self._usages.all
            if len(usage.zh) >= SHORTEST and self._meanings.cosine(usage.zh, usage.en) >= LIKE_TERM
        )
        usages = sorted(sure, key=lambda usage: (-len(usage.source), usage.zh))
        yield from _likest(self._in_english(usages))
        mutual = set[frozenset[str]]()  # two terms of one wording are each the other's other
        for other in _likest(self._in_chinese(usages)):
            if (both := frozenset((other.usage.zh, other.wording))) not in mutual:
                mutual.add(both)
                yield other

    def printed(self, key: str, beads: Beads) -> str:
        """How the English prints a run in beads."""
        return self.english.surface(key, beads, self._texts)

    # --- other English ----------------------------------------------------------------------------

    def _in_english(self, usages: Iterable[Usage]) -> Iterator[Other]:
        tried = [(usage, left, [*self._fit_english(usage, left)]) for usage, left in self._missing(usages)]
        self._meanings.learn(word for _, _, keys in tried for key in keys for word in _content(key))
        near = [(usage, left, self._nearest(usage, keys)) for usage, left, keys in tried]
        self._meanings.learn(
            text for usage, _, keys in near for key in keys for text in (key, *_rests(key, usage.en))
        )
        for usage, left, keys in near:
            for key in keys:
                beads = self.english.places[key] & left
                like_term = self._meanings.cosine(usage.zh, key)
                like_usual = self._meanings.cosine(usage.en, key)
                if (
                    like_term >= LIKE_TERM
                    and like_usual >= LIKE_USUAL
                    and self._meanings.cosine(*_rests(key, usage.en)) >= _bar(beads).like_rest
                    and not self._is_explained(usage, key, beads)
                    and not self._is_other_name(usage, key, beads)
                ):
                    yield Other(usage, "en", key, beads, like_term + like_usual)

    def _missing(self, usages: Iterable[Usage]) -> Iterator[tuple[Usage, Beads]]:
        """Usages with the beads in which the term stands more often than its English in any form."""
        for usage in usages:
            left = frozenset(
                bead
                for bead in usage.source
                if self._times(usage.en, bead) < self._usages.counts[bead][usage.zh]
            )
            if left:
                yield usage, left

    def _times(self, key: str, bead: int) -> int:
        """How often the English of bead has the words of key one after the other, in any form."""
        own, words = _content(key), self._words[bead]
        starts = range(len(words) - len(own) + 1)
        return sum(all(map(_are_forms, words[start : start + len(own)], own)) for start in starts)

    def _fit_english(self, usage: Usage, left: Beads) -> Iterator[str]:
        """Runs in left that may be a wording by their form and their places."""
        size, joints = len(_content(usage.en)), _joints(usage.en)
        share = 1 - len(left) / len(usage.source)
        back = len(usage.source & usage.target) / len(usage.target)
        for key in dict.fromkeys(key for bead in sorted(left) for key in self.english.sides[bead]):
            everywhere = self.english.places[key]
            beads = everywhere & left
            bar = _bar(beads)
            if (
                len(beads) >= bar.only * len(everywhere)
                and share >= bar.share
                and back >= bar.back
                and _content(key)
                and abs(len(_content(key)) - size) <= MARGIN
                and _joints(key) <= joints
                and not _is_form(key, usage.en)
                and (bar is SEVERAL or _is_like_formed(key, usage.en))
                and self._score(beads, left, everywhere) >= bar.score
            ):
                yield key

    def _nearest(self, usage: Usage, keys: Iterable[str]) -> list[str]:
        """The NEAREST of keys to the term and its usual wording by the mean of their words."""
        goal = self._meanings.of(usage.zh) + self._meanings.of(usage.en)
        return sorted(keys, key=lambda key: (-float(self._mean(key) @ goal), key))[:NEAREST]

    def _mean(self, key: str) -> Vectors:
        mean = np.sum([self._meanings.of(word) for word in _content(key)], axis=0)
        return np.asarray(mean / np.linalg.norm(mean))

    def _is_other_name(self, usage: Usage, key: str, beads: Beads) -> bool:
        """Whether the wording is by right that of a name in capitals, or of a longer term in all of beads.

        In one bead a term has ever another neighbour; there only a name is told by it.
        """
        both = usage.source & usage.target
        named = all(_is_capital(self._texts[bead], self.english.sides[bead][key]) for bead in beads)
        if named and self.printed(usage.en, both).islower():
            return True
        here, elsewhere = ([self.chinese[bead] for bead in part] for part in (beads, both))
        return (named or len(beads) > 1) and goes_on(usage.zh, here, elsewhere)

    def _is_explained(self, usage: Usage, key: str, beads: Beads) -> bool:
        """Whether what key has of its own is English of other terms that stand in beads as usual."""
        words = _rest(key, usage.en).split()
        explained = [
            bead
            for bead in beads
            if any(
                all(any(_are_forms(w, o) for o in _content(other.en)) for w in words)
                for other in self._settled[bead]
                if other.zh != usage.zh and other.en != usage.en
            )
        ]
        return len(explained) >= EXPLAINED * len(beads)

    # --- other Chinese ----------------------------------------------------------------------------

    def _in_chinese(self, usages: Iterable[Usage]) -> Iterator[Other]:
        tried = [(usage, self._fit_chinese(usage)) for usage in usages]
        self._meanings.learn(run for _, runs in tried for run in runs)
        for usage, runs in tried:
            for run, beads in runs.items():
                like_term = self._meanings.cosine(usage.en, run)
                like_usual = self._meanings.cosine(usage.zh, run)
                if like_term >= LIKE_TERM_ZH and like_term + like_usual >= LIKE_BOTH:
                    yield Other(usage, "zh", run, beads, like_term + like_usual)

    def _fit_chinese(self, usage: Usage) -> Mapping[str, Beads]:
        """Runs that may be another term by form and places, where the English stands without its term."""
        left = frozenset(bead for bead in usage.target if usage.zh not in self.chinese[bead])
        if len(left) > MOST_LEFT * len(usage.target):
            return {}
        found = {}
        for run, beads in recurrent(self.chinese, sorted(left), 2, len(usage.zh) + MARGIN).items():
            if (
                len(run) < len(usage.zh) - MARGIN
                or not may_be_term(run)
                or _is_name_of(run, usage.zh)
                or goes_on(run, [self.chinese[bead] for bead in beads])
                or self._is_part(usage, run, beads)
            ):
                continue
            everywhere = frozenset(bead for bead, text in enumerate(self.chinese) if run in text)
            only = len(beads) / len(everywhere)
            if only >= LEAST_ONLY_ZH and self._score(beads, left, everywhere) >= SEVERAL.score:
                found[run] = beads
        return found

    def _is_part(self, usage: Usage, run: str, beads: Beads) -> bool:
        """Whether run belongs to other terms that stand in beads as usual."""
        within = [
            bead
            for bead in beads
            if any(
                run in other.zh or (other.zh in run and other.zh not in usage.zh)
                for other in self._settled[bead]
                if other.en != usage.en
            )
        ]
        return len(within) >= EXPLAINED * len(beads)

    def _score(self, beads: Beads, left: Beads, everywhere: Beads) -> float:
        """Log-likelihood that what stands in beads of left, and everywhere in these, depends on left."""
        return log_likelihood(len(beads), len(left), len(everywhere), len(self.chinese))


def _bar(beads: Beads) -> Bar:
    return ONCE if len(beads) == 1 else SEVERAL


def _likest(others: Iterable[Other]) -> Iterator[Other]:
    """The likest of each term, those in several beads before those in one."""
    best: dict[str, Other] = {}
    for other in others:
        known = best.get(other.usage.zh)
        if known is None or _rank(other) > _rank(known):
            best[other.usage.zh] = other
    yield from best.values()


def _rank(other: Other) -> tuple[bool, float, str]:
    return len(other.beads) > 1, other.likeness, other.wording


def _is_capital(text: str, run: Run) -> bool:
    """Whether run begins with a capital letter that does not begin a sentence."""
    before = text[: run.start].rstrip()
    return text[run.start].isupper() and bool(before) and before[-1] not in _BEFORE_SENTENCE


@cache
def _content(key: str) -> tuple[str, ...]:
    """The words of key, without function words; a hyphen parts words."""
    return tuple(word for word in key.replace("-", " ").split() if word not in stop_words("en"))


def _joints(key: str) -> int:
    """The number of function words in key."""
    return sum(word in stop_words("en") for word in key.split())


def _rest(key: str, other: str) -> str:
    """The words of key that other has in no form."""
    return " ".join(w for w in _content(key) if not any(_are_forms(w, o) for o in _content(other)))


def _rests(first: str, second: str) -> tuple[str, str]:
    """The words in which two keys differ."""
    return _rest(first, second), _rest(second, first)


def _is_like_formed(key: str, usual: str) -> bool:
    """Whether the words in which two keys differ are as many, and no more of the first are participles."""
    own, others = (rest.split() for rest in _rests(key, usual))
    return len(own) == len(others) and _participles(own) <= _participles(others)


def _participles(words: Iterable[str]) -> int:
    return sum(word.endswith(_PARTICIPLE) for word in words)


def _is_form(first: str, second: str) -> bool:
    """Whether the words of the shorter key all stand in the other, but for endings, beginnings and spaces."""
    one, two = ("".join(filter(str.isalpha, key)) for key in (first, second))
    return one in two or two in one or not all(_rests(first, second))


@cache
def _are_forms(word: str, other: str) -> bool:
    stem = max(min(len(word), len(other)) - STEM, 3)
    return word[:stem] == other[:stem] or word in other or other in word


def _is_name_of(run: str, term: str) -> bool:
    """Whether run is the Chinese term shortened, lengthened, in another order, or with 之 or 的 put in."""
    shorter, longer = sorted((run, term), key=len)
    rest = iter(longer)
    nested = all(character in rest for character in shorter)  # `in` consumes rest: in the same order
    return nested or sorted(run) == sorted(term) or bool({*run} & {*_FUNCTION} - {*term})
