"""A reviewed table → decisions: what moved, what was confirmed, commented, reworded.

Rows that the reviser left as they were say nothing, even where others have moved their passages since.
Nothing is written unless every passage of both documents is found in the table once.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from align.api import with_sentences
from align.decisions import (
    Action,
    Decision,
    Journal,
    Names,
    about,
    append,
    journal_of,
    read_journal,
    reviewed,
)
from align.errors import InputError
from align.model import Alignment, Bead, Note, Status
from align.project import load
from align.regroup import normal
from align.report import parts
from align.rows import Placed, place
from align.tables import read_table


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a table brought."""

    journal: Path
    rows: int  # of the table
    changes: tuple[tuple[str, Decision], ...]  # the place of a row that was changed, and the decision
    reworded: tuple[str, ...]  # places of rows with new words
    notes: tuple[Note, ...]

    @property
    def counts(self) -> Mapping[str, int]:
        """How many rows were moved, confirmed ..., in the order to say it."""
        decisions = [decision for _, decision in self.changes]
        return {
            "moved": sum(d.action is Action.PAIR for d in decisions),
            "confirmed": sum(d.status is Status.OK for d in decisions),
            "wrong": sum(d.status is Status.WRONG for d in decisions),
            "unsure": sum(d.status is Status.UNSURE for d in decisions),
            "commented": sum(bool(d.comment) for d in decisions),
            "reworded": len(self.reworded),
        }


def apply_table(
    project: Path, table: Path, when: datetime, by: str = "", *, allow_edits: bool = False
) -> Outcome:
    """Append what a reviser changed in table to the journal of project's decisions.

    by: who decided; who saved the table last if it is not given. Raises InputError that names the row,
    and writes nothing, for words that are not the documents' unless allow_edits, for text that is gone or
    stands twice, and for what an alignment can't hold.
    """
    read, journal = read_table(table), read_journal(journal_of(project))
    opened = load(project)
    alignment = with_sentences(opened.alignment, replace(opened.settings, level=read.level))
    before = reviewed(alignment, journal)
    try:
        placed = place(before, read, allow_edits)
        changed = [p for p in placed if _is_moved(p) or p.row.is_judged or any(p.reworded)]
        decisions = _decisions(before, changed, by or read.author, when)
        after = reviewed(alignment, Journal((*journal.decisions, *decisions)))
        made = {_sides(after, part) for bead in after for part in parts(bead, read.level)}
        for p in changed:
            if _is_moved(p) and _sides(after, p) not in made:
                raise InputError(
                    f"{p.row.place}: parts of a paragraph against the order of the text;"
                    " move them to a row before or after it, or move whole paragraphs"
                )
    except InputError as error:
        raise InputError(f"{table}, {error}") from error
    if decisions:
        append(journal_of(project), decisions)
    return Outcome(
        journal_of(project),
        len(read.rows),
        tuple(zip((p.row.place for p in changed), decisions, strict=True)),
        tuple(p.row.place for p in changed if any(p.reworded)),
        (*journal.damaged, *_lost_edits(before, after), *(n for n in after.notes if n not in before.notes)),
    )


def _lost_edits(before: Alignment, after: Alignment) -> list[Note]:
    """A note on each wording that was wanted for passages which no longer stand together."""
    said = "the wording “{}” was for passages that no longer stand in one row, and is not shown"
    kept = {edits for bead in after for edits in _edits_of(bead)}
    return [
        Note("decision", said.format(" – ".join(edits)))
        for bead in before
        for edits in _edits_of(bead)
        if edits not in kept
    ]


def _edits_of(bead: Bead) -> list[tuple[str, str]]:
    reviews = [part.review for part in (bead, *bead.sentences)]
    return [review.edits for review in reviews if review and review.edits]


def _is_moved(placed: Placed) -> bool:
    """Whether the reviser made its group of passages, and it is not one already."""
    return placed.row.is_moved and placed.bead is None


def _sides(alignment: Alignment, of: Bead | Placed) -> tuple[object, object]:
    return normal(alignment.source, of.source), normal(alignment.target, of.target)


def _decisions(
    alignment: Alignment, changed: Sequence[Placed], by: str, when: datetime
) -> tuple[Decision, ...]:
    source, target = Names(alignment.source), Names(alignment.target)
    return tuple(
        Decision(
            Action.PAIR if _is_moved(p) else Action.REVIEW,
            source.of(p.source),
            target.of(p.target),
            p.row.status,
            p.row.comment,
            _edits(alignment, p),
            by,
            when.isoformat(),
            about(alignment, Bead(p.source, p.target)),
        )
        for p in changed
    )


def _edits(alignment: Alignment, placed: Placed) -> tuple[str, str] | None:
    """The wording that the reviser wants, Chinese and English: his own, an earlier one, or the documents'."""
    earlier = placed.bead.review.edits if placed.bead and placed.bead.review else None
    if not any(placed.reworded):
        return earlier
    texts = alignment.texts(Bead(placed.source, placed.target))
    held = earlier or ("\n".join(texts[0]), "\n".join(texts[1]))
    typed = placed.row.source, placed.row.target
    zh, en = (typed[n].strip() if placed.reworded[n] else held[n] for n in (0, 1))
    return zh, en
