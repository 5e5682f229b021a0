"""Notes at the end of a text, under a heading of their own."""

from __future__ import annotations

from pathlib import Path

import pytest

from align.model import Document, Kind, Lang
from align.reading import read_document

ENGLISH = [
    "The Committee,",
    "Recalling the Charter,1",
    "Noting the report of the Secretariat,2",
    "Decides.",
]
CHINESE = ["委员会，", "回顾《宪章》，1", "注意到秘书长的报告，2", "决定如下。"]


def read(tmp_path: Path, lang: Lang, *lines: str) -> Document:
    path = tmp_path / f"{lang}.txt"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return read_document(path, lang, unwrap="never")


def footnotes(document: Document) -> list[str]:
    return [block.address for block in document.blocks if block.kind is Kind.FOOTNOTE]


@pytest.mark.parametrize("heading", ["Notes", "NOTES:", "Endnotes"])
@pytest.mark.parametrize("number", ["{} ", "{}. ", "[{}] "])
def test_english_notes_are_footnotes(tmp_path: Path, heading: str, number: str) -> None:
    notes = [number.format(1) + "Treaty Series, vol. 15.", number.format(2) + "A/71/119."]
    document = read(tmp_path, "en", *ENGLISH, heading, *notes, "Annex")
    assert footnotes(document) == ["fn 1", "fn 2"]
    assert [block.text for block in document.blocks[-2:]] == notes
    assert [[mark.number for mark in block.marks] for block in document.blocks[1:3]] == [["1"], ["2"]]
    assert {heading, "Annex"} <= {block.text for block in document.blocks}
    assert document.balance == 0


@pytest.mark.parametrize("heading", ["注", "注释：", "尾注"])
def test_chinese_notes_are_footnotes(tmp_path: Path, heading: str) -> None:
    document = read(tmp_path, "zh", *CHINESE, heading, "1 《条约汇编》，第15卷。", "2 A/71/119。")
    assert footnotes(document) == ["fn 1", "fn 2"]


@pytest.mark.parametrize(
    "lines",
    [
        (*ENGLISH, "1 Treaty Series, vol. 15.", "2 A/71/119."),  # no heading
        ("The Committee,", "Decides.", "Notes", "1. The first.", "2. The second."),  # nothing refers to them
        (*ENGLISH, "Notes", "2 A/71/119.", "3 A/71/120."),  # don't begin with 1
        (*ENGLISH, "Notes on the report", "1 Treaty Series, vol. 15.", "2 A/71/119."),
    ],
)
def test_other_lists_stay_in_the_text(tmp_path: Path, lines: tuple[str, ...]) -> None:
    document = read(tmp_path, "en", *lines)
    assert footnotes(document) == []
    assert [block.text for block in document.blocks] == list(lines)
