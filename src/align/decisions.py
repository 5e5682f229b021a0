"""A reviser's decisions: a journal beside the project file, laid over its alignment and never into it.

The journal, NAME.decisions.jsonl, has a decision a line and only grows; of two on the same passages
the later one holds. A decision names its passages by their text, not by their place, so that it
still holds after the documents were aligned again, or issued again with other paragraphs changed.
"""

from __future__ import annotations

import json
import os
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from align.errors import InputError, OutputError
from align.model import Alignment, Bead, Document, Note, Review, Status, Unit
from align.records import compact, plain, read
from align.regroup import Regrouping, normal

SUFFIX = ".decisions.jsonl"
DIGITS = 16  # hexadecimal, of a digest: by chance two texts of a billion share one
ABOUT = 40  # characters of a passage that a decision keeps, for people

_APART = "its passages no longer stand together"
_NO_SENTENCES = "its sentences have no row of their own here"


class Action(StrEnum):
    """What a decision does where the alignment has its passages in other beads."""

    PAIR = "pair"  # puts them together: they are a pair, or have no counterpart, whatever the aligner says
    REVIEW = "review"  # a word on the pair as it stood: nothing, unless that word is ok


class Name(NamedTuple):
    """A unit, by its text. Characters are counted without white space, which readers may change."""

    digest: str  # of the block: the first DIGITS of SHA-256 over its characters
    occurrence: int  # 1-based, among the blocks of the document with this text
    start: int | None = None  # range of characters of a part, None for the whole block
    end: int | None = None


@dataclass(frozen=True, slots=True)
class Decision:
    """What a reviser said of the passages that stood, or should stand, in one row."""

    action: Action
    source: tuple[Name, ...]
    target: tuple[Name, ...]
    status: Status | None = None
    comment: str = ""
    edits: tuple[str, str] | None = None  # the wording wanted instead, Chinese and English
    by: str = ""
    when: str = ""  # ISO 8601, UTC
    about: tuple[str, str] = ("", "")  # how the passages begin

    def __post_init__(self) -> None:
        if not self.source and not self.target:
            raise ValueError("a decision on nothing")

    @property
    def binds(self) -> bool:
        """Whether its passages belong together whatever the aligner says.

        That sentences are a pair doesn't divide their paragraph where sentences are not aligned.
        """
        return self.action is Action.PAIR or (self.status is Status.OK and not self.is_on_parts)

    @property
    def is_on_parts(self) -> bool:
        """Whether it names parts of paragraphs."""
        return any(name.start is not None for name in (*self.source, *self.target))

    @property
    def review(self) -> Review | None:
        """As the bead carries it; None for one that takes all back."""
        said = self.status or self.comment or self.edits
        return Review(self.status, self.comment, self.by, self.when, self.edits) if said else None


class Journal(NamedTuple):
    decisions: tuple[Decision, ...] = ()
    damaged: tuple[Note, ...] = ()  # lines that can't be read, and are passed over


def journal_of(project: Path) -> Path:
    """Where the decisions on a project file stand: NAME.align.json → NAME.decisions.jsonl beside it."""
    return project.with_name(project.name.removesuffix(".align.json") + SUFFIX)


def read_journal(path: Path) -> Journal:
    """The decisions in path, in their order; none where there is no such file. Raises InputError."""
    try:
        lines = path.read_bytes().splitlines()
    except FileNotFoundError:
        return Journal()
    except OSError as error:
        raise InputError(f"{path}: can't be read ({error.strerror}); see that you may read it") from error
    decisions, damaged = [], []
    for number, line in enumerate(lines, start=1):
        try:
            decisions.append(read(Decision, json.loads(line), "decision"))
        except (ValueError, RecursionError) as error:
            message = f"damaged, and passed over: {error}; mend the line or delete it"
            damaged.append(Note("decision", f"{path.name}, line {number}: {message}", number))
    return Journal(tuple(decisions), tuple(damaged))


