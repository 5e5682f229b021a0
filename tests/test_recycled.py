"""Passages that stand in earlier memories: identical, near, differently rendered."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from xml.sax.saxutils import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from align.config import Settings
from align.errors import InputError
from align.model import Alignment, Bead, Recycled, Reuse, Unit
from align.project import Project, dump, load
from align.recycled import BATCH, SHORTEST, difference, mark_recycled
from align.report import make_report
from conftest import Run
from small_report import CREATED, small_alignment

PP1 = (
    "=1+1，“铭记”《湿地公约》&其议定书，",
    '=SUM(A1): "bearing in mind" the <Wetlands> Convention & its Protocol,',
)
OP1 = (
    "决定设立湿地基金，由秘书处管理；",
    "Decides to establish a wetlands fund, managed by the secretariat;",
)


def tmx(pairs: Iterable[tuple[str, str]], zh: str = "zh-CN", en: str = "en") -> str:
    units = "".join(
        f'<tu><tuv xml:lang="{en}"><seg>{escape(english)}</seg></tuv>'
        f'<tuv xml:lang="{zh}"><seg>{escape(chinese)}</seg></tuv></tu>\n'
        for chinese, english in pairs
    )
    return f'<tmx version="1.4"><header srclang="{en}"/><body>{units}</body></tmx>'


def marked(folder: Path, *pairs: tuple[str, str], alignment: Alignment | None = None) -> Alignment:
    (folder / "old.tmx").write_text(tmx(pairs), encoding="utf-8")
    return mark_recycled(alignment or small_alignment(), [folder / "old.tmx"])


def found(alignment: Alignment) -> dict[int, Recycled]:
    return {n: bead.recycled for n, bead in enumerate(alignment) if bead.recycled}


def test_identical(tmp_path: Path) -> None:
    assert found(marked(tmp_path, PP1)) == {1: Recycled(Reuse.IDENTICAL, "old.tmx", *PP1)}


@pytest.mark.parametrize(
    "pair",
    [
        OP1,
        (
            "1. 决定设立湿地基金1，由秘书处管理；",
            "1. Decides to establish a wetlands fund,1 managed by the secretariat;",
        ),
        (
            "决定设立湿地基金， 由秘书处管理;",
            "DECIDES to  establish a wetlands fund, managed by the secretariat;",
        ),
    ],
    ids=["without number and mark", "with them", "case, width and spaces"],
)
def test_numbers_marks_case_and_spaces_do_not_matter(tmp_path: Path, pair: tuple[str, str]) -> None:
    assert found(marked(tmp_path, pair)) == {2: Recycled(Reuse.IDENTICAL, "old.tmx", *pair)}


def test_differently_rendered(tmp_path: Path) -> None:
    (told,) = found(marked(tmp_path, (OP1[0], OP1[1].replace("Decides", "Agrees")))).values()
    assert (told.reuse, told.difference) == (Reuse.DIFFERENT, "English there “Agrees” for “Decides”")
    (told,) = found(marked(tmp_path, (OP1[0], "A fund was set up."))).values()
    assert (told.reuse, told.difference) == (Reuse.DIFFERENT, "English there “A fund was set up.”")
    (told,) = found(marked(tmp_path, ("设立基金。", OP1[1]))).values()
    assert (told.reuse, told.difference) == (Reuse.DIFFERENT, "Chinese there “设立基金。”")


def test_near(tmp_path: Path) -> None:
    near = (OP1[0].replace("设立", "撤销"), OP1[1].replace("establish", "abolish"))
    (told,) = found(marked(tmp_path, near)).values()
    assert told == Recycled(
        Reuse.NEAR,
        "old.tmx",
        *near,
        "Chinese there “撤销” for “设立”; English there “abolish” for “establish”",
    )


def test_what_is_not_near(tmp_path: Path) -> None:
    assert found(marked(tmp_path, ("决定设立海洋基金会，但不管理", "Decides that the ocean is wide"))) == {}


def test_short_texts_are_never_near(tmp_path: Path) -> None:
    """The Chinese for Germany is 德国; 法国 is no near form of it."""
    assert SHORTEST["zh"] > 2
    assert found(marked(tmp_path, ("法国", "France"))) == {}
    assert [r.reuse for r in found(marked(tmp_path, ("德国", "Germany"))).values()] == [Reuse.IDENTICAL]


def test_a_passage_without_counterpart_finds_one(tmp_path: Path) -> None:
    pair = ("每年报告一次；", "Asks for a report every year;")
    alignment = small_alignment()
    text = alignment.source.blocks[4].text
    told = found(marked(tmp_path, (text, pair[1])))[3]
    assert (told.reuse, told.difference) == (Reuse.IDENTICAL, f"English there “{pair[1]}”")


def test_the_best_unit_counts_wherever_it_stands(tmp_path: Path) -> None:
    near = (OP1[0].replace("设立", "撤销"), OP1[1].replace("establish", "abolish"))
    other = (OP1[0], "A fund was set up.")
    for pairs in ((near, other, OP1), (OP1, other, near), (other, OP1, other)):
        (told,) = found(marked(tmp_path, *pairs)).values()
        assert told.reuse is Reuse.IDENTICAL
    (told,) = found(marked(tmp_path, near, other)).values()
    assert told.reuse is Reuse.DIFFERENT


def test_many_memories_the_first_of_equals_is_named(tmp_path: Path) -> None:
    for name in ("a.tmx", "b.tmx"):
        (tmp_path / name).write_text(tmx([OP1]), encoding="utf-8")
    (told,) = found(mark_recycled(small_alignment(), [tmp_path / "b.tmx", tmp_path / "a.tmx"])).values()
    assert told.memory == "b.tmx"


@pytest.mark.parametrize(
    ("zh", "en"), [("ZH", "EN-US"), ("zh_TW", "en-gb"), ("zh-Hans", "eng"), ("cmn-Hans-CN", "en")]
)
def test_language_codes(tmp_path: Path, zh: str, en: str) -> None:
    (tmp_path / "old.tmx").write_text(tmx([OP1], zh, en), encoding="utf-8")
    assert len(found(mark_recycled(small_alignment(), [tmp_path / "old.tmx"]))) == 1


def test_inline_codes_do_not_matter(tmp_path: Path) -> None:
    text = tmx([OP1]).replace("Decides", '<bpt i="1">&lt;b></bpt>Decides<ept i="1">&lt;/b></ept>')
    (tmp_path / "old.tmx").write_text(text, encoding="utf-8")
    (told,) = found(mark_recycled(small_alignment(), [tmp_path / "old.tmx"])).values()
    assert told == Recycled(Reuse.IDENTICAL, "old.tmx", *OP1)


def test_sentences_are_looked_up_too(tmp_path: Path) -> None:
    alignment = marked(tmp_path, ("见 A/1/2 号文件。", "See document A/1/2."))
    assert [s.recycled is not None for s in alignment.beads[9].sentences] == [False, True]
    rows = make_report(alignment, Settings(level="sentence"), CREATED).rows
    assert [row.note for row in rows if row.recycled] == ["identical in old.tmx"]


def test_a_unit_beyond_the_first_batch(tmp_path: Path) -> None:
    filler = ((f"第{n}号通知", f"Notice No. {n}") for n in range(BATCH + 5))
    assert list(found(marked(tmp_path, *filler, OP1))) == [2]


def test_a_broken_memory_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Though its name is a word of the message."""
    monkeypatch.chdir(tmp_path)
    Path("empty").touch()
    with pytest.raises(InputError, match=r"^empty: line 1: the file ends .*; align validate says more$"):
        mark_recycled(small_alignment(), [Path("empty")])


