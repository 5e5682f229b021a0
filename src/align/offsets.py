"""Numbering as a hidden state of the lattice: the offset between the two numberings.

Labels weighed one by one wreck every document from which a paragraph was dropped and the rest
renumbered. So the state that is carried along the lattice holds, for each *slot* (articles and the
commonest styles of item), the offset English number - Chinese number. A constant offset over a
stretch speaks for the pairing; the place where it changes speaks for a missing or added block
just there. The state also knows what the last heading did and how many nulls stand in a row.

`Numbering.moves` gives, for an edge and a state, the states that may follow, each with the features
that fire; their weights are fitted (profiles.json, "numbering"). It looks at a *view* of the edge, and
the many edges of equal view move every state alike. The search (dp.best_path) sees only states and
scores.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import NamedTuple

from align.dp import Edge
from align.model import Block

SLOTS = 3  # styles whose offset is carried
OFFSETS = 6  # values of an offset that are tried, none and 0 among them
FARTHEST = 5  # largest offset that is tried
SURE = 0.9  # probability of a pair from which partner styles are learnt
REACH = FARTHEST + 1  # largest offset that matters for a number's neighbours
LONGEST_RUN = 5  # nulls in a row that the state can count
HEADINGS = frozenset({"article", "chapter", "section", "part", "annex"})
BARE = 2  # characters beside the label up to which a heading counts as bare

Style = tuple[str, str]  # kind and style of a marker
Features = tuple[tuple[str, float], ...]


class Heading(IntEnum):
    """What the bead just before did with a bare heading."""

    NONE = 0
    MATCHED = 1
    SOURCE_NULL = 2
    TARGET_NULL = 3


class State(NamedTuple):
    """What the search carries along. offsets: one a slot, None before the first pair of the slot."""

    offsets: tuple[int | None, ...]
    heading: Heading
    nulls: int  # null beads just before, both sides together, at most LONGEST_RUN


@dataclass(frozen=True, slots=True)
class Labelled:
    """A unit's own (last) marker, as the states see it."""

    style: Style
    value: int
    suffix: int
    starts: bool  # begins a list
    list: int  # which list of its side it belongs to
    bare: bool  # a heading with no text of its own
    heading: bool  # an article, chapter ... (weights differ from those of items)


class Pairing(NamedTuple):
    """What the states see of an edge that pairs two runs."""

    bare: bool  # two bare headings: see Numbering.bare_pair
    inner: int  # labels after the first unit, within the source run less those within the target run
    first: LabelPair | Features | None  # features where only one has a label, or the styles don't go together


class LabelPair(NamedTuple):
    """Two labels of partner styles."""

    slot: int | None
    offset: int  # English number - Chinese number
    same_suffix: bool
    starts: bool  # either begins a list
    heading: bool


class Gap(NamedTuple):
    """What the states see of a null edge."""

    is_source: bool
    bare: bool  # a heading with no text of its own
    slot: int | None  # None: no label, or one whose offset nobody carries
    starts: bool
    around: frozenset[int]  # offsets at which a list around it, on the other side, has its number; see REACH


View = Pairing | Gap


def labelled(blocks: Sequence[Block]) -> list[Labelled | None]:
    """The labels of one side's units, with lists told apart.

    A label begins a list if it is the first of its style since the last heading, or if its value is not
    above the one before; a single value out of sequence does not count as the one before. Headings
    begin a new list only at 1.
    """
    markers = [b.label[-1] if b.label else None for b in blocks]
    last: dict[Style, int] = {}
    lists: dict[Style, int] = {}
    result: list[Labelled | None] = []
    for i, (block, marker) in enumerate(zip(blocks, markers, strict=True)):
        if marker is None:
            result.append(None)
            continue
        style = (marker.kind, marker.style)
        heading = marker.kind in HEADINGS
        before = last.get(style)
        if heading:
            starts = before is None or (marker.ordinal == 1 and before != 1)
        else:
            again = marker.ordinal == before and not marker.suffix
            starts = before is None or marker.ordinal < before or again
        following = next((m.ordinal for m in markers[i + 1 :] if m and (m.kind, m.style) == style), None)
        outlier = before is not None and following is not None and marker.ordinal > following > before
        if starts or style not in lists:
            lists[style] = len(lists) + i + 1
        if not outlier:
            last[style] = marker.ordinal
        if heading:
            last = {s: v for s, v in last.items() if s[0] in HEADINGS}
        rest = len(block.text.replace(marker.printed, "", 1).strip())
        bare = heading and rest <= BARE
        result.append(Labelled(style, marker.ordinal, marker.suffix, starts, lists[style], bare, heading))
    return result


