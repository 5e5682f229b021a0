"""Numbers and footnote marks come out of a segment, and come back to their places."""

from __future__ import annotations

import json
import re
import unicodedata
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from align.config import Output
from align.model import Block, Kind, Lang, Mark, Marker, Span, Unit
from align.segments import Segment, make_segment, restore
from align.text import join

CASES = json.loads((Path(__file__).parent / "cases/segments.json").read_text(encoding="utf-8"))


def block(number: int, lang: Lang, marked: str, *label: str, printed: str = "") -> Block:
    """A block whose marks stand in braces: "the Charter{1} of"."""
    text, marks = "", []
    for part in re.split(r"(\{[^}]*\})", marked):
        if part.startswith("{"):
            marks.append(Mark(part[1:-1], len(text), len(text) + len(part) - 2))
        text += part.strip("{}")
    markers = tuple(Marker("digit", 1, 0, each, "") for each in label)
    return Block(
        number, Kind.PARAGRAPH, text, lang, (Span(0, len(text)),), markers, "", tuple(marks), printed=printed
    )


def whole(lang: Lang, blocks: list[Block], output: Output = Output()) -> Segment:
    return make_segment(lang, blocks, [Unit(b.id, 0, len(b.text)) for b in blocks], output)


@pytest.mark.parametrize("case", CASES, ids=[case["label"] for case in CASES])
def test_case(case: dict[str, Any]) -> None:
    lang = case["lang"]
    blocks = [
        block(n, lang, *parts, printed=case.get("printed", "")) for n, parts in enumerate(case["blocks"])
    ]
    kept = whole(lang, blocks, Output(**dict.fromkeys(case.get("keep", ()), "keep")))
    assert kept.text == case["want"]
    assert restore(kept.text, kept.stripped) == whole(lang, blocks, Output(labels="keep", marks="keep")).text


def test_a_sentence_has_the_number_and_the_marks_that_stand_in_it() -> None:
    it = block(0, "en", "1. Urges States{1} to pay.{2} Thanks them.{3}", "1.")
    end = it.text.index(" Thanks")
    first = make_segment("en", [it], [Unit(0, 0, end)], Output())
    second = make_segment("en", [it], [Unit(0, end, len(it.text))], Output())
    assert (first.text, second.text) == ("Urges States to pay.", "Thanks them.")
    assert restore(second.text, second.stripped) == "Thanks them.3"


PARTS = st.text(st.sampled_from("aé\u0301e款《》.;1 \u3000\t\n(,-"), max_size=8)
NUMBERS = st.sampled_from(["1.", "(a)", "第一条", "1"])


@given(
    lang=st.sampled_from(["zh", "en"]),
    drawn=st.lists(
        st.tuples(st.lists(NUMBERS, max_size=2), PARTS, st.lists(st.tuples(NUMBERS, PARTS))), max_size=3
    ),
)
def test_the_document_can_be_had_back(
    lang: Lang, drawn: list[tuple[list[str], str, list[tuple[str, str]]]]
) -> None:
    """Whatever is stripped, and wherever: the text comes back, and what is left is nothing else."""
    marked = [
        (" ".join(label) + start + "".join(f"{{{mark}}}{more}" for mark, more in rest), label)
        for label, start, rest in drawn
    ]
    blocks = [
        block(n, lang, text, *label) for n, (text, label) in enumerate(m for m in marked if m[0].strip())
    ]
    kept = whole(lang, blocks)
    text = unicodedata.normalize("NFC", join(lang, (b.text for b in blocks)))
    assert restore(kept.text, kept.stripped) == text
    assert len(kept.text) + sum(len(piece.text) for piece in kept.stripped) == len(text)
    assert unicodedata.is_normalized("NFC", kept.text)
