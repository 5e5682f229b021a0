"""Which word runs of the English stand for a Chinese term: counts over beads and their log-likelihood.

The Chinese side is only a set of beads here, those in which a term stands; how terms are found is the
caller's affair. Nothing heavy is imported: checks may use it in a run.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cache
from importlib.resources import files
from itertools import chain
from math import log
from typing import Literal, NamedTuple

from align.model import Lang
from align.text import fold

LONGEST = 7  # words of an ordinary run
LONGEST_NAME = 14  # words of a run in capitals: "United Nations Global Plan of Action to Combat ..."
SURE = 10.83  # log-likelihood that chance reaches once in 1,000 (chi-squared, one degree of freedom)
EXTENDED = 0.85  # share of the beads of a run in which a longer one has to stand to take its place
EXTENDED_SHORT = 0.7  # ... where the run has fewer words than the term leads one to expect
USUAL = 0.25  # times as frequent as the most frequent form of a run, at least: a usual form

_WORD = re.compile(r"(?<![^\W_])[^\W\d_]+(?:[-'’.&/][^\W\d_]+)*")
_NOT_BETWEEN = re.compile(r"[^\s]")  # between two words of a run stands white space only


class Run(NamedTuple):
    """One to LONGEST English words (LONGEST_NAME in a name); no function word at its ends."""

    key: str  # folded, each word in the singular: what is compared and counted
    start: int  # its range in the text
    end: int


Beads = frozenset[int]  # numbers of beads


class Rendering(NamedTuple):
    """An English run that stands for a term in some of its beads."""

    key: str
    beads: Beads  # those of the term's beads in which it stands
    score: float  # log-likelihood, 0 or more, higher is better; above SURE hardly by chance


@cache
def stop_words(lang: Lang | Literal["zh-ends"]) -> frozenset[str]:
    """Words that say how a text runs and not what it is about.

    English ones stand at no end of a run, Chinese ones nowhere in it, and "zh-ends" at no end.
    """
    table: dict[str, dict[str, list[str]]] = json.loads(
        (files("align") / "stopwords.json").read_text(encoding="utf-8")
    )
    return frozenset(word for words in table[lang].values() for word in words)


def key_of(text: str) -> str:
    """The key of an English text taken as one run: "Member States" → "member state"."""
    return " ".join(_singular(fold(match[0])) for match in _WORD.finditer(text))


def english_runs(text: str) -> Iterator[Run]:
    """The runs of text, shorter ones that begin at the same word first. None reaches over punctuation."""
    words = list(_WORD.finditer(text))
    keys = [_singular(fold(word[0])) for word in words]
    stops = [fold(word[0]) in stop_words("en") for word in words]
    for first, word in enumerate(words):
        if stops[first]:
            continue
        named = word[0][0].isupper()
        for last in range(first, min(first + LONGEST_NAME, len(words))):
            if last > first and _NOT_BETWEEN.search(text, words[last - 1].end(), words[last].start()):
                break
            named = named and (stops[last] or words[last][0][0].isupper())
            if last >= first + LONGEST and not named:
                break
            if not stops[last]:
                yield Run(" ".join(keys[first : last + 1]), word.start(), words[last].end())


def _singular(word: str) -> str:
    """A folded word without the ending of the plural, by its look: "policies" → "policy"."""
    word = word.removesuffix("'s").removesuffix("’s").rstrip("'’")
    if len(word) < 4 or word.endswith(("ss", "us", "is")):
        return word
    if word.endswith("ies"):
        return word[:-3] + "y"
    if word.endswith(("sses", "shes", "ches", "xes")):
        return word[:-2]
    return word.removesuffix("s")


def places(sides: Iterable[Collection[str]]) -> dict[str, Beads]:
    """Key → the numbers of the beads (items of sides, from 0) in which it stands."""
    found: dict[str, set[int]] = {}
    for number, keys in enumerate(sides):
        for key in keys:
            found.setdefault(key, set()).add(number)
    return {key: frozenset(beads) for key, beads in found.items()}


def log_likelihood(together: int, first: int, second: int, total: int) -> float:
    """Dunning's (1993) ratio that two things depend on each other. 0 or more, higher is better.

    first, second: beads with the one, with the other; together: with both; total: all. 0 where they meet
    no more often than by chance.
    """
    if together * total <= first * second:
        return 0.0
    cells = (
        (together, first * second),
        (first - together, first * (total - second)),
        (second - together, (total - first) * second),
        (total - first - second + together, (total - first) * (total - second)),
    )
    return 2 * sum(seen * log(seen * total / expected) for seen, expected in cells if seen)


class English:
    """The English sides of beads, made ready to be asked what stands for a term."""

    def __init__(self, texts: Sequence[str], least: int = 1) -> None:
        """texts: the English of each bead, in their order. least: beads in which a run has to stand."""
        self.sides: list[dict[str, Run]] = []  # of each bead: key → its first run
        for text in texts:
            runs: dict[str, Run] = {}
            for run in english_runs(text):
                runs.setdefault(run.key, run)
            self.sides.append(runs)
        self.places: Mapping[str, Beads] = places(self.sides)
        if least > 1:
            self.places = {key: beads for key, beads in self.places.items() if len(beads) >= least}
            self.sides = [{key: run for key, run in s.items() if key in self.places} for s in self.sides]
        # Most runs stand in one bead: what is to stand in two need not be looked for among them.
        self._recurring = [[key for key in side if len(self.places[key]) > 1] for side in self.sides]

    def associated(self, beads: Beads, least: int = 1) -> list[Rendering]:
        """Runs in at least `least` of beads, the beads of a term, the most strongly associated first."""
        keys = self._recurring if least > 1 else self.sides
        counts = Counter(chain.from_iterable(keys[bead] for bead in beads))
        total = len(self.sides)
        found = [
            Rendering(key, beads & self.places[key], score)
            for key, together in counts.items()
            if together >= least
            and (score := log_likelihood(together, len(beads), len(self.places[key]), total)) > 0
        ]
        return sorted(found, key=lambda r: (-r.score, -len(r.key), r.key))

    def rendering(
        self, beads: Beads, least: int = 2, longest: int = LONGEST_NAME, expected: int = 1
    ) -> Rendering | None:
        """What stands for a term in most of its beads, as long as it goes; None where it may be chance.

        least: beads that it has to stand in; longest, expected: words that it may and should have.
        "trafficking" gives way to "trafficking in persons" where that stands nearly as often. The more runs
        are tried, the surer the best of them has to be (Bonferroni).
        """
        ranked = [r for r in self.associated(beads, least) if len(r.key.split()) <= longest]
        if not ranked or ranked[0].score < SURE + 2 * log(len(ranked)):
            return None
        best = first = ranked[0]
        for longer in sorted(ranked, key=lambda r: (len(r.key.split()), -r.score)):
            enough = EXTENDED_SHORT * len(first.beads)
            if len(best.key.split()) >= expected:
                enough = max(enough, EXTENDED * len(best.beads))
            if _holds(longer.key, best.key) and len(longer.beads) >= enough:
                best = longer
        return best

    def renderings(self, beads: Beads, least: int = 2) -> tuple[Rendering, ...]:
        """All renderings of a term, the dominant one first, each for beads that those before leave over.

        The beads that none of them covers hold some other wording, which is in too few to be told.
        """
        first = self.rendering(beads, least)
        return (first, *self.others(beads - first.beads, least)) if first else ()

    def others(self, left: Beads, least: int = 2) -> Iterator[Rendering]:
        """Renderings in the beads that a dominant one leaves over."""
        while len(left) >= least and (best := self.rendering(left, least)):
            yield best
            left -= best.beads

    def surface(self, key: str, beads: Beads, texts: Sequence[str]) -> str:
        """How the English prints a run in beads that have it; texts: as the object was made with.

        The form printed most often, or one nearly as frequent with fewer capitals: inside names and
        headings words have capitals that they do not have by themselves.
        """
        runs = ((bead, self.sides[bead][key]) for bead in beads)
        printed = Counter(" ".join(texts[bead][run.start : run.end].split()) for bead, run in runs)
        usual = [text for text, count in printed.items() if count >= USUAL * max(printed.values())]
        return min(usual, key=lambda text: (sum(map(str.isupper, text)), -printed[text], text))


def _holds(longer: str, shorter: str) -> bool:
    """Whether the words of shorter stand in longer, and more."""
    return longer != shorter and f" {shorter} " in f" {longer} "
