"""The project file, NAME.align.json: both documents whole, the beads and the settings, exactly.

Values are written by their shape: a dataclass as an object with all its fields, a named tuple
as a list in the order of its fields, an enum as its value. Reading is led by the types of the
same classes, so that model.py is the schema. A field that a file lacks takes its default;
SCHEMA goes up when that would not be right.
"""

from __future__ import annotations

import json
import types
from collections.abc import Iterable
from dataclasses import MISSING, dataclass, fields, is_dataclass
from datetime import datetime
from enum import Enum
from functools import cache
from pathlib import Path
from typing import Any, Literal, NoReturn, get_args, get_origin, get_type_hints

from align.config import Settings
from align.errors import InputError
from align.model import Alignment, Document, Unit

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
    top = {"format": FORMAT, "schema": SCHEMA, **_plain(project)}
    return (_layout(top, 0) + "\n").encode()


def load(path: Path) -> Project:
    """The project in path, as it was dumped. Raises InputError for a file that is none, or a damaged one."""
    try:
        top = json.loads(path.read_bytes(), parse_constant=_refuse)
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
        project: Project = _read(Project, top, "")
        beads = [bead for whole in project.alignment for bead in (whole, *whole.sentences)]
        _check_offsets(project.alignment.source, (unit for bead in beads for unit in bead.source))
        _check_offsets(project.alignment.target, (unit for bead in beads for unit in bead.target))
    except ValueError as error:
        raise InputError(f"{path}: damaged: {error}; align the two files again") from error
    return project


def _refuse(constant: str) -> None:
    raise ValueError(f"{constant} is no number of JSON")


def _plain(value: Any) -> Any:
    if is_dataclass(value):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if isinstance(value, Enum):
        return value.value
    return value.isoformat() if isinstance(value, datetime) else value


def _layout(value: Any, depth: int) -> str:
    """JSON text of value. Objects down to the documents are opened, lists of objects have one item a line."""
    pad = "\n" + " " * depth
    if depth > DEEPEST or not value:
        return _compact(value)
    if isinstance(value, dict):
        members = (f"{_compact(key)}: {_layout(member, depth + 1)}" for key, member in value.items())
        return f"{{{pad} {f',{pad} '.join(members)}{pad}}}"
    if isinstance(value, list) and isinstance(value[0], dict):
        return f"[{pad} {f',{pad} '.join(map(_compact, value))}{pad}]"
    return _compact(value)


def _compact(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False)


@cache
def _hints(cls: type) -> dict[str, Any]:
    return get_type_hints(cls)


def _read(kind: Any, value: Any, where: str) -> Any:
    """value as the type kind. Raises ValueError that names its place, as where: "beads[3].confidence"."""
    origin, arguments = get_origin(kind), get_args(kind)
    if origin is types.UnionType:  # only X | None occurs
        return None if value is None else _read(arguments[0], value, where)
    if origin is Literal:
        return value if value in arguments else _misfit(where, f"one of {', '.join(arguments)}", value)
    if origin is tuple:
        return _read_tuple(arguments, value, where)
    if is_dataclass(kind):
        return _read_object(kind, value, where)
    if issubclass(kind, tuple):  # a named tuple
        return kind(*_read_tuple(tuple(_hints(kind).values()), value, where))
    if issubclass(kind, Enum):
        return kind(value) if value in list(kind) else _misfit(where, f"one of {', '.join(kind)}", value)
    if kind is datetime:
        moment = datetime.fromisoformat(_read(str, value, where))
        return moment if moment.tzinfo else _misfit(where, "a time with its zone", value)
    if kind is float and type(value) is int:
        return float(value)
    return value if type(value) is kind else _misfit(where, kind.__name__, value)


def _read_tuple(kinds: tuple[Any, ...], value: Any, where: str) -> tuple[Any, ...]:
    if not isinstance(value, list):
        _misfit(where, "a list", value)
    if kinds[-1] is Ellipsis:
        kinds = kinds[:1] * len(value)
    if len(kinds) != len(value):
        _misfit(where, f"a list of {len(kinds)}", value)
    return tuple(
        _read(kind, item, f"{where}[{n}]") for n, (kind, item) in enumerate(zip(kinds, value, strict=True))
    )


def _read_object(kind: Any, value: Any, where: str) -> Any:
    if not isinstance(value, dict):
        _misfit(where, "an object", value)
    prefix = f"{where}." if where else ""
    hints, members = _hints(kind), dict(value)
    read = {}
    for field in fields(kind):
        if field.name in members:
            read[field.name] = _read(hints[field.name], members.pop(field.name), prefix + field.name)
        elif field.default is MISSING:
            raise ValueError(f"{prefix}{field.name} is missing")
    if members:
        raise ValueError(f"{prefix}{min(members)} is unknown")
    try:
        return kind(**read)
    except ValueError as error:
        raise ValueError(f"{where or 'project'}: {error}") from error


def _misfit(where: str, wanted: str, value: Any) -> NoReturn:
    raise ValueError(f"{where or 'project'} should be {wanted}, not {_compact(value)[:40]}")


def _check_offsets(document: Document, units: Iterable[Unit]) -> None:
    """Raises ValueError unless each unit and each footnote mark is a range of its block's text."""
    marks = ((block.id, mark.start, mark.end) for block in document.blocks for mark in block.marks)
    for least, places in ((1, units), (0, marks)):  # a mark may be computed, and take no characters
        for block, start, end in places:
            known = 0 <= block < len(document.blocks)
            if not known or not 0 <= start <= start + least <= end <= len(document.blocks[block].text):
                raise ValueError(f"{document.name}: {start}–{end} is no range of block {block}")
