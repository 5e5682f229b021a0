"""The project file gives back what was put in, and says what is wrong with a damaged one."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from align.config import Settings
from align.errors import InputError
from align.model import Alignment, Bead, Block, Document, Evidence, Kind, Span, Unit
from align.project import Project, dump, load
from small_report import CREATED, small_alignment

SMALL = Project(small_alignment(), Settings(direction="en", encoding="gb18030"), CREATED, "湿地 & <wetlands>")
CASES: list[dict[str, Any]] = json.loads(
    (Path(__file__).parent / "cases" / "project.json").read_text(encoding="utf-8")
)


def test_what_was_dumped_is_loaded(tmp_path: Path) -> None:
    path = tmp_path / "small.align.json"
    path.write_bytes(dump(SMALL))
    assert load(path) == SMALL
    assert dump(load(path)) == dump(SMALL)


@given(
    texts=st.lists(
        st.text(st.characters(codec="utf-8"), min_size=1).filter(str.strip), min_size=1, max_size=4
    ),
    confidence=st.none() | st.floats(0, 1),
    shared=st.lists(st.text(st.characters(codec="utf-8"))),
)
def test_any_text_and_any_number_come_back(
    tmp_path_factory: pytest.TempPathFactory, texts: list[str], confidence: float | None, shared: list[str]
) -> None:
    blocks = tuple(Block(n, Kind.ITEM, text, "zh", (Span(n, n + 1),)) for n, text in enumerate(texts))
    units = tuple(Unit(n, 0, len(text)) for n, text in enumerate(texts))
    bead = Bead(units, (), confidence, Evidence(confidence, shared=tuple(shared)))
    alignment = Alignment(Document("zh", "zh", blocks), Document("en", "en", ()), (bead,))
    project = replace(SMALL, alignment=alignment)
    path = tmp_path_factory.getbasetemp() / "any.align.json"
    path.write_bytes(dump(project))
    assert load(path) == project


def test_one_item_a_line() -> None:
    """What versions of a document have in common stays in common, line by line."""
    lines = dump(SMALL).decode().splitlines()
    blocks = [line for line in lines if '"spans"' in line]
    assert len(blocks) == 20
    assert sum('"confidence"' in line for line in lines) == len(SMALL.alignment.beads)


def test_a_field_that_a_file_lacks_takes_its_default(tmp_path: Path) -> None:
    top = json.loads(dump(SMALL))
    del top["alignment"]["beads"][0]["evidence"], top["settings"]["profile"]
    path = tmp_path / "older.align.json"
    path.write_text(json.dumps(top), encoding="utf-8")
    assert load(path) == SMALL


@pytest.mark.parametrize("case", CASES, ids=[case["label"] for case in CASES])
def test_damage_is_named(case: dict[str, Any], tmp_path: Path) -> None:
    holder: dict[str, Any] = {"top": json.loads(dump(SMALL))}
    *way, last = "top", *case["at"]
    place: Any = holder
    for key in way:
        place = place[key]
    if "value" in case:
        place[last] = case["value"]
    else:
        del place[last]
    path = tmp_path / "damaged.align.json"
    path.write_text(json.dumps(holder["top"]), encoding="utf-8")
    with pytest.raises(InputError) as caught:
        load(path)
    assert str(caught.value).startswith(f"{path}: ")
    assert case["want"] in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("content", "want"),
    [
        (b"", "not JSON"),
        (b"\xff{}", "not JSON"),
        (b'{"schema": NaN}', "NaN is no number"),
        (b"[" * 99_999, "not JSON"),
    ],
    ids=["empty", "no UTF-8", "NaN", "nested too deep"],
)
def test_what_is_no_json(content: bytes, want: str, tmp_path: Path) -> None:
    path = tmp_path / "bad.align.json"
    path.write_bytes(content)
    with pytest.raises(InputError, match=want):
        load(path)


def test_what_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="can't be read"):
        load(tmp_path / "missing.align.json")
