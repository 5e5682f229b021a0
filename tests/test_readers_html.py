"""Web pages: what a browser shows, in reading order; the rest set aside or no text."""

from __future__ import annotations

from pathlib import Path

import pytest

from align.model import Document, Kind, Lang, Mark
from align.reading import read_document


def read(page: str | bytes, folder: Path, lang: Lang = "zh", encoding: str | None = None) -> Document:
    path = folder / "page.html"
    path.write_bytes(page if isinstance(page, bytes) else page.encode())
    document = read_document(path, lang, encoding)
    assert document.balance == 0
    return document


def body(inside: str) -> str:
    return f"<!DOCTYPE html><html><body>{inside}</body></html>"


def shown(document: Document) -> list[tuple[str, str]]:
    return [(b.printed, b.text) for b in document.blocks]


@pytest.mark.parametrize(
    ("opening", "want"),
    [
        ("<ol>", ["1.", "2."]),
        ('<ol start="7">', ["7.", "8."]),
        ("<ol reversed>", ["2.", "1."]),
        ('<ol type="a" start="26">', ["z.", "aa."]),
        ('<ol type="I">', ["I.", "II."]),
        ('<ol style="list-style-type: cjk-ideographic">', ["一、", "二、"]),
        ('<ol style="list-style:none">', ["", ""]),
        ("<ul>", ["", ""]),
    ],
)
def test_numbers_of_lists(opening: str, want: list[str], tmp_path: Path) -> None:
    document = read(body(f"{opening}<li>甲项；</li><li><p>乙项，</p><p>另段。</p></li></ol>"), tmp_path)
    assert shown(document) == [(want[0], "甲项；"), (want[1], "乙项，"), ("", "另段。")]


def test_lists_inside_lists_and_values_of_items(tmp_path: Path) -> None:
    page = body("<ol><li>甲项：<ol type=a><li>子项；</li></ol>尾。</li><li value=5>乙项。</li>散文字。</ol>")
    assert shown(read(page, tmp_path)) == [
        ("1.", "甲项："),
        ("a.", "子项；"),
        ("", "尾。"),
        ("5.", "乙项。"),
        ("", "散文字。"),
    ]


def test_white_space_runs_together_as_in_a_browser(tmp_path: Path) -> None:
    page = body(
        "<p>\n  灯塔管理\n  <b>条例</b> 第一条</p><p>No\n <i>person</i>\tmay&nbsp; climb</p>"
        "<pre>a  b\nc</pre>"
    )
    assert [text for _, text in shown(read(page, tmp_path))] == [
        "灯塔管理条例 第一条",
        "No person may\u00a0 climb",
        "a  b\nc",
    ]


def test_line_breaks(tmp_path: Path) -> None:
    page = body("<p>灯塔管理条例<br>（草案）<br><br>第一条 总则。<br>　　第二条 另见。<br>末行</p>")
    assert [text for _, text in shown(read(page, tmp_path))] == [
        "灯塔管理条例\n（草案）",
        "第一条 总则。",
        "第二条 另见。",
        "末行",
    ]


def test_what_is_set_aside_and_what_is_no_text(tmp_path: Path) -> None:
    page = (
        "<html><head><title>灯塔</title><style>p{}</style></head><body><header>局</header><nav><a>首页</a>"
        "<a>新闻</a></nav><main><header><h1>条例</h1></header><p>留<del>删</del>用<span hidden>藏</span>。"
        "<script>var x</script><ruby>拼<rt>pin</rt></ruby></p></main><div role=complementary>旁</div>"
        "<footer>版权</footer><form><button>搜</button></form></body></html>"
    )
    document = read(page, tmp_path)
    assert [b.text for b in document.blocks] == ["条例", "留用。拼"]
    assert [(f.kind, f.text) for f in document.furniture] == [
        ("page title", "灯塔"),
        ("header", "局"),
        ("navigation", "首页新闻"),
        ("deleted text", "删"),
        ("hidden text", "藏"),
        ("ruby", "pin"),
        ("aside", "旁"),
        ("footer", "版权"),
    ]


LINKS = '<a href="/">首页</a> <a href="/laws">法规</a>'
TEXT = "<h1>灯塔条例</h1><p>灯塔管理人员应当每日记录天气、能见度和过往船舶的情况。</p>"


def aside(document: Document) -> list[tuple[str, str]]:
    return [(f.kind, "".join(f.text.split())) for f in document.furniture]


@pytest.mark.parametrize("main", [f"<main>{TEXT}</main>", f"<div role=main>{TEXT}</div>"])
def test_what_stands_outside_the_main_part_is_set_aside(main: str, tmp_path: Path) -> None:
    page = body(f"<div>{LINKS}</div><p>打印</p><div>{main}<p>分享</p></div>")
    document = read(page, tmp_path)
    assert [b.text[:4] for b in document.blocks] == ["灯塔条例", "灯塔管理"]
    outside = "outside the main text"
    assert aside(document) == [(outside, "首页法规"), (outside, "打印"), (outside, "分享")]
    assert document.balance == 0


