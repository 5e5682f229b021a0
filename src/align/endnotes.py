"""Notes that stand in a list at the end of a text are footnotes too, wherever the other side has them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from align.readers import Layout, Paragraph
from align.structure import find_marks

HEADING = re.compile(
    r"(?:end\s?|foot)?notes:?|[注註][释釋]?[：:]?|(?:尾|脚|腳|附)[注註][：:]?", re.IGNORECASE
)
ENTRY = re.compile(  # its number, as "1 ", "1. ", "[1] ", "（1）"; Chinese may be glued to it
    r"\s*(?:[\[［〔(（](\d{1,3})[\]］〕)）]\s*|(\d{1,3})(?:[.．、]\s*|\s+|(?=[《“（\u4e00-\u9fff])))\S"
)
REFERRED = 0.5  # of the entries, at least, that the text before has marks for: else it is a list


def with_endnotes(layout: Layout) -> Layout:
    """layout with the entries under the last heading Notes or 注释 among its footnotes.

    The entries are numbered from 1 without a gap; the heading and what follows them stay in the text.
    """
    text = layout.paragraphs
    begin = (
        next((i for i in reversed(range(len(text))) if HEADING.fullmatch(text[i].text.strip())), len(text))
        + 1
    )
    entries = _entries(text[begin:])
    numbers = {entry.footnote for entry in entries}
    marks = {
        m.number for p in text[:begin] for m in (find_marks(p.text, numbers) if p.marks is None else p.marks)
    }
    if layout.footnotes or len(numbers & marks) < max(1, REFERRED * len(entries)):
        return layout
    return layout._replace(
        paragraphs=(*text[:begin], *text[begin + len(entries) :]), footnotes=tuple(entries)
    )


def _entries(paragraphs: Sequence[Paragraph]) -> list[Paragraph]:
    entries: list[Paragraph] = []
    for number, paragraph in enumerate(paragraphs, 1):
        match = ENTRY.match(paragraph.text)
        if paragraph.cell or not match or int(match[1] or match[2]) != number:
            break
        entries.append(paragraph._replace(footnote=str(number)))
    return entries
