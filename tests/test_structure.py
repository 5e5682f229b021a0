"""Kinds, addresses and footnote marks: cases as data, each document in both languages."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from align.model import Document, Lang
from align.reading import read_document
from align.structure import find_marks

CASES: dict[str, list[dict[str, Any]]] = json.loads(
    (Path(__file__).parent / "cases" / "structure.json").read_text("utf-8")
)
LANGS: tuple[Lang, Lang] = ("zh", "en")
DOCUMENTS = [(case, lang) for case in CASES["documents"] for lang in LANGS]


def read(text: str, lang: Lang, folder: Path) -> Document:
    path = folder / f"{lang}.txt"
    path.write_text(text, "utf-8")
    return read_document(path, lang)


@pytest.mark.parametrize(("case", "lang"), DOCUMENTS, ids=[f"{c['label']}, {lang}" for c, lang in DOCUMENTS])
def test_kinds_and_addresses(case: dict[str, Any], lang: Lang, tmp_path: Path) -> None:
    texts = [row[2 + LANGS.index(lang)] for row in case["rows"]]
    footnotes = [row[0] for row in case["rows"]].count("footnote")
    running = texts[: len(texts) - footnotes]
    document = read("\n".join([*running, "__________", *texts[len(running) :]]), lang, tmp_path)
    assert [b.text for b in document.blocks] == texts
    found = [(b.kind.value, b.address) for b in document.blocks]
    want = [(kind, address) for kind, address, *_ in case["rows"]]
    wrong = [w for f, w in zip(found, want, strict=True) if f != w]
    assert wrong == [w for w in want if w[1] in case["xfail"].get(lang, {})]


@pytest.mark.parametrize("case", CASES["marks"], ids=[c["label"] for c in CASES["marks"]])
def test_footnote_marks(case: dict[str, Any]) -> None:
    marks = find_marks(case["text"], set(case["known"]))
    assert [m.number for m in marks] == case["want"]
    assert all(case["text"][m.start : m.end] == m.number for m in marks)


def test_labels_are_paths_and_only_on_what_prints_a_number(tmp_path: Path) -> None:
    text = "第一条\n县政府应当：\n一、检测水井。\n（一）每年两次。\n前项结果应当保存。\n"
    document = read(text, "zh", tmp_path)
    assert [[m.printed for m in b.label] for b in document.blocks] == [
        ["第一条"],
        [],
        ["第一条", "一、"],
        ["第一条", "一、", "（一）"],
        [],
    ]


def test_gaps_and_idle_footnotes_are_noted(tmp_path: Path) -> None:
    text = "8. Wells are tested.\n10. Springs, lakes,2 no.\n10. Nor are rivers.\n____________\n1 See above.\n"
    notes = read(text, "en", tmp_path).notes
    assert [(n.kind, n.message, n.line) for n in notes] == [
        ("numbering-gap", "8. is followed by 10. at ¶10", 2),
        ("numbering-repeat", "10. is followed by 10. at ¶10", 3),
        ("footnote", "footnote 1 is not referred to in the text", 5),
        ("footnote", "mark 2 at ¶10 has no footnote", 2),
    ]
