"""Tables that are ruled on a page: the cells that drawn lines make, and the print in them."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from align.readers.pdf.sheets import Rule, Run, Wall

TOUCH = 3.0  # points between the ends of lines that meet
MOST_LINES = 1_000  # of a page: more are a drawing, and would take long
MIDDLE = 0.3  # em above the baseline: the middle of a line of print


class Grid(NamedTuple):
    """A table of at least two rows and two columns."""

    xs: tuple[float, ...]  # of the vertical lines, from left to right
    ys: tuple[float, ...]  # of the horizontal lines, from bottom to top

    @property
    def left(self) -> float:
        return self.xs[0]

    @property
    def right(self) -> float:
        return self.xs[-1]

    @property
    def top(self) -> float:
        return self.ys[-1]

    def cells(self, runs: Iterable[Run]) -> dict[tuple[int, int], list[Run]]:
        """The runs in each cell that has any, by row and column."""
        cells: dict[tuple[int, int], list[Run]] = {}
        for run in runs:
            if place := self.place(run):
                cells.setdefault(place, []).append(run)
        return cells

    def is_table(self, runs: Iterable[Run]) -> bool:
        """Whether print stands in several rows and columns, and it is no frame round a text."""
        rows, columns = ({place[i] for place in self.cells(runs)} for i in (0, 1))
        return len(rows) > 1 and len(columns) > 1

    def place(self, run: Run) -> tuple[int, int] | None:
        """Row and column of a run, 1-based; None if it stands outside. What spans cells is in its first."""
        column = bisect_left(self.xs, run.left + TOUCH)
        row = len(self.ys) - bisect_left(self.ys, run.baseline + MIDDLE * run.size)
        inside = 0 < column < len(self.xs) and 0 < row < len(self.ys)
        return (row, column) if inside else None


class _Tangle(NamedTuple):
    """Lines that touch each other, and the box round them."""

    rules: list[Rule]
    walls: list[Wall]
    box: tuple[float, float, float, float]  # left, bottom, right, top


def find_grids(rules: Sequence[Rule], walls: Sequence[Wall]) -> list[Grid]:
    """The tables of a page, from top to bottom."""
    if len(rules) + len(walls) > MOST_LINES:
        return []
    tangles: list[_Tangle] = []
    for rule in rules:
        _add(tangles, _Tangle([rule], [], (rule.left, rule.y, rule.right, rule.y)))
    for wall in walls:
        _add(tangles, _Tangle([], [wall], (wall.x, wall.bottom, wall.x, wall.top)))
    grids = [_grid(tangle) for tangle in tangles]
    found = [grid for grid in grids if len(grid.xs) > 2 and len(grid.ys) > 2]
    return sorted(found, key=lambda grid: -grid.top)


def _add(tangles: list[_Tangle], new: _Tangle) -> None:
    """Add lines to what they touch, which may so become one."""
    for old in [t for t in tangles if _meet(t.box, new.box)]:
        tangles.remove(old)
        (a, b, c, d), (e, f, g, h) = old.box, new.box
        box = min(a, e), min(b, f), max(c, g), max(d, h)
        new = _Tangle(old.rules + new.rules, old.walls + new.walls, box)
    tangles.append(new)


def _meet(a: tuple[float, float, float, float], b: tuple[float, float, float, float]) -> bool:
    across = a[0] <= b[2] + TOUCH and b[0] <= a[2] + TOUCH
    return across and a[1] <= b[3] + TOUCH and b[1] <= a[3] + TOUCH


def _grid(tangle: _Tangle) -> Grid:
    """Lines that end at others on both sides; what underlines a word in a cell does not."""
    xs, ys = [wall.x for wall in tangle.walls], [rule.y for rule in tangle.rules]
    return Grid(
        _distinct(w.x for w in tangle.walls if _near(w.bottom, ys) and _near(w.top, ys)),
        _distinct(r.y for r in tangle.rules if _near(r.left, xs) and _near(r.right, xs)),
    )


def _near(place: float, others: Iterable[float]) -> bool:
    return any(abs(place - other) <= TOUCH for other in others)


def _distinct(places: Iterable[float]) -> tuple[float, ...]:
    distinct: list[float] = []
    for place in sorted(places):
        if not distinct or place - distinct[-1] > TOUCH:
            distinct.append(place)
    return tuple(distinct)
