"""One memory from many: the newest translations, each once, as they stand."""

from __future__ import annotations

import io
import json
import re
from pathlib import Path

import pytest
from lxml import etree

from align.errors import InputError
from align.tmx.merge import Merged, merge
from align.tmx.validate import validate
from conftest import Run

OLD, NEW = "20200101T000000Z", "20240101T000000Z"


def tu(zh: str, en: str, date: str = "", more: str = "") -> str:
    dated = f' changedate="{date}"' if date else ""
    return (
        f"<tu{dated}{more}>\n<tuv xml:lang='zh-CN'><seg>{zh}</seg></tuv>\n"
        f"<tuv xml:lang='en'><seg>{en}</seg></tuv>\n</tu>\n"
    )


def memory(
    path: Path, *units: str, header: str = "", srclang: str = "zh-CN", encoding: str = "UTF-8"
) -> Path:
    text = f"""<?xml version="1.0" encoding="{encoding}"?>
<tmx version="1.4">
<header creationtool="x" creationtoolversion="1" {header or 'segtype="paragraph"'} o-tmf="x" adminlang="en"
    srclang="{srclang}" datatype="plaintext"></header>
<body>
{"".join(units)}</body>
</tmx>
"""
    path.write_bytes(text.encode(encoding))
    return path


def merged(*paths: Path) -> tuple[list[tuple[str, ...]], Merged]:
    out = io.BytesIO()
    counts = merge(paths, out)
    root = etree.fromstring(out.getvalue())
    return [tuple(each.itertext("seg")) for each in root.iter("tu")], counts


def test_newest_wins_and_duplicates_are_dropped(tmp_path: Path) -> None:
    a = memory(
        tmp_path / "a.tmx",
        tu("付款。", "Pay.", OLD),
        tu("提交报告。", "Submit a report.", OLD),
        tu("散会。", "The meeting rose.", NEW),
    )
    b = memory(
        tmp_path / "b.tmx",
        tu("付款。", "Pay.", NEW),
        tu("提交报告。", "Report.", NEW),
        tu("散会。", "Closed.", OLD),
        tu("开会。", "The meeting opened.", OLD),
    )
    want = {
        ("付款。", "Pay."),
        ("提交报告。", "Report."),
        ("散会。", "The meeting rose."),
        ("开会。", "The meeting opened."),
    }
    for order in ((a, b), (b, a)):
        units, counts = merged(*order)
        assert set(units) == want
        assert counts == Merged(units=4, repeated=1, older=2, untranslated=0)


def test_the_newer_of_two_that_are_the_same_stays(tmp_path: Path) -> None:
    a = memory(tmp_path / "a.tmx", tu("付款。", "Pay.", OLD, ' tuid="a"'))
    b = memory(tmp_path / "b.tmx", tu("付款。", "Pay.", NEW, ' tuid="b"'))
    out = io.BytesIO()
    merge([a, b], out)
    assert [each.get("tuid") for each in etree.fromstring(out.getvalue()).iter("tu")] == ["b"]


def test_what_the_newest_file_translates_in_two_ways_stays_two(tmp_path: Path) -> None:
    a = memory(tmp_path / "a.tmx", tu("付款。", "Pay now.", OLD))
    b = memory(tmp_path / "b.tmx", tu("付款。", "Pay.", OLD), tu("付款。", "Make payments.", NEW))
    units, counts = merged(a, b)
    assert units == [("付款。", "Pay."), ("付款。", "Make payments.")]
    assert (counts.repeated, counts.older) == (0, 1)


def test_files_of_one_date_keep_both(tmp_path: Path) -> None:
    a = memory(tmp_path / "a.tmx", tu("付款。", "Pay now."))
    b = memory(tmp_path / "b.tmx", tu("付款。", "Pay."))
    assert merged(a, b)[0] == [("付款。", "Pay now."), ("付款。", "Pay.")]


def test_a_unit_without_date_has_that_of_its_file(tmp_path: Path) -> None:
    a = memory(tmp_path / "a.tmx", tu("付款。", "Pay now."), header=f' segtype="block" creationdate="{NEW}"')
    b = memory(tmp_path / "b.tmx", tu("付款。", "Pay.", OLD))
    assert merged(a, b)[0] == [("付款。", "Pay now.")]


