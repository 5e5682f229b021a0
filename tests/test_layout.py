"""Lines → paragraphs: cases as data, re-wrapping, conservation, speed."""

from __future__ import annotations

import json
import textwrap
import time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from align.breaks import WEIGHTS, Break, Style, columns, evidence
from align.layout import lay_out, measure
from align.model import Lang, count_characters
from align.readers import split_lines
from align.reading import check_conservation

CASES: list[dict[str, Any]] = json.loads((Path(__file__).parent / "cases" / "layout.json").read_text("utf-8"))

PARAGRAPHS: dict[Lang, list[str]] = {
    "zh": [
        "灯塔管理条例",
        "第一条",
        "为了加强沿海灯塔的管理，保障船舶航行安全，根据航道管理的有关规定，结合本地区的实际情况，制定"
        "本条例。",
        "第二条",
        "本条例所称灯塔，是指设置在海岸、岛屿和礁石上的助航灯光设施以及与之配套的房屋、道路、码头和供"
        "电设备。灯塔的设置应当符合航行安全的需要，并且应当事先征求渔业和港务部门的意见。",
        "灯塔管理人员应当每日记录天气、能见度和过往船舶的情况，并于每月最后一日将记录报送主管机关；主"
        "管机关应当保存记录十年以上。",
        "第三条",
        "任何人不得攀登灯塔，不得在灯塔周围二百米以内停泊船舶、堆放货物或者燃放烟火。渔业部门组织的夜"
        "间捕捞活动如果确有必要在上述范围以内进行，应当提前三日向灯塔管理人员说明活动的时间、地点和参"
        "加的船舶。",
        "灯塔管理人员在收到说明以后，应当立即通知港务部门，由港务部门决定是否在活动期间派出巡逻船艇维"
        "持秩序，并将决定抄送渔业部门。",
    ],
    "en": [
        "Regulations on Lighthouses",
        "Article 1",
        "These regulations are made in order to improve the management of the lighthouses of the "
        "coast and the safety of vessels, in accordance with the rules on waterways and with the "
        "conditions of the district.",
        "Article 2",
        "In these regulations, lighthouse means a light that is set up on the coast, on an island or "
        "on a rock as an aid to navigation, together with the houses, roads, piers and power supply "
        "that belong to it. A lighthouse is set up where safety requires it, after the fishing and "
        "harbour authorities were heard.",
        "The keepers record every day the weather, the visibility and the vessels that pass, and send "
        "the record to the competent authority on the last day of each month; the authority keeps it "
        "for ten years.",
        "Article 3",
        "No person may climb a lighthouse, or moor a vessel, store goods or light fireworks within "
        "two hundred metres of it.",
    ],
}


@pytest.mark.parametrize("case", CASES, ids=[c["label"] for c in CASES])
def test_case(case: dict[str, Any], request: pytest.FixtureRequest) -> None:
    if reason := case.get("xfail"):
        request.applymarker(pytest.mark.xfail(reason=reason, strict=True))
    layout = lay_out(split_lines("\n".join(case["text"])), case["lang"])
    assert [p.text for p in layout.paragraphs] == case["want"]
    assert [p.text for p in layout.footnotes] == case.get("footnotes", [])
    assert [[f.kind, f.text] for f in layout.furniture] == case.get("furniture", [])


def set_text(lang: Lang, width: int, indent: int, between: int, within: int) -> str:
    """PARAGRAPHS wrapped to width columns, with a first-line indent and blank lines."""
    lines = []
    for paragraph in PARAGRAPHS[lang]:
        begin = " " * indent
        if lang == "en":
            wrapped = textwrap.wrap(paragraph, width, initial_indent=begin, break_on_hyphens=False)
        else:
            wrapped = []
            for char in begin + paragraph:
                hangs = char in "，。；、"
                if not wrapped or (columns(wrapped[-1] + char, lang) > width and not hangs):
                    wrapped.append("")
                wrapped[-1] += char
        for line in wrapped[:-1]:
            lines += [line, *[""] * within]
        lines += [wrapped[-1], *[""] * (within + between)]
    return "\n".join(lines)


@pytest.mark.parametrize("lang", ["zh", "en"])
@given(
    width=st.integers(30, 120),
    layout=st.sampled_from([(1, 0, 1), (1, 0, 0), (2, 0, 0), (4, 1, 0), (0, 1, 0)]),
)
def test_rewrapping_changes_nothing(lang: Lang, width: int, layout: tuple[int, int, int]) -> None:
    text = set_text(lang, width, *layout)
    assert [p.text for p in lay_out(split_lines(text), lang).paragraphs] == PARAGRAPHS[lang]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_unwrap_is_obeyed(lang: Lang) -> None:
    text = set_text(lang, 60, 2, 0, 0)
    printed = [line.strip() for line in text.splitlines() if line.strip()]
    assert [p.text for p in lay_out(split_lines(text), lang, "never").paragraphs] == printed
    two_lines = "the harbour office keeps the register of all\nvessels that enter the port"
    assert len(lay_out(split_lines(two_lines), "en", "always").paragraphs) == 1
    assert len(lay_out(split_lines(two_lines), "en", "never").paragraphs) == 2


