"""Crossing runs: small documents as cases, and the laws of the step on any vectors."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from align.aligner import align
from align.crossing import find_runs, link, names
from align.encoders import Encoder, Vectors, load_encoder
from align.evidence import Units
from align.model import Bead, Block, Evidence, Kind, Lang, Unit
from align.reading import read_document

CASES = json.loads((Path(__file__).parent / "cases" / "crossing.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def encoder() -> Encoder:
    return load_encoder("bundled")


def param(case: dict[str, Any]) -> Any:
    marks = [pytest.mark.xfail(reason=case["fails"])] if "fails" in case else []
    return pytest.param(case, id=case["label"], marks=marks)


@pytest.mark.parametrize("case", [param(case) for case in CASES])
def test_case(case: dict[str, Any], tmp_path: Path, encoder: Encoder) -> None:
    documents = []
    for lang in ("zh", "en"):
        (tmp_path / lang).write_text("\n".join(case[lang]), encoding="utf-8")
        documents.append(read_document(tmp_path / lang, lang))
    alignment = align(*documents, encoder)
    links = [[s.block, t.block] for bead in alignment for s in bead.source for t in bead.target]
    assert links == case["links"]
    assert len({bead.crossing for bead in alignment} - {""}) == case["runs"]


def test_a_swapped_pair_of_the_sample_is_marked(sample: Path, encoder: Encoder) -> None:
    source, target = read_document(sample / "zh.txt", "zh"), read_document(sample / "en.txt", "en")
    blocks = list(target.blocks)
    first, second = (next(b.id for b in blocks if b.address == a) for a in ("OP3", "OP7"))
    blocks[first], blocks[second] = replace(blocks[second], id=first), replace(blocks[first], id=second)
    alignment = align(source, replace(target, blocks=tuple(blocks)), encoder)
    crossing = [bead for bead in alignment if bead.crossing]
    assert not any(bead.is_null for bead in alignment)
    assert crossing
    for bead in crossing:
        zh, en = alignment.blocks(bead)
        assert zh[0].address == en[0].address
        assert (bead.confidence or 0) > 0.7
        assert bead.evidence.similarity is not None


def test_names_go_on_after_z() -> None:
    assert list(islice(names(), 28)) == [*"ABCDEFGHIJKLMNOPQRSTUVWXYZ", "AA", "AB"]


def test_runs_are_near_on_both_sides_whatever_their_order() -> None:
    source = np.array([1, 2, 3, 4, 40, 41, 42])
    target = np.array([53, 51, 52, 90, 3, 2, 7])
    runs = find_runs(source, target).tolist()
    assert runs[0] == runs[1] == runs[2]
    assert runs[4] == runs[5] == runs[6]
    assert len(set(runs)) == 3


# Units with made-up vectors: pair k has the k-th unit vector on both sides.


@dataclass(frozen=True)
class Rows:
    rows: Vectors

    def vectors(self, k: int) -> Vectors:
        return self.rows[: len(self.rows) - k + 1]

    def part(self, start: int, stop: int) -> Rows:
        return Rows(self.rows[start:stop])


def side(
    lang: Lang, order: Sequence[int], size: int, vectors: Vectors | None = None
) -> tuple[list[Block], Units]:
    blocks = [Block(n, Kind.PARAGRAPH, f"{lang} {k}", lang, ()) for n, k in enumerate(order)]
    none = tuple(frozenset[str]() for _ in order)
    rows = (np.eye(size, dtype=np.float32) if vectors is None else vectors)[list(order)]
    lengths = np.full(len(order), 50, dtype=np.int64)
    return blocks, Units(Rows(rows), lengths, none, np.zeros(len(order), dtype=bool), none)


def bead(source: Sequence[int], target: Sequence[int], confidence: float | None = 0.99) -> Bead:
    units = [tuple(Unit(k, 0, 4) for k in ks) for ks in (source, target)]
    return Bead(units[0], units[1], confidence)


def unexplained(_source: range, _target: range) -> Evidence:
    return Evidence()


def linked(beads: Sequence[Bead], zh: Sequence[int], en: Sequence[int]) -> list[Bead]:
    size = max(*zh, *en) + 1
    x, y = side("zh", zh, size), side("en", en, size)

    def explain(s: range, t: range) -> Evidence:
        u, v = x[1].vectors.vectors(1)[s.start], y[1].vectors.vectors(1)[t.start]
        return Evidence(similarity=float(u @ v))

    found, notes = link(beads, x, y, names(), explain)
    assert not notes
    return found


def shape(beads: Sequence[Bead]) -> list[tuple[list[int], list[int], str]]:
    return [([u.block for u in b.source], [u.block for u in b.target], b.crossing) for b in beads]


def test_a_crossing_bead_stands_in_chinese_order() -> None:
    beads = [bead([0], []), bead([1], [0]), bead([2], [1]), bead([], [2])]
    assert shape(linked(beads, [0, 1, 2], [1, 2, 0])) == [([0], [2], "A"), ([1], [0], ""), ([2], [1], "")]


def test_unaligned_units_that_do_not_cross_are_left_to_the_monotone_pass() -> None:
    beads = [bead([0], [0]), bead([1], []), bead([], [1]), bead([2], [2])]
    assert linked(beads, [0, 1, 2], [0, 1, 2]) == beads


def test_a_wrong_pair_is_taken_apart_only_where_both_have_a_nearer_one() -> None:
    crossed = [bead([0], [0]), bead([1], [1]), bead([2], [2])]
    assert shape(linked(crossed, [0, 1, 2], [0, 2, 1])) == [([0], [0], ""), ([1], [2], "A"), ([2], [1], "A")]
    straight = [bead([k], [k]) for k in range(3)]
    assert linked(straight, [0, 1, 2], [0, 1, 2]) == straight


def test_the_middle_of_a_swap_stays_an_ordinary_pair() -> None:
    found = linked([bead([0], [0]), bead([1, 2, 3], [1, 2, 3])], [0, 1, 2, 3], [0, 3, 2, 1])
    assert [(s, t) for s, t, _ in shape(found)] == [([0], [0]), ([1], [3]), ([2], [2]), ([3], [1])]


def test_a_moved_half_is_found_among_thousands_of_doubtful_units() -> None:
    """2,600 a side are held in three parts; every unit of the moved half is linked."""
    size, seed = 2_600, 1
    rows = np.random.default_rng(seed).normal(size=(size, 64)).astype(np.float32)
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    order = [*range(size // 2, size), *range(size // 2)]
    (zh, x), (en, y) = side("zh", range(size), 1, rows), side("en", order, 1, rows)
    beads = [bead([i], []) for i in range(size)] + [bead([], [j]) for j in range(size)]
    found, notes = link(beads, (zh, x), (en, y), names(), unexplained)
    assert all(len(b.source) == len(b.target) == 1 for b in found)
    assert all(b.target[0].block == order.index(b.source[0].block) for b in found)
    assert not notes


def test_too_many_doubtful_units_are_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("align.crossing.LARGEST_POOL", 3)
    beads = [bead([k], []) for k in range(4)] + [bead([], [k]) for k in range(4)]
    x, y = side("zh", range(4), 4), side("en", [1, 0, 3, 2], 4)
    found, notes = link(beads, x, y, names(), unexplained)
    assert found == beads
    assert [note.message[:25] for note in notes] == ["4 passages are doubtful, "]


@given(
    st.permutations(range(7)),
    st.permutations(range(7)),
    st.lists(st.sampled_from(["1-1", "1-0", "0-1", "2-2"])),
)
def test_every_unit_stays_in_one_bead(zh: list[int], en: list[int], types: list[str]) -> None:
    beads, i, j = [], 0, 0
    for a, b in [(int(t[0]), int(t[2])) for t in types] + [(1, 0)] * 7 + [(0, 1)] * 7:
        if i + a <= 7 and j + b <= 7:
            beads.append(bead(range(i, i + a), range(j, j + b), 0.4))
            i, j = i + a, j + b
    found = linked(beads, zh, en)
    source, target = [u.block for b in found for u in b.source], [u.block for b in found for u in b.target]
    assert source == list(range(7))  # Chinese order
    assert sorted(target) == list(range(7))
    ordinary = [u.block for b in found if not b.crossing for u in b.target]
    assert ordinary == sorted(ordinary)