def test_units_are_copied_as_they_stand(tmp_path: Path) -> None:
    """Notes, props, codes, references, CDATA, another encoding; only what the header said is added."""
    inside = (
        "<note>a &amp; b</note><prop type='x-para'>OP1</prop>\n"
        "<tuv xml:lang='zh-CN'><seg>付<bpt i='1'>{b}</bpt>款&#12290;<ept i='1'>{/b}</ept></seg></tuv>\n"
        "<tuv xml:lang='en'><seg><![CDATA[Pay <now>.]]></seg></tuv>\n"
    )
    first = f'<tu tuid="1">\n{inside}</tu>\n'
    second = f'<tu\n tuid="2" datatype="html">\n{inside.replace("now", "then")}</tu>\n'
    a = memory(tmp_path / "a.tmx", first)
    b = memory(
        tmp_path / "b.tmx", second.replace("\n", "\r\n"), header=' segtype="sentence"', encoding="UTF-16"
    )
    out = io.BytesIO()
    assert merge([a, b], out).units == 2
    text = out.getvalue().decode()
    assert first in text
    assert second.replace("<tu", '<tu segtype="sentence"', 1) in text
    assert "<note>merged from a.tmx, b.tmx</note>" in text


def test_one_language_is_left_out(tmp_path: Path) -> None:
    alone = "<tu><tuv xml:lang='zh-CN'><seg>付款。</seg></tuv></tu>\n"
    a = memory(tmp_path / "a.tmx", alone, tu("散会。", "Closed."))
    units, counts = merged(a)
    assert units == [("散会。", "Closed.")]
    assert counts.untranslated == 1


def test_merging_again_changes_nothing(tmp_path: Path, aligned: Path) -> None:
    out = io.BytesIO()
    counts = merge([aligned / "table.tmx", aligned / "table.tmx"], out)
    assert (counts.units, counts.repeated) == (53, 53)
    again = tmp_path / "merged.tmx"
    again.write_bytes(out.getvalue())
    assert validate(again).problems == ()
    second = io.BytesIO()
    merge([again], second)
    assert second.getvalue() == out.getvalue().replace(b"table.tmx, table.tmx", b"merged.tmx")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("<tmx version='1.4'><header", "wrong.tmx: line 1: the file ends before"),
        ("<tmx version='1.4'><body/></tmx>", "wrong.tmx: no header with a srclang"),
        ("<tmx version='1.4'><header srclang='en'/><body/></tmx>", "its source language is en, that of"),
    ],
)
def test_what_can_not_be_merged(content: str, said: str, tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.tmx"
    wrong.write_text(content, encoding="utf-8")
    with pytest.raises(InputError, match=re.escape(said)) as caught:
        merge([memory(tmp_path / "a.tmx"), wrong], io.BytesIO())
    assert "\n" not in str(caught.value)


def test_command(tmp_path: Path, run_align: Run) -> None:
    a, b = (
        memory(tmp_path / "a.tmx", tu("付款。", "Pay.")),
        memory(tmp_path / "b.tmx", tu("散会。", "Closed.")),
    )
    out = tmp_path / "c.tmx"
    done = run_align("merge", a, b, "-o", out)
    assert (done.returncode, done.stdout) == (
        0,
        f"{out}: 2 units; left out: 0 repeated, 0 older, 0 in one language\n",
    )
    assert run_align("validate", out).returncode == 0
    counts = json.loads(run_align("merge", a, a, "-o", out, "--json").stdout)
    assert counts == {"units": 1, "repeated": 1, "older": 0, "untranslated": 0}
    before = sorted(tmp_path.iterdir())
    (tmp_path / "wrong.tmx").write_text("<tmx>", encoding="utf-8")
    for arguments, said in (
        ((a, b, "-o", a), "is an input"),
        ((a, "-o", tmp_path / "c.xml"), "c.xml: a memory is written as .tmx"),
        ((a, tmp_path / "wrong.tmx", "-o", tmp_path / "d.tmx"), "wrong.tmx: line 1: "),
    ):
        done = run_align("merge", *arguments)
        assert done.returncode == 2
        assert said in done.stderr
        assert done.stderr.count("\n") == 1
    assert sorted(path for path in tmp_path.iterdir() if path.name != "wrong.tmx") == before