def append(path: Path, decisions: Iterable[Decision]) -> None:
    """Write decisions at the end of path; once this returns, the disk holds them. Raises OutputError."""
    lines = "".join(f"{compact(plain(decision))}\n" for decision in decisions).encode()
    try:
        with path.open("ab+") as journal:
            if journal.tell():
                journal.seek(-1, os.SEEK_END)
                if journal.read() != b"\n":  # a line that was cut off, by a crash: it stays damaged alone
                    lines = b"\n" + lines
            journal.write(lines)
            journal.flush()
            os.fsync(journal.fileno())
    except OSError as error:
        raise OutputError(
            f"{path}: can't be written ({error.strerror}); make room, or see that you may write there"
        ) from error


class Names:
    """The names of a document's units, and back."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._blocks: defaultdict[str, list[int]] = defaultdict(list)  # digest → blocks, in their order
        self._names = []
        for block in document.blocks:
            digest = sha256("".join(block.text.split()).encode("utf-8", "surrogatepass")).hexdigest()[:DIGITS]
            self._blocks[digest].append(block.id)
            self._names.append(Name(digest, len(self._blocks[digest])))

    def of(self, units: Iterable[Unit]) -> tuple[Name, ...]:
        return tuple(self._name(unit) for unit in normal(self._document, units))

    def find(self, names: Iterable[Name]) -> tuple[Unit, ...] | None:
        """The units of names; None where one of them is not in the document."""
        units = [self._find(name) for name in names]
        return None if None in units else tuple(unit for unit in units if unit)

    def _name(self, unit: Unit) -> Name:
        text, name = self._document.blocks[unit.block].text, self._names[unit.block]
        if (unit.start, unit.end) == (0, len(text)):
            return name
        start = len("".join(text[: unit.start].split()))
        return name._replace(start=start, end=start + len("".join(text[unit.start : unit.end].split())))

    def _find(self, name: Name) -> Unit | None:
        blocks = self._blocks.get(name.digest, [])
        if not 1 <= name.occurrence <= len(blocks):
            return None
        block = blocks[name.occurrence - 1]
        text = self._document.blocks[block].text
        if name.start is None or name.end is None:
            return Unit(block, 0, len(text))
        places = [at for at, char in enumerate(text) if not char.isspace()]
        if not 0 <= name.start < name.end <= len(places):
            return None
        return Unit(block, places[name.start], places[name.end - 1] + 1)


def about(alignment: Alignment, bead: Bead) -> tuple[str, str]:
    """How the two sides of a bead begin, for Decision.about."""
    source, target = ("".join(texts[:1]) for texts in alignment.texts(bead))
    return _beginning(source), _beginning(target)


def _beginning(text: str) -> str:
    return text if len(text) <= ABOUT else f"{text[: ABOUT - 1].rstrip()}…"


def reviewed(alignment: Alignment, journal: Journal) -> Alignment:
    """alignment with the decisions laid over it: reviews on its beads, passages moved, split and joined.

    A bead that a decision made has no confidence, evidence or findings. Decisions that can't be laid,
    because their passages have changed or no longer stand together, are named in the notes.
    """
    sides = Names(alignment.source), Names(alignment.target)
    laid = Regrouping(alignment)
    notes = list(journal.damaged)
    for decision in journal.decisions:
        source, target = sides[0].find(decision.source), sides[1].find(decision.target)
        if source is None or target is None:
            notes.append(_unlaid(decision, "its text is no longer in the documents"))
            continue
        as_one = decision.action is Action.PAIR
        if laid.judge(source, target, decision.review, as_one=as_one):
            continue
        if not decision.binds:
            notes.append(_unlaid(decision, _NO_SENTENCES if decision.is_on_parts else _APART))
            continue
        laid.pull(source, target)
        laid.judge(source, target, decision.review)
    regrouped = laid.result()
    return replace(regrouped, notes=(*regrouped.notes, *notes))


def _unlaid(decision: Decision, why: str) -> Note:
    passages = " – ".join(f"“{words}”" for words in decision.about if words)
    said = ", ".join(filter(None, (decision.status, decision.comment and f"comment “{decision.comment}”")))
    return Note("decision", f"the decision on {passages} ({said or decision.action}) is not shown: {why}")
