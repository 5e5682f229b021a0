"""The columns that every table has: one row a bead, the language translated from on the left."""

from __future__ import annotations

from align.report import LANGUAGE, Report, Row

Value = str | int | float | None


def header(report: Report) -> tuple[str, ...]:
    first, second = (LANGUAGE[lang] for lang in report.languages)
    left, right = f"Address {first}", f"Address {second}"
    return "No.", left, first, second, right, "Type", "State", "Confidence", "Evidence", "Note"


def values(report: Report, row: Row) -> tuple[Value, ...]:
    """The cells of row under header; a text has a line for each block, a missing confidence is None."""
    first, second = (row.cell(lang) for lang in report.languages)
    return (
        row.number,
        first.place,
        "\n".join(first.texts),
        "\n".join(second.texts),
        second.place,
        row.bead_type,
        row.state.value,
        row.confidence,
        row.evidence,
        row.note,
    )
