"""Findings as Markdown: a heading for each bead, the places in bold."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime

from align.findings import BETWEEN_BLOCKS, Passage, groups, heading, said
from align.model import Alignment

SPECIAL = re.compile(r"([\\`*_\[\]<>#|~])")


def write(alignment: Alignment, title: str, _: datetime) -> bytes:
    return ("\n".join(_lines(alignment, title)) + "\n").encode()


def _lines(alignment: Alignment, title: str) -> Iterator[str]:
    yield f"# {_plain(title)}\n\n{_plain(heading(alignment))}"
    for group in groups(alignment):
        yield f"\n## {_plain(group.title)}\n"
        yield from (f"- **{f.severity} · {f.kind}** {_plain(said(f))}" for f in group.findings)
        yield f"\n> {_passage(group.source)}\n>\n> {_passage(group.target)}"


def _passage(passage: Passage) -> str:
    texts = (
        "".join(f"**{_plain(p.text)}**" if p.marked else _plain(p.text) for p in block) for block in passage
    )
    return BETWEEN_BLOCKS.join(texts) or "–"


def _plain(text: str) -> str:
    return SPECIAL.sub(r"\\\1", text)