def test_memories_that_are_none(tmp_path: Path) -> None:
    path = tmp_path / "old.tmx"
    with pytest.raises(InputError, match=r"old\.tmx: can't be read"):
        mark_recycled(small_alignment(), [path])
    path.write_text(tmx([OP1], en="fr"), encoding="utf-8")
    with pytest.raises(InputError, match=r"old\.tmx: no unit with both Chinese and English"):
        mark_recycled(small_alignment(), [path])
    path.write_text(tmx([OP1])[:-20], encoding="utf-8")
    with pytest.raises(InputError, match=r"old\.tmx: line 1: the file ends"):
        mark_recycled(small_alignment(), [path])
    path.write_text('<!DOCTYPE tmx [<!ENTITY a SYSTEM "file:///etc/passwd">]>' + tmx([OP1]), encoding="utf-8")
    with pytest.raises(InputError, match=r"old\.tmx: line 1: "):
        mark_recycled(small_alignment(), [path])


WORDS = st.lists(
    st.sampled_from(["湿地", "基金", "，", "2017", "the", " ", "fund", "管理"]), max_size=12
).map("".join)


@given(WORDS, WORDS)
def test_a_difference_is_told_in_words_of_the_two(there: str, here: str) -> None:
    told = difference(there, here)
    assert told.startswith("there ")
    quoted = told.split("“")[1:]
    assert all(part.split("”")[0] in there or part.split("”")[0] in here for part in quoted)


