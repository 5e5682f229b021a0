"""The clause check's parts: pieces and runs, ratios of words, what a threshold and a confidence promise."""

from __future__ import annotations

from importlib.resources import files
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from align.checks import clause
from align.checks.lexicon import Affinities, load_lexicon
from align.checks.omission import FEATURES, load_model, pooled
from align.checks.pieces import LARGEST_SHARE, Text, blocks, cut, cut_all
from align.encoders import load_encoder
from align.encoders.bundled import BundledEncoder
from align.model import Lang

LARGEST_LEXICON = 1_000_000  # bytes

ZH = "委员会审查了预算，并请主席在六月之前提出报告，同时感谢各国政府的支持。"
EN = "The Committee examined the budget and requested the Chair to report before June."
OTHER = "Fishing boats must carry lights at night and keep to the right of the channel."


@pytest.fixture(scope="module")
def encoder() -> BundledEncoder:
    loaded = load_encoder("bundled")
    assert isinstance(loaded, BundledEncoder)
    return loaded


def seen(text: str, lang: Lang, encoder: BundledEncoder) -> np.ndarray:  # type: ignore[type-arg]
    [pieces] = encoder.piece_sums([[text]], load_lexicon().views[lang])
    return pieces.seen


@given(st.text(alphabet="决定，。的和与及其以为 并且由于、；关于abc", max_size=120))
def test_pieces_hold_all_of_a_text_but_white_space(text: str) -> None:
    spans = cut(text, "zh")
    assert "".join("".join(text[a:b].split()) for a, b in spans) == "".join(text.split())
    assert all(a.end <= b.start for a, b in pairwise(spans))


def test_runs_are_short_or_whole_blocks(encoder: BundledEncoder) -> None:
    text = "甲方付款，乙方交货，丙方担保。\n丁方监督，戊方记录。"
    [side] = cut_all([Text(text, (), "zh", (0, 16))], encoder, load_lexicon().views["zh"])
    whole = blocks(side.text, side.spans)
    assert [text[side.spans[a].start : side.spans[b - 1].end] for a, b in whole] == text.split("\n")
    size = sum(side.lengths)
    short = [run for run in side.runs if run not in whole]
    assert all(sum(side.lengths[a:b]) <= LARGEST_SHARE * size for a, b in short)
    assert len(side.vectors) == 2 * len(side.runs) + 1


def test_the_vector_without_a_run_is_that_of_the_rest(encoder: BundledEncoder) -> None:
    """Up to the neighbours that a token sees: far nearer to the rest encoded by itself than to the whole."""
    [side] = cut_all([Text(ZH, (), "zh")], encoder, load_lexicon().views["zh"])
    last = side.runs.index((len(side.spans) - 1, len(side.spans)))
    without = side.vectors[len(side.runs) + last]
    rest = encoder.encode([ZH[: side.spans[-1].start]], "zh").vectors(1)[0]
    assert without @ rest > max(0.97, without @ side.vectors[-1])


def test_ratios_without_rows_are_those_of_the_rest_of_the_table() -> None:
    rng = np.random.default_rng(7)
    table, ours, theirs = rng.random((6, 4)) * 9, rng.normal(size=6), rng.normal(size=4)
    part = table[1:3].sum(axis=0, keepdims=True)
    rest = Affinities(np.delete(table, [1, 2], axis=0), np.delete(ours, [1, 2]), theirs)
    without = Affinities(table, ours, theirs).ratios_without(part, np.array([2]))
    assert without[0] == pytest.approx(rest.ratios_back())


@pytest.mark.parametrize("lang", clause.SIDES)
def test_words_speak_for_a_translation_and_against_another_text(lang: Lang, encoder: BundledEncoder) -> None:
    zh, en, other = seen(ZH, "zh", encoder), seen(EN, "en", encoder), seen(OTHER, "en", encoder)
    if lang == "zh":
        right, wrong = (load_lexicon().affinities(zh, given, "zh").ratios() for given in (en, other))
    else:
        right, wrong = (load_lexicon().affinities(tokens, zh, "en").ratios() for tokens in (en, other))
    assert right.mean() > 0 > wrong.mean()


def test_the_words_foretell_the_length(encoder: BundledEncoder) -> None:
    """Dates and numbers are short in English, names and fixed terms long; half of it is told by the words."""
    pairs = [
        (
            "会议于2015年5月11日上午10时在纽约举行。",
            "The meeting was held in New York at 10 a.m. on 11 May 2015.",
        ),
        (
            "不结盟国家运动成员国对此表示关切。",
            "The States members of the Movement of Non-Aligned Countries were concerned.",
        ),
        (
            "前项规定，于第三人准用之。",
            "The provisions of the preceding paragraph apply mutatis mutandis to a third party.",
        ),
        (
            "秘书长的报告载于文件A/70/12。",
            "The report of the Secretary-General is contained in document A/70/12.",
        ),
    ]
    model = load_model()
    zh, en = (
        cut_all([Text(pair[side], (), lang) for pair in pairs], encoder, model.lexicon.views[lang])
        for side, lang in enumerate(clause.SIDES)
    )
    found = [model.residual({"zh": a, "en": b}) for a, b in zip(zh, en, strict=True)]
    assert np.std(found) < 0.5 * np.std([np.log(len(b) / len(a)) for a, b in pairs])


def test_the_lexicon_stays_small() -> None:
    assert (files("align.checks") / "lexicon.npz").stat().st_size <= LARGEST_LEXICON  # type: ignore[attr-defined]


def test_the_model_has_every_constant() -> None:
    constants = load_model().constants
    for lang in clause.SIDES:
        assert tuple(constants[lang]["weights"]) == FEATURES
        slope, _ = constants[lang]["reliability"]
        assert slope > 0


def test_pooled_is_no_lower_than_the_heaviest_run() -> None:
    assert pooled(np.array([-2.0, 1.0])) > 1.0
    assert pooled(np.array([1.5])) == pytest.approx(1.5)


def test_a_document_of_many_pairs_sets_its_own_usual_score() -> None:
    known = (-3.0, 1.0)
    assert clause.usual(known, []) == known
    few, many = clause.usual(known, [2.0, 2.5, 3.0])[0], clause.usual(known, [2.0, 2.5, 3.0] * 40)[0]
    assert -3.0 < few < many < 2.5


def test_many_missing_clauses_do_not_hide_each_other() -> None:
    quiet, loud = [-4.0, -3.0, -2.0] * 20, [6.0] * 15
    (_, alone), (_, among) = (clause.usual((-3.0, 1.0), scores) for scores in (quiet, quiet + loud))
    assert among <= 1.25 * alone


def test_confidence_rises_with_the_distance() -> None:
    model = load_model()
    for lang in clause.SIDES:
        told = [clause.confidence(model, lang, far) for far in (0.0, 2.0, 4.0, 8.0)]
        assert told == sorted(told)
        assert 0 < told[0] < 0.1
        assert 0.5 < told[-1] < 1
