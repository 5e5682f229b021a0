"""Numbering as a state: where labels agree, shift, switch and start again."""

from __future__ import annotations

import pytest

from align.dp import Edge
from align.model import Block, Kind, Label, Lang, Marker, Span
from align.offsets import Heading, Numbering, State, labelled


def block(i: int, printed: str, lang: Lang = "zh", text: str = "text") -> Block:
    """ "3." → digit/dot, "(b)" → letter/bracket, "Art 4" → article; "" → no label."""
    label: Label = ()
    if printed.startswith("Art"):
        label = (Marker("article", int(printed[4:]), 0, printed, "word"),)
    elif printed.startswith("("):
        label = (Marker("letter", ord(printed[1]) - 96, 0, printed, "bracket"),)
    elif printed:
        label = (Marker("digit", int(printed[:-1]), 0, printed, "dot"),)
    return Block(i, Kind.PARAGRAPH, f"{printed} {text}".strip(), lang, (Span(i, i + 1),), label)


def side(*printed: str, lang: Lang = "zh", text: str = "text") -> list[Block]:
    return [block(i, p, lang, text) for i, p in enumerate(printed)]


def starts(*printed: str) -> list[bool | None]:
    return [label and label.starts for label in labelled(side(*printed))]


def test_where_lists_start() -> None:
    assert starts("1.", "2.", "(a)", "(b)", "3.", "(a)") == [True, False, True, False, False, True]


def test_an_outlier_starts_nothing() -> None:
    assert starts("1.", "12.", "3.", "4.") == [True, False, False, False]


def test_items_start_again_below_a_heading_and_headings_only_at_one() -> None:
    assert starts("Art 1", "1.", "2.", "Art 2", "3.", "Art 1") == [True, True, False, False, True, True]


def fired(numbering: Numbering, edge: Edge, state: State) -> dict[str, State]:
    """Names of the features that fire together → state after."""
    return {"+".join(name for name, _ in features): after for after, features in numbering.moves(edge, state)}


@pytest.fixture
def shifted() -> Numbering:
    """Chinese 1. .. 6.; English lacks one and counts 1. .. 5.; a first pass is sure of what lies around."""
    zh = side("1.", "2.", "3.", "4.", "5.", "6.")
    en = side("1.", "2.", "3.", "4.", "5.", lang="en")
    return Numbering(zh, en, [(0, 0), (1, 1), (3, 2), (4, 3), (5, 4)])


def test_a_constant_offset_is_agreement(shifted: Numbering) -> None:
    assert set(fired(shifted, Edge((1, 1), 5, 4), State((-1, None, None), Heading.NONE, 0))) == {"eq_item"}


def test_the_offset_moves_where_a_block_is_missing(shifted: Numbering) -> None:
    moves = fired(shifted, Edge((1, 0), 3, 2), State((0, None, None), Heading.NONE, 0))
    assert moves["shift"].offsets[0] == -1
    assert moves["present"].offsets[0] == 0  # or it stays: the English has a 3., so the Chinese 3. is odd
    assert all(after.nulls == 1 for after in moves.values())


def test_a_number_out_of_step_is_an_outlier_or_a_switch(shifted: Numbering) -> None:
    moves = fired(shifted, Edge((1, 1), 4, 3), State((0, None, None), Heading.NONE, 0))
    assert moves["outlier_item"].offsets[0] == 0
    assert moves["switch_item+switch_distance"].offsets[0] == -1


def test_an_offset_beyond_what_was_seen_is_only_an_outlier(shifted: Numbering) -> None:
    assert set(fired(shifted, Edge((1, 1), 5, 2), State((0, None, None), Heading.NONE, 0))) == {
        "outlier_item"
    }


def test_a_label_on_one_side_only() -> None:
    numbering = Numbering(side("1.", ""), side("1.", "", lang="en"), [(0, 0), (1, 1)])
    assert set(fired(numbering, Edge((1, 1), 2, 1), numbering.start)) == {"one_side"}


def test_bare_headings_pair_and_part() -> None:
    zh = [*side("Art 1", text=""), block(1, "")]
    en = [*side("Art 1", lang="en", text=""), block(1, "", "en")]
    numbering = Numbering(zh, en, [(0, 0), (1, 1)])
    edge = Edge((1, 1), 1, 1)
    assert numbering.bare_pair(edge)
    (matched,) = fired(numbering, edge, numbering.start).values()
    assert matched.heading is Heading.MATCHED
    assert "after_matched_heading" in next(iter(fired(numbering, Edge((1, 0), 2, 1), matched)))
    (alone,) = {after.heading for after in fired(numbering, Edge((1, 0), 1, 0), numbering.start).values()}
    assert alone is Heading.SOURCE_NULL
    inside = State(numbering.start.offsets, Heading.SOURCE_NULL, 1)
    assert "after_null_heading+run_1" in fired(numbering, Edge((1, 0), 2, 0), inside)
    assert "heading_parted" in next(iter(fired(numbering, Edge((1, 1), 2, 1), inside)))


def test_inner_labels_are_counted() -> None:
    numbering = Numbering(side("1.", "2.", "3."), side("1.", lang="en"), [(0, 0)])
    ((_, features),) = numbering.moves(Edge((3, 1), 3, 1), numbering.start)
    assert ("inner_labels", 2.0) in features


def test_edges_of_equal_view_are_many(shifted: Numbering) -> None:
    """What a state does depends on the view alone, so the search works it out once for all such edges."""
    assert shifted.view(Edge((1, 1), 5, 4)) == shifted.view(Edge((1, 1), 6, 5))
    assert shifted.view(Edge((1, 1), 5, 4)) != shifted.view(Edge((1, 1), 5, 5))