ALPHABET = "湿地基金由秘书处管理决定设立会员国报告年度经费"


@given(st.text(ALPHABET, min_size=20, max_size=60), st.integers(0, 19), st.sampled_from(ALPHABET))
def test_one_character_changed_is_near(text: str, at: int, char: str) -> None:
    """Whatever the text: the filter before the comparison loses none of these."""
    from align.recycled import _Document, _Passage

    changed = text[:at] + char + text[at + 1 :]
    document = _Document([_Passage(0, None, {"zh": text, "en": ""}, {"zh": (text, text), "en": ("", "")})])
    document.compare("old.tmx", [(changed, "words")])
    bead = Bead((Unit(0, 0, 1),), ())
    small = small_alignment()
    one = replace(small, source=replace(small.source, blocks=small.source.blocks[:1]),
                  target=replace(small.target, blocks=()), beads=(bead,))  # fmt: skip
    (told,) = found(document.marked(one)).values()
    assert told.reuse is (Reuse.IDENTICAL if changed == text else Reuse.NEAR)


def test_a_project_file_keeps_it(tmp_path: Path) -> None:
    alignment = marked(tmp_path, OP1)
    path = tmp_path / "new.align.json"
    path.write_bytes(dump(Project(alignment, Settings(), CREATED, "wetlands")))
    assert found(load(path).alignment) == found(alignment)


def test_the_command(sample: Path, aligned: Path, tmp_path: Path, run_align: Run) -> None:
    """The sample's own memory, with another year and another verb."""
    old = (aligned / "table.tmx").read_text(encoding="utf-8")
    (tmp_path / "old.tmx").write_text(
        old.replace("2017", "2015").replace("Calls upon", "Urges"), encoding="utf-8"
    )
    files = [tmp_path / name for name in ("t.csv", "t.html", "t.align.json")]
    done = run_align(
        *("run", sample / "zh.txt", sample / "en.txt", "--memory", tmp_path / "old.tmx", "--json"),
        *(part for file in files for part in ("-o", file)),
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["recycled"] == {"differently rendered": 2, "identical": 49, "near": 2}
    with files[0].open(encoding="utf-8-sig", newline="") as table:
        notes = {row["Address Chinese"]: row["Note"] for row in csv.DictReader(table)}
    assert notes["PP1"] == "identical in old.tmx"
    assert notes["OP2"] == "differently rendered in old.tmx: English there “Urges” for “Calls upon”"
    assert "near in old.tmx: Chinese there “2015” for “2017”" in notes["head 3"]
    assert "differently rendered in old.tmx: English there “Urges”" in files[1].read_text(encoding="utf-8")
    done = run_align(
        "run", sample / "zh.txt", sample / "en.txt", "--memory", tmp_path / "none.tmx", "-o", files[0]
    )
    assert done.returncode == 2
    assert "none.tmx' does not exist; see " in done.stderr
    assert done.stderr.count("\n") == 1
    done = run_align("run", sample / "zh.txt", sample / "en.txt", "--memory", files[1], "-o", files[1])
    assert (done.returncode, "is an input" in done.stderr) == (2, True)
