"""The pandas frame holds what the tables show."""

from __future__ import annotations

from dataclasses import replace

import pytest

from align.errors import SettingError
from align.frame import to_frame
from align.model import Alignment, Review, Status
from small_report import small_alignment


def test_frame() -> None:
    frame = small_alignment().to_frame()
    assert frame.index.name == "number"
    assert list(frame.index) == list(range(1, 12))
    assert list(frame.columns) == [
        "address_zh", "zh", "en", "address_en", "type", "state", "confidence", "evidence", "note",
        "status", "comment",
    ]  # fmt: skip
    assert frame.loc[3, "zh"] == "1. 决定设立湿地基金1，\n由秘书处管理；"
    assert frame.loc[4, ["en", "address_en", "state"]].tolist() == ["", "", "unaligned"]
    assert frame["confidence"].dtype == "float64"
    assert frame.index[frame["confidence"].isna()].tolist() == [4, 11]
    assert (frame["state"] == "unaligned").sum() == 3


def test_frame_of_sentences_and_of_what_a_reviser_said() -> None:
    whole = small_alignment()
    review = Review(Status.WRONG, "see fn 2")
    reviewed = replace(whole, beads=(replace(whole.beads[0], review=review), *whole.beads[1:]))
    frame = reviewed.to_frame("sentence")
    assert frame.loc[1, ["status", "comment"]].tolist() == ["wrong", "see fn 2"]
    assert frame.loc[10, ["zh", "en", "status"]].tolist() == ["1", "1", ""]
    assert len(frame) == len(whole.beads) + 1
    assert frame.equals(to_frame(reviewed, level="sentence"))
    assert reviewed.to_frame(level="paragraph").equals(reviewed.to_frame())


def test_a_level_that_there_is_not() -> None:
    with pytest.raises(SettingError, match="level 'word': no such choice; give one of paragraph, sentence"):
        small_alignment().to_frame("word")  # type: ignore[arg-type]


def test_frame_of_nothing_has_its_columns() -> None:
    whole = small_alignment()
    frame = Alignment(replace(whole.source, blocks=()), replace(whole.target, blocks=()), ()).to_frame()
    assert len(frame) == 0
    assert frame["confidence"].dtype == "float64"
