"""The journal, and decisions laid over an alignment: moved, split, joined, judged; nothing lost."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from align.decisions import (
    Action,
    Decision,
    Journal,
    Names,
    append,
    journal_of,
    read_journal,
    reviewed,
)
from align.errors import OutputError
from align.model import Alignment, Bead, Block, Document, Kind, Lang, Review, Span, Status, Unit
from align.report import make_rows
from small_report import small_alignment

WHEN = "2024-03-01T09:00:00+00:00"


def document(lang: Lang, *texts: str) -> Document:
    blocks = (Block(n, Kind.PARAGRAPH, text, lang, (Span(0, len(text)),)) for n, text in enumerate(texts))
    return Document(f"{lang}.txt", lang, tuple(blocks))


def alignment(zh: tuple[str, ...], en: tuple[str, ...], *beads: tuple[list[int], list[int]]) -> Alignment:
    source, target = document("zh", *zh), document("en", *en)

    def units(side: Document, blocks: list[int]) -> tuple[Unit, ...]:
        return tuple(Unit(b, 0, len(side.blocks[b].text)) for b in blocks)

    return Alignment(source, target, tuple(Bead(units(source, s), units(target, t), 0.9) for s, t in beads))


FIVE = ("甲方应当付款。", "乙方应当交货。", "双方应当守约。", "本约一式两份。", "本约今日生效。")
FIVE_EN = (
    "Party A shall pay.",
    "Party B shall deliver.",
    "Both keep the contract.",
    "There are two copies.",
    "It enters into force today.",
)


def five() -> Alignment:
    return alignment(FIVE, FIVE_EN, *(([n], [n]) for n in range(5)))


def on(
    a: Alignment, zh: list[Unit | int], en: list[Unit | int], action: Action = Action.PAIR, **more: object
) -> Decision:
    def units(side: Document, wanted: list[Unit | int]) -> list[Unit]:
        return [u if isinstance(u, Unit) else Unit(u, 0, len(side.blocks[u].text)) for u in wanted]

    names = Names(a.source).of(units(a.source, zh)), Names(a.target).of(units(a.target, en))
    return Decision(action, *names, **more)  # type: ignore[arg-type]


def lay(a: Alignment, *decisions: Decision) -> Alignment:
    return reviewed(a, Journal(decisions))


def shape(a: Alignment) -> list[tuple[list[int], list[int], str]]:
    return [([u.block for u in b.source], [u.block for u in b.target], b.crossing) for b in a]


def test_the_journal_stands_beside_the_project() -> None:
    assert journal_of(Path("x/NAME.align.json")) == Path("x/NAME.decisions.jsonl")


def test_the_journal_gives_back_what_was_appended(tmp_path: Path) -> None:
    path = tmp_path / "a.decisions.jsonl"
    assert read_journal(path) == Journal()
    a = five()
    first = on(a, [0], [0], Action.REVIEW, status=Status.OK, by="李", when=WHEN, about=("甲方", "Party"))
    second = on(a, [Unit(1, 0, 2)], [], comment="一\n二", edits=("\u2028", '"'))
    append(path, [first])
    append(path, [second])
    assert read_journal(path) == Journal((first, second))
    assert len(path.read_text(encoding="utf-8").splitlines()) >= 2


def test_damaged_lines_are_named_and_the_others_hold(tmp_path: Path) -> None:
    path = tmp_path / "a.decisions.jsonl"
    decision = on(five(), [0], [0], status=Status.OK)
    append(path, [decision])
    path.write_bytes(path.read_bytes() + b'{"action": "dance"}\n{"action": "pai')  # the last: cut off
    append(path, [decision])
    decisions, damaged = read_journal(path)
    assert decisions == (decision, decision)
    assert [note.line for note in damaged] == [2, 3]
    assert damaged[0].message.startswith("a.decisions.jsonl, line 2: damaged")
    assert "decision.action should be one of pair, review" in damaged[0].message
    assert reviewed(five(), Journal((), damaged)).notes == damaged


def test_a_journal_that_cannot_be_written_says_so(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="can't be written"):
        append(tmp_path / "none" / "a.jsonl", [on(five(), [0], [0])])


def test_a_verdict_lies_on_its_bead_and_changes_nothing_else() -> None:
    a = small_alignment()
    laid = lay(
        a, on(a, [2, 3], [2], Action.REVIEW, status=Status.WRONG, comment="see art. 3", by="李", when=WHEN)
    )
    review = Review(Status.WRONG, "see art. 3", "李", WHEN)
    assert laid == replace(a, beads=(*a.beads[:2], replace(a.beads[2], review=review), *a.beads[3:]))
    assert make_rows(laid)[2].review == review


def test_of_two_verdicts_the_later_holds_and_an_empty_one_takes_back() -> None:
    a = five()
    ok = on(a, [0], [0], Action.REVIEW, status=Status.OK)
    unsure = on(a, [0], [0], Action.REVIEW, status=Status.UNSURE)
    assert lay(a, ok, unsure).beads[0].review == Review(Status.UNSURE)
    assert lay(a, ok, on(a, [0], [0], Action.REVIEW)) == a


def test_text_moved_to_the_next_row() -> None:
    a = five()
    laid = lay(a, on(a, [0], [0, 1]), on(a, [1, 2], [2]))
    assert shape(laid) == [([0], [0, 1], ""), ([1, 2], [2], ""), ([3], [3], ""), ([4], [4], "")]
    assert [b.confidence for b in laid] == [None, None, 0.9, 0.9]


def test_a_row_taken_apart_leaves_the_rest_unaligned() -> None:
    a = alignment(FIVE[:2], FIVE_EN[:2], ([0, 1], [0, 1]))
    assert shape(lay(a, on(a, [0], [0]))) == [([0], [0], ""), ([1], [1], "")]
    assert shape(lay(a, on(a, [1], []))) == [([0], [0, 1], ""), ([1], [], "")]
    assert shape(lay(a, on(a, [], [0]))) == [([], [0], ""), ([0, 1], [1], "")]


def test_text_moved_against_the_order_is_a_crossing_run() -> None:
    a = five()
    laid = lay(a, on(a, [0], [4]), on(a, [4], [0]))
    assert shape(laid) == [([0], [4], "A"), ([1], [1], ""), ([2], [2], ""), ([3], [3], ""), ([4], [0], "B")]


def test_a_new_run_has_a_name_of_its_own() -> None:
    a = small_alignment()
    names = [bead.crossing for bead in lay(a, on(a, [0], [2]), on(a, [2, 3], [0]))]
    assert names.count("A") == 2
    assert {"B", "C"} & set(names)


def test_unaligned_text_between_the_units_of_a_pair() -> None:
    a = five()
    assert shape(lay(a, on(a, [0, 2], [0]), on(a, [1], []), on(a, [], [1, 2]))) == [
        ([0, 2], [0], "A"), ([], [1, 2], ""), ([1], [], ""), ([3], [3], ""), ([4], [4], ""),
    ]  # fmt: skip


def test_a_part_of_a_paragraph_moved_to_the_next_row() -> None:
    a = five()
    rest = Unit(0, 8, len(FIVE_EN[0]))
    laid = lay(a, on(a, [0], [Unit(0, 0, 8)]), on(a, [1], [rest, 1]))
    assert shape(laid)[0] == ([0, 1], [0, 1], "")
    assert [row.target.texts for row in make_rows(laid)][:2] == [
        ("Party A",), ("shall pay.", "Party B shall deliver."),
    ]  # fmt: skip
    assert len(make_rows(laid)) == 5
    together = lay(a, on(a, [0], [Unit(0, 0, 8)]), on(a, [1], [rest, 1]), on(a, [0], [0]), on(a, [1], [1]))
    assert shape(together) == shape(a)
    assert not any(b.sentences for b in together)


def test_a_paragraph_divided_and_made_one_row_again() -> None:
    a = five()
    divided = (
        on(a, [Unit(0, 0, 2)], [Unit(0, 0, 7)]),
        on(a, [Unit(0, 2, 7)], [Unit(0, 7, 18)], status=Status.OK),
    )
    laid = lay(a, *divided)
    assert laid.beads[0].confidence == 0.9  # the paragraphs are the same
    assert [row.source.texts for row in make_rows(laid)][:2] == [("甲方",), ("应当付款。",)]
    assert [row.review.status if row.review else None for row in make_rows(laid)][:2] == [None, Status.OK]
    assert len(make_rows(lay(a, *divided, on(a, [0], [0])))) == 5


def test_a_division_against_the_order_shows_as_one_row_and_says_so() -> None:
    a = five()
    laid = lay(a, on(a, [Unit(0, 0, 2)], [Unit(0, 7, 18)]), on(a, [Unit(0, 2, 7)], [Unit(0, 0, 7)]))
    assert len(make_rows(laid)) == 5
    assert "against the order" in laid.notes[0].message


def test_decisions_survive_another_alignment_of_changed_documents() -> None:
    a = five()
    decisions = (
        on(a, [0], [0], Action.REVIEW, status=Status.OK),
        on(a, [1], [1], Action.REVIEW, status=Status.WRONG),
        on(a, [2], [2], Action.REVIEW, comment="?"),
        on(a, [3], [], about=("本约一式两份。", "")),
        on(a, [4], [4], Action.REVIEW, status=Status.UNSURE, about=("本约今日生效。", "It enters")),
    )
    new = alignment(
        ("序言", FIVE[0], FIVE[1], FIVE[2], FIVE[4]),
        ("Preamble", *FIVE_EN),
        ([0], [0]), ([1, 2], [1, 2]), ([3], [3]), ([], [4]), ([4], []), ([], [5]),
    )  # fmt: skip
    laid = lay(new, *decisions)
    assert ([1], [1], "") in shape(laid)  # ok: they belong together
    assert ([2], [2], "") in shape(laid)  # what is left
    assert laid.beads[3].review == Review(None, "?")
    assert [note.message for note in laid.notes] == [
        "the decision on “本约一式两份。” (pair) is not shown: its text is no longer in the documents",
        "the decision on “本约今日生效。” – “It enters” (unsure) is not shown: "
        "its passages no longer stand together",
    ]


def test_a_verdict_on_sentences_does_not_divide_their_paragraph() -> None:
    a = five()
    laid = lay(a, on(a, [Unit(0, 0, 2)], [Unit(0, 0, 7)], Action.REVIEW, status=Status.OK))
    assert laid.beads == a.beads
    assert "its sentences have no row of their own here" in laid.notes[0].message


def test_the_second_of_two_equal_paragraphs_is_named() -> None:
    a = alignment(("同上。", "同上。"), ("Ditto.", "Ditto."), ([0], [0]), ([1], [1]))
    laid = lay(a, on(a, [1], [1], Action.REVIEW, status=Status.OK))
    assert [bead.review for bead in laid] == [None, Review(Status.OK)]


def test_white_space_that_a_reader_changed_is_no_other_text() -> None:
    a = alignment(("甲方 付款。",), ("Party A pays.",), ([0], [0]))
    b = alignment(("甲方付款。",), ("Party  A\npays.",), ([0], [0]))
    part = on(a, [Unit(0, 0, 2)], [Unit(0, 0, 7)])
    assert [row.target.texts for row in make_rows(lay(b, part))] == [("Party  A",), ("pays.",)]


@given(st.data())
def test_whatever_is_decided_nothing_is_lost_and_the_last_decision_holds(data: st.DataObject) -> None:
    """Alignment refuses to exist where a block is lost or doubled, or the order broken without a name."""
    a = small_alignment()
    decisions = []
    for _ in range(data.draw(st.integers(1, 5))):
        sides = []
        for side in (a.source, a.target):
            blocks = sorted(data.draw(st.sets(st.integers(0, len(side.blocks) - 1), max_size=3)))
            units = []
            for block in blocks:
                length = len(side.blocks[block].text)
                start = data.draw(st.sampled_from([0, 0, length // 2]))
                units.append(Unit(block, start, data.draw(st.sampled_from([length, length, start + 1]))))
            sides.append(units)
        if any(Names(d).of(u) for d, u in zip((a.source, a.target), sides, strict=True)):
            decisions.append(on(a, *sides, status=data.draw(st.sampled_from(Status))))
    laid = lay(a, *decisions)
    if decisions and not laid.notes[len(a.notes) :]:
        last = decisions[-1]
        names = Names(a.source), Names(a.target)
        parts = [part for bead in laid for part in (bead, *bead.sentences)]
        found = [
            p for p in parts if (names[0].of(p.source), names[1].of(p.target)) == (last.source, last.target)
        ]
        assert [part.review and part.review.status for part in found] == [last.status]
