"""Findings: the registry, each check's cases, and that the planted defects of the sample come out exactly."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from align import align_files
from align.checks import CHECKS, run_checks
from align.checks.material import Material
from align.checks.reliability import SHARES
from align.encoders import load_encoder
from align.encoders.bundled import BundledEncoder
from align.errors import InputError
from align.model import (
    Alignment,
    Bead,
    Block,
    Document,
    Finding,
    Kind,
    Lang,
    Mark,
    Marker,
    Severity,
    Span,
    Unit,
)

CASES = json.loads((Path(__file__).parent / "cases" / "checks.json").read_text(encoding="utf-8"))


SEVERITY = dict.fromkeys(("unaligned", "number", "date", "symbol"), Severity.ERROR)
SEVERITY |= dict.fromkeys(("clause", "numbering", "footnote", "name"), Severity.WARNING)
SEVERITY |= dict.fromkeys(("split", "merge", "order", "term"), Severity.INFO)


@pytest.fixture(scope="module")
def encoder() -> BundledEncoder:
    loaded = load_encoder("bundled")
    assert isinstance(loaded, BundledEncoder)
    return loaded


def document(lang: Lang, texts: list[str]) -> Document:
    """A block a text. "2.", "2.1" or "(b)" at its start is its number, ^3 a footnote mark or number."""
    return Document(f"{lang}.txt", lang, tuple(block(i, text, lang) for i, text in enumerate(texts)))


def block(i: int, written: str, lang: Lang) -> Block:
    text = written.replace("^", "")
    found = [m.span(1) for m in re.finditer(r"\^(\d+)", written)]
    marks = tuple(Mark(written[a:b], a - n, b - n) for n, (a, b) in enumerate(found, 1))
    kind, label, address = Kind.PARAGRAPH, (), f"PP{i + 1}"
    if written.startswith("^"):
        number, marks = marks[0].number, ()
        kind, address = Kind.FOOTNOTE, f"fn {number}"
        label = (Marker("footnote", int(number), 0, number, "bare"),)
    elif match := re.match(r"\d+\.(\d+)(?= )", text):
        label = (Marker("digit", int(match[1]), 0, match[0], "decimal"),)
    elif match := re.match(r"(\d+)\.|\(([a-z])\)", text):
        value = int(match[1]) if match[1] else ord(match[2]) - ord("a") + 1
        address = f"OP{match[1]}" if match[1] else f"item {match[2]}"
        label = (
            Marker("digit" if match[1] else "letter", value, 0, match[0], "dot" if match[1] else "bracket"),
        )
    return Block(i, kind, text, lang, (Span(0, len(text)),), label, address, marks)


def alignment(
    zh: list[str], en: list[str], pairs: list[list[list[int]]], crossing: Sequence[int] = ()
) -> Alignment:
    """pairs: of each bead the blocks of the Chinese and of the English; crossing: beads of run A."""
    source, target = document("zh", zh), document("en", en)
    beads = [
        Bead(
            tuple(Unit(i, 0, len(source.blocks[i].text)) for i in s),
            tuple(Unit(j, 0, len(target.blocks[j].text)) for j in t),
            0.99,
            crossing="A" if number in crossing else "",
        )
        for number, (s, t) in enumerate(pairs)
    ]
    return Alignment(source, target, tuple(beads))


def quotes(document: Document, finding: Finding, side: str) -> str:
    return "|".join(document.blocks[u.block].text[u.start : u.end] for u in getattr(finding, side))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["label"])
def test_case(case: dict, encoder: BundledEncoder) -> None:  # type: ignore[type-arg]
    """Each finding as [kind, place in the Chinese, place in the English]; said: part of each message."""
    pairs = case.get("pairs") or [[[i], [i]] for i in range(len(case["zh"]))]
    made = alignment(case["zh"], case["en"], pairs, case.get("crossing", []))
    found = run_checks(made, encoder, without=case.get("without", []))
    assert [
        [f.kind, quotes(made.source, f, "source"), quotes(made.target, f, "target")] for f in found
    ] == case["findings"]
    for finding, said in zip(found, case.get("said", [""] * len(found)), strict=True):
        assert said in finding.message
        remark = finding.message.startswith("The list from")  # what is missing in it is told by itself
        assert finding.severity is (Severity.INFO if remark else SEVERITY[finding.kind])


def test_without_leaves_a_kind_out(encoder: BundledEncoder) -> None:
    made = alignment(["2. 决定拨款 500 美元。"], ["3. Decides to allocate 600 dollars."], [[[0], [0]]])
    assert {f.kind for f in run_checks(made, encoder)} == {"number", "numbering"}
    assert {f.kind for f in run_checks(made, encoder, ["number"])} == {"numbering"}
    with pytest.raises(InputError, match="--without nonsense: no such check; known: unaligned, clause"):
        run_checks(made, encoder, ["nonsense"])


def test_a_finding_is_as_sure_as_its_pair_and_its_kind() -> None:
    assert set(SHARES) <= set(CHECKS)
    assert all(0 < share < 1 for forms in SHARES.values() for share in forms.values())
    made = alignment(["决定拨款 500 美元。"], ["Decides to allocate 600 dollars."], [[[0], [0]]])
    doubtful = replace(made, beads=(replace(made.beads[0], confidence=0.6),))
    material = Material(doubtful, BundledEncoder())
    (finding,) = CHECKS["number"](material)
    assert finding.confidence == round(0.6 * SHARES["number"]["both"], 3)


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
