"""Values ↔ JSON, by their shape: what the project file and the journal of decisions are written with.

A dataclass is an object with all its fields, a named tuple a list in the order of its fields, an enum
its value. Reading is led by the types of the same classes: a field that is lacking takes its default.
"""

from __future__ import annotations

import json
import types
from dataclasses import MISSING, fields, is_dataclass
from datetime import datetime
from enum import Enum
from functools import cache
from typing import Any, Literal, NoReturn, get_args, get_origin, get_type_hints


def plain(value: Any) -> Any:
    """value in what JSON has: objects, lists, texts, numbers."""
    if is_dataclass(value):
        return {field.name: plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, tuple):
        return [plain(item) for item in value]
    if isinstance(value, Enum):
        return value.value
    return value.isoformat() if isinstance(value, datetime) else value


def compact(value: Any) -> str:
    """JSON text of plain values on one line. Raises ValueError for a number that JSON has not."""
    return json.dumps(value, ensure_ascii=False, allow_nan=False)


@cache
def _hints(cls: type) -> dict[str, Any]:
    return get_type_hints(cls)


def read(kind: Any, value: Any, where: str = "") -> Any:
    """Plain value as the type kind. Raises ValueError that names its place, from where: "beads[3].type"."""
    origin, arguments = get_origin(kind), get_args(kind)
    if origin is types.UnionType:  # only X | None occurs
        return None if value is None else read(arguments[0], value, where)
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
        moment = datetime.fromisoformat(read(str, value, where))
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
        read(kind, item, f"{where}[{n}]") for n, (kind, item) in enumerate(zip(kinds, value, strict=True))
    )


def _read_object(kind: Any, value: Any, where: str) -> Any:
    if not isinstance(value, dict):
        _misfit(where, "an object", value)
    prefix = f"{where}." if where else ""
    hints, members = _hints(kind), dict(value)
    values = {}
    for field in fields(kind):
        if field.name in members:
            values[field.name] = read(hints[field.name], members.pop(field.name), prefix + field.name)
        elif field.default is MISSING:
            raise ValueError(f"{prefix}{field.name} is missing")
    if members:
        raise ValueError(f"{prefix}{min(members)} is unknown")
    try:
        return kind(**values)
    except ValueError as error:
        raise ValueError(f"{where or 'project'}: {error}") from error


def _misfit(where: str, wanted: str, value: Any) -> NoReturn:
    raise ValueError(f"{where or 'project'} should be {wanted}, not {compact(value)[:40]}")
