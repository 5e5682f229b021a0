"""Tables in a PDF that white space sets, and text that looks like one."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from align.model import Document, Kind
from align.readers.pdf.sheets import Run
from align.readers.pdf.spaced import find_spaced_grids
from align.readers.pdf.tables import MIDDLE
from align.reading import read_document

CASES = json.loads((Path(__file__).parent / "cases" / "spaced_tables.json").read_text(encoding="utf-8"))
HEIGHTS = [["Ember", "12 m"], ["Gull Rock", "7 m"], ["Long Ness", "30 m"], ["Old Head", "9 m"]]
TOP, LEADING, SIZE = 700.0, 13.0, 10.0  # points


def read_drawn(case: dict[str, Any], path: Path, lines: Sequence[Sequence[str | None]]) -> Document:
    """The document of a page whose lines have their pieces at the left edges, then at the right ones."""
    canvas = Canvas(str(path))
    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    edges = [(canvas.drawString, x) for x in case["left"]]
    edges += [(canvas.drawRightString, x) for x in case.get("right", ())]
    canvas.setFont("STSong-Light" if case.get("lang") == "zh" else "Times-Roman", SIZE)
    for i, line in enumerate(lines):
        for text, (draw, x) in zip(line, edges, strict=False):
            if text:
                draw(x, TOP - case.get("leading", LEADING) * i, text)
    canvas.save()
    return read_document(path, case.get("lang", "en"))


def table(document: Document) -> dict[str, str]:
    return {b.address.removeprefix("table 1 "): b.text for b in document.blocks if b.kind is Kind.CELL}


@pytest.mark.parametrize("case", [pytest.param(case, id=case["label"]) for case in CASES])
def test_case(case: dict[str, Any], tmp_path: Path) -> None:
    document = read_drawn(case, tmp_path / "a.pdf", case["lines"])
    want = {
        f"r{i} c{j}": text
        for i, row in enumerate(case["want"], start=1)
        for j, text in enumerate(row, start=1)
        if text
    }
    assert table(document) == want
    assert document.balance == 0


def test_text_before_and_after_a_table_stays_there_and_heads_and_feet_are_no_rows(tmp_path: Path) -> None:
    lines = [
        ["Heights of towers", "L/AS.3/7"],
        [""],
        ["The lamps of the towers stand at these heights:"],
        *HEIGHTS,
        ["The lamps are lit at dusk."],
        [""],
        ["Heights of towers", "page 1"],
    ]
    document = read_drawn({"left": [72, 400]}, tmp_path / "a.pdf", lines)
    kinds = [b.kind is Kind.CELL for b in document.blocks]
    first, last = kinds.index(True), len(kinds) - kinds[::-1].index(True)
    assert [b.text for b in document.blocks[first:last]] == [text for row in HEIGHTS for text in row]
    assert document.blocks[first - 1].text.endswith("The lamps of the towers stand at these heights:")
    assert document.blocks[last].text.startswith("The lamps are lit at dusk.")


@pytest.mark.parametrize("title", [9, 20])
def test_a_page_of_nothing_but_a_table_and_a_title_in_other_type(title: float, tmp_path: Path) -> None:
    canvas = Canvas(str(tmp_path / "a.pdf"))
    canvas.setFont("Times-Roman", title)
    canvas.drawString(72, 760, "Towers")
    canvas.setFont("Times-Roman", SIZE)
    for i, (name, height) in enumerate(HEIGHTS):
        canvas.drawString(72, TOP - LEADING * i, name)
        canvas.drawString(300, TOP - LEADING * i, height)
    canvas.save()
    document = read_document(tmp_path / "a.pdf", "en")
    assert [b.text for b in document.blocks] == ["Towers", *(text for row in HEIGHTS for text in row)]


def test_a_running_head_close_to_a_table_is_no_row_of_it(tmp_path: Path) -> None:
    canvas = Canvas(str(tmp_path / "a.pdf"))
    for page in (1, 2, 3):
        canvas.drawString(72, TOP + 17, "Heights of towers")
        canvas.drawString(300, TOP + 17, f"page {page}")
        rows = [[f"Tower {page}{i}", f"{7 * i + page} m"] for i in range(10)]
        rows.append(["Total", f"{page}00 m"])
        for i, row in enumerate(rows):
            for x, text in zip((72, 300), row, strict=True):
                canvas.drawString(x, TOP - LEADING * i, text)
        end = ("Keepers have measured the towers with a rope.", "Others are higher.", "All are lit at dusk.")
        canvas.drawString(72, 480 - 20 * page, end[page - 1])
        canvas.showPage()
    canvas.save()
    document = read_document(tmp_path / "a.pdf", "en")
    assert [f.kind for f in document.furniture] == ["running head"] * 3
    assert sum(b.kind is Kind.CELL for b in document.blocks) == 3 * 22


def test_lines_between_two_tables_are_text(tmp_path: Path) -> None:
    between = [["Lamps"], ["Bells"], ["Horns"], ["Flags"]]
    lines = [*HEIGHTS, *between, *HEIGHTS]
    document = read_drawn({"left": [72, 300]}, tmp_path / "a.pdf", lines)
    texts = [b.text for b in document.blocks if b.kind is not Kind.CELL]
    assert " ".join(texts) == " ".join(text for (text,) in between)
    assert {b.address.split(" r")[0] for b in document.blocks if b.kind is Kind.CELL} == {
        "table 1",
        "table 2",
    }


PIECES = st.sampled_from(["1", "(a)", "7 m", "Gull Rock", "lights of the north", "灯塔", "灯塔管理人员"])


@given(
    st.lists(
        st.tuples(
            st.sampled_from([13.0, 13.0, 13.0, 26.0, 3.0]),  # to the next line
            st.sampled_from([(72.0, 300.0), (72.0, 300.0), (72.0, 300.0, 420.0), (72.0,), (76.0, 310.0)]),
            st.lists(PIECES, min_size=3, max_size=3),
        ),
        min_size=4,
        max_size=14,
    )
)
def test_all_that_stands_between_the_rows_of_a_table_is_in_a_cell(lines: list[Any]) -> None:
    y, runs = 700.0, []
    for step, places, texts in lines:
        runs += [
            Run(text, "", x, x + 5.0 * len(text), y, SIZE) for x, text in zip(places, texts, strict=False)
        ]
        y -= step
    for grid in find_spaced_grids(runs):
        inside = [run for run in runs if grid.ys[0] < run.baseline + MIDDLE * run.size < grid.top]
        assert sum(map(len, grid.cells(inside).values())) == len(inside)
        assert grid.is_table(inside)


def test_a_page_of_very_many_lines_is_read_as_text(tmp_path: Path) -> None:
    canvas = Canvas(str(tmp_path / "a.pdf"), pagesize=(595, 3000))
    for i in range(210):
        canvas.drawString(72, 2900 - 13 * i, f"Tower {i}")
        canvas.drawString(300, 2900 - 13 * i, f"{i} m high")
    canvas.save()
    assert not table(read_document(tmp_path / "a.pdf", "en"))
