"""Runs of English words, and which of them stands for a term."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from align.association import (
    LONGEST,
    LONGEST_NAME,
    SURE,
    English,
    english_runs,
    key_of,
    log_likelihood,
    places,
    stop_words,
)

TEXTS = (
    "The wetlands fund supports the protection of wetlands, and the council thanks it.",
    "The wetlands fund was set up by the council.",
    "Members pay into the Wetlands Fund every year.",
    "The money for wetlands is kept by a bank.",
    "Rivers flow to the sea.",
    "The council meets in spring.",
    "Reports are due in summer.",
    "Boats must carry a light.",
    *["Nets are mended at night."] * 30,
)


def keys(text: str) -> list[str]:
    return [run.key for run in english_runs(text)]


def test_runs_have_no_function_words_at_their_ends() -> None:
    assert keys("the state of the art") == ["state", "state of the art", "art"]


def test_runs_end_at_punctuation_and_numbers() -> None:
    assert keys("rivers, seas") == ["river", "sea"]
    assert keys("goal 5 targets") == ["goal", "target"]


def test_a_name_may_be_longer_than_other_runs() -> None:
    name = "Global Fund for the Protection of the Wetlands of the Northern Plains"
    assert key_of(name) in keys(name)
    assert key_of(name.lower()) not in keys(name.lower())


def test_key_is_blind_to_number_and_case() -> None:
    assert key_of("Member States' policies") == key_of("member state policy")
    assert key_of("process, basis, status") == "process basis status"


@given(st.text(alphabet="abAB' -.,5\n", max_size=60))
def test_a_run_lies_where_it_says(text: str) -> None:
    for run in english_runs(text):
        assert key_of(text[run.start : run.end]) == run.key
        words = len(run.key.split())
        assert 1 <= words <= LONGEST_NAME
        assert words <= LONGEST or text[run.start].isupper()


@given(st.integers(1, 50), st.integers(0, 50), st.integers(0, 50), st.integers(0, 50))
def test_log_likelihood_is_symmetric_and_never_negative(both: int, one: int, two: int, none: int) -> None:
    total = both + one + two + none
    score = log_likelihood(both, both + one, both + two, total)
    assert score >= 0
    assert score == pytest.approx(log_likelihood(both, both + two, both + one, total))


def test_log_likelihood_of_a_known_table() -> None:
    """110 of 221 together, of 31,777: Dunning's own example, "the swiss" (1993, table 2)."""
    assert log_likelihood(110, 110 + 2442, 110 + 111, 31_777) == pytest.approx(270.72, abs=0.01)


def test_the_rendering_is_as_long_as_it_goes() -> None:
    english = English(TEXTS)
    fund = english.rendering(frozenset({0, 1, 2}))
    assert fund is not None
    assert (fund.key, fund.beads) == ("wetland fund", {0, 1, 2})
    assert fund.score > SURE
    assert english.surface(fund.key, fund.beads, TEXTS) == "wetlands fund"


def test_fewer_words_than_expected_give_way_sooner() -> None:
    """Three times in four the fund is for wetlands; of a term of four characters two words are expected."""
    texts = [*["The wetlands fund."] * 9, *["The fund."] * 3, *["Ships sail."] * 30]
    english, beads = English(texts), frozenset(range(12))
    for expected, key in ((1, "fund"), (2, "wetland fund")):
        rendering = english.rendering(beads, expected=expected)
        assert rendering is not None
        assert rendering.key == key


def test_a_second_rendering_is_told_from_what_is_left() -> None:
    texts = [*["The fund: it."] * 6, *["The treasury: it."] * 5, "It.", *["Ships sail."] * 20]
    first, second = English(texts).renderings(frozenset(range(12)))
    assert (first.key, second.key) == ("fund", "treasury")
    assert (len(first.beads), len(second.beads)) == (6, 5)


def test_chance_is_no_rendering() -> None:
    english = English(["Ships sail.", "Ships sail."] * 4)
    assert english.rendering(frozenset({0, 1, 2})) is None
    assert english.renderings(frozenset({0, 1, 2})) == ()


def test_places() -> None:
    assert places([["a", "b"], ["b"]]) == {"a": {0}, "b": {0, 1}}


def test_stop_words_stand_once_in_their_language() -> None:
    assert "of" in stop_words("en")
    assert "的" in stop_words("zh")
    assert not stop_words("en") & stop_words("zh")
