"""Values ↔ JSON, by their shape: what the project file and the journal of decisions are written with.

A dataclass is an object with all its fields, a named tuple a list in the order of its fields, an enum
its value. Reading is led by the types of the same classes: a field that is lacking takes its default.
"""

from __future__ import annotations

import json
import types
from collections.abc import Callable, Mapping
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


def read(kind: Any, value: Any, where: str = "") -> Any:
    """Plain value, which is used up, as the type kind.

    Raises ValueError that names its place from where: "beads[3].type".
    """
    try:
        return _reader(kind)(value)
    except _Misfit as misfit:
        raise ValueError(misfit.message((where + misfit.place).lstrip("."))) from misfit


Reader = Callable[[Any], Any]
_PLAIN = {str, int, bool}  # what JSON has as it is


class _Misfit(Exception):
    """A value that does not fit; its place is put together while the error leaves what holds the value."""

    def __init__(self, message: Callable[[str], str]) -> None:
        super().__init__()
        self.message, self.place = message, ""  # message: of the place

    def inside(self, place: str) -> _Misfit:
        self.place = place + self.place
        return self


def _refuse(wanted: str, value: Any) -> NoReturn:
    raise _Misfit(lambda where: f"{where or 'project'} should be {wanted}, not {compact(value)[:40]}")


def _refuse_member(name: str, why: str) -> NoReturn:
    raise _Misfit(lambda where: f"{where}.{name} {why}".lstrip("."))


@cache
def _reader(kind: Any) -> Reader:
    """The function that reads a kind, put together once: a large project has millions of values."""
    origin, arguments = get_origin(kind), get_args(kind)
    if origin is types.UnionType:  # only X | None occurs
        inner = _reader(arguments[0])
        return lambda value: None if value is None else inner(value)
    if origin is Literal:
        return _choice({each: each for each in arguments})
    if origin is tuple:
        return _list_reader(arguments[0]) if arguments[-1] is Ellipsis else _row_reader(arguments, tuple)
    if is_dataclass(kind):
        return _object_reader(kind)
    if issubclass(kind, tuple):  # a named tuple
        return _row_reader(tuple(get_type_hints(kind).values()), kind._make)
    if issubclass(kind, Enum):
        return _choice({each.value: each for each in kind})
    if kind is datetime:
        return _moment
    if kind is float:
        return _number
    return lambda value: value if type(value) is kind else _refuse(kind.__name__, value)


def _number(value: Any) -> float:
    if type(value) is float:
        return value
    return float(value) if type(value) is int else _refuse("float", value)


def _choice(values: Mapping[str, Any]) -> Reader:
    wanted = f"one of {', '.join(values)}"

    def read_choice(value: Any) -> Any:
        return values[value] if isinstance(value, str) and value in values else _refuse(wanted, value)

    return read_choice


def _moment(value: Any) -> datetime:
    try:
        moment = datetime.fromisoformat(_reader(str)(value))
    except ValueError:
        return _refuse("a time in ISO 8601", value)
    return moment if moment.tzinfo else _refuse("a time with its zone", value)


def _list_reader(kind: Any) -> Reader:
    inner = _reader(kind)

    def read_list(value: Any) -> tuple[Any, ...]:
        if type(value) is not list:
            _refuse("a list", value)
        if not value:
            return ()
        number = 0
        try:
            for number, item in enumerate(value):
                value[number] = inner(item)  # so that never both forms of a large project are in memory
        except _Misfit as misfit:
            raise misfit.inside(f"[{number}]") from None
        return tuple(value)

    return read_list


def _row_reader(kinds: tuple[Any, ...], make: Callable[[list[Any]], Any]) -> Reader:
    readers = [_reader(kind) for kind in kinds]
    plain_kinds = list(kinds) if _PLAIN.issuperset(kinds) else None

    def read_row(value: Any) -> Any:
        if type(value) is not list:
            _refuse("a list", value)
        if [*map(type, value)] == plain_kinds:  # as most are: spans, units, markers
            return make(value)
        if len(value) != len(readers):
            _refuse(f"a list of {len(readers)}", value)
        read: list[Any] = []
        try:
            for inner, item in zip(readers, value, strict=True):
                read.append(inner(item))
        except _Misfit as misfit:
            raise misfit.inside(f"[{len(read)}]") from None
        return make(read)

    return read_row


def _object_reader(kind: Any) -> Reader:
    required = [field.name for field in fields(kind) if field.default is MISSING]
    readers: dict[str, Reader] = {}  # filled when the first is read: a bead holds beads
    plain_kinds: dict[str, type] = {}  # of the members that stay as they are

    def read_object(value: Any) -> Any:
        if type(value) is not dict:
            _refuse("an object", value)
        if not readers:
            hints = get_type_hints(kind)
            readers.update({name: _reader(hint) for name, hint in hints.items()})
            plain_kinds.update({name: hint for name, hint in hints.items() if hint in _PLAIN})
        read = {}
        for name, member in value.items():
            if type(member) is plain_kinds.get(name):
                read[name] = member
                continue
            if name not in readers:
                _refuse_member(name, "is unknown")
            try:
                read[name] = readers[name](member)
            except _Misfit as misfit:
                raise misfit.inside(f".{name}") from None
        for name in required:
            if name not in read:
                _refuse_member(name, "is missing")
        try:
            return kind(**read)
        except ValueError as error:
            said = str(error)
            raise _Misfit(lambda where: f"{where or 'project'}: {said}") from error

    return read_object
