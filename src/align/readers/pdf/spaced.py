"""Tables that no lines rule: columns that white space sets apart, where it does so beyond doubt.

Lines one below the other leave the same places free, and what stands between has the same edges.
Hanging numbers, tables of contents and mastheads look so too, and are text; so does text in two columns,
which is known by its lines: they are full, and go on one below the other.
"""

from __future__ import annotations

import math
import re
from bisect import bisect
from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise
from statistics import median
from typing import NamedTuple

from align.numbering import read_markers
from align.readers.pdf.rows import is_label
from align.readers.pdf.sheets import Run, space_between
from align.readers.pdf.tables import MIDDLE, TOUCH, Grid

GAP = 0.9  # em between cells of a line, at least; words of justified text are seldom so far apart
APART = 3.0  # em from a line of a table to the next, at most
CLOSEST = 0.9  # em from a line of a table to the next, at least
MOST_LINES = 200  # of a page: more are a drawing, and would take long
ROWS, ROWS_OF_TWO = 3, 4  # with several cells that a table has at least; the second if it has two columns
FILLED = 0.6  # share of rows that have several cells, at least
HEADINGS = 3  # lines in succession with nothing but a first cell, at most
EDGE, SAME_EDGE = 2.5, 0.5  # points; share of a column's cells that have an edge or the middle in common
WIDER = 1.3  # times the least distance of lines: so much parts rows
OFFSET = 1.5  # times the usual distance of lines: a page's head and foot are farther off
WIDE, GOING_ON = 10.0, 0.2  # em; share of the rows of so wide a column whose text goes on: it is no table
NARROW = 15.0  # em: two columns that are both wider may be text
SLACK = 1.0  # em by which a line may have less room than it seems: words are measured by their letters
TAKEN_BACK = 1.5  # em before the end of a Chinese line without room: punctuation hangs or takes one along

_BARE = re.compile(r"\d{1,3}|[A-Za-z]|[ivxIVX]{1,5}")
_SENTENCE = re.compile(r"[：。]")
_LEADERS = re.compile(r"(?:[.·…] ?){4}")
_PAGE = re.compile(r"\d{1,4}|[ivxl]+")
_MASTHEAD = re.compile(r"Distr\.|Original: |原件：")

Gap = tuple[float, float]  # left and right end of white space


class Piece(NamedTuple):
    """What stands in a column of a line."""

    text: str
    left: float
    right: float


class Line(NamedTuple):
    """A line of the page in pieces, from left to right, at least GAP apart."""

    baseline: float
    size: float
    pieces: tuple[Piece, ...]

    @property
    def gaps(self) -> list[Gap]:
        """The white space from left to right; the first and the last have no end."""
        lefts, rights = [p.left for p in self.pieces], [p.right for p in self.pieces]
        return list(zip([-math.inf, *rights], [*lefts, math.inf], strict=True))


class Strip(NamedTuple):
    """A line of a table, its pieces by column, 0-based."""

    baseline: float
    size: float
    cells: dict[int, Piece]


def find_spaced_grids(runs: Iterable[Run]) -> list[Grid]:
    """The tables of a page, from top to bottom. runs: those that stand in no ruled table."""
    lines = _without_edges(_make_lines(runs))
    grids: list[Grid] = []
    i = 0
    while i < len(lines) <= MOST_LINES:
        held, gaps = _stretch(lines[i:])
        columns, rows = _table(held, gaps)
        if rows:
            grids.append(_grid(columns, rows))
        i += sum(map(len, rows)) or len(held) or 1  # what is no table as a whole is none in part
    return grids


def _table(lines: Sequence[Line], gaps: Sequence[Gap]) -> tuple[list[float], list[list[Strip]]]:
    """Where columns part, and the rows, of lines that leave gaps free; no rows if they are no table."""
    columns = [(left + right) / 2 for left, right in gaps]
    strips = [_strip(line, columns) for line in lines]
    columns = [x for i, x in enumerate(columns) if not _are_labels(strips, i)]
    rows = _rows([_strip(line, columns) for line in lines], len(columns) + 1)
    while rows and not any(len(strip.cells) > 1 for strip in rows[-1]):
        del rows[-1]
    if rows and (kept := sum(map(len, rows))) < len(lines):
        return _table(*_stretch(lines[:kept]))
    return columns, rows if _is_table(rows, len(columns) + 1) else []


def _grid(columns: Sequence[float], rows: Sequence[Sequence[Strip]]) -> Grid:
    """The lines that might have been drawn."""
    pieces = [piece for row in rows for strip in row for piece in strip.cells.values()]
    middles = [[strip.baseline + MIDDLE * strip.size for strip in row] for row in rows]
    size = rows[0][0].size
    between = [(below[0] + above[-1]) / 2 for above, below in pairwise(middles)]
    return Grid(
        (min(p.left for p in pieces), *columns, max(p.right for p in pieces) + TOUCH),
        (middles[-1][-1] - size / 2, *reversed(between), middles[0][0] + size / 2),
    )


