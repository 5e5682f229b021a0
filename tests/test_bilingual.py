"""One file with both languages: columns and turns, nothing lost on either side."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from align.api import align_bilingual, align_files
from align.bilingual import BESIDE, HEADING, OTHER, is_heading, language, read_bilingual
from align.errors import InputError
from align.model import Document, count_characters
from conftest import Run
from office_files import p, word, workbook

PAIRS = [
    ("灯塔管理条例", "Regulations on Lighthouses"),
    ("第一条", "Article 1"),
    (
        "灯塔管理人员应当每日记录天气和过往船舶的情况。",
        "The keepers record the weather and the vessels every day.",
    ),
    ("见 A/70/9 号文件。", "See document A/70/9."),
    ("第二条", "Article 2"),
    ("任何人不得攀登灯塔。", "No person may climb a lighthouse."),
]
HEADINGS = json.loads((Path(__file__).parent / "cases/table_headings.json").read_text(encoding="utf-8"))
CHINESE, ENGLISH = [zh for zh, _ in PAIRS], [en for _, en in PAIRS]


def sides(path: Path) -> tuple[list[str], list[str]]:
    zh, en = read_bilingual(path)
    assert zh.balance == en.balance == 0
    assert kept(zh) + kept(en) + aside(zh) == zh.characters == en.characters
    return [b.text for b in zh.blocks], [b.text for b in en.blocks]


def kept(document: Document) -> int:
    return sum(count_characters(b.text) for b in document.blocks)


def aside(document: Document) -> int:
    """Characters in furniture that is not the other side's text."""
    return sum(count_characters(f.text) for f in document.furniture if f.kind != OTHER)


def table(rows: Sequence[tuple[str, ...]]) -> str:
    cells = "".join(f"<w:tr>{''.join(f'<w:tc>{p(c)}</w:tc>' for c in row)}</w:tr>" for row in rows)
    return f"<w:tbl>{cells}</w:tbl>"


@pytest.mark.parametrize("between", ["\n", "\n\n", "\t"])
def test_text_in_turns_or_columns(between: str, tmp_path: Path) -> None:
    path = tmp_path / "both.txt"
    path.write_text("\n".join(f"{zh}{between}{en}" for zh, en in PAIRS) + "\n", "utf-8")
    assert sides(path) == (CHINESE, ENGLISH)


def test_wrapped_text_in_turns(tmp_path: Path) -> None:
    lines = []
    for zh, en in PAIRS * 3:
        lines += [*(zh[i : i + 12] for i in range(0, len(zh), 12)), ""]
        words = en.split()
        lines += [*(" ".join(words[i : i + 4]) for i in range(0, len(words), 4)), ""]
    path = tmp_path / "both.txt"
    path.write_text("\n".join(lines), "utf-8")
    zh, _ = sides(path)
    assert "".join(zh) == "".join(CHINESE * 3)


def test_word_table_of_two_columns(tmp_path: Path) -> None:
    path = tmp_path / "both.docx"
    path.write_bytes(word(table(PAIRS)))
    assert sides(path) == (CHINESE, ENGLISH)
    zh, en = read_bilingual(path)
    assert [b.address for b in zh.blocks] == [b.address for b in en.blocks]


def test_columns_of_numbers_and_remarks_are_set_aside(tmp_path: Path) -> None:
    rows = [(str(n), zh, en, "定稿") for n, (zh, en) in enumerate(PAIRS, 1)]
    for path, data in (
        ("both.docx", word(table(rows))),
        ("both.xlsx", workbook([list(row) for row in rows])),
    ):
        (tmp_path / path).write_bytes(data)
        assert sides(tmp_path / path) == (CHINESE, ENGLISH)
        zh, _ = read_bilingual(tmp_path / path)
        assert sorted(f.text for f in zh.furniture if f.kind == BESIDE) == [*"123456", *["定稿"] * 6]


def test_equal_columns_of_one_language_are_both_text(tmp_path: Path) -> None:
    path = tmp_path / "both.docx"
    path.write_bytes(word(table([(zh, en, zh) for zh, en in PAIRS])))
    assert sides(path) == ([zh for zh in CHINESE for _ in range(2)], ENGLISH)


def test_a_cell_is_in_the_language_of_its_column(tmp_path: Path) -> None:
    path = tmp_path / "both.docx"
    path.write_bytes(word(table([*PAIRS, ("A/70/9", "A/70/9"), ("UNODC", "联合国")])))
    zh, en = sides(path)
    assert (zh[-2:], en[-2:]) == (["A/70/9", "UNODC"], ["A/70/9", "联合国"])


def test_excel_table_of_two_columns(tmp_path: Path) -> None:
    path = tmp_path / "both.xlsx"
    path.write_bytes(workbook([list(pair) for pair in PAIRS]))
    assert sides(path) == (CHINESE, ENGLISH)


def test_paragraphs_of_a_word_file_in_turns(tmp_path: Path) -> None:
    path = tmp_path / "both.docx"
    path.write_bytes(word("".join(p(zh) + p(en) for zh, en in PAIRS)))
    assert sides(path) == (CHINESE, ENGLISH)


@pytest.mark.parametrize("case", HEADINGS, ids=lambda case: case["label"])
def test_what_names_the_columns(case: dict[str, object]) -> None:
    zh, en = case["row"]  # type: ignore[misc]
    assert is_heading(zh, en) is case["heading"]


