"""The sample texts, their gold and the planted defects belong together, character by character."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from align import align_files
from align.model import Alignment

SAMPLE = Path(__file__).parents[1] / "texts" / "un-draft-resolution-trafficking"
FURNITURE = re.compile(r"_{10,}|http://\S+|V\.17-03999( \(E\))?|\d/4|E/CN\.15/2017/L\.2/Rev\.1")
FOOTNOTE = re.compile(r"\d \D")  # "1 United Nations", neither "1. Urges" nor "2017 年"
PAIRS = [
    ("zh.txt", "gold.tsv", 0),
    ("en.txt", "gold.tsv", 1),
    ("zh.txt", "gold-with-defects.tsv", 0),
    ("en-with-defects.txt", "gold-with-defects.tsv", 1),
]


def read_gold(name: str) -> list[list[str]]:
    """Rows of a gold file as [Chinese, English]; the header must be the one that scorers expect."""
    header, *rows = [line.split("\t") for line in (SAMPLE / name).read_text(encoding="utf-8").splitlines()]
    assert header == ["zh", "en"]
    assert {len(row) for row in rows} == {2}
    return rows


DEFECTS = json.loads((SAMPLE / "defects.json").read_text(encoding="utf-8"))


def squeeze(text: str) -> str:
    return "".join(text.split())


@pytest.mark.parametrize(("text", "gold", "side"), PAIRS)
def test_gold_has_the_characters_of_the_text_in_their_order(text: str, gold: str, side: int) -> None:
    lines = [line.strip() for line in (SAMPLE / text).read_text(encoding="utf-8").splitlines()]
    found = squeeze("".join(line for line in lines if not FURNITURE.fullmatch(line)))
    cells = [row[side] for row in read_gold(gold)]
    notes = [cell for cell in cells if FOOTNOTE.match(cell)]
    assert len(notes) == 6
    for note in notes:  # they cut paragraphs apart in the text and stand last in the gold
        assert found.count(squeeze(note)) == 1
        found = found.replace(squeeze(note), "")
    assert found == squeeze("".join(cells[: -len(notes)]))


def test_the_planted_defects_make_one_gold_from_the_other() -> None:
    rows = read_gold("gold.tsv")
    for defect in DEFECTS:
        cell = rows[defect["row"] - 1][1]
        assert cell.count(defect["was"]) == 1, defect
        rows[defect["row"] - 1][1] = cell.replace(defect["was"], defect["is"])
    assert rows == read_gold("gold-with-defects.tsv")
    assert sum(not english for _, english in rows) == 3


@pytest.fixture(scope="module")
def faulty() -> Alignment:
    return align_files(SAMPLE / "zh.txt", SAMPLE / "en-with-defects.txt")


MISSING = [
    pytest.param(defect["row"], id=defect["where"]) for defect in DEFECTS if defect["kind"] == "missing"
]


@pytest.mark.parametrize("row", MISSING)
def test_a_missing_paragraph_is_reported(row: int, faulty: Alignment) -> None:
    unaligned = [faulty.texts(bead)[0] for bead in faulty if not bead.target]
    assert (read_gold("gold.tsv")[row - 1][0],) in unaligned


def test_nothing_else_is_reported(faulty: Alignment) -> None:
    missing = {read_gold("gold.tsv")[param.values[0] - 1][0] for param in MISSING}
    assert all(set(faulty.texts(bead)[0]) <= missing and bead.source for bead in faulty if bead.is_null)


def test_the_english_says_that_it_is_not_official() -> None:
    for source in SAMPLE.parent.glob("*/SOURCE.md"):
        assert "not the official" in source.read_text(encoding="utf-8")