# --- lines that leave the same places free ---------------------------------------------------------


def _make_lines(runs: Iterable[Run]) -> list[Line]:
    lines: list[list[Run]] = []
    for run in sorted(runs, key=lambda r: -r.baseline):
        if lines and lines[-1][0].baseline - run.baseline <= run.size / 2:  # what is raised or lowered too
            lines[-1].append(run)
        else:
            lines.append([run])
    return [_make_line(line) for line in lines]


def _make_line(runs: Sequence[Run]) -> Line:
    main = max(runs, key=lambda r: r.size)
    pieces: list[Piece] = []
    for run in sorted(runs, key=lambda r: r.left):
        if pieces and run.left - pieces[-1].right < GAP * main.size:
            text, left, right = pieces.pop()
            space = space_between(text, run.text, (run.left - right) / main.size)
            pieces.append(Piece(text + space + run.text, left, max(right, run.right)))
        else:
            pieces.append(Piece(run.text, run.left, run.right))
    return Line(main.baseline, main.size, tuple(pieces))


def _without_edges(lines: Sequence[Line]) -> Sequence[Line]:
    """The lines of a page but for its head and foot, if they stand apart."""
    steps = [a.baseline - b.baseline for a, b in pairwise(lines)]
    if len(steps) < ROWS:
        return lines
    usual = median(steps)
    return lines[int(steps[0] > OFFSET * usual) : len(lines) - int(steps[-1] > OFFSET * usual)]


def _stretch(lines: Sequence[Line]) -> tuple[list[Line], list[Gap]]:
    """As many of lines as leave the same gaps free, and these; each gap of a line holds one of them."""
    held: list[Line] = []
    gaps: list[Gap] = []
    everywhere: list[Gap] = [(-math.inf, math.inf)]
    for line in lines:
        if held and held[-1].baseline - line.baseline > APART * line.size:
            break
        narrowed = [
            (max(a, c), min(b, d))
            for a, b in everywhere
            for c, d in line.gaps
            if min(b, d) - max(a, c) >= GAP * line.size
        ]
        inner = [gap for gap in narrowed if math.isfinite(gap[0]) and math.isfinite(gap[1])]
        changed = [line] if len(inner) == len(gaps) else [*held, line]
        if not inner or not all(_parts(inner, gap) for x in changed for gap in x.gaps[1:-1]):
            break
        held, gaps, everywhere = [*held, line], inner, narrowed
        if all(x.pieces[-1].right <= gaps[0][0] for x in held[-HEADINGS - 1 :]):
            break
    return held, gaps


def _parts(inner: Sequence[Gap], gap: Gap) -> bool:
    return any(gap[0] <= left and right <= gap[1] for left, right in inner)


def _strip(line: Line, columns: Sequence[float]) -> Strip:
    cells: dict[int, Piece] = {}
    for piece in line.pieces:
        column = bisect(columns, piece.left)
        before = cells.get(column)  # the number of the row
        cells[column] = Piece(f"{before.text} {piece.text}", before.left, piece.right) if before else piece
    return Strip(line.baseline, line.size, cells)


# --- rows ------------------------------------------------------------------------------------------


def _rows(strips: Sequence[Strip], columns: int) -> list[list[Strip]]:
    """The strips of each row: white space parts rows, and where it doesn't, that their cells don't go on."""
    if len(strips) < ROWS:
        return []
    least = min(above.baseline - below.baseline for above, below in pairwise(strips))
    if least < CLOSEST * strips[0].size:  # columns with lines of their own
        return []
    limits = [max((s.cells[c].right for s in strips if c in s.cells), default=0.0) for c in range(columns)]
    names = [s.cells[0].text for s in strips if 0 in s.cells and len(s.cells) > 1]
    named = not any(map(_SENTENCE.search, names))  # what has the form of a sentence is then no name of a row

    def is_wide(row: list[Strip], below: Strip) -> bool:
        return row[-1].baseline - below.baseline > WIDER * least

    def breaks(row: list[Strip], below: Strip) -> bool:
        return not _continues(row, below, limits) or (
            named and below.cells.keys() == {0} and _SENTENCE.search(below.cells[0].text) is not None
        )

    def is_whole(group: list[Strip]) -> bool:
        """Whether each line of it goes on in columns that the one above has; two may be two texts."""
        return all(
            (columns > 2 or len(below.cells) == 1)
            and below.cells.keys() <= above.cells.keys()
            and _all_go_on(above, below, limits)
            for above, below in pairwise(group)
        )

    groups = _split(strips, is_wide)
    if len(groups) >= ROWS and all(map(is_whole, groups)):
        return groups
    return [row for group in groups for row in _split(group, breaks)]


