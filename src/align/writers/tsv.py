"""TSV for scorers and scripts: two columns, Chinese first whatever the direction, no quoting.

Header `zh<TAB>en`, one bead a line, blocks of one side joined by ` ¶ `, an empty cell for an
unaligned one. Inside a block a tab or line break becomes a space and ¶ becomes ⁋ (U+204B).
"""

from __future__ import annotations

from align.report import Cell, Report
from align.writers.characters import to_line

SEPARATOR = " ¶ "


def write(report: Report) -> bytes:
    lines = ["zh\ten", *(f"{_cell(row.source)}\t{_cell(row.target)}" for row in report.rows)]
    return "".join(f"{line}\n" for line in lines).encode()


def _cell(cell: Cell) -> str:
    return SEPARATOR.join(to_line(text).replace("¶", "⁋") for text in cell.texts)
