"""align inspect, and pages in the table: where a reader finds the place in the original."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

from align.api import align_files
from align.config import Settings
from align.report import make_report
from align.writers import writer
from conftest import Run
from office_files import numbered, p, r, word
from test_readers_docx import numbering

BREAK = "<w:r><w:lastRenderedPageBreak/></w:r>"
LIST = numbering(["decimal %1."])


def chinese() -> bytes:
    body = (
        p("大会，")
        + p(r("回顾《灯塔公约》，") + '<w:r><w:footnoteReference w:id="1"/></w:r>')
        + numbered("决定设立灯塔基金；")
        + numbered(BREAK + r("请秘书长提出报告。") + r("内部", "<w:vanish/>"))
    )
    note = f'<w:footnote w:id="1">{p("见 A/12/3 号文件。")}</w:footnote>'
    return word(body, numbering=LIST, footnotes=note)


def english() -> bytes:
    body = (
        p("The General Assembly,")
        + p("Recalling the Convention on Lighthouses,")
        + numbered("Decides to establish a lighthouse fund;")
        + numbered("Requests the Secretary-General to submit a report.")
    )
    return word(body, numbering=LIST)


def test_what_was_understood(run_align: Run, tmp_path: Path) -> None:
    (tmp_path / "zh.docx").write_bytes(chinese())
    done = run_align("inspect", "zh.docx", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines() == [
        "zh.docx: Chinese, 5 blocks",
        "   1 p. 1   paragraph  opening  大会，",
        "   2 p. 1   paragraph  PP1      回顾《灯塔公约》，^1^",
        "   3 p. 1   paragraph  OP1      [1.] 决定设立灯塔基金；",
        "   4 p. 2   paragraph  OP2      [2.] 请秘书长提出报告。",
        "   5 p. 2   footnote   fn 1     [1] 见 A/12/3 号文件。",
        "numbers in [ ] are computed and not in the text; marks of footnotes in ^ ^",
        "aside  hidden text: 内部",
        "note   1 pieces of hidden text are set aside",
        "43 characters, all accounted for",
    ]


def test_for_programs(run_align: Run, tmp_path: Path) -> None:
    (tmp_path / "zh.docx").write_bytes(chinese())
    done = run_align("inspect", tmp_path / "zh.docx", "--json")
    told = json.loads(done.stdout)
    assert told["lang"] == "zh"
    assert told["blocks"][1]["marks"] == [["1", 9, 9]]
    assert told["blocks"][3] == {
        **{"kind": "paragraph", "address": "OP2", "label": ["2."], "computed": "2.", "page": 2, "line": 4},
        **{"marks": [], "text": "请秘书长提出报告。"},
    }
    assert told["furniture"] == [{"kind": "hidden text", "line": 4, "text": "内部"}]
    assert told["balance"] == 0


def test_language_can_be_given_and_both_are_noticed(run_align: Run, tmp_path: Path) -> None:
    path = tmp_path / "both.txt"
    path.write_text("第一条 总则。\nArticle 1 General.\n第二条 另见。\nArticle 2 See also.\n", "utf-8")
    done = run_align("inspect", path, "--lang", "en")
    assert done.stdout.startswith("both.txt: English, 4 blocks")
    assert f"note   holds both languages: align run {path} takes them apart" in done.stdout


def test_an_unreadable_file_gets_one_line(run_align: Run, tmp_path: Path) -> None:
    done = run_align("inspect", tmp_path / "none.docx")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.endswith("none.docx: no such file; check the name and the folder\n")


def test_pages_and_computed_numbers_reach_the_table(tmp_path: Path) -> None:
    (tmp_path / "zh.docx").write_bytes(chinese())
    (tmp_path / "en.docx").write_bytes(english())
    alignment = align_files(tmp_path / "zh.docx", tmp_path / "en.docx")
    report = make_report(alignment, Settings(), datetime(2024, 2, 29, tzinfo=UTC))
    row = next(row for row in report.rows if row.source.address == "OP2")
    assert (row.source.place, row.source.page, row.source.printed) == ("p. 2, OP2", "p. 2", ("2.",))
    assert (row.target.place, row.target.page) == ("OP2", "")
    page = writer(".html")(report).decode()
    assert '<td class="at" data-page="p. 2">p. 2, OP2</td>' in page
    assert '<p data-printed="2.">请秘书长提出报告。</p>' in page
