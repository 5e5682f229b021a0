"""The memory of a report: what goes in, in whose dialect, and what is said of it."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

import pytest

from align.config import Output, Settings, Tool
from align.model import (
    Alignment,
    Bead,
    Block,
    Document,
    Furniture,
    Kind,
    Lang,
    Marker,
    Review,
    Span,
    Status,
    Unit,
)
from align.report import Report, make_report
from align.translation_units import LONG, TOOLS, describe, document_symbol, has_too_long, make_memory
from align.writers import writer
from small_report import CREATED, small_alignment, small_report

XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


def written(report: Report) -> Element:
    return ElementTree.fromstring(writer(".tmx")(report))


def report_of(alignment: Alignment, direction: str = "zh", **output: object) -> Report:
    settings = Settings(direction=direction)  # type: ignore[arg-type]
    return make_report(alignment, settings, CREATED, output=Output(**output))  # type: ignore[arg-type]


def made(pairs: list[tuple[str, str]], confidence: float | None = 0.9) -> Alignment:
    """One bead a pair; a text that begins with a number has it as label."""

    def document(lang: Lang, texts: list[str]) -> Document:
        blocks = []
        for number, text in enumerate(texts):
            found = re.match(r"\d+\.", text)
            label = (Marker("digit", 1, 0, found[0], "1."),) if found else ()
            blocks.append(
                Block(
                    number, Kind.ITEM, text, lang, (Span(0, 1),), label, found[0].rstrip(".") if found else ""
                )
            )
        return Document(lang, lang, tuple(blocks))

    chinese, english = document("zh", [zh for zh, _ in pairs]), document("en", [en for _, en in pairs])
    beads = [
        Bead((Unit(n, 0, len(zh)),), (Unit(n, 0, len(en)),), confidence) for n, (zh, en) in enumerate(pairs)
    ]
    return Alignment(chinese, english, tuple(beads))


def judged(alignment: Alignment, reviews: dict[int, Review]) -> Alignment:
    return replace(
        alignment,
        beads=tuple(
            replace(bead, review=reviews.get(n, bead.review)) for n, bead in enumerate(alignment.beads)
        ),
    )


def props(tu: Element, kind: str) -> list[str | None]:
    return [prop.text for prop in tu.findall(f"prop[@type='{kind}']")]


def test_header_and_direction() -> None:
    tmx = written(small_report("en", zh_lang="zh-Hant"))
    header = tmx.find("header")
    assert header is not None
    required = {"creationtool", "creationtoolversion", "segtype", "o-tmf", "adminlang", "srclang", "datatype"}
    assert required < set(header.keys())
    assert header.get("creationdate") == "20240229T083000Z"
    for tu in tmx.iter("tu"):
        assert [tuv.get(XML_LANG) for tuv in tu.iter("tuv")] == ["en", "zh-Hant"]
    assert header.get("srclang") == "en"


@pytest.mark.parametrize("tool", TOOLS)
def test_order_of_elements(tool: Tool) -> None:
    """(note | prop)* before tuv+ in a tu, and props before the seg in a tuv, as the standard has it."""
    tmx = written(replace(small_report(), output=Output(tool)))
    for tu in tmx.iter("tu"):
        assert re.fullmatch("(prop )+tuv tuv ", "".join(f"{child.tag} " for child in tu))
        for tuv in tu.iter("tuv"):
            assert re.fullmatch("(prop )*seg ", "".join(f"{child.tag} " for child in tuv))


def test_what_a_memory_may_offer() -> None:
    tmx = written(small_report())
    status = {tu.get("tuid"): props(tu, "x-status") for tu in tmx.iter("tu")}
    assert status == {key: ["aligned"] for key in ["1", "2", "3", "8", "9", "10"]} | {"5": ["check"]}
    note = tmx.findtext("header/note")
    assert note is not None
    assert "7 units from 7 of 11 rows; left out: 3 unaligned, 1 with a confidence below 0.5" in note


def test_stripped_by_default_and_kept_on_request() -> None:
    def texts(**output: object) -> set[str | None]:
        return {seg.text for seg in written(replace(small_report(), output=Output(**output))).iter("seg")}  # type: ignore[arg-type]

    bare, full = "决定设立湿地基金，由秘书处管理；", "1. 决定设立湿地基金1，由秘书处管理；"
    assert bare in texts()
    assert full not in texts()
    assert full in texts(labels="keep", marks="keep")
    assert "1. 决定设立湿地基金，由秘书处管理；" in texts(labels="keep")
    assert "决定设立湿地基金1，由秘书处管理；" in texts(marks="keep")


@pytest.mark.parametrize(
    ("direction", "tuid", "before", "after"),
    [("zh", "8", "+欢迎 Café 小组的报告。", "中国"), ("en", "8", "China", "1 See document A/1/2.")],
)
def test_context_is_the_neighbour_in_the_document(direction: str, tuid: str, before: str, after: str) -> None:
    tmx = written(replace(small_report(direction), output=Output("memoq")))
    source = tmx.find(f".//tu[@tuid='{tuid}']/tuv")
    assert source is not None
    context = {prop.get("type"): ElementTree.fromstring(prop.text or "").text for prop in source.iter("prop")}
    assert context == {"x-context-pre": before, "x-context-post": after}


@pytest.mark.parametrize("tool", TOOLS)
def test_each_program_gets_its_props_and_no_other(tool: Tool) -> None:
    content = writer(".tmx")(replace(small_report(), output=Output(tool))).decode()
    assert ("x-context-pre" in content) == (tool == "memoq")
    assert ('type="aligned"' in content) == (tool == "memoq")
    assert ("x-ConfirmationLevel" in content) == (tool == "trados")
    assert ('type="x-status:SingleString"' in content) == (tool == "trados")
    assert ('type="x-status"' in content) == (tool != "trados")
    assert 'creationtool="align"' in content  # "OmegaT" would switch its reader to another mode


def test_every_program_is_explained() -> None:
    """The table of docs/tmx.md has a column for each program and says what the code does."""
    page = (Path(__file__).parents[1] / "docs/tmx.md").read_text(encoding="utf-8")
    table = {
        cells[0]: dict(zip(TOOLS, cells[1:], strict=False))
        for line in page.splitlines()
        if (cells := [cell.strip().strip("`") for cell in line.strip().strip("|").split("|")])
    }
    for tool, dialect in TOOLS.items():
        assert table["English, where --en-lang is not given"][tool] == dialect.en_lang
        assert table["longest segment"][tool] == (str(dialect.longest) if dialect.longest else "no limit")
        assert table["context"][tool] == ("before and after" if dialect.context else "none")
        assert table["own props"][tool] == dialect.field.format("…")
        assert table["trust"][tool] == (dialect.trust[0] if dialect.trust else "none")


def test_a_reviser_decides() -> None:
    when = "2024-03-01T10:20:30Z"
    alignment = judged(
        small_alignment(),
        {
            0: Review(Status.WRONG, when=when),
            1: Review(Status.UNSURE, "see <Convention>", when=when),
            5: Review(
                Status.OK, when=when, edits=("+欢迎小组的报告。", "+Welcomes the report of the Café group;")
            ),
        },
    )
    units = {tu.get("tuid"): tu for tu in written(report_of(alignment)).iter("tu")}
    assert "1" not in units  # wrong
    assert props(units["2"], "x-status") == ["unsure"]
    assert units["2"].findtext("note") == "see <Convention>"
    assert props(units["6"], "x-status") == ["ok"]  # its confidence is .31, but somebody has looked
    assert units["6"].get("changedate") == "20240301T102030Z"
    assert units["8"].get("changedate") is None
    edits = [tuv.findtext("prop[@type='x-edit']") for tuv in units["6"].iter("tuv")]
    assert edits == ["+欢迎小组的报告。", None]  # the English one is what stands there
    assert {tu.get("tuid") for tu in written(report_of(alignment, only_reviewed=True)).iter("tu")} == {"6"}
    memory = make_memory(report_of(alignment))
    assert memory.left_out == (("found wrong", 1), ("unaligned", 3))


def test_a_wrong_paragraph_gives_no_sentences() -> None:
    alignment = judged(small_alignment(), {9: Review(Status.WRONG)})
    memory = make_memory(make_report(alignment, Settings(level="sentence"), CREATED))
    assert dict(memory.left_out)["found wrong"] == 2


@pytest.mark.parametrize(("least", "kept"), [(0.0, 8), (0.31, 8), (0.5, 7), (0.63, 6), (0.97, 4)])
def test_least_confidence(least: float, kept: int) -> None:
    """Pairs that have no confidence stay in."""
    assert len(make_memory(report_of(small_alignment(), min_confidence=least)).units) == kept


def test_duplicates_are_counted_and_differences_reported() -> None:
    pairs = [
        ("1. 决定付款；", "1. Decides to pay;"),
        ("2. 决定付款；", "2. Decides to  pay;"),
        ("3. 决定付款；", "3. Resolves to pay;"),
        ("4. 决定缴款；", "4. Decides to pay;"),
        ("5. 决定付款；", "5. Decides to pay;"),
    ]
    alignment = judged(made(pairs), {4: Review(Status.OK)})
    report = report_of(alignment)
    memory = make_memory(report)
    assert [(unit.id, unit.count, unit.status) for unit in memory.units] == [
        ("5", 3, "ok"),  # of the three that are equal the one to trust, in the place of the first
        ("3", 1, "aligned"),
        ("4", 1, "aligned"),
    ]
    assert [[unit.id for unit in group] for group in memory.differing] == [["5", "3"]]
    assert describe(memory, "zh") == ("3 units from 5 of 5 rows", "same Chinese, different English: 5 and 3")
    first, *_ = written(report).iter("tu")
    assert (props(first, "x-count"), props(first, "x-para")) == (["3"], ["1", "2", "5"])
    other = make_memory(report_of(alignment, "en"))
    assert describe(other, "en")[1] == "same English, different Chinese: 5 and 4"


def test_a_program_with_a_limit_gets_sentences() -> None:
    """Where the paragraph was split; where it was not, or for other programs, its length is reported."""
    long = "国家保护湿地。" * 150 + "国家禁止排污。" * 150
    alignment = made([(long, "The State protects wetlands. It forbids pollution."), ("付款。" * 700, "Pay.")])
    halves = (
        Bead((Unit(0, 0, 1050),), (Unit(0, 0, 28),), 0.9),
        Bead((Unit(0, 1050, 2100),), (Unit(0, 28, 50),), 0.3),
    )
    split = replace(alignment, beads=(replace(alignment.beads[0], sentences=halves), alignment.beads[1]))
    trados = make_memory(report_of(split, tool="trados"))
    assert [unit.id for unit in trados.units] == ["1.1", "2"]
    levels = [tu.get("segtype") for tu in written(report_of(split, tool="trados")).iter("tu")]
    assert levels == ["sentence", None]  # None: that of the header
    assert dict(trados.left_out) == {"with a confidence below 0.5": 1}
    assert [unit.id for unit in trados.long] == ["2"]
    assert describe(trados, "zh")[-1] == f"longer than {LONG} characters: 2"
    generic = make_memory(report_of(split))
    assert [unit.id for unit in generic.units] == [unit.id for unit in generic.long] == ["1", "2"]
    assert has_too_long(alignment, Output("trados"))
    assert not has_too_long(alignment, Output("memoq"))
    assert not has_too_long(small_alignment(), Output("trados"))


@pytest.mark.parametrize(
    ("heads", "want"),
    [
        (["running head: 2/4", "running head: A/C.3/70/L.53"], "A/C.3/70/L.53"),
        (["link: A/RES/64/293", "masthead: 大会", "masthead: A/71/119"], "A/71/119"),
        (["masthead: 国办发〔2015〕66号"], "国办发〔2015〕66号"),
        (["link: A/RES/64/293", "masthead: 见 A/71/119"], ""),
    ],
)
def test_symbol(heads: list[str], want: str) -> None:
    parts = [head.split(": ") for head in heads]
    furniture = [Furniture(kind, text, Span(0, 1), 1) for kind, text in parts if kind != "masthead"]
    texts = [text for kind, text in parts if kind == "masthead"]
    blocks = [Block(n, Kind.MASTHEAD, text, "zh", (Span(0, 1),)) for n, text in enumerate(texts)]
    assert document_symbol([Document("zh", "zh", tuple(blocks), tuple(furniture))]) == want
