"""align check: what it prints and writes, and its exit status."""

from __future__ import annotations

import io
import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from align.findings import WRITERS, pieces
from align.model import Block, Kind, Span, Unit

Run = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture(scope="module")
def outputs(sample: Path, run_align: Run, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Findings of the faulty sample by suffix, and as JSON."""
    folder = tmp_path_factory.mktemp("findings")
    made = {suffix: folder / f"report{suffix}" for suffix in WRITERS}
    options = [part for path in made.values() for part in ("-o", path)]
    done = run_align("check", sample / "zh.txt", sample / "en-with-defects.txt", "--json", *options)
    assert done.returncode == 1, done.stderr
    made[".json"] = folder / "report.json"
    made[".json"].write_text(done.stdout, encoding="utf-8")
    return made


def test_json_quotes_the_place(outputs: dict[str, Path]) -> None:
    findings = json.loads(outputs[".json"].read_text(encoding="utf-8"))["findings"]
    (number,) = [f for f in findings if f["kind"] == "number"]
    assert (number["zh_quote"], number["en_quote"], number["severity"]) == ("8.7", "8.9", "error")
    assert number["zh_quote"] in number["zh"]
    assert number["label"] == "PP16"
    missing = [f for f in findings if f["kind"] == "unaligned"]
    assert [bool(f["en"]) for f in missing] == [False] * 3


def test_html_and_markdown_mark_the_place(outputs: dict[str, Path]) -> None:
    assert "<mark>8.9</mark>" in outputs[".html"].read_text(encoding="utf-8")
    assert "**8.9**" in outputs[".md"].read_text(encoding="utf-8")


def test_excel_has_one_row_a_finding(outputs: dict[str, Path]) -> None:
    import openpyxl

    sheet = openpyxl.load_workbook(outputs[".xlsx"]).active
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)]
    findings = json.loads(outputs[".json"].read_text(encoding="utf-8"))["findings"]
    assert sorted(row[2] for row in rows) == sorted(f["kind"] for f in findings)


def test_word_highlights_the_place(outputs: dict[str, Path]) -> None:
    from docx import Document

    document = Document(io.BytesIO(outputs[".docx"].read_bytes()))
    marked = [r.text for p in document.paragraphs for r in p.runs if r.font.highlight_color]
    assert "8.9" in marked


def test_no_findings(sample: Path, run_align: Run) -> None:
    done = run_align("check", sample / "zh.txt", sample / "en.txt")
    assert (done.returncode, done.stdout) == (0, "No findings.\n")


def test_a_project_file_is_checked_anew(aligned: Path, run_align: Run) -> None:
    assert run_align("check", aligned / "table.align.json").returncode == 0


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--without", "nonsense"], "--without nonsense: no such check; known: unaligned"),
        (["-o", "report.foo"], "no findings as '.foo'; known: .docx, .html, .md, .xlsx"),
        (["-o", "nowhere/report.md"], "there is no folder nowhere"),
    ],
)
def test_wrong_options(options: list[str], said: str, sample: Path, run_align: Run, tmp_path: Path) -> None:
    done = run_align("check", sample / "zh.txt", sample / "en.txt", *options, cwd=tmp_path)
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert said in done.stderr
    assert not list(tmp_path.iterdir())


def test_overlapping_places_are_marked_once() -> None:
    block = Block(0, Kind.PARAGRAPH, "abcdef", "en", (Span(0, 6),))
    (cut,) = pieces([block], [Unit(0, 1, 3), Unit(0, 2, 5)])
    assert "".join(piece.text for piece in cut) == "abcdef"
    assert "".join(piece.text for piece in cut if piece.marked) == "bcde"
