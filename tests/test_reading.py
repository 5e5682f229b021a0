"""File → Document on the sample text, in every encoding and line break; conservation."""

from __future__ import annotations

import os
import sys
from collections import Counter
from pathlib import Path

import pytest

from align.model import Kind, Lang, Span, Stream
from align.reading import check_conservation, read_document
from conftest import ROOT, SAMPLE

LANGS: tuple[Lang, Lang] = ("zh", "en")


@pytest.fixture(scope="module")
def gold() -> dict[Lang, list[str]]:
    rows = [r.split("\t") for r in (SAMPLE / "gold.tsv").read_text("utf-8").splitlines()[1:]]
    return {lang: [b for row in rows for b in row[i].split(" ¶ ") if b] for i, lang in enumerate(LANGS)}


@pytest.mark.parametrize("lang", LANGS)
def test_sample_blocks_are_those_of_the_gold(lang: Lang, gold: dict[Lang, list[str]]) -> None:
    document = read_document(SAMPLE / f"{lang}.txt", lang)
    assert [b.text for b in document.blocks] == gold[lang]
    assert document.balance == 0


def test_sample_is_addressed_alike() -> None:
    zh, en = (read_document(SAMPLE / f"{lang}.txt", lang) for lang in LANGS)
    assert [(b.kind, b.address) for b in zh.blocks] == [(b.kind, b.address) for b in en.blocks]
    zh_marks, en_marks = ([[m.number for m in b.marks] for b in document.blocks] for document in (zh, en))
    assert zh_marks == en_marks
    addresses = [b.address for b in zh.blocks]
    assert len(set(addresses)) == len(addresses)
    assert {"head 1", "title", "PP6 (a)", "PP18", "OP13", "fn 6"} <= set(addresses)
    assert [b.address for b in zh.stream(Stream.FOOTNOTES)] == [f"fn {n}" for n in range(1, 7)]


def test_sample_furniture_is_set_aside() -> None:
    zh, en = (read_document(SAMPLE / f"{lang}.txt", lang) for lang in LANGS)
    assert Counter(f.kind for f in zh.furniture) == {"rule": 2, "link": 9}
    assert Counter(f.kind for f in en.furniture) == {
        **{"rule": 3, "link": 9},
        **{"job number": 4, "page number": 3, "running head": 3},
    }


def test_a_paragraph_cut_by_a_page_break_has_spans_on_both_pages() -> None:
    source = (SAMPLE / "zh.txt").read_text("utf-8")
    document = read_document(SAMPLE / "zh.txt", "zh")
    cut = next(b for b in document.blocks if b.text.startswith("还注意到大会"))
    assert "__________" in source[cut.spans[0].start : cut.spans[-1].end]
    assert "__________" not in cut.text
    assert source[cut.spans[-1].start :].startswith("挑战")
    assert cut.kind is Kind.PARAGRAPH
    assert source.splitlines()[cut.line - 1].strip() == source[cut.spans[0].start : cut.spans[0].end]


@pytest.mark.parametrize("codec", ["utf-8-sig", "utf-16", "gb18030"])
@pytest.mark.parametrize("line_break", ["\n", "\r\n", "\r"])
def test_encoding_and_line_breaks_change_nothing(codec: str, line_break: str, tmp_path: Path) -> None:
    plain = read_document(SAMPLE / "zh.txt", "zh")
    path = tmp_path / "zh.txt"
    path.write_bytes((SAMPLE / "zh.txt").read_text("utf-8").replace("\n", line_break).encode(codec))
    assert [b.text for b in read_document(path, "zh").blocks] == [b.text for b in plain.blocks]


@pytest.mark.parametrize(
    "spans",
    [
        [Span(0, 2)],  # lost at the end
        [Span(1, 2), Span(3, 5)],  # lost at the beginning
        [Span(0, 2), Span(1, 5)],  # doubled
        [Span(0, 2), Span(3, 9)],  # beyond the end
    ],
)
def test_lost_and_doubled_characters_are_an_internal_error(spans: list[Span]) -> None:
    check_conservation("ab cd", [Span(0, 2), Span(3, 5)])
    with pytest.raises(AssertionError, match="a fault in align"):
        check_conservation("ab cd", spans)


@pytest.mark.bench
def test_development_cases_are_put_together_exactly() -> None:
    sys.path.insert(0, str(ROOT / "benchmarks"))
    from joins import bare, gold_blocks

    paths = sorted(Path(os.environ["ALIGN_BENCH"]).glob("**/gold.tsv"))
    assert paths
    for path in paths:
        for lang in LANGS:
            text = path.parent / f"{lang}.txt"
            if text.exists():
                document = read_document(text, lang)
                found = Counter(bare(b.text) for b in document.blocks)
                assert found == Counter(gold_blocks(path)[lang]), text
                assert document.balance == 0
