"""Joining wrapped lines and folding text for comparing. The text itself is never changed."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

from align.model import Lang


def join(lang: Lang, parts: Iterable[str]) -> str:
    """Join the stripped lines of one paragraph: Chinese without, English with one space.

    A Chinese line that ends in a Latin letter or digit and is followed by another Latin letter
    or digit keeps a space between them, because the line break stood where a space would.
    """
    pieces = [p for p in (part.strip() for part in parts) if p]
    if lang == "en":
        return " ".join(pieces)
    joined = ""
    for piece in pieces:
        if joined and _is_latin(joined[-1]) and _is_latin(piece[0]):
            joined += " "
        joined += piece
    return joined


def _is_latin(char: str) -> bool:
    return char.isascii() and char.isalnum()


def fold(text: str) -> str:
    """Form for comparing: NFKC (full-width to half-width), lower case, white space to one space."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def share_of_chinese(text: str) -> float:
    """Share of CJK ideographs among the letters of text, 0..1; 0 if it has no letters."""
    letters = [c for c in text if c.isalpha()]
    if not letters:
        return 0.0
    return sum(is_ideograph(c) for c in letters) / len(letters)


def is_ideograph(char: str) -> bool:
    return "\u4e00" <= char <= "\u9fff" or "\u3400" <= char <= "\u4dbf" or "\uf900" <= char <= "\ufaff"
