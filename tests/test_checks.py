"""Findings: the registry, each check's cases, and that the planted defects of the sample come out exactly."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from align import align_files
from align.checks import CHECKS, run_checks
from align.encoders import load_encoder
from align.encoders.bundled import BundledEncoder
from align.errors import InputError
from align.model import Alignment, Bead, Block, Document, Finding, Kind, Lang, Marker, Severity, Span, Unit

CASES = json.loads((Path(__file__).parent / "cases" / "checks.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def encoder() -> BundledEncoder:
    loaded = load_encoder("bundled")
    assert isinstance(loaded, BundledEncoder)
    return loaded


def document(lang: Lang, texts: list[str]) -> Document:
    blocks = []
    for i, text in enumerate(texts):
        number, dot, _ = text.partition(".")
        own = bool(dot) and number.isdigit()
        label = (Marker("digit", int(number), 0, f"{number}.", "1."),) if own else ()
        address = f"OP{number}" if own else f"PP{i + 1}"
        blocks.append(Block(i, Kind.PARAGRAPH, text, lang, (Span(0, len(text)),), label, address))
    return Document(f"{lang}.txt", lang, tuple(blocks))


def alignment(zh: list[str], en: list[str], pairs: list[list[list[int]]]) -> Alignment:
    """pairs: of each bead the blocks of the Chinese and of the English."""
    source, target = document("zh", zh), document("en", en)
    beads = [
        Bead(
            tuple(Unit(i, 0, len(source.blocks[i].text)) for i in s),
            tuple(Unit(j, 0, len(target.blocks[j].text)) for j in t),
            0.99,
        )
        for s, t in pairs
    ]
    return Alignment(source, target, tuple(beads))


def quotes(document: Document, finding: Finding, side: str) -> str:
    return "|".join(document.blocks[u.block].text[u.start : u.end] for u in getattr(finding, side))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["label"])
def test_case(case: dict, encoder: BundledEncoder) -> None:  # type: ignore[type-arg]
    """Each finding as [kind, place in the Chinese, place in the English]."""
    pairs = case.get("pairs") or [[[i], [i]] for i in range(len(case["zh"]))]
    made = alignment(case["zh"], case["en"], pairs)
    found = [
        [f.kind, quotes(made.source, f, "source"), quotes(made.target, f, "target")]
        for f in run_checks(made, encoder, without=case.get("without", []))
    ]
    assert found == case["findings"]


def test_without_leaves_a_kind_out(encoder: BundledEncoder) -> None:
    made = alignment(["2. 决定拨款 500 美元。"], ["3. Decides to allocate 600 dollars."], [[[0], [0]]])
    assert {f.kind for f in run_checks(made, encoder)} == {"number", "numbering"}
    assert {f.kind for f in run_checks(made, encoder, ["number"])} == {"numbering"}
    with pytest.raises(InputError, match="--without nonsense: no such check; known: unaligned, clause"):
        run_checks(made, encoder, ["nonsense"])


def test_every_kind_is_that_of_its_check() -> None:
    assert list(CHECKS)[:4] == ["unaligned", "clause", "numbering", "number"]


DEFECTS = {
    ("unaligned", "PP6 (c)"),
    ("numbering", "PP6 (d)"),
    ("unaligned", "PP9"),
    ("clause", "PP11"),
    ("date", "PP14"),
    ("number", "PP16"),
    ("unaligned", "OP6"),
    ("numbering", "OP7"),
}


@pytest.fixture(scope="module")
def faulty(sample: Path) -> set[tuple[str, str]]:
    made = align_files(sample / "zh.txt", sample / "en-with-defects.txt")
    return {
        (f.kind, made.source.blocks[(f.source or made.beads[f.bead].source)[0].block].address)
        for f in made.findings
        if f.severity is not Severity.INFO
    }


def test_the_planted_defects_are_found_and_nothing_else(faulty: set[tuple[str, str]]) -> None:
    assert faulty == DEFECTS


def test_the_faultless_sample_has_no_findings(sample: Path) -> None:
    assert align_files(sample / "zh.txt", sample / "en.txt").findings == ()


def test_a_finding_must_point_into_its_alignment() -> None:
    made = alignment(["决定继续。"], ["Decides to continue."], [[[0], [0]]])
    for wrong in (
        Finding("number", Severity.ERROR, 1, ""),
        Finding("number", Severity.ERROR, 0, "", source=(Unit(0, 0, 99),)),
        Finding("number", Severity.ERROR, 0, "", target=(Unit(4, 0, 1),)),
    ):
        with pytest.raises(ValueError, match=r"a finding at bead 1 of 1|is no range of block"):
            replace(made, findings=(wrong,))
