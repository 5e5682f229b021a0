"""What concordancers and machine translation take: plain text; Sketch Engine's table, texts and mapping."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from lxml import etree

from align.config import Settings
from align.model import Alignment
from align.report import make_report
from align.text import join
from align.writers import suffix_of, writer
from align.writers.characters import to_line
from small_report import CREATED, small_alignment, small_report

SUFFIXES = (".zh.txt", ".en.txt", ".sketch.xlsx", ".sketch.zh.txt", ".sketch.en.txt", ".sketch.map")


def test_plain_text_has_a_line_a_row() -> None:
    report = small_report("en")
    for lang in ("zh", "en"):
        lines = writer(f".{lang}.txt")(report).decode().split("\n")
        assert lines.pop() == ""
        assert lines == [to_line(join(lang, row.cell(lang).texts)) for row in report.rows]
        assert "" in lines


@pytest.mark.parametrize(
    ("name", "suffix"), [("a/zh.txt", ".zh.txt"), ("EN.txt", ".en.txt"), ("x.zh.txt", ".zh.txt")]
)
def test_plain_text_may_be_called_by_its_language_alone(name: str, suffix: str) -> None:
    assert suffix_of(Path(name)) == suffix


@pytest.mark.parametrize("direction", ["zh", "en"])
def test_the_table_for_sketch_engine_holds_the_pairs_and_nothing_else(direction: str) -> None:
    report = small_report(direction)
    sheet = openpyxl.load_workbook(io.BytesIO(writer(".sketch.xlsx")(report))).active
    head, *rows = sheet.iter_rows(values_only=True)
    assert sorted(head) == ["Chinese", "English"]
    assert head[0] == ("Chinese" if direction == "zh" else "English")
    assert len(rows) == sum(not bead.is_null for bead in report.beads)
    assert all(len(row) == 2 and all(row) for row in rows)


def test_a_text_that_is_too_long_for_a_cell_goes_on_in_the_next_row() -> None:
    report = small_report()
    first = replace(report.rows[0], target=replace(report.rows[0].target, texts=("long " * 8000,)))
    content = writer(".sketch.xlsx")(replace(report, rows=(first,)))
    _, *rows = openpyxl.load_workbook(io.BytesIO(content)).active.iter_rows(values_only=True)
    assert "".join(row[1] for row in rows).split() == ["long"] * 8000
    assert [row[0] for row in rows] == ["关于保护湿地的决议", ""]


def test_the_mapping_for_sketch_engine() -> None:
    mapping = writer(".sketch.map")(small_report()).decode()
    assert [line.split("\t") for line in mapping.splitlines()] == [
        ["0", "0"], ["1", "1"], ["2,3", "2"], ["4", "-1"], ["5", "3"], ["6", "4"], ["-1", "5"],
        ["7", "7"], ["8", "6"], ["9", "8"], ["-1", "9"],
    ]  # fmt: skip
    turned = writer(".sketch.map")(small_report("en")).decode()
    assert turned.splitlines()[2:4] == ["2\t2,3", "-1\t4"]


@pytest.mark.parametrize("level", ["paragraph", "sentence"])
def test_the_mapping_counts_the_structures_of_the_texts(level: str) -> None:
    report = make_report(small_alignment(), Settings(level=level), CREATED)  # type: ignore[arg-type]
    sides = zip(
        *(line.split("\t") for line in writer(".sketch.map")(report).decode().splitlines()), strict=True
    )
    for lang, named in zip(("zh", "en"), sides, strict=True):
        root = etree.fromstring(writer(f".sketch.{lang}.txt")(report))
        texts = [structure.text for structure in root.iter("align")]
        numbers = [
            number
            for ends in (list(map(int, name.split(","))) for name in named if name != "-1")
            for number in range(ends[0], ends[-1] + 1)
        ]
        assert sorted(numbers) == list(range(len(texts)))
        document = report.alignment.source if lang == "zh" else report.alignment.target
        if level == "paragraph":
            assert len(texts) == len(document.blocks)


def test_structures_that_do_not_follow_each_other_have_lines_of_their_own() -> None:
    whole = small_alignment()
    beads = list(whole.beads)
    apart = replace(
        beads[7], source=(*beads[1].source, *beads[7].source)
    )  # in no alignment without a reviser
    beads[1] = replace(beads[1], source=())
    report = make_report(replace(whole, beads=(*beads[:7], apart, *beads[8:])), Settings(), CREATED)
    lines = writer(".sketch.map")(report).decode().splitlines()
    assert [line for line in lines if line.endswith("\t7")] == ["1\t7", "7\t7"]


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_the_same_bytes_twice_and_nothing_of_nothing(suffix: str) -> None:
    assert writer(suffix)(small_report()) == writer(suffix)(small_report())
    whole = small_alignment()
    empty = Alignment(replace(whole.source, blocks=()), replace(whole.target, blocks=()), ())
    writer(suffix)(make_report(empty, Settings(), CREATED))