HEADED = [("编号", "Chinese", "English", "备注"), *((str(n), *pair, "") for n, pair in enumerate(PAIRS, 1))]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("both.xlsx", workbook([list(row) for row in HEADED])),
        ("both.docx", word(table(HEADED))),
        ("titled.docx", word(p("对照表") + table([("", "灯塔", "", ""), *HEADED[:1], *HEADED[2:]]))),
        ("both.tsv", "".join("\t".join(row) + "\n" for row in HEADED).encode()),
        ("crlf.tsv", "".join(f"\r\n{zh}\t{en}\r\n" for _, zh, en, _ in HEADED).encode("utf-16")),
        ("both.html", "".join(["<table>", *(f"<tr><td>{z}<td>{e}" for _, z, e, _ in HEADED)]).encode()),
    ],
)  # fmt: skip
def test_the_row_that_names_the_columns_is_no_pair(name: str, content: bytes, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(content)
    chinese, english = sides(tmp_path / name)
    more = ["对照表", "灯塔"] if name.startswith("titled") else []
    assert chinese == more + CHINESE[bool(more) :]
    assert english == ENGLISH[bool(more) :]
    for side in read_bilingual(tmp_path / name):
        heads = [f.text for f in side.furniture if f.kind == HEADING]
        assert {"Chinese", "English"} <= set(heads)


def test_columns_that_the_heading_does_not_name_are_set_aside(tmp_path: Path) -> None:
    """However long they are: of a table with its number, a machine's English, and a reviser's remarks."""
    machine = "A machine has put it in these English words, which nobody has read."
    rows = [
        ["No.", "Chinese", "English", "MT"],
        *([str(n), *pair, machine] for n, pair in enumerate(PAIRS, 1)),
    ]
    (tmp_path / "both.xlsx").write_bytes(workbook(rows))
    (tmp_path / "both.tsv").write_text("\n".join("\t".join(row) for row in rows), encoding="utf-8")
    for path in tmp_path.iterdir():
        assert sides(path) == (CHINESE, ENGLISH)
        for side in read_bilingual(path):
            assert [f.text for f in side.furniture if f.kind == BESIDE].count(machine) == len(PAIRS)


def test_a_cell_that_is_empty_under_a_heading(tmp_path: Path) -> None:
    path = tmp_path / "both.tsv"
    path.write_text("id\tzh\ten\n1\t第一条\t\n2\t\tArticle 2\n3\t灯塔\tLighthouse\n\n注\n", encoding="utf-8")
    assert sides(path) == (["第一条", "灯塔", "注"], ["Article 2", "Lighthouse"])


def test_a_heading_below_the_first_row_is_text(tmp_path: Path) -> None:
    path = tmp_path / "both.xlsx"
    path.write_bytes(workbook([list(pair) for pair in (*PAIRS, ("中文", "English"))]))
    assert sides(path) == ([*CHINESE, "中文"], [*ENGLISH, "English"])


def test_a_table_of_its_heading_alone(tmp_path: Path) -> None:
    path = tmp_path / "both.docx"
    path.write_bytes(word(table([("中文", "English")])))
    assert sides(path) == (["中文"], ["English"])


@pytest.mark.parametrize(
    ("column", "there", "missing"), [(0, "Chinese", "English"), (1, "English", "Chinese")]
)
def test_one_language_only(column: int, there: str, missing: str, tmp_path: Path) -> None:
    path = tmp_path / "one.txt"
    path.write_text("\n".join(pair[column] for pair in PAIRS), "utf-8")
    with pytest.raises(InputError, match=f"has only {there} text; give the {missing} file too"):
        read_bilingual(path)


@pytest.mark.parametrize(
    ("text", "want"),
    [
        ("第3条", "zh"),
        ("Article 3", "en"),
        ("UNODC 文件", "zh"),
        ("Guangzhou (广州) is a port", "en"),
        ("2/4", None),
    ],
)
def test_language(text: str, want: str | None) -> None:
    assert language(text) == want


def test_run_with_one_file(run_align: Run, tmp_path: Path) -> None:
    path = tmp_path / "both.xlsx"
    path.write_bytes(workbook([["中文", "英文"], *(list(pair) for pair in PAIRS)]))
    done = run_align("run", path, "-o", tmp_path / "table.tsv", "-o", tmp_path / "memory.tmx", "--quiet")
    assert (done.returncode, done.stderr) == (0, "")
    assert "英文" not in (tmp_path / "memory.tmx").read_text("utf-8")
    rows = (tmp_path / "table.tsv").read_text("utf-8").splitlines()
    assert rows == ["zh\ten", *(f"{zh}\t{en}" for zh, en in PAIRS)]


@pytest.mark.parametrize("name", ["table.xlsx", "table.docx"])
def test_a_table_for_a_reviser_is_no_document(name: str, aligned: Path, sample: Path) -> None:
    with pytest.raises(
        InputError, match=rf"{name}: is a table of align; .*: align apply .*{name}; to align"
    ) as caught:
        align_bilingual(aligned / name)
    assert "\n" not in str(caught.value)
    for pair in ((aligned / name, sample / "en.txt"), (sample / "zh.txt", aligned / name)):
        with pytest.raises(InputError, match=f"{name}: is a table of align"):
            align_files(*pair)


def test_a_page_says_in_which_language_a_passage_is(tmp_path: Path) -> None:
    """Marks below the body are believed; that of the page is not, because it is often left as it was made."""
    path = tmp_path / "both.html"
    pairs = "".join(
        f'<p>{zh}</p><div lang="en-GB"><p>{en}</p></div>'
        for zh, en in [*PAIRS, ("第5号公报。", "灯塔 (Dengta)")]
    )
    path.write_text(f'<html lang="en"><body>{pairs}<p lang="zh-Hans">UNODC</p></body></html>', "utf-8")
    assert sides(path) == ([*CHINESE, "第5号公报。", "UNODC"], [*ENGLISH, "灯塔 (Dengta)"])
