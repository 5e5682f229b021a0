"""Bytes into files: everything is checked and made before the first file is touched."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from align.errors import OutputError
from align.report import Report
from align.writers import suffix_of, writer


def check_outputs(paths: Sequence[Path], inputs: Iterable[Path] = (), new_folder: Path | None = None) -> None:
    """Raises OutputError for the first of paths that could not be written, whatever the report.

    new_folder is one that write_outputs makes if it is missing; its parent has to be there.
    """
    check_places(paths, inputs, new_folder)
    for path in paths:
        suffix_of(path)


def check_places(paths: Sequence[Path], inputs: Iterable[Path] = (), new_folder: Path | None = None) -> None:
    """As check_outputs, for formats that are not a report's."""
    taken = {path.resolve(): "is an input" for path in inputs}
    for path in paths:
        place = path.resolve()
        if place in taken:
            raise OutputError(f"{path}: {taken[place]}; give the output another name")
        taken[place] = "is given twice as output"
        try:
            obstacle = _obstacle(path, new_folder)
        except OSError as error:  # for example a name that is too long
            obstacle = f"can't be written ({error.strerror}); give it another name"
        if obstacle:
            raise OutputError(f"{path}: {obstacle}")


def _obstacle(path: Path, new_folder: Path | None) -> str | None:
    """What keeps path from being written, and what to do; None if nothing is seen."""
    place = path.resolve()
    folder = place.parent
    if new_folder is not None and folder == new_folder.resolve() and not folder.exists():
        folder = folder.parent
    if folder.exists() and not folder.is_dir():
        return f"{path.parent} is a file and no folder; write elsewhere"
    if not folder.is_dir():
        return f"there is no folder {path.parent}; make it first, or write elsewhere"
    if place.is_dir():
        return "is a folder; give the name of a file"
    if not all(os.access(touched, os.W_OK) for touched in (folder, place) if touched.exists()):
        return "no permission to write there; write elsewhere"
    return None


def write_outputs(
    report: Report, paths: Sequence[Path], inputs: Iterable[Path] = (), new_folder: Path | None = None
) -> None:
    """Write report to each of paths, in the format of its suffix. All, or none if it is broken off.

    Raises OutputError.

    Each file is written beside its place under a temporary name; once all are, they are renamed
    over what was there. Only a file that refuses that last step leaves those before it in place.
    """
    check_outputs(paths, inputs, new_folder)
    makes_folder = new_folder is not None and not new_folder.exists()
    contents = [writer(suffix_of(path))(report) for path in paths]
    temporary = {p: p.resolve().with_name(f".align-{os.getpid()}-{n}.tmp") for n, p in enumerate(paths)}
    place = new_folder
    try:
        if new_folder is not None:
            new_folder.mkdir(exist_ok=True)
        for place, content in zip(paths, contents, strict=True):
            temporary[place].write_bytes(content)
        for place in paths:
            os.replace(temporary[place], place.resolve())  # the file that a symbolic link names, not the link
    except BaseException as error:  # Ctrl-C too leaves nothing behind
        for leftover in temporary.values():
            leftover.unlink(missing_ok=True)
        if new_folder is not None and makes_folder:
            with suppress(OSError):  # never made, or not empty
                new_folder.rmdir()
        if isinstance(error, OSError):
            raise _unwritable(place, error) from error
        raise


@contextmanager
def fresh_file(path: Path) -> Iterator[BinaryIO]:
    """A file to write piece by piece that takes the place of path once all is written, or never."""
    temporary = path.resolve().with_name(f".align-{os.getpid()}.tmp")
    try:
        with temporary.open("wb") as out:
            yield out
        os.replace(temporary, path.resolve())
    except OSError as error:
        raise _unwritable(path, error) from error
    finally:
        temporary.unlink(missing_ok=True)


def _unwritable(path: Path | None, error: OSError) -> OutputError:
    return OutputError(
        f"{path}: can't be written ({error.strerror});"
        " make room, close it in other programs, or write to another folder"
    )
