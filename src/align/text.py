"""Joining wrapped lines and folding text for comparing. The text itself is never changed."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from align.model import Lang


def join(lang: Lang, parts: Iterable[str]) -> str:
    """Join the stripped lines of one paragraph: Chinese without, English with one space.

    A Chinese line that ends in a Latin letter, digit or comma and is followed by a Latin letter or
    digit keeps a space between them, because the line break stood where a space would. An English
    line that ends in the hyphen of a compound ("rights-" / "based") gets none.
    """
    joined = ""
    for piece in (p for p in (part.strip() for part in parts) if p):
        if joined and _space_between(lang, joined, piece):
            joined += " "
        joined += piece
    return joined


def _space_between(lang: Lang, before: str, after: str) -> bool:
    if lang == "zh":
        return (_is_latin(before[-1]) or before[-1] in ",;") and _is_latin(after[0])
    in_compound = _OPEN_COMPOUND.search(before) and after[0].isalnum() and not _SECOND_COMPOUND.match(after)
    return not in_compound


_OPEN_COMPOUND = re.compile(r"\w-$")
_SECOND_COMPOUND = re.compile(r"(?:and|or|nor|to)\b")  # pre- and post-war


def _is_latin(char: str) -> bool:
    return char.isascii() and char.isalnum()


def fold(text: str) -> str:
    """Form for comparing: NFKC (full-width to half-width), lower case, white space to one space."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def legible(name: str) -> str:
    """A file's name for people: bytes in it that are no text come out as U+FFFD."""
    return name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


class _Carrying(dict[int, int | None]):
    """Table for str.translate that drops what carries no wording; it learns as it is asked."""

    def __missing__(self, code: int) -> int | None:
        empty = chr(code).isspace() or unicodedata.category(chr(code)) in ("Cc", "Cf", "Cs")
        self[code] = None if empty or 0x2400 <= code <= 0x2421 or 0xFFFD <= code <= 0xFFFF else code
        return self[code]


_CARRYING = _Carrying()


def bare(text: str) -> str:
    """The characters of text that carry its wording, as office programs keep them.

    Without white space, without what is invisible, and without the pictures and replacements that
    align.writers.characters puts for what a format can't hold.
    """
    return text.translate(_CARRYING)


def share_of_chinese(text: str) -> float:
    """Share of CJK ideographs among the letters of text, 0..1; 0 if it has no letters."""
    letters = [c for c in text if c.isalpha()]
    if not letters:
        return 0.0
    return sum(is_ideograph(c) for c in letters) / len(letters)


def is_ideograph(char: str) -> bool:
    return "\u4e00" <= char <= "\u9fff" or "\u3400" <= char <= "\u4dbf" or "\uf900" <= char <= "\ufaff"
