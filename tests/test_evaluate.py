"""align.evaluate: the figures on small alignments whose scores can be counted by hand."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from align.config import Settings
from align.errors import InputError
from align.evaluate import Beads, bootstrap, figures, macro, read_beads, render, score
from align.model import Alignment, Bead, Block, Document, Kind, Span, Unit
from align.project import Project, dump

GOLD = """zh\ten
第一段，谈的是会议的日期。\tThe first paragraph is about the date of the meeting.
第二段。 ¶ 第二段的续文。\tThe second paragraph, which goes on here.
没有译文的一段话。\t
\tA paragraph that only the English has.
第三段。\tThe third. ¶ And its second half.
"""


def write(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def compare(folder: Path, hyp: str, gold: str = GOLD) -> dict[str, float | None]:
    return figures(
        score(read_beads(write(folder, "gold.tsv", gold)), read_beads(write(folder, "hyp.tsv", hyp)))
    )


def test_gold_against_itself_is_perfect(tmp_path: Path) -> None:
    table = compare(tmp_path, GOLD)
    assert table.pop("false_null") == 0
    assert (table.pop("gold_beads"), table.pop("beads")) == (5, 5)
    assert set(table.values()) == {1.0}


def test_cutting_of_blocks_and_white_space_do_not_count(tmp_path: Path) -> None:
    hyp = GOLD.replace("第二段。 ¶ 第二段的续文。", "第二 段。第二段的续文。").replace(
        "The third. ¶ And", "The third. And"
    )
    assert compare(tmp_path, hyp)["strict_f1"] == 1


def test_merged_beads_are_laxly_right_only(tmp_path: Path) -> None:
    hyp = GOLD.replace("会议的日期。\tThe", "会议的日期。 ¶ 第二段。 ¶ 第二段的续文。\tThe").replace(
        "meeting.\n第二段。 ¶ 第二段的续文。\tThe", "meeting. ¶ The"
    )
    table = compare(tmp_path, hyp)
    assert table["strict_precision"] == pytest.approx(1 / 2)
    assert table["strict_recall"] == pytest.approx(1 / 3)
    assert table["lax_f1"] == 1
    assert table["soft_recall"] == 1
    assert 0.4 < (table["soft_precision"] or 0) < 0.8
    assert table["null_f1"] == 1


def test_a_finer_cut_is_softly_right(tmp_path: Path) -> None:
    hyp = GOLD.replace(
        "第三段。\tThe third. ¶ And its second half.", "第三段。\tThe third. And\n\tits second half."
    )
    table = compare(tmp_path, hyp)
    assert table["soft_precision"] == 1
    assert table["strict_recall"] == pytest.approx(2 / 3)
    assert table["null_precision"] == pytest.approx((8 + 32 + 1) / (8 + 32 + 1 + 14), abs=0.02)


def test_null_beads_missed_and_invented(tmp_path: Path) -> None:
    hyp = GOLD.replace("没有译文的一段话。\t\n\tA para", "没有译文的一段话。\tA para").replace(
        "第三段。\tThe third", "第三段。\t\n\tThe third"
    )
    table = compare(tmp_path, hyp)
    assert table["null_f1"] == 0
    assert table["null_beads_recall"] == 0
    assert table["false_null"] == pytest.approx((4 + 27) / (13 + 11 + 4 + 43 + 35 + 27), abs=0.02)


def test_lost_text_lowers_conservation_and_a_lost_bead_recall(tmp_path: Path) -> None:
    hyp = GOLD.replace("没有译文的一段话。\t\n", "").replace("会议的日期", "日期")
    table = compare(tmp_path, hyp)
    assert table["conservation_zh"] == pytest.approx(1 - (9 + 3) / (13 + 11 + 9 + 4))
    assert table["conservation_en"] == 1
    assert table["strict_recall"] == 1  # three characters are forgiven
    assert table["null_recall"] == pytest.approx(32 / (32 + 9), abs=0.02)


def test_foreign_text_inside_a_block_does_not_unplace_it(tmp_path: Path) -> None:
    table = compare(tmp_path, GOLD.replace("about the date", "about V.17-0 the date"))
    assert table["conservation_en"] == 1
    assert table["strict_f1"] == 1


def test_repeated_blocks_are_placed_by_their_neighbours(tmp_path: Path) -> None:
    gold = "zh\ten\n一、目的\tPurpose\n说明\tNote\n二、范围\tScope\n说明\tNote\n"
    swapped = "zh\ten\n一、目的\tPurpose\n说明\tNote\n二、范围\tScope\n说明\t\n\tNote\n"
    table = compare(tmp_path, swapped, gold)
    assert table["strict_recall"] == pytest.approx(3 / 4)
    assert table["strict_precision"] == 1


def test_nothing_to_link(tmp_path: Path) -> None:
    gold = "zh\ten\n甲文的一段。\t\n\tA paragraph of another text.\n"
    assert compare(tmp_path, gold, gold)["soft_f1"] is None
    linked = compare(tmp_path, "zh\ten\n甲文的一段。\tA paragraph of another text.\n", gold)
    assert (linked["soft_f1"], linked["strict_f1"], linked["null_recall"]) == (0, 0, 0)


def test_ladders_compare_by_block_number(tmp_path: Path) -> None:
    gold = read_beads(write(tmp_path, "gold.txt", "[0]:[0]\n[1, 2]:[1]\n[3]:[]\n[4]:[2, 3]\n"))
    hyp = read_beads(write(tmp_path, "hyp.txt", "[0]:[0]:0.12\n[1]:[1]:0.3\n[2]:[]\n[3]:[]\n[4]:[2,3]\n\n"))
    scores = score(gold, hyp)
    assert (scores.strict.precision, scores.strict.recall) == (pytest.approx(2 / 3), pytest.approx(2 / 3))
    assert scores.lax.f1 == 1
    assert (scores.null.precision, scores.null.recall) == (1 / 2, 1)
    assert scores.conservation == (1, 1)


def test_a_ladder_and_a_text_do_not_compare(tmp_path: Path) -> None:
    ladder = read_beads(write(tmp_path, "a.txt", "[0]:[0]\n"))
    with pytest.raises(InputError, match=r"a\.txt: a ladder compares with a ladder only"):
        score(read_beads(write(tmp_path, "gold.tsv", GOLD)), ladder)


@pytest.mark.parametrize(
    ("text", "message"),
    [("", "empty"), ("no tab here\n", "no tab"), ("[0]:[0]\n[1]-[1]\n", "line 2 is no rung")],
)
def test_what_is_no_alignment_is_refused(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(InputError, match=message):
        read_beads(write(tmp_path, "bad.tsv", text))


def test_a_missing_or_binary_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no such file; check the name and the folder"):
        read_beads(tmp_path / "none.tsv")
    (tmp_path / "binary.tsv").write_bytes(b"\xff\xfe\x80\x81")
    with pytest.raises(InputError, match="UTF-8"):
        read_beads(tmp_path / "binary.tsv")


def test_byte_order_mark_and_missing_header(tmp_path: Path) -> None:
    beads = read_beads(write(tmp_path, "bom.tsv", "\ufeffzh\ten\n甲\tA\n")).beads
    assert beads == ((("甲",), ("A",)),) == read_beads(write(tmp_path, "bare.tsv", "甲\tA\n")).beads


def test_bootstrap_interval_brackets_f1_and_is_the_same_each_time() -> None:
    low, high = bootstrap(90, 10, 10) or (1, 0)
    assert low < 0.9 < high
    assert (low, high) == bootstrap(90, 10, 10)
    assert bootstrap(50, 0, 0) == (1, 1)
    assert bootstrap(0, 0, 0) is None


def test_macro_leaves_out_what_is_none() -> None:
    none = Beads("none", ((("甲",), ()), ((), ("A",))), by_text=True)
    pair = Beads("pair", ((("甲",), ("A",)),), by_text=True)
    means = macro([score(none, none), score(pair, pair)])
    assert means["soft_f1"] == 1
    assert means["null_f1"] == 1
    assert macro([]) == {}


def test_rendering_names_every_measure_and_marks_absence(tmp_path: Path) -> None:
    gold = read_beads(write(tmp_path, "gold.txt", "[0]:[0]\n"))
    text = render(score(gold, gold))
    assert "strict            1.000    1.000    1.000" in text
    assert "null, beads           –        –        –" in text
    assert json.dumps(figures(score(gold, gold)))  # plain numbers only


def test_a_project_file_is_read_as_its_texts(tmp_path: Path) -> None:
    source = Document("zh", "zh", (Block(0, Kind.PARAGRAPH, "甲 文。", "zh", (Span(0, 4),)),))
    target = Document("en", "en", (Block(0, Kind.PARAGRAPH, "Text A.", "en", (Span(0, 7),)),), characters=6)
    alignment = Alignment(source, target, (Bead((Unit(0, 0, 4),), (Unit(0, 0, 7),)),))
    path = tmp_path / "a.align.json"
    path.write_bytes(dump(Project(alignment, Settings(), datetime(2026, 1, 1, tzinfo=UTC), "a")))
    assert read_beads(path).beads == ((("甲文。",), ("TextA.",)),)
