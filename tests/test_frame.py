"""The pandas frame holds what the tables show."""

from __future__ import annotations

from dataclasses import replace

from align.model import Alignment
from small_report import small_alignment


def test_frame() -> None:
    frame = small_alignment().to_frame()
    assert frame.index.name == "number"
    assert list(frame.index) == list(range(1, 12))
    assert list(frame.columns) == [
        "address_zh", "zh", "en", "address_en", "type", "state", "confidence", "evidence", "note"
    ]  # fmt: skip
    assert frame.loc[3, "zh"] == "1. 决定设立湿地基金1，\n由秘书处管理；"
    assert frame.loc[4, ["en", "address_en", "state"]].tolist() == ["", "", "unaligned"]
    assert frame["confidence"].dtype == "float64"
    assert frame.index[frame["confidence"].isna()].tolist() == [4, 11]
    assert (frame["state"] == "unaligned").sum() == 3


def test_frame_of_nothing_has_its_columns() -> None:
    whole = small_alignment()
    frame = Alignment(replace(whole.source, blocks=()), replace(whole.target, blocks=()), ()).to_frame()
    assert len(frame) == 0
    assert frame["confidence"].dtype == "float64"
