"""A picture of the alignment path: Chinese blocks from left to right, English ones from top to bottom."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from align.report import Report, State, Step

SIZE = 320  # drawing units along the longer text
MARGIN = 18  # room for the names of the axes

CAPTION = (  # class of the stroke, what it stands for
    ("well", "pair"),
    ("check", "to check"),
    ("unaligned", "unaligned: level Chinese, upright English"),
    ("cross", "in another order"),
)


def draw(report: Report) -> str:
    """A figure with an inline SVG that needs the page's style. Strokes link to #r and the number of a row."""
    path = report.path
    columns = max((step.x + step.dx for step in path), default=0)
    rows = max((step.y + step.dy for step in path), default=0)
    scale = SIZE / max(columns, rows, 1)
    width, height = columns * scale, rows * scale
    return "\n".join(
        (
            "<figure>",
            f'<svg viewBox="-{MARGIN} -{MARGIN} {width + MARGIN + 1:.1f} {height + MARGIN + 1:.1f}"'
            ' role="group" aria-labelledby="path-title path-desc">',
            '<title id="path-title">Path of the alignment</title>',
            '<desc id="path-desc">Chinese blocks run from left to right, English ones from top to bottom.'
            " A slanting line is a pair, a box a pair of several blocks, a level line Chinese without"
            " English, an upright line English without Chinese. Each links to its row.</desc>",
            f'<rect class="frame" width="{width:.1f}" height="{height:.1f}"/>',
            f'<text y="-6">Chinese, {columns} blocks →</text>',
            f'<text y="14" transform="rotate(90)">English, {rows} blocks →</text>',
            *_bands(path, scale, width, height),
            *_strokes(path, scale),
            "</svg>",
            "<figcaption>",
            *(f'<span class="{name}"><i></i>{words}</span>' for name, words in CAPTION),
            "</figcaption>",
            "</figure>",
        )
    )


def _bands(path: Iterable[Step], scale: float, width: float, height: float) -> Iterator[str]:
    """A tint across the picture wherever blocks have no counterpart."""
    for step in path:
        if step.dy == 0:
            x, w = step.x * scale, step.dx * scale
            yield f'<rect class="band" x="{x:.1f}" width="{w:.1f}" height="{height:.1f}"/>'
        elif step.dx == 0:
            y, h = step.y * scale, step.dy * scale
            yield f'<rect class="band" y="{y:.1f}" width="{width:.1f}" height="{h:.1f}"/>'


def _strokes(path: Sequence[Step], scale: float) -> Iterator[str]:
    """One stroke a step, in the order of the rows; neighbouring 1-1 pairs without a flaw share one."""
    for run in _runs(path):
        first, last = run[0], run[-1]
        dx, dy = last.x + last.dx - first.x, last.y + last.dy - first.y
        x, y, w, h = (n * scale for n in (first.x, first.y, dx, dy))
        merge = len(run) == 1 and dx and dy and (dx > 1 or dy > 1)
        box = f"h{w:.1f}v{h:.1f}h{-w:.1f}z" if merge else ""
        names = ["step", first.state.value, "merge" if merge else "", "crossing" if first.crossing else ""]
        rows = f"Row {first.row}" if len(run) == 1 else f"Rows {first.row}–{last.row}"
        kind = f"{first.dx}-{first.dy}"
        yield (
            f'<a href="#r{first.row}"><title>{rows}: {kind}, {first.state}</title>'
            f'<path class="{" ".join(filter(None, names))}" d="M{x:.1f} {y:.1f}{box}l{w:.1f} {h:.1f}"/></a>'
        )


def _runs(path: Iterable[Step]) -> Iterator[list[Step]]:
    """Steps in their order; those that are plain and follow each other in one list, the others alone."""
    run: list[Step] = []
    for step in path:
        if run and not (_follows(run[-1], step) and _plain(run[-1]) and _plain(step)):
            yield run
            run = []
        run.append(step)
    if run:
        yield run


def _plain(step: Step) -> bool:
    return (step.dx, step.dy, step.state) == (1, 1, State.ALIGNED)


def _follows(before: Step, step: Step) -> bool:
    return (before.x + before.dx, before.y + before.dy) == (step.x, step.y)