class Numbering:
    """The state model of one pair of unit sequences."""

    def __init__(
        self, source: Sequence[Block], target: Sequence[Block], sure_pairs: Iterable[tuple[int, int]]
    ) -> None:
        """sure_pairs: (source, target) units that a first pass pairs with a probability above SURE."""
        self._source, self._target = labelled(source), labelled(target)
        pairs = [(self._source[i], self._target[j]) for i, j in sure_pairs]
        both = [(s, t) for s, t in pairs if s and t]
        either = sum(1 for s, t in pairs if s or t)
        # How far a label on one side promises one on the other.
        self.reliance = (len(both) + 1) / (either + 2)
        self._partner = _partners(both)
        self._slot = self._slots()
        self._source_style = {self._partner[style]: style for style in reversed(self._slot)}
        self._offsets = [self._offsets_of(slot, both) for slot in range(SLOTS)]
        self._source_lists, self._target_lists = _ListsAround(self._source), _ListsAround(self._target)

    @property
    def start(self) -> State:
        return State((None,) * SLOTS, Heading.NONE, 0)

    def _slots(self) -> dict[Style, int]:
        """Slot of a source style: headings of the commonest style first, then the commonest items."""
        counts = Counter(s.style for s in self._source if s and s.style in self._partner)
        ranked = sorted(counts, key=lambda style: (style[0] != "article", -counts[style], style))
        return {style: slot for slot, style in enumerate(ranked[:SLOTS])}

    def _offsets_of(self, slot: int, both: Sequence[tuple[Labelled, Labelled]]) -> frozenset[int]:
        seen = Counter(
            t.value - s.value
            for s, t in both
            if self._slot.get(s.style) == slot and self._partner.get(s.style) == t.style
        )
        near = [d for d, _ in seen.most_common() if d != 0 and abs(d) <= FARTHEST]
        return frozenset([0, *near[: OFFSETS - 2]])

    def bare_pair(self, edge: Edge) -> bool:
        """Whether the edge pairs two bare headings. Their text says nothing: "heading_pair" stands for it."""
        if edge.type != (1, 1):
            return False
        s, t = self._source[edge.i - 1], self._target[edge.j - 1]
        return s is not None and t is not None and s.bare and t.bare and self._partner.get(s.style) == t.style

    def moves(self, edge: Edge, state: State) -> list[tuple[State, Features]]:
        """States that may follow when the search takes edge from state, with the features that fire."""
        return self.follow(self.view(edge), state)

    def view(self, edge: Edge) -> View:
        """What the states see of an edge."""
        (a, b), i, j = edge
        if not (a and b):
            return self._gap(edge, is_source=bool(a))
        s, t = self._source[i - a], self._target[j - b]
        inner = sum(map(bool, self._source[i - a + 1 : i])) - sum(map(bool, self._target[j - b + 1 : j]))
        first: LabelPair | Features | None = None
        if s is None or t is None:
            if s or t:
                first = (("one_side", self.reliance**2),)
        elif self._partner.get(s.style) != t.style:
            first = (("style", 1.0),)
        else:
            slot, starts = self._slot.get(s.style), s.starts or t.starts
            first = LabelPair(slot, t.value - s.value, s.suffix == t.suffix, starts, s.heading)
        return Pairing(self.bare_pair(edge), inner, first)

    def _gap(self, edge: Edge, is_source: bool) -> Gap:
        own = self._source[edge.i - 1] if is_source else self._target[edge.j - 1]
        if own is None:
            return Gap(is_source, bare=False, slot=None, starts=False, around=frozenset())
        style = own.style if is_source else self._source_style.get(own.style)
        slot = None if style is None else self._slot.get(style)
        if style is None or slot is None:
            return Gap(is_source, own.bare, slot=None, starts=False, around=frozenset())
        if is_source:
            around = self._target_lists.around(self._partner[style], edge.j, own.value)
        else:
            around = frozenset(-d for d in self._source_lists.around(style, edge.i, own.value))
        return Gap(is_source, own.bare, slot, own.starts, around)

    def follow(self, view: View, state: State) -> list[tuple[State, Features]]:
        """States that may follow state over an edge of this view, with the features that fire."""
        return self._match(view, state) if isinstance(view, Pairing) else self._null(view, state)

    def _match(self, view: Pairing, state: State) -> list[tuple[State, Features]]:
        fixed: list[tuple[str, float]] = []
        heading = Heading.NONE
        if view.bare:
            heading = Heading.MATCHED
            fixed.append(("heading_pair", 1.0))
        if state.heading >= Heading.SOURCE_NULL:
            fixed.append(("heading_parted", 1.0))
        if view.inner:
            fixed.append(("inner_labels", float(min(abs(view.inner), 3))))
        if not isinstance(view.first, LabelPair):
            return [(State(state.offsets, heading, 0), (*fixed, *(view.first or ())))]
        pairings = self._pair(view.first, state.offsets)
        return [(State(offsets, heading, 0), (*fixed, *features)) for offsets, features in pairings]

    def _pair(
        self, labels: LabelPair, offsets: tuple[int | None, ...]
    ) -> list[tuple[tuple[int | None, ...], Features]]:
        """Two labels of partner styles: agreement, an outlier, or a switch to another offset."""
        kind = "article" if labels.heading else "item"
        slot, new = labels.slot, labels.offset
        outlier = (offsets, ((f"outlier_{kind}", 1.0),))
        if not labels.same_suffix:
            return [outlier]
        if slot is None:
            return [(offsets, ((f"eq_{kind}", 1.0),))] if new == 0 else [outlier]
        old = offsets[slot]
        moved = _replaced(offsets, slot, new)
        if old is None or labels.starts:
            if new == 0:
                return [(moved, ((f"eq_{kind}", 1.0),))]
            if new == old:
                return [(moved, (("start_offset", 1.0),))]
            return [(moved, (("start_new", 1.0),))] if new in self._offsets[slot] else [outlier]
        if new == old:
            return [(offsets, ((f"eq_{kind}", 1.0),))]
        if new not in self._offsets[slot]:
            return [outlier]
        switch: Features = ((f"switch_{kind}", 1.0), ("switch_distance", float(abs(new - old) - 1)))
        return [outlier, (moved, switch)]

    def _null(self, view: Gap, state: State) -> list[tuple[State, Features]]:
        fixed: list[tuple[str, float]] = []
        same = Heading.SOURCE_NULL if view.is_source else Heading.TARGET_NULL
        if state.heading is Heading.MATCHED:
            fixed.append(("after_matched_heading", 1.0))
        elif state.heading is not Heading.NONE:
            fixed.append(("after_null_heading" if state.heading is same else "heading_parted", 1.0))
        heading = Heading.NONE
        if view.bare:
            heading = same
            fixed.append(("heading_null", 1.0))
        if state.nulls:
            fixed.append((_RUN[state.nulls], 1.0))
        nulls = min(state.nulls + 1, LONGEST_RUN)
        after = State(state.offsets, heading, nulls)
        if view.slot is None:
            return [(after, tuple(fixed))]
        offset = 0 if view.starts else state.offsets[view.slot]
        if offset is None:
            return [(after, tuple(fixed))]
        # What the other side's list says of the number that the null unit would have there.
        if offset in view.around:
            stay = "present"
        else:
            stay = "gap" if {offset - 1, offset + 1} <= view.around else "end"
        result = [(after, (*fixed, (stay, 1.0)))]
        shifted = offset + (-1 if view.is_source else 1)
        if abs(shifted) <= FARTHEST:
            moved = _replaced(state.offsets, view.slot, shifted)
            result.append((after._replace(offsets=moved), (*fixed, ("shift", 1.0))))
        return result


