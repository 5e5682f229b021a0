"""File → Document: reader, layout and structure in a row."""

from __future__ import annotations

from pathlib import Path

from align.config import Unwrap
from align.model import Document, Lang


def read_document(path: Path, lang: Lang, encoding: str | None = None, unwrap: Unwrap = "auto") -> Document:
    """Read one side of the bitext.

    Raises InputError (one line: where, what, what next) for a file that is missing, empty, binary
    or undecodable.
    """
    raise NotImplementedError((path, lang, encoding, unwrap))
