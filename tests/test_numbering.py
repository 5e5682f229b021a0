"""The grammar of markers and what context makes of them: cases as data."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from align.numbering import cjk_number, is_heading_marker, letter_number, read_markers, roman_number, settle

CASES: dict[str, list[dict[str, Any]]] = json.loads(
    (Path(__file__).parent / "cases" / "numbering.json").read_text("utf-8")
)


@pytest.mark.parametrize("case", CASES["markers"], ids=[c["label"] for c in CASES["markers"]])
def test_readings(case: dict[str, Any]) -> None:
    readings = read_markers(case["text"])
    assert [[m.kind, m.ordinal, m.suffix, m.style] for m in readings] == case["want"]
    assert all(case["text"].startswith(m.printed) for m in readings)


@pytest.mark.parametrize("case", CASES["settled"], ids=[c["label"] for c in CASES["settled"]])
def test_settled_by_context(case: dict[str, Any], request: pytest.FixtureRequest) -> None:
    if reason := case.get("xfail"):
        request.applymarker(pytest.mark.xfail(reason=reason, strict=True))
    labels, gaps = settle(case["texts"])
    assert [[m.printed for m in label] for label in labels] == case["want"]
    assert [[g.first.printed, g.second.printed] for g in gaps] == case.get("gaps", [])
    if "kinds" in case:
        assert [label[-1].kind for label in labels] == case["kinds"]


@pytest.mark.parametrize(
    ("zh", "en"),
    [
        ("第十条之一", "Article 10 bis"),
        ("第3-1条", "Article 3-1"),
        ("第一百二十条", "Article 120"),
        ("第二章", "Chapter II"),
        ("附件一", "Annex I"),
        ("目标1. 水", "Goal 1. Water"),
        ("（a）水", "(a) water"),
    ],
)
def test_the_same_in_both_languages(zh: str, en: str) -> None:
    (first, *_), (second, *_) = read_markers(zh), read_markers(en)
    assert first._replace(printed="") == second._replace(printed="")


def _in_chinese(number: int) -> str:
    digits, units = "零一二三四五六七八九", ["", "十", "百", "千"]
    text = ""
    for power in range(3, -1, -1):
        digit = number // 10**power % 10
        if digit:
            text += digits[digit] + units[power]
        elif text and not text.endswith("零"):
            text += "零"
    return text.rstrip("零")


@given(st.integers(1, 9999))
def test_chinese_numerals_to_thousands(number: int) -> None:
    assert cjk_number(_in_chinese(number)) == number


def test_other_numerals() -> None:
    assert [cjk_number(n) for n in ("十", "十二", "二十", "廿一", "一〇三", "百", "", "水")] == [
        *(10, 12, 20, 21, 103, 100),
        *(None, None),
    ]
    assert [roman_number(n) for n in ("i", "IV", "xiv", "mcmxc")] == [1, 4, 14, 1990]
    assert [roman_number(n) for n in ("iiii", "", "a")] == [None, None, None]
    assert [letter_number(n) for n in ("a", "Z", "aa", "bb", "ab", "")] == [1, 26, 27, 28, None, None]


def test_heading_markers() -> None:
    assert is_heading_marker("第十条")
    assert is_heading_marker("Article 10.")
    assert not is_heading_marker("Article 10. Wells are tested.")
    assert not is_heading_marker("(a)")
