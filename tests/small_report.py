"""A small alignment made by hand, with all that writers may stumble over.

`python tests/small_report.py` writes tests/golden/ anew; look at the difference before you commit it.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

from align.config import Settings
from align.model import (
    Alignment,
    Bead,
    Block,
    Document,
    Evidence,
    Furniture,
    Kind,
    Lang,
    Mark,
    Marker,
    Note,
    Span,
    Unit,
    count_characters,
)
from align.report import Report, make_report
from align.writers import writer

GOLDEN = Path(__file__).parent / "golden"
CREATED = datetime(2024, 2, 29, 8, 30, tzinfo=UTC)

CHINESE = (  # kind, address, text
    (Kind.HEADING, "", "关于保护湿地的决议"),
    (Kind.PARAGRAPH, "PP1", "=1+1，“铭记”《湿地公约》&其议定书，"),
    (Kind.ITEM, "OP1", "1. 决定设立湿地基金1，"),
    (Kind.PARAGRAPH, "OP1", "由秘书处管理；"),
    (Kind.ITEM, "OP2", "@每年报告一次；"),
    (Kind.ITEM, "OP3", "-\t请会员国¶捐款\x01；"),
    (Kind.ITEM, "OP4", "+欢迎 Cafe\u0301 小组的报告。"),
    (Kind.ITEM, "", "德国"),
    (Kind.ITEM, "", "中国"),
    (Kind.FOOTNOTE, "fn 1", "1 见 A/1/2 号文件。"),
)
ENGLISH = (
    (Kind.HEADING, "", "Resolution on the protection of wetlands"),
    (Kind.PARAGRAPH, "PP1", '=SUM(A1): "bearing in mind" the <Wetlands> Convention & its Protocol,'),
    (Kind.ITEM, "OP1", "1. Decides to establish a wetlands fund,1 managed by the secretariat;"),
    (Kind.ITEM, "OP2", "@Requests\x01 Member States\u2028to contribute;"),
    (Kind.ITEM, "OP3", "+Welcomes the report of the Cafe\u0301 group;"),
    (Kind.ITEM, "OP4", "-Decides to remain seized of the matter."),
    (Kind.ITEM, "", "China"),
    (Kind.ITEM, "", "Germany"),
    (Kind.FOOTNOTE, "fn 1", "1 See document A/1/2."),
    (Kind.FOOTNOTE, "fn 2", "2 http://example.org/?a=1&b=2"),
)


def small_alignment() -> Alignment:
    """1-1, 2-1, 1-0, 0-1, pairs of low and of very low confidence, a crossing run and footnotes."""
    chinese, english = _document("zh", "zh.txt", CHINESE), _document("en", "en <1>.txt", ENGLISH)

    def bead(source: list[int], target: list[int], confidence: float | None = 0.97, **more: object) -> Bead:
        units = [[Unit(b, 0, len(d.blocks[b].text)) for b in side] for d, side in
                 ((chinese, source), (english, target))]  # fmt: skip
        return Bead(tuple(units[0]), tuple(units[1]), confidence, **more)  # type: ignore[arg-type]

    numbers = Evidence(0.81, 1.1, ("1.", "1."), True, ("2018",))
    beads = (
        bead([0], [0], 0.991),
        bead([1], [1], 0.9, evidence=Evidence(0.75, 0.9)),
        bead([2, 3], [2], 0.95, evidence=numbers),
        bead([4], [], None),
        bead([5], [3], 0.62, evidence=Evidence(0.5, 1.6, ("3.", "2."), False, (), ("7",))),
        bead([6], [4], 0.31),
        bead([], [5], 0.8),
        bead([7], [7], crossing="A"),
        bead([8], [6], crossing="A"),
        bead([9], [8], sentences=_note_in_two()),
        bead([], [9], None),
    )
    note = Note("mismatch", "half of the English has no counterpart")
    return Alignment(chinese, english, beads, "model=bundled profile=legal", notes=(note,))


def _note_in_two() -> tuple[Bead, Bead]:
    """Footnote 1 as two sentence beads: its mark, then the rest."""
    chinese, english = (Unit(9, 2, len(CHINESE[9][2])),), (Unit(8, 2, len(ENGLISH[8][2])),)
    return Bead((Unit(9, 0, 1),), (Unit(8, 0, 1),), 0.5), Bead(chinese, english, 0.95)


def small_report(direction: str = "zh", **codes: str) -> Report:
    return make_report(small_alignment(), Settings(direction=direction, **codes), CREATED)  # type: ignore[arg-type]


def long_report() -> Report:
    """Eighty rows, every tenth unaligned: several pages of paper."""
    chinese = _document(
        "zh", "zh.txt", [(Kind.ITEM, f"OP{n}", f"{n}. 决定保护湿地。" * 9) for n in range(80)]
    )
    english = _document(
        "en", "en.txt", [(Kind.ITEM, f"OP{n}", f"begin{n} {'decides, ' * 24}end{n}") for n in range(72)]
    )
    beads, target = [], 0
    for block in chinese.blocks:
        source = (Unit(block.id, 0, len(block.text)),)
        if block.id % 10 == 5:
            beads.append(Bead(source, ()))
        else:
            beads.append(Bead(source, (Unit(target, 0, len(english.blocks[target].text)),), 0.95))
            target += 1
    return make_report(Alignment(chinese, english, tuple(beads)), Settings(), CREATED)


def _document(lang: Lang, name: str, parts: object) -> Document:
    blocks = []
    for number, (kind, address, text) in enumerate(parts):  # type: ignore[var-annotated,arg-type]
        label = (Marker("digit", 1, 0, "1.", "1."),) if address == "OP1" else ()
        mark = text.find("1", 3) if address == "OP1" else -1
        marks = (Mark("1", mark, mark + 1),) if mark > 0 else ()
        spans = (Span(100 * number, 100 * number + len(text)),)
        blocks.append(Block(number, kind, text, lang, spans, label, address, marks, number + 1))
    furniture = (
        Furniture("page number", "2/4", Span(90, 93), 9),
        Furniture("rule", "____", Span(95, 99), 10),
    )
    characters = sum(count_characters(block.text) for block in blocks) + 7
    notes = (Note("numbering-gap", "1. is followed by 3.", line=5),) if lang == "zh" else ()
    return Document(name, lang, tuple(blocks), furniture, notes, f"{len(blocks):064x}", characters)


def golden(suffix: str, content: bytes) -> bytes:
    """content without what changes with the version or the style: the part that a golden file holds."""
    if suffix == ".tmx":
        content = re.sub(rb'creationtoolversion="[^"]*"', b'creationtoolversion="0"', content)
    if suffix == ".html":
        content = re.sub(rb"<style>.*</style>", b"<style></style>", content, flags=re.DOTALL)
    return content


if __name__ == "__main__":
    for suffix in (".align.json", ".csv", ".html", ".tmx", ".tsv"):
        (GOLDEN / f"small{suffix}").write_bytes(golden(suffix, writer(suffix)(small_report())))
