"""Rows, summary and path of an alignment."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta, timezone

import pytest

from align.config import Settings
from align.model import Evidence, Note, Stream
from align.overview import facts
from align.report import State, make_report, make_rows
from align.wording import describe
from small_report import CREATED, small_alignment, small_report

REPORT = small_report()


def test_rows_are_the_beads_in_order() -> None:
    assert [row.number for row in REPORT.rows] == list(range(1, 12))
    assert [row.bead_type for row in REPORT.rows] == [bead.type for bead in REPORT.alignment]
    assert REPORT.rows == make_rows(REPORT.alignment)


def test_states() -> None:
    states = {row.number: row.state for row in REPORT.rows if row.state is not State.ALIGNED}
    assert states == dict.fromkeys((4, 7, 11), State.UNALIGNED) | dict.fromkeys((5, 6), State.CHECK)


def test_notes() -> None:
    notes = {row.number: row.note for row in REPORT.rows if row.note}
    assert notes == {
        4: "no English counterpart",
        5: "low confidence",
        6: "low confidence",
        7: "no Chinese counterpart",
        8: "stands elsewhere in the English (run A)",
        9: "stands elsewhere in the English (run A)",
        11: "no Chinese counterpart",
    }


def test_addresses_of_several_blocks() -> None:
    alignment = small_alignment()
    assert REPORT.rows[2].source.address == "OP1"  # both blocks have it
    block = replace(alignment.source.blocks[3], address="OP1 (a)")
    blocks = (*alignment.source.blocks[:3], block, *alignment.source.blocks[4:])
    changed = replace(alignment, source=replace(alignment.source, blocks=blocks))
    assert make_rows(changed)[2].source.address == "OP1–OP1 (a)"
    assert make_rows(changed)[0].source.address == ""


@pytest.mark.parametrize(
    ("evidence", "words"),
    [
        (Evidence(), ""),
        (Evidence(0.814, 1.06, ("5.", "5."), True, ("2018",)), "5. = 5., 2018, similarity 0.81, length 1.1"),
        (Evidence(labels=("5.", ""), labels_agree=False), "5. ≠ none"),
        (Evidence(0.0, 0.0), "similarity 0.00, length 0.0"),
        (Evidence(shared=tuple("abcdef"), unshared=tuple("12345")), "a, b, c, d, one side only: 1 2 3"),
    ],
)
def test_evidence_in_words(evidence: Evidence, words: str) -> None:
    assert describe(evidence) == words


def test_streams() -> None:
    assert [row.number for row in REPORT.rows if row.stream is Stream.FOOTNOTES] == [10, 11]


def test_check_list_begins_with_the_least_confident() -> None:
    assert [row.number for row in REPORT.summary.check] == [6, 5]
    assert [row.number for row in REPORT.summary.unaligned] == [4, 7, 11]


def test_path_follows_the_running_text() -> None:
    steps = [(step.x, step.y, step.dx, step.dy) for step in REPORT.path]
    assert steps == [
        (0, 0, 1, 1), (1, 1, 1, 1), (2, 2, 2, 1), (4, 3, 1, 0), (5, 3, 1, 1), (6, 4, 1, 1), (7, 5, 0, 1),
        (7, 7, 1, 1), (8, 6, 1, 1),
    ]  # fmt: skip
    assert [step.row for step in REPORT.path if step.crossing] == [8, 9]


def test_direction_orders_the_columns_and_nothing_else() -> None:
    other = small_report("en")
    assert (REPORT.languages, other.languages) == (("zh", "en"), ("en", "zh"))
    assert (REPORT.rows, REPORT.summary, REPORT.path) == (other.rows, other.summary, other.path)


def test_time_is_turned_to_utc() -> None:
    shanghai = CREATED.astimezone(timezone(timedelta(hours=8)))
    report = make_report(small_alignment(), Settings(), shanghai)
    assert report.created == CREATED
    assert report.created.utcoffset() == timedelta()


def test_facts_say_what_is_lost_and_what_was_noticed() -> None:
    said = dict(facts(REPORT))
    assert said["Pairs"] == "7 of 1-1, 1 of 2-1"
    assert said["Unaligned"] == "1 Chinese, 2 English"
    assert said["In a pair"] == "85.0% of all blocks"
    assert said["Chinese"].endswith("set aside: 1 × page number, 1 × rule; no character lost")
    notes = [words for name, words in facts(REPORT) if name == "Note"]
    assert notes == ["zh.txt, line 5: 1. is followed by 3.", "half of the English has no counterpart"]
    alignment = small_alignment()
    source = replace(alignment.source, characters=alignment.source.characters + 3, notes=(Note("a", "b"),))
    target = replace(alignment.target, characters=alignment.target.characters - 2)
    changed = replace(alignment, source=source, target=target, provisional=False)
    said = dict(facts(make_report(changed, Settings(), datetime.now(CREATED.tzinfo))))
    assert said["Chinese"].endswith("3 characters lost")
    assert said["English"].endswith("2 characters too many")
    assert "Confidence" not in said
