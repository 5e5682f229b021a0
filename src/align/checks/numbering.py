"""Printed numbers that disagree: one marker alone, all from a point on, or lists of unequal length."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

from align.checks.material import LANGUAGE, Material, Pair
from align.checks.reliability import confidence
from align.checks.series import FEWEST, series
from align.model import Block, Document, Finding, Kind, Lang, Marker, Severity, Unit
from align.numbering import decimal_parent, read_markers
from align.offsets import Labelled, Style, labelled

SHORTEST_RUN = 2  # numbers that differ by the same

Labels = dict[int, Labelled]  # block id → its own marker and the list it stands in
List = tuple[Style, int]
Odd = dict[Lang, dict[int, str]]  # language → block id → what is odd about its number in its own text


class Offset(NamedTuple):
    """English number - Chinese number."""

    own: int = 0
    before: int = 0  # of what stands before the point: between 4.2 and 5.2


NO_OFFSET = Offset()


def _offset(source: Marker, target: Marker) -> Offset:
    before = decimal_parent(source), decimal_parent(target)
    parted = 0 if before[0] is None or before[1] is None else before[1] - before[0]
    return Offset(target.ordinal - source.ordinal, parted)


class Numbered(NamedTuple):
    """A pair whose first blocks are both numbered, in styles that stand for each other."""

    pair: Pair
    source: Labelled
    target: Labelled

    @property
    def offset(self) -> Offset:
        return _offset(self.pair.source.blocks[0].label[-1], self.pair.target.blocks[0].label[-1])

    def label(self, lang: Lang) -> Labelled:
        return self.source if lang == "zh" else self.target


def check(material: Material) -> Iterable[Finding]:
    """One finding for a marker that differs alone, one for a run of markers that differ by the same.

    The offset is carried along each list, from 0 at its beginning; where it comes back to 0, the
    numbers agree again and nothing is said. Lists whose items are not equally many: a remark where the
    items are paragraphs (what is missing is told by itself), a warning where they stand in a passage.
    """
    labels = labels_of(material)
    members = sorted(numbered(material, labels), key=lambda n: _list(n.source))
    documents = material.alignment.source, material.alignment.target
    odd = {document.lang: _oddities(document, labels[document.lang]) for document in documents}
    for _, of_list in groupby(members, key=lambda n: _list(n.source)):
        yield from _check_list(sorted(of_list, key=lambda n: n.pair.index), odd)
    yield from _unsettled(material, labels, members, odd)
    yield from _unequal_lists(members, labels)
    for pair in material.pairs:
        yield from _unequal_series(pair)


def labels_of(material: Material) -> dict[Lang, Labels]:
    """The markers of both sides, footnotes apart."""
    result: dict[Lang, Labels] = {}
    for document in (material.alignment.source, material.alignment.target):
        blocks = [b for b in document.blocks if b.kind is not Kind.FOOTNOTE]
        marked = zip(blocks, labelled(blocks), strict=True)
        result[document.lang] = {block.id: label for block, label in marked if label}
    return result


def numbered(material: Material, labels: dict[Lang, Labels]) -> list[Numbered]:
    """The pairs that are numbered on both sides, in the order of the beads."""
    both = [
        Numbered(pair, labels["zh"][s], labels["en"][t])
        for pair in material.pairs
        if (s := pair.source.blocks[0].id) in labels["zh"] and (t := pair.target.blocks[0].id) in labels["en"]
    ]
    styles = Counter((n.source.style, n.target.style) for n in both)
    partner = {s: t for (s, t), _ in reversed(styles.most_common())}
    return [n for n in both if partner[n.source.style] == n.target.style]


def _list(label: Labelled) -> List:
    return label.style, label.list


def _oddities(document: Document, labels: Labels) -> dict[int, str]:
    """Block id → what is odd about its number in its own text."""
    last: dict[Style, tuple[Labelled, str]] = {}
    result = {}
    language = LANGUAGE[document.lang]
    for id_, label in labels.items():
        printed = document.blocks[id_].label[-1].printed
        before, printed_before = last.get(label.style, (None, ""))
        if before and before.value == label.value > 1 and before.suffix == label.suffix:
            result[id_] = f"the {language} has {printed} twice"
        elif before and before.list == label.list and label.value > before.value + 1:
            result[id_] = f"the {language} goes from {printed_before} to {printed}"
        last[label.style] = label, printed
    return result


def _check_list(members: Sequence[Numbered], odd: Odd) -> Iterator[Finding]:
    """A new offset that lasts begins a run; otherwise the member differs alone."""
    offset = NO_OFFSET
    for i, member in enumerate(members):
        same_suffix = member.source.suffix == member.target.suffix
        if member.offset == offset and same_suffix:
            continue
        if member.offset != offset and _lasts([n.offset for n in members[i:]], offset):
            offset = member.offset
            if offset != NO_OFFSET:
                yield _finding(member.pair, _shifted(offset), odd)
        elif member.offset != NO_OFFSET or not same_suffix:
            yield _finding(member.pair, "The numbers differ: ", odd)


def _lasts(offsets: Sequence[Offset], before: Offset) -> bool:
    """Whether the next has the first one's offset, and not that one alone before all is as it was."""
    length = next((i for i, offset in enumerate(offsets) if offset != offsets[0]), len(offsets))
    return length > SHORTEST_RUN or (length == SHORTEST_RUN and offsets[length : length + 1] != [before])