def _split(strips: Sequence[Strip], begins: Callable[[list[Strip], Strip], bool]) -> list[list[Strip]]:
    """Strips in groups; begins tells whether the next after those of a group begins another."""
    groups = [[strips[0]]]
    for strip in strips[1:]:
        if begins(groups[-1], strip):
            groups.append([strip])
        else:
            groups[-1].append(strip)
    return groups


def _continues(row: Sequence[Strip], below: Strip, limits: Sequence[float]) -> bool:
    """Whether a line goes on with some cells of a row, or with its name alone, and has no capital there."""
    above, first = row[-1].cells, row[0].cells
    some = below.cells.keys() <= above.keys() and below.cells.keys() < first.keys()
    named = above.keys() == first.keys() == {0}
    capital = any(below.cells[c].text[0].isupper() for c in above.keys() & below.cells.keys())
    return (some or named) and not capital and _all_go_on(row[-1], below, limits)


def _all_go_on(above: Strip, below: Strip, limits: Sequence[float]) -> bool:
    """Whether there are cells that both lines have, and all of them may go on from one to the other."""
    shared = above.cells.keys() & below.cells.keys()
    return bool(shared) and all(
        _goes_on(above.cells[c], below.cells[c], limits[c], below.size) for c in shared
    )


def _goes_on(above: Piece, below: Piece, limit: float, size: float) -> bool:
    """Whether the text of a cell may run from one of its lines to the next: its first word had no room."""
    if not (_has_letters(above.text) and _has_letters(below.text)) or read_markers(below.text):
        return False
    if below.text[0] >= "\u2e80":
        return above.right + TAKEN_BACK * size > limit
    word = below.text.split(" ", 1)[0]
    width = (below.right - below.left) * len(word) / len(below.text)
    return above.right + SLACK * size + width > limit


def _has_letters(text: str) -> bool:
    return any(char.isalpha() for char in text)


# --- what is no table ------------------------------------------------------------------------------


def _is_table(rows: Sequence[Sequence[Strip]], columns: int) -> bool:
    filled = [row for row in rows if any(len(strip.cells) > 1 for strip in row)]
    if columns < 2 or len(filled) < max(FILLED * len(rows), ROWS_OF_TWO if columns == 2 else ROWS):
        return False
    texts = [piece.text for row in rows for strip in row for piece in strip.cells.values()]
    if any(map(_MASTHEAD.search, texts)) or _are_contents(filled):
        return False
    below = [strip for row in rows for strip in row]
    of_columns = [[s.cells[c] for s in below if c in s.cells] for c in range(columns)]
    narrowest = min(max(p.right for p in cells) - min(p.left for p in cells) for cells in of_columns)
    if columns == 2 and narrowest > NARROW * rows[0][0].size:
        return False
    return all(map(_have_an_edge, of_columns[1:])) and not any(
        _is_text(rows, column) for column in range(columns)
    )


def _are_labels(strips: Sequence[Strip], column: int) -> bool:
    """Whether a column holds the numbers, letters or dots before what is in the next; one may be a heading.

    Behind the first column they must count on: (12) and – are amounts there.
    """
    before = [s.cells[column].text for s in strips if column in s.cells and column + 1 in s.cells]
    if column == 0:
        labels = sum(is_label(text) or _BARE.fullmatch(text) is not None for text in before)
        return labels >= max(1, len(before) - 1)
    ordinals = [m.ordinal for text in before for m in read_markers(text)[:1] if m.printed == text]
    return sum(b - a == 1 for a, b in pairwise(ordinals)) >= max(1, len(before) - 2)


def _are_contents(filled: Sequence[Sequence[Strip]]) -> bool:
    """Whether most rows lead on to the number of a page."""
    lines = [row[-1].cells for row in filled]
    leading = sum(any(_LEADERS.search(p.text) for p in cells.values()) for cells in lines)
    return leading > len(lines) / 2 and all(_PAGE.fullmatch(cells[max(cells)].text) for cells in lines[1:])


def _have_an_edge(cells: Sequence[Piece]) -> bool:
    places = [(p.left, p.right, (p.left + p.right) / 2) for p in cells]
    shared = (
        sum(abs(other[edge] - place[edge]) <= EDGE for other in places)
        for place in places
        for edge in range(3)
    )
    return max(shared) >= max(2, SAME_EDGE * len(cells))


def _is_text(rows: Sequence[Sequence[Strip]], column: int) -> bool:
    """Whether a wide column goes on from row to row, line under full line."""
    pieces = [(n, s.cells[column]) for n, row in enumerate(rows) for s in row if column in s.cells]
    left, right = min(p.left for _, p in pieces), max(p.right for _, p in pieces)
    pairs = [(above, below) for (n, above), (m, below) in pairwise(pieces) if n < m]
    size = rows[0][0].size
    going_on = sum(_goes_on(a, b, right, size) and not b.text[0].isupper() for a, b in pairs)
    return right - left >= WIDE * size and going_on > GOING_ON * len(pairs)
