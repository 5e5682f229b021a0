"""Terms as the rows that every file of them shows; the writers compute nothing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from align.terms import Passage, Term
from align.terms.passages import quote

LISTED = 50  # places named in a cell


class Row(NamedTuple):
    """One term pair; the fields are the columns, in order."""

    zh: str
    en: str
    passages: int  # those with the term
    share: float  # of them with this English, 0..1, two places
    others: str  # other renderings with their counts: "human trafficking (2)"
    deviations: str  # places of the passages without this English, LISTED at most
    place: str  # of an example
    zh_example: str
    en_example: str

    @property
    def comment(self) -> str:
        """The figures in words, for formats that have one place for all that is not a term."""
        others = f"; also {self.others}" if self.others else ""
        return f"{self.passages} passages, {self.share:.0%} with this English{others}"


HEADINGS: dict[str, str] = {  # column → heading
    "zh": "Chinese", "en": "English", "passages": "Passages", "share": "Share", "others": "Other renderings",
    "deviations": "Not in", "place": "Example at", "zh_example": "Example Chinese",
    "en_example": "Example English",
}  # fmt: skip


def make_rows(terms: Iterable[Term], passages: Sequence[Passage]) -> list[Row]:
    """A row for each term, in their order; passages: those that they were found in."""
    return [_row(term, passages) for term in terms]


def _row(term: Term, passages: Sequence[Passage]) -> Row:
    first, *more = term.uses
    other = sorted({*term.passages} - {*first.passages})
    # The shortest passage shows the pair best.
    example = min((passages[n] for n in first.passages), key=lambda p: (len(p.zh), p.place))
    return Row(
        term.zh,
        term.en,
        len(term.passages),
        round(term.share, 2),
        "; ".join(f"{use.en} ({len(use.passages)})" for use in more),
        listed([passages[n].place for n in other]),
        example.place,
        quote(example.zh, term.zh),
        quote(example.en, term.en),
    )


def listed(places: Sequence[str]) -> str:
    """places, each once, and how many more there are than LISTED."""
    once = list(dict.fromkeys(places))
    more = f"; and {len(once) - LISTED} more" if len(once) > LISTED else ""
    return "; ".join(once[:LISTED]) + more
