"""Findings as Markdown: a heading for each bead, the places in bold."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from align.findings import BETWEEN_BLOCKS, groups, pieces, tally
from align.model import Alignment, Block, Unit

SPECIAL = re.compile(r"([\\`*_\[\]<>#|~])")


def write(alignment: Alignment, title: str) -> bytes:
    return ("\n".join(_lines(alignment, title)) + "\n").encode()


def _lines(alignment: Alignment, title: str) -> Iterator[str]:
    yield f"# {_plain(title)}\n\n{tally(alignment.findings)}."
    for group in groups(alignment):
        yield f"\n## {_plain(group.title)}"
        source, target = alignment.blocks(alignment.beads[group.bead])
        for finding in group.findings:
            yield f"\n**{finding.severity} · {finding.kind}** {_plain(finding.message)}"
            if finding.confidence is not None:
                yield f"Confidence {finding.confidence:.2f}."
            yield f"\n> {_passage(source, finding.source)}\n>\n> {_passage(target, finding.target)}"


def _passage(blocks: Sequence[Block], places: Sequence[Unit]) -> str:
    texts = (
        "".join(f"**{_plain(p.text)}**" if p.marked else _plain(p.text) for p in block)
        for block in pieces(blocks, places)
    )
    return BETWEEN_BLOCKS.join(texts) or "–"


def _plain(text: str) -> str:
    return SPECIAL.sub(r"\\\1", text)
