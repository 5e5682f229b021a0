"""align.segment: cases as data (‖ stands where a cut is wanted) and properties of every text."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from align.model import Lang, Span
from align.segment import clauses, sentences

CUT = "‖"
CASES = json.loads((Path(__file__).parent / "cases" / "segment.json").read_text(encoding="utf-8"))
TEXT = st.text(
    alphabet=st.sampled_from("甲乙ab A1 2.。，；;:：！？!?“”\"'（）()《》、\n\u3000…–第条No"), max_size=60
)


def pieces(text: str, spans: tuple[Span, ...]) -> list[str]:
    return [text[span.start : span.end] for span in spans]


def marks(case: dict[str, Any]) -> list[pytest.MarkDecorator]:
    return [pytest.mark.xfail(reason=case["xfail"], strict=True)] if "xfail" in case else []


@pytest.mark.parametrize(
    "case", [pytest.param(c, id=f"{c['lang']} {c['kind']} {c['label']}", marks=marks(c)) for c in CASES]
)
def test_case(case: dict[str, Any]) -> None:
    text = case["text"].replace(CUT, "")
    want = [piece.strip() for piece in case["text"].split(CUT)]
    if case["kind"] == "clauses":
        spans = clauses(text, case["lang"])
    else:
        spans = sentences(text, case["lang"], semicolons=case["kind"] == "semicolons")
    assert pieces(text, spans) == want


def test_there_are_enough_cases_of_both_languages() -> None:
    assert min(sum(c["lang"] == lang for c in CASES) for lang in ("zh", "en")) >= 40


@given(TEXT, st.sampled_from(["zh", "en"]), st.booleans())
def test_spans_are_ordered_disjoint_and_leave_out_white_space_only(text: str, lang: Lang, fine: bool) -> None:
    for spans in (sentences(text, lang, semicolons=fine), clauses(text, lang)):
        end = 0
        for span in spans:
            assert not text[end : span.start].strip()
            assert text[span.start : span.end] == text[span.start : span.end].strip() != ""
            end = span.end
        assert not text[end:].strip()


@given(TEXT, st.sampled_from(["zh", "en"]))
def test_clauses_never_cross_sentences(text: str, lang: Lang) -> None:
    ends = {span.end for span in clauses(text, lang)}
    assert {span.end for span in sentences(text, lang)} <= ends
