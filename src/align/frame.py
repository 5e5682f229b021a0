"""An alignment as a pandas frame; the only module that imports pandas."""

from __future__ import annotations

import pandas

from align.config import Level, refuse_unknown
from align.model import Alignment, Review
from align.report import make_rows


def to_frame(alignment: Alignment, level: Level = "paragraph") -> pandas.DataFrame:
    """One row a bead, indexed by its number, from 1, as the tables print it.

    level "sentence": one row a sentence bead, in an alignment that has them (Settings.level, or
    api.with_sentences); paragraphs that were not parted have one row. Raises SettingError for another level.

    address_zh, zh, en, address_en: the blocks of a side on lines of their own, "" where it is empty.
    type "1-1"; state "aligned", "check" or "unaligned"; confidence 0..1, NaN where there is none.
    status "ok", "wrong", "unsure" or "", and comment: what a reviser said.
    """
    refuse_unknown("level", level, Level)
    rows = make_rows(alignment, level)
    reviews = [row.review or Review() for row in rows]
    return pandas.DataFrame(
        {
            "address_zh": [row.source.address for row in rows],
            "zh": ["\n".join(row.source.texts) for row in rows],
            "en": ["\n".join(row.target.texts) for row in rows],
            "address_en": [row.target.address for row in rows],
            "type": [row.bead_type for row in rows],
            "state": [row.state.value for row in rows],
            "confidence": pandas.Series([row.confidence for row in rows], dtype="float64").to_numpy(),
            "evidence": [row.evidence for row in rows],
            "note": [row.note for row in rows],
            "status": [str(review.status or "") for review in reviews],
            "comment": [review.comment for review in reviews],
        },
        index=pandas.RangeIndex(1, len(rows) + 1, name="number"),
    )
