"""Sentences inside paragraphs: what splits, what stays whole, and how it is shown."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest

from align import sentences
from align.config import Settings
from align.encoders import Encoder, load_encoder
from align.evidence import BEAD_TYPES, Units
from align.model import Alignment, Bead, Block, Document, Kind, Lang, Span, Unit
from align.report import Report, State, make_report
from align.sentences import WalledEvidence, paragraphs, split
from align.writers import writer
from conftest import Run

LEVEL = Settings(level="sentence")
PAIRS = [
    (
        "1. 秘书处每年三月公布预算。各会员国应在九月底以前缴纳会费。逾期不缴者丧失表决权。",
        "1. The Secretariat publishes the budget every March. Member States shall pay their contributions "
        "before the end of September. Those in arrears lose their right to vote.",
    ),
    (
        "灯塔由港务局管理；航标每年检查两次。船长发现灯光熄灭，应立即报告；不得拖延。",
        "Lighthouses are run by the port authority; buoys are inspected twice a year. A captain who finds "
        "a light out shall report it at once; there shall be no delay.",
    ),
]
NO_FINES = PAIRS[0][1].removesuffix(" Those in arrears lose their right to vote.")
FOREIGN = (
    "小麦在春天播种。果园里种着苹果树。农民在秋天收割。",
    "The court sits in public. Judges wear black gowns. Appeals are heard by five judges.",
)


@pytest.fixture(scope="module")
def encoder() -> Encoder:
    return load_encoder("bundled")


def aligned(pairs: list[tuple[str, str]]) -> Alignment:
    """Each pair one paragraph bead, OP1, OP2 ..."""

    def document(lang: Lang, texts: list[str]) -> Document:
        blocks = [
            Block(n, Kind.PARAGRAPH, text, lang, (Span(0, len(text)),), address=f"OP{n + 1}")
            for n, text in enumerate(texts)
        ]
        return Document(lang, lang, tuple(blocks))

    beads = tuple(
        Bead((Unit(n, 0, len(zh)),), (Unit(n, 0, len(en)),), 0.99) for n, (zh, en) in enumerate(pairs)
    )
    return Alignment(document("zh", [zh for zh, _ in pairs]), document("en", [en for _, en in pairs]), beads)


def shown(alignment: Alignment) -> Report:
    return make_report(alignment, LEVEL, datetime(2026, 1, 2, tzinfo=UTC))


def types(bead: Bead) -> list[str]:
    return [part.type for part in bead.sentences]


def test_sentences_are_paired_and_paragraph_beads_stay(encoder: Encoder) -> None:
    before = aligned(PAIRS)
    after = split(before, encoder)
    assert [types(bead) for bead in after] == [["1-1"] * 3, ["1-1"] * 2]
    assert [replace(bead, sentences=()) for bead in after] == list(before)
    last = after.beads[0].sentences[2]
    assert after.texts(last) == (("逾期不缴者丧失表决权。",), ("Those in arrears lose their right to vote.",))


def test_items_are_split_only_when_asked(encoder: Encoder) -> None:
    alignment = split(aligned(PAIRS[1:]), encoder, Settings(level="sentence", split_items=True))
    assert types(alignment.beads[0]) == ["1-1"] * 4


@pytest.mark.parametrize("swapped", [False, True])
def test_a_dropped_sentence_is_unaligned_in_its_paragraph(encoder: Encoder, swapped: bool) -> None:
    zh, en = PAIRS[0]
    dropped = (zh.removesuffix("逾期不缴者丧失表决权。"), en) if swapped else (zh, NO_FINES)
    alignment = split(aligned([dropped, PAIRS[1]]), encoder)
    assert types(alignment.beads[0]) == ["1-1", "1-1", "0-1" if swapped else "1-0"]


def test_what_does_not_split_well_stays_whole(encoder: Encoder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sentences, "PAIR_SURE", 0.9)
    alignment = split(aligned([PAIRS[0], FOREIGN, ("大会休会。", "The meeting rose.")]), encoder)
    assert [len(bead.sentences) for bead in alignment] == [3, 0, 0]


def test_null_beads_have_no_sentences(encoder: Encoder) -> None:
    whole = aligned(PAIRS)
    first, second = whole.beads
    lonely = replace(whole, beads=(replace(first, target=()), replace(first, source=()), second))
    alignment = split(lonely, encoder)
    assert [len(bead.sentences) for bead in alignment] == [0, 0, 2]


def test_no_bead_leaves_its_paragraph(encoder: Encoder) -> None:
    parted = list(paragraphs(aligned([PAIRS[1], PAIRS[0], PAIRS[1]]), split_items=True))
    zh, en = [b for p in parted for b in p.source], [b for p in parted for b in p.target]
    evidence = WalledEvidence(Units.of(zh, "zh", encoder), Units.of(en, "en", encoder), parted)
    source_home = [n for n, p in enumerate(parted) for _ in p.source]
    target_home = [n for n, p in enumerate(parted) for _ in p.target]
    for a, b in BEAD_TYPES:
        edges = set()
        for i, k in zip(*np.nonzero(evidence.exists((a, b))), strict=True):
            j = int(evidence.band.low[i] + k)
            edges.add((int(i), j))
            homes = {*source_home[i - a : i], *target_home[j - b : j]}
            assert len(homes) == 1
        within = sum(max(0, len(p.source) + 1 - a) * max(0, len(p.target) + 1 - b) for p in parted)
        assert len(edges) == within  # all that stay inside are there, corners and nulls at the walls too


def test_rows_say_which_sentence(encoder: Encoder) -> None:
    whole = ("大会休会。", "The meeting rose.")
    report = shown(split(aligned([(PAIRS[0][0], NO_FINES), whole, PAIRS[1]]), encoder))
    sources = ["OP1 s1", "OP1 s2", "OP1 s3", "OP2", "OP3 s1", "OP3 s2"]
    assert [row.source.address for row in report.rows] == sources
    assert [row.target.address for row in report.rows] == ["OP1 s1", "OP1 s2", "", *sources[3:]]
    assert [row.number for row in report.rows] == [1, 2, 3, 4, 5, 6]
    assert report.rows[2].state is State.UNALIGNED
    assert [step.row for step in report.path] == [1, 4, 5]
    assert report.path[0].state is State.CHECK
    assert dict(report.summary.bead_types) == {"1-1": 5, "1-0": 1}


def test_addresses_of_several_sentences() -> None:
    alignment = aligned(PAIRS[:1])
    text = alignment.source.blocks[0].text
    cut = text.index("各")
    end = len(alignment.target.blocks[0].text)
    parts = (Bead((Unit(0, 0, cut), Unit(0, cut, len(text))), (Unit(0, 0, end),), 0.9),)
    (row,) = shown(replace(alignment, beads=(replace(alignment.beads[0], sentences=parts),))).rows
    assert (row.source.address, row.target.address) == ("OP1 s1–s2", "OP1 s1")


def test_tmx_has_sentences_and_leaves_out_unaligned_ones(encoder: Encoder) -> None:
    tmx = writer(".tmx")(shown(split(aligned([(PAIRS[0][0], NO_FINES), PAIRS[1]]), encoder))).decode()
    assert 'segtype="sentence"' in tmx
    assert tmx.count("<tu ") == 4
    assert "<seg>各会员国应在九月底以前缴纳会费。</seg>" in tmx
    assert "<seg>逾期不缴者丧失表决权。</seg></tuv>" not in tmx


@pytest.mark.parametrize(
    "spans",
    [
        pytest.param([(0, 14), (15, 42)], id="a character is lost"),
        pytest.param([(0, 15), (14, 42)], id="a character stands twice"),
        pytest.param([(15, 42), (0, 15)], id="out of order"),
        pytest.param([(0, 15), (15, 99)], id="beyond the end"),
    ],
)
def test_sentence_beads_must_be_all_of_their_paragraph(spans: list[tuple[int, int]]) -> None:
    alignment = aligned(PAIRS[:1])
    english = alignment.beads[0].target
    parts = tuple(Bead((Unit(0, *span),), () if n else english) for n, span in enumerate(spans))
    with pytest.raises(ValueError, match="zh"):
        replace(alignment, beads=(replace(alignment.beads[0], sentences=parts),))


def test_the_command_writes_a_line_a_sentence(run_align: Run, tmp_path: Path) -> None:
    zh, en, out = tmp_path / "zh.txt", tmp_path / "en.txt", tmp_path / "out.tsv"
    zh.write_text("\n\n".join(pair[0] for pair in PAIRS), encoding="utf-8")
    en.write_text("\n\n".join(pair[1] for pair in PAIRS), encoding="utf-8")
    done = run_align("run", zh, en, "--level", "sentence", "-o", out)
    assert done.returncode == 0, done.stderr
    lines = [line.split("\t") for line in out.read_text(encoding="utf-8").splitlines()[1:]]
    assert len(lines) == 5
    assert "".join(zh for zh, _ in lines) == "".join(pair[0] for pair in PAIRS)


def test_items_need_the_level_of_sentences(run_align: Run, tmp_path: Path) -> None:
    done = run_align("run", "zh.txt", "en.txt", "--split-items", cwd=tmp_path)
    assert done.returncode == 2
    assert "--level sentence" in done.stderr