PIECES = st.sampled_from(
    [
        *PARAGRAPHS["zh"][:6],
        *PARAGRAPHS["en"][:6],
        *["(a) the first", "（一）灯塔", "1. 请", "12/13", "- 4 -", "31-00417 (E)", "*3100417*", "\u200b"],
        *["__________________", " 1 See the report.", "http://example.org/a", "W/AS.7/L.2", "3", " ", ""],
        *["\f", "\u3000甲、", "\ufeff"],
    ]
)
BREAKS = st.sampled_from(["\n", "\r\n", "\n\n", " \n", "\n  ", "\r", "\f", "\u2028", "   "])


@given(
    st.lists(st.tuples(PIECES, BREAKS)),
    st.sampled_from(["zh", "en"]),
    st.sampled_from(["auto", "always", "never"]),
)
def test_every_character_is_kept_once(parts: list[tuple[str, str]], lang: Lang, unwrap: Any) -> None:
    text = "".join(piece + end for piece, end in parts)
    layout = lay_out(split_lines(text), lang, unwrap)
    paragraphs = (*layout.paragraphs, *layout.footnotes)
    check_conservation(text, [s for p in paragraphs for s in p.spans] + [f.span for f in layout.furniture])
    for paragraph in paragraphs:
        cut_out = "".join(text[s.start : s.end] for s in paragraph.spans)
        assert "".join(paragraph.text.split()) == "".join(cut_out.split())
    for furniture in layout.furniture:
        assert text[furniture.span.start : furniture.span.end] == furniture.text


@given(st.text(), st.sampled_from(["zh", "en"]))
def test_any_text_is_kept(text: str, lang: Lang) -> None:
    layout = lay_out(split_lines(text), lang, "always")
    texts = [p.text for p in (*layout.paragraphs, *layout.footnotes)] + [f.text for f in layout.furniture]
    assert sum(map(count_characters, texts)) == count_characters(text)


def test_lines_of_a_form_feed_are_on_two_pages() -> None:
    prints = measure(split_lines("a\n\n b\fc\r\n\u3000\u3000d"), "zh")
    found = [(p.page[0], p.text, p.gap, p.indent) for p in prints]
    assert found == [(1, "a", 0, 0), (1, "b", 1, 1), (2, "c", 0, 0), (2, "d", 0, 4)]


@pytest.mark.parametrize(
    ("parted", "elsewhere", "want"),
    [
        ("inter-\nnational", "an international watch", "international"),
        ("Inter-\nnational", "an international watch", "International"),
        ("INTER-\nNATIONAL", "an international watch", "INTERNATIONAL"),
        ("co-\noperation", "cooperation and co-operation", "co-operation"),  # nobody can tell
        ("rights-\nbased", "a right", "rights-based"),
        ("inter\u00ad\nnational", "a watch", "international"),
        ("pre-\nand post-war", "war", "pre- and post-war"),
        ("1914-\n1918", "19141918", "1914-1918"),
    ],
)
def test_hyphens_of_line_ends(parted: str, elsewhere: str, want: str) -> None:
    """Set aside where the word occurs whole and the compound does not, or where they are soft."""
    text = f"The keepers speak of {elsewhere} and of {parted} lights."
    layout = lay_out(split_lines(text), "en", "always")
    (paragraph,) = layout.paragraphs
    assert paragraph.text == f"The keepers speak of {elsewhere} and of {want} lights."
    aside = [f.span for f in layout.furniture]
    assert all(text[s.start : s.end] in {"-", "\u00ad"} for s in aside)
    check_conservation(text, [*paragraph.spans, *aside])


def test_columns() -> None:
    assert columns("灯塔 ab", "zh") == 7
    assert columns("“灯”", "zh") == 6  # quotation marks are wide among Chinese
    assert columns("“a”", "en") == 3


def test_lines_that_hang_below_the_text_after_a_number() -> None:
    """Their indent begins no paragraph, and a line that is indented less than they are begins one."""
    first, second, after = measure(
        split_lines(
            "(a)  Light the lamps of all the towers which stand on the coast, and the\n"
            "     Argand lamps of the islands, as the keepers of the towers have done\n"
            "The meeting also asks that the bells are rung."
        ),
        "en",
    )
    style = Style(72, 0, False, frozenset({0}), True, 0, frozenset(), frozenset(), False)
    assert (first.hang, second.hang) == (5, None)
    assert "indented" not in evidence(Break(first, first, second, second, False), style, "en")
    assert "outdented" in evidence(Break(first, second, after, after, False), style, "en")
    flush = second._replace(indent=0)  # the paragraph does not hang: what is indented begins another
    assert "indented" in evidence(Break(first, flush, second, second, False), style, "en")
    unnumbered = first._replace(hang=None)
    assert "indented" in evidence(Break(unnumbered, unnumbered, second, second, False), style, "en")


def test_weights_are_all_used() -> None:
    source = Path(evidence.__code__.co_filename).read_text("utf-8")
    assert [name for name in WEIGHTS if source.count(f'"{name}"') < 2] == []


def test_time_is_linear() -> None:
    """1,000 and 8,000 lines: far from quadratic (64 times) even on a busy machine."""

    def seconds(copies: int) -> float:
        lines = split_lines(set_text("en", 80, 1, 0, 0) * copies)
        start = time.perf_counter()
        lay_out(lines, "en")
        return time.perf_counter() - start

    seconds(10)
    assert seconds(400) < 30 * max(seconds(50), 0.005)
