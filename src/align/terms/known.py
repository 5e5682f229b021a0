"""A term list that was agreed upon: where does a text not use it?"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from itertools import accumulate
from pathlib import Path
from typing import NamedTuple

from align.association import key_of
from align.errors import InputError
from align.terms import LONG, Passage
from align.terms.passages import quote
from align.terms.words import words
from align.text import fold, share_of_chinese

_TABS = (".txt", ".utf8", ".tsv", ".tab")
_CHINESE = ("chinese", "zh", "中文")  # headings, folded
_ENGLISH = ("english", "en", "英文")


class Known(NamedTuple):
    """An agreed term: the Chinese, and English any of which is right."""

    zh: str
    en: tuple[str, ...]


class Row(NamedTuple):
    """A passage with a known term and without its English; the fields are the columns, in order."""

    zh: str
    en: str  # the agreed English
    place: str
    zh_passage: str  # around the term
    en_passage: str  # whole: what stands there instead is not known


HEADINGS: dict[str, str] = {
    "zh": "Chinese", "en": "Agreed English", "place": "Place", "zh_passage": "Chinese passage",
    "en_passage": "English passage",
}  # fmt: skip


def read_known(path: Path) -> tuple[Known, ...]:
    """The terms of a list: comma-separated, or by tabs in .txt, .utf8 and .tsv; UTF-8.

    Columns are found by a heading (Chinese, English; zh, en), else they are the first two, the Chinese
    one told by its letters. Several English ones are parted by ";". Lines that begin with # are none.
    Raises InputError for a file that is no such list.
    """
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except OSError as error:
        raise InputError(f"{path}: can't be read ({error.strerror}); give a list of terms") from error
    except UnicodeDecodeError as error:
        raise InputError(f"{path}: not UTF-8 at byte {error.start}; save it as UTF-8") from error
    delimiter = "\t" if path.suffix.lower() in _TABS else ","
    try:
        rows = list(csv.reader((line for line in lines if not line.startswith("#")), delimiter=delimiter))
    except csv.Error as error:
        raise InputError(f"{path}: no list of terms ({error}); save it anew as UTF-8 text") from error
    columns = _columns(rows)
    found: dict[str, dict[str, None]] = {}
    for row in rows[0 if columns is None else 1 :]:
        cells = [cell.strip() for cell in row]
        if columns is None:
            pair = cells[:2] if share_of_chinese(cells[0] if cells else "") else cells[1::-1]
        else:
            pair = [cells[column] if column < len(cells) else "" for column in columns]
        if len(pair) == 2 and share_of_chinese(pair[0]) and key_of(pair[1]):
            found.setdefault(pair[0], {}).update(
                dict.fromkeys(filter(None, map(str.strip, pair[1].split(";"))))
            )
    if not found:
        raise InputError(
            f"{path}: no terms in it; give two columns, Chinese and English, "
            f"parted by {'tabs' if delimiter != ',' else 'commas'}"
        )
    return tuple(Known(zh, tuple(en)) for zh, en in found.items())


def _columns(rows: Sequence[Sequence[str]]) -> tuple[int, int] | None:
    """The columns of the Chinese and the English if the first row is a heading."""
    heading = [fold(cell) for cell in rows[0]] if rows else []
    zh, en = (next((heading.index(n) for n in names if n in heading), None) for names in (_CHINESE, _ENGLISH))
    return None if zh is None or en is None else (zh, en)


def unused(known: Sequence[Known], passages: Sequence[Passage]) -> list[Row]:
    """Passages with a known term and none of its English, in their order.

    A term inside a longer known one is that one. Number and case of the English do not matter.
    """
    by_length = sorted(known, key=lambda term: -len(term.zh))
    rows = []
    for passage in passages:
        english = f" {key_of(passage.en)} "
        rows += [
            Row(term.zh, "; ".join(term.en), passage.place, quote(passage.zh, term.zh), passage.en)
            for term in _terms_in(passage.zh, by_length)
            if not any(f" {key_of(en)} " in english for en in term.en)
        ]
    return rows


def _terms_in(text: str, by_length: Sequence[Known]) -> Iterator[Known]:
    left = text
    for term in by_length:
        if term.zh in left and (len(term.zh) >= LONG or _is_word(term.zh, left)):
            left = left.replace(term.zh, "\n" * len(term.zh))
            yield term


def _is_word(zh: str, text: str) -> bool:
    """Whether zh begins or ends with a word somewhere in text; 人权 in 个人权利 does neither."""
    cuts = {0, *accumulate(len(word.text) for word in words(text))}
    at = text.find(zh)
    while at >= 0:
        if at in cuts or at + len(zh) in cuts:
            return True
        at = text.find(zh, at + 1)
    return False
