"""Which quantities of two passages have no counterpart."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from align.quantities.values import Kind, Quantity

_CLASS = {
    Kind.YEAR: "year", Kind.MONTH: "month", Kind.DAY: "day", Kind.WEEKDAY: "weekday", Kind.TIME: "time",
    Kind.PROVISION: "provision", Kind.SYMBOL: "symbol", Kind.URL: "url", Kind.RELATIVE: "relative",
}  # fmt: skip
_EXCUSED = {Kind.PROVISION: "provision", Kind.YEAR: "year"}  # 前条, 去年 on the other side stand for them


@dataclass(frozen=True, slots=True)
class Comparison:
    """shared: keys on both sides. source_only, target_only: hard quantities without counterpart.

    changed: pairs of the same class, each without counterpart.
    """

    shared: frozenset[str]
    source_only: tuple[Quantity, ...]
    target_only: tuple[Quantity, ...]
    changed: tuple[tuple[Quantity, Quantity], ...]

    @property
    def agrees(self) -> bool:
        return not (self.source_only or self.target_only or self.changed)


def compare(source: Sequence[Quantity], target: Sequence[Quantity]) -> Comparison:
    """Compare by key. Where no value is missing, equal totals of a class with exactly one surplus
    each way (5 5 7 against 5 7 7) are a change too."""
    source_only, target_only = _missing(source, target), _missing(target, source)
    changed = _exchanged(source_only, target_only) if source_only or target_only else _surplus(source, target)
    both = {quantity for pair in changed for quantity in pair}
    source_only, target_only = ([q for q in only if q not in both] for only in (source_only, target_only))
    shared = frozenset(q.key for q in source) & frozenset(q.key for q in target)
    return Comparison(shared, tuple(source_only), tuple(target_only), tuple(changed))


def _class(quantity: Quantity) -> str:
    return _CLASS.get(quantity.kind, "number")


def _missing(side: Sequence[Quantity], other: Sequence[Quantity]) -> list[Quantity]:
    present = {q.key for q in other}
    spare = Counter(q.value for q in other if q.kind is Kind.RELATIVE)
    spare -= Counter(q.value for q in side if q.kind is Kind.RELATIVE)
    missing = []
    for quantity in side:
        if not quantity.hard or quantity.key in present:
            continue
        relative = _EXCUSED.get(quantity.kind)
        if relative and spare[relative]:
            spare[relative] -= 1
        else:
            missing.append(quantity)
    return missing


def _exchanged(
    source_only: Sequence[Quantity], target_only: Sequence[Quantity]
) -> list[tuple[Quantity, Quantity]]:
    """What is missing of a class, side by side, where equally many are missing on either side."""
    changed: list[tuple[Quantity, Quantity]] = []
    for name in dict.fromkeys(map(_class, source_only)):
        here, there = ([q for q in only if _class(q) == name] for only in (source_only, target_only))
        if len(here) == len(there):
            changed.extend(zip(here, there, strict=True))
    return changed


def _surplus(source: Sequence[Quantity], target: Sequence[Quantity]) -> list[tuple[Quantity, Quantity]]:
    """Per class: equal totals and one value too many each way, too many among all classes as well
    (a paragraph number may stand among the plain numbers of the other side)."""
    source, target = [q for q in source if q.printed], [q for q in target if q.printed]
    all_gone, all_come = _difference(source, target)
    changed = []
    for name in dict.fromkeys(map(_class, source)):
        here = [q for q in source if _class(q) == name]
        there = [q for q in target if _class(q) == name]
        gone, come = _difference(here, there)
        if (
            len(here) == len(there)
            and gone.total() == come.total() == 1
            and gone <= all_gone
            and come <= all_come
        ):
            first = next(q for q in reversed(here) if q.key in gone)
            second = next(q for q in reversed(there) if q.key in come)
            if (
                name == "provision"
                or (first.hard and second.hard)
                or (_in_digits(first) and _in_digits(second))
            ):
                changed.append((first, second))
    return changed


def _in_digits(quantity: Quantity) -> bool:
    """Printed in digits it was meant as a number: 1 P-5 against 9 P-5, though "a P-5" stands for 1."""
    return quantity.printed.isdigit()


def _difference(here: Sequence[Quantity], there: Sequence[Quantity]) -> tuple[Counter[str], Counter[str]]:
    """Keys that stand more often here, and those that stand more often there."""
    ours, theirs = Counter(q.key for q in here), Counter(q.key for q in there)
    return ours - theirs, theirs - ours