def _shifted(offset: Offset) -> str:
    by = offset.own or offset.before
    return f"From here on the English numbers are {'higher' if by > 0 else 'lower'} by {abs(by)}: "


def _unsettled(
    material: Material, labels: dict[Lang, Labels], members: Sequence[Numbered], odd: Odd
) -> Iterator[Finding]:
    """Pairs numbered on one side whose other side begins with another number of the style that goes with it.

    Such a number fits nowhere in its own text, and so was read as running text: (m) for (c).
    """
    partners = {(n.source.style, n.target.style) for n in members}
    for pair in material.pairs:
        blocks = pair.source.blocks[0], pair.target.blocks[0]
        if sum(block.id in labels[block.lang] for block in blocks) != 1:
            continue
        readings = [b.label[-1:] if b.id in labels[b.lang] else read_markers(b.text) for b in blocks]
        if any(
            (_style(zh) == _style(en) or (_style(zh), _style(en)) in partners)
            and _offset(zh, en) != NO_OFFSET
            for zh in readings[0]
            for en in readings[1]
        ):
            yield _finding(pair, "The numbers differ: ", odd)


def _finding(pair: Pair, said: str, odd: Odd) -> Finding:
    zh, en = pair.source.blocks[0], pair.target.blocks[0]
    reasons = [reason for b in (zh, en) if (reason := odd[b.lang].get(b.id))]
    because = f" ({'; '.join(reasons)})" if reasons else ""
    message = f"{said}{_printed(zh)} in the Chinese, {_printed(en)} in the English{because}."
    return _warning(pair, message, (_marker(zh),), (_marker(en),))


def _warning(pair: Pair, message: str, source: tuple[Unit, ...], target: tuple[Unit, ...]) -> Finding:
    sure = confidence("numbering", pair, source, target)
    return Finding("numbering", Severity.WARNING, pair.index, message, sure, source, target)


def _style(marker: Marker) -> Style:
    return marker.kind, marker.style


def _printed(block: Block) -> str:
    """Its own number, or what it begins with and might have been one."""
    markers = block.label[-1:] or read_markers(block.text)
    return markers[0].printed if markers else ""


def _marker(block: Block) -> Unit:
    printed = "" if block.printed else _printed(block)
    start = max(block.text.find(printed), 0)
    return Unit(block.id, start, start + len(printed))


def _unequal_lists(members: Sequence[Numbered], labels: dict[Lang, Labels]) -> Iterator[Finding]:
    """members by list of the Chinese. An English list belongs to the Chinese one that it shares most with."""
    shared = Counter((_list(n.source), _list(n.target)) for n in members)
    partner = {target: source for (source, target), _ in reversed(shared.most_common())}
    sizes = {lang: Counter(_list(label) for label in labels[lang].values()) for lang in labels}
    for name, of_list in groupby(members, key=lambda n: _list(n.source)):
        first = min(of_list, key=lambda n: n.pair.index)
        there = sum(size for target, size in sizes["en"].items() if partner.get(target) == name)
        here = sizes["zh"][name]
        if min(here, there) >= FEWEST and here != there and not first.source.heading:
            zh, en = first.pair.source.blocks[0], first.pair.target.blocks[0]
            message = f"The list from {zh.address or zh.label[-1].printed} on has {_counts(here, there)}."
            units = (_marker(zh),), (_marker(en),)
            yield Finding("numbering", Severity.INFO, first.pair.index, message, None, *units)


def _unequal_series(pair: Pair) -> Iterator[Finding]:
    """Items inside a passage: (a) ..., (b) ..., (c) ... in the one, (a) and (b) in the other."""
    source, target = series(pair.source.text), series(pair.target.text)
    if source and target and len(source) != len(target):
        yield _warning(
            pair,
            f"The list in this passage has {_counts(len(source), len(target))}.",
            tuple(unit for span in source for unit in pair.source.places(*span)),
            tuple(unit for span in target for unit in pair.target.places(*span)),
        )


def _counts(here: int, there: int) -> str:
    return f"{here} item{'s' if here > 1 else ''} in the Chinese and {there} in the English"
