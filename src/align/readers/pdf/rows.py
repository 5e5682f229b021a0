"""Runs of a page → regions of rows in reading order: one or two columns, what spans them, superscripts."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import groupby
from statistics import median
from typing import NamedTuple

from align.numbering import read_markers
from align.readers import Cell
from align.readers.pdf.sheets import Run, space_between

SMALL = 0.85  # of the type of its row: a smaller piece may be raised or lowered
SAME_BASELINE = 0.15  # em
RISE = (-0.35, 0.75)  # em: how far the baseline of a smaller piece may be off that of its row
TOUCH = 1.0  # em between a raised piece and its word; in front of a footnote more than inside a text
RAISED = 0.12  # em: a small piece whose baseline is so much higher is superscript
WIDEST_GUTTER = 5.0  # em
MIDDLE = (0.3, 0.7)  # of the width of the print: where a gutter may stand
COLUMN_ROWS = 5  # that two columns have side by side at least
BAND_ROWS = 3  # that columns have where they stand between lines across the page
FULL, FULL_SHARE = 0.85, 0.35  # of a column's width, and share of its rows that reach so far: text, no table
MOST_ACROSS = 1 / 3  # of the runs may cross a gutter: half of the page above the columns
CROSSED = 0.2  # share of rows that may cross the gutter of a page that has no two columns of its own
APART = 3.0  # em: white space that parts heads and feet from columns
_MARK = re.compile(r"\d{1,3}|\*{1,3}|[a-z]")


class Row(NamedTuple):
    """One printed line of a column."""

    text: str
    raised: tuple[tuple[int, int], ...]  # superscript pieces, as ranges of text
    left: float
    right: float
    baseline: float
    size: float  # of most of its characters
    hang: float | None = None  # left edge of what follows its number, a gap apart


class Region(NamedTuple):
    """Rows that are read one after the other."""

    column: int  # 0 for what goes across the page, 1 and 2
    rows: list[Row]
    cell: Cell | None = None  # of a table, that it is


# --- rows --------------------------------------------------------------------------------------


def make_rows(runs: Iterable[Run]) -> list[Row]:
    """Runs put together to rows, from top to bottom."""
    rows: list[list[Run]] = []
    for run in sorted(runs, key=lambda r: (-round(r.size), bool(_MARK.fullmatch(r.text)), -r.baseline)):
        near = [row for row in rows if _belongs(run, row)]
        if near:
            min(near, key=lambda row: abs(row[0].baseline - run.baseline)).append(run)
        else:
            rows.append([run])
    return sorted((_row(row) for row in rows), key=lambda row: (-row.baseline, row.left))


def _belongs(run: Run, row: Sequence[Run]) -> bool:
    main = row[0]
    rise = (run.baseline - main.baseline) / main.size
    if abs(rise) <= SAME_BASELINE:
        return True
    if not RISE[0] <= rise <= RISE[1] or not (run.size < SMALL * main.size or _MARK.fullmatch(run.text)):
        return False
    return any(max(run.left - r.right, r.left - run.right) <= TOUCH * main.size for r in row)


def _row(runs: Sequence[Run]) -> Row:
    sizes: Counter[float] = Counter()
    for run in runs:
        sizes[run.size] += len(run.text)
    size = sizes.most_common(1)[0][0]
    baseline = next(run.baseline for run in runs if run.size == size)
    text = ""
    raised: list[tuple[int, int]] = []
    before: Run | None = None
    in_order = sorted(runs, key=lambda r: r.left)
    for run in in_order:
        high = run.baseline - baseline > RAISED * size
        if before is not None:
            after_mark = " " if raised == [(0, len(text))] or _is_large_mark(text, before, run) else ""
            inferred = space_between(text, run.text, (run.left - before.right) / size)
            text += max(before.space, inferred, after_mark, key=len)
        if high:
            raised.append((len(text), len(text) + len(run.text)))
        text += run.text
        before = run
    hang = in_order[1].left if len(runs) > 1 and is_label(in_order[0].text) else None
    left, right = in_order[0].left, max(r.right for r in runs)
    return Row(text, tuple(raised), left, right, baseline, size, hang)


def is_label(text: str) -> bool:
    """Whether text is a number, a letter or a dot as stands before the items of a list."""
    return _LABEL.fullmatch(text) is not None or any(m.printed == text for m in read_markers(text))


_LABEL = re.compile(r"[(（\[]?(?:\d{1,3}|[A-Za-z]|[ivxIVX]{1,5})[)）\].．、]|\*{1,3}|[•●○·▪■□–—―-]")


def _is_large_mark(text: str, mark: Run, first: Run) -> bool:
    """Whether a row begins with the number of a footnote in larger type than the footnote."""
    return bool(_MARK.fullmatch(text)) and first.size < SMALL * mark.size


# --- columns -----------------------------------------------------------------------------------


def find_gutter(runs: Sequence[Run]) -> float | None:
    """x between two columns of text, None if the page has not got two."""
    if not runs:
        return None
    left, right = min(r.left for r in runs), max(r.right for r in runs)
    width = right - left
    places = range(int(left + MIDDLE[0] * width), int(left + MIDDLE[1] * width) + 1)
    if not places:
        return None
    crossed = {x: sum(r.left < x < r.right for r in runs) for x in places}
    fewest = min(crossed.values())
    gaps = [list(g) for free, g in groupby(places, key=lambda x: crossed[x] == fewest) if free]
    gap = max(gaps, key=len)
    if fewest > MOST_ACROSS * len(runs) or len(gap) > WIDEST_GUTTER * median(r.size for r in runs):
        return None
    x = (gap[0] + gap[-1]) / 2
    sides = [r for r in runs if r.right <= x], [r for r in runs if r.left >= x]
    return x if all(_is_text(side, sides) for side in sides) else None


def _is_text(side: Sequence[Run], sides: Sequence[Sequence[Run]]) -> bool:
    """Whether a side of a gutter has rows beside the other, enough of them full."""
    if not all(sides):
        return False
    low = max(min(r.baseline for r in s) for s in sides)
    high = min(max(r.baseline for r in s) for s in sides)
    ends: dict[int, float] = {}
    for run in side:
        if low - 1 <= run.baseline <= high + 1:
            row = round(run.baseline)
            ends[row] = max(ends.get(row, run.right), run.right)
    if len(ends) < COLUMN_ROWS:
        return False
    left, right = min(r.left for r in side), max(ends.values())
    return sum(end >= left + FULL * (right - left) for end in ends.values()) >= FULL_SHARE * len(ends)


def make_regions(runs: Sequence[Run], gutter: float | None, size: float) -> list[Region]:
    """The regions of a page in reading order. gutter: of this page, or of the others; size: of the text."""
    if gutter is None or (_share_across(runs, gutter) > CROSSED and find_gutter(runs) is None):
        return [Region(0, make_rows(runs))] if runs else []
    regions: list[Region] = []
    for band in _bands(runs, gutter, size):
        columns = [r for r in band if r.right <= gutter], [r for r in band if r.left >= gutter]
        rows = [make_rows(column) for column in columns]
        is_across = len(columns[0]) + len(columns[1]) < len(band)
        if is_across or max(map(len, rows)) < BAND_ROWS:
            whole = make_rows(band)
            if regions and regions[-1].column == 0:
                regions[-1].rows.extend(whole)
            else:
                regions.append(Region(0, whole))
        else:
            regions.extend(Region(i, r) for i, r in enumerate(rows, start=1) if r)
    return regions


def _share_across(runs: Sequence[Run], gutter: float) -> float:
    return sum(r.left < gutter < r.right for r in runs) / max(len(runs), 1)


def _bands(runs: Sequence[Run], gutter: float, size: float) -> Iterable[list[Run]]:
    """Runs from top to bottom, parted where lines across the gutter begin or end and at white space."""
    across = [r for r in runs if r.left < gutter < r.right]
    band: list[Run] = []
    kind = False
    for run in sorted(runs, key=lambda r: -r.baseline):
        crosses = any(abs(run.baseline - a.baseline) < a.size / 2 for a in across)
        if band and (crosses != kind or band[-1].baseline - run.baseline > APART * size):
            yield band
            band = []
        band.append(run)
        kind = crosses
    if band:
        yield band
