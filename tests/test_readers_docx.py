"""Word files: numbers as Word counts them, and every character in its place."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import pytest

from align.model import Block, Document, Kind, Lang, Mark, Note
from align.reading import read_document
from office_files import numbered, p, r, word

CASES: list[dict[str, Any]] = json.loads(
    (Path(__file__).parent / "cases" / "word_numbers.json").read_text("utf-8")
)


def read(data: bytes, folder: Path, lang: Lang = "zh") -> Document:
    path = folder / "a.docx"
    path.write_bytes(data)
    document = read_document(path, lang)
    assert document.balance == 0
    return document


def texts(document: Document) -> list[str]:
    return [b.text for b in document.blocks]


def seen(block: Block) -> str:
    return f"{block.printed}|{block.text}"


# --- numbering ---------------------------------------------------------------------------------


def level(i: int, described: str) -> str:
    """A w:lvl from "format@start/restart! text"; ! for legal numbering."""
    match = re.fullmatch(r"(\w+?)(?:@(\d+))?(?:/(\d))?(!)? (.+)", described)
    assert match
    number_format, start, restart, legal, text = match.groups()
    return (
        f'<w:lvl w:ilvl="{i}"><w:start w:val="{start or 1}"/><w:numFmt w:val="{number_format}"/>'
        + (f'<w:lvlRestart w:val="{restart}"/>' if restart else "")
        + ("<w:isLgl/>" if legal else "")
        + f'<w:lvlText w:val="{text}"/></w:lvl>'
    )


def numbering(*lists: list[str], nums: str = "") -> str:
    """Abstract lists 1, 2 ... with a num of the same number each, and more nums as XML."""
    abstract = "".join(
        f'<w:abstractNum w:abstractNumId="{n}">{"".join(map(level, range(9), levels))}</w:abstractNum>'
        for n, levels in enumerate(lists, start=1)
    )
    own = "".join(
        f'<w:num w:numId="{n}"><w:abstractNumId w:val="{n}"/></w:num>' for n in range(1, len(lists) + 1)
    )
    return abstract + own + nums


@pytest.mark.parametrize("case", CASES, ids=[c["label"] for c in CASES])
def test_numbers(case: dict[str, Any], tmp_path: Path) -> None:
    body = "".join(numbered("文字", level=at) for at in case["at"])
    document = read(word(body, numbering=numbering(case["levels"])), tmp_path)
    assert [b.printed for b in document.blocks] == case["want"]
    assert set(texts(document)) == {"文字"}


def test_lists_share_the_counters_of_their_abstract_list_until_one_starts_anew(tmp_path: Path) -> None:
    nums = (
        '<w:num w:numId="8"><w:abstractNumId w:val="1"/></w:num>'
        '<w:num w:numId="9"><w:abstractNumId w:val="1"/>'
        '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="5"/></w:lvlOverride></w:num>'
    )
    body = "".join(numbered("文字", num) for num in (1, 8, 9, 9, 1))
    document = read(word(body, numbering=numbering(["decimal %1."], nums=nums)), tmp_path)
    assert [b.printed for b in document.blocks] == ["1.", "2.", "5.", "6.", "7."]


def test_numbers_through_styles_that_inherit_them(tmp_path: Path) -> None:
    styles = (
        '<w:style w:type="paragraph" w:styleId="A"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr>'
        '</w:style><w:style w:type="paragraph" w:styleId="B"><w:basedOn w:val="A"/></w:style>'
        '<w:style w:type="paragraph" w:styleId="C"><w:basedOn w:val="C"/></w:style>'
    )
    levels = numbering(["decimal %1.", "lowerLetter (%2)"]).replace(
        '<w:lvl w:ilvl="1">', '<w:lvl w:ilvl="1"><w:pStyle w:val="B"/>'
    )
    body = (
        p("一", '<w:pStyle w:val="A"/>')
        + p("二", '<w:pStyle w:val="B"/>')
        + p("三", '<w:pStyle w:val="A"/><w:numPr><w:numId w:val="0"/></w:numPr>')  # switched off
        + p("四", '<w:pStyle w:val="C"/>')  # based on itself
        + p("五", '<w:pStyle w:val="A"/>')
    )
    document = read(word(body, numbering=levels, styles=styles), tmp_path)
    assert [b.printed for b in document.blocks] == ["1.", "(a)", "", "", "2."]


def test_computed_numbers_make_labels_and_addresses_and_are_not_in_the_text(tmp_path: Path) -> None:
    body = (
        p("大会，")
        + p("回顾其以往各项决议，")
        + numbered("决定设立灯塔基金；")
        + numbered("请秘书长：")
        + numbered("提出报告；", level=1)
        + numbered("")  # an empty paragraph is counted
        + numbered("决定继续审议。")
    )
    document = read(word(body, numbering=numbering(["decimal %1.", "lowerLetter (%2)"])), tmp_path)
    assert [(b.address, seen(b)) for b in document.blocks[2:]] == [
        ("OP1", "1.|决定设立灯塔基金；"),
        ("OP2", "2.|请秘书长："),
        ("OP2 (a)", "(a)|提出报告；"),
        ("OP4", "4.|决定继续审议。"),
    ]
    assert [m.printed for m in document.blocks[4].label] == ["2.", "(a)"]
    assert Note("numbering-gap", "2. is followed by 4. at OP4") in document.notes


@pytest.mark.needs("soffice")
def test_libreoffice_counts_alike(tmp_path: Path) -> None:
    """LibreOffice as a second opinion, on the formats where it and Word agree."""
    cases = [c for c in CASES if c["label"] not in LIBREOFFICE_DIFFERS]
    body = "".join(numbered("x", n, at) for n, c in enumerate(cases, start=1) for at in c["at"])
    path = tmp_path / "numbers.docx"
    path.write_bytes(word(body, numbering=numbering(*(c["levels"] for c in cases))))
    soffice = shutil.which("soffice")
    assert soffice
    subprocess.run(
        [soffice, f"-env:UserInstallation={tmp_path.as_uri()}/profile", "--headless", "--convert-to",
         "txt:Text (encoded):UTF8", "--outdir", str(tmp_path), str(path)],
        check=True, capture_output=True,
    )  # fmt: skip
    lines = (tmp_path / "numbers.txt").read_text("utf-8-sig").splitlines()
    counted = iter(line.removesuffix("x").strip(" \t•") for line in lines)
    assert {c["label"]: [next(counted) for _ in c["at"]] for c in cases} == {
        c["label"]: c["want"] for c in cases
    }


LIBREOFFICE_DIFFERS = {  # what it does not know of Word's numbering, or prints otherwise
    "articles that chapters do not restart",
    "a level that restarts after the first only",
    "legal numbering",
    "Chinese numerals beyond 99 by digits",
    "Japanese counting leaves ones out",
    "full-width and leading zero",
    "circled, and what follows the twentieth",
    "a format that is not known counts in decimals",
}


# --- text --------------------------------------------------------------------------------------


def test_footnotes_and_endnotes(tmp_path: Path) -> None:
    footnotes = (
        '<w:footnote w:type="separator" w:id="0"><w:p><w:r><w:separator/></w:r></w:p></w:footnote>'
        + "".join(
            f'<w:footnote w:id="{i}"><w:p><w:r><w:footnoteRef/></w:r>{r(text)}</w:p>{more}</w:footnote>'
            for i, text, more in (
                (7, " 第二个脚注。", ""),
                (8, " 第一个脚注，", p("两段。")),
                (9, "无人提及。", ""),
            )
        )
        + f'<w:footnote w:id="10"><w:p>{r("*自定标记。")}</w:p></w:footnote>'
    )
    endnotes = f'<w:endnote w:id="1"><w:p><w:r><w:endnoteRef/></w:r>{r("尾注。")}</w:p></w:endnote>'
    body = p(
        r("灯塔")
        + '<w:r><w:footnoteReference w:customMarkFollows="1" w:id="10"/><w:t>*</w:t></w:r>'
        + r("管理，")
        + '<w:r><w:footnoteReference w:id="8"/></w:r>'
        + r("条例。")
        + '<w:r><w:footnoteReference w:id="7"/></w:r><w:r><w:endnoteReference w:id="1"/></w:r>'
    )
    document = read(word(body, footnotes=footnotes, endnotes=endnotes), tmp_path)
    first = document.blocks[0]
    assert first.text == "灯塔*管理，条例。"
    assert first.marks == (Mark("*", 2, 3), Mark("1", 6, 6), Mark("2", 9, 9), Mark("i", 9, 9))
    assert [(b.kind, b.address, seen(b)) for b in document.blocks[1:]] == [
        (Kind.FOOTNOTE, "fn *", "|*自定标记。"),
        (Kind.FOOTNOTE, "fn 1", "1|第一个脚注，\n两段。"),
        (Kind.FOOTNOTE, "fn 2", "2|第二个脚注。"),
        (Kind.FOOTNOTE, "fn i", "i|尾注。"),
    ]
    assert [(f.kind, f.text) for f in document.furniture] == [("footnote without a mark", "无人提及。")]
    assert document.notes == ()


def test_footnotes_in_tables_count_with_those_of_the_text(tmp_path: Path) -> None:
    """In tables inside tables too; a footnote may hold a table."""

    def refer(note: int) -> str:
        return f'<w:r><w:footnoteReference w:id="{note}"/></w:r>'

    def table(*cells: str) -> str:
        return f"<w:tbl><w:tr>{''.join(f'<w:tc>{cell}</w:tc>' for cell in cells)}</w:tr></w:tbl>"

    inside = table(p(r("内") + refer(7)), p("层"))
    body = p(r("前文。") + refer(9)) + table(p(r("一") + refer(8)), inside + p()) + p(r("后文。") + refer(6))
    notes = {6: p("四。"), 7: p("三。") + table(p("表中"), p("之注")), 8: p("二。"), 9: p("一。")}
    footnotes = "".join(f'<w:footnote w:id="{i}">{text}</w:footnote>' for i, text in notes.items())
    document = read(word(body, footnotes=footnotes), tmp_path)
    marks = [(b.text, [m.number for m in b.marks]) for b in document.blocks if b.kind is not Kind.FOOTNOTE]
    assert marks == [("前文。", ["1"]), ("一", ["2"]), ("内", ["3"]), ("层", []), ("后文。", ["4"])]
    found = {b.address: b.text for b in document.blocks if b.kind is Kind.FOOTNOTE}
    assert found == {"fn 1": "一。", "fn 2": "二。", "fn 3": "三。\n表中\n之注", "fn 4": "四。"}


def test_headers_of_several_sections_come_once_each(tmp_path: Path) -> None:
    def section(head: str) -> str:
        return (
            f'<w:sectPr><w:headerReference w:type="default" r:id="{head}"/>'
            '<w:headerReference w:type="first" r:id="header3"/></w:sectPr>'
        )

    body = p("甲。", section("header1")) + p("乙。", section("header2")) + p("丙。") + section("header1")
    heads = {f"header{i}": p(f"第{i}种页眉") for i in (1, 2, 3)}
    document = read(word(body, **heads), tmp_path)
    assert texts(document) == ["甲。", "乙。", "丙。"]
    assert [f.text for f in document.furniture] == ["第1种页眉", "第3种页眉", "第2种页眉"]


def test_superscripts_typed_by_hand(tmp_path: Path) -> None:
    high = '<w:vertAlign w:val="superscript"/>'
    body = p(r("面积20km") + r("1", high) + r("，见公约") + r("1", high) + r("。")) + p(
        r("1", high) + r(" 公约第三条。")
    )
    document = read(word(body), tmp_path)
    assert document.blocks[0].marks == (Mark("1", 11, 12),)
    assert (document.blocks[1].kind, document.blocks[1].address) == (Kind.FOOTNOTE, "fn 1")


def test_tracked_changes(tmp_path: Path) -> None:
    gone = '<w:del w:id="1"><w:r><w:delText>旧</w:delText></w:r></w:del>'
    body = (
        p(r("灯塔") + gone + f'<w:ins w:id="2">{r("新")}</w:ins>' + r("条例。"))
        + p("上半句，", '<w:rPr><w:del w:id="3"/></w:rPr>')
        + p("下半句。")
    )
    document = read(word(body), tmp_path)
    assert texts(document) == ["灯塔新条例。", "上半句，下半句。"]
    assert [(f.kind, f.text) for f in document.furniture] == [("deleted text", "旧")]
    assert [n.message for n in document.notes] == [
        "tracked changes: 1 insertions read as text, 1 deletions set aside"
    ]


def test_rows_of_tables_that_are_deleted_count_for_none(tmp_path: Path) -> None:
    gone = '<w:del w:id="1"><w:r><w:delText>旧行</w:delText></w:r></w:del>'
    rows = (
        f"<w:tr><w:tc>{p('塔')}</w:tc><w:tc>{p('高')}</w:tc></w:tr>"
        '<w:tr><w:trPr><w:del w:id="2"/></w:trPr>'
        f'<w:tc><w:p><w:pPr><w:rPr><w:del w:id="3"/></w:rPr></w:pPr>{gone}</w:p></w:tc></w:tr>'
        f"<w:tr><w:tc>{p('鸥岩')}</w:tc><w:tc>{p('7米')}</w:tc></w:tr>"
    )
    document = read(word(f"<w:tbl>{rows}</w:tbl>"), tmp_path)
    assert [b.address for b in document.blocks] == [f"table 1 r{i} c{j}" for i in (1, 2) for j in (1, 2)]
    assert [f.text for f in document.furniture] == ["旧行"]


def test_hidden_text_headers_footers_and_comments_are_set_aside(tmp_path: Path) -> None:
    styles = "".join(
        f'<w:style w:type="{kind}" w:styleId="{name}"><w:rPr><w:vanish/></w:rPr></w:style>'
        for kind, name in (("character", "H"), ("paragraph", "P"))
    )
    body = (
        p(r("可见") + r("隐藏", "<w:vanish/>") + r("也藏", '<w:rStyle w:val="H"/>') + r("文字。"))
        + p(r("照旧。", '<w:rStyle w:val="H"/><w:vanish w:val="0"/>'))
        + p("整段。", '<w:pStyle w:val="P"/>')
        + '<w:sectPr><w:headerReference w:type="default" r:id="header1"/>'
        + '<w:headerReference w:type="first" r:id="header1"/>'
        + '<w:footerReference w:type="default" r:id="footer1"/></w:sectPr>'
    )
    parts = {
        "header1": p("A/70/1"),
        "footer1": p("1/2"),
        "comments": f"<w:comment>{p('请核对')}</w:comment>",
    }
    document = read(word(body, styles=styles, **parts), tmp_path)
    assert texts(document) == ["可见文字。", "照旧。"]
    aside = [("header", "A/70/1"), ("hidden text", "隐藏也藏"), ("hidden text", "整段。"), ("footer", "1/2")]
    aside.append(("comment", "请核对"))
    assert [(f.kind, f.text) for f in document.furniture] == aside
    assert [n.message for n in document.notes] == ["3 pieces of hidden text are set aside"]


def test_text_boxes_come_once(tmp_path: Path) -> None:
    box = f"<w:txbxContent>{p('方框。')}</w:txbxContent>"
    both = (
        '<w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wps:txbx>'
        f"{box}</wps:txbx></w:drawing></mc:Choice>"
        f"<mc:Fallback><w:pict><v:textbox>{box}</v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    )
    old = f"<w:r><w:pict><v:textbox>{box.replace('方框', '旧框')}</v:textbox></w:pict></w:r>"
    document = read(word(p(r("上半句，") + both + r("下半句。")) + p(old + r("末句。"))), tmp_path)
    assert texts(document) == ["上半句，下半句。", "方框。", "末句。", "旧框。"]


def test_tables(tmp_path: Path) -> None:
    def row(*cells: str) -> str:
        return f"<w:tr>{''.join(f'<w:tc>{cell}</w:tc>' for cell in cells)}</w:tr>"

    wide = '<w:tcPr><w:gridSpan w:val="2"/></w:tcPr>'
    inner = f"<w:tbl>{row(p('内'), p('层'))}</w:tbl>"
    body = (
        p("前文。")
        + f"<w:tbl>{row(wide + p('标题'), p('三'))}{row(p('一') + p('又一'), p(''), inner + p(''))}</w:tbl>"
        + f"<w:tbl>{row(p('加框的一段。'))}</w:tbl>"
    )
    document = read(word(body), tmp_path)
    assert [(b.address, b.text) for b in document.blocks if b.kind is Kind.CELL] == [
        ("table 1 r1 c1", "标题"),
        ("table 1 r1 c3", "三"),
        ("table 1 r2 c1", "一"),
        ("table 1 r2 c1 (2nd)", "又一"),
        ("table 2 r1 c1", "内"),
        ("table 2 r1 c2", "层"),
    ]
    assert document.blocks[-1].text == "加框的一段。"
    assert document.blocks[-1].kind is Kind.PARAGRAPH


def test_inside_a_paragraph_all_is_verbatim(tmp_path: Path) -> None:
    body = p(
        r("\u00a0A\u00a0B")
        + "<w:r><w:tab/><w:noBreakHyphen/><w:softHyphen/></w:r>"
        + f'<w:hyperlink r:id="none">{r("链接")}</w:hyperlink>'
        + f"<w:sdt><w:sdtPr><w:alias/></w:sdtPr><w:sdtContent>{r('控件')}</w:sdtContent></w:sdt>"
        + f'<w:fldSimple w:instr="REF x">{r("域")}</w:fldSimple>'
        + '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>PAGE</w:instrText></w:r>'
        + r("码")
        + f'<w:r><w:fldChar w:fldCharType="separate"/></w:r>{r("9")}'
        + '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
        + '<w:r><w:sym w:font="Wingdings" w:char="F0FC"/></w:r>'
        + f"<w:r><w:ruby><w:rt>{r('pin')}</w:rt><w:rubyBase>{r('拼')}</w:rubyBase></w:ruby></w:r>"
    )
    document = read(word(body), tmp_path)
    assert texts(document) == ["A\u00a0B\t\u2011\u00ad链接控件域9\uf0fc拼"]
    assert [(f.kind, f.text) for f in document.furniture] == [("field code", "码"), ("ruby", "pin")]


def test_line_breaks_between_sentences_part_paragraphs_and_inside_one_do_not(tmp_path: Path) -> None:
    body = p(r("第一句。") + "<w:r><w:br/></w:r>" + r("（一）其一，") + "<w:r><w:br/></w:r>" + r("续。")) + p(
        r("甲") + '<w:r><w:br w:type="page"/></w:r>' + r("乙")
    )
    document = read(word(body), tmp_path)
    assert texts(document) == ["第一句。", "（一）其一，\n续。", "甲", "乙"]
    assert [b.line for b in document.blocks] == [1, 2, 4, 4]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_wrapped_text_that_was_pasted_into_word(lang: Lang, sample: Path, tmp_path: Path) -> None:
    lines = (sample / f"{lang}.txt").read_text("utf-8").replace("\f", "\n").split("\n")
    pasted = read(word("".join(p(r(escape(line))) for line in lines)), tmp_path, lang)
    (tmp_path / "a.txt").write_text("\n".join(lines), "utf-8")
    plain = read_document(tmp_path / "a.txt", lang)
    assert [(b.address, b.text, b.marks) for b in pasted.blocks] == [
        (b.address, b.text, b.marks) for b in plain.blocks
    ]
    assert len(pasted.furniture) == len(plain.furniture) > 0


def test_pages_are_those_that_word_last_set(tmp_path: Path) -> None:
    body = p("一。") + p("<w:r><w:lastRenderedPageBreak/><w:t>二。</w:t></w:r>") + p("三。")
    assert [b.page for b in read(word(body), tmp_path).blocks] == [1, 2, 2]
    assert [b.page for b in read(word(p("一。")), tmp_path).blocks] == [None]


def test_heading_styles(tmp_path: Path) -> None:
    styles = (
        '<w:style w:type="paragraph" w:styleId="H1"><w:name w:val="heading 1"/>'
        '<w:pPr><w:outlineLvl w:val="0"/></w:pPr></w:style>'
    )
    body = p("关于灯塔。", '<w:pStyle w:val="H1"/>') + p("正文。") + p("小题。", '<w:outlineLvl w:val="2"/>')
    document = read(word(body, styles=styles), tmp_path)
    assert [b.kind for b in document.blocks] == [Kind.HEADING, Kind.PARAGRAPH, Kind.HEADING]


def test_strict_open_xml(tmp_path: Path) -> None:
    from office_files import SPACES, package

    strict = SPACES.replace(
        "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
        "http://purl.oclc.org/ooxml/wordprocessingml/main",
    )
    parts = {
        "_rels/.rels": "r1 officeDocument word/document.xml",
        "word/document.xml": f"<w:document {strict}><w:body>{p('严格。')}</w:body></w:document>",
    }
    assert texts(read(package(parts), tmp_path)) == ["严格。"]
