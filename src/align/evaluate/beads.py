"""Reads the beads of an alignment: TSV, .align.json, or a ladder of block numbers."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from align.errors import InputError

_WANTED = "a .tsv, .align.json or ladder"
MARK = "¶"  # between the blocks of one side of a bead
_INVISIBLE = ("Cc", "Cf")  # Unicode categories: control characters, soft hyphens, zero-width marks
_RUNG = re.compile(r"\s*\[([\d,\s]*)\]\s*:\s*\[([\d,\s]*)\]\s*(?::\s*\S+)?\s*")

Side = tuple[str, ...] | tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Beads:
    """One alignment: beads as (source blocks, target blocks), given as folded texts or as block numbers."""

    name: str
    beads: tuple[tuple[Side, Side], ...]
    by_text: bool


def read_beads(path: Path) -> Beads:
    """The beads of a TSV, a project file (.align.json) or a ladder. Raises InputError for anything else."""
    if path.name.lower().endswith(".align.json"):
        from align.project import load

        alignment = load(path).alignment
        return from_texts(path.name, (alignment.texts(bead) for bead in alignment))
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except FileNotFoundError as error:
        raise InputError(f"{path}: no such file; check the name and the folder") from error
    except OSError as error:
        raise InputError(f"{path}: can't be read ({error.strerror}); give {_WANTED}") from error
    except UnicodeDecodeError as error:
        raise InputError(f"{path}: not UTF-8 at byte {error.start}; give {_WANTED}") from error
    filled = [(number, line) for number, line in enumerate(lines, 1) if line.strip()]
    if not filled:
        raise InputError(f"{path}: empty; give {_WANTED}")
    if _RUNG.fullmatch(filled[0][1]):
        return Beads(path.name, tuple(_rung(path, number, line) for number, line in filled), by_text=False)
    if "\t" not in filled[0][1]:
        where = f"{path}: line {filled[0][0]}"
        raise InputError(f"{where} has no tab and is no rung like [0]:[0]; give {_WANTED}")
    cells = [(*line.split("\t"), "")[:2] for _, line in filled]
    if [cell.strip().lower() for cell in cells[0]] == ["zh", "en"]:
        del cells[0]
    return from_texts(path.name, ((zh.split(MARK), en.split(MARK)) for zh, en in cells))


def _rung(path: Path, number: int, line: str) -> tuple[Side, Side]:
    match = _RUNG.fullmatch(line)
    if match is None:
        raise InputError(f"{path}: line {number} is no rung like [0,1]:[0]; remove or mend it")
    source, target = (tuple(int(n) for n in group.replace(",", " ").split()) for group in match.groups())
    return source, target


def from_texts(name: str, beads: Iterable[tuple[Sequence[str], Sequence[str]]]) -> Beads:
    """Beads from the texts of their blocks."""
    folded = (tuple(tuple(t for t in map(_fold, side) if t) for side in bead) for bead in beads)
    return Beads(name, tuple((source, target) for source, target in folded if source or target), by_text=True)


def _fold(text: str) -> str:
    """Form in which texts are compared: NFKC, without white space, invisible characters and the mark ¶."""
    visible = "".join(unicodedata.normalize("NFKC", text).replace(MARK, "").split())
    if visible.isascii():
        return visible
    return "".join(c for c in visible if unicodedata.category(c) not in _INVISIBLE)
