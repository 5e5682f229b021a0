"""The project file, NAME.align.json: both documents whole, the beads and the settings, exactly.

Values are written by their shape, as align.records says, so that model.py is the schema. SCHEMA goes
up when a field that a file lacks would not be right with its default.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from align.config import Settings
from align.errors import InputError
from align.model import Alignment, Document, Unit
from align.records import compact, plain, read

SCHEMA = 1
FORMAT = "align project"
DEEPEST = 3  # level that is still laid out on lines of its own: project → alignment → source → blocks


@dataclass(frozen=True, slots=True)
class Project:
    """What a project file holds; the fields are make_report's arguments, in its order."""

    alignment: Alignment
    settings: Settings
    created: datetime
    title: str


def dump(project: Project) -> bytes:
    """project as JSON in UTF-8, one block, item of furniture or bead a line."""
    top = {"format": FORMAT, "schema": SCHEMA, **plain(project)}
    return (_layout(top, 0) + "\n").encode()


def load(path: Path) -> Project:
    """The project in path, as it was dumped. Raises InputError for a file that is none, or a damaged one."""
    try:
        top = json.loads(path.read_text(encoding="utf-8"), parse_constant=_refuse)
    except OSError as error:
        raise InputError(f"{path}: can't be read ({error.strerror}); give a .align.json file") from error
    except (ValueError, RecursionError) as error:
        raise InputError(f"{path}: not JSON ({error}); give a .align.json file that align wrote") from error
    if not isinstance(top, dict) or top.pop("format", None) != FORMAT:
        raise InputError(f"{path}: not a project file of align; give a .align.json file that align wrote")
    schema = top.pop("schema", None)
    if schema != SCHEMA:
        raise InputError(
            f"{path}: has schema {schema!r}, this align reads {SCHEMA}; align the two files again"
        )
    try:
        project: Project = read(Project, top)
        beads = [bead for whole in project.alignment for bead in (whole, *whole.sentences)]
        _check_offsets(project.alignment.source, (unit for bead in beads for unit in bead.source))
        _check_offsets(project.alignment.target, (unit for bead in beads for unit in bead.target))
    except ValueError as error:
        raise InputError(f"{path}: damaged: {error}; align the two files again") from error
    return project


def _refuse(constant: str) -> None:
    raise ValueError(f"{constant} is no number of JSON")


def _layout(value: Any, depth: int) -> str:
    """JSON text of value. Objects down to the documents are opened, lists of objects have one item a line."""
    pad = "\n" + " " * depth
    if depth > DEEPEST or not value:
        return compact(value)
    if isinstance(value, dict):
        members = (f"{compact(key)}: {_layout(member, depth + 1)}" for key, member in value.items())
        return f"{{{pad} {f',{pad} '.join(members)}{pad}}}"
    if isinstance(value, list) and isinstance(value[0], dict):
        return f"[{pad} {f',{pad} '.join(map(compact, value))}{pad}]"
    return compact(value)


def _check_offsets(document: Document, units: Iterable[Unit]) -> None:
    """Raises ValueError unless each unit and each footnote mark is a range of its block's text."""
    marks = ((block.id, mark.start, mark.end) for block in document.blocks for mark in block.marks)
    for least, places in ((1, units), (0, marks)):  # a mark may be computed, and take no characters
        for block, start, end in places:
            known = 0 <= block < len(document.blocks)
            if not known or not 0 <= start <= start + least <= end <= len(document.blocks[block].text):
                raise ValueError(f"{document.name}: {start}–{end} is no range of block {block}")
