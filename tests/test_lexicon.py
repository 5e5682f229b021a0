"""Coverage by words: shares worked out by hand, bounds, parts of a text, and what it does for a pair."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from align.aligner import align
from align.config import Settings
from align.dp import Edge
from align.encoders import SpanVectors, Tick
from align.encoders.bundled import BundledEncoder
from align.evidence import Units
from align.lexicon import FAINT, FEATURES, FOUND, INERTIA, USUAL, Lexicon, Words
from align.model import Block, Document, Kind, Lang, Span
from align.sentences import split
from align.weights import profile

ZH = [
    "老周推开门。",
    "雪还在下。",
    "“谁？”",
    "“是我，”她说，“路上不好走。”",
    "他让她坐在炉子旁边，给她倒了一杯热茶。",
]
EN = [
    "Old Zhou pushed the door open; it was still snowing.",
    "“Who is it?”",
    "“It's me,” she said.",
    "“The road was bad.”",
    "He made her sit by the stove and poured her a cup of hot tea.",
]
GOLD = ["0,1:0", "2:1", "3:2,3", "4:4"]


def blocks(texts: list[str], lang: Lang) -> tuple[Block, ...]:
    return tuple(Block(n, Kind.PARAGRAPH, t, lang, (Span(0, len(t)),)) for n, t in enumerate(texts))


@pytest.fixture(scope="module")
def encoder() -> BundledEncoder:
    return BundledEncoder()


def words(units: list[list[int]], size: int) -> Words:
    """Units of words that are numbers below size, each a dimension of its own, all of weight 1."""
    ids = np.zeros((len(units), max(map(len, units))), dtype=np.int64)
    weights = np.zeros(ids.shape)
    for row, unit in enumerate(units):
        ids[row, : len(unit)], weights[row, : len(unit)] = unit, 1.0
    return Words(ids, weights, np.eye(size, dtype=np.float32))


def share(found: float, size: int) -> float:
    return (found + INERTIA * USUAL) / (size + INERTIA)


def test_shares_by_hand() -> None:
    lexicon = Lexicon(words([[0, 1], [2]], 5), words([[0, 1, 3], [4]], 5))
    pair, both, null = lexicon.features([Edge((1, 1), 1, 1), Edge((2, 2), 2, 2), Edge((1, 0), 1, 0)])
    assert pair == pytest.approx([(share(2, 2) + share(2, 3)) / 2, share(2, 3)])
    total = (2 + 2 * INERTIA * USUAL) / (3 + 2 * INERTIA), (2 + 2 * INERTIA * USUAL) / (4 + 2 * INERTIA)
    assert both == pytest.approx([sum(total) / 2, min(share(0, 1), share(2, 3))])
    assert (null == 0).all()


def test_words_that_are_near_are_found_in_part() -> None:
    middle = (FAINT + FOUND) / 2
    vectors = np.array([[middle, np.sqrt(1 - middle**2)]], dtype=np.float32)
    one = np.zeros((1, 1), dtype=np.int64), np.ones((1, 1))
    lexicon = Lexicon(Words(*one, vectors), Words(*one, np.array([[1.0, 0.0]], dtype=np.float32)))
    assert lexicon.features([Edge((1, 1), 1, 1)])[0] == pytest.approx([share(0.5, 1)] * 2, abs=1e-5)


def test_a_unit_without_words_speaks_neither_for_nor_against(encoder: BundledEncoder) -> None:
    x, y = Words.of(["……", "雪停了。"], "zh", encoder), Words.of(["…", "The snow stopped."], "en", encoder)
    assert Lexicon(x, y).features([Edge((1, 1), 1, 1)])[0] == pytest.approx([USUAL, USUAL])


UNITS = st.lists(st.lists(st.integers(0, 9), max_size=4, unique=True), min_size=3, max_size=6)


@given(UNITS, UNITS, st.integers(1, 3), st.integers(1, 3))
def test_shares_are_shares_and_a_longer_run_finds_no_fewer(
    source: list[list[int]], target: list[list[int]], a: int, b: int
) -> None:
    source, target = [*source, [0]], [*target, [0]]
    lexicon = Lexicon(words(source, 10), words(target, 10))
    covered, weakest = lexicon.features([Edge((a, b), a, b)])[0]
    assert 0 < weakest <= covered + 1e-9
    assert covered < 1
    if b < len(target):
        assert lexicon._source.covered(np.array([0]), a, np.array([0]), b + 1)[0] >= (
            lexicon._source.covered(np.array([0]), a, np.array([0]), b)[0] - 1e-9
        )


def test_a_part_is_covered_as_in_the_whole(encoder: BundledEncoder) -> None:
    x, y = Words.of(ZH, "zh", encoder), Words.of(EN, "en", encoder)
    whole = Lexicon(x, y).features([Edge((1, 2), 4, 4)])
    part = Lexicon(x.part(3, 5), y.part(2, 5)).features([Edge((1, 2), 1, 2)])
    assert part == pytest.approx(whole, abs=1e-6)


def test_translations_are_covered_better_than_neighbours(encoder: BundledEncoder) -> None:
    lexicon = Lexicon(Words.of(ZH, "zh", encoder), Words.of(EN, "en", encoder))
    right, wrong = lexicon.features([Edge((1, 1), 5, 5), Edge((1, 1), 5, 4)])
    assert (right > wrong).all()


def test_only_the_literary_profile_pays_for_words(
    encoder: BundledEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert Units.of(blocks(EN, "en"), "en", encoder).words is None

    def refuse(*_: object) -> Words:
        raise AssertionError("words of a text that no profile weighs")

    monkeypatch.setattr(Words, "of", refuse)
    sides = Document("zh", "zh", blocks(ZH, "zh")), Document("en", "en", blocks(EN, "en"))
    align(*sides, encoder, Settings(profile="legal"))
    with pytest.raises(AssertionError, match="no profile"):
        align(*sides, encoder, Settings(profile="literary"))


def test_a_novel_is_aligned(encoder: BundledEncoder) -> None:
    source, target = Document("zh", "zh", blocks(ZH, "zh")), Document("en", "en", blocks(EN, "en"))
    beads = align(source, target, encoder, Settings(profile="literary")).beads
    ladder = [":".join(",".join(str(u.block) for u in side) for side in (b.source, b.target)) for b in beads]
    assert ladder == GOLD


def test_an_encoder_whose_words_were_not_measured_does_without(encoder: BundledEncoder) -> None:
    class Other:
        name, fitted = "other", False

        def encode(self, texts: Sequence[str], lang: Lang, tick: Tick) -> SpanVectors:
            return encoder.encode(texts, lang, tick)

    source, target = Document("zh", "zh", blocks(ZH, "zh")), Document("en", "en", blocks(EN, "en"))
    beads = align(source, target, Other(), Settings(profile="literary")).beads
    assert [b.type for b in beads if b.source and b.source[0].block == 4] == ["1-1"]


def test_sentences_of_a_novel_have_words_too(encoder: BundledEncoder) -> None:
    source = Document("zh", "zh", blocks(["".join(ZH)], "zh"))
    target = Document("en", "en", blocks([" ".join(EN)], "en"))
    settings = Settings(profile="literary", level="sentence")
    bead = split(align(source, target, encoder, settings), encoder, settings).beads[0]
    assert len(bead.sentences) > 1


def test_names_of_the_weights() -> None:
    assert profile("legal")["lexicon"] == {}
    assert set(profile("literary")["lexicon"]) == set(FEATURES)
