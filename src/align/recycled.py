"""Which passages stand in earlier memories, agreed language that should not be put in other words.

A memory is read once, as a stream, and never held: what is indexed is the document. Each of its units is
looked up whole; what is not there whole is compared with the passages if enough of its runs of characters
occur in the document at all.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from align.config import Output
from align.errors import InputError
from align.model import Alignment, Bead, Lang, Recycled, Reuse
from align.segments import make_segment
from align.text import bare, fold, legible
from align.tmx.stream import Broken, parse
from align.tmx.units import CODE, UnitHandler
from align.tmx.units import Unit as MemoryUnit

NEAR = (
    0.75  # similarity, 0..1; from there on the other side is alike too in .97 of cases: benchmarks/memory.py
)
SHORTEST = {"zh": 8, "en": 24}  # characters without spaces of a text that can be near another: some six words
RUN = {"zh": 4, "en": 10}  # characters of a run that is looked up: rare enough in either script
SHARED = 0.2  # share of the runs of a unit that a passage near it holds; of 1,000 UN passages none is lost
SAMPLE = 32  # runs of a unit, evenly spread, that are looked up in each passage
BATCH = 4096  # units of a memory compared at a time
BITS = 22  # of a place in the table of a document's runs, of which it has some 10,000
SHOWN = 3  # differences that are put into words
_PIECE = re.compile(r"[A-Za-z]+(?:['’-][A-Za-z]+)*|\d+|\s+|.", re.DOTALL)
LANGS: tuple[Lang, Lang] = ("zh", "en")
_CODES: dict[str, Lang] = {"zh": "zh", "zho": "zh", "chi": "zh", "cmn": "zh", "en": "en", "eng": "en"}


class _Passage(NamedTuple):
    """A bead of a document, or a sentence bead inside it."""

    whole: int  # number of the bead
    part: int | None  # of the sentence bead in it
    texts: dict[Lang, str]  # without numbers and footnote marks: another document has others
    keys: dict[Lang, tuple[str, str]]  # without and with them, as they are compared


@dataclass(frozen=True, slots=True)
class _Match:
    """The best that was found for a passage."""

    rank: tuple[
        int, float
    ]  # sides that stand there whole, 0..2; similarity where none does; higher is better
    memory: str
    zh: str
    en: str


def mark_recycled(alignment: Alignment, memories: Sequence[Path]) -> Alignment:
    """alignment with the passages marked that stand in one of memories (TMX), the first that has them best.

    Raises InputError for a memory that can't be read, or has no unit with Chinese and English.
    """
    document = _Document(list(_passages(alignment)))
    for path in memories:
        reader = _Reader(legible(path.name), document)
        try:
            parse(path, reader)
        except Broken as broken:
            raise InputError(f"{path}: {broken}; align validate says more") from broken
        reader.flush()
        if not reader.units:
            raise InputError(f"{path}: no unit with both Chinese and English; give a memory of that pair")
    return document.marked(alignment)


def _passages(alignment: Alignment) -> Iterator[_Passage]:
    for number, bead in enumerate(alignment):
        yield _passage(alignment, bead, number, None)
        for part, sentence in enumerate(bead.sentences):
            yield _passage(alignment, sentence, number, part)


def _passage(alignment: Alignment, bead: Bead, whole: int, part: int | None) -> _Passage:
    texts: dict[Lang, str] = {}
    keys: dict[Lang, tuple[str, str]] = {}
    for lang in LANGS:
        units = bead.source if lang == "zh" else bead.target
        blocks = (alignment.source if lang == "zh" else alignment.target).blocks
        bare_one, full = (
            make_segment(lang, [blocks[unit.block] for unit in units], units, output).text
            for output in (Output(), Output(labels="keep", marks="keep"))
        )
        texts[lang], keys[lang] = bare_one, (_key(bare_one), _key(full))
    return _Passage(whole, part, texts, keys)


def _key(text: str) -> str:
    return bare(fold(text))


class _Document:
    """The passages of a document, made ready to be compared with many units; keeps the best for each."""

    def __init__(self, passages: Sequence[_Passage]) -> None:
        self._passages = passages
        self._best: dict[int, _Match] = {}  # number of a passage →
        self._keys: dict[Lang, list[str]] = {}  # of each passage
        self._whole: dict[Lang, dict[str, list[int]]] = {}  # key → passages
        self._runs: dict[Lang, _Runs] = {}
        for lang in LANGS:
            keys = self._keys[lang] = [passage.keys[lang][0] for passage in passages]
            whole = self._whole[lang] = {}
            for number, passage in enumerate(passages):
                for key in filter(None, {*passage.keys[lang]}):
                    whole.setdefault(key, []).append(number)
            self._runs[lang] = _Runs(keys, lang)

    def compare(self, memory: str, units: Sequence[tuple[str, str]]) -> None:
        """Take note of what units, Chinese and English, hold of the passages."""
        keys: dict[Lang, list[str]] = {
            "zh": [_key(zh) for zh, _ in units],
            "en": [_key(en) for _, en in units],
        }
        for number, unit in enumerate(units):
            zh, en = (set(self._whole[lang].get(keys[lang][number], ())) for lang in LANGS)
            for passage in zh | en:
                self._take(passage, _Match((2 if passage in zh & en else 1, 0.0), memory, *unit))
        for lang in LANGS:
            for number, passages in self._runs[lang].sharing(keys[lang]):
                self._compare_nearly(lang, keys[lang][number], passages, memory, units[number])

    def _compare_nearly(
        self, lang: Lang, key: str, passages: Iterable[int], memory: str, unit: tuple[str, str]
    ) -> None:
        from rapidfuzz import fuzz

        for number in passages:
            score = fuzz.ratio(key, self._keys[lang][number], score_cutoff=100 * NEAR)
            if 0 < score < 100:
                self._take(number, _Match((0, score), memory, *unit))

    def _take(self, number: int, match: _Match) -> None:
        best = self._best.get(number)
        if best is None or match.rank > best.rank:
            self._best[number] = match

    def marked(self, alignment: Alignment) -> Alignment:
        beads = list(alignment.beads)
        for number, match in self._best.items():
            passage = self._passages[number]
            recycled, bead = _recycled(passage, match), beads[passage.whole]
            if passage.part is None:
                beads[passage.whole] = replace(bead, recycled=recycled)
            else:
                sentences = list(bead.sentences)
                sentences[passage.part] = replace(sentences[passage.part], recycled=recycled)
                beads[passage.whole] = replace(bead, sentences=tuple(sentences))
        return replace(alignment, beads=tuple(beads))


class _Runs:
    """The runs of characters of a document's passages, and the passages of each."""

    def __init__(self, keys: Sequence[str], lang: Lang) -> None:
        """keys: of the passages; those too short to be near another have no runs here."""
        self._length, self._shortest = RUN[lang], SHORTEST[lang]
        long = [key if len(key) >= self._shortest else "" for key in keys]
        places = _run_places(_codes(long), self._length)
        passages = np.repeat(np.arange(len(long)), [len(key) + 1 for key in long])[: len(places)]
        order = np.argsort(places, kind="stable")
        self._places, self._passages = places[order], passages[order]
        self._known = np.zeros(1 << BITS, dtype=np.bool_)
        self._known[places] = True
        self._count = len(keys)

    def sharing(self, keys: Sequence[str]) -> Iterator[tuple[int, list[int]]]:
        """Numbers of the keys, each with the passages that hold enough of its runs to be near it."""
        places = _run_places(_codes(keys), self._length)
        summed = np.concatenate([[0], np.cumsum(self._known[places])])
        start = 0
        for number, key in enumerate(keys):
            runs = len(key) - self._length + 1
            if len(key) >= self._shortest and summed[start + runs] - summed[start] >= SHARED * runs:
                passages = self._holding(places[start : start + runs])
                if passages:
                    yield number, passages
            start += len(key) + 1

    def _holding(self, places: NDArray[np.uint64]) -> list[int]:
        """The passages with a share of SHARED of the runs at places; some of them stand for all."""
        sample = places[:: 1 + len(places) // SAMPLE]
        first, last = (np.searchsorted(self._places, sample, side) for side in ("left", "right"))
        counts = np.zeros(self._count)
        for a, b in zip(first.tolist(), last.tolist(), strict=True):
            counts[self._passages[a:b]] += 1
        return np.flatnonzero(counts >= SHARED * len(sample)).tolist()


def _codes(keys: Iterable[str]) -> NDArray[np.uint64]:
    """The code points of keys, one after the other, a 0 after each."""
    return np.frombuffer("".join(f"{key}\0" for key in keys).encode("utf-32-le"), np.uint32).astype(np.uint64)


def _run_places(codes: NDArray[np.uint64], length: int) -> NDArray[np.uint64]:
    """Places in a table of the runs of that many characters: one for each character that begins one."""
    hashed = np.zeros(max(len(codes) - length + 1, 0), dtype=np.uint64)
    for at in range(length):
        hashed = hashed * np.uint64(0x9E3779B97F4A7C15) + codes[at : at + len(hashed)]  # 2^64 / golden ratio
    return hashed >> np.uint64(64 - BITS)  # the upper bits are the mixed ones


def _recycled(passage: _Passage, match: _Match) -> Recycled:
    """What a match says of a passage; a side that the passage lacks is told, and counts as the same."""
    same, told = [], []
    for lang, there in zip(LANGS, (match.zh, match.en), strict=True):
        here = passage.texts[lang]
        same.append(not here or _key(there) in passage.keys[lang])
        if not (here and same[-1]):
            told.append(f"{'Chinese' if lang == 'zh' else 'English'} {difference(there, here)}")
    stands = Reuse.IDENTICAL if all(same) else Reuse.DIFFERENT
    reuse = stands if match.rank[0] else Reuse.NEAR
    return Recycled(reuse, match.memory, match.zh, match.en, "; ".join(told))


def difference(there: str, here: str) -> str:
    """What there has for what here has, in words: “2015” for “2017”; all of there if little is common."""
    old, new = (_PIECE.findall(text) for text in (there, here))
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    if matcher.ratio() < NEAR:
        return f"there “{there}”"
    changes = [
        ("".join(old[i:j]).strip(), "".join(new[k:m]).strip())
        for tag, i, j, k, m in matcher.get_opcodes()
        if tag != "equal"
    ]
    told = [_told(*change) for change in changes if change[0] != change[1]]
    more = f" and {len(told) - SHOWN} more" if len(told) > SHOWN else ""
    return "there " + ", ".join(told[:SHOWN]) + more


def _told(there: str, here: str) -> str:
    if not here:
        return f"also “{there}”"
    return f"“{there}” for “{here}”" if there else f"without “{here}”"


class _Reader(UnitHandler):
    """Hands the Chinese and English of a memory's units to a document, in batches."""

    def __init__(self, name: str, document: _Document) -> None:
        super().__init__()
        self.units = 0
        self._name, self._document = name, document
        self._batch: list[tuple[str, str]] = []

    def header(self, attributes: dict[str, str]) -> None:
        """Languages are told by each unit's own codes."""

    def unit(self, unit: MemoryUnit) -> None:
        texts: dict[Lang, str] = {}
        for variant in unit.variants:
            lang = _CODES.get(re.split("[-_]", variant.lang.lower())[0])
            if lang and variant.text.strip():
                texts.setdefault(lang, variant.text.replace(CODE, ""))
        if len(texts) == len(LANGS):
            self.units += 1
            self._batch.append((texts["zh"], texts["en"]))
            if len(self._batch) == BATCH:
                self.flush()

    def flush(self) -> None:
        if self._batch:
            self._document.compare(self._name, self._batch)
            self._batch = []