_RUN = {1: "run_1", 2: "run_2", 3: "run_3", 4: "run_3", 5: "run_5"}


def _partners(both: Sequence[tuple[Labelled, Labelled]]) -> dict[Style, Style]:
    """Source style → the target style that it is most often paired with."""
    counts: dict[Style, Counter[Style]] = {}
    for s, t in both:
        counts.setdefault(s.style, Counter())[t.style] += 1
    return {style: max(sorted(c), key=lambda t: c[t]) for style, c in counts.items()}


def _replaced(offsets: tuple[int | None, ...], slot: int, value: int) -> tuple[int | None, ...]:
    return (*offsets[:slot], value, *offsets[slot + 1 :])


class _ListsAround:
    """Values of the lists that stand around a node of one side."""

    def __init__(self, labels: Sequence[Labelled | None]) -> None:
        self._labels = labels
        self._values: dict[tuple[Style, int], set[int]] = {}
        self._at: dict[Style, list[int]] = {}
        self._seen: dict[tuple[Style, int, int], frozenset[int]] = {}
        for i, label in enumerate(labels):
            if label:
                self._values.setdefault((label.style, label.list), set()).add(label.value)
                self._at.setdefault(label.style, []).append(i)

    def around(self, style: Style, node: int, value: int) -> frozenset[int]:
        """Numbers less value, up to REACH, in the lists of that style just before and after a node (0..n)."""
        places = self._at.get(style, [])
        k = bisect_left(places, node)
        key = style, k, value
        if key not in self._seen:
            labels = [self._labels[place] for place in places[max(0, k - 1) : k + 1]]
            lists = [label.list for label in labels if label]
            near = range(-REACH, REACH + 1)
            found = (d for d in near if any(value + d in self._values[style, n] for n in lists))
            self._seen[key] = frozenset(found)
        return self._seen[key]
