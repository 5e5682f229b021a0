"""The columns that every table has: one row a bead, the language translated from on the left.

A reviser fills Status and Comment. What he can give back to `align apply` has a key in each row too, by
which apply knows what he changed.
"""

from __future__ import annotations

import re
from functools import lru_cache
from hashlib import sha256
from typing import NamedTuple

from align.config import Level
from align.model import Lang, Review
from align.report import LANGUAGE, Report, Row
from align.text import bare

Value = str | int | float | None

STATUS, COMMENT, KEY = "Status", "Comment", "Key"
NO_STATUS = "–"  # what the list of a Word table shows for none
OUR_COMMENTS = "align"  # author of the comments in a Word table that say what was found
CONTINUED = "+"  # in place of the key, in a line that goes on from the one above
EDITED: dict[Lang, str] = {"zh": "Edited Chinese", "en": "Edited English"}


class Key(NamedTuple):
    """What a row was when the table was written."""

    level: Level
    number: int
    texts: str  # digest
    review: str  # digest


def header(report: Report) -> tuple[str, ...]:
    first, second = (LANGUAGE[lang] for lang in report.languages)
    left, right = f"Address {first}", f"Address {second}"
    edited = [EDITED[lang] for lang in report.languages] if _has_edits(report) else []
    what = "Type", "State", "Confidence", "Evidence", "Note"
    return "No.", left, first, second, right, STATUS, COMMENT, *edited, *what


def values(report: Report, row: Row) -> tuple[Value, ...]:
    """The cells of row under header; a text has a line for each block, a missing confidence is None."""
    first, second = (row.cell(lang) for lang in report.languages)
    review = row.review or Review()
    zh, en = review.edits or ("", "")
    edited = ([zh, en] if first.lang == "zh" else [en, zh]) if _has_edits(report) else []
    return (
        row.number,
        first.place,
        "\n".join(first.texts),
        "\n".join(second.texts),
        second.place,
        review.status.value if review.status else "",
        review.comment,
        *edited,
        row.bead_type,
        row.state.value,
        row.confidence,
        row.evidence,
        row.note,
    )


@lru_cache(maxsize=1)  # asked for each row
def _has_edits(report: Report) -> bool:
    return any(row.review and row.review.edits for row in report.rows)


def key_of(report: Report, row: Row) -> Key:
    review = row.review or Review()
    texts = digest("".join(row.source.texts), "".join(row.target.texts))
    return Key(report.settings.level, row.number, texts, digest(review.status or "", review.comment))


def digest(first: str, second: str) -> str:
    """Of the wording of two texts, eight hexadecimal digits; see align.text.bare."""
    return sha256(f"{bare(first)}\n{bare(second)}".encode()).hexdigest()[:8]


def format_key(key: Key) -> str:
    return f"{key.level[0]}{key.number}.{key.texts}.{key.review}"


def format_bookmark(key: Key) -> str:
    """A name for a bookmark of Word, which has no place for dots and hides what begins with a line."""
    return f"_align_{format_key(key).replace('.', '_')}"


def parse_bookmark(name: str) -> str:
    """The key in the name of a bookmark, as format_key writes it; "" for another bookmark."""
    head, _, key = name.partition("_align_")
    return "" if head or not key else key.replace("_", ".")


def parse_key(text: str) -> Key | None:
    """The key that format_key wrote; None for anything else."""
    match = re.fullmatch(r"([ps])(\d{1,9})\.([0-9a-f]{8})\.([0-9a-f]{8})", text.strip())
    if match is None:
        return None
    return Key("paragraph" if match[1] == "p" else "sentence", int(match[2]), match[3], match[4])
