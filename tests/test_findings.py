"""align check: what it prints and writes, and its exit status."""

from __future__ import annotations

import io
import json
import subprocess
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from align.checks import CHECKS, checked
from align.encoders.bundled import BundledEncoder
from align.findings import AROUND, WRITERS, as_text, pieces, plain, write_output
from align.model import Alignment, Bead, Block, Document, Kind, Lang, Span, Unit

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
    paragraphs = [p for t in document.tables for c in t.rows[0].cells for p in c.paragraphs]
    marked = [run.text for p in paragraphs for run in p.runs if run.font.highlight_color]
    assert "8.9" in marked


def test_excel_shows_the_place_in_red(outputs: dict[str, Path]) -> None:
    import openpyxl
    from openpyxl.cell.rich_text import TextBlock

    sheet = openpyxl.load_workbook(outputs[".xlsx"], rich_text=True).active
    cells = [cell for row in sheet.iter_rows(min_row=2, min_col=6) for cell in row]
    red = [part.text for cell in cells for part in cell.value or () if isinstance(part, TextBlock)]
    assert "8.9" in red


@pytest.mark.parametrize("suffix", list(WRITERS))
def test_the_same_findings_give_the_same_bytes(
    suffix: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = differing(["1. 决定拨款 500 美元。"], ["1. Decides to allocate 600 dollars."])
    when = datetime(2026, 7, 30, tzinfo=UTC)
    first, later = (tmp_path / f"{name}{suffix}" for name in ("first", "later"))
    write_output(made, "a title", when, first)
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now + 86400)
    write_output(made, "a title", when, later)
    assert first.read_bytes() == later.read_bytes()


def test_two_findings_of_a_pair_show_its_passages_once() -> None:
    made = differing(
        ["1. 决定在 2018 年拨款 500 美元。"], ["1. Decides to allocate 600 dollars in 2019 for that purpose."]
    )
    lines = as_text(made).splitlines()
    assert [line.split(":")[0] for line in lines if line.startswith("  ") and ":" in line] == [
        "  error number",
        "  error date",
    ]
    assert lines[3:5] == [
        "    zh  1. 决定在 ⟦2018⟧ 年拨款 ⟦500⟧ 美元。",
        "    en  1. Decides to allocate ⟦600⟧ dollars in ⟦2019⟧ for that purpose.",
    ]
    assert lines[-1] == "2 findings (2 errors): 1 number, 1 date."


def test_a_long_passage_is_cut_between_words_around_its_place() -> None:
    text = "word " * 40 + "HERE " + "other " * 40
    block = Block(0, Kind.PARAGRAPH, text, "en", (Span(0, len(text)),))
    shown = plain(pieces([block], [Unit(0, 200, 204)]), "en")
    assert (shown[:5], shown[-6:]) == ("…word", "other…")
    assert "⟦HERE⟧" in shown
    assert len(shown) < 2 * AROUND["en"] + 10


def differing(zh: list[str], en: list[str]) -> Alignment:
    """Documents of equally many paragraphs, checked for numbers and dates."""
    sides: dict[Lang, list[str]] = {"zh": zh, "en": en}
    source, target = (
        Document(
            f"{lang}.txt",
            lang,
            tuple(
                Block(i, Kind.PARAGRAPH, text, lang, (Span(0, len(text)),), address=f"OP{i + 1}")
                for i, text in enumerate(texts)
            ),
        )
        for lang, texts in sides.items()
    )
    beads = tuple(
        Bead((Unit(i, 0, len(s)),), (Unit(i, 0, len(t)),))
        for i, (s, t) in enumerate(zip(zh, en, strict=True))
    )
    others = set(CHECKS) - {"number", "date"}
    return checked(Alignment(source, target, beads), BundledEncoder(), others)


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
