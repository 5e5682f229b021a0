"""Joining and folding."""

from __future__ import annotations

import pytest

from align.model import Lang
from align.text import fold, join, share_of_chinese


@pytest.mark.parametrize(
    ("lang", "parts", "want"),
    [
        ("zh", ["灯塔管理", "条例 "], "灯塔管理条例"),
        ("zh", ["见 W/AS.7/L.2 号文", " 件，2031", "年"], "见 W/AS.7/L.2 号文件，2031年"),
        ("zh", ["由 Harbour", "Office 编写"], "由 Harbour Office 编写"),
        ("zh", ["437", "100 吨"], "437 100 吨"),
        ("zh", ["UNEP,", "UNESCO"], "UNEP, UNESCO"),
        ("zh", ["第 64/", "293 号"], "第 64/293 号"),
        ("en", ["the harbour", "office", "", "  of the port"], "the harbour office of the port"),
        ("en", ["a rights-", "based approach"], "a rights-based approach"),
        ("en", ["pre-", "and post-war years"], "pre- and post-war years"),
        ("en", ["the years 2030 -", "2031"], "the years 2030 - 2031"),
        ("en", ["non-", "European"], "non-European"),
        ("en", [], ""),
    ],
)
def test_join(lang: Lang, parts: list[str], want: str) -> None:
    assert join(lang, parts) == want


def test_fold_makes_widths_and_case_alike() -> None:
    assert fold("（ＡＢＣ）\u3000第１条\n Ｘ") == "(abc) 第1条 x"


def test_share_of_chinese() -> None:
    assert share_of_chinese("灯塔 AB 12") == 0.5
    assert share_of_chinese("12, 13") == 0.0
