"""Remarks on terms: which other wordings are told, and what a finding says of them."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from align.checks import term
from align.checks.material import Material
from align.checks.usage import goes_on, may_be_term, recurrent
from align.checks.wordings import Wordings
from align.encoders import load_encoder
from align.encoders.bundled import BundledEncoder
from align.model import Alignment, Bead, Block, Document, Kind, Lang, Severity, Span, Unit

CASES = json.loads((Path(__file__).parent / "cases" / "term.json").read_text(encoding="utf-8"))

REST = (  # the rest of each document, in which no term recurs
    ("强调教育的重要性，", "Stressing the importance of education,"),
    ("铭记水资源不足，", "Bearing in mind that water is scarce,"),
    ("回顾一九九八年的宣言，", "Recalling the declaration of 1998,"),
    ("关切气候变化，", "Concerned at climate change,"),
    ("确认青年的作用，", "Recognizing the role of youth,"),
    ("赞赏东道主，", "Appreciating the host,"),
    ("重申文化多样性，", "Reaffirming cultural diversity,"),
    ("欣见今年的倡议，", "Welcoming the initiative of this year,"),
    ("注意到森林正在消失，", "Noting that forests are disappearing,"),
    ("深信音乐的力量，", "Convinced of the power of music,"),
    ("震惊于地震的破坏，", "Shocked by the destruction of the earthquake,"),
    ("赞扬护士的奉献，", "Commending the dedication of nurses,"),
    ("意识到道路不平，", "Aware that the roads are uneven,"),
    ("感谢图书馆开放，", "Grateful that the library is open,"),
    ("着重指出粮价上涨，", "Underlining that food prices are rising,"),
    ("忆及渔民的传统，", "Bearing in mind the traditions of fishermen,"),
    ("对洪水表示遗憾，", "Regretting the floods,"),
    ("欢迎铁路通车，", "Welcoming the opening of the railway,"),
)


@pytest.fixture(scope="module")
def encoder() -> BundledEncoder:
    loaded = load_encoder("bundled")
    assert isinstance(loaded, BundledEncoder)
    return loaded


def sides(case: dict) -> tuple[list[str], list[str]]:  # type: ignore[type-arg]
    zh, en = zip(*REST, strict=True)
    return [*case["zh"], *zh], [*case["en"], *en]


@pytest.mark.parametrize(
    "case",
    [
        pytest.param(
            case,
            marks=pytest.mark.xfail(strict=True, reason=case["known_failure"])
            if "known_failure" in case
            else (),
        )
        for case in CASES
    ],
    ids=lambda case: case["label"],
)
def test_case(case: dict, encoder: BundledEncoder) -> None:  # type: ignore[type-arg]
    """Each other wording as [its language, the term, the wording, its pairs from 0]."""
    found = Wordings(*sides(case), encoder).others()
    assert [[o.lang, o.usage.zh, o.wording, sorted(o.beads)] for o in found] == case["others"]


def test_no_text_has_no_wordings(encoder: BundledEncoder) -> None:
    assert [*Wordings([], [], encoder).others()] == []


def document(lang: Lang, texts: list[str]) -> Document:
    blocks = (
        Block(i, Kind.PARAGRAPH, t, lang, (Span(0, len(t)),), (), f"PP{i + 1}") for i, t in enumerate(texts)
    )
    return Document(f"{lang}.txt", lang, tuple(blocks))


def alignment(case: dict, confidence: float) -> Alignment:  # type: ignore[type-arg]
    """confidence: of the last pair of the case; that of the others is 1."""
    source, target = (document(lang, texts) for lang, texts in zip(("zh", "en"), sides(case), strict=True))
    beads = tuple(
        Bead(*((Unit(i, 0, len(d.blocks[i].text)),) for d in (source, target)), 1.0)  # type: ignore[arg-type]
        for i in range(len(source.blocks))
    )
    last = len(case["zh"]) - 1
    return Alignment(
        source, target, (*beads[:last], replace(beads[last], confidence=confidence), *beads[last + 1 :])
    )


@pytest.mark.parametrize(
    ("case", "said"),
    [
        (CASES[0], "会员国 is “Member States” 5 times and “member countries” 1 time: PP6."),
        (CASES[2], "“Member States” stands for 会员国 4 times and for 成员国 2 times: PP5, PP6."),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_finding_is_as_sure_as_its_kind_and_its_pairs(
    case: dict,
    said: str,
    encoder: BundledEncoder,  # type: ignore[type-arg]
) -> None:
    (finding,) = term.check(Material(alignment(case, 0.9), encoder))
    assert finding.message == said
    assert finding.severity is Severity.INFO
    assert finding.confidence == pytest.approx(0.9 * term.PRECISION[case["others"][0][0]], abs=1e-3)


def test_a_doubtful_pair_says_nothing_of_its_wording(encoder: BundledEncoder) -> None:
    assert not [*term.check(Material(alignment(CASES[0], 0.6), encoder))]


def test_goes_on() -> None:
    longer = ["小岛屿发展中国家多雨", "保护小岛屿发展中国家"]
    assert goes_on("发展中国家", longer)
    assert not goes_on("发展中国家", longer, elsewhere=["太平洋岛屿发展中国家"])
    assert not goes_on("发展中国家", ["援助发展中国家", "访问发展中国家"])
    assert not goes_on("统计调查", ["进行统计调查", "。统计调查"])


@pytest.mark.parametrize(
    ("zh", "may"), [("会员国", True), ("第三条", False), ("的会员国", False), ("会员国应", False)]
)
def test_may_be_term(zh: str, may: bool) -> None:
    assert may_be_term(zh) is may


@given(st.lists(st.text(alphabet="国家会，", max_size=12), max_size=6), st.integers(1, 3), st.integers(2, 5))
def test_recurrent_runs_are_all_that_stand_in_enough_beads(
    texts: list[str], least: int, longest: int
) -> None:
    runs = {
        text[i:j]
        for text in texts
        for i in range(len(text))
        for j in range(i + 2, min(i + longest, len(text)) + 1)
        if "，" not in text[i:j]
    }
    wanted = {run: frozenset(k for k, text in enumerate(texts) if run in text) for run in runs}
    found = recurrent(texts, range(len(texts)), least, longest)
    assert found == {run: beads for run, beads in wanted.items() if len(beads) >= least}
