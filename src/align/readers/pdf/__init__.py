"""PDF → Source: text set as it stands on the page, so that layout.py reads it like extracted text.

A line's indent is its leading spaces, white space between lines is blank lines, and pages end with a
form feed. A footnote's rule, drawn or inferred from smaller type, is a line of underscores.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import chain, count, pairwise
from statistics import median
from typing import NamedTuple

from align.errors import InputError
from align.furniture import NOTE
from align.model import Note, Span
from align.readers import Box, Cell, Line, Source
from align.readers.pdf.rows import Region, Row, find_gutter, make_regions, make_rows
from align.readers.pdf.sheets import MISSING, Rule, Run, Sheet, read_sheets
from align.readers.pdf.spaced import find_spaced_grids
from align.readers.pdf.tables import Grid, find_grids

RULE_TEXT = "_" * 10
SMALLER = 0.95  # of the size of the text: type that footnotes are set in
NARROWEST_RULE = 36.0  # points: a narrower one underlines a word
SHORT_RULE = 0.67  # of the width of a column: a longer one parts something else than footnotes
FOOT_GAP = 1.5  # times the usual distance of rows: wider sets the foot of a page apart
CLOSE = 1.2  # times the usual distance of rows: wider is a blank line
MOST_BLANK = 3  # blank lines that a gap of any height is shown as
SETTLED = 5  # rows from which a region's margins are known
FEWEST_FULL = 3  # rows that end at the right margin; with fewer, or less than this share, none may be full
FULL_SHARE = 0.05
OUTLIERS = 0.02  # share of rows that may stand out into the margin
STAMP = 100  # characters: fewer on a picture of a page are a stamp or a page number
PAGES_NAMED = 10  # in a note


class Place(NamedTuple):
    """A region on its page."""

    sheet: Sheet
    region: Region

    @property
    def key(self) -> tuple[int, int, int]:
        """Regions alike in this have the same margins: column, left or right page, width of the page."""
        return self.region.column, self.sheet.number % 2, round(self.sheet.right - self.sheet.left)


class Measures(NamedTuple):
    """How the document is set, in points."""

    size: float  # of its text
    leading: float  # between the baselines of two lines of a paragraph
    column: float  # width of a column of print on average
    margins: dict[tuple[int, int, int], tuple[float, float]]  # left and right edge of print by Place.key

    @property
    def columns(self) -> int:
        """Width of the text in columns of print."""
        return round(max(right - left for left, right in self.margins.values()) / self.column)


def read(data: bytes, name: str, _encoding: str | None = None) -> Source:
    """The text layer of a PDF. Raises InputError for a file that is broken, locked, or only pictures."""
    sheets = list(read_sheets(data, name))
    if not any(sheet.runs for sheet in sheets):
        raise InputError(
            f"{name}: has no text layer ({len(sheets)} pages, pictures only); "
            "run OCR on it, such as ocrmypdf, and give the result"
        )
    grids = [_grids(sheet, edges) for sheet, edges in zip(sheets, _running_lines(sheets), strict=True)]
    outside = [_outside(of_page, sheet.runs) for of_page, sheet in zip(grids, sheets, strict=True)]
    size = _text_size(outside) or _text_size(sheet.runs for sheet in sheets)
    places = list(_places(sheets, grids, [find_gutter(runs) for runs in outside], size))
    lines = tuple(_lines(places, _measure(places, size)))
    if not any(line.raised for line in lines):  # its marks may have been flattened
        lines = tuple(line._replace(raised=None) for line in lines)
    text = "".join(_with_break(a, b) for a, b in zip(lines, (*lines[1:], None), strict=True))
    return Source(text, lines, tuple(_notes(sheets, lines)))


def _with_break(line: Line, after: Line | None) -> str:
    if after is None:
        return line.text
    return line.text + ("\n" if line.page == after.page else "\f")


# --- measuring ---------------------------------------------------------------------------------


def _text_size(pages: Iterable[Iterable[Run]]) -> float:
    """The size of most type, 0 if there is none."""
    sizes: Counter[float] = Counter({0.0: 0})
    for run in chain.from_iterable(pages):
        sizes[round(run.size, 1)] += len(run.text)
    return sizes.most_common(1)[0][0]


def _places(
    sheets: Sequence[Sheet], grids: Sequence[Sequence[Grid]], gutters: Sequence[float | None], size: float
) -> Iterator[Place]:
    """The regions of all pages; grids: the tables of each, gutters: where it is parted in two columns."""
    found = [g for g in gutters if g is not None]
    usual = median(found) if len(found) > len(sheets) / 3 else None
    tables = count(1)
    for sheet, of_page, own in zip(sheets, grids, gutters, strict=True):
        gutter = usual if own is None else own
        runs: Sequence[Run] = sheet.runs
        for grid in of_page:
            if gutter and not grid.left < gutter < grid.right:
                continue  # a table of one column of the page is read with it
            for region in make_regions([r for r in runs if r.baseline > grid.top], gutter, size):
                yield Place(sheet, region)
            table = next(tables)
            for (row, column), held in sorted(grid.cells(runs).items()):
                yield Place(sheet, Region(0, make_rows(held), Cell(table, row, column)))
            runs = [r for r in runs if r.baseline <= grid.top and grid.place(r) is None]
        for region in make_regions(runs, gutter, size):
            yield Place(sheet, region)


def _grids(sheet: Sheet, edges: Collection[Run]) -> list[Grid]:
    """The tables of a page from top to bottom, those that lines rule and those that white space sets.

    edges: what runs at the head and the foot of pages, and is no row of a table.
    """
    ruled = [grid for grid in find_grids(sheet.rules, sheet.walls) if grid.is_table(sheet.runs)]
    spaced = find_spaced_grids(run for run in _outside(ruled, sheet.runs) if run not in edges)
    return sorted((*ruled, *spaced), key=lambda grid: -grid.top)


def _running_lines(sheets: Sequence[Sheet]) -> Iterator[set[Run]]:
    """Of each page the first and the last line, where another page has the same but for one number."""
    lines = [
        [[r for r in sheet.runs if abs(r.baseline - y) < r.size / 2] for y in _first_and_last(sheet)]
        for sheet in sheets
    ]
    met = Counter(key for of_page in lines for key in {key for line in of_page for key in _but_one(line)})
    for of_page in lines:
        yield {run for line in of_page if any(met[key] > 1 for key in _but_one(line)) for run in line}


def _but_one(line: Sequence[Run]) -> list[tuple[tuple[int, str], ...]]:
    """What stands in a line and where, without the digits of the first piece, of the second, and so on."""
    pieces = [(round(run.left), run.text) for run in line]
    return [
        (*pieces[:i], (left, re.sub(r"\d+", "#", text)), *pieces[i + 1 :])
        for i, (left, text) in enumerate(pieces)
    ]


def _first_and_last(sheet: Sheet) -> list[float]:
    baselines = [run.baseline for run in sheet.runs]
    return [max(baselines), min(baselines)] if baselines else []


def _outside(grids: Sequence[Grid], runs: Iterable[Run]) -> list[Run]:
    return [run for run in runs if not any(grid.place(run) for grid in grids)]


def _measure(places: Sequence[Place], size: float) -> Measures:
    places = [place for place in places if place.region.cell is None] or places
    rows = [row for place in places for row in place.region.rows]
    steps = sorted(
        a.baseline - b.baseline
        for place in places
        for a, b in pairwise(place.region.rows)
        if min(a.size, b.size) > SMALLER * size and size <= a.baseline - b.baseline < 3 * size
    )
    of_text = [row for row in rows if SMALLER * size < row.size < size / SMALLER] or rows
    return Measures(
        size,
        steps[len(steps) // 10] if steps else 1.2 * size,  # most gaps may be those between paragraphs
        median((row.right - row.left) / _columns(row.text) for row in of_text),
        {key: _margins([p for p in places if p.key == key], size) for key in {p.key for p in places}},
    )


def _columns(text: str) -> int:
    return sum(1 if char < "\u2e80" else 2 for char in text)


def _margins(places: Sequence[Place], size: float) -> tuple[float, float]:
    """Left and right edge of the print; a few rows may stand beyond, such as page numbers and list marks."""
    regions = [place.region.rows for place in places]
    settled = [rows for rows in regions if len(rows) >= SETTLED] or regions
    left = median(sorted(row.left for row in rows)[len(rows) // 20] for rows in settled)
    right = median(sorted(row.right for row in rows)[-1 - len(rows) // 10] for rows in settled)
    if places[0].region.column:
        return left, right
    opposite = median(place.sheet.left + place.sheet.right for place in places) - left
    return left, _right_margin([row.right for rows in settled for row in rows], right, opposite, size)


def _right_margin(ends: Sequence[float], usual: float, opposite: float, size: float) -> float:
    """Where full lines end, even if there are few of them; without any, as far in as the left margin."""
    inside = sorted(end for end in ends if end <= opposite + size / 2)
    widest = max([usual, *inside[-1 - int(OUTLIERS * len(ends)) :][:1]])
    full = sum(end > widest - size for end in ends)
    return widest if full >= max(FEWEST_FULL, FULL_SHARE * len(ends)) else max(widest, opposite)


# --- lines -------------------------------------------------------------------------------------


def _lines(places: Sequence[Place], measures: Measures) -> Iterator[Line]:
    """Lines with their offsets in the text that they make, each followed by one character of a break."""
    number, start = 1, 0
    before: Place | None = None
    flow = 0
    for place in places:
        new_page = before is None or before.sheet is not place.sheet
        flow = 1 if new_page else flow + (before is not None and before.region.column > 0)
        for text, row in _printed(place, before if not new_page and flow == 1 else None, measures, new_page):
            yield _line(number, start, text, row, place, flow, measures)
            number, start = number + 1, start + len(text) + 1
        before = place


def _printed(
    place: Place, above: Place | None, measures: Measures, new_page: bool
) -> Iterator[tuple[str, Row | None]]:
    """The lines of a region as text, with their rows; text that was turned comes first on its page."""
    if new_page and place.sheet.turned:
        yield place.sheet.turned, None
    left, _ = measures.margins.get(place.key, (0.0, 0.0))
    if place.region.cell:
        yield from ((row.text, row) for row in place.region.rows)
        return
    notes = _first_note(place, measures)
    last = above.region.rows[-1] if above else None
    for i, row in enumerate(place.region.rows):
        if last is not None:
            yield from [("", None)] * _blank_lines(last, row, measures)
        if i == notes:
            yield RULE_TEXT, None
        indent = max(0, round((row.left - left) / measures.column))
        yield " " * indent + row.text, row
        last = row


def _line(
    number: int, start: int, text: str, row: Row | None, place: Place, flow: int, measures: Measures
) -> Line:
    sheet = place.sheet
    if row is None:
        return Line(number, sheet.number, start, text, column=flow)
    indent = len(text) - len(row.text)
    _, right = measures.margins.get(place.key, (0.0, row.right))
    return Line(
        number,
        sheet.number,
        start,
        text,
        Box(
            row.left - sheet.left,
            sheet.top - row.baseline - row.size,
            row.right - sheet.left,
            sheet.top - row.baseline,
            row.size,
        ),
        tuple(Span(indent + a, indent + b) for a, b in row.raised),
        flow,
        measures.columns - max(0, round((right - row.right) / measures.column)),
        measures.columns,
        place.region.cell,
        None if row.hang is None else indent + round((row.hang - row.left) / measures.column),
    )


def _blank_lines(above: Row, below: Row, measures: Measures) -> int:
    usual = measures.leading * max(1.0, below.size / measures.size)
    lines = (above.baseline - below.baseline) / usual
    return 0 if lines < CLOSE else min(MOST_BLANK, max(1, round(lines - 1)))


def _first_note(place: Place, measures: Measures) -> int | None:
    """Index of the row where the footnotes of a region begin, None if it has none."""
    rows = place.region.rows
    left, right = measures.margins[place.key]
    ends = [i for i in range(1, len(rows)) if _stands_apart(rows[i - 1], rows[i], measures)] + [len(rows)]
    for rule in sorted(place.sheet.rules, key=lambda rule: -rule.y):
        under = next((i for i, row in enumerate(rows) if row.baseline < rule.y), None)
        if under is not None and _is_short(rule, left, right) and rule.right - rule.left >= NARROWEST_RULE:
            end = next(end for end in ends if end > under)
            all_small = all(_is_small(row, measures) for row in rows[under:end])
            at_foot = end in ends[-2:]  # the foot of the page may come after
            if at_foot and (
                all_small or (any(map(_is_note, rows[under:end])) and end - under < len(rows) / 2)
            ):
                return under
    for end in ends[:-3:-1]:  # what stands apart at the end may be the foot of the page
        small = end
        while small and _is_small(rows[small - 1], measures):
            small -= 1
        if (note := next((i for i in range(small, end) if _is_note(rows[i])), None)) is not None:
            return note
    return None


def _stands_apart(above: Row, below: Row, measures: Measures) -> bool:
    return above.baseline - below.baseline > FOOT_GAP * measures.leading


def _is_small(row: Row, measures: Measures) -> bool:
    return row.size < SMALLER * measures.size


def _is_short(rule: Rule, left: float, right: float) -> bool:
    inside = left - 2 <= rule.left and rule.right <= right + 2
    return inside and rule.right - rule.left <= SHORT_RULE * (right - left)


def _is_note(row: Row) -> bool:
    return NOTE.match(row.text) is not None


# --- notes -------------------------------------------------------------------------------------


def _notes(sheets: Sequence[Sheet], lines: Sequence[Line]) -> Iterator[Note]:
    if empty := [sheet for sheet in sheets if not sheet.runs]:
        yield Note("no-text", f"no text on page {_numbers(empty)}: empty, or a picture that needs OCR")
    stamped = [s for s in sheets if s.pictured and 0 < sum(len(run.text) for run in s.runs) < STAMP]
    if stamped:
        yield Note("no-text", f"hardly any text on page {_numbers(stamped)}: a picture that needs OCR")
    if missing := sum(line.text.count(MISSING) for line in lines):
        yield Note("missing-characters", f"{missing} glyphs name no character and are read as {MISSING}")


def _numbers(sheets: Sequence[Sheet]) -> str:
    numbers = [str(sheet.number) for sheet in sheets]
    return ", ".join(numbers[:PAGES_NAMED]) + (" …" if len(numbers) > PAGES_NAMED else "")