@pytest.mark.parametrize(
    "page",
    [
        f"<main><p>短</p></main>{TEXT}",  # holds less than half
        f"<main>{TEXT}</main><main>{TEXT}</main>",
        f"<header><h1>灯塔</h1></header><main>{TEXT}</main>",  # a title outside
    ],
)
def test_a_main_part_that_may_not_be_the_text_tells_nothing(page: str, tmp_path: Path) -> None:
    assert aside(read(body(page), tmp_path)) == []


def test_parts_of_a_page_are_known_by_their_names(tmp_path: Path) -> None:
    page = body(
        f'<a class="skip-link" href="#t">跳到正文</a><div id="site-header">{LINKS}</div>'
        f'<ul class="top Breadcrumb"><li>{LINKS}</li></ul><div class="text" id="t">{TEXT}</div>'
        f'<div class="side sidebar">{LINKS}</div><div class="footer">版权 {LINKS}</div>'
        '<span class="sr-only">打开菜单</span><i aria-hidden="true">×</i>'
    )
    document = read(page, tmp_path)
    assert [b.text[:4] for b in document.blocks] == ["灯塔条例", "灯塔管理"]
    assert [kind for kind, _ in aside(document)] == [
        "navigation",
        "header",
        "navigation",
        "aside",
        "footer",
        "hidden text",
    ]
    assert aside(document)[-1][1] == "打开菜单×"


@pytest.mark.parametrize(
    "page",
    [
        '<div class="header">第一章　总则</div>',  # no links: a heading
        f'<div class="navigation">{TEXT}{LINKS}</div>',  # the whole of the text
        f'<div class="headers subfooter">{LINKS}</div>{TEXT}',  # other names
    ],
)
def test_names_that_may_be_those_of_text_tell_nothing(page: str, tmp_path: Path) -> None:
    assert aside(read(body(page), tmp_path)) == []


def test_footnotes_that_links_lead_to(tmp_path: Path) -> None:
    page = body(
        '<p>见公约<sup><a href="#n1" id="r1">1</a></sup>和议定书<a href="#n2">[2]</a>，20m<sup>2</sup>。</p>'
        '<p>参看<a href="#top">2</a>。</p>'
        '<ol><li id="n1"><p>《公约》。</p><p>第三条。<a href="#r1">1</a></p></li></ol>'
        '<p><a name="n2" href="#r2"><sup>[2]</sup></a> 《议定书》。</p>'
    )
    document = read(page, tmp_path)
    assert [(b.kind, b.address, b.printed, b.text) for b in document.blocks] == [
        (Kind.PARAGRAPH, "¶1", "", "见公约1和议定书[2]，20m2。"),
        (Kind.PARAGRAPH, "¶2", "", "参看2。"),
        (Kind.FOOTNOTE, "fn 1", "1", "《公约》。\n第三条。1"),
        (Kind.FOOTNOTE, "fn 2", "", "[2] 《议定书》。"),
    ]
    assert document.blocks[0].marks == (Mark("1", 3, 4), Mark("2", 9, 10))


def test_tables_and_tables_that_lay_out_the_page(tmp_path: Path) -> None:
    page = body(
        "<table><tr><td><h1>题</h1></td><td><table><caption>表</caption><tr><th rowspan=2>年</th>"
        "<th colspan=2>数</th></tr><tr><td>五</td><td>六</td></tr></table></td></tr></table>"
        "<table><tr><td>框中一段。</td></tr></table>"
    )
    assert [(b.kind, b.address, b.text) for b in read(page, tmp_path).blocks] == [
        (Kind.HEADING, "title", "题"),
        (Kind.PARAGRAPH, "¶1", "表"),
        (Kind.CELL, "table 1 r1 c1", "年"),
        (Kind.CELL, "table 1 r1 c2", "数"),
        (Kind.CELL, "table 1 r2 c2", "五"),
        (Kind.CELL, "table 1 r2 c3", "六"),
        (Kind.PARAGRAPH, "¶2", "框中一段。"),
    ]


@pytest.mark.parametrize(
    ("codec", "declared", "given"),
    [
        ("utf-8", "", None),
        ("utf-8", "gb2312", None),  # a lie that the bytes disprove
        ("gb18030", "gb2312", None),
        ("big5", "big5", None),
        ("big5", "no-such-code", None),
        ("gb18030", "", "gb18030"),
        ("utf-16", "", None),
    ],
)
def test_encodings(codec: str, declared: str, given: str | None, tmp_path: Path) -> None:
    meta = f'<meta charset="{declared}">' if declared else ""
    text = "中文文件的第一條規定如下。" if codec == "big5" else "灯塔管理人员应当每日记录天气。"
    page = f"<html><head>{meta}</head><body><p>{text}</p></body></html>".encode(codec)
    assert [b.text for b in read(page, tmp_path, encoding=given).blocks] == [text]
